//! Misspelt words in a profile's lists.

use core::fmt;

use crate::headers::{is_reserved, is_token};
use crate::profile::Profile;

/// Which list of a [`Profile`] has a word that means nothing.
///
/// # Example
/// ```
/// use grantlet::{Profile, ProfileError};
/// const ACME: Profile<'_> = Profile::RFC6749.ends_on("invalid_request: revoked");
/// assert_eq!(ACME.check(), Err(ProfileError::EndsOn));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProfileError {
    /// [`Profile::headers`]
    Headers,
    /// [`Profile::rename`]
    Rename,
    /// [`Profile::order`]
    Order,
    /// [`Profile::envelope`]
    Envelope,
    /// [`Profile::errors`]
    Errors,
    /// [`Profile::ends_on`]
    EndsOn,
    /// [`Profile::token_types`]
    TokenTypes,
    /// [`Profile::extra`]
    Extra,
}

impl ProfileError {
    /// The name of the setter, and what to write there.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Headers => {
                "headers: write Name=client_id or Name=client_secret, separated by spaces"
            }
            Self::Rename => "rename: write parameter=name, separated by spaces",
            Self::Order => "order: write names of token request parameters, separated by spaces",
            Self::Envelope => "envelope: write the name of one member",
            Self::Errors => {
                "errors: write one to three member names, separated by spaces; \
                 a comma between shapes; error/ once, before a shape"
            }
            Self::EndsOn => "ends_on: write error or error=description, one on each line",
            Self::TokenTypes => "token_types: write token types, separated by spaces",
            Self::Extra => "extra: write at most eight member names, separated by spaces",
        }
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl core::error::Error for ProfileError {}

impl Profile<'_> {
    /// Checks the lists for words that mean nothing. Assert it for a const profile; call it for one
    /// that is read from elsewhere.
    ///
    /// # Errors
    /// [`ProfileError`], which names the first setter at fault.
    ///
    /// # Example
    /// ```
    /// use grantlet::Profile;
    /// const ACME: Profile<'_> = Profile::RFC6749.token_endpoint("/token").extra("tenant");
    /// const _: () = assert!(ACME.check().is_ok());
    /// ```
    pub const fn check(&self) -> Result<(), ProfileError> {
        let faults = [
            (all(self.headers, b' ', List::Headers), ProfileError::Headers),
            (all(self.rename, b' ', List::Rename), ProfileError::Rename),
            (all(self.order, b' ', List::Parameters), ProfileError::Order),
            (is_text(self.envelope.as_bytes()), ProfileError::Envelope),
            (all(self.errors, b',', List::Shapes), ProfileError::Errors),
            (all(self.ends_on, b'\n', List::EndsOn), ProfileError::EndsOn),
            (all(self.token_types, b' ', List::Types), ProfileError::TokenTypes),
            (
                all(self.extra, b' ', List::Members) && count(self.extra.as_bytes()) <= MOST_EXTRA,
                ProfileError::Extra,
            ),
        ];
        let mut rest = faults.as_slice();
        while let [(holds, error), after @ ..] = rest {
            if !*holds {
                return Err(*error);
            }
            rest = after;
        }
        Ok(())
    }
}

/// Members that [`Profile::extra`] reads, and the longest name of one.
const MOST_EXTRA: usize = 8;
const LONGEST_NAME: usize = 64;

/// Parameters of token, device authorization and revocation requests that the RFCs name.
const PARAMETERS: &str = "grant_type client_id client_secret code redirect_uri code_verifier \
    refresh_token scope state username password device_code token token_type_hint resource audience \
    assertion client_assertion client_assertion_type subject_token subject_token_type actor_token \
    actor_token_type requested_token_type mfa_token nonce";

/// Errors that RFC 6749 and its relatives name.
const ERRORS: &str = "invalid_request invalid_client invalid_grant invalid_scope invalid_token \
    unauthorized_client unsupported_grant_type access_denied server_error temporarily_unavailable \
    expired_token login_required interaction_required consent_required";

#[derive(Clone, Copy)]
enum List {
    Headers,
    Rename,
    Parameters,
    Shapes,
    EndsOn,
    Types,
    Members,
}

