//! Requests to send: a grant as address, header fields and body.

use core::ffi::c_void;

use grantlet::places::{self, RequestPlaces};
use grantlet::{Client as CoreClient, Grant, Revoke, Secret};

use crate::profile::Profile;
use crate::span::{Pair, Span, buffer, set_need};
use crate::status::{Fault, Status, Wrong};

/// A client as it is registered (RFC 6749, section 2).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Client {
    /// What the profile's paths are joined to: https. Empty for a profile with absolute endpoints.
    pub base_url: Span,
    /// `client_id`. It is not secret.
    pub client_id: Span,
    /// `client_secret`. Length 0: a public client.
    pub client_secret: Span,
}

impl Client {
    /// # Safety
    /// `client` is NULL or can be read, and so can its spans.
    pub(crate) unsafe fn get<'a>(client: *const Self) -> Result<CoreClient<'a>, Status> {
        if client.is_null() {
            return Err(Status::ENull);
        }
        // SAFETY: it is not null, and the caller says that it and its spans can be read.
        unsafe {
            let Self { base_url, client_id, client_secret } = *client;
            let (base_url, id) = (base_url.text()?, client_id.text()?);
            let secret = client_secret.text()?;
            Ok(if secret.is_empty() {
                CoreClient::public(base_url, id)
            } else {
                CoreClient::confidential(base_url, id, Secret::new(secret))
            })
        }
    }
}

/// A request to send by `POST`: parts of the buffer that it was written to. It holds secrets. Do not
/// follow a redirect with it: a redirect is an answer (RFC 9700, section 4.11).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Request {
    /// The absolute address.
    pub url: Span,
    /// All header fields but `Host`, `Content-Length` and what else HTTP itself needs, each line
    /// ended by CR LF.
    pub headers: Span,
    /// The body.
    pub body: Span,
}

impl Request {
    const NONE: Self = Self { url: Span::NONE, headers: Span::NONE, body: Span::NONE };
}

/// What a grant can ask for beside what it must say.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Options {
    /// The scope to ask for, tokens with a space between each two; length 0 for none.
    pub scope: Span,
    /// Further parameters, at most eight; NULL where there are none. They must not be those that are
    /// written from typed values.
    pub params: *const Pair,
    /// How many there are.
    pub params_length: usize,
}

/// Further parameters that are read.
const MAX_PARAMS: usize = 8;

/// The caller's options, with their texts read.
pub(crate) struct Read<'a> {
    pub(crate) scope: &'a str,
    params: [(&'a str, &'a str); MAX_PARAMS],
    length: usize,
}

impl<'a> Read<'a> {
    /// # Safety
    /// `options` is NULL or can be read, and so can what it points to.
    pub(crate) unsafe fn get(options: *const Options) -> Result<Self, Status> {
        let mut read = Self { scope: "", params: [("", ""); MAX_PARAMS], length: 0 };
        if options.is_null() {
            return Ok(read);
        }
        // SAFETY: it is not null, and the caller says that it can be read.
        let options = unsafe { *options };
        if options.params_length > MAX_PARAMS {
            return Err(Status::ECount);
        }
        if options.params.is_null() && options.params_length > 0 {
            return Err(Status::ENull);
        }
        // SAFETY: the caller says that the scope can be read.
        read.scope = unsafe { options.scope.text() }?;
        read.length = options.params_length;
        for (index, slot) in read.params.iter_mut().enumerate().take(options.params_length) {
            // SAFETY: the caller says that this many pairs can be read, and so can their spans.
            unsafe {
                let Pair { name, value } = *options.params.add(index);
                *slot = (name.text()?, value.text()?);
            }
        }
        Ok(read)
    }

    pub(crate) fn params(&self) -> &[(&'a str, &'a str)] {
        self.params.get(..self.length).unwrap_or_default()
    }
}

/// Writes a request into a buffer.
type Writing<'w> = &'w mut dyn FnMut(
    &grantlet::Profile<'static>,
    &CoreClient<'_>,
    &mut [u8],
) -> Result<RequestPlaces, Wrong>;

