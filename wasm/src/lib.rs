//! The JavaScript interface: what a script can call of the core so far.

use grantlet::Challenge;
use wasm_bindgen::prelude::wasm_bindgen;

/// The `code_challenge` of a `code_verifier` by S256 (RFC 7636, section 4.2), or `undefined` where
/// the verifier is not 43 to 128 unreserved characters. Needs no `crypto.subtle`.
///
/// # Example
/// ```
/// let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// let challenge = grantlet_wasm::code_challenge(verifier);
/// assert_eq!(challenge.as_deref(), Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
/// assert_eq!(grantlet_wasm::code_challenge("short"), None);
/// ```
#[must_use]
#[wasm_bindgen(js_name = codeChallenge)]
pub fn code_challenge(code_verifier: &str) -> Option<String> {
    Challenge::s256(code_verifier).ok().map(|challenge| challenge.as_str().to_string())
}
