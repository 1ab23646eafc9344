//! The result of a function, and the details of an error.

use core::ffi::c_char;
use core::mem::offset_of;
use core::ptr;

use grantlet::engine::{self, Class, LocatedResponse, Verdict};
use grantlet::{CallbackClass, Flow, IssuerFault, Member, RequestError};

use crate::member::AnyMember;
use crate::span::Span;
use crate::token::point;

/// Result of a function. The numbers never change: 1 to 19 for arguments, 20 to 39 for requests that
/// cannot be written, 40 to 59 for responses without a token, 60 to 79 for callback URLs.
/// cbindgen:rename-all=QualifiedScreamingSnakeCase
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Success.
    Ok = 0,
    /// A pointer is NULL, a length is larger than any object, or a profile was never set.
    ENull = 1,
    /// The buffer is too small: `needed` is the exact length, for an arena a sufficient one.
    EBufferTooSmall = 2,
    /// An input has a byte that is not printable ASCII, or is not UTF-8 where UTF-8 is allowed; or a setting has a
    /// value that it cannot have, by `grantlet_profile_check`.
    EEncoding = 3,
    /// All 32 bytes of entropy are the same: check the random number generator.
    EEntropy = 4,
    /// The `code_verifier` is not 43 to 128 unreserved characters (RFC 7636, section 4.1).
    EVerifier = 5,
    /// Not a date: `at` is the offset of the invalid byte.
    EDate = 6,
    /// More than eight further parameters.
    ETooManyParameters = 7,
    /// The call is not allowed in this state of the session: see `grantlet_session_state`.
    EWrongState = 8,
    /// The session was not initialized: call `grantlet_session_init` first.
    ENoSession = 9,
    /// A later version of this library wrote the newest record: do not write to either slot.
    ELaterVersion = 10,
    /// A profile has more than 64 settings: `settings_count` is wrong.
    ETooManySettings = 11,
    /// A required parameter of the request is empty.
    ERequestMissing = 20,
    /// A parameter is not allowed in this request, or occurs twice.
    ERequestUnexpected = 21,
    /// A parameter has an invalid byte.
    ERequestChars = 22,
    /// A parameter is too short or too long.
    ERequestLength = 23,
    /// An endpoint is not https, nor http on loopback where the profile allows it.
    ERequestUrl = 24,
    /// The `redirect_uri` is not absolute, or has a fragment.
    ERequestRedirectUri = 25,
    /// The client has a base URL, and the profile's endpoint is an absolute URL that is not below it.
    ERequestBaseUrl = 26,
    /// A refresh asks for a scope that was not granted.
    ERequestScope = 27,
    /// The request was not sent. An input of `grantlet_session_fail`; no function returns it.
    ENotSent = 28,
    /// The HTTP status is not 2xx, and the body has no error that can be read.
    EResponseStatus = 40,
    /// The server returned an error: see `error` and `ends_grant` in `grantlet_error`.
    EServer = 41,
    /// The body is not one JSON object: `at` is the offset of the invalid byte.
    EResponseSyntax = 42,
    /// The body is nested deeper than 32 levels: `at` is the offset of the bracket.
    EResponseDepth = 43,
    /// A member occurs more than once.
    EResponseDuplicate = 44,
    /// A member has the wrong JSON type.
    EResponseType = 45,
    /// A required member is absent, null or empty.
    EResponseMissing = 46,
    /// A member has an invalid byte.
    EResponseChars = 47,
    /// `token_type` is neither Bearer nor allowed by the profile.
    EResponseTokenType = 48,
    /// No complete response was received. An input of `grantlet_session_fail` and
    /// `grantlet_polling_update`; no function returns it.
    ENoResponse = 49,
    /// An `id_token` is invalid, or missing although one is required.
    EIdToken = 50,
    /// The `id_token` of a refresh names another user or another client: the session has ended.
    EOtherUser = 51,
    /// The callback URL does not start with the `redirect_uri`.
    ECallbackRedirectUri = 60,
    /// A parameter of the callback URL occurs more than once.
    ECallbackDuplicate = 61,
    /// A parameter of the callback URL has an invalid byte.
    ECallbackChars = 62,
    /// A code in the fragment, a token in the query, or a refresh token.
    ECallbackMisplaced = 63,
    /// `state` is absent, or belongs to another login.
    ECallbackState = 64,
    /// `iss` is absent, of another server, or not expected.
    ECallbackIssuer = 65,
    /// The callback URL has both a result and an error.
    ECallbackConflict = 66,
    /// A required parameter of the callback URL is absent.
    ECallbackMissing = 67,
    /// `token_type` in the callback URL is neither Bearer nor allowed by the profile.
    ECallbackTokenType = 68,
}

/// A `grantlet_status` as C passes it: it can be any number.
pub type AnyStatus = i32;

