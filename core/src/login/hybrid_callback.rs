//! The callback of a hybrid login: a code and an `id_token` beside it.

use crate::crypto::secret::Secret;
use crate::login::address::{Address, same_address};
use crate::login::callback::{
    Callback, CallbackResult, denied, locate_at, server_at, unverified_error,
};
use crate::login::callback_error::{CallbackClass, CallbackError};
use crate::login::callback_parameters::{CallbackExpectation, Flow, Parameters};
use crate::login::form_post::unverified_form_error;
use crate::login::metadata::Issuer;
use crate::member::Member;
use crate::oauth::located_response::{ERROR, ID_TOKEN, LocatedResponse};
use crate::profile::profile::Profile;
use crate::text::buffer::Place;
use crate::text::form::decode_in_place;

/// As [`callback`](crate::callback()), or of a form, for a hybrid login: its code comes with an `id_token`.
pub(crate) fn hybrid_callback<'b>(
    profile: &Profile<'_>,
    expect: &CallbackExpectation<'_>,
    is_form: bool,
    url: &'b mut [u8],
    server: &mut u8,
) -> Result<(Callback<'b>, Secret<'b>), CallbackError> {
    let mut located = LocatedResponse::default();
    let address = if is_form { Address::of_form(url) } else { Address::split(url) };
    let named = server_at(profile, Flow::CodeInFragment, &address, url);
    match locate_hybrid(profile, expect, is_form, url, &mut located) {
        Ok(None) => Ok((Callback::Denied(denied(&located, url)), Secret::new(""))),
        Ok(Some(places)) => {
            *server = named.unwrap_or_default();
            let url: &'b [u8] = url;
            let [code, id_token] = places.map(|place| Secret::new(place.text(url)));
            Ok((Callback::Code(code), id_token))
        }
        Err(class) => {
            let claimed = match is_form {
                true => unverified_form_error(url),
                false => unverified_error(class, Flow::CodeInFragment, url),
            };
            Err(CallbackError::new(class, claimed, url))
        }
    }
}

/// As [`hybrid_callback`], by offsets, for a hybrid login (OpenID Connect Core, section
/// 3.3.2.5): the code and the `id_token`, whose claims are still to be validated, its issuer among them; none where the
/// server said no.
///
/// # Errors
/// [`CallbackClass`].
pub fn locate_hybrid(
    profile: &Profile<'_>,
    expect: &CallbackExpectation<'_>,
    is_form: bool,
    url: &mut [u8],
    located: &mut LocatedResponse,
) -> Result<Option<[Place; 2]>, CallbackClass> {
    *located = LocatedResponse::default();
    let address = if is_form { Address::of_form(url) } else { Address::split(url) };
    if !is_form && !same_address(address.base.of(url), expect.redirect_uri.as_bytes()) {
        return Err(CallbackClass::RedirectUri);
    }
    let flow = Flow::CodeInFragment;
    let found = Parameters::read(url, &address, flow);
    let issuer = match expect.issuer {
        // The `id_token` names it.
        Issuer::Required(issuer) if found.has(ID_TOKEN) && !found.has(ERROR) => {
            Issuer::IfPresent(issuer)
        }
        issuer => issuer,
    };
    let expect = &CallbackExpectation { flow, issuer, ..*expect };
    found.validate(profile, expect, url)?;
    if !found.has(ERROR) && !found.has(ID_TOKEN) {
        return Err(CallbackClass::Missing(Member::IdToken));
    }
    Ok(match locate_at(profile, expect, &address, url, located)? {
        CallbackResult::Code(code) => Some([code, decode_in_place(url, found.place(ID_TOKEN))]),
        _ => None,
    })
}