/// Writes a request of any kind from what C gives to where C wants it.
///
/// # Safety
/// Each pointer is NULL or what its type says; `out` can be written for `capacity` bytes.
unsafe fn write(
    profile: *const Profile,
    client: *const Client,
    (out, capacity): (*mut c_void, usize),
    request: *mut Request,
    fault: *mut Fault,
    writing: Writing<'_>,
) -> Status {
    // SAFETY: the caller says so; what is dereferenced is not null.
    unsafe {
        let Ok(fault) = Fault::at(fault) else {
            return Status::ENull;
        };
        if profile.is_null() || request.is_null() {
            return Status::ENull;
        }
        request.write(Request::NONE);
        let written = buffer(out.cast(), capacity).map_err(Wrong::from).and_then(|buffer| {
            let places = writing(&(*profile).core, &Client::get(client)?, buffer)?;
            let span = |place: places::Place| Span::of(place.of(buffer));
            *request = Request {
                url: span(places.url),
                headers: span(places.headers),
                body: span(places.body),
            };
            Ok(())
        });
        let Err(wrong) = written else {
            return Status::Ok;
        };
        (fault.member, fault.need) = (wrong.member, wrong.need);
        wrong.status
    }
}

/// Writes a grant with the caller's options.
///
/// # Safety
/// As `write`; `options` is NULL or can be read, and so can what it points to.
unsafe fn write_grant(
    profile: *const Profile,
    client: *const Client,
    (out, capacity): (*mut c_void, usize),
    request: *mut Request,
    fault: *mut Fault,
    (grant, options): (&dyn Fn() -> Result<Grant<'static>, Status>, *const Options),
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write(profile, client, (out, capacity), request, fault, &mut |profile, client, buffer| {
            let options = Read::get(options)?;
            let grant = grant()?.scope(options.scope).params(options.params());
            Ok(places::request(profile, client, &grant, buffer)?)
        })
    }
}

/// Writes the request that refreshes (RFC 6749, section 6), with the scope that it had. The refresh
/// token is secret, and so is the buffer then: wipe it once it was sent.
///
/// The length is that of the address, about 110 bytes of header fields (four thirds of the encoded
/// credentials more with Basic) and of the encoded parameters; `GRANTLET_E_SPACE` tells it to the byte, and
/// leaves the buffer zeroed.
///
/// Returns a status of the bands 1 and 20; `fault->member` tells the parameter.
///
/// # Safety
/// Each pointer is NULL or what its type says, spans can be read, `out` can be written for
/// `capacity` bytes; what is written overlaps with nothing else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_refresh_request(
    profile: *const Profile,
    client: *const Client,
    refresh_token: Span,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    fault: *mut Fault,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write(profile, client, (out, capacity), request, fault, &mut |profile, client, buffer| {
            let token = Secret::new(refresh_token.text()?);
            Ok(places::refresh_request(profile, client, token, buffer)?)
        })
    }
}

/// Writes the request that exchanges a code (RFC 6749, section 4.1.3): with the `redirect_uri` of its
/// login and, unless the profile has no PKCE, its `code_verifier` (RFC 7636, section 4.5). Either may
/// have length 0 where the provider takes none. Code and verifier are secret. `options` may be NULL.
///
/// Lengths, statuses and safety are those of `grantlet_refresh_request`.
///
/// # Safety
/// As `grantlet_refresh_request`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_code_request(
    profile: *const Profile,
    client: *const Client,
    code: Span,
    redirect_uri: Span,
    code_verifier: Span,
    options: *const Options,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    fault: *mut Fault,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let grant = || {
            let grant = Grant::authorization_code(Secret::new(code.text()?));
            Ok(grant.redirect_uri(redirect_uri.text()?).code_verifier(code_verifier.text()?))
        };
        write_grant(profile, client, (out, capacity), request, fault, (&grant, options))
    }
}

/// Writes the request for a token of the client's own (RFC 6749, section 4.4). `options` may be NULL.
///
/// Lengths, statuses and safety are those of `grantlet_refresh_request`.
///
/// # Safety
/// As `grantlet_refresh_request`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_client_credentials_request(
    profile: *const Profile,
    client: *const Client,
    options: *const Options,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    fault: *mut Fault,
) -> Status {
    let grant = || Ok(Grant::client_credentials());
    // SAFETY: the caller says so.
    unsafe { write_grant(profile, client, (out, capacity), request, fault, (&grant, options)) }
}

/// Writes the request that polls for a device's token (RFC 8628, section 3.4). The device code is
/// secret.
///
/// Lengths, statuses and safety are those of `grantlet_refresh_request`.
///
/// # Safety
/// As `grantlet_refresh_request`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_device_code_request(
    profile: *const Profile,
    client: *const Client,
    device_code: Span,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    fault: *mut Fault,
) -> Status {
    // SAFETY: the caller says so; there are no options.
    unsafe {
        let grant = || Ok(Grant::device_code(Secret::new(device_code.text()?)));
        let options = core::ptr::null();
        write_grant(profile, client, (out, capacity), request, fault, (&grant, options))
    }
}

