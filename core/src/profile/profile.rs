//! How a provider differs from RFC 6749, as a value.

use core::fmt;

use crate::json::names::{IndexIn, index_in};
use crate::json::reader::{Members, Read, Reader};
use crate::json::text::{Layer, Text};
use crate::list::List;
use crate::oauth::body::RequestBody;
use crate::oauth::client_auth::ClientAuth;
use crate::oauth::credentials::Credentials;
use crate::oauth::document::FindRenamed;
use crate::oauth::located_response::LocatedResponse;
use crate::oauth::parameter::Parameter;
use crate::oauth::request_error::Refused;
use crate::oauth::verdict::Verdict;
use crate::profile::shape::Shapes;
use crate::text::buffer::Writer;
use crate::text::span::Span;
use crate::time::instant::InstantFormat;

/// How a provider differs from RFC 6749: endpoints, bodies, names, shapes. A value, const for the
/// providers of [`providers`](crate::providers) and built at run time by callers that read one
/// from elsewhere. It holds nothing secret. What departs from the standard carries its own code,
/// so that a program links only what its profiles name.
///
/// Lists are slices. Requests and responses ignore an entry that is misspelt;
/// [`check`](Self::check) reports it.
///
/// # Example
/// ```
/// use grantlet::{ClientAuth, Profile};
/// const ACME: Profile<'_> = Profile::RFC6749
///     .token_endpoint("/oauth/token")
///     .authorization_endpoint("/oauth/authorize")
///     .client_auth(ClientAuth::BASIC)
///     .extra(&["tenant"]);
/// const _: () = assert!(ACME.check().is_ok());
/// ```
#[derive(Clone, Copy)]
// Each is a setting of its own.
#[allow(clippy::struct_excessive_bools)]
pub struct Profile<'a> {
    pub(crate) authorization_endpoint: &'a str,
    pub(crate) token_endpoint: &'a str,
    pub(crate) refresh_endpoint: &'a str,
    pub(crate) revocation_endpoint: &'a str,
    pub(crate) device_authorization_endpoint: &'a str,
    pub(crate) request_body: RequestBody,
    pub(crate) client_auth: ClientAuth,
    pub(crate) headers: List<'a>,
    pub(crate) write_headers: Option<WriteHeaders>,
    pub(crate) is_loopback: Option<fn(&[u8]) -> bool>,
    pub(crate) rename: List<'a>,
    pub(crate) order: List<'a>,
    pub(crate) grant_types: List<'a>,
    pub(crate) order_and_rename: Option<OrderAndRename>,
    pub(crate) envelope: &'a str,
    pub(crate) read_envelope: Option<EnvelopeReader>,
    pub(crate) response_names: List<'a>,
    pub(crate) find_renamed: Option<FindRenamed>,
    pub(crate) find_extra: Option<FindExtra>,
    /// Finds the members of both in a response; none if there are none.
    pub(crate) find_named: Option<FindNamed>,
    pub(crate) errors: Shapes<'a>,
    pub(crate) read_errors: Option<ErrorReader>,
    /// Applies the envelope and the error shapes to a response; none if the profile has neither.
    pub(crate) apply_shapes: Option<ApplyShapes>,
    pub(crate) ends_on: List<'a>,
    pub(crate) retry_on: List<'a>,
    pub(crate) meaning: Option<Meaning>,
    /// Takes an access token as the refresh token of a response that has none.
    pub(crate) refresh_itself: Option<fn(&mut LocatedResponse)>,
    pub(crate) token_types: List<'a>,
    pub(crate) extra: List<'a>,
    /// Reads `token_types` and `extra`; none if both are empty.
    pub(crate) lists: Option<&'static ListReader>,
    /// The member that has the moment of expiry; empty for none.
    pub(crate) expires_at: &'a str,
    /// The member that has the lifetime of the refresh token; empty for none.
    pub(crate) refresh_token_expires_in: &'a str,
    /// Reads both; none where a response has neither.
    pub(crate) read_times: Option<ReadTimes>,
    /// None for a format that is none.
    pub(crate) expires_at_format: Option<InstantFormat>,
    pub(crate) zero_lifetime_is_unknown: bool,
    pub(crate) servers: List<'a>,
    pub(crate) choice: Option<&'static ServerChoice>,
    pub(crate) scope_separator: u8,
    /// That of requests; 0 is the same.
    pub(crate) request_scope_separator: u8,
    pub(crate) send_grant_type: bool,
    pub(crate) pkce: bool,
    pub(crate) bearer_by_default: bool,
    pub(crate) opaque_redirect_uri: bool,
    pub(crate) form_response: bool,
    /// A bit for each extra member that is a token.
    pub(crate) secret_extra: u8,
}

