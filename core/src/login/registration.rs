//! A client that registers itself (RFC 7591), such as an app for servers that its author does not know.

use core::fmt;

use crate::crypto::secret::Secret;
use crate::json::object::ObjectWriter;
use crate::json::validate::validate_json;
use crate::json::value::signed;
use crate::member::Member;
use crate::oauth::body::{RequestBody, RequestSpans};
use crate::oauth::document::{Kind, document, optional, required};
use crate::oauth::located_response::LocatedResponse;
use crate::oauth::request_error::RequestError;
use crate::oauth::token_error::TokenError;
use crate::oauth::token_response::is_token_byte;
use crate::oauth::verdict::{Class, Verdict};
use crate::profile::loopback::is_https_or_loopback;
use crate::profile::parameters::check_redirect_uri;
use crate::profile::profile::Profile;
use crate::text::buffer::Writer;
use crate::time::instant::UnixTime;
use crate::token::request::Request;
use crate::token::response::locate_document;

/// A request to register a client (RFC 7591, section 3.1). What is registered is public.
///
/// # Example
/// ```
/// use grantlet::{Profile, Registration};
/// let mut buffer = [0; 512];
/// let app = Registration::new("https://as.example/register", &["http://127.0.0.1/callback"])
///     .name("Lock tool")
///     .auth_method("none");
/// let post = app.write(&mut buffer)?;
/// assert!(post.body.starts_with(r#"{"redirect_uris":["http://127.0.0.1/callback"],"client_name":"Lock tool""#));
/// # let (status, mut body) = (201, *br#"{"client_id":"s6BhdRkqt3"}"#);
/// let registered = Profile::RFC6749.registered(status, &mut body)?;
/// assert_eq!(registered.client_id, "s6BhdRkqt3"); // keep it: one for each server
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
#[must_use = "it is a request only once it is written"]
pub struct Registration<'a> {
    endpoint: &'a str,
    redirect_uris: &'a [&'a str],
    name: &'a str,
    auth_method: &'a str,
    scope: &'a str,
    initial_access_token: Option<Secret<'a>>,
    members: &'a [(&'a str, &'a str)],
}

impl<'a> Registration<'a> {
    /// Registers at a `registration_endpoint`, which is absolute, with these `redirect_uris`.
    pub const fn new(endpoint: &'a str, redirect_uris: &'a [&'a str]) -> Self {
        let (name, auth_method, scope, members): (_, _, _, &[_]) = ("", "", "", &[]);
        let initial_access_token = None;
        Self { endpoint, redirect_uris, name, auth_method, scope, initial_access_token, members }
    }

    /// `client_name`, which the server shows to the user.
    pub const fn name(mut self, name: &'a str) -> Self {
        self.name = name;
        self
    }

    /// `token_endpoint_auth_method`: `none` for an app that keeps no secret, `private_key_jwt` and others. The server's
    /// default is `client_secret_basic`.
    pub const fn auth_method(mut self, method: &'a str) -> Self {
        self.auth_method = method;
        self
    }

    /// The scope that the client may ask for.
    pub const fn scope(mut self, scope: &'a str) -> Self {
        self.scope = scope;
        self
    }

    /// A token that the server wants of those who register (RFC 7591, section 3). It goes into an `Authorization` header.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Registration, Secret};
    /// let mut buffer = [0; 512];
    /// let post = Registration::new("https://as.example/register", &["http://127.0.0.1/callback"])
    ///     .initial_access_token(Secret::new("of-the-developer"))
    ///     .write(&mut buffer)?;
    /// assert!(post.headers.iter().any(|header| header == ("Authorization", "Bearer of-the-developer")));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub const fn initial_access_token(mut self, token: Secret<'a>) -> Self {
        self.initial_access_token = Some(token);
        self
    }

    /// Further members, such as `("grant_types", r#"["authorization_code"]"#)`: each value is JSON, and is sent as it is.
    pub const fn members(mut self, members: &'a [(&'a str, &'a str)]) -> Self {
        self.members = members;
        self
    }

