//! Errors of a provider's own shape, read as those of RFC 6749.

use crate::json::facts::{NUMBER, OBJECT, SAYS, STRING};
use crate::json::path::{self, Found};
use crate::json::reader::Members;
use crate::json::text::{Layer, Text, inside_a_string};
use crate::json::unescape::unescape;
use crate::oauth::located_response::{ERROR, ERROR_DESCRIPTION, ERROR_NUMBER, LocatedResponse};
use crate::profile::apply_shapes::apply_shapes;
use crate::profile::profile::{ErrorReader, Fit, Profile};
use crate::profile::shape::{ErrorShape, Shapes, is_none};
use crate::text::span::Span;

impl<'a> Profile<'a> {
    /// Shapes of the provider's own errors, each member by its name or by its path: `errors/0/code` is in the
    /// first item of an array. Shapes are tried in order, first at the top of the response, then in the
    /// envelope. One fits if its code or its description says something: a string that is not empty, or
    /// a number other than 0. One that has no code fits if its number does.
    ///
    /// - They are read at any status where the response has no `access_token`: some providers report
    ///   errors with status 200.
    /// - An `error` that is a string stays the code. A shape without a code adds its description and its
    ///   number to it.
    ///
    /// # Example
    /// ```
    /// use grantlet::{ErrorShape, Profile, TokenError};
    /// const ACME: Profile<'_> = Profile::RFC6749.errors(&[
    ///     ErrorShape::new("reason").description("message").inside_error(),
    ///     ErrorShape::new("errorCode").description("text"),
    /// ]);
    /// let mut body = *br#"{"errorCode":"E17","text":"try later"}"#;
    /// let Err(TokenError::Server { error, .. }) = ACME.token(503, &mut body) else { panic!() };
    /// assert_eq!(error.text(&body).unwrap().error.unwrap().as_str(), "E17");
    /// ```
    #[must_use]
    pub const fn errors(self, shapes: &'a [ErrorShape<'a>]) -> Self {
        self.with_errors(Shapes::Slice(shapes))
    }

    pub(crate) const fn with_errors(mut self, shapes: Shapes<'a>) -> Self {
        self.errors = shapes;
        if !self.form_response {
            self.read_errors = Some(ErrorReader { fits, find });
            self.apply_shapes = Some(apply_shapes);
        }
        self
    }
}

/// Where a response has one of the shapes.
pub(crate) fn fits(shapes: &Shapes<'_>, body: &[u8], envelope: Span, layer: Option<Layer>) -> Fit {
    let mut found = Members::default();
    let root = Text::document(body);
    if find_in(shapes, &root, Where::Top, &mut found) {
        Fit::Top
    } else if find_in(shapes, &root.inside(envelope, layer), Where::Top, &mut found) {
        Fit::Envelope
    } else {
        Fit::None
    }
}

/// What a shape is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Where {
    /// A document without an `error`.
    Top,
    /// The object that is the `error`.
    Inside,
    /// A document whose `error` is a string.
    Beside,
}

/// As [`find_shape`], in JSON.
#[inline(never)]
fn find_in(shapes: &Shapes<'_>, document: &Text<'_>, place: Where, found: &mut Members) -> bool {
    find_shape(shapes, place, found, |name| path::find(document, OBJECT, name))
}

/// Finds the members of the first shape that fits, in the order of [`ErrorShape`], by what looks for one.
#[inline(always)]
pub(crate) fn find_shape(
    shapes: &Shapes<'_>,
    place: Where,
    found: &mut Members,
    value_of: impl Fn(&[u8]) -> Found,
) -> bool {
    let mut shapes = *shapes;
    while let Some(shape) = shapes.next_shape() {
        let mut names = shape.names;
        *found = Members::default();
        if shape.is_inside != (place == Where::Inside) {
            continue;
        }
        let (mut index, mut given) = (0, 0);
        while let Some(name) = names.next_name() {
            let is_named = !is_none(name);
            given |= u32::from(is_named) << index;
            let value = if is_named { value_of(name) } else { Found::default() };
            // Else it says nothing, or is neither a string nor a number.
            if value.facts & SAYS != 0 && value.facts & (STRING | NUMBER) != 0 {
                found.set(index, value.span, value.facts);
            }
            index = index.wrapping_add(1);
        }
        // Without a code the number decides: a success has a description too.
        let has_code = given & 1 != 0;
        let decides = match given & 0b101 {
            0b100 => found.facts(2),
            _ => found.facts(0) | found.facts(1),
        };
        if decides != 0 && !(has_code && place == Where::Beside) {
            return true;
        }
    }
    false
}

/// Sets the members of RFC 6749 to those of the shape that fits. If none fits, `error` is unchanged.
pub(crate) fn find(
    shapes: &Shapes<'_>,
    located: &mut LocatedResponse,
    body: &mut [u8],
    envelope: Span,
) {
    let (mut error, facts) = (located.span(ERROR), located.members.facts(ERROR));
    let mut found = Members::default();
    let mut place = if facts == 0 { Where::Top } else { Where::Inside };
    if facts & STRING != 0 {
        let content = Text::document(body).inside(error, Some(inside_a_string));
        if find_in(shapes, &content, Where::Inside, &mut found) {
            unescape(body, &mut error);
        } else {
            place = Where::Beside;
        }
    }
    let root = Text::document(body);
    let inner = if place == Where::Inside { error } else { envelope };
    let fits = place != Where::Inside && find_in(shapes, &root, place, &mut found)
        || find_in(shapes, &root.inside(inner, None), place, &mut found);
    if fits {
        put(located, place, &found);
    }
}

/// Sets the members of RFC 6749 to those of a shape.
pub(crate) fn put(located: &mut LocatedResponse, place: Where, found: &Members) {
    let mut first = 0;
    if place == Where::Beside {
        first = 1;
    } else {
        *located = LocatedResponse::default();
    }
    for (from, to) in [ERROR, ERROR_DESCRIPTION, ERROR_NUMBER].into_iter().enumerate().skip(first) {
        // Each is unescaped in place, once.
        let span = found.span(from);
        let is_there = !span.is_empty() && located.members.spans.contains(&span);
        if !is_there && (place != Where::Beside || found.facts(from) != 0) {
            located.set(to, span, found.facts(from));
        }
    }
}
