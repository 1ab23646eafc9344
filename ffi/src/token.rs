//! The answer of a token endpoint.

use core::ffi::c_void;
use core::mem::offset_of;

use grantlet::engine::{self, Answer, Class, NewTokens, Span as Offsets};

use crate::profile::Profile;
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};

/// A token (RFC 6749, section 5.1): parts of the buffer that the answer came in, whose strings are
/// unescaped there. What is not there has length 0. Tokens are secret.
#[repr(C)]
pub struct Token {
    /// `access_token`: bytes 0x21 to 0x7E, never empty.
    pub access_token: Span,
    /// `token_type` as it was sent; Bearer in any case is sent as `Bearer`.
    pub token_type: Span,
    /// `refresh_token`. Length 0: none came, **keep the old one**.
    pub refresh_token: Span,
    /// `id_token`, its signature and claims unverified.
    pub id_token: Span,
    /// `scope`, with the profile's separator. Length 0: as requested.
    pub scope: Span,
    /// Not to be used: a server's error is in the error.
    pub reserved: [Span; 4],
    /// The profile's extra members, in its order: of a string its content, else as it was written.
    pub extra: [Span; 8],
    /// Not to be used.
    pub reserved_kinds: [u8; 9],
    /// The first byte of each extra member as it was written: `"` or `\` for a string, a digit or
    /// `-` for a number, `t`, `f`, `{`, `[` or `]` (of strings only) for an array; 0 for none.
    pub extra_kinds: [u8; 8],
    /// Not to be used.
    pub reserved_end: [u8; 7],
    /// `expires_in` in seconds, saturated at 2^32 - 1.
    pub expires_in: u32,
    /// False: the server did not say. Not "never": use the token, and refresh at the first 401.
    pub expires_in_known: bool,
}

/// Spans of the token, the reserved ones too.
const SPANS: usize = offset_of!(Token, reserved_kinds) / size_of::<Span>();

// The response is read into the caller's token, whose offsets become spans where they stand.
const _: () = assert!(
    size_of::<Token>() >= size_of::<Answer>()
        && offset_of!(Token, extra) == Answer::EXTRA * size_of::<Span>()
        && size_of::<Span>() >= size_of::<Offsets>()
);

impl Token {
    /// What a session takes of a token.
    ///
    /// # Safety
    /// `token` is NULL or can be read, and so can its spans while the result lives.
    pub(crate) unsafe fn brought(
        token: *const Self,
        brought: &mut NewTokens<'_>,
    ) -> Result<(), Status> {
        // SAFETY: the caller says so.
        unsafe {
            let token = token.as_ref().ok_or(Status::ENull)?;
            brought.access_token = token.access_token.get()?;
            brought.refresh_token = token.refresh_token.get()?;
            brought.expires_in = token.expires_in_known.then_some(token.expires_in);
            Ok(())
        }
    }

    /// The caller's token, emptied, as an answer to fill.
    ///
    /// # Safety
    /// `token` is NULL or can be written, by nobody else while the result lives.
    pub(crate) unsafe fn answer<'a>(token: *mut Self) -> Option<&'a mut Answer> {
        // SAFETY: the caller says so; an answer is no larger, and zeros are one.
        unsafe { cleared(token).map(|token| &mut *core::ptr::from_mut(token).cast()) }
    }

    /// Makes the offsets of an answer spans of the buffer, where they stand.
    ///
    /// # Safety
    /// `token` holds an answer that was found in `body`.
    pub(crate) unsafe fn point(token: *mut Self, body: &[u8]) {
        // SAFETY: the caller says so; a span is no smaller than offsets, so that from the last to the first
        // none is overwritten before it is read, and what follows them is read before.
        unsafe {
            let answer = token.cast::<Answer>();
            let (expires_in, expires_in_known) = ((*answer).expires_in, (*answer).expires_in_known);
            let mut kinds = [0; 8];
            for index in (0..SPANS).rev() {
                let offsets = token.cast::<Offsets>().add(index).read();
                if offsets.end == 0 {
                    // Offsets of zeros are an empty span of zeros.
                    token.cast::<Span>().add(index).write(Span::NONE);
                    continue;
                }
                let text = offsets.of(body);
                if let Some(kind) = kinds.get_mut(index.wrapping_sub(Answer::EXTRA)) {
                    *kind = (*answer).kind_of(index, text);
                }
                token.cast::<Span>().add(index).write(Span::of(text));
            }
            (*token).extra_kinds = kinds;
            (*token).expires_in = expires_in;
            (*token).expires_in_known = expires_in_known;
        }
    }

    /// Moves the texts of a server's error to the error, and leaves no token.
    ///
    /// # Safety
    /// As [`point`](Self::point).
    pub(crate) unsafe fn tell(token: *mut Self, body: &[u8], error: &mut Error) {
        // SAFETY: the caller says so, and of zeros each field is one.
        unsafe {
            Self::point(token, body);
            [error.error, error.error_description, error.error_uri, error.error_number] =
                (*token).reserved;
            cleared(token);
        }
    }
}

/// Reads the answer of a token endpoint (RFC 6749, sections 5.1 and 5.2) where it stands: `body` is
/// the whole body of `length` bytes, whatever its content type. Linear time, constant stack. `token`
/// and `error` then point into the body: wipe it when they were used.
///
/// On an error other than `GRANTLET_E_SERVER` the body is as it was; on any error the token is nothing.
///
/// Returns `GRANTLET_E_NULL`, or a status from 40 to 59: where the HTTP status is not 2xx 41 or 40,
/// else of several the first in the order 42 or 43 (whichever comes first in the text), 41, 44, 45,
/// 46, 47, 48.
///
/// # Safety
/// Each pointer is NULL or what its type says, a profile holds zeros or a copy of one, and `body` can
/// be read and written for `length` bytes; what is written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_token_response(
    profile: *const Profile,
    http_status: u16,
    body: *mut c_void,
    length: usize,
    token: *mut Token,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(answer), Some(error)) = (Token::answer(token), cleared(error)) else {
            return Status::ENull;
        };
        let profile = or_return!(Profile::get(profile));
        let body = or_return!(buffer(body.cast(), length));
        let verdict = engine::response(profile, http_status, body, answer);
        if verdict.class == Class::Ok {
            Token::point(token, body);
            return Status::Ok;
        }
        error.http_status = http_status;
        error.at = answer.members.at as usize;
        let status = error.of_verdict(verdict);
        if status == Status::EServer {
            Token::tell(token, body, error);
        } else {
            cleared(token);
        }
        status
    }
}
