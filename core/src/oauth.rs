//! What all of OAuth's responses have in common.

pub(crate) mod document;
pub(crate) mod outcome;
pub(crate) mod verdict;
