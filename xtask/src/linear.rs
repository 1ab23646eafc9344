//! Whether time grows linearly with input, by counting instructions.

use crate::instructions::{build, instructions};
use crate::run::Done;

/// Kinds of input that `tests/linear` knows.
const JOBS: [&str; 7] =
    ["token", "escapes", "members", "nesting", "callback", "form", "expires_in"];
/// Bytes of input.
const LENGTHS: [u64; 3] = [1_000, 10_000, 100_000];

pub(crate) fn run_all() -> Done {
    build("grantlet-linear")?;
    println!("instructions for     1 KB      10 KB     100 KB   per byte");
    for job in JOBS {
        let mut counts = [0; LENGTHS.len()];
        for (count, length) in counts.iter_mut().zip(LENGTHS) {
            *count = instructions("linear", job, length)?;
        }
        let [small, middle, large] = counts;
        println!("{job:<12} {small:>12} {middle:>10} {large:>10} {:>10}", large / LENGTHS[2]);
        // Ten times the bytes cost at most ten times as much: fixed costs make it less. 5% are tolerated.
        if middle > small * 21 / 2 || large > middle * 21 / 2 {
            return Err(format!("{job}: time grows faster than its input"));
        }
    }
    Ok(())
}
