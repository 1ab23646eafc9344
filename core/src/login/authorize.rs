//! The authorization request: the URL that a user's browser is sent to.

use core::fmt;

use crate::crypto::pkce::{Challenge, Nonce};
use crate::list::List;
use crate::member::Member;
use crate::oauth::body::RequestBody;
use crate::oauth::parameter::{Parameter, fill};
use crate::oauth::request_error::{Refused, RequestError};
use crate::oauth::token_response::is_vschar;
use crate::profile::client::Client;
use crate::profile::endpoint::{Endpoint, write_endpoint};
use crate::profile::parameters::{ParamRules, check_params, check_redirect_uri, check_scope};
use crate::text::buffer::{Writer, written};
use crate::text::words::{Words, split};

/// Where the response to a login by code is in its URL (OAuth 2.0 Multiple Response Type Encoding Practices,
/// section 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseMode {
    /// In the query, which RFC 6749 has.
    Query,
    /// In the fragment: no server sees the code.
    Fragment,
    /// In the body of a POST to the `redirect_uri` (OAuth 2.0 Form Post Response Mode). This is a cross-site request:
    /// the browser sends no cookie with it that is `SameSite=Lax` or has no `SameSite`. Keep the saved login
    ///
    /// - in a cookie of its own that is `SameSite=None; Secure; HttpOnly`, encrypted; or
    /// - on the server, found by its `state` ([`form_post_state`](crate::form_post_state)). `state` alone does not bind
    ///   the login to a browser: when the login starts, put a random value into such a cookie, and compare it.
    FormPost,
}

/// An authorization request (RFC 6749, sections 4.1.1 and 4.2.1). Its content is public.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, Authorize, Challenge, Client};
/// let client = Client::public(&BOLDSIGN, "596f0268");
/// let challenge = Challenge::s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")?;
/// let mut buffer = [0; 512];
/// let url = Authorize::code("https://yourapp.com/callback", "a-random-state", &challenge)
///     .scope("openid offline_access")
///     .write(&client, &mut buffer)?;
/// assert!(url.starts_with("https://account.boldsign.com/connect/authorize?response_type=code&"));
/// assert!(url.contains("&scope=openid%20offline_access&"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Of a login that was started without its URL, by [`Login::authorize`](crate::Login::authorize):
/// ```
/// use grantlet::{providers::BOLDSIGN, Client, Issuer, Login, LoginKind, UnixTime};
/// let client = Client::public(&BOLDSIGN, "596f0268");
/// # let entropy: [u8; 96] = core::array::from_fn(|i| (i * 7 % 251) as u8);
/// # let now = UnixTime::from_secs(1_773_135_000);
/// let redirect_uri = "https://yourapp.com/callback";
/// let login =
///     Login::start_with_entropy(LoginKind::Code, &client, redirect_uri, Issuer::Ignored, &entropy, now)?;
/// let mut buffer = [0; 512];
/// let url = login.authorize().scope("openid").write(&client, &mut buffer)?;
/// assert!(url.contains(&format!("&state={}", login.state())));
/// # Ok::<(), grantlet::RequestError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Authorize<'a> {
    response_type: &'static str,
    redirect_uri: &'a str,
    state: &'a str,
    scope: &'a str,
    challenge: &'a [u8],
    nonce: &'a [u8],
    params: &'a [(&'a str, &'a str)],
    /// What the exchange of the code sends too.
    shared: &'a [(&'a str, &'a str)],
    mode: ResponseMode,
}

impl<'a> Authorize<'a> {
    /// Requests a code, the flow to choose. The challenge is sent unless the profile says that
    /// the provider has no PKCE. `state` is one-time and unguessable: [`State`](crate::State).
    pub const fn code(redirect_uri: &'a str, state: &'a str, challenge: &'a Challenge) -> Self {
        Self::of("code", redirect_uri, state, challenge.as_bytes(), &[])
    }

