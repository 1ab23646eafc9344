//! The table of dependencies in the README: each package that ships is there, and none that is not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A dependency of a crate that ships: its name, and the line that states it.
type Dependency = (String, String);

/// The dependencies in the tables of a manifest whose header ends so.
fn dependencies(of: &str, header: &str) -> Vec<Dependency> {
    let manifest = std::fs::read_to_string(root().join(of).join("Cargo.toml")).unwrap();
    let mut found = Vec::new();
    let mut is_in = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_in = line == format!("[{header}]") || line.ends_with(&format!(".{header}]"));
        } else if is_in
            && let Some((name, _)) = line.split_once(" = ")
            && !line.starts_with('#')
            && !name.starts_with("grantlet")
        {
            found.push((name.to_owned(), line.to_owned()));
        }
    }
    found
}

/// The first two columns of the table.
fn rows() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (_, section) = text.split_once("\n## Dependencies\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    cells.map(|cells| (cells[1].trim_matches('`').to_owned(), cells[2].to_owned())).collect()
}

#[test]
fn each_dependency_that_ships_has_a_row_that_names_its_crate_and_each_row_is_a_dependency() {
    let rows = rows();
    let mut stated = BTreeSet::new();
    for of in ["core", "ffi", "wasm"] {
        for (name, line) in dependencies(of, "dependencies") {
            let row = rows.iter().find(|(package, _)| *package == name);
            let (_, place) = row.unwrap_or_else(|| panic!("{name} of {of} has no row"));
            assert!(place.contains(&format!("`{of}`")), "{name}: {of} is not in its row");
            if of == "core" {
                let is_optional = line.contains("optional = true");
                assert_eq!(place.contains("feature"), is_optional, "{name}: {place}");
            }
            stated.insert(name);
        }
        stated.extend(dependencies(of, "dev-dependencies").into_iter().map(|(name, _)| name));
    }
    for (name, _) in &rows {
        assert!(stated.contains(name), "{name} has a row, and is no dependency");
    }
}

/// "What ships to a microcontroller links the first four."
#[test]
fn what_ships_without_features_has_the_first_rows() {
    let core = dependencies("core", "dependencies");
    let always = core.iter().filter(|(_, line)| !line.contains("optional = true"));
    let always: Vec<_> = always.map(|(name, _)| name.as_str()).collect();
    let rows = rows();
    let first: Vec<_> = rows.iter().take(4).map(|(name, _)| name.as_str()).collect();
    assert_eq!(always, first);
}
