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
    /// Continues from what was stored before a restart, and writes nothing. Call it first, after
    /// [`wall_time`](Self::wall_time) if a clock is set, and also before a login, whose record must be newer
    /// than the stored ones. In a later state it acts as a restart: what was not stored is lost. If no slot
    /// has a whole record, there is no grant.
    ///
    /// # Errors
    /// [`RestoreError::BufferTooSmall`] if the arena is too small for the record's strings; the slots keep
    /// them. [`move_to`](Self::move_to) a larger arena, and call this again.
    /// [`RestoreError::LaterVersion`] where a later version of this library wrote the newest record:
    /// nothing was restored. Write to neither slot, or the refresh token that is stored is lost.
    pub fn restore(&mut self, slots: [&[u8]; 2], now: Uptime) -> Result<(), RestoreError> {
        self.tick(now.as_millis());
        let (mut choice, mut record) = (NONE, Stored::default());
        read_newer(slots, &mut choice, &mut record);
        let Some(slot) = choice.slot else {
            self.forget();
            self.phase = before_a_grant(self.client_credentials);
            return Ok(());
        };
        if record.is_of_later_version() {
            return Err(RestoreError::LaterVersion);
        }
        // Even if the strings do not fit: a login's record must be newer than this one.
        (self.is_second, self.sequence) = (slot == 1, record.sequence);
        let (access_token, ends) = record.access_token();
        let refresh_token = Some(self.new_of(record.refresh_token()));
        let subject = Some(record.subject());
        self.arena.set(subject, refresh_token, Some(access_token))?;
        (self.deadline, self.deadline_counts) = (record.deadline, true);
        self.server = record.server();
        self.id_token_is_due = record.id_token_is_due();
        self.stored_id_token_is_due = self.id_token_is_due;
        self.marked = choice.marked;
        self.start_afresh();
        self.in_doubt = self.arena.has_refresh_token() && (choice.marked || choice.other_is_torn);
        (self.is_restored, self.until, self.lifetime) = (true, ends, 0);
        (self.is_long, self.held_for) = (false, 0);
        self.phase = Phase::Idle;
        self.plan();
        Ok(())
    }

    /// Whether a record waits to be stored.
    pub(super) fn has_a_record(&self) -> bool {
        matches!(self.phase, Phase::Unstored | Phase::Ending)
    }

    /// The slot, 0 or 1, that the next record is for.
    pub fn next_slot(&self) -> usize {
        usize::from(!self.is_second)
    }

    /// Writes the record into `buffer` and returns it. Erase the slot [`next_slot`](Self::next_slot), program
    /// the record there, and call [`stored`](Self::stored). [`record_len`](crate::record_len) is its longest
    /// length. It is secret. The first [`MARK`](crate::MARK)`.len()` bytes are 0xFF: flash that programs a
    /// word only once must not program these yet.
    ///
    /// Valid in every state. If no record waits to be stored, it is the one that was stored last.
    ///
    /// # Errors
    /// [`BufferTooSmall`] with the exact length.
    pub fn record<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], BufferTooSmall> {
        // A deadline that does not count any more must not count again after a restart.
        let deadline = if self.deadline_counts { self.deadline } else { UNKNOWN };
        let mut writer = RecordWriter::new(&mut *buffer, self.server, self.sequence, deadline);
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

    /// Reports that the record is stored: it was written, and read back the same. Until then the session
    /// waits. If storage does not work at all, call it nevertheless; the next restart then needs a login.
    ///
    /// # Errors
    /// The state, if no record waits to be stored.
    pub fn stored(&mut self) -> Result<(), WrongState> {
        if self.take_stored() {
            return Ok(());
        }
        Err(WrongState(self.state_at(self.clock.read_at())))
    }
}
