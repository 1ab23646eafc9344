//! A login on a second screen: the device authorization response, and polling for the token.

use core::ffi::c_void;
use core::mem::MaybeUninit;
use core::ptr;

use grantlet::engine::{self, Class, LocatedResponse, Verdict};
use grantlet::{Polled, Polling as Core, Uptime};

use crate::profile::Profile;
use crate::span::{Span, buffer, cleared};
use crate::status::{AnyStatus, Error, Status};
use crate::token::point;

/// What to show the user, and what to poll with (RFC 8628, section 3.2). The spans point into the body.
#[repr(C)]
pub struct DeviceAuthorization {
    /// `device_code`, for `grantlet_device_code_request`. It is secret.
    pub device_code: Span,
    /// `user_code`, for the user to type: printable ASCII. Whoever types it decides for this device.
    pub user_code: Span,
    /// `verification_uri`, for the user to open: https, or http on loopback, without user information and
    /// characters that end markup.
    pub verification_uri: Span,
    /// `verification_uri_complete`, for a QR code; length 0 if it is absent or is not such a URL.
    pub verification_uri_complete: Span,
    /// `expires_in`: the lifetime of both codes in seconds, saturated at 2^32 - 1.
    pub expires_in: u32,
    /// `interval` between two polls in seconds; 5 if the server sent none.
    pub interval: u32,
}

/// Reads a device authorization response (RFC 8628, section 3.2), and unescapes its strings in place.
///
/// @param profile The provider.
/// @param http_status The HTTP status.
/// @param body The whole body. The spans of `device` and `error` point into it: wipe it after their use.
/// @param length Its length in bytes.
/// @param device What to show and to poll with. Zeros on an error.
/// @param error Details of an error.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_ENCODING` for a profile whose setting is no text,
/// `GRANTLET_E_RESPONSE_STATUS`, `GRANTLET_E_SERVER`, `GRANTLET_E_RESPONSE_SYNTAX`,
/// `GRANTLET_E_RESPONSE_DEPTH`, `GRANTLET_E_RESPONSE_DUPLICATE`, `GRANTLET_E_RESPONSE_TYPE`,
/// `GRANTLET_E_RESPONSE_MISSING`, or `GRANTLET_E_RESPONSE_CHARS` for a `user_code` or a `verification_uri` that
/// must not be shown.
///
/// # Safety
/// Each pointer is NULL or what its type says, a profile holds zeros or a copy of one, and `body` can
/// be read and written for `length` bytes; what is written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_device_authorization_response(
    profile: *const Profile,
    http_status: u16,
    body: *mut c_void,
    length: usize,
    device: *mut DeviceAuthorization,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(device), Some(error)) = (cleared(device), cleared(error)) else {
            return Status::ENull;
        };
        let body = or_return!(buffer(body.cast(), length));
        let (mut located, mut interval) = (LocatedResponse::default(), 0);
        let status = Profile::with(profile, &mut |profile| {
            let (located, interval) = (&mut located, &mut interval);
            let verdict =
                engine::device_authorization(profile, http_status, body, located, interval);
            error.of_response(verdict, http_status, located, body)
        });
        if status != Status::Ok {
            return status;
        }
        // The first four of both.
        point(located.members.spans.as_ptr(), ptr::from_mut(device).cast(), 4, body);
        device.expires_in = located.expires_in().unwrap_or(0);
        device.interval = interval;
        Status::Ok
    }
}

/// When to poll for the token of a device, and when to stop (RFC 8628, section 3.5). The header has it as opaque
/// words. Zeros are a polling that is over.
/// cbindgen:ignore
#[repr(C)]
pub struct Polling {
    core: MaybeUninit<Core>,
}

const _: () = assert!(size_of::<Polling>() == 32 && align_of::<Polling>() == align_of::<u64>());

impl Polling {
    /// # Safety
    /// `polling` is NULL, or can be read and written by nobody else while the result lives, and was initialized.
    unsafe fn get<'a>(polling: *mut Self) -> Option<&'a mut Core> {
        // SAFETY: the caller says so; any words are a polling.
        unsafe { polling.as_mut().map(|polling| polling.core.assume_init_mut()) }
    }
}

