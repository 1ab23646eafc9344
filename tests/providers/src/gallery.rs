//! Every provider of `tests/gallery`, played from its file: a request is compared with the documented one, and a
//! documented response is replayed byte for byte.
//!
//! `/gallery/NAME` replaces the provider's hosts; its paths follow as they are: `/gallery/github/login/oauth/authorize`.
//! Beside the files nothing is known of these providers. Made up are the redirect, which has `code` and `state`, the
//! page that asks, and what is said to a request that differs, in the shape of RFC 6749.

mod authorize;
mod table;
mod token;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use serde_json::Value;

use crate::body::Form;
use crate::clock::Clock;
use crate::grants::{Codes, lock};
use crate::response::allow_any_origin;

use table::Table;

/// Seconds from a login until its code expires.
pub const CODE_LIFETIME: u64 = 600;

/// The providers' files by the names of their constants in small letters: `github`.
///
/// # Panics
/// The folder is not there, or one of its files is not JSON.
pub fn tables() -> &'static BTreeMap<String, Value> {
    static TABLES: OnceLock<BTreeMap<String, Value>> = OnceLock::new();
    TABLES.get_or_init(|| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../gallery");
        let mut tables = BTreeMap::new();
        for entry in std::fs::read_dir(folder).expect("tests/gallery is there") {
            let path = entry.expect("tests/gallery can be listed").path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let text = std::fs::read_to_string(&path).expect("a file of tests/gallery");
                let table: Value = serde_json::from_str(&text).expect("JSON");
                let name = table["provider"].as_str().expect("a name").to_lowercase();
                tables.insert(name, table);
            }
        }
        tables
    })
}

#[derive(Debug)]
pub(crate) struct Gallery {
    clock: Clock,
    asks: AtomicBool,
    registered: Mutex<Vec<String>>,
    codes: Codes<Login>,
}

/// The grant of a code.
#[derive(Debug)]
struct Login {
    provider: String,
    redirect_uri: String,
    /// Empty without PKCE.
    challenge: String,
    /// The index of the response to its exchange; `None` where the file has no token.
    row: Option<usize>,
}

impl Gallery {
    pub(crate) fn new(clock: Clock) -> Self {
        let (asks, registered, codes) = Default::default();
        Self { clock, asks, registered, codes }
    }

    pub(crate) fn ask_the_user(&self) {
        self.asks.store(true, Ordering::Relaxed);
    }

    pub(crate) fn register_redirect_uri(&self, redirect_uri: &str) {
        lock(&self.registered).push(redirect_uri.into());
    }

    /// Where the browser goes back to from this redirect URI; that of the file is registered too. A name that is no
    /// URL, as eBay has it, is the first that was registered here.
    fn address_of(&self, redirect_uri: &str, table: &Table<'_>) -> Option<String> {
        let registered = lock(&self.registered);
        let is_in_table = redirect_uri == table.redirect_uri();
        if is_in_table && !redirect_uri.contains("://") {
            return registered.first().cloned();
        }
        let is_known = is_in_table || registered.iter().any(|uri| uri == redirect_uri);
        is_known.then(|| redirect_uri.to_owned())
    }
}

pub(crate) fn router(gallery: Arc<Gallery>) -> Router {
    Router::new()
        .route("/{provider}/{*path}", any(serve))
        .with_state(gallery)
        .layer(from_fn(allow_any_origin))
}

async fn serve(
    State(gallery): State<Arc<Gallery>>,
    Path((provider, path)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(file) = tables().get(&provider) else {
        return (StatusCode::NOT_FOUND, "tests/gallery has no such provider").into_response();
    };
    let table = Table::new(&provider, file);
    let query = Form::parse(query.unwrap_or_default().as_bytes());
    if method == Method::GET && table.is_at("login", &path) {
        return authorize::authorize(&gallery, &table, &query);
    }
    if table.is_at("exchange", &path) || table.is_at("refresh", &path) {
        return token::token(&gallery, &table, &headers, &query, &body);
    }
    (StatusCode::NOT_FOUND, "The file of this provider has no such address").into_response()
}
