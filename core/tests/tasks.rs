//! The tasks of a caller, by the public interface alone.

use grantlet::providers::{BOLD, BOLDSIGN};
use grantlet::{
    Client, ErrorBuf, ErrorCode, Failure, Grant, Member, Polled, Profile, RefreshLifetime, Request,
    RequestError, Response, Revoke, Scope, Secret, Session, SessionState, Settings, TokenError,
    Uptime,
};

const APP: Client<'_> = Client::public(&BOLDSIGN, "spa");
const SERVER: Profile<'_> = Profile::RFC6749
    .token_endpoint("/token")
    .revocation_endpoint("/revoke")
    .device_authorization_endpoint("/device");

fn parts(request: Result<Request<'_>, RequestError>) -> Result<[String; 3], RequestError> {
    request.map(|request| [request.url, request.headers.as_str(), request.body].map(str::to_owned))
}

/// `?` needs no help, and no text from the wire is lost.
fn refresh(status: u16, body: &str, said: &mut ErrorBuf<32>) -> Result<u32, TokenError> {
    let mut body = body.as_bytes().to_vec();
    let token = APP.token_or_error(status, &mut body, said)?;
    Ok(token.expires_in.unwrap_or(0))
}

#[test]
fn a_request_by_a_method_is_the_request_for_its_grant() {
    let client =
        Client::confidential(&SERVER, "id", Secret::new("s&s")).base_url("https://a.example");
    let (secret, uri, verifier) = (Secret::new("x/y"), "https://c.example/cb", "v".repeat(43));
    let params = [("resource", "https://api.example")];
    #[allow(deprecated)]
    let rows = [
        (client.refresh(secret), Grant::refresh_token(secret)),
        (
            client.refresh(secret).narrow_scope(Scope::new("a b"), "b"),
            Grant::refresh_token(secret).narrow_scope(Scope::new("a b"), "b"),
        ),
        (
            client.exchange(secret, uri).code_verifier(&verifier).state("st"),
            Grant::authorization_code(secret)
                .redirect_uri(uri)
                .code_verifier(&verifier)
                .state("st"),
        ),
        (
            client.client_credentials().scope("a").params(&params),
            Grant::client_credentials().scope("a").params(&params),
        ),
        (client.device_code(secret), Grant::device_code(secret)),
        (client.extension("urn:x"), Grant::other("urn:x")),
        (client.password("u", secret), Grant::password("u", secret)),
        // It lacks what it needs, and both say so.
        (client.exchange(secret, uri), Grant::authorization_code(secret).redirect_uri(uri)),
    ];
    for (request, grant) in rows {
        let (mut left, mut right) = ([0; 512], [0; 512]);
        let written = parts(request.write(&mut left));
        assert_eq!(written, parts(client.request(&grant, &mut right)), "{request:?}");
    }
}

#[test]
fn revocations_and_device_logins_take_parameters_and_go_to_their_own_endpoints() {
    let client = Client::public(&SERVER, "id").base_url("https://a.example");
    let params = [("resource", "r")];
    let mut buffer = [0; 512];
    let revoke = client.revoke(Revoke::AccessToken(Secret::new("at"))).params(&params);
    let [url, _, body] = parts(revoke.write(&mut buffer)).unwrap();
    assert_eq!(url, "https://a.example/revoke");
    assert_eq!(body, "token=at&token_type_hint=access_token&client_id=id&resource=r");
    let device = client.authorize_device().scope("a b").params(&params);
    let [url, _, body] = parts(device.write(&mut buffer)).unwrap();
    assert_eq!(url, "https://a.example/device");
    assert_eq!(body, "client_id=id&scope=a+b&resource=r");
    assert_eq!(client.revoked(200, &mut []), Ok(()));
    assert_eq!(client.revoked(503, &mut []), Err(TokenError::Status(503)));
}

