//! DPoP proofs (RFC 9449).

use grantlet::{
    Algorithm, Client, DpopNonce, DpopProof, Issuer, LoginRequest, Member, Profile, PublicKey,
    RequestError, Secret, TokenError, UnixTime,
};
use grantlet_tests::random::Random;
use jsonwebtoken::{Validation, decode};

use crate::keys::{keys, one_of, theirs};

const JTI: &str = "-BwC3ESc6acc2lTc";
const NOW: UnixTime = UnixTime::from_secs(1_562_262_616);
const KEY: PublicKey<'_> = PublicKey::p256(&[1; 32], &[2; 32]);

/// 1000 random proofs, of every algorithm but HS256, which no proof has (RFC 9449, section 4.2).
#[test]
fn another_library_accepts_every_proof() {
    let mut random = Random(9449);
    for round in 0..1000 {
        let algorithm = one_of(round, 4);
        let key = keys().public(algorithm).unwrap();
        let method = random.of(&["GET", "POST", "PATCH"]);
        let htu = format!("https://api.example/{}", "p'%7E/".repeat(random.below(9)));
        let url = format!("{htu}{}", random.of(&["", "?q=1", "#f", "?a#b", "#a?b", "?"]));
        let nonce = random.of(&["", "eyJ7S_zG.eyJH0-Z.HX4w-7v", "#!/"]);
        let token = random.of(&["", "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"]);
        let now = i64::try_from(random.number() >> 30).unwrap();
        let mut proof =
            DpopProof::new(key, method, &url, JTI, UnixTime::from_secs(now)).nonce(nonce);
        if !token.is_empty() {
            proof = proof.access_token(Secret::new(token));
        }
        let RequestError::BufferTooSmall { needed } = proof.write(&mut []).unwrap_err() else {
            panic!()
        };
        let mut buffer = vec![0; needed];
        let jwt = keys().sign(proof.write(&mut buffer).unwrap(), &mut random);
        assert_eq!(jwt.len(), needed, "the room that was asked for");

        let mut rules = Validation::new(theirs(algorithm));
        (rules.validate_exp, rules.required_spec_claims) =
            (false, std::collections::HashSet::new());
        let read = decode::<serde_json::Value>(jwt, &keys().decoding(algorithm), &rules).unwrap();
        assert_eq!(read.header.typ.as_deref(), Some("dpop+jwt"));
        let mut room = vec![0; 1024];
        let theirs =
            read.header.jwk.unwrap().thumbprint(jsonwebtoken::jwk::ThumbprintHash::SHA256).unwrap();
        assert_eq!(theirs, key.thumbprint(&mut room).unwrap());
        let mut expected = serde_json::json!({"jti": JTI, "htm": method, "htu": htu, "iat": now});
        if !nonce.is_empty() {
            expected["nonce"] = nonce.into();
        }
        if !token.is_empty() {
            // RFC 9449, section 7.1.
            expected["ath"] = "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo".into();
        }
        assert_eq!(read.claims, expected);
    }
}

