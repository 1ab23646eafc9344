//! When a token ends, on a monotonic clock that the caller reads.

use crate::time::instant::Uptime;

/// The state of a token's lifetime at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Use the token.
    Fresh,
    /// The token still holds, and it is time to refresh it.
    RefreshDue,
    /// The token has ended.
    Expired,
    /// The response had no lifetime. Not "never": use the token, and refresh at the first 401.
    Unknown,
}

/// The lifetime of a token in a response, for bindings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lifetime {
    /// Nothing.
    #[default]
    Unknown,
    /// It ends in so many seconds.
    In(u32),
    /// It ends at this moment, in seconds since 1970.
    At(i64),
}

impl Lifetime {
    /// `expires_in` wins.
    pub const fn of(expires_in: Option<u32>, expires_at: Option<i64>) -> Self {
        match (expires_in, expires_at) {
            (Some(seconds), _) => Self::In(seconds),
            (None, Some(moment)) => Self::At(moment),
            (None, None) => Self::Unknown,
        }
    }

    /// The seconds, if they are given.
    pub const fn expires_in(self) -> Option<u32> {
        match self {
            Self::In(seconds) => Some(seconds),
            _ => None,
        }
    }

    /// The moment, if it is given.
    pub const fn expires_at(self) -> Option<i64> {
        match self {
            Self::At(moment) => Some(moment),
            _ => None,
        }
    }

    /// Seconds from now on, if that is known; `wall_time` is that of now.
    pub fn seconds_from(self, wall_time: Option<i64>) -> Option<u32> {
        match (self, wall_time) {
            (Self::In(seconds), _) => Some(seconds),
            (Self::At(moment), Some(now)) => {
                Some(u32::try_from(moment.saturating_sub(now).max(0)).unwrap_or(u32::MAX))
            }
            _ => None,
        }
    }
}

/// The end of an access token's life, anchored at the moment its request started, so that the
/// time on the wire makes it end early and never late.
///
/// All arithmetic saturates and holds for every [`Uptime`].
///
/// # Example
/// ```
/// use grantlet::{Expiry, Life, Uptime};
/// let sent_at = Uptime::from_millis(5_000);
/// let expiry = Expiry::new(sent_at, Some(3600));
/// assert_eq!(expiry.expires_at(), Some(Uptime::from_millis(3_605_000)));
/// assert_eq!(expiry.life(Uptime::from_millis(6_000), 60_000), Life::Fresh);
/// assert_eq!(expiry.life(Uptime::from_millis(3_545_000), 60_000), Life::RefreshDue);
/// assert_eq!(expiry.life(Uptime::from_millis(3_605_000), 60_000), Life::Expired);
/// assert_eq!(Expiry::new(sent_at, None).life(sent_at, 60_000), Life::Unknown);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    requested_at: Uptime,
    lifetime: Option<u32>,
}

impl Expiry {
    /// `requested_at` is read before the request is sent; `expires_in` in seconds,
    /// as [`TokenResponse::expires_in`](crate::TokenResponse) has it.
    pub const fn new(requested_at: Uptime, expires_in: Option<u32>) -> Self {
        Self { requested_at, lifetime: expires_in }
    }

    /// The moment of expiry, none where it is unknown.
    pub const fn expires_at(self) -> Option<Uptime> {
        self.refresh_at(0)
    }

    /// The moment to refresh, `leeway` milliseconds before the end. A leeway of more than half
    /// the lifetime counts as half, so that a short-lived token is not refreshed over and over.
    pub const fn refresh_at(self, leeway: u64) -> Option<Uptime> {
        let Some(seconds) = self.lifetime else {
            return None;
        };
        let lifetime = milliseconds(seconds);
        let end = self.requested_at.as_millis().saturating_add(lifetime);
        Some(Uptime::from_millis(end.saturating_sub(at_most_half(leeway, lifetime))))
    }

    /// What to do with the token at `now`. `leeway` is in milliseconds.
    pub const fn life(self, now: Uptime, leeway: u64) -> Life {
        let Some(seconds) = self.lifetime else {
            return Life::Unknown;
        };
        let lifetime = milliseconds(seconds);
        let end = self.requested_at.as_millis().saturating_add(lifetime);
        match end.saturating_sub(now.as_millis()) {
            0 => Life::Expired,
            left if left > at_most_half(leeway, lifetime) => Life::Fresh,
            _ => Life::RefreshDue,
        }
    }

    /// Whether the token has ended, or ends within `leeway` milliseconds of `now`, a long leeway
    /// counting as in [`refresh_at`](Self::refresh_at). False where the end is unknown.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Expiry, Uptime};
    /// let expiry = Expiry::new(Uptime::from_millis(5_000), Some(3600));
    /// assert!(!expiry.is_expired(Uptime::from_millis(3_544_000), 60_000));
    /// assert!(expiry.is_expired(Uptime::from_millis(3_545_000), 60_000));
    /// ```
    pub const fn is_expired(self, now: Uptime, leeway: u64) -> bool {
        matches!(self.life(now, leeway), Life::RefreshDue | Life::Expired)
    }
}

/// A leeway, but half of a lifetime that is shorter than twice as long.
const fn at_most_half(leeway: u64, lifetime: u64) -> u64 {
    if leeway < lifetime / 2 { leeway } else { lifetime / 2 }
}

/// Seconds of 32 bits as milliseconds.
pub(crate) const fn milliseconds(seconds: u32) -> u64 {
    (seconds as u64).wrapping_mul(1000)
}
