//! The caller's key: in a test in memory, in a device in a secure element.

use grantlet::{
    Algorithm, ClientAssertion, DpopNonce, DpopProof, PublicKey, Secret, UnixTime, UnsignedJws,
};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use p256::ecdsa::{Signature, SigningKey};

use super::login::{entropy, now};

/// That of the client `hmac`.
pub(crate) const SECRET: &str = "a client_secret that is as long as HS256 wants it";

pub(crate) struct Key {
    private: SigningKey,
    point: [u8; 65],
}

impl Key {
    /// The key that `server.mjs` knows.
    pub(crate) fn known() -> Self {
        let private = SigningKey::from_slice(&[0x5A; 32]).expect("a key");
        let point = private.verifying_key().to_sec1_point(false);
        Self { point: point.as_bytes().try_into().expect("65 bytes"), private }
    }

    pub(crate) fn public(&self) -> PublicKey<'_> {
        PublicKey::p256_point(&self.point).expect("an uncompressed point")
    }

    pub(crate) fn sign(&self, unsigned: UnsignedJws<'_>) -> String {
        let signature: Signature = self.private.sign(unsigned.input().as_bytes());
        unsigned.sign_der(signature.to_der().as_bytes()).expect("room").to_owned()
    }

    /// As a secure element does: the signature of a digest, in DER.
    pub(crate) fn sign_digest(&self, digest: &[u8]) -> Vec<u8> {
        let signature: Signature = self.private.sign_prehash(digest).expect("a digest");
        signature.to_der().as_bytes().to_vec()
    }

    /// A proof of its own for each request.
    pub(crate) fn proof(
        &self,
        method: &str,
        url: &str,
        nonce: &DpopNonce,
        access_token: Option<&str>,
    ) -> String {
        let (jti, mut buffer) = (jti(), [0; 1024]);
        let mut proof =
            DpopProof::new(self.public(), method, url, &jti, UnixTime::from_secs(now()));
        if let Some(token) = access_token {
            proof = proof.access_token(Secret::new(token));
        }
        self.sign(proof.nonce(nonce.as_str()).write(&mut buffer).expect("a proof"))
    }
}

pub(crate) fn jti() -> String {
    let mut text = [0; 43];
    let entropy = entropy();
    let (first, _) = entropy.split_first_chunk::<32>().expect("96 bytes");
    grantlet::engine::from_entropy(first, &mut text).expect("entropy");
    String::from_utf8(text.to_vec()).expect("base64url")
}

/// Authenticates the client `signs`, or `hmac`, once.
pub(crate) fn assertion(client_id: &str, issuer: &str) -> String {
    let (jti, mut buffer, now) = (jti(), [0; 1024], UnixTime::from_secs(now()));
    let of = |algorithm| ClientAssertion::new(algorithm, client_id, issuer, &jti, now);
    if client_id == "hmac" {
        let unsigned = of(Algorithm::Hs256).write(&mut buffer).expect("an assertion");
        return unsigned.sign_hs256(Secret::new(SECRET)).expect("room").to_owned();
    }
    Key::known().sign(of(Algorithm::Es256).key_id("k1").write(&mut buffer).expect("an assertion"))
}
