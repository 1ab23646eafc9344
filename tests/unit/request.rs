//! Requests to the token endpoint: who asks, and in which words.

use base64ct::{Base64, Encoding};
use grantlet::{
    Client, ClientAuth, Grant, Member, Profile, RequestBody, RequestError, Revoke, Scope, Secret,
    bearer,
};
use grantlet_tests::shared_json;

pub(crate) const PROFILE: Profile<'_> = Profile::RFC6749.token_endpoint("/token");
const PUBLIC: Client<'_> = Client::public(&Profile::RFC6749, "i d").base_url("https://as.example");

pub(crate) fn confidential() -> Client<'static> {
    Client::confidential(&Profile::RFC6749, "i d", Secret::new("s&s"))
        .base_url("https://as.example")
}

/// Headers beyond the two of every request, and the body.
pub(crate) fn sent(
    profile: &Profile<'_>,
    client: &Client<'_>,
    grant: &Grant<'_>,
) -> Result<(Vec<(String, String)>, String), RequestError> {
    let mut buffer = [0; 2048];
    let request = client.with_profile(profile).request(grant, &mut buffer)?;
    assert_eq!(request.url, "https://as.example/token");
    let mut headers: Vec<_> =
        request.headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let lines = headers
        .iter()
        .fold(String::new(), |lines, (name, value)| lines + name + ": " + value + "\r\n");
    assert_eq!(request.headers.as_str(), lines);
    let content_type = headers.remove(0);
    assert!(content_type.0 == "Content-Type" && content_type.1.starts_with("application/"));
    assert_eq!(headers.remove(0), ("Accept".to_owned(), "application/json".to_owned()));
    Ok((headers, request.body.to_owned()))
}

pub(crate) fn basic(text: &str) -> Vec<(String, String)> {
    vec![("Authorization".to_owned(), format!("Basic {}", Base64::encode_string(text.as_bytes())))]
}

/// RFC 6749, section 2.3: the secret is sent in one way, never in two.
#[test]
fn a_client_shows_its_secret_in_one_way_and_a_public_one_shows_none() {
    let grant = Grant::other("client_credentials");
    let start = "grant_type=client_credentials";
    let in_body = format!("{start}&client_id=i+d&client_secret=s%26s");
    let id_only = format!("{start}&client_id=i+d");
    let rows = [
        (ClientAuth::BODY, confidential(), Ok((vec![], in_body))),
        (ClientAuth::BASIC, confidential(), Ok((basic("i%20d:s%26s"), start.to_owned()))),
        (ClientAuth::BASIC_VERBATIM, confidential(), Ok((basic("i d:s&s"), start.to_owned()))),
        (ClientAuth::NONE, confidential(), Err(RequestError::Unexpected(Member::ClientSecret))),
        (ClientAuth::BODY, PUBLIC, Ok((vec![], id_only.clone()))),
        (ClientAuth::BASIC, PUBLIC, Ok((vec![], id_only.clone()))),
        (ClientAuth::BASIC_VERBATIM, PUBLIC, Ok((vec![], id_only.clone()))),
        (ClientAuth::NONE, PUBLIC, Ok((vec![], id_only))),
    ];
    for (auth, client, expected) in rows {
        assert_eq!(sent(&PROFILE.client_auth(auth), &client, &grant), expected, "{auth:?}");
    }
    let empty = Client::confidential(&Profile::RFC6749, "id", Secret::new(""))
        .base_url("https://as.example");
    let nameless = Client::public(&Profile::RFC6749, "").base_url("https://as.example");
    for auth in [ClientAuth::BODY, ClientAuth::BASIC, ClientAuth::NONE] {
        let profile = PROFILE.client_auth(auth);
        let refused = sent(&profile, &empty, &grant);
        assert_eq!(refused, Err(RequestError::Missing(Member::ClientSecret)));
        let refused = sent(&profile, &nameless, &grant);
        assert_eq!(refused, Err(RequestError::Missing(Member::ClientId)));
    }
    // The colon parts id and secret, and unencoded there is no telling which is which.
    let colon = Client::confidential(&Profile::RFC6749, "a:b", Secret::new("c:d"))
        .base_url("https://as.example");
    let refused = sent(&PROFILE.client_auth(ClientAuth::BASIC_VERBATIM), &colon, &grant);
    assert_eq!(refused, Err(RequestError::Chars(Member::ClientId)));
    let (headers, _) = sent(&PROFILE, &colon, &grant).unwrap();
    assert_eq!(headers, basic("a%3Ab:c%3Ad"));
    let verbatim = Client::confidential(&Profile::RFC6749, "é", Secret::new("c:ü😀"))
        .base_url("https://as.example");
    let (headers, _) =
        sent(&PROFILE.client_auth(ClientAuth::BASIC_VERBATIM), &verbatim, &grant).unwrap();
    assert_eq!(headers, basic("é:c:ü😀"));
}

