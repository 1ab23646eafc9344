//! Responses that a provider wraps in a member of its own.

use crate::json::facts::{OBJECT, SAYS, STRING};
use crate::json::names::Names;
use crate::json::path;
use crate::json::reader::{Members, ROOT, Read, Reader, bit};
use crate::json::text::{Text, inside_a_string};
use crate::json::unescape::unescape;
use crate::list::List;
use crate::oauth::located_response::{ERROR, ERROR_NAMES, EXPIRES_IN, TOKEN_NAMES};
use crate::profile::apply_shapes::apply_shapes;
use crate::profile::profile::{EnvelopeReader, Profile};
use crate::profile::response_names::find_named;
use crate::text::span::Span;
use crate::text::words::cut;

impl<'a> Profile<'a> {
    /// The member that the provider wraps its response in, which RFC 6749, section 5.1, does not: an
    /// object, or JSON in a string. `data/0` is an object in an array, `data/token` one in another object.
    /// An empty name is none.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Profile, TokenError};
    /// const ACME: Profile<'_> = Profile::RFC6749.envelope("result");
    /// let mut body = *br#"{"result":{"access_token":"at","token_type":"Bearer"}}"#;
    /// let token = ACME.token(200, &mut body)?;
    /// assert_eq!(token.access_token.expose(), "at");
    /// # Ok::<(), TokenError>(())
    /// ```
    #[must_use]
    pub const fn envelope(mut self, name: &'a str) -> Self {
        self.envelope = name;
        if !self.form_response {
            self.read_envelope = None;
            if !name.is_empty() {
                self.read_envelope = Some(EnvelopeReader { find, open });
                self.apply_shapes = Some(apply_shapes);
            }
        }
        self
    }
}

/// The names of a token response of this profile.
pub(crate) fn names_of<'n>(profile: &Profile<'n>) -> Names<'n> {
    let index_in = profile.lists.map(|lists| lists.index_in);
    Names { listed: profile.extra, index_in, ..Names::known(TOKEN_NAMES) }
}

/// Where the envelope is kept: `expires_in` is not looked for beside it.
const ENVELOPE: usize = EXPIRES_IN;
/// The envelope occurs more than once.
pub(crate) const ENVELOPE_AGAIN: u32 = 1 << 31;
/// The envelope is neither an object nor a string.
pub(crate) const ENVELOPE_TYPE: u32 = 1 << 30;

/// Finds the members in the envelope. Without an envelope it finds only errors at the root: a token there
/// is not the response's.
fn find<'n>(reader: &mut Reader<'_, 'n, '_>, profile: &Profile<'n>) -> Read {
    let (name, path) = cut(profile.envelope.as_bytes(), b'/');
    reader.names = Names { known: ERROR_NAMES, first: ERROR, ..Names::listed(List::one(name)) };
    let read = reader.read();
    if read != Read::Whole {
        return read;
    }
    let mut again = reader.repeats(ENVELOPE);
    reader.again &= bit(ENVELOPE).wrapping_sub(1);
    let (mut span, mut facts) = (reader.members.span(ENVELOPE), reader.members.facts(ENVELOPE));
    let mut allowed = STRING | OBJECT;
    if let Some(path) = path {
        let found = path::find(&reader.text.inside(span, None), facts, path);
        (span, facts, allowed) = (found.span, found.facts, OBJECT);
        again |= found.repeats;
    }
    if again {
        reader.again |= ENVELOPE_AGAIN;
    }
    reader.members.set(ENVELOPE, Span::default(), 0);
    if reader.members.facts(ERROR) & SAYS != 0 || facts == 0 {
        return Read::Whole;
    }
    let is_string = facts & STRING != 0;
    if facts & allowed == 0 {
        *reader.members = Members::default();
        reader.again |= ENVELOPE_TYPE;
        return Read::Whole;
    }
    reader.envelope = span;
    reader.enter(span, if is_string { Some(inside_a_string) } else { None }, names_of(profile));
    reader.read()
}

/// Unescapes an envelope that is a string in place, and finds the members again. Returns its span.
fn open(envelope: Span, profile: &Profile<'_>, body: &mut [u8], members: &mut Members) -> Span {
    let mut envelope = envelope;
    unescape(body, &mut envelope);
    let document = || Text::document(body).inside(envelope, None);
    *members = Members::default();
    // It cannot fail a second time.
    let _ = Reader::new(document(), ROOT, names_of(profile), members).read();
    find_named(profile, &document(), members);
    envelope
}
