//! Requests to the token endpoint: a grant, and who asks for it, as bytes to send.

use core::fmt;

use zeroize::Zeroize;

use crate::base64::{Alphabet, Base64Writer};
use crate::buffer::{Parts, Writer, cut};
use crate::client::{Client, RequestError, write_endpoint};
use crate::form::{Encoding, encode_byte, encode_into, encode_joined};
use crate::grant::Grant;
use crate::member::Member;
use crate::object::ObjectWriter;
use crate::profile::{ClientAuth, ClientValue, Profile, RequestBody};
use crate::secret::Secret;
use crate::token::is_token_byte;

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
    fn cut(text: &'b str, url_end: usize, headers_end: usize) -> Self {
        let (head, body) = text.split_at_checked(headers_end).unwrap_or_default();
        let (url, headers) = head.split_at_checked(url_end).unwrap_or_default();
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
            let (name, value) = cut(line, b':')?;
            Some((name, value.strip_prefix(' ')?.strip_suffix('\r')?))
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
    if grant.type_name.is_empty() {
        return Err(RequestError::Missing(Member::GrantType));
    }
    write(profile, client, grant, (profile.token_endpoint, Member::TokenEndpoint), buffer)
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
    let (token, hint) = match revoke {
        Revoke::RefreshToken(token) => (token, "refresh_token"),
        Revoke::AccessToken(token) => (token, "access_token"),
    };
    let grant = Grant::revocation(token, Some((Member::TokenTypeHint, hint)));
    write(
        profile,
        client,
        &grant,
        (profile.revocation_endpoint, Member::RevocationEndpoint),
        buffer,
    )
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
/// way into a request here: never a query, never a body.
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
    Ok(writer.finish()?)
}

/// The order of parameters where the profile asks for no other.
const ORDER: [Member; 14] = [
    Member::GrantType,
    Member::Token,
    Member::TokenTypeHint,
    Member::Code,
    Member::RefreshToken,
    Member::DeviceCode,
    Member::Username,
    Member::Password,
    Member::RedirectUri,
    Member::ClientId,
    Member::ClientSecret,
    Member::CodeVerifier,
    Member::Scope,
    Member::State,
];

/// What of the client goes where.
struct Sender<'a> {
    id_in_body: Option<&'a str>,
    secret_in_body: Option<&'a str>,
    basic: Option<(ClientAuth, &'a str, &'a str)>,
}

impl<'a> Sender<'a> {
    fn new(profile: &Profile<'_>, client: &Client<'a>) -> Result<Self, RequestError> {
        let auth = profile.client_auth;
        if client.id.is_empty() {
            return Err(RequestError::Missing(Member::ClientId));
        }
        let secret = client.secret.map(Secret::expose);
        if secret.is_some_and(str::is_empty) {
            return Err(RequestError::Missing(Member::ClientSecret));
        }
        let in_body = Self { id_in_body: Some(client.id), secret_in_body: None, basic: None };
        let in_header = profile.headers.iter().any(|(_, v)| *v == ClientValue::ClientSecret);
        Ok(match (auth, secret) {
            (_, None) => in_body,
            (ClientAuth::None, Some(_)) if in_header => in_body,
            (ClientAuth::None, Some(_)) => {
                return Err(RequestError::Unexpected(Member::ClientSecret));
            }
            (ClientAuth::Body, Some(secret)) => Self { secret_in_body: Some(secret), ..in_body },
            (ClientAuth::Basic | ClientAuth::BasicVerbatim, Some(secret)) => Self {
                id_in_body: None,
                secret_in_body: None,
                basic: Some((auth, client.id, secret)),
            },
        })
    }
}

pub(crate) fn write<'b>(
    profile: &Profile<'_>,
    client: &Client<'_>,
    grant: &Grant<'_>,
    (endpoint, member): (&str, Member),
    buffer: &'b mut [u8],
) -> Result<Request<'b>, RequestError> {
    grant.check(profile)?;
    check_headers(profile, client)?;
    let sender = Sender::new(profile, client)?;
    let mut writer = Writer::new(buffer);
    write_endpoint(&mut writer, client.base_url, endpoint, member)?;
    let url_end = writer.len();
    write_headers(&mut writer, profile, client, grant, &sender)?;
    let headers_end = writer.len();
    write_body(&mut writer, profile, grant, &sender);
    Ok(Request::cut(writer.finish()?, url_end, headers_end))
}

/// A request whose body is a JSON object of the provider's own.
pub(crate) fn write_json<'b>(
    (base_url, endpoint, member): (&str, &str, Member),
    members: &[(&str, &str)],
    buffer: &'b mut [u8],
) -> Result<Request<'b>, RequestError> {
    let mut writer = Writer::new(buffer);
    write_endpoint(&mut writer, base_url, endpoint, member)?;
    let url_end = writer.len();
    content_type(&mut writer, RequestBody::Json);
    let headers_end = writer.len();
    let mut object = ObjectWriter::new(&mut writer);
    for (name, value) in members {
        object.text(name, value);
    }
    object.end();
    Ok(Request::cut(writer.finish()?, url_end, headers_end))
}

fn content_type(writer: &mut Writer<'_>, body: RequestBody) {
    writer.text(match body {
        RequestBody::Form => "Content-Type: application/x-www-form-urlencoded\r\n",
        RequestBody::Json => "Content-Type: application/json\r\n",
    });
    writer.text("Accept: application/json\r\n");
}

