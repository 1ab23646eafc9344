//! A **simulator** of documented OAuth providers, on loopback, over real HTTP: five whole ones, and each of
//! `tests/gallery` as its file has it.
//!
//! It is a test double. It is not the providers, does not talk to them and proves nothing about their servers: it
//! responds as their public documents say, and where a document is silent the comment at that line says so. It shares
//! no code with the `grantlet` crate that it tests.
//!
//! All live on one listener, each under a prefix of its own. A client takes [`Simulator::base_url`] plus the
//! prefix as the provider's address and appends the documented path:
//!
//! | module | prefix | paths |
//! |---|---|---|
//! | [`bold`] | `/bold` | `/v1/authentications/password`, `/v2/oauth/token`, `/v1/accounts` |
//! | [`bolt`] | `/bolt` | `/v1/oauth/token`, and the simulator's own `/simulator/code` |
//! | [`boldsign`] | `/boldsign` | `/connect/authorize`, `/connect/token`, `/v1/document/list`, and the simulator's own `/connect/endsession`, `/connect/revocation` |
//! | [`json_body`] | `/json_body` | `/v1/oauth/token` |
//! | [`data_envelope`] | `/data_envelope` | `/v1/auth/token` |
//! | [`gallery`] | `/gallery/NAME` | as in `tests/gallery/NAME.json` |
//!
//! ```
//! use grantlet_providers::{Simulator, bold};
//!
//! let simulator = Simulator::start()?;
//! let token_endpoint = format!("{}/bold/v2/oauth/token", simulator.base_url());
//! // ... send bold::CLIENT_ID there ...
//! simulator.clock().advance(86_400); // every access token is now expired
//! for exchange in simulator.log() {
//!     println!("{exchange}");
//! }
//! # let _ = (token_endpoint, bold::CLIENT_ID);
//! # Ok::<(), std::io::Error>(())
//! ```

pub mod bold;
pub mod boldsign;
pub mod bolt;
pub mod data_envelope;
pub mod gallery;
pub mod json_body;

mod response;
mod body;
mod clock;
mod consent;
mod credentials;
mod dpop;
mod grants;
mod jwt;
mod log;
mod mint;

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::thread::{self, JoinHandle};

use axum::Router;
use axum::middleware::from_fn_with_state;
use tokio::sync::oneshot;

pub use boldsign::RefreshLifetime;
pub use clock::Clock;
pub use log::{BODY_LIMIT, Exchange, LOG_LIMIT};

use log::Log;

/// The providers, listening until dropped.
///
/// Everything issued (codes, tokens) is kept in memory and is gone with the simulator. Calls never block on a client.
#[derive(Debug)]
pub struct Simulator {
    base_url: String,
    clock: Clock,
    log: Log,
    bold: Arc<bold::Provider>,
    boldsign: Arc<boldsign::Provider>,
    gallery: Arc<gallery::Gallery>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Simulator {
    /// Starts on a free port of 127.0.0.1. Connections are accepted from the moment this returns.
    ///
    /// # Errors
    /// The socket, the runtime or the thread could not be made.
    pub fn start() -> io::Result<Self> {
        Self::start_on(0)
    }

    /// Starts on this port of 127.0.0.1; 0 is any free port.
    ///
    /// # Errors
    /// The port is taken, or as for [`Simulator::start`].
    pub fn start_on(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let clock = Clock::default();
        let log = Log::default();
        let bold = Arc::new(bold::Provider::new(clock.clone()));
        let boldsign = Arc::new(boldsign::Provider::new(clock.clone(), &base_url));
        let gallery = Arc::new(gallery::Gallery::new(clock.clone()));
        let router = Router::new()
            .nest("/bold", bold::router(Arc::clone(&bold)))
            .nest("/bolt", bolt::router(clock.clone(), &base_url))
            .nest("/boldsign", boldsign::router(Arc::clone(&boldsign)))
            .nest("/json_body", json_body::router())
            .nest("/data_envelope", data_envelope::router())
            .nest("/gallery", gallery::router(Arc::clone(&gallery)))
            .layer(from_fn_with_state(log.clone(), log::record));

        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("grantlet-providers".into()).spawn(move || {
            runtime.spawn(async move { axum::serve(listener, router).await });
            // Sent or dropped, both mean stop. Dropping the runtime then closes every connection, even one whose
            // client never finishes its request, for which a graceful shutdown would wait.
            let _ = runtime.block_on(stopped);
        })?;
        let (stop, thread) = (Some(stop), Some(thread));
        Ok(Self { base_url, clock, log, bold, boldsign, gallery, stop, thread })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The clock by which codes and tokens expire.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Every request so far with its response, oldest first; of more than [`LOG_LIMIT`] the newest.
    ///
    /// An exchange is in the log before its response is sent.
    pub fn log(&self) -> Vec<Exchange> {
        self.log.all()
    }

    /// Every exchange from now on, as it happens. The receiver ends when the simulator is dropped.
    pub fn watch(&self) -> Receiver<Exchange> {
        self.log.watch()
    }

    /// How many seconds Bold's access tokens live from the next issue on. Starts as
    /// [`bold::ACCESS_LIFETIME`].
    pub fn set_bold_access_lifetime(&self, seconds: u64) {
        self.bold.set_access_lifetime(seconds);
    }

    /// Lets Bold want a nonce in each DPoP proof from now on: each response has another.
    pub fn want_dpop_nonces(&self) {
        self.bold.want_dpop_nonces();
    }

    /// How `BoldSign`'s refresh tokens age from the next refresh on. Starts as [`RefreshLifetime::Absolute`].
    pub fn set_refresh_lifetime(&self, lifetime: RefreshLifetime) {
        self.boldsign.set_refresh_lifetime(lifetime);
    }

    /// Lets `BoldSign` and the gallery ask their user from now on, by a page with Allow and Deny, as browsers need it.
    pub fn ask_the_user(&self) {
        self.gallery.ask_the_user();
        self.boldsign.ask_the_user();
    }

    /// Registers a further redirect URI with both of `BoldSign`'s clients and those of the gallery.
    pub fn register_redirect_uri(&self, redirect_uri: &str) {
        self.gallery.register_redirect_uri(redirect_uri);
        self.boldsign.register_redirect_uri(redirect_uri);
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic on that thread was printed there; a second one inside a drop would abort the caller's test.
            let _ = thread.join();
        }
        self.log.close();
    }
}
