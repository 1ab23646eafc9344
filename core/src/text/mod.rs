//! Bytes. Nothing here knows OAuth.
//!
//! - `buffer`: the caller's buffer: a writer that counts past its end
//! - `run`: how many bytes at the start of a string need no decoding, by words where that pays
//! - `words`: words in a string
//! - `span`: offsets into one text
//! - `form`: `application/x-www-form-urlencoded`, both ways

pub(crate) mod buffer;
pub(crate) mod run;
pub(crate) mod words;
pub(crate) mod span;
pub(crate) mod form;
