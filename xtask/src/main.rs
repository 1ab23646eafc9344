//! The commands that a person types: `cargo xtask demo`, `cargo xtask test`.

mod bench;
mod browser;
mod browsers;
mod cross;
mod dist;
mod edition;
mod figures;
mod fleet;
mod install;
mod host;
mod instructions;
mod linear;
mod lock;
mod msrv;
mod no_panic;
mod notices;
mod npm;
mod provider;
mod recipes;
mod run;
mod service;
mod size;
mod test;
mod wasm;
mod worlds;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Shows, tests and measures Grantlet. Each command installs what it needs, or says what to type.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Shows the main job for five providers over real HTTP on loopback, and a lock's firmware on an
    /// emulated board; in seconds once built.
    Demo(DemoArguments),
    /// Shows a smart lock's firmware on an emulated board, beside what its server sees.
    Lock(lock::Arguments),
    /// Runs everything that shows the project to be right: about twenty minutes on two cores.
    Test(test::Arguments),
    /// Builds the library for C for nine binary interfaces, as packages in target/dist.
    Dist,
    /// Builds the npm package in wasm/pkg, and measures it.
    Npm,
    /// Measures speed and bytes beside others', and writes the READMEs' tables.
    Bench(bench::Arguments),
    /// Simulates a million devices and an hour's outage, and draws the requests of each second: minutes.
    Fleet,
    /// Measures flash, stack and instructions of the library for C, and writes the READMEs' tables.
    Size,
    /// Shows how a provider differs from RFC 6749, or explains a response that was recorded.
    Provider(provider::Arguments),
    /// Counts the lines of the service among the core's examples, and writes the README's table.
    Service,
    /// Counts the lines of the apps in wasm/examples, and writes the table of the npm package's README.
    Recipes,
}

/// Which demo.
#[derive(clap::Args)]
struct DemoArguments {
    /// The page of the npm package instead, for a browser, until Ctrl-C.
    #[arg(long)]
    browser: bool,
    /// Writes the pictures of that page in docs/ instead.
    #[arg(long, conflicts_with = "browser")]
    screenshots: bool,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().verb {
        Verb::Demo(DemoArguments { browser: true, .. }) => browser::demo(),
        Verb::Demo(DemoArguments { screenshots: true, .. }) => browser::screenshots(),
        Verb::Demo(_) => run::demo().and_then(|()| lock::show_if_it_can_be()),
        Verb::Lock(arguments) => lock::show(&arguments),
        Verb::Test(arguments) => test::run(&arguments),
        Verb::Dist => dist::write().map(drop),
        Verb::Npm => npm::build(),
        Verb::Bench(arguments) => bench::run(&arguments),
        Verb::Fleet => fleet::write(),
        Verb::Size => size::write(),
        Verb::Provider(arguments) => provider::show(&arguments),
        Verb::Service => service::write(),
        Verb::Recipes => recipes::write(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error}");
            ExitCode::FAILURE
        }
    }
}
