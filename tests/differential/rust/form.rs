//! Forms, both ways. The edition before has the same functions, and its program compiles this file too.

use grantlet::{BufferTooSmall, Encoded, FormPairs, encode_form};

use crate::verdict::Verdict;

/// The first field is a form that is read; the others are names and values that are written.
pub(super) fn form(fields: &[Vec<u8>]) -> Verdict {
    let Some((read, written)) = fields.split_first() else {
        return Verdict::of("a form of no fields");
    };
    let mut verdict = Verdict::of("form");
    for (name, value) in FormPairs::new(read) {
        verdict = part(part(verdict, "name", name), "value", value);
    }
    let texts: Vec<_> =
        written.iter().map(|text| std::str::from_utf8(text).expect("text")).collect();
    let pairs: Vec<_> =
        texts.as_chunks::<2>().0.iter().map(|[name, value]| (*name, *value)).collect();
    let needed = match encode_form(&pairs, &mut []) {
        Err(BufferTooSmall { needed }) => needed,
        Ok(_) => 0,
    };
    match encode_form(&pairs, &mut vec![0; needed]) {
        Ok(text) => verdict.line("written", text).line("need", needed.to_string()),
        Err(BufferTooSmall { needed }) => {
            verdict.line("not what was asked for", needed.to_string())
        }
    }
}

/// A name or a value: its bytes, and what it decodes to, in a buffer of the length that is asked for first.
fn part(verdict: Verdict, what: &str, encoded: Encoded<'_>) -> Verdict {
    let needed = match encoded.decode(&mut []) {
        Err(BufferTooSmall { needed }) => needed,
        Ok(_) => 0,
    };
    let mut buffer = vec![0; needed];
    let text = encoded.decode(&mut buffer).unwrap_or("longer than its length");
    // An empty one is a line too.
    let bytes = [b"'", encoded.as_bytes(), b"'"].concat();
    let is = if encoded.is(text) { "" } else { "another" };
    verdict.line(what, bytes).line("text", text).line("is", is).line("need", needed.to_string())
}
