//! What each function that writes a request or a URL does first: it checks what C hands over.

use core::ffi::c_void;

use grantlet::engine::{Place, RequestPlaces};
use grantlet::{Client as CoreClient, RequestError};

use crate::client::Client;
use crate::profile::Profile;
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};

/// What a request or a URL is written from and to.
pub(crate) struct Call<'a> {
    pub(crate) client: CoreClient<'a>,
    /// The caller's struct.
    pub(crate) input: *const c_void,
    pub(crate) buffer: &'a mut [u8],
    pub(crate) error: &'a mut Error,
}

/// Writes to the buffer of a call.
pub(crate) type Work = unsafe fn(&mut Call<'_>) -> Result<RequestPlaces, Status>;

/// Where a function writes to.
#[derive(Clone, Copy)]
pub(crate) struct Out {
    pub(crate) bytes: *mut c_void,
    pub(crate) capacity: usize,
}

impl Out {
    /// What was written at a place.
    pub(crate) const fn span(self, place: Place) -> Span {
        let start = self.bytes.cast::<u8>().wrapping_add(place.start);
        Span { bytes: start, length: place.end.wrapping_sub(place.start) }
    }
}

/// Calls `work` with what C handed over, once it is checked.
///
/// # Safety
/// Each pointer is NULL or what its type says; `out` can be written; `work` reads `input` where that is not
/// NULL.
#[inline(never)]
pub(crate) unsafe fn call(
    client: *const Client,
    input: *const c_void,
    out: Out,
    error: *mut Error,
    work: Work,
    places: &mut RequestPlaces,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(error), Some(client)) = (cleared(error), client.as_ref()) else {
            return Status::ENull;
        };
        if input.is_null() {
            return Status::ENull;
        }
        let mut buffer = Some(or_return!(buffer(out.bytes.cast(), out.capacity)));
        Profile::with(client.profile, &mut |profile| {
            let client = or_return!(client.core(profile, error));
            // It is called once.
            let buffer = buffer.take().unwrap_or_default();
            *places = or_return!(work(&mut Call { client, input, buffer, error }));
            Status::Ok
        })
    }
}

impl Call<'_> {
    /// Keeps why nothing was written.
    pub(crate) fn end<T>(&mut self, written: Result<T, RequestError>) -> Result<T, Status> {
        written.map_err(|refused| self.error.of_request(refused))
    }
}
