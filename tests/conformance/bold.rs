//! Bold's document: twelve exchanges, one of them a chain from a login to a token that is used.

use grantlet::providers::{
    BOLD, BoldCredentials, bold_authentication, bold_authentication_request,
};
use grantlet::{
    Client, Grant, Member, RequestError, Secret, TokenError, Value, bearer, validate_json,
};

use crate::documents::{Bold, Exchange, compact, decoded, json, json_bodies, optional, value};
use crate::{assert_refused, assert_token, header};

/// The document names no host.
const HOST: &str = "https://bold.example";

const TOKEN: &str = "/v2/oauth/token";
const AUTHENTICATION: &str = "/v1/authentications/password";
const ACCOUNTS: &str = "/v1/accounts";

#[test]
fn every_request_is_built_byte_for_byte() {
    let Some(document) = Bold::read() else { return };
    let exchanges = document.exchanges();
    let mut tokens = Vec::new();
    for exchange in &exchanges {
        match (exchange.method, exchange.path) {
            ("POST", TOKEN) => assert_form_is_built(exchange),
            ("POST", AUTHENTICATION) => assert_authentication_is_built(exchange),
            ("GET", ACCOUNTS) => tokens.push(exchange.headers[0]),
            _ => panic!("what is this? {exchange:?}"),
        }
    }
    let [(right, with_scheme), (wrong, token)] = tokens.try_into().expect("right and wrong");
    assert_eq!((right, wrong), ("Authorization", "X-Auth-Token"));
    assert_eq!(bearer(Secret::new(token), &mut [0; 64]), Ok(with_scheme));

    // Every line that starts a request is one of these or the heading.
    let starts = |line: &&str| line.starts_with("POST/") || line.starts_with("GET/");
    assert_eq!(document.text().lines().filter(starts).count(), exchanges.len() + 1);
    assert_eq!(exchanges.len(), 12);
    let printed =
        |word: &str| document.text().lines().filter(|line| line.starts_with(word)).count();
    let pairs: usize = exchanges.iter().map(|exchange| exchange.form.len()).sum();
    assert_eq!(printed("form"), pairs + document.names().len());
    assert_eq!(printed("status"), exchanges.len());
}

/// The form of a token request, to the byte, and the header above it.
fn assert_form_is_built(exchange: &Exchange<'_>) {
    let pairs = decoded(&exchange.body());
    let get = |name| value(&pairs, name);
    let scope = optional(&pairs, "scope").unwrap_or_default();
    let mfa_token = [("mfa_token", optional(&pairs, "mfa_token").unwrap_or_default())];
    let grant = match get("grant_type") {
        "authorization_code" => {
            Grant::authorization_code(Secret::new(get("code"))).redirect_uri(get("redirect_uri"))
        }
        "refresh_token" => Grant::refresh_token(Secret::new(get("refresh_token"))),
        #[expect(deprecated, reason = "documented as deprecated, and so it is here")]
        "password" => Grant::password(get("username"), Secret::new(get("password")))
            .scope(scope)
            .params(&mfa_token),
        other => panic!("no such grant: {other}"),
    };
    let client = Client::confidential(&BOLD, get("client_id"), Secret::new(get("client_secret")))
        .base_url(HOST);
    let mut buffer = [0; 1024];
    let request = client.request(&grant, &mut buffer).expect("a request");
    assert_eq!(request.url, format!("{HOST}{}", exchange.path));
    assert_eq!(request.body, exchange.body());
    let [(name, content_type)] = exchange.headers[..] else { panic!("one header: {exchange:?}") };
    assert_eq!(header(request.headers, name), content_type);
}

/// The JSON of an authentication: the same members in the same order, compact.
fn assert_authentication_is_built(exchange: &Exchange<'_>) {
    let printed = exchange.json.expect("a body");
    let members = json(printed);
    let get = |name: &str| members[name].as_str().expect("a string");
    let client = Client::confidential(&BOLD, get("clientId"), Secret::new(get("clientSecret")))
        .base_url(HOST);
    let user = BoldCredentials {
        mfa_token: Secret::new(get("mfaToken")),
        password: Secret::new(get("password")),
        phone_number: get("phoneNumber"),
    };
    let mut buffer = [0; 1024];
    let request = bold_authentication_request(&client, &user, &mut buffer).expect("a request");
    assert_eq!(request.url, format!("{HOST}{}", exchange.path));
    assert_eq!(request.body, compact(printed));
    assert_eq!(header(request.headers, "content-type"), "application/json");
}

#[test]
fn every_response_is_read_as_printed_with_its_status() {
    let Some(document) = Bold::read() else { return };
    let exchanges = document.exchanges();
    for exchange in &exchanges {
        match (exchange.path, exchange.status) {
            (AUTHENTICATION, 200) => assert_code(exchange.response),
            (TOKEN, 200) => assert_token_and_account(exchange.response),
            (TOKEN, 400) => assert_token_is_refused(exchange),
            (ACCOUNTS, 200) => assert_is_no_token(exchange.response),
            (ACCOUNTS, 401) => assert_says_message_only(exchange.response),
            _ => panic!("what is this? {exchange:?}"),
        }
    }
    let sent = exchanges.iter().filter(|exchange| exchange.json.is_some()).count();
    assert_eq!(json_bodies(document.text()).len(), exchanges.len() + sent);
    assert_eq!(sent, 3);
}

