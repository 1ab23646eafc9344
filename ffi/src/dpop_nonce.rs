//! The nonce that a server requires in DPoP proofs (RFC 9449, sections 8 and 9).

use grantlet::DpopNonce as Core;

use crate::span::Span;
use crate::status::{AnyStatus, Error, Status};

/// The last `DPoP-Nonce` of one server; all zeros before the first. Keep one for each server: the authorization server
/// and each API have their own nonces. It can be copied, and it is not secret.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct DpopNonce {
    /// Private to the library.
    pub opaque: [u8; 129],
}

const _: () = assert!(
    size_of::<DpopNonce>() == size_of::<Core>() && align_of::<DpopNonce>() == align_of::<Core>()
);

/// Keeps the `DPoP-Nonce` header field of a response of any status.
///
/// @param nonce  The nonce of this server. NULL: nothing happens.
/// @param header The value of the header field; length 0 if the response has none. The nonce stays then, and also if
///               the value is longer than 128 bytes or has a byte that RFC 9449, section 8.1 does not allow.
/// @return Whether the value is a new nonce.
///
/// # Safety
/// `nonce` is NULL, or can be read and written; the span can be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_dpop_nonce_keep(nonce: *mut DpopNonce, header: Span) -> bool {
    // SAFETY: the caller says so; any bytes are a nonce.
    unsafe {
        match (nonce.cast::<Core>().as_mut(), header.get()) {
            (Some(nonce), Ok(header)) => nonce.keep_bytes(header),
            _ => false,
        }
    }
}

/// Returns the nonce, for `nonce` of `grantlet_dpop`.
///
/// @param nonce The nonce of this server.
/// @return The nonce, in `nonce`. Length 0 before the first, and where `nonce` is NULL.
///
/// # Safety
/// `nonce` is NULL or can be read while the result is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_dpop_nonce_text(nonce: *const DpopNonce) -> Span {
    // SAFETY: the caller says so; any bytes are a nonce.
    let nonce = unsafe { nonce.cast::<Core>().as_ref() };
    nonce.map_or(Span::NONE, |nonce| Span::of(nonce.as_bytes()))
}

/// Returns whether a response of the token endpoint is the error `use_dpop_nonce` (RFC 9449, section 8). Nothing else
/// follows from it: send the request again without a pause, with another proof; in a session by
/// `grantlet_session_begin_again`. Do that only if `grantlet_dpop_nonce_keep` returned true, and once, so that no
/// server drains a battery. For the response of an API see `wants_dpop_nonce` of `grantlet_challenge`.
///
/// @param status What `grantlet_token_response`, or another function that reads a response, returned.
/// @param error  The details that it wrote; the body is still there. NULL: the result is false.
/// @return Whether it is.
///
/// # Safety
/// `error` is NULL or can be read, and so can its spans.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_dpop_nonce_wanted(
    status: AnyStatus,
    error: *const Error,
) -> bool {
    // SAFETY: the caller says so.
    unsafe {
        let code = error.as_ref().and_then(|error| error.error.get().ok());
        status == Status::EServer as i32 && code == Some(b"use_dpop_nonce")
    }
}
