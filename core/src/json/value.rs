//! Values of JSON that are returned, unescaped.

use core::fmt;

use crate::crypto::secret::{Secret, constant_time_eq};
use crate::json::facts::{BOOL, NUMBER, SAYS, STRING};
use crate::json::names::Names;
use crate::json::reader::{ANY, Members, Reader};
use crate::json::text::Text;
use crate::list::List;
use crate::text::span::Span;
use crate::time::lifetime::lifetime_of_number;

/// A value of JSON, after its escapes were undone.
///
/// `Debug` shows its kind only, because what a provider adds may be secret.
#[derive(Clone, Copy)]
pub enum Value<'b> {
    /// A string.
    Text(&'b str),
    /// A string that is a token.
    Secret(Secret<'b>),
    /// A number, as it was written.
    Number(&'b str),
    /// `true` or `false`.
    Bool(bool),
    /// An array or an object, as it was written, escapes included.
    Raw(&'b str),
}

impl<'b> Value<'b> {
    /// The text of a string that is no secret, else none.
    pub const fn text(self) -> Option<&'b str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A token among the members of [`Profile::extra`](crate::Profile::extra), else none.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Profile, TokenError};
    /// const ACME: Profile<'_> = Profile::RFC6749.extra(&["user/access_token"]);
    /// let mut body = *br#"{"access_token":"bot","token_type":"Bearer","user":{"access_token":"at"}}"#;
    /// let token = ACME.token(200, &mut body)?;
    /// let of_user = ACME.extra_of(&token, "user/access_token").unwrap();
    /// assert_eq!(of_user.secret().unwrap().expose(), "at");
    /// assert_eq!(of_user.text(), None);
    /// assert_eq!(format!("{of_user:?}"), "Secret(elided)");
    /// # Ok::<(), TokenError>(())
    /// ```
    pub const fn secret(self) -> Option<Secret<'b>> {
        match self {
            Self::Secret(token) => Some(token),
            _ => None,
        }
    }

    /// A non-negative integer that was written as one, else none.
    pub fn integer(self) -> Option<u64> {
        match self {
            Self::Number(digits) => integer(digits.as_bytes()),
            _ => None,
        }
    }

    /// A signed integer that was written as one, else none.
    ///
    /// # Example
    /// ```
    /// use grantlet::Value;
    /// assert_eq!(Value::Number("-3").signed(), Some(-3));
    /// assert_eq!(Value::Number("-3").integer(), None);
    /// ```
    pub fn signed(self) -> Option<i64> {
        match self {
            Self::Number(number) => signed(number.as_bytes()),
            _ => None,
        }
    }
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Secret(one), Self::Secret(other)) => {
                constant_time_eq(one.expose().as_bytes(), other.expose().as_bytes())
            }
            (Self::Text(one), Self::Text(other))
            | (Self::Number(one), Self::Number(other))
            | (Self::Raw(one), Self::Raw(other)) => one == other,
            (Self::Bool(one), Self::Bool(other)) => one == other,
            _ => false,
        }
    }
}

impl Eq for Value<'_> {}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(elided)",
            Self::Secret(_) => "Secret(elided)",
            Self::Number(_) => "Number(elided)",
            Self::Bool(_) => "Bool(elided)",
            Self::Raw(_) => "Raw(elided)",
        })
    }
}

/// The text of a string that is no secret; empty for anything else.
pub(crate) fn text_of(value: Option<Value<'_>>) -> &str {
    value.and_then(Value::text).unwrap_or_default()
}

/// An array or an object as it was written; empty for anything else.
pub(crate) fn raw_of(value: Option<Value<'_>>) -> &str {
    match value {
        Some(Value::Raw(raw)) => raw,
        _ => "",
    }
}

/// As [`Value::integer`], of a number as it was written.
#[inline(never)]
pub(crate) fn integer(digits: &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for digit in digits {
        let digit = if digit.is_ascii_digit() { digit & 15 } else { return None };
        number = number.checked_mul(10)?.checked_add(digit.into())?;
    }
    Some(number)
}

/// As [`Value::signed`], of a number as it was written.
pub(crate) fn signed(number: &[u8]) -> Option<i64> {
    match number {
        [b'-', digits @ ..] => 0i64.checked_sub_unsigned(integer(digits)?),
        digits => 0i64.checked_add_unsigned(integer(digits)?),
    }
}

/// A time in seconds; one that is no plain integer is rounded down and saturated at `u32::MAX`.
pub(crate) fn seconds(number: &[u8]) -> i64 {
    signed(number).unwrap_or_else(|| lifetime_of_number(number).into())
}

impl Members {
    /// A time in seconds, of a member that is a number or absent.
    pub fn time(&self, index: usize, text: &[u8]) -> Option<i64> {
        if self.facts(index) == 0 { None } else { Some(seconds(self.span(index).of(text))) }
    }
}

/// The value at a span, once its escapes were undone; null is no value.
pub(crate) fn value_of(text: &[u8], span: Span, facts: u8) -> Option<Value<'_>> {
    let written = span.text(text);
    Some(match facts {
        0 => return None,
        facts if facts & STRING != 0 => Value::Text(written),
        facts if facts & NUMBER != 0 => Value::Number(written),
        facts if facts & BOOL != 0 => Value::Bool(facts & SAYS != 0),
        _ => Value::Raw(written),
    })
}

/// What an array that was read holds.
pub(crate) struct Items {
    /// Whether one of its strings is the one that was looked for.
    pub(crate) holds: bool,
    pub(crate) is_empty: bool,
    /// Whether there are two or more.
    pub(crate) are_several: bool,
}

/// Whether an array of JSON has a string, which is not empty.
pub fn array_has(array: &[u8], wanted: &str) -> bool {
    array.starts_with(b"[") && !wanted.is_empty() && items(array, wanted).holds
}

/// Looks for a string, which is not empty, in an array that was read.
pub(crate) fn items(array: &[u8], wanted: &str) -> Items {
    let mut members = Members::default();
    let names = Names::listed(List::one(wanted.as_bytes()));
    let text = Text::before(array, 0, None);
    let mut reader = Reader::new(text, ANY, names, &mut members);
    // It cannot fail a second time.
    let _ = reader.read();
    Items {
        holds: reader.seen & 1 != 0,
        is_empty: reader.seen == 0,
        are_several: reader.again != 0 || reader.seen.count_ones() > 1,
    }
}
