//! Requests to send: a grant as address, header fields and body.

use core::ffi::c_void;

use grantlet::engine::{self, Credentials, GrantKind, Place, RequestPlaces};
use grantlet::{Client as CoreClient, Grant, Member, Profile as Core, RequestError, Secret};

use crate::profile::Profile;
use crate::span::{Pair, Span, all_cleared, buffer, cleared};
use crate::status::{Error, Status};
use crate::token::Token;

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

/// What the spans of a client are, for an error to name.
const MEMBERS: [Member; 3] = [Member::BaseUrl, Member::ClientId, Member::ClientSecret];

impl Client {
    /// The base URL and the credentials.
    ///
    /// # Safety
    /// `client` is NULL or can be read, and so can its spans.
    unsafe fn get<'a>(
        client: *const Self,
        error: &mut Error,
    ) -> Result<(&'a str, Credentials<'a>), Status> {
        if client.is_null() {
            return Err(Status::ENull);
        }
        let mut texts = [""; 3];
        let mut span = client.cast::<Span>();
        for (text, member) in texts.iter_mut().zip(&MEMBERS) {
            // SAFETY: it is not null, and the caller says that it and its spans can be read: three.
            unsafe {
                *text = (*span).text(*member, error)?;
                span = span.add(1);
            }
        }
        let [base_url, id, secret] = texts;
        let secret = (!secret.is_empty()).then(|| Secret::new(secret));
        Ok((base_url, Credentials { id, secret }))
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

// A request's places become spans where they stand.
const _: () = assert!(size_of::<Request>() == size_of::<RequestPlaces>());

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
pub(crate) type Params<'a> = [(&'a str, &'a str); MAX_PARAMS];

/// No further parameters. A constant would be 128 bytes of flash.
#[inline(never)]
pub(crate) fn no_params<'a>() -> Params<'a> {
    [("", ""); MAX_PARAMS]
}

/// What is in options: the scope, and the further parameters.
type Read<'a, 'p> = (&'a str, &'p [(&'a str, &'a str)]);

impl Options {
    /// The scope and the further parameters, which are kept in `params`.
    ///
    /// # Safety
    /// `options` is NULL or can be read, and so can what it points to.
    pub(crate) unsafe fn get<'a, 'p>(
        options: *const Self,
        params: &'p mut Params<'a>,
        error: &mut Error,
    ) -> Result<Read<'a, 'p>, Status> {
        // SAFETY: the caller says that it can be read where it is not NULL.
        let Some(options) = (unsafe { options.as_ref() }) else {
            return Ok(("", &[]));
        };
        let params = params.get_mut(..options.params_length).ok_or(Status::ETooManyParameters)?;
        if options.params.is_null() && !params.is_empty() {
            return Err(Status::ENull);
        }
        let mut pair = options.params;
        for slot in &mut *params {
            // SAFETY: the caller says that this many pairs can be read, and so can their spans.
            unsafe {
                slot.0 = (*pair).name.text(Member::ExtraParameter, error)?;
                slot.1 = (*pair).value.utf8(Member::ExtraParameter, error)?;
                pair = pair.add(1);
            }
        }
        // SAFETY: the caller says that the scope can be read.
        Ok((unsafe { options.scope.text(Member::Scope, error) }?, params))
    }
}

/// What a request or an address is written from and to, as C gives it.
pub(crate) struct Calling {
    profile: *const Profile,
    client: *const Client,
    out: (*mut c_void, usize),
    /// Where its parts are told, and how many.
    parts: *mut Span,
    count: usize,
    error: *mut Error,
}

/// The same, checked.
pub(crate) struct Call<'a> {
    pub(crate) client: CoreClient<'a>,
    pub(crate) buffer: &'a mut [u8],
    pub(crate) error: &'a mut Error,
    parts: *mut Place,
}

impl Call<'_> {
    /// Keeps the places of what was written, or why nothing was.
    ///
    /// # Safety
    /// There are as many parts as a `T` has places, and it has nothing else.
    pub(crate) unsafe fn end<T>(&mut self, written: Result<T, RequestError>) -> Result<(), Status> {
        match written {
            Ok(places) => {
                // SAFETY: the caller says so.
                unsafe { self.parts.cast::<T>().write(places) };
                Ok(())
            }
            Err(error) => Err(self.error.of_request(error)),
        }
    }
}

impl Calling {
    pub(crate) const fn to<T>(
        profile: *const Profile,
        client: *const Client,
        out: (*mut c_void, usize),
        parts: *mut T,
        error: *mut Error,
    ) -> Self {
        let count = size_of::<T>() / size_of::<Span>();
        Self { profile, client, out, parts: parts.cast(), count, error }
    }

