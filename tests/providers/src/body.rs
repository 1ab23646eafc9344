//! What clients send: forms and their content types.

use std::collections::HashSet;

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

/// The parameters of a form body or of a query.
#[derive(Debug)]
pub(crate) struct Form {
    pairs: Vec<(String, String)>,
}

/// Why a body is not a form that a provider would read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FormError {
    /// The content type is another.
    NotAForm,
    /// A name occurs twice (RFC 6749 section 3.2).
    Duplicate,
}

impl FormError {
    /// For `error_description`.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::NotAForm => "the body is not application/x-www-form-urlencoded",
            Self::Duplicate => "a parameter occurs more than once",
        }
    }
}

impl Form {
    /// Reads a form body in which every name occurs once.
    pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, FormError> {
        if !is_content_type(headers, "application/x-www-form-urlencoded") {
            return Err(FormError::NotAForm);
        }
        let form = Self::parse(body);
        if form.has_duplicates() { Err(FormError::Duplicate) } else { Ok(form) }
    }

    /// Reads a query or a body without judging it.
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        Self { pairs: form_urlencoded::parse(encoded).into_owned().collect() }
    }

    /// Whether a name occurs twice.
    pub(crate) fn has_duplicates(&self) -> bool {
        let mut seen = HashSet::new();
        !self.pairs.iter().all(|(name, _)| seen.insert(name))
    }

    /// The first value of that name. An empty value counts as absent (RFC 6749 section 3.1).
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The only value of that name: absent where it occurs twice.
    pub(crate) fn only(&self, name: &str) -> Option<&str> {
        let count = self.pairs.iter().filter(|(key, _)| key == name).count();
        if count == 1 { self.get(name) } else { None }
    }

    /// All pairs, as sent.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
}

/// Whether the body is of this media type, whatever its parameters.
pub(crate) fn is_content_type(headers: &HeaderMap, media_type: &str) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case(media_type))
}
