//! Which request a response is taken for, whatever the clock did meanwhile.

use grantlet::{Failure, Response, Secret, Session, SessionError, SessionState, Settings};
use grantlet_tests::ms;

use crate::session::{BLANK, CLIENT, DUE, live, restart, store, word};

fn receive(
    session: &mut Session<'_>,
    refresh_token: &str,
    at: Option<u64>,
    now: u64,
) -> Result<bool, SessionError> {
    let mut body = format!(
        r#"{{"access_token":"at-2","token_type":"Bearer","expires_in":3600,"refresh_token":"{refresh_token}"}}"#
    )
    .into_bytes();
    let mut response = Response::new(200, &mut body);
    if let Some(at) = at {
        response = response.requested_at(ms(at));
    }
    session.receive(&CLIENT, response, None, ms(now)).map(|received| received.store)
}

fn adopt(session: &mut Session<'_>, refresh_token: &str, now: u64) {
    session.adopt(Secret::new(refresh_token), "", ms(now)).unwrap();
    session.stored().unwrap();
}

fn is_refused(taken: Result<bool, SessionError>) -> bool {
    matches!(taken, Err(SessionError::WrongState(_)))
}

#[test]
fn a_late_response_to_ones_own_request_is_taken_though_the_clock_was_set_back() {
    // Before the login, the restart or the rotation the clock was ahead of everything that follows.
    for before in ["login", "restart", "rotation"] {
        let (mut arena, mut other, mut flash) = ([0; 128], [0; 128], BLANK);
        let mut session = Session::new(&mut arena, Settings::DEFAULT);
        adopt(&mut session, "rt-1", 1_000_000);
        if before == "restart" {
            session.login_bytes(b"", b"rt-1", b"", None, 0, 1_000_000).unwrap();
            store(&mut session, &mut flash);
            session = restart(&mut other, Settings::DEFAULT, &flash, 1_000_000);
        }
        if before == "rotation" {
            session.begin(ms(1_000_000)).unwrap();
            assert_eq!(receive(&mut session, "rt-1b", None, 1_000_001), Ok(true));
            session.stored().unwrap();
            session.rejected(ms(1_000_002)).unwrap();
        }
        session.begin(ms(5_000)).unwrap();
        session.fail(Failure::NoResponse, None, ms(35_000)).unwrap();
        session.begin(ms(40_000)).unwrap();
        assert_eq!(receive(&mut session, "rt-2", Some(5_000), 41_000), Ok(true), "{before}");
        session.stored().unwrap();
        assert_eq!(session.refresh_token().unwrap().expose(), "rt-2", "{before}");
        assert_eq!(session.state(ms(41_000)), SessionState::InFlight);
    }
}

#[test]
fn a_late_response_is_dated_from_its_request_though_the_clock_was_set_back_between() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    session.begin(ms(DUE)).unwrap();
    session.fail(Failure::NoResponse, None, ms(DUE + 3_000_000)).unwrap();
    // It shows what it has shown before, and the request is the older one all the same.
    let second = DUE + 1_000;
    assert_eq!(word(session.state(ms(DUE))), "waiting");
    session.state(ms(second + 10_000));
    session.begin(ms(second + 10_000)).unwrap();
    assert_eq!(receive(&mut session, "rt-2", Some(DUE), second + 11_000), Ok(true));
    session.stored().unwrap();
    // It is 3 012 seconds old, so that 588 are left.
    let then = second + 11_000;
    assert!(session.access_token(ms(then + 587_999)).is_some());
    assert!(session.access_token(ms(then + 588_000)).is_none());
}

