//! No profile of the gallery weakens a rule that it does not name.
//!
//! - No token without an access token, where the profile puts it, whatever else a response has.
//! - The `state` is compared before anything of a callback is believed.
//! - No secret is in a URL.

use grantlet::{
    Callback, CallbackClass, CallbackExpectation, Client, Flow, Issuer, LoginRequest, Member,
    Profile, RequestError, Revoke, Secret, UnixTime, base_url, callback, providers,
};
use grantlet_tests::shared_json;
use serde_json::Value;

use crate::{entropy, files};

/// Responses without an access token, in each shape that a profile of the gallery reads.
const WITHOUT_A_TOKEN: [&str; 20] = [
    "",
    "{}",
    "[]",
    "null",
    r#""at""#,
    r#"{"ok":true,"success":true,"status":0,"errcode":0,"code":0}"#,
    r#"{"token_type":"Bearer","expires_in":3600,"refresh_token":"rt"}"#,
    r#"{"access_token":"","token_type":"Bearer"}"#,
    r#"{"access_token":null,"token_type":"Bearer"}"#,
    r#"{"access_token":["at"],"token_type":"Bearer"}"#,
    r#"{"access_token":{"access_token":"at"},"token_type":"Bearer"}"#,
    r#"{"access_token":"a t","token_type":"Bearer"}"#,
    r#"{"access_token":"at","access_token":"at2","token_type":"Bearer"}"#,
    r#"{"access_token":"at","token_type":"mac"}"#,
    r#"{"access_token":"at","token_type":7}"#,
    r#"{"access_token":"at","token_type":"Bearer"}x"#,
    r#"{"access_token":"at","token_type":"Bearer","error":"invalid_grant"}"#,
    r#"{"authed_user":{"access_token":"at","token_type":"user"}}"#,
    r#"{"nested":{"access_token":"at","token_type":"Bearer"}}"#,
    "access_token=at&token_type=Bearer",
];

