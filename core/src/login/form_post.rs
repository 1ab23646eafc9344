//! The callback of `response_mode=form_post`: the body that the provider POSTs.

use crate::login::address::Address;
use crate::login::callback::{
    Callback, CallbackResult, id_token_len_at, locate_at, server_at, state_at,
};
use crate::login::callback_error::{CallbackClass, CallbackError};
use crate::login::callback_parameters::{CallbackExpectation, Flow, Parameters};
use crate::oauth::located_response::{ERROR, ERROR_DESCRIPTION, LocatedResponse};
use crate::profile::profile::Profile;
use crate::text::buffer::Place;
use crate::text::form::Encoded;

/// As [`callback`](crate::callback()), from the body that the provider POSTs to the `redirect_uri` where
/// `response_mode=form_post` was asked for (OAuth 2.0 Form Post Response Mode, section 2). The
/// `redirect_uri` is not compared: the server that received the request has done so by its route. The flow
/// is [`Flow::Code`] or [`Flow::Implicit`].
///
/// # Errors
/// [`CallbackError`]. The login is then still open, and the body is as it was.
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
    read_form_post(profile, expect, body, &mut 0)
}

/// As [`form_post_callback`], and the number of the server that the body names.
pub(crate) fn read_form_post<'b>(
    profile: &Profile<'_>,
    expect: &CallbackExpectation<'_>,
    body: &'b mut [u8],
    server: &mut u8,
) -> Result<Callback<'b>, CallbackError> {
    let mut located = LocatedResponse::default();
    let named = server_at(profile, Flow::CodeInFragment, &Address::of_form(body), body);
    match locate_form_post(profile, expect, body, &mut located) {
        Ok(result) => {
            if matches!(result, CallbackResult::Code(_)) {
                *server = named.unwrap_or_default();
            }
            Ok(Callback::of(result, profile, &located, body))
        }
        Err(class) => Err(CallbackError::new(class, unverified_form_error(body), body)),
    }
}

/// As [`form_post_callback`], in places of the body: `located` is overwritten.
///
/// # Errors
/// [`CallbackClass`].
pub fn locate_form_post(
    profile: &Profile<'_>,
    expect: &CallbackExpectation<'_>,
    body: &mut [u8],
    located: &mut LocatedResponse,
) -> Result<CallbackResult, CallbackClass> {
    *located = LocatedResponse::default();
    let flow = match expect.flow {
        Flow::Implicit => Flow::Implicit,
        _ => Flow::CodeInFragment,
    };
    let address = Address::of_form(body);
    locate_at(profile, &CallbackExpectation { flow, ..*expect }, &address, body, located)
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

/// As [`unverified_error`](crate::engine::unverified_error), of the body of a form.
pub fn unverified_form_error(body: &[u8]) -> Option<[Place; 2]> {
    let found = Parameters::of_part(body, Address::of_form(body).fragment);
    found.has(ERROR).then(|| [ERROR, ERROR_DESCRIPTION].map(|index| found.place(index)))
}

/// The same of a form.
pub(crate) fn form_id_token_len(body: &[u8]) -> usize {
    id_token_len_at(body, &Address::of_form(body))
}
