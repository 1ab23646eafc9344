//! Pauses: full jitter under a cap, `Retry-After` as a minimum, spread by the device's seed.

use grantlet::{Failure, Session, SessionState, Settings, WrongState};
use grantlet_tests::ms;
use proptest::prelude::*;

use crate::session::{BLANK, DUE, live, word};

/// Milliseconds that a session waits now.
fn left(session: &mut Session<'_>, now: u64) -> u64 {
    match session.state(ms(now)) {
        SessionState::Waiting { until } | SessionState::Refused { until } => {
            until.as_millis() - now
        }
        SessionState::Due | SessionState::InDoubt => 0,
        other => panic!("{other:?}"),
    }
}

/// The pauses after so many failed attempts.
fn pauses(
    settings: Settings,
    failure: Failure,
    retry_after: Option<u32>,
    count: usize,
) -> Vec<u64> {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, settings, &mut flash);
    let mut now = DUE;
    let mut pauses = Vec::new();
    for _ in 0..count {
        session.begin_bytes(now).unwrap();
        session.fail(failure, retry_after, ms(now)).unwrap();
        let pause = left(&mut session, now);
        pauses.push(pause);
        if pause > 0 {
            assert!(session.begin_bytes(now + pause - 1).is_err());
        }
        now += pause;
    }
    pauses
}

#[test]
fn a_pause_is_anything_from_a_second_to_twice_the_one_before_and_the_cap_at_most() {
    let settings = Settings::DEFAULT.backoff(2_000, 300_000);
    let mut longest = [0; 14];
    for seed in 0..300 {
        let settings = settings.seed(seed);
        for failure in [Failure::NoResponse, Failure::NotSent, Failure::TryLater] {
            let pauses = pauses(settings, failure, None, longest.len());
            for (at, pause) in pauses.into_iter().enumerate() {
                let most = (2_000 << at).min(300_000);
                assert!((1_000..most).contains(&pause), "{pause} after {at} attempts");
                longest[at] = pause.max(longest[at]);
            }
        }
    }
    // It is full: some come near to the end.
    for (at, longest) in longest.into_iter().enumerate() {
        assert!(longest > (2_000 << at).min(300_000) * 9 / 10, "{longest} after {at} attempts");
    }
}

/// `Retry-After` is a minimum, plus jitter of at most the cap; what is longer than a day is a day.
#[test]
fn retry_after_is_a_minimum_with_jitter_of_at_most_the_cap() {
    let rows = [(0, 1_000), (1, 1_000), (120, 120_000), (86_400, 86_400_000), (86_401, 86_400_000)];
    for (seconds, asked) in [&rows[..], &[(u32::MAX, 86_400_000)]].concat() {
        for seed in 0..50 {
            let settings = Settings::DEFAULT.seed(seed).backoff(500, 4_000);
            for pause in pauses(settings, Failure::TryLater, Some(seconds), 5) {
                assert!(pause >= asked && pause < asked + 4_000, "{seconds}: {pause}");
            }
        }
    }
}

/// A permanent error is reported, and the endpoint probed between half of the cap and the cap; a longer
/// `Retry-After` counts.
#[test]
fn what_does_not_pass_by_itself_is_probed_within_the_cap() {
    for seed in 0..50 {
        let settings = Settings::DEFAULT.seed(seed);
        for pause in pauses(settings, Failure::Refused, None, 5) {
            assert!((150_000..300_000).contains(&pause), "{pause}");
        }
        for pause in pauses(settings, Failure::Refused, Some(7), 5) {
            assert!((150_000..300_000).contains(&pause), "{pause}");
        }
        for pause in pauses(settings, Failure::Refused, Some(1_000), 5) {
            assert!((1_000_000..1_300_000).contains(&pause), "{pause}");
        }
    }
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    session.begin_bytes(DUE).unwrap();
    session.fail(Failure::Refused, None, ms(DUE)).unwrap();
    assert_eq!(word(session.state(ms(DUE))), "refused");
    // It holds on to what it has.
    assert!(session.access_token(ms(DUE)).is_some() && session.refresh_token().is_some());
    assert_eq!(session.state(ms(DUE + 300_000)), SessionState::Due);
}

/// Settings at the ends of their type: no panic, no pause of less than a second, and none beyond
/// what they say.
#[test]
fn no_setting_makes_a_pause_shorter_than_a_second() {
    for first in [0, 1, u32::MAX] {
        for cap in [0, 1, 999, u32::MAX] {
            let settings = Settings::DEFAULT.backoff(first, cap).seed(u32::MAX);
            let most = if cap == 0 { 300_000 } else { u64::from(cap).max(1_000) };
            for pause in pauses(settings, Failure::NoResponse, None, 70) {
                assert!((1_000..=most).contains(&pause), "{pause}");
            }
            for pause in pauses(settings, Failure::Refused, None, 3) {
                assert!((1_000.max(most / 2)..=most).contains(&pause), "{pause}");
            }
        }
    }
}

