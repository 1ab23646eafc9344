//! The clock that a test can move.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Keeps every time that the simulator reckons with far from overflow.
const CENTURY: u64 = 100 * 366 * 24 * 60 * 60;

/// The simulator's clock: the machine's, plus what was advanced. Clones are the same clock.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead: Arc<AtomicU64>,
}

impl Clock {
    /// Moves the clock forward, so that codes and tokens age. It cannot be moved back, nor more than a century in all.
    pub fn advance(&self, seconds: u64) {
        let add = |ahead: u64| Some(ahead.saturating_add(seconds).min(CENTURY));
        // Never Err: the closure always has a value.
        let _ = self.ahead.fetch_update(Ordering::SeqCst, Ordering::SeqCst, add);
    }

    /// Time since 1970-01-01T00:00:00Z as the simulator sees it.
    pub fn now(&self) -> Duration {
        // A machine set before 1970 reads as 1970: only differences matter here.
        let machine = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        machine + Duration::from_secs(self.ahead.load(Ordering::SeqCst))
    }
}

/// `2026-03-10T09:42:45.553536044Z`, with as many digits after the point as asked for.
pub(crate) fn rfc3339(since_epoch: Duration, digits: usize) -> String {
    // The clock stays below the year 9999, where both of these would end.
    let since_epoch =
        jiff::SignedDuration::try_from(since_epoch).unwrap_or(jiff::SignedDuration::MAX);
    let timestamp = jiff::Timestamp::from_duration(since_epoch).unwrap_or(jiff::Timestamp::MAX);
    format!("{timestamp:.digits$}")
}
