//! The authorization request: the URL that a user's browser is sent to.

use core::fmt;

use crate::buffer::{Writer, cut};
use crate::client::{Client, RequestError, check_scope, write_endpoint};
use crate::form::{Encoding, encode_into, encode_joined};
use crate::member::Member;
use crate::pkce::{Challenge, Nonce};
use crate::profile::Profile;
use crate::token::is_vschar;

/// An authorization request (RFC 6749, sections 4.1.1 and 4.2.1). What stands in it is public.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, Authorize, Challenge, Client};
/// let client = Client::public("", "596f0268");
/// let challenge = Challenge::s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")?;
/// let mut buffer = [0; 512];
/// let url = Authorize::code("https://yourapp.com/callback", "a-random-state", &challenge)
///     .scope(&["openid", "offline_access"])
///     .write(&BOLDSIGN, &client, &mut buffer)?;
/// assert!(url.starts_with("https://account.boldsign.com/connect/authorize?response_type=code&"));
/// assert!(url.contains("&scope=openid%20offline_access&"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Authorize<'a> {
    response_type: &'static str,
    redirect_uri: &'a str,
    state: &'a str,
    scope: &'a [&'a str],
    challenge: Option<&'a Challenge>,
    nonce: Option<&'a Nonce>,
    params: &'a [(&'a str, &'a str)],
}

impl<'a> Authorize<'a> {
    /// Asks for a code, the flow to choose. The challenge goes along unless the profile says that
    /// the provider has no PKCE. `state` is one-time and unguessable: [`State`](crate::State).
    pub const fn code(redirect_uri: &'a str, state: &'a str, challenge: &'a Challenge) -> Self {
        Self { challenge: Some(challenge), ..Self::new("code", redirect_uri, state) }
    }

    /// Asks for an access token in the fragment (RFC 6749, section 4.2). Legacy: new apps must
    /// not use it (RFC 9700, section 2.1.2), because the token passes through the address bar.
    pub const fn implicit(redirect_uri: &'a str, state: &'a str) -> Self {
        Self::new("token", redirect_uri, state)
    }

    /// As [`implicit`](Self::implicit), with an `id_token` bound to the nonce (OpenID Connect
    /// Core, section 3.2.2.1). The scope must hold `openid`.
    pub const fn implicit_id_token(
        redirect_uri: &'a str,
        state: &'a str,
        nonce: &'a Nonce,
    ) -> Self {
        Self::new("id_token token", redirect_uri, state).nonce(nonce)
    }

    const fn new(response_type: &'static str, redirect_uri: &'a str, state: &'a str) -> Self {
        Self {
            response_type,
            redirect_uri,
            state,
            scope: &[],
            challenge: None,
            nonce: None,
            params: &[],
        }
    }