/// Writes the request that starts a device's login (RFC 8628, section 3.1), for the profile's device
/// authorization endpoint.
///
/// Lengths, statuses and safety are those of `grantlet_refresh_request`.
///
/// # Safety
/// As `grantlet_refresh_request`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_device_authorization_request(
    profile: *const Profile,
    client: *const Client,
    scope: Span,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    fault: *mut Fault,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write(profile, client, (out, capacity), request, fault, &mut |profile, client, buffer| {
            let scope = scope.text()?;
            Ok(places::device_authorization_request(profile, client, scope, buffer)?)
        })
    }
}

/// Writes the request for a token by a user's name and password (RFC 6749, section 4.3), both ASCII.
/// Deprecated: it shows the user's password to the client (RFC 9700, section 2.4). `options` may be
/// NULL.
///
/// Lengths, statuses and safety are those of `grantlet_refresh_request`.
///
/// # Safety
/// As `grantlet_refresh_request`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_password_request(
    profile: *const Profile,
    client: *const Client,
    username: Span,
    password: Span,
    options: *const Options,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    fault: *mut Fault,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        #[allow(deprecated)]
        let grant = || Ok(Grant::password(username.text()?, Secret::new(password.text()?)));
        write_grant(profile, client, (out, capacity), request, fault, (&grant, options))
    }
}

/// Writes the request of an extension grant (RFC 6749, section 4.5); its parameters go into the
/// options.
///
/// Lengths, statuses and safety are those of `grantlet_refresh_request`.
///
/// # Safety
/// As `grantlet_refresh_request`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_other_request(
    profile: *const Profile,
    client: *const Client,
    grant_type: Span,
    options: *const Options,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    fault: *mut Fault,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let grant = || Ok(Grant::other(grant_type.text()?));
        write_grant(profile, client, (out, capacity), request, fault, (&grant, options))
    }
}

/// Writes the request that revokes a token (RFC 7009), for the profile's revocation endpoint: a
/// refresh token, and with it the whole grant, or an access token. Any 2xx answer means that it is
/// revoked. The token is secret.
///
/// Lengths, statuses and safety are those of `grantlet_refresh_request`.
///
/// # Safety
/// As `grantlet_refresh_request`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_revocation_request(
    profile: *const Profile,
    client: *const Client,
    token: Span,
    is_refresh_token: bool,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    fault: *mut Fault,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write(profile, client, (out, capacity), request, fault, &mut |profile, client, buffer| {
            let token = Secret::new(token.text()?);
            let revoke = if is_refresh_token {
                Revoke::RefreshToken(token)
            } else {
                Revoke::AccessToken(token)
            };
            Ok(places::revocation(profile, client, revoke, buffer)?)
        })
    }
}

/// Writes the value of an `Authorization` header with an access token (RFC 6750, section 2.1):
/// `Bearer ` and the token, so that `*need` is seven more than its length. There is no way to put a
/// token into a query. The token is secret.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_SPACE`, `GRANTLET_E_TEXT`, `GRANTLET_E_MISSING` for an empty token, `GRANTLET_E_CHARS` for one with a
/// byte outside 0x21 to 0x7E.
///
/// # Safety
/// The span can be read, `out` be written for `capacity` bytes, `need` for one size; they do not
/// overlap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_bearer(
    access_token: Span,
    out: *mut c_void,
    capacity: usize,
    need: *mut usize,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        set_need(need, || {
            let token = Secret::new(access_token.text()?);
            Ok(places::bearer(token, buffer(out.cast(), capacity)?)?)
        })
    }
}

/// Writes the value of an `Authorization` header with a client's id and secret (RFC 6749, section
/// 2.3.1), for a request that is not written here. Percent-encoded first, a space as `%20`, unless
/// `verbatim`, for servers that do not decode. The value is secret.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_SPACE`, `GRANTLET_E_TEXT`, `GRANTLET_E_MISSING` without id or secret, `GRANTLET_E_CHARS` for a colon in a
/// verbatim id.
///
/// # Safety
/// `client` and its spans can be read, `out` be written for `capacity` bytes, `need` for one size;
/// they do not overlap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_basic(
    client: *const Client,
    verbatim: bool,
    out: *mut c_void,
    capacity: usize,
    need: *mut usize,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        set_need(need, || {
            let client = Client::get(client)?;
            Ok(places::basic(&client, verbatim, buffer(out.cast(), capacity)?)?)
        })
    }
}
