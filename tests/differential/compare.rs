//! Asks every language about the same inputs, and keeps what differs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::generate::Generator;
use crate::input::{Input, Kind, escaped};
use crate::rust;
use crate::speaker::Speaker;
use crate::verdict::{Verdict, class_of};
use crate::wanted::{Owed, WANTED, Wanted};

/// Inputs that are asked at once.
const BATCH: usize = 512;

/// Two verdicts that differ: on which kind, who differs, what Rust says, and what is said instead.
type Difference = (Kind, &'static str, String, String);

#[derive(Default)]
pub(crate) struct Tally {
    /// How many inputs of each kind Rust said each class of.
    pub(crate) classes: BTreeMap<(Kind, String), usize>,
    /// How many of each profile brought a token, and how many an error.
    pub(crate) profiles: BTreeMap<(u8, &'static str), usize>,
    /// How often each wanted difference applied.
    pub(crate) wanted: [usize; WANTED.len()],
    /// How many verdicts each program gave.
    pub(crate) asked: BTreeMap<&'static str, usize>,
    /// The first input of each difference, and how many there are.
    pub(crate) differences: BTreeMap<Difference, (Input, usize)>,
}

pub(crate) struct Comparison {
    pub(crate) speakers: Vec<Speaker>,
    pub(crate) tally: Tally,
}

impl Comparison {
    pub(crate) fn new(speakers: Vec<Speaker>) -> Self {
        Self { speakers, tally: Tally::default() }
    }

    /// Compares so many inputs of these kinds.
    pub(crate) fn run(&mut self, generator: &mut Generator, kinds: &[Kind], count: usize) {
        let mut left = count;
        while left > 0 {
            let inputs: Vec<_> = (0..left.min(BATCH)).map(|_| generator.next(kinds)).collect();
            left -= inputs.len();
            let tally = &mut self.tally;
            let speakers = self.speakers.iter_mut();
            let asked: Vec<Vec<_>> =
                speakers.map(|speaker| send(speaker, &inputs, tally)).collect();
            let verdicts: Vec<_> = inputs.iter().map(rust::verdict).collect();
            for (input, verdict) in inputs.iter().zip(&verdicts) {
                self.tally.count(input, verdict);
            }
            for (speaker, asked) in self.speakers.iter_mut().zip(asked) {
                let said = speaker.receive();
                assert_eq!(said.len(), asked.len(), "{}", speaker.name);
                *self.tally.asked.entry(speaker.name).or_default() += said.len();
                for (index, said) in asked.into_iter().zip(said) {
                    self.tally.compare(speaker, &inputs[index], &verdicts[index], &said);
                }
            }
        }
    }
}

/// Sends what a program is asked about; the indexes of those.
fn send(speaker: &mut Speaker, inputs: &[Input], tally: &mut Tally) -> Vec<usize> {
    let mut asked = Vec::new();
    for (index, input) in inputs.iter().enumerate() {
        if !speaker.language.has(input.kind) {
            continue;
        }
        match left_out(speaker, input) {
            Some(wanted) => tally.wanted[wanted] += 1,
            None => asked.push(index),
        }
    }
    speaker.send(&asked.iter().map(|index| &inputs[*index]).collect::<Vec<_>>());
    asked
}

/// The wanted difference by which a language is not asked.
fn left_out(speaker: &Speaker, input: &Input) -> Option<usize> {
    let owed = |one: &Wanted| one.owed(speaker.language, input, &Verdict::default());
    WANTED.iter().position(|one| matches!(owed(one), Some(Owed::Nothing)))
}

/// Whether what a program said is owed; which wanted difference made it so.
pub(crate) fn holds(
    speaker: &Speaker,
    input: &Input,
    rust: &Verdict,
    said: &[u8],
) -> (bool, Option<usize>) {
    let same = speaker.language.form(rust);
    for (index, one) in WANTED.iter().enumerate() {
        let Some(owed) = one.owed(speaker.language, input, rust) else {
            continue;
        };
        let holds = match owed {
            Owed::Nothing => true,
            Owed::This(verdict) => said == speaker.language.form(&verdict),
            Owed::But(name) => without(said, name) == without(same, name),
            Owed::Or(_) if said == same => return (true, None),
            Owed::Or(others) => others.iter().any(|other| said.starts_with(other.as_bytes())),
            Owed::As(other, change) => {
                holds(speaker, &other, &rust::verdict(&other), &change(said)).0
            }
        };
        return (holds, Some(index));
    }
    (said == same, None)
}

/// A verdict without the text of a line, which can have lines of its own.
fn without(said: &[u8], name: &str) -> Vec<u8> {
    let find = |name: &str| said.windows(name.len()).position(|window| window == name.as_bytes());
    let Some(start) = find(name) else {
        return said.to_vec();
    };
    let end = find("\nerror_uri=").unwrap_or(said.len() - 1);
    [&said[..start], &said[end..]].concat()
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

    fn compare(&mut self, speaker: &Speaker, input: &Input, rust: &Verdict, said: &[u8]) {
        let (holds, wanted) = holds(speaker, input, rust, said);
        if let Some(index) = wanted {
            self.wanted[index] += 1;
        }
        if !holds {
            let key = difference(speaker, input, rust, said);
            self.differences.entry(key).or_insert_with(|| (input.clone(), 0)).1 += 1;
        }
    }
}

fn difference(speaker: &Speaker, input: &Input, rust: &Verdict, said: &[u8]) -> Difference {
    let owed = class_of(speaker.language.form(rust)).to_owned();
    (input.kind, speaker.name, owed, class_of(said).to_owned())
}

/// Tells a difference by the smallest input that still has it.
pub(crate) fn told(
    speakers: &mut [Speaker],
    difference: &Difference,
    input: &Input,
    count: usize,
) -> String {
    let speaker =
        speakers.iter_mut().find(|speaker| speaker.name == difference.1).expect("who said it");
    let small = crate::shrink::shrink(input, &mut |input| {
        if left_out(speaker, input).is_some() {
            return false;
        }
        let (rust, said) = (rust::verdict(input), speaker.ask(input));
        let (holds, _) = holds(speaker, input, &rust, &said);
        !holds && self::difference(speaker, input, &rust, &said) == *difference
    });
    let rust = rust::verdict(&small);
    let (_, name, owed, told) = difference;
    let mut text = format!(
        "\n{count} times, {name} says {told} where {owed} is owed: {small}\n  Rust: {}",
        escaped(&rust.c)
    );
    for speaker in speakers.iter_mut().filter(|speaker| speaker.language.has(small.kind)) {
        if left_out(speaker, &small).is_none() {
            let said = speaker.ask(&small);
            let differs = if holds(speaker, &small, &rust, &said).0 { "" } else { "  <- differs" };
            let _ = write!(text, "\n  {}: {}{differs}", speaker.name, escaped(&said));
        }
    }
    text
}
