//! Starts a login: its settings, its entropy, and the authorization URL.

use core::fmt;

#[cfg(feature = "getrandom")]
use zeroize::Zeroizing;

use crate::login::authorize::ResponseMode;
use crate::login::login::{LIFETIME, Login};
use crate::login::login_error::LoginKind;
use crate::login::metadata::Issuer;
use crate::login::shared::{Shared, check_saved};
use crate::member::Member;
use crate::oauth::request_error::RequestError;
use crate::profile::client::Client;
use crate::time::instant::UnixTime;

/// Settings of a login. The defaults are the code flow with PKCE, and a callback without `iss`. It contains no secret,
/// unless you pass one in [`params`](Self::params), such as an `id_token_hint`.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, Client, Issuer, LoginKind, LoginRequest, UnixTime};
/// const CLIENT: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
/// # let entropy: [u8; 96] = core::array::from_fn(|i| (i * 7 % 251) as u8);
/// let mut url = [0; 512];
/// let login = LoginRequest::new(&CLIENT, "https://yourapp.com/callback")
///     .kind(LoginKind::CodeIdToken)
///     .issuer(Issuer::Required("https://account.boldsign.com"))
///     .scope("openid")
///     .params(&[("prompt", "login")])
///     .start_with_entropy(&entropy, UnixTime::from_secs(1_773_135_000), &mut url)?;
/// assert!(login.url().ends_with("&prompt=login"));
/// # Ok::<(), grantlet::RequestError>(())
/// ```
#[derive(Clone, Copy)]
pub struct LoginRequest<'a> {
    client: Client<'a>,
    redirect_uri: &'a str,
    kind: LoginKind,
    issuer: Issuer<'a>,
    scope: &'a str,
    params: &'a [(&'a str, &'a str)],
    shared: &'a [(&'a str, &'a str)],
    mode: ResponseMode,
    return_uri: &'a str,
    lifetime: u32,
    id_token_only: bool,
}

impl<'a> LoginRequest<'a> {
    /// A login by code for this client, whose callback comes to `redirect_uri`, an absolute URL as it is
    /// registered.
    pub const fn new(client: &Client<'a>, redirect_uri: &'a str) -> Self {
        Self {
            client: *client,
            redirect_uri,
            kind: LoginKind::Code,
            issuer: Issuer::Refused(""),
            scope: "",
            params: &[],
            shared: &[],
            mode: ResponseMode::Query,
            return_uri: "",
            lifetime: LIFETIME,
            id_token_only: false,
        }
    }

    /// What to ask for, [`LoginKind::Code`] by default.
    #[must_use]
    pub const fn kind(mut self, kind: LoginKind) -> Self {
        self.kind = kind;
        self
    }

    /// The rule for `iss` in the callback, and the server that an `id_token` must name:
    /// [`Metadata::issuer_rule`](crate::Metadata::issuer_rule).
    #[must_use]
    pub const fn issuer(mut self, issuer: Issuer<'a>) -> Self {
        self.issuer = issuer;
        self
    }

    /// The scope to ask for, none by default: tokens with a space between each two.
    #[must_use]
    pub const fn scope(mut self, scope: &'a str) -> Self {
        self.scope = scope;
        self
    }

    /// Further parameters of the authorization URL, such as `prompt` or `login_hint`.
    ///
    /// `dpop_jkt` binds the code to the key whose proof comes with its exchange (RFC 9449, section 10): a code that is
    /// stolen is then worth nothing.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, LoginRequest, Profile, PublicKey, UnixTime};
    /// const BOUND: Profile<'_> = Profile::RFC6749
    ///     .authorization_endpoint("https://as.example/authorize")
    ///     .token_endpoint("https://as.example/token")
    ///     .token_types(&["DPoP"]);
    /// const APP: Client<'_> = Client::public(&BOUND, "app");
    /// const KEY: PublicKey<'_> = PublicKey::p256(&[1; 32], &[2; 32]);
    /// # let entropy: [u8; 96] = core::array::from_fn(|i| (i * 7 % 251) as u8);
    /// let (mut thumbprint, mut url) = ([0; 160], [0; 512]);
    /// let params = [("dpop_jkt", KEY.thumbprint(&mut thumbprint)?)];
    /// let login = LoginRequest::new(&APP, "https://yourapp.com/callback")
    ///     .params(&params)
    ///     .start_with_entropy(&entropy, UnixTime::from_secs(1_773_135_000), &mut url)?;
    /// assert!(login.url().contains("&dpop_jkt="));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    #[must_use]
    pub const fn params(mut self, params: &'a [(&'a str, &'a str)]) -> Self {
        self.params = params;
        self
    }

