//! The methods of a session in bytes, for bindings: neither C nor JavaScript has `str`. Times are in milliseconds.

use crate::oauth::failure::Failure;
use crate::profile::profile::MOST_SERVERS;
use crate::session::clock::UNKNOWN;
use crate::session::session::{Phase, Session};
use crate::session::settings::RefreshLifetime;
use crate::session::state::{NotDue, SessionError, Stage};
use crate::session::taken::{Matched, NewTokens};
use crate::text::buffer::BufferTooSmall;
use crate::time::expiry::Lifetime;

#[doc(hidden)]
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
        let lifetime = Lifetime::of(expires_in, None);
        let new_tokens = NewTokens::new(access_token, refresh_token, lifetime, 0);
        self.login_with(&new_tokens, subject, requested_at, now)
    }

    /// As [`login_bytes`](Self::login_bytes), with every value of a response.
    ///
    /// # Errors
    /// As [`login`](Self::login).
    pub fn login_with(
        &mut self,
        new_tokens: &NewTokens<'_>,
        subject: &[u8],
        requested_at: u64,
        now: u64,
    ) -> Result<bool, BufferTooSmall> {
        let NewTokens { access_token, refresh_token, lifetime, .. } = *new_tokens;
        self.tick(now);
        // The previous grant must not come back at a restart.
        let changed = !refresh_token.is_empty() || self.sequence > 0;
        let refresh_token = self.new_of(refresh_token);
        self.arena.set(Some(subject), Some(refresh_token), Some(access_token))?;
        let age = now.saturating_sub(requested_at).min(self.clock.now());
        self.start_afresh();
        self.id_token_is_due = false;
        self.deadline = UNKNOWN;
        self.server = 0;
        let sent = new_tokens.refresh_token_expires_in;
        let refresh_lifetime = match self.refresh_lifetime {
            _ if sent != 0 => sent,
            RefreshLifetime::Absolute(lifetime) | RefreshLifetime::Sliding(lifetime) => lifetime,
            RefreshLifetime::Unknown => 0,
        };
        if refresh_lifetime != 0 && self.arena.has_refresh_token() && self.clock.knows_wall_time() {
            self.set_deadline(refresh_lifetime);
        }
        self.token_received(age, lifetime, changed);
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
        self.begin_attempt(now).ok_or_else(|| NotDue(self.state_at(now)))
    }

    /// As [`begin_bytes`](Self::begin_bytes); none where no request is due.
    // Inlined, so that a program which repeats none pays no call.
    #[inline(always)]
    pub fn begin_attempt(&mut self, now: u64) -> Option<Option<usize>> {
        let stage = self.stage(now, &mut 0);
        if !matches!(stage, Stage::Due | Stage::InDoubt) {
            return None;
        }
        // A refresh lengthens a sliding life while the access token holds.
        let extends = self.holds();
        (self.phase, self.extends) = (Phase::InFlight, extends);
        self.requests.begin(now, self.clock.now());
        self.is_replaced = false;
        if core::mem::take(&mut self.is_long) && self.arena.has_access_token() {
            // No API rejected the token before its planned refresh.
            (self.attempt, self.rejections) = (0, 0);
        }
        if self.marked || self.sequence == 0 || !self.arena.has_refresh_token() {
            return Some(None);
        }
        self.marked = true;
        Some(Some(usize::from(self.is_second)))
    }

    /// As [`begin_again`](Self::begin_again); none where no request may be sent once more.
    pub fn repeat_attempt(&mut self, now: u64) -> Option<Option<usize>> {
        let stage = self.stage(now, &mut 0);
        if !matches!(stage, Stage::Waiting | Stage::Refused) || !self.requests.may_repeat() {
            return None;
        }
        // The response decided nothing.
        (self.attempt, self.next_in) = (self.attempt.saturating_sub(1), 0);
        let mark = self.begin_attempt(now)?;
        self.requests.repeated();
        Some(mark)
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
    ) -> Result<bool, SessionError> {
        let lifetime = Lifetime::of(expires_in, None);
        self.accept_with(NewTokens::new(access_token, refresh_token, lifetime, 0), false, now)
    }

    /// As [`accept_bytes`](Self::accept_bytes), with every value of a response, and whether a valid `id_token`
    /// came with it.
    ///
    /// # Errors
    /// As [`accept`](Self::accept).
    pub fn accept_with(
        &mut self,
        mut new_tokens: NewTokens<'_>,
        has_id_token: bool,
        now: u64,
    ) -> Result<bool, SessionError> {
        match self.take_token(&mut new_tokens, has_id_token, now) {
            Ok(()) => Ok(self.phase == Phase::Unstored),
            Err(Some(error)) => Err(error.into()),
            Err(None) => Err(SessionError::WrongState(self.state_at(now))),
        }
    }

    /// As [`accept_with`](Self::accept_with).
    ///
    /// # Errors
    /// As [`accept`](Self::accept); none where no response is awaited.
    pub fn take_token(
        &mut self,
        new_tokens: &mut NewTokens<'_>,
        has_id_token: bool,
        now: u64,
    ) -> Result<(), Option<BufferTooSmall>> {
        let mut matched = Matched::default();
        if !self.match_request(None, now, &mut matched) {
            return Err(None);
        }
        let was_due = self.id_token_is_due;
        self.id_token_is_due &= !has_id_token;
        if self.id_token_is_due {
            new_tokens.access_token = &[];
        } else {
            new_tokens.in_doubt = new_tokens.refresh_token.is_empty();
        }
        let taken = self.take(&matched, new_tokens);
        if taken.is_err() {
            self.id_token_is_due = was_due;
        }
        taken.map_err(Some)
    }

    /// As [`fail`](Self::fail); a `Retry-After` of 0 is none. Returns whether a request was on its way.
    pub fn take_failure(&mut self, failure: Failure, retry_after: u32, now: u64) -> bool {
        self.tick(now);
        if self.phase != Phase::InFlight {
            return false;
        }
        // The failure is that of the newest request.
        self.failed(&Matched::default(), failure, retry_after);
        true
    }

    /// As [`set_server`](Self::set_server); returns whether the number is at most 15, and a record waits to be stored
    /// or the grant has none.
    pub fn take_server(&mut self, server: u8) -> bool {
        let is_open = match self.phase {
            Phase::Unstored => true,
            // An access token alone, or client credentials: no record names another server.
            Phase::Idle => self.sequence == 0,
            _ => false,
        };
        if is_open && server <= MOST_SERVERS {
            self.server = server.into();
            return true;
        }
        false
    }

    /// As [`stored`](Self::stored); returns whether a record waited to be stored.
    pub fn take_stored(&mut self) -> bool {
        self.phase = match self.phase {
            Phase::Unstored if core::mem::take(&mut self.is_behind) => {
                self.extends = false;
                Phase::InFlight
            }
            Phase::Unstored => Phase::Idle,
            Phase::Ending => Phase::Ended,
            _ => return false,
        };
        self.is_second = !self.is_second;
        self.marked = false;
        self.stored_id_token_is_due = self.id_token_is_due;
        true
    }

    /// As [`state`](Self::state), and in how many milliseconds that changes by itself. If it does
    /// not, `left` is unchanged.
    #[inline(never)]
    pub fn stage(&mut self, now: u64, left: &mut u64) -> Stage {
        self.tick(now);
        match self.phase {
            Phase::Ending | Phase::Ended => return Stage::Ended,
            Phase::InFlight => return Stage::InFlight,
            Phase::Unstored => return Stage::Unstored,
            Phase::Idle | Phase::Refused => {}
        }
        let is_due = self.is_due();
        if !is_due || !self.can_refresh() {
            if is_due && !self.holds() {
                return Stage::Ended;
            }
            // One that cannot be refreshed is used up to its end.
            let until = if is_due { self.ends_in } else { self.refresh_in };
            *left = until.max(self.held_for.into());
            return Stage::Ready;
        }
        if self.requests.has_begun_at(now) {
            // This time identifies an earlier request, whose response may still come.
            self.wait_for(1);
        }
        if self.next_in > 0 {
            *left = self.next_in.into();
            let is_refused = self.phase == Phase::Refused;
            return if is_refused { Stage::Refused } else { Stage::Waiting };
        }
        if self.in_doubt { Stage::InDoubt } else { Stage::Due }
    }

    /// Whether a response would be taken: a request is in flight, or one was given up whose response may
    /// still come.
    #[inline(never)]
    pub fn awaits_response(&self) -> bool {
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
