//! Splits the memory that the wrapper wrote into the parts of a call.

use crate::fault::Fault;
use crate::reply::{Reply, WORDS};

/// The arguments of a call, and the memory for its results.
pub struct Message<'a> {
    /// The results.
    pub reply: Reply<'a>,
    /// The text's fields, the client's first.
    pub fields: Fields<'a>,
    /// A response, a callback URL or a verifier.
    pub body: &'a mut [u8],
    /// Memory for output.
    pub room: &'a mut [u8],
}

impl<'a> Message<'a> {
    /// Splits the memory after a reply into its parts. Missing parts are empty.
    pub fn read(reply: &'a mut [u32; WORDS], rest: &'a mut [u8], text: usize, body: usize) -> Self {
        let (text, rest) = cut(rest, text);
        let (body, room) = cut(rest, body);
        Self { reply: Reply::new(reply), fields: Fields { rest: text }, body, room }
    }

    /// Runs a call, and returns 0 or the number of its error.
    pub fn run(self, work: impl FnOnce(Self) -> Result<(), Fault>) -> u32 {
        work(self).err().map_or(0, Fault::number)
    }
}

/// The fields of a message, each followed by NUL.
pub struct Fields<'a> {
    rest: &'a mut [u8],
}

impl<'a> Fields<'a> {
    /// Returns the next field; empty after the last.
    pub fn bytes(&mut self) -> &'a mut [u8] {
        let rest = core::mem::take(&mut self.rest);
        let end = rest.iter().position(|byte| *byte == 0).unwrap_or(rest.len());
        let (field, rest) = cut(rest, end);
        self.rest = cut(rest, 1).1;
        field
    }

    /// Returns the next field as a string.
    pub fn text(&mut self) -> &'a str {
        let field = self.bytes();
        // SAFETY: the wrapper writes UTF-8. A NUL is never part of a longer sequence, so the bytes
        // between two of them are UTF-8 too.
        unsafe { core::str::from_utf8_unchecked(field) }
    }

    /// Returns the remaining fields as pairs of a name and a value. The wrapper sends at most [`MOST`] pairs.
    pub fn pairs<'p>(
        &mut self,
        pairs: &'p mut [(&'a str, &'a str); MOST],
    ) -> &'p [(&'a str, &'a str)] {
        let mut length = 0;
        for slot in pairs.iter_mut() {
            if self.rest.is_empty() {
                break;
            }
            *slot = (self.text(), self.text());
            length += 1;
        }
        pairs.get(..length).unwrap_or_default()
    }
}

/// The maximum number of additional parameters of a call.
pub const MOST: usize = 16;

/// Splits at an offset; if there are fewer bytes, the second part is empty.
fn cut(bytes: &mut [u8], at: usize) -> (&mut [u8], &mut [u8]) {
    let at = at.min(bytes.len());
    bytes.split_at_mut_checked(at).unwrap_or_default()
}
