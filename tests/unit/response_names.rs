//! Members by a provider's names and by paths: each is independent, and no path wraps around.

use grantlet::{ErrorShape, Member, Profile, TokenError, Value};

fn token<T>(
    profile: &Profile<'_>,
    body: &str,
    see: impl FnOnce(&grantlet::TokenResponse<'_>) -> T,
) -> Result<T, TokenError> {
    profile.token(200, &mut body.as_bytes().to_vec()).map(|token| see(&token))
}

const BEARER: Profile<'_> = Profile::RFC6749.bearer_by_default(true);

#[test]
fn members_that_overlap_are_read_once() {
    // `check` refuses these profiles; what is not checked is read all the same, without damage.
    let renamed =
        BEARER.response_names(&[("refresh_token", "r"), ("scope", "s")]).extra(&["r", "s"]);
    assert!(renamed.check().is_err());
    let body = r#"{"access_token":"at","r":"a\u0042\\u0042","s":["x","y"]}"#;
    token(&renamed, body, |token| {
        assert_eq!(token.refresh_token.unwrap().expose(), r"aB\u0042");
        assert!(renamed.extra_of(token, "r").is_none() && renamed.extra_of(token, "s").is_none());
    })
    .unwrap();
    let nested = BEARER.extra(&["u", "u/id"]);
    assert!(nested.check().is_err());
    let body = r#"{"access_token":"at","u":{"id":"x\",\"admin\":\"1"}}"#;
    token(&nested, body, |token| {
        let raw = Value::Raw(r#"{"id":"x\",\"admin\":\"1"}"#);
        assert_eq!(nested.extra_of(token, "u"), Some(raw));
        assert_eq!(nested.extra_of(token, "u/id"), None);
    })
    .unwrap();
    let within = BEARER.response_names(&[("scope", "s"), ("access_token", "s/0")]);
    let refused = token(&within, r#"{"s":["at"]}"#, |_| ());
    assert_eq!(refused, Err(TokenError::Duplicate(Member::Scope)));
}

#[test]
fn a_text_of_an_error_is_unescaped_once() {
    const TWICE: Profile<'_> = BEARER.errors(&[ErrorShape::numbered("error_description")]);
    let mut body = *br#"{"error":"e","error_description":"a\\u0042cd"}"#;
    let Err(TokenError::Server { error, .. }) = TWICE.token(400, &mut body) else { panic!() };
    let text = error.text(&body).unwrap();
    assert_eq!(text.error_description.unwrap().as_str(), r"a\u0042cd");
}

#[test]
fn a_path_is_followed_to_one_value_or_to_none() {
    for (path, body, expected) in [
        ("d/0/t", r#"{"d":[{"t":"one"}]}"#, Ok("one")),
        ("d/1", r#"{"d":[ {"t":"]"} , "two" ]}"#, Ok("two")),
        ("d/1/t", r#"{"d":[[1,[2]],{"t":"two"}]}"#, Ok("two")),
        (
            "d/4294967296/t",
            r#"{"d":[{"t":"first"}]}"#,
            Err(TokenError::Missing(Member::AccessToken)),
        ),
        ("d/0", r#"{"d":[1,{"t":"x"}]}"#, Err(TokenError::Missing(Member::AccessToken))),
        ("d/x", r#"{"d":["a"]}"#, Err(TokenError::Missing(Member::AccessToken))),
        ("d/t", r#"{"d":"s","d":{"t":"two"}}"#, Err(TokenError::Duplicate(Member::AccessToken))),
        ("d/t", r#"{"d":{"t":"a","t":"b"}}"#, Err(TokenError::Duplicate(Member::AccessToken))),
    ] {
        let names = [("access_token", path)];
        let profile = BEARER.response_names(&names);
        let found = token(&profile, body, |token| token.access_token.expose().to_owned());
        assert_eq!(found.as_deref().map_err(|error| *error), expected, "{path} {body}");
    }
}

/// In an envelope that is a string each byte can be an escape, a bracket too.
#[test]
fn a_path_is_followed_in_an_envelope_that_is_a_string() {
    let named = BEARER.envelope("e").response_names(&[("token_type", "d/0/t")]);
    for close in ["}", r"\u007d"] {
        let body =
            format!(r#"{{"e":"{{\"access_token\":\"at\",\"d\":[{{\"t\":\"mac\"{close}]}}"}}"#);
        assert_eq!(token(&named, &body, |_| ()), Err(TokenError::TokenType), "{close}");
    }
}
