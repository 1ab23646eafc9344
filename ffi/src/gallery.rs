//! The gallery: one profile for each provider, as in `grantlet::providers`.

use grantlet::providers;

use crate::profile::Profile;

/// Login with Amazon, without its device login.
#[unsafe(no_mangle)]
pub static grantlet_amazon: Profile = Profile::of(&providers::AMAZON);

/// Sign in with Apple: the secret is a JWT of the caller.
#[unsafe(no_mangle)]
pub static grantlet_apple: Profile = Profile::of(&providers::APPLE);

/// Asana.
#[unsafe(no_mangle)]
pub static grantlet_asana: Profile = Profile::of(&providers::ASANA);

/// Atlassian Cloud: JSON requests.
#[unsafe(no_mangle)]
pub static grantlet_atlassian: Profile = Profile::of(&providers::ATLASSIAN);

/// Auth0: the base URL is the tenant's domain.
#[unsafe(no_mangle)]
pub static grantlet_auth0: Profile = Profile::of(&providers::AUTH0);

/// Bitbucket Cloud.
#[unsafe(no_mangle)]
pub static grantlet_bitbucket: Profile = Profile::of(&providers::BITBUCKET);

/// Box.
#[unsafe(no_mangle)]
pub static grantlet_box: Profile = Profile::of(&providers::BOX);

/// Amazon Cognito: the base URL is the user pool's domain.
#[unsafe(no_mangle)]
pub static grantlet_cognito: Profile = Profile::of(&providers::COGNITO);

/// `DigitalOcean`: a refresh has an endpoint of its own and identifies no client, by `&grantlet_setting_auth_omitted`.
/// Extra members: `info/uuid` (0), `info/team_uuid` (1).
#[unsafe(no_mangle)]
pub static grantlet_digitalocean: Profile = Profile::of(&providers::DIGITALOCEAN);

/// Discord.
#[unsafe(no_mangle)]
pub static grantlet_discord: Profile = Profile::of(&providers::DISCORD);

/// Dropbox: a login with `token_access_type=offline` gives a refresh token. Extra members: `account_id` (0).
#[unsafe(no_mangle)]
pub static grantlet_dropbox: Profile = Profile::of(&providers::DROPBOX);

/// eBay: the `redirect_uri` is the name that eBay gave to it.
#[unsafe(no_mangle)]
pub static grantlet_ebay: Profile = Profile::of(&providers::EBAY);

/// ecobee: a client without a secret.
#[unsafe(no_mangle)]
pub static grantlet_ecobee: Profile = Profile::of(&providers::ECOBEE);

/// Microsoft Entra ID: the base URL is `https://login.microsoftonline.com/` and the tenant.
#[unsafe(no_mangle)]
pub static grantlet_entra: Profile = Profile::of(&providers::ENTRA);

/// Azure AD B2C: the base URL names the tenant and the user flow.
#[unsafe(no_mangle)]
pub static grantlet_entra_b2c: Profile = Profile::of(&providers::ENTRA_B2C);

/// Facebook: no refresh token.
#[unsafe(no_mangle)]
pub static grantlet_facebook: Profile = Profile::of(&providers::FACEBOOK);

/// Fitbit. Extra members: `user_id` (0).
#[unsafe(no_mangle)]
pub static grantlet_fitbit: Profile = Profile::of(&providers::FITBIT);

/// GitHub: an OAuth app gets no refresh token.
#[unsafe(no_mangle)]
pub static grantlet_github: Profile = Profile::of(&providers::GITHUB);

/// `GitLab`: a refresh needs the `redirect_uri` of the login.
#[unsafe(no_mangle)]
pub static grantlet_gitlab: Profile = Profile::of(&providers::GITLAB);

/// Google: a login with `access_type=offline` gives a refresh token.
#[unsafe(no_mangle)]
pub static grantlet_google: Profile = Profile::of(&providers::GOOGLE);

/// `HubSpot`: the `status` of an error is its number.
#[unsafe(no_mangle)]
pub static grantlet_hubspot: Profile = Profile::of(&providers::HUBSPOT);

/// Instagram API with Instagram Login: no refresh token. Extra members: `user_id` (0).
#[unsafe(no_mangle)]
pub static grantlet_instagram: Profile = Profile::of(&providers::INSTAGRAM);

/// Instagram's tokens of 60 days: an access token is sent to get the next one, by GET, so that the URL is secret.
#[unsafe(no_mangle)]
pub static grantlet_instagram_graph: Profile = Profile::of(&providers::INSTAGRAM_GRAPH);

