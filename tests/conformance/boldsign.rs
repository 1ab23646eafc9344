//! `BoldSign`'s document: sixteen code samples, four authorization URLs, two callback URLs, three
//! responses.
//!
//! Its samples are syntax with placeholders. Two of those are not valid in a request: a
//! `redirect_uri` is an address and a `code_verifier` has 43 characters or more. They are replaced
//! on both sides before they are compared.

use grantlet::providers::BOLDSIGN;
use grantlet::{
    Authorize, Callback, CallbackExpectation, Challenge, Client, ClientAuth, Flow, Grant, Issuer,
    Profile, Scope, Secret, TokenType, bearer, callback,
};
use grantlet_tests::shared_text;

use crate::documents::{Pairs, between, decoded, encoded, json, json_bodies, optional, value};
use crate::samples::{Sample, samples};
use crate::{assert_token, header};

const DOCUMENT: &str = "providers/boldsign.txt";

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT_URI: &str = "https://yourapp.com/callback";

/// Pairs in which characters that are not valid in a request are replaced.
fn filled(pairs: &[(String, String)]) -> Pairs {
    let fill = |(name, value): &(String, String)| {
        let value = match (name.as_str(), value.as_str()) {
            ("redirect_uri", "YOUR_REDIRECT_URI") => REDIRECT_URI,
            ("code_verifier", "YOUR_CODE_VERIFIER") => VERIFIER,
            // The example's challenge is cut short, and the other one is a placeholder.
            ("code_challenge", "YOUR_CODE_CHALLENGE" | "b7uDNmQ...") => CHALLENGE,
            // One Python sample has a stray space after the secret.
            ("client_secret", "YOUR_CLIENT_SECRET ") => "YOUR_CLIENT_SECRET",
            (_, value) => value,
        };
        (name.clone(), value.to_owned())
    };
    pairs.iter().map(fill).collect()
}

#[test]
fn every_sample_of_a_token_request_is_built() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let samples = samples(&document);
    let mut kinds = Vec::new();
    for sample in samples.iter().filter(|sample| !sample.pairs.is_empty()) {
        assert_sample_is_built(sample);
        kinds.push(value(&sample.pairs, "grant_type"));
    }
    // Each grant in curl, C#, Python and axios.
    let each = ["authorization_code", "refresh_token", "client_credentials"];
    assert_eq!(kinds, each.map(|kind| [kind; 4]).concat());
    // No sample of another language is missed: each of these is once in each sample of its.
    let marks = ["curl -X", "using var httpClient", "HTTPSConnection(", "axios.post("];
    assert_eq!(marks.map(|mark| document.matches(mark).count()), [4, 3, 3, 3]);
    let stray = samples.iter().filter(|sample| encoded(&sample.pairs).contains("SECRET+")).count();
    assert_eq!(stray, 1);
}

/// The form, to the byte: the pairs as every one of these languages but Python encodes them, which
/// encodes nothing. By Basic, the same without the two that moved.
fn assert_sample_is_built(sample: &Sample) {
    let pairs = filled(&sample.pairs);
    let get = |name| value(&pairs, name);
    let scope = optional(&pairs, "scope").unwrap_or_default();
    let grant = match get("grant_type") {
        "authorization_code" => Grant::authorization_code(Secret::new(get("code")))
            .redirect_uri(get("redirect_uri"))
            .code_verifier(get("code_verifier")),
        "refresh_token" => Grant::refresh_token(Secret::new(get("refresh_token"))),
        "client_credentials" => Grant::client_credentials().scope(scope),
        other => panic!("no such grant: {other}"),
    };
    let client = Client::confidential(
        &Profile::RFC6749,
        get("client_id"),
        Secret::new(get("client_secret")),
    );
    let mut buffer = [0; 1024];

    let built = client.with_profile(&at(sample.url.trim())).request(&grant, &mut buffer).unwrap();
    assert_eq!(built.url, sample.url.trim());
    assert_eq!(built.body, encoded(&pairs));
    for (name, printed) in &sample.headers {
        assert_eq!(header(built.headers, name), printed);
    }

    let basic = BOLDSIGN.client_auth(ClientAuth::BASIC);
    let built = client.with_profile(&basic).request(&grant, &mut buffer).unwrap();
    let credentials = |(name, _): &(String, String)| name.starts_with("client_");
    let others: Vec<_> = pairs.iter().filter(|pair| !credentials(pair)).cloned().collect();
    assert_eq!(built.body, encoded(&others));
    assert!(header(built.headers, "Authorization").starts_with("Basic "));
}

