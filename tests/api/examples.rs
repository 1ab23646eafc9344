//! Each function that the documentation shows is called in an example: of the core's documentation, of `core/examples`
//! or of README.md. Names are compared: where two types have a function of one name, one example is enough.

use std::collections::BTreeSet;
use std::path::Path;

use crate::listing::{self, HIDDEN};

#[test]
fn each_function_that_the_documentation_shows_is_called_in_an_example() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let mut code = of_fences(&readme, "rust");
    for text in sources(&root.join("core/src")) {
        let documentation: Vec<&str> = text.lines().map(documentation).collect();
        code += &of_fences(&documentation.join("\n"), "");
    }
    for text in sources(&root.join("core/examples")) {
        code += &text;
    }
    let called = called(&code);
    let listed = listing::of(&root.join("core/src"));
    let functions = functions(&listed);
    assert!(functions.len() > 200, "{}", functions.len());
    let missing: Vec<_> = functions.difference(&called).collect();
    assert!(missing.is_empty(), "no example calls {missing:#?}");
}

/// The text of each `.rs` file in a folder and those in it.
fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() && !entry.ends_with("target") {
            texts.append(&mut sources(&entry));
        } else if entry.extension().is_some_and(|name| name == "rs") {
            texts.push(std::fs::read_to_string(entry).unwrap());
        }
    }
    texts
}

/// What a line of documentation says; empty for any other line.
fn documentation(line: &str) -> &str {
    let line = line.trim_start();
    let text = line.strip_prefix("///").or(line.strip_prefix("//!")).unwrap_or_default();
    text.strip_prefix(' ').unwrap_or(text)
}

/// The lines inside fences of this language, without those that rustdoc does not show.
fn of_fences(text: &str, language: &str) -> String {
    let (mut code, mut fence) = (String::new(), None);
    for line in text.lines() {
        match (line.strip_prefix("```"), fence) {
            (Some(of), None) => fence = Some(of),
            (Some(_), Some(_)) => fence = None,
            (None, Some(of)) if of == language && line != "#" && !line.starts_with("# ") => {
                code += line;
                code += "\n";
            }
            _ => {}
        }
    }
    code
}

/// Names of functions that are called in code, or named by a path.
fn called(code: &str) -> BTreeSet<String> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut names = BTreeSet::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("use ")) {
        // An address has two slashes too.
        let end = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':'));
        let line = end.map_or(line, |(at, _)| &line[..at]);
        let mut at = 0;
        while let Some(start) = line[at..].find(is_part).map(|offset| at + offset) {
            at = line[start..].find(|letter| !is_part(letter)).map_or(line.len(), |to| start + to);
            let (before, after) = (&line[..start], &line[at..]);
            let is_call = after.starts_with('(') || after.starts_with("::<");
            if is_call && !before.ends_with("fn ") || before.ends_with("::") {
                names.insert(line[start..at].to_owned());
            }
        }
    }
    names
}

/// Names of the functions of a listing, without those that are hidden.
fn functions(listing: &str) -> BTreeSet<String> {
    let shown = listing.lines().filter(|line| !line.contains(HIDDEN));
    let names = shown.filter_map(|line| {
        let signature = line.trim_start();
        let signature = signature.strip_prefix("const ").unwrap_or(signature);
        let name = signature.strip_prefix("fn ")?.split(['(', '<']).next()?;
        Some(name.rsplit("::").next()?.to_owned())
    });
    names.collect()
}

#[test]
fn what_an_example_calls_is_neither_a_comment_nor_what_it_defines_nor_hidden() {
    let text = "```\n# hidden();\nfn defined() {}\nlet a = b.method(1); // comment()\n\
                use x::imported;\nmap(P::named).parse::<u8>(\"https://shown(\")\n```\nprose()\n\
                ```text\nother()\n```\n";
    let expected = ["map", "method", "named", "parse", "shown"].map(str::to_owned);
    assert_eq!(called(&of_fences(text, "")), BTreeSet::from(expected));
    let listing = "fn a(b: u8)\nstruct S\n    const fn c<'a>()\n    fn d(&self)  #[doc(hidden)]\n    impl E\n\
                   fn providers::f() -> u8\n";
    let expected = ["a", "c", "f"].map(str::to_owned);
    assert_eq!(functions(listing), BTreeSet::from(expected));
}
