//! A callback in the body of a POST, or with an `id_token` beside its code.

use crate::crypto::secret::Secret;
use crate::login::address::{Address, same_address};
use crate::login::callback::{
    Callback, CallbackResult, located_parameters, located_result, server_at, unverified_at,
};
use crate::login::callback_error::{CallbackClass, CallbackError};
use crate::login::callback_parameters::{CODE, CallbackExpectation, Flow, Parameters};
use crate::login::metadata::Issuer;
use crate::member::Member;
use crate::oauth::located_response::{ERROR, ID_TOKEN, LocatedResponse};
use crate::profile::profile::Profile;
use crate::text::form::decode_in_place;
use crate::text::span::Span;

/// How a response comes.
#[derive(Clone, Copy, Debug)]
pub struct CallbackMode {
    /// In the body of a POST. The server's router has matched the `redirect_uri`.
    pub is_form: bool,
    /// With an `id_token` beside the code.
    pub is_hybrid: bool,
}

impl CallbackMode {
    fn address(self, url: &[u8]) -> Address {
        if self.is_form { Address::of_form(url) } else { Address::split(url) }
    }

    fn flow(self, flow: Flow) -> Flow {
        if flow != Flow::Implicit && (self.is_form || self.is_hybrid) {
            return Flow::CodeInFragment;
        }
        flow
    }
}

/// As [`callback`](crate::callback()), and the `id_token` of a hybrid response, whose claims are still to be validated.
pub(crate) fn read_by_mode<'b>(
    profile: &Profile<'_>,
    expect: &CallbackExpectation<'_>,
    mode: CallbackMode,
    url: &'b mut [u8],
    server: &mut u8,
    located: &mut LocatedResponse,
) -> Result<(Callback<'b>, Secret<'b>), CallbackError> {
    match locate_by_mode(profile, expect, mode, url, located) {
        Ok(response) => {
            if matches!(response.result, CallbackResult::Code(_)) {
                *server = response.server;
            }
            let url: &'b [u8] = url;
            let id_token = Secret::new(response.id_token.text(url));
            Ok((Callback::of(response.result, profile, located, url), id_token))
        }
        Err(class) => {
            let claimed = unverified_by_mode(class, expect.flow, mode, url);
            Err(CallbackError::new(class, claimed, url))
        }
    }
}

/// The response of a login in some mode, by offsets.
#[derive(Clone, Copy, Debug)]
pub struct ResponseByMode {
    /// Its kind.
    pub result: CallbackResult,
    /// The `id_token` of a hybrid response (OpenID Connect Core, section 3.3.2.5), whose claims are still to be
    /// validated, its issuer among them; else empty.
    pub id_token: Span,
    /// The number of the server that a code is from, out of the profile's [`servers`](Profile::servers); 0 where the
    /// response names none.
    pub server: u8,
}

/// As [`engine::callback`](crate::engine::callback).
///
/// # Errors
/// [`CallbackClass`].
#[inline(never)]
pub fn locate_by_mode(
    profile: &Profile<'_>,
    expect: &CallbackExpectation<'_>,
    mode: CallbackMode,
    url: &mut [u8],
    located: &mut LocatedResponse,
) -> Result<ResponseByMode, CallbackClass> {
    *located = LocatedResponse::default();
    let address = mode.address(url);
    if !mode.is_form && !same_address(address.base.of(url), expect.redirect_uri.as_bytes()) {
        return Err(CallbackClass::RedirectUri);
    }
    let flow = mode.flow(expect.flow);
    let found = Parameters::read(url, &address, flow);
    let has_id_token = mode.is_hybrid && found.has(ID_TOKEN);
    let issuer = match expect.issuer {
        // The `id_token` names it.
        Issuer::Required(issuer) if has_id_token && !found.has(ERROR) => Issuer::IfPresent(issuer),
        issuer => issuer,
    };
    let expect = &CallbackExpectation { issuer, flow, ..*expect };
    // Before the code is decoded, which could write another parameter.
    let server = located_parameters(&found, profile, expect, &address, url)?;
    if mode.is_hybrid && !has_id_token && !found.has(ERROR) {
        return Err(CallbackClass::Missing(Member::IdToken));
    }
    let result = located_result(&found, profile, flow, url, located);
    let id_token = if has_id_token && result != CallbackResult::Denied {
        decode_in_place(url, found.span(ID_TOKEN))
    } else {
        Span::default()
    };
    Ok(ResponseByMode { result, id_token, server })
}

/// The number of the server that the response to a login by code names, out of the profile's
/// [`servers`](Profile::servers); 0 for none. It is read where the code is, which no flow accepts in both parts of a
/// URL. Nothing else of the response is validated.
///
/// # Errors
/// [`IssuerFault::Unlisted`](crate::IssuerFault::Unlisted).
pub fn named_server(profile: &Profile<'_>, is_form: bool, url: &[u8]) -> Result<u8, CallbackClass> {
    let address = CallbackMode { is_form, is_hybrid: false }.address(url);
    let is_in_query = Parameters::of_part(url, address.query).has(CODE);
    let flow = if is_in_query { Flow::Code } else { Flow::CodeInFragment };
    server_at(profile, flow, &address, url)
}

/// As [`engine::unverified_error`](crate::engine::unverified_error), of a response in this mode.
pub fn unverified_by_mode(
    class: CallbackClass,
    flow: Flow,
    mode: CallbackMode,
    url: &[u8],
) -> Option<[Span; 2]> {
    let found = Parameters::read(url, &mode.address(url), mode.flow(flow));
    unverified_at(class, &found)
}
