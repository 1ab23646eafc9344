//! Pairs of a request: as a form, as one JSON object, or as the query of an address.

use core::fmt;

use crate::json::object::write_string;
use crate::oauth::parameter::Parameter;
use crate::text::buffer::Writer;
use crate::text::form::{Encoding, encode_into};
use crate::text::span::Span;
use crate::text::words::cut;

/// How a token request's body is written. It carries the code that writes it, so that a program
/// links no other.
#[derive(Clone, Copy)]
pub struct RequestBody {
    /// The header fields `Content-Type` and `Accept`.
    pub(crate) content_type: &'static str,
    /// The bytes before the first pair, before each further one, and at the end; 0 is none.
    pub(crate) marks: [u8; 3],
    pub(crate) pair: fn(&mut Writer<'_>, &Parameter<'_>),
    /// Whether it has each name once: readers of JSON take the first, the last, or neither (RFC 8259,
    /// section 4).
    pub(crate) has_unique_names: bool,
    /// Moves the body behind the URL, where it is a query.
    pub(crate) move_to_url: Option<MoveToUrl>,
}

type MoveToUrl = fn(&mut [u8], &mut RequestSpans);

/// The offsets of the parts of a request in its buffer, one after the other.
///
/// Its layout is C's, for the same reason as that of [`LocatedResponse`](crate::engine::LocatedResponse).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct RequestSpans {
    /// The absolute address.
    pub url: Span,
    /// Header fields, each ended by CR LF.
    pub headers: Span,
    /// The body.
    pub body: Span,
}

impl RequestSpans {
    /// The parts by where each ends.
    #[inline(always)]
    pub(crate) fn of_ends(url: usize, headers: usize, body: usize) -> Self {
        Self {
            url: Span::new(0, url),
            headers: Span::new(url, headers),
            body: Span::new(headers, body),
        }
    }
}

impl RequestBody {
    /// `application/x-www-form-urlencoded` (RFC 6749, appendix B).
    pub const FORM: Self = Self {
        content_type: "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n",
        marks: [0, b'&', 0],
        pair: form_pair,
        has_unique_names: false,
        move_to_url: None,
    };
    /// One JSON object of strings. Of further parameters it has each once; a form can repeat them, such as
    /// `resource` (RFC 8707, section 2).
    pub const JSON: Self = Self {
        content_type: "Content-Type: application/json\r\nAccept: application/json\r\n",
        marks: [b'{', b',', b'}'],
        pair: json_pair,
        has_unique_names: true,
        move_to_url: None,
    };
    /// No body, but a query, and no cache that keeps the response. See [`Profile::dangerously_send_in_query`](crate::Profile::dangerously_send_in_query).
    pub(crate) const IN_QUERY: Self = Self {
        content_type: concat!("Cache-Control: no-store\r\n", "Accept: application/json\r\n"),
        move_to_url: Some(move_to_url),
        ..Self::query(b'?')
    };
    /// The same with the query in the place of the body, for a binding that joins them.
    pub(crate) const BEHIND_URL: Self =
        Self { move_to_url: Some(continue_query), ..Self::IN_QUERY };
}

impl RequestBody {
    /// The query of a URL, with the byte before its first pair.
    pub(crate) const fn query(mark: u8) -> Self {
        let (marks, has_unique_names) = ([mark, b'&', 0], false);
        Self { content_type: "", marks, pair: query_pair, has_unique_names, move_to_url: None }
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
        f.write_str(match self.content_type {
            form if form == Self::FORM.content_type => "FORM",
            json if json == Self::JSON.content_type => "JSON",
            _ => "IN_QUERY",
        })
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

/// A query continues the one that a URL has.
fn continue_query(buffer: &mut [u8], RequestSpans { url, body, .. }: &mut RequestSpans) {
    let has_query = cut(url.of(buffer), b'?').1.is_some();
    if let (true, Some(mark)) = (has_query, buffer.get_mut(body.start as usize)) {
        *mark = b'&';
    }
}

/// Swaps header fields and query.
fn move_to_url(buffer: &mut [u8], spans: &mut RequestSpans) {
    continue_query(buffer, spans);
    let RequestSpans { url, headers, body } = spans;
    // Each turned around, and then the two as one.
    for (start, end) in [(headers.start, headers.end), (body.start, body.end), (url.end, body.end)]
    {
        reverse(buffer.get_mut(Span { start, end }.range()).unwrap_or_default());
    }
    url.end = url.end.wrapping_add(body.end.wrapping_sub(body.start));
    *headers = Span { start: url.end, end: body.end };
    body.start = body.end;
}

/// `slice::reverse` has bounds checks where the compiler optimizes for size.
fn reverse(mut bytes: &mut [u8]) {
    while let [first, between @ .., last] = bytes {
        core::mem::swap(first, last);
        bytes = between;
    }
}

fn json_pair(writer: &mut Writer<'_>, pair: &Parameter<'_>) {
    write_string(writer, pair.name, b' ');
    writer.byte(b':');
    write_string(writer, pair.value, pair.space);
}