    /// Writes by `write` what it is written from.
    ///
    /// # Safety
    /// Each pointer is NULL or what its type says, and a profile holds zeros or a copy of one; spans
    /// can be read, `out` be written for its capacity and `parts` for their count.
    pub(crate) unsafe fn by(&self, write: &dyn Fn(&mut Call<'_>) -> Result<(), Status>) -> Status {
        let Self { profile, client, out: (out, capacity), parts, count, error } = *self;
        // SAFETY: the caller says so.
        unsafe {
            let (parts, error) = (all_cleared(parts, count), cleared(error));
            let (Some(parts), Some(error)) = (parts, error) else {
                return Status::ENull;
            };
            let profile: &Core<'_> = or_return!(Profile::get(profile));
            let (base_url, credentials) = or_return!(Client::get(client, error));
            let mut call = Call {
                client: CoreClient::of(profile, credentials).base_url(base_url),
                buffer: or_return!(buffer(out.cast(), capacity)),
                error,
                parts: parts.as_ptr().cast(),
            };
            or_return!(write(&mut call));
            Span::point(parts.as_ptr().cast(), count, call.buffer);
        }
        Status::Ok
    }

    /// Writes a grant of a kind from its texts, of which those that are not given are empty.
    ///
    /// # Safety
    /// As [`by`](Self::by); `options` is NULL or can be read, and so can what it points to.
    unsafe fn for_grant(
        &self,
        kind: &'static GrantKind,
        spans: &[Span],
        options: *const Options,
    ) -> Status {
        // SAFETY: the caller says so.
        unsafe {
            self.by(&|call| {
                let mut texts = [""; 5];
                for ((text, span), member) in texts.iter_mut().zip(spans).zip(kind.members()) {
                    *text = span.of_member(member, call.error)?;
                }
                let mut params = no_params();
                let (scope, params) = Options::get(options, &mut params, call.error)?;
                let grant = Grant::of(kind, texts).scope(scope).params(params);
                let written = engine::request(&call.client, &grant, call.buffer);
                call.end(written)
            })
        }
    }
}

/// Writes the request that refreshes (RFC 6749, section 6), with the scope that it had. The refresh
/// token is secret, and so is the buffer then: wipe it once it was sent.
///
/// The length is that of the address, about 110 bytes of header fields (four thirds of the encoded
/// credentials more with Basic) and of the encoded parameters; `GRANTLET_E_BUFFER_TOO_SMALL` tells it to the
/// byte, and leaves the buffer zeroed.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_BUFFER_TOO_SMALL`, `GRANTLET_E_ENCODING`, or a status from 20 to 39;
/// `error->member` tells the parameter. Then what is in the buffer is not to be sent.
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
    error: *mut Error,
) -> Status {
    let calling = Calling::to(profile, client, (out, capacity), request, error);
    // SAFETY: the caller says so.
    unsafe {
        calling.by(&|call| {
            let token = Secret::new(refresh_token.text(Member::RefreshToken, call.error)?);
            let written = engine::refresh_request(&call.client, token, call.buffer);
            call.end(written)
        })
    }
}

/// Writes the request that exchanges a code (RFC 6749, section 4.1.3): with the `redirect_uri` of its
/// login and, unless the profile has no PKCE, its `code_verifier` (RFC 7636, section 4.5); with its
/// `state` for the provider that documents one here. Of these three each may have length 0 where the
/// provider takes none. Code and verifier are secret. `options` may be NULL.
///
/// Lengths and statuses are those of `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS`.
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
    error: *mut Error,
) -> Status {
    let calling = Calling::to(profile, client, (out, capacity), request, error);
    // SAFETY: the caller says so.
    unsafe {
        let texts = [code, Span::NONE, redirect_uri, code_verifier, state];
        calling.for_grant(&GrantKind::AUTHORIZATION_CODE, &texts, options)
    }
}

/// Writes the request for a token of the client's own (RFC 6749, section 4.4). `options` may be NULL.
///
/// Lengths and statuses are those of `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS`.
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
    error: *mut Error,
) -> Status {
    let calling = Calling::to(profile, client, (out, capacity), request, error);
    // SAFETY: the caller says so.
    unsafe { calling.for_grant(&GrantKind::CLIENT_CREDENTIALS, &[], options) }
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
    error: *mut Error,
) -> Status {
    let calling = Calling::to(profile, client, (out, capacity), request, error);
    // SAFETY: the caller says so.
    unsafe { calling.for_grant(&GrantKind::DEVICE_CODE, &[device_code], core::ptr::null()) }
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
    error: *mut Error,
) -> Status {
    let calling = Calling::to(profile, client, (out, capacity), request, error);
    // SAFETY: the caller says so.
    unsafe {
        let options = Options { scope, params: core::ptr::null(), params_length: 0 };
        calling.for_grant(&GrantKind::DEVICE_AUTHORIZATION, &[], &raw const options)
    }
}

/// Writes the request for a token by a user's name and password (RFC 6749, section 4.3), both UTF-8
/// and secret. `options` may be NULL.
///
/// Lengths and statuses are those of `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS`.
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
    error: *mut Error,
) -> Status {
    let calling = Calling::to(profile, client, (out, capacity), request, error);
    // SAFETY: the caller says so.
    unsafe { calling.for_grant(&GrantKind::PASSWORD, &[username, password], options) }
}

