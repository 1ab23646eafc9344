//! Token introspection (RFC 7662), for APIs and gateways.

use core::fmt;

use crate::crypto::secret::Secret;
use crate::json::value::{Value, raw_of, seconds, text_of};
use crate::member::Member;
use crate::oauth::body::RequestSpans;
use crate::oauth::document::{Kind, document, optional, required};
use crate::oauth::located_response::LocatedResponse;
use crate::oauth::parameter::Parameter;
use crate::oauth::request_error::RequestError;
use crate::oauth::token_error::TokenError;
use crate::oauth::token_response::Scope;
use crate::oauth::verdict::Verdict;
use crate::profile::client::Client;
use crate::profile::endpoint::Endpoint;
use crate::profile::profile::Profile;
use crate::time::instant::UnixTime;
use crate::token::form_request::write_form;
use crate::token::request::Request;
use crate::token::response::{locate_document, reject_error};

/// A request that asks a server whether a token is valid (RFC 7662, section 2.1). The client authenticates as at the
/// token endpoint.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, Client, Introspection, Secret, UnixTime};
/// let api = Client::confidential(&BOLDSIGN, "api", Secret::new("sesame"));
/// let mut buffer = [0; 512];
/// let asked = Introspection::new("https://as.example/introspect", Secret::new("at"));
/// let post = asked.write(&api, &mut buffer)?;
/// assert!(post.body.starts_with("token=at"));
/// # let (status, mut body) = (200, *br#"{"active":true,"sub":"ada","scope":"read write","exp":2000}"#);
/// let token = api.introspected(status, &mut body)?;
/// assert!(token.is_active(UnixTime::from_secs(1999), 0) && token.scope.contains("read"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
#[must_use = "it is a request only once it is written"]
pub struct Introspection<'a> {
    endpoint: &'a str,
    token: Secret<'a>,
    hint: &'a str,
    params: &'a [(&'a str, &'a str)],
}

impl<'a> Introspection<'a> {
    /// Asks an `introspection_endpoint`, absolute or below the client's base URL, about a token.
    pub const fn new(endpoint: &'a str, token: Secret<'a>) -> Self {
        Self { endpoint, token, hint: "", params: &[] }
    }

    /// `token_type_hint`, such as `access_token`.
    pub const fn hint(mut self, token_type: &'a str) -> Self {
        self.hint = token_type;
        self
    }

    /// Further parameters, such as [`assertion_parameters`](crate::assertion_parameters).
    pub const fn params(mut self, params: &'a [(&'a str, &'a str)]) -> Self {
        self.params = params;
        self
    }

    /// Writes the request.
    ///
    /// # Errors
    /// As [`TokenRequest::write`](crate::TokenRequest::write).
    pub fn write<'b>(
        &self,
        client: &Client<'_>,
        buffer: &'b mut [u8],
    ) -> Result<Request<'b>, RequestError> {
        let spans = self.write_spans(client, &mut *buffer)?;
        Ok(Request::cut(buffer, spans))
    }

    /// As [`write`](Self::write), by the offsets of the parts in the buffer, for bindings.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    #[doc(hidden)]
    pub fn write_spans(
        &self,
        client: &Client<'_>,
        buffer: &mut [u8],
    ) -> Result<RequestSpans, RequestError> {
        if self.token.is_empty() {
            return Err(RequestError::Missing(Member::Token));
        }
        let endpoint = Endpoint::new(self.endpoint, Member::IntrospectionEndpoint);
        let parameters = [
            Parameter::new("token", self.token.expose()),
            Parameter::new("token_type_hint", self.hint),
        ];
        write_form(client, &endpoint, "", parameters, self.params, buffer)
    }
}

impl fmt::Debug for Introspection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Introspection(elided)")
    }
}

