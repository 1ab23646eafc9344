//! What of a session is stored: one record, in one of two slots.

use core::ffi::c_void;

use grantlet::{BufferTooSmall, RestoreError, newest_record};

use crate::session::{Session, fits};
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};

/// Length of the mark at the start of each slot, in bytes.
pub const MARK_LENGTH: usize = 32;

/// The mark: what to program at the start of a slot when `grantlet_session_begin` asks for it. A slot with a mark has a
/// refresh token that may be spent.
#[unsafe(no_mangle)]
pub static grantlet_mark: [u8; MARK_LENGTH] = grantlet::MARK;

/// Which of two slots has the newest record.
#[repr(C)]
pub struct RecordChoice {
    /// The slot with the newest whole record, 0 or 1; also a record that a later version of this library wrote.
    pub slot: usize,
    /// Whether there is a whole record.
    pub found: bool,
    /// Whether its mark was programmed: its refresh token may be spent.
    pub marked: bool,
    /// Whether the other slot is neither whole nor erased: a write was interrupted, or bits have flipped. If no slot
    /// is whole: whether one of them is like that.
    pub other_is_torn: bool,
}

/// Finds the newest record in two slots, for programs that inspect them; `grantlet_session_restore` does this by itself.
///
/// @param slot_0 The whole first slot, erased bytes (0xFF) included.
/// @param slot_1 The whole second slot.
/// @param choice What was found. Zeros on an error.
/// @return `GRANTLET_OK` or `GRANTLET_E_NULL`.
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

/// Restores a session from its slots after a restart. Call it after `grantlet_session_init`, after
/// `grantlet_session_wall_time` if a clock knows the time, and also before a login, whose record must be newer than the
/// stored one. Nothing is written. Then call `grantlet_session_state`.
///
/// @param session The session. If no slot has a whole record, it has no grant.
/// @param slot_0 The whole first slot. A copy of it in RAM is secret.
/// @param slot_1 The whole second slot.
/// @param now The time in milliseconds since boot.
/// @param error With `GRANTLET_E_BUFFER_TOO_SMALL`, `needed` is the length of an arena that is large enough: call
/// `grantlet_session_move_to`, then this function again.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, `GRANTLET_E_BUFFER_TOO_SMALL`, or
/// `GRANTLET_E_LATER_VERSION`: a later version of this library wrote the newest record. Nothing is restored then.
/// @warning After `GRANTLET_E_LATER_VERSION` do not write to either slot, or the stored refresh token is lost.
///
/// # Safety
/// `session` is NULL, or can be read and written and holds zeros or a session; the spans can be read, and
/// `error` is NULL or can be written.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_restore(
    session: *mut Session,
    slot_0: Span,
    slot_1: Span,
    now: u64,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let session = or_return!(Session::with(session, error));
        let slots = [or_return!(slot_0.get()), or_return!(slot_1.get())];
        match session.restore(slots, grantlet::Uptime::from_millis(now)) {
            Err(RestoreError::LaterVersion) => Status::ELaterVersion,
            Err(RestoreError::BufferTooSmall { needed }) => {
                fits(Err(BufferTooSmall { needed }), error)
            }
            Ok(()) => Status::Ok,
        }
    }
}

/// Returns the slot for the next record.
///
/// @param session The session.
/// @return 0 or 1; 0 if `session` is NULL.
///
/// # Safety
/// `session` is NULL, or can be read and holds zeros or a session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_next_slot(session: *const Session) -> usize {
    // SAFETY: the caller says so.
    unsafe { Session::read(session) }.map_or(0, grantlet::Session::next_slot)
}

/// Writes the record to store. Erase the slot that `grantlet_session_next_slot` returns, program the record after the first
/// `GRANTLET_MARK_LENGTH` bytes, which stay erased for the mark, read it back, and call `grantlet_session_stored`.
///
/// @param session The session.
/// @param out The buffer. It is secret afterwards.
/// @param capacity Its length in bytes; `GRANTLET_RECORD_LENGTH` of the longest strings is enough.
/// @param record Receives the record, in the buffer: a multiple of 32 bytes, with `GRANTLET_MARK_LENGTH` erased bytes (0xFF)
/// at its start. Zeros on an error.
/// @param error With `GRANTLET_E_BUFFER_TOO_SMALL`, `needed` is the length of the record.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION` or `GRANTLET_E_BUFFER_TOO_SMALL`.
///
/// # Safety
/// `session` is NULL, or can be read and holds zeros or a session; `out` can be written for `capacity`
/// bytes, and the other pointers are NULL or can be written.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_record(
    session: *const Session,
    out: *mut c_void,
    capacity: usize,
    record: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(record), Some(error)) = (cleared(record), cleared(error)) else {
            return Status::ENull;
        };
        let session = or_return!(Session::read(session));
        let out = or_return!(buffer(out.cast(), capacity));
        fits(session.record(out).map(|written| *record = Span::of(written)), error)
    }
}

/// Reports that the record was stored, and reads back as written. From now on the new tokens are used. If no storage works
/// at all, call it all the same: the next restart is then a login.
///
/// @param session The session.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` if no record waits.
///
/// # Safety
/// `session` is NULL, or can be read and written and holds zeros or a session.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_stored(session: *mut Session) -> Status {
    // SAFETY: the caller says so.
    let session = or_return!(unsafe { Session::get(session) });
    if session.take_stored() { Status::Ok } else { Status::EWrongState }
}
