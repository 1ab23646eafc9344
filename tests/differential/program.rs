//! The programs that write the verdicts of C, of JavaScript and of the edition before: processes that read inputs
//! from their standard input.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::input::{Input, Kind, length};
use crate::verdict::Verdict;

/// Whose interface a program calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Language {
    C,
    JavaScript,
    /// Rust, as the edition before this one was.
    Before,
}

impl Language {
    /// Rust's verdict in this language's form.
    pub(crate) fn form(self, verdict: &Verdict) -> &[u8] {
        match self {
            Self::C | Self::Before => &verdict.c,
            Self::JavaScript => &verdict.js,
        }
    }

    /// Whether it has a function for a kind of input.
    pub(crate) fn has(self, kind: Kind) -> bool {
        match self {
            Self::C => !matches!(kind, Kind::DeviceResponse | Kind::IdToken),
            // The platform has `URLSearchParams`.
            Self::JavaScript => kind != Kind::Form,
            Self::Before => true,
        }
    }
}

pub(crate) struct Program {
    pub(crate) name: &'static str,
    pub(crate) language: Language,
    process: Child,
}

impl Program {
    /// The C program, linked with the library as it ships.
    pub(crate) fn c() -> Self {
        Self::start("C", Language::C, &mut Command::new(compiled()))
    }

    /// An entry of the npm package, in Node.js.
    pub(crate) fn javascript(name: &'static str, entry: &str) -> Self {
        let package = in_project("wasm/pkg");
        let there = package.join(entry).exists();
        assert!(there, "{}/{entry} is missing. Type: cargo xtask npm", package.display());
        let mut node = Command::new("node");
        node.arg("--max-old-space-size=2048")
            .arg(in_project("tests/differential/programs/javascript.mjs"))
            .arg(package)
            .arg(entry);
        Self::start(name, Language::JavaScript, &mut node)
    }

    /// The edition before this one, in Rust.
    pub(crate) fn before() -> Self {
        let program = target().join("release/edition");
        let there = program.exists();
        assert!(there, "{} is missing. Type: cargo xtask test edition", program.display());
        Self::start("the edition before", Language::Before, &mut Command::new(program))
    }

    fn start(name: &'static str, language: Language, command: &mut Command) -> Self {
        let process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let process = process.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        Self { name, language, process }
    }

    /// Sends inputs. Each program reads all of them before it writes.
    pub(crate) fn send(&mut self, inputs: &[&Input]) {
        let mut batch = Vec::new();
        for input in inputs {
            input.write(&mut batch);
        }
        let pipe = self.process.stdin.as_mut().expect("a pipe");
        let sent = pipe.write_all(&length(&batch)).and_then(|()| pipe.write_all(&batch));
        if let Err(error) = sent.and_then(|()| pipe.flush()) {
            self.died(&error);
        }
    }

    /// Reads the verdict on each input that was sent.
    pub(crate) fn receive(&mut self) -> Vec<Vec<u8>> {
        let batch = self.take(4);
        let batch = self.take(number(&batch));
        let (mut verdicts, mut rest) = (Vec::new(), batch.as_slice());
        while let Some((head, after)) = rest.split_at_checked(4) {
            let (text, after) = after.split_at(number(head));
            verdicts.push(text.to_vec());
            rest = after;
        }
        verdicts
    }

    fn take(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        let pipe = self.process.stdout.as_mut().expect("a pipe");
        if let Err(error) = pipe.read_exact(&mut bytes) {
            self.died(&error);
        }
        bytes
    }

    fn died(&mut self, error: &std::io::Error) -> ! {
        let status = self.process.try_wait();
        panic!("{}: {error}, {status:?}", self.name);
    }

    /// Returns the verdict on one input.
    pub(crate) fn verdict(&mut self, input: &Input) -> Vec<u8> {
        self.send(&[input]);
        self.receive().remove(0)
    }
}

/// A program that still writes when nobody reads any more would wait for ever.
impl Drop for Program {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        drop(self.process.stdout.take());
        if std::thread::panicking() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

fn number(bytes: &[u8]) -> usize {
    let bytes = bytes.first_chunk().expect("four bytes");
    usize::try_from(u32::from_le_bytes(*bytes)).expect("a length")
}

fn in_project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// Cargo's target directory.
fn target() -> PathBuf {
    let test = std::env::current_exe().expect("a path");
    test.ancestors().nth(3).expect("a profile's folder in it").to_owned()
}

/// Compiles the C program, with the header that is committed.
fn compiled() -> PathBuf {
    let archive = target().join("firmware/libgrantlet_ffi.a");
    let command = "cargo rustc -p grantlet-ffi --lib --crate-type staticlib --profile firmware";
    assert!(archive.exists(), "{} is missing. Type: {command}", archive.display());
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("differential");
    let sources = ["main", "verdict", "profiles", "responses", "requests", "form"];
    let sources = sources.map(|name| in_project(&format!("tests/differential/programs/{name}.c")));
    let mut gcc = Command::new("gcc");
    gcc.args(["-std=c99", "-O2", "-g", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]);
    gcc.args(sources).arg(archive).arg("-o").arg(&program);
    let done = gcc.output().unwrap_or_else(|error| {
        panic!("gcc: {error}. Type: sudo apt-get install -y gcc libc6-dev")
    });
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    program
}
