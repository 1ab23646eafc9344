//! Secret strings: elided in `Debug`, compared in constant time, wiped.

use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// Borrowed text that is a credential: a token, a code, a client secret.
///
/// `Debug` elides it, there is no `Display`, and only [`expose`](Self::expose) returns it.
/// It is a borrow: wiping is done on the buffer that holds the text, by [`wipe`].
///
/// # Example
/// ```
/// use grantlet::Secret;
/// let secret = Secret::new("sesame");
/// assert_eq!(format!("{secret:?}"), "Secret(elided)");
/// assert!(secret.matches("sesame"));
/// assert_eq!(secret.expose(), "sesame");
/// ```
#[derive(Clone, Copy)]
pub struct Secret<'a>(&'a str);

impl<'a> Secret<'a> {
    /// Marks `text` as secret.
    pub const fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The text, for the one place that needs it. Do not log it.
    pub const fn expose(self) -> &'a str {
        self.0
    }

    /// Whether the two are equal, in a time that depends on their lengths only.
    pub fn matches(self, other: &str) -> bool {
        constant_time_eq(self.0.as_bytes(), other.as_bytes())
    }

    /// Whether there is no text at all. The length is not secret.
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(elided)")
    }
}

/// Whether two byte strings are equal, in a time that depends on their lengths only.
/// The bytes are secret, the lengths are not.
///
/// # Example
/// ```
/// assert!(!grantlet::constant_time_eq(b"state", b"stale"));
/// ```
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// Overwrites `buffer` with zeros; the optimizer does not remove it. The last step after a
/// token response, a request or a callback was used, because each leaves secrets in its buffer.
///
/// # Example
/// ```
/// let mut body = *b"access_token=sesame";
/// grantlet::wipe(&mut body);
/// assert_eq!(body, [0; 19]);
/// ```
pub fn wipe(buffer: &mut [u8]) {
    buffer.zeroize();
}

/// As [`constant_time_eq`], for text that is decoded on the way.
#[inline(always)]
pub(crate) fn constant_time_matches(
    mut received: impl Iterator<Item = u8>,
    expected: &str,
) -> bool {
    let mut differ = 0;
    for &byte in expected.as_bytes() {
        // A byte that is not there differs from every byte that is.
        let other = received.next().map_or(256, u32::from);
        differ |= u32::from(byte) ^ other;
    }
    // Looked at once, behind subtle's barrier: no byte alone decides anything.
    bool::from(differ.ct_eq(&0)) && received.next().is_none()
}
