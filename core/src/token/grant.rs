//! What a token is requested with.

use core::fmt;

use crate::crypto::pkce::{VerifierError, check_verifier};
use crate::crypto::secret::Secret;
use crate::member::Member;
use crate::oauth::client_auth::ClientAuth;
use crate::oauth::parameter::{Parameter, fill};
use crate::oauth::request_error::Refused;
use crate::oauth::token_response::Scope;
use crate::profile::client::Client;
use crate::profile::parameters::{ParamRules, check_params, check_redirect_uri, check_scope};
use crate::text::words::Words;

/// What a token is requested with (RFC 6749, section 1.3). Holds secrets; `Debug` elides it.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLD, Client, Grant, Secret};
/// let client = Client::confidential(&BOLD, "BoldAuth", Secret::new("sesame"))
///     .base_url("https://api.example");
/// let mut buffer = [0; 512];
/// let post = client.request(&Grant::refresh_token(Secret::new("40156dc1")), &mut buffer)?;
/// assert_eq!(post.url, "https://api.example/v2/oauth/token");
/// assert_eq!(
///     post.body,
///     "grant_type=refresh_token&client_id=BoldAuth&client_secret=sesame&refresh_token=40156dc1"
/// );
/// # Ok::<(), grantlet::RequestError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Grant<'a> {
    pub(crate) kind: &'static GrantKind,
    type_name: &'a str,
    /// The kind's own two, then `redirect_uri`, `code_verifier` and `state`.
    texts: [&'a str; TEXTS],
    scope: &'a str,
    granted: Option<Scope<'a>>,
    pub(crate) server: u8,
    pub(crate) params: &'a [(&'a str, &'a str)],
}

/// Texts of a grant.
const TEXTS: usize = 5;

/// A kind of grant: its name, its endpoint and its required parameters.
#[derive(Clone, Copy)]
pub struct GrantKind {
    grant_type: &'static str,
    /// Required parameters by their names; none where that is empty.
    own: [(Member, &'static str); 2],
    pub(crate) endpoint: EndpointKind,
    needs_verifier: bool,
    check_scope_of: Option<CheckScope>,
    /// Whether the client's own credentials are the grant.
    by_secret: bool,
}

/// Compares a scope with what was granted, which can have the provider's separator.
type CheckScope = fn(&Grant<'_>, u8) -> Result<(), Refused>;

/// The endpoint of a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndpointKind {
    Token,
    Refresh,
    Revocation,
    DeviceAuthorization,
}

impl EndpointKind {
    /// Whether its requests are forms, whatever a token request is.
    pub(crate) const fn is_form(self) -> bool {
        matches!(self, Self::Revocation | Self::DeviceAuthorization)
    }
}

/// A grant has no such parameter.
const NO: (Member, &str) = (Member::ExtraParameter, "");

impl GrantKind {
    /// [`Grant::authorization_code`]
    pub const AUTHORIZATION_CODE: Self = Self {
        needs_verifier: true,
        ..Self::new("authorization_code", [(Member::Code, "code"), NO])
    };
    /// [`Grant::refresh_token`]
    pub const REFRESH_TOKEN: Self = Self {
        check_scope_of: Some(is_narrower),
        endpoint: EndpointKind::Refresh,
        ..Self::new("refresh_token", [(Member::RefreshToken, "refresh_token"), NO])
    };
    /// [`Grant::client_credentials`]
    pub const CLIENT_CREDENTIALS: Self =
        Self { by_secret: true, ..Self::new("client_credentials", [NO; 2]) };
    /// [`Grant::device_code`]
    pub const DEVICE_CODE: Self = Self::new(
        "urn:ietf:params:oauth:grant-type:device_code",
        [(Member::DeviceCode, "device_code"), NO],
    );
    /// [`Grant::password`]
    pub const PASSWORD: Self =
        Self::new("password", [(Member::Username, "username"), (Member::Password, "password")]);
    /// [`Grant::other`]
    pub const OTHER: Self = Self::new("", [(Member::GrantType, ""), NO]);
    /// A token to revoke (RFC 7009, section 2.1), which is no grant but is requested like one.
    pub const REVOCATION: Self = Self {
        endpoint: EndpointKind::Revocation,
        ..Self::new("", [(Member::Token, "token"), (Member::TokenTypeHint, "token_type_hint")])
    };
    /// The start of a device's login (RFC 8628, section 3.1).
    pub const DEVICE_AUTHORIZATION: Self =
        Self { endpoint: EndpointKind::DeviceAuthorization, ..Self::new("", [NO; 2]) };

    const fn new(grant_type: &'static str, own: [(Member, &'static str); 2]) -> Self {
        Self {
            grant_type,
            own,
            endpoint: EndpointKind::Token,
            needs_verifier: false,
            check_scope_of: None,
            by_secret: false,
        }
    }

