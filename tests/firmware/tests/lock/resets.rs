//! Resets at seeded instants of the lock's life: it always opens again where the server accepts the
//! token before the last for a while, and where the server takes that for theft and ends the grant, it
//! opens or says "log in again" after one request that has a response.
//!
//! What is emulated: the board stops before a byte that would leave for the flash (an erase and a
//! record or mark are torn at that byte) or for the line (the server gets half a request), all of RAM is
//! lost, and the next start finds the flash as it was left. Whatever instruction a reset hits, the last
//! byte that left before it says what the next start finds: an instant is a number of bytes.

use std::collections::{BTreeMap, VecDeque};
use std::io::Write as _;
use std::sync::Mutex;

use grantlet_firmware_tests::board::Board;
use grantlet_firmware_tests::bridge::{Request, Response};
use grantlet_firmware_tests::flash;
use grantlet_firmware_tests::machine::{RESET, Run, folder, run_until};
use grantlet_tests::random::Random;

use crate::script::http;

/// Bytes by which records, marks and erases are more than what the line carries, in a life of three
/// tokens: an erase, a record without its mark, and a mark, for each.
const FLASH: usize = 3 * (flash::PAGE + 96);

/// A server that rotates refresh tokens.
struct Server {
    /// Whether it accepts the token before the last one.
    has_grace: bool,
    last: usize,
    ended: bool,
    responses: usize,
    /// A token older than the newest that was stored and could be read.
    older: Vec<String>,
}

impl Server {
    const fn new(has_grace: bool) -> Self {
        Self { has_grace, last: 0, ended: false, responses: 0, older: Vec::new() }
    }

    fn respond(&mut self, request: &Request) -> Response {
        if request.method == "GET" {
            return http(200, "[]");
        }
        let sent = request.body.rsplit_once("refresh_token=").map_or("", |(_, token)| token);
        if request.stored.as_deref() != Some(sent) {
            self.older.push(format!("{sent}, and {:?} is stored", request.stored));
        }
        self.responses += 1;
        let n = sent.strip_prefix("rt-").and_then(|n| n.parse::<usize>().ok());
        let is_last = n == Some(self.last);
        let is_before = n.is_some_and(|n| n + 1 == self.last);
        let is_accepted = is_last || is_before && self.has_grace;
        if self.ended || !is_accepted {
            // Somebody else may have the tokens that came of it.
            self.ended = true;
            return http(400, r#"{"error":"invalid_grant"}"#);
        }
        if is_last {
            self.last += 1;
        }
        let n = self.last;
        // For a second, so that the lock does not sleep for long.
        http(
            200,
            &format!(
                r#"{{"access_token":"at-{n}","refresh_token":"rt-{n}","token_type":"Bearer","expires_in":1}}"#
            ),
        )
    }
}

/// What a reset came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    OpensAgain,
    LogsInAgain,
}

/// A reset, and the state that it left.
struct Reset {
    outcome: Outcome,
    is_torn: bool,
    in_doubt: bool,
}

/// A life with one reset, then a life without; what is wrong with it is an error.
fn reset(board: Board, name: &str, has_grace: bool, bytes: usize) -> Result<Reset, String> {
    let folder = folder(&format!("reset-{name}"))?;
    flash::write(&folder, "rt-0").map_err(|error| error.to_string())?;
    let mut server = Server::new(has_grace);
    let life = |bytes, server: &mut Server| {
        let run =
            run_until(board, &folder, bytes, |request| Ok(server.respond(request)), |_, _| {})?;
        server.older.is_empty().then_some(run).ok_or_else(|| server.older.join("; "))
    };
    let first = life(Some(bytes), &mut server)?;
    if first.code != Some(RESET) {
        return Err(format!("no reset, but {:?}: {:?}", first.code, first.said));
    }
    let left = flash::picked(&folder);
    server.responses = 0;
    let second = life(None, &mut server)?;
    let outcome = match second.code {
        Some(0) if opened(&second) == 3 => Outcome::OpensAgain,
        Some(2) if !has_grace && opened(&second) == 0 && server.responses == 1 => {
            Outcome::LogsInAgain
        }
        code => {
            return Err(format!(
                "{code:?} after {} responses: {:?}",
                server.responses, second.said
            ));
        }
    };
    Ok(Reset { outcome, is_torn: left.other_is_torn, in_doubt: left.marked })
}

