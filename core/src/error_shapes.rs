//! Errors of a provider's own shape, read as those of RFC 6749.

use crate::answer::{ERROR, ERROR_DESCRIPTION, ERROR_NUMBER, ERROR_URI, Reading};
use crate::cursor::inside_a_string;
use crate::escape::settle;
use crate::json::{Found, Json, Members, content};
use crate::profile::{ErrorReader, Profile};
use crate::words::Words;

impl<'a> Profile<'a> {
    /// Where the provider's own errors keep what RFC 6749 calls `error` and `error_description`,
    /// and a number beside them where there is one: the names of two or three members, with a
    /// comma between each two shapes, which are tried in order. A shape fits where one of the
    /// first two is there, as a string or a number.
    ///
    /// Members at the top of an answer are read where its status is not 2xx. `error/` before a
    /// shape stands for members of the object, or of the JSON text in a string, that is `error`.
    ///
    /// # Example
    /// ```
    /// use grantlet::{response, Profile, TokenError};
    /// const ACME: Profile<'_> = Profile::RFC6749.errors("error/reason message,errorCode text");
    /// let mut body = *br#"{"errorCode":"E17","text":"try later"}"#;
    /// let Err(TokenError::Server { error, .. }) = response(&ACME, 503, &mut body) else { panic!() };
    /// assert_eq!(error.error.unwrap().as_str(), "E17");
    /// ```
    #[must_use]
    pub const fn errors(mut self, shapes: &'a str) -> Self {
        self.errors = shapes;
        self.read_errors = Some(ErrorReader { fits, find });
        self
    }
}

/// `error`, `error_description` and a number.
type Shaped = [Found; 3];

/// Whether a document is one of the shapes that stand at the top.
fn fits(shapes: &str, document: &Json<'_>) -> bool {
    shaped(shapes, document, false).is_some()
}

/// The first shape that fits a document.
fn shaped(shapes: &str, document: &Json<'_>, inside_error: bool) -> Option<Shaped> {
    Words::new(shapes, b',').find_map(|shape| {
        let (names, inside) = match shape.strip_prefix(b"error/") {
            Some(names) => (names, true),
            None => (shape, false),
        };
        if inside != inside_error {
            return None;
        }
        let names = Words::of(names, b' ');
        let mut members = Members::default();
        document.find(&|name| names.clone().position(|word| word == name), &mut members).ok()?;
        let found = [0, 1, 2].map(|index| text(document, members.get(index)));
        let [error, description, _] = found;
        (error.is_there() || description.is_there()).then_some(found)
    })
}

/// The value, if it can be shown as text: a string or a number, not empty.
fn text(document: &Json<'_>, value: Found) -> Found {
    let shown = value.is_number() || value.is_string() && !document.is_empty(value);
    if shown { value } else { Found::default() }
}

/// Puts the shape that fits where the members of RFC 6749 stand. An `error` that is a string stays
/// where no shape fits what is in it; one that is neither is no text.
fn find(shapes: &str, reading: &mut Reading<'_>, body: &mut [u8]) {
    let mut error = reading.answer.found(ERROR);
    let document = Json::document(body);
    let found = if !error.is_there() {
        shaped(shapes, &document, false)
    } else if error.is_string() {
        let inside = document.inside(content(error.place), Some(inside_a_string));
        if content(error.place).is_empty() || shaped(shapes, &inside, true).is_none() {
            return;
        }
        error = Found { place: settle(body, error.place, b'\\', b' '), kind: b'{' };
        shaped(shapes, &Json::document(body).inside(error.place, None), true)
    } else if error.kind == b'{' {
        shaped(shapes, &document.inside(error.place, None), true)
    } else {
        None
    };
    let [error, description, number] = found.unwrap_or_default();
    reading.answer.set(ERROR, error);
    reading.answer.set(ERROR_DESCRIPTION, description);
    reading.answer.set(ERROR_URI, Found::default());
    reading.answer.set(ERROR_NUMBER, number);
}
