//! The edition before this one, for a comparison of verdicts: its core, with its own half of
//! `tests/differential`, from the project's history. And the first edition's core, for what is stored.

use std::fs;
use std::process::Stdio;

use crate::run::{Done, command, quietly, root, run};

/// The last commit of the edition before this one.
const REVISION: &str = "42f75350bc632e37f48a208d86e481cd2480d448";
/// The last commit of the first edition.
const FIRST: &str = "43264f45c7f751f908524a5aeb87cf77b45c1b0e";

/// Builds the programs that say that edition's verdicts, and what each earlier edition reads of what is
/// stored.
pub(crate) fn build() -> Done {
    take_out(REVISION, "target/edition", &["core", "tests/differential"])?;
    take_out(FIRST, "target/edition-first", &["core"])?;
    for manifest in ["tests/edition/Cargo.toml", "tests/stored/older/first/Cargo.toml"] {
        let build = ["build", "--quiet", "--release", "--locked", "--manifest-path", manifest];
        run(command("cargo").args(build))?;
    }
    Ok(())
}

/// Whether the history of this clone has those editions, or its remote gives them.
pub(crate) fn is_in_reach() -> bool {
    has(REVISION) && has(FIRST)
}

fn has(revision: &str) -> bool {
    let commit = format!("{revision}^{{commit}}");
    let is_there = || quietly(command("git").args(["cat-file", "-e", &commit]));
    let fetch = || quietly(command("git").args(["fetch", "--depth=1", "origin", revision]));
    is_there().is_ok_and(|(there, _)| there) || fetch().is_ok_and(|(fetched, _)| fetched)
}

/// Puts parts of an edition into a folder below `target`, where its program finds it by a relative path.
fn take_out(revision: &str, folder: &str, parts: &[&str]) -> Done {
    let folder = root().join(folder);
    let marker = folder.join("REVISION");
    if fs::read_to_string(&marker).is_ok_and(|there| there == revision) {
        return Ok(());
    }
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    if !has(revision) {
        return Err(format!(
            "an earlier edition, commit {revision}, is not in this clone.\n\
             Type: git fetch --unshallow"
        ));
    }
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(told)?;
    let mut archive = command("git");
    archive.args(["archive", "--format=tar", revision, "Cargo.toml"]).args(parts);
    let mut archive = archive.stdout(Stdio::piped()).spawn().map_err(told)?;
    let tar = archive.stdout.take().map_or_else(Stdio::null, Stdio::from);
    let unpacked = run(command("tar").arg("-x").arg("-C").arg(&folder).stdin(tar));
    let archived = archive.wait().map_err(told)?;
    unpacked?;
    if !archived.success() {
        return Err(format!("git archive {revision} failed"));
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
    fs::write(&marker, revision).map_err(told)
}
