//! The redirect back: every recorded verdict, and the order of the classes.

use grantlet::{
    Callback, CallbackClass, CallbackError, CallbackExpectation, Flow, Issuer, IssuerFault, Member,
    Profile, UntrustedText, callback, callback_state,
};
use grantlet_tests::{expanded, shared_json};

/// The reject class of the parsing policy.
pub(crate) fn class(error: &CallbackError) -> &'static str {
    match error.class {
        CallbackClass::RedirectUri => "redirect_uri",
        CallbackClass::Duplicate(_) => "duplicate",
        CallbackClass::Chars(_) => "chars",
        CallbackClass::Misplaced(_) => "misplaced",
        CallbackClass::State => "state",
        CallbackClass::Issuer(_) => "issuer",
        CallbackClass::Conflict => "conflict",
        CallbackClass::Missing(_) => "missing",
        CallbackClass::TokenType => "token_type",
        other => panic!("a class that the policy does not know: {other:?}"),
    }
}

pub(crate) const EXPECT: CallbackExpectation<'_> = CallbackExpectation {
    redirect_uri: "https://c.example/cb",
    state: "S",
    issuer: Issuer::Required("https://as.example"),
    flow: Flow::Code,
};

pub(crate) const ISS: &str = "iss=https%3A%2F%2Fas.example";

/// What an address gives: `code C`, `token T`, `denied e`, or its class; and then it is as it was.
pub(crate) fn read(expect: &CallbackExpectation<'_>, url: &str) -> String {
    let mut bytes = url.as_bytes().to_vec();
    let refused = match callback(&Profile::RFC6749, expect, &mut bytes) {
        Ok(Callback::Code(code)) => return format!("code {}", code.expose()),
        Ok(Callback::Token(token)) => return format!("token {}", token.access_token.expose()),
        Ok(Callback::Denied(error)) => return format!("denied {}", error.error.unwrap().as_str()),
        Err(error) => class(&error),
    };
    assert_eq!(bytes.escape_ascii().to_string(), url.as_bytes().escape_ascii().to_string());
    refused.to_owned()
}

fn member<'a>(of: &'a serde_json::Value, name: &str) -> Option<&'a str> {
    of[name].as_str()
}

/// RFC 6749, sections 4.1.2 and 4.2.2, and RFC 9207, section 2.4: the recorded verdicts on callback URLs.
#[test]
fn every_recorded_callback_has_its_verdict() {
    let Some(file) = shared_json("vectors/callbacks.json") else { return };
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 35);
    let mut repeated = 0;
    for case in cases {
        let id = member(case, "id").unwrap();
        let issuer = member(&file["expected"], "issuer").unwrap();
        let expect = CallbackExpectation {
            redirect_uri: member(&file["expected"], "redirect_uri").unwrap(),
            state: member(&file["expected"], "state").unwrap(),
            issuer: match member(case, "issuer") {
                None => Issuer::Required(issuer),
                Some("if_present") => Issuer::IfPresent(issuer),
                Some(other) => panic!("{id}: {other}"),
            },
            flow: match member(case, "flow") {
                None => Flow::Code,
                Some("implicit") => Flow::Implicit,
                Some(other) => panic!("{id}: {other}"),
            },
        };
        let url = member(case, "url").unwrap();
        let whole = expanded(url);
        if whole != url {
            assert!(whole.matches("=V").count() > 1000, "{id}");
            repeated += 1;
        }
        let mut url = whole.into_bytes();
        let expected = &case["expect"];
        match callback(&Profile::RFC6749, &expect, &mut url) {
            Ok(Callback::Code(code)) => {
                assert_eq!(Some(code.expose()), member(expected, "code"), "{id}");
            }
            Ok(Callback::Token(token)) => {
                assert_eq!(Some(token.access_token.expose()), member(expected, "access_token"));
                assert_eq!(serde_json::json!(token.expires_in), expected["expires_in"], "{id}");
                assert!(token.refresh_token.is_none());
            }
            Ok(Callback::Denied(error)) => {
                assert_eq!(
                    error.error.map(UntrustedText::as_str),
                    member(expected, "error"),
                    "{id}"
                );
                let description = error.error_description.map(UntrustedText::as_str);
                assert_eq!(description, member(expected, "error_description"), "{id}");
            }
            Err(error) => {
                assert_eq!(Some(class(&error)), member(case, "reject"), "{id}");
                if let Some(claimed) = member(&case["claimed"], "error") {
                    assert!(error.text(&url).unwrap().error.is(claimed), "{id}");
                }
            }
        }
    }
    let marked = cases.iter().filter(|case| case["url"].as_str().unwrap().contains("A_REPEAT_"));
    assert_eq!(repeated, marked.count(), "A_REPEAT_n stands for n parameters");
    let many = expanded("https://c.example/cb?A_REPEAT_5000&code=C");
    assert_eq!(many.matches("=V&").count(), 5000, "each runner expands what it counts");
}

