//! One login in progress: what binds the answer to the question, kept small and used once.

use core::fmt;

use crate::crypto::base64::decoded_len;
use crate::crypto::pkce::{Challenge, Nonce, State, Verifier, login_entropy};
use crate::crypto::secret::Secret;
use crate::json::object::ObjectWriter;
use crate::json::value::Value;
use crate::login::authorize::Authorize;
use crate::login::callback::{Callback, CallbackError, Expect, Flow, callback, id_token_len};
use crate::login::id_token::{ExpectIdToken, IdTokenError, UnverifiedIdToken, unverified_id_token};
use crate::login::metadata::Issuer;
use crate::member::Member;
use crate::oauth::document::{Kind, document, optional, required};
use crate::oauth::request_error::RequestError;
use crate::oauth::token_response::TokenResponse;
use crate::profile::client::Client;
use crate::profile::endpoint::parts;
use crate::profile::parameters::check_redirect_uri;
use crate::profile::profile::Profile;
use crate::text::buffer::{BufferTooSmall, Writer};
use crate::time::instant::UnixTime;
use crate::token::grant::Grant;
use crate::token::request::Request;

/// How a login asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginKind {
    /// By code, with PKCE. The one to choose.
    Code,
    /// By code, with PKCE and a `nonce`, for an `id_token` from the token endpoint. The scope must
    /// hold `openid`.
    CodeIdToken,
    /// A token in the fragment. Legacy: see [`Authorize::implicit`].
    Implicit,
    /// A token and an `id_token` in the fragment, bound to each other and to this login.
    ImplicitIdToken,
}

impl LoginKind {
    /// Whether the answer stands in the fragment.
    const fn is_implicit(self) -> bool {
        matches!(self, Self::Implicit | Self::ImplicitIdToken)
    }

    /// Whether an `id_token` is bound to the login by its nonce.
    const fn has_nonce(self) -> bool {
        matches!(self, Self::CodeIdToken | Self::ImplicitIdToken)
    }
}

/// A login from its start to the answer: `state`, `nonce` and `code_verifier`, and what they are
/// bound to, the server, the client and the `redirect_uri` (RFC 9700, section 4.4.2).
///
/// Between the two the user is away and the program may end: [`save`](Self::save) it where only
/// this browser or device reads it (`sessionStorage`), and delete it after the answer. It is used
/// up by the first answer that carries its state, and too old after ten minutes. It cannot be
/// cloned; the verifier is wiped when it is dropped. It does not hold where in the app the user was:
/// keep that beside it, same-origin paths only, never in `state`.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, Callback, Client, Issuer, Login, LoginError, LoginKind, UnixTime};
/// let client = Client::public(&BOLDSIGN, "596f0268");
/// # let entropy: [u8; 96] = core::array::from_fn(|i| (i * 7 % 251) as u8);
/// // 96 bytes of entropy and the wall time.
/// let login = Login::start_with_entropy(LoginKind::Code, &client, "https://yourapp.com/callback",
///     Issuer::Ignored, &entropy, UnixTime::from_secs(1_773_135_000))?;
/// let (mut kept, mut buffer) = ([0; 512], [0; 512]);
/// let url = login.authorize().scope("openid").write(&client, &mut buffer)?;
/// assert!(url.contains(login.state()));
/// let saved = login.save(&mut kept)?.len();
///
/// // The user comes back, to a program that knows the saved text only.
/// let mut url = format!("https://yourapp.com/callback?code=1CB0&state={}", login.state());
/// let mut login = Login::restore(&mut kept[..saved])?;
/// let mut url = url.into_bytes();
/// // The empty buffer: only an ImplicitIdToken needs one.
/// let answer = login.callback(&BOLDSIGN, &mut url, &mut [], UnixTime::from_secs(1_773_135_060))
///     .map_err(LoginError::without_text)?;
/// let Callback::Code(code) = answer else { return Err("denied".into()) };
/// let post = login.request(&client, code, &mut buffer)?;
/// assert!(post.body.contains("code=1CB0&redirect_uri=https%3A%2F%2Fyourapp.com%2Fcallback"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Login<'a> {
    kind: LoginKind,
    state: State,
    nonce: Nonce,
    verifier: Verifier,
    challenge: Challenge,
    issuer: Issuer<'a>,
    redirect_uri: &'a str,
    client_id: &'a str,
    /// The token endpoint, in the two texts that a slash joins.
    server: (&'a [u8], &'a [u8]),
    started: u64,
    used: bool,
}

