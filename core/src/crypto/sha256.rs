//! SHA-256 (FIPS 180-4): the padding, which takes one block of stack, around sha2's compression.

use sha2::block_api::compress256;
use zeroize::Zeroize;

const BLOCK: usize = 64;
/// The length in bits takes the last eight bytes of a block.
const LENGTH: usize = 8;

/// The first state (section 5.3.3), and a word without a meaning: constants of 32 bytes are kept in one
/// section, so that every program would link it (32 B on M4).
const FIRST: [u32; 9] = [
    0x6A09_E667,
    0xBB67_AE85,
    0x3C6E_F372,
    0xA54F_F53A,
    0x510E_527F,
    0x9B05_688C,
    0x1F83_D9AB,
    0x5BE0_CD19,
    0,
];

/// The digest of a text. Nothing of it stays on the stack.
pub(crate) fn sha256(text: &[u8]) -> [[u8; 4]; 8] {
    let [mut state @ .., _] = FIRST;
    digest(&mut state, 0, text)
}

/// The HMAC of a text (RFC 2104).
pub(crate) fn hmac_sha256(key: &[u8], text: &[u8]) -> [[u8; 4]; 8] {
    let hashed;
    let key = if key.len() > BLOCK {
        hashed = sha256(key);
        hashed.as_flattened()
    } else {
        key
    };
    let inner = digest(&mut after_key(key, 0x36), BLOCK, text);
    digest(&mut after_key(key, 0x5C), BLOCK, inner.as_flattened())
}

/// The state after one block, which is the key with each byte combined with `pad`.
fn after_key(key: &[u8], pad: u8) -> [u32; 8] {
    let [mut state @ .., _] = FIRST;
    let mut block = [pad; BLOCK];
    for (slot, byte) in block.iter_mut().zip(key) {
        *slot ^= *byte;
    }
    compress256(&mut state, core::slice::from_ref(&block));
    block.zeroize();
    state
}

/// The digest of a text that comes after `before` bytes, whole blocks, which led to this state.
#[inline(always)]
fn digest(state: &mut [u32; 8], before: usize, text: &[u8]) -> [[u8; 4]; 8] {
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    compress256(state, blocks);
    // A one bit, zeros, and the length: where that does not fit, in one more block (section 5.1.1).
    let mut last = [0u8; BLOCK];
    for (slot, byte) in last.iter_mut().zip(rest) {
        *slot = *byte;
    }
    if let Some(slot) = last.get_mut(rest.len()) {
        *slot = 0x80;
    }
    if rest.len() >= BLOCK - LENGTH {
        compress256(state, core::slice::from_ref(&last));
        last = [0; BLOCK];
    }
    if let (&mut [.., ref mut length], _) = last.as_chunks_mut::<LENGTH>() {
        *length = (text.len().wrapping_add(before) as u64).wrapping_mul(8).to_be_bytes();
    }
    compress256(state, core::slice::from_ref(&last));
    last.zeroize();
    state.map(u32::to_be_bytes)
}