/// What each status means, in the order of the enumeration, each ended by NUL; the last is for other numbers.
const STRINGS: &str = "success\0\
    NULL, a length that is too large, or a profile that was not set\0\
    buffer too small: see needed\0\
    invalid byte in an input, or invalid value of a setting\0\
    entropy is constant: check the random number generator\0\
    invalid code_verifier\0\
    invalid date\0\
    more than eight further parameters\0\
    wrong state of the session\0\
    session not initialized\0\
    record of a later version: do not write to the slots\0\
    more than 64 settings\0\
    required parameter is empty\0\
    parameter not allowed, or twice\0\
    invalid byte in a parameter\0\
    parameter too short or too long\0\
    endpoint is not a valid https URL\0\
    redirect_uri is relative or has a fragment\0\
    endpoint is not below the base URL\0\
    scope was not granted\0\
    request not sent\0\
    HTTP error without an OAuth error: try again after 5xx, else check the token endpoint\0\
    the server returned an error\0\
    response is not a valid JSON object: check the token endpoint\0\
    response nested too deep\0\
    duplicate member in the response\0\
    wrong JSON type in the response\0\
    member missing in the response\0\
    invalid byte in the response\0\
    token_type is not Bearer\0\
    no complete response\0\
    id_token invalid or missing\0\
    id_token of another user or client\0\
    not the redirect_uri\0\
    duplicate parameter in the callback\0\
    invalid byte in the callback\0\
    misplaced parameter in the callback\0\
    state missing or of another login\0\
    iss missing, unexpected or of another server\0\
    result and error in the callback\0\
    parameter missing in the callback\0\
    token_type in the callback is not Bearer\0\
    unknown status\0";

/// The string at an index of a list in which each is ended by NUL; an empty one after the last.
pub(crate) fn string_at(list: &'static str, index: usize) -> *const c_char {
    let mut rest = list.as_bytes();
    let mut left = index;
    while left > 0 {
        match rest {
            [] => return c"".as_ptr(),
            [byte, after @ ..] => {
                left -= usize::from(*byte == 0);
                rest = after;
            }
        }
    }
    if rest.is_empty() { c"".as_ptr() } else { rest.as_ptr().cast() }
}

/// Returns what a status means.
///
/// @param status The status, or any other number.
/// @return An English string ended by NUL, never NULL. It contains nothing that was received.
#[unsafe(no_mangle)]
pub extern "C" fn grantlet_strerror(status: AnyStatus) -> *const c_char {
    let index = match status {
        0..=11 => status,
        20..=28 => status - 8,
        40..=51 => status - 19,
        60..=68 => status - 27,
        _ => 42,
    };
    string_at(STRINGS, usize::try_from(index).unwrap_or(0))
}

/// Details of an error. Every function that takes one writes all of it: fields without a value are zero, and so
/// is everything with `GRANTLET_OK`.
///
/// The spans point into the body or the URL that was read. The server chose their bytes: they are data, never
/// markup, and can have any length.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Error {
    /// With `GRANTLET_E_BUFFER_TOO_SMALL`: the exact length of the buffer in bytes. For an `id_token` and for an arena it
    /// is a length that is enough.
    pub needed: usize,
    /// With `GRANTLET_E_RESPONSE_SYNTAX` and `GRANTLET_E_RESPONSE_DEPTH`: offset of the invalid byte in the body. With
    /// `GRANTLET_E_CALLBACK_ISSUER`: offset of `iss` in the URL, 0 if it is absent, or of a server that the profile does
    /// not list.
    pub at: usize,
    /// With `GRANTLET_E_SERVER`: the error code of the server, such as `invalid_grant` (RFC 6749, section 5.2). An
    /// `error` that is not a string, and that no error shape of the profile fits, is here as it was sent.
    pub error: Span,
    /// With `GRANTLET_E_SERVER`: the description of the error; length 0 if there is none.
    pub error_description: Span,
    /// With `GRANTLET_E_SERVER`: an https URL about the error, without user information and characters that end
    /// markup; length 0 if there is none. Ask the user before you open it.
    pub error_uri: Span,
    /// With `GRANTLET_E_SERVER`: a number beside the error, if the profile names one; else of length 0.
    pub error_number: Span,
    /// The invalid parameter or member: see `grantlet_member_name`.
    pub member: AnyMember,
    /// HTTP status of a response without a token.
    pub http_status: u16,
    /// With `GRANTLET_E_SERVER`: the grant has ended, and the user must log in again. The error is `invalid_grant` or
    /// listed by the profile, and the HTTP status is 2xx, or 4xx other than 408, 425 and 429.
    pub ends_grant: bool,
    /// With `GRANTLET_E_SERVER`: the profile lists the error in `grantlet_setting_retry_on`. Nothing was decided.
    pub retries: bool,
}

