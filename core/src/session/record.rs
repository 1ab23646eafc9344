//! What of a session outlives a restart: one record, in the one or the other of two slots.
//!
//! | bytes | what |
//! |---|---|
//! | 32 | the mark: erased, or programmed while a refresh is in flight |
//! | 4 | `G`, `R`, `T`, and the version, 1, in four bits; above it the number of the server that the login chose |
//! | 4 | the sequence number, from 1 on |
//! | 8 | when the refresh token dies, in seconds since 1970; the least number where it is unknown |
//! | 4 | the length of the fields |
//! | | fields: a byte that names it, a length of 4 bytes, a value; unknown ones are skipped |
//! | 4 | CRC-32 of all of it but the mark |
//! | | erased bytes, up to a multiple of 32 |
//!
//! Numbers are little-endian. An erased byte is 0xFF.
//!
//! A later version keeps all of this but the fields, so that this one can report that there is a record that
//! it does not read, and how new it is.

use crate::profile::profile::MOST_SERVERS;
use crate::text::buffer::{BufferTooSmall, Writer};

/// Bytes of the mark. A flash programs at most so many at once, and the mark is programmed after the
/// record.
const MARK_LEN: usize = 32;
/// The header, between the mark and the fields.
const HEADER_LEN: usize = 20;
const FIELD_LEN: usize = 5;
const CRC_LEN: usize = 4;
const NAME: [u8; 3] = *b"GRT";
/// Of a record whose login chose no server.
const VERSION: u8 = 1;
/// The bits of the version: with a server above them, the whole byte is a later version for earlier editions.
const VERSION_BITS: u8 = 15;
/// Each number that a profile can list has room above them.
const _: () = assert!(MOST_SERVERS <= u8::MAX >> 4);

pub(crate) const REFRESH_TOKEN: u8 = 1;
pub(crate) const SUBJECT: u8 = 2;
pub(crate) const ACCESS_TOKEN: u8 = 3;
/// No token is returned before an `id_token` has passed; the value is one byte. It takes less room
/// than the access token's, which is then absent.
pub(crate) const ID_TOKEN_DUE: u8 = 4;
const FIELDS: usize = 4;

/// The mark: what to program over the first bytes of a slot before its refresh token is sent, without an
/// erase. Program as many of these bytes as one unit of the flash takes.
pub const MARK: [u8; MARK_LEN] = [0; MARK_LEN];

/// Length of a record with strings of these lengths, which is the least size of a slot. Pass the access
/// token's length if [`Settings::keep_access_token`](crate::Settings::keep_access_token) is set, else 0.
///
/// # Example
/// ```
/// // A refresh token of up to 256 bytes and a user's id of up to 36.
/// const SLOT: usize = grantlet::record_len(256, 36, 0);
/// assert_eq!(SLOT, 384);
/// ```
pub const fn record_len(refresh_token: usize, subject: usize, access_token: usize) -> usize {
    let fields = refresh_token.saturating_add(subject).saturating_add(access_token);
    let around = MARK_LEN + HEADER_LEN + 3 * FIELD_LEN + 8 + CRC_LEN;
    fields.saturating_add(around).saturating_add(MARK_LEN - 1) & !(MARK_LEN - 1)
}

/// Writes a record behind an erased mark.
pub(crate) struct RecordWriter<'b>(Writer<'b>);

/// Offset of the length of the fields.
const LENGTH_AT: usize = MARK_LEN + HEADER_LEN - 4;

impl<'b> RecordWriter<'b> {
    pub(crate) fn new(buffer: &'b mut [u8], server: u32, sequence: u32, deadline: i64) -> Self {
        // At most `MOST_SERVERS`: no other number is set or read.
        let [server, ..] = server.to_le_bytes();
        let version = VERSION | server << 4;
        // The mark's bytes are erased ones, and the length is written last.
        let mut header = [0xFF; MARK_LEN + HEADER_LEN];
        let [n0, n1, n2] = NAME;
        put(&mut header, MARK_LEN, [n0, n1, n2, version]);
        put(&mut header, MARK_LEN + 4, sequence.to_le_bytes());
        put(&mut header, MARK_LEN + 8, deadline.to_le_bytes());
        let mut writer = Writer::new(buffer);
        writer.bytes(&header);
        Self(writer)
    }

