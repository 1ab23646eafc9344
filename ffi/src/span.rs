//! Texts and bytes of the caller's.

use core::slice;

use crate::status::{Status, Wrong};

/// Text or bytes of the caller's, which the library reads and does not keep. Never ended by NUL.
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
        if self.length == 0 {
            return Ok(&[]);
        }
        if self.bytes.is_null() || isize::try_from(self.length).is_err() {
            return Err(Status::ENull);
        }
        // SAFETY: it is not null, and the caller says that `length` bytes can be read from it.
        Ok(unsafe { slice::from_raw_parts(self.bytes, self.length) })
    }

    /// The bytes as text: ASCII, as every text of OAuth is that this interface takes.
    ///
    /// # Safety
    /// As [`get`](Self::get).
    pub(crate) unsafe fn text<'a>(self) -> Result<&'a str, Status> {
        // SAFETY: the caller says that the bytes can be read.
        let bytes = unsafe { self.get() }?;
        let mut rest = bytes;
        while let [byte, after @ ..] = rest {
            if !matches!(byte, b'\n' | 0x20..=0x7E) {
                return Err(Status::EText);
            }
            rest = after;
        }
        // SAFETY: each byte is ASCII, and so is UTF-8.
        Ok(unsafe { core::str::from_utf8_unchecked(bytes) })
    }
}

/// A buffer of the caller's that is written.
///
/// # Safety
/// `bytes` can be written for `length` bytes while the result lives, and by nobody else.
pub(crate) unsafe fn buffer<'a>(bytes: *mut u8, length: usize) -> Result<&'a mut [u8], Status> {
    if length == 0 {
        return Ok(&mut []);
    }
    if bytes.is_null() || isize::try_from(length).is_err() {
        return Err(Status::ENull);
    }
    // SAFETY: it is not null, and the caller says that `length` bytes can be written.
    Ok(unsafe { slice::from_raw_parts_mut(bytes, length) })
}

/// Sets `*need` to the length of what was written, or would have been.
///
/// # Safety
/// `need` is NULL or can be written.
pub(crate) unsafe fn set_need(
    need: *mut usize,
    written: impl FnOnce() -> Result<usize, Wrong>,
) -> Status {
    if need.is_null() {
        return Status::ENull;
    }
    let (length, status) = match written() {
        Ok(length) => (length, Status::Ok),
        Err(Wrong { status, need, .. }) => (need, status),
    };
    // SAFETY: it is not null, and the caller says that it can be written.
    unsafe { need.write(length) };
    status
}
