//! What the `Authorization` header carries.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The access token of `Authorization: Bearer`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    with_scheme(headers, "Bearer")
}

/// Client id and secret of `Authorization: Basic`, decoded; `Some(Err(()))` where there is one that cannot be read.
pub(crate) fn basic(headers: &HeaderMap) -> Option<Result<(String, String), ()>> {
    with_scheme(headers, "Basic").map(|encoded| decode_basic(encoded).ok_or(()))
}

fn decode_basic(encoded: &str) -> Option<(String, String)> {
    let joined = STANDARD.decode(encoded).ok()?;
    // Decoding comes after the split, so that a colon inside either half survives as %3A.
    let colon = joined.iter().position(|byte| *byte == b':')?;
    Some((decode(&joined[..colon])?, decode(&joined[colon + 1..])?))
}

/// RFC 6749 section 2.3.1: each half is form-encoded, so a space may come as `%20` or as `+`.
fn decode(half: &[u8]) -> Option<String> {
    let spaced: Vec<u8> =
        half.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_encoding::percent_decode(&spaced).decode_utf8().ok().map(Into::into)
}

pub(crate) fn with_scheme<'h>(headers: &'h HeaderMap, scheme: &str) -> Option<&'h str> {
    let (found, rest) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    found.eq_ignore_ascii_case(scheme).then(|| rest.trim())
}
