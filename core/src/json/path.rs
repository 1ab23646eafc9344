//! A value deeper in a document, by its path.

use crate::json::elements::Elements;
use crate::json::facts::{ARRAY, NUMBER, OBJECT, STRING};
use crate::json::names::Names;
use crate::json::reader::{Members, ROOT, Read, Reader};
use crate::json::text::Text;
use crate::json::value::integer;
use crate::list::List;
use crate::text::span::Span;
use crate::text::words::cut;

/// The value at a path.
#[derive(Clone, Copy, Default)]
pub(crate) struct Found {
    pub(crate) span: Span,
    /// Facts of the value: 0 where there is none, or null.
    pub(crate) facts: u8,
    /// Whether a name of the path occurs more than once in its object.
    pub(crate) repeats: bool,
}

impl Found {
    /// A string or a number that occurs once; anything else is nothing.
    pub(crate) fn single(self) -> Self {
        let is_single = !self.repeats && self.facts & (STRING | NUMBER) != 0;
        if is_single { self } else { Self::default() }
    }
}

/// Finds the value at a path of an object or an array that was read before: names, and numbers of items
/// from 0, with a `/` between each two. The cursor of `document` is before the value, whose facts are given.
#[inline(never)]
pub(crate) fn find(document: &Text<'_>, facts: u8, path: &[u8]) -> Found {
    let mut found = Found { span: document.rest(), facts, repeats: false };
    let mut rest = Some(path);
    while let Some(path) = rest {
        let (segment, after) = cut(path, b'/');
        rest = after;
        let text = document.inside(found.span, document.layer());
        if found.facts & OBJECT != 0 {
            let mut members = Members::default();
            let names = Names::listed(List::one(segment));
            let mut reader = Reader::new(text, ROOT, names, &mut members);
            if reader.read() != Read::Whole {
                return Found::default();
            }
            found.repeats |= reader.repeats(0);
            (found.span, found.facts) = (members.span(0), members.facts(0));
        } else if found.facts & ARRAY != 0 {
            (found.span, found.facts) = item(text, segment).unwrap_or_default();
        } else {
            // A string, a number and nothing have no members.
            return Found { repeats: found.repeats, ..Found::default() };
        }
    }
    found
}

/// The item of an array by its number, if it is a string, an object or an array.
fn item(array: Text<'_>, number: &[u8]) -> Option<(Span, u8)> {
    let mut left = integer(number)?;
    let mut elements = Elements::of(array);
    loop {
        let item = elements.next()?;
        left = match left.checked_sub(1) {
            None => return Some(item),
            Some(left) => left,
        };
    }
}
