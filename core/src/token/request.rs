//! Requests to the token endpoint: a grant, and who asks for it, as bytes to send.

use core::fmt;

use crate::crypto::secret::Secret;
use crate::member::Member;
use crate::oauth::body::{RequestBody, RequestSpans};
use crate::oauth::client_auth::ClientAuth;
use crate::oauth::parameter::Parameter;
use crate::oauth::request_error::{Refused, RequestError};
use crate::oauth::token_response::{TokenResponse, TokenType, is_token_byte};
use crate::profile::client::Client;
use crate::profile::endpoint::{Endpoint, write_endpoint};
use crate::text::buffer::{Writer, written};
use crate::text::words::{Parts, cut_text};
use crate::token::grant::{EndpointKind, Grant, credentials};

/// A request to send by `POST`, unless its [`method`](Self::method) is another, in the caller's buffer. Holds
/// secrets; `Debug` elides it.
///
/// Do not follow a redirect with it: a redirect is a response (RFC 9700, section 4.11).
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, Client, Secret};
/// const APP: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
/// let mut buffer = [0; 512];
/// let post = APP.refresh(Secret::new("rt")).write(&mut buffer)?;
/// assert_eq!(post.url, "https://account.boldsign.com/connect/token");
/// assert!(post.headers.as_str().starts_with("Content-Type: application/x-www-form-urlencoded\r\n"));
/// for (name, value) in post.headers.iter() { /* give them to the HTTP client */ }
/// # Ok::<(), grantlet::RequestError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Request<'b> {
    /// The absolute address. It is secret where the method is `GET`.
    pub url: &'b str,
    /// All header fields but those that HTTP itself needs (`Host`, `Content-Length`).
    pub headers: Headers<'b>,
    /// The body: ASCII for a form, UTF-8 for JSON.
    pub body: &'b str,
}

impl<'b> Request<'b> {
    /// `POST`, or `GET` for a profile with
    /// [`dangerously_send_in_query`](crate::Profile::dangerously_send_in_query), whose requests have no body.
    pub fn method(&self) -> &'static str {
        if self.headers.0.starts_with("Cache-Control: ") { "GET" } else { "POST" }
    }

    pub(crate) fn cut(buffer: &'b [u8], spans: RequestSpans) -> Self {
        let RequestSpans { url, headers, body } = spans;
        let text = written(buffer, body.end as usize);
        let (head, body) = text.split_at_checked(headers.end as usize).unwrap_or_default();
        let (url, headers) = head.split_at_checked(url.end as usize).unwrap_or_default();
        Self { url, headers: Headers(headers), body }
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Request(elided)")
    }
}

/// Header fields as HTTP/1.1 writes them: `Name: value`, each line ended by CR LF.
#[derive(Clone, Copy)]
pub struct Headers<'b>(&'b str);

impl<'b> Headers<'b> {
    /// The lines, ready for a socket.
    pub const fn as_str(self) -> &'b str {
        self.0
    }

    /// Name and value of each, for an HTTP client that takes them so.
    pub fn iter(self) -> impl Iterator<Item = (&'b str, &'b str)> {
        Parts::new(self.0, b'\n').filter_map(|line| {
            let (name, value) = cut_text(line, b':')?;
            Some((name, value.get(1..value.len().checked_sub(1)?)?))
        })
    }
}

impl fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Headers(elided)")
    }
}

/// As [`Client::request`], by the offsets of the parts in the buffer.
///
/// # Errors
/// As [`Client::request`].
pub fn request_spans(
    client: &Client<'_>,
    grant: &Grant<'_>,
    buffer: &mut [u8],
) -> Result<RequestSpans, RequestError> {
    grant.check(client)?;
    let profile = client.profile;
    let endpoint = match grant.kind.endpoint {
        EndpointKind::Token => Endpoint::new(profile.token_endpoint, Member::TokenEndpoint),
        EndpointKind::Refresh => Endpoint::refresh(profile),
        EndpointKind::Revocation => {
            Endpoint::new(profile.revocation_endpoint, Member::RevocationEndpoint)
        }
        EndpointKind::DeviceAuthorization => Endpoint::new(
            profile.device_authorization_endpoint,
            Member::DeviceAuthorizationEndpoint,
        ),
    };
    let body =
        if grant.kind.endpoint.is_form() { &RequestBody::FORM } else { &profile.request_body };
    let mut parameters = grant.parameters(client);
    let mut spans = write(client, &endpoint, body, &mut parameters, grant.params, &mut *buffer)?;
    if let Some(move_to_url) = body.move_to_url {
        move_to_url(buffer, &mut spans);
    }
    Ok(spans)
}

/// As [`request_spans`] for [`Grant::refresh_token`], with no more code than that takes: it does not send in a query.
///
/// # Errors
/// As [`Client::request`]; [`RequestError::Unexpected`] of the refresh token for a profile that sends in a query.
pub fn refresh_spans(
    client: &Client<'_>,
    refresh_token: Secret<'_>,
    buffer: &mut [u8],
) -> Result<RequestSpans, RequestError> {
    let profile = client.profile;
    if refresh_token.is_empty() {
        return Err(RequestError::Missing(Member::RefreshToken));
    }
    // What moves a body to the URL is not linked.
    if profile.request_body.move_to_url.is_some() {
        return Err(RequestError::Unexpected(Member::RefreshToken));
    }
    let [client_id, client_secret] = credentials(client);
    let mut parameters = [
        Parameter::new("grant_type", if profile.send_grant_type { "refresh_token" } else { "" }),
        Parameter::new("refresh_token", refresh_token.expose()),
        Parameter::new("client_id", client_id),
        Parameter::new("client_secret", client_secret),
    ];
    let endpoint = Endpoint::refresh(profile);
    write(client, &endpoint, &profile.request_body, &mut parameters, &[], buffer)
}

