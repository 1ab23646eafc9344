//! What a function says of its work.

use core::ffi::c_char;

use grantlet::engine::{self, Class, Verdict};
use grantlet::{CallbackClass, IssuerFault, Member, RequestError};

use crate::span::Span;

/// What a function says of its work. The numbers never change: 1 to 19 for arguments, 20 to 39 for
/// requests that cannot be written, 40 to 59 for answers that are no token, 60 to 79 for addresses
/// that do not answer a login.
/// cbindgen:rename-all=QualifiedScreamingSnakeCase
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is done.
    Ok = 0,
    /// A pointer is NULL, a length is larger than any object, or a profile was never set.
    ENull = 1,
    /// The buffer is too small: `needed` is the exact length.
    ESpace = 2,
    /// An input is not the text that it must be: ASCII without control characters.
    EText = 3,
    /// The entropy is one byte 32 times: is the random number generator running?
    EEntropy = 4,
    /// The `code_verifier` is not 43 to 128 unreserved characters.
    EVerifier = 5,
    /// It is not a date: `at` is the byte at fault.
    EDate = 6,
    /// There are more than eight further parameters.
    ECount = 7,
    /// The session is in another state than this call is for: ask `grantlet_session_state`.
    ETurn = 8,
    /// The session was never started: `grantlet_session_init` comes first.
    ENoSession = 9,
    /// A later version of this library wrote the newest record: write to neither slot.
    ELaterVersion = 10,
    /// The request needs a parameter that is empty.
    EMissing = 20,
    /// The request must not have a parameter, or has it already.
    EUnexpected = 21,
    /// A parameter has a byte that must not stand in it.
    EChars = 22,
    /// A parameter is too short or too long.
    ELength = 23,
    /// An endpoint is not https, nor on loopback where the profile allows that.
    EUrl = 24,
    /// The `redirect_uri` is not absolute, or has a fragment.
    ERedirectUri = 25,
    /// The client has a base URL, and the profile's endpoint is absolute and elsewhere.
    EBaseUrl = 26,
    /// A refresh asks for a scope that was not granted.
    EWiderScope = 27,
    /// The request did not leave. For `grantlet_session_fail`; no function returns it.
    ENotSent = 28,
    /// The HTTP status is not 2xx, and the body says no error that can be read.
    EStatus = 40,
    /// The server said an error: its text and `ends_grant` are in the error.
    EServer = 41,
    /// The body is not one JSON object: `at` is the byte at fault.
    ESyntax = 42,
    /// The body is nested deeper than 32 levels: `at` is the bracket.
    EDepth = 43,
    /// A member occurs more than once.
    EDuplicate = 44,
    /// A member is of the wrong JSON type.
    EType = 45,
    /// A member is absent, null or empty.
    EAbsent = 46,
    /// A member has a byte that must not stand in it.
    EBytes = 47,
    /// The token is not Bearer, nor of a type that the profile allows.
    ETokenType = 48,
    /// No answer came, or not the whole of one. For `grantlet_session_fail`; no function returns it.
    ENoAnswer = 49,
    /// The `id_token` that came with a refresh does not pass, or none came though one is due.
    EIdToken = 50,
    /// The `id_token` that came with a refresh names another user or another client: the session has ended.
    EOtherUser = 51,
    /// The address is not the `redirect_uri`.
    ENotRedirectUri = 60,
    /// The address repeats a parameter.
    ERepeated = 61,
    /// The address has a byte that must not stand in a parameter.
    ECallbackBytes = 62,
    /// A code in a fragment, a token in a query, or a refresh token.
    EMisplaced = 63,
    /// The `state` is absent or another login's.
    EState = 64,
    /// The `iss` is absent, another server's, or not announced.
    EIssuer = 65,
    /// The address has a result and an error.
    EConflict = 66,
    /// The address lacks what was asked for.
    ENoResult = 67,
    /// The token in the address is not Bearer, nor of a type that the profile allows.
    ECallbackTokenType = 68,
}

/// What each status means, in the order of their numbers, each ended by NUL; the last stands for what
/// is none.
const TEXTS: &str = "done\0\
    a pointer is NULL, a length is too large, or a profile was never set\0\
    the buffer is too small\0\
    a text has a byte that must not stand in it\0\
    the entropy is constant\0\
    code_verifier is not 43 to 128 unreserved characters\0\
    not a date\0\
    more than eight further parameters\0\
    the session is in another state\0\
    the session was never started\0\
    a later version wrote this record: write to neither slot\0\
    the request lacks a parameter\0\
    the request must not have a parameter, or has it already\0\
    a parameter has a byte that must not stand in it\0\
    a parameter is too short or too long\0\
    an endpoint is not https\0\
    redirect_uri is not absolute, or has a fragment\0\
    an endpoint is not below the client's base URL\0\
    a refresh asks for more scope\0\
    the request was not sent\0\
    the HTTP status is no success, and the body says no error: at 401, 403, 404, 405 and 410, is this the token endpoint's address?\0\
    the server refused\0\
    the answer is not one JSON object: if it is a page, is this the token endpoint's address?\0\
    the answer is nested too deep\0\
    the answer repeats a member\0\
    the answer has the wrong JSON type for a member\0\
    the answer lacks a member\0\
    the answer has a byte that must not stand in a member\0\
    the token is not Bearer\0\
    no whole answer came\0\
    the id_token does not pass, or is missing\0\
    the id_token is another user's, or for another client\0\
    the address is not the redirect_uri\0\
    the address repeats a parameter\0\
    the address has a byte that must not stand in a parameter\0\
    a parameter stands in the wrong part of the address\0\
    state is absent, or another login's\0\
    iss is absent, not the expected server's, or there and no issuer is expected\0\
    the address has a result and an error\0\
    the address lacks a parameter\0\
    the token in the address is not Bearer\0\
    not a status of this library\0";

