//! Requests to the token endpoint: a grant, and who asks for it, as bytes to send.

use core::fmt;

use zeroize::Zeroize;

use crate::authorize::{check_params, check_redirect_uri};
use crate::base64::{Alphabet, Base64Writer};
use crate::buffer::{Parts, Writer, cut};
use crate::client::{Client, RequestError, check_scope, write_endpoint};
use crate::form::{Encoding, encode_byte, encode_into, encode_joined};
use crate::json::ObjectWriter;
use crate::member::Member;
use crate::pkce::{VerifierError, check_verifier};
use crate::profile::{ClientAuth, ClientValue, GrantKind, Profile, RequestBody};
use crate::secret::Secret;
use crate::token::{Scope, is_token_byte};

/// What a token is asked for with (RFC 6749, section 1.3). Holds secrets; `Debug` elides it.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLD, request, Client, Grant, Secret};
/// let client = Client::confidential("https://api.example", "BoldAuth", Secret::new("sesame"));
/// let mut buffer = [0; 512];
/// let request = request(&BOLD, &client, &Grant::refresh_token(Secret::new("40156dc1")), &mut buffer)?;
/// assert_eq!(request.url, "https://api.example/v2/oauth/token");
/// assert_eq!(
///     request.body,
///     "grant_type=refresh_token&client_id=BoldAuth&client_secret=sesame&refresh_token=40156dc1"
/// );
/// # Ok::<(), grantlet::RequestError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Grant<'a> {
    pub(crate) kind: GrantKind,
    type_name: &'a str,
    /// The one parameter without which the grant is not one, by its name.
    credential: Option<(Member, &'a str)>,
    companion: Option<(Member, &'a str)>,
    redirect_uri: &'a str,
    code_verifier: &'a str,
    scope: &'a [&'a str],
    granted: Option<Scope<'a>>,
    state: &'a str,
    params: &'a [(&'a str, &'a str)],
}

impl<'a> Grant<'a> {
    /// A code from a callback (RFC 6749, section 4.1.3). Add the `redirect_uri` and the
    /// `code_verifier` of its login, as the provider asks for them.
    pub const fn authorization_code(code: Secret<'a>) -> Self {
        let grant = Self::new(GrantKind::AuthorizationCode, "authorization_code");
        grant.credential(Member::Code, code)
    }

    /// A refresh token (RFC 6749, section 6). The scope stays what it was.
    pub const fn refresh_token(refresh_token: Secret<'a>) -> Self {
        let grant = Self::new(GrantKind::RefreshToken, "refresh_token");
        grant.credential(Member::RefreshToken, refresh_token)
    }

    /// The client's own credentials (RFC 6749, section 4.4).
    pub const fn client_credentials() -> Self {
        Self::new(GrantKind::ClientCredentials, "client_credentials")
    }

    /// A device code (RFC 8628, section 3.4).
    pub const fn device_code(device_code: Secret<'a>) -> Self {
        let grant_type = "urn:ietf:params:oauth:grant-type:device_code";
        Self::new(GrantKind::DeviceCode, grant_type).credential(Member::DeviceCode, device_code)
    }

    /// A user's name and password (RFC 6749, section 4.3).
    #[deprecated = "it shows the user's password to the client (RFC 9700, section 2.4); the one documented provider that had it answers OldAppVersion"]
    pub const fn password(username: &'a str, password: Secret<'a>) -> Self {
        let mut grant = Self::new(GrantKind::Password, "password");
        grant.companion = Some((Member::Username, username));
        grant.credential(Member::Password, password)
    }

    /// An extension grant (RFC 6749, section 4.5); its parameters go into
    /// [`params`](Self::params).
    pub const fn other(grant_type: &'a str) -> Self {
        Self::new(GrantKind::Other, grant_type)
    }

