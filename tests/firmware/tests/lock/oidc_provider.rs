//! The lock with a key at a server of others: oidc-provider, which wants a nonce in each proof. The radio ends TLS, and
//! says so as a reverse proxy does.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use grantlet::{
    Client, DpopNonce, Issuer, LoginRequest, Profile, Request as Post, Secret, UnixTime,
};
use grantlet_firmware_tests::board::Board;
use grantlet_firmware_tests::bridge::Request;
use grantlet_firmware_tests::machine::{folder, run_image};
use grantlet_firmware_tests::{flash, key, server};

#[path = "../../../interop/live/http.rs"]
#[allow(dead_code, reason = "the tests of interop use all of it")]
mod web;

/// The first lines of `config.h` for it.
const CONFIG: &str = r#"-DBASE_URL='"https://api.example"' -DCLIENT_ID='"spa"' -DCLIENT_SECRET='""' -DTOKEN_PATH='"/token"' -DACCOUNTS_URL='"https://api.example/me"' -DRESPONSE_CAPACITY=2048"#;

struct Server {
    issuer: String,
    child: Child,
}

impl Server {
    /// None, and a line that says so, where Node is not there; with `CI=true` that is a failure.
    fn start() -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../interop/server");
        if !Command::new("node").arg("--version").output().is_ok_and(|run| run.status.success()) {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "the lock's test needs Node");
            let _ = writeln!(std::io::stderr(), "skipped the lock at oidc-provider: no Node");
            return None;
        }
        install(&folder);
        let mut child = Command::new("node")
            .arg(folder.join("server.mjs"))
            // A lock sleeps half of it, and its clock is QEMU's.
            .args(["--proof", "--ttl", "AccessToken=20"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("stdout");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let ready: serde_json::Value = serde_json::from_str(&line).expect("the server is ready");
        Some(Self { issuer: ready["issuer"].as_str().expect("an issuer").to_owned(), child })
    }
}

/// The server ends with its standard input.
impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

fn install(folder: &Path) {
    if folder.join("node_modules/.package-lock.json").exists() {
        return;
    }
    let npm = ["ci", "--omit=dev", "--no-audit", "--no-fund"];
    let done = Command::new("npm").args(npm).current_dir(folder).output().expect("npm starts");
    assert!(done.status.success(), "npm ci: {}", String::from_utf8_lossy(&done.stderr));
}

/// Logs in as an app does, with the lock's key, and returns the `refresh_token` that it hands the lock.
fn log_in(server: &Server) -> String {
    let issuer = &server.issuer;
    let (authorize, token) = (format!("{issuer}/auth"), format!("{issuer}/token"));
    let profile = Profile::RFC6749
        .authorization_endpoint(&authorize)
        .token_endpoint(&token)
        .token_types(&["DPoP"])
        .allow_loopback();
    let client = Client::public(&profile, "spa");
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("now");
    let now = UnixTime::from_secs(i64::try_from(since.as_secs()).expect("this century"));
    let (mut entropy, mut url, mut buffer) = ([0; 96], [0; 1024], [0; 2048]);
    let mut random = std::fs::File::open("/dev/urandom").expect("random bytes");
    random.read_exact(&mut entropy).expect("random bytes");
    let mut login = LoginRequest::new(&client, web::REDIRECT_URI)
        .issuer(Issuer::Required(issuer))
        .scope("openid")
        .start_with_entropy(&entropy, now, &mut url)
        .expect("a login");
    let mut back = web::browse(login.url()).into_bytes();
    let post = login.finish(&client, &mut back, now).expect("a code");
    let post = post.write(&mut buffer).expect("a request");
    let mut nonce = DpopNonce::default();
    send(&client, &post, &mut nonce).or_else(|| send(&client, &post, &mut nonce)).expect("a token")
}

/// The refresh token that a request with a proof gets; none where the server wants a nonce.
fn send(client: &Client<'_>, post: &Post<'_>, nonce: &mut DpopNonce) -> Option<String> {
    let proof = key::proof(post, nonce.as_str()).expect("a proof");
    let mut response = web::send_with(post, &[("DPoP", &proof)]);
    nonce.keep(response.nonce.as_deref());
    let token = client.token(response.status, &mut response.body).ok()?;
    assert!(token.dpop(&mut [0; 128]).is_ok(), "it is not bound");
    token.refresh_token.map(Secret::expose).map(ToOwned::to_owned)
}

#[test]
fn the_lock_lives_at_oidc_provider() {
    let Some(server) = Server::start() else { return };
    let folder = folder("dpop-oidc-provider").expect("a folder");
    flash::write(&folder, &log_in(&server)).expect("a flash");
    key::write(&folder).expect("a seed");
    let image = Board::M4.image_with_key("lock-oidc-provider", CONFIG);
    let image = image.unwrap_or_else(|error| panic!("{error}"));
    let mut responses = Vec::new();
    for _ in 0..2 {
        let peer = |request: &Request| {
            let bytes = String::from_utf8_lossy(&request.bytes);
            let proxied = bytes.replacen("\r\n", "\r\nX-Forwarded-Proto: https\r\n", 1);
            let response = server::forward_to(&server.issuer, proxied.as_bytes())?;
            responses.push(String::from_utf8_lossy(&response.bytes).into_owned());
            Ok(response)
        };
        let run = run_image((Board::M4, &image), &folder, None, peer, |_, _| {});
        let run = run.unwrap_or_else(|error| panic!("{error}"));
        let opened = run.said.iter().filter(|line| line.starts_with("open: ")).count();
        assert_eq!((run.code, opened), (Some(0), 3), "{:#?}\n{responses:#?}", run.said);
    }
    let wanted = |response: &&String| response.contains("use_dpop_nonce");
    assert_eq!(responses.iter().filter(wanted).count(), 4, "one for each server in each life");
}
