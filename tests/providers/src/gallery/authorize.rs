//! The authorization endpoint: it compares the request, asks what to respond, and redirects.

use std::fmt::Write as _;
use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::table::{Table, difference, name_of, value_of};
use super::{CODE_LIFETIME, Gallery, Login};
use crate::body::Form;
use crate::consent::{self, escaped};
use crate::mint;

pub(super) fn authorize(gallery: &Gallery, table: &Table<'_>, query: &Form) -> Response {
    let documented = table.params("login");
    let (answers, sent): (Vec<_>, Vec<_>) =
        query.pairs().iter().cloned().partition(|(name, _)| name == consent::ANSWER);
    let sent_for = |value: &str| value_of(&sent, name_of(&documented, value)?);
    let redirect_uri = sent_for(table.redirect_uri()).unwrap_or_default();
    // RFC 6749, section 4.1.2.1: no redirect to an address that is not registered.
    let Some(address) = gallery.address_of(redirect_uri, table) else {
        return refused(table, "the redirect_uri is not registered");
    };
    let is_same = |documented: &str, sent: &str| match documented {
        "{state}" | "{challenge}" => !sent.is_empty(),
        value if value == table.redirect_uri() => true,
        value => value == sent,
    };
    if let Some(difference) = difference(&documented, &sent, is_same) {
        return refused(table, &difference);
    }
    let answer = answers.first().map(|(_, answer)| answer.as_str());
    if answer.is_none() && gallery.asks.load(std::sync::atomic::Ordering::Relaxed) {
        let who = format!("Simulator of {}", table.host());
        let about = format!("This is a simulator on your machine. It is not {}.", table.host());
        let scopes = table.scope().split_ascii_whitespace();
        return consent::page(query, &who, &about, scopes, &others(table));
    }
    let mut back = form_urlencoded::Serializer::new(String::new());
    if answer == Some(consent::DENY) {
        back.append_pair("error", "access_denied");
    } else {
        let row = answer.and_then(|answer| answer.parse().ok()).or(table.token_row());
        let code = mint::hex();
        let login = Login {
            provider: table.name.into(),
            redirect_uri: redirect_uri.into(),
            challenge: sent_for("{challenge}").unwrap_or_default().into(),
            row: row.filter(|row| *row < table.rows().len()),
        };
        let expires_at = gallery.clock.now() + Duration::from_secs(CODE_LIFETIME);
        gallery.codes.put(&code, login, expires_at);
        back.append_pair("code", &code);
    }
    if let Some(state) = sent_for("{state}") {
        back.append_pair("state", state);
    }
    let separator = if address.contains('?') { '&' } else { '?' };
    (StatusCode::FOUND, [(LOCATION, format!("{address}{separator}{}", back.finish()))])
        .into_response()
}

fn refused(table: &Table<'_>, difference: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"en\"><title>Simulator of {0}: refused</title>\
         <h1>Not the documented request</h1><p>The simulator of {0} refuses it: {1}.",
        escaped(table.host()),
        escaped(difference)
    );
    (StatusCode::BAD_REQUEST, consent::html(page)).into_response()
}

/// A button for each other response of the token endpoint, so that a user can choose one.
fn others(table: &Table<'_>) -> String {
    let mut buttons = String::new();
    for (index, row) in table.rows().iter().enumerate() {
        let is_of_device = row["device"].is_object() || row["polled"].is_string();
        if is_of_device || Some(index) == table.token_row() {
            continue;
        }
        let source = if row["documented"] == true { "documented" } else { "reported" };
        let _ = write!(
            buttons,
            r#"<button class="other" name="{}" value="{index}">{} {}<span>{source}</span></button>"#,
            consent::ANSWER,
            row["status"],
            escaped(&told(row)),
        );
    }
    if buttons.is_empty() {
        return buttons;
    }
    format!("<h2>Or let the token endpoint respond</h2>{buttons}")
}

/// A response in a few words.
fn told(row: &Value) -> String {
    if row["token"].is_object() {
        let refresh = if row["token"]["refresh_token"].is_string() { "with" } else { "without" };
        return format!("a token {refresh} a refresh token");
    }
    let error = &row["error"];
    let text = |name: &str| error[name].as_str().filter(|text| !text.is_empty());
    let parts = ["error", "error_number", "error_description"].map(text);
    parts.into_iter().flatten().collect::<Vec<_>>().join(": ")
}
