//! DPoP (RFC 9449), as a server that binds tokens to keys checks it: keys of P-256 alone, and a proof only once.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::grants::{Family, lock};
use crate::mint;

/// Seconds that a proof's time may differ from the server's. A lock in QEMU sleeps faster than this machine's clock goes.
const TOLERANCE: u64 = 60;

/// Which of the two servers: each has a nonce of its own (RFC 9449, sections 8 and 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Server {
    Authorization,
    Api,
}

/// Why a proof is refused: `error` and `error_description`.
pub(crate) type Refused = (&'static str, &'static str);

/// What a server knows of keys.
#[derive(Debug, Default)]
pub(crate) struct Dpop {
    wants_nonces: AtomicBool,
    nonces: [Mutex<String>; 2],
    seen: Mutex<HashSet<String>>,
    /// Thumbprints of the keys that logged in with a proof.
    keys: Mutex<HashMap<Family, String>>,
}

#[derive(Deserialize)]
struct Header {
    typ: String,
    alg: String,
    jwk: Jwk,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Jwk {
    crv: String,
    kty: String,
    x: String,
    y: String,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: u64,
    nonce: Option<String>,
    ath: Option<String>,
}

/// A request, as a proof names it.
pub(crate) struct Asked<'r> {
    pub(crate) server: Server,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) access_token: Option<&'r str>,
}

impl Dpop {
    /// From now on each response has another nonce, and a proof needs that of the response before.
    pub(crate) fn want_nonces(&self) {
        self.wants_nonces.store(true, Ordering::Relaxed);
        self.nonces.iter().for_each(|nonce| *lock(nonce) = mint::hex());
    }

    /// The thumbprint of the key that made the proof; none of a request without one.
    pub(crate) fn key(&self, asked: &Asked<'_>) -> Result<Option<String>, Refused> {
        let mut proofs = asked.headers.get_all("dpop").iter();
        let Some(proof) = proofs.next() else { return Ok(None) };
        if proofs.next().is_some() {
            return Err(invalid("more than one proof"));
        }
        let proof = proof.to_str().map_err(|_| invalid("not ASCII"))?;
        let (input, signature) = proof.rsplit_once('.').ok_or(invalid("no JWS"))?;
        let (header, claims) = input.split_once('.').ok_or(invalid("no JWS"))?;
        let header: Header = read(header).ok_or(invalid("its header"))?;
        let claims: Claims = read(claims).ok_or(invalid("its claims"))?;
        if header.typ != "dpop+jwt" || header.alg != "ES256" {
            return Err(invalid("typ or alg"));
        }
        verify(&header.jwk, input, signature).ok_or(invalid("its signature"))?;
        self.validate(asked, &claims)?;
        let Jwk { crv, kty, x, y } = &header.jwk;
        let jwk = format!(r#"{{"crv":"{crv}","kty":"{kty}","x":"{x}","y":"{y}"}}"#);
        Ok(Some(hash(&jwk)))
    }

    fn validate(&self, asked: &Asked<'_>, claims: &Claims) -> Result<(), Refused> {
        if claims.htm != asked.method {
            return Err(invalid("htm"));
        }
        if Some(&claims.htu) != url(asked).as_ref() {
            return Err(invalid("htu"));
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        if claims.iat.abs_diff(now) > TOLERANCE {
            return Err(invalid("iat"));
        }
        if claims.ath != asked.access_token.map(hash) {
            return Err(invalid("ath"));
        }
        if claims.jti.len() < 16 || !lock(&self.seen).insert(claims.jti.clone()) {
            return Err(invalid("jti was there before"));
        }
        let wanted = lock(&self.nonces[asked.server as usize]);
        if self.wants_nonces.load(Ordering::Relaxed) && claims.nonce.as_ref() != Some(&*wanted) {
            return Err(("use_dpop_nonce", "nonce"));
        }
        Ok(())
    }

    /// Adds a new nonce to a response, where nonces are wanted.
    pub(crate) fn add_nonce(&self, server: Server, response: &mut Response) {
        if self.wants_nonces.load(Ordering::Relaxed) {
            let nonce = mint::hex();
            // 32 hex digits.
            let value = HeaderValue::from_str(&nonce).expect("ASCII");
            response.headers_mut().insert("dpop-nonce", value);
            *lock(&self.nonces[server as usize]) = nonce;
        }
    }

    /// Binds all tokens of a login to a key, if there was a proof.
    pub(crate) fn bind(&self, family: Family, key: Option<String>) {
        if let Some(key) = key {
            lock(&self.keys).insert(family, key);
        }
    }

    /// Whether tokens of a login are bound to a key.
    pub(crate) fn is_bound(&self, family: Family) -> bool {
        lock(&self.keys).contains_key(&family)
    }

    /// Whether a request for tokens of a login, or with one, comes from the key of the login: none where it had none.
    pub(crate) fn check(&self, family: Family, key: Option<&str>) -> Result<(), Refused> {
        if lock(&self.keys).get(&family).map(String::as_str) == key {
            Ok(())
        } else {
            Err(invalid("another key than at the login"))
        }
    }
}

const fn invalid(description: &'static str) -> Refused {
    ("invalid_dpop_proof", description)
}

fn read<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn verify(jwk: &Jwk, input: &str, signature: &str) -> Option<()> {
    if jwk.kty != "EC" || jwk.crv != "P-256" {
        return None;
    }
    let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
    let point = [vec![4], decoded(&jwk.x)?, decoded(&jwk.y)?].concat();
    let key = VerifyingKey::from_sec1_bytes(&point).ok()?;
    let signature = Signature::from_slice(&decoded(signature)?).ok()?;
    key.verify(input.as_bytes(), &signature).ok()
}

fn hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

/// The address that the client sees: https ends before this server, but for clients on the same machine.
fn url(asked: &Asked<'_>) -> Option<String> {
    let host = asked.headers.get("host")?.to_str().ok()?;
    let scheme = if host.starts_with("127.0.0.1") { "http" } else { "https" };
    Some(format!("{scheme}://{host}{}", asked.path))
}