    /// A token to revoke (RFC 7009, section 2.1), which is not a grant but is asked for like one.
    pub(crate) const fn revocation(token: Secret<'a>, hint: Option<(Member, &'a str)>) -> Self {
        let mut grant = Self::new(GrantKind::Other, "").credential(Member::Token, token);
        grant.companion = hint;
        grant
    }

    /// The start of a device's login (RFC 8628, section 3.1).
    pub(crate) const fn device_authorization(scope: &'a [&'a str]) -> Self {
        Self::new(GrantKind::Other, "").scope(scope)
    }

    const fn new(kind: GrantKind, grant_type: &'a str) -> Self {
        Self {
            kind,
            type_name: grant_type,
            credential: None,
            companion: None,
            redirect_uri: "",
            code_verifier: "",
            scope: &[],
            granted: None,
            state: "",
            params: &[],
        }
    }

    const fn credential(mut self, name: Member, value: Secret<'a>) -> Self {
        self.credential = Some((name, value.expose()));
        self
    }

    /// The `redirect_uri` of the authorization request, to the letter.
    #[must_use]
    pub const fn redirect_uri(mut self, redirect_uri: &'a str) -> Self {
        self.redirect_uri = redirect_uri;
        self
    }

    /// The `code_verifier` whose challenge was sent (RFC 7636, section 4.5): 43 to 128
    /// unreserved characters.
    #[must_use]
    pub const fn code_verifier(mut self, code_verifier: &'a str) -> Self {
        self.code_verifier = code_verifier;
        self
    }

    /// The scope to ask for. A refresh takes [`narrow_scope`](Self::narrow_scope) instead.
    #[must_use]
    pub const fn scope(mut self, scope: &'a [&'a str]) -> Self {
        self.scope = scope;
        self
    }

    /// For a refresh: a scope that is all in what was granted (RFC 6749, section 6).
    #[must_use]
    pub const fn narrow_scope(mut self, granted: Scope<'a>, scope: &'a [&'a str]) -> Self {
        self.granted = Some(granted);
        self.scope = scope;
        self
    }

    /// The `state` of the login, for a provider that wants it with the code.
    #[must_use]
    pub const fn state(mut self, state: &'a str) -> Self {
        self.state = state;
        self
    }

    /// Further parameters, after all others.
    #[must_use]
    pub const fn params(mut self, params: &'a [(&'a str, &'a str)]) -> Self {
        self.params = params;
        self
    }

    fn check(&self, profile: &Profile<'_>) -> Result<(), RequestError> {
        for (member, value) in [self.credential, self.companion].into_iter().flatten() {
            if value.is_empty() {
                return Err(RequestError::Missing(member));
            }
        }
        if !self.redirect_uri.is_empty() {
            check_redirect_uri(self.redirect_uri)?;
        }
        if !self.code_verifier.is_empty() {
            check_verifier(self.code_verifier).map_err(|error| match error {
                VerifierError::Length => RequestError::Length(Member::CodeVerifier),
                VerifierError::Chars { .. } => RequestError::Chars(Member::CodeVerifier),
            })?;
        }
        check_scope(self.scope, profile.scope_separator)?;
        let within = |token: &&str| self.granted.is_some_and(|granted| granted.contains(token));
        if self.kind == GrantKind::RefreshToken && !self.scope.iter().all(within) {
            return Err(RequestError::WiderScope);
        }
        check_params(self.params)
    }

    /// The parameter's value, in tokens; none of them where it is not sent.
    fn value<'s>(&'s self, sender: &'s Sender<'_>, member: Member) -> &'s [&'s str] {
        let one = match member {
            Member::GrantType => &self.type_name,
            Member::RedirectUri => &self.redirect_uri,
            Member::CodeVerifier => &self.code_verifier,
            Member::State => &self.state,
            Member::ClientId => &sender.id_in_body,
            Member::ClientSecret => &sender.secret_in_body,
            Member::Scope => return self.scope,
            _ => match (&self.credential, &self.companion) {
                (Some((name, value)), _) | (_, Some((name, value))) if *name == member => value,
                _ => &"",
            },
        };
        if one.is_empty() { &[] } else { core::slice::from_ref(one) }
    }
}

