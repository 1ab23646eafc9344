//! Why an `id_token` is not valid.

use core::fmt;

use crate::json::validate::JsonError;
use crate::member::Member;
use crate::oauth::document::{DocumentError, from_document_error};
use crate::text::buffer::BufferTooSmall;

/// Why an `id_token` is not valid for this login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdTokenError {
    /// The buffer is too short for the decoded claims.
    BufferTooSmall {
        /// A length, in bytes, that is enough.
        needed: usize,
    },
    /// It is not three parts of base64url, separated by dots.
    Encoding,
    /// Header or claims are not a JSON object.
    Json(JsonError),
    /// A claim occurs more than once.
    Duplicate(Member),
    /// A claim is of the wrong JSON type.
    Type(Member),
    /// A required claim is missing.
    Missing(Member),
    /// A claim does not have the required value.
    Mismatch(Member),
    /// `alg` is `none`, or one whose hash is not SHA-256 where a hash is to be compared.
    Algorithm,
    /// `exp` has passed.
    Expired,
    /// `iat` is in the future.
    NotYet,
}

impl fmt::Display for IdTokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, member) = match self {
            Self::BufferTooSmall { needed } => {
                return fmt::Display::fmt(&BufferTooSmall { needed: *needed }, f);
            }
            Self::Encoding => ("the id_token is not three parts of base64url", None),
            Self::Json(error) => {
                f.write_str("the id_token is ")?;
                return fmt::Display::fmt(error, f);
            }
            Self::Duplicate(member) => ("the id_token repeats ", Some(member)),
            Self::Type(member) => ("the id_token has the wrong JSON type for ", Some(member)),
            Self::Missing(member) => ("the id_token lacks ", Some(member)),
            Self::Mismatch(member) => ("the id_token is not for this login: ", Some(member)),
            Self::Algorithm => ("the id_token's alg is none, or its hash is not SHA-256", None),
            Self::Expired => ("the id_token has expired", None),
            Self::NotYet => ("the id_token is from the future: check the clock", None),
        };
        f.write_str(text)?;
        member.map_or(Ok(()), |member| fmt::Display::fmt(&member, f))
    }
}

impl core::error::Error for IdTokenError {}

from_document_error!(IdTokenError);