/// The first that holds, in the order that the policy names: each row has all faults after its own.
#[test]
fn the_order_of_classes_is_the_policys() {
    let base = "https://c.example/cb";
    let rows = [
        ("https://c.example/x?code=%00&code=%00&access_token=T".to_owned(), "redirect_uri"),
        (format!("{base}?code=%00&code=%00&access_token=T&error=e"), "duplicate"),
        (format!("{base}?code=%00&access_token=T&error=e"), "chars"),
        (format!("{base}?code=C&access_token=T&error=e&state=X"), "misplaced"),
        (format!("{base}?code=C&error=e&state=X&iss=X"), "state"),
        (format!("{base}?code=C&error=e&state=S&iss=X"), "issuer"),
        (format!("{base}?code=C&error=e&state=S&{ISS}"), "conflict"),
        (format!("{base}?state=S&{ISS}"), "missing"),
    ];
    for (url, expected) in rows {
        assert_eq!(read(&EXPECT, &url), expected, "{url}");
    }
    // Where a flow has a token, its type comes last.
    let implicit = CallbackExpectation { flow: Flow::Implicit, ..EXPECT };
    let url = format!("{base}#access_token=T&token_type=mac&state=S&{ISS}");
    assert_eq!(read(&implicit, &url), "token_type");
}

/// RFC 9207, section 2.4: the rule for `iss`, for a result and for an error, in each of its four settings.
#[test]
fn iss_is_compared_exactly_before_a_response_or_an_error_is_believed() {
    let as_example = "https://as.example";
    let present = [
        ("", false, false),
        ("&iss=", false, false),
        ("&iss=https%3A%2F%2Fas.example", true, true),
        ("&iss=https://as.example", true, true),
        ("&iss=%68ttps%3A%2F%2Fas%2Eexample", true, true),
        ("&iss=https%3A%2F%2Fas.example%2F", true, false),
        ("&iss=https%3A%2F%2FAS.example", true, false),
        ("&iss=HTTPS%3A%2F%2Fas.example", true, false),
        ("&iss=https%3A%2F%2Fas.exampl", true, false),
        ("&iss=https%3A%2F%2Fas.example%3A443", true, false),
        ("&iss=https%3A%2F%2Fevil.example", true, false),
    ];
    for (iss, there, right) in present {
        let rules = [
            (Issuer::Required(as_example), there && right),
            (Issuer::IfPresent(as_example), !there || right),
            (Issuer::Refused(""), !there),
            (Issuer::Ignored, true),
            // An expectation of nothing is not met by nothing.
            (Issuer::Required(""), false),
        ];
        for (issuer, accepted) in rules {
            for (result, given) in [("code=C", "code C"), ("error=e", "denied e")] {
                let url = format!("https://c.example/cb?{result}&state=S{iss}");
                let expect = CallbackExpectation { issuer, ..EXPECT };
                let expected = if accepted { given } else { "issuer" };
                assert_eq!(read(&expect, &url), expected, "{issuer:?} {url}");
            }
        }
    }
}

