//! The same as [`proof`](super::proof) from a C program, which sends its own HTTP. This process takes the part of what
//! such a device has beside its firmware: a secure element, a TLS library, and a user with a browser.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use grantlet::{PublicKey, verify_rs256};

use super::http::browse;
use super::keys::Key;
use super::server::Server;

#[test]
fn a_c_program_proves_pushes_exchanges_introspects_registers_and_verifies() {
    let Some(server) = Server::start(&["--proof"]) else { return };
    let mut device = Command::new(compiled())
        .arg(&server.issuer)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut to_device = device.stdin.take().expect("a pipe");
    let from_device = BufReader::new(device.stdout.take().expect("a pipe"));
    let (key, mut asked) = (Key::known(), Vec::new());
    for line in from_device.lines() {
        let line = line.expect("a line");
        let (what, rest) = line.split_once(' ').unwrap_or((&line, ""));
        asked.push(what.to_owned());
        let reply = match what {
            "sign" => to_hex(&key.sign_digest(&from_hex(rest))),
            "browse" => browse(rest),
            "verify" => {
                let parts: Vec<_> = rest.split(' ').map(from_hex).collect();
                let [modulus, exponent, input, signature] = &parts[..] else { panic!("{line}") };
                let key = PublicKey::rs256(modulus, exponent);
                let is_valid = verify_rs256(&key, input, signature);
                if is_valid { "valid" } else { "not valid" }.to_owned()
            }
            _ => break,
        };
        writeln!(to_device, "{reply}").expect("the program reads");
    }
    assert!(device.wait().expect("it ends").success(), "after {asked:?}");
    let count = |what: &str| asked.iter().filter(|asked| *asked == what).count();
    // Each login verifies two signatures: one that is valid, and one that is not.
    assert_eq!((count("browse"), count("verify"), count("done")), (4, 4, 1));
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn from_hex(text: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex digits");
    (0..text.len()).step_by(2).map(byte).collect()
}

/// Compiles the C program with the library as it ships and the committed header.
fn compiled() -> PathBuf {
    let test = std::env::current_exe().expect("a path");
    let target = test.ancestors().nth(3).expect("a profile's folder in it");
    let archive = target.join("firmware/libgrantlet_ffi.a");
    let command = "cargo rustc -p grantlet-ffi --lib --crate-type staticlib --profile firmware";
    assert!(archive.exists(), "{} is missing. Type: {command}", archive.display());
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop-c");
    let done = Command::new("gcc")
        .args(["-std=c99", "-D_DEFAULT_SOURCE", "-O1", "-g"])
        .args(["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-I"])
        .arg(project.join("../ffi/include"))
        .args(
            ["main.c", "device.c", "outside.c"]
                .map(|name| project.join("interop/live/c").join(name)),
        )
        .arg(archive)
        .arg("-o")
        .arg(&program)
        .output()
        .unwrap_or_else(|error| {
            panic!("gcc: {error}. Type: sudo apt-get install -y gcc libc6-dev")
        });
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    program
}
