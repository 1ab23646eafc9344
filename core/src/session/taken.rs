//! Taking what a response brought: a token, or a new refresh token alone.

use crate::buffer::BufferTooSmall;
use crate::clock::UNKNOWN;
use crate::session::{Phase, Session};
use crate::session_state::WrongState;
use crate::settings::RefreshLifetime;

/// Which request a response answers.
#[derive(Clone, Copy)]
pub(super) struct Answers {
    /// By the session's clock: when it was sent.
    pub(super) sent_at: u64,
    /// It is not the newest, which is still on its way.
    pub(super) is_earlier: bool,
    /// It is the newest, on its way or given up.
    pub(super) is_newest: bool,
    /// How many are newer.
    pub(super) index: usize,
    /// It lengthens the refresh token's life.
    pub(super) extends: bool,
}

impl Session<'_> {
    /// Which request a response that comes now answers: the newest, or the one that was begun at
    /// `requested_at`. One that is not newer than what was taken before, or was sent with a refresh token
    /// that was replaced, is answered too late.
    pub(super) fn answers(
        &mut self,
        requested_at: Option<u64>,
        now: u64,
    ) -> Result<Answers, WrongState> {
        self.clock.tick(now);
        if !self.takes_an_answer() {
            return Err(WrongState(self.state(now)));
        }
        let Some((index, request)) = self.requests.find(requested_at) else {
            return Err(WrongState(self.state(now)));
        };
        // The clock was set back since: nobody knows how old it is.
        let is_of_unknown_age = request.begun_at > self.requests.newest_begun_at();
        let sent_at = if is_of_unknown_age { 0 } else { request.sent_at };
        let is_newest = index == 0;
        let is_earlier = !is_newest && matches!(self.phase, Phase::InFlight { .. });
        let extends = is_newest && self.phase == Phase::InFlight { extends: true };
        Ok(Answers { sent_at, is_earlier, is_newest, index, extends })
    }

    /// Takes a token; a refresh token that is empty is none.
    pub(super) fn take(
        &mut self,
        answers: Answers,
        access_token: &[u8],
        refresh_token: &[u8],
        expires_in: Option<u32>,
    ) -> Result<bool, BufferTooSmall> {
        if self.id_token_is_due || access_token.is_empty() {
            let in_doubt = !self.id_token_is_due && refresh_token.is_empty();
            return self.keep(answers, refresh_token, in_doubt, None);
        }
        let new = self.new_of(refresh_token);
        let rotates = new.is_some_and(|new| new != self.refresh_token_bytes());
        self.arena.set(None, new, access_token)?;
        let moved = self.slide(answers, rotates);
        if answers.is_newest {
            self.next_at = 0;
        }
        let changed = rotates || moved || self.stored_id_token_is_due;
        let stores = self.arrived(answers.sent_at, expires_in, changed);
        self.go_on(answers, rotates);
        Ok(stores)
    }

    /// Takes the new refresh token of a response that is refused, and waits as after an attempt that
    /// failed. One that is empty is none; `in_doubt` then says whether the one that was sent may be
    /// spent.
    pub(super) fn keep(
        &mut self,
        answers: Answers,
        refresh_token: &[u8],
        in_doubt: bool,
        retry_after: Option<u32>,
    ) -> Result<bool, BufferTooSmall> {
        let new = self.new_of(refresh_token);
        let rotates = new.is_some_and(|new| new != self.refresh_token_bytes());
        if self.id_token_is_due {
            self.arena.drop_access_token();
        }
        if let Some(new) = new
            && self.arena.set_refresh_token(new).is_err()
        {
            // The new refresh token is worth more than an access token that is about to end.
            self.arena.drop_access_token();
            self.arena.set_refresh_token(new)?;
        }
        let moved = self.slide(answers, rotates);
        self.in_doubt = in_doubt && self.has_refresh_token();
        self.wait_longer(retry_after);
        // Not each time: the flash wears by it.
        let stores = rotates || moved || self.id_token_is_due != self.stored_id_token_is_due;
        if stores {
            self.sequence = self.sequence.saturating_add(1);
        }
        self.phase = if stores { Phase::Unstored } else { Phase::Idle };
        self.go_on(answers, rotates);
        Ok(stores)
    }

    /// The refresh token of a response, if it is one to use.
    fn new_of<'t>(&self, refresh_token: &'t [u8]) -> Option<&'t [u8]> {
        Some(refresh_token).filter(|new| !new.is_empty() && !self.settings.client_credentials)
    }

    /// Lengthens a sliding life, and returns whether that is to be stored.
    fn slide(&mut self, answers: Answers, rotates: bool) -> bool {
        let RefreshLifetime::Sliding(lifetime) = self.settings.refresh_lifetime else {
            return false;
        };
        if !answers.extends {
            return false;
        }
        let (before, counted) = (self.deadline, self.deadline_counts);
        let deadline = self.new_deadline();
        // Not each time: the flash wears by it.
        let moves = deadline != UNKNOWN
            && (rotates || deadline.saturating_sub(before) > i64::from(lifetime / 8));
        if moves {
            self.deadline = deadline;
        } else {
            self.deadline_counts = counted;
        }
        moves
    }

    /// Goes on waiting for the newest request, where the response was to one before it.
    fn go_on(&mut self, answers: Answers, rotates: bool) {
        self.requests.over(answers.index);
        // What was begun before a rotation had the token before it.
        let kept = if rotates { usize::from(answers.is_earlier) } else { answers.index };
        self.requests.close(kept);
        let is_unstored = self.phase == Phase::Unstored;
        self.is_replaced = answers.is_earlier && (rotates || self.is_replaced);
        self.is_behind = answers.is_earlier && is_unstored;
        if answers.is_earlier && !is_unstored {
            self.phase = Phase::InFlight { extends: false };
        }
    }
}