/// RFC 6749, section 2.3.1: Authlib and oidc-provider both read this spelling.
#[test]
fn basic_of_special_characters_is_the_one_that_both_recorded_servers_read() {
    for file in ["fixtures/oidc-provider.json", "fixtures/authlib.json"] {
        let Some(fixture) = shared_json(file) else { return };
        let cases = fixture["cases"].as_array().unwrap();
        for (id, client_id) in
            [("basic_secret_pct20", "conf-special"), ("basic_special_pct20", "conf:special")]
        {
            let case = cases.iter().find(|case| case["id"] == id).unwrap();
            assert_eq!(case["status"], 200, "{file} {id}");
            let recorded = case["request"].as_str().unwrap();
            let recorded = recorded.lines().find_map(|line| line.strip_prefix("Authorization: "));
            let secret = Secret::new("p+w/=&% :~");
            let client = Client::confidential(&Profile::RFC6749, client_id, secret)
                .base_url("https://as.example");
            let (headers, _) = sent(&PROFILE, &client, &Grant::client_credentials()).unwrap();
            assert_eq!(Some(headers[0].1.as_str()), recorded, "{file} {id}");
        }
    }
}

/// RFC 6749, section 6.
#[test]
fn a_refresh_never_asks_for_more_scope_than_was_granted() {
    let granted = Scope::new("openid profile api:read");
    let refresh = Grant::refresh_token(Secret::new("rt"));
    let rows = [
        (refresh, Ok("")),
        (refresh.narrow_scope(granted, ""), Ok("")),
        (refresh.narrow_scope(granted, "profile"), Ok("&scope=profile")),
        (refresh.narrow_scope(granted, "profile openid"), Ok("&scope=profile+openid")),
        (refresh.narrow_scope(granted, "openid email"), Err(RequestError::Scope)),
        (refresh.narrow_scope(granted, "Openid"), Err(RequestError::Scope)),
        (refresh.narrow_scope(granted, "api"), Err(RequestError::Scope)),
        (refresh.narrow_scope(Scope::new(""), "openid"), Err(RequestError::Scope)),
        // Without what was granted, nothing can be within it.
        (refresh.scope("openid"), Err(RequestError::Scope)),
        (refresh.narrow_scope(granted, "openid").scope("email"), Err(RequestError::Scope)),
    ];
    for (grant, expected) in rows {
        let body = sent(&PROFILE, &PUBLIC, &grant).map(|(_, body)| body);
        let start = "grant_type=refresh_token&refresh_token=rt&client_id=i+d";
        assert_eq!(body, expected.map(|scope| format!("{start}{scope}")));
    }
}

/// What was granted is text in a binding: as the provider separates it, or as it was asked for.
#[test]
fn a_narrower_scope_is_found_in_what_was_granted_whatever_separates_that() {
    let refresh = Grant::refresh_token(Secret::new("rt"));
    let comma = PROFILE.scope_separator(b',');
    for granted in ["openid,api:read", "openid api:read", "openid, api:read"] {
        let narrow = refresh.narrow_scope(Scope::new(granted), "api:read openid");
        let (_, body) = sent(&comma, &PUBLIC, &narrow).unwrap();
        assert!(body.ends_with("&scope=api%3Aread%2Copenid"), "{body}");
        let wider = refresh.narrow_scope(Scope::new(granted), "api");
        assert_eq!(sent(&comma, &PUBLIC, &wider), Err(RequestError::Scope));
    }
    // Where a comma is part of a token, it separates none.
    let narrow = refresh.narrow_scope(Scope::new("openid,api:read"), "openid");
    assert_eq!(sent(&PROFILE, &PUBLIC, &narrow), Err(RequestError::Scope));
}

