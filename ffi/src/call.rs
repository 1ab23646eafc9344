//! Checks the arguments of each function that writes a request or a URL.

use core::ffi::c_void;

use grantlet::engine::{self, RequestSpans};
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
    /// Where the results go: the three spans of the caller's request, or the one span of a URL.
    parts: *mut Span,
    pub(crate) error: &'a mut Error,
}

/// Writes to the buffer of a call.
pub(crate) type Work = unsafe fn(&mut Call<'_>) -> Status;

/// A buffer of the caller's.
#[derive(Clone, Copy)]
pub(crate) struct Out {
    pub(crate) bytes: *mut c_void,
    pub(crate) capacity: usize,
}

impl Out {
    /// For work that writes nothing.
    pub(crate) const NONE: Self = Self { bytes: core::ptr::null_mut(), capacity: 0 };
}

/// Checks the arguments, and calls `work` with them.
///
/// # Safety
/// Each pointer is NULL or what its type says; `out` can be written; `work` reads `input` and writes `parts`
/// where those are not NULL.
#[inline(never)]
pub(crate) unsafe fn call(
    client: *const Client,
    input: *const c_void,
    out: Out,
    parts: *mut Span,
    error: *mut Error,
    work: Work,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(error), Some(client)) = (cleared(error), client.as_ref()) else {
            return Status::ENull;
        };
        if input.is_null() || parts.is_null() {
            return Status::ENull;
        }
        Profile::with(client.profile, &mut |profile| {
            let client = or_return!(client.core(profile, error));
            let buffer = or_return!(buffer(out.bytes.cast(), out.capacity));
            work(&mut Call { client, input, buffer, parts, error })
        })
    }
}

impl Call<'_> {
    /// Writes the spans of a request, or the error.
    ///
    /// # Safety
    /// There are three parts.
    #[inline(never)]
    pub(crate) unsafe fn end(&mut self, written: &Result<RequestSpans, RequestError>) -> Status {
        match written {
            Ok(RequestSpans { url, headers, body }) => {
                let mut part = self.parts;
                for written in [url, headers, body] {
                    // SAFETY: the caller says so.
                    unsafe {
                        part.write(self.span(*written));
                        part = part.add(1);
                    }
                }
                Status::Ok
            }
            Err(refused) => self.error.of_request(*refused),
        }
    }

    /// As [`end`](Self::end) for a URL of a length.
    ///
    /// # Safety
    /// There is a part.
    pub(crate) unsafe fn end_url(&mut self, written: Result<usize, RequestError>) -> Status {
        match written {
            Ok(end) => {
                let url = Span { bytes: self.buffer.as_ptr(), length: end };
                // SAFETY: the caller says so.
                unsafe { self.parts.write(url) };
                Status::Ok
            }
            Err(refused) => self.error.of_request(refused),
        }
    }

    /// A part of what was written.
    const fn span(&self, engine::Span { start, end }: engine::Span) -> Span {
        let bytes = self.buffer.as_ptr().wrapping_add(start as usize);
        Span { bytes, length: end.wrapping_sub(start) as usize }
    }
}
