//! What a server says of itself, and where it says it.

use grantlet::{
    Authorize, Challenge, Client, Grant, Member, MetadataError, Profile, Secret, WellKnown,
    metadata, metadata_url, request,
};

const ISSUER: &str = "https://as.example";

fn read(members: &str) -> Result<[String; 6], MetadataError> {
    let mut body = format!(r#"{{"issuer":"https:\/\/as.example"{members}}}"#).into_bytes();
    metadata(&mut body, ISSUER).map(|metadata| {
        [
            metadata.authorization_endpoint,
            metadata.token_endpoint,
            metadata.revocation_endpoint,
            metadata.device_authorization_endpoint,
            metadata.jwks_uri,
            metadata.issuer,
        ]
        .map(ToOwned::to_owned)
    })
}

/// RFC 8414, section 3.3: the document is the issuer's whose address it was fetched from.
#[test]
fn a_document_is_the_expected_issuers_and_no_others() {
    let rows = [
        (r#"{"issuer":"https://as.example"}"#, Ok(())),
        (r#"{"issuer":"https:\/\/as.ex\u0061mple"}"#, Ok(())),
        (r#"{"issuer":"https://as.example/"}"#, Err(MetadataError::Issuer)),
        (r#"{"issuer":"https://AS.example"}"#, Err(MetadataError::Issuer)),
        (r#"{"issuer":"https://evil.example"}"#, Err(MetadataError::Issuer)),
        (r#"{"issuer":["https://as.example"]}"#, Err(MetadataError::Type(Member::MetadataIssuer))),
        (r#"{"issuer":null}"#, Err(MetadataError::Missing(Member::MetadataIssuer))),
        ("{}", Err(MetadataError::Missing(Member::MetadataIssuer))),
    ];
    for (body, expected) in rows {
        let read = metadata(&mut body.as_bytes().to_vec(), ISSUER).map(|_| ());
        assert_eq!(read, expected, "{body}");
    }
    // An expectation of nothing is not met by nothing.
    let mut nothing = *br#"{"issuer":""}"#;
    let refused = metadata(&mut nothing, "");
    assert_eq!(refused, Err(MetadataError::Missing(Member::MetadataIssuer)));
}

#[test]
fn every_endpoint_is_https_or_loopback() {
    let members = [
        ("authorization_endpoint", Member::AuthorizationEndpoint),
        ("token_endpoint", Member::TokenEndpoint),
        ("revocation_endpoint", Member::RevocationEndpoint),
        ("device_authorization_endpoint", Member::DeviceAuthorizationEndpoint),
        ("jwks_uri", Member::JwksUri),
    ];
    for (index, (name, member)) in members.into_iter().enumerate() {
        let rows = [
            (r#""https://as.example/x""#, Ok("https://as.example/x")),
            (r#""https:\/\/other.example\/x?a=b""#, Ok("https://other.example/x?a=b")),
            (r#""http://127.0.0.1:4117/x""#, Ok("http://127.0.0.1:4117/x")),
            ("null", Ok("")),
            (r#""""#, Ok("")),
            (r#""http://as.example/x""#, Err(MetadataError::Url(member))),
            (r#""/x""#, Err(MetadataError::Url(member))),
            (r#""https://u@as.example/x""#, Err(MetadataError::Url(member))),
            (r#""https://as.example/x#f""#, Err(MetadataError::Url(member))),
            (r#""https://as.example/\n""#, Err(MetadataError::Url(member))),
            ("7", Err(MetadataError::Type(member))),
        ];
        for (value, expected) in rows {
            let read = read(&format!(r#","{name}":{value}"#));
            let found = read.map(|endpoints| endpoints[index].clone());
            assert_eq!(found, expected.map(ToOwned::to_owned), "{name} {value}");
        }
        let twice = read(&format!(r#","{name}":null,"{name}":null"#));
        assert_eq!(twice, Err(MetadataError::Duplicate(member)));
    }
}

/// PK4: a server that does not announce S256 may be one that was made to lose it on the way.
#[test]
fn a_profile_is_refused_where_the_server_does_not_announce_s256() {
    let rows = [
        (r#"["S256"]"#, Ok(true)),
        (r#"["plain","S256"]"#, Ok(true)),
        (r#"["\u0053256"]"#, Ok(true)),
        (r#"["plain"]"#, Ok(false)),
        (r#"["s256"]"#, Ok(false)),
        (r#"[["S256"],{"S256":"S256"},"S2567"]"#, Ok(false)),
        ("[]", Ok(false)),
        ("null", Ok(false)),
        (r#"{"S256":true}"#, Ok(false)),
        (r#""S256""#, Err(MetadataError::Type(Member::CodeChallengeMethods))),
    ];
    let challenge = Challenge::s256(&"v".repeat(43)).unwrap();
    for (methods, expected) in rows {
        let body = format!(
            r#"{{"issuer":"{ISSUER}","token_endpoint":"https://t.example/t",
            "authorization_endpoint":"https://a.example/a","code_challenge_methods_supported":{methods}}}"#
        );
        let mut body = body.into_bytes();
        let read = metadata(&mut body, ISSUER);
        assert_eq!(read.map(|metadata| metadata.s256_supported), expected, "{methods}");
        let Ok(metadata) = read else { continue };
        assert_eq!(metadata.profile().is_ok(), metadata.s256_supported);
        assert!(
            metadata.s256_supported || metadata.profile().unwrap_err() == MetadataError::NoS256
        );
        // PK2: insisting on the server does not take the challenge away.
        let profile: Profile<'_> = metadata.profile_even_without_s256();
        let client = Client::confidential("", "id", Secret::new("s"));
        let mut buffer = [0; 512];
        let url = Authorize::code("https://c.example", "s", &challenge);
        let url = url.write(&profile, &client, &mut buffer).unwrap();
        assert!(url.starts_with("https://a.example/a?") && url.contains("=S256"));
        let request =
            request(&profile, &client, &Grant::client_credentials(), &mut buffer).unwrap();
        assert_eq!(request.url, "https://t.example/t");
        assert!(request.headers.iter().any(|(name, _)| name == "Authorization"));
    }
}

/// IS2, IS3: the flag that decides between `Required` and `Refused`.
#[test]
fn iss_is_announced_by_true_and_by_nothing_else() {
    let rows = [
        ("true", Ok(true)),
        ("false", Ok(false)),
        ("null", Ok(false)),
        (r#""true""#, Err(MetadataError::Type(Member::IssSupported))),
        ("1", Err(MetadataError::Type(Member::IssSupported))),
    ];
    for (value, expected) in rows {
        let name = "authorization_response_iss_parameter_supported";
        let mut body = format!(r#"{{"issuer":"{ISSUER}","{name}":{value}}}"#).into_bytes();
        assert_eq!(metadata(&mut body, ISSUER).map(|m| m.iss_supported), expected, "{value}");
    }
}

#[test]
fn a_document_that_is_not_json_or_repeats_a_member_leaves_the_body_as_it_was() {
    let rows = [
        "",
        "[]",
        "<html>",
        r#"{"issuer":"https:\/\/as.example""#,
        r#"{"issuer":"\/","issuer":"\/"}"#,
    ];
    for before in rows {
        let mut body = before.as_bytes().to_vec();
        assert!(metadata(&mut body, ISSUER).is_err());
        assert_eq!(body, before.as_bytes());
    }
}

/// RFC 8414, section 3.1, inserts before the path; OpenID Connect Discovery, section 4, appends.
#[test]
fn a_metadata_address_is_made_by_the_rule_of_its_standard() {
    let (oauth, openid) =
        ("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration");
    let rows = [
        (
            "https://as.example",
            format!("https://as.example{oauth}"),
            format!("https://as.example{openid}"),
        ),
        (
            "https://as.example/",
            format!("https://as.example{oauth}"),
            format!("https://as.example{openid}"),
        ),
        (
            "https://as.example/t",
            format!("https://as.example{oauth}/t"),
            format!("https://as.example/t{openid}"),
        ),
        (
            "https://as.example/t/",
            format!("https://as.example{oauth}/t"),
            format!("https://as.example/t{openid}"),
        ),
        (
            "https://as.example:8443/a/b",
            format!("https://as.example:8443{oauth}/a/b"),
            format!("https://as.example:8443/a/b{openid}"),
        ),
    ];
    for (issuer, first, second) in rows {
        let mut buffer = [0; 128];
        assert_eq!(metadata_url(issuer, WellKnown::OAuth, &mut buffer), Ok(first.as_str()));
        assert_eq!(metadata_url(issuer, WellKnown::OpenId, &mut buffer), Ok(second.as_str()));
    }
}
