//! The profiles of JavaScript are those of the core: `wasm/js/providers.ts` is written from the constants.
//!
//! The comment of a profile that the file has stays; a new one begins with the first paragraph of the constant's
//! documentation.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use grantlet::engine::{SettingValue, each_setting};
use grantlet::{Profile, providers};

const WIDTH: usize = 120;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_profiles_of_javascript_are_those_of_the_core() {
    let path = "wasm/js/providers.ts";
    let committed = read(path);
    let written = module(&committed, &read("wasm/js/client.ts"));
    if std::env::var_os("GRANTLET_WRITE").is_some() {
        std::fs::write(root().join(path), &written).unwrap();
    }
    let committed = read(path);
    assert!(
        committed == written,
        "{path} is not what the core's constants give. Type: \
         GRANTLET_WRITE=1 cargo test -p grantlet-tests --test api",
    );
}

/// The file, with the comments that it has.
fn module(committed: &str, client: &str) -> String {
    let mut text = String::from(
        "// The providers' profiles, written from the core's constants by tests/api/providers.rs.\n\n",
    );
    text += "import type { Profile } from \"./client.js\";\n";
    for (constant, profile) in providers::ALL {
        let properties = properties(profile);
        if let Some((name, _)) = properties.iter().find(|(name, value)| !has(client, name, value)) {
            println!("{constant} is left out: JavaScript does not have its {name} yet");
            continue;
        }
        let name = camel(&constant.to_lowercase());
        let comment = comment_of(committed, &name).unwrap_or_else(|| documented(constant, profile));
        let _ = write!(text, "\n{comment}export const {name}: Profile = {{\n");
        for (name, value) in properties {
            text += &property(&name, &value);
        }
        text += "};\n";
    }
    text
}

/// Whether JavaScript's `Profile` has a property, and where that is one of a few words, each of the value's. It
/// does not have each setting of Rust as soon as that exists.
fn has(client: &str, name: &str, value: &Property) -> bool {
    let start = format!("  readonly {name}?: ");
    let Some(declared) = client.lines().find_map(|line| line.strip_prefix(&start)) else {
        return false;
    };
    // A constant in quotes of its own is a type of the language.
    let is_constant =
        |text: &str| text.starts_with("\"\\\"") && declared.contains("`\"${string}\"`");
    let is_word =
        |text: &str| !declared.contains('"') || declared.contains(text) || is_constant(text);
    match value {
        Property::One(text) => is_word(text),
        Property::Array(_) => true,
        Property::Object(items) => {
            items.iter().all(|item| item.rsplit_once(": ").is_some_and(|(_, text)| is_word(text)))
        }
    }
}

/// `token_endpoint` as `tokenEndpoint`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(usize::from(!word.is_empty()));
        camel = camel + &first.to_uppercase() + rest;
    }
    camel
}

/// A value of a property.
enum Property {
    /// A string or a boolean.
    One(String),
    Array(Vec<String>),
    Object(Vec<String>),
}

fn properties(profile: &Profile<'_>) -> Vec<(String, Property)> {
    let mut found: Vec<(String, Property)> = Vec::new();
    each_setting(profile, &mut |setting, value| {
        let is_object = matches!(value, SettingValue::Pair(..) | SettingValue::Header(..))
            && !matches!(setting, "ends_on" | "retry_on" | "servers");
        let name = camel(setting);
        let text = value_of(value, is_object);
        match found.last_mut() {
            Some((last, Property::Array(items) | Property::Object(items))) if *last == name => {
                items.push(text);
            }
            _ => found.push((
                name,
                match value {
                    SettingValue::Text(_) | SettingValue::Flag(_) | SettingValue::Byte(_) => {
                        Property::One(text)
                    }
                    _ if is_object => Property::Object(vec![text]),
                    _ => Property::Array(vec![text]),
                },
            )),
        }
    });
    found
}

fn value_of(value: SettingValue<'_>, is_object: bool) -> String {
    let quoted = |bytes: &[u8]| serde_json::to_string(str::from_utf8(bytes).unwrap()).unwrap();
    match value {
        SettingValue::Flag(flag) => flag.to_string(),
        SettingValue::Text(_) | SettingValue::Byte(_) => quoted(value.to_string().as_bytes()),
        SettingValue::Name(name) => quoted(name),
        SettingValue::Header(name, text) => {
            let text = [b"\"", text, b"\""].concat();
            format!("{}: {}", quoted(name), quoted(&text))
        }
        SettingValue::Pair(name, value) if is_object => {
            format!("{}: {}", key(name), quoted(value.unwrap_or_default()))
        }
        SettingValue::Pair(error, None) => format!("[{}]", quoted(error)),
        SettingValue::Pair(error, Some(text)) => format!("[{}, {}]", quoted(error), quoted(text)),
        SettingValue::Shape(names, is_inside) => {
            let members = ["code", "description", "number"].into_iter().zip(names);
            let members = members.filter(|(_, name)| !name.is_empty());
            let mut members: Vec<_> =
                members.map(|(member, name)| format!("{member}: {}", quoted(name))).collect();
            if is_inside {
                members.push("insideError: true".into());
            }
            format!("{{ {} }}", members.join(", "))
        }
    }
}

