//! A request once more, with the nonce that the server wants in a DPoP proof (RFC 9449, section 8).

use grantlet::{Failure, NotDue, Profile, Response, Session, SessionState, Settings};
use grantlet_tests::ms;

use crate::session::{BLANK, DUE, live};

/// A response that asks for a nonce. Returns whether the session says so.
fn asked(session: &mut Session<'_>, now: u64) -> bool {
    let mut body = *br#"{"error":"use_dpop_nonce"}"#;
    let response = Response::new(400, &mut body);
    let received = session.receive(&Profile::RFC6749, response, None, ms(now)).unwrap();
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
