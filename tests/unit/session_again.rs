//! A request once more, with the nonce that the server wants in a DPoP proof (RFC 9449, section 8).

use grantlet::{
    Failure, NotDue, RefreshLifetime, Response, Session, SessionState, Settings, Uptime,
};
use grantlet_tests::random::Random;
use grantlet_tests::{ms, secs};

use crate::session::{BLANK, CLIENT, DUE, live, store};

/// A response that asks for a nonce. Returns whether the session says so.
fn asked(session: &mut Session<'_>, now: u64) -> bool {
    let mut body = *br#"{"error":"use_dpop_nonce"}"#;
    let response = Response::new(400, &mut body);
    let received = session.receive(&CLIENT, response, None, ms(now)).unwrap();
    assert!(!received.store);
    received.wants_dpop_nonce()
}

#[test]
fn a_request_is_repeated_only_after_its_response_and_once() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    let again =
        |session: &mut Session<'_>, now| session.begin_again(ms(now)).map(|again| again.mark);
    let ready = SessionState::Ready { until: Some(ms(DUE)) };
    assert_eq!(again(&mut session, 0), Err(NotDue(ready)));
    assert_eq!(again(&mut session, DUE), Err(NotDue(SessionState::Due)), "it is begun first");
    assert!(session.begin(ms(DUE)).unwrap().mark.is_some());
    assert_eq!(again(&mut session, DUE), Err(NotDue(SessionState::InFlight)));
    assert!(asked(&mut session, DUE + 9));
    // No second mark.
    assert_eq!(again(&mut session, DUE + 9), Ok(None));
    assert_eq!(again(&mut session, DUE + 9), Err(NotDue(SessionState::InFlight)));
    assert!(asked(&mut session, DUE + 20));
    let state = session.state(ms(DUE + 20));
    assert!(matches!(state, SessionState::Waiting { .. }), "{state:?}");
    assert_eq!(again(&mut session, DUE + 20), Err(NotDue(state)), "a third request");
    session.end();
    assert_eq!(again(&mut session, DUE + 20), Err(NotDue(SessionState::Ended)));
}

/// A response that is lost may have brought a token.
#[test]
fn a_request_without_a_response_is_not_repeated() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    let mut now = DUE;
    // More than a word has bits.
    for _ in 0..70 {
        session.begin(ms(now)).unwrap();
        session.fail(Failure::NoResponse, None, ms(now)).unwrap();
        assert!(session.begin_again(ms(now)).is_err());
        now += 600_000;
        session.begin(ms(now)).unwrap();
        assert!(asked(&mut session, now));
        now += 1;
        assert!(session.begin_again(ms(now)).unwrap().mark.is_none());
        session.fail(Failure::NotSent, None, ms(now)).unwrap();
        now += 600_000;
    }
}

