//! What a page needs beside the document: the user's login in the browser (a cookie), its end, and revocation.
//!
//! The document shows none of it. It is made up after OpenID Connect Core 1.0 (`prompt=none`), RP-Initiated Logout 1.0
//! and RFC 7009, at the paths that the service's kind of server usually has.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::token::authenticate;
use super::{CLIENT_ID, IMPLICIT_CLIENT_ID, Provider};
use crate::body::Form;
use crate::consent;
use crate::grants::lock;
use crate::mint;
use crate::response::OAuthError;

const COOKIE_NAME: &str = "simulated_login";

/// Whether the request comes from a browser in which the user is logged in.
pub(super) fn is_logged_in(provider: &Provider, headers: &HeaderMap) -> bool {
    login_in(headers).is_some_and(|login| lock(&provider.logins).contains(login))
}

fn login_in(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('='))
}

/// Logs the user in in the browser that gets this response. The cookie is not sent to frames of other sites.
pub(super) fn log_in(provider: &Provider, response: &mut Response) {
    let login = mint::hex();
    set_cookie(response, &login, "");
    lock(&provider.logins).insert(login);
}

fn set_cookie(response: &mut Response, value: &str, more: &str) {
    let cookie = format!("{COOKIE_NAME}={value}; Path=/boldsign; HttpOnly; SameSite=Lax{more}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

/// RP-Initiated Logout 1.0, section 2. `id_token_hint` is not verified: no key signed it.
pub(super) async fn end_session(
    State(provider): State<Arc<Provider>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let query = query.unwrap_or_default();
    let sent = if body.is_empty() { query.as_bytes() } else { &body };
    let form = Form::parse(sent);
    if provider.asks() && form.get(consent::ANSWER).is_none() {
        return consent::logout_page(&form, "BoldSign");
    }
    if let Some(login) = login_in(&headers) {
        lock(&provider.logins).remove(login);
    }
    let is_client =
        form.only("client_id").is_some_and(|id| [CLIENT_ID, IMPLICIT_CLIENT_ID].contains(&id));
    let back = form
        .only("post_logout_redirect_uri")
        .filter(|uri| is_client && provider.is_registered(uri));
    let mut response = match back {
        Some(uri) => {
            let mut back = form_urlencoded::Serializer::new(String::new());
            back.extend_pairs(form.only("state").map(|state| ("state", state)));
            let separator = if uri.contains('?') { '&' } else { '?' };
            (StatusCode::SEE_OTHER, [(LOCATION, format!("{uri}{separator}{}", back.finish()))])
                .into_response()
        }
        None => {
            consent::html("<!doctype html><title>Logged out</title><p>You are logged out.".into())
        }
    };
    set_cookie(&mut response, "", "; Max-Age=0");
    response
}

/// RFC 7009: every token of the login is revoked. A token that is not known is success too (section 2.2).
pub(super) async fn revoke(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let revoked = || {
        let form = Form::read(&headers, &body)
            .map_err(|error| OAuthError::bad("invalid_request", error.describe()))?;
        // The implicit client has no secret.
        let is_public = form.get("client_id") == Some(IMPLICIT_CLIENT_ID);
        if !is_public || form.get("client_secret").is_some() {
            authenticate(&headers, &form)?;
        }
        let token = form.get("token").ok_or(OAuthError::missing("token is missing"))?;
        if let Some(family) = provider.tokens.family_of(token) {
            provider.tokens.revoke(family);
        }
        Ok(StatusCode::OK)
    };
    revoked().map_or_else(|error: OAuthError| error.into_response(), IntoResponse::into_response)
}