/// A key of an object, quoted if it must be.
fn key(name: &[u8]) -> String {
    let name = str::from_utf8(name).unwrap();
    let is_plain = name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    if is_plain { name.to_owned() } else { serde_json::to_string(name).unwrap() }
}

/// One line, or one a value where it is long or has several objects.
fn property(name: &str, value: &Property) -> String {
    let (items, [open, close], inside) = match value {
        Property::One(text) => return format!("  {name}: {text},\n"),
        Property::Array(items) => (items, ["[", "]"], ""),
        Property::Object(items) => (items, ["{", "}"], " "),
    };
    let line = format!("  {name}: {open}{inside}{}{inside}{close},\n", items.join(", "));
    let objects = items.iter().filter(|item| item.starts_with('{')).count();
    if line.len() <= WIDTH + 1 && objects < 2 {
        return line;
    }
    let items = items.join(",\n    ");
    format!("  {name}: {open}\n    {items},\n  {close},\n")
}

/// The comment before an object in the committed file.
fn comment_of(committed: &str, name: &str) -> Option<String> {
    let (before, _) = committed.split_once(&format!("export const {name}: "))?;
    let (_, comment) = before.rsplit_once("\n\n")?;
    comment.starts_with("/**").then(|| comment.to_owned())
}

/// The first paragraph of a constant's documentation, without the links of Rust.
fn documented(constant: &str, profile: &Profile<'_>) -> String {
    let folder = root().join("core/src/providers");
    let mut sources: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    sources.sort();
    let declared = format!("pub const {constant}: Profile");
    let source = sources.iter().find_map(|path| {
        std::fs::read_to_string(path).ok().filter(|source| source.contains(&declared))
    });
    let source = source.unwrap_or_else(|| panic!("{constant} is declared in no file"));
    let (before, _) = source.split_once(&declared).unwrap();
    let mut lines: Vec<&str> =
        before.lines().rev().take_while(|line| line.starts_with("///")).collect();
    lines.reverse();
    let paragraph = lines.iter().map(|line| line.trim_start_matches("///").trim());
    let paragraph: Vec<&str> = paragraph.take_while(|line| !line.is_empty()).collect();
    let mut words = without_links(&paragraph.join(" "));
    let is_path = properties(profile).iter().any(|(name, value)| {
        matches!(value, Property::One(text) if name == "tokenEndpoint" && text.starts_with("\"/"))
    });
    if is_path && !words.contains("baseUrl") {
        words += " Set `baseUrl`.";
    }
    comment(&words.replace("*/", "* /"))
}

/// [`A`](b) as `A`, and [a](https://b) as it is.
fn without_links(text: &str) -> String {
    let mut plain = text.to_owned();
    while let Some(at) = plain.find("[`") {
        let Some(end) = plain[at..].find("`]").map(|end| at + end) else { break };
        let mut after = end + 2;
        if plain[after..].starts_with('(') {
            after += plain[after..].find(')').map_or(0, |end| end + 1);
        }
        let code = plain[at + 1..=end].to_owned();
        plain.replace_range(at..after, &code);
    }
    plain
}

/// A comment of one line, or of several.
fn comment(words: &str) -> String {
    let line = format!("/** {words} */\n");
    if line.len() <= WIDTH + 1 {
        return line;
    }
    let mut text = String::from("/**\n *");
    let mut width = 2;
    for word in words.split(' ') {
        if width + word.len() + 1 > WIDTH {
            text += "\n *";
            width = 2;
        }
        text = text + " " + word;
        width += word.len() + 1;
    }
    text + "\n */\n"
}

#[test]
fn names_comments_and_values_are_written_as_javascript_has_them() {
    assert_eq!(camel("token_endpoint"), "tokenEndpoint");
    assert_eq!(
        without_links("As [`BOLD`](crate::x) or [`Y`], [here](https://z)."),
        "As `BOLD` or `Y`, [here](https://z)."
    );
    assert!(comment(&"word ".repeat(60)).lines().all(|line| line.len() <= WIDTH));
    let profile = Profile::RFC6749.scope_separator(b',').ends_on(&[("a \"b\"", ""), ("c", "d")]);
    let written: String =
        properties(&profile).iter().map(|(name, value)| property(name, value)).collect();
    assert_eq!(
        written,
        "  scopeSeparator: \",\",\n  endsOn: [[\"a \\\"b\\\"\"], [\"c\", \"d\"]],\n"
    );
    let client = "  readonly clientAuth?: \"body\" | \"none\";\n  readonly envelope?: string;\n";
    for (name, word, is_there) in [
        ("clientAuth", "\"body\"", true),
        ("clientAuth", "\"basic_always\"", false),
        ("envelope", "\"data\"", true),
        ("other", "\"data\"", false),
    ] {
        assert_eq!(has(client, name, &Property::One(word.into())), is_there, "{name}");
    }
    let old = "import x;\n\n/** Mine. */\nexport const bold: Profile = {\n};\n";
    assert_eq!(comment_of(old, "bold").as_deref(), Some("/** Mine. */\n"));
    assert_eq!(comment_of(old, "bolt"), None);
    assert!(
        documented("BOLDSIGN", &providers::BOLDSIGN).contains("\n * `BoldSign`: code with PKCE")
    );
    assert!(
        documented("DATA_ENVELOPE", &providers::DATA_ENVELOPE).ends_with("Set `baseUrl`.\n */\n")
    );
}