/// Writes the value of an `Authorization` header (RFC 6750, section 2.1). A token has no other
/// way into a request here: never a query, never a body. Of a profile with
/// [`token_types`](crate::Profile::token_types), use [`TokenResponse::bearer`], which looks at the type.
///
/// # Errors
/// [`RequestError`] for an empty token, for a byte outside 0x21 to 0x7E, for the buffer's length:
/// seven more than the token's.
///
/// # Example
/// ```
/// use grantlet::{bearer, Secret};
/// assert_eq!(bearer(Secret::new("9c273f53"), &mut [0; 64]), Ok("Bearer 9c273f53"));
/// ```
pub fn bearer<'b>(access_token: Secret<'_>, buffer: &'b mut [u8]) -> Result<&'b str, RequestError> {
    let len = bearer_len(access_token, buffer)?;
    Ok(written(buffer, len))
}

/// As [`bearer`], the length of what was written.
///
/// # Errors
/// As [`bearer`].
pub fn bearer_len(access_token: Secret<'_>, buffer: &mut [u8]) -> Result<usize, RequestError> {
    authorization_len("Bearer ", access_token, buffer)
}

/// As [`bearer`], of a token that is bound to a key (RFC 9449, section 7.1): the length of what was written.
///
/// # Errors
/// As [`bearer`].
pub fn dpop_len(access_token: Secret<'_>, buffer: &mut [u8]) -> Result<usize, RequestError> {
    authorization_len("DPoP ", access_token, buffer)
}

// Each program links one of the two.
#[inline(always)]
fn authorization_len(
    scheme: &str,
    access_token: Secret<'_>,
    buffer: &mut [u8],
) -> Result<usize, RequestError> {
    let token = access_token.expose();
    if token.is_empty() {
        return Err(RequestError::Missing(Member::AccessToken));
    }
    if !token.bytes().all(is_token_byte) {
        return Err(RequestError::Chars(Member::AccessToken));
    }
    let mut writer = Writer::new(buffer);
    writer.text(scheme);
    writer.text(token);
    Ok(writer.end()?)
}

impl TokenResponse<'_> {
    /// As [`bearer`](crate::bearer) for this token, which must be of that type.
    ///
    /// # Errors
    /// [`RequestError::Unexpected`] of `token_type` for a token that is not Bearer; otherwise as
    /// [`bearer`](crate::bearer).
    ///
    /// # Example
    /// ```
    /// use grantlet::{Member, Profile, RequestError, TokenError};
    /// const DPOP: Profile<'_> = Profile::RFC6749.token_types(&["DPoP"]);
    /// let mut body = *br#"{"access_token":"at","token_type":"DPoP"}"#;
    /// let token = DPOP.token(200, &mut body)?;
    /// let mut header = [0; 64];
    /// let refused = RequestError::Unexpected(Member::TokenType);
    /// assert_eq!(token.bearer(&mut header), Err(refused));
    /// # Ok::<(), grantlet::TokenError>(())
    /// ```
    pub fn bearer<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b str, RequestError> {
        match self.token_type {
            TokenType::Bearer => bearer(self.access_token, buffer),
            TokenType::Other(_) => Err(RequestError::Unexpected(Member::TokenType)),
        }
    }
}

/// Writes a request: address, header fields and body. Parameters are in the profile's order, those
/// of the caller's own come last.
fn write<'p>(
    client: &Client<'p>,
    endpoint: &Endpoint<'_>,
    body: &RequestBody,
    parameters: &mut [Parameter<'p>],
    params: &[(&str, &str)],
    buffer: &mut [u8],
) -> Result<RequestSpans, RequestError> {
    let profile = client.profile;
    let mut writer = Writer::new(buffer);
    let (url_end, headers_end) = write_head(&mut writer, client, endpoint, body)?;
    if let Some(order_and_rename) = profile.order_and_rename {
        order_and_rename(profile, &profile.order, parameters);
    }
    body.write(&mut writer, parameters, params);
    Ok(RequestSpans::of_ends(url_end, headers_end, writer.end()?))
}

/// Writes the address and the header fields of a request, and returns where each ends.
#[inline(always)]
pub(crate) fn write_head(
    writer: &mut Writer<'_>,
    client: &Client<'_>,
    endpoint: &Endpoint<'_>,
    body: &RequestBody,
) -> Result<(usize, usize), Refused> {
    let Client { profile, credentials, .. } = client;
    client.check_credentials()?;
    write_endpoint(writer, client, endpoint)?;
    let url_end = writer.len();
    writer.text(body.content_type);
    if let Some(write_headers) = profile.write_headers {
        write_headers(writer, &profile.headers, credentials)?;
    }
    if let Some(header) = profile.client_auth.header {
        header(writer, credentials, &profile.headers)?;
    }
    Ok((url_end, writer.len()))
}

/// A request whose body is a JSON object of the provider's own.
pub(crate) fn write_json(
    client: &Client<'_>,
    endpoint: &Endpoint<'_>,
    members: &[(&str, &str)],
    buffer: &mut [u8],
) -> Result<RequestSpans, RequestError> {
    let profile = client.profile.client_auth(ClientAuth::BODY);
    // The endpoint is none of those that were checked with the client.
    let client = client.with_profile(&profile);
    write(&client, endpoint, &RequestBody::JSON, &mut [], members, buffer)
}
