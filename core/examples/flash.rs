//! A session's record on NOR flash, by the traits of `embedded-storage`: two pages, one for each
//! slot, and in each page the record twice, so that it outlives bits that flip in either.
//!
//! `cargo run -p grantlet --example flash`

use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashError, NorFlashErrorKind, ReadNorFlash,
};
use grantlet::{Failure, MARK, Session, SessionState, Settings, Uptime, newest_record, record_len};

/// A refresh token of up to 128 bytes and a user's id of up to 36.
const RECORD: usize = record_len(128, 36, 0);
/// A page holds the record twice.
const PAGE: usize = 2 * RECORD;

/// Two pages of a flash.
struct Pages<F> {
    flash: F,
    bytes: [[u8; PAGE]; 2],
}

impl<F: NorFlash> Pages<F> {
    /// A mark is programmed once over erased bytes, so its length and the record's are multiples of
    /// what the flash programs at once.
    const FITS: () = assert!(MARK.len().is_multiple_of(F::WRITE_SIZE) && PAGE <= F::ERASE_SIZE);

    fn new(flash: F) -> Self {
        let () = Self::FITS;
        Self { flash, bytes: [[0; PAGE]; 2] }
    }

    fn address(slot: usize) -> u32 {
        u32::try_from(slot * F::ERASE_SIZE).expect("a flash of two pages")
    }

    /// Goes on from what is stored: of each page the copy that is whole.
    fn restore(&mut self, session: &mut Session<'_>, now: u64) -> Result<(), F::Error> {
        for (slot, page) in self.bytes.iter_mut().enumerate() {
            self.flash.read(Self::address(slot), page)?;
        }
        let slots = self.bytes.each_ref().map(|page| {
            let (first, second) = page.split_at(RECORD);
            if newest_record([first, second]).slot == Some(1) { second } else { first }
        });
        session
            .restore(slots, Uptime::from_millis(now))
            .expect("the arena has room for what this device has stored");
        self.bytes.as_flattened_mut().fill(0);
        Ok(())
    }

    /// Stores the record of a new refresh token, reads it back, and lets the session use it.
    fn store(&mut self, session: &mut Session<'_>) -> Result<(), F::Error> {
        let (page, back) = self.bytes.split_at_mut(1);
        let len = session.record(&mut page[0]).expect("a page has room").len();
        let page = &mut page[0];
        let start = Self::address(session.next_slot());
        self.flash.erase(start, start + u32::try_from(F::ERASE_SIZE).expect("32 bits"))?;
        for copy in [start, start + u32::try_from(RECORD).expect("32 bits")] {
            // The mark's place stays erased: many a flash programs a word only once.
            let behind = copy + u32::try_from(MARK.len()).expect("32 bits");
            self.flash.write(behind, &page[MARK.len()..len])?;
            self.flash.read(copy, &mut back[0][..len])?;
            assert!(page[..len] == back[0][..len], "a device tries again, or tells its owner");
        }
        session.stored().expect("it was unstored");
        self.bytes.as_flattened_mut().fill(0);
        Ok(())
    }

    /// Erases the slot that a logout leaves the token in.
    fn erase_next(&mut self, session: &Session<'_>) -> Result<(), F::Error> {
        let start = Self::address(session.next_slot());
        self.flash.erase(start, start + u32::try_from(F::ERASE_SIZE).expect("32 bits"))
    }

    /// Says in the flash that the refresh token may have been spent. No erase.
    fn mark(&mut self, slot: Option<usize>) -> Result<(), F::Error> {
        slot.map_or(Ok(()), |slot| self.flash.write(Self::address(slot), &MARK))
    }
}

/// A flash in memory that refuses what a flash cannot do, and counts its erases.
struct Memory {
    bytes: Vec<u8>,
    /// Which words were programmed since they were erased.
    programmed: Vec<bool>,
    erases: [u32; 2],
    /// Bytes until the power goes.
    power: usize,
}

#[derive(Debug)]
enum Fault {
    NotErased,
    Alignment,
    NoPower,
}

impl NorFlashError for Fault {
    fn kind(&self) -> NorFlashErrorKind {
        match self {
            Self::Alignment => NorFlashErrorKind::NotAligned,
            Self::NotErased | Self::NoPower => NorFlashErrorKind::Other,
        }
    }
}

impl ErrorType for Memory {
    type Error = Fault;
}

impl ReadNorFlash for Memory {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Fault> {
        bytes.copy_from_slice(&self.bytes[offset as usize..][..bytes.len()]);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.bytes.len()
    }
}

