//! The committed header is the one that the source gives.

use std::path::Path;

#[test]
fn the_header_is_written_from_the_source() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config =
        cbindgen::Config::from_file(package.join("cbindgen.toml")).expect("a configuration");
    let bindings = cbindgen::Builder::new()
        .with_crate(package)
        .with_config(config)
        .generate()
        .expect("a header");
    let mut written = Vec::new();
    bindings.write(&mut written);
    let written = for_c(&String::from_utf8(written).expect("text"));
    let committed = package.join("include/grantlet.h");
    if std::env::var_os("GRANTLET_WRITE").is_some() {
        std::fs::write(&committed, &written).expect("a header that can be written");
    }
    let committed = std::fs::read_to_string(committed).expect("include/grantlet.h");
    assert!(
        committed == written,
        "include/grantlet.h is not the source's. Type: \
         GRANTLET_WRITE=1 cargo test -p grantlet-ffi --test header"
    );
}

/// The committed header's items, each with the comment before it: what starts in the first column, but for the
/// preprocessor's own, and each member and enumerator.
fn items(header: &str) -> Vec<(String, String)> {
    let mut items = Vec::new();
    let mut comment = String::new();
    let mut lines = header.lines();
    while let Some(line) = lines.next() {
        let line = line.trim_start_matches("GRANTLET_MUST_USE ");
        let text = line.trim_start();
        if text.starts_with("/**") {
            text.clone_into(&mut comment);
            while !comment.ends_with("*/") {
                comment += " ";
                comment +=
                    lines.next().expect("the end of a comment").trim_start_matches([' ', '*']);
                // A line of `*/` alone.
                if comment.ends_with(" /") {
                    comment.truncate(comment.len() - 1);
                    comment += "*/";
                }
            }
            continue;
        }
        let is_define = line.starts_with("#define GRANTLET_")
            && !["H", "DEPRECATED", "MUST_USE", "ASSERT", "SIZE"].iter().any(|name| {
                let rest = line.trim_start_matches("#define GRANTLET_");
                rest.strip_prefix(name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            });
        let is_member = line.starts_with("  ") && (line.ends_with(';') || line.ends_with(','));
        let is_outer = ["typedef struct", "enum ", "extern const", "static inline"]
            .iter()
            .any(|start| line.starts_with(start));
        let is_function = !line.starts_with([' ', '#', '/', '}', 'G'])
            && line.contains(" grantlet_") | line.contains("*grantlet_")
            && line.contains('(');
        if is_define || is_outer || is_function || is_member && !comment.is_empty() {
            let mut item = line.to_owned();
            while is_function && !item.contains(");") && !item.ends_with('{') {
                item += lines.next().expect("the end of a prototype");
            }
            items.push((item, std::mem::take(&mut comment)));
        } else if is_member {
            items.push((line.to_owned(), String::new()));
        }
    }
    items
}

#[test]
fn every_item_of_the_header_is_documented_and_no_function_has_more_than_six_parameters() {
    let header = include_str!("../include/grantlet.h");
    // What follows are the bodies of inline functions, and what is asserted.
    let end = header.find("static inline").expect("inline functions");
    let found = items(&header[..end]);
    assert!(found.len() > 300, "{} items", found.len());
    let wrong: Vec<&str> = found
        .iter()
        .filter(|(item, comment)| !is_documented(item, comment))
        .map(|(item, _)| item.as_str())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_status_that_is_ignored_is_a_warning() {
    let lines: Vec<&str> = include_str!("../include/grantlet.h").lines().collect();
    let statuses = lines.windows(2).filter(|pair| pair[1].starts_with("grantlet_status grantlet_"));
    assert!(statuses.clone().count() > 50);
    let ignored: Vec<&str> =
        statuses.filter(|pair| pair[0] != "GRANTLET_MUST_USE").map(|pair| pair[1]).collect();
    assert!(ignored.is_empty(), "{ignored:#?}");
}

/// Whether an item has a comment; of a function, whether that has each of its parameters, at most six, and what it
/// returns.
fn is_documented(item: &str, comment: &str) -> bool {
    let Some((before, rest)) = item.split_once('(').filter(|_| item.ends_with(");")) else {
        return !comment.is_empty();
    };
    let rest = rest.trim_end_matches(");");
    let parameters: Vec<&str> = rest
        .split(',')
        .map(|parameter| parameter.split('[').next().unwrap_or_default())
        .map(|parameter| parameter.rsplit([' ', '*']).next().unwrap_or_default())
        .filter(|name| *name != "void")
        .collect();
    let documented: Vec<&str> = comment
        .split("@param ")
        .skip(1)
        .map(|rest| rest.split_whitespace().next().unwrap_or_default())
        .collect();
    parameters.len() <= 6
        && documented == parameters
        && comment.contains("@return ") != before.starts_with("void ")
}

/// Prefixes of constants, which cbindgen names after their types, and what C has in their place.
const SHORTER: [(&str, &str); 3] = [
    ("GRANTLET_STATUS_", "GRANTLET_"),
    ("GRANTLET_SESSION_STAGE_", "GRANTLET_SESSION_"),
    ("GRANTLET_ISSUER_RULE_", "GRANTLET_ISSUER_"),
];

/// The header as C's: without what Rust asks for at each function (`# Safety`), which the header says once; a comment
/// of one line on one line; `@brief` before each item; and nothing after the guard against a second inclusion.
fn for_c(header: &str) -> String {
    let guard = "#endif  /* GRANTLET_H */";
    let mut lines = header.lines().filter(|line| *line != guard);
    let mut written: Vec<String> = Vec::new();
    let mut open = "";
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("typedef struct ") {
            open = name.trim_end_matches(" {");
        } else if line.trim_start() != "/**" {
            // Only in itself a struct has no other name yet.
            let itself = format!("struct {open} ");
            let short = line.replace(&itself, "@ ").replace("struct grantlet_", "grantlet_");
            written.push(short.replace("@ ", &itself));
            continue;
        }
        if line.starts_with('}') {
            open = "";
        }
        if line.trim_start() != "/**" {
            written.push(line.to_owned());
            continue;
        }
        let indent = line.trim_end_matches("/**");
        let comment: Vec<&str> =
            lines.by_ref().map(str::trim).take_while(|line| *line != "*/").collect();
        let is_safety = |line: &&str| *line == "* # Safety";
        let end = comment.iter().position(is_safety).unwrap_or(comment.len());
        let mut texts: Vec<&str> =
            comment[..end].iter().map(|line| line.trim_start_matches('*').trim_start()).collect();
        while texts.pop_if(|line| line.is_empty()).is_some() {}
        let first = texts.first().copied().unwrap_or_default();
        let brief = if indent.is_empty() && !first.starts_with('@') { "@brief " } else { "" };
        if texts.len() == 1 && indent.len() + brief.len() + first.len() <= 112 {
            written.push(format!("{indent}/** {brief}{first} */"));
            continue;
        }
        written.push(format!("{indent}/**"));
        for (index, text) in texts.iter().enumerate() {
            let brief = if index == 0 { brief } else { "" };
            written.push(format!("{indent} * {brief}{text}").trim_end().to_owned());
        }
        written.push(format!("{indent} */"));
    }
    let header = written.join("\n") + "\n\n" + guard + "\n";
    let version = [
        ("@MAJOR@", env!("CARGO_PKG_VERSION_MAJOR")),
        ("@MINOR@", env!("CARGO_PKG_VERSION_MINOR")),
        ("@PATCH@", env!("CARGO_PKG_VERSION_PATCH")),
    ];
    let replaced = SHORTER.iter().chain(&version);
    replaced.fold(header, |header, (from, to)| header.replace(from, to))
}
