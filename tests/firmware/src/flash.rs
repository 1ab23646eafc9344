//! The page of flash where the lock keeps its `refresh_token`: a file, as `store.c` writes it.

use std::io;
use std::path::Path;

/// The file's name in the folder where QEMU runs.
pub const FILE: &str = "flash.bin";

/// Bytes of the record: two of length and the longest token.
const RECORD: usize = 2 + 254;

/// The stored token, none where the page is erased or holds none.
#[must_use]
pub fn read(folder: &Path) -> Option<String> {
    let page = std::fs::read(folder.join(FILE)).ok()?;
    let (length, rest) = page.split_first_chunk()?;
    let token = rest.get(..u16::from_le_bytes(*length).into())?;
    Some(String::from_utf8_lossy(token).into_owned()).filter(|token| !token.is_empty())
}

/// Stores a token, as a factory or an app does.
///
/// # Errors
/// The token is too long, or the file could not be written.
pub fn write(folder: &Path, token: &str) -> io::Result<()> {
    let length = u16::try_from(token.len()).map_err(io::Error::other)?;
    let mut page = length.to_le_bytes().to_vec();
    page.extend(token.bytes());
    if page.len() > RECORD {
        return Err(io::Error::other("the token is longer than the record"));
    }
    page.resize(RECORD, 0xFF);
    std::fs::write(folder.join(FILE), page)
}
