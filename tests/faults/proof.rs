//! Every history runs once; each test is one invariant over all of them.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::{LazyLock, Mutex};
use std::time::Instant;

use crate::fault::{Fault, Kind, Step, placements, placements_of_bound};
use crate::flash::SLOT;
use crate::history::{Invariant, Mode, Outcome, Setup, run_history};
use crate::provider::Policy;
use grantlet_tests::random::Random;

const POLICIES: [Policy; 3] = [Policy::RevokesFamily, Policy::Grace, Policy::DoesNotRotate];
/// Storing a login, and three rotations.
const WRITES: u32 = 4;

#[derive(Default)]
struct Proof {
    counts: Vec<(&'static str, usize)>,
    /// Histories in which each fault occurred.
    complete: usize,
    ended: usize,
    broken: Vec<(Invariant, String)>,
}

static PROOF: LazyLock<Proof> = LazyLock::new(|| {
    let started = Instant::now();
    let proof = Proof::of_all();
    let mut counts = String::new();
    for (what, count) in &proof.counts {
        let _ = writeln!(counts, "  {count:>9} {what}");
    }
    let histories: usize = proof.counts.iter().map(|(_, count)| count).sum();
    // The test runner keeps what a passing test prints by `println!` to itself.
    let _ = writeln!(
        std::io::stderr(),
        "\nfault injection, {} s:\n{counts}  {histories:>9} histories, in {} of which each fault \
         occurred, and {} of which ended by an error of the server",
        started.elapsed().as_secs(),
        proof.complete,
        proof.ended,
    );
    proof
});

fn plain(policy: Policy, copies: usize) -> Setup {
    Setup { policy, copies, mode: Mode::Plain, clock: 0 }
}

fn is_full() -> bool {
    std::env::var_os("GRANTLET_FULL").is_some()
}

impl Proof {
    fn of_all() -> Self {
        let mut proof = Self::default();
        proof.cuts();
        proof.flips();
        proof.pairs("pairs of faults", &placements(), Mode::Plain);
        proof.triples();
        proof.bound();
        proof.random();
        proof
    }

    /// Runs numbered histories, shared among the processor's cores.
    fn each(
        &mut self,
        what: &'static str,
        count: usize,
        history: impl Fn(usize) -> (Setup, Vec<Fault>) + Sync,
        check: impl Fn(Setup, &[Fault], &Outcome) -> Option<(Invariant, &'static str)> + Sync,
    ) {
        let broken = Mutex::new(Vec::new());
        let totals = Mutex::new((0, 0));
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            for core in 0..cores {
                let (history, check, broken, totals) = (&history, &check, &broken, &totals);
                scope.spawn(move || {
                    let (mut complete, mut ended) = (0, 0);
                    for index in (core..count).step_by(cores) {
                        let (setup, faults) = history(index);
                        let found = match run_history(setup, &faults) {
                            Ok(outcome) => {
                                complete += usize::from(outcome.fired == faults.len());
                                ended += usize::from(outcome.ended);
                                check(setup, &faults, &outcome).map(|(invariant, how)| {
                                    (invariant, format!("{how}: {setup:?} {faults:?}"))
                                })
                            }
                            Err(broken) => Some(broken),
                        };
                        if let Some(found) = found {
                            broken.lock().unwrap().push(found);
                        }
                    }
                    let mut totals = totals.lock().unwrap();
                    totals.0 += complete;
                    totals.1 += ended;
                });
            }
        });
        let (complete, ended) = totals.into_inner().unwrap();
        self.counts.push((what, count));
        self.complete += complete;
        self.ended += ended;
        self.broken.extend(broken.into_inner().unwrap());
    }

