//! `private_key_jwt` and `client_secret_jwt` (RFC 7523; OpenID Connect Core, section 9).

use std::collections::HashSet;

use grantlet::{
    ACCESS_TOKEN_TYPE, Algorithm, Client, ClientAssertion, ClientAuth, Failure, Grant,
    Introspection, Member, Profile, PushedRequest, RequestError, Response, Revoke, Secret, Session,
    SessionState, Settings, TokenExchange, UnixTime, Uptime, assertion_parameters,
};
use grantlet_tests::random::Random;
use jsonwebtoken::{Validation, decode};

use crate::keys::{keys, one_of, theirs};

const JTI: &str = "e1j3V_bKic8-LAEB";
const NOW: UnixTime = UnixTime::from_secs(1_773_135_000);

/// 1000 random documents, of every algorithm.
#[test]
fn another_library_accepts_every_assertion() {
    let mut random = Random(7523);
    for round in 0..1000 {
        let algorithm = one_of(round, 5);
        let any = |random: &mut Random, letters: &[char], most: usize| -> String {
            (0..=random.below(most)).map(|_| random.of(letters)).collect()
        };
        let client_id =
            any(&mut random, &['a', '"', '\\', 'é', '/', '\u{1F600}', ' ', '\u{7F}', '\n'], 40);
        let audience = format!("https://{}", any(&mut random, &['a', '.', '/', '"', ':', '{'], 60));
        let jti = any(&mut random, &['a', '_', '-', '0', '"'], 30) + JTI;
        let kid =
            if random.once_in(2) { String::new() } else { any(&mut random, &['k', '"', '~'], 20) };
        let now = i64::try_from(random.number() >> 30).unwrap();
        let assertion =
            ClientAssertion::new(algorithm, &client_id, &audience, &jti, UnixTime::from_secs(now))
                .key_id(&kid);

        let RequestError::BufferTooSmall { needed } = assertion.write(&mut []).unwrap_err() else {
            panic!()
        };
        assert!(assertion.write(&mut vec![0; needed - 1]).is_err());
        let mut buffer = vec![0; needed];
        let jwt = keys().sign(assertion.write(&mut buffer).unwrap(), &mut random);
        assert_eq!(jwt.len(), needed, "the room that was asked for");

        let mut rules = Validation::new(theirs(algorithm));
        (rules.validate_exp, rules.validate_aud) = (false, false);
        let read = decode::<serde_json::Value>(jwt, &keys().decoding(algorithm), &rules).unwrap();
        assert_eq!(read.header.typ.as_deref(), Some("JWT"));
        assert_eq!(read.header.kid.as_deref(), Some(kid.as_str()).filter(|kid| !kid.is_empty()));
        let expected = serde_json::json!({
            "iss": client_id, "sub": client_id, "aud": audience, "jti": jti, "iat": now, "exp": now + 60,
        });
        assert_eq!(read.claims, expected);
    }
}

#[test]
fn what_an_assertion_lacks_is_named() {
    let of = |client_id, audience, jti, now| {
        ClientAssertion::new(Algorithm::Es256, client_id, audience, jti, now)
            .write(&mut [0; 512])
            .map(drop)
    };
    for (client_id, audience, jti, now, error) in [
        ("", "https://as.example", JTI, NOW, RequestError::Missing(Member::ClientId)),
        ("app", "", JTI, NOW, RequestError::Missing(Member::Audience)),
        ("app", "https://as.example/ a", JTI, NOW, RequestError::Chars(Member::Audience)),
        ("app", "https://as.example", "short", NOW, RequestError::Length(Member::JwtId)),
        ("app", "https://as.example", "has a space in it", NOW, RequestError::Chars(Member::JwtId)),
        ("app", "https://as.example", JTI, UnixTime::from_secs(-1), RequestError::Clock),
    ] {
        assert_eq!(of(client_id, audience, jti, now), Err(error));
    }
    assert_eq!(of("app", "https://as.example", JTI, UnixTime::from_secs(i64::MAX)), Ok(()));
}

#[test]
fn a_request_shows_the_assertion_and_no_secret() {
    let assertion = ClientAssertion::new(Algorithm::Es256, "app", "https://as.example", JTI, NOW);
    let mut room = [0; 512];
    let jwt = keys().sign(assertion.write(&mut room).unwrap(), &mut Random(1));
    let profile = Profile::RFC6749.token_endpoint("/token").client_auth(ClientAuth::NONE);
    let client = Client::public(&profile, "app").base_url("https://as.example");
    let (mut buffer, parameters) = ([0; 2048], assertion_parameters(jwt));
    let post = client.client_credentials().params(&parameters).write(&mut buffer).unwrap();
    let expected = format!(
        "grant_type=client_credentials&client_id=app&client_assertion_type=\
         urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={jwt}"
    );
    assert_eq!(post.body, expected);
}

