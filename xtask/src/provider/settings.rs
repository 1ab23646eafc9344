//! A profile by its name or from a file of settings, and its settings as text.

use std::path::Path;

use grantlet::engine::{SETTINGS, each_setting, separator_of};
use grantlet::{Profile, providers};

use crate::run::Done;

/// The name of the profile without differences.
pub(super) const RFC6749: &str = "rfc6749";

/// A file of settings with more bytes than this is none.
const MAX_FILE: u64 = 64 * 1024;

/// A profile, and what it is called.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) profile: Profile<'static>,
}

/// A setting that differs from RFC 6749, in the string that C takes.
pub(super) struct Listed {
    pub(super) name: &'static str,
    pub(super) text: String,
}

/// The settings of a profile that differ from RFC 6749.
pub(super) fn listed(profile: &Profile<'_>) -> Vec<Listed> {
    let mut listed: Vec<Listed> = Vec::new();
    each_setting(profile, &mut |name, value| {
        let value = value.to_string();
        match listed.last_mut() {
            Some(last) if last.name == name => {
                last.text.push_str(separator_of(name));
                last.text.push_str(&value);
            }
            _ => listed.push(Listed { name, text: value }),
        }
    });
    listed
}

impl Named {
    /// A provider of the core by the name of its constant, in any case, `-` for `_`; or the profile in a file.
    pub(super) fn find(name: &str) -> Done<Self> {
        if let Some(profile) = provider(name) {
            return Ok(Self { name: name.to_uppercase().replace('-', "_"), profile });
        }
        if !Path::new(name).exists() {
            return Err(format!(
                "{name} is neither a provider nor a file. `cargo xtask provider` lists the providers"
            ));
        }
        let shown = |error: String| format!("{name}: {error}");
        let text = super::recorded::bytes_of(Path::new(name), MAX_FILE)?;
        let text = String::from_utf8(text).map_err(|_| shown("not UTF-8".into()))?;
        let profile = of_text(&text).map_err(shown)?;
        Ok(Self { name: name.to_owned(), profile })
    }
}

fn provider(name: &str) -> Option<Profile<'static>> {
    let plain = |name: &str| name.replace(['-', '_'], "").to_lowercase();
    if plain(name) == RFC6749 {
        return Some(Profile::RFC6749);
    }
    let found = providers::ALL.iter().find(|(other, _)| plain(other) == plain(name));
    found.map(|(_, profile)| *profile)
}

/// A profile from lines `setting = value`, the values in the strings that C takes. `base = NAME` comes first, if
/// at all; a line of a list that is there already adds to it; `#` starts a comment line.
pub(super) fn of_text(text: &str) -> Done<Profile<'static>> {
    let mut profile = Profile::RFC6749;
    let mut values: Vec<(&str, String, usize)> = Vec::new();
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = line
            .split_once('=')
            .ok_or_else(|| format!("line {number} is not `setting = value`"))?;
        let (name, value) = (name.trim(), value.trim());
        if let Some(other) = value.chars().find(|letter| !matches!(letter, ' '..='~')) {
            return Err(format!("line {number} has {other:?}: a value is printable ASCII"));
        }
        if name == "base" {
            if !values.is_empty() {
                return Err(format!("line {number}: `base` comes before the settings"));
            }
            profile = provider(value)
                .ok_or_else(|| format!("line {number}: there is no provider {value}"))?;
            continue;
        }
        match values.iter_mut().find(|(other, ..)| *other == name) {
            Some((_, before, _)) if is_list(name) => {
                before.push_str(separator_of(name));
                before.push_str(value);
            }
            Some((.., first)) => {
                return Err(format!("line {number} repeats `{name}` of line {first}"));
            }
            None => values.push((name, value.to_owned(), number)),
        }
    }
    for (name, value, number) in &values {
        let Some((_, set)) = SETTINGS.iter().find(|(other, _)| other == name) else {
            let known: Vec<&str> = SETTINGS.iter().map(|(name, _)| *name).collect();
            let known = known.join(" ");
            return Err(format!(
                "line {number}: no setting is called `{name}`. There are: {known}"
            ));
        };
        // For as long as the program runs, which is short.
        profile = set(profile, String::leak(value.clone()))
            .ok_or_else(|| format!("line {number}: `{value}` is no value of `{name}`"))?;
    }
    profile.check().map_err(|error| {
        let line = values.iter().find(|(name, ..)| *name == error.setting.as_str());
        let line = line.map_or(String::new(), |(.., number)| format!("line {number}: "));
        format!("{line}{error}")
    })?;
    Ok(profile)
}

/// Whether the value of a setting is a list.
fn is_list(name: &str) -> bool {
    matches!(
        name,
        "headers"
            | "rename"
            | "grant_types"
            | "order"
            | "response_names"
            | "errors"
            | "ends_on"
            | "retry_on"
            | "token_types"
            | "extra"
    )
}
