//! `BoldSign`, the signing service: the standard flows, with PKCE and rotating refresh tokens.
//!
//! `GET /connect/authorize`, `POST /connect/token` (form), then `GET /v1/document/list`. Beside the document it has
//! `/connect/endsession` and `POST /connect/revocation`, and knows `prompt=none`, as a page needs them.
//!
//! Nobody logs in: every authorization request is approved at once, unless `login_hint` is [`LOGIN_HINT_DENY`]. A
//! simulator that was told to ask shows a page with Allow and Deny instead, for browsers.
//! Access and ID tokens read as JWTs, but **no key signed them**: their signatures are random bytes.

mod authorize;
mod browser;
mod token;

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::clock::Clock;
use crate::credentials::bearer;
use crate::grants::{Codes, Tokens, lock};
use crate::response::{allow_any_origin, json};

use authorize::Consent;

/// The client with a secret: code, refresh and client credentials.
pub const CLIENT_ID: &str = "596f0268-c0de-4000-8000-000000000001";
/// Its secret. Form, URL and Basic credentials must all encode most of it.
pub const CLIENT_SECRET: &str = "p+w/=&% :~";
/// The client without a secret: implicit only.
pub const IMPLICIT_CLIENT_ID: &str = "e36fdf2b-c0de-4000-8000-000000000002";
/// A redirect URI of both clients. Any `http://127.0.0.1` or `http://localhost` address is one too.
pub const REDIRECT_URI: &str = "https://yourapp.com/callback";
/// Every scope that the document names.
pub const SCOPES: [&str; 6] = [
    "openid",
    "profile",
    "email",
    "offline_access",
    "BoldSign.Documents.All",
    "BoldSign.Templates.All",
];
/// What client credentials get without asking: the scopes of the API. The others describe a user who logged in.
pub const API_SCOPES: [&str; 2] = ["BoldSign.Documents.All", "BoldSign.Templates.All"];
/// Value of `login_hint` with which the user says no.
pub const LOGIN_HINT_DENY: &str = "deny";
/// The user.
pub const SUBJECT: &str = "simulated-signer";
/// Seconds from issue until a code expires; the document gives none.
pub const CODE_LIFETIME: u64 = 300;
/// Seconds from issue until an access token expires.
pub const ACCESS_LIFETIME: u64 = 3600;
/// Seconds of life that a refresh token starts with: 30 days.
pub const REFRESH_LIFETIME: u64 = 30 * 24 * 60 * 60;

/// How refresh tokens age, which the real service lets an app's owner change at any time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RefreshLifetime {
    /// 30 days from the login, however often it is refreshed.
    #[default]
    Absolute,
    /// 30 days from the latest refresh.
    Sliding,
}

/// What the service remembers.
#[derive(Debug)]
pub(crate) struct Provider {
    clock: Clock,
    issuer: String,
    codes: Codes<Consent>,
    tokens: Tokens,
    refresh_lifetime: Mutex<RefreshLifetime>,
    asks: AtomicBool,
    registered: Mutex<Vec<String>>,
    /// The values of cookies in browsers where the user is logged in.
    logins: Mutex<HashSet<String>>,
}

impl Provider {
    pub(crate) fn new(clock: Clock, base_url: &str) -> Self {
        Self {
            clock,
            issuer: format!("{base_url}/boldsign"),
            codes: Codes::default(),
            tokens: Tokens::default(),
            refresh_lifetime: Mutex::default(),
            asks: AtomicBool::new(false),
            registered: Mutex::default(),
            logins: Mutex::default(),
        }
    }

    pub(crate) fn set_refresh_lifetime(&self, lifetime: RefreshLifetime) {
        *lock(&self.refresh_lifetime) = lifetime;
    }

    pub(crate) fn ask_the_user(&self) {
        self.asks.store(true, Ordering::Relaxed);
    }

    fn asks(&self) -> bool {
        self.asks.load(Ordering::Relaxed)
    }

    pub(crate) fn register_redirect_uri(&self, redirect_uri: &str) {
        lock(&self.registered).push(redirect_uri.into());
    }

    /// Whether both clients have registered this redirect URI.
    fn is_registered(&self, redirect_uri: &str) -> bool {
        is_known(redirect_uri) || lock(&self.registered).iter().any(|uri| uri == redirect_uri)
    }
}

pub(crate) fn router(provider: Arc<Provider>) -> Router {
    Router::new()
        .route("/connect/authorize", get(authorize::authorize))
        .route("/connect/token", post(token::token))
        .route("/connect/endsession", get(browser::end_session).post(browser::end_session))
        .route("/connect/revocation", post(browser::revoke))
        .route("/v1/document/list", get(documents))
        .with_state(provider)
        .layer(from_fn(allow_any_origin))
}

/// Whether this redirect URI is one from the start.
fn is_known(redirect_uri: &str) -> bool {
    if redirect_uri == REDIRECT_URI {
        return true;
    }
    // `http::Uri` drops a fragment without a word; RFC 6749 section 3.1.2 forbids one.
    !redirect_uri.contains('#')
        && redirect_uri.parse::<Uri>().is_ok_and(|uri| {
            uri.scheme_str() == Some("http")
                && matches!(uri.host(), Some("127.0.0.1" | "localhost"))
        })
}

async fn documents(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Response {
    match bearer(&headers) {
        // The document shows the request and not the response.
        Some(token) if provider.tokens.accepts(token, provider.clock.now()) => {
            json(StatusCode::OK, &serde_json::json!({ "result": [] }))
        }
        Some(_) => {
            (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, r#"Bearer error="invalid_token""#)])
                .into_response()
        }
        None => (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response(),
    }
}
