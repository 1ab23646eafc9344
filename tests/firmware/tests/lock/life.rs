//! The whole life of the lock, on every board, with the simulator of Bold over real HTTP.

use grantlet_firmware_tests::board::Board;
use grantlet_firmware_tests::bridge::Request;
use grantlet_firmware_tests::machine::{Run, folder, run};
use grantlet_firmware_tests::{flash, server};
use grantlet_providers::{Exchange, Simulator, bold};

#[test]
fn the_lock_lives_on_a_cortex_m0() {
    lives_on(Board::M0);
}

#[test]
fn the_lock_lives_on_a_cortex_m3() {
    lives_on(Board::M3);
}

#[test]
fn the_lock_lives_on_a_cortex_m4() {
    lives_on(Board::M4);
}

#[test]
fn the_lock_lives_on_a_cortex_m33() {
    lives_on(Board::M33);
}

#[test]
fn the_lock_lives_on_risc_v() {
    lives_on(Board::Riscv);
}

/// Three tokens, each stored before it is used, across the counter's wrap; then a restart, which
/// goes on from what is stored.
fn lives_on(board: Board) {
    let simulator = server::start().expect("a simulator");
    let folder = folder(&format!("life-{}", board.name())).expect("a folder");
    let mut token = server::log_in(&simulator).expect("a login");
    flash::write(&folder, &token).expect("a flash");
    for _ in 0..2 {
        let before = simulator.log().len();
        let peer = |request: &Request| server::forward(&simulator, request);
        let run = run(board, &folder, peer, |_, _| {}).unwrap_or_else(|error| panic!("{error}"));
        let log = simulator.log().split_off(before);
        token = three_tokens(&run, &log, &token);
    }
    keeps_secrets(&simulator, &folder);
}

/// Looks at a life, and returns the token that is stored at its end.
fn three_tokens(run: &Run, log: &[Exchange], stored: &str) -> String {
    assert_eq!(run.code, Some(0), "{:#?}", run.said);
    // When the counter wraps depends on how long the simulator takes.
    let (wraps, said): (Vec<_>, Vec<_>) = run
        .said
        .iter()
        .map(|line| without_numbers(line))
        .partition(|line| line == "the millisecond counter has wrapped");
    assert_eq!(wraps.len(), 1);
    let token = [
        "a token, and a new refresh_token",
        "the new refresh_token is stored",
        "open: the account knows the access_token",
        "asleep until the refresh is due, for # ms",
    ];
    let end = ["done, with at most # bytes of stack"];
    assert_eq!(said, [&token[..], &token, &token, &end].concat());
    let stack = run.said.last().and_then(|line| line.split(' ').find_map(|word| word.parse().ok()));
    assert!(stack.is_some_and(|bytes| (512..2048).contains(&bytes)), "{stack:?} bytes of stack");

    let mut token = stored.to_owned();
    assert_eq!((log.len(), run.requests.len()), (6, 6));
    for (exchanges, requests) in log.chunks(2).zip(run.requests.chunks(2)) {
        let ([refresh, accounts], [_, using]) = (exchanges, requests) else {
            panic!("a refresh without a use of its token");
        };
        assert_eq!((refresh.path.as_str(), refresh.status), ("/bold/v2/oauth/token", 200));
        assert_eq!((accounts.path.as_str(), accounts.status), ("/bold/v1/accounts", 200));
        let sent = String::from_utf8_lossy(&refresh.request_body);
        assert!(sent.ends_with(&format!("&refresh_token={token}")), "not the stored token");
        token = member(refresh, "refresh_token");
        assert_eq!(using.stored.as_deref(), Some(&*token), "used before it was stored");
        let bearer = format!("Bearer {}", member(refresh, "access_token"));
        assert_eq!(accounts.request_header("authorization"), Some(&*bearer));
    }
    assert_eq!(run.stored.as_deref(), Some(&*token));
    token
}

/// Nothing that the lock printed holds a secret.
fn keeps_secrets(simulator: &Simulator, folder: &std::path::Path) {
    let printed = std::fs::read_to_string(folder.join("console.txt")).expect("a console");
    let mut secrets = vec![bold::CLIENT_SECRET.to_owned()];
    for refresh in simulator.log().iter().filter(|exchange| exchange.path.ends_with("/token")) {
        secrets.extend(["access_token", "refresh_token"].map(|name| member(refresh, name)));
    }
    assert_eq!(secrets.len(), 1 + 2 * 7, "one login and two lives of three tokens");
    for secret in secrets {
        assert!(!printed.contains(&secret), "the lock prints a secret");
    }
}

/// A text member of a response.
fn member(exchange: &Exchange, name: &str) -> String {
    let body = String::from_utf8_lossy(&exchange.response_body);
    let value =
        body.split_once(&format!("\"{name}\": \"")).and_then(|(_, rest)| rest.split_once('"'));
    value.unwrap_or_else(|| panic!("the response has no {name}")).0.to_owned()
}

/// A line with `#` for each number: how long the lock waited is QEMU's.
pub(crate) fn without_numbers(line: &str) -> String {
    let mut out = String::new();
    for letter in line.chars() {
        match letter {
            '0'..='9' if out.ends_with('#') => {}
            '0'..='9' => out.push('#'),
            _ => out.push(letter),
        }
    }
    out
}