/// Revocations and the start of a device's login are forms, whatever a token request is.
fn body_of(profile: &Profile<'_>, grant: &Grant<'_>) -> RequestBody {
    if grant.type_name.is_empty() { RequestBody::Form } else { profile.request_body }
}

/// Header fields that are written from elsewhere, here or by HTTP.
const RESERVED: [&str; 6] =
    ["Accept", "Authorization", "Content-Length", "Content-Type", "Host", "Transfer-Encoding"];

fn write_headers(
    writer: &mut Writer<'_>,
    profile: &Profile<'_>,
    client: &Client<'_>,
    grant: &Grant<'_>,
    sender: &Sender<'_>,
) -> Result<(), RequestError> {
    content_type(writer, body_of(profile, grant));
    if let Some((auth, id, secret)) = sender.basic {
        writer.text("Authorization: Basic ");
        write_basic(writer, auth, id, secret)?;
        writer.text("\r\n");
    }
    for (name, value) in profile.headers {
        writer.text(name);
        writer.text(": ");
        writer.text(header_value(*value, client).1);
        writer.text("\r\n");
    }
    Ok(())
}

/// What a header of the profile repeats, empty where the client has none.
fn header_value<'a>(value: ClientValue, client: &Client<'a>) -> (Member, &'a str) {
    match value {
        ClientValue::ClientId => (Member::ClientId, client.id),
        ClientValue::ClientSecret => {
            (Member::ClientSecret, client.secret.map_or("", Secret::expose))
        }
    }
}

/// The profile's headers must be headers, and their values must not end one.
fn check_headers(profile: &Profile<'_>, client: &Client<'_>) -> Result<(), RequestError> {
    for (name, value) in profile.headers {
        let (member, value) = header_value(*value, client);
        let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if name.is_empty() || !name.bytes().all(token) {
            return Err(RequestError::Chars(Member::Header));
        }
        if RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name)) {
            return Err(RequestError::Unexpected(Member::Header));
        }
        if value.is_empty() {
            return Err(RequestError::Missing(member));
        }
        if !value.bytes().all(is_token_byte) {
            return Err(RequestError::Chars(member));
        }
    }
    Ok(())
}

/// Basic credentials (RFC 6749, section 2.3.1): id and secret encoded, a colon between, Base64.
fn write_basic(
    writer: &mut Writer<'_>,
    auth: ClientAuth,
    id: &str,
    secret: &str,
) -> Result<(), RequestError> {
    let verbatim = auth == ClientAuth::BasicVerbatim;
    if verbatim && cut(id, b':').is_some() {
        return Err(RequestError::Chars(Member::ClientId));
    }
    let mut base64 = Base64Writer::new(writer, Alphabet::Standard);
    for (text, encoded) in [(id, !verbatim), (":", false), (secret, !verbatim)] {
        for byte in text.bytes() {
            if encoded {
                let mut scratch = [0; 3];
                let mut encoder = Writer::new(&mut scratch);
                encode_byte(&mut encoder, Encoding::Percent, byte);
                base64.bytes(encoder.finish()?.as_bytes());
                scratch.zeroize();
            } else {
                base64.bytes(&[byte]);
            }
        }
    }
    base64.end();
    Ok(())
}

fn write_body(
    writer: &mut Writer<'_>,
    profile: &Profile<'_>,
    grant: &Grant<'_>,
    sender: &Sender<'_>,
) {
    let mut body = match body_of(profile, grant) {
        RequestBody::Form => Body::Form { writer, first: true },
        RequestBody::Json => Body::Json(ObjectWriter::new(writer)),
    };
    let first = profile.order_of(grant.kind);
    let rest = ORDER.iter().filter(|member| !first.contains(member));
    let once = |(index, member): (usize, &Member)| {
        let repeated = first.get(..index).is_some_and(|before| before.contains(member));
        (!repeated).then_some(*member)
    };
    for member in first.iter().enumerate().filter_map(once).chain(rest.copied()) {
        let tokens = match member {
            Member::ClientId => sender.id_in_body.as_slice(),
            Member::ClientSecret => sender.secret_in_body.as_slice(),
            _ => grant.value(member),
        };
        let left_out = member == Member::GrantType && !profile.send_grant_type;
        if !tokens.is_empty() && !left_out {
            body.parameter(profile.name_of(member), tokens, profile.scope_separator);
        }
    }
    for (name, value) in grant.params {
        body.parameter(name, &[value], b' ');
    }
    if let Body::Json(object) = body {
        object.end();
    }
}

enum Body<'w, 'b> {
    Form { writer: &'w mut Writer<'b>, first: bool },
    Json(ObjectWriter<'w, 'b>),
}

impl Body<'_, '_> {
    fn parameter(&mut self, name: &str, tokens: &[&str], separator: u8) {
        match self {
            Self::Form { writer, first } => {
                if !core::mem::take(first) {
                    writer.byte(b'&');
                }
                encode_into(writer, Encoding::Form, name);
                writer.byte(b'=');
                encode_joined(writer, Encoding::Form, tokens, separator);
            }
            Self::Json(object) => object.joined(name, tokens, separator),
        }
    }
}
