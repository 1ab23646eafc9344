//! Errors of a provider's own that end a grant.

use crate::profile::profile::Profile;
use crate::text::words::{Words, split};

impl<'a> Profile<'a> {
    /// Errors, with their `error_description`, that end a grant as `invalid_grant` does:
    /// `invalid_request=InvalidGrantCode`, a line each. Without a description any ends it.
    #[must_use]
    pub const fn ends_on(mut self, errors: &'a str) -> Self {
        self.ends_on = errors;
        self.is_listed = Some(is_listed);
        self
    }
}

fn is_listed(list: &str, error: &[u8], description: &[u8]) -> bool {
    Words::new(list, b'\n').any(|line| {
        let (listed, described) = split(line, b'=');
        listed == error && (described.is_empty() || described == description)
    })
}
