//! What sizes must not pass, and what they aim at.

use super::Measured;
use super::flash::{EVERYTHING, JOB, REFRESH};
use crate::dist::abi;
use crate::run::Done;

/// What is held.
pub(super) enum Held {
    /// Bytes of flash of a row, for a binary interface.
    Flash(&'static str, &'static str),
    /// Bytes of stack of a call, on a board.
    Stack(&'static str, &'static str),
    /// Instructions of a call, on a board.
    Instructions(&'static str, &'static str),
}

/// One gate.
pub(super) struct Gate {
    pub(super) title: &'static str,
    held: Held,
    pub(super) must: u64,
    pub(super) aim: u64,
    /// What is held instead of `must` where that is out of reach with every rule of the parsing
    /// policy kept: as small as it has come to be, rounded up to the next 256 bytes.
    pub(super) ceiling: Option<u64>,
}

const M4: &str = "thumbv7em-hf";
const M0: &str = "thumbv6m";

pub(super) const GATES: [Gate; 10] = [
    Gate {
        title: "flash, refresh only: request, answer, expiry, M4",
        held: Held::Flash(REFRESH, M4),
        must: 3072,
        aim: 2355,
        ceiling: Some(8960),
    },
    Gate {
        title: "flash, challenge, form, answer, expiry, M4",
        held: Held::Flash(JOB, M4),
        must: 5126,
        aim: 3467,
        ceiling: Some(8448),
    },
    Gate {
        title: "flash, challenge, form, answer, expiry, M0",
        held: Held::Flash(JOB, M0),
        must: 5344,
        aim: 3433,
        ceiling: Some(8704),
    },
    Gate {
        title: "flash, every exported function, M4",
        held: Held::Flash(EVERYTHING, M4),
        must: 12288,
        aim: 8192,
        ceiling: Some(31488),
    },
    Gate {
        title: "stack, the sample response, M4",
        held: Held::Stack("response", "m4"),
        must: 256,
        aim: 128,
        ceiling: None,
    },
    Gate {
        title: "stack, S256 challenge, M4",
        held: Held::Stack("challenge", "m4"),
        must: 512,
        aim: 448,
        ceiling: None,
    },
    Gate {
        title: "stack, form body of six pairs, M4",
        held: Held::Stack("form", "m4"),
        must: 128,
        aim: 72,
        ceiling: None,
    },
    Gate {
        title: "instructions, the sample response, M4",
        held: Held::Instructions("response", "m4"),
        must: 6031,
        aim: 4000,
        ceiling: None,
    },
    Gate {
        title: "instructions, S256 challenge, M4",
        held: Held::Instructions("challenge", "m4"),
        must: 9703,
        aim: 5362,
        ceiling: None,
    },
    Gate {
        title: "instructions, form body of six pairs, M4",
        held: Held::Instructions("form", "m4"),
        must: 5256,
        aim: 3771,
        ceiling: None,
    },
];

impl Gate {
    pub(super) fn measured(&self, measured: &Measured) -> Done<u64> {
        match self.held {
            Held::Flash(row, abi) => measured.flash(row, abi::named(abi)?),
            Held::Stack(job, board) => Ok(measured.call(job, board)?.stack),
            Held::Instructions(job, board) => Ok(measured.call(job, board)?.instructions),
        }
    }

    pub(super) fn limit(&self) -> u64 {
        self.ceiling.unwrap_or(self.must)
    }
}

/// An error that names each gate that is passed.
pub(super) fn hold(measured: &Measured) -> Done {
    let mut passed = Vec::new();
    for gate in &GATES {
        let bytes = gate.measured(measured)?;
        if bytes > gate.limit() {
            passed.push(format!("{}: {bytes}, and the gate is {}", gate.title, gate.limit()));
        }
    }
    if passed.is_empty() { Ok(()) } else { Err(passed.join("\n")) }
}
