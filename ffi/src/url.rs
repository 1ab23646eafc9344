//! The authorization URL.

use core::ffi::c_void;

use grantlet::Member;
use grantlet::engine;

use crate::call::{Call, Out, Work, call};
use crate::client::Client;
use crate::grants::{Options, no_params};
use crate::secret::challenge;
use crate::span::{Span, cleared, read_strings};
use crate::status::{Error, Status};

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
pub(crate) const MEMBERS: [Member; 3] = [Member::RedirectUri, Member::State, Member::Issuer];

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
        or_return!(read_strings(spans, &MEMBERS, &mut strings, call.error));
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
