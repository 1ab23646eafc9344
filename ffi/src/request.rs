//! Requests to send: a grant as address, header fields and body.

use core::ffi::c_void;

use grantlet::places::{self, RequestPlaces};
use grantlet::{
    Client as CoreClient, Grant, Member, Profile as Core, RequestError, Revoke, Secret,
};

use crate::profile::Profile;
use crate::span::{Pair, Span, buffer, cleared};
use crate::status::{Fault, Status};

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
    pub(crate) unsafe fn get<'a>(
        client: *const Self,
        fault: &mut Fault,
    ) -> Result<CoreClient<'a>, Status> {
        if client.is_null() {
            return Err(Status::ENull);
        }
        // SAFETY: it is not null, and the caller says that it and its spans can be read.
        unsafe {
            let id = (*client).client_id.text(Member::ClientId, fault)?;
            let secret = (*client).client_secret.text(Member::ClientSecret, fault)?;
            let base_url = (*client).base_url.text(Member::BaseUrl, fault)?;
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

/// What a grant can ask for beside what it must say.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Options {
    /// The scope to ask for (RFC 6749, section 3.3): tokens with a space between each two, whatever
    /// the provider's own separator; length 0 for none.
    pub scope: Span,
    /// Further parameters, at most eight; NULL where there are none. Names are printable ASCII and
    /// none of those that are written from typed values; values are UTF-8.
    pub params: *const Pair,
    /// How many there are.
    pub params_length: usize,
}

/// Further parameters that are read.
const MAX_PARAMS: usize = 8;

/// Further parameters, as text.
pub(crate) struct Params<'a> {
    params: [(&'a str, &'a str); MAX_PARAMS],
    length: usize,
}

impl<'a> Params<'a> {
    pub(crate) fn get(&self) -> &[(&'a str, &'a str)] {
        self.params.get(..self.length).unwrap_or_default()
    }
}

impl Options {
    /// The scope and the further parameters.
    ///
    /// # Safety
    /// `options` is NULL or can be read, and so can what it points to.
    pub(crate) unsafe fn get<'a>(
        options: *const Self,
        fault: &mut Fault,
    ) -> Result<(&'a str, Params<'a>), Status> {
        let mut read = Params { params: [("", ""); MAX_PARAMS], length: 0 };
        // SAFETY: the caller says that it can be read where it is not NULL.
        let Some(options) = (unsafe { options.as_ref() }) else {
            return Ok(("", read));
        };
        read.length = options.params_length;
        if read.length > MAX_PARAMS {
            return Err(Status::ECount);
        }
        if options.params.is_null() && read.length > 0 {
            return Err(Status::ENull);
        }
        for (index, slot) in read.params.iter_mut().enumerate().take(read.length) {
            // SAFETY: the caller says that this many pairs can be read, and so can their spans.
            unsafe {
                let pair = options.params.add(index);
                let name = (*pair).name.text(Member::ExtraParameter, fault)?;
                *slot = (name, (*pair).value.utf8(Member::ExtraParameter, fault)?);
            }
        }
        // SAFETY: the caller says that the scope can be read.
        Ok((unsafe { options.scope.text(Member::Scope, fault) }?, read))
    }
}

/// What a request or an address is written from and to.
pub(crate) struct Call<'a> {
    pub(crate) profile: &'a Core<'static>,
    pub(crate) client: CoreClient<'a>,
    pub(crate) buffer: &'a mut [u8],
    pub(crate) fault: &'a mut Fault,
}

impl<'a> Call<'a> {
    /// Reads what C gives, of an empty fault.
    ///
    /// # Safety
    /// Each pointer is NULL or what its type says; spans can be read, and `out` be written for
    /// `capacity` bytes.
    pub(crate) unsafe fn begin(
        profile: *const Profile,
        client: *const Client,
        (out, capacity): (*mut c_void, usize),
        fault: &'a mut Fault,
    ) -> Result<Self, Status> {
        // SAFETY: the caller says so.
        unsafe {
            Ok(Self {
                profile: Profile::get(profile)?,
                client: Client::get(client, fault)?,
                buffer: buffer(out.cast(), capacity)?,
                fault,
            })
        }
    }
}