/// RFC 6750, section 2.1: the header is the only place of a token in a request.
#[test]
fn a_bearer_header_holds_visible_characters_only() {
    for byte in 0..=0x7Fu8 {
        let token = format!("a{}b", char::from(byte));
        let fits = (0x21..=0x7E).contains(&byte);
        let expected = if fits {
            Ok(format!("Bearer {token}"))
        } else {
            Err(RequestError::Chars(Member::AccessToken))
        };
        let header = bearer(Secret::new(&token), &mut [0; 32]).map(ToOwned::to_owned);
        assert_eq!(header, expected, "{byte:#04x}");
    }
    let mut buffer = [0; 32];
    let refused = bearer(Secret::new(""), &mut buffer);
    assert_eq!(refused, Err(RequestError::Missing(Member::AccessToken)));
    let refused = bearer(Secret::new("é"), &mut buffer);
    assert_eq!(refused, Err(RequestError::Chars(Member::AccessToken)));
}

/// RFC 7009, section 2.1, with the client's authentication as at the token endpoint.
#[test]
fn a_revocation_says_the_token_its_kind_and_who_asks() {
    let profile = Profile::RFC6749.revocation_endpoint("/revoke").token_endpoint("/token");
    let (token, mut buffer) = (Secret::new("t&t"), [0; 512]);
    let rows = [
        (
            PUBLIC,
            Revoke::RefreshToken(token),
            "token=t%26t&token_type_hint=refresh_token&client_id=i+d",
        ),
        (
            PUBLIC,
            Revoke::AccessToken(token),
            "token=t%26t&token_type_hint=access_token&client_id=i+d",
        ),
        (confidential(), Revoke::RefreshToken(token), "token=t%26t&token_type_hint=refresh_token"),
    ];
    for (client, revoke, body) in rows {
        let request = client.with_profile(&profile).revoke(revoke).write(&mut buffer).unwrap();
        assert_eq!((request.url, request.body), ("https://as.example/revoke", body));
        let basic = request.headers.iter().any(|(name, _)| name == "Authorization");
        assert_eq!(basic, client.secret().is_some());
        // A form, whatever the body of a token request is.
        let json = profile.request_body(RequestBody::JSON);
        let request = client.with_profile(&json).revoke(revoke).write(&mut buffer).unwrap();
        assert_eq!((request.url, request.body), ("https://as.example/revoke", body));
        let content_type = request.headers.iter().find(|(name, _)| *name == "Content-Type");
        assert_eq!(content_type.unwrap().1, "application/x-www-form-urlencoded");
    }
    let empty = Revoke::AccessToken(Secret::new(""));
    let refused = PUBLIC.with_profile(&profile).revoke(empty).write(&mut buffer).unwrap_err();
    assert_eq!(refused, RequestError::Missing(Member::Token));
}

#[test]
fn a_parameter_that_cannot_be_sent_is_named() {
    let verifier = "v".repeat(42);
    let long = "v".repeat(129);
    let bare = Grant::authorization_code(Secret::new("c"));
    let code = bare.code_verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    let rows = [
        (Grant::other(""), RequestError::Missing(Member::GrantType)),
        (bare, RequestError::Missing(Member::CodeVerifier)),
        (bare.code_verifier(""), RequestError::Missing(Member::CodeVerifier)),
        (bare.redirect_uri("/cb"), RequestError::RedirectUri),
        // That it is missing comes before what is wrong with the scope.
        (bare.scope("a  b"), RequestError::Missing(Member::CodeVerifier)),
        (bare.params(&[("", "x")]), RequestError::Missing(Member::CodeVerifier)),
        (Grant::authorization_code(Secret::new("")), RequestError::Missing(Member::Code)),
        (Grant::refresh_token(Secret::new("")), RequestError::Missing(Member::RefreshToken)),
        (Grant::device_code(Secret::new("")), RequestError::Missing(Member::DeviceCode)),
        (code.code_verifier(&verifier), RequestError::Length(Member::CodeVerifier)),
        (code.code_verifier(&long), RequestError::Length(Member::CodeVerifier)),
        (
            code.code_verifier("+++++++++++++++++++++++++++++++++++++++++++"),
            RequestError::Chars(Member::CodeVerifier),
        ),
        (code.redirect_uri("/cb"), RequestError::RedirectUri),
        (code.redirect_uri("https://c.example/#"), RequestError::RedirectUri),
        (code.scope("a  b"), RequestError::Chars(Member::Scope)),
        (code.scope(" a"), RequestError::Chars(Member::Scope)),
        (code.scope("a "), RequestError::Chars(Member::Scope)),
        (code.scope(" "), RequestError::Chars(Member::Scope)),
        (code.params(&[("", "x")]), RequestError::Missing(Member::ExtraParameter)),
    ];
    for (grant, expected) in rows {
        assert_eq!(sent(&PROFILE, &PUBLIC, &grant).unwrap_err(), expected);
    }
}

