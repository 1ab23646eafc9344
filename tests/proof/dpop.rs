//! DPoP proofs (RFC 9449).

use grantlet::{
    Algorithm, Client, DpopNonce, DpopProof, Member, Profile, PublicKey, RequestError, Secret,
    TokenError, UnixTime,
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
    assert_eq!(format!("{:?}", proof.write(&mut [0; 512]).unwrap()), "Unsigned(elided)");
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
        (Some(long.as_str()), false, "eyJ7S_zG"),
        (Some(&long[1..]), true, &long[1..]),
        (Some("#"), true, "#"),
    ] {
        assert_eq!((nonce.keep(header), nonce.as_str()), (is_new, kept), "{header:?}");
    }
    let client = Client::public(&BOUND, "app");
    for (status, body, is_wanted) in [
        (400, r#"{"error":"use_dpop_nonce"}"#, true),
        (401, r#"{"error":"use_dpop_nonce"}"#, true),
        (400, r#"{"error":"invalid_dpop_proof"}"#, false),
        (200, r#"{"access_token":"at","token_type":"DPoP"}"#, false),
        (500, "", false),
    ] {
        let mut body = body.as_bytes().to_vec();
        assert_eq!(nonce.is_wanted(&client.token(status, &mut body)), is_wanted);
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
