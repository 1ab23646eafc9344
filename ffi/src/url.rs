//! The address that a user's browser is sent to, and the one that it comes back to.

use core::ffi::c_void;

use grantlet::engine::{self, Answered, Place};
use grantlet::{Expect, Flow, Issuer, Member};

use crate::profile::Profile;
use crate::request::{Calling, Client, Options, no_params};
use crate::secret::{Text, challenge};
use crate::span::{Span, buffer, cleared};
use crate::status::{Fault, Status};
use crate::token::Token;

/// What a login by code has more: a verifier, and the function that makes its challenge, which a
/// program that has no such login does not link.
#[derive(Clone, Copy)]
struct OfCode {
    code_verifier: Span,
    challenge: unsafe fn(Span) -> Result<Text, Status>,
}

/// Writes the address of a login: by code, or for a token.
///
/// # Safety
/// As [`Calling::by`]; spans can be read, and so can `options`, unless it is NULL, and what it points
/// to.
unsafe fn write(
    calling: &Calling,
    [redirect_uri, state, nonce]: [Span; 3],
    of_code: Option<OfCode>,
    options: *const Options,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        calling.by(&|call| {
            let challenge = match of_code {
                // It is not written, and only tells that a code is asked for.
                Some(OfCode { code_verifier, .. })
                    if code_verifier.length == 0 && !call.client.profile().has_pkce() =>
                {
                    Some([b'-'; 43])
                }
                Some(OfCode { code_verifier, challenge }) => {
                    let made = challenge(code_verifier);
                    Some(made.inspect_err(|_| call.fault.blame(Member::CodeVerifier))?)
                }
                None => None,
            };
            let challenge = challenge.as_ref().map_or(&b""[..], |made| &made[..]);
            let redirect_uri = redirect_uri.text(Member::RedirectUri, call.fault)?;
            let state = state.text(Member::State, call.fault)?;
            let nonce = nonce.get()?;
            if !nonce.is_empty() && !engine::is_from_entropy(nonce) {
                call.fault.blame(Member::Nonce);
                return Err(Status::EText);
            }
            let mut params = no_params();
            let (scope, params) = Options::get(options, &mut params, call.fault)?;
            let authorize = engine::authorize(redirect_uri, state, challenge, nonce);
            let authorize = authorize.scope(scope).params(params);
            let end = authorize.write_len(&call.client, call.buffer);
            call.end(end.map(|end| Place { start: 0, end }))
        })
    }
}

/// Writes the address of a login by code (RFC 6749, section 4.1.1) with the S256 challenge of its
/// `code_verifier` (RFC 7636, section 4.3), which may have length 0 where the profile has no PKCE, and
/// with a `nonce` of `grantlet_nonce` (OpenID Connect Core, section 3.1.2.1), which may have length 0.
/// `*url` is what was written, and is public. Keep `state`, verifier and `redirect_uri` until the user
/// is back. `options` may be NULL.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_SPACE`, `GRANTLET_E_TEXT` also for a nonce that is none,
/// `GRANTLET_E_VERIFIER`, `GRANTLET_E_COUNT`, or a status from 20 to 39; `fault->member` tells the
/// parameter.
///
/// # Safety
/// Each pointer is NULL or what its type says, a profile holds zeros or a copy of one, spans can be
/// read, and `out` be written for `capacity` bytes; what is written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_code_url(
    profile: *const Profile,
    client: *const Client,
    redirect_uri: Span,
    state: Span,
    code_verifier: Span,
    nonce: Span,
    options: *const Options,
    out: *mut c_void,
    capacity: usize,
    url: *mut Span,
    fault: *mut Fault,
) -> Status {
    let calling = Calling::to(profile, client, (out, capacity), url, fault);
    // SAFETY: the caller says so.
    unsafe {
        write(
            &calling,
            [redirect_uri, state, nonce],
            Some(OfCode { code_verifier, challenge }),
            options,
        )
    }
}

/// Writes the address of an implicit login (RFC 6749, section 4.2.1), which brings a token in the
/// fragment; with a `nonce` of `grantlet_nonce` also an `id_token` (OpenID Connect Core, section
/// 3.2.2.1), whose signature, claims and nonce are the caller's to verify; without one, of length 0,
/// none. Legacy: new clients must not use it (RFC 9700, section 2.1.2).
///
/// The rest is as for `grantlet_code_url`.
///
/// # Safety
/// Each pointer is NULL or what its type says, a profile holds zeros or a copy of one, spans can be
/// read, and `out` be written for `capacity` bytes; what is written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_implicit_url(
    profile: *const Profile,
    client: *const Client,
    redirect_uri: Span,
    state: Span,
    nonce: Span,
    options: *const Options,
    out: *mut c_void,
    capacity: usize,
    url: *mut Span,
    fault: *mut Fault,
) -> Status {
    let calling = Calling::to(profile, client, (out, capacity), url, fault);
    // SAFETY: the caller says so.
    unsafe { write(&calling, [redirect_uri, state, nonce], None, options) }
}

