//! What must hold in every world.

use std::collections::BTreeMap;

use crate::history::World;

/// What must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    /// Never two requests of one grant in flight.
    OneInFlight,
    /// No older refresh token is sent after a newer one was stored.
    NoOlderToken,
    /// No refresh token of a response that is to be kept is forgotten.
    NoneForgotten,
    /// No token and no request after a logout or where all was cleared.
    LoggedOut,
    /// Never another user's token.
    OneUser,
    /// No token from a response that was refused, and no token after its end.
    OnlyWhatHolds,
    /// A pause of at least a second, and of `Retry-After`, after an attempt that failed or returned a short token.
    Pause,
    /// No more than N requests an hour: see [`most_an_hour`].
    Hour,
    /// Ready or ended within [`RECOVERS_WITHIN`] requests after the last fault.
    Recovers,
    /// Ends only by an error of the server, an identity mismatch, a deadline that is known, or `end`.
    EndsOnlyWithCause,
    /// The session does what it is asked to in its state.
    Works,
}

/// Requests after the last fault until there is a token or the session has ended: one; one more where
/// the clock jumped over a request, and one more where the refresh token's life slides.
pub const RECOVERS_WITHIN: u32 = 3;

/// The least pause between two requests after a failure, in milliseconds.
pub(crate) const LEAST_PAUSE: u64 = 1_000;

/// A token that lives shorter than so many seconds counts as a failure for the pause after it.
pub(crate) const SHORT: i64 = 30;

/// An invariant that was broken, and how.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The invariant.
    pub invariant: Invariant,
    /// In what way it was broken.
    pub how: String,
}

/// What was exercised, and how often.
pub type Counts = BTreeMap<&'static str, u64>;

/// A setting, as the Rust session takes it: whole milliseconds, and none of them is the default.
pub(crate) fn set(setting: Option<f64>, default: f64) -> f64 {
    setting.map(f64::trunc).filter(|setting| *setting > 0.0).unwrap_or(default)
}

/// The longest pause, in milliseconds.
pub(crate) fn longest_pause(world: &World) -> u64 {
    // It is positive and small.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let cap = set(world.cap, 300_000.0).ceil() as u64;
    cap.max(LEAST_PAUSE)
}

/// N, the most requests in an hour of the session's clock, between logins and restarts.
///
/// - Where nothing succeeds, pauses grow to anything between a second and the longest. An hour has
///   3600 s divided by their average, at most twice as many by chance, and 24 while they grow; never
///   more than one a second.
/// - Tokens that live for 30 s or more are refreshed at half of their life at the earliest, each after
///   a few requests that were given up and whose responses come later: eight for
///   each half life, and as many more as the pauses stay at a second, which is each doubling of `first`
///   up to it.
/// - Each 401 of an API brings one more at most.
pub fn most_an_hour(world: &World, shortest_life: i64, rejections: u32) -> u32 {
    let average = f64::midpoint(1.0, set(world.cap, 300_000.0).max(1_000.0) / 1000.0);
    let doublings = (1_000.0 / set(world.first, 2_000.0)).log2().max(0.0).ceil();
    let failing = (24.0 + doublings + 2.0 * 3600.0 / average).min(3601.0);
    let life = shortest_life.max(SHORT);
    let living =
        (8.0 + doublings) * 3600.0 / (f64::from(u32::try_from(life).unwrap_or(u32::MAX)) / 2.0);
    // Both are small.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let both = (failing + living) as u32;
    both.min(3601) + rejections
}
