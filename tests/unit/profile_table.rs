//! The table of profiles: what is misspelt in their lists, in Rust and by the C interface.

use std::ffi::{CStr, c_char};

use grantlet::Profile;
use grantlet_ffi::{
    Span, Status, grantlet_profile_check, grantlet_profile_ends_on, grantlet_profile_envelope,
    grantlet_profile_errors, grantlet_profile_extra, grantlet_profile_headers,
    grantlet_profile_order, grantlet_profile_rename, grantlet_profile_scope_separator,
    grantlet_profile_send_grant_type, grantlet_profile_token_types, grantlet_profile_word_at_fault,
    grantlet_rfc6749,
};
use serde_json::{Map, Value};

use crate::tables::cases;

/// The settings of a case, and the setter and the word at fault.
type Case = (Map<String, Value>, Option<(String, usize)>);

fn profiles() -> Vec<Case> {
    let of = |case: Value| {
        let word = |setter: &Value| {
            let index = usize::try_from(case["word"].as_u64()?).ok()?;
            Some((setter.as_str()?.to_owned(), index))
        };
        (case["profile"].as_object().unwrap().clone(), case.get("setter").and_then(word))
    };
    cases(include_str!("../tables/profiles.json"), 300).into_iter().map(of).collect()
}

fn set<'a>(profile: &Profile<'a>, setter: &str, value: &'a Value) -> Profile<'a> {
    let profile = *profile;
    let text = value.as_str().unwrap_or_default();
    match setter {
        "headers" => profile.headers(text),
        "rename" => profile.rename(text),
        "order" => profile.order(text),
        "envelope" => profile.envelope(text),
        "errors" => profile.errors(text),
        "ends_on" => profile.ends_on(text),
        "token_types" => profile.token_types(text),
        "extra" => profile.extra(text),
        "scope_separator" => profile.scope_separator(text.as_bytes()[0]),
        "send_grant_type" => profile.send_grant_type(value.as_bool().unwrap()),
        _ => panic!("{setter}"),
    }
}

#[test]
fn a_misspelt_word_or_a_contradiction_in_a_profile_names_the_setter_and_the_word() {
    let mut wrong = 0;
    for (settings, fault) in profiles() {
        let mut profile = Profile::RFC6749;
        for (setter, value) in &settings {
            profile = set(&profile, setter, value);
        }
        let found = profile.check().err().map(|error| error.setter().to_owned());
        assert_eq!(found.zip(profile.word_at_fault()), fault, "{settings:?}");
        assert_eq!(profile.check().is_err(), profile.word_at_fault().is_some());
        wrong += usize::from(fault.is_some());
    }
    assert!(wrong >= 200, "{wrong}");
}

#[test]
fn a_misspelt_word_or_a_contradiction_names_in_c_the_setter_and_the_word() {
    for (settings, fault) in profiles() {
        // SAFETY: C copies profiles by assignment.
        let mut profile = unsafe { std::ptr::read(&raw const grantlet_rfc6749) };
        let mut refused = false;
        for (setter, value) in &settings {
            let profile = &raw mut profile;
            let text = value.as_str().unwrap_or_default();
            let span = Span { bytes: text.as_ptr(), length: text.len() };
            // SAFETY: it is a profile, and the text outlives it.
            let status = unsafe {
                match setter.as_str() {
                    "headers" => grantlet_profile_headers(profile, span),
                    "rename" => grantlet_profile_rename(profile, span),
                    "order" => grantlet_profile_order(profile, span),
                    "envelope" => grantlet_profile_envelope(profile, span),
                    "errors" => grantlet_profile_errors(profile, span),
                    "ends_on" => grantlet_profile_ends_on(profile, span),
                    "token_types" => grantlet_profile_token_types(profile, span),
                    "extra" => grantlet_profile_extra(profile, span),
                    "scope_separator" => {
                        grantlet_profile_scope_separator(profile, text.as_bytes()[0])
                    }
                    "send_grant_type" => {
                        grantlet_profile_send_grant_type(profile, value.as_bool().unwrap())
                    }
                    _ => panic!("{setter}"),
                }
            };
            let line = |byte| matches!(byte, b'\n' | 0x20..=0x7E);
            let taken = setter == "scope_separator" || text.bytes().all(line);
            assert_eq!(status, if taken { Status::Ok } else { Status::EEncoding }, "{settings:?}");
            refused |= !taken;
        }
        if refused {
            continue;
        }
        let (mut name, mut word): (*const c_char, _) = (std::ptr::null(), usize::MAX);
        // SAFETY: each pointer is what the header asks for.
        let (checked, at, name) = unsafe {
            let checked = grantlet_profile_check(&raw const profile, &raw mut name);
            let at = grantlet_profile_word_at_fault(&raw const profile, &raw mut word);
            (checked, at, CStr::from_ptr(name).to_str().unwrap().to_owned())
        };
        let expected = if fault.is_some() { Status::EEncoding } else { Status::Ok };
        assert_eq!((checked, at), (expected, expected), "{settings:?}");
        assert_eq!((name, word), fault.unwrap_or_default(), "{settings:?}");
    }
}
