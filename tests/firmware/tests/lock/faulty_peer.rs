//! What the lock does with a peer that is faulty: one row for each fault.

use std::collections::VecDeque;
use std::io::Write as _;
use std::sync::Mutex;

use grantlet_firmware_tests::board::Board;
use grantlet_firmware_tests::bridge::{Answer, Manner};

use crate::script::{http, place, raw, refresh_tokens, run, sent, token};

/// A fault, and the whole of what comes of it.
struct Row {
    fault: &'static str,
    stored_before: Option<&'static str>,
    answers: Vec<Answer>,
    /// To each question for the accounts.
    accounts: Option<Answer>,
    /// What the lock prints besides the lines of an ordinary life.
    said: &'static [&'static str],
    /// The `rt-` numbers that it sent.
    asked_with: &'static [&'static str],
    opened: usize,
    code: i32,
    stored_after: Option<&'static str>,
}

/// A pause, however long.
const AGAIN: &str = "again in # ms";
/// The server may have spent the token.
const LOST: &str = "the response to the last refresh may be lost";

/// A life of three tokens with no fault.
const ORDINARY: Row = Row {
    fault: "none",
    stored_before: Some("rt-0"),
    answers: Vec::new(),
    accounts: None,
    said: &[],
    asked_with: &["-0", "-1", "-2"],
    opened: 3,
    code: 0,
    stored_after: Some("rt-3"),
};

/// A token as long as the store, of `filler` after `rt-`.
const fn longest(filler: u8) -> [u8; 254] {
    let mut token = [filler; 254];
    token[0] = b'r';
    token[1] = b't';
    token[2] = b'-';
    token
}

/// Of letters that a form leaves as they are, and of ones that it writes as three.
const LONGEST: [u8; 254] = longest(b'x');
const LONGEST_ENCODED: [u8; 254] = longest(b'+');

