//! Every example of the RFCs with its outcome, or the reason why it is another layer's.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use grantlet::{
    Authorize, Challenge, ClientAuth, ErrorCode, ExpectIdToken, Flow, Grant, IdTokenError, Secret,
    TokenError, Verifier, encode_form, parse_http_date, parse_rfc3339, retry_after,
    unverified_id_token,
};
use grantlet_tests::{secs, shared_json};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::form::decoded;
use crate::rfc_examples::{
    PROFILE, basic_is, body, bytes, hash_is, mixed_up, outcome, pairs, query, text,
    token_is_of_type_example,
};

/// Another layer's, and why; or a check of the value, with its entry.
enum Outcome {
    Elsewhere(&'static str),
    Check(fn(&Value, &Value)),
}

use Outcome::{Check, Elsewhere};

const ENTRIES: [(&str, Outcome); 39] = [
    (
        "rfc7636_B/octets",
        Check(|entry, octets| {
            let octets: [u8; 32] = bytes(octets).try_into().unwrap();
            assert_eq!(Verifier::from_entropy(&octets).unwrap().as_str(), entry["code_verifier"]);
        }),
    ),
    (
        "rfc7636_B/code_verifier",
        Check(|entry, verifier| {
            let challenge = Challenge::s256(text(verifier)).unwrap();
            assert_eq!(challenge.as_str(), entry["code_challenge"]);
        }),
    ),
    (
        "rfc7636_B/sha256_octets",
        Check(|entry, octets| {
            assert_eq!(Sha256::digest(text(&entry["code_verifier"])).to_vec(), bytes(octets));
        }),
    ),
    (
        "rfc7636_B/code_challenge",
        Check(|entry, challenge| {
            let decoded = Base64UrlUnpadded::decode_vec(text(challenge)).unwrap();
            assert_eq!(decoded, bytes(&entry["sha256_octets"]));
        }),
    ),
    // In the core, 32 bytes and 16 are encoded this way: `base64.rs` has them. This checks its oracle.
    (
        "rfc7636_A/octets",
        Check(|entry, octets| {
            assert_eq!(Base64UrlUnpadded::encode_string(&bytes(octets)), text(&entry["base64url"]));
        }),
    ),
    (
        "rfc7636_A/base64url",
        Check(|entry, encoded| {
            assert_eq!(
                Base64UrlUnpadded::decode_vec(text(encoded)).unwrap(),
                bytes(&entry["octets"])
            );
        }),
    ),
    (
        "rfc6749_B/code_points",
        Check(|entry, points| {
            let points = points.as_array().unwrap().iter().map(|point| &text(point)[2..]);
            let value: String = points
                .map(|hex| char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap())
                .collect();
            assert_eq!(value, entry["value"]);
        }),
    ),
    (
        "rfc6749_B/value",
        Check(|entry, value| {
            let mut buffer = [0; 64];
            let encoded = encode_form(&[("v", text(value))], &mut buffer).unwrap();
            assert_eq!(encoded.strip_prefix("v=").unwrap(), entry["encoded"]);
        }),
    ),
    (
        "rfc6749_B/encoded",
        Check(|entry, encoded| {
            assert_eq!(decoded(format!("v={}", text(encoded)).as_bytes())[0].1, entry["value"]);
        }),
    ),
    ("rfc6749_examples/2.3.1_basic", Check(|_, basic| basic_is(basic))),
    (
        "rfc6749_examples/2.3.1_body",
        Check(|entry, expected| {
            let grant = Grant::refresh_token(Secret::new("tGzv3JOkF0XG5Qx2TlKWIA"));
            let profile = PROFILE.client_auth(ClientAuth::BODY);
            assert_eq!(
                body(&profile, text(&entry["2.3.1_basic"]["client_secret"]), &grant),
                *expected
            );
        }),
    ),
    // The RFC encodes the point too; the pairs are the same, and the parser is free to read both.
    (
        "rfc6749_examples/4.1.1_request_uri",
        Check(|_, uri| {
            let challenge = Challenge::s256(&"v".repeat(43)).unwrap();
            let authorize = Authorize::code("https://client.example.com/cb", "xyz", &challenge);
            // Without PKCE, which the example is older than.
            assert_eq!(query(&authorize, &PROFILE.pkce(false)), pairs(text(uri)));
        }),
    ),
    (
        "rfc6749_examples/4.1.2_location",
        Check(|_, url| {
            assert_eq!(outcome(Flow::Code, text(url)), Ok("SplxlOBeZQQYbYS6WxSbIA".to_owned()));
        }),
    ),
    (
        "rfc6749_examples/4.1.2.1_location",
        Check(|_, url| {
            assert_eq!(outcome(Flow::Code, text(url)), Err("access_denied".to_owned()));
        }),
    ),
    ("rfc6749_examples/4.1.3_basic", Check(|_, basic| basic_is(basic))),
    (
        "rfc6749_examples/4.1.3_body",
        Check(|_, expected| {
            let code = Grant::authorization_code(Secret::new("SplxlOBeZQQYbYS6WxSbIA"));
            let grant = code.redirect_uri("https://client.example.com/cb");
            // Without PKCE, which the example is older than.
            let body = body(&PROFILE.pkce(false), "gX1fBat3bV", &grant);
            assert_eq!(decoded(body.as_bytes()), decoded(text(expected).as_bytes()));
        }),
    ),
    ("rfc6749_examples/4.1.4_body", Check(|_, body| token_is_of_type_example(body, true))),
    (
        "rfc6749_examples/4.2.1_request_uri",
        Check(|_, uri| {
            let authorize = Authorize::implicit("https://client.example.com/cb", "xyz");
            assert_eq!(query(&authorize, &PROFILE), pairs(text(uri)));
        }),
    ),
    (
        "rfc6749_examples/4.2.2_location",
        Check(|_, url| {
            // A type that nobody understands must not be used (section 7.1).
            assert_eq!(
                outcome(Flow::Implicit, text(url)),
                Err("the token is not Bearer".to_owned())
            );
        }),
    ),
    (
        "rfc6749_examples/4.2.2.1_location",
        Check(|_, url| {
            assert_eq!(outcome(Flow::Implicit, text(url)), Err("access_denied".to_owned()));
        }),
    ),
    (
        "rfc6749_examples/4.3.2_body",
        Check(|_, expected| {
            #[allow(deprecated)]
            let grant = Grant::password("johndoe", Secret::new("A3ddj3w"));
            assert_eq!(body(&PROFILE, "gX1fBat3bV", &grant), *expected);
        }),
    ),
    (
        "rfc6749_examples/4.4.2_body",
        Check(|_, expected| {
            assert_eq!(body(&PROFILE, "gX1fBat3bV", &Grant::client_credentials()), *expected);
        }),
    ),
    ("rfc6749_examples/4.4.3_body", Check(|_, body| token_is_of_type_example(body, false))),
    (
        "rfc6749_examples/5.2_body",
        Check(|_, body| {
            let mut body = text(body).as_bytes().to_vec();
            let refused = PROFILE.token(400, &mut body).unwrap_err();
            let TokenError::Server { error, .. } = refused else { panic!("{refused:?}") };
            assert_eq!(error.code(), ErrorCode::InvalidRequest);
        }),
    ),
    (
        "rfc6749_examples/6_body",
        Check(|_, expected| {
            let grant = Grant::refresh_token(Secret::new("tGzv3JOkF0XG5Qx2TlKWIA"));
            assert_eq!(body(&PROFILE, "gX1fBat3bV", &grant), *expected);
        }),
    ),
    (
        "rfc4648_10/base64",
        Check(|_, rows| {
            for row in rows.as_array().unwrap() {
                let (plain, encoded) = (text(&row[0]), text(&row[1]));
                assert_eq!(Base64::encode_string(plain.as_bytes()), encoded);
                assert_eq!(Base64::decode_vec(encoded).unwrap(), plain.as_bytes());
            }
        }),
    ),
    (
        "rfc4648_negative/base64url_reject",
        Check(|_, rows| {
            for part in rows.as_array().unwrap().iter().map(text) {
                for token in
                    [format!("{part}.e30.c2ln"), format!("eyJhbGciOiJFUzI1NiJ9.{part}.c2ln")]
                {
                    let expect = ExpectIdToken::new("i", "c", secs(0));
                    let mut buffer = [0; 64];
                    let refused = unverified_id_token(Secret::new(&token), &expect, &mut buffer);
                    assert_eq!(refused, Err(IdTokenError::Encoding), "{part}");
                }
            }
        }),
    ),
    (
        "oidc_core_A/access_token",
        Check(|entry, token| {
            let expect =
                ExpectIdToken::new("i", "c", secs(5)).access_token(Secret::new(text(token)));
            hash_is("at_hash", text(&entry["at_hash"]), &expect);
        }),
    ),
    ("oidc_core_A/at_hash", Elsewhere("checked with its access_token")),
    (
        "oidc_core_A/code",
        Check(|entry, code| {
            let expect = ExpectIdToken::new("i", "c", secs(5)).code(Secret::new(text(code)));
            hash_is("c_hash", text(&entry["c_hash"]), &expect);
        }),
    ),
    ("oidc_core_A/c_hash", Elsewhere("checked with its code")),
    (
        "rfc9207_2/success",
        Check(|entry, url| {
            let code = "x1848ZT64p4IirMPT0R-X3141MFPTuBX-VFL_cvaplMH58";
            let state = "ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzI";
            assert_eq!(mixed_up(entry, url, state), Ok(code.to_owned()));
        }),
    ),
    (
        "rfc9207_2/error",
        Check(|entry, url| {
            let state = "N2JjNGJhY2JiZjRhYzA3MGJkMzNmMDE5OWJhZmJhZjA";
            assert_eq!(mixed_up(entry, url, state), Err("access_denied".to_owned()));
        }),
    ),
    ("rfc9207_2/issuer", Elsewhere("what success and error are checked with")),
    (
        "rfc8628_3.2/body",
        Check(|_, body| {
            let mut body = text(body).as_bytes().to_vec();
            let device = PROFILE.device_authorization(200, &mut body).unwrap();
            assert_eq!(device.device_code.expose(), "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS");
            assert_eq!(
                (device.user_code, device.verification_uri),
                ("WDJB-MJHT", "https://example.com/device")
            );
            let complete = device.verification_uri_complete;
            assert_eq!(complete, Some("https://example.com/device?user_code=WDJB-MJHT"));
            assert_eq!((device.expires_in, device.interval), (1800, 5));
        }),
    ),
    (
        "rfc6750_3/www_authenticate",
        Elsewhere(
            "the resource server's header; its caller has the status 401, which is all that a client without scopes to choose from can act on",
        ),
    ),
    (
        "rfc9110_5.6.7/http_dates",
        Check(|_, rows| {
            for row in rows.as_array().unwrap() {
                assert_eq!(parse_http_date(text(&row[0])).ok(), row[1].as_i64().map(secs), "{row}");
            }
        }),
    ),
    (
        "rfc9110_5.6.7/retry_after",
        Check(|_, rows| {
            let found = rows
                .as_array()
                .unwrap()
                .iter()
                .map(|row| retry_after(text(row), Some(secs(946_684_790))));
            assert_eq!(found.collect::<Vec<_>>(), [Ok(9), Ok(120)]);
        }),
    ),
    (
        "rfc3339_5.8/valid",
        Check(|_, rows| {
            let found =
                rows.as_array().unwrap().iter().map(|row| parse_rfc3339(text(&row[0])).unwrap());
            let found: Vec<_> =
                found.map(|date| (date.second.as_secs(), date.nanoseconds)).collect();
            // The leap second, twice, is the first second of 1991; fractions count upwards.
            let leap = (662_688_000, 0);
            let expected = [
                (482_196_050, 520_000_000),
                (851_042_397, 0),
                leap,
                leap,
                (-1_041_337_173, 870_000_000),
            ];
            assert_eq!(found, expected);
            let numbers = rows.as_array().unwrap().iter().map(|row| row[1].as_f64());
            for (number, (seconds, nanoseconds)) in numbers.zip(expected) {
                let hundredths = seconds * 100 + i64::from(nanoseconds / 10_000_000);
                #[allow(clippy::cast_possible_truncation)]
                let number = number.map(|number| (number * 100.0).round() as i64);
                assert!(number.is_none_or(|number| number == hundredths));
            }
        }),
    ),
];

#[test]
fn every_example_of_the_rfcs_has_its_outcome_or_a_reason() {
    let Some(file) = shared_json("vectors/rfc-vectors.json") else { return };
    let mut seen = 0;
    for (name, entry) in file.as_object().unwrap() {
        for (part, value) in entry.as_object().unwrap() {
            if part == "source" || part == "note" {
                continue;
            }
            let path = format!("{name}/{part}");
            let (_, outcome) = ENTRIES.iter().find(|(known, _)| *known == path).expect(&path);
            seen += 1;
            match outcome {
                Check(check) => check(entry, value),
                Elsewhere(reason) => println!("{path}: {reason}"),
            }
        }
    }
    assert_eq!(seen, ENTRIES.len());
}
