//! The token endpoint: grants, requests and responses.
//!
//! - `grant`: what a token is requested with
//! - `request`: a request as bytes to send; the Bearer header
//! - `token_request`: a client's requests, for a token and to revoke one
//! - `token_exchange`: a token for another one
//! - `form_request`: forms to endpoints that a profile does not have
//! - `response`: the verdict on a response, and the token
//! - `read`: a response read as a token
//! - `introspection`: whether a token is active, and its claims
//! - `kept`: what is kept of a response that is refused
//! - `id_token_only`: a response without an access token where none was asked for
//! - `http`: requests and headers of the crate `http` (feature `http`)
//! - `members`: a provider's members in the caller's own type (feature `serde`)

pub(crate) mod grant;
pub(crate) mod request;
pub(crate) mod token_request;
pub(crate) mod token_exchange;
pub(crate) mod form_request;
pub(crate) mod response;
pub(crate) mod read;
pub(crate) mod introspection;
pub(crate) mod kept;
pub(crate) mod id_token_only;
#[cfg(feature = "http")]
pub(crate) mod http;
#[cfg(feature = "serde")]
pub(crate) mod members;
