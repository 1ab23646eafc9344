//! What a login needs from entropy: verifier, challenge, state, nonce (RFC 7636, RFC 6749 10.10).

use core::fmt;

use zeroize::Zeroize;

use crate::crypto::base64::encode_url;
use crate::crypto::secret::constant_time_eq;
use crate::crypto::sha256::sha256;
use crate::member::Member;
use crate::text::buffer::write_counted;

/// Entropy that is not: a random number generator that was not started or has failed.
///
/// # Example
/// ```
/// use grantlet::{ConstantEntropy, State};
/// assert_eq!(State::from_entropy(&[0xFF; 32]).unwrap_err(), ConstantEntropy);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConstantEntropy;

impl fmt::Display for ConstantEntropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the entropy repeats itself: is the random number generator running?")
    }
}

impl core::error::Error for ConstantEntropy {}

type Text = [u8; 43];

/// Writes the text of a verifier, a state or a nonce: 32 bytes of entropy in base64url.
///
/// # Errors
/// [`ConstantEntropy`] where all bytes are the same.
pub fn write_entropy(entropy: &[u8; 32], text: &mut [u8; 43]) -> Result<(), ConstantEntropy> {
    let [first, rest @ ..] = entropy;
    if rest.iter().all(|byte| byte == first) {
        return Err(ConstantEntropy);
    }
    encode_url(entropy, text);
    Ok(())
}

/// The three parts of a login's entropy, for `state`, `nonce` and `code_verifier`. `state` is public, so
/// that `code_verifier` must not be the same.
///
/// # Errors
/// [`ConstantEntropy`] where two parts are the same.
pub fn login_entropy(entropy: &[u8; 96]) -> Result<[&[u8; 32]; 3], ConstantEntropy> {
    match entropy.as_chunks::<32>() {
        ([a, b, c], []) if a != b && b != c && a != c => Ok([a, b, c]),
        _ => Err(ConstantEntropy),
    }
}

/// Whether a text is such a one: 43 characters of base64url.
pub fn is_own(text: &[u8]) -> bool {
    let url = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    text.len() == 43 && text.iter().all(url)
}

macro_rules! from_entropy {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// `Debug` elides it, it cannot be cloned, and it is wiped when dropped.
        pub struct $name(Text);

        impl $name {
            /// Makes it from 32 bytes of entropy, 43 characters of base64url. The caller wipes
            /// the entropy and never uses it twice.
            ///
            /// # Errors
            /// [`ConstantEntropy`] where all bytes are the same.
            pub fn from_entropy(entropy: &[u8; 32]) -> Result<Self, ConstantEntropy> {
                let mut made = Self([0; 43]);
                write_entropy(entropy, &mut made.0)?;
                Ok(made)
            }

            /// Its text, as it goes on the wire.
            pub fn as_str(&self) -> &str {
                core::str::from_utf8(&self.0).unwrap_or_default()
            }

            /// The same as bytes, all ASCII.
            pub const fn as_bytes(&self) -> &[u8; 43] {
                &self.0
            }

            /// The same again from its text, none where that is not 43 characters of base64url.
            pub fn from_text(text: &str) -> Option<Self> {
                let text: Text = text.as_bytes().try_into().ok()?;
                is_own(&text).then_some(Self(text))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(elided)"))
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                self.0.zeroize();
            }
        }
    };
}

from_entropy! {
    /// A `code_verifier` (RFC 7636, section 4.1): secret until it is sent with the code.
    ///
    /// # Example
    /// ```
    /// let entropy = core::array::from_fn(|i| i as u8);
    /// let verifier = grantlet::Verifier::from_entropy(&entropy)?;
    /// assert_eq!(verifier.as_str().len(), 43);
    /// # Ok::<(), grantlet::ConstantEntropy>(())
    /// ```
    Verifier
}

from_entropy! {
    /// A `state` (RFC 6749, section 10.12): binds the response to this browser or device.
    ///
    /// # Example
    /// ```
    /// let state = grantlet::State::from_entropy(&core::array::from_fn(|i| i as u8))?;
    /// assert!(state.matches(state.as_str()));
    /// # Ok::<(), grantlet::ConstantEntropy>(())
    /// ```
    State
}

