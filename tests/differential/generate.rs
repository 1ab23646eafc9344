//! Inputs by a grammar, and mutations of real ones.

mod callback;
mod form;
mod id_token;
mod json;
mod samples;
mod request;
mod values;

use crate::input::{Input, Kind};
use grantlet_tests::random::Random;

pub(crate) use samples::Samples;

/// How often each kind is generated, of 108.
const SHARES: [(Kind, usize); 7] = [
    (Kind::TokenResponse, 34),
    (Kind::Callback, 24),
    (Kind::DeviceResponse, 10),
    (Kind::IdToken, 10),
    (Kind::Request, 16),
    (Kind::Login, 6),
    (Kind::Form, 8),
];

pub(crate) struct Generator {
    random: Random,
    samples: Samples,
}

impl Generator {
    pub(crate) fn new(seed: u64, samples: Samples) -> Self {
        Self { random: Random(seed), samples }
    }

    /// The next input, of one of these kinds.
    pub(crate) fn next(&mut self, kinds: &[Kind]) -> Input {
        let mut kind = kinds[0];
        let shares = SHARES.iter().filter(|(kind, _)| kinds.contains(kind));
        let mut at = self.random.below(shares.clone().map(|(_, share)| share).sum());
        for (one, share) in shares {
            if at < *share {
                kind = *one;
                break;
            }
            at -= share;
        }
        self.of(kind)
    }

    fn of(&mut self, kind: Kind) -> Input {
        let Self { random, samples } = self;
        let profile = random_profile(random);
        match kind {
            Kind::TokenResponse => {
                let body = json::token_response(random, samples, profile);
                Input { kind, profile, number: random_status(random), fields: vec![body] }
            }
            Kind::DeviceResponse => {
                let body = json::device_response(random, samples, profile);
                Input { kind, profile, number: random_status(random), fields: vec![body] }
            }
            Kind::Callback => callback::callback(random, samples, profile),
            Kind::IdToken => id_token::id_token(random, samples),
            Kind::Request => request::request(random, profile),
            Kind::Login => request::login(random, profile),
            Kind::Form => form::form(random, profile),
        }
    }
}

fn random_profile(random: &mut Random) -> u8 {
    u8::try_from(random.below(crate::rust::PROFILES)).expect("there are few")
}

fn random_status(random: &mut Random) -> u32 {
    let known =
        [201, 204, 299, 300, 302, 400, 401, 403, 404, 405, 408, 409, 410, 425, 429, 499, 500];
    match random.below(10) {
        0..=5 => 200,
        6 => 400,
        7 | 8 => random.of(&known),
        _ => u32::try_from(random.below(1000)).unwrap_or(0),
    }
}

/// Bytes that have a meaning in JSON, URLs or UTF-8.
const SPECIAL_BYTES: &[u8] =
    b"{}[]\",:\\/ \t\r\n\0\x1F\x7F\x80\xC0\xED\xEF\xBB\xBF\xF0\xFF&=?#%+;.0-eEnu";

/// Changes some bytes.
fn mutate(random: &mut Random, bytes: &mut Vec<u8>) {
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(9)).min(bytes.len());
        match random.below(7) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(end..end, again);
            }
            3 => bytes.insert(at, random.of(SPECIAL_BYTES)),
            4 => bytes.insert(at, random.byte()),
            5 if at < bytes.len() => bytes[at] = random.of(SPECIAL_BYTES),
            6 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            _ => {}
        }
    }
}
