//! A session by the C interface, called as C calls it.

use std::ffi::c_void;

use grantlet_ffi::{
    Attempt, Client, Error, Identity, Profile, ProfileSetting, Response, Session, SessionState,
    SettingKind, Settings, Span, Status, Token, grantlet_data_envelope, grantlet_rfc6749,
    grantlet_session_access_token, grantlet_session_begin, grantlet_session_begin_again,
    grantlet_session_deadline, grantlet_session_end, grantlet_session_fail, grantlet_session_init,
    grantlet_session_login, grantlet_session_next_slot, grantlet_session_receive,
    grantlet_session_record, grantlet_session_refresh_token, grantlet_session_rejected,
    grantlet_session_restore, grantlet_session_state, grantlet_session_stored,
    grantlet_session_wall_time, grantlet_setting_expires_at,
    grantlet_setting_refresh_token_expires_in,
};

use crate::sessions::{Case, Driver, Login, Outcome, Provider, State};

const SLOT: usize = 512;

pub(crate) struct C {
    case: Case,
    session: *mut Session,
    slots: [[u8; SLOT]; 2],
}

pub(crate) fn span(text: &[u8]) -> Span {
    Span { bytes: text.as_ptr(), length: text.len() }
}

pub(crate) fn text(span: Span) -> Option<String> {
    // SAFETY: it points into the session's arena.
    let bytes = (span.length > 0)
        .then(|| unsafe { std::slice::from_raw_parts(span.bytes, span.length) }.to_vec());
    bytes.map(|bytes| String::from_utf8(bytes).unwrap())
}

fn setting(kind: &'static SettingKind, value: &'static str) -> ProfileSetting {
    ProfileSetting { kind: Some(kind), value: span(value.as_bytes()) }
}

pub(crate) fn zeroed<T>() -> T {
    // SAFETY: only for the interface's own structs, of which zeros are one.
    unsafe { std::mem::zeroed() }
}

impl C {
    fn session(case: &Case) -> *mut Session {
        // A session of zeros is none.
        let session: *mut Session = Box::leak(Box::new(zeroed()));
        let arena: &'static mut [u8; 256] = Box::leak(Box::new([0; 256]));
        let set = |name: &str| case.setting(name).unwrap_or(0);
        let settings = Settings {
            leeway: set("leeway"),
            spread: set("spread"),
            first: set("first"),
            cap: set("cap"),
            seed: case.seed,
            refresh_lifetime: case.absolute.unwrap_or(0),
            client_credentials: case.client_credentials,
            ..zeroed()
        };
        let arena = arena.as_mut_ptr().cast::<c_void>();
        // SAFETY: each pointer is what the header asks for.
        assert_eq!(
            unsafe { grantlet_session_init(session, arena, 256, &raw const settings) },
            Status::Ok
        );
        session
    }

    fn store(&mut self) {
        let (mut page, mut record, mut error) = ([0xFF; SLOT], zeroed::<Span>(), zeroed());
        // SAFETY: each pointer is what the header asks for.
        unsafe {
            let slot = grantlet_session_next_slot(self.session);
            let bytes = page.as_mut_ptr().cast();
            let (out, error) = (&raw mut record, &raw mut error);
            let status = grantlet_session_record(self.session, bytes, SLOT, out, error);
            assert_eq!(status, Status::Ok);
            page[record.length..].fill(0xFF);
            if grantlet_session_stored(self.session) == Status::Ok {
                self.slots[slot] = page;
            }
        }
    }

    fn fail(&mut self, status: Status, now: u64) {
        // SAFETY: each pointer is what the header asks for.
        let failed =
            unsafe { grantlet_session_fail(self.session, status as i32, std::ptr::null(), 0, now) };
        assert_eq!(failed, Status::Ok);
    }
}

/// Whether a session ends when its refresh is refused so.
pub(crate) fn ends_session(status: Status, error: &Error) -> bool {
    let mut c = C::new(&Case::default(), 0);
    let login =
        Login { access_token: "at", refresh_token: "rt", expires_in: Some(1), ..Login::default() };
    c.login(login, 0);
    assert!(c.begin(10_000));
    // SAFETY: it is a session, and the error's body is still there.
    let failed = unsafe { grantlet_session_fail(c.session, status as i32, error, 0, 10_000) };
    assert_eq!(failed, Status::Ok);
    c.state(10_000).word == "ended"
}

impl Driver for C {
    fn new(case: &Case, wall: i64) -> Self {
        let session = Self::session(case);
        // SAFETY: it is a session.
        unsafe { grantlet_session_wall_time(session, wall, 0) };
        Self { case: case.clone(), session, slots: [[0xFF; SLOT]; 2] }
    }

