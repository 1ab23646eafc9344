//! `sessions.json`: a session's life.

use grantlet::DpopNonce;
use serde_json::{Map, Value};

use crate::c::C;
use crate::rust::Rust;

/// What a session is set up by.
#[derive(Clone, Default)]
pub(crate) struct Case {
    settings: Map<String, Value>,
    pub(crate) seed: u32,
    pub(crate) absolute: Option<u32>,
    pub(crate) client_credentials: bool,
    pub(crate) provider: Provider,
    /// The issuer and the client.
    pub(crate) identity: Option<(String, String)>,
}

impl Case {
    pub(crate) fn setting(&self, name: &str) -> Option<u32> {
        self.settings.get(name).map(number)
    }
}

/// How a case's provider differs from RFC 6749.
#[derive(Clone, Copy, Default)]
pub(crate) enum Provider {
    #[default]
    Rfc6749,
    /// Its responses are in `data`.
    Envelope,
    /// Its tokens have `expires_at` in seconds, and `refresh_expires_in`.
    Times,
}

impl Provider {
    fn of(name: Option<&Value>) -> Self {
        match name.and_then(Value::as_str) {
            None => Self::Rfc6749,
            Some("data_envelope") => Self::Envelope,
            Some("times") => Self::Times,
            Some(other) => panic!("no profile: {other}"),
        }
    }
}

/// The response of a login.
#[derive(Clone, Copy, Default)]
pub(crate) struct Login<'a> {
    pub(crate) access_token: &'a str,
    pub(crate) refresh_token: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) expires_in: Option<u32>,
    pub(crate) expires_at: Option<i64>,
    pub(crate) refresh_token_expires_in: u32,
}

/// What came of a request.
pub(crate) enum Outcome {
    None,
    NotSent,
    Http { status: u16, body: String, retry_after: Option<u32> },
}

pub(crate) struct State {
    pub(crate) word: &'static str,
    pub(crate) until: Option<u64>,
    pub(crate) access_token: Option<String>,
    pub(crate) refresh_token: Option<String>,
    pub(crate) deadline: Option<i64>,
}

/// A session of one language, and its storage. What there is to store is stored at once.
pub(crate) trait Driver {
    fn new(case: &Case, wall: i64) -> Self;
    fn login(&mut self, login: Login<'_>, now: u64);
    fn begin(&mut self, now: u64) -> bool;
    fn begin_again(&mut self, now: u64) -> bool;
    fn complete(&mut self, outcome: &Outcome, requested_at: Option<u64>, now: u64);
    fn rejected(&mut self, now: u64);
    fn end(&mut self, now: u64);
    fn wall(&mut self, seconds: i64, now: u64);
    fn restart(&mut self, wall: Option<i64>, now: u64);
    fn state(&mut self, now: u64) -> State;
}

fn number<T: TryFrom<i64, Error: std::fmt::Debug>>(value: &Value) -> T {
    T::try_from(value.as_i64().unwrap_or_else(|| panic!("{value} is no number"))).unwrap()
}

fn table() -> Value {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tables/sessions.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

struct Run<'t, D> {
    table: &'t Value,
    driver: D,
    now: u64,
    /// What the clock shows beyond the time that has passed.
    jumped: i64,
    begun: Vec<u64>,
    issued: u32,
}

impl<D: Driver> Run<'_, D> {
    fn clock(&self) -> u64 {
        self.now.saturating_add_signed(self.jumped)
    }

    fn wall(&self) -> i64 {
        number::<i64>(&self.table["wall"]) + i64::try_from(self.now / 1000).unwrap()
    }

    fn outcome_of(&mut self, response: &Value) -> Outcome {
        match response.as_str() {
            Some("no_response") => return Outcome::None,
            Some("not_sent") => return Outcome::NotSent,
            _ => {}
        }
        let body = &response["body"];
        let mut body = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        for (name, token) in self.table["id_tokens"].as_object().unwrap() {
            body = body.replace(&format!("@{name}@"), token.as_str().unwrap());
        }
        self.issued += 1;
        body = body.replace('#', &format!("n{}", self.issued));
        let retry_after = response.get("retry_after").map(number);
        Outcome::Http { status: number(&response["status"]), body, retry_after }
    }

    fn refresh(&mut self, response: &Value) {
        let before = self.driver.state(self.clock()).word;
        assert!(self.driver.begin(self.clock()), "a refresh is not due: it is {before}");
        self.begun.push(self.clock());
        self.now += response.get("takes").map_or(0, number::<u64>);
        let outcome = self.outcome_of(response);
        self.driver.complete(&outcome, None, self.clock());
    }

    /// The response to a request, and to the one that its nonce asks for at once.
    fn refresh_bound(&mut self, response: &Value) {
        self.refresh(response);
        let mut nonce = DpopNonce::default();
        let mut response = response;
        while response.get("nonce").is_some_and(|header| nonce.keep(header.as_str())) {
            let again = self.driver.begin_again(self.clock());
            let Some(next) = response.get("again") else {
                assert!(!again, "no third request");
                return;
            };
            assert!(again, "a second request");
            assert!(!self.driver.begin_again(self.clock()), "one at a time");
            self.begun.push(self.clock());
            self.now += next.get("takes").map_or(0, number::<u64>);
            let outcome = self.outcome_of(next);
            self.driver.complete(&outcome, None, self.clock());
            response = next;
        }
    }

