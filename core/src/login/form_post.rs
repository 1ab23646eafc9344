//! The callback of `response_mode=form_post`: the body that the provider POSTs.

use crate::login::address::Address;
use crate::login::callback::{Callback, id_token_len_at, state_at};
use crate::login::callback_by_mode::{CallbackMode, read_by_mode};
use crate::login::callback_error::CallbackError;
use crate::login::callback_parameters::CallbackExpectation;
use crate::oauth::located_response::LocatedResponse;
use crate::profile::profile::Profile;
use crate::text::form::Encoded;

/// As [`callback`](crate::callback()), from the body that the provider POSTs to the `redirect_uri` where
/// `response_mode=form_post` was asked for (OAuth 2.0 Form Post Response Mode, section 2). The
/// `redirect_uri` is not compared: the server that received the request has done so by its route. The flow
/// is [`Flow::Code`](crate::Flow::Code) or [`Flow::Implicit`](crate::Flow::Implicit).
///
/// # Errors
/// [`CallbackError`]. The login stays pending, and the body is unchanged.
///
/// # Example
/// ```
/// use grantlet::{Callback, CallbackExpectation, Flow, Issuer, Profile, form_post_callback};
/// let expect = CallbackExpectation {
///     redirect_uri: "https://c.example/cb",
///     state: "xyz",
///     issuer: Issuer::Required("https://as.example"),
///     flow: Flow::Code,
/// };
/// let mut body = *b"code=SplxlOBe&state=xyz&iss=https%3A%2F%2Fas.example";
/// let Ok(Callback::Code(code)) = form_post_callback(&Profile::RFC6749, &expect, &mut body) else {
///     panic!()
/// };
/// assert_eq!(code.expose(), "SplxlOBe");
/// ```
pub fn form_post_callback<'b>(
    profile: &Profile<'_>,
    expect: &CallbackExpectation<'_>,
    body: &'b mut [u8],
) -> Result<Callback<'b>, CallbackError> {
    let mode = CallbackMode { is_form: true, is_hybrid: false };
    let mut located = LocatedResponse::default();
    read_by_mode(profile, expect, mode, body, &mut 0, &mut located).map(|(callback, _)| callback)
}

/// As [`callback_state`](crate::callback_state), of the body that the provider POSTs for `response_mode=form_post`.
///
/// # Example
/// ```
/// let state = grantlet::form_post_state(b"code=C&state=xyz").unwrap();
/// assert!(state.is("xyz"));
/// ```
pub fn form_post_state(body: &[u8]) -> Option<Encoded<'_>> {
    state_at(body, &Address::of_form(body))
}

/// The length of the `id_token` that a body carries, encoded; 0 where there is none, or an error.
pub(crate) fn form_id_token_len(body: &[u8]) -> usize {
    id_token_len_at(body, &Address::of_form(body))
}
