//! OAuth 2.0 client token core: it writes requests and reads responses, in the caller's buffers.
//!
//! The caller brings HTTP, TLS, clocks, entropy and storage; what the crate needs of them is a parameter.
//! It is `no_std`, allocates nothing, has no unsafe code and no panic path, and reads what comes from the
//! wire in constant stack. Secrets are [`Secret`]s, which print as `Secret(elided)`. Errors are `Copy` and
//! `'static`, name the member or the byte at fault, and show nothing that came from the wire.
//!
//! # Where to start
//!
//! | to | use |
//! |---|---|
//! | describe a provider | one of [`providers`], a [`Profile`] of your own, or its [`metadata`] |
//! | get a token, refresh it, revoke it | a [`Client`], and its methods |
//! | log a user in by a browser | [`Login`] |
//! | log a user in on a second screen | [`Client::authorize_device`] and [`Polling`] |
//! | stay logged in, through lost responses, restarts and clocks that jump | [`Session`] |
//! | read claims of an `id_token` | [`unverified_id_token`], and then [`verify`](UnverifiedIdToken::verify) its signature |
//! | bind tokens to a key | [`DpopProof`], signed by a key that only you have; [`DpopNonce`] |
//! | authenticate without a secret on the wire | [`ClientAssertion`] (`private_key_jwt`, `client_secret_jwt`) |
//! | push an authorization request, or sign it | [`PushedRequest`], [`RequestObject`] |
//! | read why an API refused, or what it wants | [`AuthChallenge`], [`protected_resource`] |
//! | exchange or introspect a token, read a user's claims, register a client | [`TokenExchange`], [`Introspection`], [`Client::userinfo`], [`Registration`] |
//!
//! Features, none by default: `getrandom` (`Login::start` takes entropy from the system), `heapless`
//! (`OwnedToken`, a token beyond the buffer of its response), `http`
//! (`Request::to_http`, an owned request for `reqwest` and others; `retry_after_of`), `serde` (`members`: a provider's members in a
//! type of your own), `es256` and `rs256` (signatures of an `id_token`; the second needs a heap). Whole programs are in
//! [`core/examples`](https://docs.rs/crate/grantlet/latest/source/examples/).
//!
//! # A token
//! ```
//! # use grantlet::{providers::BOLDSIGN, Client, Request, Secret};
//! const CLIENT: Client<'_> = Client::confidential(&BOLDSIGN, "596f0268", Secret::new("sesame"));
//! # fn send(post: &Request<'_>) -> (u16, [u8; 64]) {
//! #     (200, *br#"{"access_token":"eyJhb","expires_in":3600,"token_type":"Bearer"}"#)
//! # }
//! # let (mut buffer, mut header) = ([0; 512], [0; 64]);
//!
//! let post = CLIENT.client_credentials().scope("BoldSign.Documents.All").write(&mut buffer)?;
//! let (status, mut body) = send(&post); // POST post.body to post.url, with post.headers
//! let token = CLIENT.token(status, &mut body)?;
//! assert_eq!(token.bearer(&mut header)?, "Bearer eyJhb"); // the value of an `Authorization` header
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//! [`Client::refresh`] and the others are used alike. [`Expiry`] says when a token is to be refreshed, and
//! [`wipe`] overwrites the buffers. Where there is no token, a `match` reads the server's text:
//! ```
//! # use grantlet::{providers::BOLDSIGN, Client, Failure, Secret};
//! # const CLIENT: Client<'_> = Client::confidential(&BOLDSIGN, "596f0268", Secret::new("sesame"));
//! # let (status, mut body) = (400, *br#"{"error":"invalid_grant","error_description":"revoked"}"#);
//! match CLIENT.token(status, &mut body) {
//!     Ok(token) => { /* use it */ }
//!     Err(error) if Failure::of(&error) == Failure::Ended => println!("log in again: {error}"),
//!     Err(error) => match error.text(&body) {
//!         Some(text) => println!("{error}: {text}"), // untrusted: escape it before a page shows it
//!         None => println!("{error}"),
//!     },
//! }
//! ```
//!
//! # A login
//! ```
//! # use grantlet::{providers::BOLDSIGN, Client, Login, LoginError, UnixTime};
//! const APP: Client<'_> = Client::public(&BOLDSIGN, "spa");
//! # let (mut url, mut buffer, mut saved) = ([0; 512], [0; 512], [0; 512]);
//! # let (uri, now) = ("https://app.example/callback", UnixTime::from_secs(1_773_135_000));
//!
//! // The user clicks. Without the feature `getrandom`, `LoginRequest` takes entropy of yours.
//! let login = Login::start(&APP, uri, "offline_access", now, &mut url)?; // go to login.url()
//! let saved_len = login.save(&mut saved)?.len(); // where only this browser or device reads it
//! # let mut callback = format!("{uri}?code=1CB0&state={}", login.state()).into_bytes();
//!
//! // The user comes back.
//! let mut login = Login::restore(&mut saved[..saved_len])?;
//! let exchange = login.finish(&APP, &mut callback, now)?;
//! let post = exchange.write(&mut buffer)?; // send it, and read a token as above
//! # assert!(post.body.contains("code=1CB0"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A session
//! ```
//! # use grantlet::{providers::BOLDSIGN, Client, Request, Response, Secret, Session, Settings, Uptime};
//! # const APP: Client<'_> = Client::public(&BOLDSIGN, "spa");
//! # fn send(post: &Request<'_>) -> (u16, [u8; 64]) {
//! #     (200, *br#"{"access_token":"at-2","expires_in":3600,"token_type":"Bearer" }"#)
//! # }
//! # let (mut arena, mut buffer, now) = ([0; 256], [0; 512], Uptime::ZERO);
//! # let mut session = Session::new(&mut arena, Settings::DEFAULT);
//! # session.adopt(Secret::new("rt-1"), "", Uptime::ZERO)?;
//! # session.stored()?;
//! // `session.state(now)` is `Due`, and a record of it was stored.
//! let attempt = session.begin(now)?;
//! let post = APP.request(&attempt.grant, &mut buffer)?;
//! let (status, mut body) = send(&post);
//! session.receive(&APP, Response::new(status, &mut body), None, now)?; // then store its record
//! assert_eq!(session.access_token(now).unwrap().expose(), "at-2");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`core/docs/processes.md`](https://docs.rs/crate/grantlet/latest/source/docs/processes.md) says how several
//! processes share one session, and
//! [`core/docs/fleet.md`](https://docs.rs/crate/grantlet/latest/source/docs/fleet.md) how a million devices
//! share one server. [`record_len`] gives the size of a record, and [`Session::new`] that of an arena. A buffer that
//! is too small is an error with the exact length, [`RequestError::BufferTooSmall`].

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
// `contains` compiles to word-wise code: faster but larger. Every `inline(always)` was measured.
// A folder's main type is in the file of its name.
#![allow(clippy::manual_contains, clippy::inline_always, clippy::module_inception)]

