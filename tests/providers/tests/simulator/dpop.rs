//! What Bold says of a DPoP proof: each fault by its name.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::bold::{ACCOUNTS, TOKEN, code_form, log_in, refresh_form};
use crate::client::{Client, Response};

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

/// A proof by the key of this byte, with claims that replace or add to those of a refresh.
fn proof(client: &Client, key: u8, jti: &str, more: &Value) -> String {
    let key = SigningKey::from_slice(&[key; 32]).expect("a key");
    let point = key.verifying_key().to_sec1_point(false);
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let (x, y) = point.as_bytes()[1..].split_at(32);
    let jwk = json!({ "kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y) });
    let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": jwk });
    let url = format!("{}{TOKEN}", client.simulator.base_url());
    let mut claims =
        json!({ "jti": format!("{jti:-<16}"), "htm": "POST", "htu": url, "iat": now() });
    for (name, value) in more.as_object().expect("claims") {
        claims[name] = value.clone();
    }
    let encoded = |value: &Value| encode(value.to_string().as_bytes());
    let input = format!("{}.{}", encoded(&header), encoded(&claims));
    let signature: Signature = key.sign(input.as_bytes());
    format!("{input}.{}", encode(&signature.to_bytes()))
}

/// A refresh with a proof, and what it comes to: the status and `error_description`, empty of a success.
fn refreshed(client: &Client, token: &str, proof: &str) -> (u16, String) {
    let response = client.form(TOKEN, &[("dpop", proof)], &refresh_form(token));
    let described = response.json()["error_description"].as_str().unwrap_or_default().to_owned();
    (response.status, described)
}

fn bound(client: &Client) -> Response {
    let proof = proof(client, 1, "login", &json!({}));
    let code = log_in(client).text("code");
    let response = client.form(TOKEN, &[("dpop", &proof)], &code_form(&code));
    assert_eq!((response.status, response.text("token_type")), (200, "DPoP".to_owned()));
    response
}

#[test]
fn each_fault_of_a_proof_has_its_name() {
    let client = Client::new();
    let token = bound(&client).text("refresh_token");
    let other = format!("{}/elsewhere", client.simulator.base_url());
    for (jti, claims, fault) in [
        ("a", json!({ "htm": "GET" }), "htm"),
        ("b", json!({ "htu": other }), "htu"),
        ("c", json!({ "iat": now() - 600 }), "iat"),
        ("d", json!({ "iat": now() + 600 }), "iat"),
        ("e", json!({ "ath": "x" }), "ath"),
        ("login", json!({}), "jti was there before"),
    ] {
        let response = refreshed(&client, &token, &proof(&client, 1, jti, &claims));
        assert_eq!(response, (400, fault.to_owned()), "{claims}");
    }
    let another = proof(&client, 2, "f", &json!({}));
    let fault = "another key than at the login";
    assert_eq!(refreshed(&client, &token, &another), (400, fault.to_owned()));
    let good = proof(&client, 1, "g", &json!({}));
    let (input, signature) = good.rsplit_once('.').expect("a JWS");
    let flipped = format!(
        "{input}.{}{}",
        if signature.starts_with('A') { 'B' } else { 'A' },
        &signature[1..]
    );
    assert_eq!(refreshed(&client, &token, &flipped), (400, "its signature".to_owned()));
    let none = client.form(TOKEN, &[], &refresh_form(&token));
    assert_eq!(none.status, 400, "no proof");
    assert_eq!(refreshed(&client, &token, &good), (200, String::new()));
}

#[test]
fn a_nonce_is_good_for_the_next_request_alone() {
    let client = Client::new();
    let token = bound(&client).text("refresh_token");
    client.simulator.want_dpop_nonces();
    let ask = |token: &str, jti: &str, nonce: &str| {
        let proof = proof(&client, 1, jti, &json!({ "nonce": nonce }));
        client.form(TOKEN, &[("dpop", &proof)], &refresh_form(token))
    };
    let first = ask(&token, "h", "none");
    assert_eq!((first.status, first.text("error")), (400, "use_dpop_nonce".to_owned()));
    let second = ask(&token, "i", first.header("dpop-nonce"));
    assert_eq!(second.status, 200);
    let token = second.text("refresh_token");
    assert_eq!(ask(&token, "j", first.header("dpop-nonce")).text("error"), "use_dpop_nonce");
}

#[test]
fn a_bound_token_asks_with_a_proof_of_its_key() {
    let client = Client::new();
    let token = bound(&client).text("access_token");
    let url = format!("{}{ACCOUNTS}", client.simulator.base_url());
    let ath = URL_SAFE_NO_PAD.encode(Sha256::digest(&token));
    let ask = |scheme: &str, jti: &str, claims: &Value| {
        let proof = proof(&client, 1, jti, claims);
        let header = format!("{scheme} {token}");
        client.send("GET", ACCOUNTS, &[("authorization", &header), ("dpop", &proof)], "").status
    };
    let right = json!({ "htm": "GET", "htu": url, "ath": ath });
    assert_eq!(ask("DPoP", "k", &right), 200);
    assert_eq!(ask("Bearer", "l", &right), 401, "it is no bearer token");
    assert_eq!(ask("DPoP", "m", &json!({ "htm": "GET", "htu": url, "ath": "another" })), 401);
}
