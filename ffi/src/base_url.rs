//! The base URL of one tenant or shop out of many.

use core::ffi::c_void;

use grantlet::engine;

use crate::span::Span;
use crate::status::{Error, Status};
use crate::value::write_value;

/// Writes the base URL of one tenant, shop or region: a pattern with one `{}`, and the name that is put there.
/// The name consists of the characters of a host: letters, digits, `-` and single dots between them. So what a
/// user typed cannot name another host, a path or a port. The pattern of `grantlet_shopify` is
/// `https://{}.myshopify.com`, that of `grantlet_entra` `https://login.microsoftonline.com/{}`.
///
/// @param pattern The pattern.
/// @param name     What is put in the place of `{}`.
/// @param out      The buffer.
/// @param capacity Its length in bytes.
/// @param url      Receives the URL, in the buffer.
/// @param error    Receives `needed`, the length of the URL, with `GRANTLET_E_BUFFER_TOO_SMALL`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_REQUEST_MISSING` for an empty
///         name; `GRANTLET_E_REQUEST_CHARS` for a name with another character, or with a dot at an end or beside
///         another; `GRANTLET_E_REQUEST_URL` for a pattern without `{}`, or with two.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_base_url(
    pattern: Span,
    name: Span,
    out: *mut c_void,
    capacity: usize,
    url: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write_value((out, capacity), url, error, |buffer, error| {
            let (pattern, name) = (pattern.get()?, name.get()?);
            engine::base_url_len(pattern, name, buffer).map_err(|refused| error.of_request(refused))
        })
    }
}