/// RFC 7636, section 4.5: no code without its verifier, unless the provider has no PKCE; a verifier that is given
/// is validated there too.
#[test]
fn a_code_goes_with_its_verifier_unless_the_profile_has_no_pkce() {
    let bare = Grant::authorization_code(Secret::new("c"));
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let with =
        format!("grant_type=authorization_code&code=c&client_id=i+d&code_verifier={verifier}");
    let without = "grant_type=authorization_code&code=c&client_id=i+d".to_owned();
    let short = RequestError::Length(Member::CodeVerifier);
    let rows = [
        (true, bare.code_verifier(verifier), Ok(with.clone())),
        (true, bare, Err(RequestError::Missing(Member::CodeVerifier))),
        (true, bare.code_verifier("v"), Err(short)),
        (false, bare.code_verifier(verifier), Ok(with)),
        (false, bare, Ok(without)),
        (false, bare.code_verifier("v"), Err(short)),
        (false, bare.scope("a  b"), Err(RequestError::Chars(Member::Scope))),
    ];
    for (pkce, grant, expected) in rows {
        let found = sent(&PROFILE.pkce(pkce), &PUBLIC, &grant).map(|(_, body)| body);
        assert_eq!(found, expected, "{pkce}");
    }
    // Only a code has one.
    for grant in [
        Grant::refresh_token(Secret::new("rt")),
        Grant::device_code(Secret::new("dc")),
        Grant::other("urn:x"),
    ] {
        assert!(sent(&PROFILE, &PUBLIC, &grant).is_ok(), "{grant:?}");
    }
    // Not said on the wire, the type is still the caller's to know.
    let silent = PROFILE.send_grant_type(false);
    let refused = sent(&silent, &PUBLIC, &Grant::other(""));
    assert_eq!(refused, Err(RequestError::Missing(Member::GrantType)));
}

/// RFC 6749, section 4.4.2: the client proves who it is, or nothing is sent.
#[test]
fn client_credentials_without_a_secret_are_refused_unless_something_else_proves_the_client() {
    let grant = Grant::client_credentials();
    let missing = Err(RequestError::Missing(Member::ClientSecret));
    for auth in [ClientAuth::BASIC, ClientAuth::BASIC_VERBATIM, ClientAuth::BODY] {
        assert_eq!(sent(&PROFILE.client_auth(auth), &PUBLIC, &grant), missing, "{auth:?}");
        let params = [("client_assertion", "e30.e30.c2ln")];
        assert!(sent(&PROFILE.client_auth(auth), &PUBLIC, &grant.params(&params)).is_ok());
        assert!(sent(&PROFILE.client_auth(auth), &confidential(), &grant).is_ok());
    }
    assert!(sent(&PROFILE.client_auth(ClientAuth::NONE), &PUBLIC, &grant).is_ok());
}

/// A token of another type is not sent as if it were Bearer.
#[test]
fn a_token_that_is_not_bearer_has_no_bearer_header() {
    const MAC: Profile<'_> = Profile::RFC6749.token_types(&["mac"]);
    for (sent, written) in [("Bearer", true), ("bEARER", true), ("MAC", false), ("mac", false)] {
        let mut body = format!(r#"{{"access_token":"at","token_type":"{sent}"}}"#).into_bytes();
        let token = MAC.token(200, &mut body).unwrap();
        let refused = Err(RequestError::Unexpected(Member::TokenType));
        let expected = if written { Ok("Bearer at") } else { refused };
        assert_eq!(token.bearer(&mut [0; 16]), expected, "{sent}");
    }
}
