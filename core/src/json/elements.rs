//! The objects in an array that was read.

use core::ops::Range;

/// The offsets of the objects that are elements of an array, one after the other. The text was validated.
pub(crate) struct Objects {
    at: usize,
}

impl Objects {
    pub(crate) const fn new() -> Self {
        Self { at: 0 }
    }

    /// The next object, from its first bracket to behind its last.
    pub(crate) fn next(&mut self, array: &[u8]) -> Option<Range<usize>> {
        // The array's own bracket is the first level.
        let (mut depth, mut start) = (u32::from(self.at != 0), self.at);
        let (mut is_string, mut is_escaped) = (false, false);
        for byte in array.get(self.at..)? {
            let here = self.at;
            self.at = self.at.wrapping_add(1);
            if is_string {
                is_string = is_escaped || *byte != b'"';
                is_escaped = *byte == b'\\' && !is_escaped;
                continue;
            }
            match byte {
                b'"' => is_string = true,
                b'[' | b'{' => {
                    if depth == 1 {
                        start = here;
                    }
                    depth = depth.wrapping_add(1);
                }
                b']' | b'}' => {
                    depth = depth.wrapping_sub(1);
                    if depth == 1 && *byte == b'}' {
                        return Some(start..self.at);
                    }
                }
                _ => {}
            }
        }
        None
    }
}
