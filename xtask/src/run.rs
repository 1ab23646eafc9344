//! Runs other programs in the project's root, and shows what they print.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The result of a step. The error says what went wrong, and what to do about it.
pub(crate) type Done<T = ()> = Result<T, String>;

/// The project's root.
pub(crate) fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}

/// Cargo's target directory: `target` in the root, unless `CARGO_TARGET_DIR` or a configuration file
/// names another.
pub(crate) fn target() -> PathBuf {
    static TARGET: OnceLock<PathBuf> = OnceLock::new();
    TARGET.get_or_init(|| named_by_cargo().unwrap_or_else(|| root().join("target"))).clone()
}

/// The directory as cargo resolves it, in the folder where the person typed the command.
fn named_by_cargo() -> Option<PathBuf> {
    let mut metadata = Command::new("cargo");
    metadata.args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"]);
    let printed = metadata.arg(root().join("Cargo.toml")).output().ok()?;
    let metadata: serde_json::Value = serde_json::from_slice(&printed.stdout).ok()?;
    Some(PathBuf::from(metadata["target_directory"].as_str()?))
}

/// The variables by which a hook of git names the repository that it runs for.
const OF_HOOKS: [&str; 5] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"];

/// A command that runs in the root, without what `cargo run` or a hook of git left in the environment: git finds
/// the repository by its folder. Cargo and the tests see the same absolute `CARGO_TARGET_DIR`.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).env("CARGO_TARGET_DIR", target()).stdin(Stdio::null());
    for (name, _) in std::env::vars() {
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    for name in OF_HOOKS {
        command.env_remove(name);
    }
    command
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Done {
    let status = command.status().map_err(|error| format!("{}: {error}", shown(command)))?;
    if status.success() { Ok(()) } else { Err(format!("this failed: {}", shown(command))) }
}

/// Runs a command to its end and returns what it printed on standard output.
pub(crate) fn output(command: &mut Command) -> Done<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("{}: {error}", shown(command)))?;
    if !output.status.success() {
        return Err(format!("this failed: {}", shown(command)));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{}: not UTF-8", shown(command)))
}

/// Runs a command in silence: whether it succeeded, and all that it printed.
pub(crate) fn quietly(command: &mut Command) -> Done<(bool, String)> {
    let output = command.output().map_err(|error| format!("{}: {error}", shown(command)))?;
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    Ok((output.status.success(), text))
}

/// Runs a command whose output matters only where it fails.
pub(crate) fn silently(command: &mut Command) -> Done {
    match quietly(command)? {
        (true, _) => Ok(()),
        (false, said) => Err(format!("this failed: {}\n{said}", shown(command))),
    }
}

/// Does something for each item, for two of them at a time; returns what came of them in order, or the
/// first error.
pub(crate) fn in_pairs<T: Sync, R: Send>(
    items: &[T],
    what: impl Fn(&T) -> Done<R> + Sync,
) -> Done<Vec<R>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, what(item)));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let mut done = work();
        done.extend(other.join().unwrap_or_default());
        done
    });
    done.sort_by_key(|(index, _)| *index);
    if done.len() < items.len() {
        return Err("a thread panicked".to_owned());
    }
    done.into_iter().map(|(_, result)| result).collect()
}

/// Runs cargo.
pub(crate) fn cargo(arguments: &[&str]) -> Done {
    run(command("cargo").args(arguments))
}

/// Runs the demo of `tests/demo`.
pub(crate) fn demo() -> Done {
    cargo(&["run", "--package", "grantlet-tests", "--bin", "demo"])
}

/// Whether a program is there.
pub(crate) fn is_there(program: &str) -> bool {
    let mut command = command(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// A command as a person would type it.
fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn in_a_hook_git_finds_the_repository_by_its_folder() {
        let git = command("git");
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            assert!(
                git.get_envs().any(|(removed, value)| removed == name && value.is_none()),
                "{name}"
            );
        }
    }
}
