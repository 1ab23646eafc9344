//! A provider of client credentials that wraps its responses in `data` and knows no `grant_type`.
//!
//! `POST /v1/auth/token` (form). The ids [`AS_STRING`], [`BROKEN`] and [`FORBIDDEN`] choose a response.

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::post;
use serde::Serialize;

use crate::body::Form;
use crate::mint;
use crate::response::{allow_any_origin, json};

/// The only client.
pub const CLIENT_ID: &str = "data-envelope-client";
/// Its secret; a form must encode most of it.
pub const CLIENT_SECRET: &str = "e+n/v=&% :~";
/// With the right secret: `data` is a string that holds the object, as the document's "json-string" can be read.
pub const AS_STRING: &str = "as-string";
/// A client id whose response is 500, whatever the secret.
pub const BROKEN: &str = "broken";
/// A client id whose response is 403, whatever the secret, with `error` as a string.
pub const FORBIDDEN: &str = "forbidden";
/// Seconds from issue until an access token expires.
pub const ACCESS_LIFETIME: u64 = 3600;

pub(crate) fn router() -> Router {
    Router::new()
        .route("/v1/auth/token", post(token))
        .fallback(async || {
            // The document gives no code for 404.
            failure(StatusCode::NOT_FOUND, "404000", "not_found", "No such resource")
        })
        .layer(from_fn(allow_any_origin))
}

#[derive(Serialize)]
struct Envelope<T> {
    data: T,
}

#[derive(Serialize)]
struct TokenResponse {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
}

async fn token(headers: HeaderMap, body: Bytes) -> Response {
    let Ok(form) = Form::read(&headers, &body) else {
        return bad_request();
    };
    match form.get("client_id") {
        Some(BROKEN) => {
            let text = "Api Error, please contact customer service";
            return failure(StatusCode::INTERNAL_SERVER_ERROR, "500999", "API_ERROR", text);
        }
        Some(FORBIDDEN) => {
            return json(StatusCode::FORBIDDEN, &serde_json::json!({ "error": "Forbidden" }));
        }
        _ => {}
    }
    let (Some(client_id), Some(client_secret)) = (form.get("client_id"), form.get("client_secret"))
    else {
        return bad_request();
    };
    if form.get("grant_type").is_some() {
        // Not documented: this catches a client that sends what the document does not ask for.
        return bad_request();
    }
    if ![CLIENT_ID, AS_STRING].contains(&client_id) || client_secret != CLIENT_SECRET {
        let text = "Invalid client_id, client_secret, or session_key";
        return failure(StatusCode::UNAUTHORIZED, "401021", "invalid_client", text);
    }
    let access_token = format!("sk-{}", mint::hex());
    let data = TokenResponse { access_token, token_type: "Bearer", expires_in: ACCESS_LIFETIME };
    if client_id == AS_STRING {
        // Plain strings and a number, which always serialize.
        let data = serde_json::to_string(&data).expect("responses are plain data");
        return json(StatusCode::OK, &Envelope { data });
    }
    json(StatusCode::OK, &Envelope { data })
}

fn bad_request() -> Response {
    failure(StatusCode::BAD_REQUEST, "400013", "invalid_request", "Missing or invalid parameters")
}

#[derive(Serialize)]
struct Failure {
    error: FailureObject,
}

#[derive(Serialize)]
struct FailureObject {
    code: &'static str,
    code_reason: &'static str,
    message: &'static str,
}

fn failure(
    status: StatusCode,
    code: &'static str,
    code_reason: &'static str,
    message: &'static str,
) -> Response {
    json(status, &Failure { error: FailureObject { code, code_reason, message } })
}
