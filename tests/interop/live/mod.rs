//! oidc-provider itself, started by each test on loopback. These tests need Node 20 or later; what
//! the server needs from npm they install once.

mod bound;
mod c;
mod cli;
mod clients;
mod device;
mod discovery;
mod http;
mod implicit;
mod keys;
mod login;
mod proof;
mod refresh;
mod server;
