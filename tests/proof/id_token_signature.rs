//! Signatures of `id_token`s (OpenID Connect Core, section 3.1.3.7; RFC 8725).

use grantlet::{
    Algorithm, ClientAssertion, DpopProof, ExpectIdToken, IdTokenError, JwkSetError, Member,
    PublicKey, RequestObject, Secret, SignatureError, UnixTime, unverified_id_token, verify_es256,
    verify_rs256,
};
use grantlet_tests::random::Random;
use jsonwebtoken::{EncodingKey, Header, encode};

use crate::keys::{SECRET, encoding, keys, one_of, theirs};

fn verifies(key: &PublicKey<'_>, input: &[u8], signature: &[u8]) -> bool {
    match key.algorithm() {
        Algorithm::Es256 => verify_es256(key, input, signature),
        Algorithm::EdDsa => keys().verify_ed25519(input, signature),
        _ => verify_rs256(key, input, signature),
    }
}

fn claims() -> serde_json::Value {
    serde_json::json!({"iss": "https://as.example", "sub": "ada", "aud": "app", "exp": 2000, "iat": 1000})
}

/// The subject, if claims and signature are right.
fn verified(jwt: &str, set: &str, algorithm: Algorithm) -> Result<String, SignatureError> {
    let expect = ExpectIdToken::new("https://as.example", "app", UnixTime::from_secs(1500));
    let (mut claims, mut set) = (vec![0; jwt.len()], set.as_bytes().to_vec());
    let unverified = unverified_id_token(Secret::new(jwt), &expect, &mut claims).unwrap();
    let verified = if algorithm == Algorithm::Hs256 {
        unverified.verify_hs256(Secret::new(SECRET), &mut [0; 512])
    } else {
        unverified.verify(&mut set, algorithm, &mut [0; 1024], verifies)
    };
    verified.map(|token| token.subject.to_owned())
}

/// 1000 random documents that another library signed.
#[test]
fn what_another_library_signs_is_verified_and_no_changed_byte_is() {
    let mut random = Random(8725);
    for round in 0..1000 {
        let algorithm = one_of(round, 5);
        let mut header = Header::new(theirs(algorithm));
        header.kid = Some(format!("k{}", random.below(3)));
        let mut body = claims();
        body["extra"] = "x".repeat(random.below(200)).into();
        let jwt = encode(&header, &body, &encoding(algorithm)).unwrap();
        let set = keys().set(algorithm, header.kid.as_deref().unwrap());
        assert_eq!(verified(&jwt, &set, algorithm), Ok("ada".into()), "{jwt}");
        // Another signature of the same length.
        let (start, signature) = jwt.rsplit_once('.').unwrap();
        let at = random.below(signature.len() - 1);
        let other = if signature.as_bytes()[at] == b'A' { "B" } else { "A" };
        let changed = format!("{start}.{}{other}{}", &signature[..at], &signature[at + 1..]);
        assert_eq!(verified(&changed, &set, algorithm), Err(SignatureError::Invalid));
    }
}

fn with_header(header: &serde_json::Value) -> String {
    use base64ct::{Base64UrlUnpadded as Base64, Encoding as _};
    let text = |json: &serde_json::Value| Base64::encode_string(json.to_string().as_bytes());
    let input = format!("{}.{}", text(header), text(&claims()));
    let signature = keys().sign_es256(&input);
    format!("{input}.{}", Base64::encode_string(&signature))
}

/// RFC 8725, sections 3.1, 3.10 and 3.11: a token does not choose its key or its algorithm.
#[test]
fn a_header_that_would_choose_key_or_algorithm_is_refused() {
    let set = keys().set(Algorithm::Es256, "1");
    let of = |header: serde_json::Value| verified(&with_header(&header), &set, Algorithm::Es256);
    let plain = serde_json::json!({"alg": "ES256", "kid": "1"});
    assert_eq!(of(plain.clone()), Ok("ada".into()));
    let with = |name: &str, value: serde_json::Value| {
        let mut header = plain.clone();
        header[name] = value;
        header
    };
    let unexpected = |member| Err(SignatureError::Unexpected(member));
    for (header, expected) in [
        (with("crit", serde_json::json!(["exp"])), unexpected(Member::Critical)),
        (with("crit", serde_json::json!([])), unexpected(Member::Critical)),
        (with("jwk", serde_json::json!({"kty": "EC"})), unexpected(Member::EmbeddedKey)),
        (with("jku", "https://evil.example".into()), unexpected(Member::KeySetUrl)),
        (with("x5u", "https://evil.example".into()), unexpected(Member::CertificateUrl)),
        (with("typ", "JWT".into()), Ok("ada".into())),
        (with("typ", "jwt".into()), Ok("ada".into())),
        (with("typ", "at+jwt".into()), unexpected(Member::Type)),
        (with("typ", "dpop+jwt".into()), unexpected(Member::Type)),
        (with("alg", "RS256".into()), Err(SignatureError::Algorithm)),
        (with("alg", "HS256".into()), Err(SignatureError::Algorithm)),
        (with("alg", "es256".into()), Err(SignatureError::Algorithm)),
        (with("kid", "2".into()), Err(SignatureError::Keys(JwkSetError::NoKey))),
        (serde_json::json!({"alg": "ES256"}), Ok("ada".into())),
    ] {
        assert_eq!(of(header.clone()), expected, "{header}");
    }
}

