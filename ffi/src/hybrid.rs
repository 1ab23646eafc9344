//! Hybrid logins: a code with an `id_token` beside it; and the claims of an `id_token`.

use core::ffi::c_void;

use grantlet::engine::{self, CallbackMode, CallbackResult, LocatedResponse, ResponseByMode};
use grantlet::{ExpectIdToken, Flow, IdTokenError, Member, Secret, UnixTime, unverified_id_token};

use crate::call::{Call, Out};
use crate::callback::{AnyResponseMode, Expected, ResponseMode};
use crate::client::Client;
use crate::profile::Profile;
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};
use crate::url::{CodeLogin, write_url, write_with_challenge};

const FORM_POST: AnyResponseMode = ResponseMode::FormPost as i32;

/// What an `id_token` must claim (OpenID Connect Core, sections 3.1.3.7 and 3.3.2.11).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IdTokenExpected {
    /// `iss`: the server's issuer.
    pub issuer: Span,
    /// `aud` and `azp`: the client.
    pub client_id: Span,
    /// `nonce` of the authorization request.
    pub nonce: Span,
    /// The access token that came with it, whose `at_hash` it must then have. Length 0: it is not compared.
    pub access_token: Span,
    /// `sub` of the `id_token` before it. Length 0: it is not compared.
    pub subject: Span,
    /// The wall time in seconds.
    pub now: i64,
    /// Seconds by which the clocks may differ.
    pub leeway: u32,
}

/// Claims of an `id_token`, whose **signature was not verified**. From the token endpoint over TLS that is enough
/// (OpenID Connect Core, section 3.1.3.7, point 6); from the front channel you verify it, or use the claims for nothing
/// but the binding to this login.
#[repr(C)]
pub struct IdToken {
    /// The `id_token` as it was sent.
    pub id_token: Span,
    /// The code beside it, by `grantlet_hybrid_callback`; else of length 0. It is secret.
    pub code: Span,
    /// `sub`: who logged in, in the buffer.
    pub subject: Span,
    /// What the signature signs (RFC 7515, section 5.1).
    pub signing_input: Span,
    /// The signature, in base64url.
    pub signature: Span,
    /// `exp`, in seconds since 1970.
    pub expires_at: i64,
    /// `iat`, in seconds since 1970.
    pub issued_at: i64,
}

/// The response to a hybrid login, and what it must match.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct HybridResponse {
    /// The URL with its fragment, or the body of the POST. It is changed: wipe it when the code was used.
    pub callback: *mut c_void,
    /// Its length in bytes.
    pub length: usize,
    /// What it must match. `GRANTLET_RESPONSE_MODE_FORM_POST` as its `response_mode`: `callback` is a body, and the
    /// `redirect_uri` is not read; any other number: it is a URL.
    pub expected: *const Expected,
    /// What the `id_token` must claim.
    pub id_token: *const IdTokenExpected,
}

/// A response without an access token.
#[repr(C)]
pub struct IdTokenResponse {
    /// `id_token`: bytes 0x21 to 0x7E, never empty. Its signature and claims are not verified.
    pub id_token: Span,
    /// `refresh_token`; length 0 if there is none.
    pub refresh_token: Span,
}

impl Error {
    pub(crate) fn of_id_token(&mut self, error: IdTokenError) -> Status {
        let member = match error {
            IdTokenError::BufferTooSmall { needed } => {
                self.needed = needed;
                return Status::EBufferTooSmall;
            }
            IdTokenError::Duplicate(member)
            | IdTokenError::Type(member)
            | IdTokenError::Missing(member)
            | IdTokenError::Mismatch(member) => member,
            IdTokenError::Algorithm => Member::Algorithm,
            IdTokenError::Expired => Member::ExpirationTime,
            IdTokenError::NotYet => Member::IssuedAt,
            _ => Member::IdToken,
        };
        self.blame(member);
        Status::EIdToken
    }
}

