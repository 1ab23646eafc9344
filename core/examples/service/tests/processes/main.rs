//! Three processes of the service share one file: two users log in, tokens become due, processes are
//! killed in the middle of a refresh.

mod relay;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use grantlet_providers::{Simulator, boldsign};
use relay::{Mode, Relay};
use reqwest::StatusCode;

const SERVICE: &str = env!("CARGO_BIN_EXE_service");
const ON_OAUTH2: &str = env!("CARGO_BIN_EXE_service-on-oauth2");
/// What a proxy in front of the processes would be reached at.
const PUBLIC_URL: &str = "http://localhost:8000";
/// The lease of `store.rs`.
const LEASE: Duration = Duration::from_secs(10);

/// A process of the service, until dropped.
struct Process {
    child: Child,
    base_url: String,
}

impl Process {
    fn start(program: &str, database: &Path, provider: &str) -> Self {
        let mut command = Command::new(program);
        // Port 0 is any free port, and the service says which.
        command.arg("0").arg(database).args([provider, PUBLIC_URL]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the service starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("it is piped");
        BufReader::new(stdout).read_line(&mut line).expect("the service prints its address");
        let address = line.trim().rsplit(' ').next().unwrap_or_default();
        Self { child, base_url: format!("http://{address}") }
    }

    fn signal(&self, name: &str) {
        let mut kill = Command::new("kill");
        let sent = kill.arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(sent.is_ok_and(|status| status.success()), "kill -{name}");
    }

    fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it was killed");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Three processes, what they share, and a browser.
struct World {
    simulator: Simulator,
    relay: Relay,
    provider: String,
    program: &'static str,
    database: PathBuf,
    processes: Vec<Process>,
    browser: reqwest::Client,
}

/// A user, and the session's cookie.
#[derive(Clone)]
struct User {
    name: &'static str,
    cookie: String,
}

impl World {
    async fn new(program: &'static str, name: &str) -> Self {
        let simulator = Simulator::start().expect("the simulator starts");
        let (relay, provider) = Relay::start(simulator.base_url()).await;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        let database = folder.join("service.db");
        let mut processes = Vec::new();
        for _ in 0..3 {
            processes.push(Process::start(program, &database, &provider));
        }
        let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let browser = browser.build().expect("a client");
        Self { simulator, relay, provider, program, database, processes, browser }
    }

    /// Goes where a process sends the browser, and returns the cookie that it set.
    async fn go(&self, url: &str, cookie: &str) -> (String, String) {
        let response = self.browser.get(url).header("cookie", cookie).send().await.expect(url);
        let header = |name| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let cookie = header("set-cookie");
        (header("location"), cookie.split(';').next().unwrap_or_default().to_owned())
    }

    /// Logs a user in, who starts at one process and comes back to each of them, at the same time.
    async fn log_in(&self, name: &'static str, process: usize) -> User {
        let (url, login) =
            self.go(&format!("{}/login", self.processes[process].base_url), "").await;
        let (back, _) = self.go(&url, "").await;
        let query = back.strip_prefix(&format!("{PUBLIC_URL}/callback?")).expect("a callback");
        let code = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code");
        self.relay.owns(name, &code.expect("a code").1);
        // The callback of somebody else changes nothing.
        let forged = format!("{}/callback?code=X&state=Y", self.processes[process].base_url);
        assert_eq!(self.go(&forged, &login).await.1, "");
        let mut callbacks = tokio::task::JoinSet::new();
        for process in &self.processes {
            let url = format!("{}/callback?{query}", process.base_url);
            let request = self.browser.get(url).header("cookie", &login);
            callbacks.spawn(async move { request.send().await.expect("the service responds") });
        }
        let responses = callbacks.join_all().await;
        let mut cookies = responses.iter().filter_map(|response| {
            let cookie = response.headers().get("set-cookie")?.to_str().ok()?;
            Some(cookie.split(';').next().unwrap_or_default().to_owned())
        });
        let cookie = cookies.next().expect("a session");
        assert_eq!(cookies.count(), 0, "a code was exchanged twice");
        User { name, cookie }
    }

    fn request(&self, user: &User, process: usize) -> reqwest::RequestBuilder {
        let url = format!("{}/documents", self.processes[process].base_url);
        self.browser.get(url).header("cookie", &user.cookie)
    }

    /// Asks a process for the user's documents.
    async fn ask(&self, user: &User, process: usize) -> (StatusCode, String) {
        let response = self.request(user, process).send().await.expect("the service responds");
        (response.status(), response.text().await.expect("a body"))
    }

    /// Asks, and expects the user's own documents.
    async fn expect_own(&self, user: &User, process: usize) {
        let (status, body) = self.ask(user, process).await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, user.name));
    }

