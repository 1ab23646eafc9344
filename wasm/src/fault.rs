//! Why a call has no answer: a stage and a class, whose names the wrapper has.

use grantlet::places::{Answer, Class, Verdict};
use grantlet::{CallbackClass, IdTokenError, JsonError, Member, RequestError, TokenError};

use crate::reply::{MEMBER, NEEDED, Reply};

/// Why a call has no answer. Its number is `stage * 32 + class`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    stage: u32,
    class: u32,
}

impl Fault {
    /// The number that a call returns.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.stage * 32 + self.class
    }
}

macro_rules! classes {
    ($($name:ident = $number:literal,)*) => {
        $(const $name: u32 = $number;)*
    };
}

// The order is that of the wrapper's `CLASSES`.
classes! {
    ENTROPY = 1,
    REDIRECT_URI = 2,
    MISSING = 3,
    CHARS = 4,
    LENGTH = 5,
    UNEXPECTED = 6,
    URL = 7,
    BASE_URL = 8,
    SCOPE = 9,
    OTHER_SERVER = 10,
    ROOM = 11,
    STATUS = 12,
    REFUSED = 13,
    SYNTAX = 14,
    DEPTH = 15,
    DUPLICATE = 16,
    TYPE = 17,
    TOKEN_TYPE = 18,
    MISPLACED = 19,
    STATE = 20,
    ISSUER = 21,
    CONFLICT = 22,
    ENCODING = 23,
    ALGORITHM = 24,
    MISMATCH = 25,
    EXPIRED = 26,
    NOT_YET = 27,
}

/// Stages, in the order of the wrapper's `STAGES`.
const REQUEST: u32 = 0;
const CALLBACK: u32 = 1;
const RESPONSE: u32 = 2;
const ID_TOKEN: u32 = 3;

/// A class, and the number of the member that it names; 0 is none.
type Named = (u32, u8);

fn tell(reply: &mut Reply<'_>, stage: u32, (class, member): Named) -> Fault {
    reply.word(MEMBER, member.into());
    Fault { stage, class }
}

/// Why a request could not be written.
#[must_use]
pub fn of_request(reply: &mut Reply<'_>, error: RequestError) -> Fault {
    let named = match error {
        RequestError::Entropy => (ENTROPY, 0),
        RequestError::RedirectUri => (REDIRECT_URI, 0),
        RequestError::Missing(member) => (MISSING, member.number()),
        RequestError::Chars(member) => (CHARS, member.number()),
        RequestError::Length(member) => (LENGTH, member.number()),
        RequestError::Unexpected(member) => (UNEXPECTED, member.number()),
        RequestError::Url(member) => (URL, member.number()),
        RequestError::BaseUrl(member) => (BASE_URL, member.number()),
        RequestError::WiderScope => (SCOPE, 0),
        RequestError::OtherServer => (OTHER_SERVER, 0),
        RequestError::BufferTooSmall { needed } => {
            reply.word(NEEDED, needed);
            (ROOM, 0)
        }
        _ => (ROOM, 0),
    };
    tell(reply, REQUEST, named)
}

/// Why an answer is not what was asked for; a server's error becomes places.
#[must_use]
pub fn of_token(reply: &mut Reply<'_>, error: TokenError<'_>) -> Fault {
    if let TokenError::Server { error, .. } = error {
        let texts = [error.error, error.error_description, error.error_uri, error.error_number];
        // The wrapper reads places up to the first that is not there.
        for index in 0..Answer::ERROR {
            reply.place(index, b"");
        }
        for (index, text) in (Answer::ERROR..).zip(texts) {
            reply.place(index, text.map_or("", |text| text.as_str()).as_bytes());
        }
    }
    of_verdict(reply, Verdict::from(&error))
}

/// Why an `id_token` is not for this login.
#[must_use]
pub fn of_id_token(reply: &mut Reply<'_>, error: IdTokenError) -> Fault {
    let named = match error {
        IdTokenError::Encoding => (ENCODING, 0),
        IdTokenError::Json(JsonError::Syntax { .. }) => (SYNTAX, 0),
        IdTokenError::Json(JsonError::Depth { .. }) => (DEPTH, 0),
        IdTokenError::Duplicate(member) => (DUPLICATE, member.number()),
        IdTokenError::Type(member) => (TYPE, member.number()),
        IdTokenError::Missing(member) => (MISSING, member.number()),
        IdTokenError::Mismatch(member) => (MISMATCH, member.number()),
        IdTokenError::Algorithm => (ALGORITHM, 0),
        IdTokenError::Expired => (EXPIRED, Member::ExpirationTime.number()),
        IdTokenError::NotYet => (NOT_YET, Member::IssuedAt.number()),
        _ => (ROOM, 0),
    };
    tell(reply, ID_TOKEN, named)
}

/// Why a response is not a token.
#[must_use]
pub fn of_verdict(reply: &mut Reply<'_>, verdict: Verdict) -> Fault {
    reply.word(crate::reply::ENDS_GRANT, verdict.ends_grant.into());
    let class = match verdict.class {
        Class::Server => REFUSED,
        Class::Syntax => SYNTAX,
        Class::Depth => DEPTH,
        Class::Duplicate => DUPLICATE,
        Class::Type => TYPE,
        Class::Missing => MISSING,
        Class::Chars => CHARS,
        Class::TokenType => return tell(reply, RESPONSE, (TOKEN_TYPE, 0)),
        _ => STATUS,
    };
    tell(reply, RESPONSE, (class, verdict.member))
}

/// Why an address does not complete a login; none is a refusal.
#[must_use]
pub fn of_callback(reply: &mut Reply<'_>, class: Option<CallbackClass>) -> Fault {
    let named = match class {
        None => (REFUSED, 0),
        Some(CallbackClass::RedirectUri) => (REDIRECT_URI, 0),
        Some(CallbackClass::Duplicate(member)) => (DUPLICATE, member.number()),
        Some(CallbackClass::Chars(member)) => (CHARS, member.number()),
        Some(CallbackClass::Misplaced(member)) => (MISPLACED, member.number()),
        Some(CallbackClass::State) => (STATE, 0),
        Some(CallbackClass::Issuer(_)) => (ISSUER, 0),
        Some(CallbackClass::Conflict) => (CONFLICT, 0),
        Some(CallbackClass::Missing(member)) => (MISSING, member.number()),
        Some(_) => (TOKEN_TYPE, 0),
    };
    tell(reply, CALLBACK, named)
}

/// A verifier outside RFC 7636, section 4.1.
#[must_use]
pub fn not_a_verifier(reply: &mut Reply<'_>) -> Fault {
    tell(reply, REQUEST, (CHARS, Member::CodeVerifier.number()))
}

#[cfg(test)]
mod tests {
    use grantlet::places::MEMBER_NAMES;

    #[test]
    fn the_wrapper_knows_members_by_the_numbers_of_the_core() {
        let (_, list) = include_str!("../js/errors.ts").split_once("MEMBERS =\n  \"").unwrap();
        let (list, _) = list.split_once('"').unwrap();
        let [extra, told @ ..] = &*list.split(',').collect::<Vec<_>>() else {
            panic!("{list}");
        };
        let core: Vec<_> = MEMBER_NAMES.split('\0').skip(1).collect();
        for (core, told) in core.iter().zip(told) {
            // What a page cannot ask for has no name there.
            assert!(told.is_empty() || core == told, "{core} {told}");
        }
        assert_eq!((told.len(), told.iter().filter(|told| told.is_empty()).count()), (50, 6));
        assert_eq!(*extra, grantlet::Member::Extra(0).as_str());
    }
}
