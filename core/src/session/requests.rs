//! Which requests a response can still come to.

use crate::clock::NEVER;

/// Requests that are remembered: the last one, and two that were given up before it.
const COUNT: usize = 3;
/// In place of when it was sent: nothing comes any more.
const OVER: u64 = NEVER;
/// In place of when it was sent: its response is refused, if one comes.
const CLOSED: u64 = NEVER - 1;

#[derive(Clone, Copy)]
pub(super) struct Request {
    /// By the caller's clock, which may be set back: a name, and no order.
    pub(super) begun_at: u64,
    /// By the session's clock.
    pub(super) sent_at: u64,
}

impl Request {
    const fn is_open(&self) -> bool {
        self.sent_at < CLOSED
    }
}

/// The last requests, the newest first.
pub(super) struct Requests([Request; COUNT]);

impl Requests {
    pub(super) const fn new() -> Self {
        Self([Request { begun_at: 0, sent_at: OVER }; COUNT])
    }

    pub(super) fn begin(&mut self, begun_at: u64, sent_at: u64) {
        let [newest, before, _] = self.0;
        self.0 = [Request { begun_at, sent_at }, newest, before];
    }

    /// The newest of those that may be responded to, or the one that was begun at a moment; and how many
    /// are newer.
    pub(super) fn find(&self, begun_at: Option<u64>) -> Option<(usize, Request)> {
        let is_it = |request: &Request| begun_at.is_none_or(|at| request.begun_at == at);
        let mut requests = self.0.iter().copied().enumerate();
        requests.find(|(_, request)| request.is_open() && is_it(request))
    }

    /// When the newest was begun.
    pub(super) const fn newest_begun_at(&self) -> u64 {
        let [Request { begun_at, .. }, ..] = self.0;
        begun_at
    }

    /// Whether a response to a request of that moment may still come, to be taken or refused.
    pub(super) fn has_begun_at(&self, now: u64) -> bool {
        self.0.iter().any(|request| request.begun_at == now && request.sent_at != OVER)
    }

    /// A response has come to the one that so many are newer than.
    pub(super) fn over(&mut self, index: usize) {
        if let Some(request) = self.0.get_mut(index) {
            request.sent_at = OVER;
        }
    }

    /// Responses to these are refused: all but so many newest.
    #[inline(never)]
    pub(super) fn close(&mut self, but: usize) {
        for request in self.0.iter_mut().skip(but) {
            if request.is_open() {
                request.sent_at = CLOSED;
            }
        }
    }
}