/// Writes the request of an extension grant (RFC 6749, section 4.5); its parameters go into the
/// options. `options` may be NULL.
///
/// Lengths and statuses are those of `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS`.
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
    error: *mut Error,
) -> Status {
    let calling = Calling::to(profile, client, (out, capacity), request, error);
    // SAFETY: the caller says so.
    unsafe { calling.for_grant(&GrantKind::OTHER, &[grant_type], options) }
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
    error: *mut Error,
) -> Status {
    let calling = Calling::to(profile, client, (out, capacity), request, error);
    // SAFETY: the caller says so.
    unsafe {
        let hint = if is_refresh_token { "refresh_token" } else { "access_token" };
        let texts = [token, Span::of(hint.as_bytes())];
        calling.for_grant(&GrantKind::REVOCATION, &texts, core::ptr::null())
    }
}

/// Writes what has no error of its own to tell: sets `*needed` to its length, or to that of the buffer
/// that it takes.
///
/// # Safety
/// `needed` is NULL or can be written; `out` can be written for `capacity` bytes.
pub(crate) unsafe fn write_value(
    (out, capacity): (*mut c_void, usize),
    needed: *mut usize,
    write: impl FnOnce(&mut [u8], &mut Error) -> Result<usize, Status>,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let needed = or_return!(cleared(needed).ok_or(Status::ENull));
        let buffer = or_return!(buffer(out.cast(), capacity));
        let mut error = Error::NONE;
        let written = write(buffer, &mut error);
        *needed = *written.as_ref().unwrap_or(&error.needed);
        written.err().unwrap_or(Status::Ok)
    }
}

/// Writes the value of an `Authorization` header with an access token (RFC 6750, section 2.1):
/// `Bearer ` and the token, so that `*needed` is seven more than its length. There is no way to put a
/// token into a query. The token is secret. Under a profile with `grantlet_profile_token_types` use
/// `grantlet_token_bearer`, which looks at the type.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_BUFFER_TOO_SMALL`, `GRANTLET_E_ENCODING`, `GRANTLET_E_REQUEST_MISSING` for an
/// empty token, `GRANTLET_E_REQUEST_CHARS` for one with a space.
///
/// # Safety
/// The span can be read, `out` be written for `capacity` bytes, `needed` for one size; they do not
/// overlap.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_bearer(
    access_token: Span,
    out: *mut c_void,
    capacity: usize,
    needed: *mut usize,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write_value((out, capacity), needed, |buffer, error| {
            let token = Secret::new(access_token.text(Member::AccessToken, error)?);
            engine::bearer(token, buffer).map_err(|reason| error.of_request(reason))
        })
    }
}

/// Writes the value of an `Authorization` header with a client's id and secret (RFC 6749, section
/// 2.3.1), for a request that is not written here. Percent-encoded first, a space as `%20`, unless
/// `verbatim`, for servers that do not decode. The value is secret.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_BUFFER_TOO_SMALL`, `GRANTLET_E_ENCODING`, `GRANTLET_E_REQUEST_MISSING` without id
/// or secret, `GRANTLET_E_REQUEST_CHARS` for a colon in a verbatim id.
///
/// # Safety
/// `client` and its spans can be read, `out` be written for `capacity` bytes, `needed` for one size;
/// they do not overlap.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_basic(
    client: *const Client,
    verbatim: bool,
    out: *mut c_void,
    capacity: usize,
    needed: *mut usize,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write_value((out, capacity), needed, |buffer, error| {
            let (_, credentials) = Client::get(client, error)?;
            engine::basic(&credentials, verbatim, buffer).map_err(|reason| error.of_request(reason))
        })
    }
}

/// As `grantlet_bearer` for a token that was read, which must be of that type.
///
/// Returns `GRANTLET_E_REQUEST_UNEXPECTED` for a token that is not Bearer; otherwise as `grantlet_bearer`.
///
/// # Safety
/// `token` and its spans can be read, `out` be written for `capacity` bytes, `needed` for one size; they
/// do not overlap.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_token_bearer(
    token: *const Token,
    out: *mut c_void,
    capacity: usize,
    needed: *mut usize,
) -> Status {
    // SAFETY: the caller says so; what is read is not null.
    unsafe {
        write_value((out, capacity), needed, |buffer, error| {
            let token = token.as_ref().ok_or(Status::ENull)?;
            let sent = token.token_type.get()?;
            if !sent.is_empty() && !sent.eq_ignore_ascii_case(b"Bearer") {
                return Err(Status::ERequestUnexpected);
            }
            let text = Secret::new(token.access_token.text(Member::AccessToken, error)?);
            engine::bearer(text, buffer).map_err(|reason| error.of_request(reason))
        })
    }
}