from_entropy! {
    /// A `nonce` (OpenID Connect Core, section 3.2.2.1): binds an `id_token` to this login.
    ///
    /// # Example
    /// ```
    /// let nonce = grantlet::Nonce::from_entropy(&core::array::from_fn(|i| i as u8))?;
    /// assert_eq!(format!("{nonce:?}"), "Nonce(elided)");
    /// # Ok::<(), grantlet::ConstantEntropy>(())
    /// ```
    Nonce
}

impl State {
    /// Whether `text` is this state, in a time that depends on the length of `text` only.
    pub fn matches(&self, text: &str) -> bool {
        constant_time_eq(&self.0, text.as_bytes())
    }
}

/// A `code_challenge` by the method S256 (RFC 7636, section 4.2). The method `plain` does not
/// exist here. It is public: it goes into the authorization URL.
///
/// # Example
/// ```
/// let challenge = grantlet::Challenge::s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")?;
/// assert_eq!(challenge.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
/// # Ok::<(), grantlet::VerifierError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge(Text);

impl Challenge {
    /// The challenge for a verifier of any origin.
    ///
    /// # Errors
    /// [`VerifierError`] where it is not 43 to 128 unreserved characters.
    pub fn s256(code_verifier: &str) -> Result<Self, VerifierError> {
        Self::of_bytes(code_verifier.as_bytes())
    }

    /// As [`s256`](Self::s256), for a verifier in bytes.
    ///
    /// # Errors
    /// As [`s256`](Self::s256).
    ///
    /// # Example
    /// ```
    /// use grantlet::Challenge;
    /// let challenge = Challenge::of_bytes(b"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")?;
    /// assert_eq!(challenge.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    /// # Ok::<(), grantlet::VerifierError>(())
    /// ```
    pub fn of_bytes(code_verifier: &[u8]) -> Result<Self, VerifierError> {
        let mut text = [0; 43];
        write_challenge(code_verifier, &mut text)?;
        Ok(Self(text))
    }

    /// The challenge for a verifier that was made here.
    pub fn of(code_verifier: &Verifier) -> Self {
        Self::hash(&code_verifier.0)
    }

    fn hash(code_verifier: &[u8]) -> Self {
        let mut text = [0; 43];
        encode_url(sha256(code_verifier).as_flattened(), &mut text);
        Self(text)
    }

    /// Its 43 characters.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The same as bytes, all ASCII.
    pub const fn as_bytes(&self) -> &[u8; 43] {
        &self.0
    }
}

/// As [`Challenge::of_bytes`], written where it is wanted.
///
/// # Errors
/// As [`Challenge::s256`].
pub fn write_challenge(code_verifier: &[u8], text: &mut [u8; 43]) -> Result<(), VerifierError> {
    check_verifier(code_verifier)?;
    encode_url(sha256(code_verifier).as_flattened(), text);
    Ok(())
}

/// A `code_verifier` outside RFC 7636, section 4.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifierError {
    /// Not 43 to 128 characters.
    Length,
    /// The byte at this offset is not unreserved: `A-Z a-z 0-9 - . _ ~`.
    Chars {
        /// Offset in bytes.
        at: usize,
    },
}

impl fmt::Display for VerifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Member::CodeVerifier.as_str())?;
        match self {
            Self::Length => f.write_str(" is not 43 to 128 characters long"),
            Self::Chars { at } => write_counted(f, " is not unreserved at byte ", *at, ""),
        }
    }
}

impl core::error::Error for VerifierError {}

pub(crate) fn check_verifier(code_verifier: &[u8]) -> Result<(), VerifierError> {
    if !(43..=128).contains(&code_verifier.len()) {
        return Err(VerifierError::Length);
    }
    let unreserved = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    match code_verifier.iter().position(|b| !unreserved(b)) {
        Some(at) => Err(VerifierError::Chars { at }),
        None => Ok(()),
    }
}

/// The left half of a text's SHA-256 in base64url, as `at_hash` and `c_hash` hold it
/// (OpenID Connect Core, section 3.2.2.9).
pub fn left_half_hash(text: &[u8]) -> [u8; 22] {
    let digest = sha256(text);
    let (half, _) = digest.as_flattened().split_at_checked(16).unwrap_or_default();
    let mut text = [0; 22];
    encode_url(half, &mut text);
    text
}
