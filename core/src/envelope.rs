//! Answers that a provider wraps in a member of its own.

use crate::answer::{Answer, ENVELOPE_AGAIN, ENVELOPE_TYPE, ERROR, EXPIRES_IN, Reading};
use crate::buffer::Place;
use crate::cursor::inside_a_string;
use crate::escape::settle;
use crate::json::{Json, JsonError, Members, content};
use crate::profile::{EnvelopeReader, Profile};

impl<'a> Profile<'a> {
    /// The member that the provider wraps its answer in: an object, or JSON text in a string. An
    /// empty name is none.
    #[must_use]
    pub const fn envelope(mut self, name: &'a str) -> Self {
        self.envelope = name;
        self.read_envelope =
            if name.is_empty() { None } else { Some(EnvelopeReader { find, open }) };
        self
    }
}

/// Finds the members in the envelope, and where it is not there errors at the root, because a
/// token there is not the answer's. `document` becomes the one that the members stand in.
fn find(
    reading: &mut Reading<'_>,
    profile: &Profile<'_>,
    document: &mut Json<'_>,
) -> Result<(), JsonError> {
    const ENVELOPE: usize = 3;
    let names = ["error", "error_description", "error_uri", profile.envelope];
    let mut outer = Members::default();
    let again = document
        .find(&|name| names.iter().position(|wanted| name == wanted.as_bytes()), &mut outer)?;
    reading.again = again << ERROR & ((1 << EXPIRES_IN) - 1);
    if again >> ENVELOPE != 0 {
        reading.again |= ENVELOPE_AGAIN;
    }
    let envelope = outer.get(ENVELOPE);
    if outer.get(0).is_there() || !envelope.is_there() {
        for (index, to) in (0..ENVELOPE).zip(ERROR..) {
            reading.answer.set(to, outer.get(index));
        }
        return Ok(());
    }
    if envelope.kind == b'{' {
        reading.envelope = envelope.place;
    } else if envelope.is_string() {
        reading.envelope = content(envelope.place);
        reading.unescape = Some(inside_a_string);
    } else {
        reading.again |= ENVELOPE_TYPE;
        return Ok(());
    }
    *document = document.inside(reading.envelope, reading.unescape);
    reading.find(document, profile.extra)
}

fn open(reading: &mut Reading<'_>, profile: &Profile<'_>, body: &mut [u8]) {
    if reading.unescape.take().is_some() {
        let start = reading.envelope.start.wrapping_sub(1);
        let place = Place { start, end: reading.envelope.end.wrapping_add(1) };
        reading.envelope = settle(body, place, b'\\', b' ');
        *reading.answer = Answer::default();
        let document = Json::document(body).inside(reading.envelope, None);
        // It cannot fail a second time.
        let _ = reading.find(&document, profile.extra);
    }
}
