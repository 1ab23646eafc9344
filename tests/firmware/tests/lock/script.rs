//! A peer that responds from a script.

use grantlet_firmware_tests::board::Board;
use grantlet_firmware_tests::bridge::{Delivery, Request, Response};
use grantlet_firmware_tests::machine::{self, Run};
use grantlet_firmware_tests::{flash, machine::folder};

/// Runs the lock with `rt-0` stored, or whatever `stored` is. Its first token requests get the
/// scripted responses; each later one, the nth, gets `at-n` and `rt-n`.
pub(crate) fn run(
    board: Board,
    name: &str,
    stored: Option<&str>,
    responses: &[Response],
    accounts: &Response,
) -> Result<Run, String> {
    let folder = folder(name)?;
    stored
        .map_or_else(|| flash::erase(&folder), |token| flash::write(&folder, token))
        .map_err(|error| error.to_string())?;
    let mut asked = 0;
    let peer = |request: &Request| {
        if request.method == "GET" {
            return Ok(accounts.clone());
        }
        asked += 1;
        Ok(responses.get(asked - 1).cloned().unwrap_or_else(|| token(asked)))
    };
    machine::run(board, &folder, peer, |_, _| {})
}

/// The nth token, for ten seconds.
pub(crate) fn token(n: usize) -> Response {
    let body = format!(
        r#"{{"access_token":"at-{n}","refresh_token":"rt-{n}","token_type":"Bearer","expires_in":10}}"#
    );
    http(200, &body)
}

/// A response with Content-Length.
pub(crate) fn http(status: u16, body: &str) -> Response {
    raw(&format!(
        "HTTP/1.1 {status} \r\nDate: Tue, 24 Nov 2026 08:00:00 GMT\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ))
}

/// A response as it is sent.
pub(crate) fn raw(text: &str) -> Response {
    Response { bytes: text.as_bytes().to_vec(), delivery: Delivery::Whole }
}

/// The same response in another delivery.
pub(crate) fn sent(response: Response, delivery: Delivery) -> Response {
    Response { delivery, ..response }
}

/// The offset of a text in a response.
pub(crate) fn place(response: &Response, text: &str) -> usize {
    let found = response.bytes.windows(text.len()).position(|bytes| bytes == text.as_bytes());
    found.unwrap_or_else(|| panic!("the response has no {text}"))
}

/// The refresh tokens that were sent, in order.
pub(crate) fn refresh_tokens(run: &Run) -> Vec<&str> {
    let posts = run.requests.iter().filter(|request| request.method == "POST");
    posts.filter_map(|post| Some(post.body.split_once("refresh_token=rt")?.1)).collect()
}
