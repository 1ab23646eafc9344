//! What is misspelt in a profile's lists, found at compile time or at run time.

mod requests;
mod responses;
mod text;

use core::fmt;

use crate::profile::profile::Profile;

pub(crate) use requests::{is_header_name, is_reserved};

/// The setter of a [`Profile`] whose text has something that is no word of its list, that can match
/// nothing, or that contradicts another setting. [`Profile::word_at_fault`] returns which word it is.
///
/// # Example
/// ```
/// use grantlet::{Profile, ProfileError};
/// let profile = Profile::RFC6749.ends_on("invalid_request: InvalidGrantCode");
/// assert_eq!(profile.check(), Err(ProfileError::EndsOn));
/// assert_eq!(ProfileError::EndsOn.setter(), "ends_on");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProfileError {
    /// [`headers`](Profile::headers): not `Name=client_id` or `Name=client_secret`, a name that HTTP
    /// or this crate writes itself, or one name twice, in any case.
    Headers,
    /// [`rename`](Profile::rename): not `parameter=name`, a parameter that no request has, or one twice;
    /// a name that two parameters would have, or that responses use for something else; `grant_type`
    /// where none is sent.
    Rename,
    /// [`order`](Profile::order): a parameter that no request has, or one twice.
    Order,
    /// [`envelope`](Profile::envelope): not the name of one member, or one that is read anyway.
    Envelope,
    /// [`errors`](Profile::errors): an empty shape, more than three names or one twice, a path other
    /// than `error/`, or a member that is read as something else; a shape that no error can reach,
    /// because an earlier one reads the same members.
    Errors,
    /// [`ends_on`](Profile::ends_on): a line that is not `error` or `error=description`, or that an
    /// earlier one repeats or contradicts.
    EndsOn,
    /// [`token_types`](Profile::token_types): not a name or a URI (RFC 6749, section 8.1), or one twice,
    /// in any case.
    TokenTypes,
    /// [`extra`](Profile::extra): more than eight members, one of more than 64 bytes, one twice, one
    /// that is read anyway, or the envelope.
    Extra,
    /// [`scope_separator`](Profile::scope_separator): not an ASCII character that can be printed, or one
    /// that the tokens of a scope consist of.
    ScopeSeparator,
}

/// The setters, each ended by NUL.
const SETTERS: [&str; 9] = [
    "headers\0",
    "rename\0",
    "order\0",
    "envelope\0",
    "errors\0",
    "ends_on\0",
    "token_types\0",
    "extra\0",
    "scope_separator\0",
];

impl ProfileError {
    /// The name of the setter.
    pub fn setter(self) -> &'static str {
        let name = self.setter_with_nul();
        name.get(..name.len().saturating_sub(1)).unwrap_or_default()
    }

    /// As [`setter`](Self::setter), ended by NUL, for a binding.
    pub fn setter_with_nul(self) -> &'static str {
        SETTERS.get(self as usize).copied().unwrap_or("\0")
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("misspelt in the profile's ")?;
        f.write_str(self.setter())
    }
}

impl core::error::Error for ProfileError {}

/// Members of a token response, which are read under every profile, and may be secret.
const TOKEN_MEMBERS: &[u8] = b"access_token token_type refresh_token id_token scope expires_in";
/// Members of an error response, which are read under every profile.
const ERROR_MEMBERS: &[u8] = b"error error_description error_uri";

/// Whether a member is read under every profile.
const fn is_read(name: &[u8]) -> bool {
    text::has(TOKEN_MEMBERS, name) || text::has(ERROR_MEMBERS, name)
}

impl Profile<'_> {
    /// Whether each list consists of words that it can have, and none contradicts another: for a profile
    /// that is a constant an assertion at compile time, for one that comes from elsewhere the step before
    /// its first use.
    ///
    /// # Errors
    /// [`ProfileError`], which names the setter.
    ///
    /// # Example
    /// ```
    /// use grantlet::Profile;
    /// const ACME: Profile<'_> = Profile::RFC6749.rename("client_id=clientId").extra("tenant");
    /// const _: () = assert!(ACME.check().is_ok());
    /// assert!(ACME.order("clientid").check().is_err());
    /// ```
    pub const fn check(&self) -> Result<(), ProfileError> {
        match self.fault() {
            Some((error, _)) => Err(error),
            None => Ok(()),
        }
    }

    /// The index of the word that [`check`](Self::check) reports, counted from 0: of a word in a list
    /// with spaces, of a shape of [`errors`](Self::errors), of a line of [`ends_on`](Self::ends_on)
    /// (empty lines are not counted).
    ///
    /// ```
    /// use grantlet::{Profile, ProfileError};
    /// let profile = Profile::RFC6749.extra("tenant scope");
    /// assert_eq!(profile.check(), Err(ProfileError::Extra));
    /// assert_eq!(profile.word_at_fault(), Some(1));
    /// ```
    pub const fn word_at_fault(&self) -> Option<usize> {
        match self.fault() {
            Some((_, index)) => Some(index),
            None => None,
        }
    }

    const fn fault(&self) -> Option<(ProfileError, usize)> {
        if let Some(index) = requests::headers(self.headers.as_bytes()) {
            return Some((ProfileError::Headers, index));
        }
        if let Some(index) = requests::rename(self.rename.as_bytes(), self.send_grant_type) {
            return Some((ProfileError::Rename, index));
        }
        if let Some(index) = requests::order(self.order.as_bytes()) {
            return Some((ProfileError::Order, index));
        }
        let envelope = self.envelope.as_bytes();
        if !responses::is_envelope(envelope) {
            return Some((ProfileError::Envelope, 0));
        }
        if let Some(index) = responses::errors(self.errors.as_bytes(), envelope) {
            return Some((ProfileError::Errors, index));
        }
        if let Some(index) = responses::ends_on(self.ends_on.as_bytes()) {
            return Some((ProfileError::EndsOn, index));
        }
        if let Some(index) = responses::token_types(self.token_types.as_bytes()) {
            return Some((ProfileError::TokenTypes, index));
        }
        if let Some(index) = responses::extra(self.extra.as_bytes(), envelope) {
            return Some((ProfileError::Extra, index));
        }
        match self.scope_separator {
            0..=0x1F | 0x7F.. | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                Some((ProfileError::ScopeSeparator, 0))
            }
            _ => None,
        }
    }
}
