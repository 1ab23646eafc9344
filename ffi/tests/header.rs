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

/// The header as C's: cbindgen qualifies a constant by its type's name, but a status is named after the
/// library alone; what Rust wants to hear of safety at each function, the header says once; and nothing
/// stands behind the guard against a second inclusion.
fn for_c(header: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let mut of_safety = false;
    let guard = "#endif  /* GRANTLET_H */";
    for line in header.lines().filter(|line| *line != guard).chain(["", guard]) {
        of_safety = line == "// # Safety" || of_safety && line.starts_with("//");
        if of_safety {
            // The empty line before it goes too.
            lines.pop_if(|before| *before == "//");
        } else {
            lines.push(line);
        }
    }
    let header = lines.join("\n").replace("GRANTLET_STATUS_", "GRANTLET_") + "\n";
    // A struct that points to another of its kind needs a name before it has its typedef.
    let (before, after) = header.split_once("} grantlet_profile;").expect("a profile");
    let (before, members) = before.rsplit_once("typedef struct {").expect("its members");
    let members = members.replace("const grantlet_profile *", "const struct grantlet_profile *");
    format!("{before}typedef struct grantlet_profile {{{members}}} grantlet_profile;{after}")
}
