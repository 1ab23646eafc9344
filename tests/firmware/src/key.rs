//! The lock's key, on the side of the app that logs in for it: of the same seed.

use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use grantlet::{DpopProof, PublicKey, Request, UnixTime};
use software_key::SoftwareKey;

/// What the key comes of.
const SEED: [u8; 32] = [0xA7; 32];

/// The seed's file in the folder where QEMU runs.
const FILE: &str = "key-seed.bin";

/// Gives the lock its seed.
///
/// # Errors
/// The file could not be written.
pub fn write(folder: &Path) -> io::Result<()> {
    std::fs::write(folder.join(FILE), SEED)
}

/// A DPoP proof for one request.
///
/// # Errors
/// The request has an address that is none.
pub fn proof(post: &Request<'_>, nonce: &str) -> Result<String, Box<dyn std::error::Error>> {
    let key = SoftwareKey::new(&SEED).ok_or("no key of this seed")?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let (point, jti) = (key.point(), format!("{:032}", since.as_nanos()));
    let public = PublicKey::p256_point(&point).ok_or("no point")?;
    let now = UnixTime::from_secs(i64::try_from(since.as_secs())?);
    let mut buffer = [0; 1024];
    let unsigned =
        DpopProof::of_request(public, post, &jti, now).nonce(nonce).write(&mut buffer)?;
    let signature = key.sign(&unsigned.sha256()).ok_or("no signature")?;
    Ok(unsigned.sign(&signature)?.to_owned())
}