const fn ascii(text: &'static [u8]) -> &'static str {
    match str::from_utf8(text) {
        Ok(text) => text,
        Err(_) => panic!("not ASCII"),
    }
}

/// A life in which the first answer is of no use: the lock asks again with what is stored.
fn asks_again(fault: &'static str, answer: Answer, said: &'static [&'static str]) -> Row {
    Row {
        fault,
        answers: vec![answer],
        said,
        asked_with: &["-0", "-0", "-2", "-3"],
        stored_after: Some("rt-4"),
        ..ORDINARY
    }
}

/// A life that ends at its first answer.
fn ends(fault: &'static str, answer: Answer, said: &'static [&'static str]) -> Row {
    Row {
        fault,
        answers: vec![answer],
        said,
        asked_with: &["-0"],
        opened: 0,
        code: 2,
        // A last record takes the token's place.
        stored_after: None,
        ..ORDINARY
    }
}

/// A life in which a first answer is unusual, and a token all the same.
fn copes(fault: &'static str, answer: Answer) -> Row {
    Row { fault, answers: vec![answer], ..ORDINARY }
}

fn rows() -> Vec<Row> {
    [
        unusual(),
        cut_off(),
        no_token(),
        refused(),
        too_large(),
        the_end(),
        of_no_use(),
        long_tokens(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The answer with the first token.
fn first() -> Answer {
    token(1)
}

/// Where its body begins.
fn body() -> usize {
    place(&first(), "{")
}

/// Its body.
fn json() -> String {
    text(&first()).split_off(body())
}

/// Tokens that come in an unusual way.
fn unusual() -> Vec<Row> {
    let json = json();
    let (half, rest) = json.split_at(40);
    let chunks = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\
         {:x};name=value\r\n{half}\r\n{:X}\r\n{rest}\r\n0\r\nTrailer: 1\r\n\r\n",
        half.len(),
        rest.len()
    );
    let long_field = format!("X: {}\r\nDate:", "x".repeat(500));
    vec![
        copes("none", first()),
        copes("short reads", sent(first(), Manner::Pieces(7))),
        copes("one byte at a time", sent(first(), Manner::Pieces(1))),
        copes("noise before the answer", raw(&format!("\0HTTP\r\n{}", text(&first())))),
        copes("100 Continue", raw(&format!("HTTP/1.1 100 Continue\r\n\r\n{}", text(&first())))),
        copes("chunks", raw(&chunks)),
        copes("no length at all", raw(&format!("HTTP/1.0 200 OK\r\n\r\n{json}"))),
        copes("a field longer than a line", raw(&text(&first()).replacen("Date:", &long_field, 1))),
        copes(
            "a second answer that nobody asked for",
            raw(&format!("{}{}", text(&first()), text(&spent()))),
        ),
    ]
}

/// Answers that do not come, or not whole, or late.
fn cut_off() -> Vec<Row> {
    let stops_after = |length| sent(first(), Manner::StopsAfter(length));
    vec![
        asks_again("no answer", stops_after(0), &["no response in time", AGAIN, LOST]),
        Row {
            fault: "no answer, three times",
            answers: vec![stops_after(0); 3],
            said: &[
                "no response in time",
                AGAIN,
                LOST,
                "no response in time",
                AGAIN,
                LOST,
                "no response in time",
                AGAIN,
                LOST,
            ],
            asked_with: &["-0", "-0", "-0", "-0", "-4", "-5"],
            stored_after: Some("rt-6"),
            ..ORDINARY
        },
        asks_again(
            "a stall in the head",
            stops_after(30),
            &["the response was cut off after 0 bytes of its body", AGAIN, LOST],
        ),
        asks_again(
            "the connection closed in the middle of the body",
            stops_after(body() + 25),
            &["the response was cut off after 25 bytes of its body", AGAIN, LOST],
        ),
        asks_again(
            "a stall longer than the time-out, and the rest before the next answer",
            sent(first(), Manner::LateAfter(body() + 25)),
            &["the response was cut off after 25 bytes of its body", AGAIN, LOST],
        ),
        // The server spent the old token on the first request: that answer is the one to have.
        Row {
            fault: "an answer later than the time-out",
            answers: vec![sent(first(), Manner::LateAfter(0)), spent()],
            said: &["no response in time", AGAIN, LOST],
            asked_with: &["-0", "-0", "-1", "-3"],
            stored_after: Some("rt-4"),
            ..ORDINARY
        },
        asks_again(
            "a byte dropped from the body",
            sent(first(), Manner::Without(body() + 25)),
            &["the response was cut off after 83 bytes of its body", AGAIN, LOST],
        ),
        asks_again(
            "a digit dropped from Content-Length",
            sent(first(), Manner::Without(place(&first(), "Content-Length: ") + 16)),
            &["response is not a JSON object: check the token endpoint at byte 4", AGAIN, LOST],
        ),
    ]
}

/// Whole answers that are no token, and do not end the grant.
fn no_token() -> Vec<Row> {
    let hostile = r#"{"error":"temporarily_unavailable","error_description":"\u001b[2Jcall 555"}"#;
    vec![
        asks_again(
            "a proxy's page",
            http(502, "<html><body><h1>502 Bad Gateway</h1></body></html>"),
            &["HTTP error without an OAuth error: check the token endpoint (502)", AGAIN],
        ),
        asks_again(
            "a page with status 200",
            http(200, "<html>Welcome to the hotel's Wi-Fi</html>"),
            &[
                "response is not a JSON object: check the token endpoint at byte 0",
                "somebody must look at this; again in # ms",
                LOST,
            ],
        ),
        asks_again(
            "something that is not HTTP",
            raw("HTTP/1.1 nothing\r\n\r\n"),
            &["the response is not HTTP", AGAIN, LOST],
        ),
        asks_again(
            "an answer without an access_token",
            http(200, r#"{"token_type":"Bearer"}"#),
            &["member missing in the response: access_token", AGAIN, LOST],
        ),
        asks_again(
            "an error that does not end the grant, with text that would clear a terminal",
            http(503, hostile),
            &["the server returned an error (503), temporarily_unavailable / ?[2Jcall 555", AGAIN],
        ),
    ]
}

/// A refusal that does not end the grant, and does not pass by itself.
fn refused() -> Vec<Row> {
    vec![asks_again(
        "invalid_client",
        http(401, r#"{"error":"invalid_client"}"#),
        &[
            "the server returned an error (401), invalid_client",
            "somebody must look at this; again in # ms",
        ],
    )]
}

/// Bodies for which the buffer is too small: the lock tells what it needs.
fn too_large() -> Vec<Row> {
    let chunk = format!("200\r\n{}\r\n", "x".repeat(0x200));
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked";
    vec![
        asks_again(
            "a body larger than the buffer",
            http(200, &json().replace("at-1", &"x".repeat(1000))),
            &["the response needs a buffer of 1080 bytes, and there are 768", AGAIN, LOST],
        ),
        asks_again(
            "a body larger than the buffer, of which only the length came",
            sent(http(200, &"x".repeat(5000)), Manner::StopsAfter(100)),
            &["the response needs a buffer of 5000 bytes, and there are 768", AGAIN, LOST],
        ),
        asks_again(
            "a body larger than the buffer, in chunks",
            raw(&format!("{chunked}\r\n\r\n{chunk}{chunk}{chunk}0\r\n\r\n")),
            &["the response needs a buffer of 1536 bytes, and there are 768", AGAIN, LOST],
        ),
        asks_again(
            "a length that no buffer has",
            raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{"),
            &["the response needs a buffer of 4294967295 bytes, and there are 768", AGAIN, LOST],
        ),
        Row {
            fault: "accounts larger than the buffer",
            accounts: Some(http(200, &"x".repeat(2000))),
            said: &["closed: the response needs a buffer of 2000 bytes, and there are 768"; 3],
            opened: 0,
            ..ORDINARY
        },
    ]
}

/// What ends a life before its time.
fn the_end() -> Vec<Row> {
    vec![
        ends(
            "invalid_grant",
            http(400, r#"{"error":"invalid_grant"}"#),
            &["the server returned an error (400), invalid_grant", "log in again"],
        ),
        // The server took the old token for a new one, which the lock never saw: one more attempt
        // shows it, and no loop follows.
        Row {
            answers: vec![sent(first(), Manner::StopsAfter(body() + 25)), spent()],
            asked_with: &["-0", "-0"],
            ..ends(
                "the answer with the new refresh_token lost for good",
                first(),
                &[
                    "the response was cut off after 25 bytes of its body",
                    AGAIN,
                    LOST,
                    "the server returned an error (400), invalid_request / InvalidGrantCode",
                    "log in again",
                ],
            )
        },
        Row {
            stored_before: None,
            asked_with: &[],
            ..ends("an erased flash", first(), &["log in again"])
        },
    ]
}

/// Tokens that come without what they should bring.
fn of_no_use() -> Vec<Row> {
    vec![
        Row {
            fault: "no refresh_token in the answer",
            answers: vec![http(200, &json().replace(r#""refresh_token":"rt-1","#, "")); 3],
            said: &["a token, and no new refresh_token: the old one stays"; 3],
            asked_with: &["-0", "-0", "-0"],
            stored_after: Some("rt-0"),
            ..ORDINARY
        },
        Row {
            fault: "a refresh_token longer than its slot, and than the buffer for requests",
            answers: vec![http(200, &json().replace("rt-1", &"x".repeat(300)))],
            said: &[
                "the new refresh_token could not be stored: a restart will be a login",
                "buffer too small: see needed, it needs 536",
                "the lock is set up wrongly",
            ],
            asked_with: &["-0"],
            opened: 1,
            code: 1,
            stored_after: Some("rt-0"),
            ..ORDINARY
        },
        Row {
            fault: "an access_token longer than the buffer for requests",
            answers: vec![http(200, &json().replace("at-1", &"x".repeat(600)))],
            said: &["closed: the buffer for requests is too small for the token"],
            opened: 2,
            ..ORDINARY
        },
        Row {
            fault: "an access_token that the account does not know",
            accounts: Some(http(401, "")),
            said: &[
                // Tokens that live for some seconds are not refreshed at once.
                "closed: the account responds with HTTP status 401",
                AGAIN,
                "closed: the account responds with HTTP status 401",
                AGAIN,
                "closed: the account responds with HTTP status 401",
            ],
            opened: 0,
            ..ORDINARY
        },
    ]
}

/// Stored tokens as long as the store.
fn long_tokens() -> Vec<Row> {
    vec![
        Row {
            fault: "the longest stored token",
            stored_before: Some(const { ascii(&LONGEST) }),
            asked_with: &[const { ascii(LONGEST.split_at(2).1) }, "-1", "-2"],
            ..ORDINARY
        },
        Row {
            code: 1,
            stored_before: Some(const { ascii(&LONGEST_ENCODED) }),
            asked_with: &[],
            stored_after: Some(const { ascii(&LONGEST_ENCODED) }),
            ..ends(
                "a stored token that a form makes too long",
                first(),
                &["buffer too small: see needed, it needs 992", "the lock is set up wrongly"],
            )
        },
    ]
}

/// Bold's answer to a token that was used before.
fn spent() -> Answer {
    http(400, r#"{"error":"invalid_request","error_description":"InvalidGrantCode"}"#)
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

/// Lines of a life without faults.
fn is_ordinary(line: &str) -> bool {
    [
        "a token, and a new refresh_token",
        "the new refresh_token is stored",
        "open: ",
        "asleep until ",
        "the millisecond counter has wrapped",
        "done, with ",
    ]
    .iter()
    .any(|start| line.starts_with(start))
}

/// A line with `#` for the length of a pause.
fn without_pause(line: &str) -> String {
    match line.split_once("again in ") {
        Some((before, _)) => format!("{before}again in # ms"),
        None => line.to_owned(),
    }
}

/// The pauses of a run, in milliseconds.
fn pauses(answers: &[Answer]) -> Vec<u64> {
    let run = run(Board::M4, "pauses", Some("rt-0"), answers, &http(200, "[]"));
    let run = run.unwrap_or_else(|error| panic!("{error}"));
    let pause = |line: &String| line.split_once("again in ")?.1.split_once(' ')?.0.parse().ok();
    run.said.iter().filter_map(pause).collect()
}

#[test]
fn pauses_grow_to_their_longest_and_are_no_shorter_than_the_server_asks() {
    let silence = sent(first(), Manner::StopsAfter(0));
    let pauses_of_silence = pauses(&vec![silence; 8]);
    let longest = [1, 2, 4, 8, 16, 32, 60, 60].map(|seconds| seconds * 1000);
    assert_eq!(pauses_of_silence.len(), longest.len());
    for (pause, longest) in pauses_of_silence.iter().zip(longest) {
        assert!(*pause <= longest, "{pauses_of_silence:?}");
    }
    assert!(pauses_of_silence.iter().any(|pause| *pause > 8000), "{pauses_of_silence:?}");

    let busy = raw("HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n");
    let asked = pauses(&[busy]);
    assert!(matches!(*asked, [120_000..=240_000]), "{asked:?}");
    let dated = "HTTP/1.1 503 Busy\r\nRetry-After: Tue, 24 Nov 2026 09:00:00 GMT\r\nContent-Length: 0\r\n\r\n";
    let asked = pauses(&[raw(dated)]);
    assert!(matches!(*asked, [0..=1000]), "{asked:?}");
}

/// What is wrong with a row's run, none where it is as expected.
fn differs(board: Board, at: usize, row: &Row) -> Option<String> {
    let name = format!("faulty-{}-{at}", board.name());
    let accounts = row.accounts.clone().unwrap_or_else(|| http(200, "[]"));
    let run = match run(board, &name, row.stored_before, &row.answers, &accounts) {
        Ok(run) => run,
        Err(error) => return Some(error),
    };
    let said: Vec<_> =
        run.said.iter().filter(|line| !is_ordinary(line)).map(|line| without_pause(line)).collect();
    let opened = run.said.iter().filter(|line| line.starts_with("open: ")).count();
    let same = said == row.said
        && refresh_tokens(&run) == row.asked_with
        && opened == row.opened
        && run.code == Some(row.code)
        && run.stored.as_deref() == row.stored_after;
    (!same).then(|| {
        format!(
            "said {said:#?}, asked with {:?}, opened {opened} times, ended with {:?}, and {:?} is stored;\n\
             not {:#?}, {:?}, {}, {}, {:?}",
            refresh_tokens(&run), run.code, run.stored,
            row.said, row.asked_with, row.opened, row.code, row.stored_after
        )
    })
}

#[test]
fn each_fault_is_reported_and_survived() {
    let full = std::env::var_os("GRANTLET_FULL").is_some();
    let boards = if full { &Board::ALL[..] } else { &[Board::M4] };
    let rows = rows();
    let numbered = || rows.iter().enumerate();
    let runs = boards.iter().flat_map(|board| numbered().map(move |(at, row)| (*board, at, row)));
    let waiting: Mutex<VecDeque<_>> = Mutex::new(runs.collect());
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().expect("a queue").pop_front();
                    let Some((board, at, row)) = next else { break };
                    let differs = differs(board, at, row);
                    let run = format!("{}, {}", board.name(), row.fault);
                    let verdict = if differs.is_some() { "WRONG" } else { "as expected" };
                    // The test runner keeps what a passing test prints by `eprintln!` to itself.
                    let _ = writeln!(std::io::stderr(), "  {run}: {verdict}");
                    if let Some(differs) = differs {
                        wrong.lock().expect("a list").push(format!("{run}: {differs}"));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("a list");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
