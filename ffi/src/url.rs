//! The address that a user's browser is sent to, and the one that it comes back to.

use core::ffi::c_void;

use grantlet::places::{self, Answered};
use grantlet::{Authorize, Expect, Flow, Issuer, Nonce};

use crate::profile::Profile;
use crate::request::{Client, Options, Read};
use crate::secret::challenge;
use crate::span::{Span, buffer};
use crate::status::{Fault, Status, Wrong, of_callback};
use crate::token::Token;

/// Where an address goes, and why there is none.
///
/// # Safety
/// Each pointer is NULL or what its type says; `out` can be written for `capacity` bytes.
unsafe fn write(
    profile: *const Profile,
    client: *const Client,
    options: *const Options,
    (out, capacity): (*mut c_void, usize),
    fault: &mut Fault,
    authorize: Authorize<'_>,
) -> Result<(), Status> {
    if profile.is_null() {
        return Err(Status::ENull);
    }
    // SAFETY: the caller says so; what is dereferenced is not null.
    unsafe {
        let client = Client::get(client)?;
        let options = Read::get(options)?;
        let authorize = authorize.scope(options.scope).params(options.params());
        let buffer = buffer(out.cast(), capacity)?;
        match authorize.write_len(&(*profile).core, &client, buffer) {
            Ok(length) => {
                fault.need = length;
                Ok(())
            }
            Err(error) => {
                let wrong = Wrong::from(error);
                (fault.member, fault.need) = (wrong.member, wrong.need);
                Err(wrong.status)
            }
        }
    }
}

fn status(done: Result<(), Status>) -> Status {
    done.err().unwrap_or(Status::Ok)
}

/// Writes the address of a login by code (RFC 6749, section 4.1.1) with the S256 challenge of its
/// `code_verifier` (RFC 7636, section 4.3), unless the profile has no PKCE. What is written is
/// public, and `fault->need` its length, also on success. Keep state, verifier and `redirect_uri`
/// until the user is back. `options` may be NULL.
///
/// Returns a status of the bands 1 and 20; `fault->member` tells the parameter.
///
/// # Safety
/// Each pointer is NULL or what its type says, spans can be read, `out` can be written for
/// `capacity` bytes; what is written overlaps with nothing else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_code_url(
    profile: *const Profile,
    client: *const Client,
    redirect_uri: Span,
    state: Span,
    code_verifier: Span,
    options: *const Options,
    out: *mut c_void,
    capacity: usize,
    fault: *mut Fault,
) -> Status {
    // SAFETY: the caller says so.
    let done = unsafe {
        Fault::at(fault).and_then(|fault| {
            let challenge = challenge(code_verifier)?;
            let authorize = Authorize::code(redirect_uri.text()?, state.text()?, &challenge);
            write(profile, client, options, (out, capacity), fault, authorize)
        })
    };
    status(done)
}

/// Writes the address of an implicit login (RFC 6749, section 4.2.1), which brings a token in the
/// fragment; with a `nonce` of `grantlet_nonce` also an `id_token` (OpenID Connect Core, section
/// 3.2.2.1), without one, of length 0, none. Legacy: new clients must not use it (RFC 9700, section
/// 2.1.2).
///
/// The rest is as for `grantlet_code_url`; `GRANTLET_E_TEXT` stands for a nonce that is none, too.
///
/// # Safety
/// As `grantlet_code_url`.
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
    fault: *mut Fault,
) -> Status {
    // SAFETY: the caller says so.
    let done = unsafe {
        Fault::at(fault).and_then(|fault| {
            let (redirect_uri, state) = (redirect_uri.text()?, state.text()?);
            let nonce = nonce.text()?;
            let bound;
            let authorize = if nonce.is_empty() {
                Authorize::implicit(redirect_uri, state)
            } else {
                bound = Nonce::from_text(nonce).ok_or(Status::EText)?;
                Authorize::implicit_id_token(redirect_uri, state, &bound)
            };
            write(profile, client, options, (out, capacity), fault, authorize)
        })
    };
    status(done)
}

/// What is done about `iss` (RFC 9207).
pub const ISSUER_IGNORED: u8 = 0;
/// It must be there and be the issuer.
pub const ISSUER_REQUIRED: u8 = 1;
/// Where it is there, it must be the issuer.
pub const ISSUER_IF_PRESENT: u8 = 2;
/// It must not be there.
pub const ISSUER_REFUSED: u8 = 3;

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
    /// One of `GRANTLET_ISSUER_IGNORED` and its neighbours. Another number is as `REQUIRED`.
    pub issuer_rule: u8,
    /// Whether the login was implicit.
    pub implicit: bool,
}

/// Reads the address that a user came back to (RFC 6749, sections 4.1.2 and 4.2.2; RFC 9207), where
/// it stands: a code in `*code`, or for an implicit login a token in `*token`; the other is nothing.
/// `state` is compared in a time that tells nothing of it, before anything else is believed. Then
/// wipe the address.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_TEXT`, `GRANTLET_E_SERVER` where the user or the server said no (the login is then
/// over, as with `OK`), or a status of the band 60: then anybody may have made the address, it is
/// as it was, and the login stays open.
///
/// # Safety
/// Each pointer is NULL or what its type says; spans can be read, `address` be read and written for
/// `length` bytes; what is written overlaps with nothing else.
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
    // SAFETY: the caller says so; what is dereferenced is not null.
    let done = unsafe {
        Fault::at(fault).and_then(|fault| {
            let answer = Token::answer(token)?;
            if code.is_null() || profile.is_null() || expected.is_null() {
                return Err(Status::ENull);
            }
            code.write(Span::NONE);
            let url = buffer(address.cast(), length)?;
            let Expected { redirect_uri, state, issuer, issuer_rule, implicit } = *expected;
            let issuer = issuer.text()?;
            let expect = Expect {
                redirect_uri: redirect_uri.text()?,
                state: state.text()?,
                issuer: match issuer_rule {
                    ISSUER_IGNORED => Issuer::Ignored,
                    ISSUER_IF_PRESENT => Issuer::IfPresent(issuer),
                    ISSUER_REFUSED => Issuer::Refused,
                    _ => Issuer::Required(issuer),
                },
                flow: if implicit { Flow::Implicit } else { Flow::Code },
            };
            let answered = places::callback(&(*profile).core, &expect, url, answer);
            Token::point(token, url);
            if answered == Ok(Answered::Denied) {
                (*token).tell(fault);
                (*token).reserved = [Span::NONE; 4];
            }
            if let Ok(Answered::Code(place)) = answered {
                code.write(Span::of(place.of(url)));
            }
            match of_callback(answered, fault) {
                Status::Ok => Ok(()),
                status => Err(status),
            }
        })
    };
    status(done)
}
