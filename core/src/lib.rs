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
//! use grantlet::{bearer, providers::BOLDSIGN, wipe};
//! use grantlet::{Client, Expiry, Grant, Secret, TokenError, Uptime};
//!
//! let client = Client::confidential(&BOLDSIGN, "596f0268", Secret::new("sesame"));
//! let grant = Grant::client_credentials().scope("BoldSign.Documents.All");
//! let mut buffer = [0; 512];
//! let post = client.request(&grant, &mut buffer)?;
//! let sent_at = Uptime::from_millis(12_000); // of a clock that does not jump
//! # let _ = post;
//! // POST post.body to post.url with post.headers. Then:
//! let (status, mut body) = (200, *br#"{"access_token":"eyJhb","expires_in":3600,"token_type":"Bearer"}"#);
//!
//! let token = BOLDSIGN.token(status, &mut body)?;
//! let expiry = Expiry::new(sent_at, token.expires_in);
//! let mut header = [0; 64];
//! assert_eq!(bearer(token.access_token, &mut header)?, "Bearer eyJhb");
//! assert_eq!(expiry.refresh_at(60_000), Some(Uptime::from_millis(3_552_000)));
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
// A folder's main type is in the file of its name.
#![allow(clippy::manual_contains, clippy::inline_always, clippy::module_inception)]

mod text;
mod member;
mod crypto;
mod time;
mod json;
mod oauth;
mod profile;
mod token;
mod login;
mod session;
pub mod engine;
pub mod providers;

pub use crypto::pkce::{Challenge, ConstantEntropy, Nonce, State, Verifier, VerifierError};
pub use crypto::secret::{Secret, constant_time_eq, wipe};
pub use json::validate::{JsonError, validate_json};
pub use json::value::Value;
pub use login::authorize::Authorize;
pub use login::callback::{
    Callback, CallbackClass, CallbackError, Claimed, Expect, Flow, IssuerFault, callback,
    callback_state,
};
pub use login::device::{DeviceAuthorization, Poll, Polled, Polling};
pub use login::id_token::{ExpectIdToken, IdTokenError, UnverifiedIdToken, unverified_id_token};
pub use login::login::Login;
pub use login::login_error::{InvalidSavedLogin, LoginError, LoginKind};
pub use login::metadata::{Issuer, Metadata, MetadataError, WellKnown, metadata, metadata_url};
pub use login::start::LoginRequest;
pub use member::Member;
pub use oauth::body::RequestBody;
pub use oauth::client_auth::ClientAuth;
pub use oauth::error_buf::ErrorBuf;
pub use oauth::error_code::ErrorCode;
pub use oauth::error_text::{ErrorText, UntrustedText};
pub use oauth::failure::Failure;
#[cfg(feature = "heapless")]
pub use oauth::owned_token::OwnedToken;
pub use oauth::request_error::RequestError;
pub use oauth::server_error::ServerError;
pub use oauth::token_error::TokenError;
pub use oauth::token_response::{Extra, Scope, TokenResponse, TokenType};
pub use profile::check::ProfileError;
pub use profile::client::Client;
pub use profile::profile::Profile;
pub use profile::try_client::ClientError;
pub use session::receive::{Identity, NoToken, Received, Response};
pub use session::record::{MARK, RecordChoice, newest_record, record_len};
pub use session::session::{Attempt, Session};
pub use session::settings::{RefreshLifetime, Settings};
pub use session::state::{NotDue, RestoreError, SessionError, SessionState, WrongState};
pub use text::buffer::BufferTooSmall;
pub use text::form::{Encoded, FormPairs, encode_form};
pub use time::date::{DateError, Timestamp, parse_http_date, parse_rfc3339, retry_after};
pub use time::expiry::{Expiry, Life};
pub use time::instant::{UnixTime, Uptime, UptimeCounter};
pub use token::grant::Grant;
#[cfg(feature = "serde")]
pub use token::members::{MembersError, members};
pub use token::request::{Headers, Request, bearer};
pub use token::token_request::{Revoke, TokenRequest};
