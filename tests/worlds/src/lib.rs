//! Sessions in random worlds: a server that rotates, with a grace period or without; storages that
//! fail, tear or are cleared; clocks that jump; tabs and power that die. Histories come from seeds, and
//! are the same for the Rust session, which runs them here, and the JavaScript session, which reads
//! them as JSON lines (`js/`). After each event [`Invariant`]s are checked that hold in every world.

mod history;
mod generate;
mod server;
mod invariants;
mod watch;
mod device;
mod life;
mod run;
#[path = "../../faults/flash.rs"]
#[allow(dead_code)]
mod flash;

pub use history::{Arrives, Event, History, Outcome, Step, StorageFault, User, Verdict, World};
pub use invariants::{Broken, Counts, Invariant, RECOVERS_WITHIN, most_an_hour};
pub use life::run_history;
pub use run::{Report, run, shrunk};
