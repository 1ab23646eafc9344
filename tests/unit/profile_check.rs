//! What is misspelt in a profile's lists.

use grantlet::providers::{BOLD, BOLDSIGN, BOLT, DATA_ENVELOPE, JSON_BODY};
use grantlet::{ErrorShape, HeaderValue, Profile, ProfileError, ProfileSetting};

const RFC: Profile<'_> = Profile::RFC6749;
const _: () = assert!(BOLD.check().is_ok() && BOLT.check().is_ok() && BOLDSIGN.check().is_ok());
const _: () = assert!(DATA_ENVELOPE.check().is_ok() && JSON_BODY.check().is_ok());
const _: () = assert!(RFC.ends_on(&[("error", "")]).check().is_err());
const _: () =
    assert!(matches!(RFC.extra(&["a", "b", "scope"]).check(), Err(ProfileError { index: 2, .. })));

/// Strings are in `tables/profiles.json`.
#[test]
fn an_error_names_its_setting_and_the_entry_and_says_what_to_do() {
    for (setting, name, advice) in [
        (ProfileSetting::Headers, "headers", "header"),
        (ProfileSetting::Rename, "rename", "parameter"),
        (ProfileSetting::Order, "order", "parameter"),
        (ProfileSetting::GrantTypes, "grant_types", "grant"),
        (ProfileSetting::Envelope, "envelope", "one member"),
        (ProfileSetting::Errors, "errors", "shape"),
        (ProfileSetting::EndsOn, "ends_on", "error"),
        (ProfileSetting::TokenTypes, "token_types", "type"),
        (ProfileSetting::Extra, "extra", "eight members"),
        (ProfileSetting::ScopeSeparator, "scope_separator", "character"),
        (ProfileSetting::RequestScopeSeparator, "request_scope_separator", "character"),
    ] {
        assert_eq!(setting.as_str(), name);
        assert_eq!(setting.as_str_with_nul().strip_suffix('\0'), Some(name));
        let said = ProfileError { setting, index: 12 }.to_string();
        assert!(
            said.starts_with(&format!("entry 12 of {name}: ")) && said.contains(advice),
            "{said}"
        );
    }
}

#[test]
fn a_separator_of_a_scope_is_printed_and_in_no_token_of_it() {
    for separator in 0..=u8::MAX {
        let fits = (0x20..0x7F).contains(&separator) && !separator.is_ascii_alphanumeric();
        let error = ProfileError { setting: ProfileSetting::ScopeSeparator, index: 0 };
        let expected = if fits { Ok(()) } else { Err(error) };
        assert_eq!(RFC.scope_separator(separator).check(), expected, "{separator}");
    }
}

/// Only a string needs characters between its words.
#[test]
fn a_word_of_a_slice_may_have_any_character_that_is_printed() {
    let printed = "a b, c=d;e/f.g|\"h\" \u{fc}";
    let shapes =
        [ErrorShape::new(printed).description("x y"), ErrorShape::new("").description("only")];
    for profile in [
        RFC.extra(&[printed, "a", "b"]),
        RFC.token_types(&[printed, "URN:x"]),
        RFC.rename(&[("client_id", printed)]),
        RFC.ends_on(&[(printed, printed), ("invalid_request: x", "")]),
        RFC.errors(&shapes),
    ] {
        assert_eq!(profile.check(), Ok(()), "{profile:?}");
    }
}

