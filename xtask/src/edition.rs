//! The edition before this one, for a comparison of verdicts: its core, with its own half of
//! `tests/differential`, from the project's history.

use std::fs;
use std::process::Stdio;

use crate::run::{Done, command, quietly, root, run};

/// The last commit of the edition before this one.
const REVISION: &str = "42f75350bc632e37f48a208d86e481cd2480d448";

/// Builds the program that says that edition's verdicts.
pub(crate) fn build() -> Done {
    take_out()?;
    run(command("cargo").args([
        "build",
        "--quiet",
        "--release",
        "--locked",
        "--manifest-path",
        "tests/edition/Cargo.toml",
    ]))
}

/// Whether the history of this clone has that edition, or its remote gives it.
pub(crate) fn is_in_reach() -> bool {
    let commit = format!("{REVISION}^{{commit}}");
    let is_there = || quietly(command("git").args(["cat-file", "-e", &commit]));
    let fetch = || quietly(command("git").args(["fetch", "--depth=1", "origin", REVISION]));
    is_there().is_ok_and(|(there, _)| there) || fetch().is_ok_and(|(fetched, _)| fetched)
}

/// Puts that edition into `target/edition`, where `tests/edition` finds it by a relative path.
fn take_out() -> Done {
    let folder = root().join("target/edition");
    let marker = folder.join("REVISION");
    if fs::read_to_string(&marker).is_ok_and(|there| there == REVISION) {
        return Ok(());
    }
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    if !is_in_reach() {
        return Err(format!(
            "the edition before this one, commit {REVISION}, is not in this clone.\n\
             Type: git fetch --unshallow"
        ));
    }
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(told)?;
    let mut archive = command("git");
    archive.args(["archive", "--format=tar", REVISION, "core", "tests/differential", "Cargo.toml"]);
    let mut archive = archive.stdout(Stdio::piped()).spawn().map_err(told)?;
    let tar = archive.stdout.take().map_or_else(Stdio::null, Stdio::from);
    let unpacked = run(command("tar").arg("-x").arg("-C").arg(&folder).stdin(tar));
    let archived = archive.wait().map_err(told)?;
    unpacked?;
    if !archived.success() {
        return Err(format!("git archive {REVISION} failed"));
    }
    // Of the workspace its core alone is there.
    let workspace = folder.join("Cargo.toml");
    let text = fs::read_to_string(&workspace).map_err(told)?;
    let mut lines: Vec<_> = text.lines().collect();
    for line in &mut lines {
        if line.starts_with("members = ") {
            *line = "members = [\"core\"]";
        }
    }
    fs::write(&workspace, lines.join("\n")).map_err(told)?;
    fs::write(&marker, REVISION).map_err(told)
}