/// Checks and writes the headers of a list.
pub(crate) type WriteHeaders =
    fn(&mut Writer<'_>, &List<'_>, &Credentials<'_>) -> Result<(), Refused>;

/// Gives parameters an order, and the names of a provider.
pub(crate) type OrderAndRename = for<'p> fn(&Profile<'p>, &List<'p>, &mut [Parameter<'p>]);

/// Reads lists of names. A profile without such a list has none, so that a program links none.
pub(crate) struct ListReader {
    pub(crate) index_in: IndexIn,
    /// Whether a list contains the last string of a text, in any case.
    pub(crate) has: fn(&List<'_>, &Text<'_>) -> bool,
    pub(crate) next_name: for<'l> fn(&mut List<'l>) -> Option<&'l [u8]>,
}

pub(crate) const LISTS: ListReader = ListReader { index_in, has, next_name };

fn has(names: &List<'_>, text: &Text<'_>) -> bool {
    let mut names = *names;
    while let Some(name) = names.next_name() {
        // An empty name in a slice is none.
        if !name.is_empty() && text.holds(name, true) {
            return true;
        }
    }
    false
}

fn next_name<'l>(list: &mut List<'l>) -> Option<&'l [u8]> {
    list.next_name()
}

/// Finds extra members at a path.
pub(crate) type FindExtra = fn(&List<'_>, &Text<'_>, &mut Members);

/// Finds members by a name of the profile's or by a path, once a response was read from a body.
pub(crate) type FindNamed = for<'a> fn(&mut Reader<'a, '_, '_>, &Profile<'_>, &'a [u8]);

