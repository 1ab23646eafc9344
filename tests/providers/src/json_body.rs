//! A provider of client credentials that reads JSON and knows no `grant_type`.
//!
//! `POST /v1/oauth/token` with `client_id` and `client_secret`, or `clientId` and `clientSecret`: the document leaves
//! the names open. The ids [`OUTSIDE_HOURS`], [`BROKEN`] and [`EMPTY`] choose a response, whatever the secret.

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::post;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::body::is_content_type;
use crate::mint;
use crate::response::{allow_any_origin, json};

/// The only client.
pub const CLIENT_ID: &str = "json-body-client";
/// Its secret; JSON must escape some of it.
pub const CLIENT_SECRET: &str = r#"p"q\r/s+t&u=v%w x"#;
/// A client id whose response is 503, as on a Sunday.
pub const OUTSIDE_HOURS: &str = "outside-hours";
/// A client id whose response is 500.
pub const BROKEN: &str = "broken";
/// A client id whose response is 200 with `{}`, which is all that the document's schema promises.
pub const EMPTY: &str = "empty";
/// Seconds from issue until an access token expires.
pub const ACCESS_LIFETIME: u64 = 3600;

pub(crate) fn router() -> Router {
    Router::new().route("/v1/oauth/token", post(token)).layer(from_fn(allow_any_origin))
}

#[derive(Deserialize)]
struct Credentials {
    #[serde(alias = "clientId")]
    client_id: Option<String>,
    #[serde(alias = "clientSecret")]
    client_secret: Option<String>,
    grant_type: Option<Value>,
}

/// The document gives `{}` as the shape of a success. These are the standard's members.
#[derive(Serialize)]
struct TokenResponse {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
}

#[derive(Serialize)]
struct Failure {
    #[serde(rename = "errorId")]
    error_id: String,
    code: &'static str,
    text: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter_name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter_value: Option<Value>,
}

async fn token(headers: HeaderMap, body: Bytes) -> Response {
    if !is_content_type(&headers, "application/json") {
        return conflict("UNSUPPORTED_CONTENT", "The body is not application/json.", None);
    }
    let Ok(sent) = serde_json::from_slice::<Credentials>(&body) else {
        return conflict("INVALID_BODY", "The body is not the expected object.", None);
    };
    if let Some(value) = sent.grant_type {
        // Not documented: this catches a client that sends what the document does not ask for.
        return conflict(
            "UNEXPECTED_PARAMETER",
            "There is no such parameter.",
            Some(("grant_type", value)),
        );
    }
    let Some(client_id) = sent.client_id else {
        return conflict(
            "MISSING_PARAMETER",
            "A parameter is missing.",
            Some(("client_id", Value::Null)),
        );
    };
    match client_id.as_str() {
        OUTSIDE_HOURS => {
            return failure(
                StatusCode::SERVICE_UNAVAILABLE,
                "NON_WORKING_HOURS",
                "Try again later.",
                None,
            );
        }
        BROKEN => {
            return failure(
                StatusCode::INTERNAL_SERVER_ERROR,
                "INTERNAL_ERROR",
                "Something broke.",
                None,
            );
        }
        EMPTY => return json(StatusCode::OK, &serde_json::json!({})),
        _ => {}
    }
    let Some(client_secret) = sent.client_secret else {
        return conflict(
            "MISSING_PARAMETER",
            "A parameter is missing.",
            Some(("client_secret", Value::Null)),
        );
    };
    if [client_id.as_str(), client_secret.as_str()] != [CLIENT_ID, CLIENT_SECRET] {
        // Whichever half is wrong, the id is the one named: a response must not repeat a secret.
        let named = ("client_id", Value::String(client_id));
        return conflict(
            "INVALID_CREDENTIALS",
            "The client is not known by these credentials.",
            Some(named),
        );
    }
    let access_token = mint::base64url::<32>();
    json(
        StatusCode::OK,
        &TokenResponse { access_token, token_type: "Bearer", expires_in: ACCESS_LIFETIME },
    )
}

/// 409 is the only status documented for what a client did wrong.
fn conflict(
    code: &'static str,
    text: &'static str,
    parameter: Option<(&'static str, Value)>,
) -> Response {
    failure(StatusCode::CONFLICT, code, text, parameter)
}

/// The shape is documented; the values of `code` and `text` are the simulator's.
fn failure(
    status: StatusCode,
    code: &'static str,
    text: &'static str,
    parameter: Option<(&'static str, Value)>,
) -> Response {
    let (parameter_name, parameter_value) = parameter.unzip();
    json(status, &Failure { error_id: mint::uuid(), code, text, parameter_name, parameter_value })
}
