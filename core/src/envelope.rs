//! Answers that a provider wraps in a member of its own.

use crate::answer::{Answer, ENVELOPE_AGAIN, ENVELOPE_TYPE, ERROR, EXPIRES_IN, Reading, index_of};
use crate::buffer::Place;
use crate::cursor::inside_a_string;
use crate::escape::settle;
use crate::json::{Found, Json, JsonError, MOST, content};
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
    // It is kept where `expires_in` goes, which is not looked for beside it.
    const ENVELOPE: usize = EXPIRES_IN;
    let index_of = |name: &[u8]| match index_of(name) {
        index @ ERROR..ENVELOPE => index,
        _ if name == profile.envelope.as_bytes() => ENVELOPE,
        _ => MOST,
    };
    let again = document.find(&index_of, &mut reading.answer.members)?;
    reading.again = again & !(1 << ENVELOPE);
    if again != reading.again {
        reading.again |= ENVELOPE_AGAIN;
    }
    let envelope = reading.answer.found(ENVELOPE);
    reading.answer.set(ENVELOPE, Found::default());
    if document.says_something(reading.answer.found(ERROR)) || !envelope.is_there() {
        return Ok(());
    }
    *reading.answer = Answer::default();
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
        let mut place = Place { start, end: reading.envelope.end.wrapping_add(1) };
        settle(body, &mut place, b'\\', b' ');
        reading.envelope = place;
        *reading.answer = Answer::default();
        let document = Json::document(body).inside(reading.envelope, None);
        // It cannot fail a second time.
        let _ = reading.find(&document, profile.extra);
    }
}