#[cfg(feature = "http")]
extern crate alloc;

mod text;
mod member;
mod list;
mod crypto;
mod time;
mod json;
mod oauth;
mod profile;
mod token;
mod login;
mod proof;
mod session;
#[doc(hidden)]
pub mod engine;
pub mod providers;

pub use crypto::pkce::{Challenge, ConstantEntropy, Nonce, State, Verifier, VerifierError};
pub use crypto::secret::{Secret, constant_time_eq, wipe};
pub use json::validate::{JsonError, validate_json};
pub use json::value::Value;
pub use list::HeaderValue;
pub use login::authorize::{Authorize, ResponseMode};
pub use login::callback::{Callback, callback, callback_state};
pub use login::callback_error::{CallbackClass, CallbackError, IssuerFault, UnverifiedError};
pub use login::callback_parameters::{CallbackExpectation, Flow};
pub use login::device::{DeviceAuthorization, Poll, Polled, Polling};
pub use login::expect_id_token::ExpectIdToken;
pub use login::form_post::{form_post_callback, form_post_state};
pub use login::id_token::{UnverifiedIdToken, unverified_id_token};
pub use login::id_token_error::IdTokenError;
pub use login::login::Login;
pub use login::login_error::{InvalidSavedLogin, LoginError, LoginKind};
pub use login::metadata::{Issuer, Metadata, MetadataError, WellKnown, metadata, metadata_url};
pub use login::protected_resource::{
    ProtectedResource, protected_resource, protected_resource_url,
};
pub use login::pushed::{Pushed, PushedRequest};
pub use login::registration::{Registered, Registration};
pub use login::start::LoginRequest;
pub use login::userinfo::{UserInfo, UserInfoError};
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
pub use oauth::www_authenticate::AuthChallenge;
pub use profile::base_url::base_url;
pub use profile::check::error::{ProfileError, ProfileSetting};
pub use profile::client::Client;
pub use profile::profile::Profile;
pub use profile::shape::ErrorShape;
pub use profile::try_client::ClientError;
pub use proof::algorithm::Algorithm;
pub use proof::client_assertion::{ClientAssertion, assertion_parameters};
pub use proof::dpop::DpopProof;
pub use proof::dpop_nonce::DpopNonce;
pub use proof::id_token_signature::{SignatureError, VerifiedIdToken};
pub use proof::jwk_set::{JwkSetError, signing_key};
pub use proof::jws::UnsignedJws;
pub use proof::public_key::PublicKey;
pub use proof::request_object::RequestObject;
#[cfg(feature = "es256")]
pub use proof::verify::verify_es256;
#[cfg(feature = "rs256")]
pub use proof::verify::verify_rs256;
pub use session::receive::{Identity, NoToken, Received, Response};
pub use session::record::{MARK, RecordChoice, newest_record, record_len};
pub use session::session::{Attempt, Session};
pub use session::settings::{RefreshLifetime, Settings};
pub use session::state::{
    NotDue, RestoreError, SessionError, SessionState, SetServerError, WrongState,
};
pub use text::buffer::BufferTooSmall;
pub use text::form::{Encoded, FormPairs, encode_form};
pub use time::date::{DateError, Timestamp, parse_http_date, parse_rfc3339, retry_after};
pub use time::expiry::{Expiry, Life};
pub use time::instant::{InstantFormat, UnixTime, Uptime, UptimeCounter};
pub use token::grant::Grant;
#[cfg(feature = "http")]
pub use token::http::retry_after_of;
pub use token::id_token_only::IdTokenResponse;
pub use token::introspection::{Introspected, Introspection};
#[cfg(feature = "serde")]
pub use token::members::{MembersError, members};
pub use token::request::{Headers, Request, bearer};
pub use token::token_exchange::{ACCESS_TOKEN_TYPE, ID_TOKEN_TYPE, JWT_TYPE, TokenExchange};
pub use token::token_request::{Revoke, TokenRequest};
