//! The body of each grant's request: form or JSON, renamed, reordered, with the caller's own.

use grantlet::engine::strings;
use grantlet::{
    Client, ClientAuth, Grant, Member, Profile, RequestBody, RequestError, Revoke, Secret,
};
use proptest::prelude::*;

const PROFILE: Profile<'_> =
    Profile::RFC6749.token_endpoint("/token").client_auth(ClientAuth::BODY);
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

fn client() -> Client<'static> {
    Client::confidential(&PROFILE, "id", Secret::new("s\"s")).base_url("https://as.example")
}

fn body(profile: &Profile<'_>, grant: &Grant<'_>) -> Result<String, RequestError> {
    let mut buffer = [0; 4096];
    client()
        .with_profile(profile)
        .request(grant, &mut buffer)
        .map(|request| request.body.to_owned())
}

/// RFC 9700, section 2.4: deprecated, and named so; this is the one place that shows its bytes.
#[allow(deprecated)]
fn password() -> Grant<'static> {
    Grant::password("+40711", Secret::new("p w"))
}

fn every_grant() -> [Grant<'static>; 6] {
    let code = Grant::authorization_code(Secret::new("c/d"))
        .redirect_uri("https://c.example/cb")
        .code_verifier(VERIFIER)
        .state("s 1");
    [
        code,
        Grant::refresh_token(Secret::new("r+t")),
        Grant::client_credentials().scope("a b:c"),
        Grant::device_code(Secret::new("d&c")),
        password().scope("a"),
        Grant::other("urn:x").params(&[("assertion", "a.b"), ("ü", "😀")]),
    ]
}

#[test]
fn every_grant_is_written_as_a_form() {
    let bodies = [
        "grant_type=authorization_code&code=c%2Fd&redirect_uri=https%3A%2F%2Fc.example%2Fcb\
         &client_id=id&client_secret=s%22s&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk\
         &state=s+1",
        "grant_type=refresh_token&refresh_token=r%2Bt&client_id=id&client_secret=s%22s",
        "grant_type=client_credentials&client_id=id&client_secret=s%22s&scope=a+b%3Ac",
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=d%26c\
         &client_id=id&client_secret=s%22s",
        "grant_type=password&username=%2B40711&password=p+w&client_id=id&client_secret=s%22s&scope=a",
        "grant_type=urn%3Ax&client_id=id&client_secret=s%22s&assertion=a.b&%C3%BC=%F0%9F%98%80",
    ];
    for (grant, expected) in every_grant().into_iter().zip(bodies) {
        assert_eq!(body(&PROFILE, &grant).unwrap(), expected, "{grant:?}");
    }
}

#[test]
fn every_grant_is_written_as_json_with_the_same_members_in_the_same_order() {
    let json = PROFILE.request_body(RequestBody::JSON);
    for grant in every_grant() {
        let form = body(&PROFILE, &grant).unwrap();
        let pairs = form_urlencoded::parse(form.as_bytes());
        let members = pairs.map(|(name, value)| {
            let value = serde_json::Value::from(value.into_owned());
            format!("{}:{value}", serde_json::Value::from(name.into_owned()))
        });
        let expected = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
        assert_eq!(body(&json, &grant).unwrap(), expected, "{grant:?}");
    }
    let mut buffer = [0; 1024];
    let request =
        client().with_profile(&json).request(&Grant::client_credentials(), &mut buffer).unwrap();
    assert!(request.headers.as_str().starts_with("Content-Type: application/json\r\n"));
}

#[test]
fn grant_type_is_left_out_where_the_profile_does_not_send_it() {
    for grant in every_grant() {
        let with = body(&PROFILE, &grant).unwrap();
        let without = body(&PROFILE.send_grant_type(false), &grant).unwrap();
        let (grant_type, rest) = with.split_once('&').unwrap();
        assert!(grant_type.starts_with("grant_type="));
        assert_eq!(without, rest, "{grant:?}");
    }
    // Nothing at all to say is still a body.
    let silent = PROFILE.send_grant_type(false).client_auth(ClientAuth::BASIC);
    assert_eq!(body(&silent, &Grant::client_credentials()).unwrap(), "");
    let silent = silent.request_body(RequestBody::JSON);
    assert_eq!(body(&silent, &Grant::client_credentials()).unwrap(), "{}");
}

