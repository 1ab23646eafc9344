//! Logins whose answer holds an `id_token`: beside a token in the fragment, bound to each other, or
//! from the token endpoint.

use grantlet::{
    Callback, CallbackClass, Client, IdTokenError, Issuer, IssuerFault, Login, LoginError,
    LoginKind, Member,
};
use grantlet_tests::secs;

use crate::id_token::{half_hash, jwt};
use crate::login::{PROFILE, URI, entropy};

const NOW: i64 = 1_773_135_000;
const ISSUER: &str = "https://as.example";

/// What an answer brings, once its claims were changed.
fn outcome(
    issuer: Issuer<'_>,
    algorithm: &str,
    change: impl Fn(&mut serde_json::Value),
) -> Result<(), LoginError> {
    let client = Client::public(&PROFILE, "id").base_url("https://as.example");
    let kind = LoginKind::ImplicitIdToken;
    let mut login =
        Login::start_with_entropy(kind, &client, URI, issuer, &entropy(5), secs(NOW)).unwrap();
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
    let answer = match login.callback(&PROFILE, &mut bytes, &mut buffer, secs(NOW)) {
        Ok(Callback::Token(token)) => {
            assert_eq!(token.access_token.expose(), "AT");
            Ok(())
        }
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error),
    };
    // ST4: whatever came of it, it was this login's answer.
    let mut bytes = url.into_bytes();
    let again = login.callback(&PROFILE, &mut bytes, &mut buffer, secs(NOW)).unwrap_err();
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

const CLIENT: Client<'_> = Client::public(&PROFILE, "id").base_url("https://as.example");

