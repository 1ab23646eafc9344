//! What of a session outlives a restart: one record, in the one or the other of two slots.

use core::ffi::c_void;

use grantlet::{BufferTooSmall, RestoreError, newest_record};

use crate::session::{Session, fits};
use crate::span::{Span, buffer, cleared};
use crate::status::Status;

/// Bytes at the start of a slot that are the mark's.
pub const MARK_LENGTH: usize = 32;

/// What to program over the start of a slot where `grantlet_session_begin` asks for it.
#[unsafe(no_mangle)]
pub static grantlet_mark: [u8; MARK_LENGTH] = grantlet::MARK;

/// Which of two slots counts.
#[repr(C)]
pub struct RecordChoice {
    /// The slot with the newer whole record, 0 or 1; one that a later version of this library wrote counts
    /// too.
    pub slot: usize,
    /// Whether there is one.
    pub found: bool,
    /// Whether its mark was programmed: its refresh token may have been spent.
    pub marked: bool,
    /// Whether the other slot, or any where none is whole, is neither whole nor erased: a write was cut
    /// off, or bits have flipped.
    pub other_is_torn: bool,
}

/// Tells which of two slots counts, for who wants to look: `grantlet_session_restore` does so by itself.
/// A slot is the whole of its bytes, erased ones of 0xFF too.
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// The spans can be read, and `choice` is NULL or can be written.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_record_newest(
    slot_0: Span,
    slot_1: Span,
    choice: *mut RecordChoice,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let choice = or_return!(cleared(choice).ok_or(Status::ENull));
        let found = newest_record([or_return!(slot_0.get()), or_return!(slot_1.get())]);
        choice.slot = found.slot.unwrap_or(0);
        choice.found = found.slot.is_some();
        choice.marked = found.marked;
        choice.other_is_torn = found.other_is_torn;
        Status::Ok
    }
}

/// Goes on from what was stored before a restart, without writing anything: called after
/// `grantlet_session_init`, and after `grantlet_session_wall_time` where a clock knows it; before a login
/// too, whose record must be newer than what is there. The slots are both read as a whole, and not needed after this; copies of them in RAM are secret. Where none has a
/// whole record, there is no grant. Then ask `grantlet_session_state`.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_BUFFER_TOO_SMALL` with the length of an arena that
/// holds the record's texts in `*needed`: move to one, and call this again; or `GRANTLET_E_LATER_VERSION` where a
/// later version of this library wrote the newest record. Nothing was restored then: write to neither slot, or
/// the refresh token that is stored is lost.
///
/// # Safety
/// `session` is NULL, or can be read and written and holds zeros or a session; the spans can be read, and
/// `needed` is NULL or can be written.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_restore(
    session: *mut Session,
    slot_0: Span,
    slot_1: Span,
    now: u64,
    needed: *mut usize,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let needed = or_return!(cleared(needed).ok_or(Status::ENull));
        let session = or_return!(Session::get(session));
        let slots = [or_return!(slot_0.get()), or_return!(slot_1.get())];
        match session.restore(slots, grantlet::Uptime::from_millis(now)) {
            Err(RestoreError::LaterVersion) => Status::ELaterVersion,
            Err(RestoreError::BufferTooSmall { needed: length }) => {
                fits::<()>(&Err(BufferTooSmall { needed: length }), needed)
            }
            Ok(()) => Status::Ok,
        }
    }
}

/// Returns the slot, 0 or 1, that the next record is for; 0 for NULL.
///
/// # Safety
/// `session` is NULL, or can be read and holds zeros or a session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_next_slot(session: *const Session) -> usize {
    // SAFETY: the caller says so.
    unsafe { Session::read(session) }.map_or(0, grantlet::Session::next_slot)
}

/// Writes the record to store: erase the slot that `grantlet_session_next_slot` names, program the record
/// there, read it back, and call `grantlet_session_stored`. `*needed` is its exact length, a multiple of 32
/// and at most `GRANTLET_RECORD_LENGTH` of the longest texts. Its first `GRANTLET_MARK_LENGTH` bytes are
/// erased ones: program the rest, so that these can be programmed later. The record is secret.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_BUFFER_TOO_SMALL`.
///
/// # Safety
/// `session` is NULL, or can be read and holds zeros or a session; `out` can be written for `capacity`
/// bytes, and `needed` is NULL or can be written.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_record(
    session: *const Session,
    out: *mut c_void,
    capacity: usize,
    needed: *mut usize,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let needed = or_return!(cleared(needed).ok_or(Status::ENull));
        let session = or_return!(Session::read(session));
        let out = or_return!(buffer(out.cast(), capacity));
        let written = session.record(out);
        if let Ok(record) = &written {
            *needed = record.len();
        }
        fits(&written, needed)
    }
}

/// Tells that the record is stored: it was programmed, and read back the same. From here on the new token
/// is used. Where no storage works at all, call it all the same, and the next restart is a login.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` where no record waits.
///
/// # Safety
/// `session` is NULL, or can be read and written and holds zeros or a session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_stored(session: *mut Session) -> Status {
    // SAFETY: the caller says so.
    let session = or_return!(unsafe { Session::get(session) });
    if session.take_stored() { Status::Ok } else { Status::EWrongState }
}