    /// Parameters of both the authorization URL and the exchange of the code, such as `resource` (RFC 8707,
    /// section 2): at most four. They are saved with the login; [`params`](crate::TokenRequest::params) of the exchange
    /// replace them.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Client, LoginRequest, Secret, UnixTime};
    /// const CLIENT: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
    /// # let entropy: [u8; 96] = core::array::from_fn(|i| (i * 7 % 251) as u8);
    /// let (now, mut url, mut buffer) = (UnixTime::from_secs(1_773_135_000), [0; 512], [0; 512]);
    /// let login = LoginRequest::new(&CLIENT, "https://yourapp.com/callback")
    ///     .shared_params(&[("resource", "https://mcp.example/api")])
    ///     .start_with_entropy(&entropy, now, &mut url)?;
    /// assert!(login.url().ends_with("&resource=https%3A%2F%2Fmcp.example%2Fapi"));
    /// let post = login.exchange(&CLIENT, Secret::new("1CB0"))?.write(&mut buffer)?;
    /// assert!(post.body.ends_with("&resource=https%3A%2F%2Fmcp.example%2Fapi"));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    #[must_use]
    pub const fn shared_params(mut self, params: &'a [(&'a str, &'a str)]) -> Self {
        self.shared = params;
        self
    }

    /// Where the response to a login by code is: in the query by default, of a [hybrid](LoginKind::Hybrid)
    /// one in the fragment. An implicit login has it in the fragment, and no other.
    #[must_use]
    pub const fn response_mode(mut self, mode: ResponseMode) -> Self {
        self.mode = mode;
        self
    }

