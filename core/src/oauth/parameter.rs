//! Parameters of a request.

use crate::text::words::Words;

/// A parameter of a request: not sent where its value is empty.
#[derive(Clone, Copy, Default)]
pub(crate) struct Parameter<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) value: &'a [u8],
    /// The byte that replaces each space of the value.
    pub(crate) space: u8,
}

impl<'a> Parameter<'a> {
    pub(crate) const fn new(name: &'a str, value: &'a str) -> Self {
        Self { name: name.as_bytes(), value: value.as_bytes(), space: b' ' }
    }
}

/// Fills parameters with these names, one for each value, and the provider's separator in `scope`.
// One for any number of them.
#[inline(never)]
pub(crate) fn fill<'a>(
    slots: &mut [Parameter<'a>],
    names: &'a str,
    values: &[&'a [u8]],
    separator: u8,
) {
    let mut names = Words::new(names, b' ');
    for (slot, value) in slots.iter_mut().zip(values) {
        let name = names.next().unwrap_or_default();
        *slot = Parameter { name, value, space: if name == b"scope" { separator } else { b' ' } };
    }
}
