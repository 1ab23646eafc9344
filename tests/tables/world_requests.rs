//! What real providers want to be sent: the cases of `../shared/vectors/world.json` on requests and logins.

use grantlet::engine::{self, strings};
use grantlet::{
    Authorize, Callback, CallbackClass, CallbackExpectation, Challenge, Client, ClientAuth, Flow,
    HeaderValue, Issuer, Login, LoginError, LoginRequest, Member, Profile, RequestError,
    ResponseMode, Revoke, Secret, UnixTime, callback,
};
use serde_json::Value;

const RFC: Profile<'_> = Profile::RFC6749
    .token_endpoint("https://as.example/token")
    .authorization_endpoint("https://as.example/authorize");

/// The case of an id, and none where the file is absent.
fn case(id: &str) -> Option<Value> {
    let world = grantlet_tests::shared_json("vectors/world.json")?;
    let mut cases = world["cases"].as_array().unwrap().iter();
    Some(cases.find(|case| case["id"] == id).unwrap().clone())
}

fn url(profile: &Profile<'_>, case: &Value) -> Result<String, RequestError> {
    assert_eq!(profile.check(), Ok(()));
    let client = Client::public(profile, "CID");
    let scope: Vec<_> = case["given"]["scope"].as_array().unwrap().iter().collect();
    let scope: Vec<_> = scope.iter().map(|token| token.as_str().unwrap()).collect();
    let challenge = Challenge::s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
    let scope = scope.join(" ");
    let authorize = Authorize::code("https://app.example/cb", "s1", &challenge).scope(&scope);
    Ok(authorize.write(&client, &mut [0; 1024])?.to_owned())
}

#[test]
fn a_login_has_the_providers_names_in_its_url() {
    let Some(case) = case("tiktok_login") else { return };
    let profile = strings::rename(RFC, "client_id=client_key").scope_separator(b',');
    let url = url(&profile.order(&["redirect_uri"]), &case).unwrap();
    assert!(url.contains(case["expect"]["url_has"].as_str().unwrap()), "{url}");
    assert!(!url.contains(case["expect"]["url_has_not"].as_str().unwrap()), "{url}");
    assert!(url.contains("&scope=user.info.basic%2Cvideo.list&"), "{url}");
    // The order is that of token requests.
    assert!(
        url.starts_with("https://as.example/authorize?response_type=code&client_key="),
        "{url}"
    );
}

#[test]
fn a_logins_url_ends_in_the_fragment_of_its_endpoint() {
    let Some(case) = case("wechat_login") else { return };
    let rename = &[("client_id", "appid")];
    let endpoint = "https://open.weixin.qq.com/connect/qrconnect#wechat_redirect";
    let profile = RFC.rename(rename).authorization_endpoint(endpoint);
    let url_of_login = url(&profile, &case).unwrap();
    assert!(url_of_login.ends_with(case["expect"]["url_ends"].as_str().unwrap()), "{url_of_login}");
    assert!(
        url_of_login.starts_with("https://open.weixin.qq.com/connect/qrconnect?response_type=")
    );
    assert!(url_of_login.contains("&appid=CID&"), "{url_of_login}");
    assert!(Client::try_new(&profile, "CID", None, "").is_ok());
    // Nothing but visible ASCII, and one of them; a token endpoint has none.
    for endpoint in
        ["https://as.example/a#", "https://as.example/a#b#c", "https://as.example/a#b c"]
    {
        assert!(url(&RFC.authorization_endpoint(endpoint), &case).is_err(), "{endpoint}");
        let profile = RFC.authorization_endpoint(endpoint);
        assert!(Client::try_new(&profile, "CID", None, "").is_err(), "{endpoint}");
    }
    let profile = RFC.token_endpoint("https://as.example/token#x");
    assert!(Client::try_new(&profile, "CID", None, "").is_err());
}

/// The header fields of a refresh.
fn headers(client: &Client<'_>) -> String {
    let mut buffer = [0; 1024];
    let post = client.refresh(Secret::new("rt")).write(&mut buffer).unwrap();
    assert!(!post.body.contains("client_id"), "{}", post.body);
    post.headers.as_str().to_owned()
}

