//! What came instead of a token, and how a session ends.

use crate::oauth::failure::Failure;
use crate::session::clock::UNKNOWN;
use crate::session::session::{Phase, Session};
use crate::session::state::WrongState;
use crate::session::taken::Answers;
use crate::time::instant::Uptime;

impl Session<'_> {
    /// Takes what came instead of a token. `retry_after` is the header's, in seconds.
    ///
    /// # Errors
    /// The state, where no request is on its way.
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
    pub(super) fn failed(&mut self, answers: &Answers, failure: Failure, retry_after: u32) {
        // The newest request has its own response to come.
        if !matches!(failure, Failure::NoAnswer | Failure::NotJson) {
            self.requests.over(answers.index);
        }
        if !answers.is_earlier {
            self.fails(failure, retry_after);
        }
    }

    #[inline(never)]
    fn fails(&mut self, failure: Failure, retry_after: u32) {
        self.phase = Phase::Idle;
        if core::mem::take(&mut self.is_replaced) {
            // It is about a refresh token that is no longer this session's.
            return;
        }
        let is_dead = self.deadline_counts && self.clock.is_surely_past(self.deadline);
        let has_refresh_token = self.arena.has_refresh_token();
        if failure == Failure::Ended && has_refresh_token || failure == Failure::Refused && is_dead
        {
            return self.end();
        }
        if matches!(failure, Failure::NoAnswer | Failure::NotJson) {
            self.in_doubt = has_refresh_token;
        }
        if matches!(failure, Failure::Refused | Failure::Ended | Failure::NotJson) {
            self.phase = Phase::Refused;
            self.wait_refused(retry_after);
        } else {
            self.wait_longer(retry_after);
        }
    }

    /// Tells that an API answered with 401 to the access token, though it should still hold: the one
    /// that is there now, not one before it. The first time the refresh is due at once, unless the token
    /// was short; where the tokens that come are rejected too, it waits longer each time.
    pub fn rejected(&mut self, now: Uptime) {
        self.tick(now.as_millis());
        // What waits to be stored was not handed out.
        if self.phase == Phase::Unstored || !self.holds() {
            return;
        }
        self.arena.drop_access_token();
        if self.phase != Phase::InFlight {
            if let Some(before) = self.rejections.checked_sub(1) {
                self.wait(before, 0);
            }
            self.rejections = self.rejections.saturating_add(1);
        }
    }

    /// Ends the session here, at a logout: the texts are wiped. What is stored must not come back:
    /// store a last [`record`](Self::record), which says that there is no grant, as any other, call
    /// [`stored`](Self::stored), and then erase the slot that [`next_slot`](Self::next_slot) names, which
    /// still has the token. Whenever the power goes after the last record was stored, a restart finds no
    /// grant. So it is where the server has ended it.
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
