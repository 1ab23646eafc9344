//! What a provider's own errors mean: that a grant has ended, or that nothing was decided.

use crate::list::List;
use crate::oauth::located_response::{ERROR, ERROR_DESCRIPTION, ERROR_NUMBER, LocatedResponse};
use crate::profile::profile::Profile;

impl<'a> Profile<'a> {
    /// Errors that end a grant as `invalid_grant` does (RFC 6749, section 5.2): each an `error`, or the number
    /// beside it, with its `error_description`. With an empty description, any ends it.
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
        self.with_ends_on(List::Pairs(errors))
    }

    pub(crate) const fn with_ends_on(mut self, errors: List<'a>) -> Self {
        self.ends_on = errors;
        self.meaning = Some(meaning);
        self
    }
}

impl<'a> Profile<'a> {
    /// Errors that decide nothing, as [`ends_on`](Self::ends_on) lists those that end a grant: a session tries
    /// again later, and a device goes on polling. It wins over one that ends the grant: list an error
    /// with a description here, where the others of its name end the grant. The reverse is a fault that
    /// [`check`](Self::check) finds.
    ///
    /// # Example
    /// ```
    /// use grantlet::{ErrorShape, Failure, Profile};
    /// const LOCK: Profile<'_> = Profile::RFC6749
    ///     .errors(&[ErrorShape::numbered("errcode").description("errmsg")])
    ///     .retry_on(&[("30006", "")]);
    /// let mut body = *br#"{"errcode":30006,"errmsg":"too many requests"}"#;
    /// let error = LOCK.token(200, &mut body).unwrap_err();
    /// assert_eq!(Failure::of(&error), Failure::TryLater);
    /// ```
    #[must_use]
    pub const fn retry_on(self, errors: &'a [(&'a str, &'a str)]) -> Self {
        self.with_retry_on(List::Pairs(errors))
    }

    pub(crate) const fn with_retry_on(mut self, errors: List<'a>) -> Self {
        self.retry_on = errors;
        self.meaning = Some(meaning);
        self
    }
}

/// The bit of an error that decides nothing.
pub(crate) const RETRIES: u8 = 1 << 1;

/// The meaning of an error by the lists: the first bit of one that ends the grant, and [`RETRIES`].
fn meaning(profile: &Profile<'_>, located: &LocatedResponse, body: &[u8]) -> u8 {
    let ends = is_listed(&profile.ends_on, located, body);
    let retries = is_listed(&profile.retry_on, located, body);
    u8::from(ends) | u8::from(retries) << 1
}

#[inline(never)]
fn is_listed(errors: &List<'_>, located: &LocatedResponse, body: &[u8]) -> bool {
    let is = |listed: &[u8], index| located.span(index).of(body) == listed;
    let mut errors = *errors;
    while let Some(listed) = errors.next_pair() {
        let described = listed.value.unwrap_or_default();
        let is_it = is(listed.name, ERROR) || is(listed.name, ERROR_NUMBER);
        if is_it && (described.is_empty() || is(described, ERROR_DESCRIPTION)) {
            return true;
        }
    }
    false
}
