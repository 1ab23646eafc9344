//! The `id_token` of a login: beside its access token, or alone.

use crate::crypto::secret::Secret;
use crate::json::reader::Members;
use crate::login::expect_id_token::ExpectIdToken;
use crate::login::id_token::{UnverifiedIdToken, check_id_token, unverified_id_token};
use crate::login::id_token_error::IdTokenError;
use crate::login::login::{LEEWAY, Login, name_of};
use crate::login::login_error::LoginKind;
use crate::member::Member;
use crate::oauth::token_error::TokenError;
use crate::oauth::token_response::TokenResponse;
use crate::profile::client::Client;
use crate::time::instant::UnixTime;
use crate::token::id_token_only::IdTokenResponse;

impl Login<'_> {
    /// Validates the claims of a response's `id_token` for this login: issuer, client, times, the nonce where
    /// one was sent, and `at_hash` where the token came in the fragment, or where the `id_token` of a
    /// [hybrid](LoginKind::Hybrid) login has one. For [`CodeIdToken`](LoginKind::CodeIdToken) it is the step
    /// after the exchange; [`callback`](Self::callback) has done it for an implicit one. `now` is the wall
    /// time; three quarters of the `id_token` are enough for `buffer`.
    ///
    /// # Errors
    /// [`IdTokenError`], [`Missing`](IdTokenError::Missing) where no `id_token` came.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Issuer, LoginKind, LoginRequest, IdTokenError, Member, Profile, UnixTime};
    /// const ACME: Profile<'_> = Profile::RFC6749.authorization_endpoint("https://as.example/a")
    ///     .token_endpoint("https://as.example/t");
    /// const CLIENT: Client<'_> = Client::public(&ACME, "596f0268");
    /// # let entropy: [u8; 96] = core::array::from_fn(|i| (i * 7 % 251) as u8);
    /// # let (now, mut url) = (UnixTime::from_secs(1_773_135_000), [0; 512]);
    /// let login = LoginRequest::new(&CLIENT, "https://yourapp.com/callback")
    ///     .kind(LoginKind::CodeIdToken).issuer(Issuer::Required("https://as.example")).scope("openid")
    ///     .start_with_entropy(&entropy, now, &mut url)?;
    /// let (mut body, mut buffer) = (*br#"{"access_token":"at","token_type":"Bearer"}"#, [0; 512]);
    /// let token = CLIENT.token(200, &mut body)?;
    /// let refused = login.id_token(&token, &mut buffer, now).unwrap_err();
    /// assert_eq!(refused, IdTokenError::Missing(Member::IdToken)); // the scope has openid
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn id_token<'b>(
        &self,
        token: &TokenResponse<'b>,
        buffer: &'b mut [u8],
        now: UnixTime,
    ) -> Result<UnverifiedIdToken<'b>, IdTokenError> {
        let id_token = token.id_token.ok_or(IdTokenError::Missing(Member::IdToken))?;
        let mut expect = self.expect_id_token(now);
        let with_hash = expect.access_token(token.access_token);
        match self.kind {
            LoginKind::ImplicitIdToken => expect = with_hash,
            LoginKind::Hybrid if has_hash(id_token, &with_hash, buffer)? => expect = with_hash,
            _ => {}
        }
        unverified_id_token(id_token, &expect, buffer)
    }

    /// As [`id_token`](Self::id_token), for a [hybrid](LoginKind::Hybrid) login: `sub` must be that of the
    /// `id_token` of the callback, which [`finish_hybrid`](Self::finish_hybrid) gave (OpenID Connect Core, section
    /// 3.3.3.6).
    ///
    /// # Errors
    /// As [`id_token`](Self::id_token).
    ///
    /// # Example
    /// ```
    /// # use grantlet::{Client, IdTokenError, Issuer, LoginKind, LoginRequest, Member, Profile, UnixTime};
    /// # const ACME: Profile<'_> = Profile::RFC6749.authorization_endpoint("https://as.example/a")
    /// #     .token_endpoint("https://as.example/t");
    /// # const CLIENT: Client<'_> = Client::public(&ACME, "596f0268");
    /// # let entropy: [u8; 96] = core::array::from_fn(|i| (i * 7 % 251) as u8);
    /// # let (now, mut url) = (UnixTime::from_secs(1_773_135_000), [0; 512]);
    /// let login = LoginRequest::new(&CLIENT, "https://yourapp.com/callback")
    ///     .kind(LoginKind::Hybrid).issuer(Issuer::Required("https://as.example")).scope("openid")
    ///     .start_with_entropy(&entropy, now, &mut url)?;
    /// let (mut body, mut buffer) = (*br#"{"access_token":"at","token_type":"Bearer"}"#, [0; 512]);
    /// let token = CLIENT.token(200, &mut body)?;
    /// let subject = "248289761001"; // of the callback's `id_token`
    /// let refused = login.id_token_of(subject, &token, &mut buffer, now).unwrap_err();
    /// assert_eq!(refused, IdTokenError::Missing(Member::IdToken));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn id_token_of<'b>(
        &self,
        subject: &str,
        token: &TokenResponse<'b>,
        buffer: &'b mut [u8],
        now: UnixTime,
    ) -> Result<UnverifiedIdToken<'b>, IdTokenError> {
        let claims = self.id_token(token, buffer, now)?;
        if claims.subject == subject {
            Ok(claims)
        } else {
            Err(IdTokenError::Mismatch(Member::Subject))
        }
    }

    /// Reads the response to the exchange of a login that was started with
    /// [`id_token_only`](crate::LoginRequest::id_token_only): it may have no access token. For any other
    /// login that is an error, as it is for [`Client::token`](crate::Client::token).
    ///
    /// # Errors
    /// [`TokenError`], [`Missing`](TokenError::Missing) of `id_token` where none came.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Issuer, LoginKind, LoginRequest, Profile, UnixTime};
    /// const ACME: Profile<'_> = Profile::RFC6749.authorization_endpoint("https://as.example/a")
    ///     .token_endpoint("https://as.example/t");
    /// const CLIENT: Client<'_> = Client::public(&ACME, "596f0268");
    /// # let entropy: [u8; 96] = core::array::from_fn(|i| (i * 7 % 251) as u8);
    /// # let (now, mut url) = (UnixTime::from_secs(1_773_135_000), [0; 512]);
    /// let login = LoginRequest::new(&CLIENT, "https://yourapp.com/callback")
    ///     .kind(LoginKind::CodeIdToken).issuer(Issuer::Required("https://as.example"))
    ///     .scope("openid").id_token_only()
    ///     .start_with_entropy(&entropy, now, &mut url)?;
    /// assert!(login.is_id_token_only());
    /// let mut body = *br#"{"id_token":"e30.e30.c2ln","token_type":"Bearer"}"#;
    /// let response = login.id_token_response(&CLIENT, 200, &mut body)?;
    /// assert_eq!(response.id_token.expose(), "e30.e30.c2ln");
    /// let mut buffer = [0; 64];
    /// assert!(login.id_token_alone(&response, &mut buffer, now).is_err()); // it claims nothing
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn id_token_response<'b>(
        &self,
        client: &Client<'_>,
        status: u16,
        body: &'b mut [u8],
    ) -> Result<IdTokenResponse<'b>, TokenError> {
        if !self.id_token_only {
            client.token(status, body)?;
            return Err(TokenError::Missing(Member::AccessToken));
        }
        client.profile.id_token_only(status, body)
    }

    /// As [`id_token`](Self::id_token), of a response without an access token.
    ///
    /// # Errors
    /// [`IdTokenError`].
    pub fn id_token_alone<'b>(
        &self,
        response: &IdTokenResponse<'b>,
        buffer: &'b mut [u8],
        now: UnixTime,
    ) -> Result<UnverifiedIdToken<'b>, IdTokenError> {
        unverified_id_token(response.id_token, &self.expect_id_token(now), buffer)
    }

    /// Whether the login was started with [`id_token_only`](crate::LoginRequest::id_token_only).
    pub const fn is_id_token_only(&self) -> bool {
        self.id_token_only
    }

    /// What each `id_token` of this login must claim.
    pub(crate) fn expect_id_token(&self, now: UnixTime) -> ExpectIdToken<'_> {
        let expect = ExpectIdToken::new(name_of(self.issuer), self.client_id, now).leeway(LEEWAY);
        if self.kind.has_nonce() { expect.nonce(self.nonce.as_str()) } else { expect }
    }
}

/// Whether the `id_token` has the `at_hash` that it need not have.
fn has_hash(
    id_token: Secret<'_>,
    expect: &ExpectIdToken<'_>,
    buffer: &mut [u8],
) -> Result<bool, IdTokenError> {
    match check_id_token(id_token, expect, buffer, &mut Members::default()) {
        Err(IdTokenError::Missing(Member::AccessTokenHash)) => Ok(false),
        result => result.map(|_| true),
    }
}
