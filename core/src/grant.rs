//! What a token is asked for with.

use core::fmt;

use crate::authorize::{check_params, check_redirect_uri, check_scope};
use crate::client::Client;
use crate::member::Member;
use crate::parameter::Parameter;
use crate::pkce::{VerifierError, check_verifier};
use crate::profile::Profile;
use crate::request_error::RequestError;
use crate::secret::Secret;
use crate::token::Scope;

/// What a token is asked for with (RFC 6749, section 1.3). Holds secrets; `Debug` elides it.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLD, request, Client, Grant, Secret};
/// let client = Client::confidential("https://api.example", "BoldAuth", Secret::new("sesame"));
/// let mut buffer = [0; 512];
/// let post = request(&BOLD, &client, &Grant::refresh_token(Secret::new("40156dc1")), &mut buffer)?;
/// assert_eq!(post.url, "https://api.example/v2/oauth/token");
/// assert_eq!(
///     post.body,
///     "grant_type=refresh_token&client_id=BoldAuth&client_secret=sesame&refresh_token=40156dc1"
/// );
/// # Ok::<(), grantlet::RequestError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Grant<'a> {
    pub(crate) type_name: &'a str,
    /// The parameters without which the grant is not one.
    credential: Option<Credential<'a>>,
    companion: Option<Credential<'a>>,
    rule: Rule,
    redirect_uri: &'a str,
    code_verifier: &'a str,
    scope: &'a str,
    granted: Option<Scope<'a>>,
    state: &'a str,
    pub(crate) params: &'a [(&'a str, &'a str)],
}

/// A parameter, by its name here and on the wire.
type Credential<'a> = (Member, &'static str, &'a str);

/// What a kind of grant asks for beyond its parameters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// A `code_verifier`, where the provider has PKCE.
    Verifier,
    /// No scope but what was granted.
    NarrowScope,
    None,
}

impl<'a> Grant<'a> {
    /// A code from a callback (RFC 6749, section 4.1.3). Add the `redirect_uri` of its login, and
    /// its `code_verifier` unless the profile has no PKCE.
    pub const fn authorization_code(code: Secret<'a>) -> Self {
        let grant = Self::new(Rule::Verifier, "authorization_code");
        grant.credential(Member::Code, "code", code)
    }

    /// A refresh token (RFC 6749, section 6). The scope stays what it was.
    pub const fn refresh_token(refresh_token: Secret<'a>) -> Self {
        let grant = Self::new(Rule::NarrowScope, "refresh_token");
        grant.credential(Member::RefreshToken, "refresh_token", refresh_token)
    }

    /// The client's own credentials (RFC 6749, section 4.4).
    pub const fn client_credentials() -> Self {
        Self::new(Rule::None, "client_credentials")
    }

    /// A device code (RFC 8628, section 3.4).
    pub const fn device_code(device_code: Secret<'a>) -> Self {
        let grant_type = "urn:ietf:params:oauth:grant-type:device_code";
        let grant = Self::new(Rule::None, grant_type);
        grant.credential(Member::DeviceCode, "device_code", device_code)
    }

    /// A user's name and password (RFC 6749, section 4.3).
    #[deprecated = "it shows the user's password to the client (RFC 9700, section 2.4); the one documented provider that had it answers OldAppVersion"]
    pub const fn password(username: &'a str, password: Secret<'a>) -> Self {
        let mut grant = Self::new(Rule::None, "password");
        grant.companion = Some((Member::Password, "password", password.expose()));
        grant.credential(Member::Username, "username", Secret::new(username))
    }

    /// An extension grant (RFC 6749, section 4.5); its parameters go into
    /// [`params`](Self::params).
    pub const fn other(grant_type: &'a str) -> Self {
        Self::new(Rule::None, grant_type)
    }

    /// A token to revoke (RFC 7009, section 2.1), which is not a grant but is asked for like one.
    pub(crate) const fn revocation(token: Secret<'a>, hint: &'a str) -> Self {
        let mut grant = Self::new(Rule::None, "").credential(Member::Token, "token", token);
        grant.companion = Some((Member::TokenTypeHint, "token_type_hint", hint));
        grant
    }

