//! Keys of a caller, one of each algorithm, and what signs with them.

use std::sync::OnceLock;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use ed25519_dalek::Signer as _;
use grantlet::{Algorithm, PublicKey, Secret, UnsignedJws};
use grantlet_tests::random::Random;
use jsonwebtoken::{DecodingKey, EncodingKey};
use rsa::signature::{RandomizedSigner as _, SignatureEncoding as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{pkcs1v15, pss};

/// At least 32 bytes, and more than one block of SHA-256.
pub(crate) const SECRET: &str =
    "a client_secret that is longer than one block of SHA-256, which HMAC hashes first";

/// Numbers for keys and signatures of tests.
pub(crate) struct Entropy(pub(crate) Random);

impl rsa::rand_core::TryRng for Entropy {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(u32::from_le_bytes(self.0.number().to_le_bytes()[..4].try_into().unwrap()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(self.0.number())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.fill_with(|| self.0.byte());
        Ok(())
    }
}

impl rsa::rand_core::TryCryptoRng for Entropy {}

/// A key, with its public half as numbers.
pub(crate) struct Keys {
    p256: p256::ecdsa::SigningKey,
    point: [u8; 65],
    ed25519: ed25519_dalek::SigningKey,
    ed25519_public: [u8; 32],
    rsa: rsa::PrivateKey,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

pub(crate) fn keys() -> &'static Keys {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| {
        let p256 = p256::ecdsa::SigningKey::from_slice(&[0x5A; 32]).unwrap();
        let point = p256.verifying_key().to_sec1_point(false).as_bytes().try_into().unwrap();
        let ed25519 = ed25519_dalek::SigningKey::from_bytes(&[0x3C; 32]);
        let rsa = rsa::PrivateKey::new(&mut Entropy(Random(1)), 2048).unwrap();
        Keys {
            p256,
            point,
            ed25519_public: ed25519.verifying_key().to_bytes(),
            ed25519,
            modulus: rsa.n().to_be_bytes_trimmed_vartime().to_vec(),
            exponent: rsa.e().to_be_bytes_trimmed_vartime().to_vec(),
            rsa,
        }
    })
}

/// One of the first `count` algorithms; RSA, which is slow, once in ten rounds.
pub(crate) fn one_of(round: usize, count: usize) -> Algorithm {
    let all =
        [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256, Algorithm::Ps256, Algorithm::Hs256];
    match all[round % count] {
        Algorithm::Rs256 | Algorithm::Ps256 if round % 10 != 2 && round % 10 != 3 => all[round % 2],
        algorithm => algorithm,
    }
}

