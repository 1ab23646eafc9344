//! The vectors of ../shared against the library for C: compiled into one program, which runs here and
//! on the five boards in QEMU. Each must say of each vector what is owed. Where ../shared is absent,
//! the tests say so by their names.

mod files;
mod host;
mod rfc;
mod vector;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};

use grantlet_firmware_tests::alone;
use grantlet_firmware_tests::board::{Board, target};
use grantlet_tests::shared;

use files::File;
use vector::{Vector, source};

/// What is longer does not fit the RAM of the smallest board with the rest.
const SMALL: usize = 4096;

/// All files; none where ../shared is absent.
fn files() -> Option<&'static [File]> {
    static FILES: OnceLock<Option<Vec<File>>> = OnceLock::new();
    shared("vectors")?;
    let files = FILES.get_or_init(|| {
        Some(vec![
            files::token_responses()?,
            files::callbacks()?,
            files::json_parsing()?,
            files::json_transform()?,
            files::form_parser()?,
            files::form_serializer()?,
            rfc::examples()?,
            files::challenges(),
        ])
    });
    files.as_deref()
}

/// A line that the test runner does not keep to itself.
fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A folder for what is written here, below the build's own.
fn folder() -> PathBuf {
    let folder = target().join("vectors");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The sources of a program that checks the vectors of a table, which is written once: the same file
/// is compiled here and for the boards.
fn sources(table: &str, vectors: &[&Vector]) -> Vec<PathBuf> {
    static WRITING: Mutex<()> = Mutex::new(());
    let path = folder().join(format!("{table}.c"));
    let text = source(vectors);
    {
        let _writing = WRITING.lock();
        if !std::fs::read_to_string(&path).is_ok_and(|written| written == text) {
            std::fs::write(&path, text).unwrap();
        }
    }
    let of_ours = root().join("tests/firmware/vectors");
    let mut sources = ["main.c", "calls.c", "output.c"].map(|name| of_ours.join(name)).to_vec();
    sources.extend([root().join("ffi/examples/lock/decimal.c"), path]);
    sources
}

/// Runs such a program on a board: what it exited with, and its lines.
fn on(board: Board, table: &str, vectors: &[&Vector]) -> (Option<i32>, Vec<String>) {
    let image = board.build(table, &sources(table, vectors)).unwrap();
    let run = alone::run(board, &image, 0).unwrap();
    (run.code, run.said)
}

/// Runs such a program on this machine.
fn here(table: &str, vectors: &[&Vector]) -> (Option<i32>, Vec<String>) {
    let program = folder().join(table);
    let archive = target().join("archives/x86-64/libgrantlet.a");
    let mut compile = Command::new("cc");
    compile
        .args(["-std=c99", "-O1", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"])
        .arg("-I")
        .arg(root().join("ffi/include"))
        .args(sources(table, vectors))
        .arg(root().join("tests/firmware/vectors/host.c"))
        .arg(archive)
        .arg("-o")
        .arg(&program);
    let compiled = compile.output().unwrap();
    let said = String::from_utf8_lossy(&compiled.stderr);
    assert!(compiled.status.success(), "Type: cargo xtask test vectors\n{said}");
    let output = Command::new(program).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).lines().map(ToOwned::to_owned).collect();
    (output.status.code(), said)
}

/// Whether each vector got what is owed to it, and as many did as there are.
fn all_hold(place: &str, vectors: &[&Vector], (code, said): (Option<i32>, Vec<String>)) {
    let counted = format!("{} vectors, 0 failed", vectors.len());
    assert!(
        code == Some(0) && said.last() == Some(&counted),
        "{place}: {code:?}\n{}",
        said.join("\n")
    );
    tell(&format!("{place}: {counted}"));
}

fn on_a_board(board: Board) {
    let Some(files) = files() else { return };
    let (mut vectors, mut left_out) = (Vec::new(), Vec::new());
    for vector in files.iter().flat_map(|file| &file.vectors) {
        let fits = board != Board::M0 || vector.size() <= SMALL;
        if fits { vectors.push(vector) } else { left_out.push(vector.name.as_str()) }
    }
    if !left_out.is_empty() {
        tell(&format!("{}: too long for its RAM: {}", board.title(), left_out.join(", ")));
    }
    let table = if left_out.is_empty() { "vectors" } else { "small-vectors" };
    all_hold(board.title(), &vectors, on(board, table, &vectors));
}

#[test]
fn every_vector_holds_on_a_cortex_m0() {
    on_a_board(Board::M0);
}

#[test]
fn every_vector_holds_on_a_cortex_m3() {
    on_a_board(Board::M3);
}

#[test]
fn every_vector_holds_on_a_cortex_m4() {
    on_a_board(Board::M4);
}

#[test]
fn every_vector_holds_on_a_cortex_m33() {
    on_a_board(Board::M33);
}

#[test]
fn every_vector_holds_on_risc_v() {
    on_a_board(Board::Riscv);
}

#[test]
fn every_vector_holds_on_this_machine() {
    let Some(files) = files() else { return };
    let vectors: Vec<_> = files.iter().flat_map(|file| &file.vectors).collect();
    all_hold("this machine", &vectors, here("vectors", &vectors));
}

/// No case is lost on the way: each is a vector, or left out by name.
#[test]
fn every_case_of_the_files_is_run_or_left_out_by_name() {
    let Some(files) = files() else { return };
    for file in files {
        let cases: BTreeSet<_> = file.vectors.iter().map(|vector| &vector.name).collect();
        tell(&format!("{}: {} of {} cases", file.name, cases.len(), file.cases));
        file.left_out.iter().for_each(|case| tell(&format!("  not {case}")));
        assert_eq!(cases.len() + file.left_out.len(), file.cases, "{}", file.name);
    }
    tell("nist-sha256: none, for the interface hashes code_verifiers alone");
}

/// One vector of each call; one at a time expects another verdict.
#[test]
fn an_altered_vector_fails_everywhere_and_no_other_does() {
    let Some(files) = files() else { return };
    let mut calls = BTreeSet::new();
    let first_of_each = files
        .iter()
        .flat_map(|file| &file.vectors)
        .filter(|vector| vector.size() <= SMALL && calls.insert(vector.call));
    let sound: Vec<_> = first_of_each.collect();
    for place in Board::ALL.into_iter().map(Some).chain([None]) {
        // Each place has another one altered, at another byte.
        let at = place.map_or(Board::ALL.len(), |board| board as usize);
        let mut altered = sound[at].clone();
        let byte = altered.owed.len() - 1;
        altered.owed[byte] ^= 1;
        let mut vectors = sound.clone();
        vectors[at] = &altered;
        let (code, said) = match place {
            Some(board) => on(board, &format!("altered-{}", board.name()), &vectors),
            None => here("altered-here", &vectors),
        };
        let failed: Vec<_> = said.iter().filter(|line| line.starts_with("FAILED")).collect();
        assert_eq!(failed, [&format!("FAILED {}", altered.name)], "{}", said.join("\n"));
        assert_eq!(code, Some(1));
        assert_eq!(said.last().unwrap(), &format!("{} vectors, 1 failed", vectors.len()));
    }
}
