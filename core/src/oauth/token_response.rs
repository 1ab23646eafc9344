//! A token response, and the rule for each member, shared by JSON bodies and callbacks.

use core::fmt;

use crate::crypto::secret::Secret;
use crate::json::reader::bit;
use crate::json::value::{Value, value_of};
use crate::oauth::located_response::{
    ACCESS_TOKEN, EXTRA, ID_TOKEN, LocatedResponse, MAX_EXTRA, REFRESH_TOKEN, SCOPE, TOKEN_TYPE,
};
use crate::text::span::Span;
use crate::text::words::{Parts, Words};
use crate::time::expiry::{Expiry, Lifetime};
use crate::time::instant::{UnixTime, Uptime};

/// A successful token response (RFC 6749, section 5.1), borrowed from the buffer that it came in.
///
/// The tokens are secret; `Debug` elides them, and every other text from the wire.
///
/// # Example
/// ```
/// let mut body = *br#"{"access_token":"at","token_type":"bearer","expires_in":3600}"#;
/// use grantlet::{Profile, TokenError};
/// let token = Profile::RFC6749.token(200, &mut body)?;
/// assert_eq!(token.access_token.expose(), "at");
/// assert_eq!(token.expires_in, Some(3600));
/// assert!(token.refresh_token.is_none());
/// # Ok::<(), grantlet::TokenError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TokenResponse<'b> {
    /// `access_token`: bytes 0x21 to 0x7E, never empty, of any length.
    pub access_token: Secret<'b>,
    /// `token_type`.
    pub token_type: TokenType<'b>,
    /// `expires_in` in seconds, saturated at `u32::MAX`. None is unknown, not "never".
    pub expires_in: Option<u32>,
    /// When the token expires by wall time, where [`expires_in`](Self::expires_in) is unknown and the profile names
    /// a member for it: [`Profile::expires_at`](crate::Profile::expires_at). See [`expiry`](Self::expiry).
    pub expires_at: Option<UnixTime>,
    /// `refresh_token`. None means: keep the one that was used.
    pub refresh_token: Option<Secret<'b>>,
    /// The lifetime of the refresh token in seconds, where the profile names a member for it:
    /// [`Profile::refresh_token_expires_in`](crate::Profile::refresh_token_expires_in). None is unknown, and so is 0.
    pub refresh_token_expires_in: Option<u32>,
    /// `id_token`, its signature and claims unverified.
    pub id_token: Option<Secret<'b>>,
    /// `scope`. None means: as requested.
    pub scope: Option<Scope<'b>>,
    /// The profile's extra members.
    pub extra: Extra<'b>,
}

impl<'b> TokenResponse<'b> {
    /// The token of a response whose members were located and unescaped.
    pub(crate) fn new(
        located: &LocatedResponse,
        scope_separator: u8,
        secret_extra: u8,
        body: &'b [u8],
    ) -> Self {
        // One check of the whole instead of one for each text: 550 instructions of 5050 for a response on
        // a host. What unescaping has left behind a text may be no UTF-8.
        let whole = core::str::from_utf8(body).ok();
        let text_at = |span: Span| match whole {
            Some(whole) => whole.get(span.range()).unwrap_or_default(),
            None => span.text(body),
        };
        let text = |index| Some(text_at(located.span(index))).filter(|text| !text.is_empty());
        let mut extra = Extra::default();
        // Most responses have none: the loop is 400 instructions of a response on a host.
        if located.members.facts.iter().skip(EXTRA).any(|facts| *facts != 0) {
            for (index, slot) in (EXTRA..).zip(&mut extra.0) {
                *slot = value_of(body, located.span(index), located.members.facts(index));
                if let (Some(Value::Text(text)), true) =
                    (*slot, u32::from(secret_extra) << EXTRA & bit(index) != 0)
                {
                    *slot = Some(Value::Secret(Secret::new(text)));
                }
            }
        }
        Self {
            access_token: Secret::new(text(ACCESS_TOKEN).unwrap_or_default()),
            token_type: TokenType::of(text(TOKEN_TYPE)),
            expires_in: located.expires_in(),
            expires_at: located.expires_at().map(UnixTime::from_secs),
            refresh_token: text(REFRESH_TOKEN).map(Secret::new),
            refresh_token_expires_in: Some(located.refresh_token_expires_in())
                .filter(|seconds| *seconds != 0),
            id_token: text(ID_TOKEN).map(Secret::new),
            scope: text(SCOPE).map(|scope| Scope::separated_by(scope, scope_separator)),
            extra,
        }
    }

