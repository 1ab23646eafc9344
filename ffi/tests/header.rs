//! The committed header is the one that cbindgen writes from the source.

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
            && !["H", "DEPRECATED", "MUST_USE", "ASSERT", "PADDING", "SIZE"].iter().any(|name| {
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
    // A deprecated function has another attribute between.
    let statuses = lines.windows(3).filter(|last| last[2].starts_with("grantlet_status grantlet_"));
    assert!(statuses.clone().count() > 50);
    let ignored: Vec<&str> = statuses
        .filter(|last| !last[..2].contains(&"GRANTLET_MUST_USE"))
        .map(|last| last[2])
        .collect();
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

/// The parameters of a function, each as it is declared.
fn parameters_of(item: &str) -> Vec<&str> {
    let list = item.strip_suffix(");").and_then(|item| item.split_once('('));
    list.map_or(Vec::new(), |(_, list)| list.split(',').map(str::trim).collect())
}

/// The type and the name of a parameter or a member; of an array, which has its length in itself, none.
fn declared(declaration: &str) -> (&str, &str) {
    let declaration = declaration.trim().trim_end_matches(';');
    let is_array = declaration.contains('[');
    declaration.rsplit_once([' ', '*']).filter(|_| !is_array).unwrap_or_default()
}

/// A number that is counted, and whose type is one of those that an enumeration could have.
const COUNTED: [&str; 1] = ["server"];

#[test]
fn what_holds_an_enumeration_is_declared_by_its_name() {
    let header = include_str!("../include/grantlet.h");
    let end = header.find("static inline").expect("inline functions");
    let enumerations: Vec<&str> =
        header[..end].lines().filter_map(|line| line.strip_prefix("enum ")).collect();
    assert_eq!(enumerations.len(), 9, "{enumerations:?}");
    for name in &enumerations {
        assert!(header.contains(&format!("typedef int32_t {name};")), "{name}");
    }
    let found = items(&header[..end]);
    let is_bare = |kind: &str| ["int8_t", "uint8_t", "int16_t", "int32_t", "int"].contains(&kind);
    let (mut wrong, mut held) = (Vec::new(), 0);
    for (item, comment) in &found {
        let is_member = item.starts_with(' ') && item.ends_with(';');
        let declarations = if is_member { vec![item.as_str()] } else { parameters_of(item) };
        for (kind, name) in declarations.into_iter().map(declared) {
            held += usize::from(enumerations.contains(&kind));
            if is_bare(kind) && !COUNTED.contains(&name) {
                wrong.push(item.as_str());
            }
            // Of another integer the comment must not say that it is one.
            let is_integer = kind.ends_with("int32_t") || kind.ends_with("int16_t");
            let says = |word: &&&str| comment.contains(&format!("`{word}`"));
            if is_member && is_integer && enumerations.iter().any(|word| says(&word)) {
                wrong.push(item.as_str());
            }
        }
        let returned = item.split_once(" grantlet_").map_or("", |(kind, _)| kind);
        if !is_member && item.ends_with(");") && returned != "uint8_t" && is_bare(returned) {
            wrong.push(item.as_str());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(held >= 12, "{held}");
}

#[test]
fn the_room_of_a_buffer_and_of_an_arena_is_its_capacity() {
    let header = include_str!("../include/grantlet.h");
    let found = items(&header[..header.find("static inline").expect("inline functions")]);
    let mut rooms = 0;
    for (item, _) in &found {
        let parameters = parameters_of(item);
        for (index, (kind, name)) in parameters.iter().copied().map(declared).enumerate() {
            let (of, room) = index.checked_sub(1).map_or(("", ""), |i| declared(parameters[i]));
            let is_room = room == "out" || room == "arena";
            assert!(!is_room || (kind, name) == ("size_t", "capacity"), "{item}");
            if name == "capacity" {
                assert!(is_room && of.trim_end() == "void", "{item}");
                rooms += 1;
            }
        }
    }
    assert!(rooms > 40, "{rooms}");
}

/// Functions that write a request and take no further parameters.
const WITHOUT_PARAMETERS: [&str; 2] =
    ["grantlet_refresh_request", "grantlet_bold_authentication_request"];

#[test]
fn each_request_takes_further_parameters_or_is_an_exception_that_the_header_names() {
    let header = include_str!("../include/grantlet.h");
    let tests = [include_str!("c/requests.h"), include_str!("c/parameters.c")].concat();
    let (start, _) = header.split_once("**Requests**").expect("what all requests have");
    let rest = &header[start.len()..];
    let convention = rest.split_once("**Errors**").expect("the next convention").0;
    let found = items(&header[..header.find("static inline").expect("inline functions")]);
    let mut requests = 0;
    for (item, comment) in &found {
        if !parameters_of(item).contains(&"grantlet_request *request") {
            continue;
        }
        requests += 1;
        let name = item.split('(').next().unwrap_or_default().rsplit([' ', '*']).next();
        let name = name.unwrap_or_default();
        assert!(
            tests.contains(&format!("{name}(")) || WITHOUT_PARAMETERS.contains(&name),
            "{name}"
        );
        if WITHOUT_PARAMETERS.contains(&name) {
            assert!(convention.contains(name), "{name}");
            assert!(comment.contains("further parameters"), "{name}: {comment}");
        }
    }
    assert!(requests >= 14, "{requests}");
}

/// Prefixes of constants, which cbindgen names after their types, and what C has in their place.
const SHORTER: [(&str, &str); 4] = [
    ("GRANTLET_STATUS_", "GRANTLET_"),
    ("GRANTLET_SESSION_STAGE_", "GRANTLET_SESSION_"),
    ("GRANTLET_VALUE_KIND_", "GRANTLET_VALUE_"),
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