/// RFC 8725, section 2.1: the public key as the secret of HS256.
#[test]
fn a_public_key_is_no_secret() {
    let set = keys().set(Algorithm::Rs256, "1");
    let key = EncodingKey::from_secret(set.as_bytes()).unwrap();
    let jwt = encode(&Header::new(theirs(Algorithm::Hs256)), &claims(), &key).unwrap();
    for algorithm in [Algorithm::Rs256, Algorithm::Ps256, Algorithm::Es256] {
        assert_eq!(verified(&jwt, &set, algorithm), Err(SignatureError::Algorithm));
    }
    assert_eq!(verified(&jwt, &set, Algorithm::Hs256), Err(SignatureError::Invalid));
}

/// RFC 8725, section 3.5.
#[test]
fn a_secret_that_could_be_guessed_verifies_nothing() {
    let expect = ExpectIdToken::new("https://as.example", "app", UnixTime::from_secs(1500));
    for (secret, expected) in [
        ("", Err(SignatureError::WeakSecret)),
        ("31 bytes are one byte too short", Err(SignatureError::WeakSecret)),
        ("32 bytes are as many as it needs", Ok(())),
    ] {
        // The other library signs with no empty secret.
        let signing = if secret.is_empty() { "another" } else { secret };
        let key = EncodingKey::from_secret(signing.as_bytes()).unwrap();
        let jwt = encode(&Header::new(theirs(Algorithm::Hs256)), &claims(), &key).unwrap();
        let mut room = [0; 512];
        let unverified = unverified_id_token(Secret::new(&jwt), &expect, &mut room).unwrap();
        let verified = unverified.verify_hs256(Secret::new(secret), &mut [0; 512]);
        assert_eq!(verified.map(drop), expected, "{secret}");
    }
}

/// RFC 8725, section 3.12: what this library writes, and an access token of the same server, are no `id_token`s, not even
/// by the same key.
#[test]
fn a_document_of_one_kind_is_none_of_another() {
    let (now, issuer) = (UnixTime::from_secs(1500), "https://as.example");
    let jti = "-BwC3ESc6acc2lTc";
    let mut random = Random(3);
    let at_server = ClientAssertion::new(Algorithm::Es256, "app", issuer, jti, now);
    // A client that is its own server, so that `iss` and `aud` do not tell.
    let own = ClientAssertion::new(Algorithm::Es256, "app", "app", jti, now);
    let key = keys().public(Algorithm::Es256).unwrap();
    let url = "https://as.example/authorize?client_id=app&response_type=code";
    let rooms = &mut [[0; 1024]; 4];
    let [assertion, of_own, proof, object] = rooms;
    let documents = [
        keys().sign(at_server.write(assertion).unwrap(), &mut random),
        keys().sign(own.write(of_own).unwrap(), &mut random),
        keys()
            .sign(DpopProof::new(key, "GET", issuer, jti, now).write(proof).unwrap(), &mut random),
        keys().sign(RequestObject::new(own, url).write(object).unwrap(), &mut random),
        &with_header(&serde_json::json!({"alg": "ES256", "typ": "at+jwt"})),
        &with_header(&serde_json::json!({"alg": "ES256", "typ": "logout+jwt"})),
    ];
    for (at, document) in documents.into_iter().enumerate() {
        for name in [issuer, "app"] {
            let expect = ExpectIdToken::new(name, "app", now).nonce("n-0S6_WzA2Mj");
            let expect = if at < 4 { expect } else { ExpectIdToken::new(name, "app", now) };
            let (mut room, mut set) = ([0; 1024], keys().set(Algorithm::Es256, "1").into_bytes());
            let refused =
                unverified_id_token(Secret::new(document), &expect, &mut room).map(|token| {
                    token.verify(&mut set, Algorithm::Es256, &mut [0; 1024], verifies).map(drop)
                });
            assert!(!matches!(refused, Ok(Ok(()))), "{document} as of {name}");
        }
    }
}

#[test]
fn a_buffer_that_is_too_small_reports_a_length_that_is_enough() {
    let jwt = with_header(&serde_json::json!({"alg": "ES256", "kid": "1"}));
    let expect = ExpectIdToken::new("https://as.example", "app", UnixTime::from_secs(1500));
    let mut buffer = [0; 512];
    let unverified = unverified_id_token(Secret::new(&jwt), &expect, &mut buffer).unwrap();
    let of = |length: usize| {
        let mut set = keys().set(Algorithm::Es256, "1").into_bytes();
        unverified.verify(&mut set, Algorithm::Es256, &mut vec![0; length], verifies).map(drop)
    };
    let Err(SignatureError::Header(IdTokenError::BufferTooSmall { needed })) = of(0) else {
        panic!()
    };
    assert!(of(needed - 1).is_err());
    assert_eq!(of(needed), Ok(()));
}

/// A signature of another length never reaches the caller's function.
#[test]
fn a_signature_has_the_length_of_its_algorithm() {
    let jwt = with_header(&serde_json::json!({"alg": "ES256"}));
    let (start, _) = jwt.rsplit_once('.').unwrap();
    let expect = ExpectIdToken::new("https://as.example", "app", UnixTime::from_secs(1500));
    for signature in ["AA", &"A".repeat(84), &"A".repeat(88)] {
        let jwt = format!("{start}.{signature}");
        let mut buffer = [0; 512];
        let unverified = unverified_id_token(Secret::new(&jwt), &expect, &mut buffer).unwrap();
        let mut set = keys().set(Algorithm::Es256, "1").into_bytes();
        let refused = unverified.verify(&mut set, Algorithm::Es256, &mut [0; 512], |_, _, _| true);
        assert_eq!(refused, Err(SignatureError::Invalid));
    }
}
