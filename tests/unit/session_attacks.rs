//! What an attack on the session found: clocks that are set back, lives of a second, deadlines that no
//! longer count.

use grantlet::{
    Failure, RefreshLifetime, Response, Secret, Session, SessionError, SessionState, Settings,
};
use grantlet_tests::{ms, secs};

use crate::session::CLIENT;

fn receive(
    session: &mut Session<'_>,
    refresh_token: &str,
    at: u64,
    now: u64,
) -> Result<bool, SessionError> {
    let mut body = format!(
        r#"{{"access_token":"at","token_type":"Bearer","expires_in":3600,"refresh_token":"{refresh_token}"}}"#
    )
    .into_bytes();
    let response = Response::new(200, &mut body).requested_at(ms(at));
    session.receive(&CLIENT, response, None, ms(now)).map(|received| received.store)
}

fn adopt(session: &mut Session<'_>, refresh_token: &str, now: u64) {
    session.adopt(Secret::new(refresh_token), "", ms(now)).unwrap();
    session.stored().unwrap();
}

#[test]
fn a_response_to_a_request_before_the_login_is_refused_though_the_clock_was_set_back() {
    let mut arena = [0; 128];
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    adopt(&mut session, "rt-a", 4_000);
    session.begin(ms(5_000)).unwrap();
    adopt(&mut session, "rt-b", 1_000);
    session.begin(ms(1_500)).unwrap();
    let late = receive(&mut session, "rt-a2", 5_000 - 1, 1_600);
    assert!(matches!(late, Err(SessionError::WrongState(_))), "{late:?}");
    assert_eq!(session.refresh_token().unwrap().expose(), "rt-b");
}

#[test]
fn an_older_refresh_token_never_replaces_a_newer_one_though_the_clock_was_set_back() {
    let mut arena = [0; 128];
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    adopt(&mut session, "rt-1", 999_999);
    session.begin(ms(1_000_000)).unwrap();
    session.fail(Failure::NoResponse, None, ms(1_000_001)).unwrap();
    let SessionState::Waiting { until } = session.state(ms(0)) else { panic!() };
    session.begin(until).unwrap();
    let until = until.as_millis();
    assert_eq!(receive(&mut session, "rt-3", until, until + 1), Ok(true));
    session.stored().unwrap();
    session.rejected(ms(until + 2)).unwrap();
    session.begin(ms(until + 3)).unwrap();
    let late = receive(&mut session, "rt-2", 999_999, until + 4);
    assert!(matches!(late, Err(SessionError::WrongState(_))), "{late:?}");
    assert_eq!(session.refresh_token().unwrap().expose(), "rt-3");
}

#[test]
fn a_deadline_that_does_not_count_any_more_is_stored_as_unknown() {
    let lifetime = RefreshLifetime::Absolute(30 * 86_400);
    let settings = Settings::DEFAULT.refresh_lifetime(lifetime);
    let (mut arena, mut image) = ([0; 128], [0; 256]);
    let mut session = Session::new(&mut arena, settings);
    session.wall_time(secs(0), ms(0));
    adopt(&mut session, "rt-1", 0);
    // The clock was never set: the deadline lies in 1970.
    session.wall_time(secs(1_760_000_000), ms(1_000));
    let record = session.record(&mut image).unwrap().to_vec();
    let mut arena = [0; 128];
    let mut restored = Session::new(&mut arena, settings);
    restored.wall_time(secs(1_760_000_100), ms(0));
    restored.restore([&record, &[]], ms(0)).unwrap();
    restored.begin(ms(0)).unwrap();
    restored.fail(Failure::Refused, None, ms(40)).unwrap();
    assert!(matches!(restored.state(ms(40)), SessionState::Refused { .. }));
}

#[test]
fn a_sliding_life_of_a_second_makes_no_storm() {
    let settings = Settings::DEFAULT.refresh_lifetime(RefreshLifetime::Sliding(1));
    let mut arena = [0; 128];
    let mut session = Session::new(&mut arena, settings);
    session.wall_time(secs(1_760_000_000), ms(0));
    adopt(&mut session, "rt-0", 0);
    let (mut requests, mut now) = (0, 0);
    while now < 3_600_000 {
        if session.begin(ms(now)).is_ok() {
            requests += 1;
            let next = format!("rt-{requests}");
            if receive(&mut session, &next, now, now + 40) == Ok(true) {
                session.stored().unwrap();
            }
        }
        now += 100;
    }
    assert!(requests <= 30, "{requests} requests in an hour");
}

const WALL: i64 = 1_760_000_000;
const DECADE: i64 = 315_360_000;

