//! The token endpoint: grants, requests and responses.
//!
//! - `grant`: what a token is requested with
//! - `request`: a request as bytes to send; revocation; the Bearer header
//! - `response`: the verdict on a response, and the token
//! - `kept`: what is kept of a response that is refused
//! - `members`: a provider's members in the caller's own type (feature `serde`)

pub(crate) mod grant;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod kept;
#[cfg(feature = "serde")]
pub(crate) mod members;
