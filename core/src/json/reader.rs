//! Reads one document: whether it is JSON, and the spans of the wanted members of its object.

use crate::json::facts::{ARRAY, BOOL, NUMBER, OBJECT, ODD, SAYS, STRING};
use crate::json::names::{MOST, Names};
use crate::json::text::{Layer, Text, take_byte};
use crate::text::span::Span;

/// Levels of nesting that are read, as many as bits of a `u32`.
const MAX_DEPTH: u8 = 32;

/// Where members were found, by index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Members {
    /// The span of each value; for a string, its content.
    pub spans: [Span; MOST],
    /// The facts of each value; 0 for one that is absent or null.
    pub(crate) facts: [u8; MOST],
    pub(crate) reserved: [u8; 3],
    /// The offset at which the text stops being JSON.
    pub at: u32,
}

impl Members {
    pub(crate) fn span(&self, index: usize) -> Span {
        self.spans.get(index).copied().unwrap_or_default()
    }

    /// What is known of a value: 0 where there is none, or null.
    pub(crate) fn facts(&self, index: usize) -> u8 {
        self.facts.get(index).copied().unwrap_or(0)
    }

    /// The bytes of a value; none of one that is absent or null.
    pub fn bytes<'t>(&self, index: usize, text: &'t [u8]) -> &'t [u8] {
        if self.facts(index) == 0 { b"" } else { self.span(index).of(text) }
    }

    /// Whether a value is `true`.
    pub fn is_true(&self, index: usize) -> bool {
        self.facts(index) & (BOOL | SAYS) == BOOL | SAYS
    }

    pub(crate) fn set(&mut self, index: usize, span: Span, facts: u8) {
        if let (Some(slot), Some(known)) = (self.spans.get_mut(index), self.facts.get_mut(index)) {
            (*slot, *known) = (span, facts);
        }
    }
}

/// What may come next, as bits. The bit of the comma is set in the character `,` and not in `:`, that of
/// the colon in `:` and not in `,`.
const VALUE: u8 = 1;
const NAME: u8 = 2;
const COMMA: u8 = b',' & 0x14;
const COLON: u8 = b':' & 0x14;
const CLOSE: u8 = 8;
/// The document's own object. The bit is set in the brackets of an object, and not in those of an array.
pub(crate) const ROOT: u8 = b'{' & !b'[';
/// A document of any kind.
pub(crate) const ANY: u8 = VALUE;

/// How a reading ended, by the numbers that responses give it.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Read {
    /// The text, or the token, is JSON.
    Whole = 0,
    Syntax = 42,
    Depth = 43,
}

/// In place of facts: the scalar is not valid.
const NONE: u8 = 0xFF;

/// The whole state of a reading. A struct keeps it in memory; the compiler would otherwise pass it through calls.
#[repr(C)]
pub(crate) struct Reader<'a, 'n, 'm> {
    pub(crate) text: Text<'a>,
    /// The offset at which the outermost array or object starts that is a member's value.
    opened: u32,
    /// The brackets that are open, a one for an object.
    objects: u32,
    /// Where the value of the member that is read goes.
    index: usize,
    /// A bit for each member that occurred, and for each that occurred again; the bit of [`MOST`] is for all
    /// members that are not wanted.
    pub(crate) seen: u32,
    pub(crate) again: u32,
    pub(crate) members: &'m mut Members,
    pub(crate) names: Names<'n>,
    /// The envelope, once it was found.
    pub(crate) envelope: Span,
}

impl<'a, 'n, 'm> Reader<'a, 'n, 'm> {
    /// Reads a text whose first value is [`ROOT`] or [`ANY`] into members of which none was found yet.
    #[inline(always)]
    pub(crate) fn new(
        text: Text<'a>,
        first: u8,
        names: Names<'n>,
        members: &'m mut Members,
    ) -> Self {
        let mut text = text;
        text.may_come = first;
        Self {
            text,
            names,
            members,
            seen: 0,
            again: 0,
            objects: 0,
            index: MOST,
            opened: 0,
            envelope: Span::default(),
        }
    }

    /// Goes on with the object at a span of the text, with other names.
    pub(crate) fn enter(&mut self, span: Span, layer: Option<Layer>, names: Names<'n>) {
        *self.members = Members::default();
        self.text = self.text.inside(span, layer);
        (self.names, self.seen, self.text.may_come) = (names, 0, ROOT);
    }

    /// Reads to the end: [`Read::Whole`], or why it is no JSON, with the offset of the fault in `members.at`.
    #[inline(never)]
    pub(crate) fn read(&mut self) -> Read {
        self.text.advance();
        loop {
            if self.text.may_come == 0 && self.text.is_at_end() {
                return Read::Whole;
            }
            let read = self.token();
            if read != Read::Whole {
                // It stays 0 if no object begins, even after white space: then nothing of the body counts as JSON.
                if self.text.may_come != ROOT || self.text.layer().is_some() {
                    self.members.at = self.text.at;
                }
                return read;
            }
        }
    }