    fn step(&mut self, name: &str, value: &Value) {
        let now = self.clock();
        match name {
            "login" => {
                let text = |name: &str| value.get(name).map_or("", |text| text.as_str().unwrap());
                let subject = if text("id_token").is_empty() { "" } else { "alice" };
                let login = Login {
                    access_token: text("access_token"),
                    refresh_token: text("refresh_token"),
                    subject,
                    expires_in: value.get("expires_in").map(number),
                    expires_at: value.get("expires_at").map(number),
                    refresh_token_expires_in: value.get("refresh_expires_in").map_or(0, number),
                };
                self.driver.login(login, now);
            }
            "advance" => self.now += number::<u64>(value),
            "refresh" => self.refresh_bound(value),
            "begin" => {
                assert!(self.driver.begin(now));
                self.begun.push(now);
            }
            "late" => {
                let back = usize::try_from(-number::<i64>(&value["request"])).unwrap();
                let requested_at = self.begun[self.begun.len() - back];
                let outcome = self.outcome_of(value);
                self.driver.complete(&outcome, Some(requested_at), now);
            }
            "rejected" => self.driver.rejected(now),
            "end" => self.driver.end(now),
            "wall" => {
                let ahead = value.as_i64().unwrap_or(0);
                self.driver.wall(self.wall() + ahead, now);
            }
            "clock" => self.jumped += number::<i64>(value),
            "restart" => {
                let wall = (*value != "without wall time").then(|| self.wall());
                self.driver.restart(wall, now);
            }
            "hour" => self.hour(value),
            "expect" => self.expect(value),
            other => panic!("no step: {other}"),
        }
    }

    fn hour(&mut self, value: &Value) {
        let (end, mut requests) = (self.now + 3_600_000, 0);
        while self.now < end {
            let state = self.driver.state(self.clock());
            if matches!(state.word, "due" | "in_doubt") {
                requests += 1;
                self.refresh(&value["response"]);
            }
            self.now += 100;
        }
        let most: u64 = number(&value["requests_at_most"]);
        assert!(requests <= most, "{requests} requests in an hour");
        assert!(requests > 0);
    }

    fn expect(&mut self, value: &Value) {
        let now = self.clock();
        let state = self.driver.state(now);
        assert_eq!(state.word, value["state"].as_str().unwrap(), "{value}");
        let left = state.until.map(|until| until - now);
        if let Some(least) = value.get("until_at_least") {
            assert!(left.unwrap() >= number::<u64>(least), "{left:?} {value}");
        }
        if let Some(most) = value.get("until_at_most") {
            assert!(left.unwrap() <= number::<u64>(most), "{left:?} {value}");
        }
        if let Some(expected) = value.get("deadline") {
            assert_eq!(state.deadline, expected.as_i64(), "deadline {value}");
        }
        for (name, found) in
            [("access_token", state.access_token), ("refresh_token", state.refresh_token)]
        {
            if let Some(expected) = value.get(name) {
                assert_eq!(found.as_deref(), expected.as_str(), "{name} {value}");
            }
        }
    }
}

fn run<D: Driver>(language: &str) {
    let table = table();
    let (mut broken, mut count) = (Vec::new(), 0);
    for case in table["cases"].as_array().unwrap() {
        if case.get("only").is_some_and(|only| !only.as_array().unwrap().contains(&language.into()))
        {
            continue;
        }
        count += 1;
        for seed in [0, 7, 0x5EED_0042, u32::MAX] {
            let settings = case["settings"].as_object().unwrap().clone();
            let absolute = settings.get("refresh_lifetime").map(|life| number(&life["absolute"]));
            let identity = &table["identity"];
            let text = |name: &str| identity[name].as_str().unwrap().to_owned();
            let setup = Case {
                settings,
                seed,
                absolute,
                client_credentials: case.get("client_credentials").is_some(),
                provider: Provider::of(case.get("profile")),
                identity: case.get("identity").map(|_| (text("issuer"), text("client_id"))),
            };
            let wall = number(&table["wall"]);
            let mut run = Run {
                table: &table,
                driver: D::new(&setup, wall),
                now: 0,
                jumped: 0,
                begun: Vec::new(),
                issued: 0,
            };
            let lived = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                for (at, step) in case["steps"].as_array().unwrap().iter().enumerate() {
                    let (name, value) = step.as_object().unwrap().iter().next().unwrap();
                    run.issued += u32::try_from(at).unwrap();
                    run.step(name, value);
                }
            }));
            if let Err(error) = lived {
                let said = error.downcast_ref::<String>().cloned();
                let said = said.or(error.downcast_ref::<&str>().map(|said| (*said).to_owned()));
                broken.push(format!(
                    "{} (seed {seed}): {}",
                    case["name"],
                    said.unwrap_or_default()
                ));
                break;
            }
        }
    }
    assert!(broken.is_empty(), "{} of {count}:\n{}", broken.len(), broken.join("\n"));
    assert!(count > 100);
}

#[test]
fn a_session_in_rust_lives_as_the_table_says() {
    run::<Rust>("rust");
}

#[test]
fn a_session_in_c_lives_as_the_table_says() {
    run::<C>("c");
}