/// An introspection response (RFC 7662, section 2.2). It has no other member if the token is not active.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Introspected<'b> {
    /// `active`, as it was sent: see [`is_active`](Self::is_active).
    pub active: bool,
    /// `scope`
    pub scope: Scope<'b>,
    /// `client_id` of the client that the token was issued to, empty if unknown.
    pub client_id: &'b str,
    /// `username`, empty if unknown.
    pub username: &'b str,
    /// `token_type`, empty if unknown. A token of the type DPoP is worth nothing without a proof by the key of `cnf`.
    pub token_type: &'b str,
    /// `exp`
    pub expires_at: Option<UnixTime>,
    /// `iat`
    pub issued_at: Option<UnixTime>,
    /// `nbf`
    pub not_before: Option<UnixTime>,
    /// `sub`, empty if unknown.
    pub subject: &'b str,
    /// `aud`: a string, or an array as its JSON.
    pub audience: Option<Value<'b>>,
    /// `iss`, empty if unknown.
    pub issuer: &'b str,
    /// `jti`, empty if unknown.
    pub jti: &'b str,
    /// `cnf` as it was sent, a JSON object (RFC 9449, section 6.2); empty if the token is not bound to a key.
    pub confirmation: &'b str,
}

impl Introspected<'_> {
    /// Whether the token is active: the server says so, and its times allow it now, with `leeway` seconds of tolerance.
    /// So it can be asked again of a response that was kept.
    pub fn is_active(&self, now: UnixTime, leeway: u32) -> bool {
        self.active && holds_at(self.expires_at, self.not_before, now, leeway)
    }
}

/// Whether a moment is between `nbf` and `exp`, each where it is there, with `leeway` seconds of tolerance.
pub fn holds_at(
    expires_at: Option<UnixTime>,
    not_before: Option<UnixTime>,
    now: UnixTime,
    leeway: u32,
) -> bool {
    let (now, leeway) = (now.as_secs(), i64::from(leeway));
    let is_over = |end: UnixTime| now.saturating_sub(leeway) >= end.as_secs();
    let is_early = |start: UnixTime| now.saturating_add(leeway) < start.as_secs();
    !expires_at.is_some_and(is_over) && !not_before.is_some_and(is_early)
}

impl fmt::Debug for Introspected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Introspected(elided)")
    }
}

document! {
    INTROSPECTION: 13 = [
    required(Member::Active, Kind::BOOL),
    optional(Member::Scope, Kind::TEXT),
    optional(Member::ClientId, Kind::TEXT),
    optional(Member::Username, Kind::TEXT),
    optional(Member::TokenType, Kind::TEXT),
    optional(Member::ExpirationTime, Kind::NUMBER),
    optional(Member::IssuedAt, Kind::NUMBER),
    optional(Member::NotBefore, Kind::NUMBER),
    optional(Member::Subject, Kind::TEXT),
    optional(Member::Audience, Kind::TEXT_OR_ARRAY),
    optional(Member::Issuer, Kind::TEXT),
    optional(Member::JwtId, Kind::TEXT),
    optional(Member::Confirmation, Kind::OBJECT),
]
}

/// As [`Client::introspected`], by offsets: `active`, `scope`, `client_id`, `username`, `token_type`, `exp`, `iat`, `nbf`,
/// `sub`, `aud`, `iss`, `jti` and `cnf`.
pub fn locate_introspection(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    located: &mut LocatedResponse,
) -> Verdict {
    locate_document(profile, status, body, &INTROSPECTION, located)
}

impl Client<'_> {
    /// Reads the response to an [`Introspection`] in its buffer.
    ///
    /// # Errors
    /// [`TokenError`], as of a token response. It is no error that a token is not active.
    pub fn introspected<'b>(
        &self,
        status: u16,
        body: &'b mut [u8],
    ) -> Result<Introspected<'b>, TokenError> {
        let body = reject_error(self.profile, status, body)?;
        let values = INTROSPECTION.read(body)?;
        let [active, scope, client_id, username, token_type, exp, iat, nbf, sub, aud, rest @ ..] =
            values;
        let [iss, jti, cnf] = rest;
        let time = |value| match value {
            Some(Value::Number(number)) => Some(UnixTime::from_secs(seconds(number.as_bytes()))),
            _ => None,
        };
        // Of a token that is not active, nothing else counts.
        let active = active == Some(Value::Bool(true));
        Ok(Introspected {
            active,
            scope: Scope::new(text_of(scope)),
            client_id: text_of(client_id),
            username: text_of(username),
            token_type: text_of(token_type),
            expires_at: time(exp),
            issued_at: time(iat),
            not_before: time(nbf),
            subject: text_of(sub),
            audience: aud,
            issuer: text_of(iss),
            jti: text_of(jti),
            confirmation: raw_of(cnf),
        })
    }
}
