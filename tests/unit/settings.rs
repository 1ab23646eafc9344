//! Settings: each setter alone, and what stays as it was.

use grantlet::{RefreshLifetime, SessionState, Settings};
use grantlet_tests::ms;

use crate::session::{BLANK, DUE, live, word};

#[test]
fn each_setter_changes_one_thing() {
    let base = Settings::DEFAULT;
    let all = [
        base,
        base.leeway(1),
        base.spread(1),
        base.backoff(1, 300_000),
        base.backoff(2_000, 1),
        base.seed(1),
        base.refresh_lifetime(RefreshLifetime::Absolute(1)),
        base.refresh_lifetime(RefreshLifetime::Sliding(1)),
        base.keep_access_token(),
        base.client_credentials(),
    ];
    for (at, one) in all.iter().enumerate() {
        for (other_at, other) in all.iter().enumerate() {
            assert_eq!(one == other, at == other_at);
        }
    }
    let again = base
        .leeway(60_000)
        .spread(0)
        .backoff(2_000, 300_000)
        .seed(0)
        .refresh_lifetime(RefreshLifetime::Unknown);
    assert_eq!(again, base);
    // What is set to 0 is its own default, each by itself.
    assert_eq!(base.leeway(0).spread(0).backoff(0, 0), base);
    assert_eq!(base.backoff(0, 7), base.backoff(2_000, 7));
    assert_eq!(base.backoff(7, 0), base.backoff(7, 300_000));
}

/// The spread comes on top of the leeway, and both together are at most half of the life.
#[test]
fn leeway_and_spread_are_at_most_half_of_the_life() {
    let rows = [
        (0, 0, DUE..=DUE),
        (1, 0, 3_599_999..=3_599_999),
        (60_000, 0, DUE..=DUE),
        (60_000, 60_000, DUE - 59_999..=DUE),
        (1, 1, 3_599_999..=3_599_999),
        (u32::MAX, 0, 1_800_000..=1_800_000),
        (1, u32::MAX, 1_800_000..=3_599_999),
        (u32::MAX, u32::MAX, 1_800_000..=1_800_000),
    ];
    for (leeway, spread, expected) in rows {
        for seed in (0..50).chain([u32::MAX]) {
            let (mut arena, mut flash) = ([0; 64], BLANK);
            let settings = Settings::DEFAULT.leeway(leeway).spread(spread).seed(seed);
            let mut session = live(&mut arena, settings, &mut flash);
            let SessionState::Ready { until: Some(until) } = session.state(ms(0)) else {
                panic!("{}", word(session.state(ms(0))));
            };
            let until = until.as_millis();
            assert!(expected.contains(&until), "{leeway} {spread} {seed}: {until}");
        }
    }
}
