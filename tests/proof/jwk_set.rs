//! JWK sets (RFC 7517; RFC 8725, section 3).

use grantlet::{Algorithm, JsonError, JwkSetError, Member, signing_key};

const X: &str = "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs";
const Y: &str = "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA";

fn ec(more: &str) -> String {
    format!(r#"{{"kty":"EC","crv":"P-256","x":"{X}","y":"{Y}"{more}}}"#)
}

fn of(keys: &[&str], algorithm: Algorithm, key_id: &str) -> Result<String, JwkSetError> {
    let mut set = format!(r#"{{"extra":{{"keys":[]}},"keys":[{}]}}"#, keys.join(",")).into_bytes();
    let key = signing_key(&mut set, algorithm, key_id)?;
    Ok(key.thumbprint(&mut [0; 2048]).unwrap().to_owned())
}

/// RFC 7517, sections 4 and 5.
#[test]
fn a_key_is_found_by_its_name_type_use_and_algorithm() {
    let found = || Ok("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I".to_owned());
    let none = || Err(JwkSetError::NoKey);
    let plain = ec("");
    for (keys, key_id, expected) in [
        (&[plain.as_str()][..], "", found()),
        (&[&plain], "a", none()),
        (&[&ec(r#","kid":"a""#)], "a", found()),
        (&[&ec(r#","kid":"\u0061""#)], "a", found()),
        (&[&ec(r#","kid":"b""#)], "a", none()),
        (&[&ec(r#","kid":"b""#), &ec(r#","kid":"a""#)], "a", found()),
        (&[&ec(r#","kid":"b""#), &ec(r#","kid":"a""#)], "", Err(JwkSetError::Ambiguous)),
        (&[&ec(r#","kid":"a""#), &ec(r#","kid":"a""#)], "a", Err(JwkSetError::Ambiguous)),
        (&[&ec(r#","use":"sig""#)], "", found()),
        (&[&ec(r#","use":"enc""#)], "", none()),
        (&[&ec(r#","key_ops":["verify"]"#)], "", found()),
        (&[&ec(r#","key_ops":["sign"]"#)], "", none()),
        (&[&ec(r#","alg":"ES256""#)], "", found()),
        (&[&ec(r#","alg":"ES384""#)], "", none()),
        (&[&ec(r#","kty":"EC""#)], "", none()),
        // What is not understood, or not valid, is skipped.
        (
            &[
                "{}",
                "[]",
                "7",
                "\"{\"",
                "null",
                r#"{"kty":7}"#,
                r#"{"kty":"oct","k":"AQ"}"#,
                &plain,
            ],
            "",
            found(),
        ),
        (&[r#"{"kty":"AKP","nested":[{"kty":"EC"}],"s":"}]\"{"}"#, &plain], "", found()),
        (&[&plain.replace("P-256", "P-384")], "", none()),
        (&[&plain.replace(X, &X[1..])], "", none()),
        (&[&plain.replace(X, &format!("{}=", &X[1..]))], "", none()),
        (&[&plain.replace(X, &format!("!{}", &X[1..])), &plain], "", found()),
        (&[&plain, &plain.replace(Y, &format!("{}B", &Y[..42]))], "", found()),
        (&[], "", none()),
    ] {
        assert_eq!(of(keys, Algorithm::Es256, key_id), expected, "{keys:?} {key_id}");
    }
    // RFC 8725, section 3.1: a key is of one algorithm.
    for other in [Algorithm::Rs256, Algorithm::Ps256, Algorithm::EdDsa, Algorithm::Hs256] {
        assert_eq!(of(&[&plain], other, ""), none(), "{other:?}");
    }
    assert_eq!(of(&[r#"{"kty":"oct","k":"AQAB"}"#], Algorithm::Hs256, ""), none());
}

/// RFC 8725, section 3.2.
#[test]
fn an_rsa_key_has_2048_to_8192_bits() {
    use base64ct::{Base64UrlUnpadded as Base64, Encoding as _};
    let key = |modulus: &[u8], exponent: &[u8]| {
        let (n, e) = (Base64::encode_string(modulus), Base64::encode_string(exponent));
        format!(r#"{{"kty":"RSA","n":"{n}","e":"{e}"}}"#)
    };
    for (modulus, exponent, is_found) in [
        (vec![0xFF; 256], &[1, 0, 1][..], true),
        (vec![0xFF; 1024], &[3], true),
        (vec![0xFF; 255], &[1, 0, 1], false),
        ([vec![0x80], vec![0; 255]].concat(), &[1, 0, 1], true),
        ([vec![0x7F], vec![0xFF; 255]].concat(), &[1, 0, 1], false),
        ([vec![0x01], vec![0xFF; 256]].concat(), &[1, 0, 1], true),
        (vec![0xFF; 1025], &[1, 0, 1], false),
        ([vec![0], vec![0xFF; 256]].concat(), &[1, 0, 1], false),
        (vec![0xFF; 256], &[], false),
        (vec![0xFF; 256], &[0, 3], false),
        (vec![0xFF; 256], &[1, 0, 0, 0, 1], false),
    ] {
        for algorithm in [Algorithm::Rs256, Algorithm::Ps256] {
            assert_eq!(
                of(&[&key(&modulus, exponent)], algorithm, "").is_ok(),
                is_found,
                "{exponent:?}"
            );
        }
    }
}

#[test]
fn a_set_that_is_none_is_named() {
    let of = |set: &str| signing_key(&mut set.as_bytes().to_vec(), Algorithm::Es256, "").map(drop);
    for (set, error) in [
        ("", JwkSetError::Json(JsonError::Syntax { at: 0 })),
        ("{}", JwkSetError::Missing(Member::Keys)),
        (r#"{"keys":{}}"#, JwkSetError::Type(Member::Keys)),
        (r#"{"keys":[],"keys":[]}"#, JwkSetError::Duplicate(Member::Keys)),
        (r#"{"keys":[]}"#, JwkSetError::NoKey),
    ] {
        assert_eq!(of(set), Err(error), "{set}");
    }
    let deep = format!(r#"{{"keys":[{}]}}"#, "[".repeat(40));
    assert!(matches!(of(&deep), Err(JwkSetError::Json(JsonError::Depth { .. }))));
}

/// No text panics, and none makes the reader leave it.
#[test]
fn hostile_sets_end() {
    let pieces = ["{", "}", "[", "]", "\"", "\\", ",", ":", "kty", "EC", "keys", "x", "\u{e9}"];
    let mut random = grantlet_tests::random::Random(7517);
    for _ in 0..20_000 {
        let inner: String = (0..random.below(12)).map(|_| random.of(&pieces)).collect();
        for set in [inner.clone(), format!("{{\"keys\":[{inner}]}}")] {
            let _ = signing_key(&mut set.into_bytes(), Algorithm::Es256, "");
        }
    }
}
