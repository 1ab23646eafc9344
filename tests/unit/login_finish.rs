//! A login in three steps: its URL, its callback or the query alone, and the exchange of its code.

use grantlet::{
    Client, ErrorCode, Login, LoginError, LoginKind, LoginRequest, Member, RequestError, UnixTime,
    metadata,
};
use grantlet_tests::secs;

use crate::id_token::jwt;
use crate::login::{PROFILE, URI, entropy};

const NOW: UnixTime = secs(1_773_135_000);
const CLIENT: Client<'_> = Client::public(&PROFILE, "id").base_url("https://as.example");

fn finish(login: &mut Login<'_>, callback: &str) -> Result<String, LoginError> {
    let mut callback = callback.as_bytes().to_vec();
    let exchange = login.finish(&CLIENT, &mut callback, NOW)?;
    let params = [("resource", "https://api.example")];
    let mut buffer = [0; 512];
    Ok(exchange.params(&params).write(&mut buffer).unwrap().body.to_owned())
}

fn start(buffer: &mut [u8]) -> Login<'_> {
    let request = LoginRequest::new(&CLIENT, URI).scope("a b").params(&[("prompt", "login")]);
    request.start_with_entropy(&entropy(1), NOW, buffer).unwrap()
}

#[test]
fn a_login_is_its_url_its_callback_and_the_exchange_with_parameters() {
    for callback in ["https://c.example/cb?code=C%2B1&state=", "?code=C%2B1&state="] {
        let mut buffer = [0; 512];
        let mut login = start(&mut buffer);
        assert!(login.url().starts_with("https://as.example/authorize?response_type=code&"));
        assert!(login.url().contains("&scope=a%20b&") && login.url().ends_with("&prompt=login"));
        assert_eq!((login.redirect_uri(), login.kind()), (URI, LoginKind::Code));
        let verifier = login.code_verifier().expose().to_owned();
        let callback = format!("{callback}{}", login.state());
        let body = finish(&mut login, &callback).unwrap();
        let expected = format!(
            "grant_type=authorization_code&client_id=id&code=C%2B1&redirect_uri=https%3A%2F%2Fc.example%2Fcb\
             &code_verifier={verifier}&resource=https%3A%2F%2Fapi.example"
        );
        let sorted = |body: &str| {
            let mut pairs: Vec<_> = body.split('&').map(str::to_owned).collect();
            pairs.sort();
            pairs
        };
        assert_eq!(sorted(&body), sorted(&expected));
        assert_eq!(finish(&mut login, &callback), Err(LoginError::Used));
    }
}

/// Only a callback of this login uses it up.
#[test]
fn what_is_no_callback_of_the_login_leaves_it_pending() {
    let mut buffer = [0; 512];
    let mut login = start(&mut buffer);
    let state = login.state().to_owned();
    for callback in ["?code=C&state=x", "?error=access_denied", "", "?", "#code=C&state="] {
        let error = finish(&mut login, callback).unwrap_err();
        assert!(matches!(error, LoginError::Callback(_)), "{callback}: {error:?}");
    }
    // A path alone is no query.
    let error = finish(&mut login, &format!("/cb?code=C&state={state}")).unwrap_err();
    assert!(matches!(error, LoginError::Callback(_)), "{error:?}");
    let other = Client::public(&PROFILE, "other").base_url("https://as.example");
    let mut callback = format!("?code=C&state={state}").into_bytes();
    let refused = login.finish(&other, &mut callback, NOW).map(|_| ());
    assert_eq!(refused, Err(LoginError::Request(RequestError::OtherServer)));
    let denied = finish(&mut login, &format!("?error=access_denied&state={state}"));
    let Err(LoginError::Denied(error)) = denied else { panic!("{denied:?}") };
    assert_eq!(
        (error.code(), error.ends_grant(), error.retries()),
        (ErrorCode::AccessDenied, false, false)
    );
    assert_eq!(finish(&mut login, &format!("?code=C&state={state}")), Err(LoginError::Used));
}

/// RFC 6749, section 4.1.2.1: the URL is read after the error, which is a value of its own.
#[test]
fn what_the_server_wrote_about_a_refusal_is_read_through_the_error() {
    let rows: [(&str, &str, Option<&str>, Option<&str>); 6] = [
        ("error=access%5Fdenied", "access_denied", None, None),
        (
            "error=access_denied&error_description=not+today%21",
            "access_denied",
            Some("not today!"),
            None,
        ),
        ("error_description=%C3%A4%FF%C3&error=x", "x", Some("ä"), None),
        ("error_description=%FF&error=x", "x", None, None),
        (
            "error=x&error_description=d&error_uri=https%3A%2F%2Fas.example%2Fwhy",
            "x",
            Some("d"),
            Some("https://as.example/why"),
        ),
        ("error=x&error_uri=javascript%3Aalert(1)", "x", None, None),
    ];
    for (parameters, error, description, uri) in rows {
        for before in ["?", "https://c.example/cb?"] {
            let mut buffer = [0; 512];
            let mut login = start(&mut buffer);
            let state = login.state().to_owned();
            let mut callback = format!("{before}{parameters}&state={state}").into_bytes();
            let refused = login.finish(&CLIENT, &mut callback, NOW).map(|_| ()).unwrap_err();
            let text = refused.text(&callback).unwrap();
            let found = [text.error, text.error_description, text.error_uri, text.error_number];
            let found = found.map(|text| text.map(grantlet::UntrustedText::as_str));
            assert_eq!(found, [Some(error), description, uri, None], "{parameters}");
            for other in [&callback[1..], b"", &[0; 9]] {
                assert_eq!(refused.text(other), None, "{parameters}");
            }
            callback.fill(0);
            assert_eq!(refused.text(&callback), None, "{parameters}");
        }
    }
    let unrelated = LoginError::Used;
    assert_eq!(unrelated.text(b"?error=access_denied"), None);
}

