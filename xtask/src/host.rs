//! The instructions that the jobs of a service take on this machine, held against gates, and beside other libraries.

use std::fmt::Write;

use crate::figures;
use crate::instructions::{build, instructions};
use crate::run::Done;

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

/// Counts each job, and refuses one that takes more than it is held at.
pub(crate) fn hold() -> Done {
    build("grantlet-linear")?;
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
