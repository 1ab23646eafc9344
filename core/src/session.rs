//! The life of a grant: one refresh token, kept through refreshes, restarts and lost answers.

mod bytes;

use core::fmt;

use crate::arena::Arena;
use crate::backoff::{delay, mix, part_of};
use crate::buffer::BufferTooSmall;
use crate::clock::{Clock, NEVER, UNKNOWN};
use crate::failure::Failure;
use crate::grant::Grant;
use crate::record::{
    ACCESS_TOKEN, NONE, REFRESH_TOKEN, SUBJECT, Stored, read_newer, write_field, write_record,
};
use crate::secret::Secret;
use crate::session_state::{NotDue, SessionState};
use crate::settings::{RefreshLifetime, Settings};
use crate::time::milliseconds;
use crate::token::TokenResponse;

/// What to send, and what to write first.
#[derive(Clone, Copy, Debug)]
pub struct Begun<'s> {
    /// The grant for [`request`](crate::request).
    pub grant: Grant<'s>,
    /// The slot, 0 or 1, over whose start [`MARK`](crate::MARK) is programmed before the request is
    /// sent: once for each refresh token, and never again for a further attempt. Where that fails, go
    /// on: a restart then tries the token all the same.
    pub mark: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Idle,
    /// Idle, and the last attempt was refused.
    Refused,
    InFlight {
        /// Whether this refresh lengthens the refresh token's life.
        extends: bool,
    },
    Unstored,
    Ended,
}

