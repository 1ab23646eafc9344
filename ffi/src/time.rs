//! When a token ends, a counter that wraps, and dates of HTTP.

use grantlet::engine;

use crate::span::{Span, cleared};
use crate::status::Status;
use crate::token::Token;

/// Milliseconds since boot in 64 bits, from a counter that wraps at 32. Zeros to start with.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Uptime {
    /// Not to be written but to start with.
    pub now: u64,
}

/// Takes a counter's reading and returns the milliseconds since boot. It must be called at least once
/// in 49.7 days, by one caller at a time. Sleep that stops the counter is the caller's to add. 0 where
/// the pointer is NULL.
///
/// # Safety
/// `uptime` is NULL or can be read and written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_uptime_extend(uptime: *mut Uptime, ticks: u32) -> u64 {
    if uptime.is_null() {
        return 0;
    }
    // SAFETY: it is not null, and the caller says that it can be read and written.
    let uptime = unsafe { &mut *uptime };
    let mut extended = grantlet::UptimeCounter::since(grantlet::Uptime::from_millis(uptime.now));
    uptime.now = extended.extend(ticks).as_millis();
    uptime.now
}

/// The end of an access token's life, in milliseconds of a clock that does not jump.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Expiry {
    /// When its request was started.
    pub requested_at: u64,
    /// Its lifetime in seconds.
    pub expires_in: u32,
    /// Whether the server said it.
    pub known: bool,
}

impl Expiry {
    /// # Safety
    /// `expiry` is NULL or can be read.
    unsafe fn get(expiry: *const Self) -> grantlet::Expiry {
        if expiry.is_null() {
            return grantlet::Expiry::new(grantlet::Uptime::from_millis(0), None);
        }
        // SAFETY: it is not null, and the caller says that it can be read.
        let Self { requested_at, expires_in, known } = unsafe { *expiry };
        grantlet::Expiry::new(
            grantlet::Uptime::from_millis(requested_at),
            known.then_some(expires_in),
        )
    }
}

/// Returns when a token ends that was asked for at `requested_at`, in milliseconds, read before its
/// request was sent: so it ends early and never late. Unknown where `token` is NULL.
///
/// # Safety
/// `token` is NULL or can be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_expiry_new(requested_at: u64, token: *const Token) -> Expiry {
    if token.is_null() {
        return Expiry { requested_at, expires_in: 0, known: false };
    }
    // SAFETY: it is not null, and the caller says that it can be read.
    let Token { expires_in, expires_in_known, .. } = unsafe { &*token };
    Expiry { requested_at, expires_in: *expires_in, known: *expires_in_known }
}

/// What to do with an access token.
/// cbindgen:rename-all=QualifiedScreamingSnakeCase
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Use it.
    Fresh = 0,
    /// It is still valid, and a refresh is due.
    RefreshDue = 1,
    /// It has expired.
    Expired = 2,
    /// The server did not send a lifetime. That does not mean "never": use it, and refresh after the first 401.
    Unknown = 3,
}

/// Returns what to do with the token at `now`: one of `GRANTLET_LIFE_FRESH` and its neighbours. Both
/// in milliseconds; a leeway of more than half the lifetime counts as half. Unknown for NULL.
///
/// # Safety
/// `expiry` is NULL or can be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_expiry_life(
    expiry: *const Expiry,
    now: u64,
    leeway: u64,
) -> Life {
    // SAFETY: the caller says so.
    match unsafe { Expiry::get(expiry) }.life(grantlet::Uptime::from_millis(now), leeway) {
        grantlet::Life::Fresh => Life::Fresh,
        grantlet::Life::RefreshDue => Life::RefreshDue,
        grantlet::Life::Expired => Life::Expired,
        grantlet::Life::Unknown => Life::Unknown,
    }
}

/// Writes the moment to refresh, `leeway` milliseconds before the end, and the end itself for a leeway
/// of 0. False where it is unknown or a pointer is NULL: then `*at` is as it was.
///
/// # Safety
/// `expiry` is NULL or can be read, `at` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_expiry_refresh_at(
    expiry: *const Expiry,
    leeway: u64,
    at: *mut u64,
) -> bool {
    // SAFETY: the caller says so; what is written is not null.
    unsafe {
        match Expiry::get(expiry).refresh_at(leeway) {
            Some(moment) if !at.is_null() => {
                at.write(moment.as_millis());
                true
            }
            _ => false,
        }
    }
}

/// Reads an HTTP date (RFC 9110, section 5.6.7), as the `Date` header holds it, in each of the three
/// forms: `*seconds` since 1970-01-01T00:00:00Z.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_DATE` with the offset of the byte at fault in `*at`.
///
/// # Safety
/// The span can be read; the pointers are NULL or can be written, and do not overlap.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_http_date(
    text: Span,
    seconds: *mut i64,
    at: *mut usize,
) -> Status {
    // SAFETY: the caller says that they can be written and the span be read.
    unsafe {
        let (Some(seconds), Some(at)) = (cleared(seconds), cleared(at)) else {
            return Status::ENull;
        };
        match engine::http_date(or_return!(text.get())) {
            Ok(date) => {
                *seconds = date;
                Status::Ok
            }
            Err(error) => {
                *at = error.at;
                Status::EDate
            }
        }
    }
}

/// Reads a `Retry-After` header (RFC 9110, section 10.2.3): `*seconds` to wait, saturated at
/// 2^32 - 1. It is a number, or a date, which needs the answer's own `Date` in `*date`, so that this
/// device's clock does not matter; `date` is NULL where the answer had none. A date that has passed
/// is 0.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_DATE` where it is neither, or a date without the answer's.
///
/// # Safety
/// The span can be read, `date` is NULL or can be read, `seconds` is NULL or can be written.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_retry_after(
    text: Span,
    date: *const i64,
    seconds: *mut u32,
) -> Status {
    // SAFETY: the caller says so; what is read is not null.
    unsafe {
        let seconds = or_return!(cleared(seconds).ok_or(Status::ENull));
        match engine::retry_after(or_return!(text.get()), date.as_ref().copied()) {
            Ok(wait) => {
                *seconds = wait;
                Status::Ok
            }
            Err(_) => Status::EDate,
        }
    }
}
