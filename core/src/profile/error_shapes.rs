//! Errors of a provider's own shape, read as those of RFC 6749.

use crate::json::facts::{NUMBER, SAYS, STRING};
use crate::json::names::Names;
use crate::json::reader::{Members, ROOT, Read, Reader};
use crate::json::text::{Text, inside_a_string};
use crate::json::unescape::unescape;
use crate::oauth::answer::{Answer, ERROR, ERROR_DESCRIPTION, ERROR_NUMBER};
use crate::profile::profile::{ErrorReader, Profile};
use crate::text::span::Span;
use crate::text::words::Words;

/// What stands before a shape of members of `error`.
const INSIDE: &[u8] = b"error/";

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
    /// use grantlet::{Profile, TokenError};
    /// const ACME: Profile<'_> = Profile::RFC6749.errors("error/reason message,errorCode text");
    /// let mut body = *br#"{"errorCode":"E17","text":"try later"}"#;
    /// let Err(TokenError::Server { error, .. }) = ACME.token(503, &mut body) else { panic!() };
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
fn fits(shapes: &str, body: &[u8]) -> bool {
    shaped(shapes, &Text::document(body), false, &mut Members::default())
}

/// Finds the members of the first shape that fits a document: what stands for `error`, for
/// `error_description` and for a number.
fn shaped(shapes: &str, document: &Text<'_>, inside_error: bool, found: &mut Members) -> bool {
    Words::new(shapes, b',').any(|shape| {
        let shape = shape.trim_ascii_start();
        let inside = shape.starts_with(INSIDE);
        let names = if inside { shape.get(INSIDE.len()..).unwrap_or_default() } else { shape };
        *found = Members::default();
        let mut reader = Reader::new(document.clone(), ROOT, Names::words(names, b' '), found);
        if inside != inside_error || reader.read() != Read::Whole {
            return false;
        }
        for index in 0..3 {
            let facts = found.facts(index);
            if facts & SAYS == 0 || facts & (STRING | NUMBER) == 0 {
                // It cannot be shown as text, or is one that says nothing.
                found.set(index, Span::default(), 0);
            }
        }
        found.facts(0) | found.facts(1) != 0
    })
}

/// Puts the shape that fits where the members of RFC 6749 stand. An `error` stays where no shape fits
/// what is in it.
fn find(shapes: &str, answer: &mut Answer, body: &mut [u8]) {
    let (mut error, facts) = (answer.span(ERROR), answer.members.facts(ERROR));
    let mut found = Members::default();
    if facts & STRING != 0 {
        let content = Text::document(body).inside(error, Some(inside_a_string));
        if !shaped(shapes, &content, true, &mut found) {
            return;
        }
        unescape(body, &mut error);
    }
    let root = Text::document(body);
    let document = if facts == 0 { root } else { root.inside(error, None) };
    if shaped(shapes, &document, facts != 0, &mut found) {
        *answer = Answer::default();
        for (from, to) in [ERROR, ERROR_DESCRIPTION, ERROR_NUMBER].into_iter().enumerate() {
            answer.set(to, found.span(from), found.facts(from));
        }
    }
}
