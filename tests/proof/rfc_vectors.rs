//! The signatures that the RFCs print: what they sign, with which key, and that no other key or algorithm passes.

use base64ct::{Base64UrlUnpadded as Base64, Encoding as _};
use grantlet::{
    Algorithm, JwkSetError, PublicKey, UnsignedJws, signing_key, verify_es256, verify_rs256,
};

/// A key and a document that it signed, of an RFC.
struct Row {
    from: &'static str,
    algorithm: Algorithm,
    key_id: &'static str,
    key: &'static str,
    jws: &'static str,
}

/// RFC 7515, appendix A.1: the key is symmetric, and its bytes are no text.
const HMAC_KEY: &str =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
const RSA_OF_7515: &str = concat!(
    r#"{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddx"#,
    "HmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs",
    "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSH",
    "SXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV",
    "MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8",
    r#"NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}"#
);
const EC_OF_7515: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
/// RFC 7520, section 3.3.
const RSA_OF_7520: &str = concat!(
    r#"{"kty":"RSA","kid":"bilbo.baggins@hobbiton.example","use":"sig","#,
    r#""n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT"#,
    "-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj",
    "-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKw",
    r#"uCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw","e":"AQAB"}"#
);
/// RFC 7520, section 3.1: of a curve that is not P-256.
const P521_OF_7520: &str = concat!(
    r#"{"kty":"EC","kid":"bilbo.baggins@hobbiton.example","use":"sig","crv":"P-521","#,
    r#""x":"AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt","#,
    r#""y":"AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"}"#
);
/// RFC 7520, section 3.5.
const HMAC_OF_7520: &str = "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg";
const ED25519_OF_8037: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const EC_OF_9449: &str = r#"{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}"#;

const RS256_OF_7515: &str = concat!(
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt",
    "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7",
    "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K",
    "0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB",
    "p0igcN_IoypGlUPQGe77Rw"
);
const RS256_OF_7520: &str = concat!(
    "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.",
    "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBr",
    "ZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.",
    "MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3",
    "lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12",
    "podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg"
);
const ROWS: [Row; 5] = [
    Row {
        from: "RFC 7515, appendix A.2",
        algorithm: Algorithm::Rs256,
        key_id: "",
        key: RSA_OF_7515,
        jws: RS256_OF_7515,
    },
    Row {
        from: "RFC 7515, appendix A.3",
        algorithm: Algorithm::Es256,
        key_id: "",
        key: EC_OF_7515,
        jws: concat!(
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt",
            "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.",
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        ),
    },
    Row {
        from: "RFC 7520, section 4.1",
        algorithm: Algorithm::Rs256,
        key_id: "bilbo.baggins@hobbiton.example",
        key: RSA_OF_7520,
        jws: RS256_OF_7520,
    },
    Row {
        from: "RFC 8037, appendix A.4",
        algorithm: Algorithm::EdDsa,
        key_id: "",
        key: ED25519_OF_8037,
        jws: concat!(
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.",
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        ),
    },
    Row {
        from: "RFC 9449, section 7.1, before it had ath",
        algorithm: Algorithm::Es256,
        key_id: "",
        key: EC_OF_9449,
        jws: concat!(
            "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMi",
            "LCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.",
            "eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6",
            "MTU2MjI2MjYxOH0.",
            "lNhmpAX1WwmpBvwhok4E74kWCiGBNdavjLAeevGy32H3dbF0Jbri69Nm2ukkwb-uyUI4AUg1JSskfWIyo4UCbQ"
        ),
    },
];

fn verifies(key: &PublicKey<'_>, input: &[u8], signature: &[u8]) -> bool {
    match key.algorithm() {
        Algorithm::Es256 => verify_es256(key, input, signature),
        Algorithm::Rs256 | Algorithm::Ps256 => verify_rs256(key, input, signature),
        _ => {
            use ed25519_dalek::Verifier as _;
            let public = Base64::decode_vec("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").unwrap();
            let public: [u8; 32] = public.try_into().unwrap();
            assert_eq!(*key, PublicKey::ed25519(&public));
            let signature = ed25519_dalek::Signature::from_slice(signature).unwrap();
            let key = ed25519_dalek::VerifyingKey::from_bytes(&public).unwrap();
            key.verify(input, &signature).is_ok()
        }
    }
}

