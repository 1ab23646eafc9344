//! The life of a grant: one refresh token, kept through refreshes, restarts and lost answers.

use core::fmt;

use crate::crypto::secret::Secret;
use crate::oauth::token_response::TokenResponse;
use crate::session::arena::Arena;
use crate::session::clock::{Clock, NEVER, UNKNOWN};
use crate::session::requests::Requests;
use crate::session::settings::{RefreshLifetime, Settings};
use crate::session::state::{AcceptError, NotDue, SessionState};
use crate::text::buffer::BufferTooSmall;
use crate::token::grant::Grant;

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
pub(super) enum Phase {
    Idle,
    /// Idle, and the last attempt was refused.
    Refused,
    InFlight,
    Unstored,
    /// Ended, and the record that says so is not stored.
    Ending,
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
/// `invalid_grant`, `login_required` and its like, what the profile lists, past the refresh token's
/// known life any lasting refusal, or an `id_token` that is another user's. A new refresh token in a
/// response that is refused is kept: see [`receive`](Self::receive). After the last fault it takes one request to be ready or to have ended; one more where
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
/// use grantlet::{providers::BOLDSIGN, pick, record_len, MARK};
/// use grantlet::{Client, Failure, Secret, Session, Settings, SessionState, TokenError};
///
/// let client = Client::confidential(&BOLDSIGN, "596f0268", Secret::new("sesame"));
/// let mut flash = [[0xFF; record_len(64, 0, 0)]; 2];
/// let mut arena = [0; 256];
/// let mut session = Session::new(&mut arena, Settings::DEFAULT);
/// assert_eq!(session.state(0), SessionState::Ended);
///
/// // The user has logged in.
/// let mut body = *br#"{"access_token":"at-1","refresh_token":"rt-1","token_type":"Bearer","expires_in":3600}"#;
/// let token = BOLDSIGN.token(200, &mut body)?;
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
/// let post = client.request(&begun.grant, &mut buffer)?;
/// assert!(post.body.ends_with("refresh_token=rt-1"));
/// session.fail(Failure::NoAnswer, None, 3_550_000)?;
/// assert!(matches!(session.state(3_550_000), SessionState::Waiting { .. }));
/// drop(session);
///
/// // The device starts again, and asks once more.
/// let mut session = Session::new(&mut arena, Settings::DEFAULT);
/// session.restore([&flash[0], &flash[1]], 0)?;
/// assert_eq!(session.state(0), SessionState::InDoubt);
/// session.begin(0)?;
/// let mut body = *br#"{"access_token":"at-2","refresh_token":"rt-2","token_type":"Bearer","expires_in":3600}"#;
/// let token = BOLDSIGN.token(200, &mut body)?;
/// session.accept(&token, 40)?;
/// assert_eq!(session.state(40), SessionState::Unstored);
/// flash[session.next_slot()] = { session.record(&mut image)?; image };
/// session.stored();
/// assert_eq!(session.access_token(40).unwrap().expose(), "at-2");
/// assert_eq!(pick([&flash[0], &flash[1]]).slot, Some(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
// Each is a fact of its own; no two of them make a state. Bytes are at the start, where the shortest
// instructions reach them, and beside each other where they are written together.
#[allow(clippy::struct_excessive_bools)]
#[repr(C)]
pub struct Session<'a> {
    pub(super) phase: Phase,
    pub(super) attempt: u8,
    pub(super) rejections: u8,
    /// The access token is not short, and its refresh has not begun.
    pub(super) is_long: bool,
    /// A request is on its way, behind a token that came late for the one before and is unstored.
    pub(super) is_behind: bool,
    /// The refresh token of the request on its way was replaced meanwhile.
    pub(super) is_replaced: bool,
    pub(super) in_doubt: bool,
    /// Nothing is handed out before an `id_token` has passed.
    pub(super) id_token_is_due: bool,
    /// The newest stored record says so.
    pub(super) stored_id_token_is_due: bool,
    /// The refresh on its way lengthens the refresh token's life.
    pub(super) extends: bool,
    pub(super) marked: bool,
    /// Whether the newest stored record is in slot 1.
    pub(super) is_second: bool,
    /// The deadline was told since wall time was contradicted last.
    pub(super) deadline_counts: bool,
    /// The access token was restored, and lives up to a moment of wall time.
    pub(super) is_restored: bool,
    /// As in [`Settings`].
    pub(super) keeps_access_token: bool,
    pub(super) client_credentials: bool,
    /// Of the record that is stored, or is to be.
    pub(super) sequence: u32,
    /// Milliseconds until the next request may be sent.
    pub(super) next_in: u32,
    /// Milliseconds that a short access token is handed out for, and not refreshed.
    pub(super) held_for: u32,
    /// Seconds that the access token lives, 0 where that is not known.
    pub(super) lifetime: u32,
    /// As in [`Settings`].
    pub(super) leeway: u32,
    pub(super) spread: u32,
    pub(super) first: u32,
    pub(super) cap: u32,
    pub(super) seed: u32,
    pub(super) refresh_lifetime: RefreshLifetime,
    pub(super) arena: Arena<'a>,
    /// Milliseconds until it is time to refresh, and until the access token ends, as far as its
    /// lifetime is known.
    pub(super) refresh_in: u64,
    pub(super) ends_in: u64,
    /// When a restored access token ends, in seconds since 1970.
    pub(super) until: i64,
    /// When the refresh token dies, in seconds since 1970.
    pub(super) deadline: i64,
    pub(super) requests: Requests,
    pub(super) clock: Clock,
}

