//! An authorization request that is pushed to the server first (RFC 9126).

use core::fmt;

use crate::json::facts::NUMBER;
use crate::login::authorize::query_mark;
use crate::member::Member;
use crate::oauth::body::{RequestBody, RequestSpans};
use crate::oauth::document::{Kind, document, required};
use crate::oauth::located_response::LocatedResponse;
use crate::oauth::parameter::Parameter;
use crate::oauth::request_error::RequestError;
use crate::oauth::token_error::TokenError;
use crate::oauth::url::is_visible_without;
use crate::oauth::verdict::{Class, Verdict};
use crate::profile::client::Client;
use crate::profile::endpoint::{Endpoint, write_endpoint};
use crate::profile::profile::Profile;
use crate::text::buffer::{Writer, written};
use crate::text::words::{Parts, cut};
use crate::time::lifetime::{lifetime_of_digits, lifetime_of_number};
use crate::token::form_request::write_form;
use crate::token::request::Request;
use crate::token::response::locate_document;

/// A request that pushes an authorization request (RFC 9126, section 2.1), so that the browser carries none of it.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, Client, Login, PushedRequest, UnixTime};
/// const APP: Client<'_> = Client::public(&BOLDSIGN, "spa");
/// let (mut url, mut buffer, mut short) = ([0; 512], [0; 1024], [0; 256]);
/// let now = UnixTime::from_secs(1_773_135_000);
/// let login = Login::start(&APP, "https://app.example/callback", "openid", now, &mut url)?;
///
/// let _post = PushedRequest::new("https://as.example/par", login.url()).write(&APP, &mut buffer)?;
/// # let (status, mut body) = (201, *br#"{"request_uri":"urn:x:6esc","expires_in":60}"#);
/// let pushed = APP.pushed(status, &mut body)?;
/// let url = APP.pushed_url(&pushed, &mut short)?; // go there instead of `login.url()`, within `expires_in`
/// assert!(url.ends_with("?client_id=spa&request_uri=urn%3Ax%3A6esc"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
#[must_use = "it is a request only once it is written"]
pub struct PushedRequest<'a> {
    endpoint: &'a str,
    url: &'a str,
    params: &'a [(&'a str, &'a str)],
}

impl<'a> PushedRequest<'a> {
    /// Pushes the request that is an authorization URL of this client's, such as that of a [`Login`](crate::Login), to a
    /// `pushed_authorization_request_endpoint`, absolute or below the client's base URL.
    pub const fn new(endpoint: &'a str, authorization_url: &'a str) -> Self {
        Self { endpoint, url: authorization_url, params: &[] }
    }

    /// Further parameters, such as [`assertion_parameters`](crate::assertion_parameters).
    pub const fn params(mut self, params: &'a [(&'a str, &'a str)]) -> Self {
        self.params = params;
        self
    }

    /// Writes the request. The client authenticates as at the token endpoint. An authorization endpoint that has a query
    /// of its own pushes that too.
    ///
    /// # Errors
    /// [`RequestError::Missing`] of `client_id` for a URL without a query; otherwise as
    /// [`TokenRequest::write`](crate::TokenRequest::write).
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
        let endpoint = Endpoint::new(self.endpoint, Member::PushedAuthorizationRequestEndpoint);
        let query = query_of(self.url);
        if query.is_empty() {
            return Err(RequestError::Missing(Member::ClientId));
        }
        write_form(client, &endpoint, query, <[_; 2]>::default(), self.params, buffer)
    }
}

impl fmt::Debug for PushedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PushedRequest(elided)")
    }
}

/// The query of a URL.
pub(crate) fn query_of(url: &str) -> &str {
    let url = Parts::new(url, b'#').next().unwrap_or_default();
    let (start, _) = cut(url.as_bytes(), b'?');
    match url.split_at_checked(start.len().wrapping_add(1)) {
        Some((_, query)) => query,
        None => "",
    }
}

/// A request that was pushed (RFC 9126, section 2.2).
#[derive(Clone, Copy)]
pub struct Pushed<'b> {
    /// `request_uri`, which replaces the parameters of the request and is used once. Visible ASCII.
    pub request_uri: &'b str,
    /// `expires_in` in seconds, saturated.
    pub expires_in: u32,
}

impl fmt::Debug for Pushed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pushed(elided)")
    }
}

document! {
    PUSHED: 2 = [
    required(Member::RequestUri, Kind::TEXT),
    required(Member::ExpiresIn, Kind::LIFETIME),
]
}

/// As [`Client::pushed`], by offsets: the first member is `request_uri`.
pub fn locate_pushed(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    located: &mut LocatedResponse,
) -> Verdict {
    let verdict = locate_document(profile, status, body, &PUSHED, located);
    if !verdict.is_ok() {
        return verdict;
    }
    if !is_visible_without(located.span(0).of(body), b"") {
        return Verdict::blame(Class::Chars, Member::RequestUri.number());
    }
    let lifetime = located.span(1).of(body);
    let is_number = located.members.facts(1) & NUMBER != 0;
    let seconds =
        if is_number { Some(lifetime_of_number(lifetime)) } else { lifetime_of_digits(lifetime) };
    located.set_lifetime(seconds);
    Verdict::OK
}

impl Client<'_> {
    /// Reads the response to a [`PushedRequest`] in its buffer.
    ///
    /// # Errors
    /// [`TokenError`], as of a token response. On an error start the login again: nothing of it was shown.
    pub fn pushed<'b>(&self, status: u16, body: &'b mut [u8]) -> Result<Pushed<'b>, TokenError> {
        let mut located = LocatedResponse::default();
        let verdict = locate_pushed(self.profile, status, body, &mut located);
        let body: &'b [u8] = body;
        match verdict.error(status, &located, body) {
            Some(error) => Err(error),
            None => Ok(Pushed {
                request_uri: located.span(0).text(body),
                expires_in: located.expires_in().unwrap_or(0),
            }),
        }
    }

    /// Writes the authorization URL of a request that was pushed (RFC 9126, section 4): `client_id` and `request_uri`.
    ///
    /// # Errors
    /// As [`Authorize::write`](crate::Authorize::write).
    pub fn pushed_url<'b>(
        &self,
        pushed: &Pushed<'_>,
        buffer: &'b mut [u8],
    ) -> Result<&'b str, RequestError> {
        let len = self.short_url_len("request_uri", pushed.request_uri, &mut *buffer)?;
        Ok(written(buffer, len))
    }

    /// Writes an authorization URL that has `client_id` and one more parameter: its length.
    ///
    /// # Errors
    /// As [`Authorize::write`](crate::Authorize::write).
    #[doc(hidden)]
    pub fn short_url_len(
        &self,
        name: &str,
        value: &str,
        buffer: &mut [u8],
    ) -> Result<usize, RequestError> {
        self.check_credentials()?;
        let (endpoint, fragment) = Endpoint::authorization(self.profile)?;
        let mut writer = Writer::new(buffer);
        write_endpoint(&mut writer, self, &endpoint)?;
        let mark = query_mark(endpoint.url);
        let parameters = [Parameter::new("client_id", self.id()), Parameter::new(name, value)];
        RequestBody::query(mark).write(&mut writer, &parameters, &[]);
        if !fragment.is_empty() {
            writer.byte(b'#');
            writer.bytes(fragment);
        }
        Ok(writer.end()?)
    }
}