    /// Writes a field that is not empty: a number, if there is one, and a value.
    #[inline(never)]
    pub(crate) fn field(&mut self, name: u8, number: Option<&[u8; 8]>, text: &[u8]) {
        if text.is_empty() {
            return;
        }
        let number: &[u8] = number.map_or(&[], |number| number);
        self.0.byte(name);
        self.0.bytes(&word(number.len().saturating_add(text.len())));
        self.0.bytes(number);
        self.0.bytes(text);
    }

    /// Returns where the fields end, and the record's length.
    pub(crate) fn end(mut self) -> Result<(usize, usize), BufferTooSmall> {
        let end = self.0.len();
        self.0.bytes(&[0; CRC_LEN]);
        while !self.0.len().is_multiple_of(MARK_LEN) {
            self.0.byte(0xFF);
        }
        Ok((end, self.0.end()?))
    }
}

/// Writes the length of the fields, which end there, and the sum behind them.
pub(crate) fn seal(buffer: &mut [u8], end: usize) {
    put(buffer, LENGTH_AT, word(end.wrapping_sub(MARK_LEN + HEADER_LEN)));
    let sum = crc32(buffer.get(MARK_LEN..end).unwrap_or_default());
    put(buffer, end, sum.to_le_bytes());
}

/// Overwrites bytes.
fn put<const N: usize>(buffer: &mut [u8], at: usize, word: [u8; N]) {
    if let Some(slot) = buffer.get_mut(at..).and_then(|rest| rest.first_chunk_mut()) {
        *slot = word;
    }
}

/// A record that was read.
#[derive(Clone, Copy, Default)]
pub(crate) struct Stored<'a> {
    pub(crate) sequence: u32,
    pub(crate) deadline: i64,
    /// With the number of the server above it.
    pub(crate) version: u8,
    /// By the names of fields, of which none is 0.
    texts: [Option<&'a [u8]>; FIELDS],
}

impl<'a> Stored<'a> {
    /// Reads the record of a slot into an empty one, if it has a whole one.
    fn read(&mut self, slot: &'a [u8]) -> Option<()> {
        let record = slot.get(MARK_LEN..)?;
        let (header, rest) = record.split_first_chunk::<HEADER_LEN>()?;
        let [n0, n1, n2, version, s0, s1, s2, s3, deadline @ .., l0, l1, l2, l3] = *header;
        if [n0, n1, n2] != NAME {
            return None;
        }
        // Kept at once, even of a record that is not whole: 24 bytes of stack less on M4.
        self.sequence = u32::from_le_bytes([s0, s1, s2, s3]);
        self.deadline = i64::from_le_bytes(deadline);
        self.version = version;
        let length = length_of([l0, l1, l2, l3]);
        let (mut fields, rest) = rest.split_at_checked(length)?;
        let sum = u32::from_le_bytes(*rest.first_chunk()?);
        let summed = record.get(..HEADER_LEN.checked_add(length)?)?;
        if crc32(summed) != sum {
            return None;
        }
        while !fields.is_empty() && !self.is_of_later_version() {
            let [name] = *take(&mut fields)?;
            let length = length_of(*take(&mut fields)?);
            let (text, rest) = fields.split_at_checked(length)?;
            fields = rest;
            if let Some(slot) = self.texts.get_mut(usize::from(name.wrapping_sub(1))) {
                *slot = Some(text);
            }
        }
        // The moment in it takes eight bytes.
        let [.., access_token, _] = self.texts;
        if access_token.is_some_and(|text| matches!(text.len(), 1..8)) {
            return None;
        }
        Some(())
    }

    /// The number of the server that the login chose.
    pub(crate) fn server(&self) -> u32 {
        u32::from(self.version >> 4)
    }

