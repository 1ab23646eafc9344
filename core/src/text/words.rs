//! Lists in a text, as OAuth writes a scope: `openid offline_access`.

/// The parts between such bytes, empty ones left out.
#[derive(Clone)]
pub(crate) struct Words<'a> {
    rest: &'a [u8],
    separator: u8,
}

impl<'a> Words<'a> {
    pub(crate) fn new(list: &'a str, separator: u8) -> Self {
        Self::of(list.as_bytes(), separator)
    }

    pub(crate) fn of(list: &'a [u8], separator: u8) -> Self {
        Self { rest: list, separator }
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        while !self.rest.is_empty() {
            let (word, rest) = split(self.rest, self.separator);
            self.rest = rest;
            if !word.is_empty() {
                return Some(word);
            }
        }
        None
    }
}

/// What stands before the first such byte, and after it; all and nothing where there is none.
pub(crate) fn split(text: &[u8], byte: u8) -> (&[u8], &[u8]) {
    let at = text.iter().position(|b| *b == byte).unwrap_or(text.len());
    let (before, rest) = text.split_at_checked(at).unwrap_or((text, b""));
    (before, rest.get(1..).unwrap_or_default())
}

/// What follows a prefix. `strip_prefix` calls `split_at`, which can panic as far as a linker can tell.
pub(crate) fn after<'a>(text: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    if text.starts_with(prefix) { text.get(prefix.len()..) } else { None }
}

/// What precedes a suffix, or all of a text that does not end so.
pub(crate) fn without_suffix<'a>(text: &'a [u8], suffix: &[u8]) -> &'a [u8] {
    let end = text.len().wrapping_sub(suffix.len());
    match text.get(end..) {
        Some(found) if found == suffix => text.get(..end).unwrap_or_default(),
        _ => text,
    }
}

/// The value of `name` in a list of `name=value`.
pub(crate) fn value_of<'a>(list: &'a str, name: &[u8]) -> Option<&'a [u8]> {
    Words::new(list, b' ').map(|pair| split(pair, b'=')).find(|pair| pair.0 == name).map(|p| p.1)
}
