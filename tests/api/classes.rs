//! `classes.json`: where an error has another name in C or in JavaScript than in Rust, and why. Every other one has the
//! same: `RequestError::Missing` is `GRANTLET_E_REQUEST_MISSING` and `request_missing`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The errors of Rust whose classes the other languages have, and how their names start there.
const ERRORS: [(&str, &str); 9] = [
    ("RequestError", "request"),
    ("CallbackClass", "callback"),
    ("TokenError", "response"),
    ("IdTokenError", "id_token"),
    ("MetadataError", "metadata"),
    ("JwkSetError", "keys"),
    ("SignatureError", "id_token"),
    ("SessionError", "session"),
    ("RestoreError", "session"),
];

/// Errors that contain another one of the list.
const WRAPPERS: [&str; 2] = ["SignatureError::Header", "SignatureError::Keys"];

/// The variants of an error in `core/api.txt`; of one in JSON, those of `JsonError` too.
fn variants(listing: &str, error: &str) -> Vec<String> {
    let start = format!("enum {error}");
    let is_start = |line: &&str| line.split([' ', '<']).take(2).eq(start.split(' '));
    let rest = listing.lines().skip_while(|line| !is_start(line)).skip(1);
    let lines = rest.take_while(|line| line.starts_with("    "));
    let names = lines.filter_map(|line| line.trim_start().split([' ', '(', '{']).next());
    names.filter(|name| name.starts_with(char::is_uppercase)).map(str::to_owned).collect()
}

fn rust() -> BTreeMap<String, String> {
    let listing = include_str!("../../core/api.txt");
    let mut classes = BTreeMap::new();
    for (error, stage) in ERRORS {
        let found = variants(listing, error);
        assert!(!found.is_empty(), "core/api.txt has no {error}");
        for name in found {
            if name == "Json" {
                for inner in variants(listing, "JsonError") {
                    classes.insert(
                        format!("{error}::Json/{inner}"),
                        format!("{stage}_{}", snake(&inner)),
                    );
                }
            } else if !WRAPPERS.contains(&&*format!("{error}::{name}")) {
                classes.insert(format!("{error}::{name}"), format!("{stage}_{}", snake(&name)));
            }
        }
    }
    for denied in variants(listing, "Callback").iter().filter(|name| *name == "Denied") {
        classes.insert(format!("Callback::{denied}"), "callback_denied".to_owned());
    }
    classes
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for (index, letter) in name.char_indices() {
        if letter.is_uppercase() && index > 0 {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn c() -> BTreeSet<String> {
    let header = include_str!("../../ffi/include/grantlet.h");
    let names = header.lines().filter_map(|line| line.strip_prefix("  GRANTLET_E_"));
    names
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| format!("GRANTLET_E_{name}"))
        .collect()
}

fn javascript() -> BTreeSet<String> {
    let abi = include_str!("../../wasm/js/abi.ts");
    let (_, codes) = abi.split_once("export type CoreCode =").expect("the codes of the core");
    let (codes, _) = codes.split_once(';').expect("their end");
    codes.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn an_error_has_one_name_in_each_language_or_a_row_that_says_why_not() {
    let (rust, c, javascript) = (rust(), c(), javascript());
    assert!(rust.len() > 50 && c.len() > 40 && javascript.len() > 50);
    let table: Vec<Value> = serde_json::from_str(include_str!("../tables/classes.json")).unwrap();
    let (mut in_c, mut in_javascript) = (BTreeSet::new(), BTreeSet::new());
    let mut listed = BTreeSet::new();
    for row in &table {
        let name = |language: &str| row[language].as_str().map(str::to_owned);
        assert!(row["why"].as_str().is_some_and(|why| !why.is_empty()), "{row}");
        if let Some(error) = name("rust") {
            let class = rust.get(&error).unwrap_or_else(|| panic!("Rust has no {error}"));
            let same = format!("GRANTLET_E_{}", class.to_uppercase());
            let is_same = name("c") == Some(same) && name("js").as_ref() == Some(class);
            assert!(!is_same, "needless: {row}");
            assert!(listed.insert(error), "twice: {row}");
        }
        in_c.extend(name("c"));
        in_javascript.extend(name("js"));
    }
    for (error, class) in rust.iter().filter(|(error, _)| !listed.contains(*error)) {
        let status = format!("GRANTLET_E_{}", class.to_uppercase());
        assert!(c.contains(&status), "C has no {status} for {error}");
        assert!(javascript.contains(class), "JavaScript has no {class} for {error}");
        in_c.insert(status);
        in_javascript.insert(class.clone());
    }
    assert_eq!(in_c, c);
    assert_eq!(in_javascript, javascript);
}
