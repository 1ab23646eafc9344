//! One login: three values from one entropy, kept small, restored, and used once.

use grantlet::{
    Callback, CallbackClass, Client, Issuer, Login, LoginError, LoginKind, LoginRequest, Member,
    Profile, RequestBody, RequestError, Secret,
};
use grantlet_tests::secs;
use sha2::{Digest, Sha256};

pub(crate) const NOW: i64 = 1_773_135_000;
pub(crate) const URI: &str = "https://c.example/cb";
const CLIENT: Client<'_> = Client::public(&PROFILE, "id").base_url("https://as.example");

pub(crate) const PROFILE: Profile<'_> =
    Profile::RFC6749.authorization_endpoint("/authorize").token_endpoint("/token");

/// Bytes that neither are constant nor repeat, others for each seed.
pub(crate) fn entropy(seed: u8) -> [u8; 96] {
    let thirds = [0, 1, 2].map(|third| Sha256::digest([seed, third]));
    std::array::from_fn(|index| thirds[index / 32][index % 32])
}

/// With an issuer only where the kind asks for one.
pub(crate) fn start(kind: LoginKind, seed: u8) -> Login<'static> {
    let issuer = match kind {
        LoginKind::Code | LoginKind::Implicit => Issuer::Ignored,
        LoginKind::CodeIdToken | LoginKind::ImplicitIdToken | LoginKind::Hybrid => {
            Issuer::IfPresent("https://as.example")
        }
    };
    Login::start_with_entropy(kind, &CLIENT, URI, issuer, &entropy(seed), secs(NOW)).unwrap()
}

pub(crate) fn saved(login: &Login<'_>) -> String {
    login.save(&mut [0; 1024]).unwrap().to_owned()
}

/// A callback's outcome in one word; of an error, that the address is as it was.
pub(crate) fn outcome(
    login: &mut Login<'_>,
    url: &str,
    now: i64,
) -> Result<&'static str, LoginError> {
    let mut bytes = url.as_bytes().to_vec();
    let error = match login.callback(&CLIENT, &mut bytes, &mut [], secs(now)) {
        Ok(Callback::Code(_)) => return Ok("code"),
        Ok(Callback::Token(_)) => return Ok("token"),
        Ok(Callback::Denied(_)) => return Ok("denied"),
        Err(error) => error,
    };
    assert_eq!(bytes, url.as_bytes(), "another login may still find its response in the address");
    Err(error)
}

fn class(error: &LoginError) -> Option<CallbackClass> {
    match error {
        LoginError::Callback(error) => Some(error.class),
        _ => None,
    }
}

/// RFC 6749, section 10.10, and RFC 7636, section 7.1: 256 bits each, and none can be computed from another.
#[test]
fn state_nonce_and_verifier_are_distinct_and_fresh_for_each_login() {
    let mut seen = std::collections::HashSet::new();
    for seed in 0..50 {
        let login = start(LoginKind::Code, seed);
        let saved: serde_json::Value = serde_json::from_str(&saved(&login)).unwrap();
        assert_eq!(saved["state"], login.state());
        assert_eq!(saved["nonce"], login.nonce().as_str());
        for name in ["state", "nonce", "code_verifier"] {
            let text = saved[name].as_str().unwrap();
            assert_eq!(text.len(), 43);
            assert!(seen.insert(text.to_owned()), "{name} of login {seed} was seen before");
        }
    }
}

/// RFC 6749, section 10.10: a generator that was not started, or that gives the same 32 bytes again.
#[test]
fn constant_or_repeated_entropy_is_refused() {
    let begin = |entropy| {
        Login::start_with_entropy(
            LoginKind::Code,
            &CLIENT,
            URI,
            Issuer::Ignored,
            &entropy,
            secs(NOW),
        )
        .map(|_| ())
    };
    for byte in [0, 0xFF, 7] {
        assert_eq!(begin([byte; 96]), Err(RequestError::Entropy));
    }
    let third = |which: usize| std::array::from_fn::<u8, 32, _>(|i| entropy(0)[which * 32 + i]);
    let (a, b, c) = (third(0), third(1), third(2));
    let rows = [
        ([a, b, c], Ok(())),
        ([a, a, c], Err(RequestError::Entropy)),
        ([a, b, b], Err(RequestError::Entropy)),
        ([a, b, a], Err(RequestError::Entropy)),
        ([[0; 32], b, c], Err(RequestError::Entropy)),
        ([a, [1; 32], c], Err(RequestError::Entropy)),
        ([a, b, [0xFF; 32]], Err(RequestError::Entropy)),
    ];
    for (row, expected) in rows {
        assert_eq!(begin(std::array::from_fn(|i| row[i / 32][i % 32])), expected, "{row:?}");
    }
}

