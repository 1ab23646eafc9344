//! One job by another library, for `cargo xtask bench rust` to count its instructions beside those of
//! `tests/linear`.

#[path = "../linear/sample.rs"]
mod sample;

use std::borrow::Cow;
use std::convert::Infallible;
use std::hint::black_box;
use std::process::ExitCode;

use oauth2::basic::BasicClient;
use oauth2::http::Response;
use oauth2::{ClientId, ClientSecret, HttpRequest, HttpResponse, RefreshToken, TokenUrl};
use sample::{REFRESH_TOKEN, RESPONSE};
use serde::Deserialize;

/// The members of a token response, borrowed where they have no escape.
#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow)]
    access_token: Cow<'a, str>,
    #[serde(borrow)]
    refresh_token: Option<Cow<'a, str>>,
    #[serde(borrow)]
    token_type: Cow<'a, str>,
    expires_in: Option<u32>,
}

fn main() -> ExitCode {
    let job = std::env::args().nth(1).unwrap_or_default();
    let done = match job.as_str() {
        "serde_json" => borrowing_measured(RESPONSE.as_bytes()),
        "serde_json_value" => value_measured(RESPONSE.as_bytes()),
        "oauth2" => oauth2(),
        _ => {
            eprintln!("this is for `cargo xtask bench rust`");
            return ExitCode::FAILURE;
        }
    };
    if done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A response into a struct: no rule of tokens but the types of the members.
#[inline(never)]
fn borrowing_measured(body: &[u8]) -> bool {
    let token: Result<Members<'_>, _> = serde_json::from_slice(body);
    black_box(token).is_ok_and(|token| {
        token.token_type.eq_ignore_ascii_case("bearer")
            && !token.access_token.is_empty()
            && token.refresh_token.is_some()
            && token.expires_in.is_some()
    })
}

/// A response into a tree.
#[inline(never)]
fn value_measured(body: &[u8]) -> bool {
    let token: Result<serde_json::Value, _> = serde_json::from_slice(body);
    black_box(token).is_ok_and(|token| token["access_token"].is_string())
}

/// A refresh request and its response, by a client that was prepared.
fn oauth2() -> bool {
    let Ok(token_url) = TokenUrl::new("https://as.example/oauth2/token".to_owned()) else {
        return false;
    };
    let client = BasicClient::new(ClientId::new("596f0268".to_owned()))
        .set_client_secret(ClientSecret::new("s3cret".to_owned()))
        .set_token_uri(token_url);
    let refresh_token = RefreshToken::new(REFRESH_TOKEN.to_owned());
    // The HTTP client's part: in the count it is one response that is moved.
    let response = Response::builder()
        .header("Content-Type", "application/json")
        .body(RESPONSE.as_bytes().to_vec());
    let Ok(response) = response else { return false };
    let response = std::cell::Cell::new(Some(response));
    let send = |request: HttpRequest| -> Result<HttpResponse, Infallible> {
        black_box(request);
        Ok(response.take().unwrap_or_default())
    };
    refresh_measured(&|| {
        black_box(client.exchange_refresh_token(&refresh_token).request(&send)).is_ok()
    })
}

#[inline(never)]
fn refresh_measured(work: &dyn Fn() -> bool) -> bool {
    work()
}
