//! The image: an entry that calls everything and prints every error.
//!
//! `Debug` is left out: it is for a host. It formats numbers and text by `core`'s own machinery,
//! which can panic as far as a linker can tell.

use core::fmt::{Display, Write};
use core::hint::black_box;

use grantlet::providers::{BOLD, BOLDSIGN, BOLT, DATA_ENVELOPE, JSON_BODY};
use grantlet::{ClientAuth, UnixTime, Uptime};

mod getrandom_backend;
mod logins;
mod offsets;
mod profiles;
mod requests;
mod responses;
mod sessions;
mod signed;
mod values;

/// Where the image starts.
#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    let mut memory = [0u8; 2048];
    let memory = black_box(&mut memory[..]);
    let (text, rest) = memory.split_at_checked(black_box(700)).unwrap_or_default();
    let _ = rest;
    let text = core::str::from_utf8(black_box(text)).unwrap_or_default();
    let mut buffer = [0u8; 1024];
    let mut body = [0u8; 1024];
    let (buffer, body) = (black_box(&mut buffer[..]), black_box(&mut body[..]));
    values::forms(text, buffer);
    values::entropy(text, buffer);
    values::times(text);
    let documented = [BOLD, BOLT, BOLDSIGN, JSON_BODY, DATA_ENVELOPE];
    let in_query = profiles::of_strings(text).dangerously_send_in_query();
    let in_a_form = profiles::of_strings(text).form_response();
    let strings = black_box([text; 21]);
    let entries = profiles::of_entries(&strings);
    let pairs = black_box([(text, text)]);
    let names = black_box([text]);
    let shapes = profiles::shapes(text);
    let headers = profiles::header_fields(text);
    let of_slices = profiles::of_slices(text, &pairs, &names, &shapes, &headers);
    let of_the_caller = [
        ClientAuth::NONE,
        ClientAuth::BODY,
        ClientAuth::BASIC,
        ClientAuth::BASIC_ALWAYS,
        ClientAuth::BASIC_VERBATIM,
        ClientAuth::OMITTED,
    ]
    .map(|auth| profiles::of_strings(text).client_auth(auth));
    let others = [&in_query, &in_a_form, &entries, &of_slices];
    for profile in documented.iter().chain(&of_the_caller).chain(others) {
        let profile = black_box(profile);
        profiles::read(profile, text);
        requests::written(profile, text, buffer);
        requests::by_offsets(profile, text, buffer);
        logins::started(profile, text, buffer);
        logins::finished(profile, text, buffer, body);
        responses::read(profile, text, buffer, body);
        offsets::text(text, buffer, body);
        offsets::responses(profile, text, buffer, body);
        offsets::callbacks(profile, text, body);
        sessions::lived(profile, text, buffer, body);
        sessions::by_bytes(profile, text, body);
        signed::written(profile, text, buffer);
        signed::by_offsets(profile, text, buffer);
        signed::requests(profile, text, buffer);
        signed::responses(profile, text, buffer, body);
        getrandom_backend::started(profile, text, buffer);
    }
    signed::signatures(text, buffer, body);
    loop {
        keep(&());
    }
}

fn ms(milliseconds: u64) -> Uptime {
    Uptime::from_millis(milliseconds)
}

fn secs(seconds: i64) -> UnixTime {
    UnixTime::from_secs(seconds)
}

/// A value that the compiler must compute.
fn keep<T>(value: &T) {
    black_box(value);
}

/// What an error says, said.
fn say<T: Display>(value: &T) {
    let _ = write!(Sink, "{value}");
}

struct Sink;

impl Write for Sink {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        keep(&text);
        Ok(())
    }
}
