//! How a provider differs from RFC 6749, as a value.

use core::fmt;

use crate::json::reader::{Members, Read, Reader};
use crate::oauth::answer::Answer;
use crate::oauth::body::RequestBody;
use crate::oauth::client_auth::ClientAuth;
use crate::oauth::credentials::Credentials;
use crate::oauth::parameter::Parameter;
use crate::oauth::request_error::Refused;
use crate::text::buffer::Writer;
use crate::text::span::Span;
use crate::text::words::Words;

/// How a provider differs from RFC 6749: endpoints, bodies, names, shapes. A value, const for the
/// providers of [`providers`](crate::providers) and built at run time by callers that read one
/// from elsewhere. It holds nothing secret. What departs from the standard carries its own code,
/// so that a program links only what its profiles name.
///
/// Lists are texts, with a space between each two words, as OAuth writes a scope. What is no word of a
/// list is ignored by requests and responses, and reported by [`check`](Self::check).
///
/// # Example
/// ```
/// use grantlet::{ClientAuth, Profile};
/// const ACME: Profile<'_> = Profile::RFC6749
///     .token_endpoint("/oauth/token")
///     .authorization_endpoint("/oauth/authorize")
///     .client_auth(ClientAuth::BASIC)
///     .extra("tenant");
/// const _: () = assert!(ACME.check().is_ok());
/// ```
#[derive(Clone, Copy)]
pub struct Profile<'a> {
    pub(crate) authorization_endpoint: &'a str,
    pub(crate) token_endpoint: &'a str,
    pub(crate) revocation_endpoint: &'a str,
    pub(crate) device_authorization_endpoint: &'a str,
    pub(crate) request_body: RequestBody,
    pub(crate) client_auth: ClientAuth,
    pub(crate) headers: &'a str,
    pub(crate) write_headers: Option<WriteHeaders>,
    pub(crate) is_loopback: Option<fn(&[u8]) -> bool>,
    pub(crate) rename: &'a str,
    pub(crate) order: &'a str,
    pub(crate) arrange: Option<Arrange>,
    pub(crate) envelope: &'a str,
    pub(crate) read_envelope: Option<EnvelopeReader>,
    pub(crate) errors: &'a str,
    pub(crate) read_errors: Option<ErrorReader>,
    pub(crate) ends_on: &'a str,
    pub(crate) is_listed: Option<IsListed>,
    pub(crate) token_types: &'a str,
    pub(crate) extra: &'a str,
    pub(crate) scope_separator: u8,
    pub(crate) send_grant_type: bool,
    pub(crate) pkce: bool,
    pub(crate) bearer_by_default: bool,
}

/// Checks and writes the headers of a list.
pub(crate) type WriteHeaders = fn(&mut Writer<'_>, &str, &Credentials<'_>) -> Result<(), Refused>;

/// Gives parameters the order and the names of a provider.
pub(crate) type Arrange = for<'p> fn(&Profile<'p>, &mut [Parameter<'p>]);

/// Whether a list holds an error with its description.
pub(crate) type IsListed = fn(&str, &[u8], &[u8]) -> bool;

/// Reads an answer that a provider wraps.
#[derive(Clone, Copy)]
pub(crate) struct EnvelopeReader {
    /// Finds the members in the envelope; only errors stand beside it.
    pub(crate) find: for<'n> fn(&mut Reader<'_, 'n, '_>, &Profile<'n>) -> Read,
    /// Makes the text of an envelope that is a string plain, and finds the members again.
    pub(crate) open: fn(Span, &Profile<'_>, &mut [u8], &mut Members),
}

/// Reads a provider's own errors.
#[derive(Clone, Copy)]
pub(crate) struct ErrorReader {
    /// Whether a document is one of a list's shapes.
    pub(crate) fits: fn(&str, &[u8]) -> bool,
    /// Puts the members of the shape that fits where those of RFC 6749 stand.
    pub(crate) find: fn(&str, &mut Answer, &mut [u8]),
}

impl Profile<'static> {
    /// No differences: a form body, Basic for a client with a secret, PKCE, Bearer. It has no
    /// endpoints yet.
    pub const RFC6749: Self = Self {
        authorization_endpoint: "",
        token_endpoint: "",
        revocation_endpoint: "",
        device_authorization_endpoint: "",
        request_body: RequestBody::FORM,
        client_auth: ClientAuth::BASIC,
        headers: "",
        write_headers: None,
        is_loopback: None,
        rename: "",
        order: "",
        arrange: None,
        envelope: "",
        read_envelope: None,
        errors: "",
        read_errors: None,
        ends_on: "",
        is_listed: None,
        token_types: "",
        extra: "",
        scope_separator: b' ',
        send_grant_type: true,
        pkce: true,
        bearer_by_default: false,
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
        /// Whether a token request says its `grant_type`.
        send_grant_type: bool,
        /// Whether authorization requests for a code carry a `code_challenge` (RFC 7636). Only
        /// for a provider that refuses it is this false.
        pkce: bool,
        /// Whether an answer without `token_type` is taken as Bearer.
        bearer_by_default: bool,
        /// Further values of `token_type` that the caller knows how to use: `mac`.
        token_types: &'a str,
        /// Further members of the answer to read: `account_id tenant`. At most eight, of at most
        /// 64 bytes each; further names are not read.
        extra: &'a str,
    }

    /// Whether authorization requests for a code carry a `code_challenge`.
    pub const fn has_pkce(&self) -> bool {
        self.pkce
    }

    /// The character between the tokens of a scope, in requests and answers: ASCII, else it is a
    /// space, and [`check`](Self::check) reports it.
    #[must_use]
    pub const fn scope_separator(mut self, separator: u8) -> Self {
        self.scope_separator = separator;
        self
    }

    pub(crate) const fn separator(&self) -> u8 {
        if self.scope_separator.is_ascii() { self.scope_separator } else { b' ' }
    }
}

/// The texts of a profile, for bindings that are given all of them: four endpoints (authorization,
/// token, revocation, device authorization), `headers`, `rename`, `order`, `errors`, `ends_on`,
/// `token_types` and `extra`. What reads a list comes with its setter, called once with any text.
pub fn texts<'p, 'a>(profile: &'p mut Profile<'a>) -> [&'p mut &'a str; 11] {
    [
        &mut profile.authorization_endpoint,
        &mut profile.token_endpoint,
        &mut profile.revocation_endpoint,
        &mut profile.device_authorization_endpoint,
        &mut profile.headers,
        &mut profile.rename,
        &mut profile.order,
        &mut profile.errors,
        &mut profile.ends_on,
        &mut profile.token_types,
        &mut profile.extra,
    ]
}

/// Whether a `token_type` is Bearer, or one that the caller knows how to use, in any case.
pub(crate) fn accepts_type(profile: &Profile<'_>, token_type: &[u8]) -> bool {
    let is = |name: &[u8]| name.eq_ignore_ascii_case(token_type);
    // As most write it, before any other case.
    token_type == b"Bearer" || is(b"bearer") || Words::new(profile.token_types, b' ').any(is)
}

impl fmt::Debug for Profile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("authorization_endpoint", &self.authorization_endpoint)
            .field("token_endpoint", &self.token_endpoint)
            .field("request_body", &self.request_body)
            .field("client_auth", &self.client_auth)
            .field("envelope", &self.envelope)
            .field("extra", &self.extra)
            .finish_non_exhaustive()
    }
}
