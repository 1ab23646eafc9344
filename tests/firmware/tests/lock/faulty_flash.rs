//! What the lock does with a flash that does not keep the new `refresh_token`: it says that a restart
//! will be a login, and opens until then.

use std::fs;
use std::io;
use std::path::Path;

use grantlet_firmware_tests::board::Board;
use grantlet_firmware_tests::bridge::{Request, Response};
use grantlet_firmware_tests::flash::{self, FILES};
use grantlet_firmware_tests::machine::{Run, folder, run};

use crate::script::{http, refresh_tokens, token};

const NOT_STORED: &str = "the new refresh_token could not be stored: a restart will be a login";
const NOT_MARKED: &str = "the mark could not be programmed";

/// How the flash fails, and what comes of it.
struct Row {
    name: &'static str,
    fail: fn(&Path) -> io::Result<()>,
    /// The pages that fail.
    pages: &'static [usize],
    said: &'static [&'static str],
    stored: Option<&'static str>,
}

const ROWS: [Row; 5] = [
    Row {
        name: "neither page can be written",
        fail: |page| fs::create_dir(page),
        pages: &[0, 1],
        said: &[NOT_STORED, NOT_MARKED, NOT_STORED, NOT_MARKED, NOT_STORED],
        stored: None,
    },
    Row {
        name: "both pages read back something else",
        fail: |page| std::os::unix::fs::symlink("/dev/null", page),
        pages: &[0, 1],
        said: &[NOT_STORED, NOT_MARKED, NOT_STORED, NOT_MARKED, NOT_STORED],
        stored: None,
    },
    // The first record of a life is in page 0, and so is each second one after it.
    Row {
        name: "the page for the next record cannot be written",
        fail: |page| fs::create_dir(page),
        pages: &[1],
        said: &[NOT_STORED, NOT_MARKED, NOT_STORED],
        stored: Some("rt-2"),
    },
    Row {
        name: "the page of the record cannot be written any more",
        fail: |page| fs::create_dir(page),
        pages: &[0],
        said: &[NOT_STORED, NOT_MARKED],
        stored: Some("rt-3"),
    },
    Row {
        name: "the page of the record is lost",
        fail: |page| fs::write(page, [0xFF; flash::PAGE]),
        pages: &[0],
        said: &[],
        stored: Some("rt-3"),
    },
];

#[test]
fn a_flash_that_fails_costs_a_login_after_a_restart_and_nothing_before() {
    for row in ROWS {
        let run = life(&row);
        let said: Vec<_> = run.said.iter().filter(|line| row.said.contains(&&***line)).collect();
        assert_eq!(said, row.said, "{}", row.name);
        let opened = run.said.iter().filter(|line| line.starts_with("open: ")).count();
        let tokens = refresh_tokens(&run);
        assert_eq!(
            (opened, run.code, &*tokens),
            (3, Some(0), &["-0", "-1", "-2"][..]),
            "{}",
            row.name
        );
        assert_eq!(run.stored.as_deref(), row.stored, "{}", row.name);
    }
}

/// Lets the flash fail while the lock waits for its first token.
fn life(row: &Row) -> Run {
    let folder = folder(&format!("flash-{}", row.name.replace(' ', "-"))).expect("a folder");
    flash::write(&folder, "rt-0").expect("a flash");
    let mut asked = 0;
    let peer = |request: &Request| -> Result<Response, String> {
        if request.method == "GET" {
            return Ok(http(200, "[]"));
        }
        asked += 1;
        if asked == 1 {
            for page in row.pages {
                let file = folder.join(FILES[*page]);
                fs::remove_file(&file)
                    .and_then(|()| (row.fail)(&file))
                    .map_err(|error| error.to_string())?;
            }
        }
        Ok(token(asked))
    };
    run(Board::M4, &folder, peer, |_, _| {}).unwrap_or_else(|error| panic!("{error}"))
}
