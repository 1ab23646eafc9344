//! One refresh token, kept through refreshes, restarts and lost responses.
//!
//! - `backoff`: pauses, spread by the device's seed
//! - `settings`: when a session refreshes, and how it waits
//! - `clock`: a session's clock, which never goes back
//! - `record`: what outlives a restart: a record in one of two slots, and its mark
//! - `arena`: the strings of a session, in the caller's arena
//! - `state`: what a session needs next
//! - `requests`: the last requests, so that a late response is matched with its own
//! - `session`: the session: due, in flight, in doubt, unstored, ended
//! - `taken`: what new tokens do to a session
//! - `bytes`: the calls of bindings, in bytes
//! - `calls`: the calls of Rust programs, in strings
//! - `failed`: what an attempt without a token does to a session
//! - `identity`: whose an `id_token` is
//! - `plan`: when the next refresh is due
//! - `receive`: a response as it came: token, error, or a rotated refresh token that is kept
//! - `stored`: records: written, checked and restored

pub(crate) mod backoff;
pub(crate) mod settings;
pub(crate) mod clock;
pub(crate) mod record;
pub(crate) mod arena;
pub(crate) mod state;
pub(crate) mod requests;
pub(crate) mod session;
pub(crate) mod taken;
pub(crate) mod bytes;
pub(crate) mod calls;
pub(crate) mod failed;
pub(crate) mod identity;
pub(crate) mod plan;
pub(crate) mod receive;
pub(crate) mod stored;