    /// Every cut point of every write in a life of three rotations, with some bits of the byte done;
    /// and every cut between.
    fn cuts(&mut self) {
        let mut histories = Vec::new();
        for fault in placements().into_iter().filter(|fault| fault.kind == Kind::Cut) {
            let (bytes, bits): (usize, &[u8]) = match fault.step {
                Step::Mark => (33, &[0, 0x5A, 0xFF]),
                Step::Erase | Step::Program => (SLOT + 1, &[0, 0x5A, 0xFF]),
                _ => (1, &[0]),
            };
            for (byte, bits) in (0..bytes).flat_map(|byte| bits.iter().map(move |b| (byte, *b))) {
                for skip in 0..WRITES {
                    for policy in POLICIES {
                        for copies in [1, 2] {
                            let fault = Fault { skip, byte, bits, ..fault };
                            histories.push((plain(policy, copies), vec![fault]));
                        }
                    }
                }
            }
        }
        let history = |index: usize| histories[index].clone();
        self.each("cuts of a write and between writes", histories.len(), history, after_a_cut);
    }

    /// Every bit of either slot, at every step.
    fn flips(&mut self) {
        let mut histories = Vec::new();
        let flips = [Kind::FlipNewer, Kind::FlipOlder];
        for fault in placements().into_iter().filter(|fault| flips.contains(&fault.kind)) {
            let steps = if is_full() { 1 } else { 7 };
            for bit in (0..SLOT * 8).step_by(steps) {
                for policy in POLICIES {
                    let fault = Fault {
                        byte: bit / 8,
                        bits: (bit % 8).to_le_bytes()[0],
                        skip: u32::from(bit % 3 == 0),
                        ..fault
                    };
                    // And a restart.
                    let cut = Fault { kind: Kind::Cut, step: Step::Ready, ..fault.skip(0) };
                    histories.push((plain(policy, 2), vec![fault]));
                    histories.push((plain(policy, 2), vec![fault, cut]));
                }
            }
        }
        let history = |index: usize| histories[index].clone();
        self.each("flips of a bit, with and without a restart", histories.len(), history, nothing);
    }

    /// Each fault after each other one.
    fn pairs(&mut self, what: &'static str, all: &[Fault], mode: Mode) {
        let count = all.len() * all.len() * 4 * 3 * POLICIES.len();
        let history = |index: usize| {
            let mut digits = Digits(index);
            let policy = digits.of(&POLICIES);
            let second = digits.of(all).skip(digits.of(&[0, 1, 2]));
            let first = digits.of(all).skip(digits.of(&[0, 1, 2, 3]));
            (Setup { mode, ..plain(policy, 1) }, vec![first, second])
        };
        self.each(what, count, history, nothing);
    }

    fn triples(&mut self) {
        let all = placements();
        let gaps: &[u32] = if is_full() { &[0, 1] } else { &[0] };
        let mut count = all.len().pow(3) * gaps.len().pow(3);
        if is_full() {
            count *= POLICIES.len();
        }
        let history = |index: usize| {
            let mut digits = Digits(index);
            // Without `--full` each triple meets one of the two that rotate.
            let policy = if is_full() {
                digits.of(&POLICIES)
            } else {
                Random(index as u64).of(&POLICIES[..2])
            };
            let faults = (0..3).map(|_| digits.of(&all).skip(digits.of(gaps))).collect();
            (plain(policy, 1), faults)
        };
        self.each("ordered triples of faults", count, history, nothing);
    }

    /// A session that is bound to a key: each pair of faults, which also come between a response that asks for a
    /// nonce and the second request, and each cut by itself.
    fn bound(&mut self) {
        let all = placements_of_bound();
        let setup = |policy| Setup { mode: Mode::Bound, ..plain(policy, 1) };
        let cuts: Vec<_> = all.iter().filter(|fault| fault.kind == Kind::Cut).collect();
        let count = cuts.len() * 8 * POLICIES.len();
        let history = |index: usize| {
            let mut digits = Digits(index);
            let policy = digits.of(&POLICIES);
            (setup(policy), vec![digits.of(&cuts).skip(digits.of(&[0, 1, 2, 3, 4, 5, 6, 7]))])
        };
        self.each("cuts of a bound session", count, history, after_a_cut);
        self.pairs("pairs of faults of a bound session", &all, Mode::Bound);
    }

