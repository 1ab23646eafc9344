//! When it is time to refresh, and how long to wait.

use crate::session::backoff::{LEAST_PAUSE, after_failure, in_upper_half, mix, part_of};
use crate::session::clock::{NEVER, UNKNOWN, less, whole_seconds};
use crate::session::session::{Phase, Session};
use crate::session::settings::RefreshLifetime;
use crate::time::expiry::{Lifetime, milliseconds};

/// A token that lives for fewer seconds is short.
const SHORT: u32 = 30;
/// The longest that a token is returned beyond its life, in milliseconds, however long the pause is.
const LONGEST_HAND_OUT: u32 = 300_000;

impl Session<'_> {
    /// Advances the session to the caller's clock.
    #[inline(never)]
    pub(super) fn tick(&mut self, now: u64) {
        let passed = self.clock.tick(now);
        self.refresh_in = less(self.refresh_in, passed);
        self.ends_in = less(self.ends_in, passed);
        let passed = u32::try_from(passed).unwrap_or(u32::MAX);
        self.next_in = self.next_in.saturating_sub(passed);
        self.held_for = self.held_for.saturating_sub(passed);
    }

    /// How many milliseconds before the end of a lifetime in seconds a refresh is due.
    #[inline(never)]
    fn leeway(&self, lifetime: u32) -> u64 {
        let spread = part_of(self.spread, self.mix(0));
        let leeway = self.leeway.saturating_add(spread);
        leeway.min(lifetime.saturating_mul(500)).into()
    }

    #[inline(never)]
    fn mix(&self, attempt: u32) -> u32 {
        mix(self.seed, self.sequence, attempt)
    }

    /// Plans ahead: when the access token ends, and when it is time to refresh, which is before that,
    /// and before a sliding life is over.
    #[inline(never)]
    pub(super) fn plan(&mut self) {
        if self.is_restored || self.until != UNKNOWN && self.clock.knows_wall_time() {
            let left = self.clock.seconds_until(self.until);
            // A report of wall time does not make the leeway shorter.
            self.lifetime = self.lifetime.max(left);
            self.ends_in = milliseconds(left);
        }
        self.refresh_in = less(self.ends_in, self.leeway(self.lifetime));
        if let RefreshLifetime::Sliding(lifetime) = self.refresh_lifetime
            && self.deadline != UNKNOWN
            && self.clock.knows_wall_time()
            && self.arena.has_refresh_token()
        {
            let left = milliseconds(self.clock.seconds_until(self.deadline));
            self.refresh_in = self.refresh_in.min(less(left, self.leeway(lifetime)));
        }
    }

    /// Whether the access token is there and has not ended.
    #[inline(never)]
    pub(super) fn holds(&self) -> bool {
        self.arena.has_access_token() && (self.ends_in > 0 || self.held_for > 0)
    }

    /// Whether it is time for another access token.
    #[inline(never)]
    pub(super) fn is_due(&self) -> bool {
        !self.arena.has_access_token() || self.refresh_in == 0 && self.held_for == 0
    }

    pub(super) fn can_refresh(&self) -> bool {
        self.client_credentials || self.arena.has_refresh_token()
    }

    /// Sets the deadline of the refresh token to `lifetime` seconds from now.
    pub(super) fn set_deadline(&mut self, lifetime: u32) {
        // Not from when the request was sent: if the clock jumped since, the deadline would be too early.
        self.deadline = self.clock.seconds_in(lifetime.into());
        self.deadline_counts = true;
    }

    /// Starts the life of a new access token, whose request was sent `age` milliseconds ago. Waits for a record
    /// to be stored, if there is one to store.
    #[inline(never)]
    pub(super) fn token_received(&mut self, age: u64, lifetime: Lifetime, changed: bool) {
        (self.is_restored, self.lifetime) = (false, 0);
        (self.ends_in, self.until) = (NEVER, UNKNOWN);
        match lifetime {
            Lifetime::Unknown => {}
            Lifetime::In(seconds) => {
                self.lifetime = seconds;
                self.ends_in = less(milliseconds(seconds), age);
            }
            Lifetime::At(moment) => self.until = moment,
        }
        (self.held_for, self.in_doubt) = (0, false);
        self.store(changed || self.keeps_access_token());
        // The spread depends on the number of the record, which `store` has set.
        self.plan();
        let slides = self.refresh_lifetime;
        let is_short = self.ends_in != NEVER && self.lifetime < SHORT
            || matches!(slides, RefreshLifetime::Sliding(seconds) if seconds < SHORT)
            || self.is_due();
        self.is_long = !(is_short && self.arena.has_access_token());
        if !self.is_long {
            // Otherwise each response would cause the next request at once. The token is held for this pause: a
            // longer pause after a newer response does not extend it.
            let pause = self.wait_half(self.longest(self.attempt));
            self.held_for = pause.min(LONGEST_HAND_OUT);
        }
    }

    /// Waits for a record to be stored, if there is one to store.
    pub(super) fn store(&mut self, stores: bool) {
        self.phase = Phase::Idle;
        if stores {
            self.sequence = self.sequence.saturating_add(1);
            self.phase = Phase::Unstored;
        }
    }

    /// Whether the access token is to be stored, and when it ends is known by wall time.
    #[inline(never)]
    fn keeps_access_token(&self) -> bool {
        self.keeps_access_token
            && self.arena.has_access_token()
            && self.ends_in != NEVER
            && self.clock.knows_wall_time()
    }

    /// When the access token ends by wall time, if it is to be stored.
    pub(super) fn access_token_ends(&self) -> Option<i64> {
        // One that has ended would be revived by a restart, for wall time is in whole seconds.
        if !self.keeps_access_token() || !self.holds() {
            return None;
        }
        let left = whole_seconds(self.ends_in.max(self.held_for.into()));
        Some(self.clock.seconds_in(left))
    }

    /// Waits after an attempt without a token.
    pub(super) fn wait_longer(&mut self, retry_after: u32) {
        self.wait(self.attempt, retry_after);
        self.attempt = self.attempt.saturating_add(1);
    }

    /// Waits after an attempt that was refused for good.
    pub(super) fn wait_refused(&mut self, retry_after: u32) {
        if retry_after > 0 {
            self.wait(self.attempt, retry_after);
        }
        self.wait_half(self.cap.max(LEAST_PAUSE));
    }

    /// Waits for half of the longest pause, or more, and returns how long.
    fn wait_half(&mut self, longest: u32) -> u32 {
        let attempt = self.attempt;
        self.attempt = attempt.saturating_add(1);
        self.wait_between(attempt, in_upper_half(longest))
    }

    /// Waits as after the failure of attempt number `attempt`, from 0; at least for `retry_after` seconds, up to a day.
    #[inline(never)]
    pub(super) fn wait(&mut self, attempt: u8, retry_after: u32) {
        let pause = after_failure(self.longest(attempt), self.cap, retry_after);
        self.wait_between(attempt, pause);
    }

    /// Waits for `least` and a pseudorandom part of `more`, and returns how long.
    #[inline(never)]
    fn wait_between(&mut self, attempt: u8, (least, more): (u32, u32)) -> u32 {
        let mixed = self.mix(u32::from(attempt).wrapping_add(1));
        let pause = least.saturating_add(part_of(more, mixed));
        self.wait_for(pause);
        pause
    }

    pub(super) fn wait_for(&mut self, pause: u32) {
        self.next_in = self.next_in.max(pause);
    }

    /// The longest pause after an attempt: `first` after the first, twice as long after each further one,
    /// `cap` at most.
    #[inline(never)]
    fn longest(&self, attempt: u8) -> u32 {
        let first = u64::from(self.first) << attempt.min(31);
        u32::try_from(first).unwrap_or(u32::MAX).min(self.cap).max(LEAST_PAUSE)
    }
}
