//! Pairs of a request: as a form, as one JSON object, or as the query of an address.

use core::fmt;

use crate::json::object::write_string;
use crate::oauth::parameter::Parameter;
use crate::text::buffer::Writer;
use crate::text::form::{Encoding, encode_into};

/// How a token request's body is written. It carries the code that writes it, so that a program
/// links no other.
#[derive(Clone, Copy)]
pub struct RequestBody {
    /// The header fields that say what the body is and what the response is to be.
    pub(crate) content_type: &'static str,
    /// What stands before the first pair, before each further one, and at the end; 0 is nothing.
    pub(crate) marks: [u8; 3],
    pub(crate) pair: fn(&mut Writer<'_>, &Parameter<'_>),
    /// Whether it has each name once: readers of JSON take the first, the last, or neither (RFC 8259,
    /// section 4).
    pub(crate) has_unique_names: bool,
}

impl RequestBody {
    /// `application/x-www-form-urlencoded` (RFC 6749, appendix B).
    pub const FORM: Self = Self {
        content_type: "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n",
        marks: [0, b'&', 0],
        pair: form_pair,
        has_unique_names: false,
    };
    /// One JSON object of strings. Of further parameters it has each once; a form can repeat them, such as
    /// `resource` (RFC 8707, section 2).
    pub const JSON: Self = Self {
        content_type: "Content-Type: application/json\r\nAccept: application/json\r\n",
        marks: [b'{', b',', b'}'],
        pair: json_pair,
        has_unique_names: true,
    };
}

impl RequestBody {
    /// The query of an address, with what stands before its first pair.
    pub(crate) const fn query(mark: u8) -> Self {
        Self { content_type: "", marks: [mark, b'&', 0], pair: query_pair, has_unique_names: false }
    }

    /// Writes what has a value of the parameters, and all of the caller's own.
    pub(crate) fn write(
        &self,
        writer: &mut Writer<'_>,
        parameters: &[Parameter<'_>],
        own: &[(&str, &str)],
    ) {
        let [mut mark, between, end] = self.marks;
        for parameter in parameters {
            if !parameter.value.is_empty() {
                writer.mark(mark);
                mark = between;
                (self.pair)(writer, parameter);
            }
        }
        for (name, value) in own {
            writer.mark(mark);
            mark = between;
            (self.pair)(writer, &Parameter::new(name, value));
        }
        if mark != between {
            writer.mark(mark);
        }
        writer.mark(end);
    }
}

impl PartialEq for RequestBody {
    fn eq(&self, other: &Self) -> bool {
        self.content_type == other.content_type
    }
}

impl Eq for RequestBody {}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::FORM { "FORM" } else { "JSON" })
    }
}

fn form_pair(writer: &mut Writer<'_>, pair: &Parameter<'_>) {
    encode_pair(writer, Encoding::Form, pair);
}

fn query_pair(writer: &mut Writer<'_>, pair: &Parameter<'_>) {
    encode_pair(writer, Encoding::Percent, pair);
}

#[inline(always)]
fn encode_pair(writer: &mut Writer<'_>, encoding: Encoding, pair: &Parameter<'_>) {
    encode_into(writer, encoding, pair.name, b' ');
    writer.byte(b'=');
    encode_into(writer, encoding, pair.value, pair.space);
}

fn json_pair(writer: &mut Writer<'_>, pair: &Parameter<'_>) {
    write_string(writer, pair.name, b' ');
    writer.byte(b':');
    write_string(writer, pair.value, pair.space);
}
