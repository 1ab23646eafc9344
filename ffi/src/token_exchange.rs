//! A token for another one (RFC 8693).

use core::ffi::c_void;

use grantlet::{Member, Secret, TokenExchange as Core};

use crate::call::{Call, Out, Work};
use crate::client::Client;
use crate::grants::{Options, no_params};
use crate::request::{Request, ask_for, write};
use crate::span::{Span, read_strings};
use crate::status::{Error, Status};

/// A token to exchange, such as that of the user whom an API serves (RFC 8693, section 2.1).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct TokenExchange {
    /// The token, which is secret.
    pub subject_token: Span,
    /// Its type, such as `GRANTLET_ACCESS_TOKEN_TYPE`.
    pub subject_token_type: Span,
    /// The token of who acts for the subject, which is secret; length 0: none.
    pub actor_token: Span,
    /// Its type.
    pub actor_token_type: Span,
    /// Scope and further parameters, such as `audience`, `resource` and `requested_token_type`.
    pub options: Options,
}

/// # Safety
/// `call.input` points to a [`TokenExchange`].
unsafe fn exchange(call: &mut Call<'_>) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let exchange = &*call.input.cast::<TokenExchange>();
        let members = [
            Member::SubjectToken,
            Member::SubjectTokenType,
            Member::ActorToken,
            Member::ActorTokenType,
        ];
        let mut strings = [""; 4];
        or_return!(read_strings(
            &raw const exchange.subject_token,
            &members,
            &mut strings,
            call.error
        ));
        let [subject, subject_type, actor, actor_type] = strings;
        let mut params = no_params();
        let (scope, params) = or_return!(exchange.options.get(&mut params, call.error));
        let mut exchange =
            Core::new(Secret::new(subject), subject_type).scope(scope).params(params);
        if !(actor.is_empty() && actor_type.is_empty()) {
            exchange = exchange.actor(Secret::new(actor), actor_type);
        }
        match exchange.with_grant(|grant| Ok(ask_for(call, grant))) {
            Ok(status) => status,
            Err(refused) => call.error.of_request(refused),
        }
    }
}

/// Writes the request that exchanges a token (RFC 8693, section 2.1). Read the response by `grantlet_token_response`: its
/// `issued_token_type` is a member for `grantlet_setting_extra`, and a `token_type` of `N_A` one for
/// `grantlet_setting_token_types`.
///
/// @param client   The client.
/// @param exchange What to exchange.
/// @param out      The buffer, which is secret afterwards.
/// @param capacity Its length in bytes.
/// @param request  Receives the parts of the request.
/// @param error    Receives why there is none.
/// @return As `grantlet_code_request`; `GRANTLET_E_REQUEST_MISSING` for a token without a type, or a type without a token.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_token_exchange_request(
    client: *const Client,
    exchange: *const TokenExchange,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    error: *mut Error,
) -> Status {
    let out = Out { bytes: out, capacity };
    // SAFETY: `input` is such a struct.
    let work: Work = |call| unsafe { self::exchange(call) };
    // SAFETY: the caller says so.
    unsafe { write(client, exchange.cast(), out, request, error, work) }
}
