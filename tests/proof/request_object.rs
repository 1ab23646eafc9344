//! Signed authorization requests (RFC 9101).

use grantlet::{
    Algorithm, Client, ClientAssertion, Member, Profile, RequestError, RequestObject, UnixTime,
};
use grantlet_tests::random::Random;
use jsonwebtoken::{Validation, decode};

use crate::keys::{keys, one_of, theirs};

const NOW: UnixTime = UnixTime::from_secs(1_773_135_000);

fn issued() -> ClientAssertion<'static> {
    ClientAssertion::new(Algorithm::Es256, "app", "https://as.example", "e1j3V_bKic8-LAEB", NOW)
}

#[test]
fn another_library_reads_each_parameter_decoded() {
    let url = "https://as.example/auth?response_type=code&client_id=app&scope=a%20b&state=%C3%A9%22&claims=%7B%7D";
    let object = RequestObject::new(issued(), url);
    let RequestError::BufferTooSmall { needed } = object.write(&mut []).unwrap_err() else {
        panic!()
    };
    let mut buffer = vec![0; needed];
    let jwt = keys().sign(object.write(&mut buffer).unwrap(), &mut Random(9101));
    let mut rules = Validation::new(theirs(Algorithm::Es256));
    (rules.validate_exp, rules.validate_aud) = (false, false);
    let read =
        decode::<serde_json::Value>(jwt, &keys().decoding(Algorithm::Es256), &rules).unwrap();
    assert_eq!(read.header.typ.as_deref(), Some("oauth-authz-req+jwt"));
    let expected = serde_json::json!({
        "iss": "app", "aud": "https://as.example", "jti": "e1j3V_bKic8-LAEB", "iat": 1_773_135_000,
        "exp": 1_773_135_060, "response_type": "code", "client_id": "app", "scope": "a b", "state": "\u{e9}\"",
        "claims": "{}",
    });
    assert_eq!(read.claims, expected, "no sub: it is no client assertion (RFC 9101, section 10.8)");
    let profile = Profile::RFC6749.authorization_endpoint("https://as.example/auth");
    let mut long = vec![0; 2048];
    let url = Client::public(&profile, "app").request_url(jwt, &mut long).unwrap();
    assert_eq!(url, format!("https://as.example/auth?client_id=app&request={jwt}"));
}

#[test]
fn a_url_without_a_request_is_refused() {
    let refused =
        RequestObject::new(issued(), "https://as.example/auth").write(&mut [0; 512]).map(drop);
    assert_eq!(refused, Err(RequestError::Missing(Member::ResponseType)));
}

/// The metadata of a server name its endpoint: with a query of claims, the JWT would be a client assertion for another.
#[test]
fn no_parameter_is_a_claim_of_the_jwt() {
    for (name, member) in [
        ("iss", Member::Issuer),
        ("sub", Member::Subject),
        ("%73ub", Member::Subject),
        ("aud", Member::Audience),
        ("exp", Member::ExpirationTime),
        ("nbf", Member::NotBefore),
        ("iat", Member::IssuedAt),
        ("jti", Member::JwtId),
        ("request", Member::RequestUri),
        ("request_uri", Member::RequestUri),
    ] {
        let url = format!("https://as.example/auth?a=b&{name}=app&response_type=code");
        let refused = RequestObject::new(issued(), &url).write(&mut [0; 1024]).map(drop);
        assert_eq!(refused, Err(RequestError::Unexpected(member)), "{name}");
    }
    let url = "https://as.example/auth?response_type=code&subject=a&audience=b";
    assert!(RequestObject::new(issued(), url).write(&mut [0; 1024]).is_ok());
}

/// 1000 random requests.
#[test]
fn another_library_accepts_every_request_object() {
    let mut random = Random(9101);
    let letters = ['a', '&', '=', '%', '"', '\\', ' ', '\u{e9}', '\u{1F600}', '\n', '+', '~'];
    for round in 0..1000 {
        let algorithm = one_of(round, 5);
        let mut expected = serde_json::json!({
            "iss": "app", "aud": "https://as.example", "jti": "e1j3V_bKic8-LAEB", "iat": 1_773_135_000,
            "exp": 1_773_135_060, "response_type": "code", "client_id": "app",
        });
        let mut url = "https://as.example/auth?response_type=code&client_id=app".to_owned();
        for name in ["scope", "state", "nonce", "x"].iter().take(random.below(5)) {
            let value: String = (0..=random.below(12)).map(|_| random.of(&letters)).collect();
            let mut room = vec![0; 2048];
            let pair = grantlet::encode_form(&[(*name, &value)], &mut room).unwrap();
            url = format!("{url}&{pair}");
            expected[*name] = value.into();
        }
        let issued =
            ClientAssertion::new(algorithm, "app", "https://as.example", "e1j3V_bKic8-LAEB", NOW);
        let object = RequestObject::new(issued, &url);
        let RequestError::BufferTooSmall { needed } = object.write(&mut []).unwrap_err() else {
            panic!()
        };
        assert!(object.write(&mut vec![0; needed - 1]).is_err());
        let mut buffer = vec![0; needed];
        let jwt = keys().sign(object.write(&mut buffer).unwrap(), &mut random);
        let mut rules = Validation::new(theirs(algorithm));
        (rules.validate_exp, rules.validate_aud) = (false, false);
        let read = decode::<serde_json::Value>(jwt, &keys().decoding(algorithm), &rules).unwrap();
        assert_eq!(read.claims, expected, "{url}");
    }
}
