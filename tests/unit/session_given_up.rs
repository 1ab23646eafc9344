//! Responses that come after their request was given up: which is taken, and what of a newer one stays.

use grantlet::{Failure, Response, Session, SessionError, SessionState, Settings};
use grantlet_tests::ms;

use crate::session::{BLANK, CLIENT, DUE, Flash, live, store, word};

/// A response that comes after it was given up is still the newest token.
#[test]
fn a_late_response_is_taken_while_the_token_is_in_doubt_and_not_after() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    session.begin_bytes(DUE).unwrap();
    session.fail(Failure::NoResponse, Some(1000), ms(DUE)).unwrap();
    assert_eq!(session.accept_bytes(b"at-2", b"rt-2", Some(3600), DUE + 9), Ok(true));
    let wrong = |state| Err(SessionError::WrongState(state));
    let late =
        |session: &mut Session<'_>| session.accept_bytes(b"at-3", b"rt-3", Some(3600), DUE + 9);
    assert_eq!(late(&mut session), wrong(SessionState::Unstored));
    store(&mut session, &mut flash);
    assert_eq!(late(&mut session), wrong(SessionState::Ready { until: Some(ms(2 * DUE)) }));
    assert_eq!(session.refresh_token().unwrap().expose(), "rt-2");
    // From when it was asked for.
    assert_eq!(session.state(ms(DUE + 9)), SessionState::Ready { until: Some(ms(2 * DUE)) });
    session.end();
    assert_eq!(late(&mut session), wrong(SessionState::Ended));
    assert!(session.refresh_token().is_none() && session.access_token(ms(DUE + 9)).is_none());
}

/// A session whose refresh at `DUE` was given up after half a minute.
fn given_up<'a>(arena: &'a mut [u8], flash: &mut Flash) -> Session<'a> {
    let mut session = live(arena, Settings::DEFAULT, flash);
    session.begin_bytes(DUE).unwrap();
    session.fail(Failure::NoResponse, None, ms(DUE + 30_000)).unwrap();
    session
}

/// The response to a request that was begun at `at`.
fn receive(
    session: &mut Session<'_>,
    token: &str,
    at: u64,
    now: u64,
) -> Result<bool, SessionError> {
    let (name, expires_in) = token.split_once(' ').unwrap();
    let refresh_token = if name.is_empty() { "" } else { r#""refresh_token":"NAME","# };
    let body = r#"{REFRESH"access_token":"at-NAME","token_type":"Bearer","expires_in":LIFE}"#;
    let body = body.replace("REFRESH", refresh_token).replace("NAME", name);
    let mut body = body.replace("LIFE", expires_in).into_bytes();
    let response = Response::new(200, &mut body).requested_at(ms(at));
    session.receive(&CLIENT, response, None, ms(now)).map(|received| received.store)
}

/// By client credentials too a late response is the earlier request's, and the newest has
/// its own to come.
#[test]
fn a_late_response_leaves_the_newest_request_on_its_way() {
    let mut arena = [0; 64];
    let mut session = Session::new(&mut arena, Settings::DEFAULT.client_credentials());
    session.begin_bytes(0).unwrap();
    session.fail(Failure::NoResponse, None, ms(30_000)).unwrap();
    session.begin_bytes(32_000).unwrap();
    receive(&mut session, " 360", 0, 100_000).unwrap();
    assert_eq!(session.state(ms(100_000)), SessionState::InFlight);
    assert!(
        session.access_token(ms(359_999)).is_some() && session.access_token(ms(360_000)).is_none()
    );
    // No request is left to which it could be a second response.
    let again = receive(&mut session, " 360", 0, 360_001);
    assert_eq!(again, Err(SessionError::WrongState(SessionState::InFlight)));
    assert_eq!(session.fail(Failure::NoResponse, None, ms(360_002)), Ok(()));
    assert_eq!(word(session.state(ms(360_002))), "waiting");
}

#[test]
fn of_several_late_responses_each_is_its_own_requests() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    let begun = [DUE, DUE + 400_000, DUE + 800_000, DUE + 1_200_000];
    for at in begun {
        session.begin_bytes(at).unwrap();
        if at != begun[3] {
            session.fail(Failure::NoResponse, None, ms(at + 30_000)).unwrap();
        }
    }
    let now = begun[3] + 1_000;
    assert_eq!(receive(&mut session, " 3600", begun[1], now), Ok(false));
    assert_eq!(session.state(ms(now)), SessionState::InFlight);
    // Older than what was taken, and newer.
    let older = receive(&mut session, " 3600", begun[0], now);
    assert_eq!(older, Err(SessionError::WrongState(SessionState::InFlight)));
    assert_eq!(receive(&mut session, "rt-3 3600", begun[2], now), Ok(true));
    store(&mut session, &mut flash);
    assert_eq!(session.state(ms(now)), SessionState::InFlight);
    assert!(session.begin_bytes(now).is_err());
    assert_eq!(receive(&mut session, "rt-4 3600", begun[3], now), Ok(true));
    store(&mut session, &mut flash);
    assert_eq!(session.state(ms(now)), SessionState::Ready { until: Some(ms(begun[3] + DUE)) });
    assert_eq!(session.refresh_token().unwrap().expose(), "rt-4");
}

