//! Counts instructions: whether time grows linearly with input, and what the jobs of a service cost, beside other
//! libraries.

use std::fmt::Write;

use crate::run::{Done, command, quietly, run, target};
use crate::{figures, install};

/// Kinds of input that `tests/linear` knows.
const JOBS: [&str; 7] =
    ["token", "escapes", "members", "nesting", "callback", "form", "expires_in"];
/// Bytes of input.
const LENGTHS: [u64; 3] = [1_000, 10_000, 100_000];

/// A job of a service, by `tests/linear`.
struct Job {
    name: &'static str,
    title: &'static str,
    /// The number of instructions to reach.
    gate: u64,
    /// The limit that is enforced while the gate is not met: today's count, rounded up to the next 256 and, as processors copy by other
    /// instructions, at least 128 more.
    ceiling: Option<u64>,
    /// The jobs of `tests/peers` to compare with, and their titles.
    peers: &'static [(&'static str, &'static str)],
}

const SERVICE: [Job; 3] = [
    Job {
        name: "offsets",
        title: "a response of 167 bytes, by offsets",
        gate: 3300,
        ceiling: Some(3584),
        peers: &[],
    },
    Job {
        name: "response",
        title: "the same, as `&str`",
        gate: 3300,
        ceiling: Some(4096),
        peers: &[
            ("serde_json", "serde_json into a struct that borrows, with no rule of tokens"),
            ("serde_json_value", "serde_json into a `Value`"),
        ],
    },
    Job {
        name: "refresh",
        title: "a refresh by Basic: its request and that response",
        // A third of `oauth2`'s.
        gate: 6558,
        ceiling: Some(9984),
        peers: &[("oauth2", "oauth2 5, its client prepared")],
    },
];

pub(crate) fn run_all() -> Done {
    install::apt("valgrind", &["valgrind"])?;
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
    for Job { name, title, gate, ceiling, .. } in SERVICE {
        let (count, limit) = (instructions("linear", name, 1)?, ceiling.unwrap_or(gate));
        println!("{title}: {count} instructions; the gate is {gate}, held at {limit}");
        if count > limit {
            return Err(format!("{title}: {count} instructions, and it is held at {limit}"));
        }
    }
    Ok(())
}

/// Counts the jobs of a service beside others', and writes the table of the core's README.
pub(crate) fn bench() -> Done {
    install::apt("valgrind", &["valgrind"])?;
    build("grantlet-linear")?;
    build("grantlet-peers")?;
    let mut table = "| job | instructions | gate | beside it |\n|---|---|---|---|\n".to_owned();
    for Job { name, title, gate, peers, .. } in SERVICE {
        let ours = instructions("linear", name, 1)?;
        let mut beside = Vec::new();
        for (job, what) in peers {
            let theirs = instructions("peers", job, 1)?;
            let hundredths = theirs * 100 / ours;
            beside.push(format!("{what}: {theirs}, {}.{:02}x", hundredths / 100, hundredths % 100));
        }
        let met = if ours <= gate { "met" } else { "not met" };
        let beside = beside.join("; ");
        let _ = writeln!(table, "| {title} | {ours} | {gate}: {met} | {beside} |");
    }
    print!("{table}");
    figures::put("core/README.md", "host", &table)
}

fn build(package: &str) -> Done {
    run(command("cargo").args(["build", "--release", "--package", package, "--locked"]))
}

/// The instructions of the measured function of a program alone.
fn instructions(program: &str, job: &str, length: u64) -> Done<u64> {
    let mut valgrind = command("valgrind");
    valgrind
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*measured*"])
        .arg(target().join("release").join(program))
        .args([job, &length.to_string()]);
    let (succeeded, said) = quietly(&mut valgrind)?;
    let collected = said.lines().find_map(|line| line.split_once("Collected :"));
    let count = collected.and_then(|(_, count)| count.trim().parse().ok());
    match count {
        Some(count) if succeeded && count > length => Ok(count),
        _ => Err(format!("{job} at {length} bytes was not counted:\n{said}")),
    }
}
