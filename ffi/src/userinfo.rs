//! Claims about the user, from the `UserInfo` endpoint (OpenID Connect Core, section 5.3).

use grantlet::Member;
use grantlet::engine::{self, Class};

use crate::profile::Profile;
use crate::read::{Locate, read};
use crate::receive::Response;
use crate::span::{Span, cleared};
use crate::status::{Error, Status};

/// Claims of a user (OpenID Connect Core, section 5.1). The spans point into the body and are UTF-8; a claim that is absent
/// has length 0. Only `subject` names the user for good: names and addresses are given to others later.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct UserInfo {
    /// `sub`: the user, by the issuer's name for them.
    pub subject: Span,
    /// `name`
    pub name: Span,
    /// `preferred_username`
    pub preferred_username: Span,
    /// `email`: see `email_verified`.
    pub email: Span,
    /// `picture`: a URL that nobody has validated. Check it before you open it.
    pub picture: Span,
    /// `email_verified`; false if it is absent.
    pub email_verified: bool,
}

/// Reads the response of a `userinfo_endpoint`: to a `GET` with the `Authorization` header field of `grantlet_bearer` or
/// `grantlet_token_dpop`. A server that responds with a JWT is refused as `GRANTLET_E_RESPONSE_SYNTAX`.
///
/// @param profile  The provider.
/// @param response The response: its body, its length and its HTTP status; the rest is not read. The spans of `user` and
///                 `error` point into the body, which is changed.
/// @param subject  `sub` of the `id_token`, which the claims must name. Length 0 only where the login had none.
/// @param user     Receives the claims. Zeros on errors.
/// @param error    Details of an error.
/// @return As `grantlet_token_response`; `GRANTLET_E_OTHER_USER` for the claims of another user, which must not be used
///         (OpenID Connect Core, section 5.3.2). A 401 is for `grantlet_challenge_of` and `grantlet_session_rejected`.
///
/// # Safety
/// As `grantlet_session_receive`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_userinfo_response(
    profile: *const Profile,
    response: *const Response,
    subject: Span,
    user: *mut UserInfo,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(response), Ok(subject)) = (response.as_ref(), subject.get()) else {
            cleared(user);
            cleared(error);
            return Status::ENull;
        };
        let (http_status, mut is_other) = (response.status, false);
        let locate: Locate<'_> = &mut |profile, body, located| {
            let verdict = engine::userinfo(profile, http_status, body, subject, located);
            is_other = verdict.class == Class::Ok && verdict.member != 0;
            verdict
        };
        let body = (response.body, response.length);
        let status = read(profile, http_status, body, (user, error), locate, |user, found| {
            *user = UserInfo {
                subject: found.text(0),
                name: found.text(1),
                preferred_username: found.text(2),
                email: found.text(3),
                email_verified: found.members.is_true(4),
                picture: found.text(5),
            };
        });
        if !is_other {
            return status;
        }
        cleared(user);
        if let Some(error) = cleared(error) {
            error.http_status = http_status;
            error.blame(Member::Subject);
        }
        Status::EOtherUser
    }
}
