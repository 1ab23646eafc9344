//! When it is time to refresh, and how long to wait.

use crate::backoff::{after_a_short_token, after_failure, after_refusal, mix, part_of};
use crate::clock::{NEVER, UNKNOWN};
use crate::session::{Life, Phase, Session};
use crate::settings::{RefreshLifetime, Settings};
use crate::time::milliseconds;

/// A token that lives for fewer seconds is short.
const SHORT: u32 = 30;
/// The longest that a token is handed out beyond its life, in milliseconds, however long the pause is.
const LONGEST_HAND_OUT: u32 = 300_000;

impl Session<'_> {
    /// How long before the end of what lasts so many seconds it is time to refresh, in milliseconds.
    fn leeway(&self, lifetime: u32) -> u64 {
        let Settings { leeway, spread, .. } = self.settings;
        let leeway = leeway.saturating_add(part_of(spread, self.mix(0)));
        leeway.min(lifetime.saturating_mul(500)).into()
    }

    fn mix(&self, attempt: u32) -> u32 {
        mix(self.settings.seed, self.sequence, attempt)
    }

    /// Plans ahead: when the access token ends, and when it is time to refresh, which is before that,
    /// and before a sliding life is over. A short token is handed out up to the floor.
    #[inline(never)]
    pub(super) fn plan(&mut self) {
        (self.ends_at, self.refresh_at) = (NEVER, NEVER);
        let lives = match self.life {
            Life::Unknown => None,
            Life::Seconds(seconds, requested_at) => Some((seconds, requested_at)),
            Life::Until(moment) => Some((self.clock.seconds_until(moment), self.clock.now())),
        };
        if let Some((seconds, since)) = lives {
            self.ends_at = since.saturating_add(milliseconds(seconds));
            self.refresh_at = self.ends_at.saturating_sub(self.leeway(seconds));
        }
        let is_known = self.deadline != UNKNOWN && self.clock.knows_wall_time();
        if let (RefreshLifetime::Sliding(lifetime), true) =
            (self.settings.refresh_lifetime, is_known && self.has_refresh_token())
        {
            let left = milliseconds(self.clock.seconds_until(self.deadline));
            let left = left.saturating_sub(self.leeway(lifetime));
            self.refresh_at = self.refresh_at.min(self.clock.now().saturating_add(left));
        }
        self.refresh_at = self.refresh_at.max(self.floor);
        self.ends_at = self.ends_at.max(self.floor);
    }

    /// Whether the access token is there and has not ended.
    pub(super) fn holds(&self) -> bool {
        self.has_access_token() && self.clock.now() < self.ends_at
    }

    /// Whether it is time for another access token.
    pub(super) fn is_due(&self) -> bool {
        !self.has_access_token() || self.clock.now() >= self.refresh_at
    }

    pub(super) fn can_refresh(&self) -> bool {
        self.settings.client_credentials || self.has_refresh_token()
    }

    pub(super) fn has_refresh_token(&self) -> bool {
        !self.arena.refresh_token().is_empty()
    }

    pub(super) fn has_access_token(&self) -> bool {
        !self.arena.access_token().is_empty()
    }

    pub(super) fn new_deadline(&mut self) -> i64 {
        self.deadline_counts = true;
        let lifetime = match self.settings.refresh_lifetime {
            RefreshLifetime::Unknown => return UNKNOWN,
            RefreshLifetime::Absolute(lifetime) | RefreshLifetime::Sliding(lifetime) => lifetime,
        };
        // Not from when it was asked for: a clock that jumped meanwhile would make it end too early.
        match self.clock.seconds() {
            UNKNOWN => UNKNOWN,
            now => now.saturating_add(i64::from(lifetime)),
        }
    }

    /// An access token has come, to a request that was sent at `sent_at`. Waits for a record to be
    /// stored, if there is one to store.
    pub(super) fn arrived(&mut self, sent_at: u64, expires_in: Option<u32>, changed: bool) -> bool {
        self.life = expires_in.map_or(Life::Unknown, |seconds| Life::Seconds(seconds, sent_at));
        (self.floor, self.in_doubt) = (0, false);
        let store = changed || self.keeps_access_token();
        if store {
            self.sequence = self.sequence.saturating_add(1);
        }
        // Each record's spread is its own, so this comes after its number.
        self.plan();
        self.phase = if store { Phase::Unstored } else { Phase::Idle };
        let slides = self.settings.refresh_lifetime;
        let is_short = expires_in.is_some_and(|seconds| seconds < SHORT)
            || matches!(slides, RefreshLifetime::Sliding(seconds) if seconds < SHORT)
            || self.is_due();
        self.is_long = !(is_short && self.has_access_token());
        if !self.is_long {
            // Else each response would be the cause of the next request.
            let mixed = self.mixed(self.attempt);
            let pause = after_a_short_token(self.pauses(), self.attempt.into(), mixed);
            self.wait_for(pause);
            self.attempt = self.attempt.saturating_add(1);
            // Its own pause: a longer one that a newer request was answered with does not lengthen it.
            self.floor = self.clock.now().wrapping_add(pause.min(LONGEST_HAND_OUT).into());
            self.plan();
        }
        store
    }

    /// Whether the access token is to be stored, and when it ends is known by wall time.
    fn keeps_access_token(&self) -> bool {
        self.settings.keeps_access_token
            && self.has_access_token()
            && !matches!(self.life, Life::Unknown)
            && self.clock.knows_wall_time()
    }

    /// When the access token ends by wall time, if it is to be stored.
    pub(super) fn access_token_ends(&self) -> i64 {
        // One that has ended would be revived by a restart, for wall time is in whole seconds.
        if !self.keeps_access_token() || !self.holds() {
            return UNKNOWN;
        }
        let left = self.ends_at.saturating_sub(self.clock.now()) / 1000;
        self.clock.seconds().saturating_add_unsigned(left)
    }

    /// Waits after an attempt that brought nothing.
    pub(super) fn wait_longer(&mut self, retry_after: Option<u32>) {
        self.wait(self.attempt, retry_after);
        self.attempt = self.attempt.saturating_add(1);
    }

    /// Waits after an attempt that was refused for good.
    pub(super) fn wait_refused(&mut self, retry_after: Option<u32>) {
        let pause = after_refusal(self.pauses(), self.mixed(self.attempt));
        self.wait_for(pause);
        if retry_after.is_some_and(|seconds| seconds > 0) {
            self.wait(self.attempt, retry_after);
        }
        self.attempt = self.attempt.saturating_add(1);
    }

    /// Waits as after so many attempts.
    pub(super) fn wait(&mut self, attempt: u8, retry_after: Option<u32>) {
        let mixed = self.mixed(attempt);
        let pause = after_failure(self.pauses(), attempt.into(), mixed, retry_after);
        self.wait_for(pause);
    }

    pub(super) fn wait_for(&mut self, pause: u32) {
        self.next_at = self.next_at.max(self.clock.now().wrapping_add(pause.into()));
    }

    fn pauses(&self) -> (u32, u32) {
        (self.settings.first, self.settings.cap)
    }

    fn mixed(&self, attempt: u8) -> u32 {
        self.mix(u32::from(attempt).saturating_add(1))
    }
}
