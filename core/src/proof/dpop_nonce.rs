//! The nonce that a server wants in DPoP proofs (RFC 9449, section 8).

use core::fmt;

use crate::oauth::token_error::TokenError;
use crate::oauth::url::is_visible_without;

/// The longest nonce that is kept, in bytes.
const MOST: usize = 128;

/// The last `DPoP-Nonce` of one server. Keep one for each: the authorization server and each API have their own.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, Client, DpopNonce};
/// const APP: Client<'_> = Client::public(&BOLDSIGN, "spa");
/// let mut nonce = DpopNonce::default();
/// # let mut send = |nonce: &str| match nonce {
/// #     "" => (400, br#"{"error":"use_dpop_nonce"}"#.to_vec(), Some("eyJ7S_zG")),
/// #     _ => (200, br#"{"access_token":"at","token_type":"Bearer"}"#.to_vec(), None),
/// # };
/// let (mut status, mut body, mut header) = send(nonce.as_str()); // a request with a proof
/// if nonce.keep(header) && nonce.is_wanted(&APP.token(status, &mut body)) {
///     (status, body, header) = send(nonce.as_str()); // once more, at once, with another proof
///     nonce.keep(header);
/// }
/// assert!(APP.token(status, &mut body).is_ok());
/// ```
#[derive(Clone, Copy)]
pub struct DpopNonce {
    text: [u8; MOST],
    len: u8,
}

impl DpopNonce {
    /// Keeps the `DPoP-Nonce` header of a response of any status, if it has one; none leaves the nonce as it was.
    /// Returns whether a new nonce came. One with another character than RFC 9449, section 8.1 has, or longer
    /// than 128, is left.
    pub fn keep(&mut self, header: Option<&str>) -> bool {
        self.keep_bytes(header.unwrap_or_default().as_bytes())
    }

    /// As [`keep`](Self::keep), for a binding that has bytes; empty ones are none.
    #[doc(hidden)]
    pub fn keep_bytes(&mut self, nonce: &[u8]) -> bool {
        let is_one = is_visible_without(nonce, b"\"\\") && !nonce.is_empty() && nonce.len() <= MOST;
        if !is_one || nonce == self.as_bytes() {
            return false;
        }
        for (slot, byte) in self.text.iter_mut().zip(nonce) {
            *slot = *byte;
        }
        self.len = u8::try_from(nonce.len()).unwrap_or(0);
        true
    }

    /// Whether a response of the token endpoint asks for the request once more, with a proof that has its nonce (RFC
    /// 9449, section 8). Such a response decided nothing. In a session, [`begin_again`](crate::Session::begin_again) after it.
    /// Retry only where [`keep`](Self::keep) returned true, so that no server makes a device ask without end.
    pub fn is_wanted<T>(&self, token: &Result<T, TokenError>) -> bool {
        token.as_ref().err().is_some_and(TokenError::wants_dpop_nonce)
    }

    /// The nonce for [`DpopProof::nonce`](crate::DpopProof::nonce); empty before the first.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// As [`as_str`](Self::as_str), as bytes.
    #[doc(hidden)]
    pub fn as_bytes(&self) -> &[u8] {
        self.text.get(..self.len.into()).unwrap_or_default()
    }
}

impl Default for DpopNonce {
    fn default() -> Self {
        Self { text: [0; MOST], len: 0 }
    }
}

impl fmt::Debug for DpopNonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DpopNonce(elided)")
    }
}