/// Devices that were cut off together come back apart, and each the same way each time.
#[test]
fn pauses_and_refreshes_are_spread_by_the_seed() {
    // Of a minute on top of the second that each pause has.
    let settings = Settings::DEFAULT.backoff(61_000, 61_000).spread(360_000);
    let (mut tenths, mut refreshes) = ([0; 10], [0; 10]);
    for seed in 0..10_000 {
        let settings = settings.seed(seed);
        let mut arena = [0; 64];
        let mut flash = BLANK;
        let mut session = live(&mut arena, settings, &mut flash);
        let SessionState::Ready { until: Some(until) } = session.state(ms(0)) else { panic!() };
        assert_eq!(session.state(until), SessionState::Due);
        assert_eq!(word(session.state(until)), "due");
        let early = DUE - until.as_millis();
        refreshes[usize::try_from(early / 36_000).unwrap()] += 1;
        session.begin_bytes(until.as_millis()).unwrap();
        session.fail(Failure::TryLater, None, until).unwrap();
        tenths
            [usize::try_from((left(&mut session, until.as_millis()) - 1_000) / 6_000).unwrap()] +=
            1;
    }
    for count in tenths.into_iter().chain(refreshes) {
        assert!((850..1150).contains(&count), "{tenths:?} {refreshes:?}");
    }
    let of = |seed| pauses(settings.seed(seed), Failure::NoResponse, None, 8);
    assert_eq!(of(7), of(7));
    assert_ne!(of(7), of(8));
    let first = of(7);
    assert!(first.iter().any(|pause| *pause != first[0]), "{first:?}");
}

/// An API that rejects every token, for hours (rejected storms).
#[test]
fn tokens_that_are_all_rejected_are_requested_less_and_less_often() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    let day = 86_400_000;
    let (mut now, mut requests) = (0, 0);
    while now < day {
        session.rejected(ms(now)).unwrap();
        // Again, by each of those who had the old one: nothing more.
        assert!(session.rejected(ms(now)).is_err());
        now += left(&mut session, now).max(1);
        session.begin_bytes(now).unwrap();
        requests += 1;
        session.accept_bytes(b"at", b"", Some(3600), now).unwrap();
        if requests == 1 {
            assert_eq!(now, 1, "the first time at once");
        }
    }
    // Two in the cap on average, and a few before it is reached.
    assert!((400..800).contains(&requests), "{requests}");
    // A token that is used to its end starts it anew.
    now += DUE;
    session.begin_bytes(now).unwrap();
    session.accept_bytes(b"at", b"", Some(3600), now).unwrap();
    session.rejected(ms(now)).unwrap();
    assert_eq!(session.state(ms(now)), SessionState::Due);
}

/// A token that is over cannot be rejected: it is refreshed, and not held against the next one.
#[test]
fn a_token_that_is_over_is_not_rejected() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    let mut now = 3_600_000;
    for _ in 0..3 {
        assert_eq!(session.rejected(ms(now)), Err(WrongState(SessionState::Due)));
        session.begin_bytes(now).unwrap();
        session.accept_bytes(b"at", b"", Some(3600), now).unwrap();
        now += 3_600_000;
    }
    session.begin_bytes(now).unwrap();
    session.accept_bytes(b"at", b"", Some(3600), now).unwrap();
    session.rejected(ms(now)).unwrap();
    assert_eq!(session.state(ms(now)), SessionState::Due, "the first time at once");
}

/// A rejection does not make an overloaded server's pause shorter.
#[test]
fn a_rejection_does_not_shorten_a_pause() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    session.begin_bytes(DUE).unwrap();
    session.fail(Failure::TryLater, Some(600), ms(DUE)).unwrap();
    let before = left(&mut session, DUE);
    session.rejected(ms(DUE)).unwrap();
    assert_eq!(left(&mut session, DUE), before);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(grantlet_tests::cases(500)))]

    #[test]
    fn each_pause_is_within_its_bounds(
        seed: u32, first: u32, cap: u32, retry_after: Option<u32>, attempts in 1..40usize,
    ) {
        let settings = Settings::DEFAULT.seed(seed).backoff(first, cap);
        let asked = u64::from(retry_after.unwrap_or(0).min(86_400)) * 1000;
        for (at, pause) in
            pauses(settings, Failure::TryLater, retry_after, attempts).into_iter().enumerate()
        {
            let or = |set, default| u64::from(if set == 0 { default } else { set });
            let (first, cap) = (or(first, 2_000), or(cap, 300_000));
            let doubled = u128::from(first) << at.min(31);
            let most = u64::try_from(doubled.min(u128::from(cap))).unwrap().max(1_000);
            prop_assert!(pause >= asked.max(1_000));
            prop_assert!(pause <= asked + most.max(asked.min(cap)));
        }
    }
}
