//! The names of members that are looked for, and where their values go.

use crate::json::facts::ESCAPED;
use crate::json::text::Text;
use crate::text::list::{List, NEXT_NAME, NextName};
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
    /// Reads these names; none if there are none.
    pub(crate) next_name: Option<NextName>,
}

impl<'n> Names<'n> {
    /// Names that are known when the program is written.
    pub(crate) const fn known(known: &'n [u8]) -> Self {
        Self { known, first: 0, listed: List::EMPTY, next_name: None }
    }

    /// The names of a list.
    pub(crate) const fn listed(listed: List<'n>) -> Self {
        Self { known: b"", first: 0, listed, next_name: NEXT_NAME }
    }

    /// The index of a name: [`MOST`] of one that is not looked for. `name` is the content of a string of
    /// the text.
    #[inline(never)]
    pub(crate) fn index_of(&self, text: &Text<'_>, name: Span, facts: u8) -> usize {
        // Most names stand as they are.
        let is_plain = facts & ESCAPED == 0;
        let plain = if is_plain { text.bytes_of(name) } else { b"" };
        let Self { known: mut lengths, mut listed, .. } = *self;
        let mut index = self.first;
        loop {
            let wanted;
            if let [length, after @ ..] = lengths {
                (wanted, lengths) =
                    after.split_at_checked(usize::from(*length)).unwrap_or_default();
            } else {
                let next = self.next_name.and_then(|next_name| next_name(&mut listed));
                let Some(name) = next else { return MOST };
                wanted = name;
            }
            let is_same =
                if is_plain { plain == wanted } else { text.holds(name.start, wanted, false) };
            // An empty name in a slice is none.
            if is_same && !wanted.is_empty() {
                return index.min(MOST);
            }
            index = index.wrapping_add(1);
        }
    }
}
