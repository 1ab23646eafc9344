//! Thumbprints of keys (RFC 7638).

use base64ct::{Base64UrlUnpadded, Encoding as _};
use grantlet::{PublicKey, RequestError};

fn bytes(text: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(text).unwrap()
}

fn thumbprint(key: PublicKey<'_>) -> String {
    let RequestError::BufferTooSmall { needed } = key.thumbprint(&mut []).unwrap_err() else {
        panic!()
    };
    assert!(key.thumbprint(&mut vec![0; needed - 1]).is_err());
    key.thumbprint(&mut vec![0; needed]).unwrap().to_owned()
}

/// RFC 7638, section 3.1.
#[test]
fn the_rsa_key_of_rfc_7638() {
    let modulus = bytes(
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3o\
         knjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6\
         qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8aw\
         apJzKnqDKgw",
    );
    let exponent = bytes("AQAB");
    let thumb = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
    assert_eq!(thumbprint(PublicKey::rs256(&modulus, &exponent)), thumb);
}

/// RFC 8037, appendix A.3.
#[test]
fn the_ed25519_key_of_rfc_8037() {
    let key: [u8; 32] = bytes("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").try_into().unwrap();
    assert_eq!(thumbprint(PublicKey::ed25519(&key)), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

/// RFC 9449, section 6.1.
#[test]
fn the_p256_key_of_rfc_9449() {
    let point: [u8; 65] = [
        vec![4],
        bytes("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs"),
        bytes("9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"),
    ]
    .concat()
    .try_into()
    .unwrap();
    let key = PublicKey::p256_point(&point).unwrap();
    assert_eq!(thumbprint(key), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    for first in [0, 2, 3, 5] {
        let mut other = point;
        other[0] = first;
        assert_eq!(PublicKey::p256_point(&other), None, "a point that is compressed, or none");
    }
}
