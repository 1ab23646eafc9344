//! A web service whose users log in at a provider, by code with PKCE, and that uses the provider's
//! API for them. Several processes share one `SQLite` file: of all of them one at a time refreshes a
//! session, and a pause after a failure holds for all. `core/docs/processes.md` has the rules.
//!
//! ```text
//! cargo run -p grantlet-providers -- --port 8001
//! cargo run -p grantlet-service --bin service -- 8000 service.db \
//!     http://127.0.0.1:8001/boldsign http://127.0.0.1:8000
//! ```
//! Then open <http://127.0.0.1:8000/login>. Further processes have other ports, the same file, and the
//! same public URL, behind which a proxy chooses among them.

mod store;
mod web;

use std::env::args;
use std::time::Duration;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use grantlet::providers::BOLDSIGN;
use grantlet::{
    Client, Expiry, Failure, Login, LoginError, Profile, Request, Secret, Session, SessionState,
    Settings, Uptime, retry_after_of,
};
use store::{Lease, NEVER, Store, Taken};
use web::{DENIED, LOG_IN, Problem, TRY_LATER, cookie, go, http_client, new_cookie, now};

/// The simulator's addresses, and plain http to this machine. For the real ones it is `BOLDSIGN`, and
/// the base URL is empty.
const PROFILE: Profile<'static> = BOLDSIGN
    .authorization_endpoint("/connect/authorize")
    .token_endpoint("/connect/token")
    .allow_loopback();
const SCOPE: &str = "offline_access BoldSign.Documents.All";
/// A refresh token and an access token together, and what a request or a record needs around them.
const ROOM: usize = 8192;

struct Service {
    http: reqwest::Client,
    store: Store,
    provider: String,
    redirect_uri: String,
    client_secret: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let usage = "service PORT DATABASE PROVIDER PUBLIC_URL";
    let mut args = args().skip(1);
    let mut next = || args.next().ok_or(usage);
    let (port, database, provider, public_url) = (next()?, next()?, next()?, next()?);
    let service = Service {
        http: http_client()?,
        store: Store::open(&database)?,
        provider,
        redirect_uri: format!("{public_url}/callback"),
        client_secret: std::env::var("CLIENT_SECRET").unwrap_or("p+w/=&% :~".into()),
    };
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
    let (mut url, mut saved) = ([0; 1024], [0; 1024]);
    let client = service.client();
    let now_in_seconds = Duration::from(uptime()).into();
    let login = Login::start(&client, &service.redirect_uri, SCOPE, now_in_seconds, &mut url)?;
    let cookie = new_cookie()?;
    service.store.save_login(&cookie, login.save(&mut saved)?.as_bytes(), now())?;
    Ok(go("login", &cookie, login.url()))
}

/// Takes the user back, exchanges the code, and starts a session.
async fn callback(
    State(service): State<&'static Service>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let cookie = cookie(&headers, "login").ok_or(LOG_IN)?;
    let mut saved = service.store.saved_login(cookie)?.ok_or(LOG_IN)?;
    let mut login = Login::restore(&mut saved)?;
    let mut query = format!("?{}", query.unwrap_or_default()).into_bytes();
    let client = service.client();
    let exchange = match login.finish(&client, &mut query, Duration::from(uptime()).into()) {
        Err(LoginError::Denied(_)) => Err(DENIED),
        exchange => Ok(exchange?),
    };
    // A callback that came twice goes on once, in whichever process.
    if !service.store.use_login(cookie)? {
        return Err(LOG_IN);
    }
    let mut buffer = [0; ROOM];
    let post = exchange?.write(&mut buffer)?;
    let sent_at = uptime();
    let mut reply = service.send(&post).await.map_err(|_| TRY_LATER)?;
    let token = client.token(reply.status, &mut reply.body)?;
    let (mut arena, mut record) = ([0; ROOM], [0; ROOM]);
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    session.login(&token, "", sent_at, uptime())?;
    let ends_at = Expiry::new(sent_at, token.expires_in).expires_at();
    let row = row(session.record(&mut record)?, token.access_token, ends_at);
    let cookie = new_cookie()?;
    service.store.insert(&cookie, &row, now())?;
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

/// A response of the token endpoint.
struct Reply {
    status: u16,
    retry_after: Option<u32>,
    body: Vec<u8>,
}

impl Service {
    fn client(&self) -> Client<'_> {
        let id = "596f0268-c0de-4000-8000-000000000001";
        Client::confidential(&PROFILE, id, Secret::new(&self.client_secret))
            .base_url(&self.provider)
    }

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
                None => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Refreshes a session, and stores whatever comes of it.
    async fn refresh(&'static self, lease: Lease) -> Result<(), Problem> {
        let (mut arena, mut buffer, mut record) = ([0; ROOM], [0; ROOM], [0; ROOM]);
        // The leeway is the store's, so here it is as good as none. All processes count attempts together.
        let first = 2000 << lease.attempts.min(7);
        let settings = Settings::DEFAULT.leeway(1).backoff(first, 300_000);
        let mut session = Session::new(&mut arena, settings);
        session.restore([&lease.grant, &[]], uptime())?;
        // No mark: a lease that was not returned means the same.
        let Ok(begun) = session.begin(uptime()) else {
            return Ok(self.store.ended(&lease)?);
        };
        let client = self.client();
        let post = client.request(&begun.grant, &mut buffer)?;
        match self.send(&post).await {
            Err(failure) => session.fail(failure, None, uptime())?,
            Ok(mut reply) => {
                let response = grantlet::Response::new(reply.status, &mut reply.body);
                let response = response.retry_after(reply.retry_after);
                let received = session.receive(&client, response, None, uptime())?;
                received.no_token.inspect(|why| eprintln!("no token: {why:?}"));
            }
        }
        let grant = session.record(&mut record)?;
        if session.state(uptime()) == SessionState::Unstored {
            session.stored()?;
        }
        match session.state(uptime()) {
            SessionState::Ready { until } => {
                let access_token = session.access_token(uptime()).unwrap_or(Secret::new(""));
                self.store.refreshed(&lease, &row(grant, access_token, until), now())?;
            }
            SessionState::Waiting { until } | SessionState::Refused { until } => {
                self.store.paused(&lease, grant, until.as_millis())?;
            }
            _ => self.store.ended(&lease)?,
        }
        Ok(())
    }

    /// Sends a request of Grantlet's.
    async fn send(&self, post: &Request<'_>) -> Result<Reply, Failure> {
        let post = post.to_http::<String>().map_err(|_| Failure::NotSent)?;
        let post = post.try_into().map_err(|_| Failure::NotSent)?;
        let response = self.http.execute(post).await.map_err(|error| {
            if error.is_connect() { Failure::NotSent } else { Failure::NoResponse }
        })?;
        let (status, retry_after) =
            (response.status().as_u16(), retry_after_of(response.headers()));
        let body = response.bytes().await.map_err(|_| Failure::NoResponse)?.into();
        Ok(Reply { status, retry_after, body })
    }
}

/// What of a session is stored: its record, and what it has for now.
fn row<'r>(grant: &'r [u8], access_token: Secret<'r>, ends_at: Option<Uptime>) -> Taken<'r> {
    let ends_at = ends_at.map_or(NEVER, Uptime::as_millis);
    Taken { grant, access_token: access_token.expose(), ends_at }
}

/// The same clock for a session, which outlives this process.
fn uptime() -> Uptime {
    Uptime::from_millis(now())
}
