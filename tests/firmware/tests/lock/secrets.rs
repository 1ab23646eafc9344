//! What the lock's memory holds while it sleeps: no secret.

use grantlet_firmware_tests::board::Board;
use grantlet_firmware_tests::bridge::Request;
use grantlet_firmware_tests::flash;
use grantlet_firmware_tests::machine::{Event, Memory, folder, run};

use crate::script::{http, token};

#[test]
fn nothing_of_an_exchange_is_in_memory_while_the_lock_sleeps() {
    let folder = folder("secrets").expect("a folder");
    flash::write(&folder, "rt-0").expect("a flash");
    let mut asked = 0;
    let peer = |request: &Request| {
        if request.method == "GET" {
            return Ok(http(200, "[]"));
        }
        asked += 1;
        let mut token = token(asked);
        // A life that is long enough to look into the memory.
        let text = String::from_utf8_lossy(&token.bytes)
            .replace("\"expires_in\":10}", "\"expires_in\":99}");
        token.bytes = text.into_bytes();
        Ok(token)
    };
    let (mut asking, mut sleeping) = (Vec::new(), Vec::new());
    let watch = |event: Event<'_>, memory: &mut Memory<'_>| match event {
        Event::Answered(_) => asking.push(memory.ram().expect("its memory")),
        Event::Said(line) if line.starts_with("asleep") => {
            sleeping.push(memory.ram().expect("its memory"));
        }
        Event::Said(_) => {}
    };
    let run = run(Board::M4, &folder, peer, watch).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((run.code, asking.len(), sleeping.len()), (Some(0), 6, 2));
    let holds =
        |ram: &[u8], text: &str| ram.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    // The search finds what there is to find.
    assert!(holds(&asking[0], "refresh_token=rt-0") && holds(&asking[1], "Bearer at-1"));
    for (ram, secrets) in sleeping.iter().zip([["rt-0", "rt-1", "at-1"], ["rt-1", "rt-2", "at-2"]])
    {
        for secret in secrets.into_iter().chain(["lock%2Bsecret"]) {
            assert!(!holds(ram, secret), "{secret} is in memory");
        }
    }
}