/// The same with where a request's parts are told.
struct Asking<'a> {
    call: Call<'a>,
    request: &'a mut Request,
}

impl<'a> Asking<'a> {
    /// Reads what C gives.
    ///
    /// # Safety
    /// As [`Call::begin`].
    unsafe fn begin(
        profile: *const Profile,
        client: *const Client,
        out: (*mut c_void, usize),
        request: *mut Request,
        fault: *mut Fault,
    ) -> Result<Self, Status> {
        // SAFETY: the caller says so.
        unsafe {
            let (Some(request), Some(fault)) = (cleared(request), cleared(fault)) else {
                return Err(Status::ENull);
            };
            Ok(Self { call: Call::begin(profile, client, out, fault)?, request })
        }
    }

    /// A text of the request.
    ///
    /// # Safety
    /// The span's bytes can be read.
    unsafe fn text(&mut self, span: Span, member: Member) -> Result<&'a str, Status> {
        // SAFETY: the caller says that they can be read.
        unsafe { span.text(member, self.call.fault) }
    }

    /// Writes a grant with the caller's options.
    ///
    /// # Safety
    /// `options` is NULL or can be read, and so can what it points to.
    unsafe fn grant(mut self, grant: Grant<'_>, options: *const Options) -> Status {
        // SAFETY: the caller says so.
        let (scope, params) = match unsafe { Options::get(options, self.call.fault) } {
            Ok(options) => options,
            Err(status) => return status,
        };
        let grant = grant.scope(scope).params(params.get());
        let Call { profile, client, buffer, .. } = &mut self.call;
        let written = places::request(profile, client, &grant, buffer);
        self.end(written)
    }

    /// Tells C where the parts of a request are, or why there are none.
    fn end(self, written: Result<RequestPlaces, RequestError>) -> Status {
        match written {
            Ok(RequestPlaces { url, headers, body }) => {
                let span = |place: places::Place| Span::of(place.of(self.call.buffer));
                *self.request =
                    Request { url: span(url), headers: span(headers), body: span(body) };
                Status::Ok
            }
            Err(error) => self.call.fault.of_request(error),
        }
    }
}

/// Writes the request that refreshes (RFC 6749, section 6), with the scope that it had. The refresh
/// token is secret, and so is the buffer then: wipe it once it was sent.
///
/// The length is that of the address, about 110 bytes of header fields (four thirds of the encoded
/// credentials more with Basic) and of the encoded parameters; `GRANTLET_E_SPACE` tells it to the
/// byte, and leaves the buffer zeroed.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_SPACE`, `GRANTLET_E_TEXT`, or a status from 20 to 39;
/// `fault->member` tells the parameter. Then what is in the buffer is not to be sent.
///
/// # Safety
/// Each pointer is NULL or what its type says, a profile holds zeros or a copy of one, spans can be
/// read, and `out` be written for `capacity` bytes; what is written overlaps with nothing else.
#[must_use]
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
        let begun = Asking::begin(profile, client, (out, capacity), request, fault);
        let mut asking = or_return!(begun);
        let token = Secret::new(or_return!(asking.text(refresh_token, Member::RefreshToken)));
        let Call { profile, client, buffer, .. } = &mut asking.call;
        let written = places::refresh_request(profile, client, token, buffer);
        asking.end(written)
    }
}

