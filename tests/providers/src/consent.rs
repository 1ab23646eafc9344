//! The page on which a user allows or denies, for browsers. No document shows more of it than its two buttons.

use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::body::Form;

/// The parameter that the page adds to the request that it was shown for. A real server would not take it from just
/// anybody: here there is no session that could be ridden.
pub(crate) const ANSWER: &str = "simulator_answer";
/// Its value where the user allows.
pub(crate) const ALLOW: &str = "allow";
/// Its value where the user denies.
pub(crate) const DENY: &str = "deny";

const STYLE: &str = "\
:root{color-scheme:light dark;--paper:#fbfaf8;--card:#fff;--ink:#1c1b19;--soft:#5e5b55;--line:#dedad2;--accent:#0b6b57;--on:#fff}\
@media(prefers-color-scheme:dark){:root{--paper:#141514;--card:#1c1e1d;--ink:#ecebe7;--soft:#a5a39c;--line:#34362f;--accent:#63d2b4;--on:#0c1a16}}\
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif}\
main{box-sizing:border-box;width:min(26rem,calc(100vw - 2rem));margin:1rem 0;padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:14px}\
p{margin:0 0 1rem;color:var(--soft);overflow-wrap:anywhere}h1{margin:0 0 .75rem;font-size:1.35rem;line-height:1.3;font-weight:600}\
h2{margin:0;font-size:.9375rem}\
ul{margin:0 0 1.5rem;padding:0;list-style:none;border-top:1px solid var(--line)}li{padding:.5rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere;font-family:ui-monospace,monospace;font-size:.875rem}\
form{display:flex;flex-wrap:wrap;gap:.75rem}button{flex:1;min-height:2.75rem;border:1px solid var(--accent);border-radius:9px;font:inherit;font-weight:600;cursor:pointer;background:var(--accent);color:var(--on)}\
button+button{background:none;color:var(--accent)}button:focus-visible{outline:3px solid var(--accent);outline-offset:3px}\
h2,.other{flex:0 0 100%}h2{margin-top:1rem}button.other{display:grid;gap:.1rem;padding:.55rem .9rem;border-color:var(--line);background:none;color:var(--ink);text-align:left;font-size:.875rem;font-weight:600;overflow-wrap:anywhere}\
button.other:hover{border-color:var(--accent)}.other span{font-weight:400;color:var(--soft)}\
small{display:block;margin-top:1.5rem;color:var(--soft);overflow-wrap:anywhere}";

/// Asks whether the client may have what it asks for. `who` is shown and is the title; `scopes` are listed; `more` is
/// HTML below the two buttons.
pub(crate) fn page(
    query: &Form,
    who: &str,
    about: &str,
    scopes: impl Iterator<Item = impl AsRef<str>>,
    more: &str,
) -> Response {
    let (who, about) = (escaped(who), escaped(about));
    let mut listed = String::new();
    for scope in scopes {
        listed.extend(["<li>", &escaped(scope.as_ref()), "</li>"]);
    }
    if !listed.is_empty() {
        listed = format!("<p>It asks for</p><ul>{listed}</ul>");
    }
    let hidden = hidden(query);
    let page = format!(
        r#"<!doctype html><html lang="en"><meta charset="utf-8"><title>{who}: allow?</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style>
<main><p>{about}</p><h1>Allow this app to act for you?</h1>
{listed}
<form method="get">{hidden}
<button name="{ANSWER}" value="{ALLOW}">Allow</button><button name="{ANSWER}" value="{DENY}">Deny</button>{more}</form>
<small>You go back to {}</small></main></html>
"#,
        escaped(query.only("redirect_uri").unwrap_or_default())
    );
    html(page)
}

/// Asks whether the user wants to log out at this provider. What was sent is posted again: an `id_token_hint` must not
/// be in a URL.
pub(crate) fn logout_page(form: &Form, provider: &str) -> Response {
    let (hidden, provider) = (hidden(form), escaped(provider));
    html(format!(
        r#"<!doctype html><html lang="en"><meta charset="utf-8"><title>Simulator of {provider}: log out?</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style>
<main><p>This is a simulator on your machine. It is not {provider}.</p><h1>Log out of {provider}?</h1>
<form method="post">{hidden}
<button name="{ANSWER}" value="{ALLOW}">Log out</button></form></main></html>
"#
    ))
}

/// What was sent, as inputs of a form.
fn hidden(sent: &Form) -> String {
    let mut hidden = String::new();
    for (name, value) in sent.pairs() {
        let (name, value) = (escaped(name), escaped(value));
        hidden.extend([r#"<input type="hidden" name=""#, &name, r#"" value=""#, &value, r#"">"#]);
    }
    hidden
}

/// A page on which nothing runs.
pub(crate) fn html(page: String) -> Response {
    // No form-action: it would block the redirect that follows the form.
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; frame-ancestors 'none'",
        STANDARD.encode(Sha256::digest(STYLE))
    );
    let mut response = Html(page).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Text for an element or an attribute in double quotes.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}