/// No pause that was there before is shorter, and none is longer.
#[test]
fn the_pause_after_the_second_request_is_that_of_one_attempt() {
    let pauses = |is_asked: bool| {
        let (mut arena, mut flash) = ([0; 64], BLANK);
        let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
        let mut now = DUE;
        (0..12)
            .map(|_| {
                session.begin(ms(now)).unwrap();
                if is_asked {
                    assert!(asked(&mut session, now));
                    session.begin_again(ms(now)).unwrap();
                }
                session.fail(Failure::TryLater, None, ms(now)).unwrap();
                let SessionState::Waiting { until } = session.state(ms(now)) else { panic!() };
                let pause = until.as_millis() - now;
                now += pause;
                pause
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(pauses(true), pauses(false));
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug)]
enum Came {
    Token { rotates: bool, expires_in: u32 },
    Status(u16, &'static str, Option<u32>),
    Nothing(Failure),
}

fn any(random: &mut Random) -> Came {
    let token = |rotates, expires_in| Came::Token { rotates, expires_in };
    random.of(&[
        token(true, 3600),
        token(true, 3600),
        token(false, 3600),
        token(true, 10),
        Came::Status(503, "", Some(30)),
        Came::Status(502, "<html>", None),
        Came::Status(401, r#"{"error":"invalid_client"}"#, None),
        Came::Status(400, r#"{"error":"use_dpop_nonce"}"#, None),
        Came::Status(200, "{", None),
        Came::Status(200, r#"{"refresh_token":"rt-x","token_type":"mac"}"#, None),
        Came::Nothing(Failure::NoResponse),
        Came::Nothing(Failure::NotSent),
    ])
}

fn comes(session: &mut Session<'_>, came: Came, number: u32, now: u64) {
    let (status, body, retry_after) = match came {
        Came::Nothing(failure) => return session.fail(failure, None, ms(now)).unwrap(),
        Came::Status(status, body, retry_after) => (status, body.to_owned(), retry_after),
        Came::Token { rotates, expires_in } => {
            let refresh_token =
                if rotates { format!(r#""refresh_token":"rt-{number}","#) } else { String::new() };
            let rest = format!(r#""token_type":"Bearer","expires_in":{expires_in}"#);
            (200, format!(r#"{{"access_token":"at-{number}",{refresh_token}{rest}}}"#), None)
        }
    };
    let mut body = body.into_bytes();
    let response = Response::new(status, &mut body).retry_after(retry_after);
    session.receive(&CLIENT, response, None, ms(now)).unwrap();
}

/// A session that was asked for a nonce goes on as one that was not, and began when the other began again.
#[test]
fn a_required_nonce_leaves_no_trace() {
    for seed in 0..300 {
        let mut random = Random(seed);
        let settings = random.of(&[
            Settings::DEFAULT,
            Settings::DEFAULT.refresh_lifetime(RefreshLifetime::Sliding(9000)),
            Settings::DEFAULT.keep_access_token(),
        ]);
        let (mut arenas, mut flashes) = ([[0; 64]; 2], [BLANK; 2]);
        let [first, second] = arenas.each_mut();
        let mut sessions =
            [live(first, settings, &mut flashes[0]), live(second, settings, &mut flashes[1])];
        for session in &mut sessions {
            session.wall_time(secs(1_800_000_000), ms(1));
        }
        let (mut now, mut asks) = (DUE, 0);
        for number in 2..60 {
            let state = sessions[0].state(ms(now));
            match state {
                SessionState::Ready { until } => {
                    now = until.map_or(now + 3_600_000, Uptime::as_millis);
                }
                SessionState::Waiting { until } | SessionState::Refused { until } => {
                    now = until.as_millis();
                }
                SessionState::Ended => break,
                _ => {}
            }
            let is_asked = random.once_in(2);
            let mark = if is_asked {
                asks += 1;
                let mark = sessions[0].begin(ms(now)).unwrap().mark;
                now += random.below(900) as u64;
                let _ = asked(&mut sessions[0], now);
                now += random.below(3) as u64;
                assert_eq!(sessions[0].begin_again(ms(now)).unwrap().mark, None);
                mark
            } else {
                sessions[0].begin(ms(now)).unwrap().mark
            };
            assert_eq!(sessions[1].begin(ms(now)).unwrap().mark, mark);
            now += random.below(20_000) as u64;
            let came = any(&mut random);
            for (session, flash) in sessions.iter_mut().zip(&mut flashes) {
                comes(session, came, number, now);
                if session.state(ms(now)) == SessionState::Unstored {
                    store(session, flash);
                }
            }
            let [one, other] = &mut sessions;
            assert_eq!(one.state(ms(now)), other.state(ms(now)), "seed {seed}: {came:?}");
            assert_eq!(one.deadline(), other.deadline());
            assert_eq!(one.access_token_bytes(now), other.access_token_bytes(now));
            assert_eq!(one.refresh_token_bytes(), other.refresh_token_bytes());
            assert_eq!(flashes[0], flashes[1]);
            if random.once_in(9) && sessions.iter_mut().all(|session| session.take_rejection(now)) {
                let [one, other] = &mut sessions;
                assert_eq!(one.state(ms(now)), other.state(ms(now)));
            }
        }
        assert!(asks > 5 || seed > 0);
    }
}
