//! The rules for callbacks that the recorded cases do not cover.

use grantlet::{Callback, CallbackExpectation, Flow, Issuer, Profile, TokenType, callback};
use proptest::prelude::*;

use crate::callback::{EXPECT, ISS, class, read};

const IMPLICIT: CallbackExpectation<'_> = CallbackExpectation { flow: Flow::Implicit, ..EXPECT };

fn code_url(rest: &str) -> String {
    format!("https://c.example/cb?code=C&state=S&{ISS}{rest}")
}

fn implicit_url(rest: &str) -> String {
    format!("https://c.example/cb#access_token=T&token_type=Bearer&state=S&{ISS}{rest}")
}

/// RFC 6749, section 3.1: names are compared after decoding, and an empty one counts too.
#[test]
fn a_known_parameter_occurs_once_after_decoding() {
    let names = ["code", "state", "iss", "error", "error_description", "error_uri"];
    for name in names {
        let hidden = format!("%{:02x}{}", name.as_bytes()[0], &name[1..]);
        let rest = format!("&{name}=a&{hidden}=b");
        assert_eq!(read(&EXPECT, &code_url(&rest)), "duplicate", "{rest}");
        let rest = format!("&{name}&{hidden}=");
        assert_eq!(read(&EXPECT, &code_url(&rest)), "duplicate", "{rest}");
    }
    for name in ["access_token", "token_type", "expires_in", "scope", "id_token", "refresh_token"] {
        let rest = format!("&{name}=1&{name}=1");
        assert_eq!(read(&IMPLICIT, &implicit_url(&rest)), "duplicate", "{rest}");
    }
}

/// RFC 9207: the one parameter that may come from the query comes from there once.
#[test]
fn an_iss_from_the_query_of_a_fragment_response_occurs_once() {
    let fragment = "#access_token=T&token_type=Bearer&state=S";
    let rows = [
        ("?iss=https://as.example", "", "token T"),
        ("", "&iss=https://as.example", "token T"),
        ("?iss=https://evil.example", "", "issuer"),
        ("", "", "issuer"),
        ("?iss=", "", "issuer"),
        ("?iss=https://as.example", "&iss=https://as.example", "duplicate"),
        ("?iss=https://as.example&iss=https://as.example", "", "duplicate"),
        // A second, empty one does not hide the first.
        ("?iss=https://evil.example&iss=", "", "duplicate"),
        ("?iss=https://evil.example&iss=", "&iss=https://as.example", "duplicate"),
        ("?iss=&iss=https://evil.example", "&iss=https://as.example", "duplicate"),
    ];
    for (query, rest, expected) in rows {
        let url = format!("https://c.example/cb{query}{fragment}{rest}");
        assert_eq!(read(&IMPLICIT, &url), expected, "{url}");
    }
    // Only `iss` is read from there. A `state` in the query is not the fragment's.
    let url = format!("https://c.example/cb?state=S&{ISS}#access_token=T&token_type=Bearer");
    assert_eq!(read(&IMPLICIT, &url), "state");
}

/// RFC 6749, section 3.1: what is repeated is seen in each place, whichever of the two is empty.
#[test]
fn an_empty_repetition_hides_nothing() {
    let rows = [
        (EXPECT, format!("?code=C&code=&state=S&{ISS}"), "duplicate"),
        (EXPECT, format!("?code=&code=C&state=S&{ISS}"), "duplicate"),
        (EXPECT, format!("?error=e&error=&code=C&state=S&{ISS}"), "duplicate"),
        (EXPECT, format!("?code=C&state=S&{ISS}#code=D&code="), "misplaced"),
        (EXPECT, format!("?code=C&access_token=T&access_token=&state=S&{ISS}"), "duplicate"),
        (EXPECT, format!("#error=e&error=&state=S&{ISS}"), "duplicate"),
        (IMPLICIT, format!("?error=e&error=&state=S&{ISS}"), "duplicate"),
        (
            IMPLICIT,
            format!("?id_token=T&id_token=#access_token=T&token_type=Bearer&state=S&{ISS}"),
            "misplaced",
        ),
    ];
    for (expect, rest, expected) in rows {
        let url = format!("https://c.example/cb{rest}");
        assert_eq!(read(&expect, &url), expected, "{:?} {url}", expect.flow);
    }
}

/// RFC 6749, section 3.1: another parameter that repeats there must not hide that this one does.
#[test]
fn an_iss_repeated_in_the_query_is_seen_behind_another_repeated_parameter() {
    let query = "code=1&code=2&iss=https://evil.example&iss=https://as.example";
    let url = format!("https://c.example/cb?{query}#access_token=T&token_type=Bearer&state=S");
    assert_eq!(read(&IMPLICIT, &url), "duplicate");
}