impl NorFlash for Memory {
    const WRITE_SIZE: usize = 8;
    const ERASE_SIZE: usize = 1024;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), Fault> {
        let (from, to) = (from as usize, to as usize);
        if from % Self::ERASE_SIZE != 0 || to % Self::ERASE_SIZE != 0 {
            return Err(Fault::Alignment);
        }
        self.bytes[from..to].fill(0xFF);
        self.programmed[from / Self::WRITE_SIZE..to / Self::WRITE_SIZE].fill(false);
        self.erases[from / Self::ERASE_SIZE] += 1;
        Ok(())
    }

    /// Words of eight bytes that are programmed once after an erase.
    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Fault> {
        let offset = offset as usize;
        let size = Self::WRITE_SIZE;
        if !offset.is_multiple_of(size) || !bytes.len().is_multiple_of(size) {
            return Err(Fault::Alignment);
        }
        let words =
            self.bytes[offset..].chunks_mut(size).zip(&mut self.programmed[offset / size..]);
        for ((word, programmed), new) in words.zip(bytes.chunks(size)) {
            if self.power == 0 {
                return Err(Fault::NoPower);
            }
            self.power -= 1;
            if *programmed {
                return Err(Fault::NotErased);
            }
            *programmed = true;
            word.copy_from_slice(new);
        }
        Ok(())
    }
}

fn main() -> Result<(), Fault> {
    let memory = Memory {
        bytes: vec![0xFF; 2048],
        programmed: vec![false; 256],
        erases: [0; 2],
        power: usize::MAX,
    };
    let mut pages = Pages::new(memory);
    let mut arena = [0; 512];
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    pages.restore(&mut session, 0)?;
    assert_eq!(session.state(Uptime::from_millis(0)), SessionState::Ended);
    session.login_bytes(b"at-0", b"rt-0", b"user", Some(3600), 0, 0).expect("room");
    pages.store(&mut session)?;

    // A day of hourly tokens: 24 erases in two pages.
    let mut now = 0;
    for hour in 1..=24 {
        now += 3_540_000;
        let slot = session.begin_bytes(now).expect("due");
        pages.mark(slot)?;
        let token = format!("rt-{hour}");
        session.accept_bytes(b"at", token.as_bytes(), Some(3600), now).expect("room");
        pages.store(&mut session)?;
    }
    println!("a day of hourly tokens: {:?} erases, the login's included", pages.flash.erases);
    assert_eq!(pages.flash.erases, [13, 12]);

    // The power goes while the next record is written.
    now += 3_540_000;
    let slot = session.begin_bytes(now).expect("due");
    pages.mark(slot)?;
    session.accept_bytes(b"at", b"rt-25", Some(3600), now).expect("room");
    pages.flash.power = 4;
    assert!(matches!(pages.store(&mut session), Err(Fault::NoPower)));
    drop(session);
    pages.flash.power = usize::MAX;
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    pages.restore(&mut session, 0)?;
    assert_eq!(session.state(Uptime::from_millis(0)), SessionState::InDoubt);
    // The word of the server decides: it knows the token, or the user logs in again.
    assert_eq!(session.begin_bytes(0), Ok(None));
    println!("cut off while rt-25 was written: in doubt, and rt-24 is sent once more");
    assert_eq!(session.refresh_token_bytes(), b"rt-24");
    session.accept_bytes(b"at", b"rt-26", Some(3600), 0).expect("room");
    pages.store(&mut session)?;

    // Bits flip in the first copy of the newest record.
    let newest = (session.next_slot() ^ 1) * Memory::ERASE_SIZE;
    pages.flash.bytes[newest + 60] ^= 0x18;
    drop(session);
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    pages.restore(&mut session, 0)?;
    assert_eq!(session.refresh_token_bytes(), b"rt-26");
    println!("bits flipped in a record: its copy counts");

    // The user logs out elsewhere: the server says so. Wherever the power goes once the last record is
    // stored, nobody is logged in again.
    session.begin_bytes(0).expect("due");
    session.fail(Failure::Ended, None, Uptime::from_millis(0)).expect("it is on its way");
    pages.store(&mut session)?;
    drop(session);
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    pages.restore(&mut session, 0)?;
    assert_eq!(session.state(Uptime::from_millis(0)), SessionState::Ended);
    pages.erase_next(&session)?;
    assert!(!pages.flash.bytes.windows(5).any(|bytes| bytes == b"rt-26"));
    println!("ended by the server's word: log in again");
    Ok(())
}
