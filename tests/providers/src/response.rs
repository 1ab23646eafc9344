//! What providers send back: JSON, RFC 6749 errors, and leave for browsers to read them.

use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_TYPE, PRAGMA,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A compact JSON response that must not be cached (RFC 6749 section 5.1).
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    // Responses are plain structs of strings and numbers, which always serialize.
    let body = serde_json::to_vec(value).expect("responses are plain data");
    let headers =
        [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];
    (status, headers, body).into_response()
}

/// An error response in the standard's shape (RFC 6749 section 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OAuthError {
    pub(crate) status: StatusCode,
    pub(crate) error: &'static str,
    pub(crate) description: &'static str,
}

impl OAuthError {
    /// Status 400.
    pub(crate) const fn bad(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description }
    }

    /// A required parameter that is not there.
    pub(crate) const fn missing(description: &'static str) -> Self {
        Self::bad("invalid_request", description)
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        json(
            self.status,
            &serde_json::json!({ "error": self.error, "error_description": self.description }),
        )
    }
}

/// Lets pages of any origin call a provider, as a browser demo does: responds to preflights, adds headers to responses.
///
/// No document but Bold's speaks of CORS; Bold brings its own headers.
pub(crate) async fn allow_any_origin(request: Request, next: Next) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        let allowed = [
            (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS"),
            (
                ACCESS_CONTROL_ALLOW_HEADERS,
                // `*` does not cover `Authorization` (Fetch, section 4.9).
                "authorization, content-type, *",
            ),
        ];
        (StatusCode::NO_CONTENT, allowed).into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    // Without these a page cannot tell a server's clock from its own, nor why an API rejected a token.
    let exposed = HeaderValue::from_static("date, www-authenticate");
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    response
}
