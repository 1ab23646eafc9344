//! Endpoints are https or loopback, and a path is joined to its base by one slash.

use grantlet::providers::{BOLD, BoldCredentials, bold_authentication_request};
use grantlet::{
    Authorize, Challenge, Client, Grant, Member, Profile, RequestError, Revoke, Secret,
};

/// Where a profile that allows loopback sends a request.
fn url_of(base_url: &str, endpoint: &str) -> Result<String, RequestError> {
    url_with(&Profile::RFC6749.allow_loopback(), base_url, endpoint)
}

fn url_with(profile: &Profile<'_>, base_url: &str, endpoint: &str) -> Result<String, RequestError> {
    let profile = profile.token_endpoint(endpoint);
    let client = Client::confidential(&profile, "id", Secret::new("s")).base_url(base_url);
    let mut buffer = [0; 512];
    client.request(&Grant::client_credentials(), &mut buffer).map(|r| r.url.to_owned())
}

/// RFC 6749, section 3.2: what goes to an endpoint is secret, so nobody else on the network may read it.
#[test]
fn an_endpoint_is_https_or_http_on_loopback() {
    let rows = [
        ("https://as.example", true),
        ("HTTPS://as.example", true),
        ("https://as.example:8443", true),
        ("https://192.0.2.1", true),
        ("https://[2001:db8::1]:8443", true),
        ("http://localhost", true),
        ("http://LocalHost:4117", true),
        ("HTTP://localhost", true),
        ("http://127.0.0.1", true),
        ("http://127.0.0.1:4117", true),
        ("http://127.255.255.254", true),
        ("http://[::1]", true),
        ("http://[::1]:4117", true),
        ("http://as.example", false),
        ("http://192.168.0.1", false),
        ("http://10.0.0.1", false),
        ("http://0.0.0.0", false),
        ("http://128.0.0.1", false),
        ("http://127.0.0.1.evil.com", false),
        ("http://localhost.evil.com", false),
        ("http://evil-localhost", false),
        ("http://localhost.", false),
        ("http://127.1", false),
        ("http://127.0.0.01", false),
        ("http://127.0.0.256", false),
        ("http://127.0.0.2561", false),
        ("http://127.0.0.4294967297", false),
        ("http://127..0.1", false),
        ("http://127.0.0.1.1", false),
        ("http://127.0.0.", false),
        ("http://127.0.0.+1", false),
        ("http://0177.0.0.1", false),
        ("http://2130706433", false),
        ("http://[::ffff:127.0.0.1]", false),
        ("http://[::1", false),
        ("http://[::1].evil.com", false),
        ("http://[::1]x", false),
        ("http://[::1]:8x", false),
        ("http://[localhost]", false),
        ("https://[]", false),
        ("https://[", false),
        ("https://[::1@evil.com]", false),
        ("http://::1", false),
        ("http://localhost@evil.com", false),
        ("http://localhost:80@evil.com", false),
        ("http://evil.com@localhost", false),
        ("https://user@as.example", false),
        ("https://user:pass@as.example", false),
        (r"https://as.example\@evil.com", false),
        (r"http:\\localhost", false),
        (r"http://evil.com\.localhost", false),
        ("http://evil.com#localhost", false),
        ("https://as.example#f", false),
        ("https://as.example:443x", false),
        ("https://as.example:-1", false),
        ("https://as.example:65535", true),
        ("https://as.example:65536", false),
        ("https://as.example:4294967739", false),
        ("https://[2001:db8::1]:99999", false),
        ("https://as.example:0", false),
        ("http://localhost:65536", false),
        ("http://[::1]:0", false),
        ("https://a:b:c", false),
        ("https://", false),
        ("https://:443", false),
        ("https:///token", false),
        ("https:as.example", false),
        ("https:/as.example", false),
        ("//as.example", false),
        ("as.example", false),
        ("ftp://as.example", false),
        ("javascript://as.example", false),
        ("httpss://as.example", false),
        (" https://as.example", false),
        ("https://as.example ", false),
        ("https://as.exa\nmple", false),
        ("https://as.exa\0mple", false),
        ("https://äs.example", false),
        ("https://{}.as.example", false),
        ("https://as.example/{tenant}", false),
        ("", false),
    ];
    for (base, fits) in rows {
        let refused = Err(RequestError::Url(Member::TokenEndpoint));
        let expected = if fits { Ok(format!("{base}/token")) } else { refused };
        assert_eq!(url_of(base, "/token"), expected, "{base}");
        // The same address as the whole endpoint, where it has the form of one.
        if base.contains("://") {
            let absolute = format!("{base}/token");
            assert_eq!(url_of("", &absolute).is_ok(), fits, "{absolute}");
        }
        // Without the profile's word only https is left.
        let secure = fits && base.to_ascii_lowercase().starts_with("https://");
        let refused = Err(RequestError::Url(Member::TokenEndpoint));
        let expected = if secure { Ok(format!("{base}/token")) } else { refused };
        assert_eq!(url_with(&Profile::RFC6749, base, "/token"), expected, "{base}");
    }
}

