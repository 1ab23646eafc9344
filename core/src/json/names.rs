//! The names of members that are looked for, and where their values go.

use crate::json::facts::ESCAPED;
use crate::json::text::Text;
use crate::text::span::Span;
use crate::text::words::split;

/// Values that one reading can keep.
pub(crate) const MOST: usize = 17;

/// The names that are looked for: those of the RFCs, then those that a profile lists.
#[derive(Clone, Copy)]
pub(crate) struct Names<'n> {
    /// Each behind its length: a table of texts would take twice the flash.
    pub(crate) known: &'n [u8],
    /// Where the value of the first of these goes.
    pub(crate) first: usize,
    /// Words, which go behind the known.
    pub(crate) words: &'n [u8],
    /// What stands between words.
    pub(crate) separator: u8,
    pub(crate) ignores_case: bool,
}

/// What stands in no name, so that a list with it between its words is one name.
pub(crate) const NOTHING: u8 = 0xFF;

impl<'n> Names<'n> {
    /// Names that are known when the program is written.
    pub(crate) const fn known(known: &'n [u8]) -> Self {
        Self { known, first: 0, words: b"", separator: b' ', ignores_case: false }
    }

    /// The words of a list.
    pub(crate) const fn words(words: &'n [u8], separator: u8) -> Self {
        Self { known: b"", first: 0, words, separator, ignores_case: false }
    }

    /// The same, in upper or lower case.
    pub(crate) const fn in_any_case(mut self) -> Self {
        self.ignores_case = true;
        self
    }

    /// The index of a name: [`MOST`] of one that is not looked for. `name` is the content of a string of
    /// the text.
    #[inline(never)]
    pub(crate) fn index_of(&self, text: &Text<'_>, name: Span, facts: u8) -> usize {
        // Most names stand as they are.
        let is_plain = facts & ESCAPED == 0 && !self.ignores_case;
        let plain = if is_plain { text.bytes_of(name) } else { b"" };
        let Self { known: mut lengths, words: mut rest, .. } = *self;
        let mut index = self.first;
        loop {
            let wanted;
            if let [length, after @ ..] = lengths {
                (wanted, lengths) =
                    after.split_at_checked(usize::from(*length)).unwrap_or_default();
            } else if rest.is_empty() {
                return MOST;
            } else {
                (wanted, rest) = split(rest, self.separator);
                if wanted.is_empty() {
                    continue;
                }
            }
            let is_same = if is_plain {
                plain == wanted
            } else {
                text.holds(name.start, wanted, self.ignores_case)
            };
            if is_same {
                return index.min(MOST);
            }
            index = index.wrapping_add(1);
        }
    }
}
