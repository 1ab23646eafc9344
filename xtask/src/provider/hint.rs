//! Settings that would read a response better, each tried on the response before it is named.

use std::fmt::Write;

use grantlet::engine::{SETTINGS, each_setting};
use grantlet::{ErrorCode, Failure, Profile, ServerError, TokenError};
use serde_json::Value;

use super::settings::listed;

/// Members of RFC 6749, section 5.1.
const TOKEN: [&str; 6] =
    ["access_token", "token_type", "refresh_token", "expires_in", "id_token", "scope"];

/// What providers call the parts of an error, in small letters without `_` and `-`.
const CODES: &[&str] =
    &["error", "code", "errorcode", "errcode", "errortype", "reason", "codereason", "type", "name"];
const DESCRIPTIONS: &[&str] = &[
    "message",
    "errormessage",
    "errmsg",
    "msg",
    "errordescription",
    "description",
    "detail",
    "text",
    "reason",
];
const NUMBERS: &[&str] = &[
    "errcode",
    "errorcode",
    "code",
    "errorid",
    "errorno",
    "errno",
    "errornumber",
    "status",
    "statuscode",
    "ret",
];

/// An object of more members, or one that lies deeper, is not searched.
const MAX_MEMBERS: usize = 200;
const MAX_DEPTH: usize = 4;

