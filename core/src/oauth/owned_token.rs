//! A token that outlives the buffer of its response, in memory of a fixed size.

use core::fmt;

use heapless::{Vec, VecView};
use zeroize::Zeroize;

use crate::crypto::secret::Secret;
use crate::oauth::token_response::{Extra, Scope, TokenResponse, TokenType};
use crate::text::buffer::BufferTooSmall;
use crate::text::span::Span;
use crate::time::expiry::Lifetime;
use crate::time::instant::UnixTime;

/// A token response in `N` bytes of its own, for a token that is used after the buffer of its response.
///
/// `N` is at least the sum of the lengths of `access_token`, `refresh_token`, `id_token`, `scope` and a
/// `token_type` other than Bearer. Extra members are not kept.
///
/// It is filled in place, cannot be cloned, and is wiped when it is dropped or replaced. `Debug` elides
/// its content. It may be a field of a task's state or of a `static` (`new` is const).
///
/// # Example
/// ```
/// use grantlet::{OwnedToken, Profile, TokenError};
/// let mut owned = OwnedToken::<256>::new();
/// {
///     let mut body = *br#"{"access_token":"at","refresh_token":"rt","token_type":"Bearer","expires_in":60}"#;
///     let token = Profile::RFC6749.token(200, &mut body)?;
///     token.copy_into(&mut owned)?;
/// }
/// let token = owned.get().ok_or("no token")?;
/// assert_eq!(token.access_token.expose(), "at");
/// assert_eq!(token.expires_in, Some(60));
/// owned.wipe();
/// assert!(owned.get().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// It cannot be cloned, so that no copy is left behind:
/// ```compile_fail
/// let owned = grantlet::OwnedToken::<256>::new();
/// let copy = owned.clone();
/// ```
pub struct OwnedToken<const N: usize> {
    text: Vec<u8, N>,
    /// Where each string ends, in the order of `strings`.
    ends: [usize; STRINGS],
    lifetime: Lifetime,
    refresh_token_expires_in: Option<u32>,
    separator: u8,
}

/// Strings that are kept.
const STRINGS: usize = 5;

/// The strings of a token; an empty one is absent.
fn strings<'b>(token: &TokenResponse<'b>) -> [&'b str; STRINGS] {
    let other = match token.token_type {
        TokenType::Bearer => "",
        TokenType::Other(other) => other,
    };
    [
        token.access_token.expose(),
        token.refresh_token.map_or("", Secret::expose),
        token.id_token.map_or("", Secret::expose),
        token.scope.map_or("", Scope::as_str),
        other,
    ]
}

impl<const N: usize> OwnedToken<N> {
    /// No token.
    pub const fn new() -> Self {
        Self {
            text: Vec::new(),
            ends: [0; STRINGS],
            lifetime: Lifetime::Unknown,
            refresh_token_expires_in: None,
            separator: b' ',
        }
    }

