//! The address that a user's browser is sent to, and the one that it comes back to.

use core::ffi::c_void;

use grantlet::engine::{self, Answered, Place};
use grantlet::{Expect, Flow, Issuer, Member};

use crate::profile::Profile;
use crate::request::{Calling, Client, Options, no_params};
use crate::secret::{Text, challenge};
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};
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
                    Some(made.inspect_err(|_| call.error.blame(Member::CodeVerifier))?)
                }
                None => None,
            };
            let challenge = challenge.as_ref().map_or(&b""[..], |made| &made[..]);
            let redirect_uri = redirect_uri.text(Member::RedirectUri, call.error)?;
            let state = state.text(Member::State, call.error)?;
            let nonce = nonce.get()?;
            if !nonce.is_empty() && !engine::is_from_entropy(nonce) {
                call.error.blame(Member::Nonce);
                return Err(Status::EEncoding);
            }
            let mut params = no_params();
            let (scope, params) = Options::get(options, &mut params, call.error)?;
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
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_BUFFER_TOO_SMALL`, `GRANTLET_E_ENCODING` also for a nonce that is none,
/// `GRANTLET_E_VERIFIER`, `GRANTLET_E_TOO_MANY_PARAMETERS`, or a status from 20 to 39; `error->member` tells the
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
    error: *mut Error,
) -> Status {
    let calling = Calling::to(profile, client, (out, capacity), url, error);
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
    error: *mut Error,
) -> Status {
    let calling = Calling::to(profile, client, (out, capacity), url, error);
    // SAFETY: the caller says so.
    unsafe { write(&calling, [redirect_uri, state, nonce], None, options) }
}

/// What `iss` in a callback URL must be (RFC 9207, section 2.4).
/// cbindgen:rename-all=QualifiedScreamingSnakeCase
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssuerRule {
    /// It is required and must be the issuer.
    Required = 0,
    /// If it is present, it must be the issuer.
    IfPresent = 1,
    /// It must be absent: the server does not announce it. If a server sends it all the same, set the issuer.
    Refused = 2,
    /// It is ignored. Only for a client of a single server.
    Ignored = 3,
}

const IF_PRESENT: u8 = IssuerRule::IfPresent as u8;
const REFUSED: u8 = IssuerRule::Refused as u8;
const IGNORED: u8 = IssuerRule::Ignored as u8;

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
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_ENCODING`, `GRANTLET_E_SERVER` where the user or the server said
/// no (the login is then over, as with `GRANTLET_OK`), or a status from 60 to 79, of several the
/// first in the order 60, 61, 62, 63, 64, 65, 66, 67, 68: then anybody may have made the address, it is
/// as it was, and the login stays open. With `GRANTLET_E_CALLBACK_ISSUER` `error->at` is the offset of the `iss`,
/// 0 where it is absent.
///
/// With a status from 61 on `error->error` and `error->error_description` are what the address claims,
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
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    let (code, answer, error) = unsafe { (cleared(code), Token::answer(token), cleared(error)) };
    let (Some(code), Some(answer), Some(error)) = (code, answer, error) else {
        return Status::ENull;
    };
    // SAFETY: the caller says so; what is dereferenced is not null.
    unsafe {
        let profile = or_return!(Profile::get(profile));
        let expected = or_return!(expected.as_ref().ok_or(Status::ENull));
        let url = or_return!(buffer(address.cast(), length));
        let issuer = or_return!(expected.issuer.text(Member::Issuer, error));
        let expect = Expect {
            redirect_uri: or_return!(expected.redirect_uri.text(Member::RedirectUri, error)),
            state: or_return!(expected.state.text(Member::State, error)),
            issuer: match expected.issuer_rule {
                IF_PRESENT => Issuer::IfPresent(issuer),
                REFUSED => Issuer::Refused(""),
                IGNORED => Issuer::Ignored,
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
                Token::tell(token, url, error);
                Status::EServer
            }
            Err(class) => {
                let claimed = engine::claimed(class, expect.flow, url);
                if let Some([code, description]) = claimed {
                    error.error = Span::of(code.of(url));
                    error.error_description = Span::of(description.of(url));
                }
                error.of_address(class)
            }
        }
    }
}
