//! A signed authorization request (RFC 9101).

use core::fmt;

use crate::json::object::ObjectWriter;
use crate::login::pushed::query_of;
use crate::member::Member;
use crate::oauth::request_error::RequestError;
use crate::profile::client::Client;
use crate::proof::client_assertion::ClientAssertion;
use crate::proof::jws::UnsignedJws;
use crate::text::buffer::written;
use crate::text::form::FormPairs;

/// An authorization request as a JWT that the client signs (RFC 9101, section 4). Push it as the parameter `request`,
/// or send the browser to [`Client::request_url`].
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, Algorithm, Client, ClientAssertion, Login, RequestObject, UnixTime};
/// # fn sign(_input: &str) -> [u8; 64] { [7; 64] }
/// const APP: Client<'_> = Client::public(&BOLDSIGN, "spa");
/// let (mut url, mut jwt, mut long) = ([0; 512], [0; 1536], [0; 2048]);
/// let now = UnixTime::from_secs(1_773_135_000);
/// let login = Login::start(&APP, "https://app.example/callback", "openid", now, &mut url)?;
///
/// let issued = ClientAssertion::new(Algorithm::Es256, "spa", "https://as.example", "e1j3V_bKic8-LAEB", now);
/// let unsigned = RequestObject::new(issued, login.url()).write(&mut jwt)?;
/// let signature = sign(unsigned.input());
/// let url = APP.request_url(unsigned.sign(&signature)?, &mut long)?; // go there instead of `login.url()`
/// assert!(url.contains("?client_id=spa&request=eyJ0eXAiOiJvYXV0aC1hdXRoei1yZXErand0I"));
/// # Ok::<(), grantlet::RequestError>(())
/// ```
#[derive(Clone, Copy)]
#[must_use = "it is a request only once it is written"]
pub struct RequestObject<'a> {
    issued: ClientAssertion<'a>,
    url: &'a str,
}

/// What no parameter may be named: claims of the JWT itself, of which a server may take the second, so that the endpoint
/// of one server could make a client assertion for another; and another request (RFC 9101, section 4).
const NOT_SIGNED: [(Member, &str); 9] = [
    (Member::Issuer, "iss"),
    (Member::Subject, "sub"),
    (Member::Audience, "aud"),
    (Member::ExpirationTime, "exp"),
    (Member::NotBefore, "nbf"),
    (Member::IssuedAt, "iat"),
    (Member::JwtId, "jti"),
    (Member::RequestUri, "request_uri"),
    (Member::RequestUri, "request"),
];

impl<'a> RequestObject<'a> {
    /// A request object with the parameters of an authorization URL of this client, such as that of a
    /// [`Login`](crate::Login). `issued` provides `iss`, `aud`, `jti`, `iat`, `exp` and the key. It is not an assertion
    /// here, and is not sent.
    pub const fn new(issued: ClientAssertion<'a>, authorization_url: &'a str) -> Self {
        Self { issued, url: authorization_url }
    }

    /// Writes it, all but the signature.
    ///
    /// # Errors
    /// As [`ClientAssertion::write`]; [`RequestError::Missing`] of `response_type` for a URL without a query;
    /// [`RequestError::Unexpected`] of a parameter that is named as a claim of the JWT (`iss`, `sub`, `aud`, `exp`, `nbf`,
    /// `iat`, `jti`), `request` or `request_uri`, as an authorization endpoint could have it in a query of its own.
    pub fn write<'b>(&self, buffer: &'b mut [u8]) -> Result<UnsignedJws<'b>, RequestError> {
        let query = query_of(self.url);
        if query.is_empty() {
            return Err(RequestError::Missing(Member::ResponseType));
        }
        for (name, _) in FormPairs::new(query.as_bytes()) {
            for (member, claim) in NOT_SIGNED {
                if name.is(claim) {
                    return Err(RequestError::Unexpected(member));
                }
            }
        }
        self.issued.write_as("oauth-authz-req+jwt", buffer, |claims: &mut ObjectWriter<'_, '_>| {
            for (name, value) in FormPairs::new(query.as_bytes()) {
                claims.pair(name.bytes(), value.bytes());
            }
        })
    }
}

impl Client<'_> {
    /// Writes the authorization URL of a signed request (RFC 9101, section 5): `client_id` and `request`.
    ///
    /// # Errors
    /// As [`Authorize::write`](crate::Authorize::write).
    pub fn request_url<'b>(
        &self,
        request: &str,
        buffer: &'b mut [u8],
    ) -> Result<&'b str, RequestError> {
        let len = self.short_url_len("request", request, &mut *buffer)?;
        Ok(written(buffer, len))
    }
}

impl fmt::Debug for RequestObject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestObject(elided)")
    }
}
