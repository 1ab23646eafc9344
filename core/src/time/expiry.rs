//! When a token ends, on a clock that the caller reads: monotonic milliseconds.

/// What a token's lifetime says at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Use the token.
    Fresh,
    /// The token still holds, and it is time to refresh it.
    RefreshDue,
    /// The token has ended.
    Expired,
    /// The server did not say. Not "never": use the token, and refresh at the first 401.
    Unknown,
}

/// The end of an access token's life, anchored at the moment its request started, so that the
/// time on the wire makes it end early and never late.
///
/// Moments are `u64` milliseconds of a clock that does not jump: time since boot, or
/// `performance.now()`. All arithmetic saturates and holds for all of `u64`.
///
/// # Example
/// ```
/// use grantlet::{Expiry, Life};
/// let expiry = Expiry::new(5_000, Some(3600));
/// assert_eq!(expiry.expires_at(), Some(3_605_000));
/// assert_eq!(expiry.life(6_000, 60_000), Life::Fresh);
/// assert_eq!(expiry.life(3_545_000, 60_000), Life::RefreshDue);
/// assert_eq!(expiry.life(3_605_000, 60_000), Life::Expired);
/// assert_eq!(Expiry::new(5_000, None).life(6_000, 60_000), Life::Unknown);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    requested_at: u64,
    lifetime: Option<u32>,
}

impl Expiry {
    /// `requested_at` in milliseconds, read before the request was sent; `expires_in` in seconds,
    /// as [`TokenResponse::expires_in`](crate::TokenResponse) has it.
    pub const fn new(requested_at: u64, expires_in: Option<u32>) -> Self {
        Self { requested_at, lifetime: expires_in }
    }

    /// The moment of expiry in milliseconds, none where it is unknown.
    pub const fn expires_at(self) -> Option<u64> {
        self.refresh_at(0)
    }

    /// The moment to refresh, `leeway` milliseconds before the end. A leeway of more than half
    /// the lifetime counts as half, so that a short-lived token is not refreshed over and over.
    pub const fn refresh_at(self, leeway: u64) -> Option<u64> {
        let Some(seconds) = self.lifetime else {
            return None;
        };
        let lifetime = milliseconds(seconds);
        let end = self.requested_at.saturating_add(lifetime);
        Some(end.saturating_sub(at_most_half(leeway, lifetime)))
    }

    /// What to do with the token at `now`; both in milliseconds.
    pub const fn life(self, now: u64, leeway: u64) -> Life {
        let Some(seconds) = self.lifetime else {
            return Life::Unknown;
        };
        let lifetime = milliseconds(seconds);
        match self.requested_at.saturating_add(lifetime).saturating_sub(now) {
            0 => Life::Expired,
            left if left > at_most_half(leeway, lifetime) => Life::Fresh,
            _ => Life::RefreshDue,
        }
    }

    /// Whether the token has ended, or ends within `leeway` milliseconds of `now`, a long leeway
    /// counting as in [`refresh_at`](Self::refresh_at). False where the end is unknown.
    pub const fn is_expired(self, now: u64, leeway: u64) -> bool {
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

/// Milliseconds since boot in 64 bits, from a counter that wraps at 32.
///
/// The counter must be read at least once in 49.7 days, and by one reader. Sleep that stops the
/// counter is the caller's to add.
///
/// # Example
/// ```
/// let mut uptime = grantlet::Uptime::new();
/// assert_eq!(uptime.extend(u32::MAX), 0xFFFF_FFFF);
/// assert_eq!(uptime.extend(3), 0x1_0000_0003);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uptime {
    now: u64,
}

impl Uptime {
    /// Starts at zero: the first reading counts in full.
    pub const fn new() -> Self {
        Self { now: 0 }
    }

    /// Goes on from a time that was kept.
    pub const fn since(now: u64) -> Self {
        Self { now }
    }

    /// Takes the counter's reading and returns the time since boot in milliseconds.
    #[allow(clippy::cast_possible_truncation)]
    pub const fn extend(&mut self, ticks: u32) -> u64 {
        let passed = ticks.wrapping_sub(self.now as u32);
        self.now = self.now.saturating_add(passed as u64);
        self.now
    }
}
