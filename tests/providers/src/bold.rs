//! Bold, the maker of locks: a login outside OAuth gives a code, the code gives tokens.
//!
//! `POST /v1/authentications/password` (JSON), then `POST /v2/oauth/token` (form), then `GET /v1/accounts`.

mod response;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};

use crate::body::Form;
use crate::clock::{Clock, rfc3339};
use crate::credentials::{bearer, with_scheme};
use crate::dpop::{Asked, Dpop, Server};
use crate::grants::{Codes, Family, Refresh, Tokens, lock};
use crate::mint;

use response::{Refusal, json, json_list_of};

/// The only client.
pub const CLIENT_ID: &str = "BoldAuthSimulator";
/// Its secret; a form must encode most of it.
pub const CLIENT_SECRET: &str = "lock+secret&of=the% simulator~";
/// The only redirect URI. Nothing is ever redirected there: it is sent along with the code.
pub const REDIRECT_URI: &str = "boldsmartlock://auth";
/// Phone number of the only user.
pub const PHONE_NUMBER: &str = "+31600000001";
/// The user's password; JSON must escape some of it.
pub const PASSWORD: &str = r#"pa55"w0rd\of@me!"#;
/// What the verification API, which is not simulated, would have given. Unlike a real one it works any number of times.
pub const MFA_TOKEN: &str = "0b1d0b1d-0000-4000-8000-000000000001";
/// The user's account.
pub const ACCOUNT_ID: u64 = 50;
/// Seconds from a login until its code expires.
pub const CODE_LIFETIME: u64 = 600;
/// Seconds from issue until an access token expires, unless the simulator is told another number.
pub const ACCESS_LIFETIME: u64 = 86_400;

