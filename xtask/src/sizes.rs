//! Writes the README's table of sizes, from linked images.

use crate::cross::Compiler;
use crate::image::{PACKAGE, section_bytes};
use crate::run::{Done, root, run};

const JOBS: [(&str, &str); 2] = [
    ("refresh", "refresh: request, answer, expiry"),
    ("login", "login by code: PKCE, URL, callback, exchange, answer"),
];
const TARGETS: [(&str, &str); 2] =
    [("thumbv7em-none-eabihf", "Cortex-M4"), ("thumbv6m-none-eabi", "Cortex-M0")];
const START: &str = "<!-- sizes -->\n";
const END: &str = "<!-- /sizes -->";

pub(crate) fn write() -> Done {
    let names = TARGETS.map(|(_, name)| name).join(" | ");
    let mut rows = vec![format!("| job | {names} |"), "|---|---|---|".to_string()];
    for (job, name) in JOBS {
        let mut bytes = Vec::new();
        for (target, _) in TARGETS {
            bytes.push(flash(target, job)?.to_string());
        }
        rows.push(format!("| {name} | {} |", bytes.join(" | ")));
    }
    let table = rows.join("\n") + "\n";
    let readme = root().join("README.md");
    let text = std::fs::read_to_string(&readme).map_err(|error| error.to_string())?;
    let (before, rest) = text.split_once(START).ok_or("README.md has no `<!-- sizes -->`")?;
    let (_, after) = rest.split_once(END).ok_or("README.md has no `<!-- /sizes -->`")?;
    std::fs::write(&readme, format!("{before}{START}{table}{END}{after}"))
        .map_err(|error| error.to_string())?;
    print!("{table}");
    Ok(())
}

/// Bytes of code and constants in an image.
fn flash(target: &str, job: &str) -> Done<u64> {
    let compiler = Compiler::for_target(target)?;
    run(compiler.build(target, PACKAGE).args([
        "--quiet",
        "--profile",
        "firmware",
        "--features",
        job,
    ]))?;
    section_bytes(&compiler, target, &[".text", ".rodata"])
}
