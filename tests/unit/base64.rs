//! Base64 both ways, seen through what the core writes and reads with it, against `base64ct`.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use grantlet::{
    Client, ClientAuth, ExpectIdToken, Grant, IdTokenError, Profile, Secret, State,
    unverified_id_token,
};
use grantlet_tests::secs;
use proptest::prelude::*;

use crate::id_token::jwt;

/// Basic credentials as they are sent, without an encoding before Base64.
fn basic(id: &str, secret: &str) -> String {
    let profile = Profile::RFC6749.token_endpoint("/t").client_auth(ClientAuth::BASIC_VERBATIM);
    let client =
        Client::confidential(&profile, id, Secret::new(secret)).base_url("https://as.example");
    let mut buffer = vec![0; 1024 + 8 * (id.len() + secret.len())];
    let request = client.request(&Grant::client_credentials(), &mut buffer).unwrap();
    let (_, basic) = request.headers.iter().find(|(name, _)| *name == "Authorization").unwrap();
    basic.strip_prefix("Basic ").unwrap().to_owned()
}

/// RFC 4648, section 10: each length of the last group, with its padding.
#[test]
fn a_last_group_of_each_length_is_padded() {
    let rows = [
        ("f", "oo", "Zjpvbw=="),
        ("fo", "o", "Zm86bw=="),
        ("fo", "ob", "Zm86b2I="),
        ("f", "oobar", "Zjpvb2Jhcg=="),
        ("foo", "ba", "Zm9vOmJh"),
    ];
    for (id, secret, expected) in rows {
        assert_eq!(basic(id, secret), expected);
    }
}

/// Every character of base64url at every place of a group.
#[test]
fn every_value_of_six_bits_has_its_character_at_each_place() {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (value, character) in (0u32..).zip(alphabet.chars()) {
        for place in 0..4 {
            let group = (value << (6 * (3 - place))).to_be_bytes();
            let entropy =
                std::array::from_fn(|index| if index < 3 { group[index + 1] } else { 0xAA });
            let text = State::from_entropy(&entropy).unwrap();
            let found = text.as_str().chars().nth(usize::try_from(place).unwrap());
            assert_eq!(found, Some(character), "{value} at {place}");
        }
    }
}

/// Whether the core reads this as base64url, at either place where it reads any.
fn is_read(part: &str) -> [bool; 2] {
    [format!("{part}.e30.c2ln"), format!("eyJhbGciOiJFUzI1NiJ9.{part}.c2ln")].map(|token| {
        let expect = ExpectIdToken::new("i", "c", secs(0));
        let mut buffer = vec![0; token.len()];
        let refused = unverified_id_token(Secret::new(&token), &expect, &mut buffer).unwrap_err();
        refused != IdTokenError::Encoding
    })
}

/// RFC 4648, sections 3.3 and 3.5: no padding, no other characters, no bits left over.
#[test]
fn every_short_text_is_read_or_refused_as_by_another_reader() {
    let bytes = || (0..=0x7Fu8).map(char::from).filter(|character| *character != '.');
    let mut texts: Vec<String> = bytes().map(String::from).collect();
    texts.extend(bytes().flat_map(|first| bytes().map(move |second| format!("{first}{second}"))));
    texts.extend(
        bytes().flat_map(|last| ["AA", "A_A", "__-A"].map(|start| format!("{start}{last}"))),
    );
    for text in texts {
        let expected = Base64UrlUnpadded::decode_vec(&text).is_ok();
        assert_eq!(is_read(&text), [expected; 2], "{text:?}");
    }
}

proptest! {
    #[test]
    fn basic_is_the_base64_of_id_and_secret(id in "[^:]{1,40}", secret in ".{1,40}") {
        let expected = Base64::encode_string(format!("{id}:{secret}").as_bytes());
        prop_assert_eq!(basic(&id, &secret), expected);
    }

    #[test]
    fn a_text_is_read_or_refused_as_by_another_reader(text in "[A-Za-z0-9_-]{0,40}[A-Za-z0-9_+/= -]{0,2}") {
        let expected = Base64UrlUnpadded::decode_vec(&text).is_ok();
        prop_assert_eq!(is_read(&text), [expected; 2]);
    }

    /// What was read is what was written, to the last byte.
    #[test]
    fn claims_come_out_of_base64url_as_they_went_in(subject in ".{1,60}") {
        let subject_json = serde_json::Value::from(subject.clone());
        let claims = format!(r#"{{"iss":"i","aud":"c","exp":9,"iat":1,"sub":{subject_json}}}"#);
        let token = jwt(r#"{"alg":"ES256"}"#, &claims);
        let mut buffer = vec![0; token.len()];
        let expect = ExpectIdToken::new("i", "c", secs(5));
        let claims = unverified_id_token(Secret::new(&token), &expect, &mut buffer).unwrap();
        prop_assert_eq!(claims.subject, subject);
    }
}
