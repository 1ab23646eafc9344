//! One login in progress: what binds the callback to the request, kept small and used once.

use core::fmt;

use crate::crypto::base64::decoded_len;
use crate::crypto::pkce::{Challenge, Nonce, State, Verifier, login_entropy};
use crate::crypto::secret::Secret;
use crate::login::authorize::{Authorize, ResponseMode};
use crate::login::callback::{Callback, id_token_len};
use crate::login::callback_by_mode::{CallbackMode, read_by_mode};
use crate::login::callback_parameters::{CallbackExpectation, Flow};
use crate::login::form_post::form_id_token_len;
use crate::login::id_token::{UnverifiedIdToken, unverified_id_token};
use crate::login::id_token_error::IdTokenError;
use crate::login::login_error::{LoginError, LoginKind};
use crate::login::metadata::Issuer;
use crate::login::shared::Shared;
use crate::member::Member;
use crate::oauth::located_response::LocatedResponse;
use crate::oauth::request_error::RequestError;
use crate::oauth::server_error::ServerError;
use crate::profile::address::parts;
use crate::profile::client::Client;
use crate::profile::parameters::check_redirect_uri;
use crate::time::instant::UnixTime;
use crate::token::request::Request;
use crate::token::token_request::TokenRequest;

/// A login from its start to its callback: `state`, `nonce` and `code_verifier`, and what they are bound
/// to, the server, the client and the `redirect_uri` (RFC 9700, section 4.4.2).
///
/// Between the two the user is away and the program may end: [`save`](Self::save) the login where only
/// this browser or device reads it (`sessionStorage`), and delete it after the callback. The first callback
/// with its `state` uses it up, and it expires after ten minutes, unless it has another lifetime. It cannot
/// be cloned; the verifier is wiped on drop. It does not contain the page on which the user was: keep that
/// beside it, same-origin paths only, never in `state`.
///
/// [`LoginRequest`](crate::LoginRequest) starts one with further settings: another issuer rule, an
/// `id_token`, parameters, entropy of your own.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, Client, Login, LoginRequest, UnixTime};
/// const CLIENT: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
/// const REDIRECT_URI: &str = "https://yourapp.com/callback";
/// # let entropy: [u8; 96] = core::array::from_fn(|i| (i * 7 % 251) as u8);
/// let now = UnixTime::from_secs(1_773_135_000);
/// let (mut url, mut saved, mut buffer) = ([0; 512], [0; 512], [0; 512]);
/// // With the feature getrandom: Login::start(&CLIENT, REDIRECT_URI, "openid", now, &mut url)?
/// let login = LoginRequest::new(&CLIENT, REDIRECT_URI).scope("openid")
///     .start_with_entropy(&entropy, now, &mut url)?;
/// assert!(login.url().starts_with("https://account.boldsign.com/connect/authorize?"));
/// let saved_len = login.save(&mut saved)?.len();
///
/// // The redirect arrives. The program may have restarted: it has only the saved login.
/// let mut callback = format!("https://yourapp.com/callback?code=1CB0&state={}", login.state()).into_bytes();
/// let mut login = Login::restore(&mut saved[..saved_len])?;
/// let post = login.finish(&CLIENT, &mut callback, now)?
///     .write(&mut buffer)?;
/// assert!(post.body.contains("code=1CB0&redirect_uri=https%3A%2F%2Fyourapp.com%2Fcallback"));
/// // Send it, and read the response by CLIENT.token(status, &mut body).
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Login<'a> {
    pub(crate) kind: LoginKind,
    pub(crate) state: State,
    pub(crate) nonce: Nonce,
    pub(crate) verifier: Verifier,
    pub(crate) challenge: Challenge,
    pub(crate) issuer: Issuer<'a>,
    pub(crate) redirect_uri: &'a str,
    pub(crate) client_id: &'a str,
    /// The token endpoint, in the two strings that a slash joins.
    pub(crate) server: (&'a [u8], &'a [u8]),
    /// The authorization URL, empty in a restored login.
    pub(crate) url: &'a str,
    /// Seconds since 1970.
    pub(crate) started: u64,
    /// The lifetime of the login, in seconds.
    pub(crate) lifetime: u32,
    /// The callback URL if it is another than the `redirect_uri`, else empty.
    pub(crate) return_uri: &'a str,
    pub(crate) mode: ResponseMode,
    pub(crate) id_token_only: bool,
    pub(crate) shared: Shared<'a>,
    pub(crate) used: bool,
    /// The number of the server that the callback named.
    pub(crate) chosen: u8,
}

