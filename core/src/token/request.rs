//! Requests to the token endpoint: a grant, and who asks for it, as bytes to send.

use core::fmt;

use crate::crypto::secret::Secret;
use crate::member::Member;
use crate::oauth::body::RequestBody;
use crate::oauth::client::Client;
use crate::oauth::client_auth::ClientAuth;
use crate::oauth::parameter::Parameter;
use crate::oauth::request_error::RequestError;
use crate::oauth::token_response::{TokenResponse, TokenType, is_token_byte};
use crate::profile::endpoint::{CheckedClient, Endpoint, write_endpoint};
use crate::profile::profile::Profile;
use crate::text::buffer::{Parts, Place, Writer, cut, written};
use crate::token::grant::{Grant, To, credentials};

/// A request to send by `POST`, in the caller's buffer. Holds secrets; `Debug` elides it.
///
/// Do not follow a redirect with it: a redirect is an answer (RFC 9700, section 4.11).
#[derive(Clone, Copy)]
pub struct Request<'b> {
    /// The absolute address.
    pub url: &'b str,
    /// All header fields but those that HTTP itself needs (`Host`, `Content-Length`).
    pub headers: Headers<'b>,
    /// The body: ASCII for a form, UTF-8 for JSON.
    pub body: &'b str,
}

impl<'b> Request<'b> {
    pub(crate) fn cut(buffer: &'b [u8], places: RequestPlaces) -> Self {
        let RequestPlaces { url, headers, body } = places;
        let text = written(buffer, body.end);
        let (head, body) = text.split_at_checked(headers.end).unwrap_or_default();
        let (url, headers) = head.split_at_checked(url.end).unwrap_or_default();
        Self { url, headers: Headers(headers), body }
    }
}

/// Where the parts of a request stand in its buffer, one after the other.
///
/// Its layout is C's, for the same reason as that of [`Answer`](crate::engine::Answer).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct RequestPlaces {
    /// The absolute address.
    pub url: Place,
    /// Header fields, each ended by CR LF.
    pub headers: Place,
    /// The body.
    pub body: Place,
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
            let (name, value) = cut(line, b':')?;
            Some((name, value.get(1..value.len().checked_sub(1)?)?))
        })
    }
}

impl fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Headers(elided)")
    }
}

/// Writes the request for a token: address, header fields and body, in this order in `buffer`.
///
/// The length is that of the address, about 110 bytes of header fields (four thirds of the
/// encoded credentials more with Basic), and the encoded parameters.
///
/// # Errors
/// [`RequestError`], which names the parameter at fault, or the exact length needed. A buffer that
/// was too small is left zeroed.
///
/// # Example
/// ```
/// use grantlet::{request, Client, Grant, Profile, Secret};
/// let profile = Profile::RFC6749.token_endpoint("/token");
/// let client = Client::confidential("https://as.example", "s6BhdRkqt3", Secret::new("gX1fBat3bV"));
/// let mut buffer = [0; 512];
/// let post = request(&profile, &client, &Grant::client_credentials(), &mut buffer)?;
/// let (_, basic) = post.headers.iter().find(|(name, _)| *name == "Authorization").unwrap();
/// assert_eq!(basic, "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW");
/// assert_eq!(post.body, "grant_type=client_credentials");
/// # Ok::<(), grantlet::RequestError>(())
/// ```
pub fn request<'b>(
    profile: &Profile<'_>,
    client: &Client<'_>,
    grant: &Grant<'_>,
    buffer: &'b mut [u8],
) -> Result<Request<'b>, RequestError> {
    let places = request_places(profile, client, grant, buffer)?;
    Ok(Request::cut(buffer, places))
}

