//! What the lock's memory holds while it sleeps: the session's two tokens, once each, and no other secret.

use grantlet_firmware_tests::board::Board;
use grantlet_firmware_tests::bridge::{Request, Response};
use grantlet_firmware_tests::flash;
use grantlet_firmware_tests::machine::{Event, Memory, folder, run};

use crate::script::http;

/// A token in which each piece tells where it comes from, so that half of it is found too.
fn long(piece: &str) -> String {
    piece.repeat(200 / piece.len())
}

fn response(n: usize) -> Response {
    // A life that is long enough to look into the memory.
    http(
        200,
        &format!(
            r#"{{"access_token":"{}","refresh_token":"{}","token_type":"Bearer","expires_in":40}}"#,
            long(&format!("at-{n}.")),
            long(&format!("rt-{n}."))
        ),
    )
}

#[test]
fn while_the_lock_sleeps_the_session_alone_holds_tokens() {
    let folder = folder("secrets").expect("a folder");
    flash::write(&folder, &long("rt-0.")).expect("a flash");
    let mut asked = 0;
    let peer = |request: &Request| {
        if request.method == "GET" {
            return Ok(http(200, "[]"));
        }
        asked += 1;
        Ok(response(asked))
    };
    let (mut asking, mut sleeping) = (Vec::new(), Vec::new());
    let watch = |event: Event<'_>, memory: &mut Memory<'_>| match event {
        Event::Responded(_) => asking.push(memory.ram().expect("its memory")),
        Event::Said(line) if line.starts_with("asleep") => {
            sleeping.push(memory.ram().expect("its memory"));
        }
        Event::Said(_) => {}
    };
    let run = run(Board::M4, &folder, peer, watch).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((run.code, asking.len(), sleeping.len()), (Some(0), 6, 3));
    let count = |ram: &[u8], text: &str| {
        ram.windows(text.len()).filter(|bytes| *bytes == text.as_bytes()).count()
    };
    // The search finds what there is to find.
    assert!(count(&asking[0], "refresh_token=rt-0") == 1 && count(&asking[1], "Bearer at-1") == 1);
    // One copy of a token has so many pieces.
    let pieces = long("rt-1.").len() / "rt-1.".len();
    assert_eq!(count(&asking[1], "rt-1"), pieces);
    for (ram, n) in sleeping.iter().zip(1..) {
        for token in [format!("rt-{n}"), format!("at-{n}")] {
            assert_eq!(count(ram, &token), pieces, "{token} is not there once");
        }
        let before = [format!("rt-{}", n - 1), format!("at-{}", n - 1)];
        let others = ["lock%2Bsecret", "client_secret=", "Bearer"].map(ToOwned::to_owned);
        for secret in before.iter().chain(&others) {
            assert_eq!(count(ram, secret), 0, "{secret} is in memory");
        }
    }
}
