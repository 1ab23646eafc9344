//! What is misspelt in a profile's lists, found at compile time or at run time.

use core::fmt;

use crate::profile::Profile;

/// The setter of a [`Profile`] whose text has something that is no word of its list.
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
    /// [`headers`](Profile::headers): not `Name=client_id` or `Name=client_secret`, or a name that HTTP
    /// or this crate writes itself.
    Headers,
    /// [`rename`](Profile::rename): not `parameter=name`, a parameter that no request has, or one twice.
    Rename,
    /// [`order`](Profile::order): a parameter that no request has, or one twice.
    Order,
    /// [`envelope`](Profile::envelope): a control character, or a member that an error has.
    Envelope,
    /// [`errors`](Profile::errors): an empty shape, more than three names, or a path other than `error/`.
    Errors,
    /// [`ends_on`](Profile::ends_on): a line that is not `error` or `error=description`.
    EndsOn,
    /// [`token_types`](Profile::token_types): not a name or a URI (RFC 6749, section 8.1).
    TokenTypes,
    /// [`extra`](Profile::extra): more than eight members, one of more than 64 bytes, one twice, or one
    /// that is read anyway.
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

/// Parameters of token requests, by their names in the RFCs.
const PARAMETERS: &[u8] = b"grant_type code refresh_token device_code username password token \
    token_type_hint redirect_uri client_id client_secret code_verifier scope state";
/// Members that are read under every profile.
const MEMBERS: &[u8] = b"access_token token_type refresh_token id_token scope error \
    error_description error_uri expires_in";
/// Errors that RFC 6749, OpenID Connect and RFC 8628 register.
const ERRORS: &[u8] = b"invalid_request invalid_client invalid_grant invalid_scope invalid_token \
    unauthorized_client unsupported_grant_type access_denied server_error temporarily_unavailable \
    expired_token login_required interaction_required consent_required";
/// Header fields that are written from elsewhere, in lower case.
const RESERVED: &[u8] = b"accept authorization content-length content-type host transfer-encoding";

impl Profile<'_> {
    /// Whether each list consists of words that it can have: for a profile that is a constant an
    /// assertion at compile time, for one that comes from elsewhere the step before its first use.
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
        if !are_headers(self.headers.as_bytes()) {
            return Err(ProfileError::Headers);
        }
        if !are_parameters(self.rename.as_bytes(), true) {
            return Err(ProfileError::Rename);
        }
        if !are_parameters(self.order.as_bytes(), false) {
            return Err(ProfileError::Order);
        }
        if !is_envelope(self.envelope.as_bytes()) {
            return Err(ProfileError::Envelope);
        }
        if !are_shapes(self.errors.as_bytes()) {
            return Err(ProfileError::Errors);
        }
        if !are_errors(self.ends_on.as_bytes()) {
            return Err(ProfileError::EndsOn);
        }
        if !are_types(self.token_types.as_bytes()) {
            return Err(ProfileError::TokenTypes);
        }
        if !are_members(self.extra.as_bytes()) {
            return Err(ProfileError::Extra);
        }
        match self.scope_separator {
            0..=0x1F | 0x7F.. | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                Err(ProfileError::ScopeSeparator)
            }
            _ => Ok(()),
        }
    }
}

const fn are_headers(list: &[u8]) -> bool {
    let mut rest = list;
    while let Some((word, after)) = next(rest, b' ') {
        let (name, value) = cut(word, b'=');
        let known = matches!(value, Some(b"client_id" | b"client_secret"));
        if !known || !is_header_name(name) || is_reserved(name) {
            return false;
        }
        rest = after;
    }
    is_list(list)
}

const fn are_parameters(list: &[u8], renamed: bool) -> bool {
    let mut rest = list;
    while let Some((word, after)) = next(rest, b' ') {
        let (name, value) = cut(word, b'=');
        let fits = match value {
            // A second `=` or a comma is a list of another form.
            Some(value) => {
                let one = cut(value, b'=').1.is_none() && cut(value, b',').1.is_none();
                renamed && one && !value.is_empty() && all(value, Of::Visible)
            }
            None => !renamed,
        };
        if !fits || !has(PARAMETERS, name) || is_again(after, name) {
            return false;
        }
        rest = after;
    }
    is_list(list)
}

/// Whether a name occurs in what follows, with a value or without.
const fn is_again(list: &[u8], name: &[u8]) -> bool {
    let mut rest = list;
    while let Some((word, after)) = next(rest, b' ') {
        if same(cut(word, b'=').0, name) {
            return true;
        }
        rest = after;
    }
    false
}

const fn is_envelope(name: &[u8]) -> bool {
    let taken = matches!(name, b"error" | b"error_description" | b"error_uri");
    all(name, Of::Printed) && !taken
}

const fn are_shapes(list: &[u8]) -> bool {
    if list.is_empty() {
        return true;
    }
    let mut rest = Some(list);
    while let Some(shapes) = rest {
        let (shape, after) = cut(shapes, b',');
        rest = after;
        // Spaces around a shape are none of its names.
        let mut names = shape;
        while let [b' ', trimmed @ ..] = names {
            names = trimmed;
        }
        if let [b'e', b'r', b'r', b'o', b'r', b'/', inside @ ..] = names {
            names = inside;
        }
        let mut count = 0u8;
        while let Some((name, after)) = next(names, b' ') {
            count = count.wrapping_add(1);
            if count > 3
                || name.len() > 64
                || !all(name, Of::Printed)
                || cut(name, b'/').1.is_some()
            {
                return false;
            }
            names = after;
        }
        if count == 0 {
            return false;
        }
    }
    true
}

