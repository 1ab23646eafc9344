//! Arithmetic on times holds for all of `u64` and `u32`.

use grantlet::{Expiry, Life, UptimeCounter};
use grantlet_tests::ms;
use proptest::prelude::*;

/// Moments and lifetimes, those at the ends of their types as often as those between.
fn moment() -> impl Strategy<Value = u64> {
    prop_oneof![any::<u64>(), 0..10_000u64, u64::MAX - 10_000..=u64::MAX]
}

fn lifetime() -> impl Strategy<Value = u32> {
    prop_oneof![any::<u32>(), 0..200u32, u32::MAX - 2..=u32::MAX]
}

fn rank(life: Life) -> u8 {
    match life {
        Life::Fresh => 0,
        Life::RefreshDue => 1,
        Life::Expired => 2,
        Life::Unknown => panic!("the lifetime is known"),
    }
}

/// Expiry, on values with which other clients failed.
#[test]
fn life_is_fresh_then_due_then_over() {
    let rows = [
        (0, 3600, 60_000, 0, Life::Fresh),
        (0, 3600, 60_000, 3_539_999, Life::Fresh),
        (0, 3600, 60_000, 3_540_000, Life::RefreshDue),
        (0, 3600, 60_000, 3_599_999, Life::RefreshDue),
        (0, 3600, 60_000, 3_600_000, Life::Expired),
        (0, 3600, 0, 3_599_999, Life::Fresh),
        // A lifetime shorter than the leeway is due at its half, and not at once.
        (0, 30, 60_000, 0, Life::Fresh),
        (0, 30, 60_000, 14_999, Life::Fresh),
        (0, 30, 60_000, 15_000, Life::RefreshDue),
        (0, 1, u64::MAX, 499, Life::Fresh),
        (0, 0, 0, 0, Life::Expired),
        // More than 24.8 and more than 49.7 days do not fit 31 and 32 bits of milliseconds.
        (0, 2_592_000, 60_000, 2_147_483_648, Life::Fresh),
        (0, 8_640_000, 60_000, 4_294_967_296, Life::Fresh),
        (5, u32::MAX, 0, 4_294_967_295_004, Life::Fresh),
        (5, u32::MAX, 0, 4_294_967_295_005, Life::Expired),
        // Before the request: a clock that jumps is not this type's, but it must not panic.
        (1_000, 60, 0, 0, Life::Fresh),
    ];
    for (requested_at, seconds, leeway, now, expected) in rows {
        let expiry = Expiry::new(ms(requested_at), Some(seconds));
        assert_eq!(
            expiry.life(ms(now), leeway),
            expected,
            "{requested_at} {seconds} {leeway} {now}"
        );
    }
}

