//! A simulator: a fleet of devices, each with a real [`grantlet::Session`], and one server that takes
//! so many requests a second and has an outage. Time is simulated and there is no network.
//!
//! Where it is simpler than reality, the load is higher or differs by less than a second: a response
//! takes no time, and a request in an outage fails at once.

mod world;
mod simulation;
mod figures;
mod plot;

pub use figures::{Figures, table};
pub use plot::plot;
pub use simulation::{Run, simulate};
pub use world::{Setup, World};
