//! The base URL of one tenant or shop out of many.

use crate::member::Member;
use crate::oauth::request_error::RequestError;
use crate::text::buffer::{Writer, written};
use crate::text::words::cut;

/// Writes the base URL of one tenant, shop or region: a template with one `{}`, and the name that is put
/// there. The name consists of the characters of a host: letters, digits, `-` and single dots between them. So
/// what a user typed, or a redirect brought, cannot name another host, a path or a port. In a host, a domain
/// follows it, as in `https://{}.myshopify.com`.
///
/// Templates of the gallery: [`SHOPIFY_BASE_URL`](crate::providers::SHOPIFY_BASE_URL),
/// [`ENTRA_BASE_URL`](crate::providers::ENTRA_BASE_URL).
///
/// # Errors
/// [`RequestError::Missing`] of the base URL for an empty name; [`RequestError::Chars`] for one with another
/// character, or with a dot at an end or beside another; [`RequestError::Url`] for a template without `{}`, with
/// two, or with one that ends the host; the exact length where the buffer is too small.
///
/// # Example
/// ```
/// use grantlet::providers::{SHOPIFY, SHOPIFY_BASE_URL};
/// use grantlet::{base_url, Client, Member, RequestError, Secret};
/// let mut buffer = [0; 64];
/// let url = base_url(SHOPIFY_BASE_URL, "acme", &mut buffer)?;
/// assert_eq!(url, "https://acme.myshopify.com");
/// let client = Client::confidential(&SHOPIFY, "id", Secret::new("sesame")).base_url(url);
///
/// let mut buffer = [0; 64];
/// let hostile = base_url(SHOPIFY_BASE_URL, "evil.example/", &mut buffer);
/// assert_eq!(hostile, Err(RequestError::Chars(Member::BaseUrl)));
/// # Ok::<(), RequestError>(())
/// ```
pub fn base_url<'b>(
    template: &str,
    name: &str,
    buffer: &'b mut [u8],
) -> Result<&'b str, RequestError> {
    let len = base_url_len(template.as_bytes(), name.as_bytes(), buffer)?;
    Ok(written(buffer, len))
}

/// As [`base_url`], the length of what was written, for bindings.
///
/// # Errors
/// As [`base_url`].
pub fn base_url_len(
    template: &[u8],
    name: &[u8],
    buffer: &mut [u8],
) -> Result<usize, RequestError> {
    let (before, after) = cut(template, b'{');
    let after = match after {
        Some([b'}', after @ ..]) if !after.contains(&b'{') => after,
        _ => return Err(RequestError::Url(Member::BaseUrl)),
    };
    // Where the name ends the host, it would name any host: a domain must follow.
    let (_, authority) = cut(before, b'/');
    let is_path = authority.is_some_and(|rest| rest.iter().skip(1).any(|byte| *byte == b'/'));
    let has_domain = matches!(cut(after, b'/').0, [b'.', domain @ ..] if domain.contains(&b'.'));
    if !is_path && !has_domain {
        return Err(RequestError::Url(Member::BaseUrl));
    }
    if name.is_empty() {
        return Err(RequestError::Missing(Member::BaseUrl));
    }
    let is_label = |label: &[u8]| {
        !label.is_empty() && label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    if !name.split(|byte| *byte == b'.').all(is_label) {
        return Err(RequestError::Chars(Member::BaseUrl));
    }
    let mut writer = Writer::new(buffer);
    writer.bytes(before);
    writer.bytes(name);
    writer.bytes(after);
    Ok(writer.end()?)
}
