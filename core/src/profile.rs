//! How a provider differs from RFC 6749, as a value.

use crate::member::Member;
use crate::server_error::ServerError;
use crate::token::{MAX_EXTRA, TokenResponse, same_type};
use crate::value::Value;

/// How a provider differs from RFC 6749: endpoints, bodies, names, shapes. A value, const for the
/// providers of [`providers`](crate::providers) and built at run time by callers that read one
/// from elsewhere. It holds nothing secret.
///
/// # Example
/// ```
/// use grantlet::{ClientAuth, Profile};
/// const ACME: Profile<'_> = Profile::RFC6749
///     .token_endpoint("/oauth/token")
///     .authorization_endpoint("/oauth/authorize")
///     .client_auth(ClientAuth::Basic)
///     .extra(&["tenant"]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Profile<'a> {
    pub(crate) authorization_endpoint: &'a str,
    pub(crate) token_endpoint: &'a str,
    pub(crate) revocation_endpoint: &'a str,
    pub(crate) device_authorization_endpoint: &'a str,
    pub(crate) request_body: RequestBody,
    pub(crate) client_auth: ClientAuth,
    pub(crate) headers: &'a [(&'a str, ClientValue)],
    pub(crate) rename: &'a [(Member, &'a str)],
    pub(crate) send_grant_type: bool,
    pub(crate) order: &'a [(GrantKind, &'a [Member])],
    pub(crate) scope_separator: u8,
    pub(crate) pkce: bool,
    pub(crate) envelope: Option<&'a str>,
    pub(crate) errors: &'a [ErrorShape<'a>],
    pub(crate) bearer_by_default: bool,
    pub(crate) token_types: &'a [&'a str],
    pub(crate) ends_on: &'a [(&'a str, &'a str)],
    pub(crate) extra: &'a [&'a str],
}

/// How a token request's body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestBody {
    /// `application/x-www-form-urlencoded` (RFC 6749, appendix B).
    Form,
    /// One JSON object of strings.
    Json,
}

/// How a client that has a secret shows it (RFC 6749, section 2.3.1). A client without one
/// sends its `client_id` in the body, whatever this says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuth {
    /// `client_id` in the body; a client with a secret is refused.
    None,
    /// `client_id` and `client_secret` in the body.
    Body,
    /// `Authorization: Basic`, both percent-encoded first, a space as `%20`.
    Basic,
    /// `Authorization: Basic` without encoding, for servers that do not decode.
    BasicVerbatim,
}

/// What of the client stands in a header of the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientValue {
    /// The `client_id`.
    ClientId,
    /// The `client_secret`.
    ClientSecret,
}

/// The kinds of grant, for the order of their parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantKind {
    /// `authorization_code`
    AuthorizationCode,
    /// `refresh_token`
    RefreshToken,
    /// `client_credentials`
    ClientCredentials,
    /// `urn:ietf:params:oauth:grant-type:device_code`
    DeviceCode,
    /// `password`
    Password,
    /// Any other.
    Other,
}

/// Where a provider's own error object keeps what RFC 6749 calls `error` and
/// `error_description`. It fits where one of the two is there, as a string or a number.
///
/// # Example
/// ```
/// use grantlet::{response, ErrorShape, Profile, TokenError};
/// const ACME: Profile<'_> = Profile::RFC6749.errors(&[ErrorShape::new("errorCode", "text")]);
/// let mut body = *br#"{"errorCode":"E17","text":"try later"}"#;
/// let Err(TokenError::Server { error, .. }) = response(&ACME, 503, &mut body) else { panic!() };
/// assert_eq!(error.error.unwrap().as_str(), "E17");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ErrorShape<'a> {
    pub(crate) error: &'a str,
    pub(crate) description: &'a str,
    pub(crate) number: Option<&'a str>,
    pub(crate) inside_error: bool,
}

impl<'a> ErrorShape<'a> {
    /// Members at the top of the answer, read where its status is not 2xx.
    pub const fn new(error: &'a str, description: &'a str) -> Self {
        Self { error, description, number: None, inside_error: false }
    }

    /// Members of the object, or of the JSON text in a string, that is the member `error`.
    #[must_use]
    pub const fn inside_error(mut self) -> Self {
        self.inside_error = true;
        self
    }

    /// A further code or number beside the error.
    #[must_use]
    pub const fn number(mut self, name: &'a str) -> Self {
        self.number = Some(name);
        self
    }
}

impl Profile<'static> {
    /// No differences: a form body, Basic for a client with a secret, PKCE, Bearer. It has no
    /// endpoints yet.
    pub const RFC6749: Self = Self {
        authorization_endpoint: "",
        token_endpoint: "",
        revocation_endpoint: "",
        device_authorization_endpoint: "",
        request_body: RequestBody::Form,
        client_auth: ClientAuth::Basic,
        headers: &[],
        rename: &[],
        send_grant_type: true,
        order: &[],
        scope_separator: b' ',
        pkce: true,
        envelope: None,
        errors: &[],
        bearer_by_default: false,
        token_types: &[],
        ends_on: &[],
        extra: &[],
    };
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident: $type:ty,)*) => {
        $($(#[$doc])* #[must_use] pub const fn $name(mut self, $name: $type) -> Self {
            self.$name = $name;
            self
        })*
    };
}