/// RFC 6749, section 10.12: a prefix, a suffix and the other case of the state are not the state.
#[test]
fn state_is_required_decoded_and_compared_whole() {
    let state = "n-0S6_WzA2Mj~.x y";
    let rows = [
        ("n-0S6_WzA2Mj~.x+y", true),
        ("n-0S6_WzA2Mj%7E.x%20y", true),
        ("%6e-0S6_WzA2Mj~%2ex%20y", true),
        ("", false),
        ("n-0S6_WzA2Mj~.x+", false),
        ("n-0S6_WzA2Mj~.x+yy", false),
        ("-0S6_WzA2Mj~.x+y", false),
        ("N-0S6_WzA2Mj~.x+y", false),
        ("n-0S6_WzA2Mj%257E.x+y", false),
        ("n-0S6_WzA2Mj~.x+z", false),
    ];
    for (written, right) in rows {
        let expect = CallbackExpectation { state, issuer: Issuer::Ignored, ..EXPECT };
        let url = format!("https://c.example/cb?code=C&state={written}");
        assert_eq!(read(&expect, &url), if right { "code C" } else { "state" }, "{written}");
    }
    // A login without a state has no right response.
    let stateless = CallbackExpectation { state: "", issuer: Issuer::Ignored, ..EXPECT };
    for url in ["https://c.example/cb?code=C", "https://c.example/cb?code=C&state="] {
        assert_eq!(read(&stateless, url), "state");
    }
}

/// RFC 9700, sections 4.1.3 and 4.4.2.2: scheme, host, port and path, before anything is read.
#[test]
fn the_address_is_the_registered_redirect_uri() {
    let web = "https://c.example/cb";
    let rows = [
        (web, "https://c.example/cb", true),
        (web, "https://c.example/cb/", true),
        (web, "HTTPS://C.Example/cb", true),
        (web, "https://c.example:443/cb", true),
        (web, "https://c.example/cb//", false),
        (web, "https://c.example//cb", false),
        (web, "https://c.example/CB", false),
        (web, "https://c.example/cb%2F", false),
        (web, "https://c.example/c%62", false),
        (web, "https://c.example/cb/../cb", false),
        (web, "https://c.example", false),
        (web, "https://c.example:8443/cb", false),
        (web, "https://c.example:80/cb", false),
        (web, "https://c.example.evil/cb", false),
        (web, "https://evil@c.example/cb", false),
        (web, "https://c.example@evil.example/cb", false),
        (web, "http://c.example/cb", false),
        (web, "//c.example/cb", false),
        (web, "/cb", false),
        (web, "", false),
        ("https://c.example/cb/", "https://c.example/cb", true),
        ("https://c.example/", "https://c.example", true),
        ("https://c.example/cb?tenant=1", "https://c.example/cb", true),
        ("http://127.0.0.1:4117/cb", "http://127.0.0.1:4117/cb", true),
        ("http://127.0.0.1:4117/cb", "http://127.0.0.1:4118/cb", false),
        ("http://localhost/cb", "http://localhost:80/cb", true),
        ("http://localhost/cb", "http://127.0.0.1/cb", false),
        ("boldsmartlock://auth", "boldsmartlock://auth", true),
        ("boldsmartlock://auth", "boldsmartlock://auth/", true),
        ("boldsmartlock://auth", "other://auth", false),
        ("com.example.app:/cb", "com.example.app:/cb", true),
        ("com.example.app:/cb", "com.example.app:/cd", false),
    ];
    for (redirect_uri, address, same) in rows {
        let expect = CallbackExpectation { redirect_uri, ..EXPECT };
        let url = format!("{address}?code=C&state=S&{ISS}");
        let expected = if same { "code C" } else { "redirect_uri" };
        assert_eq!(read(&expect, &url), expected, "{redirect_uri} {address}");
    }
}

/// "Scheme and host in any case, the scheme's own port left out or not": both at once.
#[test]
fn the_schemes_own_port_may_be_left_out_in_either_case() {
    for address in ["HTTPS://c.example:443/cb", "Https://C.EXAMPLE:443/cb"] {
        let url = format!("{address}?code=C&state=S&{ISS}");
        assert_eq!(read(&EXPECT, &url), "code C", "{address}");
    }
}