#[test]
fn a_stored_access_token_is_compared_again_with_each_wall_time() {
    let settings = Settings::DEFAULT.keep_access_token();
    let (mut arena, mut image) = ([0; 128], [0; 256]);
    let mut session = Session::new(&mut arena, settings);
    session.wall_time(secs(WALL), ms(0));
    session.login_bytes(b"at-1", b"rt-1", b"", Some(3600), 0, 0).unwrap();
    let record = session.record(&mut image).unwrap().to_vec();
    // What is told before the restore, then after it, and whether the token holds.
    let rows: [(Option<i64>, &[i64], bool); 9] = [
        (Some(0), &[], true),
        (Some(0), &[WALL + 7_200], false),
        (Some(0), &[WALL + 60], true),
        (Some(i64::MIN), &[WALL + 7_200], false),
        (Some(WALL + DECADE), &[WALL + 60], true),
        (Some(WALL + DECADE), &[WALL + 7_200], false),
        (None, &[WALL + 60], true),
        (None, &[0, WALL + 7_200], false),
        (Some(WALL), &[WALL + DECADE, WALL + 60], true),
    ];
    for (before, after, holds) in rows {
        let mut arena = [0; 128];
        let mut session = Session::new(&mut arena, settings);
        if let Some(wall) = before {
            session.wall_time(secs(wall), ms(0));
        }
        session.restore([&record, &[]], ms(0)).unwrap();
        for wall in after {
            session.wall_time(secs(*wall), ms(10));
        }
        assert_eq!(session.access_token(ms(10)).is_some(), holds, "{before:?} {after:?}");
        let is_ready = matches!(session.state(ms(10)), SessionState::Ready { .. });
        assert_eq!(is_ready, holds, "{before:?} {after:?}");
        if let (true, [.., last]) = (holds, after) {
            // And for no longer than it was told to.
            let left = u64::try_from(WALL + 3_600 - last).unwrap() * 1_000;
            assert!(session.access_token(ms(10 + left - 1)).is_some());
            assert!(session.access_token(ms(10 + left)).is_none(), "{before:?} {after:?}");
        }
    }
}

#[test]
fn a_deadline_ends_no_session_where_the_clock_was_wrong_by_years() {
    let lifetime = RefreshLifetime::Absolute(30 * 86_400);
    let settings = Settings::DEFAULT.refresh_lifetime(lifetime);
    // The wall time at the login, those of the life after a restart, and the state.
    let rows: [(i64, &[i64], bool); 9] = [
        (0, &[WALL], false),
        (0, &[WALL, WALL], false),
        (0, &[0, WALL, WALL], false),
        (WALL, &[WALL + DECADE], false),
        (WALL, &[WALL + DECADE, WALL + DECADE], false),
        (WALL, &[WALL + DECADE, WALL, WALL], false),
        (WALL, &[0, WALL], false),
        (WALL + DECADE, &[WALL], false),
        // It has really passed.
        (WALL, &[WALL + 31 * 86_400], true),
    ];
    for (login, told, ends) in rows {
        for tells_first in [false, true] {
            let (mut arena, mut image) = ([0; 128], [0; 256]);
            let mut session = Session::new(&mut arena, settings);
            session.wall_time(secs(login), ms(0));
            session.adopt(Secret::new("rt-1"), "", ms(0)).unwrap();
            let record = session.record(&mut image).unwrap().to_vec();
            let mut arena = [0; 128];
            let mut session = Session::new(&mut arena, settings);
            let (before, after) = told.split_at(usize::from(tells_first));
            for wall in before {
                session.wall_time(secs(*wall), ms(0));
            }
            session.restore([&record, &[]], ms(0)).unwrap();
            session.begin(ms(0)).unwrap();
            for wall in after {
                session.wall_time(secs(*wall), ms(40));
            }
            session.fail(Failure::Refused, None, ms(40)).unwrap();
            let has_ended = session.state(ms(40)) == SessionState::Ended;
            assert_eq!(has_ended, ends, "{login} {told:?} {tells_first}");
        }
    }
}

/// C and JavaScript refuse it too.
#[test]
fn a_refresh_token_that_is_empty_replaces_no_grant() {
    let mut arena = [0; 512];
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    let adopt = |session: &mut Session<'_>| session.adopt(Secret::new(""), "", ms(0));
    assert_eq!(adopt(&mut session), Err(SessionError::WrongState(SessionState::Ended)));
    session.adopt(Secret::new("rt-1"), "ada", ms(0)).unwrap();
    session.stored().unwrap();
    assert_eq!(adopt(&mut session), Err(SessionError::WrongState(SessionState::Due)));
    assert_eq!((session.state(ms(1)), session.subject()), (SessionState::Due, "ada"));
    assert_eq!(session.refresh_token().unwrap().expose(), "rt-1");
}
