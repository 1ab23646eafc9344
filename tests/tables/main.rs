//! The tables of cases that all languages run, in Rust and by the C interface.

mod c;
mod forms;
mod flows;
mod flows_c;
mod nonces;
mod revocations;
mod rust;
mod sessions;
mod setters;
mod times;
mod world;
mod world_c;
mod world_requests;
mod world_rust;
