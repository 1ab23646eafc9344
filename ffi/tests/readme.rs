//! The C examples of the READMEs, compiled and run as they are printed.

use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_c_example_of_the_readme_prints_what_a_token_is_good_for() {
    prints("../README.md", 1, "a token of 4 characters, good for 3600 s\n");
}

#[test]
fn the_session_of_the_readme_for_c_logs_in_stores_and_refreshes() {
    prints("README.md", 1, "at-1 is used\nat-2 is used\n");
}

#[test]
fn the_device_of_the_readme_for_c_shows_a_code_and_polls_for_a_token() {
    prints("README.md", 2, "open https://as.example/go and type WDJB-MJHT\nat-1 after 10 s\n");
}

/// The tasks, one after the other in one file, and a program that runs what needs no network.
#[test]
fn the_tasks_of_the_readme_for_c_compile_and_run() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(readme).expect("README.md");
    let tasks = text.split_once("## Tasks").and_then(|(_, rest)| rest.split_once("## A session"));
    let (tasks, _) = tasks.expect("tasks before the session");
    let blocks = tasks.split("```c\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut source =
        "#include <stdio.h>\n#include <string.h>\n#include \"grantlet.h\"\n".to_owned();
    blocks.for_each(|block| source.push_str(block));
    source.push_str(include_str!("c/tasks.inc"));
    runs("tasks", &source, "all done\n");
}

/// Compiles and runs a program of a README, by its number from 1 on.
fn prints(readme: &str, number: usize, expected: &str) {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(package.join(readme)).expect(readme);
    let blocks = text.split("```c\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut programs = blocks.filter(|block| block.contains("int main("));
    let example = programs.nth(number - 1).expect("an example in C");
    let name = &format!("example-{number}{}", readme.replace(['.', '/'], "-"));
    runs(name, example, expected);
}

/// Compiles and runs a program in C.
fn runs(name: &str, text: &str, expected: &str) {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let (source, program) = (scratch.join(name).with_extension("c"), scratch.join(name));
    std::fs::write(&source, text).expect("a scratch folder");

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
    assert!(ran.status.success(), "the example fails with {:?}", ran.status);
    assert_eq!(String::from_utf8_lossy(&ran.stdout), expected);
}

/// The library for C, which cargo leaves beside the folder of this test.
fn archive() -> PathBuf {
    let test = std::env::current_exe().expect("a path");
    let profile = test.parent().and_then(Path::parent).expect("a profile's folder");
    profile.join("libgrantlet_ffi.a")
}