    /// The scope to ask for, none by default.
    #[must_use]
    pub const fn scope(mut self, scope: &'a [&'a str]) -> Self {
        self.scope = scope;
        self
    }

    /// A nonce, for a login by code that also asks for an `id_token`.
    #[must_use]
    pub const fn nonce(mut self, nonce: &'a Nonce) -> Self {
        self.nonce = Some(nonce);
        self
    }

    /// Further parameters, such as `prompt` or `login_hint`.
    #[must_use]
    pub const fn params(mut self, params: &'a [(&'a str, &'a str)]) -> Self {
        self.params = params;
        self
    }

    /// Writes the URL. Values are percent-encoded, a space as `%20`; an endpoint that has a query
    /// already is continued.
    ///
    /// # Errors
    /// [`RequestError`], which names the parameter at fault.
    pub fn write<'b>(
        &self,
        profile: &Profile<'_>,
        client: &Client<'_>,
        buffer: &'b mut [u8],
    ) -> Result<&'b str, RequestError> {
        self.check(profile, client)?;
        let endpoint = profile.authorization_endpoint;
        let mut writer = Writer::new(buffer);
        write_endpoint(&mut writer, client.base_url, endpoint, Member::AuthorizationEndpoint)?;
        let separator = match cut(endpoint, b'?') {
            None => Some(b'?'),
            Some((_, query)) if query.is_empty() || query.ends_with('&') => None,
            Some(_) => Some(b'&'),
        };
        let mut pairs = QueryWriter { writer, separator };
        pairs.pair("response_type", &[self.response_type]);
        pairs.pair("client_id", &[client.id]);
        pairs.pair("state", &[self.state]);
        pairs.joined("scope", self.scope, profile.scope_separator);
        pairs.pair("redirect_uri", &[self.redirect_uri]);
        if let Some(challenge) = self.challenge.filter(|_| profile.pkce) {
            pairs.pair("code_challenge", &[challenge.as_str()]);
            pairs.pair("code_challenge_method", &["S256"]);
        }
        if let Some(nonce) = self.nonce {
            pairs.pair("nonce", &[nonce.as_str()]);
        }
        for (name, value) in self.params {
            pairs.pair(name, &[value]);
        }
        Ok(pairs.writer.finish()?)
    }

    fn check(&self, profile: &Profile<'_>, client: &Client<'_>) -> Result<(), RequestError> {
        if client.id.is_empty() {
            return Err(RequestError::Missing(Member::ClientId));
        }
        if self.state.is_empty() {
            return Err(RequestError::Missing(Member::State));
        }
        if !self.state.bytes().all(is_vschar) {
            return Err(RequestError::Chars(Member::State));
        }
        check_scope(self.scope, profile.scope_separator)?;
        check_redirect_uri(self.redirect_uri)?;
        check_params(profile, self.params)
    }
}

impl fmt::Debug for Authorize<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authorize(")?;
        f.write_str(self.response_type)?;
        f.write_str(", elided)")
    }
}

/// A `redirect_uri` is absolute, visible ASCII, without a fragment (RFC 6749, section 3.1.2).
pub(crate) fn check_redirect_uri(redirect_uri: &str) -> Result<(), RequestError> {
    if redirect_uri.is_empty() {
        return Err(RequestError::Missing(Member::RedirectUri));
    }
    let visible = redirect_uri.bytes().all(|b| matches!(b, 0x21..=0x7E) && b != b'#');
    if visible && cut(redirect_uri, b':').is_some() {
        Ok(())
    } else {
        Err(RequestError::RedirectUri)
    }
}

/// The caller's own parameters must not stand in for those that are written from typed values.
pub(crate) fn check_params(
    profile: &Profile<'_>,
    params: &[(&str, &str)],
) -> Result<(), RequestError> {
    const OURS: [Member; 16] = [
        Member::ResponseType,
        Member::ClientId,
        Member::ClientSecret,
        Member::State,
        Member::Scope,
        Member::RedirectUri,
        Member::CodeChallenge,
        Member::CodeVerifier,
        Member::Nonce,
        Member::GrantType,
        Member::Code,
        Member::RefreshToken,
        Member::DeviceCode,
        Member::Username,
        Member::Password,
        Member::AccessToken,
    ];
    for (name, _) in params {
        if name.is_empty() {
            return Err(RequestError::Missing(Member::ExtraParameter));
        }
        if *name == "code_challenge_method" {
            return Err(RequestError::Unexpected(Member::CodeChallenge));
        }
        if let Some(member) =
            OURS.into_iter().find(|m| m.as_str() == *name || profile.name_of(*m) == *name)
        {
            return Err(RequestError::Unexpected(member));
        }
    }
    Ok(())
}

struct QueryWriter<'b> {
    writer: Writer<'b>,
    separator: Option<u8>,
}

impl QueryWriter<'_> {
    fn pair(&mut self, name: &str, value: &[&str; 1]) {
        self.joined(name, value, b' ');
    }

    fn joined(&mut self, name: &str, tokens: &[&str], separator: u8) {
        if tokens.is_empty() {
            return;
        }
        if let Some(separator) = self.separator.replace(b'&') {
            self.writer.byte(separator);
        }
        encode_into(&mut self.writer, Encoding::Percent, name);
        self.writer.byte(b'=');
        encode_joined(&mut self.writer, Encoding::Percent, tokens, separator);
    }
}
