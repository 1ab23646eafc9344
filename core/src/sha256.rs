//! SHA-256 (FIPS 180-4): the padding around the compression function of `sha2`, whose own hasher takes
//! three times as much flash and stack, because it can also be fed in parts.

use sha2::block_api::compress256;
use zeroize::Zeroize;

/// FIPS 180-4, section 5.3.3.
const INITIAL: [u32; 8] = [
    0x6A09_E667,
    0xBB67_AE85,
    0x3C6E_F372,
    0xA54F_F53A,
    0x510E_527F,
    0x9B05_688C,
    0x1F83_D9AB,
    0x5BE0_CD19,
];

/// The digest of a text, which is wiped from what it was copied to.
pub(crate) fn sha256(text: &[u8]) -> [u8; 32] {
    let mut state = INITIAL;
    let (blocks, rest) = text.as_chunks::<64>();
    compress256(&mut state, blocks);
    // A one bit, zeros, and the length in bits in eight bytes: in one block, or in two.
    let mut padded = [[0u8; 64]; 2];
    for (slot, byte) in padded.as_flattened_mut().iter_mut().zip(rest.iter().chain(&[0x80])) {
        *slot = *byte;
    }
    let count = if rest.len() < 56 { 1 } else { 2 };
    let mut bits = text.len() as u64;
    bits <<= 3;
    let (last, _) = padded.split_at_mut_checked(count).unwrap_or_default();
    for (slot, byte) in last.as_flattened_mut().iter_mut().rev().zip(bits.to_le_bytes()) {
        *slot |= byte;
    }
    compress256(&mut state, last);
    padded.as_flattened_mut().zeroize();
    let mut digest = [0; 32];
    for (bytes, word) in digest.as_chunks_mut::<4>().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    digest
}