/// Writes the request that exchanges a code (RFC 6749, section 4.1.3): with the `redirect_uri` of its
/// login and, unless the profile has no PKCE, its `code_verifier` (RFC 7636, section 4.5); with its
/// `state` for the provider that documents one here. Of these three each may have length 0 where the
/// provider takes none. Code and verifier are secret. `options` may be NULL.
///
/// Lengths and statuses are those of `grantlet_refresh_request`, and `GRANTLET_E_COUNT`.
///
/// # Safety
/// Each pointer is NULL or what its type says, a profile holds zeros or a copy of one, spans can be
/// read, and `out` be written for `capacity` bytes; what is written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_code_request(
    profile: *const Profile,
    client: *const Client,
    code: Span,
    redirect_uri: Span,
    code_verifier: Span,
    state: Span,
    options: *const Options,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    fault: *mut Fault,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let begun = Asking::begin(profile, client, (out, capacity), request, fault);
        let mut asking = or_return!(begun);
        let code = Secret::new(or_return!(asking.text(code, Member::Code)));
        let grant = Grant::authorization_code(code)
            .redirect_uri(or_return!(asking.text(redirect_uri, Member::RedirectUri)))
            .code_verifier(or_return!(asking.text(code_verifier, Member::CodeVerifier)))
            .state(or_return!(asking.text(state, Member::State)));
        asking.grant(grant, options)
    }
}

/// Writes the request for a token of the client's own (RFC 6749, section 4.4). `options` may be NULL.
///
/// Lengths and statuses are those of `grantlet_refresh_request`, and `GRANTLET_E_COUNT`.
///
/// # Safety
/// Each pointer is NULL or what its type says, a profile holds zeros or a copy of one, spans can be
/// read, and `out` be written for `capacity` bytes; what is written overlaps with nothing else.
#[must_use]
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
    // SAFETY: the caller says so.
    unsafe {
        let begun = Asking::begin(profile, client, (out, capacity), request, fault);
        let asking = or_return!(begun);
        asking.grant(Grant::client_credentials(), options)
    }
}

/// Writes the request that polls for a device's token (RFC 8628, section 3.4). The device code is
/// secret.
///
/// Lengths and statuses are those of `grantlet_refresh_request`.
///
/// # Safety
/// Each pointer is NULL or what its type says, a profile holds zeros or a copy of one, spans can be
/// read, and `out` be written for `capacity` bytes; what is written overlaps with nothing else.
#[must_use]
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
    // SAFETY: the caller says so.
    unsafe {
        let begun = Asking::begin(profile, client, (out, capacity), request, fault);
        let mut asking = or_return!(begun);
        let code = Secret::new(or_return!(asking.text(device_code, Member::DeviceCode)));
        asking.grant(Grant::device_code(code), core::ptr::null())
    }
}

/// Writes the request that starts a device's login (RFC 8628, section 3.1), for the profile's device
/// authorization endpoint. The scope may have length 0.
///
/// Lengths and statuses are those of `grantlet_refresh_request`.
///
/// # Safety
/// Each pointer is NULL or what its type says, a profile holds zeros or a copy of one, spans can be
/// read, and `out` be written for `capacity` bytes; what is written overlaps with nothing else.
#[must_use]
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
        let begun = Asking::begin(profile, client, (out, capacity), request, fault);
        let mut asking = or_return!(begun);
        let scope = or_return!(asking.text(scope, Member::Scope));
        let Call { profile, client, buffer, .. } = &mut asking.call;
        let written = places::device_authorization_request(profile, client, scope, buffer);
        asking.end(written)
    }
}

/// Writes the request for a token by a user's name and password (RFC 6749, section 4.3), both UTF-8
/// and secret. `options` may be NULL.
///
/// Lengths and statuses are those of `grantlet_refresh_request`, and `GRANTLET_E_COUNT`.
///
/// # Safety
/// Each pointer is NULL or what its type says, a profile holds zeros or a copy of one, spans can be
/// read, and `out` be written for `capacity` bytes; what is written overlaps with nothing else.
#[deprecated = "it shows the user's password to the client (RFC 9700, section 2.4)"]
#[must_use]
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
        let begun = Asking::begin(profile, client, (out, capacity), request, fault);
        let asking = or_return!(begun);
        let username = or_return!(username.utf8(Member::Username, asking.call.fault));
        let password = or_return!(password.utf8(Member::Password, asking.call.fault));
        #[allow(deprecated)]
        let grant = Grant::password(username, Secret::new(password));
        asking.grant(grant, options)
    }
}

