//! Instants, lifetimes and dates.
//!
//! - `lifetime`: `expires_in` as it is written
//! - `instant`: `Uptime` in milliseconds, `UnixTime` in seconds; a 32-bit counter extended
//! - `expiry`: when a token expires
//! - `date`: dates of RFC 3339 and of HTTP, `Retry-After`

pub(crate) mod lifetime;
pub(crate) mod instant;
pub(crate) mod expiry;
pub(crate) mod date;
