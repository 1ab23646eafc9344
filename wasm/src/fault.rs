//! The errors of a call: a stage and a class.

use grantlet::engine::{Class, Verdict};
use grantlet::{
    CallbackClass, IdTokenError, JsonError, JwkSetError, Member, MetadataError, RequestError,
    SignatureError, TokenError,
};

use crate::metadata::MEMBERS;
use crate::reply::{MEMBER, NEEDED, Reply};

/// The error of a call, by its number: `stage * 32 + class`.
// A byte: the compiler makes tables of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault(u8);

impl Fault {
    // There are six stages and fewer than 32 classes.
    #[allow(clippy::cast_possible_truncation)]
    const fn new(stage: u32, class: u32) -> Self {
        Self((stage * 32 + class) as u8)
    }

    /// The number that a call returns.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0 as u32
    }
}

macro_rules! faults {
    ($($stage:ident = $number:ident { $($class:ident)* })*) => {
        $(
            mod $stage {
                use crate::fault::Fault;
                use crate::numbers::{class, stage};

                $(pub(super) const $class: Fault = Fault::new(stage::$number, class::$class);)*
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
        ENCODING SYNTAX DEPTH DUPLICATE TYPE MISSING ALGORITHM MISMATCH EXPIRED NOT_YET UNEXPECTED
    }
    metadata = METADATA {
        SYNTAX DEPTH DUPLICATE TYPE MISSING ISSUER URL
    }
    keys = KEYS {
        SYNTAX DEPTH DUPLICATE TYPE MISSING CONFLICT
    }
}

/// Writes the number of the member that an error names; 0 is none.
fn with_member(reply: &mut Reply<'_>, fault: Fault, member: Option<Member>) -> Fault {
    reply.word(MEMBER, member.map_or(0, Member::number).into());
    fault
}

/// The error for a request that cannot be written.
#[must_use]
pub fn of_request(reply: &mut Reply<'_>, error: RequestError) -> Fault {
    let fault = match error {
        RequestError::Entropy => request::ENTROPY,
        RequestError::RedirectUri => request::REDIRECT_URI,
        RequestError::Missing(_) => request::MISSING,
        RequestError::Chars(_) => request::CHARS,
        RequestError::Length(_) => request::LENGTH,
        RequestError::Unexpected(_) => request::UNEXPECTED,
        RequestError::Url(_) => request::URL,
        RequestError::BaseUrl(_) => request::BASE_URL,
        RequestError::Scope => request::SCOPE,
        RequestError::OtherServer => request::OTHER_SERVER,
        _ => request::ROOM,
    };
    let member = match error {
        RequestError::Missing(member)
        | RequestError::Chars(member)
        | RequestError::Length(member)
        | RequestError::Unexpected(member)
        | RequestError::Url(member)
        | RequestError::BaseUrl(member) => Some(member),
        RequestError::BufferTooSmall { needed } => {
            reply.word(NEEDED, needed);
            None
        }
        _ => None,
    };
    with_member(reply, fault, member)
}

/// The error for an `id_token` that is not for this login.
#[must_use]
pub fn of_id_token(reply: &mut Reply<'_>, error: IdTokenError) -> Fault {
    let fault = match error {
        IdTokenError::Encoding => id_token::ENCODING,
        IdTokenError::Json(JsonError::Syntax { .. }) => id_token::SYNTAX,
        IdTokenError::Json(JsonError::Depth { .. }) => id_token::DEPTH,
        IdTokenError::Duplicate(_) => id_token::DUPLICATE,
        IdTokenError::Type(_) => id_token::TYPE,
        IdTokenError::Missing(_) => id_token::MISSING,
        IdTokenError::Mismatch(_) => id_token::MISMATCH,
        IdTokenError::Algorithm => id_token::ALGORITHM,
        IdTokenError::Expired => id_token::EXPIRED,
        IdTokenError::NotYet => id_token::NOT_YET,
        _ => request::ROOM,
    };
    let member = match error {
        IdTokenError::Duplicate(member)
        | IdTokenError::Type(member)
        | IdTokenError::Missing(member)
        | IdTokenError::Mismatch(member) => Some(member),
        IdTokenError::Expired => Some(Member::ExpirationTime),
        IdTokenError::NotYet => Some(Member::IssuedAt),
        _ => None,
    };
    with_member(reply, fault, member)
}

/// The error for a metadata document that cannot be used. Its member is an index of
/// [`MEMBERS`](crate::metadata::MEMBERS).
#[must_use]
pub fn of_metadata(reply: &mut Reply<'_>, error: MetadataError) -> Fault {
    let (fault, member) = parts_of_metadata(error, Member::MetadataIssuer);
    let index = member.and_then(|member| MEMBERS.iter().position(|one| *one == member));
    reply.word(MEMBER, index.unwrap_or(MEMBERS.len()));
    fault
}

/// The same for the metadata of a resource.
#[must_use]
pub fn of_resource(reply: &mut Reply<'_>, error: MetadataError) -> Fault {
    let (fault, member) = parts_of_metadata(error, Member::Resource);
    with_member(reply, fault, member)
}

/// `other` is the member that names whose document it is.
fn parts_of_metadata(error: MetadataError, other: Member) -> (Fault, Option<Member>) {
    match error {
        MetadataError::Json(JsonError::Depth { .. }) => (metadata::DEPTH, None),
        MetadataError::Json(_) => (metadata::SYNTAX, None),
        MetadataError::Duplicate(member) => (metadata::DUPLICATE, Some(member)),
        MetadataError::Type(member) => (metadata::TYPE, Some(member)),
        MetadataError::Missing(member) => (metadata::MISSING, Some(member)),
        MetadataError::Url(member) => (metadata::URL, Some(member)),
        _ => (metadata::ISSUER, Some(other)),
    }
}

/// The error for a response that is no such document. What the server wrote about its own error is not read here.
#[must_use]
pub fn of_document(reply: &mut Reply<'_>, error: TokenError) -> Fault {
    let (fault, member) = match error {
        TokenError::Json(JsonError::Depth { .. }) => (response::DEPTH, None),
        TokenError::Json(_) => (response::SYNTAX, None),
        TokenError::Duplicate(member) => (response::DUPLICATE, Some(member)),
        TokenError::Type(member) => (response::TYPE, Some(member)),
        TokenError::Missing(member) => (response::MISSING, Some(member)),
        TokenError::Chars(member) => (response::CHARS, Some(member)),
        _ => (response::REFUSED, None),
    };
    with_member(reply, fault, member)
}

/// The error for claims of another user than the `id_token` named.
#[must_use]
pub fn of_other_user(reply: &mut Reply<'_>) -> Fault {
    with_member(reply, id_token::MISMATCH, Some(Member::Subject))
}

/// The error for a signature that cannot be verified by these keys.
#[must_use]
pub fn of_signature(reply: &mut Reply<'_>, error: SignatureError) -> Fault {
    let error = match error {
        SignatureError::Header(error) => return of_id_token(reply, error),
        SignatureError::Unexpected(member) => {
            return with_member(reply, id_token::UNEXPECTED, Some(member));
        }
        SignatureError::Algorithm => {
            return with_member(reply, id_token::ALGORITHM, Some(Member::Algorithm));
        }
        SignatureError::Keys(error) => error,
        // Its length is not the algorithm's.
        _ => return with_member(reply, id_token::ENCODING, Some(Member::Signature)),
    };
    let (fault, member) = match error {
        JwkSetError::Json(JsonError::Depth { .. }) => (keys::DEPTH, None),
        JwkSetError::Json(_) => (keys::SYNTAX, None),
        JwkSetError::Duplicate(member) => (keys::DUPLICATE, Some(member)),
        JwkSetError::Type(member) => (keys::TYPE, Some(member)),
        JwkSetError::Ambiguous => (keys::CONFLICT, None),
        // Without a member no key fits; with one, there are none.
        JwkSetError::Missing(member) => (keys::MISSING, Some(member)),
        _ => (keys::MISSING, None),
    };
    with_member(reply, fault, member)
}

/// The error for a response that contains no token.
#[must_use]
pub fn of_verdict(reply: &mut Reply<'_>, verdict: Verdict) -> Fault {
    let meaning = if verdict.retries { 2 } else { verdict.ends_grant.into() };
    reply.word(crate::reply::ENDS_GRANT, meaning);
    reply.word(MEMBER, verdict.member.into());
    match verdict.class {
        Class::Server => response::REFUSED,
        Class::Syntax => response::SYNTAX,
        Class::Depth => response::DEPTH,
        Class::Duplicate => response::DUPLICATE,
        Class::Type => response::TYPE,
        Class::Missing => response::MISSING,
        Class::Chars => response::CHARS,
        Class::TokenType => {
            reply.word(MEMBER, 0);
            response::TOKEN_TYPE
        }
        _ => response::STATUS,
    }
}

/// The error for a callback URL that does not complete a login; `None` means that the server returned an error.
#[must_use]
pub fn of_callback(reply: &mut Reply<'_>, class: Option<CallbackClass>) -> Fault {
    let fault = match class {
        None => callback::REFUSED,
        Some(CallbackClass::RedirectUri) => callback::REDIRECT_URI,
        Some(CallbackClass::Duplicate(_)) => callback::DUPLICATE,
        Some(CallbackClass::Chars(_)) => callback::CHARS,
        Some(CallbackClass::Misplaced(_)) => callback::MISPLACED,
        Some(CallbackClass::State) => callback::STATE,
        Some(CallbackClass::Issuer(_)) => callback::ISSUER,
        Some(CallbackClass::Conflict) => callback::CONFLICT,
        Some(CallbackClass::Missing(_)) => callback::MISSING,
        Some(_) => callback::TOKEN_TYPE,
    };
    let member = match class {
        Some(
            CallbackClass::Duplicate(member)
            | CallbackClass::Chars(member)
            | CallbackClass::Misplaced(member)
            | CallbackClass::Missing(member),
        ) => Some(member),
        _ => None,
    };
    with_member(reply, fault, member)
}

/// The error for a verifier that is invalid by RFC 7636, section 4.1.
#[must_use]
pub fn not_a_verifier(reply: &mut Reply<'_>) -> Fault {
    with_member(reply, request::CHARS, Some(Member::CodeVerifier))
}