#[test]
fn what_a_proof_lacks_is_named() {
    let url = "https://as.example/token";
    let of = |method, url, jti, now| {
        DpopProof::new(KEY, method, url, jti, now).write(&mut [0; 512]).map(drop)
    };
    for (method, url, jti, now, error) in [
        ("", url, JTI, NOW, RequestError::Chars(Member::HttpMethod)),
        ("PO ST", url, JTI, NOW, RequestError::Chars(Member::HttpMethod)),
        ("POST", "http://as.example/token", JTI, NOW, RequestError::Url(Member::HttpUri)),
        ("POST", "/token", JTI, NOW, RequestError::Url(Member::HttpUri)),
        ("POST", "https://user@as.example/", JTI, NOW, RequestError::Url(Member::HttpUri)),
        ("POST", "https://as.example/\u{e9}", JTI, NOW, RequestError::Url(Member::HttpUri)),
        ("POST", url, "fifteen letters", NOW, RequestError::Length(Member::JwtId)),
        ("POST", url, "sixteen\u{e9} letters", NOW, RequestError::Chars(Member::JwtId)),
        ("POST", url, JTI, UnixTime::from_secs(-1), RequestError::Clock),
    ] {
        assert_eq!(of(method, url, jti, now), Err(error), "{method} {url} {jti}");
    }
    assert_eq!(of("POST", "http://127.0.0.1:8080/token", JTI, UnixTime::from_secs(0)), Ok(()));
    let proof = DpopProof::new(KEY, "GET", url, JTI, NOW);
    for (refused, error) in [
        (proof.nonce("a b"), RequestError::Chars(Member::Nonce)),
        (proof.nonce("a\"b"), RequestError::Chars(Member::Nonce)),
        (proof.access_token(Secret::new("")), RequestError::Missing(Member::AccessToken)),
        (proof.access_token(Secret::new("a\r\nb")), RequestError::Chars(Member::AccessToken)),
    ] {
        assert_eq!(refused.write(&mut [0; 512]).map(drop), Err(error));
    }
}

/// Nobody prints a proof, which whoever has it can use at once.
#[test]
fn debug_output_shows_nothing() {
    let proof = DpopProof::new(KEY, "GET", "https://as.example/", JTI, NOW);
    assert_eq!(format!("{proof:?}"), "DpopProof(elided)");
    assert_eq!(format!("{:?}", proof.write(&mut [0; 512]).unwrap()), "UnsignedJws(elided)");
    assert_eq!(format!("{KEY:?}"), "PublicKey(ES256)");
    assert_eq!(KEY.algorithm(), Algorithm::Es256);
}

