//! Earlier editions of the project, from its history, for tests:
//!
//! - the core of the edition before this one, with its own half of `tests/differential`: its verdicts are compared
//! - the first edition's core: what it stored is read, and it reads what is stored
//! - the npm packages of both: a page or a process rolls back to them

mod packages;

use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::run::{Done, command, quietly, root, run};

pub(crate) use packages::with_packages;

/// The last commit of the edition before this one.
const REVISION: &str = "42f75350bc632e37f48a208d86e481cd2480d448";
/// The last commit of the first edition.
const FIRST: &str = "43264f45c7f751f908524a5aeb87cf77b45c1b0e";
/// The file that contains the revision that a folder was made from. It is written last.
const MARKER: &str = "REVISION";
/// The environment variable that lets a shallow clone skip what needs the earlier editions.
const SHALLOW: &str = "GRANTLET_SHALLOW";

/// Builds the program that reports the verdicts of the edition before, and those that report what each
/// earlier edition reads from stored data.
pub(crate) fn build() -> Done {
    take_out(REVISION, "target/edition", &["core", "tests/differential"])?;
    take_out(FIRST, "target/edition-first", &["core"])?;
    for manifest in ["tests/edition/Cargo.toml", "tests/stored/older/first/Cargo.toml"] {
        let build = ["build", "--quiet", "--release", "--locked", "--manifest-path", manifest];
        run(command("cargo").args(build))?;
    }
    Ok(())
}

/// Why the earlier editions are not in this checkout's history; `None` where they are.
///
/// # Errors
/// In a shallow clone, which can be completed, and in one that git refuses to read, unless [`SHALLOW`] is set.
pub(crate) fn missing() -> Done<Option<String>> {
    match missing_from(&root(), &[REVISION, FIRST]) {
        Err(error) if std::env::var_os(SHALLOW).is_some() => Ok(Some(error)),
        missing => missing,
    }
}

fn missing_from(checkout: &Path, revisions: &[&str]) -> Done<Option<String>> {
    let git = |words: &[&str]| quietly(command("git").current_dir(checkout).args(words));
    let is_shallow = match git(&["rev-parse", "--is-shallow-repository"]) {
        Ok((true, said)) => said.trim() == "true",
        // Such as a checkout of another owner, which git does not read before it is told to.
        Ok((false, said)) if checkout.join(".git").exists() => return Err(said.trim().to_owned()),
        Ok((false, said)) => return Ok(Some(said.trim().to_owned())),
        Err(error) => return Ok(Some(error)),
    };
    for revision in revisions {
        let commit = format!("{revision}^{{commit}}");
        if git(&["cat-file", "-e", &commit])?.0 {
            continue;
        }
        if is_shallow {
            return Err(format!(
                "an earlier edition, commit {revision}, is not in this clone, which is shallow.\n\
                 Type: git fetch --unshallow"
            ));
        }
        return Ok(Some(format!("commit {revision} is not in this repository's history")));
    }
    Ok(None)
}

/// Whether a folder has what a revision made of it.
fn is_made(folder: &Path, revision: &str) -> bool {
    fs::read_to_string(folder.join(MARKER)).is_ok_and(|made| made == revision)
}

fn mark_as_made(folder: &Path, revision: &str) -> Done {
    fs::write(folder.join(MARKER), revision).map_err(|error| failed(folder, &error))
}

fn failed(folder: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", folder.display())
}

/// Puts files of a revision into a folder that has nothing else: all of them where none is named.
fn unpack(revision: &str, folder: &Path, parts: &[&str]) -> Done {
    if let Some(reason) = missing()? {
        return Err(format!("there is no earlier edition: {reason}"));
    }
    let failed = |error: std::io::Error| failed(folder, &error);
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).map_err(failed)?;
    let mut archive = command("git");
    archive.args(["archive", "--format=tar", revision]).args(parts);
    let mut archive = archive.stdout(Stdio::piped()).spawn().map_err(failed)?;
    let tar = archive.stdout.take().map_or_else(Stdio::null, Stdio::from);
    let unpacked = run(command("tar").arg("-x").arg("-C").arg(folder).stdin(tar));
    let archived = archive.wait().map_err(failed)?;
    unpacked?;
    if archived.success() { Ok(()) } else { Err(format!("git archive {revision} failed")) }
}

/// Puts parts of an edition into a folder below `target`, where its program finds it by a relative path.
fn take_out(revision: &str, folder: &str, parts: &[&str]) -> Done {
    let folder = root().join(folder);
    if is_made(&folder, revision) {
        return Ok(());
    }
    unpack(revision, &folder, &[&["Cargo.toml"], parts].concat())?;
    // Only the core of its workspace is there.
    let workspace = folder.join("Cargo.toml");
    let text = fs::read_to_string(&workspace).map_err(|error| failed(&workspace, &error))?;
    let mut lines: Vec<_> = text.lines().collect();
    for line in &mut lines {
        if line.starts_with("members = ") {
            *line = "members = [\"core\"]";
        }
    }
    fs::write(&workspace, lines.join("\n")).map_err(|error| failed(&workspace, &error))?;
    mark_as_made(&folder, revision)
}

#[cfg(test)]
mod tests {
    use super::missing_from;
    use crate::run::{command, output, silently};

    #[test]
    fn a_shallow_clone_is_an_error_that_names_the_command_and_no_history_is_a_reason() {
        let folder = std::env::temp_dir().join(format!("grantlet-edition-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("whole")).unwrap();
        let whole = folder.join("whole");
        let git = |words: &[&str]| {
            let mut git = command("git");
            git.current_dir(&whole).args(["-c", "user.name=a", "-c", "user.email=a@as.example"]);
            git.args(words);
            git
        };
        silently(&mut git(&["init", "--quiet"])).unwrap();
        let commit = ["commit", "--quiet", "--allow-empty", "--no-gpg-sign", "--message", "a"];
        silently(&mut git(&commit)).unwrap();
        let first = output(&mut git(&["rev-parse", "HEAD"])).unwrap();
        let first = first.trim();
        silently(git(&commit[..commit.len() - 1]).arg("b")).unwrap();
        let (whole_url, shallow) = (format!("file://{}", whole.display()), folder.join("shallow"));
        let clone = ["clone", "--quiet", "--depth", "1", &whole_url];
        silently(git(&clone).arg(&shallow)).unwrap();

        assert_eq!(missing_from(&whole, &[first]), Ok(None));
        let error = missing_from(&shallow, &[first]).unwrap_err();
        assert!(error.ends_with("Type: git fetch --unshallow"), "{error}");
        let unknown = "0123456789abcdef0123456789abcdef01234567";
        let reason = missing_from(&whole, &[first, unknown]).unwrap().unwrap();
        assert!(reason.contains(unknown), "{reason}");
        let reason = missing_from(&folder, &[first]).unwrap().unwrap();
        assert!(reason.contains("not a git repository"), "{reason}");
        // A checkout that git does not read is no package without a history.
        std::fs::write(folder.join(".git"), "gitdir: absent\n").unwrap();
        let error = missing_from(&folder, &[first]).unwrap_err();
        assert!(error.contains("not a git repository"), "{error}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
