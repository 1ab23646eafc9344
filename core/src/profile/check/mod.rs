//! What in a profile is misspelt, can match nothing, or contradicts another setting: found at compile
//! time or at run time.
//!
//! - `characters`: which characters are allowed in what
//! - `entries`: whose name a new one is
//! - `error`: the error, and what to do about it
//! - `errors`: errors in the format of another list
//! - `header_fields`: names and values of headers
//! - `rules`: a rule for each list, and the function that applies it

pub(crate) mod characters;
pub(crate) mod entries;
pub(crate) mod error;
pub(crate) mod errors;
pub(crate) mod header_fields;
pub(crate) mod rules;
