//! Writes one value to a buffer of the caller's.

use core::ffi::c_void;

use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};

/// Writes a value by `write`, which returns its length, and sets `value` to its span.
///
/// # Safety
/// `value` and `error` are NULL or can be written; `out` can be written for `capacity` bytes.
pub(crate) unsafe fn write_value(
    (out, capacity): (*mut c_void, usize),
    value: *mut Span,
    error: *mut Error,
    write: impl FnOnce(&mut [u8], &mut Error) -> Result<usize, Status>,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(value), Some(error)) = (cleared(value), cleared(error)) else {
            return Status::ENull;
        };
        let buffer = or_return!(buffer(out.cast(), capacity));
        let length = or_return!(write(buffer, error));
        *value = Span::of(buffer.get(..length).unwrap_or_default());
        Status::Ok
    }
}
