//! A provider's members into the caller's own type, through serde.

use core::fmt;

use serde::Deserialize;

use crate::json::reader::{Members, ROOT, Read, Reader};
use crate::json::text::{Text, start_of};
use crate::json::validate::JsonError;
use crate::profile::envelope::names_of;
use crate::profile::profile::Profile;

/// Why members could not be read into the caller's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MembersError {
    /// The response is not one JSON object.
    Json(JsonError),
    /// The provider's envelope is not there, or is not an object.
    Envelope,
    /// The members do not fit the type, or the buffer is too small for a string with escapes, or
    /// a character outside the Basic Multilingual Plane is escaped, which serde-json-core does not
    /// read.
    Type,
}

impl fmt::Display for MembersError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => fmt::Display::fmt(error, f),
            Self::Envelope => f.write_str("the response lacks the profile's envelope"),
            Self::Type => f.write_str("the members of the response do not fit the type"),
        }
    }
}

impl core::error::Error for MembersError {}

/// Reads members of a response into a type of the caller's. Call it before
/// [`Client::token`](crate::Client::token), which changes the body. The text is validated first, so that
/// serde-json-core, whose recursion has no limit of its own, sees 32 levels at most.
///
/// `buffer` takes strings that have escapes, unescaped; such a string fits an owned type (of
/// `heapless`, say) and no `&str`, which can only borrow from the body.
///
/// # Errors
/// [`MembersError`]. The body is never changed.
///
/// # Example
/// ```
/// #[derive(serde::Deserialize)]
/// struct Account { account_id: u64 }
/// let body = br#"{"access_token":"at","token_type":"Bearer","account_id":50}"#;
/// let account: Account = grantlet::members(&grantlet::providers::BOLD, body, &mut [])?;
/// assert_eq!(account.account_id, 50);
/// # Ok::<(), grantlet::MembersError>(())
/// ```
pub fn members<'b, T: Deserialize<'b>>(
    profile: &Profile<'_>,
    body: &'b [u8],
    buffer: &'b mut [u8],
) -> Result<T, MembersError> {
    let mut members = Members::default();
    let text = Text::document(body);
    let mut reader = Reader::new(text, ROOT, names_of(profile), &mut members);
    let (read, bytes) = match profile.read_envelope {
        None => (reader.read(), body.get(start_of(body) as usize..).unwrap_or_default()),
        Some(envelope) => {
            let read = (envelope.find)(&mut reader, profile);
            // A string is no object, whatever is in it.
            let is_plain = reader.text.layer().is_none();
            (read, if is_plain { reader.envelope.of(body) } else { b"" })
        }
    };
    let at = members.at as usize;
    match read {
        Read::Whole if bytes.is_empty() => return Err(MembersError::Envelope),
        Read::Whole => {}
        Read::Syntax => return Err(MembersError::Json(JsonError::Syntax { at })),
        Read::Depth => return Err(MembersError::Json(JsonError::Depth { at })),
    }
    let read = serde_json_core::from_slice_escaped(bytes, buffer);
    read.map(|(value, _)| value).map_err(|_| MembersError::Type)
}