    /// What the texts of such a grant are, for an error to name.
    pub fn members(&self) -> [Member; 5] {
        let [(credential, _), (companion, _)] = self.own;
        [credential, companion, Member::RedirectUri, Member::CodeVerifier, Member::State]
    }
}

impl fmt::Debug for GrantKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.grant_type)
    }
}

/// No scope but what was granted (RFC 6749, section 6). Bindings have it as a string, as the response had it or as
/// it was requested: no token contains the provider's separator or a space.
fn is_narrower(grant: &Grant<'_>, separator: u8) -> Result<(), Refused> {
    let granted = grant.granted.unwrap_or(Scope::new(""));
    let is_in = |mut list: Words<'_>, token| list.any(|granted| granted == token);
    let within = |token| {
        is_in(granted.words(), token) || is_in(Words::new(granted.as_str(), separator), token)
    };
    if Words::new(grant.scope, b' ').all(within) { Ok(()) } else { Err(Refused::Scope) }
}

impl<'a> Grant<'a> {
    /// A code from a callback (RFC 6749, section 4.1.3). Add the `redirect_uri` of its login, and
    /// its `code_verifier` unless the profile has no PKCE.
    pub const fn authorization_code(code: Secret<'a>) -> Self {
        Self::of(&GrantKind::AUTHORIZATION_CODE, [code.expose(), "", "", "", ""])
    }

    /// A refresh token (RFC 6749, section 6). The scope stays what it was.
    pub const fn refresh_token(refresh_token: Secret<'a>) -> Self {
        Self::of(&GrantKind::REFRESH_TOKEN, [refresh_token.expose(), "", "", "", ""])
    }

    /// The client's own credentials (RFC 6749, section 4.4): its secret, or another proof of who it is.
    /// Without a secret the request is refused unless the profile has
    /// [`ClientAuth::NONE`](crate::ClientAuth::NONE) (as with mutual TLS), or
    /// [`params`](Self::params) contain a `client_assertion` (RFC 7521, section 4.2).
    pub const fn client_credentials() -> Self {
        Self::of(&GrantKind::CLIENT_CREDENTIALS, [""; TEXTS])
    }

    /// A device's code, until its user has decided (RFC 8628, section 3.4).
    pub const fn device_code(device_code: Secret<'a>) -> Self {
        Self::of(&GrantKind::DEVICE_CODE, [device_code.expose(), "", "", "", ""])
    }

