//! The names of members that are looked for, and where their values go.

use crate::json::facts::ESCAPED;
use crate::json::text::Text;
use crate::list::List;

/// Values that one reading can keep.
pub(crate) const MOST: usize = 17;

/// The names that are looked for: those of the RFCs, then those that a profile lists.
#[derive(Clone, Copy)]
pub(crate) struct Names<'n> {
    /// Each after a byte with its length: a table of strings would take twice the flash.
    pub(crate) known: &'n [u8],
    /// Where the value of the first of these goes.
    pub(crate) first: usize,
    /// The names that a profile lists. Their values go after those of the known names.
    pub(crate) listed: List<'n>,
    /// Searches the listed names. `None` if there are none, so that a program without them does not link it.
    pub(crate) index_in: Option<IndexIn>,
}

impl<'n> Names<'n> {
    /// Names that are known when the program is written.
    pub(crate) const fn known(known: &'n [u8]) -> Self {
        Self { known, first: 0, listed: List::EMPTY, index_in: None }
    }

    /// The names of a list.
    pub(crate) const fn listed(listed: List<'n>) -> Self {
        Self { known: b"", first: 0, listed, index_in: Some(index_in) }
    }

    /// The index of the name that was read last, whose facts these are: [`MOST`] of one that is not
    /// looked for.
    #[inline(always)]
    pub(crate) fn index_of(&self, text: &Text<'_>, facts: u8) -> usize {
        let length = text.content.end.wrapping_sub(text.content.start);
        let (mut index, mut end) = (self.first, 0usize);
        while let Some(known) = self.known.get(end) {
            let start = end.wrapping_add(1);
            end = start.wrapping_add((*known).into());
            // Most names have no escapes, so that their lengths differ.
            if (u32::from(*known) == length || facts & ESCAPED != 0)
                && text.is(facts, self.known.get(start..end).unwrap_or_default())
            {
                return index;
            }
            index = index.wrapping_add(1);
        }
        self.index_in.map_or(MOST, |index_in| index_in(&self.listed, text, facts, index))
    }
}

/// Returns the index of the name that was read last, if a list has it. The last argument is the index of the
/// list's first name.
pub(crate) type IndexIn = fn(&List<'_>, &Text<'_>, u8, usize) -> usize;

pub(crate) fn index_in(listed: &List<'_>, text: &Text<'_>, facts: u8, first: usize) -> usize {
    let (mut listed, mut index) = (*listed, first);
    while let Some(name) = listed.next_name() {
        // An empty name in a slice is none.
        if !name.is_empty() && text.is(facts, name) {
            return index.min(MOST);
        }
        index = index.wrapping_add(1);
    }
    MOST
}
