//! The table of profiles: what is misspelt in their lists, in Rust and by the C interface.

use grantlet::{ErrorShape, HeaderValue, Profile};
use grantlet_ffi::{Status, grantlet_profile_check};
use serde_json::{Map, Value};

use crate::setters::{profile, profile_of_c, set};
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

#[test]
fn a_misspelt_word_or_a_contradiction_in_a_profile_names_the_setter_and_the_word() {
    let mut wrong = 0;
    for (settings, fault) in profiles() {
        let found = profile(&settings).check().err();
        let found = found.map(|error| (error.setting.as_str().to_owned(), error.index));
        assert_eq!(found, fault, "{settings:?}");
        wrong += usize::from(fault.is_some());
    }
    assert!(wrong >= 200, "{wrong}");
}

/// A list as slices: the same words as in a string.
#[derive(Default)]
struct Slices<'a> {
    names: Vec<&'a str>,
    pairs: Vec<(&'a str, &'a str)>,
    headers: Option<Vec<(&'a str, HeaderValue<'a>)>>,
    shapes: Vec<ErrorShape<'a>>,
}

impl<'a> Slices<'a> {
    fn of(setter: &str, text: &'a str) -> Self {
        let separator = if matches!(setter, "ends_on" | "retry_on") { '\n' } else { ' ' };
        let words = || text.split(separator).filter(|word| !word.is_empty());
        let pairs = || words().map(|word| word.split_once('=').unwrap_or((word, "")));
        let header = |(name, value): (&'a str, &'a str)| match value {
            "client_id" => Some((name, HeaderValue::ClientId)),
            "client_secret" => Some((name, HeaderValue::ClientSecret)),
            _ => {
                let text = value.strip_prefix('"')?.strip_suffix('"')?;
                Some((name, HeaderValue::Static(text)))
            }
        };
        let shape = |text: &'a str| {
            let text = text.trim_start();
            let (is_inside, names) =
                text.strip_prefix("error/").map_or((false, text), |inside| (true, inside));
            let mut names = names.split(' ').filter(|name| !name.is_empty());
            let shape = ErrorShape::new(names.next().unwrap_or_default());
            let shape = shape.description(names.next().unwrap_or_default());
            let shape = shape.number(names.next().unwrap_or_default());
            if is_inside { shape.inside_error() } else { shape }
        };
        Self {
            names: words().collect(),
            pairs: pairs().collect(),
            headers: pairs().map(header).collect(),
            shapes: text.split(',').filter(|_| !text.is_empty()).map(shape).collect(),
        }
    }
}

/// A slice takes each word that a string takes. What it takes in addition has characters that only a
/// string cannot have, or more words than a slice can say.
#[test]
fn a_slice_takes_what_a_string_takes() {
    let mut taken = 0;
    for (settings, fault) in profiles() {
        let lists: Vec<_> = (settings.iter())
            .map(|(setter, value)| (setter, Slices::of(setter, value.as_str().unwrap_or_default())))
            .collect();
        let mut profile = Profile::RFC6749;
        for (setter, list) in &lists {
            profile = match (setter.as_str(), &list.headers) {
                ("headers", Some(headers)) => profile.headers(headers),
                ("headers", None) => continue,
                ("rename", _) => profile.rename(&list.pairs),
                ("grant_types", _) => profile.grant_types(&list.pairs),
                ("order", _) => profile.order(&list.names),
                ("errors", _) => profile.errors(&list.shapes),
                ("ends_on", _) => profile.ends_on(&list.pairs),
                ("retry_on", _) => profile.retry_on(&list.pairs),
                ("response_names", _) => profile.response_names(&list.pairs),
                ("token_types", _) => profile.token_types(&list.names),
                ("extra", _) => profile.extra(&list.names),
                ("servers", _) => profile.servers(&list.pairs),
                _ => set(&profile, setter, &settings[setter.as_str()]),
            };
        }
        let found = profile.check().err();
        let found = found.map(|error| (error.setting.as_str().to_owned(), error.index));
        if found.is_some() {
            assert_eq!(found, fault, "{settings:?}");
        }
        taken += usize::from(found.is_none() && fault.is_some());
    }
    assert!(taken < 150, "{taken}");
}

#[test]
fn a_misspelt_word_or_a_contradiction_names_in_c_the_setting_and_the_word() {
    for (settings, fault) in profiles() {
        let entries: Vec<(&String, &Value)> = settings.iter().collect();
        let profile = profile_of_c(&settings);
        let (mut entry, mut word) = (usize::MAX, usize::MAX);
        // SAFETY: each pointer is what the header asks for.
        let checked = unsafe { grantlet_profile_check(profile, &raw mut entry, &raw mut word) };
        let is_line = |byte| matches!(byte, b'\n' | 0x20..=0x7E);
        let is_text = |value: &Value| value.as_str().unwrap_or_default().bytes().all(is_line);
        if let Some(at) = entries.iter().position(|(_, value)| !is_text(value)) {
            assert_eq!((checked, entry, word), (Status::EEncoding, at, 0), "{settings:?}");
            continue;
        }
        let Some((setter, at)) = fault else {
            assert_eq!((checked, entry, word), (Status::Ok, 0, 0), "{settings:?}");
            continue;
        };
        assert_eq!((checked, word), (Status::EEncoding, at), "{settings:?}");
        assert_eq!(*entries[entry].0, setter, "{settings:?}");
    }
}
