//! The life of a grant: each call in each state, rotation, the mark.

use grantlet::{
    Client, Failure, NotDue, Profile, Response, RestoreError, Session, SessionError, SessionState,
    Settings, WrongState, record_len,
};
use grantlet_tests::ms;

const PROFILE: Profile<'_> = Profile::RFC6749.token_endpoint("/token");
pub(crate) const CLIENT: Client<'_> = Client::public(&PROFILE, "id").base_url("https://as.example");
pub(crate) const SLOT: usize = record_len(32, 32, 32);
pub(crate) type Flash = [[u8; SLOT]; 2];
pub(crate) const BLANK: Flash = [[0xFF; SLOT]; 2];
/// When a token of an hour that was requested at 0 is due, with a minute of leeway.
pub(crate) const DUE: u64 = 3_540_000;
/// Long after every pause and the token's end.
const LATER: u64 = 20_000_000;

/// Logged in at 0, with a token of an hour, and stored.
pub(crate) fn live<'a>(arena: &'a mut [u8], settings: Settings, flash: &mut Flash) -> Session<'a> {
    let mut session = Session::new(arena, settings);
    log_in(&mut session, Some(3600), 0);
    store(&mut session, flash);
    session
}

pub(crate) fn log_in(session: &mut Session<'_>, expires_in: Option<u32>, now: u64) {
    assert_eq!(session.login_bytes(b"at-1", b"rt-1", b"user", expires_in, now, now), Ok(true));
}

/// Writes the record, and reports it as stored.
pub(crate) fn store(session: &mut Session<'_>, flash: &mut Flash) {
    let slot = session.next_slot();
    flash[slot] = [0xFF; SLOT];
    let mut image = [0; SLOT];
    let record = session.record(&mut image).unwrap();
    flash[slot][..record.len()].copy_from_slice(record);
    session.stored().unwrap();
}

pub(crate) fn slots(flash: &Flash) -> [&[u8]; 2] {
    [&flash[0], &flash[1]]
}

/// Starts again from what is stored, at `now`.
pub(crate) fn restart<'a>(
    arena: &'a mut [u8],
    settings: Settings,
    flash: &Flash,
    now: u64,
) -> Session<'a> {
    let mut session = Session::new(arena, settings);
    session.restore(slots(flash), ms(now)).unwrap();
    session
}

pub(crate) fn word(state: SessionState) -> &'static str {
    match state {
        SessionState::Ready { .. } => "ready",
        SessionState::Due => "due",
        SessionState::InDoubt => "in doubt",
        SessionState::InFlight => "in flight",
        SessionState::Unstored => "unstored",
        SessionState::Waiting { .. } => "waiting",
        SessionState::Refused { .. } => "refused",
        SessionState::Ended => "ended",
    }
}

const STATES: [&str; 8] =
    ["ready", "due", "in doubt", "in flight", "unstored", "waiting", "refused", "ended"];

/// Brings a new session into a state, and returns the moment.
fn reach(session: &mut Session<'_>, state: &str) -> u64 {
    if state == "ended" {
        return 0;
    }
    log_in(session, Some(3600), 0);
    if state == "unstored" {
        return 0;
    }
    session.stored().unwrap();
    if state == "ready" {
        return 0;
    }
    if state == "due" {
        return DUE;
    }
    assert!(session.begin(ms(DUE)).is_ok());
    match state {
        "in flight" => return DUE,
        "waiting" => session.fail(Failure::TryLater, Some(100), ms(DUE)).unwrap(),
        "refused" => session.fail(Failure::Refused, None, ms(DUE)).unwrap(),
        "in doubt" => {
            session.fail(Failure::NoResponse, None, ms(DUE)).unwrap();
            // After the pause, and before the token's end.
            return DUE + 2_000;
        }
        _ => panic!("{state}"),
    }
    DUE
}

