//! Gives every language the same inputs, and keeps the differences.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::expected::{EXPECTED, Expected, ExpectedDifference};
use crate::generate::Generator;
use crate::input::{Input, Kind, escaped};
use crate::program::Program;
use crate::rust;
use crate::verdict::{Verdict, class_of};

/// Inputs that are sent at once.
const BATCH: usize = 512;

/// Two verdicts that differ: the kind of input, the program, the expected class, and the class that it returned.
type Difference = (Kind, &'static str, String, String);

#[derive(Default)]
pub(crate) struct Tally {
    /// How many inputs of each kind had each class of verdict in Rust.
    pub(crate) classes: BTreeMap<(Kind, String), usize>,
    /// How many inputs of each profile led to tokens, errors and requests.
    pub(crate) profiles: BTreeMap<(u8, &'static str), usize>,
    /// How often each expected difference applied.
    pub(crate) expected: [usize; EXPECTED.len()],
    /// How many verdicts each program gave.
    pub(crate) verdicts: BTreeMap<&'static str, usize>,
    /// The first input of each difference, and how many there are.
    pub(crate) differences: BTreeMap<Difference, (Input, usize)>,
}

pub(crate) struct Comparison {
    pub(crate) programs: Vec<Program>,
    pub(crate) tally: Tally,
}

impl Comparison {
    pub(crate) fn new(programs: Vec<Program>) -> Self {
        Self { programs, tally: Tally::default() }
    }

    /// Compares so many inputs of these kinds.
    pub(crate) fn run(&mut self, generator: &mut Generator, kinds: &[Kind], count: usize) {
        let mut left = count;
        while left > 0 {
            let inputs: Vec<_> = (0..left.min(BATCH)).map(|_| generator.next(kinds)).collect();
            left -= inputs.len();
            let tally = &mut self.tally;
            let programs = self.programs.iter_mut();
            let sent: Vec<Vec<_>> = programs.map(|program| send(program, &inputs, tally)).collect();
            let verdicts: Vec<_> = inputs.iter().map(rust::verdict).collect();
            for (input, verdict) in inputs.iter().zip(&verdicts) {
                self.tally.count(input, verdict);
            }
            for (program, sent) in self.programs.iter_mut().zip(sent) {
                let outputs = program.receive();
                assert_eq!(outputs.len(), sent.len(), "{}", program.name);
                *self.tally.verdicts.entry(program.name).or_default() += outputs.len();
                for (index, output) in sent.into_iter().zip(outputs) {
                    self.tally.compare(program, &inputs[index], &verdicts[index], &output);
                }
            }
        }
    }
}

/// Sends a program the inputs that its language has a function for; returns their indexes.
fn send(program: &mut Program, inputs: &[Input], tally: &mut Tally) -> Vec<usize> {
    let mut sent = Vec::new();
    for (index, input) in inputs.iter().enumerate() {
        if !program.language.has(input.kind) {
            continue;
        }
        match not_sent(program, input) {
            Some(difference) => tally.expected[difference] += 1,
            None => sent.push(index),
        }
    }
    program.send(&sent.iter().map(|index| &inputs[*index]).collect::<Vec<_>>());
    sent
}

/// The expected difference because of which a program does not get an input.
fn not_sent(program: &Program, input: &Input) -> Option<usize> {
    let expected =
        |one: &ExpectedDifference| one.expects(program.language, input, &Verdict::default());
    EXPECTED.iter().position(|one| matches!(expected(one), Some(Expected::NotSent)))
}

/// Whether a program's output is expected, and the expected difference that applied.
pub(crate) fn holds(
    program: &Program,
    input: &Input,
    rust: &Verdict,
    output: &[u8],
) -> (bool, Option<usize>) {
    let same = program.language.form(rust);
    for (index, one) in EXPECTED.iter().enumerate() {
        let Some(expected) = one.expects(program.language, input, rust) else {
            continue;
        };
        let holds = match expected {
            Expected::NotSent => true,
            Expected::Exactly(verdict) => output == program.language.form(&verdict),
            Expected::ExceptLine(name) => without(output, name) == without(same, name),
            Expected::OrStartsWith(_) if output == same => return (true, None),
            Expected::OrStartsWith(others) => {
                others.iter().any(|other| output.starts_with(other.as_bytes()))
            }
            Expected::AsFor(other, change) => {
                holds(program, &other, &rust::verdict(&other), &change(output)).0
            }
        };
        return (holds, Some(index));
    }
    (output == same, None)
}

/// A verdict without the text of a line, which can have lines of its own.
fn without(output: &[u8], name: &str) -> Vec<u8> {
    let find = |name: &str| output.windows(name.len()).position(|window| window == name.as_bytes());
    let Some(start) = find(name) else {
        return output.to_vec();
    };
    let end = find("\nerror_uri=").unwrap_or(output.len() - 1);
    [&output[..start], &output[end..]].concat()
}

impl Tally {
    fn count(&mut self, input: &Input, verdict: &Verdict) {
        let class = class_of(&verdict.c);
        *self.classes.entry((input.kind, class.to_owned())).or_default() += 1;
        if class.ends_with("_refused") && verdict.c.windows(11).any(|line| line == b"ends_grant=") {
            *self.classes.entry((input.kind, "which ends the grant".to_owned())).or_default() += 1;
        }
        let outcome = match class {
            "token" => "tokens",
            "response_refused" => "errors",
            "request" => "requests",
            _ => return,
        };
        *self.profiles.entry((input.profile, outcome)).or_default() += 1;
    }

    fn compare(&mut self, program: &Program, input: &Input, rust: &Verdict, output: &[u8]) {
        let (holds, applied) = holds(program, input, rust, output);
        if let Some(index) = applied {
            self.expected[index] += 1;
        }
        if !holds {
            let key = difference(program, input, rust, output);
            self.differences.entry(key).or_insert_with(|| (input.clone(), 0)).1 += 1;
        }
    }
}

fn difference(program: &Program, input: &Input, rust: &Verdict, output: &[u8]) -> Difference {
    let expected = class_of(program.language.form(rust)).to_owned();
    (input.kind, program.name, expected, class_of(output).to_owned())
}

/// Describes a difference by the smallest input that still has it.
pub(crate) fn report(
    programs: &mut [Program],
    difference: &Difference,
    input: &Input,
    count: usize,
) -> String {
    let program =
        programs.iter_mut().find(|program| program.name == difference.1).expect("its program");
    let small = crate::shrink::shrink(input, &mut |input| {
        if not_sent(program, input).is_some() {
            return false;
        }
        let (rust, output) = (rust::verdict(input), program.verdict(input));
        let (holds, _) = holds(program, input, &rust, &output);
        !holds && self::difference(program, input, &rust, &output) == *difference
    });
    let rust = rust::verdict(&small);
    let (_, name, expected, found) = difference;
    let mut text = format!(
        "\n{count} times, {name} returns {found} instead of {expected}: {small}\n  Rust: {}",
        escaped(&rust.c)
    );
    for program in programs.iter_mut().filter(|program| program.language.has(small.kind)) {
        if not_sent(program, &small).is_none() {
            let output = program.verdict(&small);
            let differs =
                if holds(program, &small, &rust, &output).0 { "" } else { "  <- differs" };
            let _ = write!(text, "\n  {}: {}{differs}", program.name, escaped(&output));
        }
    }
    text
}
