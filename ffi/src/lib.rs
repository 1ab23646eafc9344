//! The C interface. `include/grantlet.h` is written from these files, and a test compares the two.
//!
//! A build that aborts on a panic (each target without a system, and the profile `firmware`
//! everywhere) needs only `core`: C programs link it without `std`.
#![cfg_attr(panic = "abort", no_std)]
// Doxygen's `@param` takes a bare name.
#![allow(clippy::doc_markdown)]
#![allow(non_upper_case_globals)]

/// The value of a result, or the function's own return with its status.
macro_rules! or_return {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(status) => return status,
        }
    };
}

// In the order of the header.
mod status;
mod member;
mod span;
mod profile;
mod gallery;
mod setting;
mod secret;
mod client;
mod base_url;
mod value;
mod call;
mod grants;
mod request;
mod http;
mod bearer;
mod url;
mod callback;
mod token;
mod algorithm;
mod dpop;
mod dpop_nonce;
mod client_assertion;
mod jws;
mod public_key;
mod read;
mod pushed;
mod token_exchange;
mod introspection;
mod registration;
mod revocation;
mod protected_resource;
mod challenge;
mod form_post;
mod hybrid;
mod id_token_signature;
mod device;
mod bold;
mod time;
mod settings;
mod session;
mod attempt;
mod receive;
mod userinfo;
mod held;
mod record;
mod server;
mod form;
#[cfg(feature = "negative_control")]
mod negative_control;

pub use algorithm::{Algorithm, AnyAlgorithm};
pub use attempt::*;
pub use base_url::*;
pub use bearer::*;
pub use bold::*;
pub use callback::*;
pub use challenge::*;
pub use client::*;
pub use client_assertion::{Assertion, grantlet_assertion_params, grantlet_client_assertion};
pub use device::*;
pub use dpop::*;
pub use dpop_nonce::*;
pub use form::*;
pub use form_post::*;
pub use gallery::*;
pub use grants::{
    CodeGrant, DeviceCodeGrant, ExtensionGrant, Options, PasswordGrant, RefreshGrant, Revocation,
};
pub use held::*;
pub use http::*;
pub use hybrid::*;
pub use id_token_signature::*;
pub use introspection::*;
pub use jws::{
    UnsignedJws, grantlet_jws_sha256, grantlet_jws_sign, grantlet_jws_sign_der,
    grantlet_jws_sign_hs256,
};
pub use member::*;
pub use profile::*;
pub use protected_resource::*;
pub use public_key::*;
pub use pushed::*;
pub use receive::*;
pub use record::*;
pub use registration::*;
pub use request::*;
pub use revocation::*;
pub use secret::*;
pub use server::*;
pub use session::*;
pub use setting::*;
pub use settings::Settings;
pub use span::{Pair, Span};
pub use status::*;
pub use time::*;
pub use token::*;
pub use token_exchange::*;
pub use url::*;
pub use userinfo::*;

/// Version of the binary interface, to compare with `grantlet_abi` at boot.
pub const ABI: u32 = 1;

/// Returns the version of the binary interface of the library.
///
/// @return `GRANTLET_ABI` of the header that belongs to the library.
#[unsafe(no_mangle)]
pub extern "C" fn grantlet_abi() -> u32 {
    ABI
}

/// Nothing here panics. Releases are built with `panic_check`: a panic path then calls a symbol that is
/// not defined, so that it does not link. A C program needs no other handler.
#[cfg(panic = "abort")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    #[cfg(feature = "panic_check")]
    {
        unsafe extern "C" {
            /// Defined nowhere.
            fn a_panic_path_survived() -> !;
        }
        // SAFETY: what calls it cannot be linked.
        unsafe { a_panic_path_survived() }
    }
    #[cfg(not(feature = "panic_check"))]
    loop {}
}
