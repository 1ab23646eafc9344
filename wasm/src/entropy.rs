//! Entropy from `crypto.getRandomValues`, through the only import of this module.

use getrandom::Error;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
unsafe extern "C" {
    /// Returns 32 random bits, or 0 if the platform has none. An import that throws would need an allocator.
    fn random() -> u32;
}

/// The custom backend of `getrandom::fill`. Without entropy the bytes are constant, which the core reports as
/// an error.
///
/// # Safety
/// `to` is the address of `length` bytes that nothing else uses during the call.
// The signature is getrandom's.
#[allow(clippy::unnecessary_wraps)]
#[unsafe(no_mangle)]
unsafe extern "Rust" fn __getrandom_v03_custom(to: *mut u8, length: usize) -> Result<(), Error> {
    // SAFETY: the caller guarantees that the bytes are valid and not aliased.
    let to = unsafe { core::slice::from_raw_parts_mut(to, length) };
    for part in to.chunks_mut(4) {
        for (to, from) in part.iter_mut().zip(random().to_le_bytes()) {
            *to = from;
        }
    }
    Ok(())
}
