//! The response of a token endpoint.

use core::ffi::c_void;
use core::mem::offset_of;

use grantlet::engine::{self, Lifetime, LocatedResponse, Members, NewTokens, Span as Offsets};

use crate::profile::Profile;
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};

/// Extra members that a profile can have.
pub const EXTRA_MEMBERS: usize = 8;

/// Token response (RFC 6749, section 5.1). The spans point into the body, whose strings are unescaped in place;
/// a member that is absent has length 0. Tokens are secret.
#[repr(C)]
pub struct Token {
    /// `access_token`: bytes 0x21 to 0x7E, never empty.
    pub access_token: Span,
    /// `token_type` as it was sent: `Bearer` may be in any case, and `grantlet_token_bearer` compares it so.
    pub token_type: Span,
    /// `refresh_token`. Length 0: the server sent none, and the old one **stays valid**.
    pub refresh_token: Span,
    /// `id_token`. Its signature and claims are not verified.
    pub id_token: Span,
    /// `scope`, separated as the profile says. Length 0: the scope that was requested.
    pub scope: Span,
    /// The profile's extra members, in its order.
    pub extra: [Extra; EXTRA_MEMBERS],
    /// When the token expires, in seconds since 1970-01-01T00:00:00Z, where the profile names a member for it: see
    /// `grantlet_setting_expires_at` and `grantlet_expiry_at`.
    pub expires_at: i64,
    /// `expires_in` in seconds, saturated at 2^32 - 1.
    pub expires_in: u32,
    /// Lifetime of the refresh token in seconds, where the profile names a member for it: see
    /// `grantlet_setting_refresh_token_expires_in`. 0 if it is unknown.
    pub refresh_token_expires_in: u32,
    /// False: the server did not send a lifetime. That does not mean "never": refresh after the first 401.
    pub expires_in_known: bool,
    /// Whether the token has `expires_at`. It has none where `expires_in` is known.
    pub expires_at_known: bool,
}

/// Member of a token response that the profile names by `grantlet_setting_extra`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Extra {
    /// The content of a string, any other value as it was sent; length 0 if it is absent or null. A further token is
    /// secret too.
    pub value: Span,
    /// Kind of the value.
    pub kind: AnyKind,
}

/// Kind of a JSON value (RFC 8259, section 3). The numbers never change.
/// cbindgen:rename-all=QualifiedScreamingSnakeCase
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The member is absent or null.
    Absent = 0,
    /// A string.
    String = 1,
    /// A number.
    Number = 8,
    /// An array of strings only.
    Strings = 16,
    /// Any other array.
    Array = 20,
    /// An object.
    Object = 32,
    /// `true` or `false`.
    Boolean = 64,
}

/// A `grantlet_value_kind` as C passes it: it can be any number.
pub type AnyKind = i32;

const _: () = {
    assert!(Kind::String as u8 == LocatedResponse::STRING);
    assert!(Kind::Number as u8 == LocatedResponse::NUMBER);
    assert!(Kind::Strings as u8 == LocatedResponse::STRINGS);
    assert!(Kind::Array as u8 == LocatedResponse::ARRAY);
    assert!(Kind::Object as u8 == LocatedResponse::OBJECT);
    assert!(Kind::Boolean as u8 == LocatedResponse::BOOLEAN);
};

/// Spans before those of the extra members.
const FIRST: usize = offset_of!(Token, extra) / size_of::<Span>();
/// Where the engine's result is while a response is read, which saves its bytes of stack: at the end of the token, so
/// that what is written to a span or an extra member lies before the offsets that are still to be read.
const FOUND: usize = size_of::<Token>().saturating_sub(size_of::<LocatedResponse>());
/// Whether a token is too short for it, as where an ABI aligns `int64_t` to four bytes.
const IS_SHORT: bool = size_of::<Token>() < size_of::<LocatedResponse>();
const EXTRA_FOUND: usize = FOUND + LocatedResponse::EXTRA * size_of::<Offsets>();

const _: () = {
    assert!(FOUND.is_multiple_of(align_of::<LocatedResponse>()));
    assert!(
        size_of::<Span>() >= size_of::<Offsets>() && size_of::<Extra>() >= size_of::<Offsets>()
    );
    assert!(offset_of!(LocatedResponse, members) == 0 && offset_of!(Members, spans) == 0);
    // As the last extra member, so each before it, and the spans.
    let end = EXTRA_FOUND + EXTRA_MEMBERS * size_of::<Offsets>();
    assert!(offset_of!(Token, expires_at) <= end && offset_of!(Token, extra) <= EXTRA_FOUND);
};

impl Token {
    /// Puts what a session takes from a token into what is empty: a result of that size would be copied.
    ///
    /// # Safety
    /// `token` is NULL or can be read, and so can its spans while the result lives.
    #[inline(never)]
    pub(crate) unsafe fn brought(
        token: *const Self,
        tokens: &mut NewTokens<'_>,
    ) -> Result<(), Status> {
        // SAFETY: the caller says so.
        unsafe {
            let token = token.as_ref().ok_or(Status::ENull)?;
            tokens.access_token = token.access_token.get()?;
            tokens.refresh_token = token.refresh_token.get()?;
            tokens.lifetime = token.lifetime();
            tokens.refresh_token_expires_in = token.refresh_token_expires_in;
        }
        Ok(())
    }