/// As [`request`], in places of the buffer.
///
/// # Errors
/// As [`request`].
pub fn request_places(
    profile: &Profile<'_>,
    client: &Client<'_>,
    grant: &Grant<'_>,
    buffer: &mut [u8],
) -> Result<RequestPlaces, RequestError> {
    grant.check(profile, client)?;
    let (url, member) = match grant.kind.to {
        To::Token => (profile.token_endpoint, Member::TokenEndpoint),
        To::Revocation => (profile.revocation_endpoint, Member::RevocationEndpoint),
        To::DeviceAuthorization => {
            (profile.device_authorization_endpoint, Member::DeviceAuthorizationEndpoint)
        }
    };
    // Revocations and the start of a device's login are forms, whatever a token request is.
    let is_form = grant.kind.to != To::Token;
    let body = if is_form { &RequestBody::FORM } else { &profile.request_body };
    let mut parameters = grant.parameters(profile, client);
    let endpoint = Endpoint { url, member };
    write(profile, client, &endpoint, body, &mut parameters, grant.params, buffer)
}

/// As [`request`] for [`Grant::refresh_token`], in places of the buffer, with no more code than
/// that takes.
///
/// # Errors
/// As [`request`].
pub fn refresh_places(
    profile: &Profile<'_>,
    client: &Client<'_>,
    refresh_token: Secret<'_>,
    buffer: &mut [u8],
) -> Result<RequestPlaces, RequestError> {
    if refresh_token.is_empty() {
        return Err(RequestError::Missing(Member::RefreshToken));
    }
    let [client_id, client_secret] = credentials(profile, client);
    let mut parameters = [
        Parameter::new("grant_type", if profile.send_grant_type { "refresh_token" } else { "" }),
        Parameter::new("refresh_token", refresh_token.expose()),
        Parameter::new("client_id", client_id),
        Parameter::new("client_secret", client_secret),
    ];
    let endpoint = Endpoint { url: profile.token_endpoint, member: Member::TokenEndpoint };
    write(profile, client, &endpoint, &profile.request_body, &mut parameters, &[], buffer)
}

/// Writes the request that revokes a token (RFC 7009). Any 2xx answer means that it is revoked;
/// its body is to be ignored.
///
/// # Errors
/// [`RequestError`], as for [`request`].
///
/// # Example
/// ```
/// use grantlet::{revocation, Client, Profile, Revoke, Secret};
/// let profile = Profile::RFC6749.revocation_endpoint("/revoke");
/// let client = Client::public("https://as.example", "spa");
/// let mut buffer = [0; 512];
/// let post = revocation(&profile, &client, Revoke::RefreshToken(Secret::new("45ghi")), &mut buffer)?;
/// assert_eq!(post.body, "token=45ghi&token_type_hint=refresh_token&client_id=spa");
/// # Ok::<(), grantlet::RequestError>(())
/// ```
pub fn revocation<'b>(
    profile: &Profile<'_>,
    client: &Client<'_>,
    revoke: Revoke<'_>,
    buffer: &'b mut [u8],
) -> Result<Request<'b>, RequestError> {
    let places = revocation_places(profile, client, revoke, buffer)?;
    Ok(Request::cut(buffer, places))
}

/// As [`revocation`], in places of the buffer.
///
/// # Errors
/// As [`request`].
pub fn revocation_places(
    profile: &Profile<'_>,
    client: &Client<'_>,
    revoke: Revoke<'_>,
    buffer: &mut [u8],
) -> Result<RequestPlaces, RequestError> {
    let (token, hint) = match revoke {
        Revoke::RefreshToken(token) => (token, "refresh_token"),
        Revoke::AccessToken(token) => (token, "access_token"),
    };
    request_places(profile, client, &Grant::revocation(token, hint), buffer)
}

impl CheckedClient<'_> {
    /// As [`request`](crate::request).
    ///
    /// # Errors
    /// As [`request`](crate::request), without those of addresses.
    pub fn request<'b>(
        &self,
        grant: &Grant<'_>,
        buffer: &'b mut [u8],
    ) -> Result<Request<'b>, RequestError> {
        request(self.profile, &self.client, grant, buffer)
    }

    /// As [`request`](crate::request) for [`Grant::refresh_token`], with no more code than that takes.
    ///
    /// # Errors
    /// As [`request`](Self::request).
    pub fn refresh<'b>(
        &self,
        refresh_token: Secret<'_>,
        buffer: &'b mut [u8],
    ) -> Result<Request<'b>, RequestError> {
        let places = refresh_places(self.profile, &self.client, refresh_token, buffer)?;
        Ok(Request::cut(buffer, places))
    }

    /// As [`revocation`](crate::revocation).
    ///
    /// # Errors
    /// As [`request`](Self::request).
    pub fn revocation<'b>(
        &self,
        revoke: Revoke<'_>,
        buffer: &'b mut [u8],
    ) -> Result<Request<'b>, RequestError> {
        revocation(self.profile, &self.client, revoke, buffer)
    }
}