#[test]
fn a_request_has_the_providers_constant_headers() {
    let Some(case) = case("notion_header") else { return };
    let expected = format!("\r\n{}\r\n", case["expect"]["header"].as_str().unwrap());
    let secret = Secret::new("sesame");
    for profile in [
        strings::headers(RFC, "Notion-Version=\"2022-06-28\""),
        RFC.headers(&[("Notion-Version", HeaderValue::Static("2022-06-28"))]),
    ] {
        assert_eq!(profile.check(), Ok(()));
        let headers = headers(&Client::confidential(&profile, "CID", secret));
        assert!(headers.contains(&expected), "{headers}");
    }
}

#[test]
fn basic_has_an_empty_secret_where_the_client_has_none() {
    let Some(case) = case("reddit_installed_app") else { return };
    let expected = format!("\r\nAuthorization: {}\r\n", case["expect"]["header"].as_str().unwrap());
    let profile = RFC.client_auth(ClientAuth::BASIC_ALWAYS);
    let headers = headers(&Client::public(&profile, "cid"));
    assert!(headers.ends_with(&expected), "{headers}");
}

const NOW: UnixTime = UnixTime::from_secs(1_773_135_000);

pub(crate) fn entropy() -> [u8; 96] {
    core::array::from_fn(|index| u8::try_from(index * 7 % 251).unwrap())
}

/// The login after it was saved and restored.
fn restored<'a>(login: &Login<'_>, buffer: &'a mut [u8]) -> Login<'a> {
    let length = login.save(buffer).unwrap().len();
    Login::restore(&mut buffer[..length]).unwrap()
}

#[test]
fn a_login_and_its_exchange_name_the_same_resource() {
    let Some(case) = case("resource_indicator") else { return };
    let expected = case["expect"]["both_have"].as_str().unwrap();
    let pair = &case["given"]["params"][0];
    let pair = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
    let client = Client::public(&RFC, "CID");
    let (mut url, mut saved, mut buffer) = ([0; 1024], [0; 1024], [0; 1024]);
    let shared = [pair, ("resource", "https://other.example/\u{e9}"), ("empty", "")];
    let login = LoginRequest::new(&client, "https://app.example/cb")
        .params(&[("prompt", "login")])
        .shared_params(&shared)
        .start_with_entropy(&entropy(), NOW, &mut url)
        .unwrap();
    let expected = format!("&{expected}&resource=https%3A%2F%2Fother.example%2F%C3%A9&empty=");
    assert!(login.url().ends_with(&format!("&prompt=login{expected}")), "{}", login.url());
    for login in [&login, &restored(&login, &mut saved)] {
        let post = login.request(&client, Secret::new("c1"), &mut buffer).unwrap();
        assert!(post.body.ends_with(&expected), "{}", post.body);
        assert!(!post.body.contains("prompt"), "{}", post.body);
        // In full, or not at all.
        let exchange = login.exchange(&client, Secret::new("c1")).unwrap().params(&[("a", "b")]);
        assert!(exchange.write(&mut buffer).unwrap().body.ends_with("&a=b"));
    }
}

#[test]
fn what_a_login_shares_is_checked_when_it_starts() {
    let client = Client::public(&RFC, "CID");
    let extra = Member::ExtraParameter;
    for (shared, error) in [
        (&[("a", "1"); 5][..], RequestError::Unexpected(extra)),
        (&[("a", "1\n2")], RequestError::Chars(extra)),
        (&[("", "1")], RequestError::Missing(extra)),
        (&[("state", "1")], RequestError::Unexpected(Member::State)),
    ] {
        let request = LoginRequest::new(&client, "https://app.example/cb").shared_params(shared);
        let started = request.start_with_entropy(&entropy(), NOW, &mut [0; 1024]).map(|_| ());
        assert_eq!(started, Err(error), "{shared:?}");
    }
}

