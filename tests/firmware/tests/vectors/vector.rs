//! A vector, and the table of them as C.

use std::fmt::Write as _;

/// What is given to a function of the library, and the verdict expected.
#[derive(Clone)]
pub(crate) struct Vector {
    /// The file and the case.
    pub(crate) name: String,
    /// The function of `vectors/calls.c`.
    pub(crate) call: &'static str,
    /// The function there that makes the profile.
    pub(crate) bend: &'static str,
    /// Of a response the HTTP status, of a callback URL the rule for `iss`.
    pub(crate) number: String,
    pub(crate) given: Vec<Vec<u8>>,
    pub(crate) owed: Vec<u8>,
}

impl Vector {
    /// One that needs neither a profile nor a number.
    pub(crate) fn new(
        name: impl Into<String>,
        call: &'static str,
        given: &[&[u8]],
        owed: impl Into<Vec<u8>>,
    ) -> Self {
        Self {
            name: name.into(),
            call,
            bend: "bend_nothing",
            number: "0".to_owned(),
            given: given.iter().map(|text| text.to_vec()).collect(),
            owed: owed.into(),
        }
    }

    /// The same with another profile.
    pub(crate) fn bend(mut self, bend: &'static str) -> Self {
        self.bend = bend;
        self
    }

    /// The same with a number, or C's name for one.
    pub(crate) fn number(mut self, number: impl Into<String>) -> Self {
        self.number = number.into();
        self
    }

    /// Bytes that a board must hold in its RAM.
    pub(crate) fn size(&self) -> usize {
        self.given.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// Room for the longest text that is written.
const LEAST_ROOM: usize = 1024;

/// The table as C. Compilers take lists of numbers of any length, and strings of some.
pub(crate) fn source(vectors: &[&Vector]) -> String {
    let (mut bytes, mut spans, mut rows) = (Bytes::default(), String::new(), String::new());
    let mut given = 0;
    for vector in vectors {
        for text in &vector.given {
            let _ = writeln!(spans, "    {},", bytes.span(text));
        }
        let Vector { name, call, bend, number, .. } = vector;
        let owed = bytes.span(&vector.owed);
        let length = vector.given.len();
        let _ = writeln!(
            rows,
            "    {{ \"{name}\", {call}, {bend}, {number}, {length}, given + {given}, {owed} }},"
        );
        given += length;
    }
    let room = vectors.iter().map(|vector| vector.size()).max().unwrap_or(0).max(LEAST_ROOM);
    format!(
        "/* Written by tests/firmware/tests/vectors; not to be changed. */
#include \"../../tests/firmware/vectors/vectors.h\"

uint8_t room[{room}];
const size_t room_size = sizeof room;

static const uint8_t bytes[] = {{
{}}};

static const grantlet_span given[] = {{
{spans}}};

const vector vectors[] = {{
{rows}}};
const size_t vectors_length = sizeof vectors / sizeof *vectors;
",
        bytes.text
    )
}

/// All bytes of the table, one after the other.
#[derive(Default)]
struct Bytes {
    text: String,
    length: usize,
}

impl Bytes {
    /// Adds a text and returns the span of it.
    fn span(&mut self, text: &[u8]) -> String {
        let span = format!("{{ bytes + {}, {} }}", self.length, text.len());
        for line in text.chunks(24) {
            for byte in line {
                let _ = write!(self.text, "{byte},");
            }
            self.text.push('\n');
        }
        self.length += text.len();
        span
    }
}
