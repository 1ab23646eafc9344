//! The C example of the README, compiled and run as it is printed.

use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_c_example_of_the_readme_prints_what_a_token_is_good_for() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(package.join("../README.md")).expect("README.md");
    let example = readme.split("```c\n").nth(1).and_then(|rest| rest.split("```").next());
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let (source, program) = (scratch.join("example.c"), scratch.join("example"));
    std::fs::write(&source, example.expect("an example in C")).expect("a scratch folder");

    let archive = archive();
    assert!(
        archive.exists(),
        "{} is missing. Type: cargo build -p grantlet-ffi",
        archive.display()
    );
    let compiled = Command::new("cc")
        .args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-I"])
        .arg(package.join("include"))
        .args([&source, &archive])
        // What Rust's own library asks of the system.
        .args(["-lpthread", "-ldl", "-lm", "-o"])
        .arg(&program)
        .status()
        .expect("a C compiler. Type: sudo apt-get install -y gcc");
    assert!(compiled.success(), "the example does not compile");
    let ran = Command::new(&program).output().expect("the example");
    assert!(ran.status.success(), "the example fails");
    assert_eq!(ran.stdout, b"a token of 4 characters, good for 3600 s\n");
}

/// The library for C, which cargo leaves beside the folder of this test.
fn archive() -> PathBuf {
    let test = std::env::current_exe().expect("a path");
    let profile = test.parent().and_then(Path::parent).expect("a profile's folder");
    profile.join("libgrantlet_ffi.a")
}
