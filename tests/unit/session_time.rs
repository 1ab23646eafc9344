//! A session's clocks: lifetimes and jumps.

use grantlet::{Failure, RefreshLifetime, Session, SessionState, Settings};
use grantlet_tests::{ms, secs};
use proptest::prelude::*;

use crate::session::{BLANK, DUE, live, log_in, store, word};

pub(crate) const WALL: i64 = 1_790_000_000;
pub(crate) const DAY: u32 = 86_400;

/// Expiry at the start of the clock and near its end.
#[test]
fn a_refresh_is_due_a_leeway_before_the_end_and_not_in_the_first_half() {
    let rows = [
        (Some(3600), 60_000, Some(3_540_000)),
        // Zero is the default.
        (Some(3600), 0, Some(3_540_000)),
        (Some(3600), 1, Some(3_599_999)),
        // A lifetime shorter than the leeway (DuendeArchive/identity-model-oidc-client-js#948).
        (Some(30), 60_000, Some(15_000)),
        (Some(31), u32::MAX, Some(15_500)),
        (Some(u32::MAX), u32::MAX, Some(4_290_672_327_705)),
        // More than 24.8 days (NUWCDIVNPT/stig-manager#412).
        (Some(2_592_000), 60_000, Some(2_591_940_000)),
        (None, 60_000, None),
    ];
    for (lifetime, leeway, due) in rows {
        for start in [0, 1, 1 << 32, u64::MAX - 5_000_000_000_000] {
            let mut arena = [0; 64];
            let mut session = Session::new(&mut arena, Settings::DEFAULT.leeway(leeway));
            log_in(&mut session, lifetime, start);
            session.stored().unwrap();
            let until = due.map(|due| ms(start + due));
            assert_eq!(session.state(ms(start)), SessionState::Ready { until }, "{lifetime:?}");
            let Some(until) = until else {
                // Not "never": until it is rejected.
                assert_eq!(session.state(ms(u64::MAX)), SessionState::Ready { until: None });
                assert!(session.access_token(ms(u64::MAX)).is_some());
                session.rejected(ms(u64::MAX)).unwrap();
                assert_eq!(session.state(ms(u64::MAX)), SessionState::Due);
                continue;
            };
            assert_eq!(
                session.state(ms(until.as_millis() - 1)),
                SessionState::Ready { until: Some(until) }
            );
            assert_eq!(session.state(until), SessionState::Due, "{lifetime:?} {leeway}");
            let end = start + u64::from(lifetime.unwrap()) * 1000;
            if until < ms(end) {
                assert!(session.access_token(ms(end - 1)).is_some());
            }
            assert!(session.access_token(ms(end)).is_none());
        }
    }
    // The end of the clock: it saturates.
    let mut arena = [0; 64];
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    log_in(&mut session, Some(3600), u64::MAX);
    session.stored().unwrap();
    assert_eq!(session.state(ms(u64::MAX)), SessionState::Ready { until: Some(ms(u64::MAX)) });
    // And starts again at 0: the life that was left is still there.
    assert_eq!(session.state(ms(0)), SessionState::Ready { until: Some(ms(DUE)) });
    assert_eq!(session.state(ms(DUE)), SessionState::Due);
}

/// The time on the wire makes a token end early and never late.
#[test]
fn a_life_starts_with_its_request() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    session.login_bytes(b"at", b"rt", b"", Some(3600), 10_000, 25_000).unwrap();
    store(&mut session, &mut flash);
    assert_eq!(session.state(ms(25_000)), SessionState::Ready { until: Some(ms(10_000 + DUE)) });
    let now = 10_000 + DUE;
    session.begin_bytes(now).unwrap();
    session.accept_bytes(b"at", b"", Some(3600), now + 40_000).unwrap();
    assert_eq!(session.state(ms(now + 40_000)), SessionState::Ready { until: Some(ms(now + DUE)) });
    // A request in the future was sent now.
    session.login_bytes(b"at", b"rt", b"", Some(3600), u64::MAX, now).unwrap();
    store(&mut session, &mut flash);
    assert_eq!(session.state(ms(now)), SessionState::Ready { until: Some(ms(now + DUE)) });
}

#[test]
fn a_clock_that_goes_back_stands_still_and_one_that_goes_ahead_is_early() {
    for back in [0, 1, 1_000_000, 1_999_999] {
        let mut arena = [0; 64];
        let mut session = Session::new(&mut arena, Settings::DEFAULT);
        log_in(&mut session, Some(3600), 0);
        session.stored().unwrap();
        assert_eq!(word(session.state(ms(2_000_000))), "ready");
        // 1540 seconds were left.
        let until = SessionState::Ready { until: Some(ms(back + 1_540_000)) };
        assert_eq!(session.state(ms(back)), until);
        assert_eq!(session.state(ms(back + 1_540_000)), SessionState::Due);
        session.begin_bytes(back + 1_540_000).unwrap();
        session.fail(Failure::TryLater, Some(100), ms(back + 1_540_000)).unwrap();
        let SessionState::Waiting { until } = session.state(ms(back + 1_540_000)) else { panic!() };
        let left = ms(until.as_millis() - back - 1_540_000);
        assert_eq!(session.state(ms(0)), SessionState::Waiting { until: left });
        assert_eq!(session.state(left), SessionState::Due);
    }
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    assert_eq!(session.state(ms(u64::MAX)), SessionState::Due);
    assert!(session.access_token(ms(u64::MAX)).is_none());
    // What is over stays over.
    assert_eq!(session.state(ms(0)), SessionState::Due);
}

