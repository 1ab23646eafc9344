//! A client's requests: for a token, and to revoke one.

use core::fmt;

use crate::crypto::secret::Secret;
use crate::oauth::body::RequestSpans;
use crate::oauth::request_error::RequestError;
use crate::oauth::token_response::Scope;
use crate::profile::client::Client;
use crate::token::grant::Grant;
use crate::token::request::{Request, request_spans};

/// A request of a client before it is written: required parameters are given, optional ones are added.
///
/// It is made by [`Client`]'s methods. `Debug` shows none of it.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, Client, Secret};
/// const APP: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
/// let mut buffer = [0; 512];
/// let post = APP.refresh(Secret::new("rt")).params(&[("audience", "sign")]).write(&mut buffer)?;
/// assert_eq!(post.body, "grant_type=refresh_token&client_id=596f0268&refresh_token=rt&audience=sign");
/// # Ok::<(), grantlet::RequestError>(())
/// ```
#[derive(Clone, Copy)]
#[must_use = "it is a request only once it is written"]
pub struct TokenRequest<'a> {
    client: Client<'a>,
    grant: Grant<'a>,
}

impl<'a> TokenRequest<'a> {
    /// The scope to ask for: tokens with a space between each two, whatever the provider's own
    /// separator. A refresh takes [`narrow_scope`](Self::narrow_scope) instead.
    pub const fn scope(mut self, scope: &'a str) -> Self {
        self.grant = self.grant.scope(scope);
        self
    }

    /// For a refresh: a scope that is all in what was granted (RFC 6749, section 6).
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Client, RequestError, Scope, Secret};
    /// const APP: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
    /// let granted = Scope::new("openid offline_access");
    /// let refresh = APP.refresh(Secret::new("rt"));
    /// assert!(refresh.narrow_scope(granted, "openid").write(&mut [0; 512]).is_ok());
    /// let wider = refresh.narrow_scope(granted, "admin").write(&mut [0; 512]).map(|_| ());
    /// assert_eq!(wider, Err(RequestError::Scope));
    /// ```
    pub const fn narrow_scope(mut self, granted: Scope<'a>, scope: &'a str) -> Self {
        self.grant = self.grant.narrow_scope(granted, scope);
        self
    }

    /// For a code: the `code_verifier` whose challenge was sent (RFC 7636, section 4.5), 43 to 128
    /// unreserved characters.
    pub const fn code_verifier(mut self, code_verifier: &'a str) -> Self {
        self.grant = self.grant.code_verifier(code_verifier);
        self
    }

    /// For a code: the `state` of the login, for a provider that wants it here.
    pub const fn state(mut self, state: &'a str) -> Self {
        self.grant = self.grant.state(state);
        self
    }

    /// The server to ask: see [`Grant::server`].
    pub const fn server(mut self, server: u8) -> Self {
        self.grant = self.grant.server(server);
        self
    }

    /// Further parameters, such as `resource` or `audience`, after all others.
    pub const fn params(mut self, params: &'a [(&'a str, &'a str)]) -> Self {
        self.grant = self.grant.params(params);
        self
    }

    /// Writes the request: URL, header fields and body, in this order in `buffer`.
    ///
    /// The length is that of the URL, 75 bytes of header fields (98 with Basic, and four thirds of the
    /// encoded credentials), and the encoded parameters.
    ///
    /// # Errors
    /// [`RequestError`], which names the parameter at fault, or the exact length needed. A buffer that
    /// was too small is left zeroed.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Client, RequestError, Secret};
    /// const APP: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
    /// let refresh = APP.refresh(Secret::new("rt"));
    /// let refused = refresh.write(&mut [0; 16]).map(|_| ()).unwrap_err();
    /// let RequestError::BufferTooSmall { needed } = refused else { panic!() };
    /// assert!(refresh.write(&mut vec![0; needed]).is_ok());
    /// ```
    pub fn write<'b>(&self, buffer: &'b mut [u8]) -> Result<Request<'b>, RequestError> {
        self.client.request(&self.grant, buffer)
    }

    #[doc(hidden)]
    /// As [`write`](Self::write), by the offsets of the parts in the buffer, for bindings.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_spans(&self, buffer: &mut [u8]) -> Result<RequestSpans, RequestError> {
        request_spans(&self.client.at_server(self.grant.server)?, &self.grant, buffer)
    }
}

impl fmt::Debug for TokenRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.grant, f)
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