/// Every documented response carries these.
const HEADERS: [(&str, &str); 12] = [
    ("access-control-expose-headers", "authorization, content-type"),
    ("access-control-allow-headers", "authorization, content-type"),
    ("access-control-allow-methods", "GET, POST, DELETE, OPTIONS, PUT"),
    ("access-control-allow-origin", "*"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-frame-options", "SAMEORIGIN"),
    ("x-content-type-options", "nosniff"),
    ("x-xss-protection", "1; mode=block"),
    (
        "content-security-policy",
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    ("referrer-policy", "no-referrer"),
    ("feature-policy", "self"),
    ("permissions-policy", "interest-cohort=()"),
];

#[derive(Debug)]
pub(crate) struct Provider {
    clock: Clock,
    codes: Codes<()>,
    tokens: Tokens,
    /// Made up: Bold's documents know no keys. A login with a proof is bound to its key.
    dpop: Dpop,
    access_lifetime: AtomicU64,
    created: Duration,
    last_login: Mutex<Duration>,
}

impl Provider {
    pub(crate) fn new(clock: Clock) -> Self {
        let created = clock.now();
        Self {
            clock,
            codes: Codes::default(),
            tokens: Tokens::default(),
            dpop: Dpop::default(),
            access_lifetime: AtomicU64::new(ACCESS_LIFETIME),
            created,
            last_login: Mutex::new(created),
        }
    }

    /// Seconds that access tokens live from now on.
    pub(crate) fn set_access_lifetime(&self, seconds: u64) {
        self.access_lifetime.store(seconds, Ordering::Relaxed);
    }

    pub(crate) fn want_dpop_nonces(&self) {
        self.dpop.want_nonces();
    }
}

pub(crate) fn router(provider: Arc<Provider>) -> Router {
    Router::new()
        .route("/v1/authentications/password", post(log_in))
        .route("/v2/oauth/token", post(token))
        .route("/v1/accounts", get(accounts))
        .with_state(provider)
        .layer(from_fn(documented_headers))
}

async fn documented_headers(request: Request, next: Next) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PasswordLogin {
    mfa_token: String,
    password: String,
    client_id: String,
    client_secret: String,
    phone_number: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LoginCode {
    code: String,
    expiration: String,
    account_id: u64,
    account_created: bool,
}

async fn log_in(State(provider): State<Arc<Provider>>, body: Bytes) -> Response {
    let Ok(login) = serde_json::from_slice::<PasswordLogin>(&body) else {
        return Refusal::Malformed.into_response();
    };
    let sent =
        [login.mfa_token, login.password, login.client_id, login.client_secret, login.phone_number];
    if sent != [MFA_TOKEN, PASSWORD, CLIENT_ID, CLIENT_SECRET, PHONE_NUMBER] {
        return Refusal::Unauthenticated.into_response();
    }
    let now = provider.clock.now();
    let expires_at = now + Duration::from_secs(CODE_LIFETIME);
    let code = mint::uuid();
    provider.codes.put(&code, (), expires_at);
    *lock(&provider.last_login) = now;
    let expiration = rfc3339(expires_at, 9);
    json(
        StatusCode::OK,
        &LoginCode { code, expiration, account_id: ACCOUNT_ID, account_created: false },
    )
}

const INVALID_REQUEST: Refusal = Refusal::OAuth("invalid_request", "InvalidRequest");

async fn token(State(provider): State<Arc<Provider>>, headers: HeaderMap, body: Bytes) -> Response {
    let mut response =
        exchange(&provider, &headers, &body).unwrap_or_else(IntoResponse::into_response);
    provider.dpop.add_nonce(Server::Authorization, &mut response);
    response
}

fn exchange(provider: &Provider, headers: &HeaderMap, body: &[u8]) -> Result<Response, Refusal> {
    let form = Form::read(headers, body).map_err(|_| INVALID_REQUEST)?;
    let required = |name| form.get(name).ok_or(INVALID_REQUEST);
    let grant_type = required("grant_type")?;
    if grant_type == "password" {
        // Documented for a request that is right in every part, so the grant is refused before anything is checked.
        return Err(Refusal::OldAppVersion);
    }
    if [required("client_id")?, required("client_secret")?] != [CLIENT_ID, CLIENT_SECRET] {
        return Err(Refusal::OAuth("invalid_client", "InvalidClient"));
    }
    let now = provider.clock.now();
    let asked = Asked {
        server: Server::Authorization,
        method: "POST",
        path: "/bold/v2/oauth/token",
        headers,
        access_token: None,
    };
    let unproved = |(error, description)| Refusal::OAuth(error, description);
    let key = provider.dpop.key(&asked).map_err(unproved)?;
    match grant_type {
        "authorization_code" => {
            let code = required("code")?;
            if required("redirect_uri")? != REDIRECT_URI {
                return Err(Refusal::OAuth("invalid_request", "InvalidRedirectUri"));
            }
            provider.codes.take(code, now).ok_or(Refusal::Spent)?;
            let family = provider.tokens.new_family();
            provider.dpop.bind(family, key);
            Ok(issue(provider, family, now))
        }
        "refresh_token" => {
            let sent = required("refresh_token")?;
            let family = provider.tokens.peek(sent, now).map_err(|_| Refusal::Spent)?.family;
            provider.dpop.check(family, key.as_deref()).map_err(unproved)?;
            provider.tokens.spend(sent);
            Ok(issue(provider, family, now))
        }
        _ => Err(Refusal::OAuth("unsupported_grant_type", "UnsupportedGrantType")),
    }
}

#[derive(Serialize)]
struct TokenResponse {
    access_token: String,
    refresh_token: String,
    token_type: &'static str,
    expires_in: u64,
    account_id: u64,
}

fn issue(provider: &Provider, family: Family, now: Duration) -> Response {
    let expires_in = provider.access_lifetime.load(Ordering::Relaxed);
    let response = TokenResponse {
        access_token: mint::uuid(),
        refresh_token: mint::uuid(),
        token_type: if provider.dpop.is_bound(family) { "DPoP" } else { "Bearer" },
        expires_in,
        account_id: ACCOUNT_ID,
    };
    let expires_at = now.saturating_add(Duration::from_secs(expires_in));
    provider.tokens.put_access(&response.access_token, family, expires_at);
    // No lifetime is documented for refresh tokens.
    let refresh = Refresh { family, scope: Vec::new(), expires_at: Duration::MAX };
    provider.tokens.put_refresh(&response.refresh_token, refresh);
    json(StatusCode::OK, &response)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    reason = "the documented members"
)]
struct Account {
    id: u64,
    email: &'static str,
    phone: &'static str,
    phone_country_code: &'static str,
    is_system_account: bool,
    is_support_account: bool,
    is_system_integration: bool,
    date_created: String,
    date_modified: String,
    date_last_authentication: String,
    registered: bool,
}

async fn accounts(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Response {
    let mut response = match may_ask(&provider, &headers) {
        Ok(()) => account(&provider),
        Err(challenge) => {
            let mut response = Refusal::Unauthenticated.into_response();
            if let Some(value) = challenge {
                response.headers_mut().insert("www-authenticate", value);
            }
            response
        }
    };
    provider.dpop.add_nonce(Server::Api, &mut response);
    response
}

/// Whether a token comes that works, with a proof of its key if it is bound to one; else the challenge that says why.
fn may_ask(provider: &Provider, headers: &HeaderMap) -> Result<(), Option<HeaderValue>> {
    // A token in X-Auth-Token is as good as none.
    let bound = with_scheme(headers, "DPoP");
    let token = bound.or_else(|| bearer(headers)).ok_or(None)?;
    let family = provider.tokens.family_of(token).ok_or(None)?;
    if !provider.tokens.accepts(token, provider.clock.now()) {
        return Err(None);
    }
    let asked = Asked {
        server: Server::Api,
        method: "GET",
        path: "/bold/v1/accounts",
        headers,
        access_token: bound,
    };
    let key = match bound {
        Some(_) => provider.dpop.key(&asked),
        None => Ok(None),
    };
    let checked = key.and_then(|key| provider.dpop.check(family, key.as_deref()));
    checked.map_err(|(error, description)| {
        let challenge = format!(r#"DPoP error="{error}", error_description="{description}""#);
        HeaderValue::from_str(&challenge).ok()
    })
}

fn account(provider: &Provider) -> Response {
    let account = Account {
        id: ACCOUNT_ID,
        email: "user@example.com",
        phone: PHONE_NUMBER,
        phone_country_code: "NL",
        is_system_account: false,
        is_support_account: false,
        is_system_integration: false,
        date_created: rfc3339(provider.created, 6),
        date_modified: rfc3339(provider.created, 6),
        date_last_authentication: rfc3339(*lock(&provider.last_login), 6),
        registered: true,
    };
    json_list_of(&account)
}
