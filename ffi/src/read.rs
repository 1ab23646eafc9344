//! Responses of endpoints other than the token endpoint, by the core's readers.

use core::ffi::c_void;

use grantlet::engine::{LocatedResponse, Verdict};
use grantlet::{JsonError, Profile as CoreProfile, TokenError};

use crate::profile::Profile;
use crate::span::{buffer, cleared};
use crate::status::{Error, Status};

impl Error {
    /// Keeps why a response is refused, by the error of one of the core's readers.
    #[inline(never)]
    pub(crate) fn of_refused(
        &mut self,
        refused: &TokenError,
        http_status: u16,
        body: &[u8],
    ) -> Status {
        let mut located = LocatedResponse::default();
        if let TokenError::Server { error, .. } = refused {
            let strings = located.members.spans.iter_mut().skip(LocatedResponse::ERROR);
            for (slot, span) in strings.zip(error.spans()) {
                *slot = span;
            }
        }
        if let TokenError::Json(JsonError::Syntax { at } | JsonError::Depth { at }) = refused {
            located.members.at = u32::try_from(*at).unwrap_or(u32::MAX);
        }
        self.of_response(Verdict::from(refused), http_status, &located, body)
    }
}

/// Reads a response into `found` by `work`.
///
/// # Safety
/// Each pointer is NULL or what its type says, zeros are a `T`, and `body` can be read and written for its length.
pub(crate) unsafe fn read<T>(
    profile: *const Profile,
    http_status: u16,
    (body, length): (*mut c_void, usize),
    found: *mut T,
    error: *mut Error,
    work: impl Fn(&CoreProfile<'_>, &mut [u8], &mut T) -> Result<(), TokenError>,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(found), Some(error)) = (cleared(found), cleared(error)) else {
            return Status::ENull;
        };
        let body = or_return!(buffer(body.cast(), length));
        Profile::with(profile, &mut |profile| match work(profile, body, found) {
            Ok(()) => Status::Ok,
            Err(refused) => error.of_refused(&refused, http_status, body),
        })
    }
}