/// Each token is due as it comes, and only the first leads to another request at once.
#[test]
fn tokens_without_life_do_not_storm() {
    let sliding = |seconds| Settings::DEFAULT.refresh_lifetime(RefreshLifetime::Sliding(seconds));
    let rows = [
        // Silently read as 0 (spring-attic/spring-security-oauth#1068).
        ("no lifetime", Settings::DEFAULT, Some(0), 0),
        ("shorter than its way", Settings::DEFAULT, Some(1), 2_000),
        ("half of it on its way", Settings::DEFAULT, Some(4), 2_000),
        ("a refresh token of a second", sliding(1), Some(3600), 0),
        ("and a token of unknown life", sliding(1), None, 0),
        ("in no time", Settings::DEFAULT.client_credentials(), Some(0), 0),
    ];
    for (name, settings, lifetime, on_the_way) in rows {
        let mut arena = [0; 64];
        let mut session = Session::new(&mut arena, settings.backoff(1_000, 60_000));
        session.wall_time(secs(WALL), ms(0));
        let (mut now, mut requests, mut turns) = (0, 0, 0);
        log_in(&mut session, lifetime, 0);
        session.stored().unwrap();
        while now < 3_600_000 {
            turns += 1;
            assert!(turns < 5_000, "{name}");
            match session.state(ms(now)) {
                SessionState::Due => {
                    requests += 1;
                    session.begin_bytes(now).unwrap();
                    now += on_the_way;
                    if session.accept_bytes(b"at-2", b"", lifetime, now).unwrap() {
                        session.stored().unwrap();
                    }
                    assert!(session.access_token(ms(now)).is_some(), "{name}: it is handed out");
                }
                SessionState::Waiting { until } | SessionState::Ready { until: Some(until) } => {
                    now = until.as_millis().max(now + 1);
                }
                other => panic!("{name}: {other:?}"),
            }
        }
        // Six before the cap is reached, and then two in it at most, whatever the seed.
        assert!((60..=126).contains(&requests), "{name}: {requests}");
    }
}

/// A stored access token is used again where the wall time says that it holds.
#[test]
fn a_stored_access_token_is_used_after_a_restart_while_it_holds() {
    let settings = Settings::DEFAULT.keep_access_token();
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = Session::new(&mut arena, settings);
    session.wall_time(secs(WALL), ms(0));
    log_in(&mut session, Some(3600), 0);
    store(&mut session, &mut flash);
    drop(session);
    let rows = [
        (Some(WALL), "ready", true),
        (Some(WALL + 3_539), "ready", true),
        (Some(WALL + 3_599), "ready", true),
        (Some(WALL + 3_600), "due", false),
        (Some(i64::MAX), "due", false),
        (None, "due", false),
        // A clock that was never set: the lifetime is saturated, and the first 401 tells.
        (Some(0), "ready", true),
        (Some(i64::MIN), "ready", true),
    ];
    for (wall, expected, holds) in rows {
        let mut session = Session::new(&mut arena, settings);
        if let Some(wall) = wall {
            session.wall_time(secs(wall), ms(0));
        }
        session.restore([&flash[0], &flash[1]], ms(0)).unwrap();
        assert_eq!(word(session.state(ms(0))), expected, "{wall:?}");
        assert_eq!(session.access_token(ms(0)).is_some(), holds, "{wall:?}");
        assert_eq!(session.rejected(ms(0)).is_ok(), holds);
        assert_eq!(session.state(ms(0)), SessionState::Due);
    }
    // Each refresh is then stored; without wall time, or a known end, there is nothing to store.
    for (wall, lifetime, stores) in
        [(Some(WALL), Some(3600), true), (None, Some(3600), false), (Some(WALL), None, false)]
    {
        let mut session = Session::new(&mut arena, settings);
        if let Some(wall) = wall {
            session.wall_time(secs(wall), ms(0));
        }
        log_in(&mut session, Some(3600), 0);
        session.stored().unwrap();
        session.begin_bytes(DUE).unwrap();
        assert_eq!(session.accept_bytes(b"at-2", b"", lifetime, DUE), Ok(stores));
    }
    // And of client credentials too, without a refresh token.
    let settings = settings.client_credentials();
    let mut session = Session::new(&mut arena, settings);
    session.wall_time(secs(WALL), ms(0));
    session.begin_bytes(0).unwrap();
    assert_eq!(session.accept_bytes(b"at-1", b"", Some(3600), 0), Ok(true));
    store(&mut session, &mut flash);
    drop(session);
    let mut session = Session::new(&mut arena, settings);
    session.wall_time(secs(WALL + 60), ms(0));
    session.restore([&flash[0], &flash[1]], ms(0)).unwrap();
    assert_eq!(session.access_token(ms(0)).unwrap().expose(), "at-1");
}

