//! Who asks, and where: the client, and endpoints that are https or loopback.

use core::fmt;

use crate::buffer::{BufferTooSmall, Parts, Writer, cut};
use crate::member::Member;
use crate::secret::Secret;

/// A client as it is registered (RFC 6749, section 2).
///
/// # Example
/// ```
/// use grantlet::{Client, Secret};
/// let app = Client::public("https://account.boldsign.com", "spa");
/// let service = Client::confidential("https://api.example", "id", Secret::new("sesame"));
/// assert!(app.secret().is_none() && service.secret().is_some());
/// ```
#[derive(Clone, Copy)]
pub struct Client<'a> {
    pub(crate) base_url: &'a str,
    pub(crate) id: &'a str,
    pub(crate) secret: Option<Secret<'a>>,
}

impl<'a> Client<'a> {
    /// A client that cannot keep a secret: a single-page app, an installed app, a device.
    /// `base_url` is what the profile's paths are joined to; for a profile whose endpoints are
    /// absolute it is empty.
    pub const fn public(base_url: &'a str, client_id: &'a str) -> Self {
        Self { base_url, id: client_id, secret: None }
    }

    /// A client that was given a secret.
    pub const fn confidential(
        base_url: &'a str,
        client_id: &'a str,
        client_secret: Secret<'a>,
    ) -> Self {
        Self { base_url, id: client_id, secret: Some(client_secret) }
    }

    /// What endpoints are joined to.
    pub const fn base_url(&self) -> &'a str {
        self.base_url
    }

    /// The `client_id`. It is not secret.
    pub const fn id(&self) -> &'a str {
        self.id
    }

    /// The `client_secret`, none for a public client.
    pub const fn secret(&self) -> Option<Secret<'a>> {
        self.secret
    }
}

impl fmt::Debug for Client<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client(elided)")
    }
}

/// Why a request could not be written. Do not send what is in the buffer.
///
/// # Example
/// ```
/// use grantlet::{request, Client, Grant, Member, Profile, RequestError};
/// let client = Client::public("http://api.example", "id");
/// let profile = Profile::RFC6749.token_endpoint("/token");
/// let mut buffer = [0; 256];
/// let refused = request(&profile, &client, &Grant::client_credentials(), &mut buffer);
/// assert_eq!(refused.unwrap_err(), RequestError::Url(Member::TokenEndpoint));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// The buffer was too short.
    BufferTooSmall {
        /// The exact length, in bytes, with which the same call succeeds.
        needed: usize,
    },
    /// A parameter that the request needs is empty or not there.
    Missing(Member),
    /// A parameter is there that this request must not have, or has already.
    Unexpected(Member),
    /// A parameter holds a byte that it must not hold.
    Chars(Member),
    /// A parameter is too short or too long.
    Length(Member),
    /// An address is neither https nor http on loopback, or is not an address.
    Url(Member),
    /// The `redirect_uri` is not an absolute address, or has a fragment.
    RedirectUri,
    /// The client has a base URL, and the profile's endpoint is an absolute one elsewhere: one of
    /// them is not meant. Give the client none, or the profile a path.
    BaseUrl(Member),
    /// A refresh asks for a scope that was not granted (RFC 6749, section 6).
    WiderScope,
    /// The entropy is constant or repeats itself.
    Entropy,
    /// The login was started with another server or another client (RFC 9700, section 4.4).
    OtherServer,
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
            Self::Missing(member) => ("the request needs ", Some(member)),
            Self::Unexpected(member) => {
                ("the request must not have, or has already, ", Some(member))
            }
            Self::Chars(member) => ("a byte that must not stand in ", Some(member)),
            Self::Length(member) => ("too short or too long: ", Some(member)),
            Self::Url(member) => {
                ("neither https nor loopback once joined to the client's base URL: ", Some(member))
            }
            Self::RedirectUri => ("redirect_uri is not absolute, or has a fragment", None),
            Self::BaseUrl(member) => {
                ("not below the client's base URL, so give the client an empty one: ", Some(member))
            }
            Self::WiderScope => (
                "a refresh asks for scope by narrow_scope, and for none but what was granted",
                None,
            ),
            Self::Entropy => {
                ("the entropy repeats itself: is the random number generator running?", None)
            }
            Self::OtherServer => ("this login was started with another server or client", None),
        };
        f.write_str(text)?;
        member.map_or(Ok(()), |member| fmt::Display::fmt(&member, f))
    }
}

impl core::error::Error for RequestError {}