/// A long leeway counts as half the lifetime, as it does for a refresh; without one, the end is
/// exact.
#[test]
fn is_expired_is_true_from_the_moment_to_refresh_on() {
    let rows = [
        (0, 3600, 60_000, 3_539_999, false),
        (0, 3600, 60_000, 3_540_000, true),
        (0, 3600, 60_000, 3_600_000, true),
        (0, 3600, 0, 3_599_999, false),
        (0, 3600, 0, 3_600_000, true),
        (0, 30, 60_000, 0, false),
        (0, 30, 60_000, 14_999, false),
        (0, 30, 60_000, 15_000, true),
        (0, 1, u64::MAX, 499, false),
        (0, 1, u64::MAX, 500, true),
        (0, 0, 0, 0, true),
        (1_000, 0, u64::MAX, 999, false),
        (1_000, 60, 60_000, 0, false),
    ];
    for (requested_at, seconds, leeway, now, expected) in rows {
        let expiry = Expiry::new(ms(requested_at), Some(seconds));
        let found = expiry.is_expired(ms(now), leeway);
        assert_eq!(found, expected, "{requested_at} {seconds} {leeway} {now}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(grantlet_tests::cases(2000)))]

    /// The same as computed in 128 bits, where nothing can overflow.
    #[test]
    fn the_end_is_the_start_and_the_lifetime_saturated(
        requested_at in moment(), seconds in lifetime(), leeway in moment(), now in moment(),
    ) {
        let expiry = Expiry::new(ms(requested_at), Some(seconds));
        let exact = u128::from(requested_at) + u128::from(seconds) * 1000;
        let end = u64::try_from(exact).unwrap_or(u64::MAX);
        prop_assert_eq!(expiry.expires_at(), Some(ms(end)));
        let margin = leeway.min(u64::from(seconds) * 500);
        prop_assert_eq!(expiry.refresh_at(leeway), Some(ms(end - margin)));
        prop_assert_eq!(expiry.life(ms(now), leeway) == Life::Expired, now >= end);
        let due = u128::from(now) + u128::from(margin) >= u128::from(end);
        prop_assert_eq!(expiry.is_expired(ms(now), leeway), due);
        prop_assert_eq!(expiry.is_expired(ms(now), 0), now >= end);
        let refresh = expiry.refresh_at(leeway).is_some_and(|refresh_at| now >= refresh_at.as_millis());
        prop_assert_eq!(expiry.is_expired(ms(now), leeway), refresh);
    }

    #[test]
    fn life_never_goes_back(
        requested_at in moment(), seconds in lifetime(), leeway in moment(),
        a in moment(), b in moment(),
    ) {
        let expiry = Expiry::new(ms(requested_at), Some(seconds));
        let (early, late) = (a.min(b), a.max(b));
        prop_assert!(rank(expiry.life(ms(early), leeway)) <= rank(expiry.life(ms(late), leeway)));
    }

    /// A token is not due in the first half of its life, whatever the leeway; else each
    /// response would be the cause of the next request.
    #[test]
    fn a_lifetime_shorter_than_the_leeway_does_not_storm(
        requested_at in 0..u64::MAX / 2, seconds in 1..u32::MAX, leeway in moment(), share in 0..1000u64,
    ) {
        let expiry = Expiry::new(ms(requested_at), Some(seconds));
        let now = requested_at + u64::from(seconds) * share / 2;
        prop_assert_eq!(expiry.life(ms(now), leeway), Life::Fresh);
    }

    /// Not "never", and not "over" either.
    #[test]
    fn an_unknown_lifetime_is_unknown_at_every_moment(
        requested_at in moment(), leeway in moment(), now in moment(),
    ) {
        let expiry = Expiry::new(ms(requested_at), None);
        prop_assert_eq!(expiry.life(ms(now), leeway), Life::Unknown);
        prop_assert_eq!((expiry.expires_at(), expiry.refresh_at(leeway)), (None, None));
        prop_assert!(!expiry.is_expired(ms(now), leeway));
    }

    /// A counter of 32 bits, read at least once in its round.
    #[test]
    fn uptime_counts_every_tick_across_every_wrap(
        steps in prop::collection::vec(prop_oneof![any::<u32>(), Just(u32::MAX), Just(0)], 0..50),
    ) {
        let (mut uptime, mut exact) = (UptimeCounter::new(), 0u64);
        for step in steps {
            exact += u64::from(step);
            let ticks = u32::try_from(exact & 0xFFFF_FFFF).unwrap();
            prop_assert_eq!(uptime.extend(ticks), ms(exact));
        }
    }
}

/// What a device kept over a sleep goes on where it was.
#[test]
fn uptime_goes_on_from_a_time_that_was_kept() {
    for ticks in [0u32, 1, u32::MAX / 2, u32::MAX] {
        for wraps in [0u64, 1, 7] {
            let kept = wraps << 32 | u64::from(ticks);
            let mut uptime = UptimeCounter::since(ms(kept));
            assert_eq!(uptime.extend(ticks), ms(kept));
            assert_eq!(uptime.extend(ticks.wrapping_add(5)), ms(kept + 5));
            assert_eq!(uptime.extend(ticks.wrapping_add(4)), ms(kept + 5 + u64::from(u32::MAX)));
        }
    }
}
