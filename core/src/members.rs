//! A provider's members into the caller's own type, through serde.

use core::fmt;

use serde::Deserialize;

use crate::answer::{Answer, Reading};
use crate::buffer::Place;
use crate::json::{Json, JsonError};
use crate::profile::Profile;

/// Why members could not be read into the caller's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MembersError {
    /// The answer is not one JSON object.
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
            Self::Envelope => f.write_str("the answer lacks the profile's envelope"),
            Self::Type => f.write_str("the answer's members do not fit the type"),
        }
    }
}

impl core::error::Error for MembersError {}

/// Reads members of an answer into a type of the caller's. To be called before
/// [`response`](crate::response), which changes the body. The text is validated first, so that
/// serde-json-core, whose recursion has no limit of its own, sees 32 levels at most.
///
/// `buffer` takes strings that have escapes, unescaped; such a string fits an owned type (of
/// `heapless`, say) and no `&str`, which can only borrow what stands in the body.
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
    let mut answer = Answer::default();
    let mut reading = Reading::new(&mut answer);
    let mut root = Json::document(body);
    let place = match profile.read_envelope {
        None => {
            reading.find(&root, profile.extra).map_err(MembersError::Json)?;
            let start = if body.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
            Place { start, end: body.len() }
        }
        Some(envelope) => {
            (envelope.find)(&mut reading, profile, &mut root).map_err(MembersError::Json)?;
            reading.envelope
        }
    };
    if reading.unescape.is_some() || place.is_empty() {
        return Err(MembersError::Envelope);
    }
    let read = serde_json_core::from_slice_escaped(place.of(body), buffer);
    read.map(|(value, _)| value).map_err(|_| MembersError::Type)
}
