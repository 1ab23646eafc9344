//! Writers count past the end: `needed` is exact at every length from 0 up.

use grantlet::HeaderValue;
use grantlet::providers::{BOLD, BoldCredentials, bold_authentication_request};
use grantlet::{
    Authorize, BufferTooSmall, Challenge, Client, ClientAuth, FormPairs, Grant, Issuer, Login,
    LoginKind, Profile, Request, RequestBody, RequestError, Revoke, Secret, WellKnown, bearer,
    encode_form, metadata_url,
};
use grantlet_tests::secs;
use proptest::prelude::*;

const PROFILE: Profile<'_> = Profile::RFC6749
    .authorization_endpoint("/authorize?p=1")
    .token_endpoint("/token")
    .revocation_endpoint("/revoke")
    .device_authorization_endpoint("/device");

/// What a call wrote, or the length that it asked for.
pub(crate) type Written = Result<String, usize>;

/// Calls with every length: too short is an error that names the one right length, and from there
/// on the text is the same, with nothing written behind it.
pub(crate) fn exact_at_every_length(name: &str, write: impl Fn(&mut [u8]) -> Written) {
    let needed = write(&mut []).expect_err(name);
    assert!(needed > 0, "{name}");
    let whole = write(&mut vec![0; needed]).expect(name);
    assert_eq!(whole.len(), needed, "{name}");
    for length in 0..needed {
        let mut buffer = vec![0xA5; length];
        assert_eq!(write(&mut buffer), Err(needed), "{name} at {length}");
        // What did not fit may be part of a secret.
        assert!(buffer.iter().all(|byte| *byte == 0), "{name} at {length}");
    }
    for more in [1, 7, 1000] {
        let mut buffer = vec![0xA5; needed + more];
        assert_eq!(write(&mut buffer).as_ref(), Ok(&whole), "{name}");
        assert!(buffer[needed..].iter().all(|byte| *byte == 0xA5), "{name}");
    }
}

fn text(written: Result<&str, BufferTooSmall>) -> Written {
    written.map(ToOwned::to_owned).map_err(|error| error.needed)
}

pub(crate) fn needed(error: RequestError) -> usize {
    match error {
        RequestError::BufferTooSmall { needed } => needed,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn all(written: Result<Request<'_>, RequestError>) -> Written {
    let whole =
        |request: Request<'_>| [request.url, request.headers.as_str(), request.body].concat();
    written.map(whole).map_err(needed)
}

fn client() -> Client<'static> {
    Client::confidential(&PROFILE, "i d\"ü", Secret::new("s&s\\\n😀"))
        .base_url("https://as.example/")
}

#[test]
fn needed_is_exact_for_forms_urls_and_headers() {
    exact_at_every_length("encode_form", |b| {
        text(encode_form(&[("ü", "a b"), ("", ""), ("&", "*")], b))
    });
    exact_at_every_length("bearer", |b| {
        bearer(Secret::new("9c273f53"), b).map(ToOwned::to_owned).map_err(needed)
    });
    for well_known in [WellKnown::OAuth, WellKnown::OpenId] {
        exact_at_every_length("metadata_url", |b| {
            metadata_url("https://as.example/t/", well_known, b)
                .map(ToOwned::to_owned)
                .map_err(needed)
        });
    }
    let challenge = Challenge::s256(&"v".repeat(43)).unwrap();
    let url = Authorize::code("https://c.example/cb?u=1", "s &", &challenge)
        .scope("openid a:b")
        .params(&[("ü", "😀"), ("prompt", "")]);
    exact_at_every_length("Authorize::write", |b| {
        url.write(&client(), b).map(ToOwned::to_owned).map_err(needed)
    });
    for (encoded, name) in
        [("a%C3%BC+%zz%FF%F0%9F%98%80%F0%9F=x", "name"), ("=%E2%82x%ED%A0%80", "value")]
    {
        exact_at_every_length("Encoded::decode", |b| {
            let (key, value) = FormPairs::new(encoded.as_bytes()).next().unwrap();
            let part = if name == "name" { key } else { value };
            text(part.decode(b))
        });
    }
}

#[test]
fn needed_is_exact_for_every_request() {
    let verifier = "v".repeat(43);
    let code = Grant::authorization_code(Secret::new("c/ü"))
        .redirect_uri("https://c.example/cb")
        .code_verifier(&verifier)
        .scope("a b")
        .params(&[("ü", "\u{1}\"")]);
    for body in [RequestBody::FORM, RequestBody::JSON] {
        for auth in [ClientAuth::BODY, ClientAuth::BASIC, ClientAuth::BASIC_VERBATIM] {
            let profile = PROFILE.request_body(body).client_auth(auth);
            let profile = profile.rename(&[("code", "cöde")]);
            exact_at_every_length("request", |b| {
                all(client().with_profile(&profile).request(&code, b))
            });
            exact_at_every_length("revocation", |b| {
                all(client()
                    .with_profile(&profile)
                    .revoke(Revoke::AccessToken(Secret::new("t")))
                    .write(b))
            });
            exact_at_every_length("device_authorization_request", |b| {
                all(client().with_profile(&profile).authorize_device().scope("a").write(b))
            });
        }
    }
    let keys =
        PROFILE.headers(&[("X-Id", HeaderValue::ClientId), ("X-Key", HeaderValue::ClientSecret)]);
    let plain =
        Client::confidential(&keys, "id", Secret::new("key")).base_url("https://as.example");
    exact_at_every_length("headers", |b| all(plain.request(&code, b)));
    let user = BoldCredentials {
        mfa_token: Secret::new("m\"\n"),
        password: Secret::new("pü"),
        phone_number: "+40711111298",
    };
    exact_at_every_length("bold_authentication_request", |b| {
        all(bold_authentication_request(&client().with_profile(&BOLD), &user, b))
    });
}

#[test]
fn needed_is_exact_for_logins() {
    let entropy = crate::login::entropy(9);
    let named = Issuer::Required("https://as.example/\"ü\"");
    for (kind, issuer) in [
        (LoginKind::Code, named),
        (LoginKind::Code, Issuer::Ignored),
        (LoginKind::CodeIdToken, named),
    ] {
        for now in [0, 9, 10, i64::MAX] {
            let client = client();
            let login = Login::start_with_entropy(
                kind,
                &client,
                "https://c.example/cb",
                issuer,
                &entropy,
                secs(now),
            );
            let login = login.unwrap();
            exact_at_every_length("Login::save", |b| text(login.save(b)));
            exact_at_every_length("Login::request", |b| {
                all(login.request(&client, Secret::new("c"), b))
            });
        }
    }
}

#[test]
fn nothing_to_write_needs_nothing() {
    assert_eq!(encode_form(&[], &mut []), Ok(""));
    let (name, value) = FormPairs::new(b"=").next().unwrap();
    assert_eq!((name.decode(&mut []), value.decode(&mut [])), (Ok(""), Ok("")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(grantlet_tests::cases(64)))]

    #[test]
    fn needed_is_exact_for_any_text(
        pairs in prop::collection::vec((any::<String>(), any::<String>()), 1..4),
        encoded in prop::collection::vec(any::<u8>(), 1..40),
    ) {
        let borrowed: Vec<_> = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        exact_at_every_length("encode_form", |b| text(encode_form(&borrowed, b)));
        for (name, value) in FormPairs::new(&encoded) {
            for part in [name, value] {
                if !part.is_empty() {
                    exact_at_every_length("Encoded::decode", |b| text(part.decode(b)));
                }
            }
        }
    }
}