/// An `id_token` without an issuer to compare its `iss` with would bind nothing.
#[test]
fn a_login_with_an_id_token_needs_an_issuer() {
    use LoginKind::{Code, CodeIdToken, Implicit, ImplicitIdToken};
    let named = "https://as.example";
    let rows = [
        (Issuer::Required(named), true),
        (Issuer::IfPresent(named), true),
        (Issuer::IfPresent(""), false),
        (Issuer::Required(""), false),
        (Issuer::Refused(""), false),
        (Issuer::Ignored, false),
    ];
    for (issuer, enough) in rows {
        for kind in [CodeIdToken, ImplicitIdToken] {
            let started =
                Login::start_with_entropy(kind, &CLIENT, URI, issuer, &entropy(1), secs(NOW));
            let missing = RequestError::Missing(Member::Issuer);
            let expected = if enough { Ok(()) } else { Err(missing) };
            assert_eq!(started.map(|_| ()), expected, "{kind:?} {issuer:?}");
            // Entropy that is none is told first.
            let started =
                Login::start_with_entropy(kind, &CLIENT, URI, issuer, &[7; 96], secs(NOW));
            assert_eq!(started.map(|_| ()), Err(RequestError::Entropy));
        }
    }
    for issuer in [Issuer::Required(named), Issuer::IfPresent(named), Issuer::Refused("")] {
        for kind in [Code, Implicit] {
            let started =
                Login::start_with_entropy(kind, &CLIENT, URI, issuer, &entropy(1), secs(NOW));
            assert!(started.is_ok(), "{kind:?} {issuer:?}");
        }
    }
}

/// What each kind asks for, a nonce only where an `id_token` is to come back.
#[test]
fn each_kind_asks_for_what_it_is_named_after() {
    let rows = [
        (LoginKind::Code, "code", true, false),
        (LoginKind::CodeIdToken, "code", true, true),
        (LoginKind::Implicit, "token", false, false),
        (LoginKind::ImplicitIdToken, "id_token token", false, true),
    ];
    for (kind, response_type, challenge, nonce) in rows {
        let login = start(kind, 1);
        let mut buffer = [0; 1024];
        let bare = login.authorize().scope("a").write(&CLIENT, &mut buffer).err();
        // What would be seen once the code is spent is seen before the user leaves.
        assert_eq!(bare, nonce.then_some(RequestError::Missing(Member::Scope)), "{kind:?}");
        let authorize = login.authorize().scope("a openid");
        let url = authorize.write(&CLIENT, &mut buffer).unwrap();
        let (_, query) = url.split_once('?').unwrap();
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let value = |name: &str| {
            let mut found = pairs.iter().filter(|(found, _)| found == name);
            let value = found.next().map(|(_, value)| value.as_str());
            assert!(found.next().is_none(), "{kind:?} {name}");
            value
        };
        assert_eq!(value("response_type"), Some(response_type), "{kind:?}");
        assert_eq!(value("state"), Some(login.state()), "{kind:?}");
        assert_eq!(value("nonce"), nonce.then_some(login.nonce().as_str()), "{kind:?}");
        assert_eq!(value("code_challenge").is_some(), challenge, "{kind:?}");
        assert_eq!(value("code_challenge_method"), challenge.then_some("S256"), "{kind:?}");
    }
}

/// RFC 9700, section 4.2.4: the first authenticated callback uses the login, also where it is an error.
#[test]
fn a_login_is_used_up_by_its_first_response() {
    for (kind, result, expected) in [
        (LoginKind::Code, "?code=C", "code"),
        (LoginKind::Code, "?error=access_denied", "denied"),
        (LoginKind::CodeIdToken, "?code=C", "code"),
        (LoginKind::CodeIdToken, "?error=access_denied", "denied"),
        (LoginKind::Implicit, "#access_token=T&token_type=Bearer", "token"),
        (LoginKind::Implicit, "#error=access_denied", "denied"),
        (LoginKind::ImplicitIdToken, "#error=access_denied", "denied"),
    ] {
        let mut login = start(kind, 1);
        let url = format!("{URI}{result}&state={}", login.state());
        assert_eq!(outcome(&mut login, &url, NOW), Ok(expected));
        assert_eq!(outcome(&mut login, &url, NOW), Err(LoginError::Used));
        assert_eq!(outcome(&mut login, "https://evil.example", NOW + 9999), Err(LoginError::Used));
    }
}

