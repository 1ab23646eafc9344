//! Logins: metadata, the authorization URL, the callback, `id_token` claims, devices.
//!
//! - `metadata`: what a server publishes about itself
//! - `authorize`: the authorization URL
//! - `address`: a callback URL in its parts
//! - `callback_error`: why a callback URL is not a response to a login
//! - `callback_parameters`: the parameters of a callback URL, validated
//! - `callback`: a callback URL to a code, a token or an error
//! - `id_token`: claims, without the signature
//! - `login`: one login in progress, saved and used once
//! - `start`: a login with entropy of the operating system (feature `getrandom`)
//! - `device`: device authorization and its polling

pub(crate) mod metadata;
pub(crate) mod authorize;
pub(crate) mod address;
pub(crate) mod callback_error;
pub(crate) mod callback_parameters;
pub(crate) mod callback;
pub(crate) mod id_token;
pub(crate) mod login;
#[cfg(feature = "getrandom")]
pub(crate) mod start;
pub(crate) mod device;