    /// A user's name and password (RFC 6749, section 4.3).
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Grant, Profile, Secret};
    /// let profile = Profile::RFC6749.token_endpoint("https://as.example/token");
    /// #[allow(deprecated)]
    /// let grant = Grant::password("ada", Secret::new("sesame"));
    /// let mut buffer = [0; 256];
    /// let post = Client::public(&profile, "app").request(&grant, &mut buffer)?;
    /// assert!(post.body.contains("grant_type=password"));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    #[deprecated = "it shows the user's password to the client (RFC 9700, section 2.4)"]
    pub const fn password(username: &'a str, password: Secret<'a>) -> Self {
        Self::of(&GrantKind::PASSWORD, [username, password.expose(), "", "", ""])
    }

    /// An extension grant (RFC 6749, section 4.5); its parameters go into
    /// [`params`](Self::params), also those that the RFC has for other grants, such as `code`.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Grant, Profile};
    /// let profile = Profile::RFC6749.token_endpoint("https://as.example/token");
    /// let params = [("assertion", "e30.e30.c2ln")];
    /// let grant = Grant::other("urn:ietf:params:oauth:grant-type:jwt-bearer").params(&params);
    /// let mut buffer = [0; 512];
    /// let post = Client::public(&profile, "app").request(&grant, &mut buffer)?;
    /// assert!(post.body.contains("assertion=e30.e30.c2ln"));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub const fn other(grant_type: &'a str) -> Self {
        Self::of(&GrantKind::OTHER, [grant_type, "", "", "", ""])
    }

    /// A token to revoke (RFC 7009, section 2.1).
    pub(crate) const fn revocation(token: Secret<'a>, hint: &'a str) -> Self {
        Self::of(&GrantKind::REVOCATION, [token.expose(), hint, "", "", ""])
    }

    /// The start of a device's login (RFC 8628, section 3.1).
    pub(crate) const fn device_authorization() -> Self {
        Self::of(&GrantKind::DEVICE_AUTHORIZATION, [""; TEXTS])
    }

    #[doc(hidden)]
    /// A grant of a kind, with its [members](GrantKind::members); empty is absent.
    pub const fn of(kind: &'static GrantKind, mut texts: [&'a str; 5]) -> Self {
        let mut type_name = kind.grant_type;
        if let [(Member::GrantType, _), _] = kind.own {
            let [first, ..] = &mut texts;
            (type_name, *first) = (*first, "");
        }
        Self { kind, type_name, texts, scope: "", granted: None, server: 0, params: &[] }
    }

    /// The `redirect_uri` of the authorization request, to the letter.
    #[must_use]
    pub const fn redirect_uri(mut self, redirect_uri: &'a str) -> Self {
        let [own, companion, _, verifier, state] = self.texts;
        self.texts = [own, companion, redirect_uri, verifier, state];
        self
    }

    /// The `code_verifier` whose challenge was sent (RFC 7636, section 4.5): 43 to 128
    /// unreserved characters.
    #[must_use]
    pub const fn code_verifier(mut self, code_verifier: &'a str) -> Self {
        let [own, companion, redirect_uri, _, state] = self.texts;
        self.texts = [own, companion, redirect_uri, code_verifier, state];
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
        let [own, companion, redirect_uri, verifier, _] = self.texts;
        self.texts = [own, companion, redirect_uri, verifier, state];
        self
    }

    /// The server to ask, out of the profile's [`servers`](crate::Profile::servers), by its number: the one that a
    /// login's callback named. 0 is the client's own.
    #[must_use]
    pub const fn server(mut self, server: u8) -> Self {
        self.server = server;
        self
    }

    /// Further parameters, after all others.
    #[must_use]
    pub const fn params(mut self, params: &'a [(&'a str, &'a str)]) -> Self {
        self.params = params;
        self
    }

    pub(crate) fn check(&self, client: &Client<'_>) -> Result<(), Refused> {
        let profile = client.profile;
        let asserted = || self.params.iter().any(|(name, _)| *name == "client_assertion");
        let shown = client.secret().is_some() || profile.client_auth == ClientAuth::NONE;
        if self.kind.by_secret && !shown && !asserted() {
            return Err(Refused::Missing(Member::ClientSecret));
        }
        for ((member, name), text) in self.kind.own.iter().zip(&self.texts) {
            if text.is_empty() && !name.is_empty() {
                return Err(Refused::Missing(*member));
            }
        }
        if self.type_name.is_empty() && !self.kind.endpoint.is_form() {
            return Err(Refused::Missing(Member::GrantType));
        }
        let [_, _, redirect_uri, code_verifier, _] = self.texts;
        if !redirect_uri.is_empty() {
            check_redirect_uri(redirect_uri, profile.opaque_redirect_uri)?;
        }
        if !code_verifier.is_empty() {
            check_verifier(code_verifier.as_bytes()).map_err(|error| match error {
                VerifierError::Length => Refused::Length(Member::CodeVerifier),
                VerifierError::Chars { .. } => Refused::Chars(Member::CodeVerifier),
            })?;
        } else if self.kind.needs_verifier && profile.pkce {
            return Err(Refused::Missing(Member::CodeVerifier));
        }
        check_scope(self.scope, profile.request_separator())?;
        if let Some(check) = self.kind.check_scope_of {
            check(self, profile.separator())?;
        }
        let is_form = self.kind.endpoint.is_form();
        let unique = !is_form && profile.request_body.has_unique_names;
        let is_extension = matches!(self.kind.own, [(Member::GrantType, _), _]);
        check_params(profile, self.params, ParamRules { unique, is_extension })?;
        // Only a revocation has these, so that others may have them from the caller.
        for (member, own) in &self.kind.own {
            if self.params.iter().any(|(name, _)| name == own) {
                return Err(Refused::Unexpected(*member));
            }
        }
        Ok(())
    }

    /// The parameters in the order in which they are sent, unless the profile has another.
    pub(crate) fn parameters(&self, client: &Client<'a>) -> [Parameter<'a>; 9] {
        let profile = client.profile;
        let names = "grant_type credential companion redirect_uri client_id client_secret \
            code_verifier scope state";
        let [own, other, redirect_uri, code_verifier, state] = self.texts;
        let [client_id, client_secret] = credentials(client);
        let grant_type = if profile.send_grant_type { self.type_name } else { "" };
        let values = [
            grant_type.as_bytes(),
            own.as_bytes(),
            other.as_bytes(),
            redirect_uri.as_bytes(),
            client_id.as_bytes(),
            client_secret.as_bytes(),
            code_verifier.as_bytes(),
            self.scope.as_bytes(),
            state.as_bytes(),
        ];
        let mut parameters = [Parameter::default(); 9];
        fill(&mut parameters, names, &values, profile.request_separator());
        let [(_, credential), (_, companion)] = self.kind.own;
        let [_, own, other, ..] = &mut parameters;
        (own.name, other.name) = (credential.as_bytes(), companion.as_bytes());
        parameters
    }
}

/// What of the client's id and secret a body shows.
pub(crate) fn credentials<'a>(client: &Client<'a>) -> [&'a str; 2] {
    let ClientAuth { hides_id, secret_in_body, .. } = client.profile.client_auth;
    let shown = client.secret().map_or("", Secret::expose);
    let has_id = hides_id < 1u8.wrapping_add(u8::from(shown.is_empty()));
    [if has_id { client.id() } else { "" }, if secret_in_body { shown } else { "" }]
}

impl fmt::Debug for Grant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Grant(")?;
        f.write_str(self.type_name)?;
        f.write_str(", elided)")
    }
}
