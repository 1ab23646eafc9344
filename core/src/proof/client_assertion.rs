//! Client authentication by a JWT (RFC 7523, section 2.2): `private_key_jwt` and `client_secret_jwt`.

use core::fmt;

use crate::json::object::ObjectWriter;
use crate::member::Member;
use crate::oauth::request_error::RequestError;
use crate::oauth::url::is_visible_without;
use crate::proof::algorithm::Algorithm;
use crate::proof::jws::{UnsignedJws, check_jti, issued};
use crate::time::instant::UnixTime;

/// The value of `client_assertion_type`.
pub(crate) const CLIENT_ASSERTION_TYPE: &str =
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A JWT by which a client authenticates (RFC 7523, section 3; OpenID Connect Core, section 9). It is valid for one
/// request: each retry needs a new assertion, with a new `jti`.
///
/// Write and sign an assertion for each request, and add its [`assertion_parameters`] to the `params` of the request.
/// The profile has [`ClientAuth::NONE`](crate::ClientAuth::NONE): no secret is sent. These requests have `params`: a
/// grant, also that of a session's [`Attempt`](crate::Attempt), each [`TokenRequest`](crate::TokenRequest),
/// [`TokenExchange`](crate::TokenExchange), [`Introspection`](crate::Introspection) and
/// [`PushedRequest`](crate::PushedRequest).
///
/// # Example
/// ```
/// use grantlet::{assertion_parameters, Algorithm, Client, ClientAssertion, ClientAuth, Profile, Secret};
/// use grantlet::{Session, Settings, UnixTime, Uptime};
/// const PROFILE: Profile<'_> =
///     Profile::RFC6749.token_endpoint("https://as.example/token").client_auth(ClientAuth::NONE);
/// const APP: Client<'_> = Client::public(&PROFILE, "app");
/// let wall_time = UnixTime::from_secs(1_773_135_000);
/// let (mut buffer, mut arena, mut request) = ([0; 512], [0; 128], [0; 1024]);
///
/// let assertion = ClientAssertion::new(Algorithm::Hs256, "app", "https://as.example", "e1j3V_bKic8-LAEB", wall_time);
/// let secret = Secret::new("a secret of at least thirty-two bytes");
/// let jwt = assertion.write(&mut buffer)?.sign_hs256(secret)?;
/// let post = APP.client_credentials().params(&assertion_parameters(jwt)).write(&mut request)?;
/// assert!(post.body.contains("&client_assertion=eyJ"));
///
/// // A session's attempt; beside other parameters.
/// let mut session = Session::new(&mut arena, Settings::DEFAULT.client_credentials());
/// let attempt = session.begin(Uptime::ZERO)?;
/// let assertion = ClientAssertion::new(Algorithm::Hs256, "app", "https://as.example", "vHqvM8Yw2-LZx0Rd", wall_time);
/// let [kind, jwt] = assertion_parameters(assertion.write(&mut buffer)?.sign_hs256(secret)?);
/// let post = APP.request(&attempt.grant.params(&[kind, jwt, ("resource", "https://api.example")]), &mut request)?;
/// assert!(post.body.ends_with("&resource=https%3A%2F%2Fapi.example"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
#[must_use = "it is an assertion only once it is written"]
pub struct ClientAssertion<'a> {
    algorithm: Algorithm,
    client_id: &'a str,
    audience: &'a str,
    jti: &'a str,
    issued_at: UnixTime,
    key_id: &'a str,
    lifetime: u16,
}

impl<'a> ClientAssertion<'a> {
    /// The default of [`lifetime`](Self::lifetime), in seconds.
    pub const LIFETIME: u16 = 60;

    /// An assertion for `audience`, the server's issuer identifier. `jti` is at least 96 random bits, never used again.
    ///
    /// Pass the URL of the token endpoint as `audience` only if the server requires it, and only a URL that you have
    /// configured. An attacker's metadata could name the endpoint of another server, which would accept the assertion
    /// (draft-ietf-oauth-rfc7523bis).
    pub const fn new(
        algorithm: Algorithm,
        client_id: &'a str,
        audience: &'a str,
        jti: &'a str,
        issued_at: UnixTime,
    ) -> Self {
        let lifetime = Self::LIFETIME;
        Self { algorithm, client_id, audience, jti, issued_at, key_id: "", lifetime }
    }