#[test]
fn a_redirect_uri_is_a_name_and_the_browser_returns_to_another_url() {
    let Some(case) = case("ebay_runame") else { return };
    let name = case["given"]["redirect_uri"].as_str().unwrap();
    let client = Client::public(&RFC, "CID");
    let started = LoginRequest::new(&client, name).start_with_entropy(&entropy(), NOW, &mut []);
    assert_eq!(started.map(|_| ()), Err(RequestError::RedirectUri));

    let profile = RFC.opaque_redirect_uri(true);
    let client = Client::public(&profile, "CID");
    let (mut url, mut saved, mut buffer) = ([0; 1024], [0; 1024], [0; 1024]);
    let request = LoginRequest::new(&client, name);
    let started = request.return_uri("/cb").start_with_entropy(&entropy(), NOW, &mut []);
    assert_eq!(started.map(|_| ()), Err(RequestError::RedirectUri));
    let login = request
        .return_uri("https://acme.example/cb")
        .start_with_entropy(&entropy(), NOW, &mut url)
        .unwrap();
    assert!(login.url().contains(&format!("&redirect_uri={name}&")), "{}", login.url());
    let callback = case["given"]["callback"].as_str().unwrap();
    let mut callback = callback.replace("s1", login.state()).into_bytes();
    let mut elsewhere = [b"https://evil.example".as_slice(), &callback[20..]].concat();
    let mut login = restored(&login, &mut saved);
    let refused = login.finish(&client, &mut elsewhere, NOW).map(|_| ()).unwrap_err();
    let LoginError::Callback(error) = refused else { panic!("{refused:?}") };
    assert_eq!(error.class, CallbackClass::RedirectUri);
    let exchange = login.finish(&client, &mut callback, NOW).unwrap();
    let body = exchange.write(&mut buffer).unwrap().body;
    assert!(body.contains(&format!("&code=v%5E1.1&redirect_uri={name}&")), "{body}");
}

/// The code of a callback to a login whose `state` is `s1`.
fn code(flow: Flow, url: &str) -> Result<String, CallbackClass> {
    let (redirect_uri, issuer) = ("https://app.example/cb", Issuer::Refused(""));
    let expect = CallbackExpectation { redirect_uri, state: "s1", issuer, flow };
    match callback(&RFC, &expect, &mut url.as_bytes().to_vec()) {
        Ok(Callback::Code(code)) => Ok(code.expose().to_owned()),
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error.class),
    }
}

#[test]
fn a_code_is_in_the_fragment_if_requested() {
    let Some(case) = case("code_in_fragment") else { return };
    let url = case["given"]["callback"].as_str().unwrap();
    let expected = case["expect"]["code"].as_str().unwrap();
    assert_eq!(code(Flow::CodeInFragment, url), Ok(expected.to_owned()));
    assert_eq!(code(Flow::Code, url), Err(CallbackClass::Misplaced(Member::Code)));
    for (url, class) in [
        ("?code=c1&state=s1", CallbackClass::Misplaced(Member::Code)),
        ("?code=c1#code=c2&state=s1", CallbackClass::Misplaced(Member::Code)),
        ("?access_token=a#code=c1&state=s1", CallbackClass::Misplaced(Member::AccessToken)),
        ("#refresh_token=r&code=c1&state=s1", CallbackClass::Misplaced(Member::RefreshToken)),
        ("#code=c1&state=s2", CallbackClass::State),
        ("?state=s1#code=c1", CallbackClass::State),
        ("#code=c1&code=c2&state=s1", CallbackClass::Duplicate(Member::Code)),
        ("#code=c1&error=x&state=s1", CallbackClass::Conflict),
        ("#state=s1", CallbackClass::Missing(Member::Code)),
        ("#access_token=a&token_type=bearer&state=s1", CallbackClass::Missing(Member::Code)),
    ] {
        let url = format!("https://app.example/cb{url}");
        assert_eq!(code(Flow::CodeInFragment, &url), Err(class), "{url}");
    }
}

