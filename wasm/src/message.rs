//! One call: what the wrapper wrote into memory, cut into its parts.

use crate::fault::Fault;
use crate::reply::{Reply, WORDS};

/// What a call was given, and where its answer goes.
pub struct Message<'a> {
    /// Where the answer stands.
    pub reply: Reply<'a>,
    /// The text's fields, the client's first.
    pub fields: Fields<'a>,
    /// An answer, an address or a verifier.
    pub body: &'a mut [u8],
    /// Room for what is written.
    pub room: &'a mut [u8],
}

impl<'a> Message<'a> {
    /// Cuts what follows a reply into its parts; what is not there is empty.
    pub fn read(reply: &'a mut [u32; WORDS], rest: &'a mut [u8], text: usize, body: usize) -> Self {
        let (text, rest) = cut(rest, text);
        let (body, room) = cut(rest, body);
        Self { reply: Reply::new(reply), fields: Fields { rest: text }, body, room }
    }

    /// Does the work of a call: 0, or the number of what went wrong.
    pub fn answer(self, work: impl FnOnce(Self) -> Result<(), Fault>) -> u32 {
        work(self).err().map_or(0, Fault::number)
    }
}

/// The fields of a text, each ended by NUL.
pub struct Fields<'a> {
    rest: &'a mut [u8],
}

impl<'a> Fields<'a> {
    /// The next field, empty after the last.
    pub fn bytes(&mut self) -> &'a mut [u8] {
        let rest = core::mem::take(&mut self.rest);
        let end = rest.iter().position(|byte| *byte == 0).unwrap_or(rest.len());
        let (field, rest) = cut(rest, end);
        self.rest = cut(rest, 1).1;
        field
    }

    /// The next field as text.
    pub fn text(&mut self) -> &'a str {
        let field = self.bytes();
        // SAFETY: the wrapper writes UTF-8, in which a NUL stands for nothing but itself, so that
        // what is between two is UTF-8 too.
        unsafe { core::str::from_utf8_unchecked(field) }
    }

    /// The rest as pairs of a name and a value; the wrapper sends no more than there is room for.
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

/// The most parameters of the caller's own that a call can have.
pub const MOST: usize = 16;

/// The first so many bytes and the rest, or all and nothing.
fn cut(bytes: &mut [u8], at: usize) -> (&mut [u8], &mut [u8]) {
    let at = at.min(bytes.len());
    bytes.split_at_mut_checked(at).unwrap_or_default()
}
