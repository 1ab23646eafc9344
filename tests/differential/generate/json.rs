//! Bodies of token and device responses.

use super::values::{
    DESCRIPTIONS, DEVICE, DIGITS, ERRORS, EXTRA, FAILURE, NUMBERS, OTHERS, STRINGS, TOKEN,
};
use super::{Samples, mutate};
use grantlet_tests::random::Random;

/// The envelopes of the profiles, by their index.
const ENVELOPES: &[(u8, &str)] = &[(5, "data"), (7, "result")];

pub(super) fn token_response(random: &mut Random, samples: &Samples, profile: u8) -> Vec<u8> {
    if random.once_in(8) && !samples.bodies.is_empty() {
        return of_material(random, samples);
    }
    let mut members = Vec::new();
    if !random.once_in(6) {
        for name in TOKEN {
            let wanted = matches!(*name, "access_token" | "token_type") || random.once_in(2);
            if wanted && !random.once_in(12) {
                let value = value_of(random, name);
                members.push((*name, value));
            }
        }
    }
    whole(random, members, profile, TOKEN)
}

pub(super) fn device_response(random: &mut Random, samples: &Samples, profile: u8) -> Vec<u8> {
    if random.once_in(20) && !samples.bodies.is_empty() {
        return of_material(random, samples);
    }
    let mut members = Vec::new();
    for name in DEVICE {
        let wanted =
            matches!(*name, "device_code" | "user_code" | "verification_uri" | "expires_in");
        if (wanted || random.once_in(2)) && !random.once_in(20) {
            let value = value_of(random, name);
            members.push((*name, value));
        }
    }
    whole(random, members, profile, DEVICE)
}

fn of_material(random: &mut Random, samples: &Samples) -> Vec<u8> {
    let mut body = samples.bodies[random.below(samples.bodies.len())].clone();
    if !random.once_in(8) {
        mutate(random, &mut body);
    }
    body
}

/// A value that suits a member for most, else any.
fn value_of(random: &mut Random, name: &str) -> String {
    if random.once_in(14) {
        return any(random);
    }
    let plain = match name {
        "access_token" | "refresh_token" => {
            return if random.once_in(8) { string(random) } else { "\"at-1.x~\"".to_owned() };
        }
        "token_type" => random.mostly(&["\"Bearer\"", "\"bearer\"", "\"BEARER\""], STRINGS),
        "expires_in" => {
            if random.once_in(2) {
                "3600"
            } else {
                random.mostly(NUMBERS, DIGITS)
            }
        }
        "interval" => random.mostly(&["5", "1", "0"], NUMBERS),
        "scope" => random.mostly(&["\"a b\"", "\"a,b\"", "[\"a\",\"b\"]"], OTHERS),
        "error" => random.of(ERRORS),
        "error_description" | "message" | "text" => random.of(DESCRIPTIONS),
        "verification_uri" | "verification_uri_complete" => {
            if random.once_in(2) {
                "\"https://as.example/device\""
            } else {
                random.of(STRINGS)
            }
        }
        "user_code" => random.mostly(&["\"WDJB-MJHT\"", "\"a b\""], STRINGS),
        "device_code" => random.mostly(&["\"dc-1\""], STRINGS),
        "code" | "errorId" | "code_reason" => random.mostly(ERRORS, NUMBERS),
        "id_token" => random.mostly(&["\"eyJh.eyJp.c2ln\""], STRINGS),
        _ => return any(random),
    };
    plain.to_owned()
}

fn any(random: &mut Random) -> String {
    match random.below(12) {
        0..=3 => random.of(STRINGS).to_owned(),
        4 | 5 => random.of(NUMBERS).to_owned(),
        6 => random.of(DIGITS).to_owned(),
        7..=9 => random.of(OTHERS).to_owned(),
        10 => string(random),
        // Near the most levels there can be.
        _ => {
            let levels = if random.once_in(2) { 28 + random.below(8) } else { random.below(40) };
            let (open, close) = random.of(&[("[", "]"), ("{\"a\":", "}")]);
            let inner = random.of(&["", "1", "\"x\"", "null"]);
            let inner = if inner.is_empty() && open != "[" { "1" } else { inner };
            [&open.repeat(levels), inner, &close.repeat(levels)].concat()
        }
    }
}

