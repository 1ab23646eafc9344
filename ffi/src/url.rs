//! The authorization URL and the callback URL.

use core::ffi::c_void;
use core::ptr;

use grantlet::engine::{self, CallbackResult, LocatedResponse};
use grantlet::{CallbackExpectation, Flow, Issuer, Member};

use crate::call::{Call, Out, Work, call};
use crate::client::Client;
use crate::grants::{Options, no_params};
use crate::profile::Profile;
use crate::secret::challenge;
use crate::span::{Span, buffer, cleared, texts};
use crate::status::{Error, Status};
use crate::token::Token;

/// A login by code (RFC 6749, section 4.1.1). Keep `redirect_uri`, `state` and `code_verifier` until the user
/// is back.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct CodeLogin {
    /// The callback URL, as it is registered: an absolute URL.
    pub redirect_uri: Span,
    /// By `grantlet_state`. It is not secret.
    pub state: Span,
    /// By `grantlet_nonce` for OpenID Connect (OpenID Connect Core, section 3.1.2.1); else length 0.
    pub nonce: Span,
    /// By `grantlet_code_verifier`, which is secret: its S256 challenge is sent (RFC 7636, section 4.3).
    /// Length 0 only for a profile without PKCE.
    pub code_verifier: Span,
    /// Scope and further parameters.
    pub options: Options,
}

/// An implicit login (RFC 6749, section 4.2.1).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ImplicitLogin {
    /// The callback URL, as it is registered: an absolute URL.
    pub redirect_uri: Span,
    /// By `grantlet_state`. It is not secret.
    pub state: Span,
    /// By `grantlet_nonce` to get an `id_token` too (OpenID Connect Core, section 3.2.2.1); else length 0.
    pub nonce: Span,
    /// Scope and further parameters.
    pub options: Options,
}

/// The strings that a login and what is expected of its callback start with.
const MEMBERS: [Member; 3] = [Member::RedirectUri, Member::State, Member::Issuer];

/// Writes the URL of a login with its challenge, for a token where that is empty, and for a code with an
/// `id_token` beside it where it is hybrid.
///
/// # Safety
/// `call.input` starts with the three spans that both logins start with; spans and options can be read.
pub(crate) unsafe fn write(
    call: &mut Call<'_>,
    response_type: &'static str,
    challenge: &[u8],
    options: &Options,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let spans = call.input.cast::<Span>();
        let mut strings = [""; 2];
        or_return!(texts(spans, &MEMBERS, &mut strings, call.error));
        let [redirect_uri, state] = strings;
        let nonce = or_return!((*spans.add(2)).get());
        if !nonce.is_empty() && !engine::is_from_entropy(nonce) {
            call.error.blame(Member::Nonce);
            return Status::EEncoding;
        }
        let mut params = no_params();
        let (scope, params) = or_return!(options.get(&mut params, call.error));
        let authorize = engine::authorize(response_type, redirect_uri, state, challenge, nonce);
        let authorize = authorize.scope(scope).params(params);
        let end = authorize.write_len(&call.client, call.buffer);
        call.end_url(end)
    }
}

/// # Safety
/// `call.input` points to a [`CodeLogin`].
#[allow(clippy::inline_always)]
#[inline(always)]
pub(crate) unsafe fn write_with_challenge(
    call: &mut Call<'_>,
    response_type: &'static str,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let login = &*call.input.cast::<CodeLogin>();
        let challenge = if login.code_verifier.length == 0 && !call.client.profile().has_pkce() {
            // It is not sent: its presence requests a code.
            [b'-'; 43]
        } else {
            let made = challenge(login.code_verifier);
            or_return!(made.inspect_err(|_| call.error.blame(Member::CodeVerifier)))
        };
        write(call, response_type, &challenge, &login.options)
    }
}

/// # Safety
/// `call.input` points to a [`CodeLogin`].
unsafe fn write_code(call: &mut Call<'_>) -> Status {
    // SAFETY: the caller says so.
    unsafe { write_with_challenge(call, "code") }
}

/// # Safety
/// As [`call`].
pub(crate) unsafe fn write_url(
    client: *const Client,
    login: *const c_void,
    out: Out,
    url: *mut Span,
    error: *mut Error,
    work: Work,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        cleared(url);
        call(client, login, out, url, error, work)
    }
}