    /// The start of a device's login (RFC 8628, section 3.1).
    pub(crate) const fn device_authorization(scope: &'a str) -> Self {
        Self::new(Rule::None, "").scope(scope)
    }

    const fn new(rule: Rule, grant_type: &'a str) -> Self {
        Self {
            type_name: grant_type,
            credential: None,
            companion: None,
            rule,
            redirect_uri: "",
            code_verifier: "",
            scope: "",
            granted: None,
            state: "",
            params: &[],
        }
    }

    const fn credential(mut self, member: Member, name: &'static str, value: Secret<'a>) -> Self {
        self.credential = Some((member, name, value.expose()));
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

    /// The scope to ask for: tokens with a space between each two, whatever the provider's own
    /// separator. A refresh takes [`narrow_scope`](Self::narrow_scope) instead.
    #[must_use]
    pub const fn scope(mut self, scope: &'a str) -> Self {
        self.scope = scope;
        self
    }

    /// For a refresh: a scope that is all in what was granted (RFC 6749, section 6).
    #[must_use]
    pub const fn narrow_scope(mut self, granted: Scope<'a>, scope: &'a str) -> Self {
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

    pub(crate) fn check(&self, profile: &Profile<'_>) -> Result<(), RequestError> {
        for credential in [&self.credential, &self.companion] {
            if let Some((member, _, "")) = credential {
                return Err(RequestError::Missing(*member));
            }
        }
        if !self.redirect_uri.is_empty() {
            check_redirect_uri(self.redirect_uri)?;
        }
        if !self.code_verifier.is_empty() {
            check_verifier(self.code_verifier.as_bytes()).map_err(|error| match error {
                VerifierError::Length => RequestError::Length(Member::CodeVerifier),
                VerifierError::Chars { .. } => RequestError::Chars(Member::CodeVerifier),
            })?;
        } else if self.rule == Rule::Verifier && profile.pkce {
            return Err(RequestError::Missing(Member::CodeVerifier));
        }
        check_scope(self.scope, profile.scope_separator)?;
        if self.rule == Rule::NarrowScope {
            let within = |token| self.granted.is_some_and(|granted| granted.contains(token));
            if !Scope::new(self.scope).iter().all(within) {
                return Err(RequestError::WiderScope);
            }
        }
        check_params(profile, self.params)
    }

    /// The parameters in the order of those who ask for no other.
    pub(crate) fn parameters(
        &self,
        profile: &Profile<'_>,
        client: &Client<'a>,
    ) -> [Parameter<'a>; 9] {
        let credential = |credential: Option<Credential<'a>>| {
            credential
                .map_or(Parameter::new("", ""), |(_, name, value)| Parameter::new(name, value))
        };
        let [client_id, client_secret] = client_parameters(profile, client);
        [
            Parameter::new("grant_type", if profile.send_grant_type { self.type_name } else { "" }),
            credential(self.credential),
            credential(self.companion),
            Parameter::new("redirect_uri", self.redirect_uri),
            client_id,
            client_secret,
            Parameter::new("code_verifier", self.code_verifier),
            Parameter { space: profile.scope_separator, ..Parameter::new("scope", self.scope) },
            Parameter::new("state", self.state),
        ]
    }
}

/// What of the client stands in the body.
pub(crate) fn client_parameters<'a>(
    profile: &Profile<'_>,
    client: &Client<'a>,
) -> [Parameter<'a>; 2] {
    let (id, secret) = profile.client_auth.in_body;
    let shown = client.secret.map_or("", Secret::expose);
    [
        Parameter::new("client_id", if id || shown.is_empty() { client.id } else { "" }),
        Parameter::new("client_secret", if secret { shown } else { "" }),
    ]
}

impl fmt::Debug for Grant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Grant(")?;
        f.write_str(self.type_name)?;
        f.write_str(", elided)")
    }
}