/// The life of a grant, sans I/O: it says what to do, and is told what came of it.
///
/// ```text
///                 ┌────────────────────── accept, the token stayed ───────────────────────┐
///                 ▼                                                                       │
///  login ──► ┌─ Ready ──── time passes, or rejected ────► ┌─────────┐     begin     ┌─────┴────┐
///            │    ▲                                       │   Due   ├──────────────►│ InFlight │
///     stored │    │  restore ────────────────────────────►│ InDoubt │               └─┬─┬─┬────┘
///            │    │                                       └─────────┘                 │ │ │
///            └─ Unstored ◄───────────────── accept, a new refresh token ──────────────┘ │ │
///                                                              ▲                        │ │
///                         Waiting, Refused ──── until ─────────┘                        │ │
///                                ▲                                                      │ │
///                                └──────────────────── fail ────────────────────────────┘ │
///                                    Ended ◄────────── fail: Failure::Ended ──────────────┘
/// ```
///
/// It promises: a refresh token is not forgotten because an answer has none, or is no answer. It is
/// sent by one request at a time. A new one is used only after it was stored. Once it is stored, any
/// single fault leaves it there, where the record has a [copy](#copies) also bits that flip in it. A
/// cut before leads to one answered request, after which the session goes on, where the server has a
/// grace period, or has [`Ended`](SessionState::Ended). Only the server's word ends it:
/// `invalid_grant`, what the profile lists, or past the refresh token's known life any lasting
/// refusal. After the last fault it takes one request to be ready or to have ended; one more where
/// the clock jumped ahead over a request; one more to lengthen a sliding life after a restart.
///
/// The texts live in the caller's arena, the session itself is small. Moments are `u64`
/// milliseconds; a clock that jumps back stands still for the session, and one that jumps ahead
/// makes it refresh early. Everything secret is wiped when it is dropped.
///
/// # Wear
/// A refresh that rotates erases one slot; the mark and further attempts erase none, and neither
/// does a refresh that brings no new refresh token. Tokens of an hour, refreshed a minute before their
/// end, are 8914 erases a year in two slots, 4457 each: a flash of 10 000 cycles lasts two years and
/// two months with two pages, and 100 000 cycles last 22 years. Spread the records over more pages, or
/// ask for longer tokens, where that is too little.
///
/// # Copies
/// Bits that flip in the only slot with the newest token lose it. A flash with its own error
/// correction does not flip; on another one program the record twice into one page, which erases no
/// more, and hand that copy to [`restore`](Self::restore) that [`pick`](crate::pick) finds among the
/// two. `examples/flash.rs` does so.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, request, response, pick, record_len, MARK};
/// use grantlet::{Client, Failure, Secret, Session, Settings, SessionState, TokenError};
///
/// let client = Client::confidential("", "596f0268", Secret::new("sesame"));
/// let mut flash = [[0xFF; record_len(64, 0, 0)]; 2];
/// let mut arena = [0; 256];
/// let mut session = Session::new(&mut arena, Settings::DEFAULT);
/// assert_eq!(session.state(0), SessionState::Ended);
///
/// // The user has logged in.
/// let mut body = *br#"{"access_token":"at-1","refresh_token":"rt-1","token_type":"Bearer","expires_in":3600}"#;
/// let token = response(&BOLDSIGN, 200, &mut body).map_err(TokenError::without_text)?;
/// session.login(&token, "", 0, 0)?;
/// let mut image = [0; record_len(64, 0, 0)];
/// flash[session.next_slot()] = { session.record(&mut image)?; image };
/// session.stored();
/// assert_eq!(session.access_token(1).unwrap().expose(), "at-1");
/// assert_eq!(session.state(1), SessionState::Ready { until: Some(3_540_000) });
///
/// // An hour later: mark, send, and the answer is lost.
/// let mut buffer = [0; 512];
/// let begun = session.begin(3_540_000)?;
/// if let Some(slot) = begun.mark { flash[slot][..32].copy_from_slice(&MARK) }
/// let post = request(&BOLDSIGN, &client, &begun.grant, &mut buffer)?;
/// assert!(post.body.ends_with("refresh_token=rt-1"));
/// session.fail(Failure::NoAnswer, None, 3_550_000);
/// assert!(matches!(session.state(3_550_000), SessionState::Waiting { .. }));
/// drop(session);
///
/// // The device starts again, and asks once more.
/// let mut session = Session::new(&mut arena, Settings::DEFAULT);
/// session.restore([&flash[0], &flash[1]], 0)?;
/// assert_eq!(session.state(0), SessionState::InDoubt);
/// session.begin(0)?;
/// let mut body = *br#"{"access_token":"at-2","refresh_token":"rt-2","token_type":"Bearer","expires_in":3600}"#;
/// let token = response(&BOLDSIGN, 200, &mut body).map_err(TokenError::without_text)?;
/// session.accept(&token, 40)?;
/// assert_eq!(session.state(40), SessionState::Unstored);
/// flash[session.next_slot()] = { session.record(&mut image)?; image };
/// session.stored();
/// assert_eq!(session.access_token(40).unwrap().expose(), "at-2");
/// assert_eq!(pick([&flash[0], &flash[1]]).slot, Some(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Session<'a> {
    arena: Arena<'a>,
    settings: Settings,
    /// Of the record that is stored, or is to be.
    sequence: u32,
    /// Where the newest stored record is.
    slot: usize,
    phase: Phase,
    in_doubt: bool,
    marked: bool,
    attempt: u32,
    rejections: u32,
    clock: Clock,
    /// By the session's clock: when the request for the access token was sent, when the last request
    /// was, and when the next may be.
    requested_at: u64,
    sent_at: u64,
    next_at: u64,
    /// By the session's clock: when it is time to refresh, and when the access token ends, as far as
    /// its lifetime is known.
    refresh_at: u64,
    ends_at: u64,
    lifetime: Option<u32>,
    /// When the refresh token dies, in seconds since 1970.
    deadline: i64,
}

impl<'a> Session<'a> {
    /// A session without a grant; one by client credentials is due at once. The arena holds the
    /// longest refresh token, access token and user's id together.
    pub fn new(arena: &'a mut [u8], settings: Settings) -> Self {
        Self {
            arena: Arena::new(arena),
            settings,
            sequence: 0,
            slot: 1,
            phase: before_a_grant(settings),
            in_doubt: false,
            marked: false,
            attempt: 0,
            rejections: 0,
            clock: Clock::new(),
            requested_at: 0,
            sent_at: 0,
            next_at: 0,
            refresh_at: NEVER,
            ends_at: NEVER,
            lifetime: None,
            deadline: UNKNOWN,
        }
    }

    /// Takes the wall time, in seconds since 1970, whenever it is learnt: from a clock that is set, or
    /// an answer's `Date`, which is told before the answer. Without it the life of a refresh token is
    /// unknown, and a stored access token is of no use. The session counts on from there.
    pub fn wall_time(&mut self, seconds: i64, now: u64) {
        self.clock.tick(now);
        self.clock.set_wall_time(seconds);
        self.plan();
    }

