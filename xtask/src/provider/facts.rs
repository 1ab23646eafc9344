//! The same account of each provider as JSON, for the page of `cargo xtask demo --browser`.

use grantlet::{Profile, providers};
use serde_json::{Value, json};

use super::settings::listed;
use super::table::{errors, meaning_of};
use crate::run::{Done, root};

/// For each provider its name, what its constant's documentation says, settings and errors.
pub(crate) fn json() -> Done<String> {
    let sources = sources()?;
    let facts = providers::ALL.iter().map(|(name, profile)| of(name, profile, &sources));
    Ok(Value::Array(facts.collect()).to_string())
}

fn of(name: &str, profile: &Profile<'_>, sources: &str) -> Value {
    let documentation = documentation(name, sources);
    let (title, notes) = split(&documentation);
    let settings: Vec<_> = listed(profile)
        .into_iter()
        .map(|setting| {
            let meaning = meaning_of(setting.name);
            json!({ "name": setting.name, "value": setting.text, "meaning": meaning })
        })
        .collect();
    let errors: Vec<_> = errors(profile, &mut String::new())
        .into_iter()
        .map(
            |(status, body, meaning)| json!({ "status": status, "body": body, "meaning": meaning }),
        )
        .collect();
    json!({ "name": name, "title": title, "notes": notes, "settings": settings, "errors": errors })
}

/// The sources of the core's providers, one after the other.
fn sources() -> Done<String> {
    let folder = root().join("core/src/providers");
    let shown = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut text = String::new();
    for entry in std::fs::read_dir(&folder).map_err(shown)? {
        text += &std::fs::read_to_string(entry.map_err(shown)?.path()).map_err(shown)?;
    }
    Ok(text)
}

/// The first paragraph of a constant's documentation, its links without their targets.
fn documentation(name: &str, sources: &str) -> String {
    let before = sources.split(&format!("\npub const {name}: ")).next().unwrap_or_default();
    let lines: Vec<_> = before.rsplit('\n').take_while(|line| line.starts_with("///")).collect();
    let lines = lines.into_iter().rev().map(|line| line.trim_start_matches('/').trim());
    let paragraph: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
    let text = paragraph.join(" ");
    let mut plain = String::new();
    for (index, part) in text.split('[').enumerate() {
        match part.split_once(']') {
            Some((label, rest)) if index > 0 => {
                let target = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
                plain += label;
                plain += target.map_or(rest, |(_, rest)| rest);
            }
            _ => plain += part,
        }
    }
    plain
}

/// What a provider is called, and the sentences about it.
fn split(documentation: &str) -> (String, Vec<String>) {
    let end = documentation.find(". ").into_iter().chain(documentation.find(": ")).min();
    let (title, rest) = documentation.split_at(end.unwrap_or(documentation.len()));
    let mut notes = Vec::new();
    let mut note = String::new();
    for word in rest.get(2..).unwrap_or_default().split(' ') {
        let is_start = word.starts_with(|letter: char| letter.is_uppercase() || letter == '`');
        if note.ends_with('.') && is_start {
            notes.push(std::mem::take(&mut note));
        }
        if !note.is_empty() {
            note.push(' ');
        }
        note += word;
    }
    notes.push(note);
    notes.retain(|note| !note.is_empty());
    if let Some(first) = notes.first_mut().and_then(|note| note.get_mut(..1)) {
        first.make_ascii_uppercase();
    }
    (title.replace('`', ""), notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_provider_has_a_title_and_notes_and_a_meaning_for_each_setting() {
        let sources = sources().unwrap();
        for (name, profile) in providers::ALL {
            let facts = of(name, profile, &sources);
            let title = facts["title"].as_str().unwrap();
            let is_short = (1..120).contains(&title.len()) && !title.contains(['[', '`']);
            assert!(is_short, "{name}: {title}");
            for note in facts["notes"].as_array().unwrap() {
                let note = note.as_str().unwrap();
                assert!(note.ends_with('.') && !note.contains("]("), "{name}: {note}");
            }
            for setting in facts["settings"].as_array().unwrap() {
                assert!(
                    setting["meaning"].as_str().is_some_and(|text| !text.is_empty()),
                    "{setting}"
                );
            }
            assert!(!facts["errors"].as_array().unwrap().is_empty(), "{name}");
        }
    }

    #[test]
    fn a_title_ends_with_its_sentence_and_notes_are_sentences() {
        let (title, notes) =
            split("`Ex` ID, version 2.0. Errors come with 403. `a` is `b. c`. Set it.");
        assert_eq!(title, "Ex ID, version 2.0");
        assert_eq!(notes, ["Errors come with 403.", "`a` is `b. c`.", "Set it."]);
        let (title, notes) = split("Ex, its responses only: a request is signed. There is more.");
        assert_eq!(title, "Ex, its responses only");
        assert_eq!(notes, ["A request is signed.", "There is more."]);
        let source = "/// Old.\npub const OLD: X\n/// Ex. See [`a`](b::c) and [`d`].\n///\n/// Source.\npub const EX: X";
        assert_eq!(documentation("EX", source), "Ex. See `a` and `d`.");
    }
}