/// An app that is set up with `http://localhost` by mistake sends nothing there, at any of its
/// endpoints; a test says that it means it.
#[test]
fn plain_http_on_loopback_is_for_a_profile_that_allows_it() {
    const LOOPBACK: [&str; 7] = [
        "http://localhost",
        "http://localhost:4117",
        "HTTP://LOCALHOST",
        "http://127.0.0.1:4117",
        "http://127.255.0.1",
        "http://[::1]",
        "http://[::1]:4117",
    ];
    let strict = Profile::RFC6749
        .token_endpoint("/t")
        .authorization_endpoint("/a")
        .revocation_endpoint("/r")
        .device_authorization_endpoint("/d");
    let challenge = Challenge::s256(&"v".repeat(43)).unwrap();
    let secret = Secret::new("s");
    let user = BoldCredentials { mfa_token: secret, password: secret, phone_number: "+40" };
    for base in LOOPBACK {
        let client = Client::confidential(&BOLD, "id", secret).base_url(base);
        let written = |profile: &Profile<'_>| {
            let mut buffer = [0; 1024];
            let revoke = Revoke::RefreshToken(secret);
            let authorize = Authorize::code("https://c.example/cb", "s", &challenge);
            [
                client
                    .with_profile(profile)
                    .request(&Grant::client_credentials(), &mut buffer)
                    .err(),
                authorize.write(&client.with_profile(profile), &mut buffer).err(),
                client.with_profile(profile).revoke(revoke).write(&mut buffer).err(),
                client.with_profile(profile).authorize_device().scope("").write(&mut buffer).err(),
            ]
        };
        let refused = [
            Member::TokenEndpoint,
            Member::AuthorizationEndpoint,
            Member::RevocationEndpoint,
            Member::DeviceAuthorizationEndpoint,
        ];
        assert_eq!(written(&strict), refused.map(|member| Some(RequestError::Url(member))));
        assert_eq!(written(&strict.allow_loopback()), [None; 4], "{base}");
        let mut buffer = [0; 512];
        let refused = bold_authentication_request(&client, &user, &mut buffer);
        assert_eq!(refused.unwrap_err(), RequestError::Url(Member::TokenEndpoint), "{base}");
        let post = bold_authentication_request(
            &client.with_profile(&BOLD.allow_loopback()),
            &user,
            &mut buffer,
        );
        assert!(post.unwrap().url.starts_with(base));
        // The order of the settings does not matter, and https is as allowed as before.
        let last = Profile::RFC6749.allow_loopback().token_endpoint("/t");
        assert_eq!(url_with(&last, base, "/t"), Ok(format!("{base}/t")));
        assert!(url_with(&last, "https://as.example", "/t").is_ok());
    }
}

/// Brackets hold an IPv6 address, and this is not one.
#[test]
fn an_ipv4_address_in_brackets_is_not_loopback() {
    for base in [
        "http://[127.0.0.1]",
        "http://[127.0.0.1]:4117",
        "https://[127.0.0.1]",
        "https://[192.0.2.1]:8443",
        "https://[1]",
    ] {
        let refused = Err(RequestError::Url(Member::TokenEndpoint));
        assert_eq!(url_of(base, "/token"), refused, "{base}");
        assert_eq!(url_of("", &format!("{base}/token")), refused, "{base}");
    }
}

/// A base URL says which server is meant, and so an endpoint elsewhere is one of two mistakes:
/// told before anything else that is wrong with it.
#[test]
fn an_absolute_endpoint_must_be_below_the_base_url() {
    let elsewhere = || Err(RequestError::BaseUrl(Member::TokenEndpoint));
    let rows = [
        ("", "https://as.example/token", Ok("https://as.example/token")),
        ("https://as.example", "https://as.example/token", Ok("https://as.example/token")),
        ("https://as.example/", "https://as.example/token", Ok("https://as.example/token")),
        ("https://as.example/t", "https://as.example/t/token", Ok("https://as.example/t/token")),
        ("http://[::1]:4117", "http://[::1]:4117/token", Ok("http://[::1]:4117/token")),
        ("https://as.example", "https://other.example/token", elsewhere()),
        ("https://as.example", "http://as.example/token", elsewhere()),
        ("https://as.example:8443", "https://as.example/token", elsewhere()),
        ("https://as.example/t", "https://as.example/u/token", elsewhere()),
        ("https://as.example", "https://AS.example/token", elsewhere()),
        ("https://as.example", "http://evil.com/token", elsewhere()),
        ("https://as.example", "ftp://as.example/token", elsewhere()),
        ("http://evil.com", "https://as.example/token", elsewhere()),
        ("not an address", "https://as.example/token", elsewhere()),
        ("https://as.example/token", "https://as.example/token", Ok("https://as.example/token")),
        ("https://as.example/", "https://as.example?x", Ok("https://as.example?x")),
        // A longer name is another name, and what is not an address is the base of nothing.
        ("https://as.example", "https://as.example.evil.com/token", elsewhere()),
        ("https://as.example", "https://as.example:8443/token", elsewhere()),
        ("https://as.example", "https://as.example@evil.com/token", elsewhere()),
        ("https://as.example/t", "https://as.example/token", elsewhere()),
        ("https://as.example/t/", "https://as.example/token", elsewhere()),
        ("https", "https://as.example/token", elsewhere()),
        // Below a base URL that is not https, it is not https either.
        ("http://evil.com", "http://evil.com/token", Err(RequestError::Url(Member::TokenEndpoint))),
        ("", "http://evil.com/token", Err(RequestError::Url(Member::TokenEndpoint))),
    ];
    for (base, endpoint, expected) in rows {
        assert_eq!(url_of(base, endpoint), expected.map(ToOwned::to_owned), "{base} {endpoint}");
    }
}