    /// Reads one token, and keeps what may come next.
    #[inline(always)]
    fn token(&mut self) -> Read {
        let byte = self.text.byte;
        let next = self.text.may_come;
        let start = self.text.at;
        let facts = match byte {
            b'"' => {
                if next & (NAME | VALUE) == 0 {
                    return Read::Syntax;
                }
                let facts = self.text.string();
                if facts == 0 {
                    return Read::Syntax;
                }
                // In a document that is an array, the item itself is looked up among the names.
                if self.text.depth == 1 && (next & NAME != 0 || self.objects == 0) {
                    self.index = self.names.index_of(&self.text, facts);
                }
                if next & NAME != 0 {
                    self.text.may_come = COLON;
                    return Read::Whole;
                }
                facts
            }
            b',' | b':' => {
                // A comma has the bit of `COMMA`, a colon that of `COLON`, and neither has the other's.
                if next & byte & (COMMA | COLON) == 0 {
                    return Read::Syntax;
                }
                self.text.advance();
                self.text.may_come = if byte == b',' { self.item() } else { VALUE };
                return Read::Whole;
            }
            b'{' | b'[' => {
                // Only the bracket of an object has the bit of `ROOT`.
                if next & (byte & ROOT | VALUE) == 0 {
                    return Read::Syntax;
                }
                if self.text.depth == MAX_DEPTH {
                    return Read::Depth;
                }
                self.text.advance();
                self.text.depth = self.text.depth.wrapping_add(1);
                self.objects = self.objects << 1 | u32::from(byte >> 5 & 1);
                self.text.may_come = CLOSE | self.item();
                if self.text.depth == 2 {
                    self.opened = start;
                    self.text.facts = SAYS | if byte == b'[' { ARRAY } else { OBJECT };
                }
                return Read::Whole;
            }
            b' ' | b'\t' | b'\n' | b'\r' => {
                self.text.advance();
                return Read::Whole;
            }
            b'}' | b']' => {
                if next & CLOSE == 0 || u32::from(byte >> 5 & 1) != self.objects & 1 {
                    return Read::Syntax;
                }
                self.text.advance();
                self.objects >>= 1;
                self.text.depth = self.text.depth.wrapping_sub(1);
                self.text.content.start = self.opened;
                self.text.facts
            }
            _ => {
                if next & VALUE == 0 {
                    return Read::Syntax;
                }
                let facts = self.scalar();
                if facts == NONE {
                    return Read::Syntax;
                }
                self.text.content.start = start;
                facts
            }
        };
        if facts & STRING == 0 {
            self.text.content.end = self.text.at;
        }
        self.text.may_come = COMMA | CLOSE;
        match self.text.depth {
            0 => self.text.may_come = 0,
            1 => self.record(facts),
            // Not each item of an array is a string.
            _ if facts & STRING == 0 => self.text.facts |= ODD,
            _ => {}
        }
        Read::Whole
    }

    /// What an item of the innermost array or object starts with.
    #[inline(always)]
    fn item(&self) -> u8 {
        if self.objects & 1 == 0 { VALUE } else { NAME }
    }

    /// Keeps a value of the document's object; of several for one index, the first with the fact [`SAYS`].
    fn record(&mut self, facts: u8) {
        let index = core::mem::replace(&mut self.index, MOST);
        let bit = bit(index);
        self.again |= self.seen & bit;
        self.seen |= bit;
        if self.members.facts(index) & SAYS == 0 {
            self.members.set(index, self.text.content, facts);
        }
    }

    /// A number or a word. Returns its facts, or [`NONE`].
    fn scalar(&mut self) -> u8 {
        // The rest of the word, first byte lowest: as strings they take 70 bytes of flash more.
        let (mut rest, facts) = match self.text.byte {
            b't' => (u32::from_le_bytes(*b"rue\0"), BOOL | SAYS),
            b'f' => (u32::from_le_bytes(*b"alse"), BOOL),
            b'n' => (u32::from_le_bytes(*b"ull\0"), 0),
            _ => return self.number(),
        };
        while rest != 0 {
            self.text.advance();
            if self.text.byte != take_byte(&mut rest) {
                return NONE;
            }
        }
        self.text.advance();
        facts
    }

    fn number(&mut self) -> u8 {
        if self.text.byte == b'-' {
            self.text.advance();
        }
        let mut digits = b'0';
        if self.text.byte == b'0' {
            self.text.advance();
        } else {
            digits = self.digits();
        }
        if digits != 0 && self.text.byte == b'.' {
            self.text.advance();
            let behind = self.digits();
            digits = if behind == 0 { 0 } else { digits | behind };
        }
        // An exponent does not change whether a number is 0.
        if digits != 0 && self.text.byte | 0x20 == b'e' {
            self.text.advance();
            if matches!(self.text.byte, b'+' | b'-') {
                self.text.advance();
            }
            if self.digits() == 0 {
                digits = 0;
            }
        }
        match digits {
            0 => NONE,
            b'0' => NUMBER,
            _ => NUMBER | SAYS,
        }
    }

    /// The bits of all digits if the cursor is at one, else 0.
    #[inline(never)]
    fn digits(&mut self) -> u8 {
        let mut bits = 0;
        while self.text.byte.is_ascii_digit() {
            bits |= self.text.byte;
            self.text.advance();
        }
        bits
    }

    /// Whether more than one member had this index.
    pub(crate) fn repeats(&self, index: usize) -> bool {
        self.again & bit(index) != 0
    }
}

// An index is below 32.
#[allow(clippy::cast_possible_truncation)]
pub(crate) const fn bit(index: usize) -> u32 {
    1u32.wrapping_shl(index as u32)
}
