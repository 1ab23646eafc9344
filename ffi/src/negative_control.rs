//! A function that can panic, with which the proof that nothing panics must fail.

use crate::Span;

/// Reads one byte beyond what is checked.
///
/// # Safety
/// The span's bytes can be read.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn grantlet_negative_control(span: Span, index: usize) -> u8 {
    // SAFETY: the caller says that the span can be read.
    match unsafe { span.get() } {
        Some(bytes) => bytes[index],
        None => 0,
    }
}
