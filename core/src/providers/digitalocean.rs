//! `DigitalOcean`: refreshes have an endpoint of their own.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// `DigitalOcean`. A refresh goes to an endpoint of its own and identifies no client: refresh with
/// `DIGITALOCEAN.client_auth(ClientAuth::OMITTED)`. A refresh token works once. To revoke an access token takes a
/// request that is not RFC 7009's, and is left out.
///
/// Extra members: `info/uuid` (0), `info/team_uuid` (1). Source: <https://docs.digitalocean.com/reference/api/oauth/>, which
/// shows the parameters in the query of a POST; clients POST a form to the same URL, as here. Not confirmed: PKCE, and
/// what errors look like.
pub const DIGITALOCEAN: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://cloud.digitalocean.com/v1/oauth/authorize")
    .token_endpoint("https://cloud.digitalocean.com/v1/oauth/token")
    .refresh_endpoint("https://cloud.digitalocean.com/v1/oauth/refresh")
    .client_auth(ClientAuth::BODY)
    .extra(&["info/uuid", "info/team_uuid"]);

const _: () = assert!(DIGITALOCEAN.check().is_ok());
