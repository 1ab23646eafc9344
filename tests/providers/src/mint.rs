//! Fresh random strings, in the shapes that the documents print.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Random bytes from the operating system.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // A simulator without entropy can issue nothing; there is no response to degrade to.
    getrandom::fill(&mut bytes).expect("the operating system has entropy");
    bytes
}

/// A random UUID, version 4: Bold's codes and tokens.
pub(crate) fn uuid() -> String {
    let [mut a, b] = [random::<8>(), random::<8>()].map(u64::from_be_bytes);
    a = (a & !0xf000) | 0x4000;
    let b = (b & !(0b11 << 62)) | (0b10 << 62);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        a >> 32,
        (a >> 16) & 0xffff,
        a & 0xffff,
        b >> 48,
        b & 0xffff_ffff_ffff
    )
}

/// 32 lower-case hex digits.
pub(crate) fn hex() -> String {
    format!("{:032x}", u128::from_be_bytes(random()))
}

/// 64 upper-case hex digits: `BoldSign`'s codes and refresh tokens.
pub(crate) fn upper_hex() -> String {
    (hex() + &hex()).to_ascii_uppercase()
}

/// `N` random bytes in URL-safe base64.
pub(crate) fn base64url<const N: usize>() -> String {
    URL_SAFE_NO_PAD.encode(random::<N>())
}
