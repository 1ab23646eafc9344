//! What the npm package runs: the core behind a boundary of nothing but integers.
//!
//! Strings do not cross. The wrapper in `js/` writes what it has into memory, calls, and slices the
//! answer out of memory, or out of its own string where that is ASCII. Every function takes the same
//! arguments, and they lie in memory in this order:
//!
//! | part | length | what |
//! |---|---|---|
//! | reply | [`REPLY_BYTES`] | where the answer stands: 32-bit words, see [`reply`] |
//! | text | `text` | UTF-8, the client and what is asked, with a NUL after each field |
//! | body | `body` | bytes: an answer, an address, a verifier |
//! | room | the rest | what is written |
//!
//! `flags` tells how the client's provider differs, see [`client`]; `number` is the kind of login or
//! grant, or an HTTP status. 0 is success; any other value is the number of a [`fault`].

#![cfg_attr(all(target_family = "wasm", not(test)), no_std)]

pub mod client;
pub mod fault;
pub mod message;
pub mod numbers;
pub mod reply;

mod answers;
mod devices;
#[cfg(target_family = "wasm")]
mod entropy;
mod id_tokens;
mod logins;
mod requests;
#[cfg(all(target_family = "wasm", not(test)))]
mod without_std;

#[cfg(all(not(target_family = "wasm"), test))]
mod abi;
#[cfg(all(target_family = "wasm", test))]
#[path = "../tests/browser.rs"]
mod browser;

use wasm_bindgen::prelude::wasm_bindgen;

pub use answers::{kept, response};
pub use client::misspelt;
pub use devices::device;
pub use id_tokens::id_token;
pub use logins::{callback, login};
use message::Message;
pub use reply::{REPLY_BYTES, WORDS};
pub use requests::{hash, request};

macro_rules! exports {
    ($($(#[$doc:meta])* $export:ident = $function:ident;)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Safety
            /// `at` is the address of a reply and of `room` bytes behind it that nobody else uses during
            /// the call, a multiple of four; what the wrapper wrote as text is UTF-8.
            #[wasm_bindgen]
            pub unsafe extern "C" fn $export(
                at: usize,
                room: usize,
                text: usize,
                body: usize,
                flags: u32,
                number: u32,
            ) -> u32 {
                let reply = at as *mut [u32; WORDS];
                // SAFETY: the caller says that both are there, one behind the other, and nobody else's.
                let (reply, rest) = unsafe {
                    (&mut *reply, core::slice::from_raw_parts_mut(reply.add(1).cast(), room))
                };
                Message::read(reply, rest, text, body).answer(|message| {
                    $function(message, &client::Flags(flags), number)
                })
            }
        )*

        /// The functions that cross.
        #[cfg(test)]
        pub(crate) const EXPORTS: &[&str] = &[$(stringify!($export),)*];
    };
}

exports! {
    /// Starts a login: [`login`].
    start_login = login;
    /// Reads the address that the user came back to: [`callback`].
    read_callback = callback;
    /// Writes a request: [`request`].
    write_request = request;
    /// Reads the answer of a token endpoint: [`response`].
    read_response = response;
    /// Reads what is kept of a response that is refused: [`kept`].
    read_kept = kept;
    /// Reads the response that starts a device's login: [`device`].
    read_device = device;
    /// Reads an `id_token`: [`id_token`].
    read_id_token = id_token;
    /// Looks for a misspelt word in a client's lists: [`misspelt`].
    check_client = misspelt;
    /// Writes a hash: [`hash`].
    write_hash = hash;
}