/// Writes the URL of a login by code (RFC 6749, section 4.1.1; RFC 7636), to open in the user's browser. The
/// URL is not secret.
///
/// @param client   The client.
/// @param login    The login.
/// @param out      The buffer. Ask with capacity 0: scope and `redirect_uri` decide the length.
/// @param capacity Its length in bytes.
/// @param url      Receives the URL, in the buffer.
/// @param error    Receives why there is none: `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`, else the parameter in `member`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`, also for a nonce that
///         `grantlet_nonce` does not write; `GRANTLET_E_VERIFIER`; `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight
///         further parameters; or a status from 20 to 39.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_code_url(
    client: *const Client,
    login: *const CodeLogin,
    out: *mut c_void,
    capacity: usize,
    url: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { write_url(client, login.cast(), Out { bytes: out, capacity }, url, error, write_code) }
}

/// Writes the URL of an implicit login (RFC 6749, section 4.2.1), which brings a token in the fragment and, with
/// a nonce, an `id_token` whose signature, claims and nonce you must verify. Legacy: new clients must not use it
/// (RFC 9700, section 2.1.2).
///
/// @param client   The client.
/// @param login    The login.
/// @param out      The buffer.
/// @param capacity Its length in bytes.
/// @param url      Receives the URL, in the buffer.
/// @param error    Receives why there is none.
/// @return As `grantlet_code_url`.
///
/// # Safety
/// As `grantlet_code_url`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_implicit_url(
    client: *const Client,
    login: *const ImplicitLogin,
    out: *mut c_void,
    capacity: usize,
    url: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: `input` is such a struct.
    let work: Work = |call| unsafe {
        let login = &*call.input.cast::<ImplicitLogin>();
        let response_type = if login.nonce.length == 0 { "token" } else { "id_token token" };
        write(call, response_type, b"", &login.options)
    };
    // SAFETY: the caller says so.
    unsafe { write_url(client, login.cast(), Out { bytes: out, capacity }, url, error, work) }
}

/// What `iss` in a callback URL must be (RFC 9207, section 2.4).
/// cbindgen:rename-all=QualifiedScreamingSnakeCase
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssuerRule {
    /// It is required and must be the issuer.
    Required = 0,
    /// If it is present, it must be the issuer.
    IfPresent = 1,
    /// It must be absent: the server does not announce it. If a server sends it all the same, set the issuer.
    Refused = 2,
    /// It is ignored. Only for a client of a single server.
    Ignored = 3,
}

/// A `grantlet_issuer_rule` in memory of C's, which can hold any number.
pub type AnyIssuerRule = i32;

const IF_PRESENT: AnyIssuerRule = IssuerRule::IfPresent as i32;
const REFUSED: AnyIssuerRule = IssuerRule::Refused as i32;
const IGNORED: AnyIssuerRule = IssuerRule::Ignored as i32;

/// Where the response to a login by code is in its URL (OAuth 2.0 Multiple Response Type Encoding Practices,
/// section 2.1).
/// cbindgen:rename-all=QualifiedScreamingSnakeCase
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query.
    Query = 0,
    /// In the fragment.
    Fragment = 1,
    /// In the body of a POST to the `redirect_uri` (OAuth 2.0 Form Post Response Mode): for
    /// `grantlet_form_post_callback` and `grantlet_hybrid_callback`.
    FormPost = 2,
}

/// A `grantlet_response_mode` in memory of C's, which can hold any number.
pub type AnyResponseMode = i32;

const FRAGMENT: AnyResponseMode = ResponseMode::Fragment as i32;

/// What a callback URL must match.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Expected {
    /// The `redirect_uri` of the authorization request.
    pub redirect_uri: Span,
    /// Its `state`.
    pub state: Span,
    /// The server's issuer, for the rules that name one.
    pub issuer: Span,
    /// What `iss` must be. Any other number is as `GRANTLET_ISSUER_REQUIRED`.
    pub issuer_rule: AnyIssuerRule,
    /// For a login by code: `GRANTLET_RESPONSE_MODE_FRAGMENT` where `response_mode=fragment` was among its
    /// parameters. Any other number is as `GRANTLET_RESPONSE_MODE_QUERY`.
    pub response_mode: AnyResponseMode,
}

impl Expected {
    /// The same for the core, but for the flow.
    ///
    /// # Safety
    /// Its spans can be read while the result lives.
    // As a call of its own it is larger, for those who read one kind of callback.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    pub(crate) unsafe fn get<'a>(
        &self,
        flow: Flow,
        error: &mut Error,
    ) -> Result<CallbackExpectation<'a>, Status> {
        // SAFETY: the caller says so.
        unsafe {
            let mut strings = [""; 3];
            texts(ptr::from_ref(self).cast(), &MEMBERS, &mut strings, error)?;
            let [redirect_uri, state, issuer] = strings;
            Ok(CallbackExpectation {
                redirect_uri,
                state,
                issuer: match self.issuer_rule {
                    IF_PRESENT => Issuer::IfPresent(issuer),
                    REFUSED => Issuer::Refused(""),
                    IGNORED => Issuer::Ignored,
                    _ => Issuer::Required(issuer),
                },
                flow,
            })
        }
    }
}