/// The `iss` of an answer (RFC 9207, section 2.4) must be there and be the issuer.
pub const ISSUER_REQUIRED: u8 = 0;
/// Where an `iss` is there, it must be the issuer.
pub const ISSUER_IF_PRESENT: u8 = 1;
/// An `iss` must not be there: the server does not announce it. Where one comes all the same, set the
/// issuer.
pub const ISSUER_REFUSED: u8 = 2;
/// An `iss` is not looked at. Only for a client that knows one server and no other.
pub const ISSUER_IGNORED: u8 = 3;

/// What the address that a user comes back to must match.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Expected {
    /// The `redirect_uri` of the authorization request.
    pub redirect_uri: Span,
    /// Its `state`.
    pub state: Span,
    /// The server's issuer, for the rules that name one.
    pub issuer: Span,
    /// `GRANTLET_ISSUER_REQUIRED` or one of its neighbours. Any other number is as `REQUIRED`.
    pub issuer_rule: u8,
    /// Whether the login was implicit: then a token is in the fragment, else a code in the query.
    pub implicit: bool,
}

/// Reads the address that a user came back to (RFC 6749, sections 4.1.2 and 4.2.2; RFC 9207), where
/// it stands: a code in `*code`, or for an implicit login a token in `*token`; the other is nothing.
/// `state` is compared in a time that tells nothing of it, before anything else is believed. Linear
/// time, constant stack. What is told points into the address: wipe it when that was used.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_TEXT`, `GRANTLET_E_SERVER` where the user or the server said
/// no (the login is then over, as with `GRANTLET_OK`), or a status from 60 to 79, of several the
/// first in the order 60, 61, 62, 63, 64, 65, 66, 67, 68: then anybody may have made the address, it is
/// as it was, and the login stays open. With `GRANTLET_E_ISSUER` `fault->at` is the offset of the `iss`,
/// 0 where it is absent.
///
/// With a status from 61 on `fault->error` and `fault->error_description` are what the address claims,
/// still encoded: for `grantlet_form_decode`. Nobody vouches for it. Some servers that announce `iss`
/// leave it out where the user said no: show a sentence of your own then, and offer to try again.
///
/// # Safety
/// Each pointer is NULL or what its type says, a profile holds zeros or a copy of one, spans can be
/// read, and `address` be read and written for `length` bytes; what is written overlaps with nothing
/// else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_callback(
    profile: *const Profile,
    expected: *const Expected,
    address: *mut c_void,
    length: usize,
    code: *mut Span,
    token: *mut Token,
    fault: *mut Fault,
) -> Status {
    // SAFETY: the caller says so.
    let (code, answer, fault) = unsafe { (cleared(code), Token::answer(token), cleared(fault)) };
    let (Some(code), Some(answer), Some(fault)) = (code, answer, fault) else {
        return Status::ENull;
    };
    // SAFETY: the caller says so; what is dereferenced is not null.
    unsafe {
        let profile = or_return!(Profile::get(profile));
        let expected = or_return!(expected.as_ref().ok_or(Status::ENull));
        let url = or_return!(buffer(address.cast(), length));
        let issuer = or_return!(expected.issuer.text(Member::Issuer, fault));
        let expect = Expect {
            redirect_uri: or_return!(expected.redirect_uri.text(Member::RedirectUri, fault)),
            state: or_return!(expected.state.text(Member::State, fault)),
            issuer: match expected.issuer_rule {
                ISSUER_IF_PRESENT => Issuer::IfPresent(issuer),
                ISSUER_REFUSED => Issuer::Refused(""),
                ISSUER_IGNORED => Issuer::Ignored,
                _ => Issuer::Required(issuer),
            },
            flow: if expected.implicit { Flow::Implicit } else { Flow::Code },
        };
        match engine::callback(profile, &expect, url, answer) {
            Ok(Answered::Code(place)) => {
                *code = Span::of(place.of(url));
                Status::Ok
            }
            Ok(Answered::Token) => {
                Token::point(token, url);
                Status::Ok
            }
            Ok(Answered::Denied) => {
                Token::tell(token, url, fault);
                Status::EServer
            }
            Err(class) => {
                let claimed = engine::claimed(class, expect.flow, url);
                if let Some([error, error_description]) = claimed {
                    fault.error = Span::of(error.of(url));
                    fault.error_description = Span::of(error_description.of(url));
                }
                fault.of_address(class)
            }
        }
    }
}
