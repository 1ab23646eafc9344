//! The tables of sizes, and their places in the READMEs.

use std::fmt::Write as _;

use super::Measured;
use super::flash::{
    EVERYTHING, GALLERY, JOB, LOGIN, REFRESH, REFRESH_BOLD, REFRESH_GALLERY, SESSION,
    SESSION_SIGNED,
};
use super::gates::GATES;
use crate::dist::abi;
use crate::run::Done;

/// Titles of the groups for readers of the top README.
const GROUPS: [(&str, &str); 9] = [
    (REFRESH, "refresh: request, response, expiry"),
    (SESSION, "refresh by a session: request, response, session, record"),
    (SESSION_SIGNED, "the same, each request with a DPoP proof: SHA-256, Base64, signature in DER"),
    (REFRESH_BOLD, "refresh with Bold's profile, without a session"),
    (REFRESH_GALLERY, "refresh with GitLab's profile, without a session"),
    (JOB, "S256 challenge, form body, response, expiry"),
    (LOGIN, "login by code: verifier, state, URL, callback, exchange, response"),
    (EVERYTHING, "every function, every profile but the gallery's"),
    (GALLERY, "every profile of the gallery"),
];

const BOARDS: [(&str, &str); 5] =
    [("m0", "M0"), ("m3", "M3"), ("m4", "M4"), ("m33", "M33"), ("riscv", "RV32IMAC")];

const CALLS: [(&str, &str); 23] = [
    ("response", "`grantlet_token_response`, the sample"),
    ("bold-response", "the same with Bold's profile"),
    ("challenge", "`grantlet_code_challenge`, 43 bytes"),
    ("form", "`grantlet_form`, six pairs"),
    ("refresh", "`grantlet_refresh_request`"),
    ("bold-refresh", "the same with Bold's profile"),
    ("verifier", "`grantlet_code_verifier`"),
    ("code-url", "`grantlet_code_url`"),
    ("callback", "`grantlet_callback`, a code"),
    ("code-request", "`grantlet_code_request`"),
    ("uptime", "`grantlet_uptime_extend`"),
    ("expiry", "`grantlet_expiry_new`"),
    ("life", "`grantlet_expiry_life`"),
    ("session-init", "`grantlet_session_init`"),
    ("session-login", "`grantlet_session_login`"),
    ("session-record", "`grantlet_session_record`"),
    ("session-stored", "`grantlet_session_stored`, `grantlet_session_state`"),
    ("session-restore", "`grantlet_session_restore`"),
    ("session-state", "`grantlet_session_state`"),
    ("session-begin", "`grantlet_session_begin`"),
    ("session-fail", "`grantlet_session_fail`"),
    ("session-accept", "`grantlet_session_accept`"),
    ("session-access-token", "`grantlet_session_access_token`"),
];

/// Each gate with what must be, what is aimed at, what is, and which of them is reached.
pub(super) fn gates(measured: &Measured) -> Done<String> {
    let mut table = "| | must | aim | measured | reached | gate of the tests |\n".to_owned();
    table.push_str("|---|---|---|---|---|---|\n");
    for gate in &GATES {
        let found = gate.measured(measured)?;
        let reached = match found {
            _ if found <= gate.aim => "aim",
            _ if found <= gate.must => "must",
            _ => "**no**",
        };
        let (must, aim, limit) = (gate.must, gate.aim, gate.limit());
        let _ =
            writeln!(table, "| {} | {must} | {aim} | {found} | {reached} | {limit} |", gate.title);
    }
    // `contents::check` refuses an archive for each of them.
    table.push_str(
        "| static RAM, heap, panic paths, C library beyond `mem*` | 0 | 0 | 0 | aim | 0 |\n",
    );
    Ok(table)
}

/// Bytes of flash for each binary interface.
pub(super) fn flash(measured: &Measured) -> String {
    let names = abi::ALL.map(|abi| abi.name).join(" | ");
    let mut table = format!("| | {names} |\n|---|{}\n", "---|".repeat(abi::ALL.len()));
    for flash in &measured.flash {
        let group = GROUPS.iter().find(|(row, _)| *row == flash.row).map(|(_, title)| *title);
        let title =
            group.map_or_else(|| format!("`{}`", flash.row), |title| format!("**{title}**"));
        let bytes: Vec<_> = flash.bytes.iter().map(|(_, bytes)| bytes.to_string()).collect();
        let _ = writeln!(table, "| {title} | {} |", bytes.join(" | "));
    }
    table
}

/// Instructions and stack of each call on each board.
pub(super) fn calls(measured: &Measured) -> Done<String> {
    let names = BOARDS.map(|(_, title)| title).join(" | ");
    let mut table = format!("| | {names} |\n|---|{}\n", "---|".repeat(BOARDS.len()));
    for (job, title) in CALLS {
        let mut cells = Vec::new();
        for (board, _) in BOARDS {
            let call = measured.call(job, board)?;
            cells.push(format!("{} / {}", call.instructions, call.stack));
        }
        let _ = writeln!(table, "| {title} | {} |", cells.join(" | "));
    }
    Ok(table)
}

/// What the archives were built with, for a reader who measures something else.
pub(super) fn compilers(measured: &Measured) -> String {
    format!("Built with {}, `opt-level = \"z\"`.\n", measured.compiler)
}

/// The groups on two processors.
pub(super) fn short(measured: &Measured) -> Done<String> {
    let (m4, m0) = (abi::named("thumbv7em-hf")?, abi::named("thumbv6m")?);
    let mut table = "| job | Cortex-M4 | Cortex-M0 |\n|---|---|---|\n".to_owned();
    for (row, title) in GROUPS {
        let (m4, m0) = (measured.flash(row, m4)?, measured.flash(row, m0)?);
        let _ = writeln!(table, "| {title} | {m4} | {m0} |");
    }
    Ok(table)
}
