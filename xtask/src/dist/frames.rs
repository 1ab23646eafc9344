//! Compiles Arm code without frame pointers: 500 bytes of a refresh, which no debugger follows in an
//! object without debug information.
//!
//! rustc's targets for Cortex-M ask for a frame pointer in each function, and
//! `-Cforce-frame-pointers=no` does not overrule a target. LLVM does, from a file that names the
//! functions. Their names come from a build that is not optimized, so that none is inlined yet.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use crate::run::{Done, silently};

/// What the name of a list starts with.
const LIST: &str = "no-frame-pointers-";

/// The flag that compiles for `target` without frame pointers; none where the target has none.
///
/// `cargo` is the build into a target directory without flags, which are those in `flags`; what it
/// writes for the target is in `built`. The list of names goes into `folder`.
pub(super) fn flag(
    target: &str,
    cargo: &mut Command,
    flags: &[String],
    built: &Path,
    folder: &Path,
) -> Done<Option<String>> {
    if !target.starts_with("thumb") {
        return Ok(None);
    }
    let flags =
        [flags, &["--emit=llvm-ir".into(), "-Cno-prepopulate-passes".into(), "-Clto=no".into()]]
            .concat();
    silently(cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")))?;
    let list = list(&built.join("deps"), folder)?;
    Ok(Some(format!("-Cllvm-args=-forceattrs-csv-path={}", list.display())))
}

/// Writes the list for LLVM. Cargo does not read it, so its name has a hash of its content: another list is another flag.
fn list(modules: &Path, folder: &Path) -> Done<PathBuf> {
    let failed = |error: std::io::Error| format!("{}: {error}", modules.display());
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(modules).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "ll") {
            defined(&path, &mut names).map_err(failed)?;
        }
    }
    if names.is_empty() {
        return Err(format!("{}: the compiler wrote no functions", modules.display()));
    }
    let mut text = String::new();
    for name in names {
        let _ = writeln!(text, "{name},frame-pointer=none");
    }
    let mut hash = String::new();
    for byte in &Sha256::digest(&text)[..8] {
        let _ = write!(hash, "{byte:02x}");
    }
    // A space would end the flag for LLVM.
    let spaced = folder.to_string_lossy().contains(char::is_whitespace);
    let folder = if spaced { std::env::temp_dir() } else { folder.to_owned() };
    let path = folder.join(format!("{LIST}{hash}.csv"));
    if !path.exists() {
        // Any other list is of an earlier build.
        for entry in std::fs::read_dir(&folder).map_err(failed)?.flatten() {
            if !spaced && entry.file_name().to_string_lossy().starts_with(LIST) {
                std::fs::remove_file(entry.path()).map_err(failed)?;
            }
        }
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(path)
}

/// Adds the names of the functions that a module in LLVM's language defines.
fn defined(module: &Path, names: &mut BTreeSet<String>) -> std::io::Result<()> {
    let mut module = BufReader::with_capacity(1 << 20, std::fs::File::open(module)?);
    let mut line = Vec::new();
    while module.read_until(b'\n', &mut line)? > 0 {
        if line.starts_with(b"define ") {
            names.extend(name(&String::from_utf8_lossy(&line)));
        }
        line.clear();
    }
    Ok(())
}

/// The name in a line such as `define internal i32 @name(ptr %0) {`.
fn name(line: &str) -> Option<String> {
    let (_, rest) = line.split_once('@')?;
    let name = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split('(').next(),
    };
    name.map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_definition_has_a_name_bare_or_in_quotes() {
        let name = |line| name(line).unwrap();
        assert_eq!(name("define dso_local i32 @grantlet_abi() unnamed_addr #3 {"), "grantlet_abi");
        assert_eq!(
            name("define internal fastcc void @_ZN4core3fmt17h0E(ptr %0) {"),
            "_ZN4core3fmt17h0E"
        );
        assert_eq!(name("define void @\"a<b>\"(ptr %0) {"), "a<b>");
        assert_eq!(super::name("define nothing"), None);
    }
}
