//! Objects of JSON, written member by member.

use crate::buffer::Writer;
use crate::form::hex_digit;

/// Writes a JSON string: tokens with one byte between each two.
fn write_string(writer: &mut Writer<'_>, tokens: &[&str], separator: u8) {
    writer.byte(b'"');
    for (index, token) in tokens.iter().enumerate() {
        if index > 0 {
            write_char(writer, separator);
        }
        for &byte in token.as_bytes() {
            write_char(writer, byte);
        }
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
        write_string(self.writer, &[name], 0);
        self.writer.byte(b':');
    }

    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.joined(name, &[value], 0);
    }

    pub(crate) fn joined(&mut self, name: &str, tokens: &[&str], separator: u8) {
        self.name(name);
        write_string(self.writer, tokens, separator);
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
