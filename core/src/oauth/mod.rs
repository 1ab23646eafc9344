//! OAuth 2.0: credentials, parameters, responses and errors.
//!
//! - `url`: addresses: https, their host, which may be shown
//! - `www_authenticate`: why an API refused a request
//! - `credentials`: what a client identifies itself with
//! - `parameter`: parameters of a request
//! - `body`: the pairs of a request as a form, a JSON object or a query
//! - `located_response`: where the members of a token response are
//! - `token_response`: a token response, and the rule for each member
//! - `owned_token`: a token kept beyond its buffer (feature `heapless`)
//! - `error_code`: the registered meanings of an error
//! - `error_text`: the text of a server's error, kept as data
//! - `error_buf`: an owned copy of such a text
//! - `server_error`: a server's error, which outlives its response
//! - `token_error`: why a response is not a token
//! - `verdict`: one verdict on a response: class, member, whether the grant has ended
//! - `outcome`: what a status and an error mean for what comes next
//! - `failure`: what an attempt came to that brought no token
//! - `document`: metadata, device responses, claims, saved logins: small objects with fixed members
//! - `request_error`: why a request cannot be written
//! - `client_auth`: how a client shows its secret

pub(crate) mod url;
pub(crate) mod www_authenticate;
pub(crate) mod credentials;
pub(crate) mod parameter;
pub(crate) mod body;
pub(crate) mod located_response;
pub(crate) mod token_response;
#[cfg(feature = "heapless")]
pub(crate) mod owned_token;
pub(crate) mod error_code;
pub(crate) mod error_text;
pub(crate) mod error_buf;
pub(crate) mod server_error;
pub(crate) mod token_error;
pub(crate) mod verdict;
pub(crate) mod outcome;
pub(crate) mod failure;
pub(crate) mod document;
pub(crate) mod request_error;
pub(crate) mod client_auth;