/// A callback URL that anyone can send does not end a login.
#[test]
fn an_unauthenticated_response_leaves_the_login_open() {
    let mut login = start(LoginKind::Code, 1);
    let state = login.state().to_owned();
    let wrong = [
        (format!("{URI}?error=access_denied"), CallbackClass::State),
        (format!("{URI}?error=access_denied&state=X"), CallbackClass::State),
        (format!("{URI}?code=C&state={state}x"), CallbackClass::State),
        (format!("{URI}?code=C&state={}", &state[..42]), CallbackClass::State),
        (format!("{URI}?code=C&code=D&state={state}"), CallbackClass::Duplicate(Member::Code)),
        (format!("{URI}?code=C&error=e&state={state}"), CallbackClass::Conflict),
        (format!("{URI}?state={state}"), CallbackClass::Missing(Member::Code)),
        (format!("https://evil.example/cb?code=C&state={state}"), CallbackClass::RedirectUri),
    ];
    for (url, expected) in wrong {
        assert_eq!(class(&outcome(&mut login, &url, NOW).unwrap_err()), Some(expected), "{url}");
    }
    let mut url = format!("{URI}?error=access_denied").into_bytes();
    let error = login.callback(&CLIENT, &mut url, &mut [], secs(NOW)).unwrap_err();
    let LoginError::Callback(error) = error else { panic!("{error:?}") };
    assert!(error.text(&url).unwrap().error.is("access_denied"));
    assert_eq!(outcome(&mut login, &format!("{URI}?code=C&state={state}"), NOW), Ok("code"));
}

/// RFC 9207, section 2.4: the issuer that the login was started with; its own callback is still valid afterwards.
#[test]
fn a_response_of_another_issuer_leaves_the_login_open() {
    let issuer = Issuer::Required("https://as.example");
    let mut login =
        Login::start_with_entropy(LoginKind::Code, &CLIENT, URI, issuer, &entropy(1), secs(NOW))
            .unwrap();
    let url = format!("{URI}?code=C&state={}", login.state());
    for iss in ["", "&iss=https://evil.example", "&iss=https://as.example/"] {
        let error = outcome(&mut login, &format!("{url}{iss}"), NOW).unwrap_err();
        assert!(matches!(class(&error), Some(CallbackClass::Issuer(_))));
    }
    assert_eq!(outcome(&mut login, &format!("{url}&iss=https://as.example"), NOW), Ok("code"));
}

/// A login is valid for ten minutes, and for two before its start.
#[test]
fn a_login_is_too_old_after_600_seconds_and_120_before_its_start() {
    let rows = [
        (NOW, true),
        (NOW + 600, true),
        (NOW + 601, false),
        (i64::MAX, false),
        (i64::MIN, false),
        // A clock may be set back a little while the user is away.
        (NOW - 1, true),
        (NOW - 120, true),
        (NOW - 121, false),
        (0, false),
        (-1, false),
    ];
    for (now, open) in rows {
        let mut login = start(LoginKind::Code, 1);
        let url = format!("{URI}?code=C&state={}", login.state());
        let expected = if open { Ok("code") } else { Err(LoginError::Expired) };
        assert_eq!(outcome(&mut login, &url, now), expected, "{now}");
        // The clock may be set right again.
        let then = if open { Err(LoginError::Used) } else { Ok("code") };
        assert_eq!(outcome(&mut login, &url, NOW + 1), then);
    }
}

/// An `id_token_hint` is a token, a `login_hint` a user's name.
#[test]
fn a_login_request_shows_none_of_its_parameters() {
    let params = [("id_token_hint", "eyJhbGciOi.S3CR3T.sig")];
    let request = LoginRequest::new(&CLIENT, URI).params(&params).shared_params(&params);
    assert_eq!(format!("{request:?}{request:#?}"), "LoginRequest(elided)".repeat(2));
}

/// Before the user leaves, and not once the code has come.
#[test]
fn a_login_does_not_start_with_shared_parameters_that_its_exchange_cannot_have() {
    let json = PROFILE.request_body(RequestBody::JSON);
    let resources = [("resource", "https://a.example"), ("resource", "https://b.example")];
    for (profile, count, expected) in [
        (PROFILE, 2, Ok(())),
        (json, 1, Ok(())),
        (json, 2, Err(RequestError::Unexpected(Member::ExtraParameter))),
    ] {
        let (client, mut url) = (CLIENT.with_profile(&profile), [0; 512]);
        let request = LoginRequest::new(&client, URI).shared_params(&resources[..count]);
        let started = request.start_with_entropy(&entropy(1), secs(NOW), &mut url);
        let exchanged = started.and_then(|login| {
            login.exchange(&client, Secret::new("C"))?.write(&mut [0; 512]).map(drop)
        });
        assert_eq!(exchanged, expected);
    }
    let (client, mut url) = (CLIENT.with_profile(&json), [0; 512]);
    let request = LoginRequest::new(&client, URI).shared_params(&resources);
    assert!(request.start_with_entropy(&entropy(1), secs(NOW), &mut url).is_err());
}