impl<'a> Profile<'a> {
    setters! {
        /// Where a login starts (RFC 6749, section 3.1): a path, joined to the client's base URL,
        /// or an absolute URL.
        authorization_endpoint: &'a str,
        /// Where tokens come from (RFC 6749, section 3.2): a path or an absolute URL.
        token_endpoint: &'a str,
        /// Where tokens are revoked (RFC 7009): a path or an absolute URL.
        revocation_endpoint: &'a str,
        /// Where a device's login starts (RFC 8628): a path or an absolute URL.
        device_authorization_endpoint: &'a str,
        /// The body of a token request.
        request_body: RequestBody,
        /// How a client shows its secret.
        client_auth: ClientAuth,
        /// Headers of a token request that repeat the client's id or secret.
        headers: &'a [(&'a str, ClientValue)],
        /// Other names for parameters of a token request.
        rename: &'a [(Member, &'a str)],
        /// Whether a token request says its `grant_type`.
        send_grant_type: bool,
        /// Which parameters come first in a kind of request, and in which order; the rest follows.
        order: &'a [(GrantKind, &'a [Member])],
        /// Whether authorization requests for a code carry a `code_challenge` (RFC 7636). Only
        /// for a provider that refuses it is this false.
        pkce: bool,
        /// Shapes of the provider's own errors, tried in order.
        errors: &'a [ErrorShape<'a>],
        /// Whether an answer without `token_type` is taken as Bearer.
        bearer_by_default: bool,
        /// Further values of `token_type` that the caller knows how to use.
        token_types: &'a [&'a str],
        /// Errors, with their `error_description`, that end a grant as `invalid_grant` does. An
        /// empty description stands for any.
        ends_on: &'a [(&'a str, &'a str)],
    }

    /// The character between the tokens of a scope, in requests and answers: ASCII, else it is a
    /// space.
    #[must_use]
    pub const fn scope_separator(mut self, separator: u8) -> Self {
        self.scope_separator = if separator.is_ascii() { separator } else { b' ' };
        self
    }

    /// The member that the provider wraps its answer in: an object, or JSON text in a string.
    #[must_use]
    pub const fn envelope(mut self, name: &'a str) -> Self {
        self.envelope = Some(name);
        self
    }

    /// Further members of the answer to read, at most eight; the rest of a longer list is not
    /// read.
    #[must_use]
    pub const fn extra(mut self, names: &'a [&'a str]) -> Self {
        self.extra = match names.split_at_checked(MAX_EXTRA) {
            Some((first, _)) => first,
            None => names,
        };
        self
    }

    /// An extra member of a token answer that was read with this profile, by its name.
    ///
    /// ```
    /// use grantlet::{providers::BOLD, response, TokenError, Value};
    /// let mut body = *br#"{"access_token":"at","token_type":"Bearer","account_id":50}"#;
    /// let token = response(&BOLD, 200, &mut body).map_err(TokenError::without_text)?;
    /// assert_eq!(BOLD.extra_of(&token, "account_id").and_then(Value::integer), Some(50));
    /// # Ok::<(), TokenError>(())
    /// ```
    pub fn extra_of<'b>(&self, token: &TokenResponse<'b>, name: &str) -> Option<Value<'b>> {
        token.extra.get(self.extra.iter().position(|extra| *extra == name)?)
    }

    /// Whether a `token_type` is Bearer, or one that the caller knows how to use.
    pub(crate) fn accepts_type(&self, received: &(impl Iterator<Item = u8> + Clone)) -> bool {
        let is = |name: &str| same_type(received.clone(), name);
        is("Bearer") || self.token_types.iter().any(|name| is(name))
    }

    /// Whether this error of the token endpoint ends the grant.
    pub(crate) fn ends_grant(&self, error: &ServerError<'_>) -> bool {
        let text = error.error.map_or("", |error| error.as_str());
        let described = error.error_description.map_or("", |description| description.as_str());
        text == "invalid_grant"
            || self.ends_on.iter().any(|(error, description)| {
                *error == text && (description.is_empty() || *description == described)
            })
    }

    /// The name of a parameter on this provider's wire.
    pub(crate) fn name_of(&self, member: Member) -> &'a str {
        let renamed = self.rename.iter().find(|(renamed, _)| *renamed == member);
        renamed.map_or(member.as_str(), |(_, name)| *name)
    }

    /// The parameters that come first in a request of this kind.
    pub(crate) fn order_of(&self, kind: GrantKind) -> &'a [Member] {
        self.order.iter().find(|(of, _)| *of == kind).map_or(&[], |(_, order)| *order)
    }
}