/// One sample posts to the host `app.`, and has a space before its address; all others to the
/// host of the text, which is the profile's.
fn at(printed: &str) -> Profile<'_> {
    if printed.contains("://app.") { BOLDSIGN.token_endpoint(printed) } else { BOLDSIGN }
}

#[test]
fn one_sample_alone_names_another_host() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let urls: Vec<_> = samples(&document).into_iter().map(|sample| sample.url).collect();
    let elsewhere: Vec<_> = urls.iter().filter(|url| url.contains("://app.")).collect();
    assert_eq!(elsewhere, [" https://app.boldsign.com/connect/token"]);
}

#[test]
fn a_token_is_used_as_every_sample_shows() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let mut looked_at = 0;
    for sample in samples(&document).iter().filter(|sample| sample.pairs.is_empty()) {
        let printed = value(&sample.headers, "Authorization");
        let token = printed.strip_prefix("Bearer ").expect("a token");
        assert_eq!(bearer(Secret::new(token), &mut [0; 64]), Ok(printed));
        looked_at += 1;
    }
    assert_eq!(looked_at, 4);
    // Bearer headers, and one setter that makes one.
    assert_eq!(document.matches("Bearer eyJ").count() + document.matches("SetBearer").count(), 4);
}

/// An address on one line, without the spaces that lay it out before `?` and `&`.
fn addresses<'d>(document: &'d str, start: &str) -> Vec<(&'d str, String)> {
    let lines = document.lines().filter(|line| line.starts_with(start));
    let unfold = |line: &'d str| {
        let address = line.replace(" ?", "?").replace(" &", "&");
        let at = address.find(['?', '#']).expect("a query or a fragment");
        (line.split([' ', '?', '#']).next().unwrap_or(line), address[at + 1..].to_owned())
    };
    lines.map(unfold).collect()
}

#[test]
fn every_address_to_send_a_user_to_is_built() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let addresses = addresses(&document, "https://account.boldsign.com/connect/authorize");
    let challenge = Challenge::s256(VERIFIER).expect("a challenge");
    let mut kinds = Vec::new();
    for (endpoint, query) in &addresses {
        let pairs = filled(&decoded(query));
        let get = |name| value(&pairs, name);
        let authorize = match get("response_type") {
            "code" => Authorize::code(get("redirect_uri"), get("state"), &challenge),
            _ => Authorize::implicit(get("redirect_uri"), get("state")),
        };
        let client = Client::public(&BOLDSIGN, get("client_id"));
        let mut buffer = [0; 1024];
        let url = authorize.scope(get("scope")).write(&client, &mut buffer).unwrap();
        let (to, query) = url.split_once('?').expect("a query");
        assert_eq!(to, *endpoint);
        // The document prints raw spaces and unencoded addresses: the pairs are the same.
        assert_eq!(decoded(query), pairs);
        assert!(!query.contains(['+', ' ', '/']));
        kinds.push(get("response_type").to_owned());
    }
    assert_eq!(kinds, ["code", "code", "token", "token"]);
    assert_eq!(document.matches("connect/authorize").count(), addresses.len());
}

