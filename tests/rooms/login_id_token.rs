//! A login whose answer is a token and an `id_token` in the fragment, bound to each other.

use grantlet::{Callback, Client, IdTokenError, Issuer, Login, LoginError, LoginKind, Member};

use crate::id_token::{half_hash, jwt};
use crate::login::{PROFILE, URI, entropy};

const NOW: i64 = 1_773_135_000;
const ISSUER: &str = "https://as.example";

/// What an answer brings, once its claims were changed.
fn outcome(
    issuer: Issuer<'_>,
    algorithm: &str,
    change: impl Fn(&mut serde_json::Value),
) -> Result<(), LoginError<'static>> {
    let client = Client::public("https://as.example", "id");
    let kind = LoginKind::ImplicitIdToken;
    let mut login = Login::start(kind, &PROFILE, &client, URI, issuer, &entropy(5), NOW).unwrap();
    let mut claims = serde_json::json!({
        "iss": ISSUER, "sub": "u", "aud": "id", "exp": NOW + 300, "iat": NOW,
        "nonce": login.nonce().as_str(), "at_hash": half_hash("AT"),
    });
    change(&mut claims);
    let id_token = match claims.as_object() {
        Some(_) => format!(
            "&id_token={}",
            jwt(&format!(r#"{{"alg":"{algorithm}"}}"#), &claims.to_string())
        ),
        None => claims.as_str().unwrap().to_owned(),
    };
    let url = format!("{URI}#access_token=AT&token_type=Bearer&state={}{id_token}", login.state());
    let mut bytes = url.clone().into_bytes();
    let mut buffer = vec![0; bytes.len() * 3 / 4];
    let answer = match login.callback(&PROFILE, &mut bytes, &mut buffer, NOW) {
        Ok(Callback::Token(token)) => {
            assert_eq!(token.access_token.expose(), "AT");
            Ok(())
        }
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error.without_text()),
    };
    // ST4: whatever came of it, it was this login's answer.
    let mut bytes = url.into_bytes();
    let again = login.callback(&PROFILE, &mut bytes, &mut buffer, NOW).unwrap_err();
    assert_eq!(again, LoginError::Used);
    answer
}

type Change = fn(&mut serde_json::Value);

/// IM2, IM3, IM4: nonce, `at_hash`, audience, time, algorithm.
#[test]
fn a_token_comes_only_with_an_id_token_for_this_login() {
    use IdTokenError::{Algorithm, Encoding, Expired, Mismatch, Missing, NotYet};
    let rows: [(&str, Change, Result<(), IdTokenError>); 15] = [
        ("RS256", |_| {}, Ok(())),
        ("RS256", |c| *c = "".into(), Err(Missing(Member::IdToken))),
        ("RS256", |c| *c = "&id_token=".into(), Err(Missing(Member::IdToken))),
        ("RS256", |c| *c = "&id_token=a.b".into(), Err(Encoding)),
        ("RS256", |c| c["nonce"] = "another-logins".into(), Err(Mismatch(Member::Nonce))),
        ("RS256", |c| c["nonce"] = serde_json::Value::Null, Err(Missing(Member::Nonce))),
        (
            "RS256",
            |c| c["at_hash"] = serde_json::Value::Null,
            Err(Missing(Member::AccessTokenHash)),
        ),
        (
            "RS256",
            |c| c["at_hash"] = half_hash("another").into(),
            Err(Mismatch(Member::AccessTokenHash)),
        ),
        ("RS256", |c| c["aud"] = "id2".into(), Err(Mismatch(Member::Audience))),
        ("RS256", |c| c["iss"] = "https://evil.example".into(), Err(Mismatch(Member::Issuer))),
        ("RS256", |c| c["exp"] = (NOW - 120).into(), Err(Expired)),
        ("RS256", |c| c["exp"] = (NOW - 119).into(), Ok(())),
        ("RS256", |c| c["iat"] = (NOW + 121).into(), Err(NotYet)),
        ("none", |_| {}, Err(Algorithm)),
        ("RS512", |_| {}, Err(Algorithm)),
    ];
    for (index, (algorithm, change, expected)) in rows.into_iter().enumerate() {
        let expected = expected.map_err(LoginError::IdToken);
        assert_eq!(outcome(Issuer::IfPresent(ISSUER), algorithm, change), expected, "{index}");
    }
}

/// Without an issuer there is nothing to compare `iss` with, and then it is not right.
#[test]
fn an_id_token_needs_an_issuer_to_be_compared_with() {
    for issuer in [Issuer::Ignored, Issuer::Refused] {
        for iss in ["", ISSUER] {
            let answer = outcome(issuer, "RS256", |claims| claims["iss"] = iss.into());
            assert!(matches!(answer, Err(LoginError::IdToken(_))), "{issuer:?} {answer:?}");
        }
    }
}
