//! What is stored is read: what earlier editions wrote by this one, in Rust and in C; and what this one
//! writes by the earlier ones, whose programs `cargo xtask test edition` builds. The README beside this
//! says how the fixtures were made.

mod c;
mod fixture;
mod flash;
mod logins;
mod older;
mod read;
