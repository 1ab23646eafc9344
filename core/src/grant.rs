//! What a token is asked for with.

use core::fmt;

use crate::authorize::{check_params, check_redirect_uri};
use crate::client::{RequestError, check_scope};
use crate::member::Member;
use crate::pkce::{VerifierError, check_verifier};
use crate::profile::{GrantKind, Profile};
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
    pub(crate) kind: GrantKind,
    pub(crate) type_name: &'a str,
    /// The one parameter without which the grant is not one, by its name.
    credential: Option<(Member, &'a str)>,
    companion: Option<(Member, &'a str)>,
    redirect_uri: &'a str,
    code_verifier: &'a str,
    scope: &'a [&'a str],
    granted: Option<Scope<'a>>,
    state: &'a str,
    pub(crate) params: &'a [(&'a str, &'a str)],
}

impl<'a> Grant<'a> {
    /// A code from a callback (RFC 6749, section 4.1.3). Add the `redirect_uri` of its login, and
    /// its `code_verifier` unless the profile has no PKCE.
    pub const fn authorization_code(code: Secret<'a>) -> Self {
        let grant = Self::new(GrantKind::AuthorizationCode, "authorization_code");
        grant.credential(Member::Code, code)
    }

    /// A refresh token (RFC 6749, section 6). The scope stays what it was.
    pub const fn refresh_token(refresh_token: Secret<'a>) -> Self {
        let grant = Self::new(GrantKind::RefreshToken, "refresh_token");
        grant.credential(Member::RefreshToken, refresh_token)
    }

    /// The client's own credentials (RFC 6749, section 4.4).
    pub const fn client_credentials() -> Self {
        Self::new(GrantKind::ClientCredentials, "client_credentials")
    }

    /// A device code (RFC 8628, section 3.4).
    pub const fn device_code(device_code: Secret<'a>) -> Self {
        let grant_type = "urn:ietf:params:oauth:grant-type:device_code";
        Self::new(GrantKind::DeviceCode, grant_type).credential(Member::DeviceCode, device_code)
    }

    /// A user's name and password (RFC 6749, section 4.3).
    #[deprecated = "it shows the user's password to the client (RFC 9700, section 2.4); the one documented provider that had it answers OldAppVersion"]
    pub const fn password(username: &'a str, password: Secret<'a>) -> Self {
        let mut grant = Self::new(GrantKind::Password, "password");
        grant.companion = Some((Member::Username, username));
        grant.credential(Member::Password, password)
    }

    /// An extension grant (RFC 6749, section 4.5); its parameters go into
    /// [`params`](Self::params).
    pub const fn other(grant_type: &'a str) -> Self {
        Self::new(GrantKind::Other, grant_type)
    }

    /// A token to revoke (RFC 7009, section 2.1), which is not a grant but is asked for like one.
    pub(crate) const fn revocation(token: Secret<'a>, hint: Option<(Member, &'a str)>) -> Self {
        let mut grant = Self::new(GrantKind::Other, "").credential(Member::Token, token);
        grant.companion = hint;
        grant
    }

    /// The start of a device's login (RFC 8628, section 3.1).
    pub(crate) const fn device_authorization(scope: &'a [&'a str]) -> Self {
        Self::new(GrantKind::Other, "").scope(scope)
    }

    const fn new(kind: GrantKind, grant_type: &'a str) -> Self {
        Self {
            kind,
            type_name: grant_type,
            credential: None,
            companion: None,
            redirect_uri: "",
            code_verifier: "",
            scope: &[],
            granted: None,
            state: "",
            params: &[],
        }
    }

    const fn credential(mut self, name: Member, value: Secret<'a>) -> Self {
        self.credential = Some((name, value.expose()));
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

    /// The scope to ask for. A refresh takes [`narrow_scope`](Self::narrow_scope) instead.
    #[must_use]
    pub const fn scope(mut self, scope: &'a [&'a str]) -> Self {
        self.scope = scope;
        self
    }

    /// For a refresh: a scope that is all in what was granted (RFC 6749, section 6).
    #[must_use]
    pub const fn narrow_scope(mut self, granted: Scope<'a>, scope: &'a [&'a str]) -> Self {
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
        for (member, value) in [self.credential, self.companion].into_iter().flatten() {
            if value.is_empty() {
                return Err(RequestError::Missing(member));
            }
        }
        if !self.redirect_uri.is_empty() {
            check_redirect_uri(self.redirect_uri)?;
        }
        if !self.code_verifier.is_empty() {
            check_verifier(self.code_verifier).map_err(|error| match error {
                VerifierError::Length => RequestError::Length(Member::CodeVerifier),
                VerifierError::Chars { .. } => RequestError::Chars(Member::CodeVerifier),
            })?;
        }
        if self.kind == GrantKind::AuthorizationCode
            && profile.pkce
            && self.code_verifier.is_empty()
        {
            return Err(RequestError::Missing(Member::CodeVerifier));
        }
        check_scope(self.scope, profile.scope_separator)?;
        let within = |token: &&str| self.granted.is_some_and(|granted| granted.contains(token));
        if self.kind == GrantKind::RefreshToken && !self.scope.iter().all(within) {
            return Err(RequestError::WiderScope);
        }
        check_params(profile, self.params)
    }

    /// The parameter's value, in tokens; none of them where it is not sent.
    pub(crate) fn value(&self, member: Member) -> &[&'a str] {
        let one = match member {
            Member::GrantType => &self.type_name,
            Member::RedirectUri => &self.redirect_uri,
            Member::CodeVerifier => &self.code_verifier,
            Member::State => &self.state,
            Member::Scope => return self.scope,
            _ => match (&self.credential, &self.companion) {
                (Some((name, value)), _) | (_, Some((name, value))) if *name == member => value,
                _ => &"",
            },
        };
        if one.is_empty() { &[] } else { core::slice::from_ref(one) }
    }
}

impl fmt::Debug for Grant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Grant(")?;
        f.write_str(self.type_name)?;
        f.write_str(", elided)")
    }
}
