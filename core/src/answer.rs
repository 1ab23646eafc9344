//! Where the members of a token endpoint's answer stand, before anything is moved.

use crate::buffer::Span;
use crate::escape::{settle, unescape_in_place};
use crate::json::{Json, JsonError};
use crate::member::Member;
use crate::profile::{ErrorShape, Profile};
use crate::server_error::ServerError;
use crate::token::MAX_EXTRA;

pub(crate) const ACCESS_TOKEN: usize = 0;
pub(crate) const TOKEN_TYPE: usize = 1;
pub(crate) const EXPIRES_IN: usize = 2;
pub(crate) const REFRESH_TOKEN: usize = 3;
pub(crate) const ID_TOKEN: usize = 4;
pub(crate) const SCOPE: usize = 5;
const ERROR: usize = 6;
const ERROR_DESCRIPTION: usize = 7;
const ERROR_URI: usize = 8;
/// The first of the profile's extra members.
pub(crate) const EXTRA: usize = 9;

const NAMES: [&str; EXTRA] = [
    "access_token",
    "token_type",
    "expires_in",
    "refresh_token",
    "id_token",
    "scope",
    "error",
    "error_description",
    "error_uri",
];

/// The members by these indexes, for an error to name.
fn member(index: usize) -> Member {
    match index {
        ACCESS_TOKEN => Member::AccessToken,
        TOKEN_TYPE => Member::TokenType,
        EXPIRES_IN => Member::ExpiresIn,
        REFRESH_TOKEN => Member::RefreshToken,
        ID_TOKEN => Member::IdToken,
        SCOPE => Member::Scope,
        ERROR => Member::Error,
        ERROR_DESCRIPTION => Member::ErrorDescription,
        ERROR_URI => Member::ErrorUri,
        extra => Member::Extra(u8::try_from(extra.saturating_sub(EXTRA)).unwrap_or(u8::MAX)),
    }
}

/// What the profile's envelope is in this answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Envelope {
    /// The members stand at the root: there is no envelope, or an error beside it.
    None,
    /// The members stand in the value at this place: an object, or a string that holds one.
    At(Span),
    /// It is neither an object nor a string.
    WrongType,
}

/// The places of an answer's members. Nothing was moved yet.
pub(crate) struct Answer {
    pub(crate) places: [Span; Self::MEMBERS],
    pub(crate) envelope: Envelope,
    again: u32,
    envelope_again: bool,
}

/// Where a server's error stands: `error`, description, URI, number.
type ErrorPlaces = [Span; 4];

impl Answer {
    pub(crate) const MEMBERS: usize = EXTRA + MAX_EXTRA;

    /// Finds the members: at the root, or in the profile's envelope and then only errors at the
    /// root, because a token there is not the answer's.
    pub(crate) fn read(profile: &Profile<'_>, root: Json<'_>) -> Result<Self, JsonError> {
        let mut answer = Self {
            places: [Span::default(); Self::MEMBERS],
            envelope: Envelope::None,
            again: 0,
            envelope_again: false,
        };
        let Some(envelope) = profile.envelope else {
            answer.again = root.find(&NAMES, profile.extra, &mut answer.places)?;
            return Ok(answer);
        };
        let mut outer = [Span::default(); 4];
        let names = ["error", "error_description", "error_uri", envelope];
        let again = root.find(&names, &[], &mut outer)?;
        answer.envelope_again = again & 8 != 0;
        answer.again = (again & 7) << ERROR;
        let [errors @ .., place] = outer;
        let [error, ..] = errors;
        if is_there(root, error) || !is_there(root, place) {
            for (slot, place) in answer.places.iter_mut().skip(ERROR).zip(errors) {
                *slot = place;
            }
        } else if matches!(root.value(place).kind(), b'{' | b'"') {
            answer.envelope = Envelope::At(place);
            let inside = answer.document(root);
            answer.again |= inside.find(&NAMES, profile.extra, &mut answer.places)?;
        } else {
            answer.envelope = Envelope::WrongType;
        }
        Ok(answer)
    }

    pub(crate) fn place(&self, index: usize) -> Span {
        self.places.get(index).copied().unwrap_or_default()
    }