const fn are_errors(list: &[u8]) -> bool {
    let mut rest = list;
    while let Some((line, after)) = next(rest, b'\n') {
        let (error, description) = cut(line, b'=');
        // `invalid_request: X` is of another format.
        let mut colon = error;
        while let Some(behind) = cut(colon, b':').1 {
            if let [b' ', ..] = behind {
                return false;
            }
            colon = behind;
        }
        let described = match description {
            Some(description) => is_text(description),
            None => true,
        };
        if !is_text(error) || !described || is_joined(error) {
            return false;
        }
        rest = after;
    }
    list.is_empty() || next(list, b'\n').is_some()
}

/// Whether a registered error is followed by a separator of another format: `invalid_request:X`.
const fn is_joined(error: &[u8]) -> bool {
    let mut rest = ERRORS;
    while let Some((known, after)) = next(rest, b' ') {
        if let Some((before, [b':' | b',' | b';' | b'|', ..])) = error.split_at_checked(known.len())
            && same(before, known)
        {
            return true;
        }
        if let Some((before, [b' ', behind @ ..])) = error.split_at_checked(known.len())
            && same(before, known)
            && has(ERRORS, behind)
        {
            return true;
        }
        rest = after;
    }
    false
}

/// Whether it is printed, and does not start or end with a space, which would compare with nothing.
const fn is_text(text: &[u8]) -> bool {
    let padded = matches!(text, [] | [b' ', ..] | [.., b' ']);
    all(text, Of::Printed) && !padded
}

const fn are_types(list: &[u8]) -> bool {
    let mut rest = list;
    while let Some((word, after)) = next(rest, b' ') {
        let uri = cut(word, b':').1.is_some();
        if !all(word, if uri { Of::Visible } else { Of::TypeName }) {
            return false;
        }
        rest = after;
    }
    is_list(list)
}

const fn are_members(list: &[u8]) -> bool {
    let mut rest = list;
    let mut count = 0u8;
    while let Some((name, after)) = next(rest, b' ') {
        count = count.wrapping_add(1);
        let printed = all(name, Of::Printed) && cut(name, b',').1.is_none();
        if count > 8 || name.len() > 64 || !printed || has(MEMBERS, name) || is_again(after, name) {
            return false;
        }
        rest = after;
    }
    is_list(list)
}

/// Whether a list is empty or has a word.
const fn is_list(list: &[u8]) -> bool {
    list.is_empty() || next(list, b' ').is_some()
}

/// The first word of a list, and what follows it; empty ones are left out.
const fn next(list: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let mut rest = list;
    while !rest.is_empty() {
        let (word, after) = cut(rest, separator);
        rest = match after {
            Some(after) => after,
            None => b"",
        };
        if !word.is_empty() {
            return Some((word, rest));
        }
    }
    None
}

/// What stands before the first such byte, and after it if it is there.
const fn cut(text: &[u8], byte: u8) -> (&[u8], Option<&[u8]>) {
    let mut rest = text;
    let mut at = 0usize;
    while let [first, after @ ..] = rest {
        if *first == byte {
            let before = match text.split_at_checked(at) {
                Some((before, _)) => before,
                None => text,
            };
            return (before, Some(after));
        }
        at = at.wrapping_add(1);
        rest = after;
    }
    (text, None)
}

/// Whether one of a list's words is this.
const fn has(list: &[u8], word: &[u8]) -> bool {
    let mut rest = list;
    while let Some((known, after)) = next(rest, b' ') {
        if same(known, word) {
            return true;
        }
        rest = after;
    }
    false
}

/// Whether a header field is written from elsewhere: the names of headers have no case.
pub(crate) const fn is_reserved(name: &[u8]) -> bool {
    let mut rest = RESERVED;
    while let Some((known, after)) = next(rest, b' ') {
        if same_in_any_case(known, name) {
            return true;
        }
        rest = after;
    }
    false
}

/// Whether a text is a token (RFC 9110, section 5.6.2).
pub(crate) const fn is_header_name(name: &[u8]) -> bool {
    !name.is_empty() && all(name, Of::HeaderName)
}

const fn same_in_any_case(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([a, after @ ..], [b, after_other @ ..]) = (one, other) {
        if !a.eq_ignore_ascii_case(b) {
            return false;
        }
        (one, other) = (after, after_other);
    }
    one.is_empty() && other.is_empty()
}

const fn same(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([a, after @ ..], [b, after_other @ ..]) = (one, other) {
        if *a != *b {
            return false;
        }
        (one, other) = (after, after_other);
    }
    one.is_empty() && other.is_empty()
}

/// Of which characters a text is.
#[derive(Clone, Copy)]
enum Of {
    /// No control character.
    Printed,
    Visible,
    HeaderName,
    TypeName,
}

const fn all(text: &[u8], of: Of) -> bool {
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        let fits = match of {
            Of::Printed => !matches!(*byte, 0..=0x1F | 0x7F),
            Of::Visible => matches!(*byte, 0x21..=0x7E),
            Of::TypeName => byte.is_ascii_alphanumeric() || matches!(*byte, b'-' | b'.' | b'_'),
            Of::HeaderName => {
                byte.is_ascii_alphanumeric()
                    || matches!(*byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.')
                    || matches!(*byte, b'^'..=b'`' | b'|' | b'~')
            }
        };
        if !fits {
            return false;
        }
        rest = after;
    }
    true
}