fn start(kind: LoginKind, issuer: Issuer<'static>) -> Login<'static> {
    Login::start_with_entropy(kind, &CLIENT, URI, issuer, &entropy(5), secs(NOW)).unwrap()
}

/// Claims that fit a login.
fn claims_for(login: &Login<'_>) -> serde_json::Value {
    serde_json::json!({
        "iss": ISSUER, "sub": "u", "aud": "id", "exp": NOW + 300, "iat": NOW,
        "nonce": login.nonce().as_str(), "at_hash": half_hash("AT"),
    })
}

fn signed(claims: &serde_json::Value) -> String {
    jwt(r#"{"alg":"RS256"}"#, &claims.to_string())
}

/// If `iss` is required, an `id_token` names it too; without one it must be in the URL.
#[test]
fn an_id_token_replaces_the_iss_that_is_required() {
    use IdTokenError::{Mismatch, Missing};
    let right = "&iss=https%3A%2F%2Fas.example";
    let evil = "&iss=https%3A%2F%2Fevil.example";
    let wrong_issuer = Some(CallbackClass::Issuer(IssuerFault::Absent));
    let rows = [
        // The id_token's issuer, none for no id_token; the `iss` beside it; the outcome.
        (Some(ISSUER), "", None, Ok(())),
        (Some(ISSUER), right, None, Ok(())),
        (Some(ISSUER), "&iss=", None, Ok(())),
        (Some(ISSUER), evil, wrong_issuer, Ok(())),
        (Some("https://evil.example"), "", None, Err(Mismatch(Member::Issuer))),
        (Some("https://evil.example"), right, None, Err(Mismatch(Member::Issuer))),
        (Some("https://as.example/"), "", None, Err(Mismatch(Member::Issuer))),
        (Some(""), "", None, Err(Missing(Member::Issuer))),
        (None, "", wrong_issuer, Ok(())),
        (None, "&iss=", wrong_issuer, Ok(())),
        (None, "&id_token=", wrong_issuer, Ok(())),
        (None, evil, wrong_issuer, Ok(())),
        (None, right, None, Err(Missing(Member::IdToken))),
    ];
    for (index, (claimed, beside, class, expected)) in rows.into_iter().enumerate() {
        let mut login = start(LoginKind::ImplicitIdToken, Issuer::Required(ISSUER));
        let mut claims = claims_for(&login);
        let id_token = claimed.map_or(String::new(), |iss| {
            claims["iss"] = iss.into();
            format!("&id_token={}", signed(&claims))
        });
        let state = login.state().to_owned();
        let url =
            format!("{URI}#access_token=AT&token_type=Bearer&state={state}{id_token}{beside}");
        let mut bytes = url.clone().into_bytes();
        let mut buffer = [0; 1024];
        let answer = login.callback(&PROFILE, &mut bytes, &mut buffer, secs(NOW));
        let answer = answer.map(|_| ());
        match (answer, class) {
            (Err(LoginError::Callback(error)), Some(class)) => {
                let same = std::mem::discriminant(&error.class) == std::mem::discriminant(&class);
                assert!(same, "{index}: {:?}", error.class);
                assert_eq!(bytes, url.into_bytes(), "{index}");
                // Anyone could have made it: the right one is still taken.
                let good = signed(&claims_for(&login));
                let good = format!(
                    "{URI}#access_token=AT&token_type=Bearer&state={state}&id_token={good}"
                );
                let mut bytes = good.into_bytes();
                assert!(
                    login.callback(&PROFILE, &mut bytes, &mut buffer, secs(NOW)).is_ok(),
                    "{index}"
                );
            }
            (answer, None) => assert_eq!(answer, expected.map_err(LoginError::IdToken), "{index}"),
            (answer, Some(_)) => panic!("{index} {answer:?}"),
        }
    }
}

/// IS4: nobody compares the `id_token` of an error, and so it does not replace `iss` there.
#[test]
fn an_error_needs_the_iss_that_is_required_also_beside_an_id_token() {
    let mut login = start(LoginKind::ImplicitIdToken, Issuer::Required(ISSUER));
    let state = login.state().to_owned();
    for error in ["#error=access_denied&id_token=xxxx", "?error=access_denied#id_token=xxxx"] {
        let (error, rest) = error.split_at(error.find("ied").unwrap() + 3);
        let mut url = format!("{URI}{error}&state={state}{rest}").into_bytes();
        let answer = login.callback(&PROFILE, &mut url, &mut [0; 64], secs(NOW));
        let class = match answer {
            Err(LoginError::Callback(error)) => Some(error.class),
            _ => None,
        };
        assert!(matches!(class, Some(CallbackClass::Issuer(_))), "{error}{rest}");
    }
}

/// "Still the caller's to call again": nothing was used up, and what was asked for is enough.
#[test]
fn a_buffer_that_is_too_small_leaves_login_and_address_as_they_were() {
    for issuer in [Issuer::Required(ISSUER), Issuer::IfPresent(ISSUER)] {
        let mut login = start(LoginKind::ImplicitIdToken, issuer);
        let id_token = signed(&claims_for(&login));
        let state = login.state().to_owned();
        let encoded = id_token.replace('.', "%2E");
        for id_token in [&id_token, &encoded] {
            let mut login = start(LoginKind::ImplicitIdToken, issuer);
            let url = format!(
                "{URI}#access_token=%41T&token_type=Bearer&state={state}&id_token={id_token}"
            );
            let mut bytes = url.clone().into_bytes();
            let refused = login.callback(&PROFILE, &mut bytes, &mut [], secs(NOW));
            let Err(LoginError::IdToken(IdTokenError::BufferTooSmall { needed })) = refused else {
                panic!("{refused:?}");
            };
            assert!(needed > 0 && needed <= url.len() * 3 / 4);
            for length in 0..needed {
                let mut buffer = vec![0; length];
                let refused =
                    login.callback(&PROFILE, &mut bytes, &mut buffer, secs(NOW)).unwrap_err();
                let small = LoginError::IdToken(IdTokenError::BufferTooSmall { needed });
                assert_eq!(refused, small, "{length}");
                assert_eq!(bytes, url.as_bytes(), "{length}");
            }
            let mut buffer = vec![0; needed];
            match login.callback(&PROFILE, &mut bytes, &mut buffer, secs(NOW)) {
                Ok(Callback::Token(token)) => assert_eq!(token.access_token.expose(), "AT"),
                other => panic!("{other:?}"),
            }
        }
        // Neither does another address with one, nor an error, need a buffer.
        let elsewhere = format!("https://evil.example/cb#state={state}&id_token={id_token}");
        let mut bytes = elsewhere.into_bytes();
        match login.callback(&PROFILE, &mut bytes, &mut [], secs(NOW)) {
            Err(LoginError::Callback(error)) => {
                assert_eq!(error.class, CallbackClass::RedirectUri);
            }
            other => panic!("{other:?}"),
        }
        let denied = format!("{URI}#error=access_denied&state={state}&iss=https://as.example");
        let beside = format!("{denied}&id_token={id_token}").into_bytes();
        let answer = start(LoginKind::ImplicitIdToken, issuer)
            .callback(&PROFILE, &mut beside.clone(), &mut [], secs(NOW))
            .map(|answer| matches!(answer, Callback::Denied(_)));
        assert_eq!(answer, Ok(true));
        let mut bytes = denied.into_bytes();
        let answer = login.callback(&PROFILE, &mut bytes, &mut [], secs(NOW));
        assert!(matches!(answer, Ok(Callback::Denied(_))), "{answer:?}");
    }
}

/// What `Login::id_token` says of a token endpoint's answer, by the login and by the same restored.
fn checked(
    kind: LoginKind,
    issuer: Issuer<'static>,
    now: i64,
    id_token: impl Fn(&Login<'_>) -> serde_json::Value,
) -> Result<(), IdTokenError> {
    let login = start(kind, issuer);
    let mut kept = [0; 1024];
    let length = login.save(&mut kept).unwrap().len();
    let restored = Login::restore(&mut kept[..length]).unwrap();
    let body = serde_json::json!({
        "access_token": "AT", "token_type": "Bearer", "id_token": id_token(&login),
    });
    let outcomes = [&login, &restored].map(|login| {
        let mut body = body.to_string().into_bytes();
        let token = PROFILE.token(200, &mut body).unwrap();
        let length = token.id_token.map_or(0, |token| token.expose().len() * 3 / 4);
        let mut buffer = vec![0; length];
        login.id_token(&token, &mut buffer, secs(now)).map(|claims| {
            assert_eq!((claims.issuer, claims.subject), (ISSUER, "u"));
            assert_eq!(claims.issued_at, secs(NOW));
        })
    });
    assert_eq!(outcomes[0], outcomes[1]);
    outcomes[0]
}

/// IM2 by code: issuer, client, times and nonce; over TLS from the endpoint no `at_hash`.
#[test]
fn an_id_token_from_the_token_endpoint_is_this_logins() {
    use IdTokenError::{Algorithm, Encoding, Expired, Mismatch, Missing, NotYet, Type};
    use serde_json::Value::Null;
    let rows: [(i64, Change, Result<(), IdTokenError>); 23] = [
        (NOW, |_| {}, Ok(())),
        (NOW, |c| c["nonce"] = "another-logins".into(), Err(Mismatch(Member::Nonce))),
        (NOW, |c| c["nonce"] = Null, Err(Missing(Member::Nonce))),
        (NOW, |c| c["nonce"] = "".into(), Err(Missing(Member::Nonce))),
        (NOW, |c| c["nonce"] = 7.into(), Err(Type(Member::Nonce))),
        (NOW, |c| c["iss"] = "https://evil.example".into(), Err(Mismatch(Member::Issuer))),
        (NOW, |c| c["iss"] = "https://as.example/".into(), Err(Mismatch(Member::Issuer))),
        (NOW, |c| c["iss"] = Null, Err(Missing(Member::Issuer))),
        (NOW, |c| c["aud"] = "id2".into(), Err(Mismatch(Member::Audience))),
        (NOW, |c| c["aud"] = vec!["id", "id2"].into(), Err(Missing(Member::AuthorizedParty))),
        (NOW, |c| c["azp"] = "id2".into(), Err(Mismatch(Member::AuthorizedParty))),
        (NOW, |c| c["sub"] = Null, Err(Missing(Member::Subject))),
        (NOW, |c| c["at_hash"] = Null, Ok(())),
        (NOW, |c| c["at_hash"] = half_hash("another").into(), Ok(())),
        (NOW + 419, |_| {}, Ok(())),
        (NOW + 420, |_| {}, Err(Expired)),
        (NOW - 120, |_| {}, Ok(())),
        (NOW - 121, |_| {}, Err(NotYet)),
        (i64::MAX, |_| {}, Err(Expired)),
        (i64::MIN, |_| {}, Err(NotYet)),
        (NOW, |c| *c = "a.b".into(), Err(Encoding)),
        (NOW, |c| *c = Null, Err(Missing(Member::IdToken))),
        (NOW, |c| *c = "".into(), Err(Missing(Member::IdToken))),
    ];
    for (index, (now, change, expected)) in rows.into_iter().enumerate() {
        for issuer in [Issuer::Required(ISSUER), Issuer::IfPresent(ISSUER)] {
            let found = checked(LoginKind::CodeIdToken, issuer, now, |login| {
                let mut claims = claims_for(login);
                change(&mut claims);
                if claims.is_object() { signed(&claims).into() } else { claims }
            });
            assert_eq!(found, expected, "{index}");
        }
    }
    let with = |algorithm: &'static str| {
        checked(LoginKind::CodeIdToken, Issuer::Required(ISSUER), NOW, |login| {
            let header = format!(r#"{{"alg":"{algorithm}"}}"#);
            jwt(&header, &claims_for(login).to_string()).into()
        })
    };
    assert_eq!(with("none"), Err(Algorithm));
    // No hash is compared, and so none is guessed.
    assert_eq!((with("RS512"), with("EdDSA")), (Ok(()), Ok(())));
}

/// A nonce is asked for where one was sent, and `at_hash` where the token came in the fragment.
#[test]
fn an_id_token_is_compared_with_what_its_kind_of_login_sent() {
    use IdTokenError::{Mismatch, Missing};
    use LoginKind::{Code, CodeIdToken, Implicit, ImplicitIdToken};
    let named = Issuer::Required(ISSUER);
    let rows = [
        (Code, "nonce", Ok(()), Ok(())),
        (Implicit, "nonce", Ok(()), Ok(())),
        (CodeIdToken, "nonce", Err(Missing(Member::Nonce)), Err(Mismatch(Member::Nonce))),
        (ImplicitIdToken, "nonce", Err(Missing(Member::Nonce)), Err(Mismatch(Member::Nonce))),
        (Code, "at_hash", Ok(()), Ok(())),
        (Implicit, "at_hash", Ok(()), Ok(())),
        (CodeIdToken, "at_hash", Ok(()), Ok(())),
        (
            ImplicitIdToken,
            "at_hash",
            Err(Missing(Member::AccessTokenHash)),
            Err(Mismatch(Member::AccessTokenHash)),
        ),
    ];
    for (kind, name, absent, wrong) in rows {
        for (value, expected) in [(serde_json::Value::Null, absent), ("another".into(), wrong)] {
            let found = checked(kind, named, NOW, |login| {
                let mut claims = claims_for(login);
                claims[name] = value.clone();
                signed(&claims).into()
            });
            assert_eq!(found, expected, "{kind:?} {name} {value}");
        }
        assert_eq!(checked(kind, named, NOW, |login| signed(&claims_for(login)).into()), Ok(()));
    }
    // A login that names no issuer has none that could be right.
    for issuer in [Issuer::Ignored, Issuer::Refused("")] {
        let found = checked(Code, issuer, NOW, |login| signed(&claims_for(login)).into());
        assert_eq!(found, Err(Mismatch(Member::Issuer)));
        let found = checked(Code, issuer, NOW, |login| {
            let mut claims = claims_for(login);
            claims["iss"] = "".into();
            signed(&claims).into()
        });
        assert_eq!(found, Err(Missing(Member::Issuer)));
    }
}

/// The whole way by code: the nonce goes out with the challenge and comes back in the claims; the
/// login is used up by then, and its claims can be asked for as often as it takes.
#[test]
fn a_login_by_code_goes_from_its_url_to_its_claims() {
    let mut login = start(LoginKind::CodeIdToken, Issuer::Required(ISSUER));
    let mut buffer = [0; 1024];
    let url = login.authorize().scope("openid").write(&CLIENT, &mut buffer).unwrap();
    assert!(url.contains("?response_type=code&") && url.contains("&scope=openid&"), "{url}");
    assert!(url.contains("&code_challenge_method=S256"), "{url}");
    assert!(url.ends_with(&format!("&nonce={}", login.nonce().as_str())), "{url}");
    // A code has no id_token beside it, and `iss` is required as always.
    let url = format!("{URI}?code=C&state={}", login.state());
    let mut without = url.clone().into_bytes();
    let refused = login.callback(&PROFILE, &mut without, &mut [], secs(NOW)).unwrap_err();
    assert!(
        matches!(refused, LoginError::Callback(e) if matches!(e.class, CallbackClass::Issuer(_)))
    );
    let mut url = format!("{url}&iss=https%3A%2F%2Fas.example").into_bytes();
    let Ok(Callback::Code(code)) = login.callback(&PROFILE, &mut url, &mut [], secs(NOW)) else {
        panic!("the callback is this login's");
    };
    let request = login.request(&CLIENT, code, &mut buffer).unwrap();
    assert!(request.body.contains("code=C&") && request.body.contains("&code_verifier="));
    let id_token = signed(&claims_for(&login));
    let body = format!(r#"{{"access_token":"AT","token_type":"Bearer","id_token":"{id_token}"}}"#);
    let mut body = body.into_bytes();
    let token = PROFILE.token(200, &mut body).unwrap();
    let Err(IdTokenError::BufferTooSmall { needed }) = login.id_token(&token, &mut [], secs(NOW))
    else {
        panic!("an empty buffer is too small");
    };
    for _ in 0..2 {
        let mut buffer = vec![0; needed];
        assert_eq!(login.id_token(&token, &mut buffer, secs(NOW)).unwrap().subject, "u");
    }
    // That of another login, though from the same issuer and for the same client.
    let other = Login::start_with_entropy(
        LoginKind::CodeIdToken,
        &CLIENT,
        URI,
        login.issuer(),
        &entropy(6),
        secs(NOW),
    );
    let refused = other.unwrap().id_token(&token, &mut buffer, secs(NOW));
    assert_eq!(refused, Err(IdTokenError::Mismatch(Member::Nonce)));
}