/// The text at an index of a list in which each is ended by NUL; an empty one behind the last.
fn text_at(list: &'static str, index: usize) -> *const c_char {
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

/// Returns what a status means, in English, ended by NUL and never NULL. It holds nothing that came
/// from the wire.
#[unsafe(no_mangle)]
pub extern "C" fn grantlet_strerror(status: i32) -> *const c_char {
    let index = match status {
        0..=10 => status,
        20..=28 => status - 9,
        40..=51 => status - 20,
        60..=68 => status - 28,
        _ => 41,
    };
    text_at(TEXTS, usize::try_from(index).unwrap_or(0))
}

/// Returns the name of a member by its number in a `grantlet_error`, as the RFCs spell it, ended by
/// NUL and never NULL; an empty text for 0.
#[unsafe(no_mangle)]
pub extern "C" fn grantlet_member_name(member: u8) -> *const c_char {
    if member >= 128 {
        return c"an extra member of the profile".as_ptr();
    }
    text_at(engine::MEMBER_NAMES, usize::from(member))
}

/// What went wrong. Each function that takes one writes all of it: zeros where there is nothing to
/// say, and so all zeros with `GRANTLET_OK`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Error {
    /// With `GRANTLET_E_BUFFER_TOO_SMALL` the exact length of the buffer in bytes.
    pub needed: usize,
    /// With `GRANTLET_E_RESPONSE_SYNTAX` and `GRANTLET_E_RESPONSE_DEPTH` the offset of the byte at fault in the body; with
    /// `GRANTLET_E_CALLBACK_ISSUER` that of the `iss` in the address, 0 where it is absent.
    pub at: usize,
    /// With `GRANTLET_E_SERVER` what the server called its error, in the body, of any length and with
    /// any byte: data, never markup. An `error` that is no string, and of no shape of the profile's, is
    /// there as it was written.
    pub error: Span,
    /// With `GRANTLET_E_SERVER` its description, if there is one. The same holds.
    pub error_description: Span,
    /// With `GRANTLET_E_SERVER` an https address, if there is one: with a host and no user information,
    /// and without characters that end markup. Not to be opened without asking.
    pub error_uri: Span,
    /// With `GRANTLET_E_SERVER` a number beside the error, if the profile knows of one.
    pub error_number: Span,
    /// The HTTP status of the answer that is no token.
    pub http_status: u16,
    /// The parameter or the member at fault, for `grantlet_member_name`; 0 for none.
    pub member: u8,
    /// With `GRANTLET_E_SERVER` whether the grant has ended and the user must log in again:
    /// `invalid_grant`, or what the profile lists, with an HTTP status of 2xx or 4xx but 408, 425
    /// and 429.
    pub ends_grant: bool,
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

impl Error {
    /// Keeps the member at fault: by its number, 1 and on in their order, and from 128 on for the
    /// extra ones.
    pub(crate) fn blame(&mut self, member: Member) {
        self.member = member.number();
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
            // Of a narrower scope or a login, which this interface does not have.
            _ => (Status::ERequestScope, Member::Scope),
        };
        self.blame(member);
        status
    }

    /// Keeps why a response is no token, but for the server's texts and the byte at fault.
    pub(crate) fn of_verdict(&mut self, verdict: Verdict) -> Status {
        self.member = verdict.member;
        self.ends_grant = verdict.ends_grant;
        // SAFETY: each class has the number of its status.
        unsafe { core::mem::transmute::<i32, Status>(verdict.class as i32) }
    }

    /// Keeps why an address does not answer a login.
    pub(crate) fn of_address(&mut self, class: CallbackClass) -> Status {
        let (status, member) = match class {
            CallbackClass::RedirectUri => (Status::ECallbackRedirectUri, Member::RedirectUri),
            CallbackClass::Duplicate(member) => (Status::ECallbackDuplicate, member),
            CallbackClass::Chars(member) => (Status::ECallbackChars, member),
            CallbackClass::Misplaced(member) => (Status::ECallbackMisplaced, member),
            CallbackClass::State => (Status::ECallbackState, Member::State),
            CallbackClass::Issuer(error) => {
                if let IssuerFault::Other { at } | IssuerFault::Unexpected { at } = error {
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