    /// The token; none before the first copy and after [`wipe`](Self::wipe).
    pub fn get(&self) -> Option<TokenResponse<'_>> {
        let mut start = 0;
        let strings = self.ends.map(|end| {
            let span = Span::new(start, end);
            start = end;
            Some(span.text(&self.text)).filter(|text| !text.is_empty())
        });
        let [access_token, refresh_token, id_token, scope, other] = strings;
        Some(TokenResponse {
            access_token: Secret::new(access_token?),
            token_type: other.map_or(TokenType::Bearer, TokenType::Other),
            expires_in: self.lifetime.expires_in(),
            expires_at: self.lifetime.expires_at().map(UnixTime::from_secs),
            refresh_token: refresh_token.map(Secret::new),
            refresh_token_expires_in: self.refresh_token_expires_in,
            id_token: id_token.map(Secret::new),
            scope: scope.map(|scope| Scope::separated_by(scope, self.separator)),
            extra: Extra::default(),
        })
    }

    /// Replaces the token after a refresh. Where the response has no `refresh_token` or no `scope`, the
    /// previous one is kept (RFC 6749, section 6). The call needs `N` more bytes of the stack.
    ///
    /// # Errors
    /// [`BufferTooSmall`]: then the previous token is unchanged.
    ///
    /// # Example
    /// ```
    /// use grantlet::{OwnedToken, Profile, TokenError};
    /// let mut owned = OwnedToken::<64>::new();
    /// let mut body = *br#"{"access_token":"at","refresh_token":"rt","token_type":"Bearer"}"#;
    /// Profile::RFC6749.token(200, &mut body)?.copy_into(&mut owned)?;
    /// let mut body = *br#"{"access_token":"newer","token_type":"Bearer"}"#;
    /// let token = Profile::RFC6749.token(200, &mut body)?;
    /// owned.refresh(&token)?;
    /// let token = owned.get().ok_or("no token")?;
    /// assert_eq!(token.access_token.expose(), "newer");
    /// assert_eq!(token.refresh_token.map(|token| token.expose()), Some("rt"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn refresh(&mut self, token: &TokenResponse<'_>) -> Result<(), BufferTooSmall> {
        let mut next = Self::new();
        let before = self.get();
        let mut token = *token;
        token.refresh_token = token.refresh_token.or(before.and_then(|token| token.refresh_token));
        token.scope = token.scope.or(before.and_then(|token| token.scope));
        next.set(&token)?;
        // The previous token is wiped when it is dropped.
        core::mem::swap(self, &mut next);
        Ok(())
    }

    /// Overwrites the token with zeros, for a login that has ended.
    pub fn wipe(&mut self) {
        self.text.zeroize();
        self.ends = [0; STRINGS];
        self.lifetime = Lifetime::Unknown;
        self.refresh_token_expires_in = None;
    }

    fn set(&mut self, token: &TokenResponse<'_>) -> Result<(), BufferTooSmall> {
        let strings = strings(token);
        let needed = strings.iter().fold(0usize, |sum, text| sum.saturating_add(text.len()));
        if needed > N {
            return Err(BufferTooSmall { needed });
        }
        self.wipe();
        fill(&mut self.text, strings, &mut self.ends);
        self.lifetime = token.lifetime();
        self.refresh_token_expires_in = token.refresh_token_expires_in;
        self.separator = token.scope.map_or(b' ', Scope::separator);
        Ok(())
    }
}

/// Appends strings that fit. It is not generic over `N`, so that it is compiled once.
fn fill(text: &mut VecView<u8>, strings: [&str; STRINGS], ends: &mut [usize; STRINGS]) {
    for (string, end) in strings.iter().zip(ends) {
        for byte in string.as_bytes() {
            // The caller compared the sum of their lengths with the capacity.
            let _ = text.push(*byte);
        }
        *end = text.len();
    }
}

impl TokenResponse<'_> {
    /// Keeps the token beyond its buffer, in place of what `owned` held: all but the extra members. After
    /// a refresh, use [`OwnedToken::refresh`], which keeps a refresh token that is still valid.
    ///
    /// # Errors
    /// [`BufferTooSmall`] with the least sufficient `N`: then `owned` is unchanged.
    ///
    /// # Example
    /// ```
    /// use grantlet::{BufferTooSmall, OwnedToken, Profile};
    /// let mut body = *br#"{"access_token":"9c273f53","token_type":"Bearer"}"#;
    /// let token = Profile::RFC6749.token(200, &mut body)?;
    /// let mut owned = OwnedToken::<4>::new();
    /// assert_eq!(token.copy_into(&mut owned), Err(BufferTooSmall { needed: 8 }));
    /// # Ok::<(), grantlet::TokenError>(())
    /// ```
    pub fn copy_into<const N: usize>(
        &self,
        owned: &mut OwnedToken<N>,
    ) -> Result<(), BufferTooSmall> {
        owned.set(self)
    }
}

impl<const N: usize> Default for OwnedToken<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> fmt::Debug for OwnedToken<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnedToken(elided)")
    }
}

impl<const N: usize> Drop for OwnedToken<N> {
    fn drop(&mut self) {
        self.wipe();
    }
}