/// Whether each word of a list is one. A list may be empty, and so may what stands between two
/// spaces or two line ends; a shape of [`Profile::errors`] may not.
const fn all(list: &str, separator: u8, kind: List) -> bool {
    let mut rest = list.as_bytes();
    while !rest.is_empty() {
        let (word, after) = split(rest, separator);
        let skipped = word.is_empty() && separator != b',';
        let holds = match kind {
            List::Headers => is_header(word),
            List::Rename => is_renamed(word),
            List::Parameters => is_in(PARAMETERS, word),
            List::Shapes => is_shape(word),
            List::EndsOn => is_ended_on(word),
            List::Types => is_text(word) && !has(word, b','),
            List::Members => is_text(word) && !has(word, b',') && word.len() <= LONGEST_NAME,
        };
        if !skipped && !holds {
            return false;
        }
        rest = after;
    }
    // A comma at the end has an empty shape behind it.
    !(separator == b',' && ends_with(list.as_bytes(), b','))
}

const fn is_header(word: &[u8]) -> bool {
    let (name, value) = split(word, b'=');
    let known = equal(value, b"client_id") || equal(value, b"client_secret");
    known && is_token(name) && !is_reserved(name)
}

const fn is_renamed(word: &[u8]) -> bool {
    let (name, new) = split(word, b'=');
    is_in(PARAMETERS, name) && !new.is_empty() && is_text(new)
}

/// One to three member names; `error/` stands before the first or nowhere.
const fn is_shape(shape: &[u8]) -> bool {
    let names =
        if let [b'e', b'r', b'r', b'o', b'r', b'/', names @ ..] = shape { names } else { shape };
    let number = count(names);
    !has(names, b'/') && is_text(shape) && 1 <= number && number <= 3
}

/// `error` or `error=description`, not a registered error with something else behind it.
const fn is_ended_on(line: &[u8]) -> bool {
    let (error, _) = split(line, b'=');
    if error.is_empty() || !is_text(line) || ends_with(error, b' ') || starts_with_space(error) {
        return false;
    }
    if is_in(ERRORS, error) {
        return true;
    }
    let mut rest = ERRORS.as_bytes();
    while !rest.is_empty() {
        let (known, after) = split(rest, b' ');
        if let Some(following) = behind(error, known)
            && !is_word_byte(following)
        {
            return false;
        }
        rest = after;
    }
    true
}

const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// The byte behind a prefix, if the text starts with it and goes on.
const fn behind(text: &[u8], prefix: &[u8]) -> Option<u8> {
    let (mut text, mut prefix) = (text, prefix);
    loop {
        match (text, prefix) {
            ([next, ..], []) => return Some(*next),
            ([a, text_rest @ ..], [b, prefix_rest @ ..]) if *a == *b => {
                (text, prefix) = (text_rest, prefix_rest);
            }
            _ => return None,
        }
    }
}

/// Whether a text has no control characters.
const fn is_text(text: &[u8]) -> bool {
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        if byte.is_ascii_control() {
            return false;
        }
        rest = after;
    }
    true
}

const fn is_in(list: &str, word: &[u8]) -> bool {
    let mut rest = list.as_bytes();
    while !rest.is_empty() {
        let (known, after) = split(rest, b' ');
        if equal(known, word) {
            return true;
        }
        rest = after;
    }
    false
}

/// How many words there are between spaces.
const fn count(words: &[u8]) -> usize {
    let (mut rest, mut number) = (words, 0usize);
    while !rest.is_empty() {
        let (word, after) = split(rest, b' ');
        if !word.is_empty() {
            number = number.wrapping_add(1);
        }
        rest = after;
    }
    number
}

/// What is before the first such byte, and what is behind it.
const fn split(text: &[u8], byte: u8) -> (&[u8], &[u8]) {
    let (mut rest, mut length) = (text, 0usize);
    while let [next, after @ ..] = rest {
        if *next == byte {
            return match text.split_at_checked(length) {
                Some((before, _)) => (before, after),
                None => (text, b""),
            };
        }
        length = length.wrapping_add(1);
        rest = after;
    }
    (text, b"")
}

const fn has(text: &[u8], byte: u8) -> bool {
    let (before, _) = split(text, byte);
    before.len() < text.len()
}

const fn ends_with(text: &[u8], byte: u8) -> bool {
    matches!(text, [.., last] if *last == byte)
}

const fn starts_with_space(text: &[u8]) -> bool {
    matches!(text, [b' ', ..])
}

const fn equal(a: &[u8], b: &[u8]) -> bool {
    let (mut a, mut b) = (a, b);
    while let ([first, a_rest @ ..], [second, b_rest @ ..]) = (a, b) {
        if *first != *second {
            return false;
        }
        (a, b) = (a_rest, b_rest);
    }
    a.is_empty() && b.is_empty()
}
