//! A server's error, which outlives the response that it came in.

use core::fmt;

use crate::oauth::error_code::ErrorCode;
use crate::oauth::error_text::ErrorText;
use crate::oauth::located_response::{
    ERROR, ERROR_DESCRIPTION, ERROR_NUMBER, ERROR_URI, LocatedResponse,
};
use crate::text::span::Span;

/// An error that the server reported (RFC 6749, sections 4.1.2.1 and 5.2), or the provider's own members for
/// one. It holds no text from the wire; [`text`](Self::text) reads that from the response.
///
/// # Example
/// ```
/// use grantlet::{ErrorCode, Profile, TokenError};
/// let mut body = *br#"{"error":"invalid_grant","error_description":"revoked"}"#;
/// let Err(TokenError::Server { status: 400, error }) = Profile::RFC6749.token(400, &mut body) else {
///     panic!()
/// };
/// assert_eq!(error.code(), ErrorCode::InvalidGrant);
/// assert_eq!(error.text(&body).unwrap().error_description.unwrap().as_str(), "revoked");
/// assert!(error.text(b"another response").is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ServerError {
    code: ErrorCode,
    ends_grant: bool,
    retries: bool,
    /// Whether the server named an error.
    is_named: bool,
    /// Spans of `error`, `error_description`, `error_uri` and `error_number`; an empty one is absent.
    spans: [Span; 4],
    /// A checksum that recognizes the response.
    checksum: u32,
}

impl ServerError {
    /// The error of a response whose members were located and unescaped.
    pub(crate) fn new(
        located: &LocatedResponse,
        body: &[u8],
        (ends_grant, retries): (bool, bool),
    ) -> Self {
        let spans =
            [ERROR, ERROR_DESCRIPTION, ERROR_URI, ERROR_NUMBER].map(|index| located.span(index));
        let is_named = located.members.facts(ERROR) != 0;
        let code =
            if is_named { ErrorCode::of(located.span(ERROR).text(body)) } else { ErrorCode::Other };
        Self { code, ends_grant, retries, is_named, spans, checksum: checksum(body, &spans) }
    }

    /// The error of a callback URL of this length, which `text` borrows as long as a code would be borrowed. A
    /// description that is not UTF-8 ends there.
    pub(crate) fn of_callback(
        located: &LocatedResponse,
        text: &ErrorText<'_>,
        length: usize,
    ) -> Self {
        let texts = text.texts().map(Option::unwrap_or_default);
        let mut spans =
            [ERROR, ERROR_DESCRIPTION, ERROR_URI, ERROR_NUMBER].map(|index| located.span(index));
        for (span, text) in spans.iter_mut().zip(texts) {
            *span = Span::new(span.range().start, span.range().start.saturating_add(text.len()));
        }
        let checksum = checksum_of(length, texts.into_iter().flat_map(str::bytes));
        let is_named = text.error.is_some();
        Self { code: text.code(), ends_grant: false, retries: false, is_named, spans, checksum }
    }

    /// The error by its registered meaning.
    pub const fn code(&self) -> ErrorCode {
        self.code
    }

    /// Whether the grant has ended by this error of a token endpoint, so that the user must log in
    /// again: `invalid_grant` (RFC 6749, section 5.2), or what the profile's
    /// [`ends_on`](crate::Profile::ends_on) lists, with a status of 2xx or 4xx, 408, 425 and 429 left
    /// out.
    ///
    /// ```
    /// use grantlet::{providers::BOLD, TokenError};
    /// let mut body = *br#"{"error":"invalid_request","error_description":"InvalidGrantCode"}"#;
    /// let Err(TokenError::Server { error, .. }) = BOLD.token(400, &mut body) else { panic!() };
    /// assert!(error.ends_grant());
    /// ```
    pub const fn ends_grant(&self) -> bool {
        self.ends_grant
    }

    /// Whether the profile's [`retry_on`](crate::Profile::retry_on) lists the error: nothing was decided, and
    /// the same request may be sent again later.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Profile, TokenError};
    /// const ACME: Profile<'_> = Profile::RFC6749.retry_on(&[("busy", "")]);
    /// let mut body = *br#"{"error":"busy"}"#;
    /// let Err(TokenError::Server { error, .. }) = ACME.token(400, &mut body) else { panic!() };
    /// assert!(error.retries());
    /// ```
    pub const fn retries(&self) -> bool {
        self.retries
    }

    /// The strings of the error, from the response that it came from: its body, or the callback URL. None
    /// where that has another length, or other bytes where these strings were.
    pub fn text<'b>(&self, body: &'b [u8]) -> Option<ErrorText<'b>> {
        if checksum(body, &self.spans) != self.checksum {
            return None;
        }
        let [error, description, uri, number] = self.spans.map(|span| span.text(body));
        let given = |text: &'b str| Some(text).filter(|text| !text.is_empty());
        let error = self.is_named.then_some(error);
        Some(ErrorText::new([error, given(description), given(uri), given(number)]))
    }
}

/// FNV-1a of a body's length and of the bytes at these spans.
pub(crate) fn checksum(body: &[u8], spans: &[Span]) -> u32 {
    checksum_of(body.len(), spans.iter().flat_map(|span| span.of(body)).copied())
}

#[inline(always)]
fn checksum_of(length: usize, bytes: impl Iterator<Item = u8>) -> u32 {
    let mix = |sum: u32, byte: u8| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    length.to_le_bytes().into_iter().chain(bytes).fold(0x811C_9DC5, mix)
}

impl fmt::Debug for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerError(")?;
        fmt::Display::fmt(self, f)?;
        f.write_str(")")
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())
    }
}
