//! The service of `main.rs` on the crate `oauth2` instead, to compare. `cargo xtask service` counts
//! the lines of both.

mod store;
mod web;

use std::env::args;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use oauth2::basic::{BasicClient, BasicErrorResponseType, BasicTokenResponse};
use oauth2::url::form_urlencoded;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope,
    TokenResponse, TokenUrl,
};
use store::{Lease, NEVER, Store, Taken};
use web::{DENIED, LOG_IN, Problem, TRY_LATER, cookie, go, http_client, new_cookie, now};

type Client = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

struct Service {
    http: reqwest::Client,
    store: Store,
    provider: String,
    client: Client,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let usage = "service-on-oauth2 PORT DATABASE PROVIDER PUBLIC_URL";
    let mut args = args().skip(1);
    let mut next = || args.next().ok_or(usage);
    let (port, database, provider, public_url) = (next()?, next()?, next()?, next()?);
    let id = "596f0268-c0de-4000-8000-000000000001";
    let secret = std::env::var("CLIENT_SECRET").unwrap_or("p+w/=&% :~".into());
    let client = BasicClient::new(ClientId::new(id.into()))
        .set_client_secret(ClientSecret::new(secret))
        .set_auth_uri(AuthUrl::new(format!("{provider}/connect/authorize"))?)
        .set_token_uri(TokenUrl::new(format!("{provider}/connect/token"))?)
        .set_redirect_uri(RedirectUrl::new(format!("{public_url}/callback"))?);
    let (http, store) = (http_client()?, Store::open(&database)?);
    let service = Service { http, store, provider, client };
    let routes = Router::new()
        .route("/login", get(log_in))
        .route("/callback", get(callback))
        .route("/documents", get(documents))
        .with_state(&*Box::leak(Box::new(service)));
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("{public_url}/login, at {}", listener.local_addr()?);
    Ok(axum::serve(listener, routes).await?)
}

/// Sends the user to the provider. The browser's cookie finds the login again.
async fn log_in(State(service): State<&'static Service>) -> Result<Response, Problem> {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state) = service
        .client
        .authorize_url(CsrfToken::new_random)
        .add_scope(Scope::new("offline_access".into()))
        .add_scope(Scope::new("BoldSign.Documents.All".into()))
        .set_pkce_challenge(challenge)
        .url();
    let cookie = new_cookie()?;
    let saved = format!("{} {}", state.secret(), verifier.secret());
    service.store.save_login(&cookie, saved.as_bytes(), now())?;
    Ok(go("login", &cookie, url.as_str()))
}

/// Takes the user back, exchanges the code, and starts a session.
async fn callback(
    State(service): State<&'static Service>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let cookie = cookie(&headers, "login").ok_or(LOG_IN)?;
    let saved = String::from_utf8(service.store.saved_login(cookie)?.ok_or(LOG_IN)?)?;
    let (state, verifier) = saved.split_once(' ').ok_or(LOG_IN)?;
    let query = query.unwrap_or_default();
    let parameter = |name| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
    };
    if parameter("state").as_deref() != Some(state) {
        return Err(LOG_IN);
    }
    // A callback that came twice goes on once, in whichever process.
    if !service.store.use_login(cookie)? {
        return Err(LOG_IN);
    }
    let code = parameter("code").ok_or(DENIED)?;
    let sent_at = now();
    let token = service
        .client
        .exchange_code(AuthorizationCode::new(code))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.into()))
        .request_async(&service.http)
        .await?;
    let cookie = new_cookie()?;
    service.store.insert(&cookie, &taken(&token, b"", sent_at), now())?;
    Ok(go("session", &cookie, "/documents"))
}

/// Asks the provider's API for the user's documents.
async fn documents(
    State(service): State<&'static Service>,
    headers: HeaderMap,
) -> Result<String, Problem> {
    let cookie = cookie(&headers, "session").ok_or(LOG_IN)?;
    let url = format!("{}/v1/document/list", service.provider);
    for _ in 0..2 {
        let token = service.access_token(cookie).await?;
        let reply = service.http.get(&url).bearer_auth(&token).send().await?;
        if reply.status() != StatusCode::UNAUTHORIZED {
            return Ok(reply.text().await?);
        }
        service.store.rejected(cookie, &token, now())?;
    }
    Err(TRY_LATER)
}

impl Service {
    /// The session's access token, refreshed where it is due, by one process at a time.
    async fn access_token(&'static self, cookie: &str) -> Result<String, Problem> {
        loop {
            let found = self.store.find(cookie)?.ok_or(LOG_IN)?;
            if found.is_usable(now()) {
                return Ok(found.access_token);
            }
            if found.is_paused(now()) {
                return Err(TRY_LATER);
            }
            match self.store.lease(cookie, now())? {
                // A task of its own: a browser that goes away ends this one, and the response must not be lost.
                Some(lease) => tokio::spawn(self.refresh(lease)).await??,
                None => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            }
        }
    }

    /// Refreshes a session, and stores whatever comes of it.
    async fn refresh(&'static self, lease: Lease) -> Result<(), Problem> {
        if lease.grant.is_empty() {
            return Ok(self.store.ended(&lease)?);
        }
        let refresh_token = RefreshToken::new(String::from_utf8(lease.grant.clone())?);
        let sent_at = now();
        let request = self.client.exchange_refresh_token(&refresh_token);
        match request.request_async(&self.http).await {
            Ok(token) => {
                self.store.refreshed(&lease, &taken(&token, &lease.grant, sent_at), now())?;
            }
            Err(RequestTokenError::ServerResponse(error))
                if *error.error() == BasicErrorResponseType::InvalidGrant =>
            {
                self.store.ended(&lease)?;
            }
            Err(error) => {
                eprintln!("no token: {error}");
                // At random, so that not all sessions try again at once.
                let longest = (2000 << lease.attempts.min(7)).min(300_000);
                let pause = 1000 + getrandom::u32()? % (longest - 999);
                self.store.paused(&lease, &lease.grant, now() + u64::from(pause))?;
            }
        }
        Ok(())
    }
}

/// What is stored of a response: where it has no refresh token, the old one stays.
fn taken<'t>(token: &'t BasicTokenResponse, old: &'t [u8], sent_at: u64) -> Taken<'t> {
    let lifetime = token.expires_in().and_then(|time| u64::try_from(time.as_millis()).ok());
    Taken {
        grant: token.refresh_token().map_or(old, |token| token.secret().as_bytes()),
        access_token: token.access_token().secret(),
        ends_at: lifetime.map_or(NEVER, |lifetime| sent_at.saturating_add(lifetime)),
    }
}
