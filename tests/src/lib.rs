//! What the tests that cross crates share: the vectors and documents beside the project, and random
//! numbers.

pub mod members;
pub mod random;

use std::io::Write as _;
use std::path::PathBuf;

use grantlet::{ErrorText, UntrustedText};

/// A file or folder of `../shared`, seen from the project's root. It is not part of the project:
/// where it is absent, this prints that the test was skipped, by its name, and returns none.
#[must_use]
pub fn shared(path: &str) -> Option<PathBuf> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(path);
    if file.exists() {
        return Some(file);
    }
    let test = std::thread::current();
    let name = test.name().unwrap_or("a test");
    // The test runner keeps what a passing test prints by `eprintln!` to itself.
    let _ = writeln!(std::io::stderr(), "skipped {name}: ../shared/{path} is absent");
    None
}

/// The text of a file of `../shared`.
///
/// # Panics
/// Where it is there and is not UTF-8.
#[must_use]
pub fn shared_text(path: &str) -> Option<String> {
    let file = shared(path)?;
    Some(std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}")))
}

/// The JSON of a file of `../shared`.
///
/// # Panics
/// Where it is there and is not JSON.
#[must_use]
pub fn shared_json(path: &str) -> Option<serde_json::Value> {
    let text = shared_text(path)?;
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}")))
}

/// Compares a server's error with those of `error`, `error_description` and `error_number` that a row has.
///
/// # Panics
/// Where one differs.
pub fn assert_error_text(text: &ErrorText<'_>, expected: &serde_json::Value, about: &str) {
    for (name, found) in [
        ("error", text.error),
        ("error_description", text.error_description),
        ("error_number", text.error_number),
    ] {
        if let Some(value) = expected.get(name) {
            assert_eq!(found.map(UntrustedText::as_str), value.as_str(), "{about}: {name}");
        }
    }
}

/// The address of a row of `callbacks.json`, in which `A_REPEAT_n` stands for n parameters.
///
/// # Panics
/// Where something else than a number follows: the row would test nothing.
#[must_use]
pub fn expanded(address: &str) -> String {
    let mut parts = address.split("A_REPEAT_");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        let number: usize = number.parse().unwrap_or_else(|_| panic!("A_REPEAT_{part}"));
        let parameters: Vec<_> = (0..number).map(|index| format!("p{index}=V")).collect();
        whole.push_str(&parameters.join("&"));
        whole.push_str(rest);
    }
    whole
}

/// How many generated inputs a property is tried with: `quick`, and a hundred times as many under
/// `cargo xtask test --full`.
#[must_use]
pub fn cases(quick: u32) -> u32 {
    if std::env::var_os("GRANTLET_FULL").is_some() { quick.saturating_mul(100) } else { quick }
}

/// The examples of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// So many milliseconds on a monotonic clock.
#[must_use]
pub const fn ms(milliseconds: u64) -> grantlet::Uptime {
    grantlet::Uptime::from_millis(milliseconds)
}

/// So many seconds since 1970.
#[must_use]
pub const fn secs(seconds: i64) -> grantlet::UnixTime {
    grantlet::UnixTime::from_secs(seconds)
}
