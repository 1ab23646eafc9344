//! Each seed is a world and a history, and all invariants hold in it.

use std::io::Write as _;

use grantlet_worlds::run;

/// Counts that show that a run exercises what it is about, and how many there must be for a thousand
/// histories.
const EXERCISED: [(&str, u64); 16] = [
    ("requests", 2_000),
    ("tokens", 400),
    ("short tokens", 200),
    ("tokens handed out", 4_000),
    ("failures", 200),
    ("responses that were lost", 20),
    ("requests that were given up", 50),
    ("responses that came late", 5),
    ("refused responses with a refresh token", 50),
    ("wrong id_tokens", 5),
    ("another user's responses", 2),
    ("ended grants", 20),
    ("writes that failed", 50),
    ("writes that were torn", 5),
    ("restarts", 200),
    ("logouts", 100),
];

#[test]
fn all_laws_hold_in_random_worlds() {
    let is_full = std::env::var_os("GRANTLET_FULL").is_some();
    let histories = if is_full { 5_000_000 } else { 100_000 };
    let report = run(0, histories);
    // The test runner keeps what a passing test prints by `println!` to itself.
    let _ = write!(std::io::stderr(), "\n{histories} histories:\n{}", report.words());
    assert_eq!(report.broken, 0, "{}", report.findings());
    for (what, least) in EXERCISED {
        let count = report.counts.get(what).copied().unwrap_or(0);
        assert!(count * 1000 >= least * histories, "{what}: {count}");
    }
}
