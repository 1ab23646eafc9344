//! The two pages of flash where the lock keeps its session's record: a file each.

use std::io;
use std::path::Path;

use grantlet::{RecordChoice, Session, Settings, Uptime, newest_record, record_len};

/// Their names in the folder where QEMU runs.
pub const FILES: [&str; 2] = ["flash-0.bin", "flash-1.bin"];

/// Bytes of a page: `BOARD_PAGE_LENGTH` in `board.h`.
pub const PAGE: usize = 512;

/// Bytes at the start of a page that the lock reads: `SLOT_LENGTH` in `slots.c`.
pub const SLOT: usize = record_len(LONGEST, 0, 0);

/// Bytes of the longest refresh token that fits: `REFRESH_TOKEN_CAPACITY` in `config.h`.
pub const LONGEST: usize = 254;

/// The token that the lock would go on from, none where it has none.
#[must_use]
pub fn read(folder: &Path) -> Option<String> {
    let slots = slots(folder);
    let mut arena = [0; SLOT];
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    session.restore([&slots[0], &slots[1]], Uptime::from_millis(0)).ok()?;
    session.refresh_token().map(|token| token.expose().to_owned())
}

/// What the slots hold.
#[must_use]
pub fn picked(folder: &Path) -> RecordChoice {
    let slots = slots(folder);
    newest_record([&slots[0], &slots[1]])
}

fn slots(folder: &Path) -> [Vec<u8>; 2] {
    FILES.map(|file| {
        let mut page = std::fs::read(folder.join(file)).unwrap_or_default();
        page.truncate(SLOT);
        page
    })
}

/// Erases both pages.
///
/// # Errors
/// A file could not be written.
pub fn erase(folder: &Path) -> io::Result<()> {
    FILES.iter().try_for_each(|file| std::fs::write(folder.join(file), [0xFF; PAGE]))
}

/// Stores a token, as a factory or an app does: what a session that has logged in has to store.
///
/// # Errors
/// The token is too long, or a file could not be written.
pub fn write(folder: &Path, token: &str) -> io::Result<()> {
    erase(folder)?;
    let mut arena = [0; SLOT];
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    let mut page = vec![0xFF; PAGE];
    session
        .login_bytes(b"not stored", token.as_bytes(), b"", None, 0, 0)
        .and_then(|_| session.record(&mut page[..SLOT]))
        .map_err(io::Error::other)?;
    page.resize(PAGE, 0xFF);
    std::fs::write(folder.join(FILES[session.next_slot()]), page)
}