fn opened(run: &Run) -> usize {
    run.said.iter().filter(|line| line.starts_with("open: ")).count()
}

/// Bytes that leave in a life without a reset.
fn bytes_of_a_life(board: Board, has_grace: bool) -> usize {
    let folder = folder(&format!("reset-{has_grace}-none")).expect("a folder");
    flash::write(&folder, "rt-0").expect("a flash");
    let mut server = Server::new(has_grace);
    let run = run_until(board, &folder, None, |request| Ok(server.respond(request)), |_, _| {});
    let run = run.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((run.code, opened(&run)), (Some(0), 3), "{:?}", run.said);
    FLASH + run.requests.iter().map(|request| request.bytes.len()).sum::<usize>()
}

/// Instants on each board: a thousand on all of them with `--full`.
fn instants() -> usize {
    if std::env::var_os("GRANTLET_FULL").is_some() { 200 } else { 12 }
}

#[test]
fn a_lock_that_was_reset_opens_again_where_the_server_has_a_grace_period() {
    let came_to = resets(true);
    assert_eq!(came_to.len(), 1, "{came_to:?}");
}

#[test]
fn a_lock_that_was_reset_opens_again_or_says_log_in_again_where_the_server_has_none() {
    let came_to = resets(false);
    // Both happen, so that the rows above show something.
    assert_eq!(came_to.len(), 2, "{came_to:?}");
}

/// Resets each board at its instants, and tells how many came to what.
fn resets(has_grace: bool) -> BTreeMap<Outcome, usize> {
    let mut numbers = Random(5);
    let waiting: VecDeque<_> = Board::ALL
        .into_iter()
        .flat_map(|board| {
            let end = bytes_of_a_life(board, has_grace);
            // One in each part of the life, somewhere.
            let start = |n: usize| end * n / instants();
            (0..instants())
                .map(|n| (board, start(n) + numbers.below(start(n + 1) - start(n))))
                .collect::<Vec<_>>()
        })
        .collect();
    let (count, waiting) = (waiting.len(), Mutex::new(waiting));
    let results = Mutex::new((Vec::new(), Vec::new()));
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let (waiting, results) = (&waiting, &results);
            scope.spawn(move || {
                loop {
                    let next = waiting.lock().expect("a queue").pop_front();
                    let Some((board, bytes)) = next else { break };
                    let name = format!("{has_grace}-{thread}");
                    let reset = reset(board, &name, has_grace, bytes);
                    let mut results = results.lock().expect("results");
                    match reset {
                        Ok(reset) => results.0.push(reset),
                        Err(error) => {
                            results.1.push(format!("{} at {bytes}: {error}", board.name()));
                        }
                    }
                }
            });
        }
    });
    let (resets, wrong) = results.into_inner().expect("results");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    let mut came_to = BTreeMap::new();
    for reset in &resets {
        *came_to.entry(reset.outcome).or_insert(0) += 1;
    }
    let torn = resets.iter().filter(|reset| reset.is_torn).count();
    let in_doubt = resets.iter().filter(|reset| reset.in_doubt).count();
    // The test runner keeps what a passing test prints by `eprintln!` to itself.
    let _ = writeln!(
        std::io::stderr(),
        "  {count} resets, {} a grace period: {came_to:?}; {torn} left a torn page, {in_doubt} a mark",
        if has_grace { "with" } else { "without" }
    );
    assert!(torn > 0 && in_doubt > 0, "no instant was within a write");
    came_to
}
