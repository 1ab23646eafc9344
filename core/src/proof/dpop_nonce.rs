//! The nonce that a server requires in DPoP proofs (RFC 9449, sections 8 and 9).

use core::fmt;

use crate::oauth::url::is_visible_without;

/// The longest nonce that is kept, in bytes.
const MOST: usize = 128;

/// The last `DPoP-Nonce` of one server. Keep one value for each server: the authorization server and each API have
/// their own nonces.
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
/// let token = APP.token(status, &mut body);
/// if nonce.keep(header) && token.is_err_and(|error| error.wants_dpop_nonce()) {
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
    /// Keeps the `DPoP-Nonce` header field of a response of any status. Returns whether it is a new nonce. The last
    /// nonce stays if there is no such field, or if its value is longer than 128 bytes or has a character that RFC
    /// 9449, section 8.1 does not allow.
    pub fn keep(&mut self, header: Option<&str>) -> bool {
        self.keep_bytes(header.unwrap_or_default().as_bytes())
    }

    /// As [`keep`](Self::keep), for a binding that has bytes. Empty ones mean that there is no such field.
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
