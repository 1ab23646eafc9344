//! Tuya, its responses only: the caller signs the requests.

use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;

/// Tuya, its responses only: a request is a GET that the caller signs, so the profile has no endpoint. They are
/// in `result`, with status 200; the lifetime is `expire_time`, in seconds, and there is no `token_type`. An
/// error has a `code` and a `msg`. A refresh replaces both tokens.
///
/// Extra members: `uid` (0). Source:
/// <https://developer.tuya.com/cn/docs/iot/open-api/api-reference/api-list/oauth-management?id=K95ztzpoll7v5> and
/// <https://developer.tuya.com/en/docs/iot/global-error-code?id=Kaa7xrmxyveaf>. Not confirmed: which error a
/// spent refresh token gets, 1010 or 1011; both end the grant here.
///
/// # Example
/// ```
/// use grantlet::providers::TUYA;
/// let mut body = *br#"{"success":true,"result":{"access_token":"3f4","expire_time":7200,"refresh_token":"b6d"}}"#;
/// let token = TUYA.token(200, &mut body)?;
/// assert_eq!((token.access_token.expose(), token.expires_in), ("3f4", Some(7200)));
/// # Ok::<(), grantlet::TokenError>(())
/// ```
pub const TUYA: Profile<'static> = Profile::RFC6749
    .pkce(false)
    .envelope("result")
    .response_names(&[("expires_in", "expire_time")])
    .bearer_by_default(true)
    .errors(&[ErrorShape::numbered("code").description("msg")])
    .ends_on(&[("1010", ""), ("1011", "")])
    .retry_on(&[("500", "")])
    .extra(&["uid"]);

const _: () = assert!(TUYA.check().is_ok());
