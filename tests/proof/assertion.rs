//! `private_key_jwt` and `client_secret_jwt` (RFC 7523; OpenID Connect Core, section 9).

use grantlet::{
    Algorithm, Client, ClientAssertion, ClientAuth, Member, Profile, RequestError, Secret,
    UnixTime, assertion_parameters,
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
