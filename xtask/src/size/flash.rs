//! Bytes of flash that functions of the interface take, when a program links only them from an archive.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use object::elf;
use object::{Object, ObjectSection, SectionFlags};

use crate::dist::abi::Abi;
use crate::run::{Done, root, run, target};

/// What a program calls, and what it takes.
pub(super) struct Flash {
    /// A group's name, or that of a function or constant.
    pub(super) row: String,
    /// Functions and constants of the interface.
    names: Vec<String>,
    /// By the name of the binary interface.
    pub(super) bytes: Vec<(&'static str, u64)>,
}

/// The client is made by `GRANTLET_CHECKED_CLIENT`.
pub(super) const REFRESH: &str = "refresh only";
/// The job of [`REFRESH`] for a client whose addresses no test of the program checks.
const REFRESH_CHECKED: &str = "refresh only, its address checked at each request";
/// The job of [`REFRESH`] by a session, which knows the token's end itself.
pub(super) const SESSION: &str = "refresh by a session";
pub(super) const REFRESH_BOLD: &str = "refresh only, at Bold";
pub(super) const JOB: &str = "challenge, form, response, expiry";
pub(super) const LOGIN: &str = "login by code";
/// SHA-256 and Base64, which [`DPOP`] needs too.
pub(super) const CHALLENGE: &str = "grantlet_code_challenge";
/// [`CHALLENGE`], and a DPoP proof without its signature.
pub(super) const DPOP: &str = "challenge, DPoP proof";
/// [`SESSION`] and [`CHALLENGE`]: what a lock has before it proves that it has a key.
pub(super) const SESSION_CHALLENGE: &str = "refresh by a session, challenge";
/// The same, and a DPoP proof without its signature.
pub(super) const SESSION_DPOP: &str = "refresh by a session, challenge, DPoP proof";
/// The same, and the signature, in DER.
pub(super) const SESSION_SIGNED: &str =
    "refresh by a session, challenge, DPoP proof, its signature";
/// The job of [`REFRESH`] at one provider of the gallery: it links no other.
pub(super) const REFRESH_GALLERY: &str = "refresh only, at GitLab";
pub(super) const EVERYTHING: &str = "every function and constant";
/// Each provider of the gallery, in addition to [`EVERYTHING`]. No program links so much.
pub(super) const GALLERY: &str = "every provider of the gallery";

/// What programs call that do one job. Each has a profile: one of its own, with the client in the
/// body, or Bold's.
const GROUPS: [(&str, &[&str]); 8] = [
    (
        REFRESH,
        &[
            "grantlet_rfc6749_body",
            "grantlet_setting_token_endpoint",
            "grantlet_refresh_request",
            "grantlet_token_response",
            "grantlet_expiry_new",
            "grantlet_expiry_life",
        ],
    ),
    (
        REFRESH_CHECKED,
        &[
            "grantlet_rfc6749_body",
            "grantlet_setting_token_endpoint",
            "grantlet_check_each_request",
            "grantlet_refresh_request",
            "grantlet_token_response",
            "grantlet_expiry_new",
            "grantlet_expiry_life",
        ],
    ),
    (
        SESSION,
        &[
            "grantlet_rfc6749_body",
            "grantlet_setting_token_endpoint",
            "grantlet_refresh_request",
            "grantlet_token_response",
            "grantlet_session_init",
            "grantlet_session_restore",
            "grantlet_session_state",
            "grantlet_session_begin",
            "grantlet_mark",
            "grantlet_session_accept",
            "grantlet_session_fail",
            "grantlet_session_rejected",
            "grantlet_session_access_token",
            "grantlet_session_record",
            "grantlet_session_next_slot",
            "grantlet_session_stored",
        ],
    ),
    (
        REFRESH_BOLD,
        &[
            "grantlet_bold",
            "grantlet_refresh_request",
            "grantlet_token_response",
            "grantlet_expiry_new",
            "grantlet_expiry_life",
        ],
    ),
    (
        REFRESH_GALLERY,
        &[
            "grantlet_gitlab",
            "grantlet_refresh_request",
            "grantlet_token_response",
            "grantlet_expiry_new",
            "grantlet_expiry_life",
        ],
    ),
    (
        JOB,
        &[
            "grantlet_rfc6749_body",
            "grantlet_code_challenge",
            "grantlet_form",
            "grantlet_token_response",
            "grantlet_uptime_extend",
            "grantlet_expiry_new",
            "grantlet_expiry_life",
        ],
    ),
    (DPOP, &["grantlet_code_challenge", "grantlet_dpop_proof"]),
    (
        LOGIN,
        &[
            "grantlet_rfc6749_body",
            "grantlet_setting_authorization_endpoint",
            "grantlet_setting_token_endpoint",
            "grantlet_code_verifier",
            "grantlet_state",
            "grantlet_code_url",
            "grantlet_callback",
            "grantlet_code_request",
            "grantlet_token_response",
        ],
    ),
];

/// Programs that do the job of another row, and more.
const LARGER: [(&str, &str, &[&str]); 3] = [
    (SESSION_CHALLENGE, SESSION, &[CHALLENGE]),
    (SESSION_DPOP, SESSION_CHALLENGE, &["grantlet_dpop_proof"]),
    (SESSION_SIGNED, SESSION_DPOP, &["grantlet_jws_sign_der"]),
];

/// The groups, then everything without the gallery, the gallery, and each other name alone.
pub(super) fn rows(declared: &BTreeSet<String>) -> Done<Vec<Flash>> {
    let row = |row: &str, names| Flash { row: row.to_owned(), names, bytes: Vec::new() };
    let mut rows: Vec<Flash> = Vec::new();
    let groups = GROUPS.map(|(group, names)| (group, "", names));
    for (group, base, names) in groups.into_iter().chain(LARGER) {
        if let Some(missing) = names.iter().find(|name| !declared.contains(**name)) {
            return Err(format!("{group}: ffi/include/grantlet.h does not declare {missing}"));
        }
        let base = rows.iter().filter(|other| other.row == base).flat_map(|other| &other.names);
        let names = base.cloned().chain(names.iter().map(ToString::to_string)).collect();
        rows.push(row(group, names));
    }
    let gallery = gallery()?;
    let own: Vec<String> = declared.difference(&gallery).cloned().collect();
    rows.push(row(EVERYTHING, own.clone()));
    rows.push(row(GALLERY, gallery.into_iter().collect()));
    rows.extend(own.into_iter().map(|name| row(&name, vec![name.clone()])));
    Ok(rows)
}

/// The profiles of the gallery.
fn gallery() -> Done<BTreeSet<String>> {
    let path = root().join("ffi/src/gallery.rs");
    let text =
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let of_line =
        |line: &str| Some(line.strip_prefix("pub static ")?.split_once(':')?.0.to_owned());
    Ok(text.lines().filter_map(of_line).collect())
}

impl Flash {
    /// One that was found to be so large.
    #[cfg(test)]
    pub(super) fn found(row: &str, abi: &'static str, bytes: u64) -> Self {
        Self { row: row.to_owned(), names: Vec::new(), bytes: vec![(abi, bytes)] }
    }

    pub(super) fn measure(&mut self, abi: &Abi, archive: &Path) -> Done {
        let linked = target().join("archives").join(abi.name).join("measured.o");
        let mut link = abi.tool("ld");
        // What is asked of a C library or of libgcc stays undefined, and is not counted.
        link.args(abi.family.emulation).args(["-r", "--gc-sections"]);
        for name in &self.names {
            link.args(["-u", name]);
        }
        run(link.arg(archive).arg("-o").arg(&linked))?;
        self.bytes.push((abi.name, allocated(&linked)?));
        Ok(())
    }
}

/// Bytes of code and constants in an object.
fn allocated(path: &PathBuf) -> Done<u64> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let bytes = std::fs::read(path).map_err(|error| failed(&error))?;
    let object = object::File::parse(&*bytes).map_err(|error| failed(&error))?;
    let allocated = |flags| match flags {
        SectionFlags::Elf { sh_flags, .. } => sh_flags.contains(elf::SHF_ALLOC),
        _ => false,
    };
    let sections = object.sections().filter(|section| allocated(section.flags()));
    Ok(sections.map(|section| section.size()).sum())
}
