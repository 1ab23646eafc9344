//! Forms: pairs to encode, and encoded text to decode.

use grantlet_tests::random::Random;

use super::mutate;
use super::request::WORDS;
use crate::input::{Input, Kind};

const NAMES: &[&str] = &["", "code", "state", "error_description", "scope", "a b", "\u{e9}", "*"];
/// What means something in a form, and bytes of each role in UTF-8.
const PARTS: &[&[u8]] = &[
    b"&",
    b"&",
    b"=",
    b"=",
    b"+",
    b"%",
    b"%2",
    b"%zz",
    b"%26",
    b"%3D",
    b"%2B",
    b"%25",
    b"%00",
    b"%C3%A9",
    b"%c3",
    b"%FF",
    b"%ED%A0%80",
    b"%F0%9F%98%80",
    b"\xC3\xA9",
    b"\xFF",
    b"\xF0\x9F",
    b"\0",
    b";",
    b"#",
    b"code",
    b"state",
    b"a",
    b"-._~*",
    b"{\"a\":1}",
];

/// A form that is read, and pairs that are written.
pub(super) fn form(random: &mut Random, profile: u8) -> Input {
    let mut pairs = Vec::new();
    for _ in 0..random.below(5) {
        pairs.push(name(random));
        pairs.push(value(random));
    }
    let read: Vec<u8> = if random.once_in(3) {
        (0..random.below(24)).flat_map(|_| random.of(PARTS)).copied().collect()
    } else {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs((0..random.below(6)).map(|_| (name(random), value(random))));
        let mut form = form.finish().into_bytes();
        if random.once_in(2) {
            mutate(random, &mut form);
        }
        form
    };
    let pairs = pairs.into_iter().map(String::into_bytes);
    let fields = std::iter::once(read).chain(pairs).collect();
    Input { kind: Kind::Form, profile, number: 0, fields }
}

fn name(random: &mut Random) -> String {
    random.of(NAMES).to_owned()
}

fn value(random: &mut Random) -> String {
    match random.below(4) {
        0 => (0..random.below(9)).map(|_| character(random)).collect(),
        1 => [random.of(WORDS), random.of(WORDS)].concat(),
        2 if random.once_in(40) => random.of(WORDS).repeat(random.below(400)),
        _ => random.of(WORDS).to_owned(),
    }
}

/// A character of one to four bytes.
fn character(random: &mut Random) -> char {
    let most = random.of(&[0x80, 0x800, 0x1_0000, 0x11_0000]);
    let code = u32::try_from(random.below(most)).expect("a code point");
    char::from_u32(code).unwrap_or('\u{FFFD}')
}