/// Reads when the tokens of a body and of the envelope in it end, and makes their members readable.
pub(crate) type ReadTimes = fn(&Profile<'_>, &mut [u8], Span, &mut LocatedResponse);

/// The meaning, by the lists, of the error that was located in a body.
pub(crate) type Meaning = fn(&Profile<'_>, &LocatedResponse, &[u8]) -> u8;

/// Reads a response that a provider wraps.
#[derive(Clone, Copy)]
pub(crate) struct EnvelopeReader {
    /// Finds the members in the envelope; only errors are read beside it.
    pub(crate) find: for<'n> fn(&mut Reader<'_, 'n, '_>, &Profile<'n>) -> Read,
    /// Makes the text of an envelope that is a string plain, and finds the members again.
    pub(crate) open: fn(Span, &Profile<'_>, &mut [u8], &mut Members) -> Span,
}

/// Makes the text of an envelope that is a string plain and finds the members again, and puts those of an error
/// where RFC 6749 has them. Returns whether there is one. Gets what the response is unless it is an error, the
/// envelope, and how its bytes are read.
pub(crate) type ApplyShapes =
    fn(&Profile<'_>, Verdict, &mut Span, Option<Layer>, &mut [u8], &mut LocatedResponse) -> bool;

/// Reads a provider's own errors.
#[derive(Clone, Copy)]
pub(crate) struct ErrorReader {
    /// Where one of a list's shapes is, of a body and the envelope in it.
    pub(crate) fits: fn(&Shapes<'_>, &[u8], Span, Option<Layer>) -> Fit,
    /// Sets the members of RFC 6749 to those of the shape that fits.
    pub(crate) find: fn(&Shapes<'_>, &mut LocatedResponse, &mut [u8], Span),
}

/// Servers that a profile can list: a record of a session has four bits for their number.
pub const MOST_SERVERS: u8 = 15;

/// Chooses one of a provider's servers.
pub(crate) struct ServerChoice {
    /// The number of the server that a part of a URL names, 0 for none; else the offset of the name at fault.
    pub(crate) number_in: fn(List<'_>, &[u8], Span) -> Result<u8, usize>,
    pub(crate) base_url: for<'p> fn(List<'p>, u8) -> Option<&'p [u8]>,
    /// Whether each base URL is one.
    pub(crate) check: fn(&Profile<'_>) -> bool,
}

/// Where a provider's own error is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    None,
    Top,
    Envelope,
}

impl Profile<'static> {
    /// No differences: a form body, Basic for a client with a secret, PKCE, Bearer. It has no
    /// endpoints yet.
    pub const RFC6749: Self = Self {
        authorization_endpoint: "",
        token_endpoint: "",
        refresh_endpoint: "",
        revocation_endpoint: "",
        device_authorization_endpoint: "",
        request_body: RequestBody::FORM,
        client_auth: ClientAuth::BASIC,
        headers: List::EMPTY,
        write_headers: None,
        is_loopback: None,
        rename: List::EMPTY,
        order: List::EMPTY,
        grant_types: List::EMPTY,
        order_and_rename: None,
        envelope: "",
        read_envelope: None,
        response_names: List::EMPTY,
        find_renamed: None,
        find_extra: None,
        find_named: None,
        errors: Shapes::EMPTY,
        read_errors: None,
        apply_shapes: None,
        ends_on: List::EMPTY,
        retry_on: List::EMPTY,
        meaning: None,
        refresh_itself: None,
        token_types: List::EMPTY,
        extra: List::EMPTY,
        lists: None,
        expires_at: "",
        refresh_token_expires_in: "",
        read_times: None,
        expires_at_format: None,
        zero_lifetime_is_unknown: false,
        servers: List::EMPTY,
        choice: None,
        scope_separator: b' ',
        request_scope_separator: 0,
        send_grant_type: true,
        pkce: true,
        bearer_by_default: false,
        opaque_redirect_uri: false,
        form_response: false,
        secret_extra: 0,
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
        /// The authorization endpoint (RFC 6749, section 3.1), where a login starts: a path, joined to the
        /// client's base URL, or an absolute URL. `.authorization_endpoint("/oauth/authorize")`
        /// A login's URL ends in its fragment, which the RFC forbids and a provider may require:
        /// `.authorization_endpoint("/connect/qrconnect#wechat_redirect")`
        authorization_endpoint: &'a str,
        /// The token endpoint (RFC 6749, section 3.2): a path or an absolute URL.
        /// `.token_endpoint("https://as.example/oauth/token")`
        token_endpoint: &'a str,
        /// Where refreshes go (RFC 6749, section 6), for a provider that takes them at another endpoint than its
        /// other token requests: a path or an absolute URL. `.refresh_endpoint("/oauth/refresh")`
        ///
        /// Such endpoints tend to take no secret, and a refresh sends what
        /// [`client_auth`](Self::client_auth) says: refresh with a [public](crate::Client::public) client there.
        refresh_endpoint: &'a str,
        /// The revocation endpoint (RFC 7009, section 2): a path or an absolute URL.
        /// `.revocation_endpoint("/oauth/revoke")`
        revocation_endpoint: &'a str,
        /// The device authorization endpoint (RFC 8628, section 3.1): a path or an absolute URL.
        /// `.device_authorization_endpoint("/oauth/device")`
        device_authorization_endpoint: &'a str,
        /// The body of a token request: a form (RFC 6749, section 4) unless
        /// `.request_body(RequestBody::JSON)`.
        request_body: RequestBody,
        /// How a client authenticates (RFC 6749, section 2.3.1): Basic unless
        /// `.client_auth(ClientAuth::BODY)`.
        client_auth: ClientAuth,
        /// Whether a token request contains `grant_type`, which RFC 6749, section 4, requires.
        send_grant_type: bool,
        /// Whether authorization requests for a code contain a `code_challenge` (RFC 7636, section 4.3).
        /// Set it to false only for a provider that refuses the parameter.
        pkce: bool,
        /// Whether a response without `token_type`, which RFC 6749, section 5.1, requires, is accepted as
        /// Bearer.
        bearer_by_default: bool,
        /// Whether a `redirect_uri` may be a name that the provider gave to the registered URL, which RFC 6749,
        /// section 3.1.2, does not have: [`LoginRequest::return_uri`](crate::LoginRequest::return_uri).
        opaque_redirect_uri: bool,
    }

    /// Sends token requests by `GET`, with their parameters in the query: only for a provider that takes them no
    /// other way. Secrets are in the URL then, which servers and proxies log (RFC 6749, section 2.3.1; RFC 9700,
    /// section 4.3.2): the [`url`](crate::Request::url) of such a request is secret. It replaces
    /// [`request_body`](Self::request_body). Revocations and the start of a device's login stay forms.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, ClientAuth, Profile, Secret};
    /// const ACME: Profile<'_> = Profile::RFC6749
    ///     .token_endpoint("/refresh")
    ///     .client_auth(ClientAuth::OMITTED)
    ///     .dangerously_send_in_query();
    /// let client = Client::public(&ACME, "id").base_url("https://acme.example");
    /// let mut buffer = [0; 256];
    /// let get = client.refresh(Secret::new("rt")).write(&mut buffer)?;
    /// assert_eq!((get.method(), get.body), ("GET", ""));
    /// assert_eq!(get.url, "https://acme.example/refresh?grant_type=refresh_token&refresh_token=rt");
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    #[must_use]
    pub const fn dangerously_send_in_query(self) -> Self {
        self.request_body(RequestBody::IN_QUERY)
    }

    /// Values of `token_type` that are accepted besides `Bearer`, in any case (RFC 6749, section 7.1):
    /// those of tokens that the caller knows how to use.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Profile, TokenError, TokenType};
    /// const ACME: Profile<'_> = Profile::RFC6749.token_types(&["DPoP"]);
    /// let mut body = *br#"{"access_token":"at","token_type":"dpop"}"#;
    /// let token = ACME.token(200, &mut body)?;
    /// assert!(matches!(token.token_type, TokenType::Other("dpop")));
    /// # Ok::<(), TokenError>(())
    /// ```
    #[must_use]
    pub const fn token_types(self, names: &'a [&'a str]) -> Self {
        self.with_token_types(List::Names(names))
    }

    pub(crate) const fn with_token_types(mut self, names: List<'a>) -> Self {
        self.token_types = names;
        self.lists = Some(&LISTS);
        self
    }

    /// For a provider without refresh tokens, whose access token is sent to get the next one. The
    /// [`refresh_token`](crate::TokenResponse::refresh_token) of a response that has none is its access token, so
    /// that a [`Session`](crate::Session) refreshes by it. Name the parameter by [`rename`](Self::rename).
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, ClientAuth, Profile, TokenError};
    /// const ACME: Profile<'_> = Profile::RFC6749
    ///     .token_endpoint("/token")
    ///     .refresh_endpoint("/refresh")
    ///     .client_auth(ClientAuth::OMITTED)
    ///     .rename(&[("refresh_token", "access_token")])
    ///     .refresh_by_access_token();
    /// let mut body = *br#"{"access_token":"a1","token_type":"bearer","expires_in":5184000}"#;
    /// let token = ACME.token(200, &mut body)?;
    /// let client = Client::public(&ACME, "id").base_url("https://acme.example");
    /// let mut buffer = [0; 256];
    /// let post = client.refresh(token.refresh_token.unwrap()).write(&mut buffer).unwrap();
    /// assert_eq!(post.url, "https://acme.example/refresh");
    /// assert_eq!(post.body, "grant_type=refresh_token&access_token=a1");
    /// # Ok::<(), TokenError>(())
    /// ```
    #[must_use]
    pub const fn refresh_by_access_token(mut self) -> Self {
        self.refresh_itself = Some(LocatedResponse::refresh_itself);
        self
    }

    /// Whether authorization requests for a code carry a `code_challenge`.
    ///
    /// # Example
    /// ```
    /// assert!(grantlet::Profile::RFC6749.has_pkce());
    /// ```
    pub const fn has_pkce(&self) -> bool {
        self.pkce
    }
}

impl fmt::Debug for Profile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("authorization_endpoint", &self.authorization_endpoint)
            .field("token_endpoint", &self.token_endpoint)
            .field("request_body", &self.request_body)
            .field("client_auth", &self.client_auth)
            .field("envelope", &self.envelope)
            .finish_non_exhaustive()
    }
}
