//! Instants, lifetimes and dates.
//!
//! - `lifetime`: `expires_in` as it is written
//! - `expiry`: when a token expires; a 32-bit counter extended
//! - `date`: dates of RFC 3339 and of HTTP, `Retry-After`

pub(crate) mod lifetime;
pub(crate) mod expiry;
pub(crate) mod date;
