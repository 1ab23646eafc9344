//! The names of members that are looked for, and where their values go.

use crate::json::facts::ESCAPED;
use crate::json::text::Text;
use crate::text::list::List;
use crate::text::span::Span;

/// Values that one reading can keep.
pub(crate) const MOST: usize = 17;

/// The names that are looked for: those of the RFCs, then those that a profile lists.
#[derive(Clone, Copy)]
pub(crate) struct Names<'n> {
    /// Each behind its length: a table of texts would take twice the flash.
    pub(crate) known: &'n [u8],
    /// Where the value of the first of these goes.
    pub(crate) first: usize,
    /// Names of a profile's, which go behind the known.
    pub(crate) listed: List<'n>,
}

impl<'n> Names<'n> {
    /// Names that are known when the program is written.
    pub(crate) const fn known(known: &'n [u8]) -> Self {
        Self { known, first: 0, listed: List::EMPTY }
    }

    /// The names of a list.
    pub(crate) const fn listed(listed: List<'n>) -> Self {
        Self { known: b"", first: 0, listed }
    }

    /// Where a name's value goes: [`MOST`] for one that is not looked for. `name` is the content of a
    /// string of the text.
    #[inline(never)]
    pub(crate) fn index_of(&self, text: &Text<'_>, name: Span, facts: u8) -> usize {
        // Most names stand as they are.
        let plain = if facts & ESCAPED == 0 { text.bytes_of(name) } else { b"" };
        let is = |wanted: &[u8]| {
            if plain.is_empty() { text.holds(name.start, wanted, false) } else { plain == wanted }
        };
        let mut index = self.first;
        let mut known = self.known;
        while let [length, after @ ..] = known {
            let length = usize::from(*length);
            // Most names differ in length.
            let may_be = plain.is_empty() || plain.len() == length;
            if may_be && is(after.get(..length).unwrap_or_default()) {
                return index;
            }
            known = after.get(length..).unwrap_or_default();
            index = index.wrapping_add(1);
        }
        let mut listed = self.listed;
        while let Some(wanted) = listed.next_word() {
            // An empty name in a slice is none.
            if !wanted.name.is_empty() && is(wanted.name) {
                return index.min(MOST);
            }
            index = index.wrapping_add(1);
        }
        MOST
    }
}

/// Whether a string of the text is a name of a list, in any case.
pub(crate) fn is_listed(text: &Text<'_>, string: Span, mut list: List<'_>) -> bool {
    while let Some(word) = list.next_word() {
        if !word.name.is_empty() && text.holds(string.start, word.name, true) {
            return true;
        }
    }
    false
}