fn set(keys: &[&str]) -> Vec<u8> {
    format!(r#"{{"keys":[{}]}}"#, keys.join(",")).into_bytes()
}

#[test]
fn the_signatures_of_the_rfcs_are_verified_with_their_keys() {
    // All keys in one set: type, curve and `kid` find the right one, where they can.
    for Row { from, algorithm, key_id, key, jws } in &ROWS {
        let (input, signature) = jws.rsplit_once('.').unwrap();
        let mut signature = Base64::decode_vec(signature).unwrap();
        let mut one = set(&[P521_OF_7520, r#"{"kty":"oct","k":"AQ"}"#, key]);
        let found = signing_key(&mut one, *algorithm, key_id).unwrap();
        assert!(verifies(&found, input.as_bytes(), &signature), "{from}");
        assert!(!verifies(&found, &input.as_bytes()[1..], &signature), "{from}: another document");
        signature[9] ^= 1;
        assert!(!verifies(&found, input.as_bytes(), &signature), "{from}: another signature");
        // Another key of the same type.
        let other = match *algorithm {
            Algorithm::Es256 if *key == EC_OF_7515 => EC_OF_9449,
            Algorithm::Es256 => EC_OF_7515,
            Algorithm::Rs256 if *key == RSA_OF_7515 => RSA_OF_7520,
            Algorithm::Rs256 => RSA_OF_7515,
            _ => continue,
        };
        signature[9] ^= 1;
        let mut other = set(&[other]);
        let other = signing_key(&mut other, *algorithm, "").unwrap();
        assert!(!verifies(&other, input.as_bytes(), &signature), "{from}: another key");
    }
}

/// The key says which algorithm, and a signature of PKCS #1 v1.5 is none of PSS.
#[test]
fn a_key_of_the_rfcs_serves_no_other_algorithm() {
    let (input, signature) = RS256_OF_7520.rsplit_once('.').unwrap();
    let signature = Base64::decode_vec(signature).unwrap();
    let mut keys = set(&[RSA_OF_7520]);
    let key_id = "bilbo.baggins@hobbiton.example";
    let pss = signing_key(&mut keys, Algorithm::Ps256, key_id).unwrap();
    assert!(!verify_rs256(&pss, input.as_bytes(), &signature));
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Hs256] {
        let mut keys = set(&[RSA_OF_7520, RSA_OF_7515, P521_OF_7520]);
        assert_eq!(signing_key(&mut keys, algorithm, "").map(drop), Err(JwkSetError::NoKey));
    }
    let mut keys = set(&[RSA_OF_7520]);
    let other = signing_key(&mut keys, Algorithm::Rs256, "frodo.baggins@hobbiton.example");
    assert_eq!(other.map(drop), Err(JwkSetError::NoKey), "wrong kid");
}

/// RFC 7515, appendix A.1, and RFC 7520, section 4.4: HMAC, byte for byte.
#[test]
fn the_hmacs_of_the_rfcs_are_written() {
    for (key, jws) in [
        (
            HMAC_KEY,
            concat!(
                "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.",
                "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.",
                "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
            ),
        ),
        (
            HMAC_OF_7520,
            concat!(
                "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9.",
                "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlm",
                "IHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.",
                "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0"
            ),
        ),
    ] {
        let key = Base64::decode_vec(key).unwrap();
        let (input, _) = jws.rsplit_once('.').unwrap();
        let mut buffer = vec![0; jws.len()];
        buffer[..input.len()].copy_from_slice(input.as_bytes());
        let mut unsigned = UnsignedJws::of_input(Algorithm::Hs256, &mut buffer, input.len());
        assert_eq!(unsigned.sign_hs256_len(&key), Ok(jws.len()));
        assert_eq!(std::str::from_utf8(&buffer), Ok(jws));
    }
}

/// RFC 8037, appendix A.4: Ed25519 signs the input itself, and the same input gives the same document.
#[test]
fn the_ed25519_document_of_the_rfc_is_written() {
    use ed25519_dalek::Signer as _;
    let [.., Row { jws, .. }, _] = &ROWS;
    let seed = Base64::decode_vec("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
    let key = ed25519_dalek::SigningKey::from_bytes(&seed.try_into().unwrap());
    let (input, _) = jws.rsplit_once('.').unwrap();
    let mut buffer = vec![0; jws.len()];
    buffer[..input.len()].copy_from_slice(input.as_bytes());
    let unsigned = UnsignedJws::of_input(Algorithm::EdDsa, &mut buffer, input.len());
    let signature = key.sign(unsigned.input().as_bytes()).to_bytes();
    assert_eq!(unsigned.sign(&signature), Ok(*jws));
}
