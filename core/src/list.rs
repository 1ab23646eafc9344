//! Lists of a profile: slices in Rust, strings from C and WebAssembly.

use crate::text::words::{cut, is_same, is_same_name, next_word};

/// Separates the entries of a list from JavaScript. No word has it, so that one may have any other character.
pub(crate) const ENTRY: u8 = 0x1F;
/// Separates the parts of such an entry.
pub(crate) const PART: u8 = 0x1E;

/// What a header of a profile contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderValue<'a> {
    /// The client's id.
    ClientId,
    /// The client's secret.
    ClientSecret,
    /// Printable ASCII, such as the version of an API. Public.
    Static(&'a str),
}

const CLIENT_ID: &[u8] = b"client_id";
const CLIENT_SECRET: &[u8] = b"client_secret";

impl<'a> HeaderValue<'a> {
    /// What a string calls it; none for a text that would be called as another.
    const fn name(self) -> Option<&'a [u8]> {
        match self {
            Self::ClientId => Some(CLIENT_ID),
            Self::ClientSecret => Some(CLIENT_SECRET),
            Self::Static(text) => {
                let text = text.as_bytes();
                if is_same(text, CLIENT_ID) || is_same(text, CLIENT_SECRET) {
                    None
                } else {
                    Some(text)
                }
            }
        }
    }
}

/// Names that may have values, or what is left of them while they are read.
#[derive(Clone, Copy)]
pub(crate) enum List<'a> {
    /// Words of a string. Empty ones are no words.
    Text {
        rest: &'a [u8],
        separator: u8,
        /// Stands between a name and its value.
        equals: u8,
    },
    /// Names without values. One may be empty.
    Names(&'a [&'a str]),
    /// An empty value is none.
    Pairs(&'a [(&'a str, &'a str)]),
    Headers(&'a [(&'a str, HeaderValue<'a>)]),
}

/// A word of a list.
#[derive(Clone, Copy)]
pub(crate) struct Pair<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) value: Option<&'a [u8]>,
}

/// No string has this byte.
const NEVER: u8 = 0xFF;

impl<'a> List<'a> {
    pub(crate) const EMPTY: Self = Self::Names(&[]);

    /// Names with a separator between each two.
    pub(crate) const fn names(text: &'a [u8], separator: u8) -> Self {
        Self::Text { rest: text, separator, equals: NEVER }
    }

    /// Names with a space between each two.
    pub(crate) const fn text(text: &'a str) -> Self {
        Self::names(text.as_bytes(), b' ')
    }

    /// One name, or none if it is empty.
    pub(crate) const fn one(name: &'a [u8]) -> Self {
        Self::names(name, NEVER)
    }

    /// `name` or `name=value`, with a separator between each two.
    pub(crate) const fn pairs(text: &'a str, separator: u8) -> Self {
        Self::Text { rest: text.as_bytes(), separator, equals: b'=' }
    }

    /// Names that may have values, as they come from JavaScript.
    pub(crate) const fn entries(text: &'a str) -> Self {
        Self::Text { rest: text.as_bytes(), separator: ENTRY, equals: PART }
    }

    /// Takes the first name and its value, also at compile time.
    #[inline(never)]
    pub(crate) const fn next_pair(&mut self) -> Option<Pair<'a>> {
        let (name, value) = match self {
            Self::Text { rest, separator, equals } => {
                let Some(word) = next_word(rest, *separator) else { return None };
                cut(word, *equals)
            }
            Self::Names(names) => {
                let [name, rest @ ..] = *names else { return None };
                *names = rest;
                (name.as_bytes(), None)
            }
            Self::Pairs(pairs) => {
                let [(name, value), rest @ ..] = *pairs else { return None };
                *pairs = rest;
                (name.as_bytes(), if value.is_empty() { None } else { Some(value.as_bytes()) })
            }
            Self::Headers(headers) => {
                let [(name, value), rest @ ..] = *headers else { return None };
                *headers = rest;
                (name.as_bytes(), value.name())
            }
        };
        Some(Pair { name, value })
    }

    /// Takes the first name.
    pub(crate) const fn next_name(&mut self) -> Option<&'a [u8]> {
        match self.next_pair() {
            Some(pair) => Some(pair.name),
            None => None,
        }
    }

    /// The value of a name.
    pub(crate) fn value_of(mut self, name: &[u8]) -> Option<&'a [u8]> {
        while let Some(pair) = self.next_pair() {
            if pair.name == name {
                return pair.value;
            }
        }
        None
    }

    /// Whether it has a name, also at compile time.
    #[inline(never)]
    pub(crate) const fn contains(&self, name: &[u8], ignores_case: bool) -> bool {
        let mut list = *self;
        while let Some(other) = list.next_name() {
            if is_same_name(other, name, ignores_case) {
                return true;
            }
        }
        false
    }

    /// What is left of a string.
    pub(crate) const fn rest(&self) -> Option<&'a [u8]> {
        match self {
            Self::Text { rest, .. } => Some(*rest),
            _ => None,
        }
    }
}
