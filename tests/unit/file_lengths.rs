//! No source file that is written by hand is longer than 400 lines.

use std::path::{Path, PathBuf};

const MOST: usize = 400;
const LANGUAGES: [&str; 10] = ["rs", "ts", "mts", "cts", "tsx", "js", "mjs", "c", "h", "css"];
/// What a command writes.
const GENERATED: [&str; 2] = ["ffi/include/grantlet.h", "wasm/js/providers.ts"];
/// Folders that git ignores: what is built or installed.
const BUILT: [&str; 5] = ["target", "node_modules", "dist", "pkg", "esm/grantlet"];

/// Each file of these languages.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_hidden = path.file_name().unwrap().to_string_lossy().starts_with('.');
        if path.is_dir() && !is_hidden && !BUILT.iter().any(|built| path.ends_with(built)) {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| LANGUAGES.iter().any(|name| end == *name)) {
            found.push(path);
        }
    }
}

#[test]
fn no_file_that_is_written_by_hand_is_longer_than_400_lines() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    sources(root, &mut files);
    assert!(files.len() > 500, "{} files were found", files.len());
    let generated: Vec<_> = GENERATED.iter().map(|path| root.join(path)).collect();
    assert!(generated.iter().all(|path| files.contains(path)), "each is there");
    let long = files.iter().filter(|path| !generated.contains(path)).filter_map(|path| {
        let lines = std::fs::read_to_string(path).unwrap().lines().count();
        (lines > MOST).then(|| format!("{}: {lines} lines", path.display()))
    });
    assert_eq!(long.collect::<Vec<_>>(), [""; 0]);
}
