//! The committed header is the one that the source gives.

use std::path::Path;
use std::process::Command;

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
    // cbindgen qualifies by the type's name; a status is named after the library alone.
    let written =
        String::from_utf8(written).expect("text").replace("GRANTLET_STATUS_", "GRANTLET_");
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

#[test]
fn the_header_can_be_included_twice() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = Path::new(env!("CARGO_TARGET_TMPDIR")).join("twice.c");
    let twice = "#include \"grantlet.h\"\n#include \"grantlet.h\"\n";
    std::fs::write(&source, twice).expect("a scratch folder");
    let compiled = Command::new("cc")
        .args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", "-I"])
        .arg(package.join("include"))
        .arg(&source)
        .status()
        .expect("a C compiler. Type: sudo apt-get install -y gcc");
    assert!(compiled.success(), "the include guard does not guard all of it");
}
