//! The errors of a call: a stage and a class.

use grantlet::engine::{Class, LocatedResponse, Verdict};
use grantlet::{CallbackClass, IdTokenError, JsonError, Member, RequestError, TokenError};

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
}

/// An error, and the member that it names.
type Named = (Fault, Option<Member>);

#[inline(never)]
fn with_member(reply: &mut Reply<'_>, (fault, member): Named) -> Fault {
    reply.word(MEMBER, member.map_or(0, Member::number).into());
    fault
}

/// The error for a request that cannot be written.
#[must_use]
pub fn of_request(reply: &mut Reply<'_>, error: RequestError) -> Fault {
    let named = match error {
        RequestError::Entropy => (request::ENTROPY, None),
        RequestError::RedirectUri => (request::REDIRECT_URI, None),
        RequestError::Missing(member) => (request::MISSING, Some(member)),
        RequestError::Chars(member) => (request::CHARS, Some(member)),
        RequestError::Length(member) => (request::LENGTH, Some(member)),
        RequestError::Unexpected(member) => (request::UNEXPECTED, Some(member)),
        RequestError::Url(member) => (request::URL, Some(member)),
        RequestError::BaseUrl(member) => (request::BASE_URL, Some(member)),
        RequestError::WiderScope => (request::SCOPE, None),
        RequestError::OtherServer => (request::OTHER_SERVER, None),
        RequestError::BufferTooSmall { needed } => {
            reply.word(NEEDED, needed);
            (request::ROOM, None)
        }
        _ => (request::ROOM, None),
    };
    with_member(reply, named)
}

/// The error for a response without the requested values. The spans of a server's error go into the reply.
#[must_use]
pub fn of_token(reply: &mut Reply<'_>, error: TokenError, body: &[u8]) -> Fault {
    if let Some(text) = error.text(body) {
        let texts = [text.error, text.error_description, text.error_uri, text.error_number];
        // The wrapper reads spans up to the first that is absent.
        for index in 0..LocatedResponse::ERROR {
            reply.place(index, b"");
        }
        for (index, text) in (LocatedResponse::ERROR..).zip(texts) {
            reply.place(index, text.map_or("", |text| text.as_str()).as_bytes());
        }
    }
    of_verdict(reply, Verdict::from(&error))
}

/// The error for an `id_token` that is not for this login.
#[must_use]
pub fn of_id_token(reply: &mut Reply<'_>, error: IdTokenError) -> Fault {
    let named = match error {
        IdTokenError::Encoding => (id_token::ENCODING, None),
        IdTokenError::Json(JsonError::Syntax { .. }) => (id_token::SYNTAX, None),
        IdTokenError::Json(JsonError::Depth { .. }) => (id_token::DEPTH, None),
        IdTokenError::Duplicate(member) => (id_token::DUPLICATE, Some(member)),
        IdTokenError::Type(member) => (id_token::TYPE, Some(member)),
        IdTokenError::Missing(member) => (id_token::MISSING, Some(member)),
        IdTokenError::Mismatch(member) => (id_token::MISMATCH, Some(member)),
        IdTokenError::Algorithm => (id_token::ALGORITHM, None),
        IdTokenError::Expired => (id_token::EXPIRED, Some(Member::ExpirationTime)),
        IdTokenError::NotYet => (id_token::NOT_YET, Some(Member::IssuedAt)),
        _ => (request::ROOM, None),
    };
    with_member(reply, named)
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
        Class::TokenType => return response::TOKEN_TYPE,
        _ => response::STATUS,
    };
    reply.word(MEMBER, verdict.member.into());
    class
}

/// The error for a callback URL that does not complete a login; `None` means that the server returned an error.
#[must_use]
pub fn of_callback(reply: &mut Reply<'_>, class: Option<CallbackClass>) -> Fault {
    let named = match class {
        None => (callback::REFUSED, None),
        Some(CallbackClass::RedirectUri) => (callback::REDIRECT_URI, None),
        Some(CallbackClass::Duplicate(member)) => (callback::DUPLICATE, Some(member)),
        Some(CallbackClass::Chars(member)) => (callback::CHARS, Some(member)),
        Some(CallbackClass::Misplaced(member)) => (callback::MISPLACED, Some(member)),
        Some(CallbackClass::State) => (callback::STATE, None),
        Some(CallbackClass::Issuer(_)) => (callback::ISSUER, None),
        Some(CallbackClass::Conflict) => (callback::CONFLICT, None),
        Some(CallbackClass::Missing(member)) => (callback::MISSING, Some(member)),
        Some(_) => (callback::TOKEN_TYPE, None),
    };
    with_member(reply, named)
}

/// The error for a verifier that is invalid by RFC 7636, section 4.1.
#[must_use]
pub fn not_a_verifier(reply: &mut Reply<'_>) -> Fault {
    with_member(reply, (request::CHARS, Some(Member::CodeVerifier)))
}
