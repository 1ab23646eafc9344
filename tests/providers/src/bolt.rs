//! Bolt, the checkout: a code from a modal on the shop's page, exchanged with an API key.
//!
//! `POST /v1/oauth/token` (form). The modal cannot run here: `POST /simulator/code` is **the simulator's own stand-in**
//! for it, is in no document, and returns `{"code":"..."}` for the optional form parameter `scope` (default: all).
//!
//! No error is documented. The response to wrong keys is a 401 without a body, the rest in the standard's shape.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Serialize;

use crate::body::Form;
use crate::clock::Clock;
use crate::grants::{Codes, known_scopes};
use crate::jwt::{self, IdClaims};
use crate::mint;
use crate::response::{OAuthError, allow_any_origin, json};

/// The merchant's publishable key: the only client.
pub const CLIENT_ID: &str = "pk.simulator+shop/1";
/// The merchant's API key, sent as `client_secret` and as the header `X-API-Key`: visible ASCII, without a space.
pub const CLIENT_SECRET: &str = "sk.simulator+key/&=%~";
/// Every scope there is.
pub const SCOPES: [&str; 3] = ["bolt.account.manage", "bolt.account.view", "openid"];
/// The shopper, in `id_token`.
pub const SUBJECT: &str = "simulated-shopper";
/// Seconds from issue until a code expires; the document gives none.
pub const CODE_LIFETIME: u64 = 600;
/// Seconds from issue until an access token expires.
pub const ACCESS_LIFETIME: u64 = 3600;

#[derive(Debug)]
struct Provider {
    clock: Clock,
    issuer: String,
    codes: Codes<Vec<&'static str>>,
}

pub(crate) fn router(clock: Clock, base_url: &str) -> Router {
    let provider = Provider { clock, issuer: format!("{base_url}/bolt"), codes: Codes::default() };
    Router::new()
        .route("/v1/oauth/token", post(token))
        .route("/simulator/code", post(modal))
        .with_state(Arc::new(provider))
        .layer(from_fn(allow_any_origin))
}

async fn modal(State(provider): State<Arc<Provider>>, body: Bytes) -> Response {
    let form = Form::parse(&body);
    let Some(scope) =
        form.get("scope").map_or(Some(SCOPES.to_vec()), |asked| known_scopes(asked, &SCOPES))
    else {
        return OAuthError::bad("invalid_scope", "unknown scope").into_response();
    };
    let code = mint::base64url::<24>();
    provider.codes.put(&code, scope, provider.clock.now() + Duration::from_secs(CODE_LIFETIME));
    json(StatusCode::OK, &serde_json::json!({ "code": code }))
}

#[derive(Serialize)]
struct TokenResponse {
    access_token: String,
    expires_in: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    refresh_token: String,
    refresh_token_scope: &'static str,
    scope: String,
    token_type: &'static str,
}

async fn token(State(provider): State<Arc<Provider>>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if header("x-api-key") != Some(CLIENT_SECRET)
        || header("x-publishable-key").is_some_and(|id| id != CLIENT_ID)
    {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    exchange(&provider, &headers, &body).unwrap_or_else(IntoResponse::into_response)
}

fn exchange(provider: &Provider, headers: &HeaderMap, body: &[u8]) -> Result<Response, OAuthError> {
    let form = Form::read(headers, body)
        .map_err(|error| OAuthError::bad("invalid_request", error.describe()))?;
    let required =
        |name| form.get(name).ok_or(OAuthError::missing("a required parameter is missing"));
    if required("grant_type")? != "authorization_code" {
        // A refresh token is handed out, but the document has no grant for it.
        return Err(OAuthError::bad("unsupported_grant_type", "only authorization_code"));
    }
    if [required("client_id")?, required("client_secret")?] != [CLIENT_ID, CLIENT_SECRET] {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    }
    let (code, asked) = (required("code")?, required("scope")?);
    let asked =
        known_scopes(asked, &SCOPES).ok_or(OAuthError::bad("invalid_scope", "unknown scope"))?;
    let now = provider.clock.now();
    let consented =
        provider.codes.take(code, now).ok_or(OAuthError::bad("invalid_grant", "no such code"))?;
    let granted: Vec<_> = asked.into_iter().filter(|scope| consented.contains(scope)).collect();
    if granted.is_empty() {
        return Err(OAuthError::bad("invalid_scope", "the code was issued for another scope"));
    }

    let access_token = mint::base64url::<32>();
    let id_token = granted.contains(&"openid").then(|| {
        let claims = IdClaims {
            iss: &provider.issuer,
            sub: SUBJECT,
            aud: CLIENT_ID,
            exp: now.as_secs() + ACCESS_LIFETIME,
            iat: now.as_secs(),
            nonce: None,
            at_hash: jwt::at_hash(&access_token),
        };
        jwt::unsigned("JWT", &claims)
    });
    Ok(json(
        StatusCode::OK,
        &TokenResponse {
            access_token,
            expires_in: ACCESS_LIFETIME,
            id_token,
            refresh_token: mint::base64url::<32>(),
            refresh_token_scope: "bolt.account.view",
            scope: printed_scope(&granted),
            token_type: "bearer",
        },
    ))
}

/// The document's example asks for `bolt.account.manage openid` and receives `bolt.account.manage`, with an ID
/// token; its table lists `openid` among the values all the same. Both hold if it is named only where it is alone.
fn printed_scope(granted: &[&'static str]) -> String {
    let named: Vec<_> = granted.iter().copied().filter(|scope| *scope != "openid").collect();
    if named.is_empty() { "openid".into() } else { named.join(" ") }
}