    /// Asks all processes for the documents of all users twice, at the same time, and expects this
    /// status; where it is a success, the user's own documents.
    async fn expect_of_all(&self, users: &[&User], expected: StatusCode) {
        let mut asked = tokio::task::JoinSet::new();
        for user in users {
            for process in [0, 1, 2, 2, 1, 0] {
                let (request, name) = (self.request(user, process), user.name);
                asked.spawn(async move { (request.send().await, name) });
            }
        }
        while let Some(done) = asked.join_next().await {
            let (response, name) = done.expect("no panic");
            let response = response.expect("the service responds");
            assert_eq!(response.status(), expected, "{name}");
            let body = response.text().await.expect("a body");
            assert_eq!(body == name, expected.is_success(), "{name} got {body}");
        }
    }

    /// Changes all sessions.
    fn set(&self, what: &str) {
        let database = rusqlite::Connection::open(&self.database).expect("the database");
        database.busy_timeout(LEASE).expect("a timeout");
        database.execute(&format!("UPDATE sessions SET {what}"), []).expect(what);
    }

    /// Milliseconds until the next request for the session, and attempts that failed.
    fn pause(&self, user: &User) -> (i64, i64) {
        let database = rusqlite::Connection::open(&self.database).expect("the database");
        let cookie = user.cookie.strip_prefix("session=").expect("a session");
        let sql = "SELECT refresh_at, attempts FROM sessions WHERE cookie = ?1";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let (at, attempts): (i64, i64) =
            database.query_row(sql, [cookie], read).expect("the session");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
        (at - i64::try_from(now.as_millis()).expect("a moment"), attempts)
    }
}

const DUE: &str = "refresh_at = 0";
const DUE_AND_OVER: &str = "refresh_at = 0, ends_at = 0";

#[tokio::test]
async fn three_processes_refresh_one_at_a_time_and_no_user_loses_the_session() {
    let mut world = World::new(SERVICE, "service").await;
    let (alice, bob) = two_users_share_three_processes(&world).await;
    a_killed_process_holds_up_a_session_for_its_lease_alone(&mut world, &alice, &bob).await;
    a_pause_holds_for_all_processes(&world, &alice).await;
    a_pause_is_as_long_as_the_server_asks(&world, &alice).await;
    a_browser_that_goes_away_loses_nothing(&world, &alice).await;
    a_rejected_token_is_replaced(&world, &alice).await;

    // The new refresh token of a response without an access token is kept.
    a_response_has_no_access_token(&world, &alice).await;
    world.expect_own(&alice, 2).await;

    the_end_of_one_session_is_not_that_of_another(&world, &alice, &bob).await;
    assert_eq!(world.relay.seen().most, 1, "two refreshes of one session at once");
}

#[tokio::test]
async fn the_same_service_runs_on_oauth2() {
    let world = World::new(ON_OAUTH2, "service-on-oauth2").await;
    let (alice, bob) = two_users_share_three_processes(&world).await;
    a_pause_holds_for_all_processes(&world, &alice).await;
    a_browser_that_goes_away_loses_nothing(&world, &alice).await;
    a_rejected_token_is_replaced(&world, &alice).await;

    // The new refresh token of a response without an access token is lost, and so is the session.
    a_response_has_no_access_token(&world, &alice).await;
    assert_eq!(world.ask(&alice, 2).await.0, StatusCode::UNAUTHORIZED);
    world.expect_own(&bob, 0).await;
    assert_eq!(world.relay.seen().most, 1, "two refreshes of one session at once");
}

