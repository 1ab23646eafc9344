//! `THIRD-PARTY-NOTICES`: which crates are linked into what ships, and the licence texts they ask for.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::run::{Done, command, output};

/// The file's name in each package.
pub(crate) const FILE: &str = "THIRD-PARTY-NOTICES";

/// A crate that is linked.
struct Linked {
    licence: String,
    folder: PathBuf,
}

/// The notices for a package of the workspace, on any target.
///
/// Packages hold `LICENSE-APACHE`, so crates that offer it are used under it; of every other crate the
/// whole text is included.
pub(crate) fn of(package: &str, features: &[&str]) -> Done<String> {
    let mut text =
        "Grantlet is licensed as MIT OR Apache-2.0. These crates are linked into it:\n\n"
            .to_owned();
    let linked = linked(package, features)?;
    let mut texts = String::new();
    for (name, Linked { licence, folder }) in &linked {
        if licence.split(" OR ").any(|offered| offered == "Apache-2.0") {
            let _ = writeln!(text, "- {name}, under Apache-2.0 (see LICENSE-APACHE)");
        } else {
            let _ = writeln!(text, "- {name}, under {licence} (below)");
            let _ = write!(texts, "\n---- {name} ----\n\n{}", text_in(folder)?);
        }
    }
    text.push_str("- Rust's core library, under Apache-2.0 (see LICENSE-APACHE)\n");
    Ok(text + &texts)
}

/// The crates that `cargo tree` prints, by name and version, without those of the workspace.
fn linked(package: &str, features: &[&str]) -> Done<BTreeMap<String, Linked>> {
    let mut tree = command("cargo");
    tree.args(["tree", "--package", package, "--edges", "normal", "--target", "all", "--locked"]);
    let printed = output(tree.args(["--prefix", "none", "--format", "{p}"]).args(features))?;
    let mut ask = command("cargo");
    let metadata = output(ask.args(["metadata", "--format-version", "1", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|error| error.to_string())?;
    let mut linked = BTreeMap::new();
    for known in metadata["packages"].as_array().into_iter().flatten() {
        let text = |member: &str| known[member].as_str().unwrap_or_default();
        let name = format!("{} {}", text("name"), text("version"));
        let line = format!("{} v{}", text("name"), text("version"));
        let is_linked = |found: &str| found.trim_end_matches(" (*)") == line;
        if known["source"].is_string() && printed.lines().any(is_linked) {
            let folder = Path::new(text("manifest_path")).parent().unwrap_or(Path::new(""));
            let licence = text("license").to_owned();
            linked.insert(name, Linked { licence, folder: folder.to_owned() });
        }
    }
    Ok(linked)
}

/// The licence text in a crate's folder.
fn text_in(folder: &Path) -> Done<String> {
    let found = ["LICENSE", "LICENSE.md", "LICENSE.txt", "LICENSE-MIT"];
    let found = found.iter().find_map(|name| fs::read_to_string(folder.join(name)).ok());
    found.ok_or_else(|| format!("{} has no licence text", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn the_one_crate_without_apache_is_quoted_whole_and_every_other_is_named() {
        let notices = of("grantlet-ffi", &[]).unwrap();
        for quoted in ["- subtle 2.", "BSD-3-Clause (below)", "Redistributions in binary form"] {
            assert!(notices.contains(quoted), "{quoted}:\n{notices}");
        }
        for named in ["sha2", "zeroize", "hybrid-array", "typenum"] {
            assert!(notices.contains(&format!("- {named} ")), "{named}:\n{notices}");
        }
        assert!(!notices.contains("- grantlet"), "{notices}");
    }
}
