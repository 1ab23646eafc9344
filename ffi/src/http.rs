//! HTTP/1.1, for programs without a library for it.

use core::ffi::{c_char, c_void};

use grantlet::engine::{self, Writer};

use crate::request::Request;
use crate::span::{Span, cleared};
use crate::status::{Error, Status};
use crate::value::write_value;

/// The parts of an absolute http or https URL, for a modem that takes them one by one.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Url {
    /// The name or the address to connect to, an IPv6 address without its brackets.
    pub host: Span,
    /// Host and port as the URL has them: the value of the header field `Host`.
    pub authority: Span,
    /// Path and query, the target of a request: `/` where the URL has neither. A query without a path starts with `?`:
    /// put `/` before it.
    pub path: Span,
    /// The port: 443 for https and 80 for http where the URL has none.
    pub port: u16,
    /// Whether it is https: connect with TLS, and verify the host's certificate.
    pub https: bool,
}

/// A URL in its parts.
struct Parts<'a> {
    https: bool,
    host: &'a [u8],
    port: u16,
    authority: &'a [u8],
    path: &'a [u8],
}

fn split(url: &[u8]) -> Option<Parts<'_>> {
    let (https, host) = match engine::host(url, engine::HTTPS) {
        Some(host) => (true, host),
        None => (false, engine::host(url, b"http://")?),
    };
    // The scheme was compared by its length.
    let rest = url.get(if https { 8 } else { 7 }..)?;
    let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?')).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    // After the host comes nothing but a colon and digits up to 65535.
    let mut digits = authority.get(host.len()..)?.iter().skip(1).peekable();
    let mut port = if https { 443 } else { 80 };
    if digits.peek().is_some() {
        port = digits.try_fold(0u16, |port, digit| {
            port.checked_mul(10)?.checked_add(u16::from(digit.wrapping_sub(b'0')))
        })?;
    }
    let host = match host {
        [b'[', inner @ .., b']'] | inner => inner,
    };
    Some(Parts { https, host, port, authority, path })
}

/// Splits a URL, for a modem that is given host, port and path.
///
/// @param url   An absolute URL, such as that of a request.
/// @param parts Receives its parts, which point into the URL; zeros on errors.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_ENCODING` for what is neither an http nor an https URL.
///
/// # Safety
/// The span can be read, `parts` can be written.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_url_split(url: Span, parts: *mut Url) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let parts = or_return!(cleared(parts).ok_or(Status::ENull));
        let url = or_return!(url.get());
        let Some(found) = split(url) else { return Status::EEncoding };
        *parts = Url {
            host: Span::of(found.host),
            authority: Span::of(found.authority),
            path: Span::of(if found.path.is_empty() { b"/" } else { found.path }),
            port: found.port,
            https: found.https,
        };
    }
    Status::Ok
}

/// The method of a request: `POST`, or `GET` for a profile with `grantlet_setting_dangerously_send_in_query`.
///
/// @param request A request, by one of the functions above.
/// @return A string ended by NUL, never NULL.
///
/// # Safety
/// The pointer is NULL or a request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_request_method(request: *const Request) -> *const c_char {
    // SAFETY: the caller says so.
    let headers = unsafe { request.as_ref().and_then(|request| request.headers.get().ok()) };
    if headers.is_some_and(is_get) { c"GET".as_ptr() } else { c"POST".as_ptr() }
}

/// Writes the head of a request in HTTP/1.1 (RFC 9112): the request line, `Host`, `Content-Length`, the header
/// fields of the request and the empty line. Send it, then `request->body`. For a header field of your own,
/// such as `Connection: close`, send the head without its last two bytes, the field, and CR LF twice. The head is
/// secret.
///
/// @param request  The request, by one of the functions above.
/// @param out      The buffer: URL and header fields, and at most 60 bytes more.
/// @param capacity Its length in bytes.
/// @param head     Receives the head, in the buffer.
/// @param error    Receives `needed`, the length of the head, with `GRANTLET_E_BUFFER_TOO_SMALL`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING` for a URL that is no URL.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_request_head(
    request: *const Request,
    out: *mut c_void,
    capacity: usize,
    head: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write_value((out, capacity), head, error, |buffer, error| {
            let request = request.as_ref().ok_or(Status::ENull)?;
            let url = split(request.url.get()?).ok_or(Status::EEncoding)?;
            let mut digits = [0; 20];
            let headers = request.headers.get()?;
            let method: &[u8] = if is_get(headers) { b"GET" } else { b"POST" };
            let parts: [&[u8]; 11] = [
                method,
                b" ",
                if let [b'/', ..] = url.path { b"" } else { b"/" },
                url.path,
                b" HTTP/1.1\r\nHost: ",
                url.authority,
                b"\r\nContent-Length: ",
                decimal(request.body.get()?.len(), &mut digits),
                b"\r\n",
                headers,
                b"\r\n",
            ];
            let mut writer = Writer::new(buffer);
            for part in parts {
                writer.bytes(part);
            }
            writer.end().map_err(|refused| error.of_request(refused.into()))
        })
    }
}

/// Whether a request has a query in place of a body.
fn is_get(headers: &[u8]) -> bool {
    headers.starts_with(b"Cache-Control: ")
}

/// The decimal digits of a length. The core writes numbers of 64 bits, whose division a firmware would link.
fn decimal(length: usize, digits: &mut [u8; 20]) -> &[u8] {
    let (mut rest, mut written) = (length, 0);
    for digit in digits.iter_mut().rev() {
        *digit = b'0'.wrapping_add(u8::try_from(rest % 10).unwrap_or(0));
        rest /= 10;
        written += 1;
        if rest == 0 {
            break;
        }
    }
    digits.get(20 - written..).unwrap_or_default()
}
