//! The fixtures, each a line: a name, what an earlier edition stored, and what it read of that itself.

use grantlet::{RefreshLifetime, Settings, record_len};

/// As the programs of the earlier editions have it.
pub(crate) const SLOT: usize = record_len(16, 16, 16);
pub(crate) type Slots = [Vec<u8>; 2];

pub(crate) const EDITIONS: [(&str, &str); 2] = [
    ("the first edition", include_str!("43264f4/records.tsv")),
    ("the edition before", include_str!("42f7535/records.tsv")),
];

#[derive(Clone)]
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) is_own: bool,
    pub(crate) wall: Option<i64>,
    pub(crate) slots: Slots,
    pub(crate) expected: String,
}

impl Fixture {
    /// As a program of an earlier edition takes it.
    pub(crate) fn line(&self, slots: &Slots) -> String {
        let kind = if self.is_own { "own" } else { "login" };
        let wall = self.wall.map_or("none".to_owned(), |wall| wall.to_string());
        format!("record {kind} {wall} {} {}", hex(&slots[0]), hex(&slots[1]))
    }

    pub(crate) fn settings(&self) -> Settings {
        let settings = Settings::DEFAULT.keep_access_token();
        let settings = settings.refresh_lifetime(RefreshLifetime::Unknown);
        if self.is_own { settings.client_credentials() } else { settings }
    }
}

pub(crate) fn all() -> Vec<Fixture> {
    EDITIONS
        .iter()
        .flat_map(|(edition, text)| text.lines().map(|line| read(edition, line)))
        .collect()
}

fn read(edition: &str, line: &str) -> Fixture {
    let [name, stored, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
        panic!("{line}")
    };
    let [kind, wall, first, second] = stored.split(' ').collect::<Vec<_>>()[..] else {
        panic!("{line}")
    };
    Fixture {
        name: format!("{edition}: {name}"),
        is_own: kind == "own",
        wall: wall.parse().ok(),
        slots: [unhex(first), unhex(second)],
        expected: expected.to_owned(),
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(digit_of).collect()
}

fn digit_of(half: u8) -> char {
    char::from_digit(u32::from(half), 16).expect("half a byte")
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("two digits");
    (0..text.len()).step_by(2).map(digit).collect()
}