    fn random(&mut self) {
        let (all, all_of_bound) = (placements(), placements_of_bound());
        let count = if is_full() { 1_000_000 } else { 200_000 };
        let history = |index: usize| {
            let mut random = Random(index as u64);
            let setup = Setup {
                policy: random.of(&POLICIES),
                copies: random.of(&[1, 2]),
                mode: random.of(&[Mode::Plain, Mode::KeepsAccessToken, Mode::Sliding, Mode::Bound]),
                clock: random.of(&[0, 12_345_678, u64::MAX - 3_000_000, u64::MAX]),
            };
            let faults = 1 + random.below(6);
            let all = if setup.mode == Mode::Bound { &all_of_bound } else { &all };
            (setup, (0..faults).map(|_| Fault::random(&mut random, all)).collect())
        };
        self.each("seeded random histories of up to six faults", count, history, nothing);
    }
}

/// A number, digit by digit, in the bases of the lists that it counts through.
struct Digits(usize);

impl Digits {
    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        let digit = all[self.0 % all.len()];
        self.0 /= all.len();
        digit
    }
}

fn nothing(_: Setup, _: &[Fault], _: &Outcome) -> Option<(Invariant, &'static str)> {
    None
}

fn after_a_cut(
    setup: Setup,
    faults: &[Fault],
    outcome: &Outcome,
) -> Option<(Invariant, &'static str)> {
    let invariant = Invariant::OneRetry;
    if outcome.fired < faults.len() {
        return None;
    }
    if outcome.decisive_after > 1 {
        return Some((invariant, "more than one retry that the server responded to"));
    }
    // What is not yet durable was lost: with a login the grant, with a rotation the newest token.
    let survives = outcome.newest_was_durable
        || setup.policy != Policy::RevokesFamily && outcome.decisive_after == 1;
    if outcome.ended == survives {
        return Some((invariant, "not the end that was to be"));
    }
    None
}

#[track_caller]
fn holds(invariant: Invariant) {
    let all = PROOF.broken.iter().filter(|(broken, _)| *broken == invariant);
    let broken: Vec<_> = all.map(|(_, history)| history).collect();
    let some: Vec<_> = broken.iter().take(5).collect();
    assert!(broken.is_empty(), "{invariant:?} is broken in {}: {some:#?}", broken.len());
}

#[test]
fn once_accepts_record_is_durable_the_token_survives_any_single_later_fault() {
    holds(Invariant::Survives);
}

#[test]
fn a_cut_before_that_leads_to_one_retry_with_a_response_and_then_live_or_ended_never_a_loop() {
    holds(Invariant::OneRetry);
}

#[test]
fn an_older_token_is_never_sent_after_a_newer_one_was_durably_stored_and_is_readable() {
    holds(Invariant::NoOlderToken);
}

#[test]
fn nothing_but_invalid_grant_the_profiles_list_or_a_known_lifetime_ends_a_session() {
    holds(Invariant::EndsOnlyWithCause);
}

#[test]
fn each_history_ends_within_a_stated_number_of_requests() {
    holds(Invariant::Settles);
}

#[test]
fn a_token_that_may_have_been_spent_is_in_doubt_after_a_restart() {
    holds(Invariant::InDoubt);
}

#[test]
fn of_two_callers_at_once_the_second_is_refused() {
    holds(Invariant::OneAtATime);
}

/// The enumeration reaches what it is about.
#[test]
fn most_faults_occur_and_some_sessions_end() {
    let histories: usize = PROOF.counts.iter().map(|(_, count)| count).sum();
    assert!(PROOF.complete > histories / 2, "{} of {histories}", PROOF.complete);
    assert!(PROOF.ended > histories / 20 && PROOF.ended < histories * 3 / 4, "{}", PROOF.ended);
}