#[test]
fn a_response_to_a_request_before_the_login_is_refused_in_the_same_millisecond_too() {
    let mut arena = [0; 128];
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    adopt(&mut session, "rt-a", 4_000);
    session.begin(ms(5_000)).unwrap();
    adopt(&mut session, "rt-b", 5_000);
    assert!(is_refused(receive(&mut session, "rt-a2", Some(5_000), 5_000)));
    // The moment is that of another's request: the next one is a millisecond away.
    assert_eq!(session.state(ms(5_000)), SessionState::Waiting { until: ms(5_001) });
    assert!(session.begin(ms(5_000)).is_err());
    session.begin(ms(5_001)).unwrap();
    assert!(is_refused(receive(&mut session, "rt-a2", Some(5_000), 5_002)));
    assert_eq!(session.refresh_token().unwrap().expose(), "rt-b");
    assert_eq!(receive(&mut session, "rt-b2", Some(5_001), 5_003), Ok(true));
}

#[test]
fn a_request_never_has_the_moment_of_one_that_was_given_up() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    session.begin(ms(DUE)).unwrap();
    session.fail(Failure::NoResponse, None, ms(DUE + 30_000)).unwrap();
    session.state(ms(DUE + 40_000));
    // The clock is set back to the very millisecond.
    assert_eq!(session.state(ms(DUE)), SessionState::Waiting { until: ms(DUE + 1) });
    session.begin(ms(DUE + 1)).unwrap();
    assert_eq!(receive(&mut session, "rt-2", Some(DUE), DUE + 2), Ok(true));
    session.stored().unwrap();
    assert_eq!(session.state(ms(DUE + 2)), SessionState::InFlight);
}

#[test]
fn a_response_to_no_request_is_refused() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    session.begin(ms(DUE)).unwrap();
    for at in [0, DUE - 1, DUE + 1, u64::MAX] {
        assert!(is_refused(receive(&mut session, "rt-x", Some(at), DUE + 2)), "{at}");
    }
    assert_eq!(session.refresh_token().unwrap().expose(), "rt-1");
    assert_eq!(receive(&mut session, "rt-2", Some(DUE), DUE + 2), Ok(true));
}

#[test]
fn a_request_has_one_response() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    session.begin(ms(DUE)).unwrap();
    session.fail(Failure::NoResponse, None, ms(DUE)).unwrap();
    session.begin(ms(DUE + 2_000)).unwrap();
    // Its refresh token may still have been spent by the one before, whose response may come.
    session.fail(Failure::TryLater, None, ms(DUE + 2_000)).unwrap();
    assert!(is_refused(receive(&mut session, "rt-x", Some(DUE + 2_000), DUE + 2_001)));
    assert_eq!(receive(&mut session, "rt-2", Some(DUE), DUE + 2_001), Ok(true));
    session.stored().unwrap();
    assert!(is_refused(receive(&mut session, "rt-x", Some(DUE), DUE + 2_002)));
}

#[test]
fn a_restored_session_in_doubt_takes_no_response_before_it_has_begun() {
    let (mut arena, mut other, mut flash) = ([0; 64], [0; 64], BLANK);
    drop(live(&mut arena, Settings::DEFAULT, &mut flash));
    flash[0][..32].fill(0);
    let mut session = restart(&mut other, Settings::DEFAULT, &flash, 0);
    assert_eq!(session.state(ms(0)), SessionState::InDoubt);
    assert!(!session.awaits_response());
    for at in [None, Some(0)] {
        assert!(is_refused(receive(&mut session, "rt-x", at, 0)), "{at:?}");
    }
    assert!(is_refused(session.accept_bytes(b"at-x", b"rt-x", Some(3600), 0)));
    assert_eq!(session.state(ms(0)), SessionState::InDoubt);
    assert_eq!(session.refresh_token().unwrap().expose(), "rt-1");
    session.begin(ms(0)).unwrap();
    assert_eq!(receive(&mut session, "rt-2", None, 1), Ok(true));
}

#[test]
fn a_session_that_is_restored_again_takes_no_response_to_a_request_before() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    session.begin(ms(DUE)).unwrap();
    flash[0][..32].fill(0);
    session.restore([&flash[0], &flash[1]], ms(DUE)).unwrap();
    assert!(is_refused(receive(&mut session, "rt-x", Some(DUE), DUE)));
    session.begin(ms(DUE + 1)).unwrap();
    assert!(is_refused(receive(&mut session, "rt-x", Some(DUE), DUE + 1)));
}
