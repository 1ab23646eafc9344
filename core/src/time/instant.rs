//! Moments: time since boot in milliseconds, wall time in seconds.

use core::time::Duration;

/// A moment on a monotonic clock, in milliseconds since some fixed start: the time since boot, or a
/// browser's `performance.now()`.
///
/// A clock of wall time that can be set is not one. All arithmetic saturates.
///
/// # Example
/// ```
/// use core::time::Duration;
/// use grantlet::Uptime;
/// let now = Uptime::from_millis(5_000);
/// assert_eq!(Uptime::from(Duration::from_secs(5)), now);
/// assert_eq!(now.saturating_add(Duration::from_millis(20)).as_millis(), 5_020);
/// assert_eq!(Uptime::from_millis(7_000).since(now), Duration::from_secs(2));
/// assert_eq!(now.since(Uptime::from_millis(7_000)), Duration::ZERO);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Uptime(u64);

impl Uptime {
    /// The start of the clock.
    pub const ZERO: Self = Self(0);
    /// The last moment.
    pub const MAX: Self = Self(u64::MAX);

    /// So many milliseconds since the start.
    pub const fn from_millis(milliseconds: u64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since the start.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The time from an earlier moment to this one, zero where `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// The moment so much later, at most [`MAX`](Self::MAX). Fractions of a millisecond are dropped.
    #[must_use]
    pub fn saturating_add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(Self::from(duration).0))
    }
}

/// Fractions of a millisecond are dropped; what is longer than [`Uptime::MAX`] becomes that.
impl From<Duration> for Uptime {
    fn from(since_start: Duration) -> Self {
        Self(u64::try_from(since_start.as_millis()).unwrap_or(u64::MAX))
    }
}

impl From<Uptime> for Duration {
    fn from(Uptime(milliseconds): Uptime) -> Self {
        Self::from_millis(milliseconds)
    }
}

/// A moment of wall time, in seconds since 1970-01-01T00:00:00Z, negative before.
///
/// # Example
/// ```
/// use std::time::{SystemTime, UNIX_EPOCH};
/// use grantlet::UnixTime;
/// let now: UnixTime = SystemTime::now().duration_since(UNIX_EPOCH)?.into();
/// assert!(now > UnixTime::from_secs(1_700_000_000));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct UnixTime(i64);

impl UnixTime {
    /// So many seconds since 1970.
    pub const fn from_secs(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970.
    pub const fn as_secs(self) -> i64 {
        self.0
    }
}

/// The time since 1970, at most `i64::MAX` seconds. Fractions of a second are dropped.
impl From<Duration> for UnixTime {
    fn from(since_1970: Duration) -> Self {
        Self(i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX))
    }
}

/// How a provider writes a moment of wall time:
/// [`Profile::expires_at`](crate::Profile::expires_at).
///
/// # Example
/// ```
/// use grantlet::{InstantFormat, Profile};
/// const ACME: Profile<'_> = Profile::RFC6749.expires_at("expiry", InstantFormat::UnixMilliseconds);
/// # let _ = ACME;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InstantFormat {
    /// Seconds since 1970, as a number or a string of digits. Before 1970 is 1970.
    UnixSeconds,
    /// Milliseconds since 1970, likewise; rounded down to seconds.
    UnixMilliseconds,
    /// A date and time as a string (RFC 3339, section 5.6), with or without a fraction, which is dropped.
    Rfc3339,
}

/// Extends a counter of milliseconds that wraps at 32 bits to an [`Uptime`].
///
/// Read the counter at least once in 49.7 days, in one place. Add the time of a sleep that stops the
/// counter.
///
/// # Example
/// ```
/// use grantlet::{Uptime, UptimeCounter};
/// let mut counter = UptimeCounter::new();
/// assert_eq!(counter.extend(u32::MAX), Uptime::from_millis(0xFFFF_FFFF));
/// assert_eq!(counter.extend(3), Uptime::from_millis(0x1_0000_0003));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UptimeCounter {
    now: u64,
}

impl UptimeCounter {
    /// Starts at zero: the first reading counts in full.
    pub const fn new() -> Self {
        Self { now: 0 }
    }

    /// Continues from a time that was kept.
    pub const fn since(now: Uptime) -> Self {
        Self { now: now.0 }
    }

    /// Takes the counter's reading in milliseconds and returns the time since boot.
    #[allow(clippy::cast_possible_truncation)]
    pub const fn extend(&mut self, ticks: u32) -> Uptime {
        let passed = ticks.wrapping_sub(self.now as u32);
        self.now = self.now.saturating_add(passed as u64);
        Uptime(self.now)
    }
}
