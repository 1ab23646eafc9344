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
    while let Some(line) = lines.next() {
        if line.trim_start() != "/**" {
            written.push(line.to_owned());
            continue;
        }
        let indent = line.trim_end_matches("/**");
        let comment: Vec<&str> =
            lines.by_ref().map(str::trim).take_while(|line| *line != "*/").collect();
        let is_safety = |line: &&str| *line == "* # Safety";
        let end = comment.iter().position(|line| is_safety(line)).unwrap_or(comment.len());
        let mut texts: Vec<&str> =
            comment[..end].iter().map(|line| line.trim_start_matches('*').trim_start()).collect();
        while texts.pop_if(|line| line.is_empty()).is_some() {}
        let first = texts.first().copied().unwrap_or_default();
        let brief = if indent.is_empty() { "@brief " } else { "" };
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
    let header = SHORTER.iter().fold(header, |header, (long, short)| header.replace(long, short));
    // A struct that points to another of its kind needs a name before it has its typedef.
    let (before, after) = header.split_once("} grantlet_profile;").expect("a profile");
    let (before, members) = before.rsplit_once("typedef struct {").expect("its members");
    let members = members.replace("const grantlet_profile *", "const struct grantlet_profile *");
    format!("{before}typedef struct grantlet_profile {{{members}}} grantlet_profile;{after}")
}