#[test]
fn parameters_take_the_profiles_names_and_order() {
    let renamed = PROFILE.rename(&[
        ("client_id", "clientId"),
        ("client_secret", "client+secret"),
        ("grant_type", "grantType"),
        ("scope", "scopes"),
    ]);
    let grant = Grant::client_credentials().scope("a");
    let expected = "grantType=client_credentials&clientId=id&client%2Bsecret=s%22s&scopes=a";
    assert_eq!(body(&renamed, &grant).unwrap(), expected);
    // By their names in the RFCs, renamed or not.
    let ordered = renamed.order(&["refresh_token", "scope", "client_id", "clientSecret"]);
    let expected = "scopes=a&clientId=id&grantType=client_credentials&client%2Bsecret=s%22s";
    assert_eq!(body(&ordered, &grant).unwrap(), expected);
    // What comes first but is not sent leaves no trace.
    let absent = PROFILE.order(&["code", "state", "no_parameter"]);
    let expected = "grant_type=client_credentials&client_id=id&client_secret=s%22s";
    assert_eq!(body(&absent, &Grant::client_credentials()).unwrap(), expected);
    // RFC 6749, section 3.2: a parameter is sent once, also where a profile lists it twice.
    let twice =
        PROFILE.order(&["scope", "client_id", "scope", "grant_type", "client_id", "client_id"]);
    let expected = "scope=a&client_id=id&grant_type=client_credentials&client_secret=s%22s";
    assert_eq!(body(&twice, &grant).unwrap(), expected);
    let json = twice.request_body(RequestBody::JSON);
    let expected = r#"{"scope":"a","client_id":"id","grant_type":"client_credentials","client_secret":"s\"s"}"#;
    assert_eq!(body(&json, &grant).unwrap(), expected);
    // The caller's own are last, whatever comes first; and spaces between two words are spaces.
    let params = grant.params(&[("audience", "x"), ("audience", "y")]);
    let expected = format!("{}&audience=x&audience=y", body(&twice, &grant).unwrap());
    assert_eq!(body(&twice, &params).unwrap(), expected);
    let spaced = strings::order(PROFILE, "  scope   client_id ");
    let spaced = strings::rename(spaced, "  scope=s  client_id=id2 x y=  ");
    let expected = "s=a&id2=id&grant_type=client_credentials&client_secret=s%22s";
    assert_eq!(body(&spaced, &grant).unwrap(), expected);
    let named = PROFILE.order(&["audience", "scope"]);
    let expected = "scope=a&grant_type=client_credentials&client_id=id&client_secret=s%22s\
         &audience=x&audience=y";
    assert_eq!(body(&named, &params).unwrap(), expected);
}

/// One order is for every kind of request; what a kind does not have leaves no trace in it.
#[test]
fn an_order_holds_for_every_request() {
    let profile = PROFILE.revocation_endpoint("/r").device_authorization_endpoint("/d").order(&[
        "client_secret",
        "refresh_token",
        "token_type_hint",
        "state",
        "username",
        "scope",
        "token",
        "code",
    ]);
    let bodies = [
        "client_secret=s%22s&state=s+1&code=c%2Fd&grant_type=authorization_code\
         &redirect_uri=https%3A%2F%2Fc.example%2Fcb&client_id=id\
         &code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "client_secret=s%22s&refresh_token=r%2Bt&grant_type=refresh_token&client_id=id",
        "client_secret=s%22s&scope=a+b%3Ac&grant_type=client_credentials&client_id=id",
        "client_secret=s%22s&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code\
         &device_code=d%26c&client_id=id",
        "client_secret=s%22s&username=%2B40711&scope=a&grant_type=password&password=p+w&client_id=id",
        "client_secret=s%22s&grant_type=urn%3Ax&client_id=id&assertion=a.b&%C3%BC=%F0%9F%98%80",
    ];
    for (grant, expected) in every_grant().into_iter().zip(bodies) {
        assert_eq!(body(&profile, &grant).unwrap(), expected, "{grant:?}");
    }
    let mut buffer = [0; 512];
    let revoke = Revoke::AccessToken(Secret::new("at"));
    let post = client().with_profile(&profile).revoke(revoke).write(&mut buffer).unwrap();
    let expected = "client_secret=s%22s&token_type_hint=access_token&token=at&client_id=id";
    assert_eq!(post.body, expected);
    let post =
        client().with_profile(&profile).authorize_device().scope("a b").write(&mut buffer).unwrap();
    assert_eq!(post.body, "client_secret=s%22s&scope=a+b&client_id=id");
}