#[test]
fn a_path_is_joined_to_its_base_by_one_slash() {
    let missing = Err(RequestError::Missing(Member::TokenEndpoint));
    let refused = || Err(RequestError::Url(Member::TokenEndpoint));
    let ok = |url: &str| Ok(url.to_owned());
    let rows = [
        ("https://as.example", "token", ok("https://as.example/token")),
        ("https://as.example/", "token", ok("https://as.example/token")),
        ("https://as.example", "/token", ok("https://as.example/token")),
        ("https://as.example/", "/token", ok("https://as.example/token")),
        ("https://as.example/tenant", "/token", ok("https://as.example/tenant/token")),
        ("https://as.example", "/token?v=1", ok("https://as.example/token?v=1")),
        ("http://evil.com", "/token", refused()),
        // Behind a query, a path is no path.
        ("https://as.example?x", "/token", refused()),
        ("https://as.example/?x=", "token", refused()),
        ("https://as.example/t?", "/token", refused()),
        // Joined, it cannot name another host.
        ("https://as.example", "@evil.com", ok("https://as.example/@evil.com")),
        ("https://as.example", ".evil.com", ok("https://as.example/.evil.com")),
        ("https://as.example", "/token#x", refused()),
        ("https://as.example", "/to ken", refused()),
        ("https://as.example", r"/\evil.com", refused()),
        ("https://as.example", "/tökn", refused()),
        ("https://as.example", "", missing),
        // A query may hold an address and is a path's all the same.
        (
            "https://as.example",
            "/token?next=https://c.example",
            ok("https://as.example/token?next=https://c.example"),
        ),
    ];
    for (base, endpoint, expected) in rows {
        assert_eq!(url_of(base, endpoint), expected, "{base} {endpoint}");
    }
}

/// Each endpoint is the profile's own, and one that it does not have is named.
#[test]
fn an_endpoint_that_the_profile_does_not_have_is_named() {
    let client = Client::public(&BOLD, "id").base_url("https://as.example");
    let profile = Profile::RFC6749.token_endpoint("/token");
    let mut buffer = [0; 256];
    let refused = client
        .with_profile(&profile)
        .revoke(Revoke::AccessToken(Secret::new("t")))
        .write(&mut buffer);
    assert_eq!(refused.unwrap_err(), RequestError::Missing(Member::RevocationEndpoint));
    let refused = client.with_profile(&profile).authorize_device().scope("").write(&mut buffer);
    assert_eq!(refused.unwrap_err(), RequestError::Missing(Member::DeviceAuthorizationEndpoint));
    let profile = profile
        .revocation_endpoint("http://evil.com/r")
        .device_authorization_endpoint("http://evil.com/d");
    for (base_url, refusal) in [
        ("https://as.example", RequestError::BaseUrl as fn(Member) -> RequestError),
        ("", RequestError::Url),
    ] {
        let client = Client::public(&profile, "id").base_url(base_url);
        let token = Revoke::AccessToken(Secret::new("t"));
        let refused = client.revoke(token).write(&mut buffer);
        assert_eq!(refused.unwrap_err(), refusal(Member::RevocationEndpoint), "{base_url}");
        let refused = client.authorize_device().scope("").write(&mut buffer);
        let expected = refusal(Member::DeviceAuthorizationEndpoint);
        assert_eq!(refused.unwrap_err(), expected, "{base_url}");
    }
}

/// A public client has no place to put a secret.
#[test]
fn a_client_is_what_it_was_registered_as() {
    let public = Client::public(&BOLD, "spa").base_url("https://as.example");
    assert_eq!(public.id(), "spa");
    assert!(public.secret().is_none());
    let service = Client::confidential(&BOLD, "id", Secret::new("sesame"));
    assert_eq!(service.secret().unwrap().expose(), "sesame");
}