    /// Writes the request.
    ///
    /// # Errors
    /// [`RequestError::Url`] of an endpoint that is neither https nor http on loopback; [`RequestError::RedirectUri`];
    /// [`RequestError::Chars`] of the token, or of a further member that is not JSON; the exact length where the buffer
    /// is too small.
    pub fn write<'b>(&self, buffer: &'b mut [u8]) -> Result<Request<'b>, RequestError> {
        let spans = self.write_spans(&mut *buffer)?;
        Ok(Request::cut(buffer, spans))
    }

    /// As [`write`](Self::write), by the offsets of the parts in the buffer, for bindings.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    #[doc(hidden)]
    pub fn write_spans(&self, buffer: &mut [u8]) -> Result<RequestSpans, RequestError> {
        if !is_https_or_loopback(self.endpoint) {
            return Err(RequestError::Url(Member::RegistrationEndpoint));
        }
        for redirect_uri in self.redirect_uris {
            check_redirect_uri(redirect_uri, false)?;
        }
        for (_, json) in self.members {
            validate_json(json.as_bytes())
                .map_err(|_| RequestError::Chars(Member::ExtraParameter))?;
        }
        let mut writer = Writer::new(buffer);
        writer.text(self.endpoint);
        let url_end = writer.len();
        writer.text(RequestBody::JSON.content_type);
        if let Some(token) = self.initial_access_token {
            let token = token.expose();
            if token.is_empty() || !token.bytes().all(is_token_byte) {
                writer.wipe();
                return Err(RequestError::Chars(Member::AccessToken));
            }
            writer.text("Authorization: Bearer ");
            writer.text(token);
            writer.text("\r\n");
        }
        let headers_end = writer.len();
        let mut body = ObjectWriter::new(&mut writer);
        body.texts("redirect_uris", self.redirect_uris);
        for (name, value) in [
            ("client_name", self.name),
            ("token_endpoint_auth_method", self.auth_method),
            ("scope", self.scope),
        ] {
            if !value.is_empty() {
                body.text(name, value.bytes());
            }
        }
        for (name, json) in self.members {
            body.raw(name, json);
        }
        body.end();
        Ok(RequestSpans::of_ends(url_end, headers_end, writer.end()?))
    }
}

impl fmt::Debug for Registration<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Registration(elided)")
    }
}

/// A client that was registered (RFC 7591, section 3.2.1).
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Registered<'b> {
    /// `client_id`
    pub client_id: &'b str,
    /// `client_secret`, if the client got one.
    pub client_secret: Option<Secret<'b>>,
    /// When the secret ends; none for never, which the server writes as 0.
    pub secret_expires_at: Option<UnixTime>,
    /// `registration_access_token`, to read or change the registration (RFC 7592).
    pub access_token: Option<Secret<'b>>,
    /// `registration_client_uri`, where that is done; empty if there is none.
    pub client_uri: &'b str,
}

impl fmt::Debug for Registered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Registered(elided)")
    }
}

document! {
    REGISTERED: 5 = [
    required(Member::ClientId, Kind::TEXT),
    optional(Member::ClientSecret, Kind::TEXT),
    optional(Member::ClientSecretExpiresAt, Kind::NUMBER),
    optional(Member::RegistrationAccessToken, Kind::TEXT),
    optional(Member::RegistrationClientUri, Kind::TEXT),
]
}

/// As [`Profile::registered`], by offsets: `client_id`, `client_secret`, `client_secret_expires_at`,
/// `registration_access_token` and `registration_client_uri`. `expires_at` is 0 for never.
pub fn locate_registered(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    located: &mut LocatedResponse,
    expires_at: &mut i64,
) -> Verdict {
    let verdict = locate_document(profile, status, body, &REGISTERED, located);
    let time = located.members.bytes(2, body);
    if verdict.is_ok() && !time.is_empty() {
        let Some(time) = signed(time) else {
            return Verdict::blame(Class::Type, Member::ClientSecretExpiresAt.number());
        };
        *expires_at = time;
    }
    verdict
}

impl Profile<'_> {
    /// Reads the response to a [`Registration`] in its buffer.
    ///
    /// # Errors
    /// [`TokenError`], as of a token response.
    pub fn registered<'b>(
        &self,
        status: u16,
        body: &'b mut [u8],
    ) -> Result<Registered<'b>, TokenError> {
        let (mut located, mut expires_at) = (LocatedResponse::default(), 0);
        let verdict = locate_registered(self, status, body, &mut located, &mut expires_at);
        let body: &'b [u8] = body;
        if let Some(error) = verdict.error(status, &located, body) {
            return Err(error);
        }
        let [client_id, client_secret, _, access_token, client_uri] =
            [0, 1, 2, 3, 4].map(|index| {
                core::str::from_utf8(located.members.bytes(index, body)).unwrap_or_default()
            });
        let secret = |text| Some(Secret::new(text)).filter(|secret| !secret.is_empty());
        Ok(Registered {
            client_id,
            client_secret: secret(client_secret),
            secret_expires_at: Some(UnixTime::from_secs(expires_at)).filter(|_| expires_at != 0),
            access_token: secret(access_token),
            client_uri,
        })
    }
}
