//! What a status and a server's error mean for what comes next: one rule for refreshes, for sessions and
//! for devices that poll.

use crate::oauth::verdict::{Class, Verdict};
use crate::text::words::Words;

/// What comes next after a response that is no token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The user has not decided yet.
    Pending,
    /// The same, and the client polls too often.
    SlowDown,
    /// The device's code has ended.
    Expired,
    /// The user refused.
    Denied,
    /// The server or a proxy is overloaded or broken: nothing was decided.
    TryLater,
    /// The user must log in again.
    NeedsLogin,
    /// Anything else that the server decided, and that does not pass by itself.
    Refused,
    /// The response cannot be read: perhaps a token was issued and is lost.
    Unreadable,
}

/// The errors that mean the same at every status, in the order of `MEANINGS`.
const ERRORS: &str = "authorization_pending slow_down expired_token access_denied server_error \
                      temporarily_unavailable use_dpop_nonce login_required interaction_required consent_required";
const MEANINGS: [Outcome; 10] = [
    Outcome::Pending,
    Outcome::SlowDown,
    Outcome::Expired,
    Outcome::Denied,
    Outcome::TryLater,
    Outcome::TryLater,
    Outcome::TryLater,
    Outcome::NeedsLogin,
    Outcome::NeedsLogin,
    Outcome::NeedsLogin,
];

impl Outcome {
    /// What a response means. `error` is the value of its member `error`.
    pub(crate) fn of(verdict: Verdict, status: u16, error: &[u8]) -> Self {
        let named = match verdict.class {
            Class::Server => Words::new(ERRORS, b' ').position(|word| word == error),
            Class::Status => None,
            _ => return Self::Unreadable,
        };
        let by_status = if decides(status) { Self::Refused } else { Self::TryLater };
        named.and_then(|index| MEANINGS.get(index)).copied().unwrap_or(by_status)
    }
}

/// Whether a response with this status is the server's decision. A proxy or an overloaded server sends
/// the others.
pub(crate) fn decides(status: u16) -> bool {
    matches!(status / 100, 2 | 4) && !matches!(status, 408 | 425 | 429)
}
