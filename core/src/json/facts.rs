//! What is known of a value once it was read: bits, so that nothing is looked at twice.

/// A string.
pub(crate) const STRING: u8 = 1;
/// A string that has escapes.
pub(crate) const ESCAPED: u8 = 2;
/// Of a string, that it has a byte outside 0x21 to 0x7E; of an array, an item that is no string.
pub(crate) const ODD: u8 = 4;
/// A number.
pub(crate) const NUMBER: u8 = 8;
/// An array.
pub(crate) const ARRAY: u8 = 16;
/// An object.
pub(crate) const OBJECT: u8 = 32;
/// `true` or `false`.
pub(crate) const BOOL: u8 = 64;
/// It says something, as an error: null, false, 0 and an empty string do not.
pub(crate) const SAYS: u8 = 128;
