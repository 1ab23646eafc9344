//! What the lock's memory holds once an access token was used: nothing of the exchange.

use grantlet_firmware_tests::board::Board;
use grantlet_firmware_tests::bridge::Request;
use grantlet_firmware_tests::flash;
use grantlet_firmware_tests::machine::{Memory, folder, run};

use crate::script::{http, token};

#[test]
fn spent_tokens_are_wiped_from_memory() {
    let folder = folder("secrets").expect("a folder");
    flash::write(&folder, "rt-0").expect("a flash");
    let (mut asked, mut memories) = (0, Vec::new());
    let peer = |request: &Request, memory: &mut Memory<'_>| {
        memories.push(memory.ram().map_err(|error| error.to_string())?);
        if request.method == "GET" {
            return Ok(http(200, "[]"));
        }
        asked += 1;
        Ok(token(asked))
    };
    let run = run(Board::M4, &folder, peer, |_| {}).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((run.code, memories.len()), (Some(0), 6));
    let holds = |at: usize, text: &str| {
        memories[at].windows(text.len()).any(|bytes| bytes == text.as_bytes())
    };
    // While a token is used, it is there: the search finds what it is to find.
    assert!(holds(0, "=rt-0") && holds(1, "Bearer at-1") && holds(2, "=rt-1"));
    // While the next one is asked for, what came before is gone.
    assert!(!holds(2, "rt-0") && !holds(2, "at-1"), "the first exchange is still in memory");
    assert!(!holds(4, "rt-1") && !holds(4, "at-2"), "the second exchange is still in memory");
}
