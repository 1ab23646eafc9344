//! The rule for each member of a token response, one row of the parsing policy after the other.

use grantlet::engine::strings;
use grantlet::providers::BOLD;
use grantlet::{Member, Profile, Scope, TokenError, TokenType, Value};

use crate::response::class;

/// The response to a body, or its reject class.
fn read<T>(
    profile: &Profile<'_>,
    body: &str,
    see: impl FnOnce(grantlet::TokenResponse<'_>) -> T,
) -> Result<T, &'static str> {
    let mut body = body.as_bytes().to_vec();
    profile.token(200, &mut body).map(see).map_err(|error| class(&error))
}

fn with(members: &str) -> String {
    format!(r#"{{"access_token":"at","token_type":"Bearer"{members}}}"#)
}

/// An integer, `3600.0`, `3.6e3` or a string of digits counts, rounded down, saturated; negative
/// is 0; anything else is unknown, and the login still succeeds.
#[test]
fn expires_in_is_read_in_every_form_that_servers_write() {
    let rows = [
        ("3600", Ok(Some(3600))),
        ("3600.0", Ok(Some(3600))),
        ("3599.999999999", Ok(Some(3599))),
        ("3.6e3", Ok(Some(3600))),
        ("3.6E+3", Ok(Some(3600))),
        ("1E+3", Ok(Some(1000))),
        ("1e+0", Ok(Some(1))),
        ("12E-1", Ok(Some(1))),
        ("0.036e5", Ok(Some(3600))),
        ("0.00036e7", Ok(Some(3600))),
        ("36000e-1", Ok(Some(3600))),
        ("36009e-1", Ok(Some(3600))),
        ("3600000000000000000000000e-21", Ok(Some(3600))),
        ("1e-1", Ok(Some(0))),
        ("0", Ok(Some(0))),
        ("0e999999999999", Ok(Some(0))),
        ("-0", Ok(Some(0))),
        ("-1", Ok(Some(0))),
        ("-1e400", Ok(Some(0))),
        ("4294967295", Ok(Some(u32::MAX))),
        ("4294967296", Ok(Some(u32::MAX))),
        ("429496729.4e1", Ok(Some(u32::MAX - 1))),
        ("1e400", Ok(Some(u32::MAX))),
        ("1e99999999999999999999", Ok(Some(u32::MAX))),
        ("1e-99999999999999999999", Ok(Some(0))),
        (r#""3600""#, Ok(Some(3600))),
        (r#""\u0033600""#, Ok(Some(3600))),
        (r#""03600""#, Ok(Some(3600))),
        (r#""99999999999999999999""#, Ok(Some(u32::MAX))),
        (r#""3600.0""#, Ok(None)),
        (r#""-1""#, Ok(None)),
        (r#"" 3600""#, Ok(None)),
        (r#""+3600""#, Ok(None)),
        (r#""""#, Ok(None)),
        (r#""٣""#, Ok(None)),
        ("null", Ok(None)),
        ("true", Ok(None)),
        ("[3600]", Ok(None)),
        (r#"{"a":1}"#, Ok(None)),
        ("03600", Err("syntax")),
        ("+3600", Err("syntax")),
        ("3600.", Err("syntax")),
        (".5", Err("syntax")),
        ("NaN", Err("syntax")),
        ("Infinity", Err("syntax")),
        ("0x10", Err("syntax")),
    ];
    for (value, expected) in rows {
        let body = with(&format!(r#","expires_in":{value}"#));
        assert_eq!(read(&Profile::RFC6749, &body, |token| token.expires_in), expected, "{value}");
    }
}

/// RFC 6749, section 7.1: a type that is not understood is refused; it is compared without case.
#[test]
fn token_type_is_bearer_in_any_case_or_one_that_the_profile_allows() {
    const DPOP: Profile<'_> = strings::token_types(Profile::RFC6749, " DPoP  n_a ");
    const LAX: Profile<'_> = Profile::RFC6749.bearer_by_default(true);
    let bearer = || Ok("Bearer".to_owned());
    let rows = [
        (Profile::RFC6749, r#""token_type":"Bearer""#, bearer()),
        (Profile::RFC6749, r#""token_type":"bEARER""#, bearer()),
        (Profile::RFC6749, r#""token_type":"\u0062earer""#, bearer()),
        (Profile::RFC6749, r#""token_type":"Bearer ""#, Err("token_type")),
        (Profile::RFC6749, r#""token_type":"Bear""#, Err("token_type")),
        (Profile::RFC6749, r#""token_type":"Bearers""#, Err("token_type")),
        (Profile::RFC6749, r#""token_type":"mac""#, Err("token_type")),
        (Profile::RFC6749, r#""token_type":"""#, Err("token_type")),
        (Profile::RFC6749, r#""token_type":null"#, Err("missing")),
        (Profile::RFC6749, r#""token_type":["Bearer"]"#, Err("type")),
        (Profile::RFC6749, r#""x":1"#, Err("missing")),
        (LAX, r#""x":1"#, bearer()),
        (LAX, r#""token_type":null"#, bearer()),
        (LAX, r#""token_type":"""#, Err("token_type")),
        (LAX, r#""token_type":"mac""#, Err("token_type")),
        (LAX, r#""token_type":1"#, Err("type")),
        (DPOP, r#""token_type":"dpop""#, Ok("dpop".to_owned())),
        (DPOP, r#""token_type":"N_A""#, Ok("N_A".to_owned())),
        (DPOP, r#""token_type":"bearer""#, bearer()),
        (DPOP, r#""token_type":"mac""#, Err("token_type")),
        (DPOP, r#""x":1"#, Err("missing")),
    ];
    for (profile, member, expected) in rows {
        let body = format!(r#"{{"access_token":"at",{member}}}"#);
        let found = read(&profile, &body, |token| match token.token_type {
            TokenType::Bearer => "Bearer".to_owned(),
            TokenType::Other(name) => name.to_owned(),
        });
        assert_eq!(found, expected, "{member}");
    }
}

/// RFC 6750, section 2.1: one rule for JSON, callback and header; `callback_rows.rs` and `request.rs` have the others.
#[test]
fn an_access_token_is_visible_ascii_and_nothing_else() {
    for byte in 0..=0x7Fu8 {
        let body = format!(r#"{{"access_token":"a\u00{byte:02x}b","token_type":"Bearer"}}"#);
        let expected = if (0x21..=0x7E).contains(&byte) {
            Ok(format!("a{}b", char::from(byte)))
        } else {
            Err("chars")
        };
        let found = read(&Profile::RFC6749, &body, |token| token.access_token.expose().to_owned());
        assert_eq!(found, expected, "{byte:#04x}");
    }
    for text in ["é", r"\u00e9", r"\ud83d\ude00", "\u{feff}"] {
        let body = format!(r#"{{"access_token":"a{text}","token_type":"Bearer"}}"#);
        assert_eq!(read(&Profile::RFC6749, &body, |_| ()), Err("chars"), "{text}");
    }
}

#[test]
fn a_refresh_token_or_id_token_that_is_null_or_empty_is_absent() {
    for name in ["refresh_token", "id_token"] {
        let rows = [
            ("null", Ok(None)),
            (r#""""#, Ok(None)),
            (r#""rt""#, Ok(Some("rt".to_owned()))),
            (r#""r\/t""#, Ok(Some("r/t".to_owned()))),
            ("0", Err("type")),
            ("false", Err("type")),
            (r#"["rt"]"#, Err("type")),
        ];
        for (value, expected) in rows {
            let found = read(&Profile::RFC6749, &with(&format!(r#","{name}":{value}"#)), |token| {
                let token = if name == "id_token" { token.id_token } else { token.refresh_token };
                token.map(|token| token.expose().to_owned())
            });
            assert_eq!(found, expected, "{name} {value}");
        }
    }
}

/// The tokens that a scope was split into, or a reject class.
type ScopeRead = Result<Option<Vec<String>>, &'static str>;

/// RFC 6749, section 5.1: none means as requested; what is there overrides. Split by the profile's separator only.
#[test]
fn scope_is_a_string_split_by_the_profiles_separator_or_an_array_of_strings() {
    // Half a character is no separator, and the one that there is then is a space.
    const HALF: Profile<'_> = Profile::RFC6749.scope_separator(0xC3);
    const COMMA: Profile<'_> = Profile::RFC6749.scope_separator(b',');
    let tokens = |tokens: &[&str]| Ok(Some(tokens.iter().map(ToString::to_string).collect()));
    let rows: [(Profile<'_>, &str, ScopeRead); 22] = [
        (HALF, r#""a b""#, tokens(&["a", "b"])),
        (HALF, r#""aéb""#, tokens(&["aéb"])),
        (HALF, r#"["a","b é"]"#, tokens(&["a", "b", "é"])),
        (Profile::RFC6749, r#""a b""#, tokens(&["a", "b"])),
        (Profile::RFC6749, r#"" a  b ""#, tokens(&["a", "b"])),
        (Profile::RFC6749, r#""a\u0020b""#, tokens(&["a", "b"])),
        (Profile::RFC6749, r#""a,b""#, tokens(&["a,b"])),
        (COMMA, r#""a,b""#, tokens(&["a", "b"])),
        (COMMA, r#""a b""#, tokens(&["a b"])),
        (Profile::RFC6749, r#"["a","b"]"#, tokens(&["a", "b"])),
        (
            Profile::RFC6749,
            r#"[ "\u0061" , "b\/c\n", "\ud83d\ude00" ]"#,
            tokens(&["a", "b/c\n", "😀"]),
        ),
        (Profile::RFC6749, r#"["a\"]","\\","[\"b"]"#, tokens(&["a\"]", "\\", "[\"b"])),
        (Profile::RFC6749, r#"["","a",""]"#, tokens(&["a"])),
        (COMMA, r#"["a","b c"]"#, tokens(&["a", "b c"])),
        (Profile::RFC6749, "[]", Ok(None)),
        (Profile::RFC6749, r#"[""]"#, Ok(None)),
        (Profile::RFC6749, r#""""#, Ok(None)),
        (Profile::RFC6749, "null", Ok(None)),
        // A scope is advice: what is no string in it does not cost the token.
        (Profile::RFC6749, r#"["a",1]"#, tokens(&["a"])),
        (Profile::RFC6749, r#"[{"x":"y]"},"a",["b",["c"]],"d]"]"#, tokens(&["a", "d]"])),
        (Profile::RFC6749, "[null]", Ok(None)),
        (Profile::RFC6749, "{}", Err("type")),
    ];
    for (profile, value, expected) in rows {
        // What follows must not be changed by what is joined in place.
        let body = with(&format!(r#","scope":{value},"refresh_token":"r\u0074""#));
        let found = read(&profile, &body, |token| {
            assert_eq!(token.refresh_token.unwrap().expose(), "rt");
            token.scope.map(|scope| scope.iter().map(ToOwned::to_owned).collect())
        });
        assert_eq!(found, expected, "{value}");
    }
}

#[test]
fn a_scope_contains_whole_tokens_in_their_own_case() {
    let scope = Scope::new("openid  profile api:read");
    let rows = [
        ("openid", true),
        ("Openid", false),
        ("open", false),
        ("", false),
        ("openid profile", false),
    ];
    for (token, contained) in rows {
        assert_eq!(scope.contains(token), contained, "{token}");
    }
    assert_eq!(scope.as_str(), "openid  profile api:read");
}

/// RFC 8259, section 4: names are compared after unescaping, null or not.
#[test]
fn a_duplicate_known_member_is_an_error_and_an_unknown_one_is_not() {
    let rows = [
        (r#","access_token":"at""#, Err("duplicate")),
        (r#","access\u005ftoken":"at""#, Err("duplicate")),
        (r#","\u0061\u0063\u0063ess_token":"at""#, Err("duplicate")),
        (r#","access_token":null"#, Err("duplicate")),
        (r#","expires_in":null,"expires_in":null"#, Err("duplicate")),
        (r#","error":null,"error":null"#, Err("duplicate")),
        (r#","Access_Token":"x","access_token ":"x""#, Ok(())),
        (r#","x":1,"x":2"#, Ok(())),
        (r#","x":{"access_token":"x","error":"x"}"#, Ok(())),
    ];
    for (members, expected) in rows {
        assert_eq!(read(&Profile::RFC6749, &with(members), |_| ()), expected, "{members}");
    }
}

#[test]
fn extras_are_read_by_their_place_in_the_profiles_list() {
    const PROFILE: Profile<'_> =
        Profile::RFC6749.extra(&["a", "b", "c", "d", "e", "f", "g", "h", "ninth"]);
    let members = r#","h":-1.50,"g":{"x":"\u0061"},"f":["\/"],"e":true,"d":false,"c":null,"b":"\u0062","ninth":9"#;
    read(&PROFILE, &with(members), |token| {
        let expected = [
            None,
            Some(Value::Text("b")),
            None,
            Some(Value::Bool(false)),
            Some(Value::Bool(true)),
            Some(Value::Raw(r#"["\/"]"#)),
            Some(Value::Raw(r#"{"x":"\u0061"}"#)),
            Some(Value::Number("-1.50")),
            None,
        ];
        for (index, value) in expected.into_iter().enumerate() {
            assert!(token.extra.get(index) == value, "{index}");
        }
        assert!(token.extra.get(usize::MAX).is_none());
    })
    .unwrap();
}

/// A name is compared unescaped, also if it has a backslash itself.
#[test]
fn an_escaped_name_is_not_the_name_that_its_escapes_spell() {
    const NAMED: Profile<'_> = Profile::RFC6749.extra(&[r"a\u0062", r"ab", r"a\\c"]);
    let rows = [
        (r#","a\u0062":1"#, [None, Some(Value::Number("1")), None]),
        (r#","a\\u0062":1"#, [Some(Value::Number("1")), None, None]),
        (r#","a\\c":1"#, [None, None, None]),
        (r#","a\\\\c":1"#, [None, None, Some(Value::Number("1"))]),
    ];
    for (members, expected) in rows {
        let same = read(&NAMED, &with(members), |token| {
            [0, 1, 2].map(|index| token.extra.get(index)) == expected
        });
        assert_eq!(same, Ok(true), "{members}");
    }
}

/// By the name in the profile's list, of which the first eight are read.
#[test]
fn extra_of_finds_a_member_by_its_name_in_the_profiles_list() {
    const NAMED: Profile<'_> =
        Profile::RFC6749.extra(&["a", "b", "c", "d", "e", "f", "g", "h", "ninth"]);
    let members = r#","h":-1.50,"f":["\/"],"d":false,"c":null,"b":"\u0062","ninth":9,"x":1"#;
    read(&NAMED, &with(members), |token| {
        let rows = [
            ("a", None),
            ("b", Some(Value::Text("b"))),
            ("c", None),
            ("d", Some(Value::Bool(false))),
            ("f", Some(Value::Raw(r#"["\/"]"#))),
            ("h", Some(Value::Number("-1.50"))),
            ("ninth", None),
            ("x", None),
            ("B", None),
            ("", None),
            ("access_token", None),
        ];
        for (name, expected) in rows {
            assert!(NAMED.extra_of(&token, name) == expected, "{name}");
        }
        assert!(Profile::RFC6749.extra_of(&token, "b").is_none());
    })
    .unwrap();
}

/// A list is words with spaces between them, of which there may be more than one.
#[test]
fn a_list_of_extras_is_read_word_by_word() {
    const SPACED: Profile<'_> = strings::extra(Profile::RFC6749, "  a   b ");
    read(&SPACED, &with(r#","b":2,"":3," a":4,"a ":5,"a   b":6"#), |token| {
        let extras: Vec<_> = (0..3).map(|index| token.extra.get(index)).collect();
        assert!(extras == [None, Some(Value::Number("2")), None]);
        assert!(SPACED.extra_of(&token, "b") == Some(Value::Number("2")));
        assert!(SPACED.extra_of(&token, "").is_none());
        assert!(SPACED.extra_of(&token, "a   b").is_none());
    })
    .unwrap();
}

/// Longer than any of the RFCs', a name is still one, also where it is written with escapes.
#[test]
fn a_name_of_any_length_is_found_in_any_spelling() {
    for length in [63, 64, 65, 66, 200, 300] {
        let name = "n".repeat(length);
        let escaped = name.replacen('n', r"\u006e", 1);
        let profile = Profile::RFC6749;
        let names = [name.as_str()];
        let profile = profile.extra(&names);
        let plain = read(&profile, &with(&format!(r#","{name}":1,"{name}n":2"#)), |token| {
            token.extra.get(0) == Some(Value::Number("1"))
        });
        assert_eq!(plain, Ok(true), "{length}");
        let spelled =
            read(&profile, &with(&format!(r#","{escaped}":1,"{escaped}n":2"#)), |token| {
                token.extra.get(0) == Some(Value::Number("1"))
            });
        assert_eq!(spelled, Ok(true), "{length}");
    }
}

/// The known member stays what it is; its value is not handed out twice.
#[test]
fn an_extra_that_names_a_known_member_takes_nothing_from_it() {
    const PROFILE: Profile<'_> = Profile::RFC6749.extra(&["scope", "x", "access_token", "x"]);
    read(&PROFILE, &with(r#","scope":"s","x":1"#), |token| {
        assert_eq!(token.access_token.expose(), "at");
        assert_eq!(token.scope.unwrap().as_str(), "s");
        let extras: Vec<_> = (0..4).map(|index| token.extra.get(index)).collect();
        assert!(extras == [None, Some(Value::Number("1")), None, None]);
        assert!(PROFILE.extra_of(&token, "x") == Some(Value::Number("1")));
        assert!(PROFILE.extra_of(&token, "scope").is_none());
    })
    .unwrap();
}

#[test]
fn a_number_among_the_extras_is_an_integer_only_where_it_was_written_as_one() {
    let rows = [
        ("50", Some(50), Some(50)),
        ("-50", None, Some(-50)),
        ("18446744073709551615", Some(u64::MAX), None),
        ("18446744073709551616", None, None),
        ("50.0", None, None),
        ("5e1", None, None),
        (r#""50""#, None, None),
    ];
    for (value, integer, signed) in rows {
        read(&BOLD, &with(&format!(r#","account_id":{value}"#)), |token| {
            let value = token.extra.get(0).unwrap();
            assert_eq!((value.integer(), value.signed()), (integer, signed), "{value:?}");
        })
        .unwrap();
    }
    let mut again = *br#"{"account_id":1,"account_id":1}"#;
    let refused = BOLD.token(200, &mut again).unwrap_err();
    assert_eq!(refused, TokenError::Duplicate(Member::Extra(0)));
}
