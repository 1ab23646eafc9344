//! Where a login's entropy comes from: `crypto.getRandomValues`, by the one import of this module.

use getrandom::Error;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
unsafe extern "C" {
    /// 32 random bits, or 0 where the platform has none: an import that throws would need an allocator.
    fn random() -> u32;
}

/// What `getrandom::fill` calls (its custom backend). Where there is no entropy the bytes are constant, which
/// the core refuses.
///
/// # Safety
/// `to` is the address of so many bytes that nobody else uses during the call.
// The signature is getrandom's.
#[allow(clippy::unnecessary_wraps)]
#[unsafe(no_mangle)]
unsafe extern "Rust" fn __getrandom_v03_custom(to: *mut u8, length: usize) -> Result<(), Error> {
    // SAFETY: as the caller says.
    let to = unsafe { core::slice::from_raw_parts_mut(to, length) };
    for part in to.chunks_mut(4) {
        for (to, from) in part.iter_mut().zip(random().to_le_bytes()) {
            *to = from;
        }
    }
    Ok(())
}