impl<'a> Session<'a> {
    /// A session without a grant; one by client credentials is due at once. The arena holds the
    /// longest refresh token, access token and user's id together.
    pub fn new(arena: &'a mut [u8], settings: Settings) -> Self {
        let Settings { leeway, spread, first, cap, seed, refresh_lifetime, .. } = settings;
        let Settings { keeps_access_token, client_credentials, .. } = settings;
        Self {
            phase: before_a_grant(client_credentials),
            attempt: 0,
            rejections: 0,
            is_long: false,
            is_behind: false,
            is_replaced: false,
            in_doubt: false,
            id_token_is_due: false,
            stored_id_token_is_due: false,
            extends: false,
            marked: false,
            is_second: true,
            deadline_counts: true,
            is_restored: false,
            keeps_access_token,
            client_credentials,
            sequence: 0,
            next_in: 0,
            held_for: 0,
            lifetime: 0,
            leeway,
            spread,
            first,
            cap,
            seed,
            refresh_lifetime,
            arena: Arena::new(arena),
            refresh_in: NEVER,
            ends_in: NEVER,
            until: 0,
            deadline: UNKNOWN,
            requests: Requests::new(),
            clock: Clock::new(),
        }
    }

    /// Takes the wall time, in seconds since 1970, whenever it is learnt: from a clock that is set, or
    /// an answer's `Date`, which is told before the answer. Without it the life of a refresh token is
    /// unknown, and a stored access token is of no use. The session counts on from there.
    ///
    /// The end of a refresh token's life ends a session only where no clock is in doubt: after `now`
    /// has gone back, or an hour or more ahead, the wall time has to be told again; after a wall
    /// time that contradicts the one before by more than ten minutes, an end that was told before it
    /// counts no longer; and an end that is more than a year ago does not count. A restored access token
    /// is held to each wall time that is told.
    pub fn wall_time(&mut self, seconds: i64, now: u64) {
        self.tick(now);
        self.deadline_counts &= self.clock.set_wall_time(seconds);
        self.plan();
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

    /// Starts the life of a grant with a refresh token alone, such as another program has stored: a
    /// refresh is due. Else as [`login`](Self::login).
    ///
    /// # Errors
    /// As [`login`](Self::login).
    pub fn adopt(
        &mut self,
        refresh_token: Secret<'_>,
        subject: &str,
        now: u64,
    ) -> Result<bool, BufferTooSmall> {
        let refresh_token = refresh_token.expose().as_bytes();
        self.login_bytes(&[], refresh_token, subject.as_bytes(), None, now, now)
    }

    /// What is needed next.
    pub fn state(&mut self, now: u64) -> SessionState {
        let mut left = NEVER;
        let stage = self.stage(now, &mut left);
        SessionState::of(stage, left, now)
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
        let grant = if self.client_credentials {
            Grant::client_credentials()
        } else {
            let text = core::str::from_utf8(self.refresh_token_bytes()).unwrap_or_default();
            Grant::refresh_token(Secret::new(text))
        };
        Ok(Begun { grant, mark })
    }

    /// Takes the answer. Where it has no refresh token, the old one stays. Returns whether there is
    /// something to store, which comes next; the access token is there to use after that. An answer
    /// that comes after [`Failure::NoAnswer`](crate::Failure::NoAnswer) was told is taken all the same, until the next attempt
    /// is over. After a restart there is none to come before [`begin`](Self::begin). An `id_token` that came with it is the caller's to verify before: [`receive`] does so.
    /// Where one is due before anything is handed out, a token without one is not handed out.
    ///
    /// # Errors
    /// [`AcceptError`]: nothing was taken, and the answer is still in its body. Where the arena is too
    /// small, [`move_to`](Self::move_to) a larger one, and call this again.
    ///
    /// [`receive`]: Self::receive
    pub fn accept(&mut self, token: &TokenResponse<'_>, now: u64) -> Result<bool, AcceptError> {
        let (access_token, refresh_token) = texts(token);
        let has_id_token = token.id_token.is_some();
        self.accept_texts(access_token, refresh_token, has_id_token, token.expires_in, now)
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

    /// Nothing of the grant before counts for the one that starts, nor does its last request.
    pub(super) fn start_afresh(&mut self) {
        (self.attempt, self.rejections, self.next_in) = (0, 0, 0);
        (self.is_behind, self.is_replaced) = (false, false);
        self.requests.close(0);
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

impl fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session(elided)")
    }
}

/// Client credentials are a grant of their own; any other starts with a login.
pub(super) fn before_a_grant(client_credentials: bool) -> Phase {
    if client_credentials { Phase::Idle } else { Phase::Ended }
}

fn texts<'t>(token: &TokenResponse<'t>) -> (&'t [u8], &'t [u8]) {
    let refresh_token = token.refresh_token.map_or("", Secret::expose);
    (token.access_token.expose().as_bytes(), refresh_token.as_bytes())
}
