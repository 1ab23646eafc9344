//! Responses that are forms.

use crate::json::facts::{ESCAPED, NUMBER, ODD, SAYS, STRING};
use crate::json::names::MOST;
use crate::json::path::Found;
use crate::json::reader::{Members, Read, Reader, bit};
use crate::json::text::{END, Layer, Text, inside_a_form, start_of};
use crate::member::{member_index, response_member};
use crate::oauth::located_response::{ERROR, EXTRA, LocatedResponse};
use crate::profile::apply_shapes::apply_shapes;
use crate::profile::error_shapes::{self, Where, find_shape, put};
use crate::profile::profile::{EnvelopeReader, ErrorReader, Fit, Profile};
use crate::profile::response_names::find_named;
use crate::profile::shape::Shapes;
use crate::text::form::{Encoded, PairSpans, decode_in_place};
use crate::text::span::Span;

impl Profile<'_> {
    /// Reads a response of the token endpoint as `application/x-www-form-urlencoded`, where RFC 6749,
    /// section 5.1, has JSON; a body that starts with `{` still is JSON. The rules are those of JSON, and a form has
    /// no paths and no [`envelope`](Self::envelope):
    ///
    /// - A member that occurs more than once is an error; names are compared after percent-decoding. A value that is
    ///   not UTF-8 has the wrong type.
    /// - A value `0` is the number 0, which is neither an error nor a token. [`errors`](Self::errors) are read by
    ///   their names, and none is [inside](crate::ErrorShape::inside_error) `error`.
    /// - Device authorizations (RFC 8628, section 3.2) stay JSON.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Profile, TokenError};
    /// const ACME: Profile<'_> = Profile::RFC6749.form_response().bearer_by_default(true);
    /// let mut body = *b"access_token=at%2F1&expires_in=3600";
    /// let token = ACME.token(200, &mut body)?;
    /// assert_eq!((token.access_token.expose(), token.expires_in), ("at/1", Some(3600)));
    /// # Ok::<(), TokenError>(())
    /// ```
    #[must_use]
    pub const fn form_response(mut self) -> Self {
        self.form_response = true;
        self.read_envelope = Some(EnvelopeReader { find, open });
        self.read_errors = Some(ErrorReader { fits, find: find_error });
        self.apply_shapes = Some(apply_shapes);
        // Members by a name of the provider's are found with the others.
        self.find_named = None;
        self
    }
}

/// Whether a body is JSON after all: no name of a form starts so.
fn is_json(body: &[u8]) -> bool {
    let rest = body.get(start_of(body) as usize..).unwrap_or_default();
    let mut rest = rest.iter().skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    rest.next() == Some(&b'{')
}

/// A body behind a byte order mark.
fn all(body: &[u8]) -> Span {
    Span::new(start_of(body) as usize, body.len())
}

/// Finds the members of a form, or of JSON.
fn find<'n>(reader: &mut Reader<'_, 'n, '_>, profile: &Profile<'n>) -> Read {
    let body = reader.text.bytes();
    if is_json(body) {
        let read = reader.read();
        if read == Read::Whole {
            reader.again |= find_named(profile, &Text::document(body), reader.members);
            reader.envelope = all(body);
        }
        return read;
    }
    let layer: Option<Layer> = Some(inside_a_form);
    reader.text = Text::before(body, 0, layer);
    let mut pairs = PairSpans::new(all(body));
    while let Some((name, value)) = pairs.next(body) {
        let Some(index) = index_of(profile, Encoded(name.of(body))) else { continue };
        reader.again |= reader.seen & bit(index);
        reader.seen |= bit(index);
        // Of several the first that says something.
        if reader.members.facts(index) & SAYS == 0 {
            let (span, facts) = value_at(body, value);
            reader.members.set(index, span, facts);
        }
    }
    Read::Whole
}