    /// Goes on from what was stored before a restart, without writing anything. It comes before
    /// anything else but [`wall_time`](Self::wall_time), before a login too, whose record must be newer
    /// than what is there. Where no slot has a whole record, there is no grant.
    ///
    /// # Errors
    /// [`BufferTooSmall`] where the arena does not hold the record's texts; the slots keep them.
    /// [`move_to`](Self::move_to) a larger arena, and call this again.
    pub fn restore(&mut self, slots: [&[u8]; 2], now: u64) -> Result<(), BufferTooSmall> {
        self.clock.tick(now);
        let (mut picked, mut record) = (NONE, Stored::default());
        read_newer(slots, &mut picked, &mut record);
        let Some(slot) = picked.slot else {
            self.end();
            self.phase = before_a_grant(self.settings);
            return Ok(());
        };
        // Even where the texts do not fit: a login's record must be newer than this one.
        (self.slot, self.sequence) = (slot, record.sequence);
        let (access_token, ends) = record.access_token();
        self.arena.set(Some(record.subject()), Some(record.refresh_token()), access_token)?;
        self.deadline = record.deadline;
        self.marked = picked.marked;
        self.in_doubt = self.has_refresh_token() && (picked.marked || picked.other_is_torn);
        let left = self.clock.seconds_until(ends);
        self.requested_at = self.clock.now();
        self.lifetime = Some(left);
        self.phase = Phase::Idle;
        (self.attempt, self.next_at, self.rejections) = (0, 0, 0);
        self.plan();
        Ok(())
    }

    /// Starts the life of a grant with the answer to a login, in place of any other. `subject` is the
    /// user's `sub`, if an `id_token` told it; `requested_at` is when the request was sent. Returns
    /// whether there is something to store, which comes next.
    ///
    /// # Errors
    /// [`BufferTooSmall`]: [`move_to`](Self::move_to) a larger arena, and call this again.
    pub fn login(
        &mut self,
        token: &TokenResponse<'_>,
        subject: &str,
        requested_at: u64,
        now: u64,
    ) -> Result<bool, BufferTooSmall> {
        let (access_token, refresh_token) = texts(token);
        self.login_bytes(
            access_token,
            refresh_token,
            subject.as_bytes(),
            token.expires_in,
            requested_at,
            now,
        )
    }

    /// What is needed next.
    pub fn state(&mut self, now: u64) -> SessionState {
        self.clock.tick(now);
        match self.phase {
            Phase::Ended => return SessionState::Ended,
            Phase::InFlight { .. } => return SessionState::InFlight,
            Phase::Unstored => return SessionState::Unstored,
            Phase::Idle | Phase::Refused => {}
        }
        if !self.is_due() {
            return SessionState::Ready { until: self.clock.moment(self.refresh_at, now) };
        }
        if !self.can_refresh() {
            // Such a token is used up to its end.
            return if self.holds() {
                SessionState::Ready { until: self.clock.moment(self.ends_at, now) }
            } else {
                SessionState::Ended
            };
        }
        if self.next_at > self.clock.now() {
            let until = self.clock.moment(self.next_at, now).unwrap_or(NEVER);
            return if self.phase == Phase::Refused {
                SessionState::Refused { until }
            } else {
                SessionState::Waiting { until }
            };
        }
        if self.in_doubt { SessionState::InDoubt } else { SessionState::Due }
    }

