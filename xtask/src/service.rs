//! The service among the core's examples: its test, and its lines beside the same on `oauth2`.

use std::fs::read_to_string;

use crate::figures;
use crate::run::{Done, cargo, root};

const SOURCES: &str = "core/examples/service/src";

/// Three processes of the service, killed and raced, and whether the README counts it right.
pub(crate) fn test() -> Done {
    cargo(&["test", "--package", "grantlet-service", "--locked"])?;
    let readme = root().join("core/README.md");
    let readme = read_to_string(readme).map_err(|error| format!("core/README.md: {error}"))?;
    if readme.contains(&table()?) {
        Ok(())
    } else {
        Err("core/README.md counts other lines of the service. Type: cargo xtask service".into())
    }
}

/// Writes the table of lines.
pub(crate) fn write() -> Done {
    let table = table()?;
    print!("{table}");
    figures::put("core/README.md", "service", &table)
}

fn table() -> Done<String> {
    let (grantlet, oauth2) = (lines("main.rs")?, lines("on_oauth2.rs")?);
    let shared = lines("store.rs")? + lines("web.rs")?;
    Ok(format!(
        "| lines of code | on Grantlet | on `oauth2` |\n\
         |---|---|---|\n\
         | the service: login, callback, refresh, API, `main` | {grantlet} | {oauth2} |\n\
         | what both share: the file, leases, cookies | {shared} | {shared} |\n"
    ))
}

/// Lines of a file that are neither empty nor a comment.
fn lines(file: &str) -> Done<usize> {
    let path = root().join(SOURCES).join(file);
    let text = read_to_string(path).map_err(|error| format!("{SOURCES}/{file}: {error}"))?;
    let counts = |line: &&str| !line.is_empty() && !line.starts_with("//");
    Ok(text.lines().map(str::trim).filter(counts).count())
}
