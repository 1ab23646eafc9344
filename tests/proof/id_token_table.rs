//! The signatures of `id_token`s of a table that JavaScript has too.

use base64ct::{Base64UrlUnpadded as Base64, Encoding as _};
use ed25519_dalek::Verifier as _;
use grantlet::{
    Algorithm, ExpectIdToken, IdTokenError, JsonError, JwkSetError, Member, PublicKey, Secret,
    SignatureError, UnixTime, unverified_id_token, verify_es256, verify_rs256,
};
use serde_json::Value;

const TABLE: &str = include_str!("../tables/id_token_signatures.json");

#[test]
fn the_table_of_signatures() {
    let table: Value = serde_json::from_str(TABLE).unwrap();
    for case in table["cases"].as_array().unwrap() {
        let text = |name: &str| case[name].as_str().unwrap_or_default();
        let algorithm = match text("algorithm") {
            "RS256" => Algorithm::Rs256,
            "ES256" => Algorithm::Es256,
            "PS256" => Algorithm::Ps256,
            _ => Algorithm::EdDsa,
        };
        let set = table["sets"][text("set")].as_str().unwrap();
        let found = subject_of(text("token"), set, algorithm);
        let expected = match text("error") {
            "" => Ok("ada".to_owned()),
            error => Err((error.to_owned(), text("member").to_owned())),
        };
        assert_eq!(found, expected, "{}", text("name"));
    }
}

/// The subject, or the code and the member of the error.
fn subject_of(token: &str, set: &str, algorithm: Algorithm) -> Result<String, (String, String)> {
    let expect =
        ExpectIdToken::new("https://as.example", "app", UnixTime::from_secs(1500)).leeway(120);
    let (mut claims, mut set) = (vec![0; token.len()], set.as_bytes().to_vec());
    let unverified =
        unverified_id_token(Secret::new(token), &expect, &mut claims).map_err(of_token)?;
    unverified
        .verify(&mut set, algorithm, &mut vec![0; token.len()], verifies)
        .map(|verified| verified.subject.to_owned())
        .map_err(|error| of_signature(error, token, algorithm))
}

fn verifies(key: &PublicKey<'_>, input: &[u8], signature: &[u8]) -> bool {
    match key.algorithm() {
        Algorithm::Es256 => verify_es256(key, input, signature),
        Algorithm::EdDsa => {
            let mut jwk = [0; 160];
            let length = key.jwk_len(&mut jwk).unwrap();
            let jwk: Value = serde_json::from_slice(&jwk[..length]).unwrap();
            let x = Base64::decode_vec(jwk["x"].as_str().unwrap()).unwrap();
            let key = ed25519_dalek::VerifyingKey::from_bytes(&x.try_into().unwrap()).unwrap();
            let signature = ed25519_dalek::Signature::from_slice(signature).unwrap();
            key.verify(input, &signature).is_ok()
        }
        _ => verify_rs256(key, input, signature),
    }
}

fn named(code: &str, member: Option<Member>) -> (String, String) {
    (code.to_owned(), member.map_or_else(String::new, |member| member.to_string()))
}

fn of_token(error: IdTokenError) -> (String, String) {
    match error {
        IdTokenError::Encoding => named("id_token_encoding", None),
        IdTokenError::Json(JsonError::Depth { .. }) => named("id_token_depth", None),
        IdTokenError::Json(_) => named("id_token_syntax", None),
        IdTokenError::Duplicate(member) => named("id_token_duplicate", Some(member)),
        IdTokenError::Type(member) => named("id_token_type", Some(member)),
        IdTokenError::Missing(member) => named("id_token_missing", Some(member)),
        IdTokenError::Mismatch(member) => named("id_token_mismatch", Some(member)),
        IdTokenError::Algorithm => named("id_token_algorithm", None),
        IdTokenError::Expired => named("id_token_expired", Some(Member::ExpirationTime)),
        IdTokenError::NotYet => named("id_token_not_yet", Some(Member::IssuedAt)),
        other => panic!("{other}"),
    }
}

fn of_signature(error: SignatureError, token: &str, algorithm: Algorithm) -> (String, String) {
    match error {
        SignatureError::Header(error) => of_token(error),
        SignatureError::Unexpected(member) => named("id_token_unexpected", Some(member)),
        SignatureError::Algorithm => named("id_token_algorithm", Some(Member::Algorithm)),
        SignatureError::Keys(error) => match error {
            JwkSetError::Json(JsonError::Depth { .. }) => named("keys_depth", None),
            JwkSetError::Json(_) => named("keys_syntax", None),
            JwkSetError::Duplicate(member) => named("keys_duplicate", Some(member)),
            JwkSetError::Type(member) => named("keys_type", Some(member)),
            JwkSetError::Missing(member) => named("keys_missing", Some(member)),
            JwkSetError::Ambiguous => named("keys_conflict", None),
            _ => named("keys_missing", None),
        },
        // Without a signature of its length, WebCrypto is not asked.
        _ => {
            let (_, signature) = token.rsplit_once('.').unwrap();
            let length = Base64::decode_vec(signature).unwrap().len();
            if length == algorithm.signature_len() {
                named("id_token_signature", None)
            } else {
                named("id_token_encoding", Some(Member::Signature))
            }
        }
    }
}