/// Starts polling.
///
/// @param polling What is initialized. NULL: nothing happens.
/// @param expires_in `expires_in` of the response, in seconds.
/// @param interval `interval` of the response, in seconds; 0 counts as 5.
/// @param now When the response was received, in milliseconds since boot.
///
/// # Safety
/// `polling` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_polling_init(
    polling: *mut Polling,
    expires_in: u32,
    interval: u32,
    now: u64,
) {
    // SAFETY: the caller says so.
    if let Some(polling) = unsafe { cleared(polling) } {
        polling.core.write(Core::new(expires_in, interval, Uptime::from_millis(now)));
    }
}

/// Returns when to poll next.
///
/// @param polling What `grantlet_polling_init` initialized.
/// @param now The time in milliseconds since boot.
/// @return A moment in milliseconds since boot: poll when it is not later than `now`. `UINT64_MAX`: polling is over,
/// because the device code has expired, or because of a response; or `polling` is NULL.
///
/// # Safety
/// `polling` is NULL, or can be read and was initialized.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_polling_next(polling: *const Polling, now: u64) -> u64 {
    // SAFETY: the caller says so, and nothing is written.
    match unsafe { Polling::get(polling.cast_mut()) }
        .map(|polling| polling.next(Uptime::from_millis(now)))
    {
        Some(grantlet::Poll::Now) => now,
        Some(grantlet::Poll::WaitUntil(moment)) => moment.as_millis(),
        _ => u64::MAX,
    }
}

/// What the response to a poll means (RFC 8628, section 3.5).
/// cbindgen:rename-all=QualifiedScreamingSnakeCase
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poll {
    /// The user has not decided yet: poll again.
    Pending = 0,
    /// Poll again; the interval is five seconds longer from now on.
    SlowDown = 1,
    /// No response, or one that decides nothing: poll again after a pause that doubles each time, up to five minutes.
    Later = 2,
    /// The device code has expired: start again.
    Expired = 3,
    /// An error ended the polling: `access_denied`, or any other.
    Denied = 4,
    /// The response has a token.
    Done = 5,
}

const OK: i32 = Status::Ok as i32;
const STATUS: i32 = Status::EResponseStatus as i32;
const SERVER: i32 = Status::EServer as i32;
const DUPLICATE: i32 = Status::EResponseDuplicate as i32;
const TOKEN_TYPE: i32 = Status::EResponseTokenType as i32;

/// Takes the response to a poll.
///
/// An error that RFC 8628 names has the same meaning with every HTTP status. `server_error`,
/// `temporarily_unavailable`, `use_dpop_nonce` and a body that is no JSON decide nothing. Where a DPoP nonce came with
/// `use_dpop_nonce`, poll again at once with a proof that has it, and take only that response. Any other error, and a response without one, ends the polling with an
/// HTTP status of 2xx, and of 4xx other than 408, 425 and 429. The time is not an input of the verdict:
/// `grantlet_polling_next` reports the code's end.
///
/// @param polling What `grantlet_polling_init` initialized. NULL: only the verdict is returned.
/// @param status What `grantlet_token_response` returned, or `GRANTLET_E_NO_RESPONSE`.
/// @param error The details that `grantlet_token_response` wrote; the body is still there. NULL if there was no
/// response.
/// @param now When the response was received, in milliseconds since boot.
/// @return What the response means.
///
/// # Safety
/// `polling` is NULL, or can be read and written and was initialized; `error` is NULL or can be read, and so can its
/// spans.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_polling_update(
    polling: *mut Polling,
    status: AnyStatus,
    error: *const Error,
    now: u64,
) -> Poll {
    // SAFETY: the caller says so.
    let (polling, error) = unsafe { (Polling::get(polling), error.as_ref()) };
    let http_status = error.map_or(0, |error| error.http_status);
    // SAFETY: the caller says that the spans can be read.
    let code = error.map_or(&b""[..], |error| unsafe { error.error.get() }.unwrap_or_default());
    let polled = match status {
        STATUS => Polled::of_verdict(Verdict::of(Class::Status), http_status, code),
        SERVER => {
            let retries = error.is_some_and(|error| error.retries);
            Polled::of_verdict(Verdict::server(false, retries), http_status, code)
        }
        OK | DUPLICATE..=TOKEN_TYPE => Polled::Decided,
        _ => Polled::NoResponse,
    };
    if let Some(polling) = polling {
        polling.polled(polled, Uptime::from_millis(now));
    }
    match polled {
        Polled::Pending => Poll::Pending,
        Polled::SlowDown => Poll::SlowDown,
        Polled::NoResponse => Poll::Later,
        Polled::Expired => Poll::Expired,
        Polled::Decided if status == OK => Poll::Done,
        Polled::Decided => Poll::Denied,
    }
}
