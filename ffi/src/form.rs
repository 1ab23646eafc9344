//! `application/x-www-form-urlencoded`, both ways.

use core::ffi::c_void;

use grantlet::engine::FormWriter;
use grantlet::{BufferTooSmall, Encoded, FormPairs};

use crate::request::write_value;
use crate::span::{Pair, Span, buffer, cleared};
use crate::status::Status;

/// Writes pairs as a form body: bytes percent-encoded, a space as `+` (WHATWG URL, section 5.2; RFC
/// 6749, appendix B). Never longer than three bytes for each byte of the pairs and one for each
/// separator; `*needed` is the length.
///
/// Returns `GRANTLET_E_NULL` or `GRANTLET_E_BUFFER_TOO_SMALL`.
///
/// # Safety
/// `pairs` can be read for `count` pairs, and so can their spans; `out` can be written for `capacity`
/// bytes, `needed` for one size; they do not overlap.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_form(
    pairs: *const Pair,
    count: usize,
    out: *mut c_void,
    capacity: usize,
    needed: *mut usize,
) -> Status {
    // SAFETY: the caller says so; what is read is not null.
    unsafe {
        let needed = or_return!(cleared(needed).ok_or(Status::ENull));
        let mut form = FormWriter::new(or_return!(buffer(out.cast(), capacity)));
        let most = isize::MAX.unsigned_abs() / size_of::<Pair>();
        if (pairs.is_null() && count > 0) || count > most {
            return Status::ENull;
        }
        for index in 0..count {
            let pair = pairs.add(index);
            form.pair(or_return!((*pair).name.get()), or_return!((*pair).value.get()));
        }
        let (length, status) = match form.end() {
            Ok(length) => (length, Status::Ok),
            Err(BufferTooSmall { needed }) => (needed, Status::EBufferTooSmall),
        };
        *needed = length;
        status
    }
}

/// Takes the next pair of a form body or of a query without its `?` (WHATWG URL, section 5.1): `*form`
/// becomes what follows it, `*pair` the name and the value, still encoded. False where there is none,
/// or a pointer is NULL.
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
        // What is left ends where the form ends, also when it is nothing.
        let length = pairs.rest().len();
        let read = form.length.wrapping_sub(length);
        *form = Span { bytes: form.bytes.wrapping_add(read), length };
        if let Some((name, value)) = next {
            *pair = Pair { name: Span::of(name.as_bytes()), value: Span::of(value.as_bytes()) };
        }
        next.is_some()
    }
}

/// Decodes a name or a value: `+` is a space, `%` without two hex digits stays, what is not UTF-8
/// becomes U+FFFD. `*needed` is the length, at most three times the encoded one.
///
/// Returns `GRANTLET_E_NULL` or `GRANTLET_E_BUFFER_TOO_SMALL`.
///
/// # Safety
/// The span can be read, `out` be written for `capacity` bytes, `needed` for one size; they do not
/// overlap.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_form_decode(
    encoded: Span,
    out: *mut c_void,
    capacity: usize,
    needed: *mut usize,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write_value((out, capacity), needed, |buffer, error| {
            let decoded = Encoded::new(encoded.get()?).decode_len(buffer);
            decoded.map_err(|reason| error.of_request(reason.into()))
        })
    }
}

/// Returns whether a name or a value decodes to `text`, byte for byte. Not for secrets: it returns at
/// the first difference. False where a pointer is NULL.
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
