//! `cargo xtask bench`: the same job, done by Grantlet and by others.

use clap::ValueEnum;

use crate::run::Done;
use crate::{host, npm};

/// What is measured.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    part: Part,
}

#[derive(Clone, Copy, ValueEnum)]
enum Part {
    /// The npm package, in Node.js, beside other packages and the platform.
    Js,
    /// The core on this machine, beside other crates, by counting instructions (valgrind).
    Rust,
}

/// Measures a part.
pub(crate) fn run(arguments: &Arguments) -> Done {
    match arguments.part {
        Part::Js => npm::bench(),
        Part::Rust => host::bench(),
    }
}