/// Keycloak: the base URL names the realm.
#[unsafe(no_mangle)]
pub static grantlet_keycloak: Profile = Profile::of(&providers::KEYCLOAK);

/// `LinkedIn`.
#[unsafe(no_mangle)]
pub static grantlet_linkedin: Profile = Profile::of(&providers::LINKEDIN);

/// Netatmo.
#[unsafe(no_mangle)]
pub static grantlet_netatmo: Profile = Profile::of(&providers::NETATMO);

/// Notion. Extra members: `workspace_id` (0), `bot_id` (1).
#[unsafe(no_mangle)]
pub static grantlet_notion: Profile = Profile::of(&providers::NOTION);

/// Nuki smart locks.
#[unsafe(no_mangle)]
pub static grantlet_nuki: Profile = Profile::of(&providers::NUKI);

/// Okta: the base URL names the authorization server.
#[unsafe(no_mangle)]
pub static grantlet_okta: Profile = Profile::of(&providers::OKTA);

/// `PayPal`.
#[unsafe(no_mangle)]
pub static grantlet_paypal: Profile = Profile::of(&providers::PAYPAL);

/// `QuickBooks` Online.
#[unsafe(no_mangle)]
pub static grantlet_quickbooks: Profile = Profile::of(&providers::QUICKBOOKS);

/// Reddit: a login with `duration=permanent` gives a refresh token.
#[unsafe(no_mangle)]
pub static grantlet_reddit: Profile = Profile::of(&providers::REDDIT);

/// Salesforce: the base URL is the login host. Extra members: `instance_url` (0).
#[unsafe(no_mangle)]
pub static grantlet_salesforce: Profile = Profile::of(&providers::SALESFORCE);

/// Shopify: the base URL is the shop's, by `grantlet_base_url`.
#[unsafe(no_mangle)]
pub static grantlet_shopify: Profile = Profile::of(&providers::SHOPIFY);

/// Slack. Extra members: `team/id` (0), `authed_user/id` (1), `authed_user/access_token` (2), which is secret.
#[unsafe(no_mangle)]
pub static grantlet_slack: Profile = Profile::of(&providers::SLACK);

/// Spotify.
#[unsafe(no_mangle)]
pub static grantlet_spotify: Profile = Profile::of(&providers::SPOTIFY);

/// Square: tokens expire at a date. Extra members: `merchant_id` (0).
#[unsafe(no_mangle)]
pub static grantlet_square: Profile = Profile::of(&providers::SQUARE);

/// Strava: the resource of a fault is the description.
#[unsafe(no_mangle)]
pub static grantlet_strava: Profile = Profile::of(&providers::STRAVA);

/// `TikTok`, for web applications. Extra members: `open_id` (0).
#[unsafe(no_mangle)]
pub static grantlet_tiktok: Profile = Profile::of(&providers::TIKTOK);

/// `TTLock` smart locks: the base URL is the region's host. Extra members: `uid` (0).
#[unsafe(no_mangle)]
pub static grantlet_ttlock: Profile = Profile::of(&providers::TTLOCK);

/// Tuya, its responses only: the caller signs the requests. Extra members: `uid` (0).
#[unsafe(no_mangle)]
pub static grantlet_tuya: Profile = Profile::of(&providers::TUYA);

/// Twitch: a device's login starts with `scopes`.
#[unsafe(no_mangle)]
pub static grantlet_twitch: Profile = Profile::of(&providers::TWITCH);

/// `WeChat`, for websites: token requests are GET, so that their URLs are secret; refresh by a client without a secret. Extra
/// members: `openid` (0), `unionid` (1).
#[unsafe(no_mangle)]
pub static grantlet_wechat: Profile = Profile::of(&providers::WECHAT);

/// Withings: requests have `action=requesttoken`. Extra members: `userid` (0).
#[unsafe(no_mangle)]
pub static grantlet_withings: Profile = Profile::of(&providers::WITHINGS);

/// X, formerly Twitter.
#[unsafe(no_mangle)]
pub static grantlet_x: Profile = Profile::of(&providers::X);

/// Yahoo: a refresh needs the `redirect_uri` of the login.
#[unsafe(no_mangle)]
pub static grantlet_yahoo: Profile = Profile::of(&providers::YAHOO);

/// Zoho: the callback names the accounts server of the user's region, by `grantlet_callback_server`. Extra members: `api_domain` (0).
#[unsafe(no_mangle)]
pub static grantlet_zoho: Profile = Profile::of(&providers::ZOHO);

/// Zoom. Extra members: `api_url` (0).
#[unsafe(no_mangle)]
pub static grantlet_zoom: Profile = Profile::of(&providers::ZOOM);