/// A code, and its expiry to the nanosecond.
fn assert_code(printed: &str) {
    let members = json(printed);
    let mut body = printed.as_bytes().to_vec();
    let response = bold_authentication(200, &mut body).expect("a code");
    assert_eq!(Some(response.code.expose()), members["code"].as_str());
    assert_eq!(response.account_id, members["accountId"].as_u64());
    assert_eq!(Some(response.account_created), members["accountCreated"].as_bool());

    let expiration = members["expiration"].as_str().expect("a string");
    let read = response.expiration.expect("a time");
    // Days from 1970 to that day: 56 years with 14 leap days, then January, February and 9 days.
    let (day, time) = expiration.split_once('T').expect("date and time");
    assert_eq!(day, "2026-03-10");
    let midnight = (56 * 365 + 14 + 31 + 28 + 9) * 86_400;
    let digits: Vec<_> = time.split([':', '.', 'Z']).map(str::parse::<i64>).collect();
    let [Ok(hour), Ok(minute), Ok(second), Ok(nanosecond), Err(_)] = digits[..] else {
        panic!("{time}");
    };
    assert_eq!(read.second.as_secs(), midnight + hour * 3600 + minute * 60 + second);
    assert_eq!(i64::from(read.nanoseconds), nanosecond);
}

fn assert_token_and_account(printed: &str) {
    let members = json(printed);
    assert_token(&BOLD, printed, &members);
    let mut body = printed.as_bytes().to_vec();
    let token = BOLD.token(200, &mut body).expect("a token");
    let account_id = token.extra.get(0).and_then(Value::integer);
    assert!(account_id.is_some());
    assert_eq!(account_id, members["account_id"].as_u64());
}

fn assert_token_is_refused(exchange: &Exchange<'_>) {
    let members = json(exchange.response);
    let get = |name: &str| members[name].as_str();
    let grant_type = exchange.form[0].1;
    let (said, ends) = match grant_type {
        "password" => {
            assert_eq!(get("code"), Some("OldAppVersion"));
            ([get("code"), get("message"), None], false)
        }
        "authorization_code" => {
            assert_eq!(get("error_description"), Some("InvalidGrantCode"));
            ([get("error"), get("error_description"), None], true)
        }
        other => panic!("{other} is refused nowhere"),
    };
    assert_eq!(assert_refused(&BOLD, exchange.status, exchange.response, said), ends);
}

/// The list of accounts is an array: never mistaken for a token.
fn assert_is_no_token(printed: &str) {
    assert_eq!(validate_json(printed.as_bytes()), Ok(()));
    let mut body = printed.as_bytes().to_vec();
    let refused = BOLD.token(200, &mut body).expect_err("no token");
    assert!(matches!(refused, TokenError::Json(_)), "{refused:?}");
    assert_eq!(body, printed.as_bytes());
}

/// Without a `code`, `message` alone makes it the server's error.
fn assert_says_message_only(printed: &str) {
    let members = json(printed);
    let message = members["message"].as_str();
    assert!(message.is_some() && members["code"].is_null());
    assert!(!assert_refused(&BOLD, 401, printed, [None, message, None]));
    let mut body = printed.as_bytes().to_vec();
    let refused = bold_authentication(401, &mut body).expect_err("refused");
    assert!(matches!(refused, TokenError::Server { status: 401, .. }), "{refused:?}");
}

#[test]
fn the_printed_chain_holds_from_one_response_to_the_next_request() {
    let Some(document) = Bold::read() else { return };
    let exchanges = document.exchanges();
    let (mut code, mut access, mut refresh) = (String::new(), String::new(), String::new());
    let mut told = Vec::new();
    // The first two exchanges are of a password and of a code that comes from a redirect.
    for exchange in exchanges.iter().skip(2) {
        let sent = |index: usize| exchange.form[index].1;
        let grant_type = exchange.form.first().map_or("", |(_, value)| value);
        match (exchange.path, grant_type) {
            (TOKEN, "authorization_code") => assert_eq!(sent(1), code),
            (TOKEN, "refresh_token") => assert_eq!(sent(3), refresh),
            (ACCOUNTS, _) => assert!(exchange.headers[0].1.ends_with(&access)),
            _ => assert_eq!(exchange.path, AUTHENTICATION),
        }
        let mut body = exchange.response.as_bytes().to_vec();
        match (exchange.path, exchange.status) {
            (AUTHENTICATION, status) => {
                code = bold_authentication(status, &mut body).expect("a code").code.expose().into();
            }
            (TOKEN, 200) => {
                let token = BOLD.token(200, &mut body).expect("a token");
                access = token.access_token.expose().into();
                refresh = token.refresh_token.expect("a refresh token").expose().into();
            }
            _ => {}
        }
        told.push(exchange.status);
    }
    // Each line is one login: its code, token and refresh; token and the same code again; token,
    // used, and refused in the other header.
    #[rustfmt::skip]
    let statuses = [
        200, 200, 200,
        200, 200, 400,
        200, 200, 200, 401,
    ];
    assert_eq!(told, statuses);
}

#[test]
fn the_heading_names_the_parameters_of_the_password_grant_in_its_order() {
    let Some(document) = Bold::read() else { return };
    let password = &document.exchanges()[0];
    let names: Vec<_> = password.form.iter().map(|(name, _)| *name).collect();
    assert_eq!(document.names(), names);
}

#[test]
fn an_authentication_that_lacks_a_part_is_not_built() {
    let client = Client::public(&BOLD, "BoldAuth").base_url(HOST);
    let user = BoldCredentials {
        mfa_token: Secret::new("mfa"),
        password: Secret::new("fin8"),
        phone_number: "",
    };
    let mut buffer = [0; 512];
    let refused = bold_authentication_request(&client, &user, &mut buffer).unwrap_err();
    assert_eq!(refused, RequestError::Missing(Member::ClientSecret));
    let client = Client::confidential(&BOLD, "BoldAuth", Secret::new("sesame")).base_url(HOST);
    let refused = bold_authentication_request(&client, &user, &mut buffer).unwrap_err();
    assert_eq!(refused, RequestError::Missing(Member::PhoneNumber));
}
