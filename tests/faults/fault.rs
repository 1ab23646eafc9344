//! Faults, and the steps at which they occur.

use crate::flash::CutAt;
use grantlet_tests::random::Random;

/// A step in the life of a device; the variants are in the order of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    /// The access token is in use.
    Ready,
    /// `begin` was called.
    Attempt,
    /// The mark is being programmed.
    Mark,
    /// The mark is written, and nothing was sent.
    Marked,
    /// The request is sent.
    Sent,
    /// A response required a DPoP proof with its nonce, and nothing was sent since. Only in a bound session.
    Asked,
    /// `accept` was called.
    Accepted,
    /// The slot is being erased.
    Erase,
    /// The record is being programmed.
    Program,
    /// The record is written, and `stored` was not called.
    Programmed,
}

pub(crate) const STEPS: [Step; 9] = [
    Step::Ready,
    Step::Attempt,
    Step::Mark,
    Step::Marked,
    Step::Sent,
    Step::Accepted,
    Step::Erase,
    Step::Program,
    Step::Programmed,
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// The power goes, and comes back.
    Cut,
    /// A bit flips in the slot with the newer record.
    FlipNewer,
    FlipOlder,
    ClockAhead,
    ClockBack,
    ClockWraps,
    /// The request leaves and does not arrive.
    RequestLost,
    NotSent,
    ResponseLost,
    /// A 2xx whose body ends in the middle.
    ResponseHalf,
    /// A proxy's page.
    BadGateway,
    /// 503 with `Retry-After`.
    Busy,
    /// `invalid_client`: the server has lost what it knew about the client, for a while.
    Refused,
    /// An API rejects the access token with 401.
    Rejected,
    /// `use_dpop_nonce` with another nonce, whatever the proof has.
    NewNonce,
}

const ANYWHERE: [Kind; 6] = [
    Kind::Cut,
    Kind::FlipNewer,
    Kind::FlipOlder,
    Kind::ClockAhead,
    Kind::ClockBack,
    Kind::ClockWraps,
];
const ON_THE_WIRE: [Kind; 7] = [
    Kind::RequestLost,
    Kind::NotSent,
    Kind::ResponseLost,
    Kind::ResponseHalf,
    Kind::BadGateway,
    Kind::Busy,
    Kind::Refused,
];

/// A kind of fault at a step, the `skip`th time that this step comes after the fault before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    pub(crate) kind: Kind,
    pub(crate) step: Step,
    pub(crate) skip: u32,
    /// Where in a write, or by how much.
    pub(crate) byte: usize,
    pub(crate) bits: u8,
}

impl Fault {
    pub(crate) fn cut(self) -> CutAt {
        CutAt { byte: self.byte, bits: self.bits }
    }

    pub(crate) fn skip(self, skip: u32) -> Self {
        Self { skip, ..self }
    }

    pub(crate) fn random(random: &mut Random, all: &[Self]) -> Self {
        let skip = u32::try_from(random.below(4)).unwrap();
        let bits = random.byte();
        Self { skip, byte: random.below(256), bits, ..random.of(all) }
    }
}

/// As `placements`, for a session that is bound to a key.
pub(crate) fn placements_of_bound() -> Vec<Fault> {
    let place = |kind, step| Fault { kind, step, skip: 0, byte: 45, bits: 0x3C };
    let mut all = placements();
    all.extend(ANYWHERE.map(|kind| place(kind, Step::Asked)));
    all.push(place(Kind::NewNonce, Step::Sent));
    all
}

/// Each kind at each step at which it can occur.
pub(crate) fn placements() -> Vec<Fault> {
    let place = |kind, step| Fault { kind, step, skip: 0, byte: 45, bits: 0x3C };
    let mut all = Vec::new();
    for kind in ANYWHERE {
        all.extend(STEPS.map(|step| place(kind, step)));
    }
    all.extend(ON_THE_WIRE.map(|kind| place(kind, Step::Sent)));
    all.push(place(Kind::Rejected, Step::Ready));
    all
}
