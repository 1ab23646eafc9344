//! The core calls no method of which the linker cannot prove that it never panics.

use std::path::{Path, PathBuf};

/// Methods, each with what the core calls in its place.
const PANICKING: [(&str, &str); 4] = [
    ("strip_prefix", "`text::words::after`"),
    ("strip_suffix", "`text::words::without_suffix`"),
    ("split_at", "`split_at_checked`"),
    ("split_at_mut", "`split_at_mut_checked`"),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Each call in some code, comments left out: by a method or by a path.
fn calls(code: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for line in code.lines() {
        let line = line.split("//").next().unwrap();
        for (name, _) in PANICKING {
            let is_called = |before: &str| line.contains(&format!("{before}{name}("));
            if is_called(".") || is_called("::") {
                found.push(name);
            }
        }
    }
    found
}

#[test]
fn the_core_calls_no_method_whose_panic_the_compiler_keeps() {
    let mut sources = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src"), &mut sources);
    assert!(sources.len() > 100, "{} files were read", sources.len());
    for path in sources {
        let found = calls(&std::fs::read_to_string(&path).unwrap());
        let advice: Vec<_> = PANICKING.iter().filter(|(name, _)| found.contains(name)).collect();
        assert!(advice.is_empty(), "{}: {advice:?}", path.display());
    }
}

#[test]
fn the_search_sees_calls_and_no_others() {
    assert_eq!(calls("a.strip_prefix(b)\nstr::split_at(a, 1)\n"), ["strip_prefix", "split_at"]);
    assert_eq!(calls("a.split_at_checked(1) // a.split_at(1)\nfn split_at() {}"), [""; 0]);
}
