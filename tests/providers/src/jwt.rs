//! Tokens that read as JWTs. **Their signatures are random bytes**: no key made them and no key verifies them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::mint;

/// The claims of an ID token.
#[derive(Serialize)]
pub(crate) struct IdClaims<'a> {
    pub(crate) iss: &'a str,
    pub(crate) sub: &'a str,
    pub(crate) aud: &'a str,
    pub(crate) exp: u64,
    pub(crate) iat: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<&'a str>,
    pub(crate) at_hash: String,
}

/// Header, claims and a random signature of the length that a 2048-bit RSA key would give.
pub(crate) fn unsigned(typ: &str, claims: &impl Serialize) -> String {
    let header = serde_json::json!({ "alg": "RS256", "kid": "simulator-has-no-key", "typ": typ });
    // The claims are plain structs of strings and numbers, which always serialize.
    let claims = serde_json::to_vec(claims).expect("claims are plain data");
    format!(
        "{}.{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(claims),
        mint::base64url::<256>()
    )
}

/// OIDC Core 1.0 section 3.1.3.6, for RS256: the left half of the access token's SHA-256.
pub(crate) fn at_hash(access_token: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(access_token.as_bytes()).into();
    URL_SAFE_NO_PAD.encode(&digest[..16])
}
