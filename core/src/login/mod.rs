//! Logins: metadata, the authorization URL, the callback, `id_token` claims, devices.
//!
//! - `metadata`: what a server publishes about itself
//! - `authorize`: the authorization URL
//! - `address`: a callback URL in its parts
//! - `callback_error`: why a callback URL is not a response to a login
//! - `callback_parameters`: the parameters of a callback URL, validated
//! - `callback`: a callback URL to a code, a token or an error
//! - `callback_by_mode`: the same from the body of a POST, or with an `id_token` beside the code
//! - `form_post`: the body of a POST to a code or an error
//! - `id_token_error`: why an `id_token` is not valid
//! - `expect_id_token`: what an `id_token` must claim
//! - `id_token`: claims, without the signature
//! - `login_error`: kinds of logins, and why one does not complete
//! - `shared`: parameters of both the authorization URL and the exchange
//! - `login`: one login in progress, used once
//! - `login_id_token`: the `id_token` of a login, beside its access token or alone
//! - `hybrid`: a login by code with an `id_token` beside it
//! - `saved`: a login as a JSON string
//! - `start`: the settings of a login, its entropy and its URL
//! - `device`: device authorization and its polling
//! - `pushed`: an authorization request that is pushed to the server first
//! - `userinfo`: claims about the user, from the `UserInfo` endpoint
//! - `registration`: a client that registers itself
//! - `protected_resource`: what an API publishes about itself

pub(crate) mod metadata;
pub(crate) mod authorize;
pub(crate) mod address;
pub(crate) mod callback_error;
pub(crate) mod callback_parameters;
pub(crate) mod callback;
pub(crate) mod callback_by_mode;
pub(crate) mod form_post;
pub(crate) mod id_token_error;
pub(crate) mod expect_id_token;
pub(crate) mod id_token;
pub(crate) mod login_error;
pub(crate) mod shared;
pub(crate) mod login;
pub(crate) mod login_id_token;
pub(crate) mod hybrid;
pub(crate) mod saved;
pub(crate) mod start;
pub(crate) mod device;
pub(crate) mod pushed;
pub(crate) mod userinfo;
pub(crate) mod registration;
pub(crate) mod protected_resource;
