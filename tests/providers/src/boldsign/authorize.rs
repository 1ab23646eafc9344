//! `GET /connect/authorize`: from a request for consent to a redirect back.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};

use super::browser::{is_logged_in, log_in};
use super::token::mint_access;
use super::{
    ACCESS_LIFETIME, CLIENT_ID, CODE_LIFETIME, IMPLICIT_CLIENT_ID, LOGIN_HINT_DENY, Provider,
    SCOPES,
};
use crate::body::Form;
use crate::consent;
use crate::grants::known_scopes;
use crate::mint;

/// What the user agreed to, kept with a code.
#[derive(Debug)]
pub(super) struct Consent {
    pub(super) redirect_uri: String,
    pub(super) scope: Vec<&'static str>,
    pub(super) challenge: Challenge,
    pub(super) nonce: Option<String>,
}

/// RFC 7636; the service documents both methods.
#[derive(Debug)]
pub(super) enum Challenge {
    Plain(String),
    S256(String),
}

impl Challenge {
    /// A challenge of 43 to 128 unreserved characters. RFC 7636 lets the method default to plain, the document requires it.
    fn read(query: &Form) -> Option<Self> {
        let challenge = query.only("code_challenge")?;
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if !(43..=128).contains(&challenge.len()) || !challenge.bytes().all(unreserved) {
            return None;
        }
        match query.only("code_challenge_method")? {
            "plain" => Some(Self::Plain(challenge.into())),
            "S256" => Some(Self::S256(challenge.into())),
            _ => None,
        }
    }

    /// Whether this verifier made the challenge.
    pub(super) fn is_from(&self, verifier: &str) -> bool {
        match self {
            Self::Plain(challenge) => verifier == challenge,
            Self::S256(challenge) => {
                URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) == *challenge
            }
        }
    }
}

/// The part of the redirect that has the response.
#[derive(Clone, Copy)]
enum Place {
    Query,
    Fragment,
}

pub(super) async fn authorize(
    State(provider): State<Arc<Provider>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = Form::parse(query.unwrap_or_default().as_bytes());
    let client_id =
        query.only("client_id").filter(|id| [CLIENT_ID, IMPLICIT_CLIENT_ID].contains(id));
    let redirect_uri = query.only("redirect_uri").filter(|uri| provider.is_registered(uri));
    let (Some(client_id), Some(redirect_uri)) = (client_id, redirect_uri) else {
        // RFC 6749 section 4.1.2.1: never redirect to an address that the client did not register.
        let page = "<!doctype html><title>Error</title><p>Unknown client or redirect URI.";
        return (StatusCode::BAD_REQUEST, Html(page)).into_response();
    };
    // OpenID Connect Core 1.0, section 3.1.2.1.
    let is_silent = query.only("prompt") == Some("none");
    if provider.asks() && query.get(consent::ANSWER).is_none() && !is_silent {
        // "After selecting Allow, the website will be redirected": the document shows no more of the page than that.
        let scopes = query.only("scope").unwrap_or_default().split_ascii_whitespace();
        let about = "This is a simulator on your machine. It is not BoldSign.";
        return consent::page(&query, "Simulator of BoldSign", about, scopes, "");
    }
    let place =
        if query.only("response_type") == Some("token") { Place::Fragment } else { Place::Query };
    let decided = if provider.asks() && is_silent && !is_logged_in(&provider, &headers) {
        Err("login_required")
    } else {
        decide(&provider, &query, client_id, redirect_uri)
    };
    let is_login = decided.is_ok() && query.get(consent::ANSWER).is_some();
    let parameters = decided.unwrap_or_else(|error| {
        // No failure of this endpoint is documented: these are the standard's members.
        [("error", error.to_owned())].into_iter().chain(state(&query)).collect()
    });
    let parameters = encode(&parameters);
    let location = match place {
        Place::Query => {
            format!(
                "{redirect_uri}{}{parameters}",
                if redirect_uri.contains('?') { '&' } else { '?' }
            )
        }
        // Documented: a registered `/callback` is redirected to at `/callback/#`.
        Place::Fragment if redirect_uri.ends_with('/') || redirect_uri.contains('?') => {
            format!("{redirect_uri}#{parameters}")
        }
        Place::Fragment => format!("{redirect_uri}/#{parameters}"),
    };
    let mut response = (StatusCode::FOUND, [(LOCATION, location)]).into_response();
    if is_login {
        log_in(&provider, &mut response);
    }
    response
}

