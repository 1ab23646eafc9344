//! Parameters of a request.

/// A parameter of a request: not sent where its value is empty.
#[derive(Clone, Copy)]
pub(crate) struct Parameter<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) value: &'a str,
    /// What stands in the value for each space.
    pub(crate) space: u8,
}

impl<'a> Parameter<'a> {
    pub(crate) const fn new(name: &'a str, value: &'a str) -> Self {
        Self { name: name.as_bytes(), value, space: b' ' }
    }
}
