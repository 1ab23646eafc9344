//! What the response to a poll for a device's token means.

use grantlet::Polled;
use grantlet::engine::{Class, Verdict};

use crate::status::{Error, Status};

/// What the response to a poll means (RFC 8628, section 3.5).
/// cbindgen:rename-all=QualifiedScreamingSnakeCase
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poll {
    /// The user has not decided yet: poll again after the interval.
    Pending = 0,
    /// Poll again after the interval, which is five seconds longer from now on.
    SlowDown = 1,
    /// Nothing was decided: poll again after a pause that doubles each time, up to five minutes.
    Later = 2,
    /// The device code has expired: start again.
    Expired = 3,
    /// A token, with `GRANTLET_OK`, or an error that ends the polling, such as `access_denied`.
    Decided = 4,
}

const STATUS: i32 = Status::EResponseStatus as i32;
const SERVER: i32 = Status::EServer as i32;
const DUPLICATE: i32 = Status::EResponseDuplicate as i32;
const TOKEN_TYPE: i32 = Status::EResponseTokenType as i32;

/// Returns what a response to a poll means (RFC 8628, section 3.5): one of `GRANTLET_POLL_PENDING` and its
/// neighbours. `status` and `error` are those of `grantlet_token_response`, the texts of the error still
/// in the body; without a response `GRANTLET_E_NO_RESPONSE`, and `error` may be NULL.
///
/// An error that RFC 8628 names means the same at every HTTP status. Any other error, and a body
/// without one, ends the polling at 2xx and at 4xx other than 408, 425 and 429. When the `expires_in`
/// of the device code is over, stop as with `GRANTLET_POLL_EXPIRED`.
///
/// # Safety
/// `error` is NULL or can be read, and so can its spans.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_device_polled(status: i32, error: *const Error) -> Poll {
    // SAFETY: the caller says so.
    let error = unsafe { error.as_ref() };
    let http_status = error.map_or(0, |error| error.http_status);
    // SAFETY: the caller says that the spans can be read.
    let error = error.map_or(&b""[..], |error| unsafe { error.error.get() }.unwrap_or_default());
    let verdict = match status {
        STATUS => Verdict::of(Class::Status),
        SERVER => Verdict::server(false),
        0 | DUPLICATE..=TOKEN_TYPE => return Poll::Decided,
        _ => return Poll::Later,
    };
    match Polled::of_verdict(verdict, http_status, error) {
        Polled::Pending => Poll::Pending,
        Polled::SlowDown => Poll::SlowDown,
        Polled::NoAnswer => Poll::Later,
        Polled::Expired => Poll::Expired,
        Polled::Decided => Poll::Decided,
    }
}
