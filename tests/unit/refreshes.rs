//! Refreshes at an endpoint of their own, those by the access token, and tokens among the extra members.

use grantlet::engine;
use grantlet::{
    Client, ClientAuth, ClientError, Member, Profile, RequestError, Secret, Session, SessionState,
    Settings, TokenError, Uptime, Value,
};

const CLOUD: Profile<'_> = Profile::RFC6749
    .token_endpoint("https://cloud.example/token")
    .refresh_endpoint("https://cloud.example/refresh")
    .revocation_endpoint("https://cloud.example/revoke")
    .client_auth(ClientAuth::BODY);

/// A provider without refresh tokens.
const PHOTOS: Profile<'_> = Profile::RFC6749
    .token_endpoint("https://photos.example/access_token")
    .refresh_endpoint("https://photos.example/refresh_access_token")
    .client_auth(ClientAuth::OMITTED)
    .grant_types(&[("refresh_token", "ig_refresh_token")])
    .rename(&[("refresh_token", "access_token")])
    .refresh_by_access_token()
    .dangerously_send_in_query();

#[test]
fn refreshes_alone_go_to_their_endpoint() {
    let secret = Secret::new("sesame");
    let client = Client::try_new(&CLOUD, "id", Some(secret), "").unwrap();
    let (mut buffer, token) = ([0; 512], Secret::new("rt"));
    let post = client.refresh(token).write(&mut buffer).unwrap();
    assert_eq!(post.url, "https://cloud.example/refresh");
    let public = Client::public(&CLOUD, "id");
    let post = public.refresh(token).write(&mut buffer).unwrap();
    assert_eq!(post.body, "grant_type=refresh_token&refresh_token=rt&client_id=id");
    let spans = engine::refresh_request(&public, token, &mut buffer).unwrap();
    assert_eq!(str::from_utf8(spans.url.of(&buffer)).unwrap(), "https://cloud.example/refresh");
    for (request, url) in [
        (client.client_credentials(), "https://cloud.example/token"),
        (client.device_code(token), "https://cloud.example/token"),
        (client.extension("urn:x"), "https://cloud.example/token"),
        (client.revoke(grantlet::Revoke::AccessToken(token)), "https://cloud.example/revoke"),
    ] {
        assert_eq!(request.write(&mut buffer).unwrap().url, url);
    }
}

#[test]
fn an_endpoint_of_refreshes_is_checked_as_the_others_are() {
    for (endpoint, base_url, error) in [
        ("http://cloud.example/refresh", "", RequestError::Url(Member::RefreshEndpoint)),
        ("https://cloud.example/#", "", RequestError::Url(Member::RefreshEndpoint)),
        (
            "https://evil.example/",
            "https://cloud.example",
            RequestError::BaseUrl(Member::RefreshEndpoint),
        ),
    ] {
        let profile = CLOUD.refresh_endpoint(endpoint);
        let made = Client::try_new(&profile, "id", None, base_url).map(|_| ());
        assert_eq!(made, Err(ClientError::Endpoint(error)), "{endpoint}");
        let client = Client::public(&profile, "id").base_url(base_url);
        let refresh = client.refresh(Secret::new("rt")).write(&mut [0; 512]).map(|_| ());
        assert_eq!(refresh, Err(error), "{endpoint}");
        assert_eq!(engine::refresh_request(&client, Secret::new("rt"), &mut [0; 512]), Err(error));
    }
}

const AT: fn(u64) -> Uptime = Uptime::from_millis;

/// The request of a session's attempt, and its response.
fn refresh(session: &mut Session<'_>, at: Uptime, body: &str) -> String {
    let client = Client::public(&PHOTOS, "id");
    let mut buffer = [0; 512];
    let attempt = session.begin(at).unwrap();
    let url = client.request(&attempt.grant, &mut buffer).unwrap().url.to_owned();
    let mut body = body.as_bytes().to_vec();
    session.accept(&client.token(200, &mut body).unwrap(), at).unwrap();
    url
}

