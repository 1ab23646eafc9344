//! JSON: one reader that finds the members of an object, and writers.
//!
//! - `facts`: what is recorded of a value while it is validated, as bits
//! - `text`: one character, one string, one number
//! - `names`: which of the wanted names a member has
//! - `reader`: one object: syntax, depth, duplicates, and where its members are
//! - `unescape`: escapes, undone in place
//! - `value`: the value of a member
//! - `elements`: the items of an array
//! - `path`: a value deeper in a document
//! - `validate`: a whole document
//! - `object`: an object, written member by member
//! - `template`: JSON with gaps for values

pub(crate) mod facts;
pub(crate) mod text;
pub(crate) mod names;
pub(crate) mod reader;
pub(crate) mod unescape;
pub(crate) mod value;
pub(crate) mod elements;
pub(crate) mod path;
pub(crate) mod validate;
pub(crate) mod object;
pub(crate) mod template;
