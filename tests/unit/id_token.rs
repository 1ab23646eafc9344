//! The claims of an `id_token`, one by one.

use base64ct::{Base64UrlUnpadded, Encoding};
use grantlet::{ExpectIdToken, IdTokenError, JsonError, Member, Secret, unverified_id_token};
use grantlet_tests::secs;
use sha2::{Digest, Sha256};

const ISSUER: &str = "https://as.example";
const NOW: i64 = 1_773_135_000;

/// A token of this header and these claims. Nobody looks at its signature.
pub(crate) fn jwt(header: &str, claims: &str) -> String {
    let [header, claims] =
        [header, claims].map(|part| Base64UrlUnpadded::encode_string(part.as_bytes()));
    format!("{header}.{claims}.c2ln")
}

/// OpenID Connect Core, section 3.2.2.9, computed apart from the core.
pub(crate) fn half_hash(text: &str) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(text.as_bytes())[..16])
}

const RS256: &str = r#"{"alg":"RS256","kid":"1"}"#;

/// Claims that fit, but for one member.
fn claims(name: &str, value: &serde_json::Value) -> String {
    let mut claims = serde_json::json!({
        "iss": ISSUER, "sub": "u", "aud": "c", "exp": NOW + 60, "iat": NOW - 60, "nonce": "n",
        "at_hash": half_hash("AT"), "c_hash": half_hash("C"),
    });
    if *value == serde_json::json!("absent") {
        claims.as_object_mut().unwrap().remove(name);
    } else {
        claims[name] = value.clone();
    }
    claims.to_string()
}

fn expect() -> ExpectIdToken<'static> {
    ExpectIdToken::new(ISSUER, "c", secs(NOW))
        .nonce("n")
        .access_token(Secret::new("AT"))
        .code(Secret::new("C"))
        .subject("u")
}

fn verdict(token: &str, expect: &ExpectIdToken<'_>) -> Result<(), IdTokenError> {
    unverified_id_token(Secret::new(token), expect, &mut vec![0; token.len()]).map(|_| ())
}

/// The hash's own padding, over every length that a block can end with: three of its blocks and
/// more, for the access token and for the code.
#[test]
fn a_hash_is_compared_for_a_text_of_every_length() {
    let text: String =
        (0..400usize).map(|at| char::from(b"abcdefg-._~0123456"[at * 7 % 18])).collect();
    for length in 1..=text.len() {
        let (short, other) = (&text[..length], format!("{}~", &text[..length - 1]));
        let expect = expect().access_token(Secret::new(short)).code(Secret::new(short));
        let token = |hash: &str| {
            let claims = claims("at_hash", &half_hash(hash).into());
            let claims = claims.replace(&half_hash("C"), &half_hash(short));
            jwt(RS256, &claims)
        };
        assert_eq!(verdict(&token(short), &expect), Ok(()), "{length}");
        if other != short {
            let refused = Err(IdTokenError::Mismatch(Member::AccessTokenHash));
            assert_eq!(verdict(&token(&other), &expect), refused, "{length}");
        }
    }
}

