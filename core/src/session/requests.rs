//! The requests that a response may still belong to.

/// Requests that are remembered: the last one, and two that were given up before it.
const COUNT: usize = 3;

#[derive(Clone, Copy)]
pub(super) struct Request {
    /// By the caller's clock, which may be set back: it identifies a request, and gives no order.
    pub(super) begun_at: u64,
    /// By the session's clock.
    pub(super) sent_at: u64,
}

/// The last requests, the newest first.
pub(super) struct Requests {
    sent: [Request; COUNT],
    /// A bit for each request whose response may still come, and would be taken.
    open: u32,
    /// A bit for each request whose response may still come, whether it would be taken or refused.
    awaited: u32,
}

impl Requests {
    pub(super) const fn new() -> Self {
        const NONE: [Request; COUNT] = [Request { begun_at: 0, sent_at: 0 }; COUNT];
        Self { sent: NONE, open: 0, awaited: 0 }
    }

    pub(super) fn begin(&mut self, begun_at: u64, sent_at: u64) {
        let mut before = Request { begun_at, sent_at };
        for request in &mut self.sent {
            before = core::mem::replace(request, before);
        }
        self.open = self.open << 1 | 1;
        self.awaited = self.awaited << 1 & ALL | 1;
    }

    /// Whether the newest may be sent once more: a response to it has come, and it is not the second already.
    pub(super) const fn may_repeat(&self) -> bool {
        self.awaited & (1 | REPEATED) == 0
    }

    /// Records that the newest request is the one before it, sent once more.
    pub(super) const fn repeated(&mut self) {
        self.awaited |= REPEATED;
    }

    /// The newest open request, or the open request that was begun at this time; and how many are newer.
    #[inline(never)]
    pub(super) fn find(&self, begun_at: Option<u64>) -> Option<(&Request, u8)> {
        self.find_in(self.open, begun_at)
    }

    /// As [`find`](Self::find), among the requests whose bits are set.
    #[inline(always)]
    fn find_in(&self, mut bits: u32, begun_at: Option<u64>) -> Option<(&Request, u8)> {
        let mut index = 0u8;
        for request in &self.sent {
            if bits & 1 > 0 && begun_at.is_none_or(|at| request.begun_at == at) {
                return Some((request, index));
            }
            bits >>= 1;
            index = index.wrapping_add(1);
        }
        None
    }

    pub(super) fn has_open(&self) -> bool {
        self.open & ALL > 0
    }

    /// When the newest was begun.
    pub(super) const fn newest_begun_at(&self) -> u64 {
        let [Request { begun_at, .. }, ..] = self.sent;
        begun_at
    }

    /// Whether a response to a request that was begun at this time may still come, to be taken or refused.
    pub(super) fn has_begun_at(&self, now: u64) -> bool {
        self.find_in(self.awaited, Some(now)).is_some()
    }

    /// Records that a response has come to the request that `index` requests are newer than.
    #[inline(never)]
    pub(super) fn over(&mut self, index: u8) {
        let others = !bit(index);
        self.open &= others;
        self.awaited &= others;
    }

    /// Refuses responses to all requests but the newest `but`.
    pub(super) fn close(&mut self, but: u8) {
        self.open &= bit(but).wrapping_sub(1);
    }
}

/// The bit of `awaited` that [`Requests::repeated`] sets, until the next [`Requests::begin`].
const REPEATED: u32 = 1 << COUNT;

/// The bits of all that are remembered.
const ALL: u32 = (1 << COUNT) - 1;

fn bit(index: u8) -> u32 {
    1u32.wrapping_shl(index.into())
}
