//! The C interface, called from C and C++: each program in `tests/c`, by both compilers, in each standard, with
//! sanitizers and under valgrind.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The programs: a topic each.
const TOPICS: [&str; 28] = [
    "status",
    "profile",
    "profile_check",
    "client",
    "secret",
    "request",
    "parameters",
    "authorization",
    "http",
    "address",
    "callback",
    "servers",
    "token",
    "proof",
    "dpop_nonce",
    "pushed",
    "endpoints",
    "revocation",
    "id_token_signature",
    "keys",
    "device",
    "time",
    "session",
    "session_failures",
    "session_records",
    "session_arguments",
    "kills",
    "form",
];

const COMPILERS: [(&str, &str); 2] = [("gcc", "g++"), ("clang", "clang++")];

const WARNINGS: [&str; 8] = [
    "-Wall",
    "-Wextra",
    "-Wpedantic",
    "-Wconversion",
    "-Wundef",
    "-Wshadow",
    "-Wwrite-strings",
    "-Werror",
];

/// How the library was built.
#[derive(Clone, Copy)]
enum Library {
    /// With Rust's own checks of arithmetic, pointers and lengths.
    Debug,
    /// As it ships: optimized as one, without `std`.
    Firmware,
}

impl Library {
    /// The archive, which cargo leaves beside the folder of this test.
    fn archive(self) -> PathBuf {
        let test = std::env::current_exe().expect("a path");
        let debug = test.parent().and_then(Path::parent).expect("a profile's folder");
        let (folder, command) = match self {
            Self::Debug => (debug.to_path_buf(), "cargo build -p grantlet-ffi"),
            Self::Firmware => (
                debug.with_file_name("firmware"),
                "cargo rustc -p grantlet-ffi --lib --crate-type staticlib --profile firmware",
            ),
        };
        let archive = folder.join("libgrantlet_ffi.a");
        assert!(archive.exists(), "{} is missing. Type: {command}", archive.display());
        archive
    }
}

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/c").join(name).with_extension("c")
}

/// Compiles a program and returns its path; `variant` is part of it.
fn compile(name: &str, compiler: &str, flags: &[&str], library: Library, variant: &str) -> PathBuf {
    let program = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{variant}"));
    let is_cpp = compiler.ends_with("++");
    let mut command = Command::new(compiler);
    command.args(flags).args(WARNINGS).args(["-g", "-D_DEFAULT_SOURCE", "-I"]);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("include"));
    command.args(["-x", if is_cpp { "c++" } else { "c" }]).arg(source(name));
    command.args(["-x", "none"]).arg(library.archive());
    if matches!(library, Library::Debug) {
        // What Rust's own library asks of the system.
        command.args(["-lpthread", "-ldl", "-lm"]);
    }
    let done = output(command.arg("-o").arg(&program));
    assert!(done.status.success(), "{name}-{variant} does not compile:\n{}", text(&done));
    program
}

