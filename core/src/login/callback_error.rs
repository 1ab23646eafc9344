//! Why a callback URL is not a response to a login.

use core::fmt;

use crate::member::Member;
use crate::oauth::server_error::checksum;
use crate::text::form::Encoded;
use crate::text::span::Span;

/// Why a callback URL is not a response to this login. The login stays pending: anyone can make such a URL.
///
/// It holds no text from the URL; [`text`](Self::text) reads that from the URL.
///
/// # Example
/// ```
/// use grantlet::{callback, CallbackClass, CallbackExpectation, Flow, Issuer, Profile};
/// let expect = CallbackExpectation {
///     redirect_uri: "https://c.example/cb",
///     state: "xyz",
///     issuer: Issuer::Ignored,
///     flow: Flow::Code,
/// };
/// let mut url = *b"https://c.example/cb?error=access_denied";
/// let refused = callback(&Profile::RFC6749, &expect, &mut url).unwrap_err();
/// assert_eq!(refused.class, CallbackClass::State);
/// assert!(refused.text(&url).unwrap().error.is("access_denied"));
/// assert!(refused.text(b"another URL").is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CallbackError {
    /// What is wrong with the URL.
    pub class: CallbackClass,
    /// Spans of `error` and `error_description`, still encoded; an empty one is absent.
    spans: [Span; 2],
    /// A checksum that recognizes the URL.
    checksum: u32,
}

/// An error that a callback URL claims, still encoded. It is not authenticated: anyone can make such a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnverifiedError<'b> {
    /// `error`
    pub error: Encoded<'b>,
    /// `error_description`, empty where there is none.
    pub error_description: Encoded<'b>,
}

/// What is wrong with a callback: the first that holds, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackClass {
    /// It is not at the registered `redirect_uri`.
    RedirectUri,
    /// A known parameter occurs more than once.
    Duplicate(Member),
    /// A parameter has a byte that is not allowed in it.
    Chars(Member),
    /// A code in a fragment, a token in a query, or a refresh token.
    Misplaced(Member),
    /// `state` is absent or another login's.
    State,
    /// `iss` is absent, another server's, or not expected, or the profile does not list the server that is named: see
    /// [`IssuerFault`].
    Issuer(IssuerFault),
    /// A result and an error at once.
    Conflict,
    /// A parameter is absent or empty.
    Missing(Member),
    /// The token is not Bearer, nor of a type that the profile allows.
    TokenType,
}

/// What is wrong with the `iss` of a callback (RFC 9207, section 2.4), or with the server that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssuerFault {
    /// It is required and absent. Some servers that announce it leave it out where they report an
    /// error: see [`CallbackError::text`].
    Absent,
    /// It names another server: a mix-up, or an attack.
    Other {
        /// Offset of its value in the URL, in bytes.
        at: usize,
    },
    /// It is there, and no issuer is expected. Give the rule the server's issuer, or
    /// [`Issuer::Ignored`](crate::Issuer::Ignored) where the client knows one server and no other.
    Unexpected {
        /// Offset of its value in the URL, in bytes.
        at: usize,
    },
    /// The callback names a server that the profile does not [list](crate::Profile::servers), or two.
    Unlisted {
        /// Offset of its value in the URL, in bytes.
        at: usize,
    },
}

impl CallbackError {
    /// `claimed` are the spans of `error` and `error_description` in the URL.
    pub(crate) fn new(class: CallbackClass, claimed: Option<[Span; 2]>, url: &[u8]) -> Self {
        let spans = claimed.unwrap_or_default();
        Self { class, spans, checksum: checksum(url, &spans) }
    }

    /// The server's error that the URL claims, from the URL that this error came from. None where
    /// it claims none, is not at the `redirect_uri`, or is a URL of another length or with other bytes there.
    ///
    /// It is not authenticated, and the login stays pending. After [`IssuerFault::Absent`] it
    /// may be the user's refusal, from a server that announces `iss` and leaves it out on errors. Show a
    /// sentence of your own ("the login was not completed; the server may have refused it") with a way to
    /// try again, and never the claimed text as the server's.
    pub fn text<'b>(&self, url: &'b [u8]) -> Option<UnverifiedError<'b>> {
        let [error, error_description] = self.spans;
        if error.is_empty() || checksum(url, &self.spans) != self.checksum {
            return None;
        }
        let encoded = |span: Span| Encoded::new(span.of(url));
        Some(UnverifiedError {
            error: encoded(error),
            error_description: encoded(error_description),
        })
    }
}

impl fmt::Debug for CallbackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackError").field("class", &self.class).finish_non_exhaustive()
    }
}

impl fmt::Display for CallbackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, member) = match self.class {
            CallbackClass::RedirectUri => {
                ("the callback is not at the redirect_uri: pass the whole URL", None)
            }
            CallbackClass::Duplicate(member) => ("the callback repeats ", Some(member)),
            CallbackClass::Chars(member) => ("invalid character in ", Some(member)),
            CallbackClass::Misplaced(member) => ("in the wrong part of the URL: ", Some(member)),
            CallbackClass::State => ("the callback has no state, or another login's", None),
            CallbackClass::Issuer(fault) => (
                match fault {
                    IssuerFault::Absent => "the callback has no iss, which is required",
                    IssuerFault::Other { .. } => "the callback's iss is not the expected server's",
                    IssuerFault::Unlisted { .. } => {
                        "the callback names a server that the profile does not list, or two"
                    }
                    IssuerFault::Unexpected { .. } => {
                        "the callback has an iss, and no issuer is expected: set the issuer, or the rule Ignored for a client of one server"
                    }
                },
                None,
            ),
            CallbackClass::Conflict => ("the callback has a result and an error", None),
            CallbackClass::Missing(member) => ("the callback lacks ", Some(member)),
            CallbackClass::TokenType => ("the token is not Bearer", None),
        };
        f.write_str(text)?;
        member.map_or(Ok(()), |member| fmt::Display::fmt(&member, f))
    }
}

impl core::error::Error for CallbackError {}
