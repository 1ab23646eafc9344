//! What a session must not be brought to: a request after the other, an erase after the other, a token
//! that is handed out for weeks.

use grantlet::engine::{Lifetime, NewTokens};
use grantlet::{
    Failure, IdTokenError, Identity, NoToken, Received, Response, Session, SessionState, Settings,
};
use grantlet_tests::{ms, secs};

use crate::session::{BLANK, CLIENT, DUE, live, restart, store, word};

const WALL: i64 = 1_800_000_000;
const IDENTITY: Identity<'_> =
    Identity { issuer: "https://as.example", client_id: "app", leeway: 0 };

/// An `id_token` of the table of sessions.
fn id_token(name: &str) -> String {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tables/sessions.json");
    let table: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    table["id_tokens"][name].as_str().unwrap().to_owned()
}

/// A response without a new refresh token.
fn receive(session: &mut Session<'_>, id_token: &str, body: &mut Vec<u8>, now: u64) -> Received {
    let member =
        if id_token.is_empty() { String::new() } else { format!(r#","id_token":"{id_token}""#) };
    *body = format!(r#"{{"access_token":"at-2","token_type":"Bearer","expires_in":3600{member}}}"#)
        .into_bytes();
    let response = Response::new(200, body);
    session.receive(&CLIENT, response, Some(IDENTITY), ms(now)).unwrap()
}

#[test]
fn that_an_id_token_is_due_is_stored_once_and_that_it_passed_once() {
    let (mut arena, mut flash, mut body) = ([0; 64], BLANK, Vec::new());
    let settings = Settings::DEFAULT;
    let mut session = Session::new(&mut arena, settings);
    session.wall_time(secs(WALL), ms(0));
    session.login_bytes(b"at-1", b"rt-1", b"alice", Some(3600), 0, 0).unwrap();
    store(&mut session, &mut flash);
    let (mut now, mut stores) = (DUE, 0);
    let (fails, passes) = (id_token("wrong_issuer"), id_token("good"));
    for token in [&fails, "", &fails, &fails] {
        session.begin_bytes(now).unwrap();
        let received = receive(&mut session, token, &mut body, now);
        assert!(matches!(received.no_token, Some(NoToken::IdToken(_))));
        if received.store {
            stores += 1;
            store(&mut session, &mut flash);
        }
        assert_eq!(word(session.state(ms(now))), "waiting");
        now += 300_000;
    }
    assert_eq!(stores, 1);
    // Still after a restart, and no further erase.
    let mut other = [0; 64];
    let mut session = restart(&mut other, settings, &flash, now);
    session.begin_bytes(now).unwrap();
    let received = receive(&mut session, "", &mut body, now);
    assert_eq!((received.store, received.no_token.is_some()), (false, true));
    now += 300_000;
    session.begin_bytes(now).unwrap();
    let received = receive(&mut session, &passes, &mut body, now);
    assert_eq!(received, Received { store: true, no_token: None });
    store(&mut session, &mut flash);
    // A restart does not ask for one again.
    let mut other = [0; 64];
    let mut session = restart(&mut other, settings, &flash, now);
    session.begin_bytes(now).unwrap();
    let received = receive(&mut session, "", &mut body, now);
    assert_eq!(received, Received { store: false, no_token: None });
    // And by `accept` too.
    now += DUE;
    session.begin_bytes(now).unwrap();
    assert!(receive(&mut session, &fails, &mut body, now).store);
    store(&mut session, &mut flash);
    for passes in [false, false, true, true] {
        now += DUE;
        session.begin_bytes(now).unwrap();
        let new_tokens = NewTokens::new(b"at-3", b"", Lifetime::In(3600), 0);
        let stores = session.accept_with(new_tokens, passes, now).unwrap();
        assert_eq!(stores, passes && session.state(ms(now)) == SessionState::Unstored);
        if stores {
            store(&mut session, &mut flash);
        }
        assert_eq!(session.access_token(ms(now)).is_some(), passes);
    }
}

/// Asks each 100 ms of an hour. Each attempt comes to what `comes` says: a token's life, or none; a token
/// that is handed out is rejected where `rejects` says so.
fn requests(
    comes: impl Fn(u32) -> Option<u32>,
    rejects: impl Fn(Option<u32>) -> bool,
    settings: Settings,
) -> u32 {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, settings, &mut flash);
    session.rejected(ms(0)).unwrap();
    let (mut requests, mut last, mut now) = (0, None, 0);
    while now < 3_600_000 {
        if session.begin_bytes(now).is_ok() {
            last = comes(requests);
            requests += 1;
            match last {
                None => session.fail(Failure::TryLater, None, ms(now)).unwrap(),
                life => drop(session.accept_bytes(b"at-2", b"", life, now)),
            }
        }
        if session.access_token(ms(now)).is_some() && rejects(last) {
            session.rejected(ms(now)).unwrap();
        }
        now += 100;
    }
    requests
}

#[test]
fn alternating_tokens_that_an_api_rejects_make_no_storm() {
    const LONG: Option<u32> = Some(3600);
    const SHORT: Option<u32> = Some(1);
    type Comes = fn(u32) -> Option<u32>;
    let rows: [(&str, Comes); 5] = [
        ("a long one, and a short one", |n| if n % 2 == 0 { LONG } else { SHORT }),
        ("a short one, and a long one", |n| if n % 2 == 0 { SHORT } else { LONG }),
        ("two short ones, and a long one", |n| if n % 3 < 2 { SHORT } else { LONG }),
        ("a long one, and a failure", |n| if n % 2 == 0 { LONG } else { None }),
        ("a long one, a failure and a short one", |n| [LONG, None, SHORT][n as usize % 3]),
    ];
    for (name, comes) in rows {
        for seed in [0, 7, 0x5EED_0042, u32::MAX] {
            let settings = Settings::DEFAULT.seed(seed);
            let rejected = requests(comes, |_| true, settings);
            assert!(rejected <= 60, "{name}: {rejected} requests in an hour");
            let rejected = requests(comes, |life| life == LONG, settings);
            assert!(rejected <= 60, "{name}, the long one rejected: {rejected}");
        }
    }
}

#[test]
fn a_token_that_lived_to_its_planned_refresh_ends_the_pauses() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    let mut now = DUE;
    for _ in 0..6 {
        session.begin_bytes(now).unwrap();
        session.fail(Failure::TryLater, None, ms(now)).unwrap();
        now += 300_000;
    }
    session.begin_bytes(now).unwrap();
    session.accept_bytes(b"at-2", b"", Some(3600), now).unwrap();
    now += DUE;
    for longest in [2_000, 4_000] {
        session.begin_bytes(now).unwrap();
        session.fail(Failure::TryLater, None, ms(now)).unwrap();
        let SessionState::Waiting { until } = session.state(ms(now)) else { panic!() };
        assert!(until.as_millis() - now <= longest);
        now = until.as_millis();
    }
}

#[test]
fn a_short_token_is_returned_for_five_minutes_at_most() {
    let longest = u32::MAX;
    for (first, cap) in [(longest, longest), (0, longest), (longest, 86_400_000)] {
        let (mut arena, mut flash) = ([0; 64], BLANK);
        let settings = Settings::DEFAULT.backoff(first, cap);
        let mut session = live(&mut arena, settings, &mut flash);
        let mut now = DUE;
        // The pause grows up to the longest.
        for _ in 0..30 {
            session.begin_bytes(now).unwrap();
            session.accept_bytes(b"at-2", b"", Some(1), now).unwrap();
            assert!(session.access_token(ms(now)).is_some());
            assert!(session.access_token(ms(now + 300_000)).is_none(), "{first} {cap}");
            match session.state(ms(now + 300_000)) {
                SessionState::Waiting { until } => now = until.as_millis(),
                SessionState::Due => now += 300_000,
                state => panic!("{state:?}"),
            }
        }
    }
}

#[test]
fn an_empty_access_token_is_a_failure_with_a_pause() {
    for (settings, new) in [
        (Settings::DEFAULT, &b""[..]),
        (Settings::DEFAULT, b"rt-2"),
        (Settings::DEFAULT.client_credentials(), b""),
    ] {
        let (mut arena, mut flash) = ([0; 64], BLANK);
        let mut session = live(&mut arena, settings, &mut flash);
        session.begin_bytes(DUE).unwrap();
        let stores = session.accept_bytes(b"", new, Some(3600), DUE).unwrap();
        // The new refresh token is kept: the one before may be spent.
        assert_eq!(stores, !new.is_empty());
        if stores {
            store(&mut session, &mut flash);
            assert_eq!(session.refresh_token_bytes(), new);
        }
        assert_eq!(word(session.state(ms(DUE))), "waiting");
        // What is there is used to its end.
        assert_eq!(session.access_token(ms(DUE)).unwrap().expose(), "at-1");
        let (mut requests, mut now) = (0, DUE);
        while now < 2 * DUE {
            if session.begin_bytes(now).is_ok() {
                requests += 1;
                session.accept_bytes(b"", b"", None, now).unwrap();
            }
            now += 100;
        }
        assert!((1..=60).contains(&requests), "{requests}");
    }
}

#[test]
fn without_wall_time_neither_exp_nor_iat_is_compared() {
    for (name, with_wall_time) in [
        ("expired", IdTokenError::Expired),
        ("not_yet", IdTokenError::NotYet),
        ("in_milliseconds", IdTokenError::NotYet),
        ("before_1834", IdTokenError::Expired),
    ] {
        for wall in [None, Some(WALL)] {
            let (mut arena, mut body) = ([0; 64], Vec::new());
            let mut session = Session::new(&mut arena, Settings::DEFAULT);
            if let Some(wall) = wall {
                session.wall_time(secs(wall), ms(0));
            }
            session.login_bytes(b"at-1", b"rt-1", b"alice", Some(3600), 0, 0).unwrap();
            session.stored().unwrap();
            session.begin_bytes(DUE).unwrap();
            let received = receive(&mut session, &id_token(name), &mut body, DUE);
            let failed = wall.map(|_| NoToken::IdToken(with_wall_time));
            assert_eq!(received.no_token, failed, "{name} {wall:?}");
        }
    }
}