fn output(command: &mut Command) -> Output {
    let program = command.get_program().to_string_lossy().into_owned();
    command.output().unwrap_or_else(|error| {
        panic!(
            "{program}: {error}. Type: sudo apt-get install -y gcc g++ clang valgrind, or: \
             cargo xtask test c"
        )
    })
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Runs a program, with another in front of it or none, and returns what it said.
fn passes(command: &mut Command) -> String {
    let done = output(command);
    assert!(done.status.success(), "{command:?}: {}\n{}", done.status, text(&done));
    text(&done)
}

fn fails(command: &mut Command) -> String {
    let done = output(command);
    assert!(!done.status.success(), "{command:?} must fail\n{}", text(&done));
    text(&done)
}

fn valgrind(program: &Path) -> Command {
    let mut command = Command::new("valgrind");
    command.args(["--quiet", "--error-exitcode=99", "--leak-check=full"]).arg(program);
    command
}

#[test]
fn the_header_is_c99_c11_cpp11_and_cpp17() {
    for (c, cpp) in COMPILERS {
        let of_c = ["-std=c99", "-std=c11"].map(|standard| (c, standard));
        let of_cpp = ["-std=c++11", "-std=c++17"].map(|standard| (cpp, standard));
        for (compiler, standard) in of_c.into_iter().chain(of_cpp) {
            let variant = format!("{compiler}{standard}");
            // Enums of the size that small targets have change no type of the interface.
            let flags = [standard, "-fshort-enums"];
            let program = compile("includes", compiler, &flags, Library::Firmware, &variant);
            passes(&mut Command::new(program));
            for topic in TOPICS {
                let program = compile(topic, compiler, &[standard], Library::Firmware, &variant);
                passes(&mut Command::new(program));
            }
        }
    }
}

/// On x86 Linux C and Rust align `int64_t` to four bytes. The header refuses a compiler that is told to align it to eight.
#[test]
fn the_header_has_the_layouts_of_32_bit_abis_and_accepts_no_others() {
    let header = Path::new(env!("CARGO_MANIFEST_DIR")).join("include/grantlet.h");
    for language in ["c", "c++"] {
        let clang = |flags: &[&str]| {
            let mut clang = Command::new("clang");
            clang.args(flags).args(WARNINGS).args(["-ffreestanding", "-fsyntax-only"]);
            clang.args(["-x", language, "-include"]).arg(&header).arg("/dev/null");
            clang
        };
        for target in ["i686-linux-gnu", "i686-windows-gnu", "armv7-none-eabi"] {
            passes(&mut clang(&["-target", target]));
        }
        let refused = fails(&mut clang(&["-target", "i686-linux-gnu", "-malign-double"]));
        assert!(refused.contains("grantlet_assert_token"), "{refused}");
    }
}

#[test]
fn every_function_does_what_the_header_says_under_rusts_own_checks() {
    for topic in TOPICS {
        passes(&mut Command::new(compile(topic, "gcc", &["-std=c99"], Library::Debug, "debug")));
    }
}

#[test]
fn every_function_does_what_the_header_says_under_sanitizers() {
    let flags = ["-std=c99", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
    for topic in TOPICS {
        let program = compile(topic, "gcc", &flags, Library::Debug, "sanitized");
        passes(&mut Command::new(program));
    }
}

#[test]
fn every_function_does_what_the_header_says_under_valgrind() {
    for topic in TOPICS {
        let program = compile(topic, "gcc", &["-std=c99"], Library::Firmware, "valgrind");
        passes(&mut valgrind(&program));
    }
}

#[test]
fn equality_takes_the_same_time_whatever_it_compares() {
    let program = compile("constant_time", "gcc", &["-std=c99"], Library::Firmware, "valgrind");
    passes(&mut valgrind(&program));
    let reported = fails(valgrind(&program).arg("returns_at_the_first_difference"));
    assert!(reported.contains("depends on uninitialised value"), "{reported}");
}

/// The symbols of an object, as `nm` writes them.
fn symbols(object: &Path) -> String {
    passes(Command::new("nm").arg(object))
}

#[test]
fn a_profile_of_ones_own_takes_no_ram_and_links_what_it_names() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    for (setting, has_envelope) in [("extra", false), ("envelope", true)] {
        let program = folder.join(format!("own-{setting}"));
        let (source, object) = (program.with_extension("c"), program.with_extension("o"));
        let linked = program.with_extension("linked.o");
        let text = format!(
            "#include \"grantlet.h\"\n\
             static const grantlet_profile_setting own_settings[] = {{\n\
             {{ &grantlet_setting_token_endpoint, GRANTLET_SPAN(\"/token\") }},\n\
             {{ &grantlet_setting_{setting}, GRANTLET_SPAN(\"data\") }} }};\n\
             static const grantlet_profile own_profile = GRANTLET_PROFILE(&grantlet_rfc6749_body, own_settings);\n\
             const grantlet_client own_client = GRANTLET_CLIENT(&own_profile, \"id\", \"s\", \"https://a.example\");\n\
             grantlet_status start(void *body, grantlet_token *token, grantlet_error *error);\n\
             grantlet_status start(void *body, grantlet_token *token, grantlet_error *error) {{\n\
             return grantlet_token_response(&own_profile, 200, body, 2, token, error); }}\n"
        );
        std::fs::write(&source, text).expect("a scratch folder");
        let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("include");
        let mut compile = Command::new("gcc");
        compile.args(["-std=c99", "-Os", "-fno-pic", "-ffunction-sections", "-fdata-sections"]);
        passes(
            compile
                .args(WARNINGS)
                .arg("-I")
                .arg(include)
                .arg("-c")
                .arg(&source)
                .arg("-o")
                .arg(&object),
        );
        for name in ["own_settings", "own_profile", "own_client"] {
            let text = symbols(&object);
            let line = text.lines().find(|line| line.ends_with(&format!(" {name}")));
            let line = line.unwrap_or_else(|| panic!("{name} is missing:\n{text}"));
            // Read-only data.
            assert!(line.to_ascii_lowercase().contains(" r "), "{line}");
        }
        let mut link = Command::new("ld");
        link.args(["-r", "--gc-sections", "-u", "start"]).arg(&object);
        passes(link.arg(Library::Firmware.archive()).arg("-o").arg(&linked));
        let text = symbols(&linked);
        assert!(text.contains("grantlet_token_response"), "{text}");
        assert_eq!(text.contains("envelope"), has_envelope, "{setting}:\n{text}");
    }
}

#[test]
fn what_was_wiped_is_gone_though_nobody_reads_it() {
    let optimized = [
        ("gcc", &["-Os"][..]),
        ("gcc", &["-Os", "-flto"]),
        ("gcc", &["-O3", "-flto"]),
        ("clang", &["-Os"]),
        ("clang", &["-O3"]),
    ];
    for (compiler, flags) in optimized {
        let variant = format!("{compiler}{}", flags.concat());
        let flags = [flags, &["-std=c99"]].concat();
        let program = compile("wiping", compiler, &flags, Library::Firmware, &variant);
        passes(&mut Command::new(&program));
        let left = fails(Command::new(&program).arg("memset"));
        assert!(left.contains("64 bytes of the secret are left"), "{variant}: {left}");
    }
}
