//! Lists of a profile: slices in Rust, strings from C and WebAssembly.

use crate::text::words::{cut, next_word};

/// What a header of a profile contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderValue {
    /// The client's id.
    ClientId,
    /// The client's secret.
    ClientSecret,
}

impl HeaderValue {
    const fn name(self) -> &'static [u8] {
        match self {
            Self::ClientId => b"client_id",
            Self::ClientSecret => b"client_secret",
        }
    }
}

/// A list, or what is left of it while it is read.
#[derive(Clone, Copy)]
pub(crate) enum List<'a> {
    /// Words of a string, each perhaps `name=value`. Empty ones are no words.
    Text {
        rest: &'a [u8],
        separator: u8,
        has_values: bool,
    },
    Names(&'a [&'a str]),
    /// An empty value is none.
    Pairs(&'a [(&'a str, &'a str)]),
    Headers(&'a [(&'a str, HeaderValue)]),
}

/// A word of a list.
#[derive(Clone, Copy)]
pub(crate) struct Word<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) value: Option<&'a [u8]>,
}

/// Takes the first word of a list. A profile without lists has none, so that a program links none.
pub(crate) type NextWord = for<'l> fn(&mut List<'l>) -> Option<Word<'l>>;
pub(crate) const NEXT_WORD: Option<NextWord> = Some(next_word_of);

fn next_word_of<'l>(list: &mut List<'l>) -> Option<Word<'l>> {
    list.next_word()
}

impl<'a> List<'a> {
    pub(crate) const EMPTY: Self = Self::Names(&[]);

    /// Names with a space between each two.
    pub(crate) const fn names(text: &'a str) -> Self {
        Self::Text { rest: text.as_bytes(), separator: b' ', has_values: false }
    }

    /// `name=value`, with a separator between each two.
    pub(crate) const fn pairs(text: &'a str, separator: u8) -> Self {
        Self::Text { rest: text.as_bytes(), separator, has_values: true }
    }

    /// One name, or none if it is empty.
    pub(crate) const fn one(name: &'a str) -> Self {
        // No string has this byte.
        Self::Text { rest: name.as_bytes(), separator: 0xFF, has_values: false }
    }

    /// Takes the first word, also at compile time.
    #[inline(never)]
    pub(crate) const fn next_word(&mut self) -> Option<Word<'a>> {
        match self {
            Self::Text { rest, separator, has_values } => {
                let Some(word) = next_word(rest, *separator) else { return None };
                let (name, value) = if *has_values { cut(word, b'=') } else { (word, None) };
                Some(Word { name, value })
            }
            Self::Names(names) => {
                let [name, rest @ ..] = *names else { return None };
                *names = rest;
                Some(Word { name: name.as_bytes(), value: None })
            }
            Self::Pairs(pairs) => {
                let [(name, value), rest @ ..] = *pairs else { return None };
                *pairs = rest;
                let value = if value.is_empty() { None } else { Some(value.as_bytes()) };
                Some(Word { name: name.as_bytes(), value })
            }
            Self::Headers(headers) => {
                let [(name, value), rest @ ..] = *headers else { return None };
                *headers = rest;
                Some(Word { name: name.as_bytes(), value: Some(value.name()) })
            }
        }
    }

    /// The first word with a name.
    pub(crate) fn find(mut self, name: &[u8]) -> Option<Word<'a>> {
        while let Some(word) = self.next_word() {
            if word.name == name {
                return Some(word);
            }
        }
        None
    }
}
