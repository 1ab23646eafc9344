//! The WebAssembly module of the npm package: the core with a boundary of integers only.
//!
//! Strings are passed in memory. The wrapper in `js/` writes its arguments into memory, calls a function, and
//! slices the results out of memory, or out of its own string if that is ASCII. Every function has the same
//! parameters. Memory is laid out in this order:
//!
//! | part | length in bytes | contents |
//! |---|---|---|
//! | reply | [`REPLY_BYTES`] | the results: 32-bit words with offsets and lengths, see [`reply`] |
//! | text | `text` | UTF-8: the client and the arguments, each field followed by NUL |
//! | body | `body` | bytes: a response, a callback URL or a verifier |
//! | room | the rest | output |
//!
//! `number` is the kind of login or grant, or an HTTP status. A function returns 0, or the number of an error:
//! see [`fault`].

#![cfg_attr(all(target_family = "wasm", not(test)), no_std)]

pub mod client;
pub mod fault;
pub mod message;
pub mod numbers;
pub mod reply;

mod devices;
mod endpoints;
#[cfg(target_family = "wasm")]
mod entropy;
mod id_tokens;
mod keys;
mod logins;
mod metadata;
mod proof;
mod requests;
mod responses;
#[cfg(all(target_family = "wasm", not(test)))]
mod without_std;

#[cfg(all(not(target_family = "wasm"), test))]
mod abi;
#[cfg(all(target_family = "wasm", test))]
#[path = "../tests/browser.rs"]
mod browser;

use wasm_bindgen::prelude::wasm_bindgen;

pub use client::misspelt;
pub use devices::device;
pub use endpoints::endpoints;
pub use id_tokens::id_token;
pub use keys::keys;
pub use logins::{callback, login};
use message::Message;
pub use metadata::metadata;
pub use proof::{assertion, proof, thumbprint};
pub use reply::{REPLY_BYTES, WORDS};
pub use requests::{hash, request};
pub use responses::{kept, response};

macro_rules! exports {
    ($list:ident: $($(#[$doc:meta])* $export:ident = $function:ident;)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Safety
            /// `at` is a multiple of four, and the address of a reply followed by `room` bytes. Nothing else
            /// uses this memory during the call. The text is UTF-8.
            #[wasm_bindgen]
            pub unsafe extern "C" fn $export(
                at: usize,
                room: usize,
                text: usize,
                body: usize,
                number: u32,
            ) -> u32 {
                let reply = at as *mut [u32; WORDS];
                // SAFETY: the caller guarantees that the reply and the bytes after it are valid and not aliased.
                let (reply, rest) = unsafe {
                    (&mut *reply, core::slice::from_raw_parts_mut(reply.add(1).cast(), room))
                };
                Message::read(reply, rest, text, body).run(|message| $function(message, number))
            }
        )*

        /// The exported functions.
        #[cfg(test)]
        pub(crate) const $list: &[&str] = &[$(stringify!($export),)*];
    };
}

// Modules of their own, which only pages load that use them: see `build.js`.
#[cfg(any(feature = "metadata", test))]
exports! { METADATA:
    /// Reads a server's metadata: [`metadata`].
    read_metadata = metadata;
}

#[cfg(any(feature = "endpoints", test))]
exports! { ENDPOINTS:
    /// Writes requests to further endpoints, and reads their responses: [`endpoints`].
    call_endpoint = endpoints;
}

#[cfg(any(feature = "keys", test))]
exports! { KEYS:
    /// Reads an `id_token` and the keys of its issuer: [`keys`].
    read_keys = keys;
}

#[cfg(any(feature = "proof", test))]
exports! { PROOF:
    /// Writes a DPoP proof: [`proof`].
    write_proof = proof;
    /// Writes a client assertion or a request object: [`assertion`].
    write_assertion = assertion;
    /// Writes the thumbprint of a key: [`thumbprint`].
    write_thumbprint = thumbprint;
}

#[cfg(any(feature = "core", test))]
exports! { EXPORTS:
    /// Starts a login: [`login`].
    start_login = login;
    /// Reads a callback URL: [`callback`].
    read_callback = callback;
    /// Writes a request: [`request`].
    write_request = request;
    /// Reads a token response: [`response`].
    read_response = response;
    /// Reads the members to keep from a rejected response: [`kept`].
    read_kept = kept;
    /// Reads a device authorization response: [`device`].
    read_device = device;
    /// Reads an `id_token`: [`id_token`].
    read_id_token = id_token;
    /// Checks a client's lists: [`misspelt`].
    check_client = misspelt;
    /// Writes a hash: [`hash`].
    write_hash = hash;
}