/// The parameters of the redirect, in order.
type RedirectParameters = Vec<(&'static str, String)>;

/// The user's and the service's decision, or the value of `error`.
fn decide(
    provider: &Provider,
    query: &Form,
    client_id: &str,
    redirect_uri: &str,
) -> Result<RedirectParameters, &'static str> {
    if query.has_duplicates() {
        return Err("invalid_request");
    }
    let asked = query.get("scope").ok_or("invalid_request")?;
    let scope = known_scopes(asked, &SCOPES).ok_or("invalid_scope")?;
    match (query.get("response_type"), client_id) {
        (Some("code"), CLIENT_ID) => grant_code(provider, query, scope, redirect_uri),
        (Some("token"), IMPLICIT_CLIENT_ID) => grant_token(provider, query, scope),
        (Some("code" | "token"), _) => Err("unauthorized_client"),
        (Some(_), _) => Err("unsupported_response_type"),
        (None, _) => Err("invalid_request"),
    }
}

fn grant_code(
    provider: &Provider,
    query: &Form,
    scope: Vec<&'static str>,
    redirect_uri: &str,
) -> Result<RedirectParameters, &'static str> {
    let challenge = Challenge::read(query).ok_or("invalid_request")?;
    approve(query)?;
    let code = mint::upper_hex();
    let session_state = format!("{}.{}", mint::base64url::<32>(), mint::hex().to_ascii_uppercase());
    let members =
        [("code", code.clone()), ("scope", scope.join(" ")), ("session_state", session_state)];
    let nonce = query.get("nonce").map(Into::into);
    let consent = Consent { redirect_uri: redirect_uri.into(), scope, challenge, nonce };
    let expires_at = provider.clock.now() + Duration::from_secs(CODE_LIFETIME);
    provider.codes.put(&code, consent, expires_at);
    Ok(state(query).into_iter().chain(members).collect())
}

fn grant_token(
    provider: &Provider,
    query: &Form,
    mut scope: Vec<&'static str>,
) -> Result<RedirectParameters, &'static str> {
    approve(query)?;
    // RFC 6749 section 4.2.2 forbids the refresh token that this scope asks for.
    scope.retain(|scope| *scope != "offline_access");
    let family = provider.tokens.new_family();
    let members = [
        (
            "access_token",
            mint_access(provider, family, IMPLICIT_CLIENT_ID, &scope, provider.clock.now()),
        ),
        ("token_type", "Bearer".into()),
        ("expires_in", ACCESS_LIFETIME.to_string()),
        ("scope", scope.join(" ")),
    ];
    Ok(members.into_iter().chain(state(query)).collect())
}

fn approve(query: &Form) -> Result<(), &'static str> {
    let denied = query.get("login_hint") == Some(LOGIN_HINT_DENY)
        || query.get(consent::ANSWER) == Some(consent::DENY);
    if denied { Err("access_denied") } else { Ok(()) }
}

fn state(query: &Form) -> Option<(&'static str, String)> {
    query.only("state").map(|state| ("state", state.to_owned()))
}

/// Everything but RFC 3986's unreserved characters; a space becomes `%20`, as in the document's fragment.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn encode(parameters: &[(&'static str, String)]) -> String {
    let pairs: Vec<_> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, ENCODED)))
        .collect();
    pairs.join("&")
}
