//! Settings of a profile by their names: what is listed can be set, and lists the same.

use std::collections::BTreeMap;

use grantlet::engine::{SETTINGS, each_setting, separator_of};
use grantlet::{
    ClientAuth, ErrorShape, HeaderValue, InstantFormat, Profile, RequestBody, providers,
};

/// The settings of a profile, each in the string that C takes.
fn settings(profile: &Profile<'_>) -> BTreeMap<&'static str, String> {
    let mut settings: BTreeMap<_, String> = BTreeMap::new();
    each_setting(profile, &mut |name, value| {
        let text = settings.entry(name).or_default();
        if !text.is_empty() {
            text.push_str(separator_of(name));
        }
        text.push_str(&value.to_string());
    });
    settings
}

fn assert_sets_the_same(profile: &Profile<'_>) {
    let listed = settings(profile);
    let mut copy = Profile::RFC6749;
    for (name, text) in &listed {
        let (_, set) = SETTINGS.iter().find(|(other, _)| other == name).unwrap();
        copy = set(copy, text).unwrap();
    }
    assert_eq!(settings(&copy), listed);
}

/// One with every setting.
const ALL: Profile<'_> = Profile::RFC6749
    .authorization_endpoint("/authorize")
    .token_endpoint("/token")
    .refresh_endpoint("/refresh")
    .refresh_by_access_token()
    .revocation_endpoint("/revoke")
    .device_authorization_endpoint("/device")
    .request_body(RequestBody::JSON)
    .client_auth(ClientAuth::BASIC_VERBATIM)
    .send_grant_type(false)
    .pkce(false)
    .bearer_by_default(true)
    .allow_loopback()
    .scope_separator(b',')
    .request_scope_separator(b' ')
    .opaque_redirect_uri(true)
    .form_response()
    .headers(&[
        ("X-A", HeaderValue::ClientId),
        ("X-B", HeaderValue::ClientSecret),
        ("X-C", HeaderValue::Static("2022-06-28")),
    ])
    .grant_types(&[("device_code", "device_code")])
    .rename(&[("client_id", "clientId")])
    .order(&["grant_type", "code"])
    .envelope("data/0")
    .response_names(&[("expires_in", "expire_time")])
    .errors(&[
        ErrorShape::numbered("errcode").description("errmsg"),
        ErrorShape::new("code").inside_error(),
    ])
    .ends_on(&[("invalid_request", "Code is spent"), ("10004", "")])
    .retry_on(&[("30006", "")])
    .expires_at("expires_at", InstantFormat::UnixMilliseconds)
    .refresh_token_expires_in("refresh_expires_in")
    .zero_lifetime_is_unknown(true)
    .token_types(&["mac"])
    .extra(&["team/id"])
    .servers(&[("dc", ""), ("https://us.example", ""), ("eu", "https://eu.example")]);

#[test]
fn a_profile_is_listed_in_the_strings_of_c_and_set_by_them() {
    let listed = settings(&ALL);
    for (name, text) in [
        ("client_auth", "basic_verbatim"),
        ("headers", "X-A=client_id X-B=client_secret X-C=\"2022-06-28\""),
        ("request_scope_separator", " "),
        ("grant_types", "device_code=device_code"),
        ("errors", "- errmsg errcode,error/code"),
        ("ends_on", "invalid_request=Code is spent\n10004"),
        ("scope_separator", ","),
        ("expires_at", "expires_at=unix_milliseconds"),
        ("servers", "dc https://us.example eu=https://eu.example"),
    ] {
        assert_eq!(listed[name], text);
    }
    // A request has one body, or a query.
    assert_eq!(listed.len() + 1, SETTINGS.len(), "{listed:?}");
    assert_sets_the_same(&ALL);
    let query = ALL.dangerously_send_in_query().client_auth(ClientAuth::OMITTED);
    assert_eq!(settings(&query)["dangerously_send_in_query"], "true");
    assert_sets_the_same(&query);
    assert_sets_the_same(&query.client_auth(ClientAuth::BASIC_ALWAYS));
    assert!(settings(&Profile::RFC6749).is_empty());
    for (_, profile) in providers::ALL {
        assert_sets_the_same(profile);
    }
}

#[test]
fn a_word_that_is_no_value_is_refused() {
    for (name, set) in SETTINGS {
        let is_word = matches!(
            *name,
            "request_body"
                | "client_auth"
                | "send_grant_type"
                | "pkce"
                | "bearer_by_default"
                | "allow_loopback"
                | "scope_separator"
                | "request_scope_separator"
                | "opaque_redirect_uri"
                | "zero_lifetime_is_unknown"
                | "form_response"
                | "dangerously_send_in_query"
                | "refresh_by_access_token"
        );
        assert_eq!(set(Profile::RFC6749, "maybe").is_none(), is_word, "{name}");
    }
}
