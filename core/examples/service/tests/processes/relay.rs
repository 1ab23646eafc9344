//! The relay between the service and the simulator: it counts requests, holds them, loses them,
//! and knows whose each token is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use grantlet_providers::boldsign;
use serde_json::Value;
use tokio::sync::Notify;

/// What happens to a refresh.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Mode {
    #[default]
    Forward,
    /// It never reaches the server.
    HoldRequest,
    /// The server has spent the refresh token, and its response never comes.
    HoldResponse,
    /// The response takes a while.
    Slow,
    /// 503, and how many seconds to wait.
    Unavailable(Option<u32>),
    /// The response has a new refresh token and no access token.
    NoAccessToken,
}

#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// What happens to refreshes of each user.
    pub(crate) modes: HashMap<&'static str, Mode>,
    /// Codes, refresh tokens and access tokens, and whose they are.
    owners: HashMap<String, &'static str>,
    /// Codes that were exchanged.
    pub(crate) exchanges: u32,
    /// Refreshes of each user: so far, now, and at most at once.
    pub(crate) refreshes: HashMap<&'static str, u32>,
    now: HashMap<&'static str, u32>,
    pub(crate) most: u32,
    /// Responses that never came. Their server has a grace period: it repeats them.
    lost: HashMap<String, Relayed>,
}

type Relayed = (StatusCode, Vec<(HeaderName, String)>, Bytes);

#[derive(Clone)]
pub(crate) struct Relay {
    seen: Arc<Mutex<Seen>>,
    /// Told when a request is held.
    pub(crate) holds: Arc<Notify>,
    http: reqwest::Client,
    simulator: String,
}

/// A refresh that is on its way, until its response is written or its client is gone.
struct OnItsWay(Relay, &'static str);

impl Drop for OnItsWay {
    fn drop(&mut self) {
        *self.0.seen().now.entry(self.1).or_default() -= 1;
    }
}

impl Relay {
    /// Starts on a free port, and returns its base URL too.
    pub(crate) async fn start(simulator: &str) -> (Self, String) {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let relay = Self {
            seen: Arc::default(),
            holds: Arc::default(),
            http: http.build().expect("a client"),
            simulator: simulator.into(),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let router = Router::new().fallback(handle).with_state(relay.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (relay, format!("http://{address}/boldsign"))
    }

    pub(crate) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set(&self, user: &'static str, mode: Mode) {
        self.seen().modes.insert(user, mode);
    }

    pub(crate) fn refreshes(&self, user: &str) -> u32 {
        self.seen().refreshes.get(user).copied().unwrap_or(0)
    }

    /// Tells whose this code is.
    pub(crate) fn owns(&self, user: &'static str, code: &str) {
        self.seen().owners.insert(code.into(), user);
    }

    /// Sends each token that the server has given this user to the token endpoint.
    pub(crate) async fn reuse_the_tokens_of(&self, user: &str) {
        let owned: Vec<String> = {
            let seen = self.seen();
            let owned = seen.owners.iter().filter(|(_, owner)| **owner == user);
            owned.map(|(token, _)| token.clone()).collect()
        };
        for token in owned {
            let mut body = form_urlencoded::Serializer::new(String::new());
            body.append_pair("grant_type", "refresh_token").append_pair("refresh_token", &token);
            body.append_pair("client_id", boldsign::CLIENT_ID);
            body.append_pair("client_secret", boldsign::CLIENT_SECRET);
            let post = self.http.post(format!("{}/boldsign/connect/token", self.simulator));
            let post = post.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
            post.body(body.finish()).send().await.expect("the simulator");
        }
    }

    fn owner(&self, text: &str) -> &'static str {
        self.seen().owners.get(text).copied().unwrap_or("nobody")
    }

    async fn forward(
        &self,
        method: Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Relayed {
        let mut request = self.http.request(method, format!("{}{uri}", self.simulator)).body(body);
        for name in [AUTHORIZATION, CONTENT_TYPE] {
            if let Some(value) = headers.get(&name) {
                request = request.header(name, value);
            }
        }
        let response = request.send().await.expect("the simulator");
        let header = |name| {
            let value = response.headers().get(&name)?.to_str().ok()?.to_owned();
            Some((name, value))
        };
        let headers = [CONTENT_TYPE, LOCATION].into_iter().filter_map(header).collect();
        (response.status(), headers, response.bytes().await.expect("a body"))
    }
}

async fn handle(
    State(relay): State<Relay>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let form: HashMap<_, _> = form_urlencoded::parse(&body).into_owned().collect();
    if let Some(sent) = form.get("refresh_token") {
        let user = relay.owner(sent);
        return write(refresh(&relay, user, sent, (method, uri, headers, body.clone())).await);
    }
    let relayed = relay.forward(method, &uri, &headers, body).await;
    if let Some(code) = form.get("code") {
        relay.seen().exchanges += 1;
        take_tokens(&relay, relay.owner(code), &relayed.2);
    } else if uri.path().ends_with("/v1/document/list") && relayed.0 == StatusCode::OK {
        // The documents of this user.
        let sent = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = sent.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        return relay.owner(token).into_response();
    }
    write(relayed)
}

async fn refresh(
    relay: &Relay,
    user: &'static str,
    sent: &str,
    (method, uri, headers, body): (Method, Uri, HeaderMap, Bytes),
) -> Relayed {
    let mode = {
        let mut seen = relay.seen();
        *seen.refreshes.entry(user).or_default() += 1;
        let mut at_once = seen.now.get(user).copied().unwrap_or(0);
        at_once += 1;
        seen.now.insert(user, at_once);
        seen.most = seen.most.max(at_once);
        seen.modes.get(user).copied().unwrap_or_default()
    };
    let _on_its_way = OnItsWay(relay.clone(), user);
    // Long enough for a second one to be seen.
    tokio::time::sleep(Duration::from_millis(20)).await;
    match mode {
        Mode::HoldRequest => {
            relay.holds.notify_one();
            return std::future::pending().await;
        }
        Mode::Unavailable(wait) => {
            let wait = wait.map(|seconds| (RETRY_AFTER, seconds.to_string()));
            let headers = wait.into_iter().collect();
            return (StatusCode::SERVICE_UNAVAILABLE, headers, Bytes::new());
        }
        Mode::Slow => tokio::time::sleep(Duration::from_millis(300)).await,
        Mode::Forward | Mode::HoldResponse | Mode::NoAccessToken => {}
    }
    if let Some(relayed) = relay.seen().lost.remove(sent) {
        return relayed;
    }
    let mut relayed = relay.forward(method, &uri, &headers, body).await;
    take_tokens(relay, user, &relayed.2);
    if mode == Mode::HoldResponse {
        relay.seen().lost.insert(sent.into(), relayed);
        relay.holds.notify_one();
        return std::future::pending().await;
    }
    if mode == Mode::NoAccessToken {
        let mut object: Value = serde_json::from_slice(&relayed.2).expect("an object");
        object["access_token"] = Value::Null;
        relayed.2 = object.to_string().into();
    }
    relayed
}

/// Remembers whose the tokens of a response are.
fn take_tokens(relay: &Relay, user: &'static str, body: &[u8]) {
    let object: Value = serde_json::from_slice(body).unwrap_or_default();
    for name in ["access_token", "refresh_token"] {
        if let Some(token) = object[name].as_str() {
            relay.owns(user, token);
        }
    }
}

fn write((status, headers, body): Relayed) -> Response {
    let mut response = (status, body).into_response();
    for (name, value) in headers {
        response.headers_mut().insert(name, value.parse().expect("a header"));
    }
    response
}
