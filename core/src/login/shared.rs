//! Parameters that the authorization URL of a login and the exchange of its code share.

use crate::member::Member;
use crate::oauth::request_error::RequestError;
use crate::text::buffer::Parts;

/// At most so many.
const MOST: usize = 4;
/// What separates names and values in a saved login.
const SEPARATOR: u8 = b'\n';

/// Names and values, copied from the request or read from a saved login.
#[derive(Clone, Copy, Default)]
pub(crate) struct Shared<'a> {
    pairs: [(&'a str, &'a str); MOST],
    len: usize,
}

impl<'a> Shared<'a> {
    pub(crate) fn new(params: &[(&'a str, &'a str)]) -> Result<Self, RequestError> {
        let mut shared = Self::default();
        for pair in params {
            if pair.0.bytes().chain(pair.1.bytes()).any(|byte| byte < b' ') {
                return Err(RequestError::Chars(Member::ExtraParameter));
            }
            shared.push(*pair).ok_or(RequestError::Unexpected(Member::ExtraParameter))?;
        }
        Ok(shared)
    }

    /// Those of a saved login; none if it has too many, or a name without a value.
    pub(crate) fn from_text(text: &'a str) -> Option<Self> {
        let mut shared = Self::default();
        let mut parts = Parts::new(text, SEPARATOR);
        while !text.is_empty()
            && let Some(name) = parts.next()
        {
            shared.push((name, parts.next()?))?;
        }
        Some(shared)
    }

    fn push(&mut self, pair: (&'a str, &'a str)) -> Option<()> {
        *self.pairs.get_mut(self.len)? = pair;
        self.len = self.len.wrapping_add(1);
        Some(())
    }

    pub(crate) fn pairs(&self) -> &[(&'a str, &'a str)] {
        self.pairs.get(..self.len).unwrap_or_default()
    }

    /// The text of a saved login.
    pub(crate) fn text(&self) -> impl Iterator<Item = u8> {
        let words = self.pairs().iter().flat_map(|(name, value)| [*name, *value]);
        let bytes = words.flat_map(|word| core::iter::once(SEPARATOR).chain(word.bytes()));
        bytes.skip(1)
    }
}
