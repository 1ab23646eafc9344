//! The same bytes give the same verdict in Rust, C and JavaScript: generated responses, addresses,
//! `id_token`s, requests and forms under the five profiles and three more, put to the `&str` interface, to a C program
//! over a pipe, and to two entries of the npm package in Node.js. And the same verdicts as the edition before
//! this one, whose program is `tests/edition`.
//!
//! `GRANTLET_SEED` sets the seed, `GRANTLET_INPUTS` how many inputs are put to all, `GRANTLET_FULL` adds ten
//! million that are put to Rust and C, and to the edition before.

mod compare;
mod generate;
mod input;
mod rust;
mod shrink;
mod speaker;
mod verdict;
mod wanted;

use std::fmt::Display;
use std::io::Write as _;
use std::str::FromStr;
use std::time::Instant;

use compare::{Comparison, Tally, told};
use generate::{Generator, Material};
use input::Kind;
use speaker::{Language, Speaker};
use wanted::WANTED;

/// Inputs that all are asked about, and those of `--full` that JavaScript is asked about too.
const QUICK: usize = 130_000;
const FULL_OF_ALL: usize = 1_000_000;
const FULL_OF_C: usize = 10_000_000;
/// Inputs of each kind that the edition before is asked about, and of all kinds with `--full`.
const QUICK_OF_BEFORE: usize = 100_000;
const FULL_OF_BEFORE: usize = 10_000_000;

#[test]
fn the_same_bytes_give_the_same_verdict_in_rust_c_and_javascript() {
    let is_full = std::env::var_os("GRANTLET_FULL").is_some();
    let seed = setting("GRANTLET_SEED", if is_full { of_the_clock() } else { 1 });
    let count = setting("GRANTLET_INPUTS", if is_full { FULL_OF_ALL } else { QUICK });
    say(&format!("seed {seed} (GRANTLET_SEED={seed} repeats it)"));
    let mut generator = Generator::new(seed, Material::read());
    let javascript =
        [Speaker::javascript("grantlet", "index.js"), Speaker::javascript("grantlet/js", "js.js")];
    let mut speakers = vec![Speaker::c()];
    speakers.extend(javascript);

    let mut comparison = Comparison::new(speakers);
    let started = Instant::now();
    comparison.run(&mut generator, &Kind::ALL, count);
    say(&format!("{count} inputs to all: {} s", started.elapsed().as_secs()));
    if is_full {
        let javascript = comparison.speakers.split_off(1);
        let kinds = Kind::ALL.map(|kind| Some(kind).filter(|kind| Language::C.has(*kind)));
        let kinds: Vec<_> = kinds.into_iter().flatten().collect();
        comparison.run(&mut generator, &kinds, FULL_OF_C);
        comparison.speakers.extend(javascript);
        say(&format!("{FULL_OF_C} more to Rust and C: {} s", started.elapsed().as_secs()));
    }

    none_differs(comparison, seed, &[Language::C, Language::JavaScript]);
}

#[test]
fn the_edition_before_gives_the_same_verdict() {
    let is_full = std::env::var_os("GRANTLET_FULL").is_some();
    let seed = setting("GRANTLET_SEED", if is_full { of_the_clock() } else { 1 });
    say(&format!("seed {seed} (GRANTLET_SEED={seed} repeats it)"));
    let mut generator = Generator::new(seed, Material::read());
    let mut comparison = Comparison::new(vec![Speaker::before()]);
    let started = Instant::now();
    if is_full {
        comparison.run(&mut generator, &Kind::ALL, FULL_OF_BEFORE);
    } else {
        let each = setting("GRANTLET_INPUTS", QUICK_OF_BEFORE);
        for kind in Kind::ALL {
            comparison.run(&mut generator, &[kind], each);
        }
    }
    say(&format!("to the edition before: {} s", started.elapsed().as_secs()));
    none_differs(comparison, seed, &[Language::Before]);
}

/// No verdict differs but as is wanted, and every class and every wanted difference was met.
fn none_differs(comparison: Comparison, seed: u64, languages: &[Language]) {
    let Comparison { mut speakers, tally } = comparison;
    tell(&tally);
    let differences = tally.differences.iter();
    let differences: Vec<_> =
        differences.map(|(key, (input, count))| told(&mut speakers, key, input, *count)).collect();
    let found = differences.len();
    assert!(differences.is_empty(), "{found} differences, seed {seed}:{}", differences.concat());
    let never = never(&tally, languages);
    assert!(never.is_empty(), "no input was: {}", never.join(", "));
}

/// The verdicts that inputs must have, so that a test of nothing is seen.
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

/// What was never said, and which difference was never met.
fn never(tally: &Tally, languages: &[Language]) -> Vec<String> {
    let mut never = Vec::new();
    for (kind, classes) in CLASSES {
        for class in classes.split_whitespace() {
            if !tally.classes.contains_key(&(kind, class.to_owned())) {
                never.push(format!("{kind:?}: {class}"));
            }
        }
    }
    if !tally.classes.contains_key(&(Kind::TokenResponse, "which ends the grant".to_owned())) {
        never.push("TokenResponse: which ends the grant".to_owned());
    }
    let wanted = WANTED.iter().zip(tally.wanted);
    let unmet = wanted.filter(|(one, count)| languages.contains(&one.language) && *count == 0);
    never.extend(unmet.map(|(wanted, _)| wanted.name.to_owned()));
    for profile in 0..u8::try_from(rust::PROFILES).unwrap_or(0) {
        for outcome in ["tokens", "errors", "requests"] {
            if !tally.profiles.contains_key(&(profile, outcome)) {
                never.push(format!("profile {profile}: {outcome}"));
            }
        }
    }
    never
}

fn tell(tally: &Tally) {
    for (name, count) in &tally.asked {
        say(&format!("{name}: {count} verdicts"));
    }
    for ((kind, class), count) in &tally.classes {
        say(&format!("{kind:?}: {class}: {count}"));
    }
    for (wanted, count) in WANTED.iter().zip(tally.wanted).filter(|(_, count)| *count > 0) {
        say(&format!("wanted, {count} times: {}, which {}", wanted.name, wanted.why));
    }
}

/// Prints past the test runner, which keeps what a passing test prints.
fn say(text: &str) {
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