    /// When the token expires. `requested_at` is read before the request is sent, and `wall_time` at the same
    /// moment: without it, a token with [`expires_at`](Self::expires_at) alone is of unknown life.
    ///
    /// # Example
    /// ```
    /// use grantlet::{InstantFormat, Profile, TokenError, UnixTime, Uptime};
    /// const ACME: Profile<'_> = Profile::RFC6749.expires_at("expires_at", InstantFormat::UnixSeconds);
    /// let (sent_at, wall_time) = (Uptime::from_millis(5_000), UnixTime::from_secs(1_794_558_917));
    /// let mut body = *br#"{"access_token":"at","token_type":"Bearer","expires_at":1794562517}"#;
    /// let token = ACME.token(200, &mut body)?;
    /// let expiry = token.expiry(sent_at, Some(wall_time));
    /// assert_eq!(expiry.expires_at(), Some(Uptime::from_millis(3_605_000)));
    /// assert_eq!(token.expiry(sent_at, None).expires_at(), None);
    /// # Ok::<(), TokenError>(())
    /// ```
    pub fn expiry(&self, requested_at: Uptime, wall_time: Option<UnixTime>) -> Expiry {
        let lifetime = self.lifetime().seconds_from(wall_time.map(UnixTime::as_secs));
        Expiry::new(requested_at, lifetime)
    }

    pub(crate) fn lifetime(&self) -> Lifetime {
        Lifetime::of(self.expires_in, self.expires_at.map(UnixTime::as_secs))
    }
}

/// The members that a profile names in addition, by their index in its list;
/// [`Profile::extra_of`](crate::Profile::extra_of) finds them by name.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLD, TokenError, Value};
/// let mut body = *br#"{"access_token":"at","token_type":"Bearer","account_id":50}"#;
/// let token = BOLD.token(200, &mut body)?;
/// assert_eq!(token.extra.get(0), Some(Value::Number("50")));
/// # Ok::<(), grantlet::TokenError>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct Extra<'b>(pub(crate) [Option<Value<'b>>; MAX_EXTRA]);

impl fmt::Debug for Extra<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Extra(elided)")
    }
}

impl<'b> Extra<'b> {
    /// The value of the member at `index` of the profile's list; null is none.
    pub fn get(&self, index: usize) -> Option<Value<'b>> {
        self.0.get(index).copied().flatten()
    }
}

/// A type of access token (RFC 6749, section 7.1).
///
/// # Example
/// ```
/// use grantlet::{Profile, TokenType};
/// let mut body = *br#"{"access_token":"at","token_type":"bearer"}"#;
/// let token = Profile::RFC6749.token(200, &mut body)?;
/// assert_eq!(token.token_type, TokenType::Bearer);
/// # Ok::<(), grantlet::TokenError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TokenType<'b> {
    /// RFC 6750, in any case. Send it as `Bearer`.
    Bearer,
    /// Another type that the profile allows, as it was sent.
    Other(&'b str),
}

impl<'b> TokenType<'b> {
    /// The type that was sent and accepted; none is the profile's default.
    pub(crate) fn of(sent: Option<&'b str>) -> Self {
        match sent {
            Some(other) if !other.eq_ignore_ascii_case("Bearer") => Self::Other(other),
            _ => Self::Bearer,
        }
    }
}

impl fmt::Debug for TokenType<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bearer => "Bearer",
            Self::Other(_) => "Other(elided)",
        })
    }
}

/// A scope as the server gave it: tokens between separators, in no order (RFC 6749, section 3.3).
///
/// # Example
/// ```
/// let scope = grantlet::Scope::new("openid profile");
/// assert!(scope.contains("profile"));
/// assert_eq!(scope.iter().count(), 2);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Scope<'b> {
    text: &'b str,
    separator: u8,
}

impl<'b> Scope<'b> {
    /// A scope that is separated by spaces.
    pub const fn new(text: &'b str) -> Self {
        Self { text, separator: b' ' }
    }

    pub(crate) const fn separated_by(text: &'b str, separator: u8) -> Self {
        Self { text, separator }
    }

    /// The tokens, empty ones left out.
    pub fn iter(self) -> impl Iterator<Item = &'b str> {
        Parts::new(self.text, self.separator).filter(|token| !token.is_empty())
    }

    pub(crate) fn words(self) -> Words<'b> {
        Words::new(self.text, self.separator)
    }

    /// Whether one of the tokens is `token`; case matters.
    pub fn contains(self, token: &str) -> bool {
        self.words().any(|granted| granted == token.as_bytes())
    }

    #[cfg(feature = "heapless")]
    pub(crate) const fn separator(self) -> u8 {
        self.separator
    }

    /// The text, separators included.
    pub const fn as_str(self) -> &'b str {
        self.text
    }
}

impl fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scope(elided)")
    }
}

/// A byte of an access token (RFC 6750, section 2.1, widened to every visible character).
pub(crate) fn is_token_byte(byte: u8) -> bool {
    matches!(byte, 0x21..=0x7E)
}

/// `VSCHAR` of RFC 6749, appendix A.
pub(crate) fn is_vschar(byte: u8) -> bool {
    matches!(byte, 0x20..=0x7E)
}