#[tokio::test]
async fn a_process_that_sleeps_past_its_lease_overwrites_nothing() {
    let world = World::new(SERVICE, "service-asleep").await;
    let user = world.log_in("alice", 0).await;
    world.relay.set(user.name, Mode::HoldRequest);
    world.set(DUE_AND_OVER);
    let asked = tokio::spawn(world.request(&user, 0).send());
    world.relay.holds.notified().await;
    world.processes[0].signal("STOP");
    world.relay.set(user.name, Mode::Forward);
    // This waits for the lease to end.
    world.expect_own(&user, 1).await;
    world.processes[0].signal("CONT");
    // It finds its request timed out, and then the token of the other process.
    let response = asked.await.expect("no panic").expect("the service responds");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!((world.relay.refreshes(user.name), world.pause(&user).1), (2, 0));
}

async fn two_users_share_three_processes(world: &World) -> (User, User) {
    let (alice, bob) = (world.log_in("alice", 0).await, world.log_in("bob", 1).await);
    world.expect_of_all(&[&alice, &bob], StatusCode::OK).await;
    assert_eq!(world.relay.seen().exchanges, 2);
    assert_eq!(world.relay.refreshes("alice"), 0);
    for refreshes in 1..=5 {
        // With a token that still holds, and with one that is over.
        world.set(if refreshes % 2 == 0 { DUE } else { DUE_AND_OVER });
        world.expect_of_all(&[&alice, &bob], StatusCode::OK).await;
        world.expect_of_all(&[&alice, &bob], StatusCode::OK).await;
        for user in [&alice, &bob] {
            assert_eq!(world.relay.refreshes(user.name), refreshes, "{}", user.name);
        }
    }
    (alice, bob)
}

/// One process is killed before the server has seen its request, another one after the server has
/// spent the refresh token, which has a grace period.
async fn a_killed_process_holds_up_a_session_for_its_lease_alone(
    world: &mut World,
    alice: &User,
    bob: &User,
) {
    let killed_at = Instant::now();
    for (user, mode, process) in [(alice, Mode::HoldRequest, 0), (bob, Mode::HoldResponse, 1)] {
        world.relay.set(user.name, mode);
        let due = if process == 0 { DUE } else { "refresh_at = 0 WHERE lease_until = 0" };
        world.set(due);
        tokio::spawn(world.request(user, process).send());
        world.relay.holds.notified().await;
        world.processes[process].kill();
        world.relay.set(user.name, Mode::Forward);
    }
    let before = (world.relay.refreshes(alice.name), world.relay.refreshes(bob.name));
    // Their access tokens still hold.
    world.expect_own(alice, 2).await;
    world.expect_own(bob, 2).await;
    assert_eq!((world.relay.refreshes(alice.name), world.relay.refreshes(bob.name)), before);
    for process in [0, 1] {
        let again = Process::start(world.program, &world.database, &world.provider);
        world.processes[process] = again;
    }
    // Now they are over: whoever asks waits until the leases have ended, and no longer.
    world.set("ends_at = 0");
    world.expect_of_all(&[alice, bob], StatusCode::OK).await;
    let waited = killed_at.elapsed();
    assert!(waited + Duration::from_millis(500) > LEASE, "a lease was not waited for: {waited:?}");
    assert!(waited < LEASE + Duration::from_secs(10), "a killed process holds on: {waited:?}");
    let after = (world.relay.refreshes(alice.name), world.relay.refreshes(bob.name));
    assert_eq!(after, (before.0 + 1, before.1 + 1));
}