/// RFC 9449, section 8: the nonce of each response replaces the one before it.
#[test]
fn a_nonce_is_kept_and_asks_for_one_more_request() {
    let mut nonce = DpopNonce::default();
    assert_eq!(nonce.as_str(), "");
    let long = "n".repeat(129);
    for (header, is_new, kept) in [
        (None, false, ""),
        (Some(""), false, ""),
        (Some("eyJ7S_zG"), true, "eyJ7S_zG"),
        (Some("eyJ7S_zG"), false, "eyJ7S_zG"),
        (Some("a b"), false, "eyJ7S_zG"),
        (Some("a\"b"), false, "eyJ7S_zG"),
        // RFC 9449, section 11.3: once there is a nonce, each proof has one.
        (None, false, "eyJ7S_zG"),
        (Some(""), false, "eyJ7S_zG"),
        (Some(long.as_str()), false, "eyJ7S_zG"),
        (Some(&long[1..]), true, &long[1..]),
        (Some("#"), true, "#"),
    ] {
        assert_eq!((nonce.keep(header), nonce.as_str()), (is_new, kept), "{header:?}");
    }
    let client = Client::public(&BOUND, "app");
    for (status, body, wants_nonce) in [
        (400, r#"{"error":"use_dpop_nonce"}"#, true),
        (401, r#"{"error":"use_dpop_nonce"}"#, true),
        (400, r#"{"error":"invalid_dpop_proof"}"#, false),
        (200, r#"{"access_token":"at","token_type":"DPoP"}"#, false),
        (500, "", false),
    ] {
        let mut body = body.as_bytes().to_vec();
        let token = client.token(status, &mut body);
        assert_eq!(token.is_err_and(|error| error.wants_dpop_nonce()), wants_nonce);
    }
}

const BOUND: Profile<'_> = Profile::RFC6749.token_types(&["DPoP"]);

/// RFC 9449, section 5: a token of another type was not bound.
#[test]
fn only_a_token_of_the_type_dpop_is_sent_as_one() {
    let of = |kind: &str, profile: &Profile<'_>| {
        let mut body = format!(r#"{{"access_token":"Kz~8","token_type":"{kind}"}}"#).into_bytes();
        let token = profile.token(200, &mut body)?;
        Ok::<_, TokenError>(token.dpop(&mut [0; 9]).map(str::to_owned))
    };
    assert_eq!(of("DPoP", &BOUND), Ok(Ok("DPoP Kz~8".into())));
    assert_eq!(of("dpop", &BOUND), Ok(Ok("DPoP Kz~8".into())));
    assert_eq!(of("Bearer", &BOUND), Ok(Err(RequestError::Unexpected(Member::TokenType))));
    assert_eq!(of("DPoP", &Profile::RFC6749), Err(TokenError::TokenType), "no proof was sent");
}

/// RFC 9449, section 11.6: by an asymmetric key, and by the algorithm that the key is for.
#[test]
fn a_proof_is_signed_by_no_shared_secret() {
    let (mut buffer, secret) = ([0; 1024], Secret::new("32 bytes are as many as it needs"));
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256, Algorithm::Ps256] {
        let key = keys().public(algorithm).unwrap();
        let proof = DpopProof::new(key, "GET", "https://as.example/", JTI, NOW);
        let refused = proof.write(&mut buffer).unwrap().sign_hs256(secret).map(drop);
        assert_eq!(refused, Err(RequestError::Unexpected(Member::ClientSecret)));
        assert_eq!(proof.write(&mut buffer).unwrap().algorithm(), algorithm);
    }
    assert!(keys().public(Algorithm::Hs256).is_none());
}

/// RFC 9449, section 11.4: code that could use the library cannot take the key away, for no call is given it.
#[test]
fn no_call_takes_a_private_key() {
    for file in ["../../core/api.txt", "../../ffi/include/grantlet.h"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let text = std::fs::read_to_string(path).unwrap().to_lowercase();
        assert!(text.contains("dpop"), "{file}");
        for word in ["privatekey", "private_key:", "signingkey", "private_key *", "scalar"] {
            assert!(!text.contains(word), "{file} has {word}");
        }
    }
}

/// RFC 9449, section 11.11: a proof binds to a key and not to a client, whose authentication stays in the request.
#[test]
fn a_proof_is_sent_beside_the_authentication_of_the_client() {
    let profile = BOUND.token_endpoint("https://as.example/token");
    let client = Client::confidential(&profile, "app", Secret::new("sesame"));
    let mut buffer = [0; 512];
    let post = client.refresh(Secret::new("rt")).write(&mut buffer).unwrap();
    let mut room = [0; 512];
    let proof = DpopProof::of_request(KEY, &post, JTI, NOW).write(&mut room).unwrap();
    let claims = proof.input().split('.').nth(1).unwrap();
    let claims = <base64ct::Base64UrlUnpadded as base64ct::Encoding>::decode_vec(claims).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(
        (&claims["htm"], &claims["htu"]),
        (&"POST".into(), &"https://as.example/token".into())
    );
    assert!(
        post.headers
            .iter()
            .any(|(name, value)| name == "Authorization" && value.starts_with("Basic "))
    );
}

/// RFC 9449, section 10 and 11.9: the code is for this key.
#[test]
fn a_login_names_the_key_that_its_code_is_for() {
    let profile = BOUND
        .authorization_endpoint("https://as.example/authorize")
        .token_endpoint("https://as.example/token");
    let client = Client::public(&profile, "app");
    let point = [4; 65];
    let key = PublicKey::p256_point(&point).unwrap();
    let (mut room, mut url) = ([0; 160], [0; 1024]);
    let thumbprint = key.thumbprint(&mut room).unwrap();
    let params = [("dpop_jkt", thumbprint)];
    let entropy: [u8; 96] = core::array::from_fn(|at| u8::try_from(at * 7 % 251).unwrap());
    let login = LoginRequest::new(&client, "https://app.example/cb")
        .issuer(Issuer::Ignored)
        .params(&params)
        .start_with_entropy(&entropy, NOW, &mut url)
        .unwrap();
    assert!(login.url().ends_with(&format!("&dpop_jkt={thumbprint}")));
}
