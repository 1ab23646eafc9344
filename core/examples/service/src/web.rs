//! What both services need of the web: cookies, problems, clocks. Nothing here knows OAuth.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};

/// What the user sees instead of a page.
pub(crate) struct Problem(pub(crate) StatusCode, pub(crate) &'static str);

pub(crate) const LOG_IN: Problem = Problem(StatusCode::UNAUTHORIZED, "Log in at /login.\n");
pub(crate) const DENIED: Problem = Problem(StatusCode::FORBIDDEN, "You were not logged in.\n");
pub(crate) const TRY_LATER: Problem =
    Problem(StatusCode::SERVICE_UNAVAILABLE, "The provider does not respond. Try again later.\n");

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}

/// Any other error is for the log, not for the user.
impl<E: std::error::Error> From<E> for Problem {
    fn from(error: E) -> Self {
        eprintln!("{error}");
        Self(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong.\n")
    }
}

/// An HTTP client for requests that carry secrets.
pub(crate) fn http_client() -> reqwest::Result<reqwest::Client> {
    let no_redirect = reqwest::redirect::Policy::none();
    reqwest::Client::builder().redirect(no_redirect).timeout(Duration::from_secs(8)).build()
}

/// Milliseconds since 1970.
pub(crate) fn now() -> u64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
}

/// The value of a new cookie, which nobody guesses.
pub(crate) fn new_cookie() -> Result<String, getrandom::Error> {
    Ok(format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?))
}

pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get(COOKIE)?.to_str().ok()?.split("; ");
    cookies.filter_map(|cookie| cookie.split_once('=')).find(|(n, _)| *n == name).map(|(_, v)| v)
}

/// Sets a cookie and goes on elsewhere. A service that has https adds `Secure`.
pub(crate) fn go(name: &str, value: &str, to: &str) -> Response {
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax");
    let headers: [(HeaderName, &str); 2] = [(SET_COOKIE, &cookie), (LOCATION, to)];
    (StatusCode::SEE_OTHER, headers).into_response()
}