    /// Asks for an access token in the fragment (RFC 6749, section 4.2). Legacy: new apps must
    /// not use it (RFC 9700, section 2.1.2), because the token passes through the address bar.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Authorize, Client};
    /// let client = Client::public(&BOLDSIGN, "596f0268");
    /// let mut buffer = [0; 512];
    /// let url = Authorize::implicit("https://yourapp.com/callback", "a-random-state").write(&client, &mut buffer)?;
    /// assert!(url.contains("?response_type=token&"));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub const fn implicit(redirect_uri: &'a str, state: &'a str) -> Self {
        Self::of("token", redirect_uri, state, &[], &[])
    }

    /// As [`implicit`](Self::implicit), with an `id_token` bound to the nonce (OpenID Connect
    /// Core, section 3.2.2.1). The scope must hold `openid`.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Authorize, Client, Nonce};
    /// let client = Client::public(&BOLDSIGN, "596f0268");
    /// # let entropy = core::array::from_fn(|i| i as u8);
    /// let nonce = Nonce::from_entropy(&entropy)?;
    /// let mut buffer = [0; 512];
    /// let url = Authorize::implicit_id_token("https://yourapp.com/callback", "a-random-state", &nonce)
    ///     .scope("openid")
    ///     .write(&client, &mut buffer)?;
    /// assert!(url.contains("?response_type=id_token%20token&") && url.contains("&nonce="));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn implicit_id_token(
        redirect_uri: &'a str,
        state: &'a str,
        nonce: &'a Nonce,
    ) -> Self {
        Self::of("id_token token", redirect_uri, state, &[], nonce.as_bytes())
    }

    /// Asks for a code and an `id_token` beside it (OpenID Connect Core, section 3.3.2.1), in the fragment.
    /// The scope must hold `openid`.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Authorize, Challenge, Client, Nonce};
    /// let client = Client::public(&BOLDSIGN, "596f0268");
    /// let challenge = Challenge::s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")?;
    /// # let entropy = core::array::from_fn(|i| i as u8);
    /// let nonce = Nonce::from_entropy(&entropy)?;
    /// let mut buffer = [0; 512];
    /// let url = Authorize::hybrid("https://yourapp.com/callback", "a-random-state", &challenge, &nonce)
    ///     .scope("openid")
    ///     .write(&client, &mut buffer)?;
    /// assert!(url.contains("?response_type=code%20id_token&") && url.contains("&code_challenge="));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn hybrid(
        redirect_uri: &'a str,
        state: &'a str,
        challenge: &'a Challenge,
        nonce: &'a Nonce,
    ) -> Self {
        Self::of("code id_token", redirect_uri, state, challenge.as_bytes(), nonce.as_bytes())
    }

    /// Any of these, from strings: a challenge and a nonce where they are not empty.
    pub(crate) const fn of(
        response_type: &'static str,
        redirect_uri: &'a str,
        state: &'a str,
        challenge: &'a [u8],
        nonce: &'a [u8],
    ) -> Self {
        let (mode, scope, params, shared): (_, _, &[_], &[_]) = (ResponseMode::Query, "", &[], &[]);
        Self { response_type, redirect_uri, state, scope, challenge, nonce, params, shared, mode }
    }

    /// The scope to ask for, none by default: tokens with a space between each two, whatever the
    /// provider's own separator.
    #[must_use]
    pub const fn scope(mut self, scope: &'a str) -> Self {
        self.scope = scope;
        self
    }

    /// A nonce, for a login by code that also asks for an `id_token`. The scope must hold `openid`.
    #[must_use]
    pub const fn nonce(mut self, nonce: &'a Nonce) -> Self {
        self.nonce = nonce.as_bytes();
        self
    }

    /// Further parameters, such as `prompt` or `login_hint`.
    #[must_use]
    pub const fn params(mut self, params: &'a [(&'a str, &'a str)]) -> Self {
        self.params = params;
        self
    }

    /// What the URL of a login has beside: parameters that the exchange of its code shares, and where its response is.
    #[doc(hidden)]
    #[must_use]
    pub const fn for_login(mut self, shared: &'a [(&'a str, &'a str)], mode: ResponseMode) -> Self {
        self.shared = shared;
        self.mode = mode;
        self
    }

    /// Writes the URL. Values are percent-encoded, a space as `%20`; an endpoint that has a query
    /// already is continued.
    ///
    /// # Errors
    /// [`RequestError`], which names the parameter at fault; the scope where it lacks `openid` beside a
    /// nonce.
    pub fn write<'b>(
        &self,
        client: &Client<'_>,
        buffer: &'b mut [u8],
    ) -> Result<&'b str, RequestError> {
        let len = self.write_len(client, buffer)?;
        Ok(written(buffer, len))
    }

    /// As [`write`](Self::write), the length of what was written, for bindings that have no `str`.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    #[doc(hidden)]
    pub fn write_len(&self, client: &Client<'_>, buffer: &mut [u8]) -> Result<usize, RequestError> {
        let profile = client.profile;
        self.check(client)?;
        let (endpoint, fragment) = Endpoint::authorization(profile)?;
        let mut writer = Writer::new(buffer);
        write_endpoint(&mut writer, client, &endpoint)?;
        let mark = query_mark(endpoint.url);
        let (challenge, method) = match self.challenge {
            challenge @ [_, ..] if profile.pkce => (challenge, &b"S256"[..]),
            _ => (&b""[..], &b""[..]),
        };
        let mode: &[u8] = match self.mode {
            ResponseMode::Query => b"",
            ResponseMode::Fragment => b"fragment",
            ResponseMode::FormPost => b"form_post",
        };
        let values = [
            self.response_type.as_bytes(),
            client.id().as_bytes(),
            self.state.as_bytes(),
            self.scope.as_bytes(),
            self.redirect_uri.as_bytes(),
            challenge,
            method,
            self.nonce,
            mode,
        ];
        let names = "response_type client_id state scope redirect_uri code_challenge \
            code_challenge_method nonce response_mode";
        let mut parameters = [Parameter::default(); 9];
        fill(&mut parameters, names, &values, profile.request_separator());
        if let Some(order_and_rename) = profile.order_and_rename {
            // The order is that of token requests.
            order_and_rename(profile, &List::EMPTY, &mut parameters);
        }
        let mut body = RequestBody::query(mark);
        body.write(&mut writer, &parameters, self.params);
        body.marks = [b'&', b'&', 0];
        body.write(&mut writer, &[], self.shared);
        if !fragment.is_empty() {
            writer.byte(b'#');
            writer.bytes(fragment);
        }
        Ok(writer.end()?)
    }

    fn check(&self, client: &Client<'_>) -> Result<(), Refused> {
        let profile = client.profile;
        if client.id().is_empty() {
            return Err(Refused::Missing(Member::ClientId));
        }
        if self.state.is_empty() {
            return Err(Refused::Missing(Member::State));
        }
        if !self.state.bytes().all(is_vschar) {
            return Err(Refused::Chars(Member::State));
        }
        check_scope(self.scope, profile.request_separator())?;
        // Without it the server sends no id_token, which would be seen after the code is spent.
        if !self.nonce.is_empty() && !Words::new(self.scope, b' ').any(|word| word == b"openid") {
            return Err(Refused::Missing(Member::Scope));
        }
        check_redirect_uri(self.redirect_uri, profile.opaque_redirect_uri)?;
        let is_mode = |(name, _): &(&str, &str)| *name == "response_mode";
        if self.mode != ResponseMode::Query && self.params.iter().chain(self.shared).any(is_mode) {
            return Err(Refused::Unexpected(Member::ResponseMode));
        }
        check_params(profile, self.params, ParamRules::default())
    }
}

/// The byte before the first pair that is appended to the query of this URL; 0 is none.
pub(crate) fn query_mark(url: &[u8]) -> u8 {
    let (path, query) = split(url, b'?');
    match query {
        [] if path.len() == url.len() => b'?',
        [] | [.., b'&'] => 0,
        _ => b'&',
    }
}

/// A request as [`Authorize`]'s own functions make it, by its `response_type`: a challenge for a code, and a nonce that
/// [is one](crate::engine::is_from_entropy) for an `id_token`; else they are empty.
pub const fn authorize<'a>(
    response_type: &'static str,
    redirect_uri: &'a str,
    state: &'a str,
    challenge: &'a [u8],
    nonce: &'a [u8],
) -> Authorize<'a> {
    Authorize::of(response_type, redirect_uri, state, challenge, nonce)
}

impl fmt::Debug for Authorize<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authorize(")?;
        f.write_str(self.response_type)?;
        f.write_str(", elided)")
    }
}
