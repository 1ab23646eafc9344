//! Where the members of a token endpoint's answer stand, while they are found and after.

use crate::buffer::Place;
use crate::cursor::Unescape;
use crate::escape::settle;
use crate::json::{Found, Json, JsonError, MOST, Members};
use crate::member::{ANSWERED, Member, answered};
use crate::url::can_be_shown;
use crate::words::Words;

pub(crate) const ACCESS_TOKEN: usize = 0;
pub(crate) const TOKEN_TYPE: usize = 1;
pub(crate) const REFRESH_TOKEN: usize = 2;
pub(crate) const ID_TOKEN: usize = 3;
pub(crate) const SCOPE: usize = 4;
pub(crate) const ERROR: usize = 5;
pub(crate) const ERROR_DESCRIPTION: usize = 6;
pub(crate) const ERROR_URI: usize = 7;
pub(crate) const EXPIRES_IN: usize = 8;
/// A number beside an error stands where a token has its lifetime.
pub(crate) const ERROR_NUMBER: usize = EXPIRES_IN;
/// The first of the profile's extra members.
pub(crate) const EXTRA: usize = 9;
/// Members that a profile may name in addition.
pub(crate) const MAX_EXTRA: usize = 8;
const _: () = assert!(EXTRA + MAX_EXTRA == MOST);

/// Where the members of an answer stand in its buffer: of a token, or of a server's error. A member
/// that is not there, or null, or empty, has an empty place.
///
/// Its layout is C's, so that the C interface can make pointers of the places where they stand.
///
/// # Example
/// ```
/// use grantlet::places::{self, Answer};
/// let mut body = *br#"{"access_token":"at","token_type":"Bearer"}"#;
/// let mut answer = Answer::default();
/// places::response(&grantlet::Profile::RFC6749, 200, &mut body, &mut answer).unwrap();
/// assert_eq!(answer.members.places[Answer::ACCESS_TOKEN].of(&body), b"at");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Answer {
    /// By the indexes below.
    pub members: Members,
    /// `expires_in` in seconds, saturated.
    pub expires_in: u32,
    /// Whether `expires_in` says something.
    pub expires_in_known: bool,
    /// Zeros: no byte of an answer is undefined, so that C sees an empty one as zeros.
    pub reserved: [u8; 3],
}

impl Answer {
    /// `access_token`
    pub const ACCESS_TOKEN: usize = ACCESS_TOKEN;
    /// `token_type`
    pub const TOKEN_TYPE: usize = TOKEN_TYPE;
    /// `refresh_token`
    pub const REFRESH_TOKEN: usize = REFRESH_TOKEN;
    /// `id_token`
    pub const ID_TOKEN: usize = ID_TOKEN;
    /// `scope`
    pub const SCOPE: usize = SCOPE;
    /// `error`
    pub const ERROR: usize = ERROR;
    /// `error_description`
    pub const ERROR_DESCRIPTION: usize = ERROR_DESCRIPTION;
    /// `error_uri`
    pub const ERROR_URI: usize = ERROR_URI;
    /// A number or a code beside an error.
    pub const ERROR_NUMBER: usize = ERROR_NUMBER;
    /// The first of the profile's extra members.
    pub const EXTRA: usize = EXTRA;

    pub(crate) fn found(&self, index: usize) -> Found {
        self.members.get(index)
    }

    /// Whether a member is there and not null.
    pub(crate) fn has(&self, index: usize) -> bool {
        !matches!(self.members.kinds.get(index), None | Some(0 | b'n'))
    }

    pub(crate) fn place(&self, index: usize) -> Place {
        self.members.places.get(index).copied().unwrap_or_default()
    }

    /// Makes the values readable where they stand.
    pub(crate) fn settle(&mut self, body: &mut [u8], separator: u8) {
        let Members { places, kinds } = &mut self.members;
        for (index, (place, kind)) in places.iter_mut().zip(kinds).enumerate() {
            match *kind {
                0 => continue,
                b'n' => *kind = 0,
                // An array of strings is read as a string with escapes is.
                b']' if index == SCOPE => *kind = b'\\',
                _ => {}
            }
            settle(body, place, *kind, separator);
        }
    }

    /// Drops an address of an error that a user may not be shown.
    pub(crate) fn keep_shown_uri(&mut self, body: &[u8]) {
        if !can_be_shown(self.place(ERROR_URI).of(body), b"https://") {
            self.set(ERROR_URI, Found::default());
        }
    }

    /// Keeps what `expires_in` says; its place is that of a number beside an error.
    pub(crate) fn set_lifetime(&mut self, seconds: Option<u32>) {
        self.expires_in_known = seconds.is_some();
        self.expires_in = seconds.unwrap_or(0);
        self.set(EXPIRES_IN, Found::default());
    }

    pub(crate) fn set(&mut self, index: usize, found: Found) {
        self.members.set(index, found);
    }
}

/// An answer while it is read: nothing was moved yet.
pub(crate) struct Reading<'r> {
    pub(crate) answer: &'r mut Answer,
    /// A bit for each member that occurs more than once.
    pub(crate) again: u32,
    /// The profile's envelope: where it stands, and how what is in it is read.
    pub(crate) envelope: Place,
    pub(crate) unescape: Option<Unescape>,
}

/// The profile's envelope occurs more than once.
pub(crate) const ENVELOPE_AGAIN: u32 = 1 << 31;
/// The profile's envelope is neither an object nor a string.
pub(crate) const ENVELOPE_TYPE: u32 = 1 << 30;

impl<'r> Reading<'r> {
    pub(crate) fn new(answer: &'r mut Answer) -> Self {
        *answer = Answer::default();
        Self { answer, again: 0, envelope: Place::default(), unescape: None }
    }

    /// Finds the members in a document, the profile's extra ones included.
    pub(crate) fn find(&mut self, document: &Json<'_>, extra: &str) -> Result<(), JsonError> {
        let index_of = |name: &[u8]| match index_of(name) {
            index if index < EXTRA => index,
            _ => extra_index_of(extra, name),
        };
        self.again |= document.find(&index_of, &mut self.answer.members)?;
        Ok(())
    }
}

/// The index of a known member; of any other name it is [`MOST`].
pub(crate) fn index_of(name: &[u8]) -> usize {
    answered(|length| length == name.len(), |wanted| name == wanted).unwrap_or(MOST)
}

// With a frame of its own, that is not below what looks for a known one.
#[inline(never)]
fn extra_index_of(extra: &str, name: &[u8]) -> usize {
    let index = Words::new(extra, b' ').position(|word| word == name);
    index.map_or(MOST, |index| index.wrapping_add(EXTRA))
}

/// The member by its index, for an error to name.
pub(crate) fn member(index: usize) -> Member {
    match ANSWERED.get(index) {
        Some(member) if index < EXTRA => *member,
        _ => Member::Extra(u8::try_from(index.wrapping_sub(EXTRA)).unwrap_or(u8::MAX)),
    }
}
