//! The same bytes give the same verdict in Rust, C and JavaScript: generated responses, addresses,
//! `id_token`s, requests and forms under the five profiles and three more, given to the `&str` interface,
//! to a C program over a pipe, and to two entries of the npm package in Node.js. Then the same verdicts as
//! the edition before this one, whose program is `tests/edition`.
//!
//! `GRANTLET_SEED` sets the seed, `GRANTLET_INPUTS` how many inputs all languages get; with
//! `GRANTLET_FULL`, Rust and C, and Rust and the edition before, get ten million more.

mod compare;
mod generate;
mod input;
mod rust;
mod shrink;
mod program;
mod verdict;
mod expected;

use std::fmt::Display;
use std::io::Write as _;
use std::str::FromStr;
use std::time::Instant;

use compare::{Comparison, Tally, report};
use expected::EXPECTED;
use generate::{Generator, Samples};
use input::Kind;
use program::{Language, Program};

/// Inputs to all languages, without and with `--full`; and further inputs to Rust and C with `--full`.
const QUICK: usize = 130_000;
const FULL_OF_ALL: usize = 1_000_000;
const FULL_OF_C: usize = 10_000_000;
/// Inputs of each kind to the edition before; and of all kinds together with `--full`.
const QUICK_OF_BEFORE: usize = 100_000;
const FULL_OF_BEFORE: usize = 10_000_000;

#[test]
fn the_same_bytes_give_the_same_verdict_in_rust_c_and_javascript() {
    let is_full = std::env::var_os("GRANTLET_FULL").is_some();
    let seed = setting("GRANTLET_SEED", if is_full { of_the_clock() } else { 1 });
    let count = setting("GRANTLET_INPUTS", if is_full { FULL_OF_ALL } else { QUICK });
    print(&format!("seed {seed} (GRANTLET_SEED={seed} repeats it)"));
    let mut generator = Generator::new(seed, Samples::read());
    let javascript =
        [Program::javascript("grantlet", "index.js"), Program::javascript("grantlet/js", "js.js")];
    let mut programs = vec![Program::c()];
    programs.extend(javascript);

    let mut comparison = Comparison::new(programs);
    let started = Instant::now();
    comparison.run(&mut generator, &Kind::ALL, count);
    print(&format!("{count} inputs to all: {} s", started.elapsed().as_secs()));
    if is_full {
        let javascript = comparison.programs.split_off(1);
        let kinds = Kind::ALL.map(|kind| Some(kind).filter(|kind| Language::C.has(*kind)));
        let kinds: Vec<_> = kinds.into_iter().flatten().collect();
        comparison.run(&mut generator, &kinds, FULL_OF_C);
        comparison.programs.extend(javascript);
        print(&format!("{FULL_OF_C} more inputs to Rust and C: {} s", started.elapsed().as_secs()));
    }

    assert_none_differs(comparison, seed, &[Language::C, Language::JavaScript]);
}

#[test]
fn the_edition_before_gives_the_same_verdict() {
    let is_full = std::env::var_os("GRANTLET_FULL").is_some();
    let seed = setting("GRANTLET_SEED", if is_full { of_the_clock() } else { 1 });
    print(&format!("seed {seed} (GRANTLET_SEED={seed} repeats it)"));
    let mut generator = Generator::new(seed, Samples::read());
    let mut comparison = Comparison::new(vec![Program::before()]);
    let started = Instant::now();
    if is_full {
        comparison.run(&mut generator, &Kind::ALL, FULL_OF_BEFORE);
    } else {
        let each = setting("GRANTLET_INPUTS", QUICK_OF_BEFORE);
        for kind in Kind::ALL {
            comparison.run(&mut generator, &[kind], each);
        }
    }
    print(&format!("inputs to the edition before: {} s", started.elapsed().as_secs()));
    assert_none_differs(comparison, seed, &[Language::Before]);
}

/// Every verdict is the same or differs as expected; every class and every expected difference occurred.
fn assert_none_differs(comparison: Comparison, seed: u64, languages: &[Language]) {
    let Comparison { mut programs, tally } = comparison;
    print_tally(&tally);
    let differences = tally.differences.iter();
    let differences: Vec<_> = differences
        .map(|(key, (input, count))| report(&mut programs, key, input, *count))
        .collect();
    let found = differences.len();
    assert!(differences.is_empty(), "{found} differences, seed {seed}:{}", differences.concat());
    let missing = missing(&tally, languages);
    assert!(missing.is_empty(), "no input led to: {}", missing.join(", "));
}

/// The verdicts that inputs must have, so that a test of nothing fails.
const CLASSES: [(Kind, &str); 7] = [
    (
        Kind::TokenResponse,
        "token response_status response_refused response_syntax response_depth response_duplicate \
         response_type response_missing response_chars response_token_type",
    ),
    (
        Kind::Callback,
        "request token callback_refused callback_redirect_uri callback_duplicate callback_chars \
         callback_misplaced callback_state callback_issuer callback_conflict callback_missing \
         callback_token_type",
    ),
    (
        Kind::DeviceResponse,
        "device response_status response_refused response_syntax response_depth response_duplicate \
         response_type response_missing response_chars",
    ),
    (
        Kind::IdToken,
        "id_token id_token_encoding id_token_syntax id_token_depth id_token_duplicate id_token_type \
         id_token_missing id_token_mismatch id_token_algorithm id_token_expired id_token_not_yet",
    ),
    (
        Kind::Request,
        "request request_missing request_unexpected request_chars request_length request_url \
         request_redirect_uri request_base_url request_scope",
    ),
    (
        Kind::Login,
        "login request_entropy request_missing request_unexpected request_chars request_url \
         request_redirect_uri request_base_url",
    ),
    (Kind::Form, "form"),
];

/// The classes that no verdict had, and the expected differences that applied to no input.
fn missing(tally: &Tally, languages: &[Language]) -> Vec<String> {
    let mut missing = Vec::new();
    for (kind, classes) in CLASSES {
        for class in classes.split_whitespace() {
            if !tally.classes.contains_key(&(kind, class.to_owned())) {
                missing.push(format!("{kind:?}: {class}"));
            }
        }
    }
    if !tally.classes.contains_key(&(Kind::TokenResponse, "which ends the grant".to_owned())) {
        missing.push("TokenResponse: which ends the grant".to_owned());
    }
    let expected = EXPECTED.iter().zip(tally.expected);
    let unmet = expected.filter(|(one, count)| languages.contains(&one.language) && *count == 0);
    missing.extend(unmet.map(|(one, _)| one.name.to_owned()));
    for profile in 0..u8::try_from(rust::PROFILES).unwrap_or(0) {
        for outcome in ["tokens", "errors", "requests"] {
            if !tally.profiles.contains_key(&(profile, outcome)) {
                missing.push(format!("profile {profile}: {outcome}"));
            }
        }
    }
    missing
}

fn print_tally(tally: &Tally) {
    for (name, count) in &tally.verdicts {
        print(&format!("{name}: {count} verdicts"));
    }
    for ((kind, class), count) in &tally.classes {
        print(&format!("{kind:?}: {class}: {count}"));
    }
    for (one, count) in EXPECTED.iter().zip(tally.expected).filter(|(_, count)| *count > 0) {
        print(&format!("expected difference, {count} times: {} ({})", one.name, one.why));
    }
}

/// Prints past the test runner, which keeps what a passing test prints.
fn print(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn setting<T: FromStr<Err: Display>>(name: &str, unless: T) -> T {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|error| panic!("{name}={text}: {error}")),
        Err(_) => unless,
    }
}

fn of_the_clock() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |since| since.as_secs())
}
