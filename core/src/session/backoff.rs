//! How long to wait, so that many devices do not send at once.

/// The shortest pause between two requests, in milliseconds, whatever is set.
pub(crate) const LEAST_PAUSE: u32 = 1000;
/// The upper limit for `Retry-After` in seconds: a day.
const LONGEST_RETRY_AFTER: u32 = 86_400;

/// A pseudorandom number, the same for the same seed, sequence and attempt.
pub(crate) fn mix(seed: u32, sequence: u32, attempt: u32) -> u32 {
    mix_in(mix_in(seed, sequence), attempt)
}

#[inline(never)]
fn mix_in(mixed: u32, word: u32) -> u32 {
    let mut mixed = (mixed ^ word).wrapping_add(0x9E37_79B9);
    mixed = (mixed ^ mixed >> 16).wrapping_mul(0x21F0_AAAD);
    mixed = (mixed ^ mixed >> 15).wrapping_mul(0x735A_2D97);
    mixed ^ mixed >> 15
}

/// The part of `most` that `mixed` is of 2³².
pub(crate) fn part_of(most: u32, mixed: u32) -> u32 {
    // The product's upper half fits.
    #[allow(clippy::cast_possible_truncation)]
    let part = (u64::from(most).wrapping_mul(u64::from(mixed)) >> 32) as u32;
    part
}

/// A least pause in milliseconds, and up to how many more, until the next attempt after one that failed:
/// anything from the least pause to the longest ("full jitter"), which spreads a fleet most. The server's `Retry-After`, in seconds
/// and a day at most, is a minimum unless it is 0; the jitter on top of it is `cap` at most.
pub(crate) fn after_failure(longest: u32, cap: u32, retry_after: u32) -> (u32, u32) {
    let asked = retry_after.min(LONGEST_RETRY_AFTER).wrapping_mul(1000);
    if asked == 0 {
        return (LEAST_PAUSE, longest.saturating_sub(LEAST_PAUSE));
    }
    (asked, longest.max(asked.min(cap)))
}

/// As [`after_failure`], from half of the longest pause to all of it: so the number of requests in an hour is
/// bounded for every seed.
pub(crate) fn in_upper_half(longest: u32) -> (u32, u32) {
    let least = (longest / 2).max(LEAST_PAUSE);
    (least, longest.saturating_sub(least))
}
