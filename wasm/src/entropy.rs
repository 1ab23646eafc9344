//! Where a login's entropy comes from: `getrandom`, whose custom backend is one import of integers.

/// Fills a buffer; where there is no entropy it stays as it is, which is refused as constant.
pub(crate) fn fill(entropy: &mut [u8]) {
    let _ = getrandom::fill(entropy);
}

/// What `getrandom` calls. Its own backend for the web passes objects, which brings an allocator and a
/// table of references: 3 KB.
///
/// # Safety
/// So many bytes can be written.
#[cfg(target_family = "wasm")]
#[unsafe(no_mangle)]
unsafe extern "Rust" fn __getrandom_v03_custom(
    bytes: *mut u8,
    length: usize,
) -> Result<(), getrandom::Error> {
    // SAFETY: the caller says so.
    unsafe { import::random(bytes, length) };
    Ok(())
}

/// The import that the wrapper gives: `crypto.getRandomValues` on the module's memory.
#[cfg(all(target_family = "wasm", not(feature = "bindgen")))]
mod import {
    #[link(wasm_import_module = "crypto")]
    unsafe extern "C" {
        pub(super) fn random(bytes: *mut u8, length: usize);
    }
}

/// The same where there is no wrapper, in the tests that `wasm-bindgen-test` runs.
#[cfg(all(target_family = "wasm", feature = "bindgen"))]
mod import {
    use wasm_bindgen::prelude::wasm_bindgen;

    // Where there is no entropy, all words are zeros, which the core refuses.
    #[wasm_bindgen(inline_js = "export function word() {
        const words = new Uint32Array(1);
        try {
            crypto.getRandomValues(words);
        } catch {}
        return words[0];
    }")]
    unsafe extern "C" {
        fn word() -> u32;
    }

    /// # Safety
    /// So many bytes can be written.
    pub(super) unsafe fn random(bytes: *mut u8, length: usize) {
        for index in 0..length {
            let [byte, ..] = word().to_le_bytes();
            // SAFETY: the caller says so.
            unsafe { bytes.add(index).write(byte) };
        }
    }
}