/// Reads a callback URL: of an implicit login where there is a `token` to write to.
///
/// # Safety
/// As [`grantlet_callback`]; `token` is NULL or can be written.
#[inline(never)]
unsafe fn read(
    profile: *const Profile,
    expected: *const Expected,
    (url, length): (*mut c_void, usize),
    code: &mut Span,
    token: *mut Token,
    error: &mut Error,
) -> Status {
    // SAFETY: the caller says so; what is dereferenced is not null.
    unsafe {
        let expected = or_return!(expected.as_ref().ok_or(Status::ENull));
        let url = or_return!(buffer(url.cast(), length));
        let flow = match expected.response_mode {
            _ if !token.is_null() => Flow::Implicit,
            FRAGMENT => Flow::CodeInFragment,
            _ => Flow::Code,
        };
        let expect = or_return!(expected.get(flow, error));
        Profile::with(profile, &mut |profile| {
            let mut located = LocatedResponse::default();
            match engine::callback(profile, &expect, url, &mut located) {
                Ok(CallbackResult::Code(found)) => {
                    *code = Span::of(found.of(url));
                    Status::Ok
                }
                Ok(CallbackResult::Token) => {
                    if let Some(found) = Token::located(token) {
                        *found = located;
                        Token::point(token, url);
                    }
                    Status::Ok
                }
                Ok(CallbackResult::Denied) => {
                    error.of_server(&located, url);
                    Status::EServer
                }
                Err(class) => error.of_url(class, expect.flow, url),
            }
        })
    }
}

/// Reads the callback URL of a login by code (RFC 6749, section 4.1.2; RFC 9207). It compares
/// `state` in a time that does not depend on it, before it believes anything else. Linear time, constant stack.
///
/// With a `GRANTLET_E_CALLBACK_` status anybody may have made the URL: it is unchanged, and the login stays pending.
/// Of several classes the one with the smallest number is reported. After the first,
/// `GRANTLET_E_CALLBACK_REDIRECT_URI`, `error->error` and `error->error_description` contain what the URL claims,
/// still encoded, for `grantlet_form_decode`; nobody vouches for it. Some servers that announce `iss` leave it
/// out where the user refused: show a sentence of your own then, and offer to try again.
///
/// @param profile  The provider.
/// @param expected What the URL must match.
/// @param url      The whole URL, which is changed: wipe it when the code was used.
/// @param length   Its length in bytes.
/// @param code     Receives the code, in the URL; it is secret. Zeros on errors.
/// @param error    Receives why there is none. With `GRANTLET_E_CALLBACK_ISSUER` `at` is the offset of the `iss`,
///                 0 where it is absent, or of a server that the profile does not list.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_ENCODING`; `GRANTLET_E_SERVER` where the user or the server
///         refused, which ends the login; or a `GRANTLET_E_CALLBACK_` status.
///
/// # Safety
/// Each pointer is NULL or what its type says, `url` can be read and written for `length` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_callback(
    profile: *const Profile,
    expected: *const Expected,
    url: *mut c_void,
    length: usize,
    code: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(code), Some(error)) = (cleared(code), cleared(error)) else {
            return Status::ENull;
        };
        read(profile, expected, (url, length), code, ptr::null_mut(), error)
    }
}

/// Reads the callback URL of an implicit login (RFC 6749, section 4.2.2).
///
/// @param profile  The provider.
/// @param expected What the URL must match.
/// @param url      The whole URL, which is changed: wipe it when the token was used.
/// @param length   Its length in bytes.
/// @param token    Receives the token, in the URL. Zeros on errors.
/// @param error    Receives why there is none.
/// @return As `grantlet_callback`.
///
/// # Safety
/// As `grantlet_callback`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_implicit_callback(
    profile: *const Profile,
    expected: *const Expected,
    url: *mut c_void,
    length: usize,
    token: *mut Token,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(token), Some(error)) = (cleared(token), cleared(error)) else {
            return Status::ENull;
        };
        let mut no_code = Span::NONE;
        read(profile, expected, (url, length), &mut no_code, token, error)
    }
}