#[test]
fn a_server_s_text_is_read_from_its_own_body_and_from_no_other() {
    let text = r#"{"error":"invalid\u005fgrant","error_description":"a \"b\"\n","error_uri":"https:\/\/e.example"}"#;
    let mut body = text.as_bytes().to_vec();
    let error = APP.token(400, &mut body).unwrap_err();
    let said = error.text(&body).unwrap();
    assert_eq!(said.code(), ErrorCode::InvalidGrant);
    assert_eq!(said.error_description.unwrap().as_str(), "a \"b\"\n");
    assert_eq!(said.error_uri.unwrap().as_str(), "https://e.example");
    assert_eq!(said.to_string(), "invalid_grant: a \"b\"\u{fffd}");
    assert_eq!(said.error.unwrap().copy_into(&mut [0; 13]), Ok("invalid_grant"));
    assert_eq!(said.error.unwrap().copy_into(&mut [0; 12]).unwrap_err().needed, 13);
    for at in 0..body.len() {
        let mut other = body.clone();
        other.truncate(at);
        assert!(error.text(&other).is_none());
    }
    let mut other = body.clone();
    other[10] ^= 1;
    assert!(error.text(&other).is_none());
    // One error outlives the bodies of all.
    drop(body);
    assert_eq!(Failure::of(&error), Failure::Ended);
    assert_eq!(Polled::of::<()>(&Err(error)), Polled::Decided);
}

#[test]
fn a_kept_text_is_that_of_the_last_error_as_far_as_there_is_room() {
    let mut said = ErrorBuf::new();
    assert!(said.text().is_none());
    let refused = r#"{"error":"slow_down","error_description":"twice a minute at most, please"}"#;
    assert!(refresh(400, refused, &mut said).is_err());
    let text = said.text().unwrap();
    assert_eq!(text.error.unwrap().as_str(), "slow_down");
    assert!(text.error_description.is_none(), "it does not fit");
    assert_eq!(refresh(502, "<html>", &mut said), Err(TokenError::Status(502)));
    assert!(said.text().is_none());
    assert!(refresh(400, r#"{"error":"e","error_description":"d"}"#, &mut said).is_err());
    assert_eq!(said.text().unwrap().to_string(), "e: d");
    assert_eq!(format!("{said:?}"), "ErrorBuf(elided)");
    let token = r#"{"access_token":"at","token_type":"Bearer","expires_in":60}"#;
    assert_eq!(refresh(200, token, &mut said), Ok(60));
    assert!(said.text().is_none());
}

#[test]
fn a_client_of_another_profile_is_checked_anew() {
    let client = Client::try_new(&BOLD, "id", None, "https://a.example").unwrap();
    let plain = client.base_url("http://a.example");
    let refused = parts(plain.refresh(Secret::new("rt")).write(&mut [0; 256]));
    assert_eq!(refused, Err(RequestError::Url(Member::TokenEndpoint)));
    let plain = SERVER.token_endpoint("http://a.example/token");
    let refused = parts(
        client.base_url("").with_profile(&plain).refresh(Secret::new("rt")).write(&mut [0; 256]),
    );
    assert_eq!(refused, Err(RequestError::Url(Member::TokenEndpoint)));
}

#[test]
fn a_session_asks_by_its_client_and_reports_why_there_is_no_token() {
    let (mut arena, mut buffer, now) = ([0; 256], [0; 512], Uptime::ZERO);
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    session.adopt(Secret::new("rt-1"), "", now).unwrap();
    session.stored().unwrap();
    let attempt = session.begin(now).unwrap();
    assert!(
        APP.request(&attempt.grant, &mut buffer).unwrap().body.ends_with("&refresh_token=rt-1")
    );
    let mut body = *br#"{"error":"invalid_grant"}"#;
    let response = Response::new(400, &mut body);
    let received = session.receive(&APP, response, None, now).unwrap();
    let Some(grantlet::NoToken::Response(error)) = received.no_token else {
        panic!("{received:?}")
    };
    assert_eq!(error.text(&body).unwrap().to_string(), "invalid_grant");
    assert!(matches!(session.state(now), SessionState::Unstored | SessionState::Ended));
}

#[test]
fn a_lifetime_of_zero_is_unknown() {
    for lifetime in [RefreshLifetime::Absolute(0), RefreshLifetime::Sliding(0)] {
        let settings = Settings::DEFAULT.refresh_lifetime(lifetime);
        assert_eq!(settings, Settings::DEFAULT, "{lifetime:?}");
    }
}