    /// The URL that the browser returns to, where the `redirect_uri` is a name that the provider gave to it:
    /// for a profile with [`opaque_redirect_uri`](crate::Profile::opaque_redirect_uri).
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::EBAY, Client, LoginRequest, Secret, UnixTime};
    /// const CLIENT: Client<'_> = Client::confidential(&EBAY, "app", Secret::new("sesame"));
    /// # let entropy: [u8; 96] = core::array::from_fn(|i| (i * 7 % 251) as u8);
    /// # let (now, mut url) = (UnixTime::from_secs(1_773_135_000), [0; 512]);
    /// let mut login = LoginRequest::new(&CLIENT, "Your_Company-YourComp-app-abcdef")
    ///     .return_uri("https://yourapp.com/callback")
    ///     .start_with_entropy(&entropy, now, &mut url)?;
    /// assert!(login.url().contains("&redirect_uri=Your_Company-YourComp-app-abcdef&"));
    /// let mut callback = format!("https://yourapp.com/callback?code=1CB0&state={}", login.state()).into_bytes();
    /// assert!(login.finish(&CLIENT, &mut callback, now).is_ok());
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    #[must_use]
    pub const fn return_uri(mut self, return_uri: &'a str) -> Self {
        self.return_uri = return_uri;
        self
    }

    /// Seconds after which a callback comes too late, 600 by default.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Client, LoginError, LoginRequest, UnixTime};
    /// const CLIENT: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
    /// # let entropy: [u8; 96] = core::array::from_fn(|i| (i * 7 % 251) as u8);
    /// # let mut url = [0; 512];
    /// let mut login = LoginRequest::new(&CLIENT, "https://yourapp.com/callback")
    ///     .lifetime(60)
    ///     .start_with_entropy(&entropy, UnixTime::from_secs(1_773_135_000), &mut url)?;
    /// let mut callback = format!("?code=1CB0&state={}", login.state()).into_bytes();
    /// let late = login.finish(&CLIENT, &mut callback, UnixTime::from_secs(1_773_135_061));
    /// assert_eq!(late.unwrap_err(), LoginError::Expired);
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    #[must_use]
    pub const fn lifetime(mut self, seconds: u32) -> Self {
        self.lifetime = seconds;
        self
    }

    /// Asks for no access token: the response to the exchange has an `id_token` and perhaps a refresh
    /// token, as of a server whose scope is `openid` alone. It is saved with the login, and such a response
    /// is read by [`Login::id_token_response`]. For a kind with an `id_token` from the token endpoint.
    #[must_use]
    pub const fn id_token_only(mut self) -> Self {
        self.id_token_only = true;
        self
    }

    /// Starts the login with 96 bytes of entropy, which are used for nothing else and wiped by the caller,
    /// and writes its URL into `buffer`. `now` is the wall time.
    ///
    /// # Errors
    /// [`RequestError::Entropy`] if the entropy is constant or repeats itself;
    /// [`RequestError::RedirectUri`] for a `redirect_uri` or a `return_uri` that is not an absolute URL;
    /// [`RequestError::Unexpected`] for more than four shared parameters, for an implicit login with
    /// [`ResponseMode::FormPost`], and of `id_token` for [`id_token_only`](Self::id_token_only) where none is asked
    /// for; [`RequestError::Chars`] for a shared parameter with a control character;
    /// [`RequestError::Missing`] of `iss` for an issuer rule without a name, or none where an `id_token` must
    /// name it; [`RequestError::Clock`] for a wall time before 1970; otherwise as [`Authorize::write`](crate::Authorize::write).
    pub fn start_with_entropy(
        &self,
        entropy: &[u8; 96],
        now: UnixTime,
        buffer: &'a mut [u8],
    ) -> Result<Login<'a>, RequestError> {
        let Self { client, redirect_uri, kind, issuer, scope, params, .. } = *self;
        let mut login =
            Login::start_with_entropy(kind, &client, redirect_uri, issuer, entropy, now)?;
        check_saved(client.profile, self.return_uri, self.shared)?;
        login.shared = Shared::new(self.shared);
        if kind.is_implicit() && self.mode == ResponseMode::FormPost {
            return Err(RequestError::Unexpected(Member::ResponseMode));
        }
        if self.id_token_only && (kind.is_implicit() || !kind.has_nonce()) {
            return Err(RequestError::Unexpected(Member::IdToken));
        }
        login.id_token_only = self.id_token_only;
        login.mode = if kind.is_implicit() { ResponseMode::Query } else { self.mode };
        login.return_uri = self.return_uri;
        login.lifetime = self.lifetime;
        let authorize = login.authorize().scope(scope).params(params);
        login.url = authorize.write(&client, buffer)?;
        Ok(login)
    }

    /// As [`start_with_entropy`](Self::start_with_entropy), with entropy from `getrandom`: of the system, of
    /// the browser, or of its custom backend on a microcontroller. It is wiped after use.
    ///
    /// # Errors
    /// [`RequestError::Entropy`] if the source fails; otherwise as
    /// [`start_with_entropy`](Self::start_with_entropy).
    #[cfg(feature = "getrandom")]
    pub fn start(&self, now: UnixTime, buffer: &'a mut [u8]) -> Result<Login<'a>, RequestError> {
        let mut entropy = Zeroizing::new([0; 96]);
        getrandom::fill(&mut *entropy).map_err(|_| RequestError::Entropy)?;
        self.start_with_entropy(&entropy, now, buffer)
    }
}

impl fmt::Debug for LoginRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An `id_token_hint` may be among its parameters.
        f.write_str("LoginRequest(elided)")
    }
}

#[cfg(feature = "getrandom")]
impl<'a> Login<'a> {
    /// Starts a login by code, with entropy from `getrandom`, and writes its URL into `buffer`. It is
    /// [`LoginRequest::start`] with a scope.
    ///
    /// # Errors
    /// As [`LoginRequest::start`].
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Client, Login, UnixTime};
    /// const CLIENT: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
    /// let (now, mut url) = (UnixTime::from_secs(1_773_135_000), [0; 512]);
    /// let login = Login::start(&CLIENT, "https://yourapp.com/callback", "openid", now, &mut url)?;
    /// assert!(login.url().contains(login.state()));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub fn start(
        client: &Client<'a>,
        redirect_uri: &'a str,
        scope: &'a str,
        now: UnixTime,
        buffer: &'a mut [u8],
    ) -> Result<Self, RequestError> {
        LoginRequest::new(client, redirect_uri).scope(scope).start(now, buffer)
    }
}
