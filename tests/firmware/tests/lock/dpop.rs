//! The lock with a key (`make DPOP=1`): each request has a proof, which the simulator of Bold checks.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use grantlet_firmware_tests::board::Board;
use grantlet_firmware_tests::bridge::{Request, Response};
use grantlet_firmware_tests::machine::{RESET, Run, folder, run_image};
use grantlet_firmware_tests::{flash, key, server};
use grantlet_providers::Simulator;

use crate::life::without_numbers;
use crate::script::{http, raw};

const AGAIN: &str = "at once again, with the nonce that came";
const OPEN: &str = "open: the account knows the access_token";

fn run(
    folder: &Path,
    bytes: Option<usize>,
    peer: impl FnMut(&Request) -> Result<Response, String>,
) -> Run {
    // Built once: a second build would replace the image that another test is about to start.
    static IMAGE: LazyLock<Result<PathBuf, String>> =
        LazyLock::new(|| Board::M4.image_with_key("lock-dpop", ""));
    let image = IMAGE.as_ref().unwrap_or_else(|error| panic!("{error}"));
    let run = run_image((Board::M4, image), folder, bytes, peer, |_, _| {});
    run.unwrap_or_else(|error| panic!("{error}"))
}

/// A folder of a lock with a key and this refresh token.
fn with_key(name: &str, token: &str) -> PathBuf {
    let folder = folder(name).expect("a folder");
    flash::write(&folder, token).expect("a flash");
    key::write(&folder).expect("a seed");
    folder
}

fn count(run: &Run, said: &str) -> usize {
    run.said.iter().filter(|line| line.as_str() == said).count()
}

/// A login with the lock's key at a server that wants a nonce, another with each response.
fn bound(name: &str) -> (Simulator, PathBuf) {
    let simulator = server::start().expect("a simulator");
    let token = server::log_in_with_key(&simulator).expect("a login");
    simulator.want_dpop_nonces();
    (simulator, with_key(name, &token))
}

/// The statuses of what was asked since, each with the end of its path.
fn statuses(simulator: &Simulator, before: usize) -> Vec<String> {
    let log = simulator.log().split_off(before);
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    log.iter().map(|exchange| format!("{} {}", last(&exchange.path), exchange.status)).collect()
}

#[test]
fn each_request_has_a_proof_with_the_nonce_of_the_response_before() {
    let (simulator, folder) = bound("dpop-life");
    // After a restart time and nonces are asked for anew; of the key and the token nothing is lost.
    for _ in 0..2 {
        let before = simulator.log().len();
        let run = run(&folder, None, |request| server::forward(&simulator, request));
        assert_eq!(run.code, Some(0), "{:#?}", run.said);
        assert_eq!((count(&run, OPEN), count(&run, AGAIN)), (3, 1), "{:#?}", run.said);
        assert_eq!(
            statuses(&simulator, before),
            [
                // The time.
                "bold 404",
                // Both servers have said what nonce they want: each of their responses has the next.
                "token 400",
                "token 200",
                "accounts 401",
                "accounts 200",
                "token 200",
                "accounts 200",
                "token 200",
                "accounts 200",
            ]
        );
        let tokens = run.requests.iter().filter(|request| request.method == "POST").count();
        assert_eq!(tokens, 4);
        assert!(run.requests[1..].iter().all(|request| request.head.contains("\r\nDPoP: ")));
        assert!(run.requests[3].head.contains("\r\nAuthorization: DPoP "));
        let stack = run.said.last().map(String::as_str).unwrap_or_default();
        assert_eq!(without_numbers(stack), "done, with at most # bytes of stack");
    }
}

