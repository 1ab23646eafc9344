//! The facts about a value that was read, as bits, so that no value is examined twice.

/// A string.
pub(crate) const STRING: u8 = 1;
/// A string that has escapes.
pub(crate) const ESCAPED: u8 = 2;
/// A string that has a byte outside 0x21 to 0x7E, or an array that has an item other than a string.
pub(crate) const ODD: u8 = 4;
/// A number.
pub(crate) const NUMBER: u8 = 8;
/// An array.
pub(crate) const ARRAY: u8 = 16;
/// An object.
pub(crate) const OBJECT: u8 = 32;
/// `true` or `false`.
pub(crate) const BOOL: u8 = 64;
/// A value other than null, false, 0 and an empty string. An `error` member reports an error only with this fact.
pub(crate) const SAYS: u8 = 128;