type Call = fn(&mut Session<'_>, u64);

/// Every call in every state: one row a call, one column a state, in the order of [`STATES`].
#[test]
fn each_call_in_each_state_leads_where_the_graph_says() {
    const NEW: &[u8] = b"rt-2";
    let same = STATES;
    let rows: [(&str, Call, [&str; 8]); 14] = [
        (
            "begin",
            |s, now| _ = s.begin_bytes(now),
            [
                "ready",
                "in flight",
                "in flight",
                "in flight",
                "unstored",
                "waiting",
                "refused",
                "ended",
            ],
        ),
        (
            "accept a new refresh token",
            |s, now| _ = s.accept_bytes(b"at-2", NEW, Some(3600), now),
            ["ready", "due", "unstored", "unstored", "unstored", "waiting", "refused", "ended"],
        ),
        (
            "accept none",
            |s, now| _ = s.accept_bytes(b"at-2", b"", Some(3600), now),
            ["ready", "due", "ready", "ready", "unstored", "waiting", "refused", "ended"],
        ),
        (
            "accept the same",
            |s, now| _ = s.accept_bytes(b"at-2", b"rt-1", Some(3600), now),
            ["ready", "due", "ready", "ready", "unstored", "waiting", "refused", "ended"],
        ),
        (
            "not sent",
            |s, now| _ = s.fail(Failure::NotSent, Some(1), ms(now)),
            ["ready", "due", "in doubt", "waiting", "unstored", "waiting", "refused", "ended"],
        ),
        (
            "no response",
            |s, now| _ = s.fail(Failure::NoResponse, Some(1), ms(now)),
            ["ready", "due", "in doubt", "waiting", "unstored", "waiting", "refused", "ended"],
        ),
        (
            "try later",
            |s, now| _ = s.fail(Failure::TryLater, Some(1), ms(now)),
            ["ready", "due", "in doubt", "waiting", "unstored", "waiting", "refused", "ended"],
        ),
        (
            "refused",
            |s, now| _ = s.fail(Failure::Refused, None, ms(now)),
            ["ready", "due", "in doubt", "refused", "unstored", "waiting", "refused", "ended"],
        ),
        (
            "ended",
            |s, now| _ = s.fail(Failure::Ended, None, ms(now)),
            ["ready", "due", "in doubt", "ended", "unstored", "waiting", "refused", "ended"],
        ),
        (
            "rejected",
            |s, now| {
                let _ = s.rejected(ms(now));
            },
            ["due", "due", "in doubt", "in flight", "unstored", "waiting", "refused", "ended"],
        ),
        (
            "stored",
            |s, _| _ = s.stored(),
            ["ready", "due", "in doubt", "in flight", "ready", "waiting", "refused", "ended"],
        ),
        ("end", |s, _| s.end(), ["ended"; 8]),
        ("log in", |s, now| log_in(s, Some(3600), now), ["unstored"; 8]),
        ("restore nothing", |s, now| s.restore([&[], &[0; 40]], ms(now)).unwrap(), ["ended"; 8]),
    ];
    for (name, call, expected) in rows {
        for (state, expected) in same.into_iter().zip(expected) {
            let mut arena = [0; 64];
            let mut session = Session::new(&mut arena, Settings::DEFAULT);
            let now = reach(&mut session, state);
            assert_eq!(word(session.state(ms(now))), state);
            call(&mut session, now);
            assert_eq!(word(session.state(ms(now))), expected, "{name}, when it was {state}");
        }
    }
}

/// What has no meaning in a state is an error that names it, and changes nothing.
#[test]
fn a_call_in_the_wrong_state_is_an_error_and_changes_nothing() {
    type Fallible = fn(&mut Session<'_>, u64) -> Result<(), WrongState>;
    let accept: Fallible = |s, now| match s.accept_bytes(b"at-2", b"rt-2", Some(3600), now) {
        Err(SessionError::WrongState(state)) => Err(WrongState(state)),
        Err(error) => panic!("{error}"),
        Ok(_) => Ok(()),
    };
    let receive: Fallible = |s, now| {
        let mut body = *br#"{"access_token":"at-2","refresh_token":"rt-2","token_type":"Bearer"}"#;
        let response = Response::new(200, &mut body);
        match s.receive(&CLIENT, response, None, ms(now)) {
            Err(SessionError::WrongState(state)) => Err(WrongState(state)),
            Err(error) => panic!("{error}"),
            Ok(_) => Ok(()),
        }
    };
    let rows: [(&str, Fallible, &[&str]); 4] = [
        ("accept", accept, &["in doubt", "in flight"]),
        ("receive", receive, &["in doubt", "in flight"]),
        ("fail", |s, now| s.fail(Failure::TryLater, None, ms(now)), &["in flight"]),
        ("stored", |s, _| s.stored(), &["unstored"]),
    ];
    for (name, call, right) in rows {
        for state in STATES {
            let mut arena = [0; 64];
            let mut session = Session::new(&mut arena, Settings::DEFAULT);
            let now = reach(&mut session, state);
            let before = session.state(ms(now));
            let token = session.refresh_token().map(|token| token.expose().to_owned());
            let done = call(&mut session, now);
            if right.contains(&state) {
                assert_eq!(done, Ok(()), "{name}, when it was {state}");
                continue;
            }
            assert_eq!(done, Err(WrongState(before)), "{name}, when it was {state}");
            assert!(!WrongState(before).to_string().is_empty());
            assert_eq!(session.state(ms(now)), before);
            let after = session.refresh_token().map(|token| token.expose().to_owned());
            assert_eq!(after, token);
        }
    }
}

/// There is one request at a time; an error names the state.
#[test]
fn begin_is_refused_with_the_state_in_words() {
    let rows = [
        ("ready", "the access token still holds: no refresh is due"),
        ("in flight", "a request is in flight: take its response, or report why it failed"),
        ("unstored", "the new token is not stored: store its record first"),
        ("waiting", "the last attempt failed: wait for the next"),
        ("refused", "the server refuses this client: wait for the next attempt"),
        ("ended", "there is no grant: log in"),
    ];
    for (state, said) in rows {
        let mut arena = [0; 64];
        let mut session = Session::new(&mut arena, Settings::DEFAULT);
        let now = reach(&mut session, state);
        let error = session.begin(ms(now)).unwrap_err();
        assert_eq!((error.to_string().as_str(), error), (said, NotDue(session.state(ms(now)))));
    }
    for state in ["due", "in doubt"] {
        let mut arena = [0; 64];
        let mut session = Session::new(&mut arena, Settings::DEFAULT);
        let now = reach(&mut session, state);
        assert_eq!(NotDue(session.state(ms(now))).to_string(), "a refresh is due");
        assert!(session.begin(ms(now)).is_ok());
    }
}

/// RFC 6749, section 6. For each response: which refresh token is kept and whether a record is to be
/// stored, for which the access token waits.
#[test]
fn a_refresh_token_is_replaced_by_a_new_one_and_by_nothing_else() {
    let rows = [
        (r#""refresh_token":"rt-2","#, "rt-2", true),
        (r#""refresh_token":"rt-1","#, "rt-1", false),
        (r#""refresh_token":"","#, "rt-1", false),
        (r#""refresh_token":null,"#, "rt-1", false),
        ("", "rt-1", false),
    ];
    for (member, kept, stores) in rows {
        let (mut arena, mut flash) = ([0; 64], BLANK);
        let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
        let mut buffer = [0; 256];
        let begun = session.begin(ms(DUE)).unwrap();
        let post = CLIENT.request(&begun.grant, &mut buffer).unwrap();
        assert_eq!(post.body, "grant_type=refresh_token&refresh_token=rt-1&client_id=id");
        let body = format!(r#"{{"access_token":"at-2",{member}"token_type":"Bearer"}}"#);
        let mut body = body.into_bytes();
        let token = CLIENT.token(200, &mut body).unwrap();
        assert_eq!(session.accept(&token, ms(DUE)), Ok(stores), "{member}");
        assert_eq!(session.refresh_token().unwrap().expose(), kept);
        let used = session.access_token(ms(DUE)).map(|token| token.expose().to_owned());
        assert_eq!(used.is_none(), stores, "{member}");
        let before = flash;
        if stores {
            store(&mut session, &mut flash);
        }
        assert_eq!(session.access_token(ms(DUE)).unwrap().expose(), "at-2");
        assert_eq!((before != flash, session.subject()), (stores, "user"));
        let mut arena = [0; 64];
        let restarted = restart(&mut arena, Settings::DEFAULT, &flash, 0);
        assert_eq!(restarted.refresh_token().unwrap().expose(), kept);
        assert_eq!(restarted.subject(), "user");
    }
}

/// One erase a rotation: the mark is once for each token, and not for each attempt.
#[test]
fn the_mark_is_returned_once_for_each_stored_token() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    let mut now = DUE;
    for rotation in 0..4u8 {
        // The login's record is in slot 0.
        let slot = usize::from(rotation % 2);
        assert_eq!(session.next_slot(), slot ^ 1);
        assert_eq!(session.begin_bytes(now), Ok(Some(slot)));
        for failure in [Failure::NoResponse, Failure::NotSent, Failure::TryLater, Failure::Refused]
        {
            session.fail(failure, None, ms(now)).unwrap();
            now += LATER;
            assert_eq!(session.begin_bytes(now), Ok(None));
        }
        // No refresh token comes: nothing is stored, and the mark stays.
        assert_eq!(session.accept_bytes(b"at", b"", Some(3600), now), Ok(false));
        now += DUE;
        assert_eq!(session.begin_bytes(now), Ok(None));
        let new = [b'n', rotation];
        assert_eq!(session.accept_bytes(b"at", &new, Some(3600), now), Ok(true));
        store(&mut session, &mut flash);
        now += DUE;
    }
}

/// The mark, or a slot that is torn, is a refresh whose response is unknown.
#[test]
fn a_restart_is_in_doubt_where_the_token_may_have_been_spent() {
    type Change<'a> = &'a dyn Fn(&mut Flash);
    let mark = |flash: &mut Flash, bytes: usize| flash[0][..bytes].fill(0);
    let rows: [(&str, Change<'_>, &str); 6] = [
        ("as it was stored", &|_| {}, "due"),
        ("marked", &|flash| mark(flash, 32), "in doubt"),
        ("marked in part", &|flash| mark(flash, 1), "in doubt"),
        ("one bit of the mark", &|flash| flash[0][31] = 0xFE, "in doubt"),
        ("the other is torn", &|flash| flash[1][40] = 0, "in doubt"),
        ("the only record is torn", &|flash| flash[0][40] ^= 1, "ended"),
    ];
    for (name, change, expected) in rows {
        let (mut arena, mut flash) = ([0; 64], BLANK);
        drop(live(&mut arena, Settings::DEFAULT, &mut flash));
        change(&mut flash);
        let mut session = restart(&mut arena, Settings::DEFAULT, &flash, 0);
        assert_eq!(word(session.state(ms(0))), expected, "{name}");
        if expected != "ended" {
            let mark = session.begin_bytes(0).unwrap();
            assert_eq!(mark.is_none(), name.contains("mark"), "{name}");
            // The first response decides.
            session.fail(Failure::NoResponse, None, ms(0)).unwrap();
            assert_eq!(word(session.state(ms(LATER))), "in doubt");
            session.begin_bytes(LATER).unwrap();
            assert_eq!(session.accept_bytes(b"at-2", b"", None, LATER), Ok(false));
            session.rejected(ms(LATER)).unwrap();
            assert_eq!(word(session.state(ms(LATER))), "due", "{name}");
        }
    }
}

/// A login after a record that did not fit is newer than it, and not written over it.
#[test]
fn a_login_is_stored_as_newer_than_what_was_found() {
    for (length, found) in [(64, Ok(())), (3, Err(RestoreError::BufferTooSmall { needed: 8 }))] {
        let (mut arena, mut flash) = ([0; 64], BLANK);
        let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
        for _ in 0..2 {
            log_in(&mut session, None, 0);
            store(&mut session, &mut flash);
        }
        drop(session);
        let (mut arena, mut larger) = (vec![0; length], [0; 64]);
        let mut session = Session::new(&mut arena, Settings::DEFAULT);
        assert_eq!(session.restore(slots(&flash), ms(0)), found);
        session.move_to(&mut larger).unwrap();
        assert_eq!(session.next_slot(), 1);
        assert_eq!(session.login_bytes(b"at", b"rt-9", b"", None, 0, 0), Ok(true));
        store(&mut session, &mut flash);
        let mut arena = [0; 64];
        let session = restart(&mut arena, Settings::DEFAULT, &flash, 0);
        assert_eq!(session.refresh_token().unwrap().expose(), "rt-9");
    }
}

/// Where nothing can be stored, the session goes on until it is restarted.
#[test]
fn stored_may_be_called_for_a_record_that_could_not_be_written() {
    let mut arena = [0; 64];
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    log_in(&mut session, Some(3600), 0);
    session.stored().unwrap();
    session.begin_bytes(DUE).unwrap();
    assert_eq!(session.accept_bytes(b"at-2", b"rt-2", None, DUE), Ok(true));
    session.stored().unwrap();
    assert_eq!(session.access_token(ms(DUE)).unwrap().expose(), "at-2");
}
