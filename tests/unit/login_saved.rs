//! A login that is saved, and restored with all that it was bound to.

use grantlet::{Client, InvalidSavedLogin, Issuer, Login, LoginError, LoginKind};
use grantlet_tests::secs;

use crate::login::{NOW, PROFILE, URI, entropy, outcome, saved, start};

#[test]
fn a_saved_login_is_restored_with_all_that_it_was_bound_to() {
    use LoginKind::{Code, CodeIdToken, Implicit, ImplicitIdToken};
    let issuers = [
        Issuer::Required("https://as.example/\"t\""),
        Issuer::IfPresent("https://as.example"),
        Issuer::Refused(""),
        Issuer::Ignored,
    ];
    let kinds = [Code, CodeIdToken, Implicit, ImplicitIdToken];
    for issuer in issuers {
        for kind in kinds {
            let bound = matches!(kind, CodeIdToken | ImplicitIdToken);
            if bound && matches!(issuer, Issuer::Refused(_) | Issuer::Ignored) {
                continue;
            }
            for now in [0, NOW, i64::MAX] {
                let client =
                    Client::public(&PROFILE, "i\\d \"ü\"\n😀").base_url("https://as.example/");
                let login =
                    Login::start_with_entropy(kind, &client, URI, issuer, &entropy(3), secs(now))
                        .unwrap();
                let text = saved(&login);
                let mut kept = text.clone().into_bytes();
                let restored = Login::restore(&mut kept).unwrap();
                assert_eq!(saved(&restored), text);
                assert_eq!(restored.state(), login.state());
                assert_eq!(restored.nonce().as_str(), login.nonce().as_str());
                assert_eq!(restored.issuer(), issuer);
                let urls = [&login, &restored].map(|login| {
                    let mut buffer = [0; 1024];
                    let authorize = login.authorize().scope("openid");
                    authorize.write(&client, &mut buffer).unwrap().to_owned()
                });
                assert_eq!(urls[0], urls[1]);
            }
        }
    }
}

/// Each member that binds the login is there, in its form, once; a cut text is not a login.
#[test]
fn a_saved_login_that_was_tampered_with_is_refused() {
    let text = saved(&start(LoginKind::Code, 1));
    let refused = |text: &str| {
        Login::restore(&mut text.as_bytes().to_vec()).map(|_| ()) == Err(InvalidSavedLogin)
    };
    assert!(!refused(&text));
    for length in 0..text.len() {
        assert!(refused(&text[..length]), "cut at {length}");
    }
    let replaced = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let verifier = value["code_verifier"].as_str().unwrap();
    let rows = [
        replaced(r#""flow":"code""#, r#""flow":"Code""#),
        replaced(r#""flow":"code""#, r#""flow":"""#),
        replaced(r#""flow":"code""#, r#""flow":"id_token code""#),
        // As it was saved before the members had these names.
        replaced(r#""flow":"code""#, r#""kind":"code""#),
        replaced(r#""iss_rule":"ignored""#, r#""iss_rule":"required""#),
        replaced(r#""iss_rule":"ignored""#, r#""iss_rule":"if_present""#),
        replaced(r#""iss_rule":"ignored""#, r#""iss_rule":"none""#),
        replaced(verifier, &verifier[1..]),
        replaced(verifier, &format!("{verifier}A")),
        replaced(verifier, &verifier.replace(&verifier[..1], "~")),
        replaced(verifier, &format!("é{}", &verifier[2..])),
        replaced(r#""state":""#, r#""state":"A"#),
        replaced(r#""nonce":""#, r#""nonce":" "#),
        replaced(&NOW.to_string(), &format!("{NOW}.0")),
        replaced(&NOW.to_string(), &format!("\"{NOW}\"")),
        replaced(&NOW.to_string(), "-1"),
        replaced(&NOW.to_string(), "18446744073709551616"),
        replaced("{", r#"{"state":"x","#),
        format!("{text}{text}"),
        format!("[{text}]"),
        "null".to_owned(),
    ];
    for row in rows {
        assert!(refused(&row), "{row}");
    }
}

/// "`InvalidSavedLogin` for anything that `save` does not write", and it writes ten members.
#[test]
fn a_saved_login_that_lacks_a_member_is_refused() {
    let text = saved(&start(LoginKind::Code, 1));
    let whole: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    let names = [
        "flow",
        "state",
        "nonce",
        "code_verifier",
        "iss_rule",
        "iss",
        "redirect_uri",
        "client_id",
        "token_endpoint",
        "started",
    ];
    assert_eq!(whole.keys().collect::<Vec<_>>(), names);
    let mut accepted = Vec::new();
    for name in whole.keys() {
        for value in [None, Some(serde_json::Value::Null), Some(serde_json::json!([]))] {
            let mut changed = whole.clone();
            changed.remove(name);
            changed.extend(value.map(|value| (name.clone(), value)));
            let text = serde_json::to_string(&changed).unwrap();
            if Login::restore(&mut text.clone().into_bytes()).is_ok() {
                accepted.push(text);
            }
        }
    }
    assert!(accepted.is_empty(), "{accepted:#?}");
}

/// What is saved after the callback, for the `id_token` of the exchange, does not read another callback.
#[test]
fn a_login_that_is_used_up_stays_so_when_it_is_saved() {
    let mut login = start(LoginKind::CodeIdToken, 1);
    let url = format!("{URI}?code=C&state={}&iss=https://as.example", login.state());
    assert_eq!(outcome(&mut login, &url, NOW), Ok("code"));
    let mut kept = saved(&login).into_bytes();
    let mut restored = Login::restore(&mut kept).unwrap();
    for now in [NOW, 0, i64::MAX] {
        assert_eq!(outcome(&mut restored, &url, now), Err(LoginError::Expired));
    }
    // And when it is saved once more.
    let mut kept = saved(&restored).into_bytes();
    let mut restored = Login::restore(&mut kept).unwrap();
    assert_eq!(outcome(&mut restored, &url, NOW), Err(LoginError::Expired));
    assert_eq!(restored.nonce().as_str(), login.nonce().as_str());
}