#[test]
fn another_key_gets_no_token() {
    let (simulator, folder) = bound("dpop-other");
    std::fs::write(folder.join("key-seed.bin"), [0x11; 32]).expect("a seed");
    let mut asked = 0;
    let run = run(&folder, None, |request| {
        asked += 1;
        // Without an end it would ask for ever, with longer and longer pauses.
        let end = http(400, r#"{"error":"invalid_grant"}"#);
        if asked > 3 { Ok(end) } else { server::forward(&simulator, request) }
    });
    assert_eq!((run.code, count(&run, OPEN)), (Some(2), 0), "{:#?}", run.said);
    let log = simulator.log();
    let refused = log.last().map(|exchange| String::from_utf8_lossy(&exchange.response_body));
    assert!(refused.is_some_and(|body| body.contains("another key than at the login")));
}

/// The power goes after the response that wants a nonce, before a byte of the second request has left.
#[test]
fn a_power_cut_before_the_retry_loses_nothing() {
    // What leaves until then: the question for the time, an erased page, the mark, the first request. Their lengths do
    // not depend on anything random.
    let (simulator, folder) = bound("dpop-uncut");
    let uncut = run(&folder, None, |request| server::forward(&simulator, request));
    let asked: usize = uncut.requests[..2].iter().map(|request| request.bytes.len()).sum();
    let bytes = asked + flash::PAGE + 32;

    let (simulator, folder) = bound("dpop-cut");
    let forward = |request: &Request| server::forward(&simulator, request);
    let first = run(&folder, Some(bytes), forward);
    assert_eq!((first.code, first.requests.len()), (Some(RESET), 2), "{:?}", first.said);
    assert_eq!(count(&first, AGAIN), 1, "{:?}", first.said);
    let second = run(&folder, None, forward);
    assert_eq!((second.code, count(&second, OPEN)), (Some(0), 3), "{:?}", second.said);
    assert_eq!(count(&second, "the response to the last refresh may be lost"), 1);
}

fn nonce_error(nonce: &str) -> Response {
    let body = r#"{"error":"use_dpop_nonce"}"#;
    raw(&format!(
        "HTTP/1.1 400 \r\nDPoP-Nonce: {nonce}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ))
}

fn token(n: usize, token_type: &str) -> Response {
    http(
        200,
        &format!(
            r#"{{"access_token":"at-{n}","refresh_token":"rt-{n}","token_type":"{token_type}","expires_in":10}}"#
        ),
    )
}

/// Scripted responses to token requests, then the nth token; the account is always there.
fn scripted(name: &str, responses: &[Response]) -> Run {
    let folder = with_key(name, "rt-0");
    let mut asked = 0;
    run(&folder, None, |request| {
        if request.method == "GET" {
            return Ok(http(200, "[]"));
        }
        asked += 1;
        Ok(responses.get(asked - 1).cloned().unwrap_or_else(|| token(asked, "DPoP")))
    })
}

#[test]
fn a_server_that_always_wants_another_nonce_gets_two_requests_for_each_pause() {
    let responses: Vec<_> = (0..6).map(|n| nonce_error(&format!("nonce-{n}"))).collect();
    let run = scripted("dpop-always", &responses);
    assert_eq!((run.code, count(&run, OPEN)), (Some(0), 3), "{:#?}", run.said);
    let said = run.said.iter().map(|line| without_numbers(line));
    let said: Vec<_> = said.filter(|line| line == AGAIN || line == "again in # ms").collect();
    assert_eq!(said, [AGAIN, "again in # ms"].repeat(3), "{:#?}", run.said);
}

/// RFC 9449, section 5: a token of another type is not bound. It opens nothing and goes nowhere; the refresh token that
/// came with it is kept, because the one before may be spent.
#[test]
fn a_token_that_is_not_bound_opens_nothing() {
    let run = scripted("dpop-bearer", &[token(1, "Bearer")]);
    let closed = "closed: the server did not bind the token to the key";
    assert_eq!((run.code, count(&run, OPEN), count(&run, closed)), (Some(0), 2, 1));
    assert!(run.requests.iter().all(|request| !request.head.contains("at-1")));
    assert!(run.requests.iter().any(|request| request.body.contains("refresh_token=rt-1")));
}

/// A response that is refused for its access token may have spent the refresh token: the new one is kept.
#[test]
fn a_refresh_token_in_a_refused_response_is_kept() {
    let refused = http(
        200,
        r#"{"access_token":"at 1","refresh_token":"rt-1","token_type":"DPoP","expires_in":10}"#,
    );
    let run = scripted("dpop-refused", &[refused]);
    assert_eq!((run.code, count(&run, OPEN)), (Some(0), 3), "{:#?}", run.said);
    assert!(run.requests.iter().any(|request| request.body.contains("refresh_token=rt-1")));
}
