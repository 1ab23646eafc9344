//! The life of a grant: one refresh token, kept through refreshes, restarts and lost responses.

use core::fmt;

use crate::session::arena::Arena;
use crate::session::clock::{Clock, NEVER, UNKNOWN};
use crate::session::requests::Requests;
use crate::session::settings::{RefreshLifetime, Settings};
use crate::session::state::SessionState;
use crate::token::grant::Grant;

/// An attempt to get an access token: the request to send, and the slot to mark before.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'s> {
    /// The grant to send.
    pub grant: Grant<'s>,
    /// The slot, 0 or 1, over whose first bytes [`MARK`](crate::MARK) is programmed before the request is
    /// sent. It is asked for once for each refresh token, not for further attempts. If programming fails,
    /// send the request all the same: a restart then tries the token again.
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

/// The life of one grant: its refresh token, its access token, and when to send which request.
///
/// It does no I/O. It returns what to send and what to store; the caller reports the result of each.
/// [`receive`](Self::receive) reads a response, and does what `accept` or `fail` would.
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
/// # Guarantees
/// 1. A refresh token is never discarded because a response lacks one or cannot be read.
/// 2. At most one request is in flight.
/// 3. A new refresh token is used only after its record was stored, and an older one is never sent after
///    that.
/// 4. A new refresh token in a response that is refused for another member is kept: see
///    [`receive`](Self::receive).
/// 5. Once a record is stored, any single fault leaves the refresh token there; with a [copy](#copies) of
///    the record also bits that flip in it.
/// 6. A power cut before that leads to one request. After its response the session is ready, if the server
///    has a grace period for the old refresh token, or [`Ended`](SessionState::Ended). It never loops.
/// 7. Only the server or the caller ends a session: `invalid_grant`; `login_required`,
///    `interaction_required` or `consent_required` at a refresh; an error code that the profile lists; a
///    permanent error after the refresh token's known deadline; an `id_token` for another subject or
///    audience; [`end`](Self::end).
/// 8. After the last fault one request settles it, with two exceptions: one more where the clock jumped
///    ahead over a request, and one more to extend a sliding lifetime after a restart.
/// 9. A server that asks for a DPoP nonce gets one more request at once, and no third without a pause: see
///    [`begin_again`](Self::begin_again).
///
/// The strings are in the caller's arena. If the caller's clock jumps back, the session goes on
/// from the time that it had; if it jumps ahead, the session refreshes early. Everything secret is wiped on drop.
///
/// # Wear
/// A refresh that rotates the refresh token erases one slot. Programming the mark, further attempts and a
/// refresh without a new refresh token erase none. Access tokens of one hour, refreshed a minute early,
/// are 8914 erases a year in two slots, 4457 each: a flash of 10 000 cycles lasts two years and two
/// months, one of 100 000 cycles 22 years. If that is too little, spread the records over more pages or
/// ask for longer tokens.
///
/// # Copies
/// Flipped bits in the only slot with the newest token lose it. Flash with error correction does not
/// flip. On other flash, program the record twice into one page, which costs no further erase, and pass
/// the copy to [`restore`](Self::restore) that [`newest_record`](crate::newest_record) chooses. `examples/flash.rs` does so.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, newest_record, record_len, MARK};
/// use grantlet::{Client, Failure, Secret, Session, Settings, SessionState, Uptime};
///
/// let at = Uptime::from_millis;
/// let client = Client::confidential(&BOLDSIGN, "596f0268", Secret::new("sesame"));
/// let mut flash = [[0xFF; record_len(64, 0, 0)]; 2];
/// let mut arena = [0; 256];
/// let mut session = Session::new(&mut arena, Settings::DEFAULT);
/// assert_eq!(session.state(at(0)), SessionState::Ended);
///
/// // The user has logged in.
/// let mut body = *br#"{"access_token":"at-1","refresh_token":"rt-1","token_type":"Bearer","expires_in":3600}"#;
/// let token = BOLDSIGN.token(200, &mut body)?;
/// session.login(&token, "", at(0), at(0))?;
/// let mut image = [0; record_len(64, 0, 0)];
/// flash[session.next_slot()] = { session.record(&mut image)?; image };
/// session.stored()?;
/// assert_eq!(session.access_token(at(1)).unwrap().expose(), "at-1");
/// assert_eq!(session.state(at(1)), SessionState::Ready { until: Some(at(3_540_000)) });
///
/// // An hour later: mark, send, and the response is lost.
/// let mut buffer = [0; 512];
/// let attempt = session.begin(at(3_540_000))?;
/// if let Some(slot) = attempt.mark { flash[slot][..32].copy_from_slice(&MARK) }
/// let post = client.request(&attempt.grant, &mut buffer)?;
/// assert!(post.body.ends_with("refresh_token=rt-1"));
/// session.fail(Failure::NoResponse, None, at(3_550_000))?;
/// assert!(matches!(session.state(at(3_550_000)), SessionState::Waiting { .. }));
/// drop(session);
///
/// // The device starts again, and asks once more.
/// let mut session = Session::new(&mut arena, Settings::DEFAULT);
/// session.restore([&flash[0], &flash[1]], at(0))?;
/// assert_eq!(session.state(at(0)), SessionState::InDoubt);
/// session.begin(at(0))?;
/// let mut body = *br#"{"access_token":"at-2","refresh_token":"rt-2","token_type":"Bearer","expires_in":3600}"#;
/// let token = BOLDSIGN.token(200, &mut body)?;
/// session.accept(&token, at(40))?;
/// assert_eq!(session.state(at(40)), SessionState::Unstored);
/// flash[session.next_slot()] = { session.record(&mut image)?; image };
/// session.stored()?;
/// assert_eq!(session.access_token(at(40)).unwrap().expose(), "at-2");
/// assert_eq!(newest_record([&flash[0], &flash[1]]).slot, Some(1));
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
    /// The access token is not short, and its refresh has no attempt.
    pub(super) is_long: bool,
    /// A request is on its way, behind a token that came late for the one before and is unstored.
    pub(super) is_behind: bool,
    /// The refresh token of the request on its way was replaced meanwhile.
    pub(super) is_replaced: bool,
    pub(super) in_doubt: bool,
    /// No token is returned before an `id_token` has passed.
    pub(super) id_token_is_due: bool,
    /// As in the newest stored record.
    pub(super) stored_id_token_is_due: bool,
    /// The refresh on its way lengthens the refresh token's life.
    pub(super) extends: bool,
    pub(super) marked: bool,
    /// Whether the newest stored record is in slot 1.
    pub(super) is_second: bool,
    /// The deadline was set since wall time was contradicted last.
    pub(super) deadline_counts: bool,
    /// The access token was restored: without wall time it is not used.
    pub(super) is_restored: bool,
    /// As in [`Settings`].
    pub(super) keeps_access_token: bool,
    pub(super) client_credentials: bool,
    /// Of the record that is stored, or is to be.
    pub(super) sequence: u32,
    /// The number of the server that the login chose.
    pub(super) server: u32,
    /// Milliseconds until the next request may be sent.
    pub(super) next_in: u32,
    /// Milliseconds that a short access token is returned for, and not refreshed.
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
    /// When the access token ends by wall time, in seconds since 1970.
    pub(super) until: i64,
    /// When the refresh token dies, in seconds since 1970.
    pub(super) deadline: i64,
    pub(super) requests: Requests,
    pub(super) clock: Clock,
}

impl<'a> Session<'a> {
    /// A session without a grant; one by client credentials is due at once. The arena must hold the longest
    /// refresh token, access token and `sub` together.
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
            server: 0,
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
            until: UNKNOWN,
            deadline: UNKNOWN,
            requests: Requests::new(),
            clock: Clock::new(),
        }
    }

    pub(super) fn state_at(&mut self, now: u64) -> SessionState {
        let mut left = NEVER;
        let stage = self.stage(now, &mut left);
        SessionState::of(stage, left, now)
    }

    /// Nothing of the grant before counts for the one that starts, nor does its last request.
    pub(super) fn start_afresh(&mut self) {
        (self.attempt, self.rejections, self.next_in) = (0, 0, 0);
        (self.is_behind, self.is_replaced) = (false, false);
        self.requests.close(0);
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
