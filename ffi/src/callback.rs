//! The callback URL.

use core::ffi::c_void;
use core::ptr;

use grantlet::engine::{self, CallbackResult, LocatedResponse};
use grantlet::{CallbackExpectation, Flow, Issuer};

use crate::profile::Profile;
use crate::span::{Span, buffer, cleared, read_strings};
use crate::status::{Error, Status};
use crate::token::Token;
use crate::url::MEMBERS;

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

/// A `grantlet_issuer_rule` as C passes it: it can be any number.
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

/// A `grantlet_response_mode` as C passes it: it can be any number.
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
    /// Converts it for the core, with this flow.
    ///
    /// # Safety
    /// Its spans can be read while the result lives.
    // Not inlined, it makes a program larger that reads only one kind of callback.
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
            read_strings(ptr::from_ref(self).cast(), &MEMBERS, &mut strings, error)?;
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
                Ok(CallbackResult::Token) => Token::with_room(token, |token| {
                    if let Some(found) = Token::located(token) {
                        *found = located;
                        Token::point(token, url);
                    }
                    Status::Ok
                }),
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
/// Of several classes the one with the smallest number is reported. With every class but
/// `GRANTLET_E_CALLBACK_REDIRECT_URI`, `error->error` and `error->error_description` contain what the URL claims,
/// still encoded, for `grantlet_form_decode`; it is not authenticated. Some servers that announce `iss` leave it
/// out where the user refused: show a sentence of your own then, and offer to try again.
///
/// @param profile  The provider.
/// @param expected What the URL must match.
/// @param url      The whole URL, which is changed: wipe it when the code was used.
/// @param length   Its length in bytes.
/// @param code     Receives the code, in the URL; it is secret. Zeros on errors.
/// @param error    Receives why there is none. With `GRANTLET_E_CALLBACK_ISSUER`, `at` is the offset of the `iss`, or of
///                 the value that names a server which the profile does not list; 0 where `iss` is absent.
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
