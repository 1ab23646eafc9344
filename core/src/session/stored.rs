//! What of a session is stored, and read after a restart.

use crate::session::clock::UNKNOWN;
use crate::session::record::{
    ACCESS_TOKEN, ID_TOKEN_DUE, NONE, REFRESH_TOKEN, RecordWriter, SUBJECT, Stored, read_newer,
    seal,
};
use crate::session::session::{Phase, Session, before_a_grant};
use crate::session::state::{RestoreError, WrongState};
use crate::text::buffer::BufferTooSmall;
use crate::time::instant::Uptime;

impl Session<'_> {
    /// Goes on from what was stored before a restart, without writing anything. It comes before
    /// anything else but [`wall_time`](Self::wall_time), before a login too, whose record must be newer
    /// than what is there. Where no slot has a whole record, there is no grant.
    ///
    /// # Errors
    /// [`RestoreError::BufferTooSmall`] where the arena does not hold the record's texts; the slots keep
    /// them. [`move_to`](Self::move_to) a larger arena, and call this again.
    /// [`RestoreError::LaterVersion`] where a later version of this library wrote the newest record:
    /// nothing was restored. Write to neither slot, or the refresh token that is stored is lost.
    pub fn restore(&mut self, slots: [&[u8]; 2], now: Uptime) -> Result<(), RestoreError> {
        self.tick(now.as_millis());
        let (mut picked, mut record) = (NONE, Stored::default());
        read_newer(slots, &mut picked, &mut record);
        let Some(slot) = picked.slot else {
            self.forget();
            self.phase = before_a_grant(self.client_credentials);
            return Ok(());
        };
        if record.is_of_later_version {
            return Err(RestoreError::LaterVersion);
        }
        // Even where the texts do not fit: a login's record must be newer than this one.
        (self.is_second, self.sequence) = (slot == 1, record.sequence);
        let (access_token, ends) = record.access_token();
        let refresh_token = Some(self.new_of(record.refresh_token()));
        let subject = Some(record.subject());
        self.arena.set(subject, refresh_token, Some(access_token))?;
        (self.deadline, self.deadline_counts) = (record.deadline, true);
        self.id_token_is_due = record.id_token_is_due();
        self.stored_id_token_is_due = self.id_token_is_due;
        self.marked = picked.marked;
        self.start_afresh();
        self.in_doubt = self.arena.has_refresh_token() && (picked.marked || picked.other_is_torn);
        (self.is_restored, self.until) = (true, ends);
        (self.is_long, self.held_for) = (false, 0);
        self.phase = Phase::Idle;
        self.plan();
        Ok(())
    }

    /// The slot, 0 or 1, that the next record is for.
    pub fn next_slot(&self) -> usize {
        usize::from(!self.is_second)
    }

    /// Writes the record to store, into the slot that [`next_slot`](Self::next_slot) names, after
    /// that was erased; returns what was written. [`record_len`](crate::record_len) tells its length.
    /// It holds secrets. The first bytes, as many as [`MARK`](crate::MARK) has, are erased ones: a flash
    /// that programs a word only once must not program these yet.
    ///
    /// # Errors
    /// [`BufferTooSmall`] with the exact length.
    pub fn record<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], BufferTooSmall> {
        // A deadline that does not count any more must not count again after a restart.
        let deadline = if self.deadline_counts { self.deadline } else { UNKNOWN };
        let mut writer = RecordWriter::new(&mut *buffer, self.sequence, deadline);
        writer.field(REFRESH_TOKEN, None, self.refresh_token_bytes());
        writer.field(SUBJECT, None, self.subject_bytes());
        if self.id_token_is_due {
            writer.field(ID_TOKEN_DUE, None, &[1]);
        } else if let Some(ends) = self.access_token_ends() {
            writer.field(ACCESS_TOKEN, Some(&ends.to_le_bytes()), self.arena.access_token());
        }
        let (end, length) = writer.end()?;
        seal(buffer, end);
        Ok(buffer.get(..length).unwrap_or_default())
    }

    /// Tells that the record is stored: it was written, and read back the same. Until then the
    /// session waits; where no storage works at all, call it all the same, and the next restart is a
    /// login.
    ///
    /// # Errors
    /// The state, where no record waits to be stored.
    pub fn stored(&mut self) -> Result<(), WrongState> {
        if self.take_stored() {
            return Ok(());
        }
        Err(WrongState(self.state_at(self.clock.read_at())))
    }
}
