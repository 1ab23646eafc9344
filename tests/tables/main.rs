//! The tables of cases that all languages run, in Rust and by the C interface.

mod c;
mod flows;
mod flows_c;
mod rust;
mod sessions;
mod world;
mod world_requests;
