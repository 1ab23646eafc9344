//! The callback: a URL to a code, a token, or the server's refusal.

use crate::crypto::secret::Secret;
use crate::json::facts::{SAYS, STRING};
use crate::login::address::{Address, same_address};
use crate::login::callback_error::{CallbackClass, CallbackError, IssuerFault};
use crate::login::callback_parameters::{CODE, CallbackExpectation, Flow, Parameters, STATE};
use crate::oauth::error_text::ErrorText;
use crate::oauth::located_response::{
    ACCESS_TOKEN, ERROR, ERROR_DESCRIPTION, ERROR_URI, EXPIRES_IN, ID_TOKEN, LocatedResponse,
};
use crate::oauth::token_response::TokenResponse;
use crate::profile::profile::Profile;
use crate::text::form::{Encoded, decode_in_place};
use crate::text::span::Span;
use crate::time::lifetime::lifetime_of_digits;

/// The server's response, after `state` and `iss` were found to be right. The login is used up.
#[derive(Clone, Copy, Debug)]
// It lives on the stack for a moment, and there is no heap to put the larger variant on.
#[allow(clippy::large_enum_variant)]
pub enum Callback<'b> {
    /// A code to exchange, once.
    Code(Secret<'b>),
    /// A token from an implicit flow.
    Token(TokenResponse<'b>),
    /// The user or the server refused.
    Denied(ErrorText<'b>),
}

/// Reads the callback URL (RFC 6749, sections 4.1.2 and 4.2.2), and decodes what it returns in place.
/// Then take code and token out of the address bar, and [`wipe`](crate::wipe) the buffer.
///
/// Parameters are decoded as the WHATWG URL standard does; unknown ones are ignored, and an empty
/// one is absent. Linear time, constant stack.
///
/// # Errors
/// [`CallbackError`]. The login is then still open, and the URL is as it was.
///
/// # Example
/// ```
/// use grantlet::{callback, Callback, CallbackExpectation, Flow, Issuer, Profile};
/// let expect = CallbackExpectation {
///     redirect_uri: "https://c.example/cb",
///     state: "xyz",
///     issuer: Issuer::Required("https://as.example"),
///     flow: Flow::Code,
/// };
/// let mut url = *b"https://c.example/cb?code=SplxlOBe&state=xyz&iss=https%3A%2F%2Fas.example";
/// let Ok(Callback::Code(code)) = callback(&Profile::RFC6749, &expect, &mut url) else { panic!() };
/// assert_eq!(code.expose(), "SplxlOBe");
/// ```
pub fn callback<'b>(
    profile: &Profile<'_>,
    expect: &CallbackExpectation<'_>,
    url: &'b mut [u8],
) -> Result<Callback<'b>, CallbackError> {
    let mut located = LocatedResponse::default();
    match locate_callback(profile, expect, url, &mut located) {
        Ok(result) => Ok(Callback::of(result, profile, &located, url)),
        Err(class) => {
            let claimed = unverified_error(class, expect.flow, url);
            Err(CallbackError::new(class, claimed, url))
        }
    }
}

impl<'b> Callback<'b> {
    pub(crate) fn of(
        result: CallbackResult,
        profile: &Profile<'_>,
        located: &LocatedResponse,
        url: &'b [u8],
    ) -> Self {
        match result {
            CallbackResult::Denied => Self::Denied(denied(located, url)),
            CallbackResult::Code(code) => Self::Code(Secret::new(code.text(url))),
            CallbackResult::Token => Self::Token(profile.token_of(located, url)),
        }
    }
}

/// The encoded `error` and `error_description` that a URL claims which is no response to the login: none if
/// it claims no error, or is not at the `redirect_uri`.
pub fn unverified_error(class: CallbackClass, flow: Flow, url: &[u8]) -> Option<[Span; 2]> {
    let found = Parameters::read(url, &Address::split(url), flow);
    unverified_at(class, &found)
}

#[inline(always)]
pub(crate) fn unverified_at(class: CallbackClass, found: &Parameters) -> Option<[Span; 2]> {
    if class == CallbackClass::RedirectUri || !found.has(ERROR) {
        return None;
    }
    Some([found.span(ERROR), found.span(ERROR_DESCRIPTION)])
}

/// The number of the server that a response names, out of the profile's [`servers`](Profile::servers); 0 for none.
#[inline(always)]
pub(crate) fn server_at(
    profile: &Profile<'_>,
    flow: Flow,
    address: &Address,
    url: &[u8],
) -> Result<u8, CallbackClass> {
    let Some(choice) = profile.choice else { return Ok(0) };
    let Address { query, fragment, .. } = *address;
    let part = if flow == Flow::Code { query } else { fragment };
    let number = (choice.number_in)(profile.servers, url, part);
    number.map_err(|at| CallbackClass::Issuer(IssuerFault::Unlisted { at }))
}

