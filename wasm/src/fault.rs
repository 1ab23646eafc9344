//! The errors of a call: a stage and a class.

use grantlet::engine::{Class, Verdict};
use grantlet::{CallbackClass, IdTokenError, JsonError, Member, MetadataError, RequestError};

use crate::metadata::MEMBERS;
use crate::reply::{MEMBER, NEEDED, Reply};

/// The error of a call. Its number is `stage * 32 + class`.
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

macro_rules! faults {
    ($($stage:ident = $number:ident { $($class:ident)* })*) => {
        $(
            mod $stage {
                use crate::fault::Fault;
                use crate::numbers::{class, stage};

                $(pub(super) const $class: Fault =
                    Fault { stage: stage::$number, class: class::$class };)*
            }
        )*

        /// Every error that a call can return.
        #[cfg(test)]
        pub(crate) const ALL: &[Fault] = &[$($($stage::$class,)*)*];
    };
}

faults! {
    request = REQUEST {
        ENTROPY REDIRECT_URI MISSING CHARS LENGTH UNEXPECTED URL BASE_URL SCOPE OTHER_SERVER ROOM
    }
    callback = CALLBACK {
        REDIRECT_URI DUPLICATE CHARS MISPLACED STATE ISSUER CONFLICT REFUSED MISSING TOKEN_TYPE
    }
    response = RESPONSE {
        REFUSED STATUS SYNTAX DEPTH DUPLICATE TYPE MISSING CHARS TOKEN_TYPE
    }
    id_token = ID_TOKEN {
        ENCODING SYNTAX DEPTH DUPLICATE TYPE MISSING ALGORITHM MISMATCH EXPIRED NOT_YET
    }
    metadata = METADATA {
        SYNTAX DEPTH DUPLICATE TYPE MISSING ISSUER URL
    }
}

/// An error, and the number of the member that it names; 0 is none.
type Named = (Fault, u8);

fn with_member(reply: &mut Reply<'_>, (fault, member): Named) -> Fault {
    reply.word(MEMBER, member.into());
    fault
}

/// The error for a request that cannot be written.
#[must_use]
pub fn of_request(reply: &mut Reply<'_>, error: RequestError) -> Fault {
    let named = match error {
        RequestError::Entropy => (request::ENTROPY, 0),
        RequestError::RedirectUri => (request::REDIRECT_URI, 0),
        RequestError::Missing(member) => (request::MISSING, member.number()),
        RequestError::Chars(member) => (request::CHARS, member.number()),
        RequestError::Length(member) => (request::LENGTH, member.number()),
        RequestError::Unexpected(member) => (request::UNEXPECTED, member.number()),
        RequestError::Url(member) => (request::URL, member.number()),
        RequestError::BaseUrl(member) => (request::BASE_URL, member.number()),
        RequestError::WiderScope => (request::SCOPE, 0),
        RequestError::OtherServer => (request::OTHER_SERVER, 0),
        RequestError::BufferTooSmall { needed } => {
            reply.word(NEEDED, needed);
            (request::ROOM, 0)
        }
        _ => (request::ROOM, 0),
    };
    with_member(reply, named)
}

/// The error for an `id_token` that is not for this login.
#[must_use]
pub fn of_id_token(reply: &mut Reply<'_>, error: IdTokenError) -> Fault {
    let named = match error {
        IdTokenError::Encoding => (id_token::ENCODING, 0),
        IdTokenError::Json(JsonError::Syntax { .. }) => (id_token::SYNTAX, 0),
        IdTokenError::Json(JsonError::Depth { .. }) => (id_token::DEPTH, 0),
        IdTokenError::Duplicate(member) => (id_token::DUPLICATE, member.number()),
        IdTokenError::Type(member) => (id_token::TYPE, member.number()),
        IdTokenError::Missing(member) => (id_token::MISSING, member.number()),
        IdTokenError::Mismatch(member) => (id_token::MISMATCH, member.number()),
        IdTokenError::Algorithm => (id_token::ALGORITHM, 0),
        IdTokenError::Expired => (id_token::EXPIRED, Member::ExpirationTime.number()),
        IdTokenError::NotYet => (id_token::NOT_YET, Member::IssuedAt.number()),
        _ => (request::ROOM, 0),
    };
    with_member(reply, named)
}

/// The error for a metadata document that cannot be used. Its member is an index of
/// [`MEMBERS`](crate::metadata::MEMBERS).
#[must_use]
pub fn of_metadata(reply: &mut Reply<'_>, error: MetadataError) -> Fault {
    let (fault, member) = match error {
        MetadataError::Json(JsonError::Depth { .. }) => (metadata::DEPTH, None),
        MetadataError::Json(_) => (metadata::SYNTAX, None),
        MetadataError::Duplicate(member) => (metadata::DUPLICATE, Some(member)),
        MetadataError::Type(member) => (metadata::TYPE, Some(member)),
        MetadataError::Missing(member) => (metadata::MISSING, Some(member)),
        MetadataError::Url(member) => (metadata::URL, Some(member)),
        _ => (metadata::ISSUER, Some(Member::MetadataIssuer)),
    };
    let index = member.and_then(|member| MEMBERS.iter().position(|one| *one == member));
    reply.word(MEMBER, index.unwrap_or(MEMBERS.len()));
    fault
}

/// The error for a response that contains no token.
#[must_use]
pub fn of_verdict(reply: &mut Reply<'_>, verdict: Verdict) -> Fault {
    let meaning = if verdict.retries { 2 } else { verdict.ends_grant.into() };
    reply.word(crate::reply::ENDS_GRANT, meaning);
    let class = match verdict.class {
        Class::Server => response::REFUSED,
        Class::Syntax => response::SYNTAX,
        Class::Depth => response::DEPTH,
        Class::Duplicate => response::DUPLICATE,
        Class::Type => response::TYPE,
        Class::Missing => response::MISSING,
        Class::Chars => response::CHARS,
        Class::TokenType => return with_member(reply, (response::TOKEN_TYPE, 0)),
        _ => response::STATUS,
    };
    with_member(reply, (class, verdict.member))
}

/// The error for a callback URL that does not complete a login; `None` means that the server returned an error.
#[must_use]
pub fn of_callback(reply: &mut Reply<'_>, class: Option<CallbackClass>) -> Fault {
    let named = match class {
        None => (callback::REFUSED, 0),
        Some(CallbackClass::RedirectUri) => (callback::REDIRECT_URI, 0),
        Some(CallbackClass::Duplicate(member)) => (callback::DUPLICATE, member.number()),
        Some(CallbackClass::Chars(member)) => (callback::CHARS, member.number()),
        Some(CallbackClass::Misplaced(member)) => (callback::MISPLACED, member.number()),
        Some(CallbackClass::State) => (callback::STATE, 0),
        Some(CallbackClass::Issuer(_)) => (callback::ISSUER, 0),
        Some(CallbackClass::Conflict) => (callback::CONFLICT, 0),
        Some(CallbackClass::Missing(member)) => (callback::MISSING, member.number()),
        Some(_) => (callback::TOKEN_TYPE, 0),
    };
    with_member(reply, named)
}

/// The error for a verifier that is invalid by RFC 7636, section 4.1.
#[must_use]
pub fn not_a_verifier(reply: &mut Reply<'_>) -> Fault {
    with_member(reply, (request::CHARS, Member::CodeVerifier.number()))
}