/// Writes an endpoint: absolute as it is, a path joined to the base URL with one slash between.
pub(crate) fn write_endpoint(
    writer: &mut Writer<'_>,
    base_url: &str,
    endpoint: &str,
    member: Member,
) -> Result<(), RequestError> {
    if endpoint.is_empty() {
        return Err(RequestError::Missing(member));
    }
    let (base, path) = parts(base_url, endpoint);
    if base.is_empty() && !is_below(endpoint, base_url) {
        return Err(RequestError::BaseUrl(member));
    }
    let whole = if base.is_empty() { path } else { base };
    if !is_https_or_loopback(whole) || !is_visible(path) || cut(base, b'?').is_some() {
        return Err(RequestError::Url(member));
    }
    writer.text(base);
    if !base.is_empty() {
        writer.byte(b'/');
    }
    writer.text(path);
    Ok(())
}

/// Whether an address is the base or below it.
fn is_below(address: &str, base_url: &str) -> bool {
    let base = base_url.strip_suffix('/').unwrap_or(base_url);
    let rest = address.strip_prefix(base);
    base.is_empty() || rest.is_some_and(|rest| matches!(rest.as_bytes(), [] | [b'/' | b'?', ..]))
}

/// An endpoint as the text before and after the slash that joins them.
pub(crate) fn parts<'a>(base_url: &'a str, endpoint: &'a str) -> (&'a str, &'a str) {
    if split_scheme(endpoint).is_some() {
        ("", endpoint)
    } else {
        let base = base_url.strip_suffix('/').unwrap_or(base_url);
        (base, endpoint.strip_prefix('/').unwrap_or(endpoint))
    }
}

/// The scheme of an absolute address, and what stands after `://`.
pub(crate) fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = cut(url, b':')?;
    let named = !scheme.is_empty() && cut(scheme, b'/').is_none() && cut(scheme, b'?').is_none();
    Some((scheme, rest.strip_prefix("//").filter(|_| named)?))
}

/// Visible ASCII without a backslash, which browsers read as a slash, and without a fragment.
fn is_visible(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, 0x21..=0x7E) && !matches!(b, b'\\' | b'#'))
}

/// Whether an address keeps what goes to it from others on the network: https, or plain http on
/// `localhost`, `127.0.0.0/8` or `[::1]` (RFC 8252, section 8.3). User information is refused.
pub(crate) fn is_https_or_loopback(url: &str) -> bool {
    let Some((scheme, rest)) = split_scheme(url) else {
        return false;
    };
    let authority = cut(rest, b'/').map_or(rest, |(authority, _)| authority);
    let authority = cut(authority, b'?').map_or(authority, |(authority, _)| authority);
    let (host, port) = match authority.strip_prefix('[') {
        // The colons of an IPv6 address stand in brackets.
        Some(literal) => match cut(literal, b']') {
            Some((host, _))
                if !host.bytes().all(|b| b.is_ascii_hexdigit() || b":.".contains(&b)) =>
            {
                return false;
            }
            // An IPv4 address does not stand in brackets.
            Some((host, _)) if cut(host, b':').is_none() => return false,
            Some((host, "")) => (host, ""),
            Some((host, port)) => (host, port.strip_prefix(':').unwrap_or("not a port")),
            None => return false,
        },
        None => cut(authority, b':').unwrap_or((authority, "")),
    };
    let well_formed = is_visible(url)
        && !host.is_empty()
        && cut(authority, b'@').is_none()
        && port.bytes().all(|b| b.is_ascii_digit());
    well_formed
        && (scheme.eq_ignore_ascii_case("https")
            || (scheme.eq_ignore_ascii_case("http") && is_loopback(host)))
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host == "::1" || is_ipv4_loopback(host)
}

/// Four decimal numbers below 256, the first of them 127; no other spelling of an address.
fn is_ipv4_loopback(host: &str) -> bool {
    let mut numbers = 0u8;
    for part in Parts::new(host, b'.') {
        let decimal = matches!(part.as_bytes(), [b'0'] | [b'1'..=b'9', ..])
            && part.bytes().all(|b| b.is_ascii_digit());
        if !decimal || part.parse::<u8>().is_err() {
            return false;
        }
        numbers = numbers.saturating_add(1);
    }
    numbers == 4 && host.starts_with("127.")
}

/// A scope to ask for: tokens of RFC 6749, section 3.3, without the separator in them.
pub(crate) fn check_scope(scope: &[&str], separator: u8) -> Result<(), RequestError> {
    let fits = |b: u8| matches!(b, 0x21 | 0x23..=0x5B | 0x5D..=0x7E) && b != separator;
    if scope.iter().all(|token| !token.is_empty() && token.bytes().all(fits)) {
        Ok(())
    } else {
        Err(RequestError::Chars(Member::Scope))
    }
}