/// The kind of a server's response, by offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackResult {
    /// A code to exchange.
    Code(Span),
    /// A token, whose members are in the [`LocatedResponse`].
    Token,
    /// The user or the server refused: the error is in the [`LocatedResponse`].
    Denied,
}

/// As [`callback`], by offsets in the URL: `located` is overwritten.
///
/// # Errors
/// [`CallbackClass`].
pub fn locate_callback(
    profile: &Profile<'_>,
    expect: &CallbackExpectation<'_>,
    url: &mut [u8],
    located: &mut LocatedResponse,
) -> Result<CallbackResult, CallbackClass> {
    *located = LocatedResponse::default();
    let address = Address::split(url);
    if !same_address(address.base.of(url), expect.redirect_uri.as_bytes()) {
        return Err(CallbackClass::RedirectUri);
    }
    let found = Parameters::read(url, &address, expect.flow);
    located_parameters(&found, profile, expect, &address, url)?;
    Ok(located_result(&found, profile, expect.flow, url, located))
}

/// Validates the response. Returns the number of the server that it names, 0 for none.
// As calls of their own, this and the next are 190 bytes more on M4 for who reads callbacks of one mode.
#[inline(always)]
pub(crate) fn located_parameters(
    found: &Parameters,
    profile: &Profile<'_>,
    expect: &CallbackExpectation<'_>,
    address: &Address,
    url: &[u8],
) -> Result<u8, CallbackClass> {
    found.validate(profile, expect, url)?;
    let has_code = expect.flow != Flow::Implicit && !found.has(ERROR);
    if has_code { server_at(profile, expect.flow, address, url) } else { Ok(0) }
}

/// Decodes the response into `located`, which is empty.
#[inline(always)]
pub(crate) fn located_result(
    found: &Parameters,
    profile: &Profile<'_>,
    flow: Flow,
    url: &mut [u8],
    located: &mut LocatedResponse,
) -> CallbackResult {
    let refused = found.has(ERROR);
    if flow != Flow::Implicit && !refused {
        return CallbackResult::Code(decode_in_place(url, found.span(CODE)));
    }
    for index in 0..CODE {
        let of_error = matches!(index, ERROR | ERROR_DESCRIPTION | ERROR_URI);
        if of_error == refused && found.has(index) {
            let span = decode_in_place(url, found.span(index));
            located.set(index, span, STRING | SAYS);
        }
    }
    if refused {
        located.keep_shown_uri(url);
        return CallbackResult::Denied;
    }
    let lifetime = lifetime_of_digits(located.span(EXPIRES_IN).of(url));
    located.set_lifetime(
        lifetime.filter(|seconds| *seconds != 0 || !profile.zero_lifetime_is_unknown),
    );
    CallbackResult::Token
}

/// The server's refusal; a description that is not UTF-8 as far as it is.
pub(crate) fn denied<'b>(located: &LocatedResponse, url: &'b [u8]) -> ErrorText<'b> {
    let [error, description, uri] = [ERROR, ERROR_DESCRIPTION, ERROR_URI].map(|index| {
        let span = located.span(index);
        let text = span.of(url).utf8_chunks().next().map_or("", |chunk| chunk.valid());
        (!span.is_empty()).then_some(text)
    });
    ErrorText::new([error, description, uri, None])
}

/// The length of the `id_token` that a response at this address carries, encoded; 0 where there is
/// none, or an error, or the address is another.
pub(crate) fn id_token_len(url: &[u8], redirect_uri: &str) -> usize {
    let address = Address::split(url);
    let is_ours = same_address(address.base.of(url), redirect_uri.as_bytes());
    if is_ours { id_token_len_at(url, &address) } else { 0 }
}

pub(crate) fn id_token_len_at(url: &[u8], address: &Address) -> usize {
    let query = Parameters::of_part(url, address.query);
    let fragment = Parameters::of_part(url, address.fragment);
    if query.has(ERROR) || fragment.has(ERROR) {
        return 0;
    }
    fragment.value(url, ID_TOKEN).0.len()
}

/// The `state` of a callback, still encoded: to find the saved login that it belongs to. Nothing
/// is checked by this.
///
/// # Example
/// ```
/// let state = grantlet::callback_state(b"https://c.example/cb?code=C&state=xyz").unwrap();
/// assert!(state.is("xyz"));
/// ```
pub fn callback_state(url: &[u8]) -> Option<Encoded<'_>> {
    state_at(url, &Address::split(url))
}

pub(crate) fn state_at<'b>(url: &'b [u8], address: &Address) -> Option<Encoded<'b>> {
    let parts = [address.query, address.fragment].map(|part| Parameters::of_part(url, part));
    // A result is read before an error, as by `callback`.
    let results = parts.iter().filter(|part| part.has(CODE) || part.has(ACCESS_TOKEN));
    let errors = parts.iter().filter(|part| part.has(ERROR));
    let found = results.chain(errors).chain(&parts).find(|part| part.has(STATE));
    found.map(|part| part.value(url, STATE))
}
