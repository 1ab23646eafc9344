//! Cryptographic building blocks, each over a crate of its own.

pub(crate) mod base64;