/// Validates claims, and writes them to `found`.
///
/// # Safety
/// The spans of `expected` can be read.
unsafe fn check(
    expected: &IdTokenExpected,
    id_token: &str,
    code: Option<&str>,
    buffer: &mut [u8],
    found: &mut IdToken,
    error: &mut Error,
) -> Status {
    // SAFETY: the caller says so.
    let (issuer, client_id, nonce, access_token, subject) = unsafe {
        (
            or_return!(expected.issuer.text(Member::Issuer, error)),
            or_return!(expected.client_id.text(Member::ClientId, error)),
            or_return!(expected.nonce.text(Member::Nonce, error)),
            or_return!(expected.access_token.text(Member::AccessToken, error)),
            or_return!(expected.subject.utf8(Member::Subject, error)),
        )
    };
    let mut expect = ExpectIdToken::new(issuer, client_id, UnixTime::from_secs(expected.now))
        .leeway(expected.leeway)
        .nonce(nonce);
    if let Some(code) = code {
        expect = expect.code(Secret::new(code));
    }
    if !access_token.is_empty() {
        expect = expect.access_token(Secret::new(access_token));
    }
    if !subject.is_empty() {
        expect = expect.subject(subject);
    }
    match unverified_id_token(Secret::new(id_token), &expect, buffer) {
        Ok(claims) => {
            *found = IdToken {
                id_token: Span::of(id_token.as_bytes()),
                code: code.map_or(Span::NONE, |code| Span::of(code.as_bytes())),
                subject: Span::of(claims.subject.as_bytes()),
                signing_input: Span::of(claims.signing_input.as_bytes()),
                signature: Span::of(claims.signature.as_bytes()),
                expires_at: claims.expires_at.as_secs(),
                issued_at: claims.issued_at.as_secs(),
            };
            Status::Ok
        }
        Err(refused) => error.of_id_token(refused),
    }
}

/// Validates the claims of an `id_token` (OpenID Connect Core, section 3.1.3.7). Its signature is not verified.
///
/// @param expected What it must claim.
/// @param id_token The `id_token`.
/// @param out      A buffer: three quarters of the `id_token` are enough. The claims contain who the user is.
/// @param capacity Its length in bytes.
/// @param claims   Receives the claims. Zeros on errors.
/// @param error    With `GRANTLET_E_ID_TOKEN`, `member` is the claim at fault; with `GRANTLET_E_BUFFER_TOO_SMALL`,
///                 `needed` is a length that is enough.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_ENCODING`, `GRANTLET_E_BUFFER_TOO_SMALL` or `GRANTLET_E_ID_TOKEN`.
///
/// # Safety
/// Each pointer is NULL or what its type says, spans can be read, `out` can be written for `capacity` bytes; what
/// is written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_id_token_check(
    expected: *const IdTokenExpected,
    id_token: Span,
    out: *mut c_void,
    capacity: usize,
    claims: *mut IdToken,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(claims), Some(error)) = (cleared(claims), cleared(error)) else {
            return Status::ENull;
        };
        let expected = or_return!(expected.as_ref().ok_or(Status::ENull));
        let id_token = or_return!(id_token.text(Member::IdToken, error));
        let buffer = or_return!(buffer(out.cast(), capacity));
        check(expected, id_token, None, buffer, claims, error)
    }
}

/// # Safety
/// `call.input` points to a [`CodeLogin`].
unsafe fn write_hybrid(call: &mut Call<'_>) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        if (*call.input.cast::<CodeLogin>()).nonce.length == 0 {
            call.error.blame(Member::Nonce);
            return Status::ERequestMissing;
        }
        write_with_challenge(call, "code id_token")
    }
}

/// Writes the URL of a hybrid login (OpenID Connect Core, section 3.3.2.1): a code, and beside it an `id_token` that is
/// bound to it. The response comes in the fragment, or in the body of a POST where `response_mode=form_post` is among
/// the parameters.
///
/// @param client   The client.
/// @param login    The login, with a nonce. Its scope must contain `openid`.
/// @param out      The buffer.
/// @param capacity Its length in bytes.
/// @param url      Receives the URL, in the buffer.
/// @param error    Receives why there is none.
/// @return As `grantlet_code_url`; `GRANTLET_E_REQUEST_MISSING` without a nonce.
///
/// # Safety
/// As `grantlet_code_url`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_hybrid_url(
    client: *const Client,
    login: *const CodeLogin,
    out: *mut c_void,
    capacity: usize,
    url: *mut Span,
    error: *mut Error,
) -> Status {
    let out = Out { bytes: out, capacity };
    // SAFETY: the caller says so.
    unsafe { write_url(client, login.cast(), out, url, error, write_hybrid) }
}

