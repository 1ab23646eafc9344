//! `WWW-Authenticate` (RFC 9110, section 11.6.1; RFC 6750, section 3; RFC 9449, section 9).

use grantlet::AuthChallenge;

#[test]
fn parameters_are_those_of_the_named_scheme() {
    for (header, scheme, name, value) in [
        (r#"Bearer realm="example""#, "Bearer", "realm", Some("example")),
        (r#"bearer REALM = "example" "#, "Bearer", "realm", Some("example")),
        ("Bearer error=invalid_token", "Bearer", "error", Some("invalid_token")),
        (r#"Bearer a="x, DPoP error=\"y\"", error="z""#, "Bearer", "error", Some("z")),
        (r#"Bearer a="x, DPoP error=\"y\"", error="z""#, "DPoP", "error", None),
        (
            r#"Basic realm="a,b", DPoP algs="ES256 PS256", error="use_dpop_nonce""#,
            "DPoP",
            "algs",
            Some("ES256 PS256"),
        ),
        (r#"Basic realm="a", DPoP error="b""#, "Basic", "error", None),
        (r#"DPoP error="b", Basic realm="a""#, "DPoP", "realm", None),
        (r#"Negotiate, Bearer error="e""#, "Bearer", "error", Some("e")),
        (r#"Negotiate YWJj==, Bearer error="e""#, "Bearer", "error", Some("e")),
        (r#", ,Bearer ,, error="e",,scope="s t""#, "Bearer", "scope", Some("s t")),
        (r#"Bearer error="""#, "Bearer", "error", Some("")),
        (r#"Bearer error="\"""#, "Bearer", "error", Some(r#"\""#)),
        (r#"Bearer error="first", error="second""#, "Bearer", "error", Some("first")),
        (r#"Bearer error="no end"#, "Bearer", "error", None),
        ("Bearer error", "Bearer", "error", None),
        (
            r#"Bearer resource_metadata="https://api.example/.well-known/oauth-protected-resource""#,
            "Bearer",
            "resource_metadata",
            Some("https://api.example/.well-known/oauth-protected-resource"),
        ),
    ] {
        let found = AuthChallenge::of(header, scheme).and_then(|challenge| challenge.param(name));
        assert_eq!(found, value, "{header}");
    }
}

#[test]
fn a_scheme_that_is_not_there_is_none() {
    for header in
        ["", " , ", "Basic realm=\"Bearer\"", "=Bearer", "\"Bearer\"", "BearerX", "é Bearer"]
    {
        assert!(AuthChallenge::of(header, "Bearer").is_none(), "{header}");
    }
}

/// RFC 6750, section 3.1; RFC 9449, section 9; RFC 9470, section 3.
#[test]
fn what_the_rfcs_print_is_read() {
    let of = |header, scheme| AuthChallenge::of(header, scheme).unwrap();
    let expired = of(
        r#"Bearer realm="example", error="invalid_token", error_description="The access token expired""#,
        "Bearer",
    );
    assert_eq!((expired.error(), expired.wants_dpop_nonce()), (Some("invalid_token"), false));
    let nonce = of(
        r#"DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof""#,
        "DPoP",
    );
    assert!(nonce.wants_dpop_nonce());
    let step_up = of(
        r#"Bearer error="insufficient_user_authentication", max_age="5", acr_values="myACR""#,
        "Bearer",
    );
    assert_eq!((step_up.param("max_age"), step_up.param("acr_values")), (Some("5"), Some("myACR")));
    let scope = of(r#"Bearer error="insufficient_scope", scope="a b""#, "Bearer");
    assert_eq!((scope.error(), scope.scope()), (Some("insufficient_scope"), Some("a b")));
}

/// Any text is read in one pass, and none panics.
#[test]
fn hostile_headers_end() {
    let long = "Bearer ".to_owned() + &"a=\"\\\\".repeat(20_000);
    assert_eq!(AuthChallenge::of(&long, "Bearer").unwrap().error(), None);
    let pieces = ["Bearer", " ", ",", "=", "\"", "\\", "error", "é", "\t", "=="];
    let mut random = grantlet_tests::random::Random(6750);
    for _ in 0..20_000 {
        let header: String = (0..random.below(12)).map(|_| random.of(&pieces)).collect();
        if let Some(challenge) = AuthChallenge::of(&header, "bearer") {
            let _ = (challenge.error(), challenge.param("é"));
        }
    }
}