impl<'a> Client<'a> {
    /// Writes the request for any [`Grant`], such as that of a session's attempt.
    ///
    /// # Errors
    /// As [`TokenRequest::write`].
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Grant, Profile, Secret};
    /// let profile = Profile::RFC6749.token_endpoint("/token");
    /// let client = Client::confidential(&profile, "s6BhdRkqt3", Secret::new("gX1fBat3bV"))
    ///     .base_url("https://as.example");
    /// let mut buffer = [0; 512];
    /// let post = client.request(&Grant::client_credentials(), &mut buffer)?;
    /// let (_, basic) = post.headers.iter().find(|(name, _)| *name == "Authorization").unwrap();
    /// assert_eq!(basic, "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW");
    /// assert_eq!(post.body, "grant_type=client_credentials");
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub fn request<'b>(
        &self,
        grant: &Grant<'_>,
        buffer: &'b mut [u8],
    ) -> Result<Request<'b>, RequestError> {
        let spans = request_spans(&self.at_server(grant.server)?, grant, buffer)?;
        Ok(Request::cut(buffer, spans))
    }

    /// Refreshes (RFC 6749, section 6). The scope stays what it was.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLD, Client, Secret};
    /// let client = Client::confidential(&BOLD, "BoldAuth", Secret::new("sesame"))
    ///     .base_url("https://api.example");
    /// let mut buffer = [0; 512];
    /// let post = client.refresh(Secret::new("40156dc1")).write(&mut buffer)?;
    /// assert_eq!(post.url, "https://api.example/v2/oauth/token");
    /// assert!(post.body.ends_with("&refresh_token=40156dc1"));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub const fn refresh(&self, refresh_token: Secret<'a>) -> TokenRequest<'a> {
        self.asks(Grant::refresh_token(refresh_token))
    }

    /// Exchanges a code from a callback (RFC 6749, section 4.1.3), with the `redirect_uri` of its
    /// authorization request, to the letter; an empty one for a provider that takes none. Add the
    /// [`code_verifier`](TokenRequest::code_verifier) unless the profile has no PKCE. A
    /// [`Login`](crate::Login) does all of this.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Client, Secret};
    /// const APP: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
    /// let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    /// let mut buffer = [0; 512];
    /// let exchange = APP.exchange(Secret::new("1CB0"), "https://app.example/cb").code_verifier(verifier);
    /// assert!(exchange.write(&mut buffer)?.body.contains("&code=1CB0&redirect_uri=https%3A%2F%2Fapp."));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub const fn exchange(&self, code: Secret<'a>, redirect_uri: &'a str) -> TokenRequest<'a> {
        self.asks(Grant::authorization_code(code).redirect_uri(redirect_uri))
    }

    /// A token of the client's own (RFC 6749, section 4.4): see [`Grant::client_credentials`].
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Client, Secret};
    /// let client = Client::confidential(&BOLDSIGN, "596f0268", Secret::new("sesame"));
    /// let mut buffer = [0; 512];
    /// let post = client.client_credentials().scope("BoldSign.Documents.All").write(&mut buffer)?;
    /// assert!(post.body.ends_with("&scope=BoldSign.Documents.All"));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub const fn client_credentials(&self) -> TokenRequest<'a> {
        self.asks(Grant::client_credentials())
    }

    /// Polls for a device's token, until its user has decided (RFC 8628, section 3.4):
    /// [`Polling`](crate::Polling) says when.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Profile, Secret};
    /// let profile = Profile::RFC6749.token_endpoint("/token");
    /// let client = Client::public(&profile, "lock").base_url("https://as.example");
    /// let mut buffer = [0; 512];
    /// let post = client.device_code(Secret::new("GmRh")).write(&mut buffer)?;
    /// assert!(post.body.ends_with("&device_code=GmRh&client_id=lock"));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub const fn device_code(&self, device_code: Secret<'a>) -> TokenRequest<'a> {
        self.asks(Grant::device_code(device_code))
    }

    /// A user's name and password (RFC 6749, section 4.3).
    #[deprecated = "it shows the user's password to the client (RFC 9700, section 2.4)"]
    pub const fn password(&self, username: &'a str, password: Secret<'a>) -> TokenRequest<'a> {
        #[allow(deprecated)]
        self.asks(Grant::password(username, password))
    }

    /// An extension grant (RFC 6749, section 4.5); its parameters go into
    /// [`params`](TokenRequest::params), also those that the RFC has for other grants, such as `code`.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Profile};
    /// let profile = Profile::RFC6749.token_endpoint("/token");
    /// let client = Client::public(&profile, "app").base_url("https://as.example");
    /// let params = [("assertion", "eyJhbGciOi")];
    /// let mut buffer = [0; 512];
    /// let grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    /// let post = client.extension(grant_type).params(&params).write(&mut buffer)?;
    /// assert!(post.body.ends_with("&assertion=eyJhbGciOi"));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub const fn extension(&self, grant_type: &'a str) -> TokenRequest<'a> {
        self.asks(Grant::other(grant_type))
    }

    /// Revokes a token (RFC 7009, section 2.1). Read the response by [`revoked`](Self::revoked).
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Profile, Revoke, Secret};
    /// let profile = Profile::RFC6749.revocation_endpoint("/revoke");
    /// let client = Client::public(&profile, "spa").base_url("https://as.example");
    /// let mut buffer = [0; 512];
    /// let post = client.revoke(Revoke::RefreshToken(Secret::new("45ghi"))).write(&mut buffer)?;
    /// assert_eq!(post.body, "token=45ghi&token_type_hint=refresh_token&client_id=spa");
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub const fn revoke(&self, token: Revoke<'a>) -> TokenRequest<'a> {
        self.asks(match token {
            Revoke::RefreshToken(token) => Grant::revocation(token, "refresh_token"),
            Revoke::AccessToken(token) => Grant::revocation(token, "access_token"),
        })
    }

    /// Starts a device's login (RFC 8628, section 3.1). Read the response by
    /// [`device_authorization`](Self::device_authorization).
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Profile};
    /// let profile = Profile::RFC6749.device_authorization_endpoint("/device_authorization");
    /// let client = Client::public(&profile, "lock").base_url("https://as.example");
    /// let mut buffer = [0; 512];
    /// let post = client.authorize_device().scope("unlock").write(&mut buffer)?;
    /// assert_eq!(post.body, "client_id=lock&scope=unlock");
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub const fn authorize_device(&self) -> TokenRequest<'a> {
        self.asks(Grant::device_authorization())
    }

    const fn asks(&self, grant: Grant<'a>) -> TokenRequest<'a> {
        TokenRequest { client: *self, grant }
    }
}