#[derive(Clone, Debug)]
enum Do {
    Begin,
    Accept(Option<u32>, bool),
    Fail(Failure, Option<u32>),
    Rejected,
    Stored,
    Login(Option<u32>, u64),
    Wall(i64),
    Restart,
    Look,
}

fn failures() -> impl Strategy<Value = Failure> {
    prop::sample::select(vec![
        Failure::NotSent,
        Failure::NoResponse,
        Failure::TryLater,
        Failure::Refused,
        Failure::NotJson,
        Failure::Ended,
    ])
}

fn moments() -> impl Strategy<Value = u64> {
    prop_oneof![any::<u64>(), 0..10_000_000u64, u64::MAX - 10_000..=u64::MAX]
}

fn calls() -> impl Strategy<Value = Do> {
    prop_oneof![
        3 => Just(Do::Begin),
        3 => (any::<Option<u32>>(), any::<bool>()).prop_map(|(life, new)| Do::Accept(life, new)),
        1 => (failures(), any::<Option<u32>>()).prop_map(|(failure, after)| Do::Fail(failure, after)),
        1 => Just(Do::Rejected),
        3 => Just(Do::Stored),
        1 => (any::<Option<u32>>(), any::<u64>()).prop_map(|(life, at)| Do::Login(life, at)),
        1 => prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX), Just(WALL)].prop_map(Do::Wall),
        1 => Just(Do::Restart),
        2 => Just(Do::Look),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(grantlet_tests::cases(1000)))]

    /// Any calls in any order at any moments of any settings: no panic, and what the states promise.
    #[test]
    fn any_calls_at_any_moments_keep_the_promises_of_the_states(
        (leeway, spread, first, cap, seed) in any::<(u32, u32, u32, u32, u32)>(),
        (kind, life, keeps, credentials) in (0..3, any::<u32>(), any::<bool>(), any::<bool>()),
        steps in prop::collection::vec((calls(), moments()), 0..40),
    ) {
        let mut settings = Settings::DEFAULT.leeway(leeway).spread(spread).backoff(first, cap).seed(seed);
        settings = settings.refresh_lifetime(match kind {
            0 => RefreshLifetime::Unknown,
            1 => RefreshLifetime::Absolute(life),
            _ => RefreshLifetime::Sliding(life),
        });
        if keeps { settings = settings.keep_access_token(); }
        if credentials { settings = settings.client_credentials(); }
        let (mut arena, mut flash, mut issued) = ([0; 64], BLANK, 0u8);
        let mut session = Session::new(&mut arena, settings);
        for (step, now) in steps {
            let before = session.state(ms(now));
            match step {
                Do::Begin => {
                    let begins = matches!(before, SessionState::Due | SessionState::InDoubt);
                    prop_assert_eq!(session.begin_bytes(now).is_ok(), begins);
                }
                Do::Accept(lifetime, new) => {
                    issued = issued.wrapping_add(1);
                    let new: &[u8] = if new { &[b'r', issued | 1] } else { b"" };
                    let takes = session.awaits_response();
                    let taken = session.accept_bytes(b"at", new, lifetime, now);
                    prop_assert_eq!(taken.is_ok(), takes);
                    let stores = taken == Ok(true);
                    prop_assert!(!stores || session.state(ms(now)) == SessionState::Unstored);
                }
                Do::Fail(failure, after) => {
                    let flies = before == SessionState::InFlight;
                    prop_assert_eq!(session.fail(failure, after, ms(now)).is_ok(), flies);
                }
                Do::Rejected => {
 let _ = session.rejected(ms(now));
}

                Do::Stored => if session.state(ms(now)) == SessionState::Unstored {
                    store(&mut session, &mut flash);
                },
                Do::Login(lifetime, at) => {
                    session.login_bytes(b"at", b"rt", b"u", lifetime, at, now).unwrap();
                }
                Do::Wall(seconds) => session.wall_time(secs(seconds), ms(now)),
                Do::Restart => session.restore([&flash[0], &flash[1]], ms(now)).unwrap(),
                Do::Look => {}
            }
            let state = session.state(ms(now));
            // A clock that stands still changes nothing.
            prop_assert_eq!(session.state(ms(now)), state);
            match state {
                SessionState::Ready { until } => {
                    prop_assert!(session.access_token(ms(now)).is_some());
                    prop_assert!(until.is_none_or(|until| until > ms(now) || now == u64::MAX));
                }
                SessionState::Waiting { until } | SessionState::Refused { until } => {
                    prop_assert!(until > ms(now) || now == u64::MAX);
                    // A clock that goes back does not make it wait longer.
                    prop_assert!(session.begin_bytes(0).is_err());
                }
                SessionState::Unstored => prop_assert!(session.access_token(ms(now)).is_none()),
                _ => {}
            }
        }
    }
}