#[test]
fn a_login_that_requested_the_fragment_finds_its_code_there() {
    let client = Client::public(&RFC, "CID");
    let (mut url, mut saved, mut buffer) = ([0; 1024], [0; 1024], [0; 1024]);
    let request = LoginRequest::new(&client, "https://app.example/cb")
        .response_mode(ResponseMode::Fragment)
        .lifetime(3600);
    let twice = request.params(&[("response_mode", "query")]);
    let twice = twice.start_with_entropy(&entropy(), NOW, &mut [0; 1024]).map(|_| ());
    assert_eq!(twice, Err(RequestError::Unexpected(Member::ResponseMode)));
    let login = request.start_with_entropy(&entropy(), NOW, &mut url).unwrap();
    assert!(login.url().ends_with("&response_mode=fragment"), "{}", login.url());
    let callback = format!("https://app.example/cb#code=c1&state={}", login.state());
    let mut login = restored(&login, &mut saved);
    let late = UnixTime::from_secs(NOW.as_secs() + 3601);
    let expired = login.finish(&client, &mut callback.clone().into_bytes(), late).map(|_| ());
    assert_eq!(expired, Err(LoginError::Expired));
    let last = UnixTime::from_secs(NOW.as_secs() + 3600);
    let mut callback = callback.into_bytes();
    let exchange = login.finish(&client, &mut callback, last).unwrap();
    assert!(exchange.write(&mut buffer).unwrap().body.contains("&code=c1&"));
}

#[test]
fn a_saved_login_with_a_setting_that_no_login_has_is_refused() {
    let client = Client::public(&RFC, "CID");
    let (mut url, mut saved) = ([0; 1024], [0; 1024]);
    let login = LoginRequest::new(&client, "https://app.example/cb");
    let login = login.start_with_entropy(&entropy(), NOW, &mut url).unwrap();
    let plain = login.save(&mut saved).unwrap().to_owned();
    assert!(!plain.contains("lifetime") && !plain.contains("shared_params"), "{plain}");
    let table: Value = serde_json::from_str(include_str!("saved_logins.json")).unwrap();
    for case in table["cases"].as_array().unwrap() {
        let (more, is_read) = (case["more"].as_str().unwrap(), case["is_read"].as_bool().unwrap());
        let mut text = plain.replacen('{', &format!("{{{more},"), 1).into_bytes();
        assert_eq!(Login::restore(&mut text).is_ok(), is_read, "{more}");
    }
}

/// The parameters of a case.
fn params(case: &Value) -> Vec<(&str, &str)> {
    let pairs = case["given"]["params"].as_array().unwrap().iter();
    pairs.map(|pair| (pair[0].as_str().unwrap(), pair[1].as_str().unwrap())).collect()
}

#[test]
fn an_extension_grant_takes_parameters_of_the_rfcs() {
    for id in ["amazon_device_grant", "ecobee_pin"] {
        let Some(case) = case(id) else { return };
        let params = params(&case);
        let grant_type = case["given"]["grant_type"].as_str().unwrap();
        let client = Client::public(&RFC, "CID");
        let mut buffer = [0; 1024];
        let request = client.extension(grant_type);
        let body = request.params(&params).write(&mut buffer).unwrap().body;
        // The client's id is between the type and the caller's parameters.
        let body = body.replacen("&client_id=CID", "", 1);
        assert!(body.contains(case["expect"]["body_has"].as_str().unwrap()), "{id}: {body}");
        for (name, member) in [
            ("grant_type", Member::GrantType),
            ("client_id", Member::ClientId),
            ("client_secret", Member::ClientSecret),
            ("scope", Member::Scope),
        ] {
            let params = [(name, "x")];
            let refused = request.params(&params).write(&mut buffer).map(|_| ());
            assert_eq!(refused, Err(RequestError::Unexpected(member)), "{name}");
        }
        // No other grant has them twice.
        let refused = client.refresh(Secret::new("rt")).params(&params).write(&mut buffer);
        assert!(refused.is_err(), "{id}");
    }
}

#[test]
fn a_grant_has_the_providers_own_grant_type() {
    let Some(case) = case("amazon_device_grant") else { return };
    let expected = case["expect"]["body_has"].as_str().unwrap();
    for profile in [
        strings::grant_types(RFC, "device_code=device_code"),
        RFC.grant_types(&[("refresh_token", "x"), ("device_code", "device_code")]),
    ] {
        assert_eq!(profile.check(), Ok(()));
        let client = Client::public(&profile, "CID");
        let mut buffer = [0; 1024];
        let poll = client.device_code(Secret::new("d1")).params(&[("user_code", "u1")]);
        let body = poll.write(&mut buffer).unwrap().body.replacen("&client_id=CID", "", 1);
        assert_eq!(body, expected);
        let other = client.extension("urn:x").write(&mut buffer).unwrap().body;
        assert_eq!(other, "grant_type=urn%3Ax&client_id=CID");
    }
}

