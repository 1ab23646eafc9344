//! Strings and bytes of the caller's.

use core::ptr::NonNull;
use core::slice;

use grantlet::Member;
use grantlet::engine;

use crate::status::{Error, Status};

/// Text or bytes of the caller's, which the library reads and does not keep. No NUL ends it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Span {
    /// The first byte; may be NULL where `length` is 0.
    pub bytes: *const u8,
    /// Bytes from there.
    pub length: usize,
}

/// A name and its value.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Pair {
    /// The name.
    pub name: Span,
    /// The value.
    pub value: Span,
}

impl Span {
    /// Nothing.
    pub(crate) const NONE: Self = Self { bytes: core::ptr::null(), length: 0 };

    /// Bytes of a buffer of the caller's.
    pub(crate) const fn of(bytes: &[u8]) -> Self {
        Self { bytes: bytes.as_ptr(), length: bytes.len() }
    }

    /// The bytes.
    ///
    /// # Safety
    /// They can be read while the result lives.
    pub(crate) unsafe fn get<'a>(self) -> Result<&'a [u8], Status> {
        let start = start(self.bytes.cast_mut(), self.length)?;
        // SAFETY: it is not null, and the caller says that `length` bytes can be read from it.
        Ok(unsafe { slice::from_raw_parts(start.as_ptr(), self.length) })
    }

    /// The bytes as text: ASCII without control characters, as the strings of OAuth are.
    ///
    /// # Safety
    /// As [`get`](Self::get).
    pub(crate) unsafe fn text<'a>(
        self,
        member: Member,
        error: &mut Error,
    ) -> Result<&'a str, Status> {
        // SAFETY: the caller says that the bytes can be read.
        unsafe { self.checked(|bytes| bytes.iter().all(|byte| matches!(byte, 0x20..=0x7E))) }
            .inspect_err(|_| error.blame(member))
    }

    /// The bytes as text of what a member can be: of any characters for a user's name and password.
    ///
    /// # Safety
    /// As [`get`](Self::get).
    pub(crate) unsafe fn of_member<'a>(
        self,
        member: Member,
        error: &mut Error,
    ) -> Result<&'a str, Status> {
        // SAFETY: the caller says that the bytes can be read.
        unsafe {
            match member {
                Member::Username | Member::Password => self.utf8(member, error),
                _ => self.text(member, error),
            }
        }
    }

    /// The bytes as text of any characters: UTF-8.
    ///
    /// # Safety
    /// As [`get`](Self::get).
    pub(crate) unsafe fn utf8<'a>(
        self,
        member: Member,
        error: &mut Error,
    ) -> Result<&'a str, Status> {
        // SAFETY: the caller says that the bytes can be read.
        unsafe { self.checked(engine::is_utf8) }.inspect_err(|_| error.blame(member))
    }

    /// As [`utf8`](Self::utf8), of what no error names.
    ///
    /// # Safety
    /// As [`get`](Self::get).
    pub(crate) unsafe fn utf8_or_none<'a>(self) -> Option<&'a str> {
        // SAFETY: the caller says that the bytes can be read.
        unsafe { self.utf8(Member::Header, &mut Error::none()) }.ok()
    }

    /// The bytes as text of a profile: lines of ASCII.
    ///
    /// # Safety
    /// As [`get`](Self::get).
    pub(crate) unsafe fn lines<'a>(self) -> Result<&'a str, Status> {
        let is_line = |bytes: &[u8]| bytes.iter().all(|byte| matches!(byte, b'\n' | 0x20..=0x7E));
        // SAFETY: the caller says that the bytes can be read.
        unsafe { self.checked(is_line) }
    }

    /// The bytes as text, if `is_text` finds that they are UTF-8.
    ///
    /// # Safety
    /// As [`get`](Self::get); what passes `is_text` is UTF-8.
    unsafe fn checked<'a>(self, is_text: impl Fn(&[u8]) -> bool) -> Result<&'a str, Status> {
        // SAFETY: the caller says that the bytes can be read.
        let bytes = unsafe { self.get() }?;
        if !is_text(bytes) {
            return Err(Status::EEncoding);
        }
        // SAFETY: they are UTF-8, as the caller says.
        Ok(unsafe { core::str::from_utf8_unchecked(bytes) })
    }
}

/// Reads as many strings as there are members, of spans that follow each other.
///
/// # Safety
/// `spans` points to so many, whose bytes can be read while the strings live.
#[inline(never)]
pub(crate) unsafe fn read_strings(
    spans: *const Span,
    members: &[Member],
    strings: &mut [&str],
    error: &mut Error,
) -> Result<(), Status> {
    let mut span = spans;
    for (string, member) in strings.iter_mut().zip(members) {
        // SAFETY: the caller says so.
        unsafe {
            *string = (*span).text(*member, error)?;
            span = span.add(1);
        }
    }
    Ok(())
}

/// A buffer of the caller's that is written.
///
/// # Safety
/// `bytes` can be written for `length` bytes while the result lives, and by nobody else.
pub(crate) unsafe fn buffer<'a>(bytes: *mut u8, length: usize) -> Result<&'a mut [u8], Status> {
    let start = start(bytes, length)?;
    // SAFETY: it is not null, and the caller says that `length` bytes can be written.
    Ok(unsafe { slice::from_raw_parts_mut(start.as_ptr(), length) })
}

/// The address of bytes: dangling if there are none.
fn start(bytes: *mut u8, length: usize) -> Result<NonNull<u8>, Status> {
    if length == 0 {
        return Ok(NonNull::dangling());
    }
    match NonNull::new(bytes) {
        Some(start) if isize::try_from(length).is_ok() => Ok(start),
        _ => Err(Status::ENull),
    }
}

/// Zeroes an output parameter. None if it is NULL.
///
/// # Safety
/// `output` is NULL or can be written, by nobody else while the result lives; a `T` of zeros is one.
pub(crate) unsafe fn cleared<'a, T>(output: *mut T) -> Option<&'a mut T> {
    let mut output = NonNull::new(output)?;
    // SAFETY: it is not null, and the caller says so.
    unsafe {
        output.write_bytes(0, 1);
        Some(output.as_mut())
    }
}
