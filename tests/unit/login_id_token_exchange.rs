//! Logins whose `id_token` comes from the token endpoint.

use grantlet::{
    Callback, CallbackClass, IdTokenError, Issuer, Login, LoginError, LoginKind, Member,
};
use grantlet_tests::secs;

use crate::id_token::{half_hash, jwt};
use crate::login::{PROFILE, URI, entropy};
use crate::login_id_token::{CLIENT, Change, ISSUER, NOW, claims_for, signed, start};

/// What `Login::id_token` says of a token endpoint's response, by the login and by the same restored.
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

/// OpenID Connect Core 1.0, section 3.1.3.7: issuer, client, times and nonce; over TLS from the endpoint no `at_hash`.
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
    let refused = login.callback(&CLIENT, &mut without, &mut [], secs(NOW)).unwrap_err();
    assert!(
        matches!(refused, LoginError::Callback(e) if matches!(e.class, CallbackClass::Issuer(_)))
    );
    let mut url = format!("{url}&iss=https%3A%2F%2Fas.example").into_bytes();
    let Ok(Callback::Code(code)) = login.callback(&CLIENT, &mut url, &mut [], secs(NOW)) else {
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
