//! The same in bytes, for bindings: neither C nor JavaScript has `str`.

use crate::buffer::BufferTooSmall;
use crate::clock::UNKNOWN;
use crate::session::{Phase, Session};
use crate::session_state::{AcceptError, NotDue, SessionState};

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
        self.clock.tick(now);
        self.arena.set(Some(subject), Some(refresh_token), access_token)?;
        let sent_at = self.clock.now().saturating_sub(now.saturating_sub(requested_at));
        self.next_at = 0;
        self.requests.close(0);
        self.deadline = if self.has_refresh_token() { self.new_deadline() } else { UNKNOWN };
        (self.attempt, self.rejections) = (0, 0);
        (self.is_behind, self.is_replaced, self.id_token_is_due) = (false, false, false);
        Ok(self.arrived(sent_at, expires_in, self.has_refresh_token()))
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
        self.phase = Phase::InFlight { extends };
        self.requests.begin(now, self.clock.now());
        self.is_replaced = false;
        if core::mem::take(&mut self.is_long) && self.has_access_token() {
            // The API took it to its planned refresh.
            (self.attempt, self.rejections) = (0, 0);
        }
        let mark = self.has_refresh_token() && !self.marked && self.sequence > 0;
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
        let answers = self.answers(None, now)?;
        let was_due = self.id_token_is_due;
        self.id_token_is_due &= !has_id_token;
        let taken = self.take(answers, access_token, refresh_token, expires_in);
        if taken.is_err() {
            self.id_token_is_due = was_due;
        }
        Ok(taken?)
    }

    /// Whether an answer would be accepted: a request is on its way, or one was given up whose answer
    /// may come all the same.
    #[inline(never)]
    pub fn takes_an_answer(&self) -> bool {
        match self.phase {
            Phase::InFlight { .. } => true,
            Phase::Idle | Phase::Refused => self.in_doubt && self.requests.find(None).is_some(),
            Phase::Unstored | Phase::Ending | Phase::Ended => false,
        }
    }

    /// As [`access_token`](Self::access_token).
    pub fn access_token_bytes(&mut self, now: u64) -> Option<&[u8]> {
        self.clock.tick(now);
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
