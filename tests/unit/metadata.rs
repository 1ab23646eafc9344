//! What a server says of itself, and where it says it.

use grantlet::{
    Authorize, Challenge, Client, ClientAuth, Grant, Issuer, Member, MetadataError, Profile,
    RequestError, Secret, WellKnown, metadata, metadata_url,
};

const ISSUER: &str = "https://as.example";

fn read(members: &str) -> Result<[String; 9], MetadataError> {
    let mut body = format!(r#"{{"issuer":"https:\/\/as.example"{members}}}"#).into_bytes();
    metadata(&mut body, ISSUER).map(|metadata| {
        [
            metadata.authorization_endpoint,
            metadata.token_endpoint,
            metadata.revocation_endpoint,
            metadata.device_authorization_endpoint,
            metadata.userinfo_endpoint,
            metadata.jwks_uri,
            metadata.end_session_endpoint,
            metadata.pushed_authorization_request_endpoint,
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
        ("userinfo_endpoint", Member::UserinfoEndpoint),
        ("jwks_uri", Member::JwksUri),
        ("end_session_endpoint", Member::EndSessionEndpoint),
        ("pushed_authorization_request_endpoint", Member::PushedAuthorizationRequestEndpoint),
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
            (r#"["https://as.example/x"]"#, Err(MetadataError::Type(member))),
            ("false", Err(MetadataError::Type(member))),
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
        (r#"{"S256":true}"#, Err(MetadataError::Type(Member::CodeChallengeMethods))),
        (r#""S256""#, Err(MetadataError::Type(Member::CodeChallengeMethods))),
        (r#""""#, Err(MetadataError::Type(Member::CodeChallengeMethods))),
        ("true", Err(MetadataError::Type(Member::CodeChallengeMethods))),
        ("256", Err(MetadataError::Type(Member::CodeChallengeMethods))),
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
        let client = Client::confidential(&profile, "id", Secret::new("s"));
        let mut buffer = [0; 512];
        let url = Authorize::code("https://c.example", "s", &challenge);
        let url = url.write(&client, &mut buffer).unwrap();
        assert!(url.starts_with("https://a.example/a?") && url.contains("=S256"));
        let request = client.request(&Grant::client_credentials(), &mut buffer).unwrap();
        assert_eq!(request.url, "https://t.example/t");
        assert!(request.headers.iter().any(|(name, _)| name == "Authorization"));
    }
}

/// TR7: who names an issuer on loopback allows plain http to it, and nobody else does.
#[test]
fn a_profile_allows_loopback_where_its_issuer_is_there() {
    let local = "http://127.0.0.1:4117";
    let rows = [
        (local, local, true),
        ("http://localhost", local, true),
        ("http://[::1]/tenant", local, true),
        (ISSUER, local, false),
        ("http://as.example", local, false),
        ("not an address", local, false),
        ("", local, false),
        (ISSUER, ISSUER, true),
        (local, ISSUER, true),
    ];
    for (issuer, at, fits) in rows {
        let mut body = format!(
            r#"{{"issuer":"{issuer}","token_endpoint":"{at}/t","code_challenge_methods_supported":["S256"]}}"#
        )
        .into_bytes();
        let metadata = match metadata(&mut body, issuer) {
            Ok(metadata) => metadata,
            Err(refused) => {
                assert_eq!((issuer, refused), ("", MetadataError::Missing(Member::MetadataIssuer)));
                continue;
            }
        };
        for profile in [metadata.profile().unwrap(), metadata.profile_even_without_s256()] {
            let client = Client::confidential(&profile, "id", Secret::new("s"));
            let mut buffer = [0; 512];
            let post = client.request(&Grant::client_credentials(), &mut buffer);
            let refused = RequestError::Url(Member::TokenEndpoint);
            assert_eq!(post.err(), (!fits).then_some(refused), "{issuer} {at}");
        }
    }
}

/// RFC 8414, section 2: Basic where the list is absent, and where it holds both.
#[test]
fn a_client_shows_its_secret_in_the_body_only_where_the_server_takes_no_other() {
    const BASIC: ClientAuth = ClientAuth::BASIC;
    const NONE: ClientAuth = ClientAuth::NONE;
    const BODY: ClientAuth = ClientAuth::BODY;
    let rows = [
        ("null", Ok(BASIC)),
        ("[]", Ok(BASIC)),
        (r#"["client_secret_basic"]"#, Ok(BASIC)),
        (r#"["client_secret_post"]"#, Ok(BODY)),
        (r#"["none","client_secret\u005fpost","private_key_jwt"]"#, Ok(BODY)),
        (r#"["client_secret_post","client_secret_basic"]"#, Ok(BASIC)),
        (r#"["client_secret_basic","client_secret_post"]"#, Ok(BASIC)),
        // A server that takes neither gets no secret at all.
        (r#"["private_key_jwt"]"#, Ok(NONE)),
        (r#"["none"]"#, Ok(NONE)),
        (r#"["tls_client_auth","self_signed_tls_client_auth"]"#, Ok(NONE)),
        (r#"["Client_Secret_Post"]"#, Ok(NONE)),
        (r#"[["client_secret_post"],{"client_secret_post":"client_secret_post"}]"#, Ok(NONE)),
        (r#"["client_secret_post",["client_secret_basic"],1]"#, Ok(BODY)),
        (r#""client_secret_post""#, Err(MetadataError::Type(Member::AuthMethods))),
        (r#"{"client_secret_post":1}"#, Err(MetadataError::Type(Member::AuthMethods))),
        ("true", Err(MetadataError::Type(Member::AuthMethods))),
        ("1", Err(MetadataError::Type(Member::AuthMethods))),
    ];
    for (methods, expected) in rows {
        let body = format!(
            r#"{{"issuer":"{ISSUER}","token_endpoint":"https://t.example/t",
            "code_challenge_methods_supported":["S256"],"token_endpoint_auth_methods_supported":{methods}}}"#
        );
        let mut body = body.into_bytes();
        let read = metadata(&mut body, ISSUER);
        assert_eq!(read.map(|metadata| metadata.client_auth), expected, "{methods}");
        let Ok(metadata) = read else { continue };
        let client = Client::confidential(&Profile::RFC6749, "id", Secret::new("s"));
        for profile in [metadata.profile().unwrap(), metadata.profile_even_without_s256()] {
            let mut buffer = [0; 512];
            let written =
                client.with_profile(&profile).request(&Grant::client_credentials(), &mut buffer);
            if expected == Ok(NONE) {
                let refused = RequestError::Unexpected(Member::ClientSecret);
                assert_eq!(written.err(), Some(refused), "{methods}");
                continue;
            }
            let request = written.unwrap();
            let basic = request.headers.iter().any(|(name, _)| name == "Authorization");
            let in_body = request.body.contains("client_secret=s");
            assert_eq!((basic, in_body), (expected == Ok(BASIC), expected == Ok(BODY)));
        }
    }
}

/// Types and what is missing are told in the order of the members, both before the issuer is
/// compared and before an endpoint is looked at.
#[test]
fn what_is_wrong_with_a_document_is_told_in_the_order_of_its_members() {
    use MetadataError::{Duplicate, Missing, Type, Url};
    let rows = [
        (r#"{"token_endpoint":7}"#, Missing(Member::MetadataIssuer), true),
        (r#"{"token_endpoint":7,"issuer":7}"#, Type(Member::MetadataIssuer), true),
        (r#"{"token_endpoint":7,"issuer":"x\/"}"#, Type(Member::TokenEndpoint), true),
        (r#"{"jwks_uri":7,"token_endpoint":[],"issuer":"x\/"}"#, Type(Member::TokenEndpoint), true),
        (
            r#"{"issuer":"x\/","token_endpoint_auth_methods_supported":{},"jwks_uri":{}}"#,
            Type(Member::JwksUri),
            true,
        ),
        (r#"{"issuer":7,"jwks_uri":1,"jwks_uri":1}"#, Duplicate(Member::JwksUri), true),
        (r#"{"issuer":"x\/","token_endpoint":"http:\/\/x"}"#, MetadataError::Issuer, false),
        (
            r#"{"issuer":"https:\/\/as.example","jwks_uri":"http://x","token_endpoint":"http://x"}"#,
            Url(Member::TokenEndpoint),
            false,
        ),
    ];
    for (before, expected, kept) in rows {
        let mut body = before.as_bytes().to_vec();
        assert_eq!(metadata(&mut body, ISSUER), Err(expected), "{before}");
        assert_eq!(body == before.as_bytes(), kept, "{before}");
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
        let read = metadata(&mut body, ISSUER);
        assert_eq!(read.map(|m| m.iss_supported), expected, "{value}");
        let rule =
            |announced| if announced { Issuer::Required(ISSUER) } else { Issuer::Refused(ISSUER) };
        assert_eq!(read.map(|m| m.issuer_rule()), expected.map(rule), "{value}");
    }
    let mut silent = format!(r#"{{"issuer":"{ISSUER}"}}"#).into_bytes();
    assert_eq!(metadata(&mut silent, ISSUER).map(|m| m.issuer_rule()), Ok(Issuer::Refused(ISSUER)));
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
        (
            "http://127.0.0.1:4117/t",
            format!("http://127.0.0.1:4117{oauth}/t"),
            format!("http://127.0.0.1:4117/t{openid}"),
        ),
    ];
    let refused = Err(RequestError::Url(Member::MetadataIssuer));
    for issuer in [
        "",
        "as.example",
        "/t",
        "http://as.example",
        "ftp://as.example",
        "https://as.example?x",
        "https://as.example/t?",
        "https://as.example#f",
        "https://user@as.example",
        "https://as.example/ö",
    ] {
        for length in [0, 128] {
            for well_known in [WellKnown::OAuth, WellKnown::OpenId] {
                let mut buffer = vec![0; length];
                assert_eq!(metadata_url(issuer, well_known, &mut buffer), refused, "{issuer}");
            }
        }
    }
    for (issuer, first, second) in rows {
        let mut buffer = [0; 128];
        assert_eq!(metadata_url(issuer, WellKnown::OAuth, &mut buffer), Ok(first.as_str()));
        assert_eq!(metadata_url(issuer, WellKnown::OpenId, &mut buffer), Ok(second.as_str()));
    }
}

/// RFC 9126, section 5, and RFC 9449, section 5.1.
#[test]
fn what_a_server_requires_and_signs_is_read_by_its_type() {
    let rows = [
        ("", Ok((false, ""))),
        (r#","require_pushed_authorization_requests":true"#, Ok((true, ""))),
        (r#","require_pushed_authorization_requests":false"#, Ok((false, ""))),
        (r#","require_pushed_authorization_requests":null"#, Ok((false, ""))),
        (
            r#","require_pushed_authorization_requests":"true""#,
            Err(MetadataError::Type(Member::PushedRequired)),
        ),
        (r#","dpop_signing_alg_values_supported":["ES256"]"#, Ok((false, r#"["ES256"]"#))),
        (r#","dpop_signing_alg_values_supported":[]"#, Ok((false, "[]"))),
        (
            r#","dpop_signing_alg_values_supported":"ES256""#,
            Err(MetadataError::Type(Member::DpopAlgorithms)),
        ),
    ];
    for (members, expected) in rows {
        let mut body = format!(r#"{{"issuer":"{ISSUER}"{members}}}"#).into_bytes();
        let found = metadata(&mut body, ISSUER);
        let found = found.map(|metadata| (metadata.pushed_required, metadata.dpop_algorithms));
        assert_eq!(found, expected, "{members}");
    }
}