/// Instagram's refresh, by a profile of its own.
const GET_REFRESH: Profile<'_> = Profile::RFC6749
    .token_endpoint("https://graph.example/refresh")
    .client_auth(ClientAuth::OMITTED)
    .grant_types(&[("refresh_token", "ig_refresh_token")])
    .rename(&[("refresh_token", "access_token")])
    .dangerously_send_in_query();
const _: () = assert!(GET_REFRESH.check().is_ok());

#[test]
fn a_refresh_sends_the_access_token_in_a_query_if_the_profile_does() {
    let Some(case) = case("get_refresh") else { return };
    let token = Secret::new(case["given"]["access_token"].as_str().unwrap());
    let client = Client::public(&GET_REFRESH, "CID");
    let mut buffer = [0; 1024];
    let get = client.refresh(token).write(&mut buffer).unwrap();
    assert_eq!(get.method(), case["expect"]["method"]);
    assert_eq!(get.url, case["expect"]["url"]);
    assert_eq!((get.headers.as_str(), get.body), (GET_HEADERS, ""));
    assert!(!format!("{get:?}").contains("a1"));
    let needed = get.url.len() + get.headers.as_str().len();
    for length in 0..needed {
        let mut short = vec![1; length];
        let refused = client.refresh(token).write(&mut short).map(|_| ());
        assert_eq!(refused, Err(RequestError::BufferTooSmall { needed }), "{length}");
        assert!(short.iter().all(|byte| *byte == 0), "{length}");
    }
    assert!(client.refresh(token).write(&mut vec![0; needed]).is_ok());
    // The profile alone decides: neither a revocation nor another profile sends anything so.
    let post = Client::public(&RFC, "CID").refresh(token).write(&mut buffer).unwrap();
    assert_eq!((post.method(), post.url), ("POST", RFC_TOKEN));
}

const GET_HEADERS: &str = "Cache-Control: no-store\r\nAccept: application/json\r\n";
const RFC_TOKEN: &str = "https://as.example/token";

#[test]
fn a_query_continues_that_of_the_endpoint_and_leaves_revocations_a_form() {
    let profile = RFC
        .token_endpoint("https://as.example/token?tenant=a")
        .revocation_endpoint("https://as.example/revoke")
        .client_auth(ClientAuth::BODY)
        .headers(&[("X-Version", HeaderValue::Static("3 beta"))])
        .dangerously_send_in_query();
    let client = Client::confidential(&profile, "CID", Secret::new("s&s"));
    let mut buffer = [0; 1024];
    let get = client.exchange(Secret::new("c 1"), "https://app.example/cb");
    let get = get.code_verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    let get = get.params(&[("x", "\u{fc}"), ("x", "")]).write(&mut buffer).unwrap();
    assert_eq!(
        get.url,
        "https://as.example/token?tenant=a&grant_type=authorization_code&code=c%201\
         &redirect_uri=https%3A%2F%2Fapp.example%2Fcb&client_id=CID&client_secret=s%26s\
         &code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk&x=%C3%BC&x="
    );
    assert_eq!(get.headers.as_str(), format!("{GET_HEADERS}X-Version: 3 beta\r\n"));
    assert_eq!((get.method(), get.body), ("GET", ""));
    let post = client.revoke(Revoke::AccessToken(Secret::new("a1"))).write(&mut buffer).unwrap();
    assert_eq!((post.method(), post.url), ("POST", "https://as.example/revoke"));
    assert!(post.body.starts_with("token=a1&"), "{}", post.body);
}

#[test]
fn the_small_refresh_of_c_does_not_send_in_a_query() {
    let client = Client::public(&GET_REFRESH, "CID");
    let refused = engine::refresh_request(&client, Secret::new("a1"), &mut [0; 512]);
    assert_eq!(refused, Err(RequestError::Unexpected(Member::RefreshToken)));
}
