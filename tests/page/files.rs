//! The files of `wasm/demo`, with a Content-Security-Policy, and the package's entry beside them.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::settings;

/// Where the page is: with the core as WebAssembly, and as JavaScript under a policy that compiles no bytes.
pub(crate) const PAGES: [&str; 2] = ["/", "/strict/"];

/// The callback page of a login in a popup or a frame.
pub(crate) const CALLBACK: &str = "callback/";

#[derive(Clone)]
struct Site {
    /// The simulator's address.
    providers: String,
    settings: String,
    facts: String,
}

pub(crate) fn router(providers: &str, facts: String) -> Router {
    let settings = settings::json(providers);
    let site = Site { providers: providers.into(), settings, facts };
    Router::new().fallback(serve).with_state(site)
}

async fn serve(State(site): State<Site>, request: Request) -> Response {
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")]).into_response();
    }
    let path = request.uri().path();
    let (strict, name) = match path.strip_prefix(PAGES[1]) {
        Some(name) => (true, name),
        None => (false, path.strip_prefix(PAGES[0]).unwrap_or(path)),
    };
    let name = if name.is_empty() { "index.html" } else { name };
    let body = match name {
        "simulator.json" => Some(site.settings.into_bytes()),
        "facts.json" => Some(site.facts.into_bytes()),
        "profiles.js" => std::fs::read(wasm("pkg/providers.js")).ok(),
        // One name for the package, so that the page is the same with either of its entries.
        "grantlet.js" => {
            std::fs::read(wasm(if strict { "pkg/js.js" } else { "pkg/index.js" })).ok()
        }
        // The entry imports them once a login has an `id_token`, and for `discover`.
        "id_token.js" | "metadata.js" => std::fs::read(wasm("pkg").join(name)).ok(),
        CALLBACK => std::fs::read(wasm("demo/callback.html")).ok(),
        name if is_plain(name) => std::fs::read(wasm("demo").join(name)).ok(),
        _ => None,
    };
    let Some(body) = body else {
        return (StatusCode::NOT_FOUND, "There is no such file.").into_response();
    };
    let headers = [
        (CONTENT_TYPE, content_type(name).to_owned()),
        (CONTENT_SECURITY_POLICY, policy(strict, name == CALLBACK, &site.providers)),
        (CACHE_CONTROL, "no-cache".into()),
        (REFERRER_POLICY, "no-referrer".into()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".into()),
    ];
    (headers, body).into_response()
}

/// Nothing but the page's own files runs, and nobody but the providers is called, framed or sent a form.
fn policy(strict: bool, is_callback: bool, providers: &str) -> String {
    let wasm = if strict { "" } else { " 'wasm-unsafe-eval'" };
    // The callback page of a login in a hidden frame.
    let ancestors = if is_callback { "'self'" } else { "'none'" };
    format!(
        "default-src 'none'; script-src 'self'{wasm}; style-src 'self'; img-src 'self'; \
         connect-src 'self' {providers}; frame-src 'self' {providers}; \
         form-action 'self' {providers}; base-uri 'none'; frame-ancestors {ancestors}; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

/// A name of one file, which leads nowhere else.
fn is_plain(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    !name.starts_with('.') && name.bytes().all(allowed)
}

fn content_type(name: &str) -> &'static str {
    if name == CALLBACK {
        return "text/html; charset=utf-8";
    }
    match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

fn wasm(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../wasm").join(path)
}
