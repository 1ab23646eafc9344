//! Members of a response by a provider's own names, and those at a path.

use crate::json::facts::OBJECT;
use crate::json::path;
use crate::json::reader::{Members, Reader, bit};
use crate::json::text::Text;
use crate::list::List;
use crate::oauth::located_response::{EXTRA, TOKEN_NAMES};
use crate::profile::profile::{LISTS, Profile};
use crate::text::span::Span;
use crate::text::words::cut;

impl<'a> Profile<'a> {
    /// Members of a token response to read besides those of RFC 6749, section 5.1: at most eight, of at
    /// most 64 bytes each; further ones are not read. If no member has the name, it is read as a
    /// path, as in `team/id` or `items/0/name`. See [`extra_of`](Self::extra_of). One whose name ends in `_token` is
    /// a token, and gives a [`Value::Secret`](crate::Value::Secret).
    ///
    /// # Example
    /// ```
    /// use grantlet::{Profile, TokenError, Value};
    /// const ACME: Profile<'_> = Profile::RFC6749.extra(&["tenant"]);
    /// let mut body = *br#"{"access_token":"at","token_type":"Bearer","tenant":"north"}"#;
    /// let token = ACME.token(200, &mut body)?;
    /// assert_eq!(ACME.extra_of(&token, "tenant"), Some(Value::Text("north")));
    /// # Ok::<(), TokenError>(())
    /// ```
    #[must_use]
    pub const fn extra(self, names: &'a [&'a str]) -> Self {
        self.with_extra(List::Names(names))
    }

    pub(crate) const fn with_extra(mut self, names: List<'a>) -> Self {
        self.extra = names;
        self.lists = Some(&LISTS);
        self.with_extra_paths()
    }

    /// The provider's own names of members of a response: of a token's (RFC 6749, section 5.1) and of a device
    /// authorization's (RFC 8628, section 3.2). Each is a name or a path, as in `data/0/token`. The RFC's name
    /// is not read then.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Profile, TokenError};
    /// const ACME: Profile<'_> = Profile::RFC6749
    ///     .response_names(&[("access_token", "accessToken"), ("expires_in", "expireIn")])
    ///     .bearer_by_default(true);
    /// let mut body = *br#"{"accessToken":"e1","expireIn":7200}"#;
    /// let token = ACME.token(200, &mut body)?;
    /// assert_eq!((token.access_token.expose(), token.expires_in), ("e1", Some(7200)));
    /// # Ok::<(), TokenError>(())
    /// ```
    #[must_use]
    pub const fn response_names(self, names: &'a [(&'a str, &'a str)]) -> Self {
        self.with_response_names(List::Pairs(names))
    }

    pub(crate) const fn with_response_names(mut self, names: List<'a>) -> Self {
        self.response_names = names;
        self.find_renamed = Some(find_renamed);
        self.find_in_response()
    }

    /// Reads extra members by a path, if there are any, and marks those that are tokens.
    pub(crate) const fn with_extra_paths(mut self) -> Self {
        let (mut names, mut index) = (self.extra, 1u8);
        self.secret_extra = 0;
        while let Some(name) = names.next_name() {
            if let [.., b'_', b't', b'o', b'k', b'e', b'n'] = name {
                self.secret_extra |= index;
            }
            if is_path(name) {
                self.find_extra = Some(find_extra);
                self = self.find_in_response();
            }
            index = index.wrapping_shl(1);
        }
        self
    }

    const fn find_in_response(mut self) -> Self {
        // The reader of form responses finds them itself.
        if !self.form_response {
            self.find_named = Some(find_in_response);
        }
        self
    }
}

const fn is_path(name: &[u8]) -> bool {
    cut(name, b'/').1.is_some()
}

/// Finds the members that a profile names, in a response that was read.
fn find_in_response<'a>(reader: &mut Reader<'a, '_, '_>, profile: &Profile<'_>, body: &'a [u8]) {
    let mut document = Text::document(body);
    if profile.read_envelope.is_some() {
        document = document.inside(reader.envelope, reader.text.layer());
    }
    reader.again |= find_named(profile, &document, reader.members);
}

/// Finds the members that the profile renames, or names by a path, in an object that was read. Returns a bit
/// for each that occurs more than once.
pub(crate) fn find_named(profile: &Profile<'_>, document: &Text<'_>, members: &mut Members) -> u32 {
    if let Some(find) = profile.find_extra {
        find(&profile.extra, document, members);
    }
    let again = match profile.find_renamed {
        Some(find) => find(&profile.response_names, TOKEN_NAMES, document, members),
        None => 0,
    };
    again | keep_apart(members)
}

/// Finds members that overlap in the body, because each is unescaped in place. An extra member within another member
/// is dropped. For any other, returns a bit, as for a member that occurs more than once.
fn keep_apart(members: &mut Members) -> u32 {
    let mut again = 0;
    let spans = members.spans;
    for (index, span) in spans.iter().enumerate() {
        let meets = |other: &&Span| span.start < other.end && other.start < span.end;
        if spans.iter().take(index).find(meets).is_some() {
            if index < EXTRA {
                again |= bit(index);
            } else {
                members.set(index, Span::default(), 0);
            }
        }
    }
    again
}

/// Finds renamed members of an object that was read before. `known` are the RFC's names by index, each behind
/// its length. Returns a bit for each that occurs more than once.
fn find_renamed(names: &List<'_>, known: &[u8], document: &Text<'_>, members: &mut Members) -> u32 {
    let (mut names, mut again) = (*names, 0);
    while let Some(pair) = names.next_pair() {
        let (mut rest, mut index) = (known, 0);
        while let [length, after @ ..] = rest {
            let (name, others) = after.split_at_checked(usize::from(*length)).unwrap_or_default();
            if name == pair.name {
                let found = path::find(document, OBJECT, pair.value.unwrap_or_default());
                members.set(index, found.span, found.facts);
                again |= if found.repeats { bit(index) } else { 0 };
                break;
            }
            (rest, index) = (others, index.wrapping_add(1));
        }
    }
    again
}

/// Finds extra members at a path, where no member has that name.
fn find_extra(names: &List<'_>, document: &Text<'_>, members: &mut Members) {
    let (mut names, mut index) = (*names, EXTRA);
    while let Some(name) = names.next_name() {
        if is_path(name) && members.facts(index) == 0 {
            let found = path::find(document, OBJECT, name);
            members.set(index, found.span, found.facts);
        }
        index = index.wrapping_add(1);
    }
}