/// A token to revoke.
#[derive(Clone, Copy, Debug)]
pub enum Revoke<'a> {
    /// A refresh token, and with it the whole grant.
    RefreshToken(Secret<'a>),
    /// An access token.
    AccessToken(Secret<'a>),
}

/// Writes the value of an `Authorization` header (RFC 6750, section 2.1). A token has no other
/// way into a request here: never a query, never a body. Of a profile with
/// [`token_types`](Profile::token_types), use [`TokenResponse::bearer`], which looks at the type.
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
    let token = access_token.expose();
    if token.is_empty() {
        return Err(RequestError::Missing(Member::AccessToken));
    }
    if !token.bytes().all(is_token_byte) {
        return Err(RequestError::Chars(Member::AccessToken));
    }
    let mut writer = Writer::new(buffer);
    writer.text("Bearer ");
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
    /// use grantlet::{Member, Profile, RequestError, TokenError, response};
    /// const DPOP: Profile<'_> = Profile::RFC6749.token_types(&["DPoP"]);
    /// let mut body = *br#"{"access_token":"at","token_type":"DPoP"}"#;
    /// let token = response(&DPOP, 200, &mut body).map_err(TokenError::without_text)?;
    /// let mut header = [0; 64];
    /// let refused = RequestError::Unexpected(Member::TokenType);
    /// assert_eq!(token.bearer(&mut header), Err(refused));
    /// # Ok::<(), TokenError>(())
    /// ```
    pub fn bearer<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b str, RequestError> {
        match self.token_type {
            TokenType::Bearer => bearer(self.access_token, buffer),
            TokenType::Other(_) => Err(RequestError::Unexpected(Member::TokenType)),
        }
    }
}

/// Writes a request: address, header fields and body. Parameters are in the profile's order, those
/// of the caller's own stand last.
fn write<'p>(
    profile: &Profile<'p>,
    client: &Client<'_>,
    endpoint: &Endpoint<'_>,
    body: &RequestBody,
    parameters: &mut [Parameter<'p>],
    params: &[(&str, &str)],
    buffer: &mut [u8],
) -> Result<RequestPlaces, RequestError> {
    if client.id.is_empty() {
        return Err(RequestError::Missing(Member::ClientId));
    }
    if client.secret.is_some_and(Secret::is_empty) {
        return Err(RequestError::Missing(Member::ClientSecret));
    }
    let mut writer = Writer::new(buffer);
    write_endpoint(&mut writer, profile, client, endpoint)?;
    let url_end = writer.len();
    writer.text(body.content_type);
    if let Some(write_headers) = profile.write_headers {
        write_headers(&mut writer, profile.headers, client)?;
    }
    if let (Some(header), Some(_)) = (profile.client_auth.header, client.secret) {
        header(&mut writer, client, profile.headers)?;
    }
    let headers_end = writer.len();
    if let Some(order_and_rename) = profile.order_and_rename {
        order_and_rename(profile, parameters);
    }
    body.write(&mut writer, parameters, params);
    let end = writer.end()?;
    Ok(RequestPlaces {
        url: Place { start: 0, end: url_end },
        headers: Place { start: url_end, end: headers_end },
        body: Place { start: headers_end, end },
    })
}

/// A request whose body is a JSON object of the provider's own.
pub(crate) fn write_json<'b>(
    profile: &Profile<'_>,
    client: &Client<'_>,
    endpoint: &Endpoint<'_>,
    members: &[(&str, &str)],
    buffer: &'b mut [u8],
) -> Result<Request<'b>, RequestError> {
    let profile = profile.client_auth(ClientAuth::BODY);
    let places = write(&profile, client, endpoint, &RequestBody::JSON, &mut [], members, buffer)?;
    Ok(Request::cut(buffer, places))
}
