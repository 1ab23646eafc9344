//! When a token ends, a counter that wraps, and dates of HTTP.

use grantlet::engine;

use crate::span::{Span, cleared};
use crate::status::Status;
use crate::token::Token;

/// Milliseconds since boot in 64 bits, from a counter of 32 bits that wraps. Start with zeros.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Uptime {
    /// Milliseconds since boot at the last call.
    pub now: u64,
}

/// Extends a 32-bit counter of milliseconds to 64 bits. Call it at least once in 49.7 days, never from two places at the
/// same time. If the counter stops during sleep, add the time that was slept.
///
/// @param uptime The time at the last call.
/// @param ticks The counter.
/// @return Milliseconds since boot; 0 if `uptime` is NULL.
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

/// When an access token expires, in milliseconds since boot.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Expiry {
    /// When its request was sent, in milliseconds since boot.
    pub requested_at: u64,
    /// `expires_in`: its lifetime in seconds.
    pub expires_in: u32,
    /// Whether the server sent a lifetime.
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

/// Returns when a token expires. It is counted from the request, so a token is never used for too long. That of a
/// token that has `expires_at` instead of `expires_in` is unknown without wall time: see `grantlet_expiry_at`.
///
/// @param requested_at When the request was sent, in milliseconds since boot; read the time before you send it.
/// @param token The token.
/// @return The expiry; unknown if `token` is NULL.
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

/// As `grantlet_expiry_new`, also for a token that has `expires_at` instead of `expires_in`.
///
/// @param requested_at When the request was sent, in milliseconds since boot; read the time before you send it.
/// @param wall_time The same moment in seconds since 1970-01-01T00:00:00Z.
/// @param token The token.
/// @return The expiry; unknown if `token` is NULL.
///
/// # Safety
/// `token` is NULL or can be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_expiry_at(
    requested_at: u64,
    wall_time: i64,
    token: *const Token,
) -> Expiry {
    // SAFETY: the caller says so.
    let token = unsafe { token.as_ref() };
    let seconds = token.and_then(|token| token.lifetime().seconds_from(Some(wall_time)));
    Expiry { requested_at, expires_in: seconds.unwrap_or(0), known: seconds.is_some() }
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

/// Returns what to do with a token.
///
/// @param expiry When the token expires.
/// @param now The time in milliseconds since boot.
/// @param leeway How many milliseconds before its expiry a refresh is due; more than half of its lifetime counts as half.
/// @return What to do; `GRANTLET_LIFE_UNKNOWN` if `expiry` is NULL.
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

/// Returns when a refresh is due.
///
/// @param expiry When the token expires.
/// @param leeway How many milliseconds before its expiry a refresh is due; 0 for the expiry itself.
/// @param at Receives the moment in milliseconds since boot; not changed if it is unknown.
/// @return False if it is unknown, or a pointer is NULL.
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

/// Reads an HTTP date (RFC 9110, section 5.6.7), in each of its three formats, such as the `Date` header field.
///
/// @param text The value of the header field.
/// @param seconds Receives the seconds since 1970-01-01T00:00:00Z; 0 on an error.
/// @param at Receives the offset of the invalid byte with `GRANTLET_E_DATE`; else 0.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL` or `GRANTLET_E_DATE`.
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

/// Reads a `Retry-After` header field (RFC 9110, section 10.2.3): a number of seconds, or a date. A date is compared with
/// the response's own `Date`, not with a clock of this device.
///
/// @param text The value of the header field.
/// @param date The `Date` of the same response, by `grantlet_http_date`. NULL if it has none.
/// @param seconds Receives how many seconds to wait, saturated at 2^32 - 1; 0 for a date in the past, and on an error.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, or `GRANTLET_E_DATE` for anything else, or for a date without `date`.
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
