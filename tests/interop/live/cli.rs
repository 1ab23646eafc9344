//! `core/examples/cli.rs` as a user meets it: the URL that it prints, a browser, the page at the end, the file.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::http::{browse_to, get};
use super::server::Server;

#[allow(dead_code)]
#[path = "../../../core/examples/cli.rs"]
mod example;

struct Running {
    lines: Receiver<String>,
    thread: JoinHandle<Result<(), String>>,
}

impl Running {
    fn start(server: &Server, file: &Path, wait: Duration) -> Self {
        let (sender, lines) = channel();
        let (issuer, file) = (server.issuer.clone(), file.to_owned());
        let thread = std::thread::spawn(move || {
            let show = |line: &str| sender.send(line.to_owned()).expect("a test");
            example::run(&issuer, "spa", &file, wait, show).map_err(|error| error.to_string())
        });
        Self { lines, thread }
    }

    fn line(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(30)).expect("a line")
    }

    /// The authorization URL, and the callback URL.
    fn urls(&self) -> (String, String) {
        let line = self.line();
        let (_, url) = line.split_once("browser: ").expect("a URL");
        let (_, rest) = url.split_once("redirect_uri=").expect("a redirect_uri");
        let encoded = rest.split('&').next().expect("a value");
        let redirect_uri = encoded.replace("%3A", ":").replace("%2F", "/");
        assert!(redirect_uri.starts_with("http://127.0.0.1:") && redirect_uri.ends_with("/cb"));
        (url.to_owned(), redirect_uri)
    }

    fn ends(self) -> Result<(), String> {
        self.thread.join().expect("no panic")
    }
}

fn file(name: &str) -> PathBuf {
    let name = format!("{}-cli-{name}", std::process::id());
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_file(&file);
    file
}

const LONG: Duration = Duration::from_secs(60);

#[test]
fn a_command_line_logs_in_by_the_browser_and_the_next_time_without() {
    let Some(server) = Server::start(&[]) else { return };
    let file = file("token");
    let running = Running::start(&server, &file, LONG);
    let (url, redirect_uri) = running.urls();
    let back = browse_to(&redirect_uri, &url);

    // Other requests leave the login pending.
    let _silent = std::net::TcpStream::connect(redirect_uri[7..].trim_end_matches("/cb"));
    let (_, query) = back.split_once('?').expect("a query");
    for other in [
        format!("{redirect_uri}/other?{query}"),
        redirect_uri.replace("/cb", "/favicon.ico"),
        format!("{redirect_uri}?code=evil&state=evil"),
        redirect_uri.clone(),
        back.replace("iss=http", "iss=https"),
    ] {
        assert_eq!(get(&other, &[]).status, 404, "{other}");
    }
    let page = get(&back, &[]);
    assert_eq!(page.status, 200);
    assert_eq!(page.body, b"You are logged in. You can close this window.");
    assert!(running.line().starts_with("logged in, for Some("));
    assert_eq!(running.ends(), Ok(()));
    assert!(std::net::TcpStream::connect(redirect_uri[7..].trim_end_matches("/cb")).is_err());

    // Only the owner can read the token, and it rotates.
    let first = std::fs::read_to_string(&file).expect("a token");
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::MetadataExt::mode(&file.metadata().expect("a file")) & 0o777,
        0o600
    );
    let running = Running::start(&server, &file, LONG);
    assert!(running.line().starts_with("logged in"));
    assert_eq!(running.ends(), Ok(()));
    let second = std::fs::read_to_string(&file).expect("a token");
    assert!(!first.is_empty() && first != second);

    // A refresh token that was used before ends the grant: the user logs in again.
    std::fs::write(&file, first).expect("a file");
    let running = Running::start(&server, &file, LONG);
    let (url, redirect_uri) = running.urls();
    assert_eq!(get(&browse_to(&redirect_uri, &url), &[]).status, 200);
    assert!(running.line().starts_with("logged in"));
    assert_eq!(running.ends(), Ok(()));
    std::fs::remove_file(&file).expect("a file");
}

#[test]
fn a_command_line_does_not_wait_forever_and_takes_a_refusal() {
    let Some(server) = Server::start(&[]) else { return };
    let file = file("none");
    let running = Running::start(&server, &file, Duration::from_millis(200));
    let _ = running.urls();
    assert_eq!(running.ends(), Err("nobody logged in in time".into()));

    let running = Running::start(&server, &file, LONG);
    let (url, redirect_uri) = running.urls();
    let (_, state) = url.split_once("&state=").expect("a state");
    let state = state.split('&').next().expect("a state");
    let denied = format!("{redirect_uri}?error=access_denied&state={state}&iss={}", server.issuer);
    assert_eq!(get(&denied, &[]).body, b"You are not logged in. You can close this window.");
    assert_eq!(running.ends(), Err("the user or the server refused".into()));
    assert!(!file.exists());
}