#[test]
fn scope_is_joined_by_the_profiles_separator_in_both_bodies() {
    let grant = Grant::client_credentials().scope("a b");
    let comma = PROFILE.scope_separator(b',');
    assert!(body(&comma, &grant).unwrap().ends_with("&scope=a%2Cb"));
    let json = comma.request_body(RequestBody::JSON);
    assert!(body(&json, &grant).unwrap().ends_with(r#","scope":"a,b"}"#));
    let refused = body(&comma, &Grant::client_credentials().scope("a,b"));
    assert_eq!(refused, Err(RequestError::Chars(Member::Scope)));
    // Half a character is no separator, and the one that there is then is a space.
    for byte in [0x80, 0xC3, 0xFF] {
        let half = PROFILE.scope_separator(byte);
        assert!(body(&half, &grant).unwrap().ends_with("&scope=a+b"), "{byte:#04x}");
        let json = half.request_body(RequestBody::JSON);
        assert!(body(&json, &grant).unwrap().ends_with(r#","scope":"a b"}"#), "{byte:#04x}");
        let refused = body(&half, &Grant::client_credentials().scope("a  b"));
        assert_eq!(refused, Err(RequestError::Chars(Member::Scope)));
    }
    let last = PROFILE.scope_separator(0x7F);
    assert!(body(&last, &grant).unwrap().ends_with("&scope=a%7Fb"));
}

const TYPED: [(&str, Member); 14] = [
    ("grant_type", Member::GrantType),
    ("code", Member::Code),
    ("redirect_uri", Member::RedirectUri),
    ("code_verifier", Member::CodeVerifier),
    ("refresh_token", Member::RefreshToken),
    ("device_code", Member::DeviceCode),
    ("username", Member::Username),
    ("password", Member::Password),
    ("client_id", Member::ClientId),
    ("client_secret", Member::ClientSecret),
    ("scope", Member::Scope),
    ("state", Member::State),
    ("access_token", Member::AccessToken),
    ("code_challenge_method", Member::CodeChallenge),
];

/// RFC 6749, section 6: no way to send a wider scope avoids the check.
#[test]
fn a_parameter_of_the_callers_never_replaces_a_typed_one() {
    for (name, member) in TYPED {
        for grant in every_grant() {
            let params = [("audience", "x"), (name, "y")];
            let refused = body(&PROFILE, &grant.params(&params));
            // An extension grant has those of other grants, but for its own and a user's password.
            let is_refused = "grant_type client_id client_secret scope username password"
                .split(' ')
                .any(|refused| refused == name);
            if format!("{grant:?}").contains("urn:x") && !is_refused {
                assert!(refused.unwrap().ends_with(&format!("&audience=x&{name}=y")), "{name}");
                continue;
            }
            assert_eq!(refused, Err(RequestError::Unexpected(member)), "{grant:?} {name}");
        }
    }
}

/// RFC 6749, section 3.2, for a revocation: its `token` is written from a typed value as well.
#[test]
fn a_parameter_of_the_callers_never_replaces_the_token_to_revoke() {
    let profile = PROFILE.revocation_endpoint("/revoke");
    let client = client().with_profile(&profile);
    for (name, member) in [("token", Member::Token), ("token_type_hint", Member::TokenTypeHint)] {
        let params = [("x", "y"), (name, "another")];
        for revoke in
            [Revoke::AccessToken(Secret::new("t")), Revoke::RefreshToken(Secret::new("t"))]
        {
            let refused = client.revoke(revoke).params(&params).write(&mut [0; 512]).map(drop);
            assert_eq!(refused, Err(RequestError::Unexpected(member)), "{name}");
        }
        // Any other request has none.
        assert!(body(&PROFILE, &Grant::other("urn:x").params(&params)).is_ok());
    }
}

/// RFC 8259, section 4: what a reader makes of a name that is there twice is its own. A form repeats `resource`.
#[test]
fn a_parameter_of_the_callers_is_once_in_a_json_body() {
    let resources =
        [("resource", "https://a.example"), ("x", "y"), ("resource", "https://b.example")];
    let json = PROFILE.request_body(RequestBody::JSON).revocation_endpoint("/revoke");
    for grant in every_grant() {
        let repeated = grant.params(&resources);
        let form = body(&PROFILE, &repeated).unwrap();
        assert!(
            form.ends_with(
                "&resource=https%3A%2F%2Fa.example&x=y&resource=https%3A%2F%2Fb.example"
            )
        );
        let refused = RequestError::Unexpected(Member::ExtraParameter);
        assert_eq!(body(&json, &repeated), Err(refused), "{grant:?}");
        assert!(body(&json, &grant.params(&resources[1..])).is_ok());
        assert!(body(&json, &grant.params(&resources[..2])).is_ok());
    }
    // A revocation is a form, whatever a token request is.
    let (client, mut buffer) = (client().with_profile(&json), [0; 512]);
    let revoke = client.revoke(Revoke::AccessToken(Secret::new("t"))).params(&resources);
    assert!(revoke.write(&mut buffer).unwrap().body.ends_with("&resource=https%3A%2F%2Fb.example"));
}

/// RFC 6749, section 3.2: a request must not repeat a parameter, and a profile's
/// name for one is that parameter.
#[test]
fn a_parameter_of_the_callers_never_replaces_a_renamed_one() {
    let renamed = PROFILE
        .request_body(RequestBody::JSON)
        .rename(&[("client_id", "clientId"), ("client_secret", "clientSecret")]);
    for (name, member) in [("clientId", Member::ClientId), ("clientSecret", Member::ClientSecret)] {
        let params = [(name, "another")];
        let refused = body(&renamed, &Grant::client_credentials().params(&params));
        assert_eq!(refused, Err(RequestError::Unexpected(member)), "{name}");
    }
}

proptest! {
    /// Any parser of forms, and any reader of JSON, sees what was asked.
    #[test]
    fn a_body_has_the_same_parameters_for_any_parser(
        code in ".{1,20}",
        secret in any::<String>().prop_filter("a secret", |secret| !secret.is_empty()),
        params in prop::collection::vec(("x.{0,6}", any::<String>()), 0..3),
    ) {
        let client = Client::confidential(&PROFILE, "id", Secret::new(&secret)).base_url("https://as.example");
        let borrowed: Vec<_> = params.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let grant = Grant::authorization_code(Secret::new(&code))
            .code_verifier(VERIFIER).params(&borrowed);
        let mut expected = vec![
            ("grant_type".to_owned(), "authorization_code".to_owned()),
            ("code".to_owned(), code.clone()),
            ("client_id".to_owned(), "id".to_owned()),
            ("client_secret".to_owned(), secret.clone()),
            ("code_verifier".to_owned(), VERIFIER.to_owned()),
        ];
        expected.extend(params.clone());
        let mut buffer = vec![0; 16_384];
        let form = client.request(&grant, &mut buffer).unwrap().body;
        prop_assert!(form.is_ascii());
        let pairs: Vec<_> = form_urlencoded::parse(form.as_bytes()).into_owned().collect();
        prop_assert_eq!(&pairs, &expected);
        let json = PROFILE.request_body(RequestBody::JSON);
        let json = client.with_profile(&json).request(&grant, &mut buffer).map(|request| request.body);
        let names: std::collections::HashSet<_> = expected.iter().map(|(name, _)| name).collect();
        if names.len() < expected.len() {
            prop_assert_eq!(json, Err(RequestError::Unexpected(Member::ExtraParameter)));
            return Ok(());
        }
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json.unwrap()).unwrap();
        for (name, value) in &expected {
            prop_assert_eq!(object[name].as_str(), Some(value.as_str()), "{}", name);
        }
    }

    /// Basic is decoded by its own two steps: Base64, then the form parser, a space as `%20`.
    #[test]
    fn decoded_basic_credentials_are_those_of_the_client(id in ".{1,20}", secret in ".{1,20}") {
        use base64ct::{Base64, Encoding};
        let client = Client::confidential(&PROFILE, &id, Secret::new(&secret)).base_url("https://as.example");
        let mut buffer = vec![0; 4096];
        let profile = PROFILE.client_auth(ClientAuth::BASIC);
        let request = client.with_profile(&profile).request(&Grant::client_credentials(), &mut buffer).unwrap();
        let (_, header) = request.headers.iter().find(|(name, _)| *name == "Authorization").unwrap();
        let decoded = Base64::decode_vec(header.strip_prefix("Basic ").unwrap()).unwrap();
        let decoded = String::from_utf8(decoded).unwrap();
        let (left, right) = decoded.split_once(':').unwrap();
        prop_assert!(!decoded.contains('+'));
        let texts = [left, right].map(|part| crate::form::decoded(format!("{part}=").as_bytes()).remove(0).0);
        prop_assert_eq!(texts, [id, secret]);
    }
}
