//! An owned copy of the text of a server's error.

use core::fmt;

use zeroize::Zeroize;

use crate::oauth::error_text::ErrorText;
use crate::text::span::Span;

/// The text of a server's error in `N` bytes of its own, for those who return an error by `?` and show its
/// text later: see [`Client::token_or_error`](crate::Client::token_or_error).
///
/// A text for which there is no room is left out; `error` comes first, then `error_description`. `Debug`
/// elides it, and it is wiped when it is dropped or filled again.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, Client, ErrorBuf, TokenError};
/// const APP: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
///
/// fn refresh(said: &mut ErrorBuf<128>) -> Result<(), TokenError> {
///     let (status, mut body) = (400, *br#"{"error":"invalid_grant","error_description":"revoked"}"#);
///     let token = APP.token_or_error(status, &mut body, said)?;
/// #   let _ = token;
///     Ok(())
/// }
///
/// let mut said = ErrorBuf::new();
/// assert!(refresh(&mut said).is_err());
/// assert_eq!(said.text().unwrap().to_string(), "invalid_grant: revoked");
/// ```
pub struct ErrorBuf<const N: usize> {
    bytes: [u8; N],
    texts: [Option<Span>; 4],
}

impl<const N: usize> ErrorBuf<N> {
    /// No text.
    pub const fn new() -> Self {
        Self { bytes: [0; N], texts: [None; 4] }
    }

    /// The text of the last error, none where it was no server's error, or none
    /// of its strings has room.
    pub fn text(&self) -> Option<ErrorText<'_>> {
        let texts = self.texts.map(|span| span.map(|span| span.text(&self.bytes)));
        if texts == [None; 4] { None } else { Some(ErrorText::new(texts)) }
    }

    pub(crate) fn set(&mut self, text: Option<ErrorText<'_>>) {
        self.bytes.zeroize();
        self.texts = [None; 4];
        let mut start = 0usize;
        let texts = text.map_or([None; 4], ErrorText::texts);
        for (text, kept) in texts.into_iter().zip(&mut self.texts) {
            let Some(text) = text else { continue };
            let end = start.saturating_add(text.len());
            if let Some(room) = self.bytes.get_mut(start..end) {
                for (slot, byte) in room.iter_mut().zip(text.bytes()) {
                    *slot = byte;
                }
                *kept = Some(Span::new(start, end));
                start = end;
            }
        }
    }
}

impl<const N: usize> Default for ErrorBuf<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> fmt::Debug for ErrorBuf<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ErrorBuf(elided)")
    }
}

impl<const N: usize> Drop for ErrorBuf<N> {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}
