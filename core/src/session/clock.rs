//! A session's clock: it never goes back, and counts wall time once that is reported.

/// The time left of what never ends.
pub(crate) const NEVER: u64 = u64::MAX;
/// A moment of wall time that is not known.
pub(crate) const UNKNOWN: i64 = i64::MIN;

/// Milliseconds that have passed by the caller's clock, however that jumps.
pub(crate) struct Clock {
    /// The time of the caller's clock when it was last read, and the time of this one then.
    read_at: u64,
    now: u64,
    /// Wall time where this clock starts, in seconds since 1970.
    wall: i64,
    knows_wall_time: bool,
    /// Whether the wall time was reported since the clock last jumped.
    is_sure: bool,
}

impl Clock {
    pub(crate) const fn new() -> Self {
        Self { read_at: 0, now: 0, wall: 0, knows_wall_time: false, is_sure: false }
    }

    pub(crate) const fn now(&self) -> u64 {
        self.now
    }

    /// The time of the caller's clock when it was last read.
    pub(crate) const fn read_at(&self) -> u64 {
        self.read_at
    }

    /// Returns the time that has passed since the caller's clock was last read; 0 if the clock went back.
    pub(crate) fn tick(&mut self, now: u64) -> u64 {
        // Longer than any device runs. Without this limit one jump of the caller's clock to `u64::MAX` would leave
        // this one at its highest value; with it, that takes 65 000 such jumps.
        const LONGEST: u64 = 1 << 48;
        // After a longer sleep the wall time must be reported again.
        const JUMP: u64 = 3_600_000;
        let mut passed = now.wrapping_sub(self.read_at);
        if now < self.read_at {
            (passed, self.is_sure) = (0, false);
        }
        if passed > JUMP {
            (passed, self.is_sure) = (passed.min(LONGEST), false);
        }
        self.read_at = now;
        self.now = self.now.wrapping_add(passed);
        passed
    }

    /// Sets the wall time. Returns whether it is the first report, or agrees with the last to ten minutes.
    /// Otherwise one of the two was wrong.
    pub(crate) fn set_wall_time(&mut self, seconds: i64) -> bool {
        let agrees = matches!(self.until(seconds), -600..=600);
        self.is_sure = !self.knows_wall_time || agrees;
        self.knows_wall_time = true;
        self.wall = seconds.saturating_sub_unsigned(whole_seconds(self.now));
        self.is_sure
    }

    /// Whether a moment of wall time has passed for sure: the wall time was reported since the clock last jumped.
    /// A moment more than a year ago does not count: it or the wall time is likely from a wrong clock.
    pub(crate) fn is_surely_past(&self, moment: i64) -> bool {
        const YEAR_AGO: i64 = -31_536_000;
        self.is_sure && matches!(self.until(moment), YEAR_AGO..=-1)
    }

    pub(crate) const fn knows_wall_time(&self) -> bool {
        self.knows_wall_time
    }

    /// Wall time, where it is known.
    pub(crate) fn seconds(&self) -> i64 {
        self.seconds_in(0)
    }

    /// Wall time in so many seconds, where it is known.
    #[inline(never)]
    pub(crate) fn seconds_in(&self, seconds: u64) -> i64 {
        self.wall.saturating_add_unsigned(whole_seconds(self.now).wrapping_add(seconds))
    }

    /// Seconds until a moment of wall time, which is known.
    #[inline(never)]
    pub(crate) fn until(&self, moment: i64) -> i64 {
        moment.saturating_sub(self.seconds())
    }

    /// Seconds until a moment of wall time: 0 where it has passed, or where wall time is not known.
    #[inline(never)]
    pub(crate) fn seconds_until(&self, moment: i64) -> u32 {
        let left = if self.knows_wall_time { self.until(moment).max(0) } else { 0 };
        u32::try_from(left).unwrap_or(u32::MAX)
    }
}

/// `left` minus `passed`, at least 0; [`NEVER`] stays.
#[inline(never)]
pub(crate) fn less(left: u64, passed: u64) -> u64 {
    if left == NEVER { NEVER } else { left.saturating_sub(passed) }
}

/// Milliseconds in whole seconds, by divisions of 32 bits: one of 64 bits would link 880 bytes on M4.
#[inline(never)]
#[allow(clippy::cast_possible_truncation)]
pub(crate) fn whole_seconds(milliseconds: u64) -> u64 {
    let (high, low) = ((milliseconds >> 32) as u32, milliseconds as u32);
    // Each remainder is below 1000, and each quotient behind the first below 65 536.
    let middle = ((high % 1000) << 16) | low >> 16;
    let last = ((middle % 1000) << 16) | low & 0xFFFF;
    u64::from(high / 1000) << 32 | u64::from(((middle / 1000) << 16) | (last / 1000))
}