/// The index of a member by its name, of which the provider's own replaces the RFC's.
fn index_of(profile: &Profile<'_>, name: Encoded<'_>) -> Option<usize> {
    let known = member_index(|_| true, |known| name.is_bytes(known)).filter(|index| *index < EXTRA);
    let (mut renamed, mut is_replaced) = (profile.response_names, false);
    while let Some(pair) = renamed.next_pair() {
        let index = response_member(pair.name);
        if index < EXTRA && name.is_bytes(pair.value.unwrap_or_default()) {
            return Some(index);
        }
        is_replaced |= known == Some(index);
    }
    if known.is_some() {
        return known.filter(|_| !is_replaced);
    }
    let (mut extra, mut index) = (profile.extra, EXTRA);
    while let Some(wanted) = extra.next_name() {
        if !wanted.is_empty() && name.is_bytes(wanted) {
            return Some(index);
        }
        index = index.wrapping_add(1);
    }
    None
}

/// A value, and its facts as of a string of JSON, or of the number 0. What is not UTF-8 is neither.
fn value_at(body: &[u8], value: Span) -> (Span, u8) {
    let written = value.of(body);
    let mut text = Text::before(
        body.get(..value.end as usize).unwrap_or_default(),
        value.start,
        Some(inside_a_form),
    );
    let is_escaped = written.iter().any(|byte| matches!(byte, b'%' | b'+'));
    let mut facts = if is_escaped { ESCAPED } else { 0 };
    if Encoded(written).is_bytes(b"0") {
        return (value, facts | NUMBER);
    }
    facts |= if written.is_empty() { STRING } else { STRING | SAYS };
    text.advance();
    loop {
        if text.byte < b' ' {
            // An escaped control character of JSON would be one too.
            facts |= ODD;
            text.advance();
            continue;
        }
        match text.character() {
            END => return (value, facts),
            0x21..=0x7E => {}
            character if character > END => return (value, SAYS),
            _ => facts |= ODD,
        }
    }
}

/// Decodes the members in place, unless an error shape is still to be found. The slots of an error's description and
/// URI hold the two time members of a token.
fn open(envelope: Span, profile: &Profile<'_>, body: &mut [u8], members: &mut Members) -> Span {
    if members.facts(ERROR) & SAYS == 0 {
        let names = [profile.expires_at, profile.refresh_token_expires_in];
        for (index, name) in (LocatedResponse::TIMES..).zip(names) {
            let found =
                if name.is_empty() { Found::default() } else { named(body, name.as_bytes()) };
            let Found { span, facts, .. } = found.single();
            members.set(index, span, facts);
        }
        decode(body, members);
    }
    envelope
}

fn decode(body: &mut [u8], members: &mut Members) {
    for index in 0..MOST {
        let span = members.span(index);
        if members.facts(index) & ESCAPED == 0 {
            continue;
        }
        let end = decode_in_place(body, span).end;
        // A value may be that of several members.
        for (other, facts) in members.spans.iter_mut().zip(&mut members.facts) {
            if *other == span {
                other.end = end;
                *facts &= !ESCAPED;
            }
        }
    }
}

/// Where a response has one of the shapes.
fn fits(shapes: &Shapes<'_>, body: &[u8], envelope: Span, layer: Option<Layer>) -> Fit {
    if layer.is_none() {
        return error_shapes::fits(shapes, body, envelope, layer);
    }
    let mut found = Members::default();
    let fits = find_shape(shapes, Where::Top, &mut found, |name| named(body, name));
    if fits { Fit::Top } else { Fit::None }
}

/// The value of a name: of several the first that says something.
fn named(body: &[u8], name: &[u8]) -> Found {
    let mut pairs = PairSpans::new(all(body));
    let mut found = Found::default();
    while let Some((other, value)) = pairs.next(body) {
        if !Encoded(other.of(body)).is_bytes(name) {
            continue;
        }
        found.repeats |= found.facts != 0;
        if found.facts & SAYS == 0 {
            (found.span, found.facts) = value_at(body, value);
        }
    }
    found
}

/// Sets the members of RFC 6749 to those of the shape that fits, and makes them readable.
fn find_error(shapes: &Shapes<'_>, located: &mut LocatedResponse, body: &mut [u8], envelope: Span) {
    if is_json(body) {
        return error_shapes::find(shapes, located, body, envelope);
    }
    let mut found = Members::default();
    let place = if located.members.facts(ERROR) == 0 { Where::Top } else { Where::Beside };
    if find_shape(shapes, place, &mut found, |name| named(body, name)) {
        put(located, place, &found);
    }
    decode(body, &mut located.members);
}
