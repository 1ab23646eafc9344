//! `application/x-www-form-urlencoded`, both ways.

use core::ffi::c_void;

use grantlet::engine::FormWriter;
use grantlet::{BufferTooSmall, Encoded, FormPairs};

use crate::span::{Pair, Span, cleared};
use crate::status::{Error, Status};
use crate::value::write_value;

/// Writes pairs as a form body: bytes percent-encoded, a space as `+` (WHATWG URL, section 5.2; RFC 6749,
/// appendix B).
///
/// @param pairs    Names and values: bytes of any kind.
/// @param count    How many pairs there are.
/// @param out      The buffer: at most three bytes for each byte of the pairs and one for each separator.
/// @param capacity Its length in bytes.
/// @param form     Receives the form, in the buffer.
/// @param error    Receives `needed`, the length of the form, with `GRANTLET_E_BUFFER_TOO_SMALL`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`.
///
/// # Safety
/// `pairs` can be read for `count` pairs, and so can their spans; `out` can be written for `capacity`
/// bytes; they do not overlap.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_form(
    pairs: *const Pair,
    count: usize,
    out: *mut c_void,
    capacity: usize,
    form: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so; what is read is not null.
    unsafe {
        write_value((out, capacity), form, error, |buffer, error| {
            let mut form = FormWriter::new(buffer);
            let most = isize::MAX.unsigned_abs() / size_of::<Pair>();
            if (pairs.is_null() && count > 0) || count > most {
                return Err(Status::ENull);
            }
            for index in 0..count {
                let pair = pairs.add(index);
                form.pair((*pair).name.get()?, (*pair).value.get()?);
            }
            form.end().map_err(|BufferTooSmall { needed }| {
                error.needed = needed;
                Status::EBufferTooSmall
            })
        })
    }
}

/// Takes the next pair of a form body or of a query without its `?` (WHATWG URL, section 5.1).
///
/// @param form The form; becomes what follows the pair.
/// @param pair Receives name and value, still encoded.
/// @return False where there is no further pair, or a pointer is NULL.
///
/// # Safety
/// `form` and its bytes can be read, and `form` and `pair` be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_form_next(form: *mut Span, pair: *mut Pair) -> bool {
    // SAFETY: the caller says that both can be read and written.
    unsafe {
        let (Some(pair), Some(form)) = (cleared(pair), form.as_mut()) else {
            return false;
        };
        let Ok(bytes) = form.get() else {
            *form = Span::NONE;
            return false;
        };
        let mut pairs = FormPairs::new(bytes);
        let next = pairs.next();
        // The rest ends where the form ends, also if it is empty.
        let length = pairs.rest().len();
        let read = form.length.wrapping_sub(length);
        *form = Span { bytes: form.bytes.wrapping_add(read), length };
        if let Some((name, value)) = next {
            *pair = Pair { name: Span::of(name.as_bytes()), value: Span::of(value.as_bytes()) };
        }
        next.is_some()
    }
}

/// Decodes a name or a value: `+` is a space, `%` without two hex digits stays, what is not UTF-8 becomes U+FFFD.
///
/// @param encoded  The name or the value, from `grantlet_form_next`.
/// @param out      The buffer: at most three times as long.
/// @param capacity Its length in bytes.
/// @param decoded  Receives the bytes, in the buffer.
/// @param error    Receives `needed`, their length, with `GRANTLET_E_BUFFER_TOO_SMALL`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`.
///
/// # Safety
/// The span can be read, `out` be written for `capacity` bytes; they do not overlap.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_form_decode(
    encoded: Span,
    out: *mut c_void,
    capacity: usize,
    decoded: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write_value((out, capacity), decoded, error, |buffer, error| {
            let decoded = Encoded::new(encoded.get()?).decode_len(buffer);
            decoded.map_err(|refused| error.of_request(refused.into()))
        })
    }
}

/// Compares what a name or a value decodes to. Not for secrets: it returns at the first difference.
///
/// @param encoded The name or the value, from `grantlet_form_next`.
/// @param text    The bytes to compare with.
/// @return Whether it decodes to these bytes. False where a pointer is NULL.
///
/// # Safety
/// Both spans can be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_form_is(encoded: Span, text: Span) -> bool {
    // SAFETY: the caller says that both can be read.
    match unsafe { (encoded.get(), text.get()) } {
        (Ok(encoded), Ok(text)) => Encoded::new(encoded).is_bytes(text),
        _ => false,
    }
}
