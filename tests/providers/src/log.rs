//! What went over the wire, for tests to look at and for the program to print.

use std::collections::VecDeque;
use std::fmt;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::body::Form;
use crate::grants::lock;

/// Longest request body that is read: 64 KiB. The response to a longer one is 413.
pub const BODY_LIMIT: usize = 64 * 1024;

/// How many exchanges the log keeps, so that a simulator left running does not eat the machine.
pub const LOG_LIMIT: usize = 10_000;

/// One request and its response.
///
/// The fields hold everything as sent, secrets too. [`fmt::Display`] is one line without any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// `GET`, `POST`, ...
    pub method: String,
    /// Path with the provider's prefix, without the query.
    pub path: String,
    /// The query, still encoded.
    pub query: Option<String>,
    /// Header names in lower case, in the order received except that equal names are together.
    pub request_headers: Vec<(String, String)>,
    /// The bytes as received; empty where they exceeded [`BODY_LIMIT`].
    pub request_body: Vec<u8>,
    /// Status of the response.
    pub status: u16,
    /// Headers of the response, as for the request. What the HTTP server adds (date, length) is not among them.
    pub response_headers: Vec<(String, String)>,
    /// The bytes as sent.
    pub response_body: Vec<u8>,
}

impl Exchange {
    /// First value of a request header; the name in lower case.
    pub fn request_header(&self, name: &str) -> Option<&str> {
        first(&self.request_headers, name)
    }

    /// First value of a header of the response; the name in lower case.
    pub fn response_header(&self, name: &str) -> Option<&str> {
        first(&self.response_headers, name)
    }
}

fn first<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Parameters whose values tell what happened and give nothing away.
const PRINTED: [&str; 5] =
    ["grant_type", "response_type", "client_id", "scope", "code_challenge_method"];

impl fmt::Display for Exchange {
    /// Method, path, names of what was sent, status. Every name and value is escaped: it comes from the wire.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path.escape_debug())?;
        if let Some((scheme, _)) =
            self.request_header(AUTHORIZATION.as_str()).and_then(|value| value.split_once(' '))
        {
            write!(f, " {}=…", scheme.escape_debug())?;
        }
        let json: Option<serde_json::Map<String, serde_json::Value>> =
            serde_json::from_slice(&self.request_body).ok();
        if let Some(members) = json {
            for name in members.keys() {
                write!(f, " {}:…", name.escape_debug())?;
            }
        } else {
            let query = Form::parse(self.query.as_deref().unwrap_or_default().as_bytes());
            let body = Form::parse(&self.request_body);
            for (name, value) in query.pairs().iter().chain(body.pairs()) {
                let shown = if PRINTED.contains(&name.as_str()) { value.as_str() } else { "…" };
                write!(f, " {}={}", name.escape_debug(), shown.escape_debug())?;
            }
        }
        write!(f, " -> {}", self.status)
    }
}

/// The exchanges so far. Clones are the same log.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    exchanges: VecDeque<Exchange>,
    watchers: Vec<Sender<Exchange>>,
}

impl Log {
    pub(crate) fn all(&self) -> Vec<Exchange> {
        lock(&self.0).exchanges.iter().cloned().collect()
    }

    pub(crate) fn watch(&self) -> Receiver<Exchange> {
        let (sender, receiver) = mpsc::channel();
        lock(&self.0).watchers.push(sender);
        receiver
    }

    /// Ends every watcher's receiver.
    pub(crate) fn close(&self) {
        lock(&self.0).watchers.clear();
    }

    fn push(&self, exchange: Exchange) {
        let mut kept = lock(&self.0);
        kept.watchers.retain(|watcher| watcher.send(exchange.clone()).is_ok());
        if kept.exchanges.len() == LOG_LIMIT {
            kept.exchanges.pop_front();
        }
        kept.exchanges.push_back(exchange);
    }
}

/// Reads the request whole, passes it on, and keeps it with its response.
pub(crate) async fn record(State(log): State<Log>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut exchange = Exchange {
        method: parts.method.to_string(),
        path: parts.uri.path().into(),
        query: parts.uri.query().map(Into::into),
        request_headers: listed(&parts.headers),
        request_body: Vec::new(),
        status: 0,
        response_headers: Vec::new(),
        response_body: Vec::new(),
    };
    let response = match to_bytes(body, BODY_LIMIT).await {
        Ok(bytes) => {
            exchange.request_body = bytes.to_vec();
            next.run(Request::from_parts(parts, Body::from(bytes))).await
        }
        Err(_) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
    };
    let (parts, body) = response.into_parts();
    // Handlers respond from memory, so that reading their response cannot fail.
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    exchange.status = parts.status.as_u16();
    exchange.response_headers = listed(&parts.headers);
    exchange.response_body = bytes.to_vec();
    log.push(exchange);
    Response::from_parts(parts, Body::from(bytes))
}

fn listed(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect()
}