    fn login(&mut self, login: Login<'_>, now: u64) {
        let (mut token, mut error): (Token, Error) = (zeroed(), zeroed());
        token.access_token = span(login.access_token.as_bytes());
        token.refresh_token = span(login.refresh_token.as_bytes());
        token.expires_in = login.expires_in.unwrap_or(0);
        token.expires_in_known = login.expires_in.is_some();
        token.expires_at = login.expires_at.unwrap_or(0);
        token.expires_at_known = login.expires_at.is_some();
        token.refresh_token_expires_in = login.refresh_token_expires_in;
        let subject = span(login.subject.as_bytes());
        // SAFETY: each pointer is what the header asks for.
        let status = unsafe {
            let (token, error) = (&raw const token, &raw mut error);
            grantlet_session_login(self.session, token, subject, now, now, error)
        };
        assert_eq!(status, Status::Ok);
        self.store();
    }

    fn begin(&mut self, now: u64) -> bool {
        let mut begun: Attempt = zeroed();
        // SAFETY: each pointer is what the header asks for.
        let status = unsafe { grantlet_session_begin(self.session, now, &raw mut begun) };
        if begun.mark {
            self.slots[begun.slot][..32].fill(0);
        }
        status == Status::Ok
    }

    fn begin_again(&mut self, now: u64) -> bool {
        let mut begun: Attempt = zeroed();
        // SAFETY: each pointer is what the header asks for.
        let status = unsafe { grantlet_session_begin_again(self.session, now, &raw mut begun) };
        assert!(!begun.mark, "the mark is there");
        status == Status::Ok
    }

    fn complete(&mut self, outcome: &Outcome, requested_at: Option<u64>, now: u64) {
        match outcome {
            Outcome::None => self.fail(Status::ENoResponse, now),
            Outcome::NotSent => self.fail(Status::ENotSent, now),
            Outcome::Http { status, body, retry_after } => {
                let mut body = body.clone().into_bytes();
                let response = Response {
                    body: body.as_mut_ptr().cast(),
                    length: body.len(),
                    requested_at: requested_at.unwrap_or(0),
                    requested_at_known: requested_at.is_some(),
                    retry_after: retry_after.unwrap_or(0),
                    status: *status,
                };
                let identity = self.case.identity.as_ref().map(|(issuer, client_id)| Identity {
                    issuer: span(issuer.as_bytes()),
                    client_id: span(client_id.as_bytes()),
                    leeway: 0,
                });
                let identity = identity.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
                let mut error: Error = zeroed();
                let settings = [
                    setting(&grantlet_setting_expires_at, "expires_at=unix_seconds"),
                    setting(&grantlet_setting_refresh_token_expires_in, "refresh_expires_in"),
                ];
                let times = Profile {
                    base: &raw const grantlet_rfc6749,
                    settings: settings.as_ptr(),
                    settings_count: settings.len(),
                    provider: std::ptr::null(),
                };
                let profile = match self.case.provider {
                    Provider::Rfc6749 => &raw const grantlet_rfc6749,
                    Provider::Envelope => &raw const grantlet_data_envelope,
                    Provider::Times => &raw const times,
                };
                let client = Client { profile, ..zeroed() };
                // SAFETY: each pointer is what the header asks for.
                let status = unsafe {
                    let (client, response, error) =
                        (&raw const client, &raw const response, &raw mut error);
                    grantlet_session_receive(self.session, client, response, identity, now, error)
                };
                let status = status as i32;
                assert!(status == 0 || (40..=51).contains(&status), "{status}");
            }
        }
        self.store();
    }

    fn rejected(&mut self, now: u64) {
        // SAFETY: it is a session.
        let _ = unsafe { grantlet_session_rejected(self.session, now) };
    }

    fn end(&mut self, _: u64) {
        // SAFETY: it is a session.
        unsafe { grantlet_session_end(self.session) };
        self.store();
    }

    fn wall(&mut self, seconds: i64, now: u64) {
        // SAFETY: it is a session.
        unsafe { grantlet_session_wall_time(self.session, seconds, now) };
    }

    fn restart(&mut self, wall: Option<i64>, now: u64) {
        self.session = Self::session(&self.case);
        if let Some(wall) = wall {
            self.wall(wall, now);
        }
        let mut error = zeroed();
        let [first, second] = self.slots.each_ref().map(|slot| span(slot));
        // SAFETY: each pointer is what the header asks for.
        let status =
            unsafe { grantlet_session_restore(self.session, first, second, now, &raw mut error) };
        assert_eq!(status, Status::Ok);
    }

    fn state(&mut self, now: u64) -> State {
        let (mut until, mut deadline) = (0, 0);
        // SAFETY: each pointer is what the header asks for.
        unsafe {
            let word = match grantlet_session_state(self.session, now, &raw mut until) {
                SessionState::Ready => "ready",
                SessionState::Due => "due",
                SessionState::InDoubt => "in_doubt",
                SessionState::InFlight => "in_flight",
                SessionState::Unstored => "unstored",
                SessionState::Waiting => "waiting",
                SessionState::Refused => "refused",
                SessionState::Ended => "ended",
            };
            State {
                word,
                until: Some(until).filter(|until| *until != u64::MAX),
                access_token: text(grantlet_session_access_token(self.session, now)),
                refresh_token: text(grantlet_session_refresh_token(self.session)),
                deadline: grantlet_session_deadline(self.session, &raw mut deadline)
                    .then_some(deadline),
            }
        }
    }
}
