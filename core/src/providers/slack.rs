//! Slack.

use crate::profile::profile::Profile;

/// Slack. The `token_type` is `bot` or `user`, used as Bearer; errors come with status 200 and have no
/// description. The user's token, where one was asked for, is among the extra members. A login takes its scopes in
/// the parameter `user_scope` besides. PKCE is off: to turn it on makes an app public for good,
/// `SLACK.pkce(true)` then.
///
/// Extra members: `team/id` (0), `authed_user/id` (1), `authed_user/access_token` (2), which is secret. Source:
/// <https://docs.slack.dev/authentication/using-token-rotation> and
/// <https://docs.slack.dev/reference/methods/oauth.v2.access>. Not confirmed: the comma between scopes of a
/// request, and the whole list of errors.
pub const SLACK: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://slack.com/oauth/v2/authorize")
    .token_endpoint("https://slack.com/api/oauth.v2.access")
    .pkce(false)
    .scope_separator(b',')
    .token_types(&["bot", "user"])
    .ends_on(&[
        ("invalid_refresh_token", ""),
        ("token_revoked", ""),
        ("account_inactive", ""),
        ("invalid_code", ""),
    ])
    .retry_on(&[("internal_error", ""), ("fatal_error", "")])
    .extra(&["team/id", "authed_user/id", "authed_user/access_token"]);

const _: () = assert!(SLACK.check().is_ok());
