//! How a provider differs from the RFCs, as a value.
//!
//! - `shape`: shapes of a provider's own errors, as a setting
//! - `profile`: the profile and its settings
//! - `scopes`: what is between the tokens of a scope
//! - `parameters`: checks of the parameters that a caller gives
//! - `check`: what in a profile is misspelt, can match nothing, or contradicts another setting
//! - `order`: order and names of parameters
//! - `headers`: headers that repeat the client's id or secret
//! - `response_names`: members of a response by the provider's names, and by paths
//! - `apply_shapes`: the envelope and the error shapes, applied to a response
//! - `envelope`: responses in a member of the provider's own
//! - `error_shapes`: errors of the provider's own shape, read as those of RFC 6749
//! - `times`: when tokens end, by members of the provider's own
//! - `form_response`: responses that are forms
//! - `ends_on`: errors of the provider's own that end a grant
//! - `address`: paths joined to a base URL
//! - `client`: the client at its provider
//! - `endpoint`: the provider's endpoints at the client's base URL, checked for https
//! - `servers`: servers of a provider, one of which a callback names
//! - `loopback`: plain http to the same machine
//! - `base_url`: the base URL of one tenant or shop out of many
//! - `try_client`: a client whose profile and addresses were validated
//! - `strings`: lists as strings, for C and WebAssembly
//! - `by_name`: settings by their names, for programs that print or read profiles

pub(crate) mod shape;
pub(crate) mod profile;
pub(crate) mod scopes;
pub(crate) mod parameters;
pub(crate) mod check;
pub(crate) mod order;
pub(crate) mod headers;
pub(crate) mod response_names;
pub(crate) mod apply_shapes;
pub(crate) mod envelope;
pub(crate) mod error_shapes;
pub(crate) mod times;
pub(crate) mod form_response;
pub(crate) mod ends_on;
pub(crate) mod address;
pub(crate) mod client;
pub(crate) mod endpoint;
pub(crate) mod servers;
pub(crate) mod loopback;
pub(crate) mod base_url;
pub(crate) mod try_client;
pub mod strings;
pub(crate) mod by_name;