/// The way back to a saved login: nothing is checked, and what is handed out is still encoded.
#[test]
fn callback_state_finds_a_state_wherever_a_response_has_one() {
    let rows = [
        ("https://c.example/cb?code=C&state=xyz", Some("xyz")),
        ("https://c.example/cb?state=x%2By+z%7E", Some("x+y z~")),
        ("https://c.example/cb?%73tat%65=S", Some("S")),
        ("https://c.example/cb#access_token=T&state=S", Some("S")),
        ("https://c.example/cb?state=Q#state=F", Some("Q")),
        // Beside the response, if another is elsewhere.
        ("https://c.example/cb?state=Q#access_token=T&state=F", Some("F")),
        ("https://c.example/cb?state=Q#error=e&state=F", Some("F")),
        ("https://c.example/cb?state=Q&code=#access_token=T&state=F", Some("F")),
        ("https://c.example/cb?code=C&state=Q#state=F", Some("Q")),
        ("https://c.example/cb?error=e&state=Q#state=F", Some("Q")),
        ("https://c.example/cb?state=Q#access_token=T", Some("Q")),
        ("https://c.example/cb?code=C&state=S&state=", Some("S")),
        ("https://c.example/cb?code=C&state=&state=S", Some("S")),
        ("https://c.example/cb?state=#state=F", Some("F")),
        ("https://c.example/cb?state#state=F", Some("F")),
        ("https://c.example/cb?code=C#state=F", Some("F")),
        // Unchecked: another address, other faults.
        ("https://evil.example/x?state=S&code=%00&code=%00", Some("S")),
        ("?state=S", Some("S")),
        ("https://c.example/cb?state=", None),
        ("https://c.example/cb?State=S&state2=S&states", None),
        ("https://c.example/cb?next=%26state=S", None),
        ("https://c.example/state=S", None),
        ("state=S", None),
        ("", None),
    ];
    for (url, expected) in rows {
        let state = callback_state(url.as_bytes());
        assert_eq!(state.is_some(), expected.is_some(), "{url}");
        assert!(state.is_none_or(|state| state.is(expected.unwrap())), "{url}");
    }
    let mut buffer = [0; 8];
    let state = callback_state(b"https://c.example/cb?state=%53%FF").unwrap();
    assert_eq!(state.decode(&mut buffer), Ok("S\u{FFFD}"));
}

#[test]
fn a_class_names_the_member_at_fault() {
    let rows = [
        ("?code=C&code=C", CallbackClass::Duplicate(Member::Code)),
        ("?code=C&iss=x&iss=x", CallbackClass::Duplicate(Member::Issuer)),
        ("?code=C&state=%0A", CallbackClass::Chars(Member::State)),
        ("?error_uri=%0A", CallbackClass::Chars(Member::ErrorUri)),
        ("?code=C&id_token=T", CallbackClass::Misplaced(Member::IdToken)),
        ("#code=C", CallbackClass::Misplaced(Member::Code)),
        ("?state=S&iss=https://as.example", CallbackClass::Missing(Member::Code)),
    ];
    for (rest, expected) in rows {
        let url = format!("https://c.example/cb{rest}");
        let error = callback(&Profile::RFC6749, &EXPECT, &mut url.into_bytes()).unwrap_err().class;
        assert_eq!(error, expected, "{rest}");
    }
}

/// Absent, another server's, not expected: one class, three faults, and what to do about each.
#[test]
fn an_absent_iss_a_wrong_one_and_one_that_is_not_expected_are_different_errors() {
    let url = |iss: &str| format!("https://c.example/cb?error=access_denied&state=S{iss}");
    let rows = [
        (EXPECT.issuer, "", IssuerFault::Absent),
        (EXPECT.issuer, "&iss=", IssuerFault::Absent),
        (EXPECT.issuer, "&iss=https://evil.example", IssuerFault::Other { at: 53 }),
        (Issuer::IfPresent("https://as.example"), "&iss=x", IssuerFault::Other { at: 53 }),
        (Issuer::Refused(""), "&iss=https://as.example", IssuerFault::Unexpected { at: 53 }),
    ];
    for (issuer, iss, fault) in rows {
        let mut bytes = url(iss).into_bytes();
        let expect = CallbackExpectation { issuer, ..EXPECT };
        let refused = callback(&Profile::RFC6749, &expect, &mut bytes).unwrap_err();
        assert_eq!(refused.class, CallbackClass::Issuer(fault), "{iss}");
        // What it claims is handed out as nobody's word.
        assert!(refused.text(&bytes).unwrap().error.is("access_denied"));
        if let IssuerFault::Other { at } | IssuerFault::Unexpected { at } = fault {
            assert_eq!(&url(iss)[at - 4..at], "iss=");
        }
        let advice = matches!(fault, IssuerFault::Unexpected { .. });
        assert_eq!(refused.to_string().contains("set the issuer"), advice, "{refused}");
        assert_eq!(refused.to_string().contains("has no iss"), fault == IssuerFault::Absent);
    }
}