#[test]
fn an_implicit_login_has_no_code_to_exchange() {
    let mut buffer = [0; 512];
    let request = LoginRequest::new(&CLIENT, URI).kind(LoginKind::Implicit);
    let mut login = request.start_with_entropy(&entropy(2), NOW, &mut buffer).unwrap();
    let callback = format!("{URI}#access_token=AT&token_type=Bearer&state={}", login.state());
    let unexpected = RequestError::Unexpected(Member::Code);
    assert_eq!(finish(&mut login, &callback), Err(LoginError::Request(unexpected)));
    let mut callback = callback.into_bytes();
    assert!(login.callback(&CLIENT, &mut callback, &mut [], NOW).is_ok());
}

/// A server that does not announce `iss` is named by its metadata all the same.
#[test]
fn metadata_lead_to_a_login_with_an_id_token_whether_iss_is_announced_or_not() {
    const ISSUER: &str = "https://as.example";
    for announced in [true, false] {
        let mut document = serde_json::json!({
            "issuer": ISSUER,
            "authorization_endpoint": "https://as.example/authorize",
            "token_endpoint": "https://as.example/token",
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": announced,
        })
        .to_string()
        .into_bytes();
        let metadata = metadata(&mut document, ISSUER).unwrap();
        let profile = metadata.profile().unwrap();
        let client = Client::public(&profile, "id");
        let mut buffer = [0; 512];
        let login = LoginRequest::new(&client, URI)
            .kind(LoginKind::CodeIdToken)
            .issuer(metadata.issuer_rule())
            .scope("openid")
            .start_with_entropy(&entropy(3), NOW, &mut buffer)
            .unwrap();
        let mut saved = [0; 1024];
        let length = login.save(&mut saved).unwrap().len();
        let claims = serde_json::json!({
            "iss": ISSUER, "sub": "u", "aud": ["id"], "exp": NOW.as_secs() + 300, "email": "u@x",
            "iat": NOW.as_secs(), "nonce": login.nonce().as_str(),
        });
        let mut login = Login::restore(&mut saved[..length]).unwrap();
        assert_eq!(login.issuer(), metadata.issuer_rule());
        let iss = if announced { "&iss=https%3A%2F%2Fas.example" } else { "" };
        let mut callback = format!("?code=C&state={}{iss}", login.state()).into_bytes();
        assert!(login.finish(&client, &mut callback, NOW).is_ok());
        let id_token = jwt(r#"{"alg":"ES256","kid":"k1"}"#, &claims.to_string());
        let mut body = serde_json::json!({
            "access_token": "AT", "token_type": "Bearer", "id_token": id_token,
        })
        .to_string()
        .into_bytes();
        let token = profile.token(200, &mut body).unwrap();
        let mut buffer = [0; 512];
        let found = login.id_token(&token, &mut buffer, NOW).unwrap();
        assert_eq!(found.audience, Some(grantlet::Value::Raw(r#"["id"]"#)));
        assert_eq!(format!("{}.{}", found.signing_input, found.signature), id_token);
        let (mut header, mut all) = ([0; 64], [0; 512]);
        assert_eq!(found.header_json(&mut header), Ok(r#"{"alg":"ES256","kid":"k1"}"#));
        assert_eq!(found.claims_json(&mut all), Ok(claims.to_string().as_str()));
        let needed = claims.to_string().len();
        let short = grantlet::IdTokenError::BufferTooSmall { needed };
        assert_eq!(found.claims_json(&mut all[..needed - 1]), Err(short));
    }
}

/// A query alone with an `id_token` needs the buffer that the whole URL needs, and nothing is used up without it.
#[test]
fn a_fragment_alone_needs_room_for_its_id_token_before_the_login_is_used() {
    let entropy: [u8; 96] = std::array::from_fn(|i| (i * 7 % 251).to_le_bytes()[0]);
    let mut url = [0; 1024];
    let mut login = LoginRequest::new(&CLIENT, "https://app.example/cb")
        .kind(LoginKind::ImplicitIdToken)
        .issuer(grantlet::Issuer::IfPresent("https://as.example"))
        .scope("openid")
        .start_with_entropy(&entropy, NOW, &mut url)
        .unwrap();
    let callback = format!(
        "?#access_token=at&token_type=Bearer&id_token=aaaa.bbbb.cccc&state={}",
        login.state()
    );
    let mut bytes = callback.clone().into_bytes();
    let refused = login.callback(&CLIENT, &mut bytes, &mut [], NOW).unwrap_err();
    let LoginError::IdToken(grantlet::IdTokenError::BufferTooSmall { needed }) = refused else {
        panic!("{refused}")
    };
    assert!(needed > 0);
    assert_eq!(bytes, callback.as_bytes());
    let again = login.callback(&CLIENT, &mut bytes, &mut [0; 64], NOW).unwrap_err();
    assert_ne!(again, LoginError::Used);
}
