//! The server process: there as long as a test holds it.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{OnceLock, mpsc};
use std::time::{Duration, Instant};

use grantlet::{Profile, WellKnown, metadata, metadata_url};
use serde_json::Value;

use super::http::get;

/// What a person without Node has to do.
const INSTALL: &str =
    "install Node 20 or later with npm, for example `sudo apt-get install --yes nodejs npm`";

/// oidc-provider on a port of its own. It ends when this is dropped.
pub(crate) struct Server {
    pub(crate) issuer: String,
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Starts it, with options of `server.mjs`. None, and a line that says so, where Node or npm is
    /// not there; with `CI=true` that is a failure.
    pub(crate) fn start(options: &[&str]) -> Option<Self> {
        static INSTALLED: OnceLock<bool> = OnceLock::new();
        if !INSTALLED.get_or_init(|| runs("node") && install()) {
            let thread = std::thread::current();
            let test = thread.name().unwrap_or("a test");
            assert!(std::env::var("CI").as_deref() != Ok("true"), "{test} needs Node: {INSTALL}");
            // Not by `eprintln!`, which the test harness keeps to itself.
            let _ = writeln!(std::io::stderr(), "skipped {test}: {INSTALL}");
            return None;
        }
        let log = log();
        let mut child = Command::new("node")
            .arg(folder().join("server.mjs"))
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).expect("a log"))
            .spawn()
            .expect("node starts");
        let stdout = child.stdout.take().expect("stdout");
        // From here on it ends with this value, also if it never gets ready.
        let mut server = Self { issuer: String::new(), child, log };
        let (sender, ready) = mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            let _ = BufReader::new(stdout).read_line(&mut line);
            let _ = sender.send(line);
        });
        let line = ready.recv_timeout(Duration::from_secs(60)).unwrap_or_default();
        let ready: Value = serde_json::from_str(&line).unwrap_or_default();
        let issuer = ready["issuer"].as_str();
        let Some(issuer) = issuer else { panic!("no server: see {}", server.log.display()) };
        issuer.clone_into(&mut server.issuer);
        Some(server)
    }

    /// Its metadata document, from the address that the core writes.
    pub(crate) fn metadata(&self) -> Vec<u8> {
        let mut buffer = [0; 128];
        let url = metadata_url(&self.issuer, WellKnown::OpenId, &mut buffer);
        let response = get(url.expect("128 bytes"), &[]);
        assert_eq!(response.status, 200);
        response.body
    }

    /// The profile that its metadata document gives.
    pub(crate) fn profile<'b>(&self, document: &'b mut [u8]) -> Profile<'b> {
        let found = metadata(document, &self.issuer).and_then(|found| found.profile());
        found.unwrap_or_else(|error| panic!("{error}"))
    }
}

impl Drop for Server {
    /// Closes its stdin, which ends it, and waits for that. Its notices stay where a test failed.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = std::fs::remove_file(&self.log);
        }
        drop(self.child.stdin.take());
        let end = Instant::now() + Duration::from_secs(10);
        while matches!(self.child.try_wait(), Ok(None)) {
            if Instant::now() > end {
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/server")
}

/// Where the notices of one server go.
fn log() -> PathBuf {
    static STARTED: AtomicU32 = AtomicU32::new(0);
    let number = STARTED.fetch_add(1, Ordering::Relaxed);
    ours(&format!("oidc-provider-{number}.log"))
}

/// A place in the target folder that no other run of these tests uses.
fn ours(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()))
}

/// Whether a program is on `PATH`.
fn runs(program: &str) -> bool {
    match Command::new(program).arg("--version").output() {
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => panic!("{program}: {error}"),
        Ok(output) => output.status.success(),
    }
}

/// Brings `node_modules` to what the lock file says; false where npm is not there.
fn install() -> bool {
    if installed(&folder()) {
        return true;
    }
    if !runs("npm") {
        return false;
    }
    let _ = writeln!(std::io::stderr(), "npm ci in {}", folder().display());
    let done = Command::new("npm")
        .args(["ci", "--omit=dev", "--no-audit", "--no-fund"])
        .current_dir(folder())
        .stdin(Stdio::null())
        .output()
        .expect("npm starts");
    assert!(done.status.success(), "npm ci: {}", String::from_utf8_lossy(&done.stderr));
    assert!(installed(&folder()), "npm ci did not install what the lock file says");
    true
}

/// Whether npm installed all that the lock file names, which it writes down in a file of its own.
fn installed(folder: &Path) -> bool {
    let packages = |file: &str| -> Option<Value> {
        let text = std::fs::read_to_string(folder.join(file)).ok()?;
        let mut lock: Value = serde_json::from_str(&text).ok()?;
        // The project itself, which is not installed.
        lock["packages"].as_object_mut()?.remove("");
        Some(lock["packages"].take())
    };
    let wanted = packages("package-lock.json").expect("package-lock.json");
    packages("node_modules/.package-lock.json") == Some(wanted)
}

#[test]
fn node_modules_that_are_missing_or_differ_from_the_lock_file_are_installed_again() {
    let folder = ours("another-lock");
    let hidden = folder.join("node_modules/.package-lock.json");
    std::fs::create_dir_all(folder.join("node_modules")).expect("a folder");
    let lock = r#"{"packages":{"":{"name":"us"},"node_modules/koa":{"version":"3.0.0"}}}"#;
    std::fs::write(folder.join("package-lock.json"), lock).expect("a lock file");
    assert!(!installed(&folder));
    let older = r#"{"packages":{"node_modules/koa":{"version":"2.0.0"}}}"#;
    std::fs::write(&hidden, older).expect("what npm wrote");
    assert!(!installed(&folder));
    std::fs::write(&hidden, older.replace("2.0.0", "3.0.0")).expect("what npm wrote");
    assert!(installed(&folder));
    std::fs::remove_dir_all(&folder).expect("the folder is removed");
}