/// An older refresh token never takes a newer one's place.
#[test]
fn a_late_response_to_a_refresh_token_that_was_replaced_is_refused() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = given_up(&mut arena, &mut flash);
    let second = DUE + 40_000;
    session.begin_bytes(second).unwrap();
    assert_eq!(receive(&mut session, "rt-2 60", second, second), Ok(true));
    store(&mut session, &mut flash);
    let third = second + 30_000;
    session.begin_bytes(third).unwrap();
    session.fail(Failure::NoResponse, None, ms(third)).unwrap();
    let late = receive(&mut session, "rt-1b 3600", DUE, third);
    assert!(matches!(
        late,
        Err(SessionError::WrongState(SessionState::Waiting { .. } | SessionState::Ready { .. }))
    ));
    assert_eq!(session.refresh_token().unwrap().expose(), "rt-2");
    assert_eq!(receive(&mut session, "rt-3 3600", third, third), Ok(true));
}

/// The response to a newer request counts: its `Retry-After` is not forgotten.
#[test]
fn a_late_response_does_not_shorten_the_pause_of_a_newer_one() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = given_up(&mut arena, &mut flash);
    let second = DUE + 40_000;
    session.begin_bytes(second).unwrap();
    session.fail(Failure::TryLater, Some(600), ms(second)).unwrap();
    assert_eq!(receive(&mut session, " 1", DUE, second + 1), Ok(false));
    // Nor does the pause lengthen the token's life: it is handed out for some seconds.
    assert_eq!(word(session.state(ms(second + 1))), "ready");
    assert!(session.access_token(ms(second + 8_001)).is_none());
    let SessionState::Waiting { until } = session.state(ms(second + 8_001)) else { panic!() };
    assert!(until >= ms(second + 600_000));
}

/// A clock that was set back between two requests does not make the earlier one the newest.
#[test]
fn a_late_response_is_an_earlier_requests_also_where_the_clock_was_set_back() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = given_up(&mut arena, &mut flash);
    assert_eq!(word(session.state(ms(1_000))), "waiting");
    session.begin_bytes(10_000).unwrap();
    assert_eq!(receive(&mut session, "rt-2 3600", DUE, 11_000), Ok(true));
    store(&mut session, &mut flash);
    assert_eq!(session.state(ms(11_000)), SessionState::InFlight);
    assert_eq!(session.refresh_token().unwrap().expose(), "rt-2");
    // Nobody knows how old it is, but that it is no older than the session: 20 seconds are left.
    assert!(session.access_token(ms(30_999)).is_some());
    assert!(session.access_token(ms(31_000)).is_none());
    assert_eq!(receive(&mut session, "rt-3 3600", 10_000, 31_000), Ok(true));
}
