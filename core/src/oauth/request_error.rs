//! Why a request could not be written.

use core::fmt;

use crate::member::Member;
use crate::text::buffer::BufferTooSmall;

/// Why a request could not be written. Do not send what is in the buffer.
///
/// # Example
/// ```
/// use grantlet::{Client, Member, Profile, RequestError, Secret};
/// let profile = Profile::RFC6749.token_endpoint("/token");
/// let client = Client::public(&profile, "id").base_url("http://api.example");
/// let mut buffer = [0; 256];
/// let refused = client.refresh(Secret::new("rt")).write(&mut buffer);
/// assert_eq!(refused.unwrap_err(), RequestError::Url(Member::TokenEndpoint));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// A parameter that the request needs is empty or not there.
    Missing(Member),
    /// A parameter is there that this request must not have, or has already. In a JSON body that is also one
    /// of the caller's own, where it is repeated.
    Unexpected(Member),
    /// A parameter holds a byte that it must not hold.
    Chars(Member),
    /// A parameter is too short or too long.
    Length(Member),
    /// An address is neither https nor http on loopback, or is not an address, as one with a template `{tenant}`.
    Url(Member),
    /// The `redirect_uri` is not an absolute address, or has a fragment.
    RedirectUri,
    /// The client has a base URL, and the profile's endpoint is an absolute one elsewhere: one of
    /// them is not meant. Give the client none, or the profile a path.
    BaseUrl(Member),
    /// A refresh asks for a scope that was not granted (RFC 6749, section 6).
    Scope,
    /// The entropy is constant or repeats itself.
    Entropy,
    /// The wall time at which a login starts is before 1970: set the clock first.
    Clock,
    /// The login was started with another server or another client (RFC 9700, section 4.4), or the profile lists
    /// no server of this number.
    OtherServer,
    /// The buffer was too short.
    BufferTooSmall {
        /// The exact length, in bytes, with which the same call succeeds.
        needed: usize,
    },
}

/// What is wrong with one member, while a request is written. It fits a register, where a
/// [`RequestError`] travels through memory. In the order of that: none is looked up.
#[derive(Clone, Copy)]
pub(crate) enum Refused {
    Missing(Member),
    Unexpected(Member),
    Chars(Member),
    Length(Member),
    Url(Member),
    RedirectUri,
    BaseUrl(Member),
    Scope,
}

impl From<Refused> for RequestError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Missing(member) => Self::Missing(member),
            Refused::Unexpected(member) => Self::Unexpected(member),
            Refused::Chars(member) => Self::Chars(member),
            Refused::Length(member) => Self::Length(member),
            Refused::Url(member) => Self::Url(member),
            Refused::RedirectUri => Self::RedirectUri,
            Refused::BaseUrl(member) => Self::BaseUrl(member),
            Refused::Scope => Self::Scope,
        }
    }
}

impl From<BufferTooSmall> for RequestError {
    fn from(error: BufferTooSmall) -> Self {
        Self::BufferTooSmall { needed: error.needed }
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, member) = match self {
            Self::BufferTooSmall { needed } => {
                return fmt::Display::fmt(&BufferTooSmall { needed: *needed }, f);
            }
            Self::Missing(Member::Issuer) => {
                ("an id_token is compared with an issuer: give Required or IfPresent", None)
            }
            Self::Missing(Member::Scope) => {
                ("an id_token comes only with openid in the scope", None)
            }
            Self::Missing(member) => ("the request needs ", Some(member)),
            Self::Unexpected(Member::TokenType) => {
                ("the token is not Bearer, so that its header is the caller's to write", None)
            }
            Self::Unexpected(member) => {
                ("the request must not have, or has already, ", Some(member))
            }
            Self::Chars(member) => ("invalid character in ", Some(member)),
            Self::Length(member) => ("too short or too long: ", Some(member)),
            Self::Url(member) => (
                "not a valid https URL, nor http on loopback, once joined to the client's base URL: ",
                Some(member),
            ),
            Self::RedirectUri => ("redirect_uri is not absolute, or has a fragment", None),
            Self::BaseUrl(member) => {
                ("not below the client's base URL, so give the client an empty one: ", Some(member))
            }
            Self::Scope => (
                "a refresh asks for scope by narrow_scope, and for none but what was granted",
                None,
            ),
            Self::Entropy => {
                ("the entropy repeats itself: is the random number generator running?", None)
            }
            Self::Clock => ("the wall time is before 1970: is the clock set?", None),
            Self::OtherServer => ("this login was started with another server or client", None),
        };
        f.write_str(text)?;
        member.map_or(Ok(()), |member| fmt::Display::fmt(&member, f))
    }
}

impl core::error::Error for RequestError {}
