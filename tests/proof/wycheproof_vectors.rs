//! Project Wycheproof's signatures: faulty ones are refused, by each key and in each encoding.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use grantlet::{Algorithm, ClientAssertion, PublicKey, UnixTime, verify_es256, verify_rs256};
use rsa::pkcs1::DecodeRsaPublicKey as _;
use rsa::traits::PublicKeyParts as _;
use wycheproof::TestResult;
use wycheproof::{ecdsa, rsa_pkcs1_verify as pkcs1, rsa_pss_verify as pss};

/// How many are valid, and how many are refused.
#[derive(Default)]
struct Count {
    valid: usize,
    refused: usize,
}

impl Count {
    fn add(&mut self, expected: TestResult, is_verified: bool, about: &str) {
        match expected {
            TestResult::Valid => {
                assert!(is_verified, "{about}");
                self.valid += 1;
            }
            TestResult::Invalid => {
                assert!(!is_verified, "{about}");
                self.refused += 1;
            }
            TestResult::Acceptable => {}
        }
    }
}

/// Both numbers of a signature in DER, as a JWS gets them.
fn from_der(der: &[u8]) -> Option<Vec<u8>> {
    let now = UnixTime::from_secs(0);
    let mut buffer = [0; 512];
    let jws = ClientAssertion::new(
        Algorithm::Es256,
        "app",
        "https://as.example",
        "e1j3V_bKic8-LAEB",
        now,
    )
    .write(&mut buffer)
    .unwrap()
    .sign_der(der)
    .ok()?;
    Some(Base64UrlUnpadded::decode_vec(jws.rsplit('.').next()?).unwrap())
}

#[test]
fn ecdsa_over_p256() {
    for (name, is_der) in [
        (ecdsa::TestName::EcdsaSecp256r1Sha256P1363, false),
        (ecdsa::TestName::EcdsaSecp256r1Sha256, true),
    ] {
        let mut count = Count::default();
        for group in ecdsa::TestSet::load(name).unwrap().test_groups {
            let point: [u8; 65] = group.key.key.as_slice().try_into().unwrap();
            let key = PublicKey::p256_point(&point).unwrap();
            for test in group.tests {
                let raw = if is_der { from_der(&test.sig) } else { Some(test.sig.to_vec()) };
                let is_verified = raw.is_some_and(|raw| verify_es256(&key, &test.msg, &raw));
                count.add(
                    test.result,
                    is_verified,
                    &format!("{name:?} {}: {}", test.tc_id, test.comment),
                );
            }
        }
        assert!(count.valid > 100 && count.refused > 80, "{} {}", count.valid, count.refused);
    }
}

fn numbers(asn: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let key = rsa::PublicKey::from_pkcs1_der(asn).unwrap();
    (key.n().to_be_bytes_trimmed_vartime().to_vec(), key.e().to_be_bytes_trimmed_vartime().to_vec())
}

#[test]
fn rsa_pkcs1_v1_5() {
    let mut count = Count::default();
    for name in [pkcs1::TestName::Rsa2048Sha256, pkcs1::TestName::Rsa4096Sha256] {
        for group in pkcs1::TestSet::load(name).unwrap().test_groups {
            let (modulus, exponent) = numbers(&group.asn_key);
            let key = PublicKey::rs256(&modulus, &exponent);
            for test in group.tests {
                let is_verified = verify_rs256(&key, &test.msg, &test.sig);
                count.add(
                    test.result,
                    is_verified,
                    &format!("{name:?} {}: {}", test.tc_id, test.comment),
                );
            }
        }
    }
    assert!(count.valid > 10 && count.refused > 100, "{} {}", count.valid, count.refused);
}

#[test]
fn rsa_pss() {
    let mut count = Count::default();
    for name in
        [pss::TestName::RsaPss2048Sha256Mgf1SaltLen32, pss::TestName::RsaPss4096Sha256Mgf1SaltLen32]
    {
        for group in pss::TestSet::load(name).unwrap().test_groups {
            let (modulus, exponent) = numbers(&group.asn_key);
            let key = PublicKey::ps256(&modulus, &exponent);
            for test in group.tests {
                let is_verified = verify_rs256(&key, &test.msg, &test.sig);
                count.add(
                    test.result,
                    is_verified,
                    &format!("{name:?} {}: {}", test.tc_id, test.comment),
                );
            }
        }
    }
    assert!(count.valid > 10 && count.refused > 50, "{} {}", count.valid, count.refused);
}
