//! A simulator: a fleet of devices, each with a real [`grantlet::Session`], and one server that takes
//! so many requests a second and is out for a while. Time is simulated and there is no network.
//!
//! What it leaves out makes it harsher, or matters less than a second: a response takes no time, and a
//! server that is out tells so at once.

mod world;
mod simulation;
mod figures;
mod plot;

pub use figures::{Figures, table};
pub use plot::plot;
pub use simulation::{Run, simulate};
pub use world::{Manner, World};
