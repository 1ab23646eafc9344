//! Errors of a provider's own shape, read as those of RFC 6749.

use crate::json::facts::{NUMBER, SAYS, STRING};
use crate::json::names::Names;
use crate::json::reader::{Members, ROOT, Read, Reader};
use crate::json::text::{Text, inside_a_string};
use crate::json::unescape::unescape;
use crate::oauth::located_response::{ERROR, ERROR_DESCRIPTION, ERROR_NUMBER, LocatedResponse};
use crate::profile::profile::{ErrorReader, Profile};
use crate::profile::shape::{ErrorShape, Shapes};
use crate::text::span::Span;

impl<'a> Profile<'a> {
    /// Shapes of the provider's own errors. They are tried in order; one fits if its code or its
    /// description says something: a string that is not empty, or a number other than 0.
    ///
    /// Members at the top of a response are read only if its status is not 2xx.
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
        self.read_errors = Some(ErrorReader { fits, find });
        self
    }
}

/// Whether a document has one of the shapes at the top.
fn fits(shapes: &Shapes<'_>, body: &[u8]) -> bool {
    find_shape(shapes, &Text::document(body), false, &mut Members::default())
}

/// Finds the members of the first shape that fits a document, in the order of [`ErrorShape`].
fn find_shape(
    shapes: &Shapes<'_>,
    document: &Text<'_>,
    is_inside: bool,
    found: &mut Members,
) -> bool {
    let mut shapes = *shapes;
    while let Some(shape) = shapes.next_shape() {
        *found = Members::default();
        let mut reader = Reader::new(document.clone(), ROOT, Names::listed(shape.names), found);
        if shape.is_inside != is_inside || reader.read() != Read::Whole {
            continue;
        }
        for index in 0..3 {
            let facts = found.facts(index);
            if facts & SAYS == 0 || facts & (STRING | NUMBER) == 0 {
                // Neither a string nor a number, or one that says nothing.
                found.set(index, Span::default(), 0);
            }
        }
        if found.facts(0) | found.facts(1) != 0 {
            return true;
        }
    }
    false
}

/// Sets the members of RFC 6749 to those of the shape that fits. If none fits, `error` is unchanged.
fn find(shapes: &Shapes<'_>, located: &mut LocatedResponse, body: &mut [u8]) {
    let (mut error, facts) = (located.span(ERROR), located.members.facts(ERROR));
    let mut found = Members::default();
    if facts & STRING != 0 {
        let content = Text::document(body).inside(error, Some(inside_a_string));
        if !find_shape(shapes, &content, true, &mut found) {
            return;
        }
        unescape(body, &mut error);
    }
    let root = Text::document(body);
    let document = if facts == 0 { root } else { root.inside(error, None) };
    if find_shape(shapes, &document, facts != 0, &mut found) {
        *located = LocatedResponse::default();
        for (from, to) in [ERROR, ERROR_DESCRIPTION, ERROR_NUMBER].into_iter().enumerate() {
            located.set(to, found.span(from), found.facts(from));
        }
    }
}