    /// `kid`: which of this client's keys signs, if the server knows several. An empty string leaves it out.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Algorithm, ClientAssertion, Secret, UnixTime};
    /// let (now, mut buffer) = (UnixTime::from_secs(1_773_135_000), [0; 512]);
    /// let jwt = ClientAssertion::new(Algorithm::Hs256, "app", "https://as.example", "e1j3V_bKic8-LAEB", now)
    ///     .key_id("2026")
    ///     .write(&mut buffer)?
    ///     .sign_hs256(Secret::new("a secret of at least thirty-two bytes"))?;
    /// // {"typ":"JWT","alg":"HS256","kid":"2026"}
    /// assert!(jwt.starts_with("eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiIsImtpZCI6IjIwMjYifQ."));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub const fn key_id(mut self, key_id: &'a str) -> Self {
        self.key_id = key_id;
        self
    }

    /// How long the assertion is valid, in seconds: `exp` is `issued_at` plus this. The default is a minute.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Algorithm, ClientAssertion, UnixTime};
    /// let now = UnixTime::from_secs(1_773_135_000);
    /// let assertion = ClientAssertion::new(Algorithm::Es256, "app", "https://as.example", "e1j3V_bKic8-LAEB", now);
    /// let digest = |assertion: ClientAssertion<'_>| assertion.write(&mut [0; 512]).map(|jws| jws.sha256());
    /// assert_ne!(digest(assertion.lifetime(30))?, digest(assertion)?); // another `exp`
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub const fn lifetime(mut self, seconds: u16) -> Self {
        self.lifetime = seconds;
        self
    }

    /// Writes the assertion without its signature.
    ///
    /// # Errors
    /// [`RequestError`], which names the claim at fault. If the buffer is too small, the exact length, signature
    /// included.
    pub fn write<'b>(&self, buffer: &'b mut [u8]) -> Result<UnsignedJws<'b>, RequestError> {
        self.write_as("JWT", buffer, |claims| claims.text("sub", self.client_id.bytes()))
    }

    /// Writes a JWT of type `media_type`: the claims that client assertions and request objects share, and those that
    /// `more` adds. A request object has no `sub`, so that no server takes it as a client assertion (RFC 9101,
    /// section 10.8).
    pub(crate) fn write_as<'b>(
        &self,
        media_type: &str,
        buffer: &'b mut [u8],
        more: impl FnOnce(&mut ObjectWriter<'_, '_>),
    ) -> Result<UnsignedJws<'b>, RequestError> {
        let Self { algorithm, client_id, audience, jti, key_id, .. } = *self;
        for (member, text) in [(Member::ClientId, client_id), (Member::Audience, audience)] {
            if text.is_empty() {
                return Err(RequestError::Missing(member));
            }
        }
        check_jti(jti.as_bytes())?;
        for (member, text) in
            [(Member::Audience, audience), (Member::JwtId, jti), (Member::KeyId, key_id)]
        {
            if !is_visible_without(text.as_bytes(), b"") {
                return Err(RequestError::Chars(member));
            }
        }
        let issued_at = issued(self.issued_at)?;
        UnsignedJws::write(
            algorithm,
            buffer,
            |writer| {
                let mut header = ObjectWriter::new(writer);
                header.text("typ", media_type.bytes());
                header.text("alg", algorithm.as_str().bytes());
                if !key_id.is_empty() {
                    header.text("kid", key_id.bytes());
                }
                header.end();
            },
            |writer| {
                let mut claims = ObjectWriter::new(writer);
                claims.text("iss", client_id.bytes());
                claims.text("aud", audience.bytes());
                claims.text("jti", jti.bytes());
                claims.number("iat", issued_at);
                claims.number("exp", issued_at.saturating_add(self.lifetime.into()));
                more(&mut claims);
                claims.end();
            },
        )
    }
}

/// The parameters `client_assertion_type` and `client_assertion`, for the `params` of a request, such as
/// [`TokenRequest::params`](crate::TokenRequest::params). `jwt` is the signed assertion.
pub const fn assertion_parameters(jwt: &str) -> [(&'static str, &str); 2] {
    [("client_assertion_type", CLIENT_ASSERTION_TYPE), ("client_assertion", jwt)]
}

impl fmt::Debug for ClientAssertion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientAssertion(elided)")
    }
}
