//! Discord.

use crate::profile::profile::Profile;

/// Discord. A refresh token works once. A dead one is `invalid_grant`, or was in 2020 `invalid_request` with
/// a description that names it. Revoking one token revokes all of its authorization.
///
/// Source: <https://docs.discord.com/developers/topics/oauth2>; errors from
/// <https://github.com/discord/discord-api-docs/issues/1650> and
/// <https://github.com/member-gentei/member-gentei/issues/18>. Not confirmed: PKCE.
pub const DISCORD: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://discord.com/oauth2/authorize")
    .token_endpoint("https://discord.com/api/oauth2/token")
    .revocation_endpoint("https://discord.com/api/oauth2/token/revoke")
    .ends_on(&[("invalid_request", r#"Invalid "refresh_token" in request."#)]);

const _: () = assert!(DISCORD.check().is_ok());
