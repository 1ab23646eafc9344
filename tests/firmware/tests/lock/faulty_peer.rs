//! What the lock does with a peer that is faulty: one row for each fault.

mod long_tokens;
mod runs;

use grantlet_firmware_tests::bridge::{Delivery, Response};

use crate::script::{http, place, raw, sent, token};

use long_tokens::long_tokens;

/// A fault, and the whole of what comes of it.
struct Row {
    fault: &'static str,
    stored_before: Option<&'static str>,
    responses: Vec<Response>,
    /// To each question for the accounts.
    accounts: Option<Response>,
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
    responses: Vec::new(),
    accounts: None,
    said: &[],
    asked_with: &["-0", "-1", "-2"],
    opened: 3,
    code: 0,
    stored_after: Some("rt-3"),
};

/// A life in which the first response is of no use: the lock asks again with what is stored.
fn asks_again(fault: &'static str, response: Response, said: &'static [&'static str]) -> Row {
    Row {
        fault,
        responses: vec![response],
        said,
        asked_with: &["-0", "-0", "-2", "-3"],
        stored_after: Some("rt-4"),
        ..ORDINARY
    }
}

/// A life that ends at its first response.
fn ends(fault: &'static str, response: Response, said: &'static [&'static str]) -> Row {
    Row {
        fault,
        responses: vec![response],
        said,
        asked_with: &["-0"],
        opened: 0,
        code: 2,
        // A last record takes the token's place.
        stored_after: None,
        ..ORDINARY
    }
}

/// A life in which a first response is unusual, and a token all the same.
fn copes(fault: &'static str, response: Response) -> Row {
    Row { fault, responses: vec![response], ..ORDINARY }
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

/// The response with the first token.
fn first() -> Response {
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
        copes("short reads", sent(first(), Delivery::Pieces(7))),
        copes("one byte at a time", sent(first(), Delivery::Pieces(1))),
        copes("noise before the response", raw(&format!("\0HTTP\r\n{}", text(&first())))),
        copes("100 Continue", raw(&format!("HTTP/1.1 100 Continue\r\n\r\n{}", text(&first())))),
        copes("chunks", raw(&chunks)),
        copes("no length at all", raw(&format!("HTTP/1.0 200 OK\r\n\r\n{json}"))),
        copes("a field longer than a line", raw(&text(&first()).replacen("Date:", &long_field, 1))),
        copes(
            "a second response that nobody asked for",
            raw(&format!("{}{}", text(&first()), text(&spent()))),
        ),
    ]
}

/// Responses that do not come, or not whole, or late.
fn cut_off() -> Vec<Row> {
    let stops_after = |length| sent(first(), Delivery::StopsAfter(length));
    vec![
        asks_again("no response", stops_after(0), &["no response in time", AGAIN, LOST]),
        Row {
            fault: "no response, three times",
            responses: vec![stops_after(0); 3],
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
            "a stall longer than the time-out, and the rest before the next response",
            sent(first(), Delivery::LateAfter(body() + 25)),
            &["the response was cut off after 25 bytes of its body", AGAIN, LOST],
        ),
        // The server spent the old token on the first request: that response is the one to have.
        Row {
            fault: "a response later than the time-out",
            responses: vec![sent(first(), Delivery::LateAfter(0)), spent()],
            said: &["no response in time", AGAIN, LOST],
            asked_with: &["-0", "-0", "-1", "-3"],
            stored_after: Some("rt-4"),
            ..ORDINARY
        },
        asks_again(
            "a byte dropped from the body",
            sent(first(), Delivery::Without(body() + 25)),
            &["the response was cut off after 83 bytes of its body", AGAIN, LOST],
        ),
        asks_again(
            "a digit dropped from Content-Length",
            sent(first(), Delivery::Without(place(&first(), "Content-Length: ") + 16)),
            &[
                "response is not a valid JSON object: check the token endpoint at byte 4",
                AGAIN,
                LOST,
            ],
        ),
    ]
}

/// Whole responses that are no token, and do not end the grant.
fn no_token() -> Vec<Row> {
    let hostile = r#"{"error":"temporarily_unavailable","error_description":"\u001b[2Jcall 555"}"#;
    vec![
        asks_again(
            "a proxy's page",
            http(502, "<html><body><h1>502 Bad Gateway</h1></body></html>"),
            &[
                "HTTP error without an OAuth error: try again after 5xx, else check the token endpoint (502)",
                AGAIN,
            ],
        ),
        asks_again(
            "a page with status 200",
            http(200, "<html>Welcome to the hotel's Wi-Fi</html>"),
            &[
                "response is not a valid JSON object: check the token endpoint at byte 0",
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
            "a response without an access_token",
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
            sent(http(200, &"x".repeat(5000)), Delivery::StopsAfter(100)),
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
            responses: vec![sent(first(), Delivery::StopsAfter(body() + 25)), spent()],
            asked_with: &["-0", "-0"],
            ..ends(
                "the response with the new refresh_token lost for good",
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
            fault: "no refresh_token in the response",
            responses: vec![http(200, &json().replace(r#""refresh_token":"rt-1","#, "")); 3],
            said: &["a token, and no new refresh_token: the old one stays"; 3],
            asked_with: &["-0", "-0", "-0"],
            stored_after: Some("rt-0"),
            ..ORDINARY
        },
        Row {
            fault: "a refresh_token longer than its slot, and than the buffer for requests",
            responses: vec![http(200, &json().replace("rt-1", &"x".repeat(300)))],
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
            responses: vec![http(200, &json().replace("at-1", &"x".repeat(600)))],
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

/// Bold's response to a token that was used before.
fn spent() -> Response {
    http(400, r#"{"error":"invalid_request","error_description":"InvalidGrantCode"}"#)
}

fn text(response: &Response) -> String {
    String::from_utf8_lossy(&response.bytes).into_owned()
}