#[test]
fn a_session_sends_its_access_token_to_get_the_next_one_also_after_a_restart() {
    let (mut arena, mut other) = ([0; 256], [0; 256]);
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    let mut body = *br#"{"access_token":"a\/1","token_type":"bearer","expires_in":5184000}"#;
    let token = PHOTOS.token(200, &mut body).unwrap();
    assert_eq!(token.refresh_token.unwrap().expose(), "a/1");
    assert!(session.login(&token, "", AT(0), AT(0)).unwrap());
    session.stored().unwrap();
    let later = AT(5_184_000_000);
    assert_eq!(session.state(later), SessionState::Due);
    let url = refresh(
        &mut session,
        later,
        r#"{"access_token":"a2","token_type":"bearer","expires_in":60}"#,
    );
    assert_eq!(
        url,
        "https://photos.example/refresh_access_token?grant_type=ig_refresh_token&access_token=a%2F1"
    );
    assert_eq!(session.state(later), SessionState::Unstored);
    let mut slot = [0; 256];
    session.record(&mut slot).unwrap();
    let mut session = Session::new(&mut other, Settings::DEFAULT);
    session.restore([&slot, &[0xFF; 256]], AT(0)).unwrap();
    let url = refresh(&mut session, AT(0), r#"{"access_token":"a2","token_type":"bearer"}"#);
    assert!(url.ends_with("&access_token=a2"), "{url}");
    // The same token came again.
    assert!(matches!(session.state(AT(1)), SessionState::Ready { .. }));
}

#[test]
fn a_refresh_token_that_comes_is_taken_and_an_error_gives_none() {
    let mut body = *br#"{"access_token":"a","refresh_token":"r","token_type":"bearer"}"#;
    let token = PHOTOS.token(200, &mut body).unwrap();
    assert_eq!(token.refresh_token.unwrap().expose(), "r");
    for absent in ["null", r#""""#] {
        let body =
            format!(r#"{{"access_token":"a","refresh_token":{absent},"token_type":"bearer"}}"#);
        let mut body = body.into_bytes();
        assert_eq!(PHOTOS.token(200, &mut body).unwrap().refresh_token.unwrap().expose(), "a");
    }
    let mut body = *br#"{"access_token":"a","token_type":"mac"}"#;
    assert_eq!(PHOTOS.token(200, &mut body).unwrap_err(), TokenError::TokenType);
    let mut body = *br#"{"access_token":"a","token_type":"bearer"}"#;
    assert!(Profile::RFC6749.token(200, &mut body).unwrap().refresh_token.is_none());
}

#[test]
fn a_further_token_is_a_secret_that_nothing_prints() {
    const CHAT: Profile<'_> = Profile::RFC6749.extra(&[
        "user/id",
        "user/access_token",
        "user/refresh_token",
        "a_tokens",
        "user/token_type",
        "0/x",
        "1/x",
        "last/id_token",
    ]);
    assert_eq!(CHAT.check(), Ok(()));
    let mut body =
        br#"{"access_token":"bot","token_type":"Bearer","user":{"id":"U1","access_token":"xoxp\/1",
        "refresh_token":7,"token_type":"user"},"a_tokens":"plain","last":{"id_token":"jwt"}}"#
            .to_vec();
    let token = CHAT.token(200, &mut body).unwrap();
    let of = |name| CHAT.extra_of(&token, name);
    assert_eq!(token.access_token.expose(), "bot");
    assert_eq!(of("user/access_token").and_then(Value::secret).unwrap().expose(), "xoxp/1");
    assert_eq!(of("user/access_token").and_then(Value::text), None);
    assert_eq!(of("last/id_token").and_then(Value::secret).unwrap().expose(), "jwt");
    assert_eq!(token.extra.get(1), of("user/access_token"));
    assert_ne!(token.extra.get(1), token.extra.get(7));
    for (name, value) in [
        ("user/id", Value::Text("U1")),
        ("a_tokens", Value::Text("plain")),
        ("user/token_type", Value::Text("user")),
        ("user/refresh_token", Value::Number("7")),
    ] {
        assert_eq!(of(name), Some(value), "{name}");
    }
    for printed in [format!("{token:?}"), format!("{:?}", of("user/access_token"))] {
        assert!(!printed.contains("xoxp") && !printed.contains("jwt"), "{printed}");
    }
    // The same by the string that C takes.
    let profile = engine::strings::extra(Profile::RFC6749, "user/id user/access_token");
    let mut body =
        *br#"{"access_token":"bot","token_type":"Bearer","user":{"access_token":"xoxp"}}"#;
    let token = profile.token(200, &mut body).unwrap();
    let secret = profile.extra_of(&token, "user/access_token").and_then(Value::secret);
    assert_eq!(secret.unwrap().expose(), "xoxp");
}
