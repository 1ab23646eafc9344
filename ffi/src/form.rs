//! `application/x-www-form-urlencoded`, both ways.

use core::ffi::c_void;

use grantlet::places::FormWriter;
use grantlet::{Encoded, FormPairs};

use crate::span::{Pair, Span, buffer, set_need};
use crate::status::{Status, Wrong};

/// Writes pairs as a form body: bytes percent-encoded, a space as `+` (WHATWG URL, section 5.2; RFC
/// 6749, appendix B). Never longer than three bytes for each byte of the pairs and one for each
/// separator; `*need` is the length.
///
/// Returns `GRANTLET_E_NULL` or `GRANTLET_E_SPACE`.
///
/// # Safety
/// `pairs` can be read for `count` pairs, and so can their spans; `out` can be written for `capacity`
/// bytes, `need` for one size; they do not overlap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_form(
    pairs: *const Pair,
    count: usize,
    out: *mut c_void,
    capacity: usize,
    need: *mut usize,
) -> Status {
    // SAFETY: the caller says so; what is read is not null.
    unsafe {
        set_need(need, || {
            if pairs.is_null() && count > 0 {
                return Err(Status::ENull.into());
            }
            let mut form = FormWriter::new(buffer(out.cast(), capacity)?);
            for index in 0..count {
                let Pair { name, value } = *pairs.add(index);
                form.pair(name.get()?, value.get()?);
            }
            form.end().map_err(Wrong::from)
        })
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
    if form.is_null() || pair.is_null() {
        return false;
    }
    // SAFETY: neither is null, and the caller says that they can be read and written.
    unsafe {
        let Ok(bytes) = (*form).get() else {
            return false;
        };
        let mut pairs = FormPairs::new(bytes);
        let next = pairs.next();
        form.write(Span::of(pairs.rest()));
        let Some((name, value)) = next else {
            return false;
        };
        pair.write(Pair { name: Span::of(name.as_bytes()), value: Span::of(value.as_bytes()) });
        true
    }
}

/// Decodes a name or a value: `+` is a space, `%` without two hex digits stays, what is not UTF-8
/// becomes U+FFFD. `*need` is the length, at most three times the encoded one.
///
/// Returns `GRANTLET_E_NULL` or `GRANTLET_E_SPACE`.
///
/// # Safety
/// The span can be read, `out` be written for `capacity` bytes, `need` for one size; they do not
/// overlap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_form_decode(
    encoded: Span,
    out: *mut c_void,
    capacity: usize,
    need: *mut usize,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        set_need(need, || {
            let encoded = Encoded::new(encoded.get()?);
            Ok(encoded.decode_len(buffer(out.cast(), capacity)?)?)
        })
    }
}

/// Returns whether a name or a value decodes to `text`. Not for secrets: it returns at the first
/// difference. False where a pointer is NULL.
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
