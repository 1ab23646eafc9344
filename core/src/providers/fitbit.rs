//! Fitbit.

use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;

/// Fitbit. Errors are a list, `errors`, without an `error`, and the message of a dead refresh token contains
/// the token: do not log it. A refresh replaces both tokens. A client of the type Client has no secret.
///
/// Extra members: `user_id` (0). Source:
/// <https://dev.fitbit.com/build/reference/web-api/authorization/oauth2-token/> and
/// <https://dev.fitbit.com/build/reference/web-api/authorization/refresh-token/>; the error is from
/// <https://github.com/home-assistant/core/issues/141223>. Not confirmed: the error of a wrong secret.
pub const FITBIT: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://www.fitbit.com/oauth2/authorize")
    .token_endpoint("https://api.fitbit.com/oauth2/token")
    .revocation_endpoint("https://api.fitbit.com/oauth2/revoke")
    .errors(&[ErrorShape::new("errors/0/errorType").description("errors/0/message")])
    .extra(&["user_id"]);

const _: () = assert!(FITBIT.check().is_ok());