async fn a_pause_holds_for_all_processes(world: &World, user: &User) {
    let before = world.relay.refreshes(user.name);
    world.relay.set(user.name, Mode::Unavailable(None));
    world.set(DUE_AND_OVER);
    for attempt in 1..=2 {
        world.expect_of_all(&[user], StatusCode::SERVICE_UNAVAILABLE).await;
        world.expect_of_all(&[user], StatusCode::SERVICE_UNAVAILABLE).await;
        assert_eq!(world.relay.refreshes(user.name), before + attempt);
        let (pause, attempts) = world.pause(user);
        assert_eq!(attempts, i64::from(attempt));
        assert!(pause > 0 && pause <= 2000 << (attempt - 1), "a pause of {pause} ms");
        tokio::time::sleep(Duration::from_millis(pause.unsigned_abs() + 1)).await;
    }
    world.relay.set(user.name, Mode::Forward);
    world.expect_of_all(&[user], StatusCode::OK).await;
    assert_eq!(world.relay.refreshes(user.name), before + 3);
    assert_eq!(world.pause(user).1, 0, "a token that comes resets the attempts");
}

async fn a_pause_is_as_long_as_the_server_asks(world: &World, user: &User) {
    world.relay.set(user.name, Mode::Unavailable(Some(600)));
    world.set(DUE);
    // The token still holds, and is used meanwhile.
    world.expect_own(user, 0).await;
    world.expect_own(user, 1).await;
    let (pause, _) = world.pause(user);
    assert!(pause > 590_000, "a pause of {pause} ms");
    world.relay.set(user.name, Mode::Forward);
    world.set(DUE);
    world.expect_own(user, 2).await;
}

async fn a_browser_that_goes_away_loses_nothing(world: &World, user: &User) {
    let before = world.relay.refreshes(user.name);
    world.relay.set(user.name, Mode::Slow);
    world.set(DUE_AND_OVER);
    let gone = world.request(user, 0).timeout(Duration::from_millis(200)).send().await;
    assert!(gone.is_err_and(|error| error.is_timeout()));
    world.relay.set(user.name, Mode::Forward);
    world.expect_of_all(&[user], StatusCode::OK).await;
    assert_eq!(world.relay.refreshes(user.name), before + 1);
}

/// A refresh whose response has a new refresh token, and no access token; the next one goes through.
async fn a_response_has_no_access_token(world: &World, user: &User) {
    world.relay.set(user.name, Mode::NoAccessToken);
    world.set(DUE_AND_OVER);
    assert_eq!(world.ask(user, 1).await.0, StatusCode::SERVICE_UNAVAILABLE);
    world.relay.set(user.name, Mode::Forward);
    world.set(DUE);
}

async fn a_rejected_token_is_replaced(world: &World, user: &User) {
    let before = world.relay.refreshes(user.name);
    world.simulator.clock().advance(boldsign::ACCESS_LIFETIME);
    // A token that has just come is not replaced for that.
    assert_eq!(world.ask(user, 0).await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(world.relay.refreshes(user.name), before);
    world.set("refresh_at = taken_at");
    world.expect_of_all(&[user], StatusCode::OK).await;
    assert_eq!(world.relay.refreshes(user.name), before + 1);
    // One that has been there for a minute is, for the same request.
    world.simulator.clock().advance(boldsign::ACCESS_LIFETIME);
    world.set("taken_at = 0");
    world.expect_of_all(&[user], StatusCode::OK).await;
    assert_eq!(world.relay.refreshes(user.name), before + 2);
}

/// Somebody uses an old refresh token of a user, for which the server ends that grant.
async fn the_end_of_one_session_is_not_that_of_another(world: &World, ended: &User, other: &User) {
    world.relay.reuse_the_tokens_of(ended.name).await;
    world.set(DUE_AND_OVER);
    for process in [0, 1, 2] {
        assert_eq!(world.ask(ended, process).await.0, StatusCode::UNAUTHORIZED);
        world.expect_own(other, process).await;
    }
}