// The classes of responses are statuses, by the same numbers: as a `match` it is 60 bytes more on M4.
const _: () = {
    assert!(Class::Ok as i32 == Status::Ok as i32);
    assert!(Class::Status as i32 == Status::EResponseStatus as i32);
    assert!(Class::Server as i32 == Status::EServer as i32);
    assert!(Class::Syntax as i32 == Status::EResponseSyntax as i32);
    assert!(Class::Depth as i32 == Status::EResponseDepth as i32);
    assert!(Class::Duplicate as i32 == Status::EResponseDuplicate as i32);
    assert!(Class::Type as i32 == Status::EResponseType as i32);
    assert!(Class::Missing as i32 == Status::EResponseMissing as i32);
    assert!(Class::Chars as i32 == Status::EResponseChars as i32);
    assert!(Class::TokenType as i32 == Status::EResponseTokenType as i32);
};

// The strings of an error have one order.
const _: () = assert!(
    offset_of!(Error, error_number) - offset_of!(Error, error) == 3 * size_of::<Span>()
        && LocatedResponse::ERROR_NUMBER - LocatedResponse::ERROR == 3
);

impl Error {
    /// One that nobody reads.
    pub(crate) const fn none() -> Self {
        // SAFETY: zeros are one.
        unsafe { core::mem::zeroed() }
    }

    /// Keeps the number of the invalid member.
    pub(crate) fn blame(&mut self, member: Member) {
        self.member = member.number().into();
    }

    /// Keeps why a request could not be written.
    pub(crate) fn of_request(&mut self, error: RequestError) -> Status {
        let (status, member) = match error {
            RequestError::BufferTooSmall { needed } => {
                self.needed = needed;
                return Status::EBufferTooSmall;
            }
            RequestError::Missing(member) => (Status::ERequestMissing, member),
            RequestError::Unexpected(member) => (Status::ERequestUnexpected, member),
            RequestError::Chars(member) => (Status::ERequestChars, member),
            RequestError::Length(member) => (Status::ERequestLength, member),
            RequestError::Url(member) => (Status::ERequestUrl, member),
            RequestError::RedirectUri => (Status::ERequestRedirectUri, Member::RedirectUri),
            RequestError::BaseUrl(member) => (Status::ERequestBaseUrl, member),
            // Of a login, which this interface does not have, only this one is left.
            _ => (Status::ERequestScope, Member::Scope),
        };
        self.blame(member);
        status
    }

    /// Keeps why a response is refused, if it is.
    pub(crate) fn of_response(
        &mut self,
        verdict: Verdict,
        http_status: u16,
        located: &LocatedResponse,
        body: &[u8],
    ) -> Status {
        if verdict.class != Class::Ok {
            self.http_status = http_status;
            self.at = located.members.at as usize;
            self.member = verdict.member.into();
            (self.ends_grant, self.retries) = (verdict.ends_grant, verdict.retries);
            if verdict.class == Class::Server {
                self.of_server(located, body);
            }
        }
        // SAFETY: each class has the number of its status.
        unsafe { core::mem::transmute::<i32, Status>(verdict.class as i32) }
    }

    /// Keeps the strings of a server's error.
    pub(crate) fn of_server(&mut self, located: &LocatedResponse, body: &[u8]) {
        let spans = ptr::from_mut(self).wrapping_byte_add(offset_of!(Error, error)).cast();
        // SAFETY: both have four, in the same order.
        unsafe {
            point(located.members.spans.as_ptr().add(LocatedResponse::ERROR), spans, 4, body);
        }
    }

    /// Keeps why a URL is not a callback, and what it claims.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    pub(crate) fn of_url(&mut self, class: CallbackClass, flow: Flow, url: &[u8]) -> Status {
        if let Some([code, description]) = engine::unverified_error(class, flow, url) {
            self.error = Span::of(code.of(url));
            self.error_description = Span::of(description.of(url));
        }
        self.of_address(class)
    }

    /// Keeps why a callback URL is refused.
    // As a call of its own it is larger, for those who read callbacks of one mode.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    pub(crate) fn of_address(&mut self, class: CallbackClass) -> Status {
        let (status, member) = match class {
            CallbackClass::RedirectUri => (Status::ECallbackRedirectUri, Member::RedirectUri),
            CallbackClass::Duplicate(member) => (Status::ECallbackDuplicate, member),
            CallbackClass::Chars(member) => (Status::ECallbackChars, member),
            CallbackClass::Misplaced(member) => (Status::ECallbackMisplaced, member),
            CallbackClass::State => (Status::ECallbackState, Member::State),
            CallbackClass::Issuer(error) => {
                if let IssuerFault::Other { at }
                | IssuerFault::Unexpected { at }
                | IssuerFault::Unlisted { at } = error
                {
                    self.at = at;
                }
                (Status::ECallbackIssuer, Member::Issuer)
            }
            CallbackClass::Conflict => (Status::ECallbackConflict, Member::Error),
            CallbackClass::Missing(member) => (Status::ECallbackMissing, member),
            _ => (Status::ECallbackTokenType, Member::TokenType),
        };
        self.blame(member);
        status
    }
}
