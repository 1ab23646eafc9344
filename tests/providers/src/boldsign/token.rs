//! `POST /connect/token`: codes, refresh tokens and client credentials become access tokens.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::{
    ACCESS_LIFETIME, API_SCOPES, CLIENT_ID, CLIENT_SECRET, Provider, REFRESH_LIFETIME,
    RefreshLifetime, SUBJECT,
};
use crate::body::Form;
use crate::credentials::basic;
use crate::grants::{Family, Refresh, Refused, known_scopes, lock};
use crate::jwt::{self, IdClaims};
use crate::mint;
use crate::response::{OAuthError, json};

pub(super) async fn token(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    exchange(&provider, &headers, &body).unwrap_or_else(|error| {
        let mut response = error.into_response();
        if error.status == StatusCode::UNAUTHORIZED && basic(&headers).is_some() {
            // RFC 6749 section 5.2: name the scheme that the client used.
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic"));
        }
        response
    })
}

fn exchange(provider: &Provider, headers: &HeaderMap, body: &[u8]) -> Result<Response, OAuthError> {
    let form = Form::read(headers, body)
        .map_err(|error| OAuthError::bad("invalid_request", error.describe()))?;
    authenticate(headers, &form)?;
    match form.get("grant_type") {
        Some("authorization_code") => redeem(provider, &form),
        Some("refresh_token") => refresh(provider, &form),
        Some("client_credentials") => client_credentials(provider, &form),
        Some(_) => Err(OAuthError::bad("unsupported_grant_type", "no such grant")),
        None => Err(OAuthError::missing("grant_type is missing")),
    }
}

/// Credentials come in the body or as Basic, never both ways (RFC 6749 section 2.3).
pub(super) fn authenticate(headers: &HeaderMap, form: &Form) -> Result<(), OAuthError> {
    let wrong = OAuthError {
        status: StatusCode::UNAUTHORIZED,
        error: "invalid_client",
        description: "no such client",
    };
    let (id, secret) = (form.get("client_id"), form.get("client_secret"));
    let right = match basic(headers) {
        // A client_id in the body is not yet a second way to authenticate, as long as it is the same.
        Some(_) if secret.is_some() => {
            return Err(OAuthError::bad("invalid_request", "two client authentications"));
        }
        Some(Ok((basic_id, _))) if id.is_some_and(|id| id != basic_id) => {
            return Err(OAuthError::bad("invalid_request", "two client ids"));
        }
        Some(Ok((id, secret))) => id == CLIENT_ID && secret == CLIENT_SECRET,
        Some(Err(())) => false,
        None => id == Some(CLIENT_ID) && secret == Some(CLIENT_SECRET),
    };
    if right { Ok(()) } else { Err(wrong) }
}

/// RFC 6749 section 4.1.3 and RFC 7636 section 4.6.
fn redeem(provider: &Provider, form: &Form) -> Result<Response, OAuthError> {
    let code = form.get("code").ok_or(OAuthError::missing("code is missing"))?;
    let redirect_uri =
        form.get("redirect_uri").ok_or(OAuthError::missing("redirect_uri is missing"))?;
    let verifier =
        form.get("code_verifier").ok_or(OAuthError::missing("code_verifier is missing"))?;
    let now = provider.clock.now();
    let consent =
        provider.codes.take(code, now).ok_or(OAuthError::bad("invalid_grant", "no such code"))?;
    // From here on the code is spent, so that a wrong verifier cannot be tried twice.
    if consent.redirect_uri != redirect_uri {
        return Err(OAuthError::bad(
            "invalid_grant",
            "redirect_uri is not the one of the authorization request",
        ));
    }
    if !consent.challenge.is_from(verifier) {
        return Err(OAuthError::bad("invalid_grant", "code_verifier does not match"));
    }
    let family = provider.tokens.new_family();
    let refresh = consent.scope.contains(&"offline_access").then(|| Refresh {
        family,
        scope: consent.scope.clone(),
        expires_at: now + Duration::from_secs(REFRESH_LIFETIME),
    });
    Ok(issue(provider, family, &consent.scope, refresh, consent.nonce.as_deref(), now))
}

