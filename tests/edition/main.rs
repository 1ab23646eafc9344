//! The edition before this one writes its verdicts to a pipe, as the programs of `tests/differential/programs`
//! do. It runs that edition's own sources of `tests/differential`, so that a change of the Rust interface
//! changes nothing here; only forms are read by this edition's code.
#![allow(dead_code)]

#[path = "../../target/edition/tests/differential/input.rs"]
mod input;
mod rust;
#[path = "../../target/edition/tests/differential/verdict.rs"]
mod verdict;

use std::io::{self, Read as _, Write as _};

use input::{Input, Kind, length};
use verdict::Verdict;

fn main() -> io::Result<()> {
    let (mut asked, mut told) = (io::stdin().lock(), io::stdout().lock());
    let mut head = [0; 4];
    while asked.read_exact(&mut head).is_ok() {
        let mut batch = vec![0; number(&head)];
        asked.read_exact(&mut batch)?;
        let mut said = Vec::new();
        let mut rest = batch.as_slice();
        while !rest.is_empty() {
            let verdict = verdict(&mut rest).c;
            said.extend(length(&verdict));
            said.extend(verdict);
        }
        told.write_all(&length(&said))?;
        told.write_all(&said)?;
        told.flush()?;
    }
    Ok(())
}

/// The verdict on the next input of a batch.
fn verdict(rest: &mut &[u8]) -> Verdict {
    let kind = take(rest, 1)[0];
    let profile = take(rest, 1)[0];
    let [asked, count] =
        [take(rest, 4), take(rest, 4)].map(|bytes| u32::try_from(number(bytes)).expect("32 bits"));
    let fields = (0..count).map(|_| {
        let length = number(take(rest, 4));
        take(rest, length).to_vec()
    });
    let fields: Vec<_> = fields.collect();
    if kind == rust::FORM {
        return rust::form_verdict(&fields);
    }
    rust::verdict(&Input { kind: Kind::ALL[usize::from(kind)], profile, number: asked, fields })
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> &'a [u8] {
    rest.split_off(..length).expect("a whole input")
}

fn number(bytes: &[u8]) -> usize {
    let bytes = bytes.first_chunk().expect("four bytes");
    usize::try_from(u32::from_le_bytes(*bytes)).expect("a length")
}