impl Keys {
    /// None for HS256, whose key is no public one.
    pub(crate) fn public(&self, algorithm: Algorithm) -> Option<PublicKey<'_>> {
        match algorithm {
            Algorithm::Es256 => PublicKey::p256_point(&self.point),
            Algorithm::EdDsa => Some(PublicKey::ed25519(&self.ed25519_public)),
            Algorithm::Rs256 => Some(PublicKey::rs256(&self.modulus, &self.exponent)),
            Algorithm::Ps256 => Some(PublicKey::ps256(&self.modulus, &self.exponent)),
            _ => None,
        }
    }

    /// Signs as a caller would: half of the ECDSA signatures come as DER.
    pub(crate) fn sign<'b>(&self, unsigned: UnsignedJws<'b>, random: &mut Random) -> &'b str {
        let input = unsigned.input().as_bytes();
        match unsigned.algorithm() {
            Algorithm::Es256 => {
                let signature: p256::ecdsa::Signature = self.p256.sign(input);
                if random.once_in(2) {
                    unsigned.sign_der(signature.to_der().as_bytes()).unwrap()
                } else {
                    unsigned.sign(&signature.to_bytes()).unwrap()
                }
            }
            Algorithm::EdDsa => {
                let signature = self.ed25519.sign(input).to_bytes();
                unsigned.sign(&signature).unwrap()
            }
            Algorithm::Rs256 => {
                let key = pkcs1v15::SigningKey::<sha2::Sha256>::new(self.rsa.clone());
                let signature = rsa::signature::Signer::sign(&key, input).to_vec();
                unsigned.sign(&signature).unwrap()
            }
            Algorithm::Ps256 => {
                let key = pss::SigningKey::<sha2::Sha256>::new(self.rsa.clone());
                let mut entropy = Entropy(Random(random.number()));
                let signature = key.sign_with_rng(&mut entropy, input).to_vec();
                unsigned.sign(&signature).unwrap()
            }
            _ => unsigned.sign_hs256(Secret::new(SECRET)).unwrap(),
        }
    }

    /// A JWK set with the public key.
    pub(crate) fn set(&self, algorithm: Algorithm, key_id: &str) -> String {
        let text = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes);
        let numbers = match algorithm {
            Algorithm::Es256 => {
                let (x, y) = (text(&self.point[1..33]), text(&self.point[33..]));
                format!(r#""kty":"EC","crv":"P-256","x":"{x}","y":"{y}""#)
            }
            Algorithm::EdDsa => {
                format!(r#""kty":"OKP","crv":"Ed25519","x":"{}""#, text(&self.ed25519_public))
            }
            _ => {
                let (n, e) = (text(&self.modulus), text(&self.exponent));
                format!(r#""kty":"RSA","n":"{n}","e":"{e}""#)
            }
        };
        format!(r#"{{"keys":[{{"kty":"oct","k":"AQ"}},{{"kid":"{key_id}",{numbers}}}]}}"#)
    }

    pub(crate) fn verify_ed25519(&self, input: &[u8], signature: &[u8]) -> bool {
        use ed25519_dalek::Verifier as _;
        let signature = ed25519_dalek::Signature::from_slice(signature).unwrap();
        self.ed25519.verifying_key().verify(input, &signature).is_ok()
    }

    pub(crate) fn sign_es256(&self, input: &str) -> Vec<u8> {
        let signature: p256::ecdsa::Signature = self.p256.sign(input.as_bytes());
        signature.to_bytes().to_vec()
    }

    /// The key by which another library verifies.
    pub(crate) fn decoding(&self, algorithm: Algorithm) -> DecodingKey {
        let text = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes);
        match algorithm {
            Algorithm::Es256 => {
                let (x, y) = (text(&self.point[1..33]), text(&self.point[33..]));
                DecodingKey::from_ec_components(&x, &y).unwrap()
            }
            Algorithm::EdDsa => {
                DecodingKey::from_ed_components(&text(&self.ed25519_public)).unwrap()
            }
            Algorithm::Rs256 | Algorithm::Ps256 => {
                DecodingKey::from_rsa_components(&text(&self.modulus), &text(&self.exponent))
                    .unwrap()
            }
            _ => DecodingKey::from_secret(SECRET.as_bytes()).unwrap(),
        }
    }
}

/// The key by which another library signs.
pub(crate) fn encoding(algorithm: Algorithm) -> EncodingKey {
    use ed25519_dalek::pkcs8::EncodePrivateKey as _;
    let keys = keys();
    match algorithm {
        Algorithm::Es256 => EncodingKey::from_ec_der(keys.p256.to_pkcs8_der().unwrap().as_bytes()),
        Algorithm::EdDsa => {
            EncodingKey::from_ed_der(keys.ed25519.to_pkcs8_der().unwrap().as_bytes())
        }
        Algorithm::Rs256 | Algorithm::Ps256 => {
            use rsa::pkcs1::EncodeRsaPrivateKey as _;
            EncodingKey::from_rsa_der(keys.rsa.to_pkcs1_der().unwrap().as_bytes())
        }
        _ => EncodingKey::from_secret(SECRET.as_bytes()).unwrap(),
    }
}

/// The name by which another library has the algorithm.
pub(crate) fn theirs(algorithm: Algorithm) -> jsonwebtoken::Algorithm {
    algorithm.as_str().parse().unwrap()
}
