//! How long to wait, so that many devices do not ask at once.

/// Seconds of a `Retry-After` that are believed: a day.
const LONGEST_RETRY_AFTER: u32 = 86_400;

/// A number that looks random and is the same for the same device, token and attempt.
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

/// A part of `most`, as large as `mixed` is of all numbers.
pub(crate) fn part_of(most: u32, mixed: u32) -> u32 {
    // The product's upper half fits.
    #[allow(clippy::cast_possible_truncation)]
    let part = (u64::from(most).wrapping_mul(u64::from(mixed)) >> 32) as u32;
    part
}

/// Milliseconds until the next attempt: anything up to twice as much as after the attempt before,
/// `first` for the first and `cap` at most ("full jitter"). The server's `Retry-After`, in seconds
/// and a day at most, comes first, and anything up to as much again.
pub(crate) fn delay(
    (first, cap): (u32, u32),
    attempt: u32,
    mixed: u32,
    retry_after: Option<u32>,
) -> u64 {
    let most = first.saturating_mul(1u32.wrapping_shl(attempt.min(31))).min(cap);
    let asked = retry_after.unwrap_or(0).min(LONGEST_RETRY_AFTER).wrapping_mul(1000);
    u64::from(asked).saturating_add(u64::from(part_of(most.max(asked), mixed)))
}