/// RFC 6749, sections 4.1.2 and 4.2.2: each parameter only in the query, or only in the fragment.
#[test]
fn a_result_counts_only_where_its_flow_puts_it() {
    let rows = [
        (EXPECT, format!("?code=C&state=S&{ISS}#_=_"), "code C"),
        (EXPECT, format!("?code=C&state=S&{ISS}#"), "code C"),
        (EXPECT, format!("?code=C&state=S&{ISS}#error=e"), "code C"),
        (EXPECT, format!("?code=C&state=S&{ISS}#access_token=T"), "code C"),
        (EXPECT, format!("?code=C&state=S&{ISS}#code=D"), "misplaced"),
        (EXPECT, format!("#code=C&state=S&{ISS}"), "misplaced"),
        (EXPECT, format!("?code=C&id_token=T&state=S&{ISS}"), "misplaced"),
        (EXPECT, format!("?code=C&refresh_token=T&state=S&{ISS}"), "misplaced"),
        (EXPECT, format!("?code=C&access_token=&state=S&{ISS}"), "code C"),
        (EXPECT, format!("?state=S&{ISS}#error=e"), "state"),
        (EXPECT, format!("#error=e&state=S&{ISS}"), "denied e"),
        (EXPECT, format!("?state=S#error=e&{ISS}"), "state"),
        (IMPLICIT, format!("#access_token=T&token_type=Bearer&state=S&{ISS}"), "token T"),
        (IMPLICIT, format!("?access_token=T&token_type=Bearer&state=S&{ISS}"), "misplaced"),
        (IMPLICIT, format!("?code=C&state=S&{ISS}"), "state"),
        (IMPLICIT, format!("#code=C&state=S&{ISS}"), "misplaced"),
        (IMPLICIT, format!("#error=e&state=S&{ISS}"), "denied e"),
        (IMPLICIT, format!("?error=e&state=S&{ISS}"), "denied e"),
        (IMPLICIT, format!("?error=e#state=S&{ISS}"), "state"),
        (IMPLICIT, format!("#access_token=T&error=e&state=S&{ISS}"), "conflict"),
        (
            IMPLICIT,
            format!("?error=e&state=S#access_token=T&token_type=Bearer&state=S&{ISS}"),
            "token T",
        ),
        (IMPLICIT, format!("#state=S&{ISS}"), "missing"),
        (IMPLICIT, format!("#id_token=T&state=S&{ISS}"), "missing"),
        (
            IMPLICIT,
            format!("#access_token=T&refresh_token=R&token_type=Bearer&state=S&{ISS}"),
            "misplaced",
        ),
    ];
    for (expect, rest, expected) in rows {
        let url = format!("https://c.example/cb{rest}");
        assert_eq!(read(&expect, &url), expected, "{:?} {url}", expect.flow);
    }
}

/// RFC 6749, appendix A: VSCHAR in what is read, visible characters in a token; `error_description` is not limited.
#[test]
fn values_are_limited_to_their_characters() {
    for byte in 0..=0xFFu8 {
        let value = format!("a%{byte:02X}b");
        let fits = (0x20..=0x7E).contains(&byte);
        let url = format!("https://c.example/cb?code={value}&state=S&{ISS}");
        let expected =
            if fits { format!("code a{}b", char::from(byte)) } else { "chars".to_owned() };
        assert_eq!(read(&EXPECT, &url), expected, "{byte:#04x}");
        let url =
            format!("https://c.example/cb#access_token={value}&token_type=Bearer&state=S&{ISS}");
        let expected = if fits && byte != b' ' {
            format!("token a{}b", char::from(byte))
        } else {
            "chars".to_owned()
        };
        assert_eq!(read(&IMPLICIT, &url), expected, "{byte:#04x}");
        let url = format!("https://c.example/cb?error={value}&state=S&{ISS}");
        let expected =
            if fits { format!("denied a{}b", char::from(byte)) } else { "chars".to_owned() };
        assert_eq!(read(&EXPECT, &url), expected, "{byte:#04x}");
    }
}

#[test]
fn an_error_description_is_shown_as_far_as_it_is_utf_8() {
    let rows = [
        ("n%C3%B6", "nö", false),
        ("no+thanks", "no thanks", true),
        ("a%0D%0AX-Evil%3A+1", "a\r\nX-Evil: 1", false),
        ("a%FFb", "a", true),
        ("%3Cscript%3E", "<script>", true),
        ("%", "%", true),
    ];
    for (written, shown, printable) in rows {
        let url = format!("https://c.example/cb?error=e&error_description={written}&state=S&{ISS}");
        let mut url = url.into_bytes();
        let Ok(Callback::Denied(error)) = callback(&Profile::RFC6749, &EXPECT, &mut url) else {
            panic!("{written}");
        };
        let description = error.error_description.unwrap();
        assert_eq!((description.as_str(), description.is_printable()), (shown, printable));
    }
}