/// OpenID Connect Core 1.0, sections 3.1.3.7 and 3.2.2.11; and 12.2: `sub` can be compared at a refresh.
#[test]
fn each_claim_is_compared_with_what_was_expected() {
    use IdTokenError::{Expired, Mismatch, Missing, NotYet, Type};
    use serde_json::json;
    let rows = [
        ("iss", json!(ISSUER), Ok(())),
        ("iss", json!("https://as.example/"), Err(Mismatch(Member::Issuer))),
        ("iss", json!("HTTPS://as.example"), Err(Mismatch(Member::Issuer))),
        ("iss", json!("absent"), Err(Missing(Member::Issuer))),
        ("iss", json!(null), Err(Missing(Member::Issuer))),
        ("iss", json!(""), Err(Missing(Member::Issuer))),
        ("iss", json!([ISSUER]), Err(Type(Member::Issuer))),
        ("sub", json!("v"), Err(Mismatch(Member::Subject))),
        ("sub", json!("absent"), Err(Missing(Member::Subject))),
        ("sub", json!(7), Err(Type(Member::Subject))),
        ("aud", json!("c"), Ok(())),
        ("aud", json!("C"), Err(Mismatch(Member::Audience))),
        ("aud", json!("absent"), Err(Missing(Member::Audience))),
        ("aud", json!(["c"]), Ok(())),
        ("aud", json!(["d"]), Err(Mismatch(Member::Audience))),
        ("aud", json!([]), Err(Mismatch(Member::Audience))),
        ("aud", json!([["c"]]), Err(Mismatch(Member::Audience))),
        ("aud", json!([{ "c": "c" }]), Err(Mismatch(Member::Audience))),
        ("aud", json!("[\"c\"]"), Err(Mismatch(Member::Audience))),
        ("aud", json!(["c", "d"]), Err(Missing(Member::AuthorizedParty))),
        ("aud", json!({ "c": "c" }), Err(Type(Member::Audience))),
        ("aud", json!(1), Err(Type(Member::Audience))),
        ("azp", json!("c"), Ok(())),
        ("azp", json!("d"), Err(Mismatch(Member::AuthorizedParty))),
        ("azp", json!(null), Ok(())),
        ("azp", json!(["c"]), Err(Type(Member::AuthorizedParty))),
        ("exp", json!(NOW + 1), Ok(())),
        ("exp", json!(NOW), Err(Expired)),
        ("exp", json!(0), Err(Expired)),
        ("exp", json!(-1), Err(Expired)),
        ("exp", json!(1.8e9), Ok(())),
        ("exp", json!(1e300), Ok(())),
        ("exp", json!("absent"), Err(Missing(Member::ExpirationTime))),
        ("exp", json!("1800000000"), Err(Type(Member::ExpirationTime))),
        ("iat", json!(NOW), Ok(())),
        ("iat", json!(NOW + 1), Err(NotYet)),
        ("iat", json!("absent"), Err(Missing(Member::IssuedAt))),
        ("iat", json!(true), Err(Type(Member::IssuedAt))),
        ("nonce", json!("m"), Err(Mismatch(Member::Nonce))),
        ("nonce", json!("nn"), Err(Mismatch(Member::Nonce))),
        ("nonce", json!("absent"), Err(Missing(Member::Nonce))),
        ("nonce", json!(""), Err(Missing(Member::Nonce))),
        ("at_hash", json!("absent"), Err(Missing(Member::AccessTokenHash))),
        ("at_hash", json!(half_hash("at")), Err(Mismatch(Member::AccessTokenHash))),
        ("at_hash", json!(half_hash("AT") + "=="), Err(Mismatch(Member::AccessTokenHash))),
        ("at_hash", json!(&half_hash("AT")[..21]), Err(Mismatch(Member::AccessTokenHash))),
        ("c_hash", json!("absent"), Err(Missing(Member::CodeHash))),
        ("c_hash", json!(half_hash("c")), Err(Mismatch(Member::CodeHash))),
        ("c_hash", json!(1), Err(Type(Member::CodeHash))),
        ("unknown", json!({ "sub": "v" }), Ok(())),
    ];
    for (name, value, expected) in rows {
        let token = jwt(RS256, &claims(name, &value));
        assert_eq!(verdict(&token, &expect()), expected, "{name} {value}");
    }
    // With the party named, several audiences are one client's.
    let both = claims("aud", &serde_json::json!(["d", "c"])).replacen('{', r#"{"azp":"c","#, 1);
    assert_eq!(verdict(&jwt(RS256, &both), &expect()), Ok(()));
}

#[test]
fn a_claim_is_required_only_where_it_is_expected() {
    let least = ExpectIdToken::new(ISSUER, "c", secs(NOW));
    for name in ["nonce", "at_hash", "c_hash"] {
        let token = jwt(RS256, &claims(name, &serde_json::json!("absent")));
        assert_eq!(verdict(&token, &least), Ok(()), "{name}");
    }
}

#[test]
fn clocks_may_differ_by_the_leeway_and_no_more() {
    let token = jwt(RS256, &claims("exp", &serde_json::json!(NOW)));
    let rows = [
        (NOW + 119, 120, Ok(())),
        (NOW + 120, 120, Err(IdTokenError::Expired)),
        (NOW - 60 - 120, 120, Ok(())),
        (NOW - 60 - 121, 120, Err(IdTokenError::NotYet)),
        (NOW - 1, 0, Ok(())),
        (i64::MAX, u32::MAX, Err(IdTokenError::Expired)),
        (i64::MIN, u32::MAX, Err(IdTokenError::NotYet)),
        (-1, 0, Err(IdTokenError::NotYet)),
    ];
    for (now, leeway, expected) in rows {
        let expect = ExpectIdToken::new(ISSUER, "c", secs(now)).leeway(leeway);
        assert_eq!(verdict(&token, &expect), expected, "{now} {leeway}");
    }
}

/// OpenID Connect Core 1.0, section 3.1.3.7: `none` in any case, or no signature at all; and no hash is
/// compared by a guess.
#[test]
fn alg_is_not_none_and_its_hash_is_sha_256_where_a_hash_is_compared() {
    let fits = claims("", &serde_json::json!(null));
    let rows = [
        ("RS256", Ok(()), Ok(())),
        ("ES256", Ok(()), Ok(())),
        ("PS256", Ok(()), Ok(())),
        ("HS256", Ok(()), Ok(())),
        ("ES256K", Ok(()), Ok(())),
        ("RS384", Ok(()), Err(IdTokenError::Algorithm)),
        ("ES512", Ok(()), Err(IdTokenError::Algorithm)),
        ("EdDSA", Ok(()), Err(IdTokenError::Algorithm)),
        ("none", Err(IdTokenError::Algorithm), Err(IdTokenError::Algorithm)),
        ("None", Err(IdTokenError::Algorithm), Err(IdTokenError::Algorithm)),
        ("nOnE", Err(IdTokenError::Algorithm), Err(IdTokenError::Algorithm)),
    ];
    for (algorithm, without, with) in rows {
        let token = jwt(&format!(r#"{{"alg":"{algorithm}"}}"#), &fits);
        assert_eq!(
            verdict(&token, &ExpectIdToken::new(ISSUER, "c", secs(NOW))),
            without,
            "{algorithm}"
        );
        assert_eq!(verdict(&token, &expect()), with, "{algorithm}");
    }
    let missing = Err(IdTokenError::Missing(Member::Algorithm));
    for header in ["{}", r#"{"alg":null}"#, r#"{"alg":""}"#, r#"{"Alg":"RS256"}"#] {
        assert_eq!(verdict(&jwt(header, &fits), &expect()), missing, "{header}");
    }
    let refused = verdict(&jwt(r#"{"alg":256}"#, &fits), &expect());
    assert_eq!(refused, Err(IdTokenError::Type(Member::Algorithm)));
    let refused = verdict(&jwt(r#"{"alg":"RS256","alg":"none"}"#, &fits), &expect());
    assert_eq!(refused, Err(IdTokenError::Duplicate(Member::Algorithm)));
    let signed = jwt(RS256, &fits);
    let unsigned = signed.strip_suffix("c2ln").unwrap();
    assert_eq!(verdict(unsigned, &expect()), Err(IdTokenError::Algorithm));
}

#[test]
fn a_token_is_three_parts_of_base64url_that_hold_json() {
    let fits = jwt(RS256, &claims("", &serde_json::json!(null)));
    let [header, claims, signature] = fits.split('.').collect::<Vec<_>>().try_into().unwrap();
    let part = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
    let syntax = |at| IdTokenError::Json(JsonError::Syntax { at });
    let rows = [
        (String::new(), IdTokenError::Encoding),
        (format!("{header}.{claims}"), IdTokenError::Encoding),
        (format!("{fits}."), IdTokenError::Encoding),
        (format!("{fits}.x.y"), IdTokenError::Encoding),
        (format!("{header}=.{claims}.{signature}"), IdTokenError::Encoding),
        (format!("{header}.{claims}\n.{signature}"), IdTokenError::Encoding),
        (format!("{header}.{claims}!.{signature}"), IdTokenError::Encoding),
        (format!("é.{claims}.{signature}"), IdTokenError::Encoding),
        (format!(".{claims}.{signature}"), syntax(0)),
        (format!("{}.{claims}.{signature}", part("[]")), syntax(0)),
        (format!("{header}.{}.{signature}", part("{} ")), IdTokenError::Missing(Member::Issuer)),
        (format!("{header}.{}.{signature}", part("{}x")), syntax(2)),
        // RFC 8725, section 3.7.
        (
            format!(
                "{header}.{}.{signature}",
                Base64UrlUnpadded::encode_string(b"{\"sub\":\"\xE9\"}")
            ),
            syntax(8),
        ),
        (
            format!("{header}.{}.{signature}", part(r#"{"sub":"a","s\u0075b":"b"}"#)),
            IdTokenError::Duplicate(Member::Subject),
        ),
    ];
    for (token, expected) in rows {
        assert_eq!(verdict(&token, &expect()), Err(expected), "{token}");
    }
}

/// "It is not three parts of base64url": the third too, though nobody verifies it here.
#[test]
fn a_signature_that_is_not_base64url_is_an_encoding_error() {
    let fits = jwt(RS256, &claims("", &serde_json::json!(null)));
    for signature in ["!", "a b", "c2ln=", "c2ln\n", "c2ln/", "c2ln+", "é", "c", "c2lnc"] {
        let token = fits.replace(".c2ln", &format!(".{signature}"));
        assert_eq!(verdict(&token, &expect()), Err(IdTokenError::Encoding), "{signature:?}");
    }
}

#[test]
fn claims_are_returned_unescaped() {
    let claims = claims("sub", &serde_json::json!("absent"));
    let claims = claims.replacen('{', r#"{"s\u0075b":"\ud83d\ude00\/","#, 1);
    let token = jwt(RS256, &claims);
    let mut buffer = [0; 512];
    let expect = ExpectIdToken::new(ISSUER, "c", secs(NOW));
    let claims = unverified_id_token(Secret::new(&token), &expect, &mut buffer).unwrap();
    assert_eq!((claims.issuer, claims.subject), (ISSUER, "😀/"));
    assert_eq!((claims.expires_at, claims.issued_at), (secs(NOW + 60), secs(NOW - 60)));
}

/// Whole seconds as they are written, of any year; another way to write a number is rounded down, and
/// saturated as a lifetime is.
#[test]
fn times_are_returned_as_they_were_claimed() {
    let rows = [
        ("1773135060", 1_773_135_060),
        ("4294967296", 4_294_967_296),
        ("253402300800", 253_402_300_800),
        ("9223372036854775807", i64::MAX),
        ("9223372036854775808", i64::from(u32::MAX)),
        ("1e300", i64::from(u32::MAX)),
        ("1773135060.9", 1_773_135_060),
        ("1.77313506e9", 1_773_135_060),
    ];
    for (written, expected) in rows {
        let claims =
            format!(r#"{{"iss":"{ISSUER}","sub":"u","aud":"c","exp":{written},"iat":-5}}"#);
        let token = jwt(RS256, &claims);
        let mut buffer = [0; 512];
        let expect = ExpectIdToken::new(ISSUER, "c", secs(NOW));
        let claims = unverified_id_token(Secret::new(&token), &expect, &mut buffer).unwrap();
        assert_eq!((claims.expires_at, claims.issued_at), (secs(expected), secs(-5)), "{written}");
        let ended = ExpectIdToken::new(ISSUER, "c", secs(expected));
        assert_eq!(verdict(&token, &ended), Err(IdTokenError::Expired), "{written}");
        let before = ExpectIdToken::new(ISSUER, "c", secs(expected - 1));
        assert_eq!(verdict(&token, &before), Ok(()), "{written}");
    }
}

/// "A length, in bytes, that is enough": one more call, and not another error of the same kind.
#[test]
fn needed_is_a_length_that_is_enough() {
    let token = jwt(RS256, &claims("", &serde_json::json!(null)));
    let call = |length| {
        unverified_id_token(Secret::new(&token), &expect(), &mut vec![0; length]).map(|_| ())
    };
    for length in 0..token.len() {
        if let Err(IdTokenError::BufferTooSmall { needed }) = call(length) {
            assert!(needed > length);
            assert_eq!(call(needed), Ok(()), "asked for {needed} with {length}");
        }
    }
}

/// For the header and for the claims, whichever is longer.
#[test]
fn needed_covers_the_longer_of_header_and_claims() {
    let fits = claims("", &serde_json::json!(null));
    let long = format!(r#"{{"alg":"RS256","kid":"{}"}}"#, "k".repeat(2 * fits.len()));
    for (header, needed) in [(RS256, fits.len()), (&long, long.len())] {
        let token = jwt(header, &fits);
        for length in [0, 1, fits.len() - 1, needed - 1] {
            let mut buffer = vec![0xA5; length];
            let refused = unverified_id_token(Secret::new(&token), &expect(), &mut buffer);
            assert_eq!(refused, Err(IdTokenError::BufferTooSmall { needed }), "{length}");
            assert!(buffer.iter().all(|byte| *byte == 0xA5));
        }
        let mut buffer = vec![0; needed];
        assert!(unverified_id_token(Secret::new(&token), &expect(), &mut buffer).is_ok());
        assert!(needed <= token.len() * 3 / 4);
    }
}

/// Wrong types and what is missing are told in the order of the claims, the header before them,
/// and both before anything is compared.
#[test]
fn faults_of_the_claims_are_reported_in_their_order() {
    use IdTokenError::{Duplicate, Missing, Type};
    let rows = [
        (r#"{"iss":7}"#, Type(Member::Issuer)),
        (r#"{"sub":7}"#, Missing(Member::Issuer)),
        (r#"{"sub":7,"iss":"i"}"#, Type(Member::Subject)),
        (r#"{"iss":"i","aud":1}"#, Missing(Member::Subject)),
        (r#"{"iss":"i","sub":"u","aud":1}"#, Type(Member::Audience)),
        (r#"{"iss":"i","sub":"u","azp":1}"#, Missing(Member::Audience)),
        (r#"{"iss":"i","sub":"u","aud":"c","azp":1}"#, Type(Member::AuthorizedParty)),
        (r#"{"iss":"i","sub":"u","aud":"c","iat":""}"#, Missing(Member::ExpirationTime)),
        (r#"{"iss":"i","sub":"u","aud":"c","exp":"9"}"#, Type(Member::ExpirationTime)),
        (r#"{"iss":"i","sub":"u","aud":"c","exp":9}"#, Missing(Member::IssuedAt)),
        (r#"{"iss":"i","sub":"u","aud":"c","exp":9,"iat":1,"nonce":1}"#, Type(Member::Nonce)),
        (
            r#"{"iss":"i","sub":"u","aud":"c","exp":9,"iat":1,"at_hash":1}"#,
            Type(Member::AccessTokenHash),
        ),
        (r#"{"iss":7,"nonce":"n","nonce":"n"}"#, Duplicate(Member::Nonce)),
    ];
    for (claims, expected) in rows {
        assert_eq!(verdict(&jwt(RS256, claims), &expect()), Err(expected), "{claims}");
        let missing = Missing(Member::Algorithm);
        assert_eq!(verdict(&jwt("{}", claims), &expect()), Err(missing), "{claims}");
    }
}