/// Reads the response to a hybrid login, and validates the `id_token` beside its code: `nonce`, `c_hash` and what
/// `grantlet_id_token_check` does. The exchange of the code brings another `id_token`, whose `sub` must be the same:
/// `subject` of `grantlet_id_token_expected`.
///
/// With a `GRANTLET_E_CALLBACK_` status anybody may have made the URL: it is unchanged, and the login stays pending. With
/// `GRANTLET_E_ID_TOKEN` it was this login's response, and the login has ended.
///
/// @param profile  The provider.
/// @param response The response, and what it must match.
/// @param out      A buffer of at least three quarters of the response. The claims contain who the user is.
/// @param capacity Its length in bytes.
/// @param claims   Receives the code and the claims of the `id_token`. Zeros on errors.
/// @param error    Receives why there is none.
/// @return As `grantlet_callback` and `grantlet_id_token_check`. With `GRANTLET_E_BUFFER_TOO_SMALL` nothing was read.
///
/// # Safety
/// Each pointer is NULL or what its type says, the response can be read and written for its length and `out` be
/// written for `capacity`; what is written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_hybrid_callback(
    profile: *const Profile,
    response: *const HybridResponse,
    out: *mut c_void,
    capacity: usize,
    claims: *mut IdToken,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so; what is dereferenced is not null, and a callback's strings are ASCII.
    unsafe {
        let (Some(claims), Some(error)) = (cleared(claims), cleared(error)) else {
            return Status::ENull;
        };
        let response = or_return!(response.as_ref().ok_or(Status::ENull));
        let expected = or_return!(response.expected.as_ref().ok_or(Status::ENull));
        let id_token = or_return!(response.id_token.as_ref().ok_or(Status::ENull));
        let url = or_return!(buffer(response.callback.cast(), response.length));
        let buffer = or_return!(buffer(out.cast(), capacity));
        let needed = response.length.wrapping_sub(response.length / 4);
        if capacity < needed {
            error.needed = needed;
            return Status::EBufferTooSmall;
        }
        let is_form = expected.response_mode == FORM_POST;
        let expect = or_return!(expected.get(Flow::CodeInFragment, error));
        Profile::with(profile, &mut |profile| {
            let mut located = LocatedResponse::default();
            let mode = CallbackMode { is_form, is_hybrid: true };
            match engine::callback_by_mode(profile, &expect, mode, url, &mut located) {
                Ok(ResponseByMode {
                    result: CallbackResult::Code(code), id_token: token, ..
                }) => {
                    let [code, token] = [code, token].map(|found| Span::of(found.of(url)));
                    let code = or_return!(code.text(Member::Code, error));
                    let token = or_return!(token.text(Member::IdToken, error));
                    check(id_token, token, Some(code), buffer, claims, error)
                }
                Ok(_) => {
                    error.of_server(&located, url);
                    Status::EServer
                }
                Err(class) => error.of_mode(class, mode, url),
            }
        })
    }
}

/// Reads the response to the exchange of a code where no access token was asked for, as for the scope `openid` alone: it
/// must have an `id_token`, and may have a refresh token. An access token is not returned. As `grantlet_token_response`,
/// which refuses such a response.
///
/// @param profile     The provider.
/// @param http_status The HTTP status.
/// @param body        The whole body, which is changed: wipe it after use.
/// @param length      Its length in bytes.
/// @param response    Receives the `id_token`, for `grantlet_id_token_check`. Zeros on errors.
/// @param error       Details of an error.
/// @return As `grantlet_token_response`; `GRANTLET_E_RESPONSE_MISSING` without an `id_token`.
///
/// # Safety
/// As `grantlet_token_response`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_id_token_response(
    profile: *const Profile,
    http_status: u16,
    body: *mut c_void,
    length: usize,
    response: *mut IdTokenResponse,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(response), Some(error)) = (cleared(response), cleared(error)) else {
            return Status::ENull;
        };
        let body = or_return!(buffer(body.cast(), length));
        Profile::with(profile, &mut |profile| {
            let mut located = LocatedResponse::default();
            let verdict = engine::id_token_response(profile, http_status, body, &mut located);
            let status = error.of_response(verdict, http_status, &located, body);
            if status == Status::Ok {
                let spans = &located.members.spans;
                response.id_token = Span::of(spans[LocatedResponse::ID_TOKEN].of(body));
                response.refresh_token = Span::of(spans[LocatedResponse::REFRESH_TOKEN].of(body));
            }
            status
        })
    }
}
