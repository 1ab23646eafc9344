//! A function that can panic. The check for panics must fail on it, which shows that the check works.

use core::slice;

/// Returns the byte at an index. Its intended fault is that it does not compare the index with the length.
///
/// # Safety
/// `bytes` can be read for `length` bytes.
#[allow(clippy::indexing_slicing)]
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn grantlet_negative_control(
    bytes: *const u8,
    length: usize,
    index: usize,
) -> u8 {
    // SAFETY: the caller says that they can be read.
    let bytes = unsafe { slice::from_raw_parts(bytes, length) };
    bytes[index]
}