/// Settings as lines of a file.
type Settings = Vec<(&'static str, String)>;

/// Appends the settings that would read more, if there are any.
pub(super) fn write(profile: &Profile<'static>, status: u16, body: &[u8], text: &mut String) {
    let Ok(document) = serde_json::from_slice::<Value>(body) else { return };
    let mut objects = Vec::new();
    objects_of(&document, "", 0, &mut objects);
    let mut body_now = body.to_vec();
    let verdict = profile.token(status, &mut body_now).map(drop);
    let found = match verdict {
        Ok(()) => {
            write_unread(profile, &document, text);
            return;
        }
        Err(TokenError::Server { error, .. }) if error.ends_grant() || error.retries() => return,
        Err(TokenError::Server { error, .. }) => {
            let now = score(&error, &body_now);
            let found = errors(profile, &objects).into_iter().find(|settings| {
                read_by(profile, settings, status, body).is_some_and(|(read, body)| match read {
                    Err(TokenError::Server { error, .. }) => score(&error, &body) > now,
                    _ => false,
                })
            });
            if found.is_none() && error.code() == ErrorCode::Other {
                write_ending(profile, &error, status, body, &body_now, text);
            }
            found.map(|settings| (settings, "more of the error"))
        }
        Err(_) => {
            let reads = |settings: &Settings, is_so: fn(&Result<(), TokenError>) -> bool| {
                read_by(profile, settings, status, body).is_some_and(|(read, _)| is_so(&read))
            };
            let mut candidates = tokens(&objects).into_iter();
            let token = candidates.find(|settings| reads(settings, Result::is_ok));
            token.map(|settings| (settings, "a token")).or_else(|| {
                let mut candidates = errors(profile, &objects).into_iter();
                let error = candidates.find(|settings| {
                    reads(settings, |read| matches!(read, Err(TokenError::Server { .. })))
                });
                error.map(|settings| (settings, "an error of the provider's"))
            })
        }
    };
    if let Some((settings, what)) = found {
        let _ = writeln!(text, "\nThese settings read {what} here:");
        write_settings(&settings, text);
    }
}

/// How much of an error is read: an `error` that is an object is nothing.
fn score(error: &ServerError, body: &[u8]) -> usize {
    let text = error.text(body).unwrap_or_default();
    let code = text.error.filter(|text| !text.as_str().starts_with(['{', '[']));
    [code, text.error_description, text.error_number].iter().flatten().count()
}

/// Appends the setting that makes an error end a grant.
fn write_ending(
    profile: &Profile<'static>,
    error: &ServerError,
    status: u16,
    body: &[u8],
    read: &[u8],
    text: &mut String,
) {
    let written = error.text(read).unwrap_or_default();
    let Some(entry) = written.error_number.or(written.error) else { return };
    let settings = vec![("ends_on", added(profile, "ends_on", entry.as_str(), "\n"))];
    let ends = read_by(profile, &settings, status, body)
        .and_then(|(read, _)| read.err())
        .is_some_and(|error| Failure::of(&error) == Failure::Ended);
    if ends && entry.is_printable() {
        *text += "\nIf this error means that the user must log in again:\n";
        write_settings(&settings, text);
    }
}

fn write_settings(settings: &Settings, text: &mut String) {
    for (name, value) in settings {
        for line in value.split('\n') {
            let _ = writeln!(text, "  {name} = {line}");
        }
    }
}

/// The members at the top that the profile reads nothing from.
fn write_unread(profile: &Profile<'_>, document: &Value, text: &mut String) {
    let Some(members) = document.as_object() else { return };
    let mut read: Vec<String> = TOKEN.map(str::to_owned).to_vec();
    each_setting(profile, &mut |name, value| {
        if matches!(name, "extra" | "envelope" | "response_names") {
            let value = value.to_string();
            let path = value.rsplit('=').next().unwrap_or_default();
            read.push(path.split('/').next().unwrap_or_default().to_owned());
        }
    });
    let unread: Vec<String> = (members.keys())
        .filter(|name| !read.contains(name))
        .take(20)
        .map(|name| name.escape_debug().to_string())
        .collect();
    if !unread.is_empty() {
        let _ = writeln!(
            text,
            "\nNot read: {}. The setting `extra` reads members that are not OAuth's.",
            unread.join(", ")
        );
    }
}

/// Each object of a document and its path, the outer ones first.
fn objects_of<'v>(
    value: &'v Value,
    path: &str,
    depth: usize,
    found: &mut Vec<(String, &'v Value)>,
) {
    let below =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
    if depth > MAX_DEPTH || found.len() > MAX_MEMBERS {
        return;
    }
    match value {
        Value::Object(members) => {
            found.push((path.to_owned(), value));
            for (name, value) in members.iter().take(MAX_MEMBERS).filter(|(name, _)| is_word(name))
            {
                objects_of(value, &below(name), depth + 1, found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().take(2).enumerate() {
                objects_of(value, &below(&index.to_string()), depth + 1, found);
            }
        }
        _ => {}
    }
}

/// Whether a name can be written in a setting's string.
fn is_word(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 64
        && name.bytes().all(|b| b.is_ascii_graphic() && !b",=/".contains(&b))
}

fn plain(name: &str) -> String {
    name.replace(['_', '-'], "").to_lowercase()
}

/// The name in an object of one of these members.
fn named<'v>(object: &'v Value, names: &[&str], fits: impl Fn(&Value) -> bool) -> Option<&'v str> {
    let members = object.as_object()?;
    names.iter().find_map(|wanted| {
        let found = members
            .iter()
            .find(|(name, value)| is_word(name) && plain(name) == plain(wanted) && fits(value));
        found.map(|(name, _)| name.as_str())
    })
}

/// Settings that could find a token in one of the objects, the fewest first.
fn tokens(objects: &[(String, &Value)]) -> Vec<Settings> {
    let mut found = Vec::new();
    for (path, object) in objects {
        if named(object, &["access_token"], Value::is_string).is_none() {
            continue;
        }
        let mut renamed = Vec::new();
        for member in TOKEN {
            match named(object, &[member], |_| true) {
                Some(own) if own != member => renamed.push(format!("{member}={own}")),
                _ => {}
            }
        }
        let mut settings = Settings::new();
        if !path.is_empty() {
            settings.push(("envelope", path.clone()));
        }
        if !renamed.is_empty() {
            settings.push(("response_names", renamed.join(" ")));
        }
        let own_type = object["token_type"].as_str().filter(|own| is_word(own));
        let own_type = own_type.map(|own| ("token_types", own.to_owned()));
        let bearer = Some(("bearer_by_default", "true".to_owned()));
        for further in [None, bearer, own_type] {
            found.push(settings.iter().cloned().chain(further).collect());
        }
    }
    found
}

/// Settings that could find an error in one of the objects, those that read the most first.
fn errors(profile: &Profile<'_>, objects: &[(String, &Value)]) -> Vec<Settings> {
    let mut found = Vec::new();
    for (path, object) in objects {
        let is_code = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
        let is_number = |value: &Value| value.is_number() || value.is_string();
        let code = named(object, CODES, is_code);
        let of_rest = |names: &[&'static str]| -> Vec<&str> {
            let is_code = |name: &&&str| code.map(plain).as_deref() == Some(**name);
            names.iter().filter(|name| !is_code(name)).copied().collect()
        };
        let number = named(object, &of_rest(NUMBERS), is_number);
        let description = named(object, &of_rest(DESCRIPTIONS), is_code);
        let number_alone = named(object, NUMBERS, is_number);
        let inside = path == "error";
        let at = |name: Option<&str>| match name {
            None => "-".to_owned(),
            Some(name) if path.is_empty() || inside => name.to_owned(),
            Some(name) => format!("{path}/{name}"),
        };
        for names in [
            [code, description, number],
            [code, description, None],
            [None, description, number_alone],
        ] {
            if names[0].is_none() && names[2].is_none() {
                continue;
            }
            let words = names.map(at).join(" ");
            let words = words.trim_end_matches(" -");
            let shape = if inside { format!("error/{words}") } else { words.to_owned() };
            found.push(vec![("errors", added(profile, "errors", &shape, ","))]);
        }
    }
    found
}

/// A list of the profile with one entry more.
fn added(profile: &Profile<'_>, setting: &str, entry: &str, separator: &str) -> String {
    let before = listed(profile).into_iter().find(|listed| listed.name == setting);
    before.map_or(entry.to_owned(), |before| format!("{}{separator}{entry}", before.text))
}

/// The response, read by the profile with these settings, and its body after that; none where they are invalid.
fn read_by(
    profile: &Profile<'static>,
    settings: &Settings,
    status: u16,
    body: &[u8],
) -> Option<(Result<(), TokenError>, Vec<u8>)> {
    let mut profile: Profile<'_> = *profile;
    for (name, value) in settings {
        let (_, set) = SETTINGS.iter().find(|(other, _)| other == name)?;
        profile = set(profile, value)?;
    }
    profile.check().ok()?;
    let mut body = body.to_vec();
    let read = profile.token(status, &mut body).map(drop);
    Some((read, body))
}
