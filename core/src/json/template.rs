//! JSON with gaps: it takes less flash than a call for each piece.

use crate::crypto::base64::write_url;
use crate::text::buffer::Writer;

/// Writes a template with a value in each gap, in order: `%` takes the content of a JSON string, without control
/// characters and backslashes, and `$` the base64url of the bytes.
#[inline(never)]
pub(crate) fn fill(writer: &mut Writer<'_>, template: &str, values: &[&[u8]]) {
    let mut values = values.iter();
    for gap in template.bytes() {
        if !matches!(gap, b'%' | b'$') {
            writer.byte(gap);
            continue;
        }
        let Some(value) = values.next() else { continue };
        if gap == b'$' {
            write_url(writer, value);
            continue;
        }
        for &byte in *value {
            if byte == b'"' {
                writer.byte(b'\\');
            }
            writer.byte(byte);
        }
    }
}
