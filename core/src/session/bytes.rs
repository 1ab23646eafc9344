//! The same in bytes, for bindings: neither C nor JavaScript has `str`.

use crate::buffer::BufferTooSmall;
use crate::clock::UNKNOWN;
use crate::session::taken::Brought;
use crate::session::{Phase, Session};
use crate::session_state::{AcceptError, NotDue, SessionState};
use crate::settings::RefreshLifetime;

impl Session<'_> {
    /// As [`login`](Self::login); a token that is empty is none, and one of the two is enough.
    ///
    /// # Errors
    /// As [`login`](Self::login).
    pub fn login_bytes(
        &mut self,
        access_token: &[u8],
        refresh_token: &[u8],
        subject: &[u8],
        expires_in: Option<u32>,
        requested_at: u64,
        now: u64,
    ) -> Result<bool, BufferTooSmall> {
        self.tick(now);
        self.arena.set(Some(subject), Some(refresh_token), Some(access_token))?;
        let age = now.saturating_sub(requested_at).min(self.clock.now());
        self.start_afresh();
        self.id_token_is_due = false;
        self.deadline = UNKNOWN;
        if let RefreshLifetime::Absolute(lifetime) | RefreshLifetime::Sliding(lifetime) =
            self.settings.refresh_lifetime
            && self.arena.has_refresh_token()
            && self.clock.knows_wall_time()
        {
            self.set_deadline(lifetime);
        }
        self.arrived(age, expires_in, self.arena.has_refresh_token());
        Ok(self.phase == Phase::Unstored)
    }

    /// As [`begin`](Self::begin): the refresh token is [`refresh_token_bytes`]; returns the slot to
    /// mark.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    ///
    /// [`refresh_token_bytes`]: Self::refresh_token_bytes
    pub fn begin_bytes(&mut self, now: u64) -> Result<Option<usize>, NotDue> {
        let state = self.state(now);
        if !matches!(state, SessionState::Due | SessionState::InDoubt) {
            return Err(NotDue(state));
        }
        // A refresh lengthens a sliding life while the access token holds.
        let extends = self.holds();
        (self.phase, self.extends) = (Phase::InFlight, extends);
        self.requests.begin(now, self.clock.now());
        self.is_replaced = false;
        if core::mem::take(&mut self.is_long) && self.arena.has_access_token() {
            // The API took it to its planned refresh.
            (self.attempt, self.rejections) = (0, 0);
        }
        let mark = self.arena.has_refresh_token() && !self.marked && self.sequence > 0;
        self.marked |= mark;
        Ok(mark.then_some(usize::from(self.is_second)))
    }

    /// As [`accept`](Self::accept); a refresh token that is empty is none. An access token that is empty
    /// is a failure: a new refresh token is kept, and the session waits.
    ///
    /// # Errors
    /// As [`accept`](Self::accept).
    pub fn accept_bytes(
        &mut self,
        access_token: &[u8],
        refresh_token: &[u8],
        expires_in: Option<u32>,
        now: u64,
    ) -> Result<bool, AcceptError> {
        self.accept_texts(access_token, refresh_token, false, expires_in, now)
    }

    /// As [`accept_bytes`](Self::accept_bytes), and whether an `id_token` has come with it, which has
    /// passed.
    ///
    /// # Errors
    /// As [`accept`](Self::accept).
    pub fn accept_texts(
        &mut self,
        access_token: &[u8],
        refresh_token: &[u8],
        has_id_token: bool,
        expires_in: Option<u32>,
        now: u64,
    ) -> Result<bool, AcceptError> {
        let Some(answers) = self.answers(None, now) else {
            return Err(AcceptError::WrongState(self.state(now)));
        };
        let was_due = self.id_token_is_due;
        self.id_token_is_due &= !has_id_token;
        let access_token = if self.id_token_is_due { &[] } else { access_token };
        let in_doubt = !self.id_token_is_due && refresh_token.is_empty();
        let brought =
            Brought { access_token, refresh_token, expires_in, in_doubt, retry_after: None };
        let taken = self.take(&answers, &brought);
        if taken.is_err() {
            self.id_token_is_due = was_due;
        }
        taken?;
        Ok(self.phase == Phase::Unstored)
    }

    /// Whether an answer would be accepted: a request is on its way, or one was given up whose answer
    /// may come all the same.
    #[inline(never)]
    pub fn takes_an_answer(&self) -> bool {
        match self.phase {
            Phase::InFlight => true,
            Phase::Idle | Phase::Refused => self.in_doubt && self.requests.has_open(),
            Phase::Unstored | Phase::Ending | Phase::Ended => false,
        }
    }

    /// As [`access_token`](Self::access_token).
    pub fn access_token_bytes(&mut self, now: u64) -> Option<&[u8]> {
        self.tick(now);
        if self.holds() && self.phase != Phase::Unstored {
            Some(self.arena.access_token())
        } else {
            None
        }
    }

    /// As [`refresh_token`](Self::refresh_token); empty is none.
    pub fn refresh_token_bytes(&self) -> &[u8] {
        self.arena.refresh_token()
    }

    /// As [`subject`](Self::subject).
    pub fn subject_bytes(&self) -> &[u8] {
        self.arena.subject()
    }
}
