//! A string that nobody else would write is in every secret, and comes out of no
//! `Debug` and no `Display`.

use grantlet_tests::{ms, secs};
use std::fmt::{Debug, Display};

use grantlet::providers::{
    BOLD, BoldCredentials, DATA_ENVELOPE, JSON_BODY, bold_authentication,
    bold_authentication_request,
};
use grantlet::{
    Authorize, CallbackExpectation, Challenge, Client, ClientAuth, ExpectIdToken, Failure, Flow,
    FormPairs, Grant, IdTokenError, Issuer, Login, LoginError, LoginKind, Nonce, Profile, Revoke,
    Secret, Session, Settings, State, Verifier, VerifierError, bearer, callback, callback_state,
    members, metadata, newest_record, unverified_id_token,
};

use crate::id_token::{half_hash, jwt};
use crate::login::{PROFILE, URI, entropy};

const CANARY: &str = "CANARY7b1f";

/// Whether the canary is in a text: as text, or as the numbers of its bytes over any lines.
fn shows(output: &str, canary: &str) -> bool {
    let dense: String = output.split_whitespace().collect();
    let numbers = |hex: bool| {
        let numbers = canary.bytes().map(|b| if hex { format!("{b:#x}") } else { b.to_string() });
        numbers.collect::<Vec<_>>().join(",")
    };
    output.contains(canary) || dense.contains(&numbers(false)) || dense.contains(&numbers(true))
}

#[track_caller]
fn hides(value: impl Debug) {
    for output in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!shows(&output, CANARY), "{output}");
    }
}

#[track_caller]
fn hides_both(value: impl Debug + Display) {
    assert!(!shows(&value.to_string(), CANARY), "{value}");
    hides(value);
}

/// The search itself finds what it is to find.
#[test]
fn the_search_sees_a_canary_in_each_disguise() {
    let bytes = CANARY.as_bytes();
    let outputs =
        [format!("{CANARY:?}"), format!("{bytes:?}"), format!("{bytes:#?}"), format!("x{CANARY}x")];
    for output in outputs {
        assert!(shows(&output, CANARY), "{output}");
    }
    assert!(!shows("Secret(elided)", CANARY));
}

fn client() -> Client<'static> {
    Client::confidential(&PROFILE, "id", Secret::new(CANARY)).base_url("https://as.example")
}

#[test]
fn no_secret_of_a_request_is_shown() {
    let secret = Secret::new(CANARY);
    hides(secret);
    hides(client());
    hides(Client::public(&PROFILE, CANARY).base_url(CANARY));
    #[allow(deprecated)]
    let password = Grant::password(CANARY, secret);
    let verifier = format!("{CANARY}{}", "v".repeat(43));
    let grants = [
        Grant::authorization_code(secret).code_verifier(&verifier).state(CANARY),
        Grant::refresh_token(secret),
        Grant::device_code(secret),
        Grant::client_credentials().params(&[("assertion", CANARY)]),
        Grant::other("urn:x").params(&[("assertion", CANARY)]),
        password,
    ];
    let mut buffer = [0; 2048];
    for grant in grants {
        hides(grant);
        for auth in [ClientAuth::BODY, ClientAuth::BASIC, ClientAuth::BASIC_VERBATIM] {
            let profile = PROFILE.client_auth(auth);
            let request = client().with_profile(&profile).request(&grant, &mut buffer).unwrap();
            hides(request);
            let shown = format!("{:?}{:?}", request.headers, request);
            assert!(request.headers.iter().all(|(_, value)| !shown.contains(value)));
        }
        let refused = client()
            .with_profile(&PROFILE.client_auth(ClientAuth::NONE))
            .request(&grant, &mut buffer);
        hides_both(refused.unwrap_err());
    }
    for revoke in [Revoke::AccessToken(secret), Revoke::RefreshToken(secret)] {
        hides(revoke);
        let profile = PROFILE.revocation_endpoint("/r");
        hides(client().with_profile(&profile).revoke(revoke).write(&mut buffer).unwrap());
    }
    hides_both(bearer(Secret::new("CANARY7b1f\n"), &mut buffer).unwrap_err());
    hides_both(Challenge::s256(CANARY).unwrap_err());
    hides_both(VerifierError::Chars { at: 3 });
    let user = BoldCredentials { mfa_token: secret, password: secret, phone_number: CANARY };
    hides(user);
    hides(bold_authentication_request(&client().with_profile(&BOLD), &user, &mut buffer).unwrap());
}