/// RFC 6749, section 4.1.2: what is unknown is skipped, however much there is of it.
#[test]
fn unknown_parameters_are_ignored_also_repeated_and_also_5000_of_them() {
    let rows = ["&session_state=1&authuser=0", "&x=1&x=2", "&&&", "&=", "&=x", "&Code=D", "&%00=1"];
    for rest in rows {
        assert_eq!(read(&EXPECT, &code_url(rest)), "code C", "{rest}");
    }
    let many = (0..5000).map(|index| format!("&p{index}=V")).collect::<Vec<_>>().concat();
    assert_eq!(read(&EXPECT, &code_url(&many)), "code C");
    assert_eq!(read(&IMPLICIT, &implicit_url(&many)), "token T");
    // In the response to a code flow, these are as good as unknown.
    assert_eq!(read(&EXPECT, &code_url("&scope=%00&token_type=%00&expires_in=%00")), "code C");
}

#[test]
fn a_token_from_a_fragment_follows_the_rules_of_a_response() {
    const DPOP: Profile<'_> = Profile::RFC6749.token_types(&["DPoP"]).scope_separator(b',');
    const LAX: Profile<'_> = Profile::RFC6749.bearer_by_default(true);
    let rows = [
        (DPOP, "&token_type=dpop&expires_in=60&scope=a,b", Ok((Some(60), vec!["a", "b"]))),
        (DPOP, "&token_type=bearer&scope=a+b", Ok((None, vec!["a b"]))),
        (LAX, "&expires_in=99999999999", Ok((Some(u32::MAX), vec![]))),
        (LAX, "&expires_in=3.6e3", Ok((None, vec![]))),
        (LAX, "&expires_in=-1", Ok((None, vec![]))),
        (LAX, "&expires_in=%33600", Ok((Some(3600), vec![]))),
        (LAX, "&scope=&token_type=", Ok((None, vec![]))),
        (LAX, "&token_type=mac", Err("token_type")),
        (Profile::RFC6749, "&token_type=", Err("missing")),
        (Profile::RFC6749, "&token_type=dpop", Err("token_type")),
    ];
    for (profile, rest, expected) in rows {
        let url = format!("https://c.example/cb#access_token=T&state=S&{ISS}{rest}");
        let mut url = url.into_bytes();
        let found = match callback(&profile, &IMPLICIT, &mut url) {
            Ok(Callback::Token(token)) => {
                let dpop = rest.contains("dpop");
                assert_eq!(token.token_type == TokenType::Other("dpop"), dpop);
                Ok((token.expires_in, token.scope.map_or(vec![], |scope| scope.iter().collect())))
            }
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(class(&error)),
        };
        assert_eq!(found, expected, "{rest}");
    }
}

proptest! {
    /// Whatever an attacker writes, without the state there is no code.
    #[test]
    fn no_address_without_the_state_gives_a_result(
        parts in prop::collection::vec(
            prop_oneof![
                prop::sample::select(vec![
                    "code=C", "state=", "state=X", "iss=https://as.example", "access_token=T",
                    "token_type=Bearer", "error=e", "?", "#", "&", "stat%65=", "=", "%",
                ]).prop_map(ToOwned::to_owned),
                "[ -~]{0,6}",
            ],
            0..12,
        ),
    ) {
        let url = format!("https://c.example/cb?{}", parts.join("&"));
        for flow in [Flow::Code, Flow::Implicit] {
            let state = "a-state-that-nobody-else-knows";
            let expect = CallbackExpectation { state, flow, issuer: Issuer::Ignored, ..EXPECT };
            let mut bytes = url.clone().into_bytes();
            let response = callback(&Profile::RFC6749, &expect, &mut bytes)
                .map(|_| ()).map_err(|error| class(&error));
            prop_assert!(response.is_err());
            prop_assert_eq!(bytes, url.clone().into_bytes());
        }
    }

    /// What was sent as a code comes back as it was, however it is encoded on the way.
    #[test]
    fn a_code_is_the_decoded_value_however_it_was_encoded(code in "[ -~]{1,40}", all: bool) {
        let encoded: String = if all {
            code.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat()
        } else {
            form_urlencoded::byte_serialize(code.as_bytes()).collect()
        };
        let url = format!("https://c.example/cb?state=%53&{ISS}&code={encoded}");
        prop_assert_eq!(read(&EXPECT, &url), format!("code {code}"));
    }
}