/// RFC 7518, section 3.2.
#[test]
fn a_secret_that_could_be_guessed_signs_nothing() {
    let assertion = ClientAssertion::new(Algorithm::Hs256, "app", "https://as.example", JTI, NOW);
    let signed =
        |secret| assertion.write(&mut [0; 512]).unwrap().sign_hs256(Secret::new(secret)).map(drop);
    assert_eq!(
        signed("31 bytes are one byte too short"),
        Err(RequestError::Length(Member::ClientSecret))
    );
    assert_eq!(signed("32 bytes are as many as it needs"), Ok(()));
}

/// RFC 7521, section 4.2: the two parameters, at every endpoint, and no other authentication.
#[test]
fn every_request_takes_an_assertion() {
    const PROFILE: Profile<'_> = Profile::RFC6749
        .token_endpoint("https://as.example/token")
        .revocation_endpoint("https://as.example/revoke")
        .device_authorization_endpoint("https://as.example/device")
        .client_auth(ClientAuth::NONE);
    let (client, token) = (Client::public(&PROFILE, "app"), Secret::new("t0k"));
    let params = assertion_parameters("eyJ.eyJ.c2ln");
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let requests = [
        client.exchange(token, "https://app.example/cb").code_verifier(verifier),
        client.refresh(token),
        client.client_credentials(),
        client.device_code(token),
        client.authorize_device(),
        client.extension("urn:ietf:params:oauth:grant-type:jwt-bearer"),
        client.revoke(Revoke::RefreshToken(token)),
        client.revoke(Revoke::AccessToken(token)),
    ];
    let mut bodies = Vec::new();
    let mut buffer = [0; 2048];
    let mut keep = |post: grantlet::Request<'_>| {
        assert!(post.headers.iter().all(|(name, _)| name != "Authorization"));
        bodies.push(post.body.to_owned());
    };
    for request in requests {
        keep(request.params(&params).write(&mut buffer).unwrap());
    }
    keep(client.request(&Grant::refresh_token(token).params(&params), &mut buffer).unwrap());
    let introspection = Introspection::new("https://as.example/introspect", token).params(&params);
    keep(introspection.write(&client, &mut buffer).unwrap());
    let exchange = TokenExchange::new(token, ACCESS_TOKEN_TYPE).params(&params);
    keep(exchange.write(&client, &mut buffer).unwrap());
    let url = "https://as.example/authorize?client_id=app&response_type=code";
    let pushed = PushedRequest::new("https://as.example/par", url).params(&params);
    keep(pushed.write(&client, &mut buffer).unwrap());
    assert_eq!(bodies.len(), 12);
    for body in bodies {
        let once = |name: &str| assert_eq!(body.matches(name).count(), 1, "{body}");
        once(
            "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer",
        );
        once("client_assertion=eyJ.eyJ.c2ln");
        once("client_id=app");
        assert!(!body.contains("client_secret"), "{body}");
    }
}

/// A server that refuses a `jti` that it has seen (RFC 7523, section 3): a session's attempts go through.
#[test]
fn each_attempt_of_a_session_has_an_assertion_of_its_own() {
    const PROFILE: Profile<'_> =
        Profile::RFC6749.token_endpoint("https://as.example/token").client_auth(ClientAuth::NONE);
    let client = Client::public(&PROFILE, "app");
    let (mut arena, mut random, mut seen) = ([0; 128], Random(7523), HashSet::new());
    let mut session = Session::new(&mut arena, Settings::DEFAULT.client_credentials());
    let (mut now, mut is_again) = (Uptime::ZERO, false);
    for attempt in 0..20 {
        let begun = if is_again { session.begin_again(now) } else { session.begin(now) };
        let grant = begun.unwrap().grant;
        let (jti, mut room, mut buffer) =
            (format!("{:032x}", random.number()), [0; 512], [0; 1024]);
        let assertion =
            ClientAssertion::new(Algorithm::Es256, "app", "https://as.example", &jti, NOW);
        let jwt = keys().sign(assertion.write(&mut room).unwrap(), &mut random);
        let post = client.request(&grant.params(&assertion_parameters(jwt)), &mut buffer).unwrap();
        let (_, jwt) = post.body.split_once("client_assertion=").unwrap();
        assert!(seen.insert(jwt.to_owned()), "an assertion was sent before");
        let (status, body) = match attempt % 4 {
            0 => (400, r#"{"error":"use_dpop_nonce"}"#),
            1 => (503, ""),
            2 => {
                session.fail(Failure::NoResponse, None, now).unwrap();
                (0, "")
            }
            _ => (200, r#"{"access_token":"at","token_type":"Bearer","expires_in":60}"#),
        };
        is_again = false;
        if status != 0 {
            let mut body = body.as_bytes().to_vec();
            let response = Response::new(status, &mut body);
            is_again = session.receive(&client, response, None, now).unwrap().wants_dpop_nonce();
        }
        match session.state(now) {
            SessionState::Waiting { until } | SessionState::Ready { until: Some(until) } => {
                now = if is_again { now } else { until };
            }
            other => panic!("{other:?}"),
        }
    }
}
