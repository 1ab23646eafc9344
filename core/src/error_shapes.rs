//! Errors of a provider's own shape, read as those of RFC 6749.

use crate::answer::{Answer, ERROR, ERROR_DESCRIPTION, ERROR_NUMBER, Reading};
use crate::cursor::inside_a_string;
use crate::escape::settle;
use crate::json::{Found, Json, MOST, Members, content};
use crate::profile::{ErrorReader, Profile};
use crate::words::{Words, after};

impl<'a> Profile<'a> {
    /// Where the provider's own errors keep what RFC 6749 calls `error` and `error_description`,
    /// and a number beside them where there is one: the names of two or three members, with a
    /// comma between each two shapes, which are tried in order. A shape fits where one of the
    /// first two says something: a string that is not empty, or a number other than 0.
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

/// Whether a document is one of the shapes that stand at the top.
fn fits(shapes: &str, document: &Json<'_>) -> bool {
    shaped(shapes, document, false, &mut Members::default())
}

/// Finds the members of the first shape that fits a document: what stands for `error`, for
/// `error_description` and for a number.
fn shaped(shapes: &str, document: &Json<'_>, inside_error: bool, found: &mut Members) -> bool {
    Words::new(shapes, b',').any(|shape| {
        let shape = shape.trim_ascii_start();
        let (names, inside) = match after(shape, b"error/") {
            Some(names) => (names, true),
            None => (shape, false),
        };
        let names = Words::of(names, b' ');
        let index_of = |name: &[u8]| names.clone().position(|word| word == name).unwrap_or(MOST);
        *found = Members::default();
        if inside != inside_error || document.find(&index_of, found).is_err() {
            return false;
        }
        for index in 0..3 {
            let value = found.get(index);
            let text = value.is_number() || value.is_string();
            if !text || !document.says_something(value) {
                // It cannot be shown as text, or is one that says nothing.
                found.set(index, Found::default());
            }
        }
        found.get(0).is_there() || found.get(1).is_there()
    })
}

/// Puts the shape that fits where the members of RFC 6749 stand. An `error` stays where no shape fits
/// what is in it.
fn find(shapes: &str, reading: &mut Reading<'_>, body: &mut [u8]) {
    let mut error = reading.answer.found(ERROR);
    let inside = error.is_there();
    let mut found = Members::default();
    if error.is_string() {
        let content = Json::document(body).inside(content(error.place), Some(inside_a_string));
        if !shaped(shapes, &content, true, &mut found) {
            return;
        }
        settle(body, &mut error.place, b'\\', b' ');
    }
    let root = Json::document(body);
    let document = if inside { root.inside(error.place, None) } else { root };
    if shaped(shapes, &document, inside, &mut found) {
        *reading.answer = Answer::default();
        for (from, to) in [ERROR, ERROR_DESCRIPTION, ERROR_NUMBER].into_iter().enumerate() {
            reading.answer.set(to, found.get(from));
        }
    }
}
