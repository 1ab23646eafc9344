//! A hybrid login: a code, and an `id_token` beside it (OpenID Connect Core, section 3.3).

use crate::crypto::secret::Secret;
use crate::login::callback::Callback;
use crate::login::id_token::UnverifiedIdToken;
use crate::login::login::Login;
use crate::login::login_error::{LoginError, LoginKind};
use crate::member::Member;
use crate::oauth::located_response::LocatedResponse;
use crate::oauth::request_error::RequestError;
use crate::oauth::server_error::ServerError;
use crate::profile::client::Client;
use crate::time::instant::UnixTime;
use crate::token::token_request::TokenRequest;

impl Login<'_> {
    /// As [`finish`](Self::finish), for a [hybrid](LoginKind::Hybrid) login: the request that exchanges the
    /// code, and the claims of the `id_token` beside it. Its `nonce` is this login's and its `c_hash` the
    /// code's; **its signature was not verified**.
    ///
    /// `callback` is the URL with its fragment, or the body of the POST for
    /// [`ResponseMode::FormPost`](crate::ResponseMode::FormPost). Three quarters of its length are enough for
    /// `buffer`. The exchange brings another `id_token`: [`id_token_of`](Self::id_token_of) validates it.
    ///
    /// # Errors
    /// [`LoginError`], as [`finish`](Self::finish). [`LoginError::IdToken`] uses the login up, unless the buffer
    /// was too small. [`LoginError::Request`] for a login of another kind.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Issuer, LoginError, LoginKind, LoginRequest, Profile, ResponseMode, UnixTime};
    /// const ACME: Profile<'_> = Profile::RFC6749.authorization_endpoint("https://as.example/a")
    ///     .token_endpoint("https://as.example/t");
    /// const CLIENT: Client<'_> = Client::public(&ACME, "596f0268");
    /// # let entropy: [u8; 96] = core::array::from_fn(|i| (i * 7 % 251) as u8);
    /// # let (now, mut url) = (UnixTime::from_secs(1_773_135_000), [0; 512]);
    /// let mut login = LoginRequest::new(&CLIENT, "https://yourapp.com/callback")
    ///     .kind(LoginKind::Hybrid).response_mode(ResponseMode::FormPost)
    ///     .issuer(Issuer::Required("https://as.example")).scope("openid")
    ///     .start_with_entropy(&entropy, now, &mut url)?;
    /// assert!(login.url().starts_with("https://as.example/a?response_type=code%20id_token&"));
    /// assert!(login.url().ends_with("&response_mode=form_post"));
    ///
    /// // The provider POSTs this to the redirect_uri.
    /// let mut body = format!("code=1CB0&id_token=e30.e30.c2ln&state={}", login.state()).into_bytes();
    /// let mut buffer = [0; 256];
    /// let refused = login.finish_hybrid(&CLIENT, &mut body, &mut buffer, now);
    /// // `e30` is `{}`: this `id_token` has no claims, so it is rejected.
    /// assert!(matches!(refused, Err(LoginError::IdToken(_))));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub fn finish_hybrid<'b, 'i>(
        &'b mut self,
        client: &Client<'b>,
        callback: &'i mut [u8],
        buffer: &'i mut [u8],
        now: UnixTime,
    ) -> Result<(TokenRequest<'b>, UnverifiedIdToken<'i>), LoginError>
    where
        'i: 'b,
    {
        // Before anything is used up.
        let _ = self.exchange(client, Secret::new("")).map_err(LoginError::Request)?;
        if self.kind != LoginKind::Hybrid {
            return Err(LoginError::Request(RequestError::Unexpected(Member::IdToken)));
        }
        let (mut located, length) = (LocatedResponse::default(), callback.len());
        match self.read(client, callback, buffer, now, &mut located)? {
            (Callback::Code(code), Some(claims)) => {
                Ok((self.exchange(client, code).map_err(LoginError::Request)?, claims))
            }
            (Callback::Denied(text), _) => {
                Err(LoginError::Denied(ServerError::of_callback(&located, &text, length)))
            }
            _ => Err(LoginError::Used),
        }
    }
}
