//! Why an API refused a request: the `WWW-Authenticate` header field (RFC 9110, section 11.6.1; RFC 6750, section 3).

use grantlet::AuthChallenge;

use crate::span::{Span, cleared};

/// The challenge of one scheme. The spans point into the header field: what the server wrote, data and never markup.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Challenge {
    /// `error`: `invalid_token` is for `grantlet_session_rejected`, `insufficient_scope` never is. Length 0: none.
    pub error: Span,
    /// `scope`: what the resource needs (RFC 6750, section 3). Length 0: none.
    pub scope: Span,
    /// Whether to send the request again without a pause, with a proof that has the `DPoP-Nonce` of this response (RFC
    /// 9449, section 9). As with `grantlet_dpop_nonce_wanted`: only if the nonce is new, and once.
    pub wants_dpop_nonce: bool,
    /// Whether the token is valid, but for another scope: a refresh does not help, a new login with `scope` does.
    pub insufficient_scope: bool,
}

/// # Safety
/// The spans can be read while the result lives.
unsafe fn find<'a>(header: Span, scheme: Span) -> Option<AuthChallenge<'a>> {
    // SAFETY: the caller says so.
    unsafe { AuthChallenge::of(header.utf8_or_none()?, scheme.utf8_or_none()?) }
}

/// Reads the first challenge of a scheme. If a response has several `WWW-Authenticate` header fields, call it for each.
///
/// @param header    The value of the header field.
/// @param scheme    `Bearer` or `DPoP`, in any case.
/// @param challenge Receives the challenge; zeros if there is none. NULL: only the return value is wanted.
/// @return Whether the header field has such a challenge.
///
/// # Safety
/// The spans can be read; `challenge` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_challenge_of(
    header: Span,
    scheme: Span,
    challenge: *mut Challenge,
) -> bool {
    // SAFETY: the caller says so.
    unsafe {
        let challenge = cleared(challenge);
        let Some(found) = find(header, scheme) else { return false };
        if let Some(challenge) = challenge {
            let text =
                |text: Option<&str>| text.map_or(Span::NONE, |text| Span::of(text.as_bytes()));
            *challenge = Challenge {
                error: text(found.error()),
                scope: text(found.scope()),
                wants_dpop_nonce: found.wants_dpop_nonce(),
                insufficient_scope: found.error() == Some("insufficient_scope"),
            };
        }
        true
    }
}

/// Returns any parameter of the first challenge of a scheme, such as `algs` (RFC 9449, section 7.1), `acr_values` (RFC
/// 9470) or `resource_metadata` (RFC 9728).
///
/// @param header The value of the header field.
/// @param scheme `Bearer` or `DPoP`, in any case.
/// @param name   Name of the parameter, in any case.
/// @return Its value in the header field, without quotes and with its backslashes as they are. `bytes` is NULL if there is
///         none.
///
/// # Safety
/// The spans can be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_challenge_param(header: Span, scheme: Span, name: Span) -> Span {
    // SAFETY: the caller says so.
    let found = unsafe { name.utf8_or_none().and_then(|name| find(header, scheme)?.param(name)) };
    found.map_or(Span::NONE, |value| Span::of(value.as_bytes()))
}
