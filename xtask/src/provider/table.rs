//! How a profile differs from RFC 6749: its settings, what it sends, and what its errors mean.

use std::fmt::Write;

use grantlet::{Profile, ServerError};

use super::explain::meaning;
use super::sample::{self, Entry, Sample};
use super::settings::{Named, listed};
use super::{requests, settings};

/// What each setting does, by its name.
pub(super) const MEANINGS: &[(&str, &str)] = &[
    ("authorization_endpoint", "where a login starts"),
    ("token_endpoint", "where tokens are issued"),
    ("revocation_endpoint", "where tokens are revoked"),
    ("device_authorization_endpoint", "where the login of a device starts"),
    ("request_body", "how a token request is written, instead of a form"),
    ("client_auth", "where a client's secret is, instead of Basic"),
    ("dangerously_send_in_query", "a token request is a GET, its secrets in the URL"),
    ("grant_types", "a grant's value, and the provider's value for it"),
    ("send_grant_type", "whether a token request has its grant_type"),
    ("pkce", "whether a login uses PKCE"),
    ("bearer_by_default", "a response without token_type is Bearer"),
    ("allow_loopback", "plain http is allowed on this machine"),
    ("scope_separator", "what is between the words of a scope"),
    ("request_scope_separator", "what is between the words of a scope in requests"),
    ("refresh_endpoint", "where refreshes go"),
    ("refresh_by_access_token", "an access token is sent to get the next one"),
    ("opaque_redirect_uri", "a redirect_uri may be a name of the registered URL"),
    ("form_response", "a token response is a form, or JSON where it starts with a brace"),
    ("headers", "further header fields: the client's id or secret, or a text"),
    ("rename", "a parameter's name, and the provider's name for it"),
    ("order", "parameters that come first"),
    ("envelope", "the member that wraps the response"),
    ("response_names", "a member's name, and the provider's name or path for it"),
    ("errors", "members of an error: code, description, number"),
    ("expires_at", "the member that has the moment of expiry, and its format"),
    ("refresh_token_expires_in", "the member that has the refresh token's lifetime"),
    ("zero_lifetime_is_unknown", "an expires_in of 0 is unknown"),
    ("ends_on", "errors that end the grant"),
    ("retry_on", "errors that decide nothing"),
    ("token_types", "types of token besides Bearer"),
    ("extra", "further members that are read"),
    ("servers", "the callback's parameter for a server, and those that are allowed"),
];

/// What a setting does.
pub(super) fn meaning_of(name: &str) -> &'static str {
    MEANINGS.iter().find(|(other, _)| *other == name).map_or("", |(_, meaning)| meaning)
}

/// The whole account of a profile.
pub(super) fn of(named: &Named) -> String {
    let Named { name, profile } = named;
    let mut text = format!("{name}\n\nDiffers from RFC 6749 in\n");
    write_settings(profile, &mut text);
    requests::write_login(profile, &mut text);
    requests::write_tokens(profile, &mut text);
    write_errors(profile, &mut text);
    text
}

/// One line a setting, or one for each part of a long value.
fn write_settings(profile: &Profile<'_>, text: &mut String) {
    let settings = listed(profile);
    if settings.is_empty() {
        *text += "  nothing\n";
    }
    let width = settings.iter().map(|setting| setting.name.len()).max().unwrap_or(0);
    for settings::Listed { name, text: value } in &settings {
        let meaning = meaning_of(name);
        let mut lines = value.split('\n');
        let first = lines.next().unwrap_or_default();
        let _ = writeln!(text, "  {name:width$}  {first}");
        for line in lines {
            let _ = writeln!(text, "  {:width$}  {line}", "");
        }
        let _ = writeln!(text, "  {:width$}    {meaning}", "");
    }
}

/// Whether an error is of a kind.
type IsIt = fn(&ServerError) -> bool;

/// Errors as the provider would write them: a status, a body, and what the profile makes of it. Entries of its
/// lists that no error is are written to `unreadable`.
pub(super) fn errors(
    profile: &Profile<'_>,
    unreadable: &mut String,
) -> Vec<(u16, String, &'static str)> {
    let mut rows: Vec<Sample> = Vec::new();
    let lists: [(&str, IsIt); 2] =
        [("ends_on", ServerError::ends_grant), ("retry_on", ServerError::retries)];
    for (setting, is_it) in lists {
        for entry in sample::entries(profile, setting) {
            match sample::of(profile, &entry, is_it) {
                Some(sample) => rows.push(sample),
                None => {
                    let _ = writeln!(
                        unreadable,
                        "  {setting} lists `{}`, which no error that this profile can read is",
                        entry.error
                    );
                }
            }
        }
    }
    let other = Entry { error: "90001".into(), description: "any other".into() };
    rows.extend(sample::of(profile, &other, |_| true));
    rows.push((400, r#"{"error":"invalid_grant"}"#.into()));
    rows.push((503, String::new()));
    rows.into_iter()
        .map(|(status, body)| {
            let mut read = body.clone().into_bytes();
            let meaning = match profile.token(status, &mut read) {
                Ok(_) => "a token",
                Err(error) => meaning(&error),
            };
            (status, body, meaning)
        })
        .collect()
}

fn write_errors(profile: &Profile<'_>, text: &mut String) {
    *text += "\nErrors, by status and body\n";
    for (status, body, meaning) in errors(profile, text) {
        let body = if body.is_empty() { "(no body)" } else { &body };
        let _ = writeln!(text, "  {status} {body}\n    {meaning}");
    }
}
