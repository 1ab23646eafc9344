//! Errors as a provider would write them, made from its profile and read back by it.

use grantlet::engine::{SettingValue, each_setting};
use grantlet::{Profile, ServerError, TokenError};
use serde_json::{Map, Value};

/// A shape of errors, its names as paths from the response.
struct Shape {
    code: String,
    description: String,
    number: String,
}

/// An error that one of the profile's lists names.
pub(super) struct Entry {
    pub(super) error: String,
    pub(super) description: String,
}

/// A status and a body.
pub(super) type Sample = (u16, String);

/// The entries of `ends_on` or `retry_on`.
pub(super) fn entries(profile: &Profile<'_>, setting: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    each_setting(profile, &mut |name, value| {
        if let (true, SettingValue::Pair(error, description)) = (name == setting, value) {
            let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
            let description = text(description.unwrap_or_default());
            entries.push(Entry { error: text(error), description });
        }
    });
    entries
}

/// The profile's shapes, then that of RFC 6749.
fn shapes(profile: &Profile<'_>) -> Vec<Shape> {
    let mut shapes = Vec::new();
    each_setting(profile, &mut |_, value| {
        if let SettingValue::Shape(names, is_inside) = value {
            let [code, description, number] =
                names.map(|name| match String::from_utf8_lossy(name) {
                    name if is_inside && !name.is_empty() => format!("error/{name}"),
                    name => name.into_owned(),
                });
            shapes.push(Shape { code, description, number });
        }
    });
    let rfc = ["error", "error_description", ""].map(str::to_owned);
    let [code, description, number] = rfc;
    shapes.push(Shape { code, description, number });
    shapes
}

/// An error that the profile reads as this one, if there is such a response.
pub(super) fn of(
    profile: &Profile<'_>,
    entry: &Entry,
    is_it: impl Fn(&ServerError) -> bool,
) -> Option<Sample> {
    let mut envelope = String::new();
    each_setting(profile, &mut |name, value| {
        if name == "envelope" {
            envelope = value.to_string();
        }
    });
    for shape in shapes(profile) {
        for members in candidates(&shape, entry) {
            for around in ["", &envelope] {
                let body = body(around, &members);
                for status in [400, 200] {
                    let mut read = body.clone().into_bytes();
                    match profile.token(status, &mut read) {
                        Err(TokenError::Server { error, .. }) if is_it(&error) => {
                            return Some((status, body));
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    None
}

/// Members that could be this error: its name as the code, as the number, or beside `error`.
fn candidates(shape: &Shape, entry: &Entry) -> Vec<Vec<(String, Value)>> {
    let name = Value::from(entry.error.as_str());
    let number = entry.error.parse::<u64>().map_or(name.clone(), Value::from);
    let mut described = Vec::new();
    if !entry.description.is_empty() {
        described.push((shape.description.clone(), Value::from(entry.description.as_str())));
    }
    let with = |members: &[(&str, &Value)]| -> Vec<(String, Value)> {
        let members = members.iter().map(|(name, value)| ((*name).to_owned(), (*value).clone()));
        members.chain(described.clone()).filter(|(name, _)| !name.is_empty()).collect()
    };
    let other = Value::from("sample_error");
    let mut found = vec![with(&[(&shape.code, &name)])];
    found.push(with(&[(&shape.number, &number)]));
    found.push(with(&[(&shape.code, &other), (&shape.number, &number)]));
    found.push(with(&[("error", &name)]));
    found.push(with(&[("error", &name), (&shape.number, &Value::from(400))]));
    found
}

fn body(envelope: &str, members: &[(String, Value)]) -> String {
    let mut root = Value::Object(Map::new());
    for (path, value) in members {
        let path = if envelope.is_empty() { path.clone() } else { format!("{envelope}/{path}") };
        put(&mut root, &path, value.clone());
    }
    root.to_string()
}

/// Puts a value at a path; a number is an index of an array.
fn put(root: &mut Value, path: &str, value: Value) {
    let mut at = root;
    for segment in path.split('/') {
        at = match segment.parse::<usize>() {
            Ok(index)
                if index < 16 && (at.is_array() || at.as_object().is_some_and(Map::is_empty)) =>
            {
                if !at.is_array() {
                    *at = Value::Array(Vec::new());
                }
                let Value::Array(items) = at else { return };
                while items.len() <= index {
                    items.push(Value::Object(Map::new()));
                }
                &mut items[index]
            }
            _ => {
                let Value::Object(members) = at else { return };
                members.entry(segment).or_insert_with(|| Value::Object(Map::new()))
            }
        };
    }
    *at = value;
}