impl fmt::Debug for Grant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Grant(")?;
        f.write_str(self.type_name)?;
        f.write_str(", elided)")
    }
}

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
/// [`RequestError`], which names the parameter at fault, or the exact length needed.
///
/// # Example
/// ```
/// use grantlet::{request, Client, Grant, Profile, Secret};
/// let profile = Profile::RFC6749.token_endpoint("/token");
/// let client = Client::confidential("https://as.example", "s6BhdRkqt3", Secret::new("gX1fBat3bV"));
/// let mut buffer = [0; 512];
/// let request = request(&profile, &client, &Grant::client_credentials(), &mut buffer)?;
/// let (_, basic) = request.headers.iter().find(|(name, _)| *name == "Authorization").unwrap();
/// assert_eq!(basic, "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW");
/// assert_eq!(request.body, "grant_type=client_credentials");
/// # Ok::<(), grantlet::RequestError>(())
/// ```
pub fn request<'b>(
    profile: &Profile<'_>,
    client: &Client<'_>,
    grant: &Grant<'_>,
    buffer: &'b mut [u8],
) -> Result<Request<'b>, RequestError> {
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
/// let request = revocation(&profile, &client, Revoke::RefreshToken(Secret::new("45ghi")), &mut buffer)?;
/// assert_eq!(request.body, "token=45ghi&token_type_hint=refresh_token&client_id=spa");
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
    id_in_body: &'a str,
    secret_in_body: &'a str,
    basic: Option<(ClientAuth, &'a str, &'a str)>,
}

impl<'a> Sender<'a> {
    fn new(auth: ClientAuth, client: &Client<'a>) -> Result<Self, RequestError> {
        if client.id.is_empty() {
            return Err(RequestError::Missing(Member::ClientId));
        }
        let secret = client.secret.map(Secret::expose);
        if secret.is_some_and(str::is_empty) {
            return Err(RequestError::Missing(Member::ClientSecret));
        }
        let in_body = Self { id_in_body: client.id, secret_in_body: "", basic: None };
        Ok(match (auth, secret) {
            (_, None) => in_body,
            (ClientAuth::None, Some(_)) => {
                return Err(RequestError::Unexpected(Member::ClientSecret));
            }
            (ClientAuth::Body, Some(secret)) => Self { secret_in_body: secret, ..in_body },
            (ClientAuth::Basic | ClientAuth::BasicVerbatim, Some(secret)) => {
                Self { id_in_body: "", secret_in_body: "", basic: Some((auth, client.id, secret)) }
            }
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
    let sender = Sender::new(profile.client_auth, client)?;
    let mut writer = Writer::new(buffer);
    write_endpoint(&mut writer, client.base_url, endpoint, member)?;
    let url_end = writer.len();
    write_headers(&mut writer, profile, client, &sender)?;
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

fn write_headers(
    writer: &mut Writer<'_>,
    profile: &Profile<'_>,
    client: &Client<'_>,
    sender: &Sender<'_>,
) -> Result<(), RequestError> {
    content_type(writer, profile.request_body);
    if let Some((auth, id, secret)) = sender.basic {
        writer.text("Authorization: Basic ");
        write_basic(writer, auth, id, secret)?;
        writer.text("\r\n");
    }
    for (name, value) in profile.headers {
        let (member, value) = match value {
            ClientValue::ClientId => (Member::ClientId, client.id),
            ClientValue::ClientSecret => {
                let secret = client.secret.ok_or(RequestError::Missing(Member::ClientSecret))?;
                (Member::ClientSecret, secret.expose())
            }
        };
        let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if name.is_empty() || !name.bytes().all(token) {
            return Err(RequestError::Chars(Member::Header));
        }
        if !value.bytes().all(is_token_byte) {
            return Err(RequestError::Chars(member));
        }
        writer.text(name);
        writer.text(": ");
        writer.text(value);
        writer.text("\r\n");
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
    let mut body = match profile.request_body {
        RequestBody::Form => Body::Form { writer, first: true },
        RequestBody::Json => Body::Json(ObjectWriter::new(writer)),
    };
    let first = profile.order_of(grant.kind);
    let rest = ORDER.iter().filter(|member| !first.contains(member));
    for member in first.iter().chain(rest).copied() {
        let tokens = grant.value(sender, member);
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
