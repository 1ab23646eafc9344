//! The deadline of a refresh token, by wall time.

use grantlet::{Failure, RefreshLifetime, Session, SessionState, Settings};
use grantlet_tests::{ms, secs};

use crate::session::{BLANK, DUE, live, log_in, restart, store, word};
use crate::session_time::{DAY, WALL};

/// The columns: the refresh token's lifetime, whether the wall time is known, the seconds until the refresh,
/// whether the response has a new refresh token, and the deadline. The access token lives for 3600 s.
#[test]
fn a_deadline_is_absolute_or_slides_while_the_access_token_holds() {
    use RefreshLifetime::{Absolute, Sliding, Unknown};
    let month = 30 * DAY;
    let end = WALL + i64::from(month);
    let rows = [
        (Unknown, true, 3_540, true, None),
        (Absolute(month), true, 3_540, true, Some(end)),
        (Absolute(month), true, 3_540, false, Some(end)),
        (Sliding(month), true, 3_540, true, Some(end + 3_540)),
        (Sliding(month), true, 3_599, true, Some(end + 3_599)),
        // The access token has expired.
        (Sliding(month), true, 3_600, true, Some(end)),
        (Sliding(month), true, 4_000_000, true, Some(end)),
        // Without rotation, the change is too small to erase flash for.
        (Sliding(month), true, 3_540, false, Some(end)),
        // Without wall time nothing is known.
        (Absolute(month), false, 3_540, true, None),
        (Sliding(month), false, 3_540, true, None),
        (Sliding(u32::MAX), true, 3_540, true, Some(WALL + 3_540 + 4_294_967_295)),
        (Absolute(1), true, 3_540, true, Some(WALL + 1)),
        // A lifetime of 0 is unknown.
        (Absolute(0), true, 3_540, true, None),
        (Sliding(0), true, 3_540, true, None),
    ];
    for (lifetime, knows_wall, after, rotates, expected) in rows {
        let (mut arena, mut flash) = ([0; 64], BLANK);
        let settings = Settings::DEFAULT.refresh_lifetime(lifetime);
        let mut session = Session::new(&mut arena, settings);
        if knows_wall {
            session.wall_time(secs(WALL), ms(0));
        }
        log_in(&mut session, Some(3600), 0);
        store(&mut session, &mut flash);
        let now = after * 1000;
        session.begin_bytes(now).unwrap();
        let new: &[u8] = if rotates { b"rt-2" } else { b"" };
        assert_eq!(session.accept_bytes(b"at-2", new, Some(3600), now), Ok(rotates));
        assert_eq!(session.deadline(), expected.map(secs), "{lifetime:?} {after} {rotates}");
        if rotates {
            store(&mut session, &mut flash);
        }
        // The deadline survives a restart, also without wall time.
        let mut arena = [0; 64];
        assert_eq!(restart(&mut arena, settings, &flash, 0).deadline(), expected.map(secs));
    }
}

/// Without rotation the deadline is stored once in an eighth of its life.
#[test]
fn a_sliding_deadline_wears_the_flash_eight_times_in_a_life() {
    let settings = Settings::DEFAULT.refresh_lifetime(RefreshLifetime::Sliding(30 * DAY));
    let mut arena = [0; 64];
    let mut session = Session::new(&mut arena, settings);
    session.wall_time(secs(WALL), ms(0));
    log_in(&mut session, Some(3600), 0);
    session.stored().unwrap();
    let mut erases = 0;
    for hour in 1..=30 * 24 {
        let now = hour * DUE;
        session.begin_bytes(now).unwrap();
        if session.accept_bytes(b"at", b"", Some(3600), now).unwrap() {
            erases += 1;
            session.stored().unwrap();
        }
    }
    assert_eq!(erases, 7);
}

/// The figures of the documentation.
#[test]
fn hourly_tokens_erase_two_slots_8914_times_a_year() {
    const YEAR: u64 = 365 * 86_400_000 + 21_600_000;
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    let (mut now, mut erases) = (0, [0, 0]);
    while now + DUE <= YEAR {
        now += DUE;
        session.begin_bytes(now).unwrap();
        assert!(
            session.accept_bytes(b"at", &now.to_string().into_bytes(), Some(3600), now).unwrap()
        );
        erases[session.next_slot()] += 1;
        store(&mut session, &mut flash);
    }
    assert_eq!(erases, [4457, 4457]);
    assert_eq!(10_000 * 12 / erases[0], 26, "months");
    assert_eq!(100_000 / erases[0], 22, "years");
}