    pub(crate) fn lifetime(&self) -> Lifetime {
        let expires_in = self.expires_in_known.then_some(self.expires_in);
        Lifetime::of(expires_in, self.expires_at_known.then_some(self.expires_at))
    }

    /// Calls `read` with a token that the engine's result fits into: the caller's, or a longer one of zeros that is
    /// copied there.
    ///
    /// # Safety
    /// `token` can be written, by nobody else meanwhile. `read` leaves a token.
    #[inline]
    pub(crate) unsafe fn with_room(
        token: *mut Self,
        read: impl FnOnce(*mut Self) -> Status,
    ) -> Status {
        if !IS_SHORT {
            return read(token);
        }
        let mut room = LocatedResponse::default();
        let longer: *mut Self = (&raw mut room).cast();
        let status = read(longer);
        // SAFETY: the caller says so, and a token is shorter.
        unsafe { token.copy_from_nonoverlapping(longer, 1) };
        status
    }

    /// The engine's result in a token that it fits into, which is cleared.
    ///
    /// # Safety
    /// `token` is NULL, or as [`with_room`](Self::with_room) passes it, and used by nobody else while the result lives.
    pub(crate) unsafe fn located<'a>(token: *mut Self) -> Option<&'a mut LocatedResponse> {
        // SAFETY: the caller says so; zeros are a result.
        unsafe { cleared(token).map(|token| &mut *Self::found(token)) }
    }

    const fn found(token: *mut Self) -> *mut LocatedResponse {
        token.wrapping_byte_add(FOUND).cast()
    }

    /// Replaces the engine's result by what it found in `body`.
    ///
    /// # Safety
    /// `token` holds a result that was found in `body`, as [`with_room`](Self::with_room) passes it.
    pub(crate) unsafe fn point(token: *mut Self, body: &[u8]) {
        let found = Self::found(token);
        // SAFETY: the caller says so; what is written was read before, as FOUND says.
        unsafe {
            let (expires_in, expires_at) = ((*found).expires_in(), (*found).expires_at());
            let refresh_token_expires_in = (*found).refresh_token_expires_in();
            let from: *const Offsets = (&raw const (*found).members.spans).cast();
            point(from, token.cast(), FIRST, body);
            for index in 0..EXTRA_MEMBERS {
                let (at, to) = (LocatedResponse::EXTRA + index, &raw mut (*token).extra[index]);
                let kind = (*found).kind_number(at);
                point(from.add(at), to.cast(), 1, body);
                (*to).kind = kind.into();
            }
            (*token).expires_at = expires_at.unwrap_or(0);
            (*token).expires_in = expires_in.unwrap_or(0);
            (*token).refresh_token_expires_in = refresh_token_expires_in;
            (*token).expires_in_known = expires_in.is_some();
            (*token).expires_at_known = expires_at.is_some();
        }
    }
}

/// Writes spans of the bytes at offsets that the engine found in a buffer.
///
/// # Safety
/// There are so many of both; each offset is read before its span is written, and they may share their bytes.
#[inline(never)]
pub(crate) unsafe fn point(from: *const Offsets, to: *mut Span, count: usize, buffer: &[u8]) {
    for index in 0..count {
        // SAFETY: the caller says so.
        let Offsets { start, end } = unsafe { from.add(index).read() };
        let length = end.wrapping_sub(start) as usize;
        let bytes = buffer.as_ptr().wrapping_add(start as usize);
        let span = if length == 0 { Span::NONE } else { Span { bytes, length } };
        // SAFETY: the caller says so.
        unsafe { to.add(index).write(span) };
    }
}

/// Reads a token response (RFC 6749, sections 5.1 and 5.2), and unescapes its strings in place. Linear time,
/// constant stack.
///
/// With an HTTP status of 2xx the first error in this order is returned: `GRANTLET_E_RESPONSE_SYNTAX` or
/// `GRANTLET_E_RESPONSE_DEPTH` (whichever comes first in the body), `GRANTLET_E_SERVER`,
/// `GRANTLET_E_RESPONSE_DUPLICATE`, `GRANTLET_E_RESPONSE_TYPE`, `GRANTLET_E_RESPONSE_MISSING`,
/// `GRANTLET_E_RESPONSE_CHARS`, `GRANTLET_E_RESPONSE_TOKEN_TYPE`. With any other, `GRANTLET_E_SERVER` if the body is
/// an error that can be read, else `GRANTLET_E_RESPONSE_STATUS`.
///
/// @param profile The provider.
/// @param http_status The HTTP status.
/// @param body The whole body, of any content type. The spans of `token` and `error` point into it: wipe it after
/// their use. On errors other than `GRANTLET_E_SERVER` it is not changed.
/// @param length Its length in bytes.
/// @param token The token. Zeros on an error.
/// @param error Details of an error.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_ENCODING` for a profile whose setting is no text, or one of the
/// above.
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
        let (Some(_), Some(error)) = (cleared(token), cleared(error)) else {
            return Status::ENull;
        };
        let body = or_return!(buffer(body.cast(), length));
        Profile::with(profile, &mut move |profile| {
            Token::with_room(token, |token| {
                let located = &mut *Token::found(token);
                let verdict = engine::response_into_empty(profile, http_status, body, located);
                let status = error.of_response(verdict, http_status, located, body);
                if status == Status::Ok {
                    Token::point(token, body);
                } else {
                    cleared(token);
                }
                status
            })
        })
    }
}
