//! The page that asks the user, where the simulator was told to ask: "After selecting Allow, the website will be
//! redirected". The document shows no more of it than that.

use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::body::Form;

/// The parameter that the page adds to the request that it was shown for. A real server would not take it from just
/// anybody: here there is no session that could be ridden.
pub(super) const ANSWER: &str = "simulator_answer";
/// Its value where the user says no.
pub(super) const DENY: &str = "deny";

const STYLE: &str = "\
:root{color-scheme:light dark;--paper:#fbfaf8;--card:#fff;--ink:#1c1b19;--soft:#5e5b55;--line:#dedad2;--accent:#0b6b57;--on:#fff}\
@media(prefers-color-scheme:dark){:root{--paper:#141514;--card:#1c1e1d;--ink:#ecebe7;--soft:#a5a39c;--line:#34362f;--accent:#63d2b4;--on:#0c1a16}}\
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif}\
main{box-sizing:border-box;width:min(26rem,calc(100vw - 2rem));padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:14px}\
p{margin:0 0 1rem;color:var(--soft)}h1{margin:0 0 .75rem;font-size:1.35rem;line-height:1.3;font-weight:600}\
ul{margin:0 0 1.5rem;padding:0;list-style:none;border-top:1px solid var(--line)}li{padding:.5rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere;font-family:ui-monospace,monospace;font-size:.875rem}\
form{display:flex;gap:.75rem}button{flex:1;min-height:2.75rem;border:1px solid var(--accent);border-radius:9px;font:inherit;font-weight:600;cursor:pointer;background:var(--accent);color:var(--on)}\
button+button{background:none;color:var(--accent)}button:focus-visible{outline:3px solid var(--accent);outline-offset:3px}\
small{display:block;margin-top:1.5rem;color:var(--soft);overflow-wrap:anywhere}";

/// Asks whether the client may have what it asks for.
pub(super) fn page(query: &Form) -> Response {
    let shown = |name| escaped(query.only(name).unwrap_or_default());
    let mut scopes = String::new();
    for scope in shown("scope").split_ascii_whitespace() {
        scopes.extend(["<li>", scope, "</li>"]);
    }
    let mut hidden = String::new();
    for (name, value) in query.pairs() {
        let (name, value) = (escaped(name), escaped(value));
        hidden.extend([r#"<input type="hidden" name=""#, &name, r#"" value=""#, &value, r#"">"#]);
    }
    let page = format!(
        r#"<!doctype html><html lang="en"><meta charset="utf-8"><title>BoldSign, simulated: allow?</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style>
<main><p>BoldSign, simulated</p><h1>Allow this app to act for you?</h1>
<p>It asks for</p><ul>{scopes}</ul>
<form method="get">{hidden}
<button name="{ANSWER}" value="allow">Allow</button><button name="{ANSWER}" value="{DENY}">Deny</button></form>
<small>You go back to {}</small></main></html>
"#,
        shown("redirect_uri")
    );
    // No form-action: it would hold up the redirect that answers the form.
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

fn escaped(text: &str) -> String {
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