#[test]
fn a_word_of_a_slice_is_not_empty_has_no_control_character_and_does_not_repeat() {
    const ID: HeaderValue<'_> = HeaderValue::ClientId;
    let long = "n".repeat(65);
    let nine = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    for (profile, setting, index) in vec![
        (RFC.extra(&["a", ""]), ProfileSetting::Extra, 1),
        (RFC.extra(&["a", "b\n"]), ProfileSetting::Extra, 1),
        (RFC.extra(&["a", "b", "a"]), ProfileSetting::Extra, 2),
        (RFC.extra(&["scope"]), ProfileSetting::Extra, 0),
        (RFC.extra(&[&long]), ProfileSetting::Extra, 0),
        (RFC.extra(&nine), ProfileSetting::Extra, 8),
        (RFC.envelope("d x").extra(&["d x"]), ProfileSetting::Extra, 0),
        (RFC.token_types(&[""]), ProfileSetting::TokenTypes, 0),
        (RFC.token_types(&["mac", "\u{7f}"]), ProfileSetting::TokenTypes, 1),
        (RFC.token_types(&["mac", "MAC"]), ProfileSetting::TokenTypes, 1),
        (RFC.order(&["client_id", "clientid"]), ProfileSetting::Order, 1),
        (RFC.order(&["client_id scope"]), ProfileSetting::Order, 0),
        (RFC.order(&["scope", "state", "scope"]), ProfileSetting::Order, 2),
        (RFC.order(&[""]), ProfileSetting::Order, 0),
        (RFC.rename(&[("client_id", "")]), ProfileSetting::Rename, 0),
        (RFC.rename(&[("client_id", "a\0")]), ProfileSetting::Rename, 0),
        (RFC.rename(&[("id", "x")]), ProfileSetting::Rename, 0),
        (RFC.rename(&[("client_id", "x"), ("scope", "x")]), ProfileSetting::Rename, 1),
        (RFC.rename(&[("client_id", "scope")]), ProfileSetting::Rename, 0),
        (RFC.rename(&[("client_id", "expires_in")]), ProfileSetting::Rename, 0),
        (RFC.headers(&[("X-A", ID), ("x-a", ID)]), ProfileSetting::Headers, 1),
        (RFC.headers(&[("X A", ID)]), ProfileSetting::Headers, 0),
        (RFC.headers(&[("Host", ID)]), ProfileSetting::Headers, 0),
        (RFC.headers(&[("", ID)]), ProfileSetting::Headers, 0),
        (RFC.ends_on(&[("a", "b"), ("a", "b")]), ProfileSetting::EndsOn, 1),
        (RFC.ends_on(&[("a", "b"), ("a", "c"), ("a", "")]), ProfileSetting::EndsOn, 2),
        (RFC.ends_on(&[("", "b")]), ProfileSetting::EndsOn, 0),
        (RFC.ends_on(&[("a", "b\n")]), ProfileSetting::EndsOn, 0),
        (RFC.ends_on(&[("a", "")]).retry_on(&[("b", ""), ("a", "")]), ProfileSetting::RetryOn, 1),
        (RFC.ends_on(&[("c", ""), ("a", "b")]).retry_on(&[("a", "")]), ProfileSetting::RetryOn, 0),
    ] {
        let found = profile.check();
        assert_eq!(found, Err(ProfileError { setting, index }), "{profile:?}");
    }
}

#[test]
fn a_shape_of_an_error_has_a_code_or_a_number_or_a_description_of_its_own() {
    const CODE: ErrorShape<'_> = ErrorShape::new("code");
    const NONE: ErrorShape<'_> = ErrorShape::new("");
    for (shapes, fault) in [
        (&[CODE, CODE.inside_error()][..], None),
        (&[CODE.number("n"), NONE.description("text").number("n")], None),
        (&[CODE, NONE], Some(1)),
        (&[CODE, NONE.number("n")], None),
        (&[ErrorShape::numbered("n").description("a"), NONE.number("n")], Some(1)),
        (&[CODE.description("code")], Some(0)),
        (&[CODE.number("code")], Some(0)),
        (&[CODE.description("\t")], Some(0)),
        (&[CODE, CODE], Some(1)),
        (&[CODE.description("text"), NONE.description("text")], Some(1)),
        (&[CODE, CODE.description("text")], None),
        (&[ErrorShape::new("error")], Some(0)),
        (&[ErrorShape::new("error").inside_error()], None),
        (&[ErrorShape::new("access_token").inside_error()], Some(0)),
    ] {
        let error = |index| ProfileError { setting: ProfileSetting::Errors, index };
        assert_eq!(RFC.errors(shapes).check().err(), fault.map(error), "{shapes:?}");
    }
}
