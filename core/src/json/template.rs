//! Fills values into a fixed JSON text. One call with a template takes less flash than a call for each piece.

use crate::crypto::base64::write_url;
use crate::text::buffer::Writer;

/// Writes a template, and replaces each gap by the next value. `%` writes the value as the content of a JSON string and
/// escapes only quotes: the caller has refused control characters and backslashes. `$` writes the value in base64url.
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
