//! Protected resource metadata (RFC 9728).

use grantlet::{Member, MetadataError, RequestError, protected_resource, protected_resource_url};

/// RFC 9728, section 3.1.
#[test]
fn the_address_has_the_well_known_part_before_the_path() {
    let start = "https://api.example/.well-known/oauth-protected-resource";
    for (resource, end) in [
        ("https://api.example", ""),
        ("https://api.example/", ""),
        ("https://api.example/resource1", "/resource1"),
        ("https://api.example/a/?b=c", "/a/?b=c"),
        ("https://api.example?b=c", "?b=c"),
        ("https://api.example/?b=c", "?b=c"),
        ("https://api.example//?b=c", "//?b=c"),
    ] {
        let url = format!("{start}{end}");
        assert_eq!(protected_resource_url(resource, &mut [0; 128]), Ok(url.as_str()));
        assert!(matches!(
            protected_resource_url(resource, &mut vec![0; url.len() - 1]),
            Err(RequestError::BufferTooSmall { needed }) if needed == url.len()
        ));
    }
    for resource in
        ["", "http://api.example/", "https://api.example/#f", "https://u@api.example/", "/a"]
    {
        let refused = Err(RequestError::Url(Member::Resource));
        assert_eq!(protected_resource_url(resource, &mut [0; 128]), refused, "{resource}");
    }
}

#[test]
fn the_resource_is_compared_and_its_servers_are_listed() {
    let api = "https://api.example";
    let of = |body: &str| {
        let mut body = body.as_bytes().to_vec();
        protected_resource(&mut body, api)
            .map(|resource| (resource.is_served_by("https://as.example"), resource.dpop_required))
    };
    for (body, found) in [
        (r#"{"resource":"https://api.example"}"#, Ok((false, false))),
        (
            r#"{"resource":"https:\/\/api.example","authorization_servers":["https:\/\/as.example"]}"#,
            Ok((true, false)),
        ),
        (
            r#"{"resource":"https://api.example","authorization_servers":["https://as.example/"],"dpop_bound_access_tokens_required":true}"#,
            Ok((false, true)),
        ),
        (r#"{"resource":"https://api.example/"}"#, Err(MetadataError::Issuer)),
        ("{}", Err(MetadataError::Missing(Member::Resource))),
        (
            r#"{"resource":"https://api.example","authorization_servers":"https://as.example"}"#,
            Err(MetadataError::Type(Member::AuthorizationServers)),
        ),
    ] {
        assert_eq!(of(body), found, "{body}");
    }
}
