//! What the feature `getrandom` adds: entropy from a board's own backend.

use core::hint::black_box;

use grantlet::{Client, Login, LoginRequest, Profile, UnixTime};

use super::{keep, say};

pub(super) fn started(profile: &Profile<'_>, text: &str, buffer: &mut [u8]) {
    let client = Client::public(profile, text).base_url(text);
    let now = UnixTime::from_secs(black_box(1));
    match LoginRequest::start(&LoginRequest::new(&client, text), now, buffer) {
        Ok(login) => keep(&login.state()),
        Err(error) => say(&error),
    }
    match Login::start(&client, text, text, now, buffer) {
        Ok(login) => keep(&login.state()),
        Err(error) => say(&error),
    }
}

/// The custom backend of `getrandom::fill`, in place of a board's.
///
/// # Safety
/// `to` is the address of `length` bytes that nothing else uses during the call.
#[unsafe(no_mangle)]
unsafe extern "Rust" fn __getrandom_v03_custom(
    to: *mut u8,
    length: usize,
) -> Result<(), getrandom::Error> {
    // SAFETY: the caller guarantees that the bytes are valid and not aliased.
    let to = unsafe { core::slice::from_raw_parts_mut(to, length) };
    to.fill(black_box(1));
    if black_box(true) { Ok(()) } else { Err(getrandom::Error::UNSUPPORTED) }
}
