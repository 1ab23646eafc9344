//! Logins whose response holds an `id_token`: beside a token in the fragment, or bound to each other.

use grantlet::{
    Callback, CallbackClass, Client, IdTokenError, Issuer, IssuerFault, Login, LoginError,
    LoginKind, Member,
};
use grantlet_tests::secs;

use crate::id_token::{half_hash, jwt};
use crate::login::{PROFILE, URI, entropy};

pub(crate) const NOW: i64 = 1_773_135_000;
pub(crate) const ISSUER: &str = "https://as.example";

/// The outcome of a callback whose `id_token` has changed claims.
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
    let response = match login.callback(&CLIENT, &mut bytes, &mut buffer, secs(NOW)) {
        Ok(Callback::Token(token)) => {
            assert_eq!(token.access_token.expose(), "AT");
            Ok(())
        }
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error),
    };
    // Whatever the outcome, the callback was this login's and has used it.
    let mut bytes = url.into_bytes();
    let again = login.callback(&CLIENT, &mut bytes, &mut buffer, secs(NOW)).unwrap_err();
    assert_eq!(again, LoginError::Used);
    response
}

pub(crate) type Change = fn(&mut serde_json::Value);

/// OpenID Connect Core 1.0, section 3.2.2.11: nonce, `at_hash`, audience, time, algorithm.
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

pub(crate) const CLIENT: Client<'_> = Client::public(&PROFILE, "id").base_url("https://as.example");

pub(crate) fn start(kind: LoginKind, issuer: Issuer<'static>) -> Login<'static> {
    Login::start_with_entropy(kind, &CLIENT, URI, issuer, &entropy(5), secs(NOW)).unwrap()
}

/// Claims that fit a login.
pub(crate) fn claims_for(login: &Login<'_>) -> serde_json::Value {
    serde_json::json!({
        "iss": ISSUER, "sub": "u", "aud": "id", "exp": NOW + 300, "iat": NOW,
        "nonce": login.nonce().as_str(), "at_hash": half_hash("AT"),
    })
}

pub(crate) fn signed(claims: &serde_json::Value) -> String {
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
        let response = login.callback(&CLIENT, &mut bytes, &mut buffer, secs(NOW));
        let response = response.map(|_| ());
        match (response, class) {
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
                    login.callback(&CLIENT, &mut bytes, &mut buffer, secs(NOW)).is_ok(),
                    "{index}"
                );
            }
            (response, None) => {
                assert_eq!(response, expected.map_err(LoginError::IdToken), "{index}");
            }
            (response, Some(_)) => panic!("{index} {response:?}"),
        }
    }
}

/// RFC 9207, section 2.4: the `id_token` of an error is not validated, so it does not replace `iss` there.
#[test]
fn an_error_needs_the_iss_that_is_required_also_beside_an_id_token() {
    let mut login = start(LoginKind::ImplicitIdToken, Issuer::Required(ISSUER));
    let state = login.state().to_owned();
    for error in ["#error=access_denied&id_token=xxxx", "?error=access_denied#id_token=xxxx"] {
        let (error, rest) = error.split_at(error.find("ied").unwrap() + 3);
        let mut url = format!("{URI}{error}&state={state}{rest}").into_bytes();
        let response = login.callback(&CLIENT, &mut url, &mut [0; 64], secs(NOW));
        let class = match response {
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
            let refused = login.callback(&CLIENT, &mut bytes, &mut [], secs(NOW));
            let Err(LoginError::IdToken(IdTokenError::BufferTooSmall { needed })) = refused else {
                panic!("{refused:?}");
            };
            assert!(needed > 0 && needed <= url.len() * 3 / 4);
            for length in 0..needed {
                let mut buffer = vec![0; length];
                let refused =
                    login.callback(&CLIENT, &mut bytes, &mut buffer, secs(NOW)).unwrap_err();
                let small = LoginError::IdToken(IdTokenError::BufferTooSmall { needed });
                assert_eq!(refused, small, "{length}");
                assert_eq!(bytes, url.as_bytes(), "{length}");
            }
            let mut buffer = vec![0; needed];
            match login.callback(&CLIENT, &mut bytes, &mut buffer, secs(NOW)) {
                Ok(Callback::Token(token)) => assert_eq!(token.access_token.expose(), "AT"),
                other => panic!("{other:?}"),
            }
        }
        // Neither does another address with one, nor an error, need a buffer.
        let elsewhere = format!("https://evil.example/cb#state={state}&id_token={id_token}");
        let mut bytes = elsewhere.into_bytes();
        match login.callback(&CLIENT, &mut bytes, &mut [], secs(NOW)) {
            Err(LoginError::Callback(error)) => {
                assert_eq!(error.class, CallbackClass::RedirectUri);
            }
            other => panic!("{other:?}"),
        }
        let denied = format!("{URI}#error=access_denied&state={state}&iss=https://as.example");
        let beside = format!("{denied}&id_token={id_token}").into_bytes();
        let response = start(LoginKind::ImplicitIdToken, issuer)
            .callback(&CLIENT, &mut beside.clone(), &mut [], secs(NOW))
            .map(|response| matches!(response, Callback::Denied(_)));
        assert_eq!(response, Ok(true));
        let mut bytes = denied.into_bytes();
        let response = login.callback(&CLIENT, &mut bytes, &mut [], secs(NOW));
        assert!(matches!(response, Ok(Callback::Denied(_))), "{response:?}");
    }
}
