//! Exchanges recorded with third-party servers, replayed without them. Each has a row: the case,
//! whether the core writes its request, and the outcome of its response by the policy.

mod request;
mod authlib;
mod basic;
mod exchange;
mod id_tokens;
mod oidc_provider;
mod outcome;

use std::collections::BTreeSet;

use exchange::Fixture;
use outcome::Outcome;
use request::ExpectedRequest;

/// A case by its `id`, its request, its response.
type Row = (&'static str, ExpectedRequest, Outcome);

#[test]
fn each_response_of_oidc_provider_has_the_outcome_of_the_policy() {
    replay("oidc-provider", oidc_provider::ROWS);
}

#[test]
fn each_response_of_authlib_has_the_outcome_of_the_policy() {
    replay("authlib", authlib::ROWS);
}

/// Replays a whole recording, and shows every row that does not hold.
fn replay(name: &str, rows: &[Row]) {
    let Some(fixture) = Fixture::load(name) else { return };
    let recorded: BTreeSet<&str> = fixture.exchanges.iter().map(|case| &*case.id).collect();
    let listed: BTreeSet<&str> = rows.iter().map(|(id, _, _)| *id).collect();
    assert_eq!(listed.len(), rows.len(), "{name}: a case has two rows");
    assert_eq!(recorded.len(), fixture.exchanges.len(), "{name}: two cases have one id");
    let differ: Vec<_> = recorded.symmetric_difference(&listed).collect();
    assert!(differ.is_empty(), "{name}: a case without a row, or a row without a case: {differ:?}");

    let mut failures = Vec::new();
    for (id, request, outcome) in rows {
        let case = fixture.case(id);
        failures
            .extend(request.check(&fixture, case).err().map(|why| format!("{id}: request: {why}")));
        failures
            .extend(outcome.check(&fixture, case).err().map(|why| format!("{id}: outcome: {why}")));
    }
    assert!(failures.is_empty(), "{name}: {}\n{}", failures.len(), failures.join("\n"));
}

/// What went wrong with a row, for a person to read.
type Verdict = Result<(), String>;

/// `assert_eq!` for a row: the others still get their turn.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, actual: T, expected: T) -> Verdict {
    match (actual, expected) {
        (actual, expected) if actual == expected => Ok(()),
        (actual, expected) => Err(format!("{what} is {actual:?}, expected {expected:?}")),
    }
}