#[test]
fn no_secret_of_a_response_is_shown() {
    let profile = Profile::RFC6749.extra(&["a", "b", "c"]);
    let body = format!(
        r#"{{"access_token":"{CANARY}","token_type":"Bearer","refresh_token":"{CANARY}","id_token":"{CANARY}","scope":"{CANARY}",
        "a":"{CANARY}","b":["{CANARY}"],"c":{{"{CANARY}":1}}}}"#
    );
    let mut bytes = body.clone().into_bytes();
    let token = profile.token(200, &mut bytes).unwrap();
    hides(token);
    hides(token.extra);
    for index in 0..3 {
        hides(token.extra.get(index));
    }
    let typed = profile.token_types(&[CANARY]);
    let mut bytes = body.replace("Bearer", CANARY).into_bytes();
    hides(typed.token(200, &mut bytes).unwrap());
    let rows = [
        (profile, 200, body.replace("Bearer", CANARY)),
        (profile, 200, body.replace(r#""token_type""#, r#""x""#)),
        (profile, 200, body.replacen(CANARY, &format!("{CANARY}\\n"), 1)),
        (profile, 200, body.replacen(r#""a""#, r#""access_token""#, 1)),
        (profile, 200, body[..body.len() - 1].to_owned()),
        (profile, 500, body.clone()),
        (
            profile,
            400,
            format!(
                r#"{{"error":"{CANARY}","error_description":"{CANARY}","error_uri":"https://{CANARY}"}}"#
            ),
        ),
        (profile, 400, format!(r#"{{"error":"invalid_grant","error_description":"{CANARY}"}}"#)),
        (BOLD, 400, format!(r#"{{"code":"{CANARY}","message":"{CANARY}"}}"#)),
        (
            JSON_BODY,
            503,
            format!(r#"{{"errorId":"{CANARY}","code":"{CANARY}","text":"{CANARY}"}}"#),
        ),
        (DATA_ENVELOPE, 400, format!(r#"{{"error":{{"code":"{CANARY}","message":"{CANARY}"}}}}"#)),
        (DATA_ENVELOPE, 200, format!(r#"{{"data":"{CANARY}"}}"#)),
    ];
    for (profile, status, body) in rows {
        let mut bytes = body.clone().into_bytes();
        let error = profile.token(status, &mut bytes).unwrap_err();
        hides_both(error);
        if let grantlet::TokenError::Server { error, .. } = error {
            hides_both(error);
            let text = error.text(&bytes).unwrap();
            hides(text);
            hides([text.error, text.error_description, text.error_uri, text.error_number]);
        }
        let mut buffer = [0; 64];
        if let Err(error) = members::<u8>(&profile, body.as_bytes(), &mut buffer) {
            hides_both(error);
        }
        hides_both(metadata(&mut body.into_bytes(), CANARY).unwrap_err());
    }
    let mut body = format!(r#"{{"code":"{CANARY}","accountId":50}}"#).into_bytes();
    hides(bold_authentication(200, &mut body).unwrap());
    let device = format!(
        r#"{{"device_code":"{CANARY}","user_code":"{CANARY}","verification_uri":"https://x/{CANARY}","expires_in":1}}"#
    );
    hides(profile.device_authorization(200, &mut device.into_bytes()).unwrap());
}

#[test]
fn no_secret_of_a_callback_is_shown() {
    let expect = |flow, state| CallbackExpectation {
        redirect_uri: URI,
        state,
        issuer: Issuer::Ignored,
        flow,
    };
    let rows = [
        (Flow::Code, format!("{URI}?code={CANARY}&state={CANARY}")),
        (Flow::Code, format!("{URI}?error={CANARY}&error_description={CANARY}&state={CANARY}")),
        (Flow::Code, format!("{URI}?error={CANARY}&state=X")),
        (Flow::Code, format!("{URI}?code={CANARY}&code={CANARY}")),
        (Flow::Code, format!("{URI}?code={CANARY}%00")),
        (Flow::Code, format!("https://{CANARY}/?code={CANARY}")),
        (
            Flow::Implicit,
            format!(
                "{URI}#access_token={CANARY}&id_token={CANARY}&token_type=bearer&state={CANARY}"
            ),
        ),
        (Flow::Implicit, format!("{URI}#access_token={CANARY}&token_type={CANARY}&state={CANARY}")),
    ];
    let mut accepted = 0;
    for (flow, url) in rows {
        let expect = expect(flow, CANARY);
        hides(expect);
        hides(callback_state(url.as_bytes()));
        for (name, value) in FormPairs::new(url.as_bytes()) {
            hides((name, value));
        }
        match callback(&Profile::RFC6749, &expect, &mut url.into_bytes()) {
            Ok(response) => {
                accepted += 1;
                hides(response);
            }
            Err(error) => {
                hides_both(error);
            }
        }
    }
    assert_eq!(accepted, 3);
}

/// `Debug` shows no code verifier: here the secrets are made, and so they are their own canaries.
#[test]
fn no_secret_of_a_login_is_shown() {
    let client = client();
    let kind = LoginKind::ImplicitIdToken;
    let issuer = Issuer::Required("https://as.example");
    let mut login = Login::start_with_entropy(
        kind,
        &client.with_profile(&PROFILE),
        URI,
        issuer,
        &entropy(1),
        secs(0),
    )
    .unwrap();
    let mut buffer = [0; 1024];
    let saved: serde_json::Value = serde_json::from_str(login.save(&mut buffer).unwrap()).unwrap();
    let secrets =
        ["state", "nonce", "code_verifier"].map(|name| saved[name].as_str().unwrap().to_owned());
    let of_32 = std::array::from_fn(|index| entropy(1)[index]);
    let outputs = [
        format!("{login:?}{login:#?}{:?}{:#?}", login.nonce(), login.nonce()),
        format!("{:?}{:#?}", State::from_entropy(&of_32), Verifier::from_entropy(&of_32)),
        format!("{:?}", Nonce::from_entropy(&of_32)),
    ];
    for output in outputs {
        assert!(secrets.iter().all(|secret| !shows(&output, secret)), "{output}");
    }
    let url = format!(
        "{URI}#access_token={CANARY}&token_type=Bearer&id_token={CANARY}&state={}",
        secrets[0]
    );
    let mut seen = Vec::new();
    for url in [format!("{URI}?error={CANARY}"), url.clone(), url] {
        let mut bytes = url.into_bytes();
        let error = login.callback(&client, &mut bytes, &mut buffer, secs(0)).unwrap_err();
        hides_both(error);
        seen.push(error);
    }
    let [LoginError::Callback(_), LoginError::IdToken(IdTokenError::Encoding), LoginError::Used] =
        seen[..]
    else {
        panic!("{seen:?}");
    };
    let issuer = Issuer::Required("https://as.example");
    let by_code = Login::start_with_entropy(
        LoginKind::CodeIdToken,
        &client.with_profile(&PROFILE),
        URI,
        issuer,
        &entropy(1),
        secs(0),
    )
    .unwrap();
    let body = format!(
        r#"{{"access_token":"{CANARY}","token_type":"Bearer","id_token":"{CANARY}.{CANARY}.{CANARY}"}}"#
    );
    let mut body = body.into_bytes();
    let token = PROFILE.token(200, &mut body).unwrap();
    let mut buffer = [0; 1024];
    hides_both(by_code.id_token(&token, &mut buffer, secs(0)).unwrap_err());
    hides_both(Login::restore(&mut CANARY.as_bytes().to_vec()).unwrap_err());
}

#[test]
fn no_secret_of_a_session_is_shown() {
    let mut arena = [0; 128];
    let mut session = Session::new(&mut arena, Settings::DEFAULT.keep_access_token());
    hides_both(session.begin(ms(0)).unwrap_err());
    session.wall_time(secs(0), ms(0));
    let canary = CANARY.as_bytes();
    assert!(session.login_bytes(canary, canary, canary, Some(60), 0, 0).unwrap());
    hides(&session);
    let mut slot = [0; 256];
    assert!(session.record(&mut slot).unwrap().windows(canary.len()).any(|part| part == canary));
    hides(session.record(&mut []).unwrap_err());
    hides(newest_record([&slot, &[]]));
    session.stored().unwrap();
    hides(session.access_token(ms(0)));
    hides(session.refresh_token());
    hides(session.begin(ms(60_000)).unwrap());
    let too_long = CANARY.repeat(20);
    hides_both(session.accept_bytes(too_long.as_bytes(), b"", None, 60_000).unwrap_err());
    session.fail(Failure::NoResponse, None, ms(60_000)).unwrap();
    hides((session.state(ms(60_000)), &session));
    hides_both(session.begin(ms(60_000)).unwrap_err());
    hides_both(session.move_to(&mut []).unwrap_err());
}

#[test]
fn no_secret_of_an_id_token_is_shown() {
    let claims = |nonce: &str| {
        serde_json::json!({
            "iss": "i", "sub": CANARY, "aud": "c", "exp": 9, "iat": 1, "nonce": nonce,
            "at_hash": half_hash(CANARY), "x": CANARY,
        })
        .to_string()
    };
    let secret = Secret::new(CANARY);
    let expect = ExpectIdToken::new("i", "c", secs(5)).nonce(CANARY).access_token(secret);
    hides(expect);
    hides(expect.code(secret));
    let mut buffer = [0; 1024];
    let token = jwt(r#"{"alg":"RS256"}"#, &claims(CANARY));
    hides(unverified_id_token(Secret::new(&token), &expect, &mut buffer).unwrap());
    for token in [jwt(r#"{"alg":"RS256"}"#, &claims("n")), jwt(CANARY, CANARY), CANARY.to_owned()] {
        hides_both(unverified_id_token(Secret::new(&token), &expect, &mut buffer).unwrap_err());
    }
}

/// A query holds codes and a body holds tokens, and their pairs are elided one by one.
#[test]
fn a_form_shows_nothing_of_its_text() {
    hides(FormPairs::new(format!("code={CANARY}").as_bytes()));
}

/// `CallbackExpectation` elides it, and until the response is back it is what an attacker must not know.
#[test]
fn an_authorization_request_does_not_show_its_state() {
    let challenge = Challenge::s256(&"v".repeat(43)).unwrap();
    hides(Authorize::code(URI, CANARY, &challenge));
}