/// Why an answer does not complete a login.
///
/// # Example
/// ```
/// use grantlet::LoginError;
/// assert_eq!(LoginError::Used.to_string(), "this login was answered before: start a new one");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginError<'b> {
    /// The address is not an answer to this login, which stays open.
    Callback(CallbackError<'b>),
    /// The `id_token` is not for this login, which is used up unless only the buffer was too small.
    IdToken(IdTokenError),
    /// The login was started more than ten minutes ago, or more than two after `now`.
    Expired,
    /// The login had its answer before.
    Used,
}

impl fmt::Display for LoginError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Callback(error) => fmt::Display::fmt(error, f),
            Self::IdToken(error) => fmt::Display::fmt(error, f),
            Self::Expired => f.write_str(
                "this login's ten minutes are over, or now is not in seconds: start a new one",
            ),
            Self::Used => f.write_str("this login was answered before: start a new one"),
        }
    }
}

impl core::error::Error for LoginError<'_> {}

impl LoginError<'_> {
    /// The same error without text from the address, so that it outlives it.
    #[must_use]
    pub fn without_text(self) -> LoginError<'static> {
        match self {
            Self::Callback(error) => LoginError::Callback(error.without_text()),
            Self::IdToken(error) => LoginError::IdToken(error),
            Self::Expired => LoginError::Expired,
            Self::Used => LoginError::Used,
        }
    }
}

/// A saved login that cannot be read: not one, or changed on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSavedLogin;

impl fmt::Display for InvalidSavedLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is not a saved login: start a new one")
    }
}

impl core::error::Error for InvalidSavedLogin {}

/// Seconds after which a login is too old to be answered.
const LIFETIME: u64 = 600;
/// Seconds by which the issuer's clock may differ.
const LEEWAY: u32 = 120;

document! {
    SAVED: 10 = [
    required(Member::Flow, Kind::TEXT),
    required(Member::State, Kind::TEXT),
    required(Member::Nonce, Kind::TEXT),
    required(Member::CodeVerifier, Kind::TEXT),
    required(Member::IssuerRule, Kind::TEXT),
    optional(Member::Issuer, Kind::TEXT),
    required(Member::RedirectUri, Kind::TEXT),
    required(Member::ClientId, Kind::TEXT),
    optional(Member::TokenEndpoint, Kind::TEXT),
    required(Member::Started, Kind::NUMBER),
]
}

impl<'a> Login<'a> {
    /// Starts a login with 96 bytes of entropy of the caller's, which are used for nothing else. `now` is
    /// the wall time. With the feature `getrandom`, `Login::start` needs none.
    ///
    /// # Errors
    /// [`RequestError::Entropy`] where the entropy is constant or repeats itself;
    /// [`RequestError::RedirectUri`] for one that is not an absolute address;
    /// [`RequestError::Missing`] of `iss` for an issuer without a name, or none where an `id_token`
    /// is to be compared with it.
    pub fn start_with_entropy(
        kind: LoginKind,
        client: &Client<'a>,
        redirect_uri: &'a str,
        issuer: Issuer<'a>,
        entropy: &[u8; 96],
        now: UnixTime,
    ) -> Result<Self, RequestError> {
        let [a, b, c] = login_entropy(entropy).map_err(|_| RequestError::Entropy)?;
        let named = match issuer {
            Issuer::Required(_) | Issuer::IfPresent(_) => true,
            Issuer::Refused | Issuer::Ignored => kind.has_nonce(),
        };
        if named && name_of(issuer).is_empty() {
            return Err(RequestError::Missing(Member::Issuer));
        }
        check_redirect_uri(redirect_uri)?;
        let verifier = Verifier::from_entropy(c).map_err(|_| RequestError::Entropy)?;
        Ok(Self {
            kind,
            state: State::from_entropy(a).map_err(|_| RequestError::Entropy)?,
            nonce: Nonce::from_entropy(b).map_err(|_| RequestError::Entropy)?,
            challenge: Challenge::of(&verifier),
            verifier,
            issuer,
            redirect_uri,
            client_id: client.id(),
            server: parts(client.base_url.as_bytes(), client.profile.token_endpoint.as_bytes()),
            started: u64::try_from(now.as_secs()).unwrap_or(0),
            used: false,
        })
    }