/// BoldSign: lengthened by a refresh while the access token holds, which is before the refresh token
/// dies, however long the access token lives.
#[test]
fn a_sliding_life_is_lengthened_before_it_ends() {
    let settings = Settings::DEFAULT.refresh_lifetime(RefreshLifetime::Sliding(3600));
    for lifetime in [Some(2 * 3600), Some(u32::MAX), None] {
        let mut arena = [0; 64];
        let mut session = Session::new(&mut arena, settings);
        session.wall_time(secs(WALL), ms(0));
        log_in(&mut session, lifetime, 0);
        session.stored().unwrap();
        for round in 0..5 {
            let start = round * DUE;
            assert_eq!(
                session.state(ms(start)),
                SessionState::Ready { until: Some(ms(start + DUE)) }
            );
            assert_eq!(session.state(ms(start + DUE)), SessionState::Due, "{lifetime:?}");
            session.begin_bytes(start + DUE).unwrap();
            assert_eq!(session.accept_bytes(b"at", b"", lifetime, start + DUE), Ok(true));
            session.stored().unwrap();
            let seconds = i64::try_from((start + DUE) / 1000).unwrap();
            assert_eq!(session.deadline(), Some(secs(WALL + seconds + 3600)));
        }
    }
    // Where there is no refresh token, there is no life to lengthen.
    let mut arena = [0; 64];
    let mut session = Session::new(&mut arena, settings);
    session.wall_time(secs(WALL), ms(0));
    session.login_bytes(b"at", b"", b"", Some(7200), 0, 0).unwrap();
    assert_eq!(session.deadline(), None);
    assert_eq!(session.state(ms(DUE)), SessionState::Ready { until: Some(ms(7_140_000)) });
}

/// A provider that reports an expired refresh token by another error than `invalid_grant`.
#[test]
fn past_its_known_life_a_lasting_refusal_ends_it() {
    use Failure::{Ended, NoResponse, NotSent, Refused, TryLater};
    let rows = [
        (Some(0), Refused, "refused"),
        (Some(1), Refused, "ended"),
        (Some(1), TryLater, "waiting"),
        (Some(1), NoResponse, "waiting"),
        (Some(1), NotSent, "waiting"),
        (Some(-1_000), Ended, "ended"),
        // The wall time is unknown: the session is kept.
        (None, Refused, "refused"),
    ];
    for (past, failure, expected) in rows {
        let (mut arena, mut flash) = ([0; 64], BLANK);
        let settings = Settings::DEFAULT.refresh_lifetime(RefreshLifetime::Absolute(30 * DAY));
        let mut session = Session::new(&mut arena, settings);
        session.wall_time(secs(WALL), ms(0));
        log_in(&mut session, Some(3600), 0);
        store(&mut session, &mut flash);
        let mut arena = [0; 64];
        let mut session = restart(&mut arena, settings, &flash, 0);
        // A refresh is tried even after the deadline.
        assert_eq!(session.state(ms(0)), SessionState::Due);
        session.begin_bytes(0).unwrap();
        if let Some(past) = past {
            session.wall_time(secs(WALL + i64::from(30 * DAY) + past), ms(0));
        }
        session.fail(failure, Some(1), ms(0)).unwrap();
        assert_eq!(word(session.state(ms(0))), expected, "{past:?} {failure:?}");
    }
}

/// A clock that jumps over a request does not move the deadline to the past.
#[test]
fn a_deadline_is_counted_from_the_responses_date() {
    let settings = Settings::DEFAULT.refresh_lifetime(RefreshLifetime::Sliding(DAY));
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, settings, &mut flash);
    session.begin_bytes(DUE).unwrap();
    let jumped = DUE + 10 * 86_400_000;
    session.wall_time(secs(WALL), ms(jumped));
    session.accept_bytes(b"at", b"rt-2", Some(3600), jumped).unwrap();
    assert_eq!(session.deadline(), Some(secs(WALL + i64::from(DAY))));
}