/// The default lifetime of a login, in seconds.
pub(crate) const LIFETIME: u32 = 600;
/// Seconds by which the issuer's clock may differ, and the caller's may have been set back.
pub(crate) const LEEWAY: u32 = 120;

impl<'a> Login<'a> {
    /// Starts a login without its URL, with 96 bytes of entropy that are used for nothing else. Write the URL
    /// by [`authorize`](Self::authorize). `now` is the wall time.
    ///
    /// # Errors
    /// [`RequestError::Entropy`] where the entropy is constant or repeats itself;
    /// [`RequestError::RedirectUri`] for one that is not an absolute address;
    /// [`RequestError::Missing`] of `iss` for an issuer without a name, or none where an `id_token`
    /// must name it; [`RequestError::Clock`] for a wall time before 1970.
    pub fn start_with_entropy(
        kind: LoginKind,
        client: &Client<'a>,
        redirect_uri: &'a str,
        issuer: Issuer<'a>,
        entropy: &[u8; 96],
        now: UnixTime,
    ) -> Result<Self, RequestError> {
        let started = u64::try_from(now.as_secs()).map_err(|_| RequestError::Clock)?;
        let [a, b, c] = login_entropy(entropy).map_err(|_| RequestError::Entropy)?;
        let named = match issuer {
            Issuer::Required(_) | Issuer::IfPresent(_) => true,
            Issuer::Refused(_) | Issuer::Ignored => kind.has_nonce(),
        };
        if named && name_of(issuer).is_empty() {
            return Err(RequestError::Missing(Member::Issuer));
        }
        check_redirect_uri(redirect_uri, client.profile.opaque_redirect_uri)?;
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
            started,
            lifetime: LIFETIME,
            return_uri: "",
            mode: ResponseMode::Query,
            id_token_only: false,
            shared: Shared::default(),
            url: "",
            used: false,
            chosen: 0,
        })
    }

    /// The authorization URL to send the user's browser to; empty in a restored login and in one of
    /// [`start_with_entropy`](Self::start_with_entropy). Public.
    pub const fn url(&self) -> &'a str {
        self.url
    }

    /// The `redirect_uri`, as it was given.
    pub const fn redirect_uri(&self) -> &'a str {
        self.redirect_uri
    }

    /// The kind of this login.
    pub const fn kind(&self) -> LoginKind {
        self.kind
    }

    /// The `code_verifier` (RFC 7636, section 4.1), which the exchange of the code sends. Secret.
    pub fn code_verifier(&self) -> Secret<'_> {
        Secret::new(self.verifier.as_str())
    }

    /// The authorization request, to add a scope and parameters, and to write its URL.
    pub fn authorize(&self) -> Authorize<'_> {
        let state = self.state.as_str();
        let authorize = match self.kind {
            LoginKind::Code => Authorize::code(self.redirect_uri, state, &self.challenge),
            LoginKind::CodeIdToken => {
                Authorize::code(self.redirect_uri, state, &self.challenge).nonce(&self.nonce)
            }
            LoginKind::Implicit => Authorize::implicit(self.redirect_uri, state),
            LoginKind::ImplicitIdToken => {
                Authorize::implicit_id_token(self.redirect_uri, state, &self.nonce)
            }
            LoginKind::Hybrid => {
                Authorize::hybrid(self.redirect_uri, state, &self.challenge, &self.nonce)
            }
        };
        authorize.for_login(self.shared.pairs(), self.mode)
    }

    /// The `state`, by which a saved login is found again.
    pub fn state(&self) -> &str {
        self.state.as_str()
    }

    /// The `nonce`, which [`authorize`](Self::authorize) sends where an `id_token` is requested.
    pub fn nonce(&self) -> &Nonce {
        &self.nonce
    }

    /// The rule for `iss`, and so the server that the login was started with.
    pub fn issuer(&self) -> Issuer<'a> {
        self.issuer
    }

    /// The number of the server that the callback named, out of the profile's [`servers`](crate::Profile::servers); 0 before
    /// that, and where it named none. Of a session, it is for [`set_server`](crate::Session::set_server).
    pub fn server(&self) -> u8 {
        self.chosen
    }

    /// Reads the callback URL and returns the request that exchanges its code, to add parameters and to write.
    ///
    /// `callback` is the whole callback URL, or its query alone, from the `?` on, where a server
    /// has routed the request by its path. For a login with [`ResponseMode::FormPost`] it is the body that the
    /// provider posted, and nothing else is read. It is decoded in place; wipe it afterwards. `now` is the wall
    /// time.
    ///
    /// # Errors
    /// [`LoginError`]. After [`LoginError::Callback`] the login is still pending: such a URL can be made by
    /// anyone. After [`LoginError::Denied`] it is used up, and [`LoginError::text`] reads what the server wrote.
    /// [`LoginError::Request`] for an implicit login, which has no code, and for another client or server than
    /// those it was started with; nothing is used up then. A [hybrid](LoginKind::Hybrid) login needs a buffer:
    /// [`finish_hybrid`](Self::finish_hybrid).
    pub fn finish<'b>(
        &'b mut self,
        client: &Client<'b>,
        callback: &'b mut [u8],
        now: UnixTime,
    ) -> Result<TokenRequest<'b>, LoginError> {
        // Before anything is used up.
        let _ = self.exchange(client, Secret::new("")).map_err(LoginError::Request)?;
        let (mut located, length) = (LocatedResponse::default(), callback.len());
        let (callback, _) = self.read(client, callback, &mut [], now, &mut located)?;
        match callback {
            Callback::Code(code) => self.exchange(client, code).map_err(LoginError::Request),
            Callback::Denied(text) => {
                Err(LoginError::Denied(ServerError::of_callback(&located, &text, length)))
            }
            Callback::Token(_) => Err(LoginError::Used),
        }
    }

    /// Reads the callback URL, or its query alone from the `?` on, or for [`ResponseMode::FormPost`] the body
    /// of the POST. The first one with this login's `state`
    /// and the right `iss` uses the login up, also with an error; any other leaves it pending, and the URL as
    /// it was. [`finish`](Self::finish) does this and the exchange of the code.
    ///
    /// `now` is the wall time. `buffer` is used for [`LoginKind::ImplicitIdToken`] and [`LoginKind::Hybrid`] only,
    /// and needs three quarters of the URL's length. That `id_token` must have this login's nonce, and the
    /// access token's `at_hash` or the code's `c_hash`; its signature is the caller's to verify. It names its
    /// issuer, so that the URL needs no `iss` beside it.
    ///
    /// # Errors
    /// [`LoginError`]. A buffer that is too small leaves the login pending and the URL as it was.
    pub fn callback<'b>(
        &mut self,
        client: &Client<'_>,
        url: &'b mut [u8],
        buffer: &mut [u8],
        now: UnixTime,
    ) -> Result<Callback<'b>, LoginError> {
        let mut located = LocatedResponse::default();
        self.read(client, url, buffer, now, &mut located).map(|(callback, _)| callback)
    }

    /// As [`callback`](Self::callback), with the claims of the `id_token` that it has. `located` is empty.
    pub(crate) fn read<'b, 'i>(
        &mut self,
        client: &Client<'_>,
        url: &'b mut [u8],
        buffer: &'i mut [u8],
        now: UnixTime,
        located: &mut LocatedResponse,
    ) -> Result<(Callback<'b>, Option<UnverifiedIdToken<'i>>), LoginError>
    where
        'b: 'i,
    {
        if self.used {
            return Err(LoginError::Used);
        }
        let earliest = self.started.saturating_sub(u64::from(LEEWAY));
        let latest = self.started.saturating_add(self.lifetime.into());
        if !u64::try_from(now.as_secs()).is_ok_and(|now| (earliest..=latest).contains(&now)) {
            return Err(LoginError::Expired);
        }
        // A server has compared the rest of the URL, by its route.
        let is_query = url.first() == Some(&b'?');
        let is_form = self.mode == ResponseMode::FormPost;
        let bound = matches!(self.kind, LoginKind::ImplicitIdToken | LoginKind::Hybrid);
        let redirect_uri = match self.return_uri {
            _ if is_query => "",
            "" => self.redirect_uri,
            return_uri => return_uri,
        };
        let needed = if !bound {
            0
        } else if is_form {
            decoded_len(form_id_token_len(url))
        } else {
            decoded_len(id_token_len(url, redirect_uri))
        };
        if buffer.len() < needed {
            return Err(LoginError::IdToken(IdTokenError::BufferTooSmall { needed }));
        }
        let expect = CallbackExpectation {
            redirect_uri,
            state: self.state.as_str(),
            issuer: match self.issuer {
                Issuer::Required(issuer) if needed > 0 => Issuer::IfPresent(issuer),
                issuer => issuer,
            },
            flow: match self.kind {
                LoginKind::Implicit | LoginKind::ImplicitIdToken => Flow::Implicit,
                _ if self.mode == ResponseMode::Fragment => Flow::CodeInFragment,
                _ => Flow::Code,
            },
        };
        let mode = CallbackMode { is_form, is_hybrid: self.kind == LoginKind::Hybrid };
        let read = read_by_mode(client.profile, &expect, mode, url, &mut self.chosen, located);
        let (result, id_token) = read.map_err(LoginError::Callback)?;
        self.used = true;
        let claims = match (&result, self.kind) {
            (Callback::Token(token), LoginKind::ImplicitIdToken) => {
                self.id_token(token, buffer, now)
            }
            (Callback::Code(code), LoginKind::Hybrid) => {
                let expect = self.expect_id_token(now).code(*code);
                unverified_id_token(id_token, &expect, buffer)
            }
            _ => return Ok((result, None)),
        };
        Ok((result, Some(claims.map_err(LoginError::IdToken)?)))
    }

    /// The request that exchanges a code, with this login's `redirect_uri` and `code_verifier` if the
    /// provider takes them. Add [`params`](TokenRequest::params), then [`write`](TokenRequest::write) it.
    ///
    /// # Errors
    /// [`RequestError::OtherServer`] if the client has another id or token endpoint than the one the login
    /// was started with; [`RequestError::Unexpected`] for an implicit login.
    pub fn exchange<'r>(
        &'r self,
        client: &Client<'r>,
        code: Secret<'r>,
    ) -> Result<TokenRequest<'r>, RequestError> {
        if self.kind.is_implicit() {
            return Err(RequestError::Unexpected(Member::Code));
        }
        let server = parts(client.base_url.as_bytes(), client.profile.token_endpoint.as_bytes());
        if client.id() != self.client_id || !joined(server).eq(joined(self.server)) {
            return Err(RequestError::OtherServer);
        }
        let request = client.exchange(code, self.redirect_uri).params(self.shared.pairs());
        let request = request.server(self.chosen);
        if client.profile.pkce {
            return Ok(request.code_verifier(self.verifier.as_str()));
        }
        Ok(request)
    }

    /// Writes the request of [`exchange`](Self::exchange).
    ///
    /// # Errors
    /// As [`exchange`](Self::exchange) and [`TokenRequest::write`].
    pub fn request<'b>(
        &self,
        client: &Client<'_>,
        code: Secret<'_>,
        buffer: &'b mut [u8],
    ) -> Result<Request<'b>, RequestError> {
        self.exchange(client, code)?.write(buffer)
    }
}

impl fmt::Debug for Login<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(elided)")
    }
}

/// The issuer that a rule names, empty where it names none.
pub(crate) fn name_of(issuer: Issuer<'_>) -> &str {
    match issuer {
        Issuer::Required(issuer) | Issuer::IfPresent(issuer) | Issuer::Refused(issuer) => issuer,
        Issuer::Ignored => "",
    }
}

/// The bytes of an endpoint, with its slash.
pub(crate) fn joined<'s>((base, path): (&'s [u8], &'s [u8])) -> impl Iterator<Item = u8> + 's {
    let slash: &[u8] = if base.is_empty() { b"" } else { b"/" };
    base.iter().chain(slash).chain(path).copied()
}
