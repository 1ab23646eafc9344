//! OAuth 2.0 client token core: the bytes to send, and what the bytes that came back mean.
//!
//! - **In scope**: form encoding, PKCE, authorization URLs, callbacks, token requests and answers,
//!   revocation, device logins, `id_token` claims, metadata, expiry; providers that bend the
//!   standard, as [`Profile`] values.
//! - **Out of scope**: HTTP, TLS, clocks, entropy, storage, and signatures of an `id_token`. They
//!   are the caller's, and what the caller has to bring is a parameter.
//!
//! The crate is `no_std`, allocates nothing, holds no unsafe code and no panic path, and reads
//! what comes from the wire in constant stack. Secrets are [`Secret`]s, which print as
//! `Secret(elided)`; errors are `Copy`, name the member or the byte at fault, and show nothing
//! that came from the wire.
//!
//! # A token, from the first byte to the last
//! ```
//! use grantlet::{bearer, providers::BOLDSIGN, request, response, wipe};
//! use grantlet::{Client, Expiry, Grant, Secret, TokenError};
//!
//! let client = Client::confidential("", "596f0268", Secret::new("sesame"));
//! let grant = Grant::client_credentials().scope("BoldSign.Documents.All");
//! let mut buffer = [0; 512];
//! let post = request(&BOLDSIGN, &client, &grant, &mut buffer)?;
//! let sent_at = 12_000; // milliseconds of a clock that does not jump
//! # let _ = post;
//! // POST post.body to post.url with post.headers. Then:
//! let (status, mut body) = (200, *br#"{"access_token":"eyJhb","expires_in":3600,"token_type":"Bearer"}"#);
//!
//! let token = response(&BOLDSIGN, status, &mut body).map_err(TokenError::without_text)?;
//! let expiry = Expiry::new(sent_at, token.expires_in);
//! let mut header = [0; 64];
//! assert_eq!(bearer(token.access_token, &mut header)?, "Bearer eyJhb");
//! assert_eq!(expiry.refresh_at(60_000), Some(3_552_000));
//! wipe(&mut body);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![no_std]
#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::todo,
    clippy::unimplemented,
    clippy::unreachable,
    clippy::unwrap_used
)]
// `contains` reads bytes by words, which is fast and large; and what is always inlined was measured.
#![allow(clippy::manual_contains, clippy::inline_always)]

mod buffer;
mod words;
mod run;
mod member;
mod crypto;
mod form;
mod span;
mod json;
mod object;
mod lifetime;
mod secret;
mod sha256;
mod pkce;
mod time;
mod date;
mod url;
mod answer;
mod token;
mod server_error;
mod token_error;
mod oauth;
mod request_error;
mod client;
mod client_auth;
mod parameter;
mod body;
mod profile;
mod profile_check;
mod arrange;
mod headers;
mod envelope;
mod error_shapes;
mod ends_on;
mod endpoint;
mod loopback;
mod metadata;
mod authorize;
mod address;
mod callback;
mod id_token;
mod grant;
mod request;
mod login;
mod response;
mod kept;
#[cfg(feature = "serde")]
mod members;
mod device;
mod failure;
mod backoff;
mod settings;
mod clock;
mod record;
mod arena;
mod session_state;
mod session;
pub mod places;
pub mod providers;

pub use authorize::Authorize;
pub use body::RequestBody;
pub use buffer::BufferTooSmall;
pub use callback::{
    Callback, CallbackClass, CallbackError, Claimed, Expect, Flow, IssuerFault, callback,
    callback_state,
};
pub use client::Client;
pub use client_auth::ClientAuth;
pub use date::{DateError, Timestamp, parse_http_date, parse_rfc3339, retry_after};
pub use device::{
    DeviceAuthorization, Poll, Polled, Polling, device_authorization, device_authorization_request,
};
pub use failure::Failure;
pub use form::{Encoded, FormPairs, encode_form};
pub use grant::Grant;
pub use id_token::{ExpectIdToken, IdTokenError, UnverifiedIdToken, unverified_id_token};
pub use json::value::Value;
pub use json::{JsonError, validate_json};
pub use login::{Login, LoginError, LoginKind, NotALogin};
pub use member::Member;
#[cfg(feature = "serde")]
pub use members::{MembersError, members};
pub use metadata::{Issuer, Metadata, MetadataError, WellKnown, metadata, metadata_url};
pub use pkce::{Challenge, ConstantEntropy, Nonce, State, Verifier, VerifierError};
pub use profile::Profile;
pub use profile_check::ProfileError;
pub use record::{MARK, Picked, pick, record_len};
pub use request::{Headers, Request, Revoke, bearer, request, revocation};
pub use request_error::RequestError;
pub use response::{response, revoked};
pub use secret::{Secret, constant_time_eq, wipe};
pub use server_error::{ErrorCode, ErrorText, ServerError};
pub use session::{Begun, Identity, NoToken, Received, Response, Session};
pub use session_state::{AcceptError, NotDue, RestoreError, SessionState, WrongState};
pub use settings::{RefreshLifetime, Settings};
pub use time::{Expiry, Life, Uptime};
#[cfg(feature = "heapless")]
pub use token::OwnedToken;
pub use token::{Extra, Scope, TokenResponse, TokenType};
pub use token_error::TokenError;
