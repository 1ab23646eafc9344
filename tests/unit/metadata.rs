//! What a server says of itself, and where it says it.

use grantlet::{
    Authorize, Challenge, Client, ClientAuth, Grant, Issuer, JsonError, Member, Metadata,
    MetadataError, Profile, RequestError, Secret, WellKnown, metadata, metadata_url,
};
use serde_json::{Value, json};

use crate::tables::cases;

/// What `discover` of the npm package runs too.
const TABLE: &str = include_str!("../tables/metadata.json");

const ISSUER: &str = "https://as.example";

fn name(error: MetadataError) -> (&'static str, Option<Member>) {
    match error {
        MetadataError::Json(JsonError::Depth { .. }) => ("depth", None),
        MetadataError::Json(_) => ("syntax", None),
        MetadataError::Duplicate(member) => ("duplicate", Some(member)),
        MetadataError::Type(member) => ("type", Some(member)),
        MetadataError::Missing(member) => ("missing", Some(member)),
        MetadataError::Url(member) => ("url", Some(member)),
        _ => ("issuer", Some(Member::MetadataIssuer)),
    }
}

/// What a document has, as the table writes it.
fn found(metadata: &Metadata<'_>) -> Value {
    let endpoints = [
        ("authorization_endpoint", metadata.authorization_endpoint),
        ("token_endpoint", metadata.token_endpoint),
        ("revocation_endpoint", metadata.revocation_endpoint),
        ("device_authorization_endpoint", metadata.device_authorization_endpoint),
        ("userinfo_endpoint", metadata.userinfo_endpoint),
        ("jwks_uri", metadata.jwks_uri),
        ("end_session_endpoint", metadata.end_session_endpoint),
        ("pushed_authorization_request_endpoint", metadata.pushed_authorization_request_endpoint),
    ];
    let mut found = json!({});
    for (name, url) in endpoints.into_iter().filter(|(_, url)| !url.is_empty()) {
        found["members"][name] = json!(url);
    }
    let flags = [
        ("iss", metadata.iss_supported),
        ("s256", metadata.s256_supported),
        ("pushed", metadata.pushed_required),
    ];
    for (name, _) in flags.into_iter().filter(|(_, is_set)| *is_set) {
        found[name] = json!(true);
    }
    if metadata.client_auth != ClientAuth::BASIC {
        found["client_auth"] =
            json!(if metadata.client_auth == ClientAuth::BODY { "body" } else { "none" });
    }
    let algorithms: Value = serde_json::from_str(metadata.dpop_algorithms).unwrap_or_default();
    let names = algorithms.as_array().into_iter().flatten().filter(|one| one.is_string());
    let names: Vec<_> = names.collect();
    if !names.is_empty() {
        found["dpop"] = json!(names);
    }
    found
}

/// RFC 8414, section 3.3: the document is the issuer's whose address it was fetched from. Every endpoint
/// is https or loopback. Types and what is missing are told in the order of the members, both before the
/// issuer is compared and before an endpoint is looked at.
#[test]
fn a_document_has_what_the_table_says() {
    for case in cases(TABLE, 190) {
        let (name_of_case, body) = (&case["name"], case["body"].as_str().unwrap());
        let issuer = case["issuer"].as_str().unwrap_or(ISSUER);
        let mut bytes = body.as_bytes().to_vec();
        match metadata(&mut bytes, issuer) {
            Ok(metadata) => {
                assert_eq!(metadata.issuer, issuer, "{name_of_case}");
                assert_eq!(found(&metadata), case["found"], "{name_of_case}");
                let announced = metadata.iss_supported;
                let rule =
                    if announced { Issuer::Required(issuer) } else { Issuer::Refused(issuer) };
                assert_eq!(metadata.issuer_rule(), rule, "{name_of_case}");
            }
            Err(error) => {
                let (error, member) = name(error);
                assert_eq!(error, case["error"], "{name_of_case}");
                let member = member.map(Member::as_str);
                assert_eq!(member, case["member"].as_str(), "{name_of_case}");
                let is_unescaped = matches!(error, "issuer" | "url");
                assert!(is_unescaped || bytes == body.as_bytes(), "{name_of_case}");
            }
        }
    }
    // An expectation of nothing is not met by nothing.
    let mut nothing = *br#"{"issuer":""}"#;
    let refused = metadata(&mut nothing, "");
    assert_eq!(refused, Err(MetadataError::Missing(Member::MetadataIssuer)));
}

/// RFC 9700, section 2.1.1: a server that does not announce S256 may be one that was made to lose it on the way.
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
        // RFC 7636, section 7.2: insisting on the server does not take the challenge away.
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

/// Who names an issuer on loopback allows plain http to it, and nobody else does.
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

/// RFC 8414, section 3.1, inserts before the path; OpenID Connect Discovery, section 4, appends.
#[test]
fn a_metadata_address_is_made_by_the_rule_of_its_standard() {
    let table: Value = serde_json::from_str(TABLE).unwrap();
    let refused = Err(RequestError::Url(Member::MetadataIssuer));
    for case in table["urls"].as_array().unwrap() {
        let issuer = case["issuer"].as_str().unwrap();
        for (which, url) in
            [(WellKnown::OAuth, &case["oauth"]), (WellKnown::OpenId, &case["openid"])]
        {
            let expected = url.as_str().ok_or(RequestError::Url(Member::MetadataIssuer));
            assert_eq!(metadata_url(issuer, which, &mut [0; 128]), expected, "{issuer}");
            if url.is_null() {
                assert_eq!(metadata_url(issuer, which, &mut []), refused, "{issuer}");
            }
        }
    }
}
