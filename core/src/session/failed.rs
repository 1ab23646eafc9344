//! Attempts without a token, and how a session ends.

use crate::oauth::failure::Failure;
use crate::session::clock::UNKNOWN;
use crate::session::session::{Phase, Session};
use crate::session::state::WrongState;
use crate::session::taken::Matched;
use crate::time::instant::Uptime;

impl Session<'_> {
    /// Reports that the attempt failed. `retry_after` is the `Retry-After` header in seconds.
    ///
    /// # Errors
    /// The state, if no request is in flight.
    pub fn fail(
        &mut self,
        failure: Failure,
        retry_after: Option<u32>,
        now: Uptime,
    ) -> Result<(), WrongState> {
        let now = now.as_millis();
        if self.take_failure(failure, retry_after.unwrap_or(0), now) {
            return Ok(());
        }
        Err(WrongState(self.state_at(now)))
    }

    /// As [`fail`](Self::fail), also for a response that comes late.
    pub(super) fn failed(&mut self, matched: &Matched, failure: Failure, retry_after: u32) {
        // The newest request has its own response to come.
        if !matches!(failure, Failure::NoResponse | Failure::NotJson) {
            self.requests.over(matched.index);
        }
        if !matched.is_earlier {
            self.fails(failure, retry_after);
        }
    }

    #[inline(never)]
    fn fails(&mut self, failure: Failure, retry_after: u32) {
        self.phase = Phase::Idle;
        if core::mem::take(&mut self.is_replaced) {
            // It concerns a refresh token that was replaced meanwhile.
            return;
        }
        let is_dead = self.deadline_counts && self.clock.is_surely_past(self.deadline);
        let has_refresh_token = self.arena.has_refresh_token();
        if failure == Failure::Ended && has_refresh_token || failure == Failure::Refused && is_dead
        {
            return self.end();
        }
        if matches!(failure, Failure::NoResponse | Failure::NotJson) {
            self.in_doubt = has_refresh_token;
        }
        if matches!(failure, Failure::Refused | Failure::Ended | Failure::NotJson) {
            self.phase = Phase::Refused;
            self.wait_refused(retry_after);
        } else {
            self.wait_longer(retry_after);
        }
    }

    /// Reports that an API responded with 401 to the current access token although it has not expired.
    /// Call it for `invalid_token` (RFC 6750, section 3.1), not for `insufficient_scope`. The token is
    /// not returned any more.
    ///
    /// The first time the refresh is due at once, unless the token lived less than 30 seconds. If the new
    /// tokens are rejected too, the pause before each refresh grows.
    ///
    /// # Errors
    /// The state, if there is no access token that could have been rejected.
    pub fn rejected(&mut self, now: Uptime) -> Result<(), WrongState> {
        let now = now.as_millis();
        if self.take_rejection(now) {
            return Ok(());
        }
        Err(WrongState(self.state_at(now)))
    }

    /// As [`rejected`](Self::rejected), for bindings. Returns whether an access token was there.
    #[doc(hidden)]
    pub fn take_rejection(&mut self, now: u64) -> bool {
        self.tick(now);
        // A token that waits to be stored was not returned.
        if self.phase == Phase::Unstored || !self.holds() {
            return false;
        }
        self.arena.drop_access_token();
        if self.phase != Phase::InFlight {
            if let Some(before) = self.rejections.checked_sub(1) {
                self.wait(before, 0);
            }
            self.rejections = self.rejections.saturating_add(1);
        }
        true
    }

    /// Ends the session at a logout, and wipes its strings. Valid in every state.
    ///
    /// The stored token must not come back at a restart. Store a last [`record`](Self::record), which holds
    /// no grant; call [`stored`](Self::stored); then erase [`next_slot`](Self::next_slot), which still has
    /// the token. From the last record on, a restart finds no grant, also after a power cut. Do the same
    /// when the server has ended the session.
    pub fn end(&mut self) {
        self.forget();
        self.phase = Phase::Ending;
        self.sequence = self.sequence.saturating_add(1);
    }

    pub(super) fn forget(&mut self) {
        self.arena.wipe();
        (self.in_doubt, self.id_token_is_due) = (false, false);
        (self.is_behind, self.is_replaced) = (false, false);
        self.requests.close(0);
        self.deadline = UNKNOWN;
    }
}
