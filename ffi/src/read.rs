//! Responses of endpoints other than the token endpoint.

use core::ffi::c_void;

use grantlet::Profile as CoreProfile;
use grantlet::engine::{LocatedResponse, Members, Verdict};

use crate::profile::Profile;
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};

/// The members that were found in a body.
pub(crate) struct Found<'a> {
    pub(crate) members: &'a Members,
    pub(crate) expires_in: u32,
    pub(crate) body: &'a [u8],
}

impl Found<'_> {
    /// A member by its index; one that is absent or null has length 0.
    pub(crate) fn text(&self, index: usize) -> Span {
        match self.members.bytes(index, self.body) {
            [] => Span::NONE,
            bytes => Span::of(bytes),
        }
    }
}

/// Finds the members of a response.
pub(crate) type Locate<'l> =
    &'l mut dyn FnMut(&CoreProfile<'_>, &mut [u8], &mut LocatedResponse) -> Verdict;

/// Reads a response by `locate`, and writes what it found by `fill`.
///
/// # Safety
/// Each pointer is NULL or what its type says, a `T` of zeros is valid, and `body` can be read and written
/// for its length.
pub(crate) unsafe fn read<T>(
    profile: *const Profile,
    http_status: u16,
    body: (*mut c_void, usize),
    (found, error): (*mut T, *mut Error),
    locate: Locate<'_>,
    fill: impl FnOnce(&mut T, &Found<'_>),
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(found), Some(error)) = (cleared(found), cleared(error)) else {
            return Status::ENull;
        };
        let mut located = LocatedResponse::default();
        let body = match locate_in(profile, http_status, body, &mut located, error, locate) {
            Ok(body) => body,
            Err(status) => return status,
        };
        let expires_in = located.expires_in().unwrap_or(0);
        fill(found, &Found { members: &located.members, expires_in, body });
        Status::Ok
    }
}

/// # Safety
/// As [`read`].
#[inline(never)]
unsafe fn locate_in<'b>(
    profile: *const Profile,
    http_status: u16,
    (body, length): (*mut c_void, usize),
    located: &mut LocatedResponse,
    error: &mut Error,
    locate: Locate<'_>,
) -> Result<&'b [u8], Status> {
    // SAFETY: the caller says so.
    unsafe {
        let body = buffer(body.cast(), length)?;
        let status = Profile::with(profile, &mut |profile| {
            let verdict = locate(profile, body, located);
            error.of_response(verdict, http_status, located, body)
        });
        if status == Status::Ok { Ok(body) } else { Err(status) }
    }
}