/// Its age could not be told: a clock that is set right meanwhile would make it any age.
#[test]
fn a_login_does_not_start_before_1970() {
    for (now, expected) in [
        (i64::MIN, Err(RequestError::Clock)),
        (-1, Err(RequestError::Clock)),
        (0, Ok(())),
        (i64::MAX, Ok(())),
    ] {
        let login = Login::start_with_entropy(
            LoginKind::Code,
            &CLIENT,
            URI,
            Issuer::Ignored,
            &entropy(1),
            secs(now),
        );
        assert_eq!(login.map(drop), expected, "{now}");
    }
    assert_eq!(RequestError::Clock.to_string(), "the wall time is before 1970: is the clock set?");
}

/// RFC 9700, section 4.4.2: the state of one login is not the other's.
#[test]
fn two_logins_cannot_be_swapped() {
    let (mut a, mut b) = (start(LoginKind::Code, 1), start(LoginKind::Code, 2));
    let [url_a, url_b] = [&a, &b].map(|login| format!("{URI}?code=C&state={}", login.state()));
    assert_eq!(class(&outcome(&mut a, &url_b, NOW).unwrap_err()), Some(CallbackClass::State));
    assert_eq!(class(&outcome(&mut b, &url_a, NOW).unwrap_err()), Some(CallbackClass::State));
    assert_eq!(
        (outcome(&mut a, &url_a, NOW), outcome(&mut b, &url_b, NOW)),
        (Ok("code"), Ok("code"))
    );
}

/// RFC 9700, section 4.4.2: the code goes to the server that the login was started with, as that client.
#[test]
fn a_code_goes_only_to_the_server_and_as_the_client_of_its_login() {
    let login = start(LoginKind::Code, 1);
    let mut kept = saved(&login).into_bytes();
    let restored = Login::restore(&mut kept).unwrap();
    let verifier: serde_json::Value = serde_json::from_str(&saved(&login)).unwrap();
    let verifier = verifier["code_verifier"].as_str().unwrap();
    let secret = Secret::new("sesame");
    let absolute = PROFILE.token_endpoint("https://as.example/token");
    let same = Ok(());
    let other = Err(RequestError::OtherServer);
    let elsewhere = Err(RequestError::BaseUrl(Member::TokenEndpoint));
    let rows = [
        (PROFILE, CLIENT, same),
        (PROFILE, Client::public(&PROFILE, "id").base_url("https://as.example/"), same),
        (
            PROFILE,
            Client::confidential(&PROFILE, "id", secret).base_url("https://as.example"),
            same,
        ),
        (absolute, Client::public(&PROFILE, "id"), same),
        (absolute, CLIENT, same),
        (absolute, Client::public(&PROFILE, "id").base_url("https://other.example"), elsewhere),
        (PROFILE.token_endpoint("token"), CLIENT, same),
        (PROFILE, Client::public(&PROFILE, "id2").base_url("https://as.example"), other),
        (PROFILE, Client::public(&PROFILE, "").base_url("https://as.example"), other),
        (PROFILE, Client::public(&PROFILE, "id").base_url("https://evil.example"), other),
        (PROFILE, Client::public(&PROFILE, "id").base_url("https://as.example/token"), other),
        (PROFILE.token_endpoint("/token2"), CLIENT, other),
        (PROFILE.token_endpoint("/Token"), CLIENT, other),
        (PROFILE.token_endpoint("https://evil.example/token"), CLIENT, other),
        (
            PROFILE.token_endpoint("https://evil.example/token"),
            Client::public(&PROFILE, "id"),
            other,
        ),
    ];
    for login in [&login, &restored] {
        for (profile, client, expected) in &rows {
            let mut buffer = [0; 1024];
            let written =
                login.request(&client.with_profile(profile), Secret::new("C"), &mut buffer);
            match written {
                Ok(request) => {
                    assert_eq!(Ok(()), *expected, "{client:?}");
                    assert_eq!(request.url, "https://as.example/token");
                    assert!(
                        request.body.contains("code=C&redirect_uri=https%3A%2F%2Fc.example%2Fcb")
                    );
                    assert!(request.body.contains(&format!("code_verifier={verifier}")));
                }
                Err(error) => assert_eq!(Err(error), *expected, "{client:?}"),
            }
        }
    }
    // An implicit login has no code, and so nothing that its verifier could belong to.
    for kind in [LoginKind::Implicit, LoginKind::ImplicitIdToken] {
        let mut buffer = [0; 1024];
        let refused = start(kind, 1).request(&CLIENT, Secret::new("C"), &mut buffer);
        assert_eq!(refused.unwrap_err(), RequestError::Unexpected(Member::Code), "{kind:?}");
    }
    let mut buffer = [0; 1024];
    let without =
        login.request(&CLIENT.with_profile(&PROFILE.pkce(false)), Secret::new("C"), &mut buffer);
    assert!(!without.unwrap().body.contains("code_verifier"));
}
