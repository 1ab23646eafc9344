//! Answers that a provider wraps in a member of its own.

use crate::answer::{Answer, ERROR, ERROR_URI, Reading};
use crate::buffer::Place;
use crate::cursor::inside_a_string;
use crate::escape::settle;
use crate::json::{Found, Json, JsonError, Slots};
use crate::profile::{EnvelopeReader, Profile};

impl<'a> Profile<'a> {
    /// The member that the provider wraps its answer in: an object, or JSON text in a string.
    #[must_use]
    pub const fn envelope(mut self, name: &'a str) -> Self {
        self.envelope = name;
        self.read_envelope = Some(EnvelopeReader { find, open });
        self
    }
}

/// Finds the members in the envelope, and where it is not there errors at the root, because a
/// token there is not the answer's.
fn find(reading: &mut Reading<'_>, profile: &Profile<'_>, root: Json<'_>) -> Result<(), JsonError> {
    const ENVELOPE: usize = 3;
    let (mut places, mut kinds) = ([Place::default(); 4], [0; 4]);
    let names = ["error", "error_description", "error_uri", profile.envelope];
    let again = root.find(
        &|name| names.iter().position(|wanted| name.is(wanted.as_bytes())),
        &mut Slots { places: &mut places, kinds: &mut kinds },
    )?;
    reading.envelope_again = again >> ENVELOPE != 0;
    reading.again = (again & 7) << ERROR;
    let mut outer = places.iter().zip(kinds).map(|(place, kind)| Found { place: *place, kind });
    let errors = [outer.next(), outer.next(), outer.next()].map(Option::unwrap_or_default);
    let envelope = outer.next().unwrap_or_default();
    let [error, ..] = errors;
    if error.is_there() || !envelope.is_there() {
        for (index, error) in (ERROR..=ERROR_URI).zip(errors) {
            reading.answer.set(index, error);
        }
        return Ok(());
    }
    if envelope.kind == b'{' {
        reading.place = envelope.place;
    } else if envelope.is_string() {
        reading.place = envelope.content();
        reading.unescape = Some(inside_a_string);
    } else {
        reading.envelope_type = true;
        return Ok(());
    }
    if reading.place.is_empty() {
        // An empty string: the document in it ends where it starts.
        return Err(JsonError::Syntax { at: reading.place.start });
    }
    reading.find(reading.document(root), profile.extra)
}

fn open(
    reading: &mut Reading<'_>,
    profile: &Profile<'_>,
    body: &mut [u8],
) -> Result<(), JsonError> {
    if reading.unescape.take().is_some() {
        let start = reading.place.start.saturating_sub(1);
        let place = Place { start, end: reading.place.end.saturating_add(1) };
        reading.place = settle(body, Found { place, kind: b'\\' }, b' ');
        *reading.answer = Answer::default();
        reading.find(reading.document(Json::document(body)), profile.extra)?;
    }
    Ok(())
}
