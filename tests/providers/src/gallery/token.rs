//! The token endpoint: it compares the request, and replays a response.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::Gallery;
use super::table::{CODE, Pairs, REFRESH_TOKEN, Table, difference, name_of, pairs_of, value_of};
use crate::body::Form;
use crate::response::OAuthError;

pub(super) fn token(
    gallery: &Gallery,
    table: &Table<'_>,
    headers: &HeaderMap,
    query: &Form,
    body: &[u8],
) -> Response {
    let sent = [query.pairs(), &pairs_of(body)].concat();
    let recorded = |request: &str, value: &str| {
        let documented = table.params(request);
        let secret = value_of(&sent, name_of(&documented, value)?)?.to_owned();
        Some((documented, secret))
    };
    if let Some((documented, code)) = recorded("exchange", CODE) {
        let login = gallery.codes.take(&code, gallery.clock.now());
        let Some(login) = login.filter(|login| login.provider == table.name) else {
            return ended(table, "no such code");
        };
        let is_same = |documented: &str, sent: &str| match documented {
            CODE => true,
            "{verifier}" => {
                URL_SAFE_NO_PAD.encode(Sha256::digest(sent.as_bytes())) == login.challenge
            }
            value if value == table.redirect_uri() => sent == login.redirect_uri,
            value => value == sent,
        };
        return compared(table, "exchange", headers, &documented, &sent, is_same)
            .unwrap_or_else(|| replayed(table, login.row));
    }
    if let Some((documented, refresh_token)) = recorded("refresh", REFRESH_TOKEN) {
        if !table.has_refresh_token(&refresh_token) {
            return ended(table, "no such refresh token");
        }
        let is_same = |documented: &str, sent: &str| match documented {
            REFRESH_TOKEN => true,
            value if value == table.redirect_uri() => gallery.address_of(sent, table).is_some(),
            value => value == sent,
        };
        return compared(table, "refresh", headers, &documented, &sent, is_same)
            .unwrap_or_else(|| replayed(table, table.token_row()));
    }
    let text = "the file of this provider has no such request";
    OAuthError::bad("unsupported_grant_type", text).into_response()
}

/// The response to a request that is not the documented one.
fn compared(
    table: &Table<'_>,
    request: &str,
    headers: &HeaderMap,
    documented: &Pairs,
    sent: &Pairs,
    is_same: impl Fn(&str, &str) -> bool,
) -> Option<Response> {
    let header = table.headers(request).into_iter().find(|(name, value)| {
        let sent = headers.get(name).and_then(|sent| sent.to_str().ok());
        sent != Some(value)
    });
    let text = match header {
        Some((name, _)) => format!("the header {name} is not as documented"),
        None => difference(documented, sent, is_same)?,
    };
    let body = serde_json::json!({ "error": "invalid_request", "error_description": text });
    Some(crate::response::json(StatusCode::BAD_REQUEST, &body))
}

/// A code or a refresh token that is not known, as the provider reports it.
fn ended(table: &Table<'_>, text: &'static str) -> Response {
    match table.ending_row() {
        None => OAuthError::bad("invalid_grant", text).into_response(),
        row => replayed(table, row),
    }
}

fn replayed(table: &Table<'_>, row: Option<usize>) -> Response {
    let Some(row) = row.and_then(|row| table.rows().get(row)) else {
        let text = "the file of this provider has no token response";
        return OAuthError::bad("temporarily_unavailable", text).into_response();
    };
    let body = row["body"].as_str().unwrap_or_default().to_owned();
    let status = row["status"].as_u64().and_then(|status| u16::try_from(status).ok());
    let status = status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or_default();
    let is_json = body.trim_start().starts_with(['{', '[']);
    let content_type =
        if is_json { "application/json" } else { "application/x-www-form-urlencoded" };
    (status, [(CONTENT_TYPE, content_type), (CACHE_CONTROL, "no-store")], body).into_response()
}
