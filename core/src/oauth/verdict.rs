//! The verdict on a response: a token, or why there is none.

use crate::json::reader::Read;
use crate::json::validate::JsonError;
use crate::member::Member;
use crate::oauth::located_response::LocatedResponse;
use crate::oauth::server_error::ServerError;
use crate::oauth::token_error::TokenError;

/// The classes of [`TokenError`], by the numbers that the C interface gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Class {
    /// It is a token.
    Ok = 0,
    /// As [`TokenError::Status`].
    Status = 40,
    /// As [`TokenError::Server`].
    Server = 41,
    /// As [`JsonError::Syntax`].
    Syntax = 42,
    /// As [`JsonError::Depth`].
    Depth = 43,
    /// As [`TokenError::Duplicate`].
    Duplicate = 44,
    /// As [`TokenError::Type`].
    Type = 45,
    /// As [`TokenError::Missing`].
    Missing = 46,
    /// As [`TokenError::Chars`].
    Chars = 47,
    /// As [`TokenError::TokenType`].
    TokenType = 48,
}

/// The verdict on a response. Every error about a response is made from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The first class that holds.
    pub class: Class,
    /// The number of the member at fault, 0 for none.
    pub member: u8,
    /// Whether the user must log in again: see [`ServerError::ends_grant`].
    pub ends_grant: bool,
    /// Whether the profile lists the error as one that decides nothing: see [`ServerError::retries`].
    pub retries: bool,
}

impl Verdict {
    /// The verdict on a response without an error.
    pub const OK: Self = Self::of(Class::Ok);

    /// A verdict that names no member.
    pub const fn of(class: Class) -> Self {
        Self { class, member: 0, ends_grant: false, retries: false }
    }

    /// A verdict that names a member by its number.
    pub(crate) const fn blame(class: Class, member: u8) -> Self {
        Self { class, member, ends_grant: false, retries: false }
    }

    /// The verdict on an error that the server returned.
    pub const fn server(ends_grant: bool, retries: bool) -> Self {
        Self { class: Class::Server, member: 0, ends_grant, retries }
    }

    /// The member at fault.
    pub fn at_fault(self) -> Option<Member> {
        if self.member == 0 { None } else { Some(Member::of(self.member)) }
    }

    pub(crate) fn is_ok(self) -> bool {
        self.class == Class::Ok
    }

    /// The verdict as an error of the response that was located in `body`; `None` if it is no error.
    pub(crate) fn error(
        self,
        status: u16,
        located: &LocatedResponse,
        body: &[u8],
    ) -> Option<TokenError> {
        let member = Member::of(self.member);
        let at = located.members.at as usize;
        Some(match self.class {
            Class::Ok => return None,
            Class::Status => TokenError::Status(status),
            Class::Server => {
                let error = ServerError::new(located, body, (self.ends_grant, self.retries));
                TokenError::Server { status, error }
            }
            Class::Syntax => TokenError::Json(JsonError::Syntax { at }),
            Class::Depth => TokenError::Json(JsonError::Depth { at }),
            Class::Duplicate => TokenError::Duplicate(member),
            Class::Type => TokenError::Type(member),
            Class::Missing => TokenError::Missing(member),
            Class::Chars => TokenError::Chars(member),
            Class::TokenType => TokenError::TokenType,
        })
    }
}

impl From<&TokenError> for Verdict {
    fn from(error: &TokenError) -> Self {
        match *error {
            TokenError::Status(_) => Self::of(Class::Status),
            TokenError::Server { error, .. } => Self::server(error.ends_grant(), error.retries()),
            TokenError::Json(JsonError::Syntax { .. }) => Self::of(Class::Syntax),
            TokenError::Json(JsonError::Depth { .. }) => Self::of(Class::Depth),
            TokenError::Duplicate(member) => Self::blame(Class::Duplicate, member.number()),
            TokenError::Type(member) => Self::blame(Class::Type, member.number()),
            TokenError::Missing(member) => Self::blame(Class::Missing, member.number()),
            TokenError::Chars(member) => Self::blame(Class::Chars, member.number()),
            TokenError::TokenType => Self::blame(Class::TokenType, Member::TokenType.number()),
        }
    }
}

impl From<Read> for Class {
    fn from(read: Read) -> Self {
        match read {
            Read::Whole => Self::Ok,
            Read::Syntax => Self::Syntax,
            Read::Depth => Self::Depth,
        }
    }
}