/// A string of characters of any kind, each written in one of its ways.
pub(super) fn string(random: &mut Random) -> String {
    let mut text = String::from("\"");
    for _ in 0..random.below(12) {
        let character = match random.below(8) {
            0..=4 => char::from(0x20 + u8::try_from(random.below(0x5F)).unwrap_or(0)),
            5 => random
                .of(&['\u{7f}', '\u{80}', '\u{e9}', '\u{7ff}', '\u{800}', '\u{fffd}', '\u{feff}']),
            6 => random.of(&['\u{10000}', '\u{10ffff}', '\u{2028}', '\u{d7ff}', '\u{e000}']),
            _ => char::from(u8::try_from(random.below(0x20)).unwrap_or(0)),
        };
        let raw = character >= ' ' && !matches!(character, '"' | '\\') && !random.once_in(5);
        if raw {
            text.push(character);
        } else {
            text.push_str(&escape(random, character));
        }
    }
    text.push('"');
    text
}

/// A character as `\u`, in small or large digits.
fn escape(random: &mut Random, character: char) -> String {
    let mut units = [0; 2];
    let large = random.once_in(2);
    let units = character.encode_utf16(&mut units);
    let escaped =
        |unit: &u16| if large { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") };
    units.iter().map(escaped).collect()
}

/// A name in quotes, now and then with an escape.
fn name(random: &mut Random, name: &str) -> String {
    if !random.once_in(16) || name.is_empty() {
        return format!("\"{name}\"");
    }
    let at = random.below(name.len());
    let (before, rest) = name.split_at(at);
    let mut rest = rest.chars();
    let escaped = rest.next().map(|character| escape(random, character)).unwrap_or_default();
    format!("\"{before}{escaped}{}\"", rest.as_str())
}

/// Adds other members beside those of a response, wraps it, and breaks some.
fn whole(
    random: &mut Random,
    mut members: Vec<(&'static str, String)>,
    profile: u8,
    own: &[&'static str],
) -> Vec<u8> {
    let failed = members.is_empty() || random.once_in(4);
    for _ in 0..if failed { 1 + random.below(3) } else { 0 } {
        let name = random.of(FAILURE);
        let name = if random.once_in(3) { "error" } else { name };
        members.push((name, value_of(random, name)));
    }
    for _ in 0..random.below(3) {
        let name = random.of(EXTRA);
        members.push((name, any(random)));
    }
    if random.once_in(12) {
        let name = random.of(own);
        members.push((name, value_of(random, name)));
    }
    if random.once_in(3) {
        let (a, b) = (random.below(members.len()), random.below(members.len()));
        members.swap(a, b);
    }
    let mut text = object(random, &members);
    let envelope = ENVELOPES.iter().find(|(of, _)| *of == profile);
    let wrapped = if envelope.is_some() { !random.once_in(8) } else { random.once_in(40) };
    if wrapped {
        text = wrap(random, &text, envelope.map_or("data", |(_, name)| name));
    }
    let mut body = text.into_bytes();
    match random.below(40) {
        0 => drop(body.splice(0..0, *b"\xEF\xBB\xBF")),
        1 => body.extend(random.of(&["{}", " ", "\n\t", "x", "\0", ","]).bytes()),
        2 => body = any(random).into_bytes(),
        3 => body.clear(),
        4..=8 => mutate(random, &mut body),
        _ => {}
    }
    body
}

fn object(random: &mut Random, members: &[(&str, String)]) -> String {
    let spaces = ["", "", "", " ", "\n  ", "\t\r\n"];
    let mut text = String::from("{");
    for (index, (key, value)) in members.iter().enumerate() {
        let space = if random.once_in(4) { random.of(&spaces) } else { "" };
        let comma = if index > 0 { "," } else { "" };
        text.push_str(&[comma, space, &name(random, key), space, ":", space, value].concat());
    }
    text.push('}');
    text
}

/// Puts a response under an envelope's member, as an object or as JSON in a string.
fn wrap(random: &mut Random, inner: &str, envelope: &str) -> String {
    let value = match random.below(5) {
        0 | 1 => serde_json::Value::from(inner).to_string(),
        2 if random.once_in(8) => any(random),
        _ => inner.to_owned(),
    };
    let mut members = vec![(envelope, value)];
    for _ in 0..random.below(2) {
        let key = random.of(&["error", "access_token", "message", "code", envelope, "status"]);
        let value = value_of(random, key);
        members.insert(random.below(members.len() + 1), (key, value));
    }
    object(random, &members)
}