/// Writes the request of an extension grant (RFC 6749, section 4.5); its parameters go into the
/// options. `options` may be NULL.
///
/// Lengths and statuses are those of `grantlet_refresh_request`, and `GRANTLET_E_COUNT`.
///
/// # Safety
/// Each pointer is NULL or what its type says, a profile holds zeros or a copy of one, spans can be
/// read, and `out` be written for `capacity` bytes; what is written overlaps with nothing else.
#[must_use]
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
        let begun = Asking::begin(profile, client, (out, capacity), request, fault);
        let mut asking = or_return!(begun);
        let grant_type = or_return!(asking.text(grant_type, Member::GrantType));
        asking.grant(Grant::other(grant_type), options)
    }
}

/// Writes the request that revokes a token (RFC 7009, section 2.1), for the profile's revocation
/// endpoint: a refresh token, and with it the whole grant, or an access token. Any 2xx answer means
/// that it is revoked, and its body is to be ignored; `grantlet_token_response` reads any other. The
/// token is secret.
///
/// Lengths and statuses are those of `grantlet_refresh_request`.
///
/// # Safety
/// Each pointer is NULL or what its type says, a profile holds zeros or a copy of one, spans can be
/// read, and `out` be written for `capacity` bytes; what is written overlaps with nothing else.
#[must_use]
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
        let begun = Asking::begin(profile, client, (out, capacity), request, fault);
        let mut asking = or_return!(begun);
        let token = Secret::new(or_return!(asking.text(token, Member::Token)));
        let revoke =
            if is_refresh_token { Revoke::RefreshToken(token) } else { Revoke::AccessToken(token) };
        let Call { profile, client, buffer, .. } = &mut asking.call;
        let written = places::revocation(profile, client, revoke, buffer);
        asking.end(written)
    }
}

/// Writes what has no fault of its own to tell: sets `*need` to its length, or to that of the buffer
/// that it takes.
///
/// # Safety
/// `need` is NULL or can be written; `out` can be written for `capacity` bytes.
pub(crate) unsafe fn write_value(
    (out, capacity): (*mut c_void, usize),
    need: *mut usize,
    write: impl FnOnce(&mut [u8], &mut Fault) -> Result<usize, Status>,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let need = or_return!(cleared(need).ok_or(Status::ENull));
        let buffer = or_return!(buffer(out.cast(), capacity));
        let mut fault = Fault::NONE;
        let written = write(buffer, &mut fault);
        *need = *written.as_ref().unwrap_or(&fault.need);
        written.err().unwrap_or(Status::Ok)
    }
}

/// Writes the value of an `Authorization` header with an access token (RFC 6750, section 2.1):
/// `Bearer ` and the token, so that `*need` is seven more than its length. There is no way to put a
/// token into a query. The token is secret.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_SPACE`, `GRANTLET_E_TEXT`, `GRANTLET_E_MISSING` for an
/// empty token, `GRANTLET_E_CHARS` for one with a space.
///
/// # Safety
/// The span can be read, `out` be written for `capacity` bytes, `need` for one size; they do not
/// overlap.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_bearer(
    access_token: Span,
    out: *mut c_void,
    capacity: usize,
    need: *mut usize,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write_value((out, capacity), need, |buffer, fault| {
            let token = Secret::new(access_token.text(Member::AccessToken, fault)?);
            places::bearer(token, buffer).map_err(|error| fault.of_request(error))
        })
    }
}

/// Writes the value of an `Authorization` header with a client's id and secret (RFC 6749, section
/// 2.3.1), for a request that is not written here. Percent-encoded first, a space as `%20`, unless
/// `verbatim`, for servers that do not decode. The value is secret.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_SPACE`, `GRANTLET_E_TEXT`, `GRANTLET_E_MISSING` without id
/// or secret, `GRANTLET_E_CHARS` for a colon in a verbatim id.
///
/// # Safety
/// `client` and its spans can be read, `out` be written for `capacity` bytes, `need` for one size;
/// they do not overlap.
#[must_use]
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
        write_value((out, capacity), need, |buffer, fault| {
            let client = Client::get(client, fault)?;
            places::basic(&client, verbatim, buffer).map_err(|error| fault.of_request(error))
        })
    }
}
