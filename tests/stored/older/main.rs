//! An earlier edition: it writes the fixtures, and reads over a pipe what another edition has stored. Its
//! core is the dependency `grantlet` of the workspace that builds it.
// What an edition returns from a call that another edition has not is of no matter here.
#![allow(unused_must_use, clippy::unused_self)]

mod logins;
mod records;

use std::io::{self, BufRead as _};

fn main() -> io::Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("write-records") => records::write(),
        Some("write-logins") => logins::write(),
        _ => {
            for line in io::stdin().lock().lines() {
                let line = line?;
                let (what, rest) = line.split_once(' ').expect("a command");
                println!("{}", if what == "record" { records::read(rest) } else { logins::read(rest) });
            }
        }
    }
    Ok(())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("two digits");
    (0..text.len()).step_by(2).map(digit).collect()
}
