//! The C interface: what a C program can call of the core so far. `include/grantlet.h` is written
//! from this file, and a test compares the two.
//!
//! A build that aborts on a panic (each target without a system, and the profile `firmware`
//! everywhere) asks for nothing but `core`: C programs link it without what `std` needs.
#![cfg_attr(panic = "abort", no_std)]

use core::slice;

use grantlet::Challenge;

#[cfg(feature = "negative_control")]
mod negative_control;

/// Nothing here panics: what ships is built with `panic_check`, under which a panic that survives
/// is a symbol that nobody defines. A C program has no other handler to bring.
#[cfg(panic = "abort")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    #[cfg(feature = "panic_check")]
    {
        unsafe extern "C" {
            /// Defined nowhere.
            fn a_panic_path_survived() -> !;
        }
        // SAFETY: what calls it cannot be linked.
        unsafe { a_panic_path_survived() }
    }
    #[cfg(not(feature = "panic_check"))]
    loop {}
}

/// Text or bytes of the caller's.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Span {
    /// The first byte; may be NULL where `length` is 0.
    pub bytes: *const u8,
    /// Bytes from there.
    pub length: usize,
}

impl Span {
    /// # Safety
    /// The span's bytes can be read while the result lives.
    unsafe fn get<'a>(self) -> Option<&'a [u8]> {
        if self.length == 0 {
            return Some(&[]);
        }
        if self.bytes.is_null() || isize::try_from(self.length).is_err() {
            return None;
        }
        // SAFETY: it is not null, and the caller says that `length` bytes can be read from it.
        Some(unsafe { slice::from_raw_parts(self.bytes, self.length) })
    }
}

/// What a function says of its work. The numbers do not change.
/// cbindgen:rename-all=QualifiedScreamingSnakeCase
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is done.
    Ok = 0,
    /// A pointer is NULL, or a length is too large to be one.
    ENull = 1,
    /// The buffer is too small: `*need` is the length.
    ESpace = 2,
    /// The `code_verifier` is not 43 to 128 unreserved characters.
    EVerifier = 10,
}

/// The version of this interface, to compare with `GRANTLET_ABI` at boot.
pub const ABI: u32 = 1;

/// Returns the version of the interface that the library was built with.
#[unsafe(no_mangle)]
pub extern "C" fn grantlet_abi() -> u32 {
    ABI
}

/// Writes the `code_challenge` of a `code_verifier` by S256 (RFC 7636, section 4.2): 43 bytes.
/// The verifier is secret, the challenge is not. `*need` is 43, or 0 where the verifier or a span
/// is at fault; `out` may be NULL where `capacity` is 0, to ask for the length.
///
/// # Safety
/// The span's bytes can be read; `out` can be written for `capacity` bytes, and `need` for one
/// size; the three do not overlap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_code_challenge(
    code_verifier: Span,
    out: *mut u8,
    capacity: usize,
    need: *mut usize,
) -> Status {
    if need.is_null() {
        return Status::ENull;
    }
    // SAFETY: it is not null, and the caller says that it can be written.
    unsafe { need.write(0) };
    // SAFETY: the caller says that the span can be read.
    let Some(verifier) = (unsafe { code_verifier.get() }) else {
        return Status::ENull;
    };
    let verifier = core::str::from_utf8(verifier).map(Challenge::s256);
    let Ok(Ok(challenge)) = verifier else {
        return Status::EVerifier;
    };
    let challenge = challenge.as_str().as_bytes();
    // SAFETY: it is not null, and the caller says that it can be written.
    unsafe { need.write(challenge.len()) };
    if capacity < challenge.len() {
        return Status::ESpace;
    }
    if out.is_null() {
        return Status::ENull;
    }
    // SAFETY: it is not null, and the caller says that `capacity` bytes, which are enough, can be
    // written and do not overlap.
    unsafe { out.copy_from_nonoverlapping(challenge.as_ptr(), challenge.len()) };
    Status::Ok
}

/// Returns whether two spans hold the same bytes, in a time that depends on their lengths only.
/// False where a pointer is NULL.
///
/// # Safety
/// The bytes of both spans can be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_equal(a: Span, b: Span) -> bool {
    // SAFETY: the caller says that both can be read.
    match unsafe { (a.get(), b.get()) } {
        (Some(a), Some(b)) => grantlet::constant_time_eq(a, b),
        _ => false,
    }
}

/// Overwrites bytes with zeros; the compiler does not remove it. The last step after secrets.
///
/// # Safety
/// `bytes` is NULL, or can be written for `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_wipe(bytes: *mut u8, length: usize) {
    if !bytes.is_null() && isize::try_from(length).is_ok() {
        // SAFETY: it is not null, and the caller says that `length` bytes can be written.
        grantlet::wipe(unsafe { slice::from_raw_parts_mut(bytes, length) });
    }
}
