//! Every public function of the core, linked for a microcontroller with a panic handler that calls
//! a symbol which does not exist: a panic path that survives is an undefined symbol, and linking
//! fails. `cargo xtask test no-panic` links it, and once more with a negative control that must
//! fail.
//!
//! A test (`tests/api/no_panic.rs`) compares the image with the public interface. The features `getrandom` and
//! `heapless` are on. `http` and `rs256` allocate, `serde` links serde-json-core, which has panic paths, and `es256`
//! links p256, whose code is not proved here: what only these four add is not in the image.
//!
//! It is never run. `black_box` keeps the compiler from knowing any input.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(not(target_os = "none"))]
fn main() {
    eprintln!("this is for microcontrollers only: cargo xtask test no-panic");
}

#[cfg(all(target_os = "none", not(feature = "negative_control")))]
mod everything;

#[cfg(all(target_os = "none", feature = "negative_control"))]
mod negative_control;

#[cfg(target_os = "none")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        /// Defined nowhere.
        fn a_panic_path_survived() -> !;
    }
    // SAFETY: it is never run; only that it is linked matters.
    unsafe { a_panic_path_survived() }
}