/// A body as it is, and in each envelope of the gallery.
fn in_envelopes(body: &str) -> [String; 5] {
    [
        body.to_owned(),
        format!(r#"{{"data":{body}}}"#),
        format!(r#"{{"data":[{body}]}}"#),
        format!(r#"{{"body":{body},"status":0}}"#),
        format!(r#"{{"result":{body},"success":true}}"#),
    ]
}

#[test]
fn no_response_without_an_access_token_is_a_token() {
    for (name, profile) in providers::ALL {
        for body in WITHOUT_A_TOKEN.iter().flat_map(|body| in_envelopes(body)) {
            for status in [200, 201, 204, 302, 400, 401, 500] {
                let found = profile.token(status, &mut body.clone().into_bytes()).map(|_| ());
                assert!(found.is_err(), "{name} {status} {body}");
            }
        }
        let mut body = *br#"{"access_token":"at","token_type":"Bearer"}"#;
        assert!(profile.token(400, &mut body).is_err(), "{name}");
    }
}

/// What the recorded policy refuses, a profile refuses too, unless its own settings are about it: a default
/// type, further types, an envelope, errors of its own.
#[test]
fn the_recorded_responses_without_a_token_are_refused_by_each() {
    let Some(file) = shared_json("vectors/token-responses.json") else { return };
    let mut rows = 0;
    for case in file["cases"].as_array().unwrap() {
        let Some(class) = case["reject"].as_str() else { continue };
        let Some(body) = case["body"].as_str() else { continue };
        let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
        for (name, profile) in providers::ALL {
            let found = profile.token(status, &mut body.as_bytes().to_vec()).map(|token| {
                // Without a type the profile's default counts.
                assert_eq!(class, "missing", "{name}: {body}");
                token.access_token.expose().to_owned()
            });
            if let Ok(token) = found {
                let document: Value = serde_json::from_str(body).unwrap();
                let enveloped = &document["data"];
                let found = if enveloped.is_object() { enveloped } else { &document };
                let is_untyped = found["token_type"].is_null();
                assert!(enveloped.is_object() || is_untyped, "{name}: {body}");
                assert_eq!(token, found["access_token"], "{name}: {body}");
            }
            rows += 1;
        }
    }
    assert!(rows > 1000, "{rows}");
}

fn read(profile: &Profile<'_>, rest: &str) -> Result<String, CallbackClass> {
    let redirect_uri = "https://app.example/cb";
    let issuer = Issuer::Refused("");
    let expect = CallbackExpectation { redirect_uri, state: "S", issuer, flow: Flow::Code };
    let mut url = format!("{redirect_uri}{rest}").into_bytes();
    match callback(profile, &expect, &mut url) {
        Ok(Callback::Code(code)) => Ok(code.expose().to_owned()),
        Ok(_) => Ok(String::new()),
        Err(error) => Err(error.class),
    }
}

#[test]
fn the_state_is_always_compared() {
    for (name, profile) in providers::ALL {
        assert_eq!(read(profile, "?code=C&state=S").as_deref(), Ok("C"), "{name}");
        for rest in [
            "?code=C",
            "?code=C&state=",
            "?code=C&state=s",
            "?code=C&state=SS",
            "?code=C#state=S",
            "?error=access_denied",
            "?error=access_denied&state=T",
            "?error=access_denied&error_reason=user_denied#_=_",
        ] {
            assert_eq!(read(profile, rest), Err(CallbackClass::State), "{name} {rest}");
        }
        let twice = read(profile, "?code=C&state=S&state=S");
        assert!(matches!(twice, Err(CallbackClass::Duplicate(_))), "{name}");
        let foreign = read(profile, "?code=C&state=S&iss=https%3A%2F%2Fevil.example");
        assert!(matches!(foreign, Err(CallbackClass::Issuer(_))), "{name}");
    }
}

#[test]
// Its own rule is what is tested.
#[allow(deprecated)]
fn no_secret_is_in_a_url() {
    const SECRETS: [&str; 4] = ["s3cretsecret", "c0dec0de", "r3freshtoken", "passw0rd"];
    let files = files();
    for (name, profile) in providers::ALL {
        let base_url = files.get(*name).and_then(|file| file["base_url"].as_str());
        let client = Client::confidential(profile, "CID", Secret::new(SECRETS[0]))
            .base_url(base_url.unwrap_or_default());
        let mut urls = Vec::new();
        for request in [
            client.exchange(Secret::new(SECRETS[1]), "https://app.example/cb"),
            client.refresh(Secret::new(SECRETS[2])),
            client.password("user", Secret::new(SECRETS[3])),
            client.client_credentials(),
            client.revoke(Revoke::RefreshToken(Secret::new(SECRETS[2]))),
        ] {
            let mut buffer = vec![0; 4096];
            // What a provider takes no other way is in the query.
            if let Ok(post) = request.write(&mut buffer)
                && post.method() == "POST"
            {
                urls.push(post.url.to_owned());
            }
        }
        let mut buffer = vec![0; 4096];
        let login = LoginRequest::new(&client, "https://app.example/cb").start_with_entropy(
            &entropy(),
            UnixTime::from_secs(1_700_000_000),
            &mut buffer,
        );
        if let Ok(login) = &login {
            assert!(!login.url().contains(login.code_verifier().expose()), "{name}");
            urls.push(login.url().to_owned());
        }
        for url in urls {
            assert!(url.starts_with("https://"), "{name} {url}");
            assert!(SECRETS.iter().all(|secret| !url.contains(secret)), "{name} {url}");
        }
    }
}

/// A shop or a tenant that a user typed, or a redirect brought, names no other host, path or port.
#[test]
fn a_name_in_a_base_url_has_the_characters_of_a_host() {
    let write = |template: &str, name: &str| {
        let mut buffer = [0; 128];
        base_url(template, name, &mut buffer).map(str::to_owned)
    };
    let shop = |name: &str| write(providers::SHOPIFY_BASE_URL, name);
    assert_eq!(shop("acme-2").as_deref(), Ok("https://acme-2.myshopify.com"));
    let tenant = write(providers::ENTRA_BASE_URL, "contoso.onmicrosoft.com");
    assert_eq!(tenant.as_deref(), Ok("https://login.microsoftonline.com/contoso.onmicrosoft.com"));
    assert_eq!(shop(""), Err(RequestError::Missing(Member::BaseUrl)));
    for name in [
        ".",
        "..",
        ".acme",
        "acme.",
        "a..b",
        "evil.example/",
        "evil.example#",
        "evil.example?",
        "a:1",
        "a@b",
        "a b",
        "a\\b",
        "a%2f",
        "a\r\n",
        "\u{e9}",
        "{}",
        "a_b",
        "[::1]",
        "a\0",
    ] {
        assert_eq!(shop(name), Err(RequestError::Chars(Member::BaseUrl)), "{name:?}");
        let tenant = write(providers::ENTRA_BASE_URL, name);
        assert_eq!(tenant, Err(RequestError::Chars(Member::BaseUrl)), "{name:?}");
    }
    // A name at the end of the host would choose the host.
    let templates = [
        "",
        "https://a.example",
        "https://{}.{}",
        "https://{a}",
        "https://{",
        "https://{}",
        "https://accounts.zoho.{}",
        "https://accounts.zoho.{}/x.y",
        "https://{}.com",
    ];
    for template in templates {
        assert_eq!(write(template, "a"), Err(RequestError::Url(Member::BaseUrl)), "{template}");
    }
    let mut buffer = [0; 8];
    let short = base_url(providers::SHOPIFY_BASE_URL, "acme", &mut buffer);
    assert_eq!(short, Err(RequestError::BufferTooSmall { needed: 26 }));

    // Without one a request is refused.
    let client = Client::public(&providers::SHOPIFY, "id");
    let request = client.refresh(Secret::new("rt")).write(&mut [0; 512]).map(|_| ());
    assert_eq!(request, Err(RequestError::Url(Member::TokenEndpoint)));
}
