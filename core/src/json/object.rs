//! Objects of JSON, written member by member.

use crate::text::buffer::Writer;
use crate::text::form::hex_digit;

/// Writes a JSON string, with `space` in place of each space.
pub(crate) fn write_string(writer: &mut Writer<'_>, text: &[u8], space: u8) {
    writer.byte(b'"');
    for byte in text {
        write_char(writer, if *byte == b' ' { space } else { *byte });
    }
    writer.byte(b'"');
}

fn write_char(writer: &mut Writer<'_>, byte: u8) {
    match byte {
        b'"' | b'\\' => {
            writer.byte(b'\\');
            writer.byte(byte);
        }
        0..=0x1F => {
            writer.text("\\u00");
            writer.byte(hex_digit(byte >> 4));
            writer.byte(hex_digit(byte & 15));
        }
        _ => writer.byte(byte),
    }
}

/// Writes the members of one object, in order, compact.
pub(crate) struct ObjectWriter<'w, 'b> {
    writer: &'w mut Writer<'b>,
    open: u8,
}

impl<'w, 'b> ObjectWriter<'w, 'b> {
    pub(crate) fn new(writer: &'w mut Writer<'b>) -> Self {
        Self { writer, open: b'{' }
    }

    fn name(&mut self, name: &str) {
        self.writer.byte(self.open);
        self.open = b',';
        write_string(self.writer, name.as_bytes(), b' ');
        self.writer.byte(b':');
    }

    pub(crate) fn text(&mut self, name: &str, value: impl Iterator<Item = u8>) {
        self.pair(name.bytes(), value);
    }

    /// As [`text`](Self::text), with a name that is decoded on the way.
    pub(crate) fn pair(&mut self, name: impl Iterator<Item = u8>, value: impl Iterator<Item = u8>) {
        self.writer.byte(self.open);
        self.open = b',';
        self.quoted(name);
        self.writer.byte(b':');
        self.quoted(value);
    }

    fn quoted(&mut self, text: impl Iterator<Item = u8>) {
        self.writer.byte(b'"');
        for byte in text {
            write_char(self.writer, byte);
        }
        self.writer.byte(b'"');
    }

    /// An array of strings.
    pub(crate) fn texts(&mut self, name: &str, values: &[&str]) {
        self.name(name);
        let mut mark = b'[';
        for value in values {
            self.writer.byte(mark);
            mark = b',';
            write_string(self.writer, value.as_bytes(), b' ');
        }
        if values.is_empty() {
            self.writer.byte(mark);
        }
        self.writer.byte(b']');
    }

    /// A value that is JSON already.
    pub(crate) fn raw(&mut self, name: &str, json: &str) {
        self.name(name);
        self.writer.text(json);
    }

    pub(crate) fn number(&mut self, name: &str, value: u64) {
        self.name(name);
        self.writer.number(value);
    }

    pub(crate) fn end(self) {
        if self.open == b'{' {
            self.writer.byte(b'{');
        }
        self.writer.byte(b'}');
    }
}
