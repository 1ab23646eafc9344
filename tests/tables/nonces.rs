//! `nonces.json`: which nonces are kept.

use grantlet::DpopNonce;
use serde_json::Value;

#[test]
fn a_nonce_is_kept_if_the_rfc_has_its_characters_and_it_is_short() {
    let table: Value = serde_json::from_str(include_str!("nonces.json")).unwrap();
    for case in table["cases"].as_array().unwrap() {
        let nonce = case["nonce"].as_str().unwrap();
        let long = nonce.replace(' ', &"x".repeat(118));
        let nonce = if nonce.ends_with(' ') { &long } else { nonce };
        let mut kept = DpopNonce::default();
        assert_eq!(kept.keep(Some(nonce)), case["kept"].as_bool().unwrap(), "{case}");
    }
}
