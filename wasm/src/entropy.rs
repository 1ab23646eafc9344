//! Where a login's entropy comes from: `crypto.getRandomValues`.

/// Fills a buffer; where there is no entropy it stays as it is.
#[cfg(feature = "bindgen")]
pub(crate) fn fill(entropy: &mut [u8]) {
    let _ = getrandom::fill(entropy);
}

/// As above, by an import that the wrapper gives. The module is then without the table of references
/// and the allocator that `wasm-bindgen` needs for an import that can fail.
#[cfg(not(feature = "bindgen"))]
pub(crate) fn fill(entropy: &mut [u8]) {
    #[link(wasm_import_module = "crypto")]
    unsafe extern "C" {
        fn random(at: *mut u8, length: usize);
    }
    // SAFETY: this many bytes stand there, and the import writes no more.
    unsafe { random(entropy.as_mut_ptr(), entropy.len()) }
}
