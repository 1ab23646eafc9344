//! The URL that a user's browser is sent to.

use grantlet::providers::BOLDSIGN;
use grantlet::{Authorize, Challenge, Client, Member, Nonce, Profile, RequestError};
use proptest::prelude::*;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CLIENT: Client<'_> = Client::public(&PROFILE, "id").base_url("https://as.example");
const PROFILE: Profile<'_> = Profile::RFC6749.authorization_endpoint("/authorize");

fn written(profile: &Profile<'_>, authorize: &Authorize<'_>) -> Result<String, RequestError> {
    authorize.write(&CLIENT.with_profile(profile), &mut [0; 2048]).map(ToOwned::to_owned)
}

/// The same by a client without a base URL.
fn written_absolute(
    profile: &Profile<'_>,
    authorize: &Authorize<'_>,
) -> Result<String, RequestError> {
    let client = Client::public(profile, "id");
    authorize.write(&client, &mut [0; 2048]).map(ToOwned::to_owned)
}

fn pairs(url: &str) -> Vec<(String, String)> {
    let (_, query) = url.split_once('?').unwrap();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn nonce() -> Nonce {
    Nonce::from_entropy(&std::array::from_fn(|index| u8::try_from(index).unwrap())).unwrap()
}

/// RFC 6749, section 4.1.1 with RFC 7636, section 4.3, byte for byte; a space is `%20`.
#[test]
fn a_code_url_has_its_parameters_encoded_in_order() {
    let challenge = Challenge::s256(VERIFIER).unwrap();
    let authorize = Authorize::code("https://c.example/cb?x=1", "a state~", &challenge)
        .scope("openid api:read")
        .params(&[("prompt", "login consent"), ("ü", "1&2=3+4%")]);
    assert_eq!(
        written(&PROFILE, &authorize).unwrap(),
        "https://as.example/authorize?response_type=code&client_id=id&state=a%20state~\
         &scope=openid%20api%3Aread&redirect_uri=https%3A%2F%2Fc.example%2Fcb%3Fx%3D1\
         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256\
         &prompt=login%20consent&%C3%BC=1%262%3D3%2B4%25"
    );
}

#[test]
fn an_endpoint_that_has_a_query_already_is_continued() {
    let challenge = Challenge::s256(VERIFIER).unwrap();
    let rows = [
        ("/authorize", "/authorize?response_type="),
        ("/authorize?", "/authorize?response_type="),
        ("/authorize?p=B2C", "/authorize?p=B2C&response_type="),
        ("/authorize?p=B2C&", "/authorize?p=B2C&response_type="),
        ("https://as.example/a?b", "/a?b&response_type="),
    ];
    for (endpoint, expected) in rows {
        let profile = PROFILE.authorization_endpoint(endpoint);
        let url =
            written(&profile, &Authorize::code("https://c.example", "s", &challenge)).unwrap();
        let url = url.strip_prefix("https://as.example").unwrap();
        assert!(url.starts_with(expected), "{url}");
    }
    // Elsewhere than below the client's base URL, it is one that the client does not mean.
    let elsewhere = PROFILE.authorization_endpoint("https://other.example/a?b");
    let authorize = Authorize::code("https://c.example", "s", &challenge);
    let refused = written(&elsewhere, &authorize);
    assert_eq!(refused, Err(RequestError::BaseUrl(Member::AuthorizationEndpoint)));
    let url = written_absolute(&elsewhere, &authorize).unwrap();
    assert!(url.starts_with("https://other.example/a?b&response_type="), "{url}");
}

/// RFC 7636, section 4.2, and RFC 9700, section 2.1.1: no path to a code URL without a challenge, unless
/// the provider has no PKCE; S256, and the same after an error as before it.
#[test]
fn every_code_url_has_an_s256_challenge_unless_the_profile_says_no() {
    let challenge = Challenge::s256(VERIFIER).unwrap();
    let authorize = Authorize::code("https://c.example/cb", "s", &challenge);
    for client in [
        CLIENT,
        Client::confidential(&PROFILE, "id", grantlet::Secret::new("x"))
            .base_url("https://as.example"),
    ] {
        for _ in 0..2 {
            assert!(authorize.write(&client, &mut [0; 8]).is_err());
            let mut buffer = [0; 512];
            let url = authorize.write(&client, &mut buffer).unwrap();
            let query = pairs(url);
            assert!(query.contains(&("code_challenge_method".into(), "S256".into())));
            assert!(query.contains(&("code_challenge".into(), challenge.as_str().into())));
            assert!(!url.contains("plain"));
        }
    }
    let url = written(&PROFILE.pkce(false), &authorize).unwrap();
    assert!(!url.contains("challenge"));
}

/// OpenID Connect Core 1.0, section 3.2.2.1: implicit is a kind of its own, and one with an `id_token`
/// cannot be made without a nonce.
#[test]
fn an_implicit_url_asks_for_a_token_and_an_id_token_only_with_a_nonce() {
    let query = pairs(&written(&PROFILE, &Authorize::implicit("https://c.example", "s")).unwrap());
    assert_eq!(query[0], ("response_type".into(), "token".into()));
    assert!(query.iter().all(|(name, _)| name != "nonce" && !name.starts_with("code_challenge")));
    let nonce = nonce();
    let authorize = Authorize::implicit_id_token("https://c.example", "s", &nonce).scope("openid");
    let url = written(&PROFILE, &authorize).unwrap();
    assert!(url.contains("?response_type=id_token%20token&"));
    assert!(pairs(&url).contains(&("nonce".into(), nonce.as_str().into())));
}

/// By code, an `id_token` is asked for with a nonce beside the challenge.
#[test]
fn a_code_url_has_a_nonce_only_where_it_was_added() {
    let challenge = Challenge::s256(VERIFIER).unwrap();
    let nonce = nonce();
    let authorize = Authorize::code("https://c.example", "s", &challenge);
    assert!(!written(&PROFILE, &authorize).unwrap().contains("nonce"));
    let bare = written(&PROFILE, &authorize.nonce(&nonce));
    assert_eq!(bare, Err(RequestError::Missing(Member::Scope)));
    let authorize = authorize.scope("openid");
    let query = pairs(&written(&PROFILE, &authorize.nonce(&nonce)).unwrap());
    let last = [
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
        ("nonce", nonce.as_str()),
    ];
    assert_eq!(query[0], ("response_type".into(), "code".into()));
    assert_eq!(query[5..], last.map(|(name, value)| (name.into(), value.into())));
}

#[test]
fn a_parameter_of_the_callers_never_replaces_a_typed_one() {
    let challenge = Challenge::s256(VERIFIER).unwrap();
    let rows = [
        ("response_type", RequestError::Unexpected(Member::ResponseType)),
        ("client_id", RequestError::Unexpected(Member::ClientId)),
        ("client_secret", RequestError::Unexpected(Member::ClientSecret)),
        ("state", RequestError::Unexpected(Member::State)),
        ("scope", RequestError::Unexpected(Member::Scope)),
        ("redirect_uri", RequestError::Unexpected(Member::RedirectUri)),
        ("code_challenge", RequestError::Unexpected(Member::CodeChallenge)),
        ("code_challenge_method", RequestError::Unexpected(Member::CodeChallenge)),
        ("nonce", RequestError::Unexpected(Member::Nonce)),
        // RFC 9700, section 4.3.2: a token never goes into a URL.
        ("access_token", RequestError::Unexpected(Member::AccessToken)),
        ("refresh_token", RequestError::Unexpected(Member::RefreshToken)),
        ("code_verifier", RequestError::Unexpected(Member::CodeVerifier)),
        ("", RequestError::Missing(Member::ExtraParameter)),
    ];
    for (name, expected) in rows {
        let params = [("prompt", "login"), (name, "plain")];
        let authorize = Authorize::code("https://c.example", "s", &challenge).params(&params);
        assert_eq!(written(&PROFILE, &authorize), Err(expected), "{name}");
    }
}

#[test]
fn what_the_request_needs_is_there_and_well_formed() {
    let challenge = Challenge::s256(VERIFIER).unwrap();
    let code = |redirect_uri, state| Authorize::code(redirect_uri, state, &challenge);
    let uri = "https://c.example/cb";
    let rows = [
        (code("", "s"), Err(RequestError::Missing(Member::RedirectUri))),
        (code("/cb", "s"), Err(RequestError::RedirectUri)),
        (code(":", "s"), Err(RequestError::RedirectUri)),
        (code("://c.example/cb", "s"), Err(RequestError::RedirectUri)),
        (code("//c.example:443/cb", "s"), Err(RequestError::RedirectUri)),
        (code("/cb?at=12:00", "s"), Err(RequestError::RedirectUri)),
        (code("c.example/cb:", "s"), Err(RequestError::RedirectUri)),
        (code("1app:/cb", "s"), Err(RequestError::RedirectUri)),
        (code("com.example+app-1:/cb", "s"), Ok(())),
        (code("urn:ietf:wg:oauth:2.0:oob", "s"), Ok(())),
        (code("https://c.example/#f", "s"), Err(RequestError::RedirectUri)),
        (code("https://c.example/ ", "s"), Err(RequestError::RedirectUri)),
        (code("https://c.example/ü", "s"), Err(RequestError::RedirectUri)),
        (code("boldsmartlock://auth", "s"), Ok(())),
        (code("http://127.0.0.1:4117/cb", "s"), Ok(())),
        (code(uri, ""), Err(RequestError::Missing(Member::State))),
        (code(uri, "s\n"), Err(RequestError::Chars(Member::State))),
        (code(uri, "ü"), Err(RequestError::Chars(Member::State))),
        (code(uri, "s").scope("a b"), Ok(())),
        (code(uri, "s").scope(""), Ok(())),
        (code(uri, "s").scope("a  b"), Err(RequestError::Chars(Member::Scope))),
        (code(uri, "s").scope(" "), Err(RequestError::Chars(Member::Scope))),
        (code(uri, "s").scope(" a"), Err(RequestError::Chars(Member::Scope))),
        (code(uri, "s").scope("a "), Err(RequestError::Chars(Member::Scope))),
        (code(uri, "s").scope("a\tb"), Err(RequestError::Chars(Member::Scope))),
        (code(uri, "s").scope("a\"b"), Err(RequestError::Chars(Member::Scope))),
        (code(uri, "s").scope("a\\b"), Err(RequestError::Chars(Member::Scope))),
        (code(uri, "s").scope("ü"), Err(RequestError::Chars(Member::Scope))),
        (code(uri, "s").scope("a,b !"), Ok(())),
    ];
    for (authorize, expected) in rows {
        assert_eq!(written(&PROFILE, &authorize).map(|_| ()), expected);
    }
    let nameless = Client::public(&PROFILE, "").base_url("https://as.example");
    let mut buffer = [0; 512];
    let refused = code(uri, "s").write(&nameless, &mut buffer);
    assert_eq!(refused, Err(RequestError::Missing(Member::ClientId)));
    let refused = written(&Profile::RFC6749, &code(uri, "s"));
    assert_eq!(refused, Err(RequestError::Missing(Member::AuthorizationEndpoint)));
    let plain = PROFILE.authorization_endpoint("http://as.example/authorize");
    let refused = written_absolute(&plain, &code(uri, "s"));
    assert_eq!(refused, Err(RequestError::Url(Member::AuthorizationEndpoint)));
    // That it is another's comes before that it is not https.
    let refused = written(&plain, &code(uri, "s"));
    assert_eq!(refused, Err(RequestError::BaseUrl(Member::AuthorizationEndpoint)));
}

#[test]
fn scope_is_joined_by_the_profiles_separator() {
    let challenge = Challenge::s256(VERIFIER).unwrap();
    let comma = PROFILE.scope_separator(b',');
    let authorize = Authorize::code("https://c.example", "s", &challenge);
    let url = written(&comma, &authorize.scope("a b")).unwrap();
    assert!(url.contains("&scope=a%2Cb&"), "{url}");
    let refused = written(&comma, &authorize.scope("a,b"));
    assert_eq!(refused, Err(RequestError::Chars(Member::Scope)));
    assert!(!written(&PROFILE, &authorize).unwrap().contains("scope"));
    // Half a character is no separator.
    for byte in [0x80, 0xC3, 0xFF] {
        let url = written(&PROFILE.scope_separator(byte), &authorize.scope("a b")).unwrap();
        assert!(url.contains("&scope=a%20b&"), "{byte:#04x} {url}");
    }
}

proptest! {
    /// RFC 6749, section 10.12: there is no URL without the state.
    #[test]
    fn a_url_has_the_same_parameters_for_any_parser_and_no_plus(
        state in "[ -~]{1,30}",
        params in prop::collection::vec(("x[ -~ü]{0,8}", any::<String>()), 0..3),
        scope in prop::collection::vec("[!#-\\[\\]-~]{1,9}", 0..3),
    ) {
        let challenge = Challenge::s256(VERIFIER).unwrap();
        let borrowed: Vec<_> = params.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let scope = scope.join(" ");
        let url = Authorize::code("https://c.example/cb", &state, &challenge)
            .scope(&scope).params(&borrowed);
        let mut buffer = vec![0; 8192];
        let url = url.write(&Client::public(&PROFILE, "id").with_profile(&BOLDSIGN), &mut buffer).unwrap();
        prop_assert!(url.bytes().all(|b| matches!(b, 0x21..=0x7E)) && !url.contains('+'));
        let mut expected = vec![
            ("response_type".to_owned(), "code".to_owned()),
            ("client_id".to_owned(), "id".to_owned()),
            ("state".to_owned(), state),
        ];
        if !scope.is_empty() {
            expected.push(("scope".to_owned(), scope));
        }
        expected.push(("redirect_uri".to_owned(), "https://c.example/cb".to_owned()));
        expected.push(("code_challenge".to_owned(), challenge.as_str().to_owned()));
        expected.push(("code_challenge_method".to_owned(), "S256".to_owned()));
        expected.extend(params);
        prop_assert_eq!(pairs(url), expected);
    }
}
