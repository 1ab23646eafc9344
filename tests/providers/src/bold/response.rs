//! How Bold prints its responses, and the two shapes of its failures.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Documented, 400: the password grant is no more.
    OldAppVersion,
    /// 400 in the documented shape; this code and text are the simulator's.
    Malformed,
    /// Documented, 401: wrong credentials, or no token that works.
    Unauthenticated,
    /// Documented, 400, for a code sent twice. It is the only documented failure of a grant: so unknown and expired
    /// codes, and refresh tokens that do not work, have it too.
    Spent,
    /// Any other `error` and `error_description`, in the same shape. None of them is documented.
    OAuth(&'static str, &'static str),
}

/// The shape of failures outside OAuth.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    error_message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<&'static str>,
}

/// The shape of failures of the token endpoint.
#[derive(Serialize)]
struct OAuthFailure {
    error: &'static str,
    error_description: &'static str,
    message: &'static str,
    #[serde(rename = "errorMessage")]
    error_message: &'static str,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let failure = |status, text, code| {
            json(status, &Failure { message: text, code, error_message: text, error_code: code })
        };
        match self {
            Self::OldAppVersion => {
                let text = "This functionality is not supported. Please update the app to the latest version.";
                failure(StatusCode::BAD_REQUEST, text, Some("OldAppVersion"))
            }
            Self::Malformed => failure(
                StatusCode::BAD_REQUEST,
                "A member is missing or is not a string.",
                Some("InvalidRequest"),
            ),
            Self::Unauthenticated => {
                let text = "Authentication is possible but has failed or not yet been provided.";
                failure(StatusCode::UNAUTHORIZED, text, None)
            }
            Self::Spent => Self::OAuth("invalid_request", "InvalidGrantCode").into_response(),
            Self::OAuth(error, error_description) => {
                let status = if error == "invalid_client" {
                    StatusCode::UNAUTHORIZED
                } else {
                    StatusCode::BAD_REQUEST
                };
                let (message, error_message) = ("OAuth failure", "OAuth failure");
                json(status, &OAuthFailure { error, error_description, message, error_message })
            }
        }
    }
}

pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    as_json(status, printed(value))
}

/// An array of one, with the brackets where the document prints them.
pub(super) fn json_list_of(value: &impl Serialize) -> Response {
    as_json(StatusCode::OK, format!("[{}\n]", printed(value)))
}

fn as_json(status: StatusCode, body: String) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

/// One member on each line and no indent, as the document prints its responses.
fn printed(value: &impl Serialize) -> String {
    let mut out = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"");
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, formatter);
    // Responses are plain structs of strings and numbers, which always serialize, to UTF-8.
    value.serialize(&mut serializer).expect("responses are plain data");
    String::from_utf8(out).expect("serde_json writes UTF-8")
}
