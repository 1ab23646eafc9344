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
    /// By the caller's clock: when it was begun.
    begun_at: u64,
    /// It lengthens the refresh token's life.
    pub(super) extends: bool,
}

impl Session<'_> {
    /// Which request a response that comes now answers: the newest, or the one before it that was
    /// begun at `requested_at`. One that is not newer than what was taken before, or was sent with a
    /// refresh token that was replaced, is answered too late.
    pub(super) fn answers(
        &mut self,
        requested_at: Option<u64>,
        now: u64,
    ) -> Result<Answers, WrongState> {
        self.clock.tick(now);
        if !self.takes_an_answer() {
            return Err(WrongState(self.state(now)));
        }
        let on_its_way = matches!(self.phase, Phase::InFlight { .. });
        let earlier = requested_at.filter(|at| *at != self.begun_at);
        if earlier.is_some_and(|at| at < self.open_since) {
            return Err(WrongState(self.state(now)));
        }
        let sent_at = match earlier {
            None => self.sent_at,
            // The clock was set back since: nobody knows how old it is.
            Some(at) if at > self.begun_at => 0,
            Some(at) => self.sent_at.min(self.clock.now().saturating_sub(now.saturating_sub(at))),
        };
        let is_newest = earlier.is_none();
        let extends = is_newest && self.phase == Phase::InFlight { extends: true };
        let begun_at = earlier.unwrap_or(self.begun_at);
        Ok(Answers { sent_at, is_earlier: !is_newest && on_its_way, is_newest, begun_at, extends })
    }

    /// Takes a token; a refresh token that is empty is none.
    pub(super) fn take(
        &mut self,
        answers: Answers,
        access_token: &[u8],
        refresh_token: &[u8],
        expires_in: Option<u32>,
    ) -> Result<bool, BufferTooSmall> {
        if self.id_token_is_due {
            return self.keep(answers, refresh_token, false, None);
        }
        let new = self.new_of(refresh_token);
        let rotates = new.is_some_and(|new| new != self.refresh_token_bytes());
        self.arena.set(None, new, access_token)?;
        let moved = self.slide(answers, rotates);
        if answers.is_newest {
            self.next_at = 0;
        }
        let stores = self.arrived(answers.sent_at, expires_in, rotates || moved);
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
        let stores = rotates || moved || self.id_token_is_due;
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
        // What was begun before a rotation had the token before it, however the clock was set meanwhile.
        let taken = answers.begun_at.saturating_add(1);
        self.open_since = if rotates { self.clock.latest().max(taken) } else { taken };
        let is_unstored = self.phase == Phase::Unstored;
        self.is_replaced = answers.is_earlier && (rotates || self.is_replaced);
        self.is_behind = answers.is_earlier && is_unstored;
        if answers.is_earlier && !is_unstored {
            self.phase = Phase::InFlight { extends: false };
        }
    }
}
