//! The text of a server's error, kept as data.

use core::fmt;

use crate::oauth::error_code::ErrorCode;
use crate::text::buffer::{BufferTooSmall, Writer};

/// What a server wrote about its error (RFC 6749, sections 4.1.2.1 and 5.2), borrowed from the response.
///
/// Text from the wire is data: never markup, never a command. Servers echo secrets in it, so `Debug` shows
/// nothing but a registered code. `Display` shows `error` and `error_description`, for a log that may
/// hold them.
///
/// # Example
/// ```
/// use grantlet::{ErrorCode, Profile};
/// let mut body = *br#"{"error":"invalid_grant","error_description":"revoked"}"#;
/// let refused = Profile::RFC6749.token(400, &mut body).unwrap_err();
/// let text = refused.text(&body).unwrap();
/// assert_eq!(text.code(), ErrorCode::InvalidGrant);
/// assert_eq!(text.to_string(), "invalid_grant: revoked");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct ErrorText<'b> {
    /// `error`, or what the profile reads instead. None where the server named no error.
    pub error: Option<UntrustedText<'b>>,
    /// `error_description`, or what the profile reads instead.
    pub error_description: Option<UntrustedText<'b>>,
    /// `error_uri`, only where it is https, has a host without user information, and holds no character
    /// that ends markup. Do not open it without asking the user.
    pub error_uri: Option<UntrustedText<'b>>,
    /// A number or a code beside `error`, if the profile names one.
    pub error_number: Option<UntrustedText<'b>>,
}

impl<'b> ErrorText<'b> {
    /// Strings of the response; an empty one is kept. The URI is https and has no character that ends markup.
    pub(crate) fn new(texts: [Option<&'b str>; 4]) -> Self {
        let [error, error_description, error_uri, error_number] =
            texts.map(|text| text.map(UntrustedText));
        Self { error, error_description, error_uri, error_number }
    }

    pub(crate) fn texts(self) -> [Option<&'b str>; 4] {
        [self.error, self.error_description, self.error_uri, self.error_number]
            .map(|text| text.map(UntrustedText::as_str))
    }

    /// The error by its registered meaning.
    pub fn code(&self) -> ErrorCode {
        self.error.map_or(ErrorCode::Other, |error| ErrorCode::of(error.0))
    }
}

impl fmt::Debug for ErrorText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ErrorText(")?;
        f.write_str(self.code().as_str())?;
        f.write_str(")")
    }
}

impl fmt::Display for ErrorText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(error) = self.error {
            fmt::Display::fmt(&error, f)?;
        }
        if let (Some(_), Some(_)) = (self.error, self.error_description) {
            f.write_str(": ")?;
        }
        self.error_description.map_or(Ok(()), |description| fmt::Display::fmt(&description, f))
    }
}

/// A string of an error, as the server sent it.
///
/// `Display` shows a control character as U+FFFD, so that the string stays one line of a log.
///
/// # Example
/// ```
/// let mut body = *br#"{"error":"slow_down","error_description":"<b>no</b>\n"}"#;
/// let error = grantlet::Profile::RFC6749.token(400, &mut body).unwrap_err();
/// let description = error.text(&body).unwrap().error_description.unwrap();
/// assert!(!description.is_printable());
/// assert_eq!(description.to_string(), "<b>no</b>\u{fffd}");
/// assert_eq!(description.copy_into(&mut [0; 64]), Ok("<b>no</b>\n"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UntrustedText<'b>(&'b str);

impl<'b> UntrustedText<'b> {
    /// The text, of any length and with any character.
    pub const fn as_str(self) -> &'b str {
        self.0
    }

    /// Copies the text out of the response, to outlive it.
    ///
    /// # Errors
    /// [`BufferTooSmall`] with the exact length.
    pub fn copy_into(self, buffer: &mut [u8]) -> Result<&str, BufferTooSmall> {
        let mut writer = Writer::new(buffer);
        writer.text(self.0);
        writer.finish()
    }

    /// Whether it keeps to the characters of RFC 6749 (NQSCHAR). It still is not markup to render.
    pub fn is_printable(self) -> bool {
        self.0.bytes().all(|b| matches!(b, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
    }
}

impl fmt::Debug for UntrustedText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UntrustedText(elided)")
    }
}

impl fmt::Display for UntrustedText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        self.0.chars().try_for_each(|letter| {
            f.write_char(if letter.is_control() { char::REPLACEMENT_CHARACTER } else { letter })
        })
    }
}