    /// The document that the members stand in.
    pub(crate) fn document<'a>(&self, root: Json<'a>) -> Json<'a> {
        match self.envelope {
            Envelope::At(place) => root.inside(place).unwrap_or(root),
            Envelope::None | Envelope::WrongType => root,
        }
    }

    /// A member that occurs more than once.
    pub(crate) fn repeated(&self) -> Option<Member> {
        if self.envelope_again {
            return Some(Member::Envelope);
        }
        (self.again != 0).then(|| member(self.again.trailing_zeros() as usize))
    }

    /// Makes the text of an envelope that is a string plain, and finds the members again.
    pub(crate) fn open(&mut self, profile: &Profile<'_>, body: &mut [u8]) -> Result<(), JsonError> {
        let Envelope::At(place) = self.envelope else {
            return Ok(());
        };
        if Json::document(body).value(place).kind() == b'"' {
            self.envelope = Envelope::At(unescape_in_place(body, place));
            self.places = [Span::default(); Self::MEMBERS];
            let inside = self.document(Json::document(body));
            inside.find(&NAMES, profile.extra, &mut self.places)?;
        }
        Ok(())
    }

    /// Where the server's error stands. It decides, whatever else is there: an `error` that is not
    /// null, or outside 2xx a shape of the profile's.
    pub(crate) fn server_error(
        &self,
        profile: &Profile<'_>,
        root: Json<'_>,
        success: bool,
    ) -> Option<ErrorPlaces> {
        let document = self.document(root);
        let error = self.place(ERROR);
        if !is_there(document, error) {
            return if success { None } else { shaped_error(profile, root, false) };
        }
        let text = |index| text_place(document, self.place(index));
        Some(match document.value(error).kind() {
            b'"' => [error, text(ERROR_DESCRIPTION), text(ERROR_URI), Span::default()],
            b'{' => document
                .inside(error)
                .and_then(|object| shaped_error(profile, object, true))
                .unwrap_or_default(),
            _ => ErrorPlaces::default(),
        })
    }

    /// Makes an `error` that is a shape's object in a string plain, as the object that it holds.
    fn open_error(&mut self, profile: &Profile<'_>, body: &mut [u8]) {
        let document = self.document(Json::document(body));
        let error = self.place(ERROR);
        let text = is_there(document, error) && document.value(error).kind() == b'"';
        let inside = document.inside(error).filter(|_| text);
        if inside.and_then(|inside| shaped_error(profile, inside, true)).is_none() {
            return;
        }
        let mut object = unescape_in_place(body, error);
        while matches!(body.get(object.start), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            object.start = object.start.saturating_add(1);
        }
        if let Some(place) = self.places.get_mut(ERROR) {
            *place = object;
        }
    }

    /// Unescapes the server's error, where it stands, and hands it out.
    pub(crate) fn settle_error<'b>(
        &mut self,
        profile: &Profile<'_>,
        body: &'b mut [u8],
        success: bool,
    ) -> Result<ServerError<'b>, JsonError> {
        self.open(profile, body)?;
        self.open_error(profile, body);
        let places = self.server_error(profile, Json::document(body), success).unwrap_or_default();
        let places = places.map(|place| settle(body, place));
        let body: &'b [u8] = body;
        // An empty text still stands somewhere.
        let text = |place: Span| (place.start > 0).then(|| place.text(body));
        let [error, description, uri, number] = places.map(text);
        let error = ServerError::new(error, description, uri, number);
        Ok(ServerError { ends_grant: profile.ends_grant(&error), ..error })
    }
}

/// Whether a member is there and not null.
pub(crate) fn is_there(document: Json<'_>, place: Span) -> bool {
    !place.is_empty() && document.value(place).kind() != b'n'
}

/// The place, if what stands there can be shown as text: a string or a number.
fn text_place(document: Json<'_>, place: Span) -> Span {
    let text = !place.is_empty()
        && matches!(document.value(place).kind(), b'"' | b'-' | b'0'..=b'9')
        && document.value(place).bytes().next().is_some();
    if text { place } else { Span::default() }
}

/// The first shape of the profile's that fits this document.
fn shaped_error(
    profile: &Profile<'_>,
    document: Json<'_>,
    inside_error: bool,
) -> Option<ErrorPlaces> {
    let fits = |shape: &ErrorShape<'_>| {
        let mut places = [Span::default(); 3];
        let names = [shape.error, shape.description, shape.number.unwrap_or_default()];
        document.find(&names, &[], &mut places).ok()?;
        let [error, description, number] = places.map(|place| text_place(document, place));
        let number = if shape.number.is_some() { number } else { Span::default() };
        let fits = !(error.is_empty() && description.is_empty());
        fits.then_some([error, description, Span::default(), number])
    };
    profile.errors.iter().filter(|shape| shape.inside_error == inside_error).find_map(fits)
}
