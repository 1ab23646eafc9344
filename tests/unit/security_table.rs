//! The table of duties in SECURITY.md: each names tests that are there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names of all tests in Rust files below.
fn tests_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("node_modules") && !path.ends_with("target") {
                tests_below(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(path).unwrap();
            for after in text.split("#[test]").skip(1) {
                let name = after.split_once("fn ").and_then(|(_, rest)| rest.split_once('('));
                found.extend(name.map(|(name, _)| name.to_owned()));
            }
        }
    }
}

#[test]
fn each_duty_of_the_table_names_a_test_that_is_there() {
    let mut tests = BTreeSet::new();
    tests_below(&root().join("tests"), &mut tests);
    let text = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let rows: Vec<_> = text.lines().filter(|line| line.starts_with("| RFC ")).collect();
    let mut duties = BTreeSet::new();
    for row in rows {
        let [_, duty, how, list, _] = row.split('|').collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        assert!(!how.trim().is_empty(), "{row}");
        let names: Vec<_> = list.split(',').map(|name| name.trim().trim_matches('`')).collect();
        assert!(!names.is_empty());
        for name in names {
            assert!(tests.contains(name), "no test is named {name}");
        }
        duties.insert(duty.trim().split_once(':').unwrap().0.to_owned());
    }
    for (rfc, section, count) in [("9449", 11, 11), ("8725", 3, 12)] {
        for duty in 1..=count {
            let duty = format!("RFC {rfc}, {section}.{duty}");
            assert!(duties.contains(&duty), "{duty} is not in the table");
        }
    }
}