#[test]
fn the_callback_with_a_code_is_read_as_printed_and_encoded() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let [(address, query), _] = &addresses(&document, "https://yourapp.com/callback")[..] else {
        panic!("two callbacks")
    };
    let pairs = decoded(query);
    assert_eq!(document.matches("\nExample response callback\n").count(), 2);
    assert!(optional(&pairs, "session_state").is_some());
    // As printed it has raw spaces; a browser sends it encoded, one way or the other.
    let plus = encoded(&pairs);
    for query in [query, &plus, &plus.replace('+', "%20")] {
        let expect = CallbackExpectation {
            redirect_uri: address,
            state: value(&pairs, "state"),
            issuer: Issuer::IfPresent("https://account.boldsign.com"),
            flow: Flow::Code,
        };
        let mut url = format!("{address}?{query}").into_bytes();
        let result = callback(&BOLDSIGN, &expect, &mut url).unwrap();
        let Callback::Code(code) = result else { panic!("{result:?}") };
        assert_eq!(code.expose(), value(&pairs, "code"));
    }
}

/// It comes to `/callback/#`, for the `redirect_uri` `/callback`.
#[test]
fn the_callback_with_a_token_is_read_as_printed() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let [_, (address, fragment)] = &addresses(&document, "https://yourapp.com/callback")[..] else {
        panic!("two callbacks")
    };
    assert_eq!(*address, format!("{REDIRECT_URI}/"));
    let pairs = decoded(fragment);
    let expect = CallbackExpectation {
        redirect_uri: REDIRECT_URI,
        state: value(&pairs, "state"),
        issuer: Issuer::IfPresent("https://account.boldsign.com"),
        flow: Flow::Implicit,
    };
    let mut url = format!("{address}#{fragment}").into_bytes();
    let result = callback(&BOLDSIGN, &expect, &mut url).unwrap();
    let Callback::Token(token) = result else { panic!("{result:?}") };
    assert_eq!(token.access_token.expose(), value(&pairs, "access_token"));
    assert_eq!(token.token_type, TokenType::Bearer);
    assert_eq!(token.expires_in.map(|s| s.to_string()).as_deref(), optional(&pairs, "expires_in"));
    assert_eq!(token.scope.map(Scope::as_str), optional(&pairs, "scope"));
    assert!(token.refresh_token.is_none() && token.id_token.is_none());
}

#[test]
fn every_response_is_read_as_printed() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let bodies = json_bodies(&document);
    for printed in &bodies {
        assert_token(&BOLDSIGN, printed, &json(printed));
    }
    assert_eq!(document.matches("\nExample response\n").count(), bodies.len());
    // Client credentials come without a refresh token, the other two with one.
    let refreshed: Vec<_> = bodies.iter().map(|body| body.contains("refresh_token")).collect();
    assert_eq!(refreshed, [true, true, false]);
}

/// The tables name what each request has; no sample leaves out a required one.
#[test]
fn every_parameter_of_the_tables_is_in_a_sample() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let authorize = addresses(&document, "https://account.boldsign.com/connect/authorize");
    let samples = samples(&document);
    let form = |grant: &str| {
        let of = |sample: &&Sample| optional(&sample.pairs, "grant_type") == Some(grant);
        samples.iter().find(of).expect("a sample").pairs.clone()
    };
    let mut rows = 0;
    for (start, end, pairs) in [
        ("\nObtain authorization code\n", "\nURI syntax\n", decoded(&authorize[0].1)),
        ("\nObtain access token\n", "\nRequest syntax\n", form("authorization_code")),
        ("\nRefresh token\n", "\nRequest syntax\n", form("refresh_token")),
        ("\nClient credential flow\n", "\nRequest syntax\n", form("client_credentials")),
        ("\nImplicit flow\n", "\nURI syntax\n", decoded(&authorize[2].1)),
    ] {
        let table = between(&document, start, end).lines().filter(|line| line.ends_with(" |"));
        let mut named: Vec<_> =
            table.filter_map(|row| row.split_once("string")).map(|row| row.0).collect();
        let mut sent: Vec<_> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        rows += named.len();
        named.sort_unstable();
        sent.sort_unstable();
        assert_eq!(named, sent, "{start}");
    }
    assert_eq!(document.lines().filter(|line| line.ends_with(" |")).count(), rows);
}