/// RFC 6749 section 6, with rotation.
fn refresh(provider: &Provider, form: &Form) -> Result<Response, OAuthError> {
    let sent = form.get("refresh_token").ok_or(OAuthError::missing("refresh_token is missing"))?;
    let now = provider.clock.now();
    let mut next = provider.tokens.peek(sent, now).map_err(|refused| {
        if let Refused::Reused(family) = refused {
            // Not documented: RFC 9700 section 4.14.2. One of the two who hold it must be a thief.
            provider.tokens.revoke(family);
        }
        OAuthError::bad("invalid_grant", "no such refresh token")
    })?;
    let scope = match form.get("scope") {
        Some(asked) => known_scopes(asked, &next.scope)
            .ok_or(OAuthError::bad("invalid_scope", "more than the scope of the refresh token"))?,
        None => next.scope.clone(),
    };
    provider.tokens.spend(sent);
    if *lock(&provider.refresh_lifetime) == RefreshLifetime::Sliding {
        // The document adds "as long as your current access token remains valid", which would end most sliding
        // sessions after an hour's silence; it is read here as "as long as you go on refreshing".
        next.expires_at = now + Duration::from_secs(REFRESH_LIFETIME);
    }
    // OpenID Connect Core 1.0 section 12.2: a refreshed ID token has no nonce.
    Ok(issue(provider, next.family, &scope, Some(next), None, now))
}

/// RFC 6749 section 4.4. There is never a refresh token.
fn client_credentials(provider: &Provider, form: &Form) -> Result<Response, OAuthError> {
    let asked = form
        .get("scope")
        .map_or(Some(API_SCOPES.to_vec()), |asked| known_scopes(asked, &API_SCOPES));
    let scope = asked.ok_or(OAuthError::bad("invalid_scope", "unknown scope, or one of a user"))?;
    let now = provider.clock.now();
    Ok(issue(provider, provider.tokens.new_family(), &scope, None, None, now))
}

#[derive(Serialize)]
struct TokenResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    access_token: String,
    expires_in: u64,
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    scope: String,
}

fn issue(
    provider: &Provider,
    family: Family,
    scope: &[&'static str],
    refresh: Option<Refresh>,
    nonce: Option<&str>,
    now: Duration,
) -> Response {
    let access_token = mint_access(provider, family, CLIENT_ID, scope, now);
    let id_token = scope.contains(&"openid").then(|| {
        let claims = IdClaims {
            iss: &provider.issuer,
            sub: SUBJECT,
            aud: CLIENT_ID,
            exp: now.as_secs() + ACCESS_LIFETIME,
            iat: now.as_secs(),
            nonce,
            at_hash: jwt::at_hash(&access_token),
        };
        jwt::unsigned("JWT", &claims)
    });
    let refresh_token = refresh.map(|refresh| {
        let token = mint::upper_hex();
        provider.tokens.put_refresh(&token, refresh);
        token
    });
    let (expires_in, token_type, scope) = (ACCESS_LIFETIME, "Bearer", scope.join(" "));
    json(
        StatusCode::OK,
        &TokenResponse { id_token, access_token, expires_in, token_type, refresh_token, scope },
    )
}

#[derive(Serialize)]
struct AccessClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    client_id: &'a str,
    scope: &'a [&'static str],
    exp: u64,
    iat: u64,
    jti: String,
}

/// An access token that works until it expires. Resource endpoints look it up; nobody decodes it.
pub(super) fn mint_access(
    provider: &Provider,
    family: Family,
    client_id: &str,
    scope: &[&'static str],
    now: Duration,
) -> String {
    let expires_at = now + Duration::from_secs(ACCESS_LIFETIME);
    let claims = AccessClaims {
        iss: &provider.issuer,
        sub: SUBJECT,
        client_id,
        scope,
        exp: expires_at.as_secs(),
        iat: now.as_secs(),
        jti: mint::hex(),
    };
    let token = jwt::unsigned("at+jwt", &claims);
    provider.tokens.put_access(&token, family, expires_at);
    token
}
