//! What real providers want to be sent: the cases of `../shared/vectors/world.json` on requests and logins.

use grantlet::engine::strings;
use grantlet::{
    Authorize, Challenge, Client, ClientAuth, HeaderValue, Profile, RequestError, Secret,
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