    /// Whether its fields are a later version's, which this one cannot read.
    pub(crate) fn is_of_later_version(&self) -> bool {
        self.version & VERSION_BITS != VERSION
    }

    pub(crate) fn refresh_token(&self) -> &'a [u8] {
        let [refresh_token, ..] = self.texts;
        refresh_token.unwrap_or_default()
    }

    pub(crate) fn subject(&self) -> &'a [u8] {
        let [_, subject, ..] = self.texts;
        subject.unwrap_or_default()
    }

    pub(crate) fn id_token_is_due(&self) -> bool {
        let [.., is_due] = self.texts;
        is_due.is_some_and(|text| !text.is_empty())
    }

    /// The access token, and when it ends, in seconds since 1970.
    pub(crate) fn access_token(&self) -> (&'a [u8], i64) {
        let [.., text, _] = self.texts;
        let mut text = text.unwrap_or_default();
        match take(&mut text) {
            Some(ends) => (text, i64::from_le_bytes(*ends)),
            None => (&[], 0),
        }
    }
}

/// Which of two slots holds the newest record.
///
/// # Example
/// ```
/// // Nothing was ever stored.
/// let choice = grantlet::newest_record([&[0xFF; 64], &[0xFF; 64]]);
/// assert_eq!((choice.slot, choice.marked, choice.other_is_torn), (None, false, false));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordChoice {
    /// The slot with the newer whole record, 0 or 1. A record of a later version of this library counts.
    pub slot: Option<usize>,
    /// Its mark was programmed: its refresh token may have been spent.
    pub marked: bool,
    /// The other slot, or any where none is whole, is neither whole nor erased: a write was cut off,
    /// or bits have flipped.
    pub other_is_torn: bool,
}

/// Finds the newest record of two slots. [`Session::restore`](crate::Session::restore) does this itself; it
/// is for programs that keep copies, and for tools.
pub fn newest_record(slots: [&[u8]; 2]) -> RecordChoice {
    let mut choice = NONE;
    read_newer(slots, &mut choice, &mut Stored::default());
    choice
}

/// No slot counts, as far as was looked.
pub(crate) const NONE: RecordChoice =
    RecordChoice { slot: None, marked: false, other_is_torn: false };

/// Finds the slot that counts, and reads it; both start as none.
#[inline(always)]
pub(crate) fn read_newer<'a>(
    slots: [&'a [u8]; 2],
    choice: &mut RecordChoice,
    newer: &mut Stored<'a>,
) {
    let [first, second] = slots;
    consider(0, first, choice, newer);
    consider(1, second, choice, newer);
}

/// Takes a slot into account.
#[inline(never)]
fn consider<'a>(index: usize, slot: &'a [u8], choice: &mut RecordChoice, newer: &mut Stored<'a>) {
    let marked = !is_erased(slot.get(..MARK_LEN).unwrap_or_default());
    let mut record = Stored::default();
    match record.read(slot) {
        Some(()) if choice.slot.is_none() || record.sequence > newer.sequence => {
            *newer = record;
            choice.slot = Some(index);
            choice.marked = marked;
        }
        // A copy: either's mark counts.
        Some(()) => choice.marked |= marked && record.sequence == newer.sequence,
        None => choice.other_is_torn |= !is_erased(slot),
    }
}

/// Whether nothing was programmed here since the last erase.
fn is_erased(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0xFF)
}

/// Splits off the first bytes.
fn take<'a, const N: usize>(text: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (first, rest) = text.split_first_chunk()?;
    *text = rest;
    Some(first)
}

fn word(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}

fn length_of(word: [u8; 4]) -> usize {
    usize::try_from(u32::from_le_bytes(word)).unwrap_or(usize::MAX)
}

/// CRC-32 as Ethernet has it; a table of it would be a kilobyte.
fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = !0u32;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            let odd = 0u32.wrapping_sub(sum & 1);
            sum = sum >> 1 ^ odd & 0xEDB8_8320;
        }
    }
    !sum
}