    /// The access token, while it holds and its record is stored.
    pub fn access_token(&mut self, now: u64) -> Option<Secret<'_>> {
        let bytes = self.access_token_bytes(now)?;
        core::str::from_utf8(bytes).ok().map(Secret::new)
    }

    /// The `sub` of the login: what an `id_token` that comes with a refresh must say too (OpenID
    /// Connect Core, section 12.2). Empty where none was told.
    pub fn subject(&self) -> &str {
        core::str::from_utf8(self.subject_bytes()).unwrap_or_default()
    }

    /// Begins an attempt, whose request is sent at `now`.
    ///
    /// # Errors
    /// The state, where it is neither `Due` nor `InDoubt`: one request at a time.
    pub fn begin(&mut self, now: u64) -> Result<Begun<'_>, NotDue> {
        let mark = self.begin_bytes(now)?;
        let grant = if self.settings.client_credentials {
            Grant::client_credentials()
        } else {
            let text = core::str::from_utf8(self.refresh_token_bytes()).unwrap_or_default();
            Grant::refresh_token(Secret::new(text))
        };
        Ok(Begun { grant, mark })
    }

    /// Takes the answer. Where it has no refresh token, the old one stays. Returns whether there is
    /// something to store, which comes next; the access token is there to use after that. An answer
    /// that comes after [`Failure::NoAnswer`] was told is taken all the same, until the next attempt
    /// is over.
    ///
    /// # Errors
    /// [`BufferTooSmall`]: nothing was taken, and the answer is still in its body.
    /// [`move_to`](Self::move_to) a larger arena, and call this again.
    pub fn accept(&mut self, token: &TokenResponse<'_>, now: u64) -> Result<bool, BufferTooSmall> {
        let (access_token, refresh_token) = texts(token);
        self.accept_bytes(access_token, refresh_token, token.expires_in, now)
    }

    /// Takes what came instead of a token. `retry_after` is the header's, in seconds.
    pub fn fail(&mut self, failure: Failure, retry_after: Option<u32>, now: u64) {
        self.clock.tick(now);
        if !matches!(self.phase, Phase::InFlight { .. }) {
            return;
        }
        let is_dead = self.deadline != UNKNOWN && self.clock.seconds() > self.deadline;
        let mut retry_after = retry_after;
        self.phase = Phase::Idle;
        match failure {
            Failure::Ended if self.has_refresh_token() => return self.end(),
            Failure::Refused if is_dead => return self.end(),
            Failure::Refused | Failure::Ended => {
                self.phase = Phase::Refused;
                retry_after = retry_after.max(Some(self.settings.cap / 1000));
            }
            Failure::NoAnswer => self.in_doubt = self.has_refresh_token(),
            Failure::NotSent | Failure::TryLater => {}
        }
        self.wait_longer(retry_after);
    }

    /// Tells that an API answered with 401 to the access token, though it should still hold: the one
    /// that is there now, not one before it. The first time the refresh is due at once; where the
    /// tokens that come are rejected too, it waits longer each time.
    pub fn rejected(&mut self, now: u64) {
        self.clock.tick(now);
        let idle = matches!(self.phase, Phase::Idle | Phase::Refused);
        if idle && self.holds() {
            self.arena.drop_access_token();
            if let Some(before) = self.rejections.checked_sub(1) {
                self.wait(before, None);
            }
            self.rejections = self.rejections.saturating_add(1);
        }
    }

    /// The slot, 0 or 1, that the next record is for.
    pub fn next_slot(&self) -> usize {
        self.slot ^ 1
    }

    /// Writes the record to store, into the slot that [`next_slot`](Self::next_slot) names, after
    /// that was erased; returns what was written. [`record_len`](crate::record_len) tells its length.
    /// It holds secrets. The first bytes, as many as [`MARK`](crate::MARK) has, are erased ones: a flash
    /// that programs a word only once must not program these yet.
    ///
    /// # Errors
    /// [`BufferTooSmall`] with the exact length.
    pub fn record<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], BufferTooSmall> {
        let ends = self.access_token_ends();
        let length = write_record(buffer, self.sequence, self.deadline, |writer| {
            write_field(writer, REFRESH_TOKEN, &[], self.refresh_token_bytes());
            write_field(writer, SUBJECT, &[], self.subject_bytes());
            if ends != UNKNOWN {
                write_field(writer, ACCESS_TOKEN, &ends.to_le_bytes(), self.arena.access_token());
            }
        })?;
        Ok(buffer.get(..length).unwrap_or_default())
    }

    /// Tells that the record is stored: it was written, and read back the same. Until then the
    /// session waits; where no storage works at all, call it all the same, and the next restart is a
    /// login.
    pub fn stored(&mut self) {
        if self.phase == Phase::Unstored {
            self.phase = Phase::Idle;
            self.slot = self.next_slot();
            self.marked = false;
        }
    }

    /// The refresh token, to revoke it. It goes into no other request than
    /// [`begin`](Self::begin)'s.
    pub fn refresh_token(&self) -> Option<Secret<'_>> {
        let text = core::str::from_utf8(self.refresh_token_bytes()).unwrap_or_default();
        Some(Secret::new(text)).filter(|token| !token.is_empty())
    }

    /// When the refresh token dies, in seconds since 1970, if that is known.
    pub fn deadline(&self) -> Option<i64> {
        Some(self.deadline).filter(|deadline| *deadline != UNKNOWN)
    }

    /// Ends the session here, at a logout: the texts are wiped. What is stored is the caller's to
    /// erase, the slot that [`next_slot`](Self::next_slot) names first: what is left there is asked
    /// about once more after each restart. So it is where the server has ended it.
    pub fn end(&mut self) {
        self.phase = Phase::Ended;
        self.arena.wipe();
        self.in_doubt = false;
        self.deadline = UNKNOWN;
    }

    /// Goes on in another arena, and wipes this one.
    ///
    /// # Errors
    /// [`BufferTooSmall`] where the other does not hold what is there; the session then stays where
    /// it is.
    pub fn move_to(&mut self, arena: &'a mut [u8]) -> Result<(), BufferTooSmall> {
        self.arena.move_to(arena)
    }
}

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
    /// and before a sliding life is over.
    #[inline(never)]
    fn plan(&mut self) {
        (self.ends_at, self.refresh_at) = (NEVER, NEVER);
        if let Some(lifetime) = self.lifetime {
            self.ends_at = self.requested_at.saturating_add(milliseconds(lifetime));
            self.refresh_at = self.ends_at.saturating_sub(self.leeway(lifetime));
        }
        let is_known = self.deadline != UNKNOWN && self.clock.knows_wall_time();
        if let (RefreshLifetime::Sliding(lifetime), true) =
            (self.settings.refresh_lifetime, is_known && self.has_refresh_token())
        {
            let left = milliseconds(self.clock.seconds_until(self.deadline));
            let left = left.saturating_sub(self.leeway(lifetime));
            self.refresh_at = self.refresh_at.min(self.clock.now().saturating_add(left));
        }
    }

    /// Whether the access token is there and has not ended.
    fn holds(&self) -> bool {
        self.has_access_token() && self.clock.now() < self.ends_at
    }

    /// Whether it is time for another access token.
    fn is_due(&self) -> bool {
        !self.has_access_token() || self.clock.now() >= self.refresh_at
    }

    fn can_refresh(&self) -> bool {
        self.settings.client_credentials || self.has_refresh_token()
    }

    fn has_refresh_token(&self) -> bool {
        !self.arena.refresh_token().is_empty()
    }

    fn has_access_token(&self) -> bool {
        !self.arena.access_token().is_empty()
    }

    fn new_deadline(&self) -> i64 {
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

    /// An access token has come, which was asked for `flight` milliseconds ago. Waits for a record to
    /// be stored, if there is one to store.
    fn arrived(&mut self, expires_in: Option<u32>, changed: bool) -> bool {
        (self.requested_at, self.lifetime, self.next_at) = (self.sent_at, expires_in, 0);
        self.in_doubt = false;
        let store = changed || self.keeps_access_token();
        if store {
            self.sequence = self.sequence.saturating_add(1);
        }
        // Each record's spread is its own, so this comes after its number.
        self.plan();
        self.phase = if store { Phase::Unstored } else { Phase::Idle };
        if self.is_due() {
            // Else each answer would be the cause of the next request.
            self.wait_longer(None);
        } else {
            self.attempt = 0;
        }
        store
    }

    /// Whether the access token is to be stored, and when it ends is known by wall time.
    fn keeps_access_token(&self) -> bool {
        self.settings.keeps_access_token
            && self.has_access_token()
            && self.lifetime.is_some()
            && self.clock.knows_wall_time()
    }

    /// When the access token ends by wall time, if it is to be stored.
    fn access_token_ends(&self) -> i64 {
        if !self.keeps_access_token() {
            return UNKNOWN;
        }
        let left = self.ends_at.saturating_sub(self.clock.now()) / 1000;
        self.clock.seconds().saturating_add_unsigned(left)
    }

    /// Waits after an attempt that brought nothing.
    fn wait_longer(&mut self, retry_after: Option<u32>) {
        self.wait(self.attempt, retry_after);
        self.attempt = self.attempt.saturating_add(1);
    }

    fn wait(&mut self, attempt: u32, retry_after: Option<u32>) {
        let Settings { first, cap, .. } = self.settings;
        let mixed = self.mix(attempt.saturating_add(1));
        let pause = delay((first, cap), attempt, mixed, retry_after);
        self.next_at = self.next_at.max(self.clock.now().wrapping_add(pause));
    }
}

impl fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session(elided)")
    }
}

/// Client credentials are a grant of their own; any other starts with a login.
fn before_a_grant(settings: Settings) -> Phase {
    if settings.client_credentials { Phase::Idle } else { Phase::Ended }
}

fn texts<'t>(token: &TokenResponse<'t>) -> (&'t [u8], &'t [u8]) {
    let refresh_token = token.refresh_token.map_or("", Secret::expose);
    (token.access_token.expose().as_bytes(), refresh_token.as_bytes())
}
