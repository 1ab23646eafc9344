//! Errors of a provider's own that end a grant.

use crate::profile::profile::Profile;
use crate::text::list::PairList;

impl<'a> Profile<'a> {
    /// Errors that end a grant as `invalid_grant` does (RFC 6749, section 5.2): each an `error` with its
    /// `error_description`. With an empty description, any ends it.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Profile, TokenError};
    /// const ACME: Profile<'_> =
    ///     Profile::RFC6749.ends_on(&[("invalid_request", "Code is spent"), ("session_over", "")]);
    /// let mut body = *br#"{"error":"session_over","error_description":"log in again"}"#;
    /// let Err(TokenError::Server { error, .. }) = ACME.token(400, &mut body) else { panic!() };
    /// assert!(error.ends_grant());
    /// ```
    #[must_use]
    pub const fn ends_on(self, errors: &'a [(&'a str, &'a str)]) -> Self {
        self.with_ends_on(PairList::Slice(errors))
    }

    pub(crate) const fn with_ends_on(mut self, errors: PairList<'a>) -> Self {
        self.ends_on = errors;
        self.is_listed = Some(is_listed);
        self
    }
}

fn is_listed(errors: &PairList<'_>, error: &[u8], description: &[u8]) -> bool {
    let mut errors = *errors;
    while let Some(listed) = errors.next_pair() {
        let described = listed.value.unwrap_or_default();
        if listed.name == error && (described.is_empty() || described == description) {
            return true;
        }
    }
    false
}
