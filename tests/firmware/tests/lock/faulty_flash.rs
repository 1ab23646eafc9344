//! What the lock does with a flash that does not keep the new `refresh_token`: it does not use the
//! token that came with it.

use std::fs;
use std::io;
use std::path::Path;

use grantlet_firmware_tests::board::Board;
use grantlet_firmware_tests::bridge::Request;
use grantlet_firmware_tests::flash;
use grantlet_firmware_tests::machine::{folder, run};

use crate::script::token;

#[test]
fn a_flash_that_cannot_be_written_stops_the_lock() {
    stops("refuses", |flash| fs::create_dir(flash));
}

#[test]
fn a_flash_that_reads_back_something_else_stops_the_lock() {
    stops("forgets", |flash| std::os::unix::fs::symlink("/dev/null", flash));
}

/// Lets the flash fail while the lock waits for its first token.
fn stops(how: &str, fail: fn(&Path) -> io::Result<()>) {
    let folder = folder(&format!("flash-{how}")).expect("a folder");
    flash::write(&folder, "rt-0").expect("a flash");
    let file = folder.join(flash::FILE);
    let peer = |_: &Request| {
        fs::remove_file(&file).and_then(|()| fail(&file)).map_err(|error| error.to_string())?;
        Ok(token(1))
    };
    let run = run(Board::M4, &folder, peer, |_, _| {}).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        run.said,
        ["refresh 1 of 3", "the new refresh_token of 4 bytes could not be stored"]
    );
    assert_eq!((run.code, run.requests.len()), (Some(1), 1));
}