    /// The authorization request, to add a scope to and to write.
    pub fn authorize(&self) -> Authorize<'_> {
        let state = self.state.as_str();
        match self.kind {
            LoginKind::Code => Authorize::code(self.redirect_uri, state, &self.challenge),
            LoginKind::CodeIdToken => {
                Authorize::code(self.redirect_uri, state, &self.challenge).nonce(&self.nonce)
            }
            LoginKind::Implicit => Authorize::implicit(self.redirect_uri, state),
            LoginKind::ImplicitIdToken => {
                Authorize::implicit_id_token(self.redirect_uri, state, &self.nonce)
            }
        }
    }

    /// The `state`, by which a saved login is found again.
    pub fn state(&self) -> &str {
        self.state.as_str()
    }

    /// The `nonce`, which [`authorize`](Self::authorize) sends where an `id_token` is asked for.
    pub fn nonce(&self) -> &Nonce {
        &self.nonce
    }

    /// The rule for `iss`, and so the server that the login was started with.
    pub fn issuer(&self) -> Issuer<'a> {
        self.issuer
    }

    /// Writes the login as a small JSON text, about 300 bytes and the addresses. It holds the
    /// secret `code_verifier`.
    ///
    /// # Errors
    /// [`BufferTooSmall`] with the exact length.
    pub fn save<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b str, BufferTooSmall> {
        let mut writer = Writer::new(buffer);
        let mut object = ObjectWriter::new(&mut writer);
        let kind = match self.kind {
            LoginKind::Code => "code",
            LoginKind::CodeIdToken => "code id_token",
            LoginKind::Implicit => "token",
            LoginKind::ImplicitIdToken => "id_token token",
        };
        let rule = match self.issuer {
            Issuer::Required(_) => "required",
            Issuer::IfPresent(_) => "if_present",
            Issuer::Refused => "refused",
            Issuer::Ignored => "ignored",
        };
        for (member, text) in [
            (Member::Flow, kind),
            (Member::State, self.state.as_str()),
            (Member::Nonce, self.nonce.as_str()),
            (Member::CodeVerifier, self.verifier.as_str()),
            (Member::IssuerRule, rule),
            (Member::Issuer, name_of(self.issuer)),
            (Member::RedirectUri, self.redirect_uri),
            (Member::ClientId, self.client_id),
        ] {
            object.text(member.as_str(), text.bytes());
        }
        object.text(Member::TokenEndpoint.as_str(), joined(self.server));
        object.number(Member::Started.as_str(), self.started);
        object.end();
        writer.finish()
    }

    /// Reads a login that was saved, where it stands. The text holds the secret `code_verifier`:
    /// wipe it after the exchange.
    ///
    /// # Errors
    /// [`InvalidSavedLogin`] for a text that lacks what [`save`](Self::save) writes, or holds another kind
    /// of value there.
    pub fn restore(saved: &'a mut [u8]) -> Result<Self, InvalidSavedLogin> {
        let values = SAVED.read(saved).map_err(|_| InvalidSavedLogin)?;
        let [_, _, _, _, _, iss, _, _, endpoint, started] = values;
        // Either may be empty; absent it is only where something was taken away.
        iss.and(endpoint).ok_or(InvalidSavedLogin)?;
        let [kind, state, nonce, verifier, rule, issuer, redirect_uri, client_id, server, _] =
            values.map(|value| value.and_then(Value::text).unwrap_or_default());
        let verifier = Verifier::from_text(verifier).ok_or(InvalidSavedLogin)?;
        Ok(Self {
            kind: match kind {
                "code" => LoginKind::Code,
                "code id_token" => LoginKind::CodeIdToken,
                "token" => LoginKind::Implicit,
                "id_token token" => LoginKind::ImplicitIdToken,
                _ => return Err(InvalidSavedLogin),
            },
            state: State::from_text(state).ok_or(InvalidSavedLogin)?,
            nonce: Nonce::from_text(nonce).ok_or(InvalidSavedLogin)?,
            challenge: Challenge::of(&verifier),
            verifier,
            issuer: match rule {
                "required" if !issuer.is_empty() => Issuer::Required(issuer),
                "if_present" if !issuer.is_empty() => Issuer::IfPresent(issuer),
                "refused" => Issuer::Refused,
                "ignored" => Issuer::Ignored,
                _ => return Err(InvalidSavedLogin),
            },
            redirect_uri,
            client_id,
            server: (b"", server.as_bytes()),
            started: started.and_then(Value::integer).ok_or(InvalidSavedLogin)?,
            used: false,
        })
    }

    /// Reads the address that the user came back to. The first answer with this login's `state`
    /// and the right `iss` uses it up, an error included; any other leaves it open, and the
    /// address as it was.
    ///
    /// `now` is the wall time. `buffer` is used for an
    /// [`ImplicitIdToken`](LoginKind::ImplicitIdToken) only, three quarters of the address are
    /// enough; the `id_token` must carry this login's nonce and the access token's `at_hash`, and
    /// its signature is still the caller's to verify. It names its issuer, so that an address that
    /// carries one needs no `iss` beside it.
    ///
    /// # Errors
    /// [`LoginError`]. A buffer that is too small leaves the login open and the address as it was.
    /// To return the error with `?`, write `.map_err(LoginError::without_text)?`.
    pub fn callback<'b>(
        &mut self,
        profile: &Profile<'_>,
        url: &'b mut [u8],
        buffer: &mut [u8],
        now: UnixTime,
    ) -> Result<Callback<'b>, LoginError<'b>> {
        if self.used {
            return Err(LoginError::Used);
        }
        let earliest = self.started.saturating_sub(u64::from(LEEWAY));
        let latest = self.started.saturating_add(LIFETIME);
        if !u64::try_from(now.as_secs()).is_ok_and(|now| (earliest..=latest).contains(&now)) {
            return Err(LoginError::Expired);
        }
        let bound = self.kind == LoginKind::ImplicitIdToken;
        let needed = if bound { decoded_len(id_token_len(url, self.redirect_uri)) } else { 0 };
        if buffer.len() < needed {
            return Err(LoginError::IdToken(IdTokenError::BufferTooSmall { needed }));
        }
        let expect = Expect {
            redirect_uri: self.redirect_uri,
            state: self.state.as_str(),
            issuer: match self.issuer {
                Issuer::Required(issuer) if needed > 0 => Issuer::IfPresent(issuer),
                issuer => issuer,
            },
            flow: if self.kind.is_implicit() { Flow::Implicit } else { Flow::Code },
        };
        let answer = callback(profile, &expect, url).map_err(LoginError::Callback)?;
        self.used = true;
        if let (Callback::Token(token), LoginKind::ImplicitIdToken) = (&answer, self.kind) {
            self.id_token(token, buffer, now).map_err(LoginError::IdToken)?;
        }
        Ok(answer)
    }

    /// Compares the `id_token` of an answer with this login: issuer, client, times, the nonce where
    /// one was sent, and `at_hash` where the token came in the fragment. For
    /// [`CodeIdToken`](LoginKind::CodeIdToken) it is the step after the exchange;
    /// [`callback`](Self::callback) has done it for an implicit one. `now` is the wall time; three quarters of the `id_token` are enough for `buffer`.
    ///
    /// # Errors
    /// [`IdTokenError`], [`Missing`](IdTokenError::Missing) where no `id_token` came.
    pub fn id_token<'b>(
        &self,
        token: &TokenResponse<'_>,
        buffer: &'b mut [u8],
        now: UnixTime,
    ) -> Result<UnverifiedIdToken<'b>, IdTokenError> {
        let id_token = token.id_token.ok_or(IdTokenError::Missing(Member::IdToken))?;
        let expect = ExpectIdToken::new(name_of(self.issuer), self.client_id, now).leeway(LEEWAY);
        let expect = match self.kind {
            LoginKind::Code | LoginKind::Implicit => expect,
            LoginKind::CodeIdToken => expect.nonce(self.nonce.as_str()),
            LoginKind::ImplicitIdToken => {
                expect.nonce(self.nonce.as_str()).access_token(token.access_token)
            }
        };
        unverified_id_token(id_token, &expect, buffer)
    }

    /// Writes the request that exchanges the code, with this login's `redirect_uri` and
    /// `code_verifier` where the provider takes them.
    ///
    /// # Errors
    /// [`RequestError::OtherServer`] where the client leads to another token endpoint or is another
    /// client than those the login was started with; otherwise as
    /// [`Client::request`].
    pub fn request<'b>(
        &self,
        client: &Client<'_>,
        code: Secret<'_>,
        buffer: &'b mut [u8],
    ) -> Result<Request<'b>, RequestError> {
        if self.kind.is_implicit() {
            return Err(RequestError::Unexpected(Member::Code));
        }
        let server = parts(client.base_url.as_bytes(), client.profile.token_endpoint.as_bytes());
        if client.id() != self.client_id || !joined(server).eq(joined(self.server)) {
            return Err(RequestError::OtherServer);
        }
        let mut grant = Grant::authorization_code(code).redirect_uri(self.redirect_uri);
        if client.profile.pkce {
            grant = grant.code_verifier(self.verifier.as_str());
        }
        client.request(&grant, buffer)
    }
}

impl fmt::Debug for Login<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(elided)")
    }
}

/// The issuer that a rule names, empty where it names none.
fn name_of(issuer: Issuer<'_>) -> &str {
    match issuer {
        Issuer::Required(issuer) | Issuer::IfPresent(issuer) => issuer,
        Issuer::Refused | Issuer::Ignored => "",
    }
}

/// The bytes of an endpoint, its slash included.
fn joined<'s>((base, path): (&'s [u8], &'s [u8])) -> impl Iterator<Item = u8> + 's {
    let slash: &[u8] = if base.is_empty() { b"" } else { b"/" };
    base.iter().chain(slash).chain(path).copied()
}
