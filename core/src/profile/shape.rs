//! Shapes of a provider's own errors.

use crate::list::{ENTRY, List, PART};
use crate::text::words::{cut, is_same};

/// Where a provider's own error keeps what RFC 6749, section 5.2, calls `error` and
/// `error_description`, and perhaps a number. See
/// [`Profile::errors`](crate::Profile::errors).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorShape<'a> {
    is_inside: bool,
    /// Of `error`, `error_description` and the number.
    names: [&'a str; 3],
}

impl<'a> ErrorShape<'a> {
    /// An error whose code is this member of the response.
    #[must_use]
    pub const fn new(code: &'a str) -> Self {
        Self { is_inside: false, names: [code, "", ""] }
    }

    /// An error that has a number and no code: it is one if the number is not 0. Beside an `error` that is a
    /// string it adds its number and its description.
    ///
    /// # Example
    /// ```
    /// use grantlet::{ErrorShape, Profile, TokenError};
    /// const LOCK: Profile<'_> = Profile::RFC6749
    ///     .errors(&[ErrorShape::numbered("errcode").description("errmsg")])
    ///     .ends_on(&[("10004", "")]);
    /// let mut body = *br#"{"errcode":10004,"errmsg":"invalid grant"}"#;
    /// let Err(TokenError::Server { error, .. }) = LOCK.token(200, &mut body) else { panic!() };
    /// assert!(error.ends_grant());
    /// ```
    #[must_use]
    pub const fn numbered(number: &'a str) -> Self {
        Self { is_inside: false, names: ["", "", number] }
    }

    /// The member that is read as `error_description`.
    #[must_use]
    pub const fn description(self, name: &'a str) -> Self {
        let Self { is_inside, names: [code, _, number] } = self;
        Self { is_inside, names: [code, name, number] }
    }

    /// The member that is read as [`ErrorText::error_number`](crate::ErrorText::error_number): a
    /// string or a number.
    #[must_use]
    pub const fn number(self, name: &'a str) -> Self {
        let Self { is_inside, names: [code, description, _] } = self;
        Self { is_inside, names: [code, description, name] }
    }

    /// The members are those of the object, or of the JSON in a string, that is the response's `error`.
    #[must_use]
    pub const fn inside_error(self) -> Self {
        Self { is_inside: true, ..self }
    }
}

/// Starts a shape from JavaScript whose members are inside `error`.
const INSIDE: u8 = 0x1D;

/// Whether a shape has no member here: a string writes it as `-`.
pub(crate) const fn is_none(name: &[u8]) -> bool {
    matches!(name, [] | [b'-'])
}

/// The error shapes of a profile, or what is left of them while they are read.
#[derive(Clone, Copy)]
pub(crate) enum Shapes<'a> {
    /// Shapes with a separator between each two: a comma, or [`ENTRY`] in a string from JavaScript.
    Text {
        rest: Option<&'a [u8]>,
        separator: u8,
    },
    Slice(&'a [ErrorShape<'a>]),
}

/// A shape while it is read.
#[derive(Clone, Copy)]
pub(crate) struct Shape<'a> {
    pub(crate) is_inside: bool,
    pub(crate) names: List<'a>,
}

impl<'a> Shapes<'a> {
    pub(crate) const EMPTY: Self = Self::Slice(&[]);

    /// Shapes in a string: names with a space between each two, `error/` before those inside `error`.
    /// From JavaScript: names with [`PART`] between each two, [`INSIDE`] before those inside `error`.
    pub(crate) const fn text(shapes: &'a str, separator: u8) -> Self {
        if shapes.is_empty() {
            return Self::EMPTY;
        }
        Self::Text { rest: Some(shapes.as_bytes()), separator }
    }

    /// Takes the first shape, also at compile time.
    #[inline(never)]
    pub(crate) const fn next_shape(&mut self) -> Option<Shape<'a>> {
        match self {
            Self::Slice(shapes) => {
                let [shape, rest @ ..] = *shapes else { return None };
                *shapes = rest;
                Some(Shape { is_inside: shape.is_inside, names: List::Names(&shape.names) })
            }
            Self::Text { rest, separator } => {
                let Some(shapes) = *rest else { return None };
                let (mut shape, others) = cut(shapes, *separator);
                *rest = others;
                if *separator == ENTRY {
                    let (is_inside, rest) = match shape {
                        [INSIDE, names @ ..] => (true, names),
                        names => (false, names),
                    };
                    return Some(Shape { is_inside, names: List::names(rest, PART) });
                }
                while let [b' ', trimmed @ ..] = shape {
                    shape = trimmed;
                }
                let (first, inside) = cut(shape, b'/');
                let (is_inside, rest) = match inside {
                    Some(inside) if is_same(first, b"error") => (true, inside),
                    _ => (false, shape),
                };
                Some(Shape { is_inside, names: List::names(rest, b' ') })
            }
        }
    }
}
