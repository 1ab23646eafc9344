//! Providers, one value each: the five whose documents the project was built from, and a gallery.
//!
//! - `amazon`: Login with Amazon, without its device login
//! - `apple`: Sign in with Apple: the secret is a JWT of the caller
//! - `asana`: Asana
//! - `atlassian`: Atlassian Cloud: JSON requests
//! - `auth0`: Auth0: the base URL is the tenant's domain
//! - `bitbucket`: Bitbucket Cloud
//! - `bold`: Bold smart locks, and the login before the code
//! - `boldsign`: BoldSign
//! - `bolt`: Bolt
//! - `box_com`: Box
//! - `cognito`: Amazon Cognito: the base URL is the user pool's domain
//! - `data_envelope`: responses in a member `data`
//! - `digitalocean`: `DigitalOcean`: refreshes have an endpoint of their own
//! - `discord`: Discord
//! - `dropbox`: Dropbox: a login with `token_access_type=offline` gives a refresh token
//! - `ebay`: eBay: the `redirect_uri` is the name that eBay gave to it
//! - `ecobee`: ecobee: a client without a secret
//! - `entra`: Microsoft Entra ID: the base URL is `https://login.microsoftonline.com/` and the tenant
//! - `entra_b2c`: Azure AD B2C: the base URL names the tenant and the user flow
//! - `facebook`: Facebook: no refresh token
//! - `fitbit`: Fitbit
//! - `github`: GitHub: an OAuth app gets no refresh token
//! - `gitlab`: `GitLab`: a refresh needs the `redirect_uri` of the login
//! - `google`: Google: a login with `access_type=offline` gives a refresh token
//! - `hubspot`: `HubSpot`: the `status` of an error is its number
//! - `instagram`: Instagram API with Instagram Login: no refresh token
//! - `instagram_graph`: Instagram's tokens of 60 days, which refresh themselves
//! - `json_body`: requests as JSON
//! - `keycloak`: Keycloak: the base URL names the realm
//! - `linkedin`: `LinkedIn`
//! - `netatmo`: Netatmo
//! - `notion`: Notion
//! - `nuki`: Nuki smart locks
//! - `okta`: Okta: the base URL names the authorization server
//! - `paypal`: `PayPal`
//! - `quickbooks`: `QuickBooks` Online
//! - `reddit`: Reddit: a login with `duration=permanent` gives a refresh token
//! - `salesforce`: Salesforce: the base URL is the login host
//! - `shopify`: Shopify: the base URL is the shop's, by `grantlet_base_url`
//! - `slack`: Slack
//! - `spotify`: Spotify
//! - `square`: Square: tokens expire at a date
//! - `strava`: Strava: the resource of a fault is the description
//! - `tiktok`: `TikTok`, for web applications
//! - `ttlock`: `TTLock` smart locks: the base URL is the region's host
//! - `tuya`: Tuya, its responses only: the caller signs the requests
//! - `twitch`: Twitch: a device's login starts with `scopes`
//! - `wechat`: `WeChat`, for websites: token requests are GET
//! - `withings`: Withings: requests have `action=requesttoken`
//! - `x`: X, formerly Twitter
//! - `yahoo`: Yahoo: a refresh needs the `redirect_uri` of the login
//! - `zoho`: Zoho: the callback names the accounts server of the user's region
//! - `zoom`: Zoom

mod amazon;
mod apple;
mod asana;
mod atlassian;
mod auth0;
mod bitbucket;
mod bold;
mod boldsign;
mod bolt;
mod box_com;
mod cognito;
mod data_envelope;
mod digitalocean;
mod discord;
mod dropbox;
mod ebay;
mod ecobee;
mod entra;
mod entra_b2c;
mod facebook;
mod fitbit;
mod github;
mod gitlab;
mod google;
mod hubspot;
mod instagram;
mod instagram_graph;
mod json_body;
mod keycloak;
mod linkedin;
mod netatmo;
mod notion;
mod nuki;
mod okta;
mod paypal;
mod quickbooks;
mod reddit;
mod salesforce;
mod shopify;
mod slack;
mod spotify;
mod square;
mod strava;
mod tiktok;
mod ttlock;
mod tuya;
mod twitch;
mod wechat;
mod withings;
mod x;
mod yahoo;
mod zoho;
mod zoom;

use crate::profile::profile::Profile;

pub use amazon::AMAZON;
pub use apple::APPLE;
pub use asana::ASANA;
pub use atlassian::ATLASSIAN;
pub use auth0::AUTH0;
pub use bitbucket::BITBUCKET;
pub use bold::{
    BOLD, BoldAuthentication, BoldCredentials, bold_authentication, bold_authentication_request,
};
#[doc(hidden)]
pub use bold::{bold_authentication_spans, locate_bold_authentication};
pub use boldsign::BOLDSIGN;
pub use bolt::BOLT;
pub use box_com::BOX;
pub use cognito::COGNITO;
pub use data_envelope::DATA_ENVELOPE;
pub use digitalocean::DIGITALOCEAN;
pub use discord::DISCORD;
pub use dropbox::DROPBOX;
pub use ebay::EBAY;
pub use ecobee::ECOBEE;
pub use entra::{ENTRA, ENTRA_BASE_URL};
pub use entra_b2c::ENTRA_B2C;
pub use facebook::FACEBOOK;
pub use fitbit::FITBIT;
pub use github::GITHUB;
pub use gitlab::GITLAB;
pub use google::GOOGLE;
pub use hubspot::HUBSPOT;
pub use instagram::INSTAGRAM;
pub use instagram_graph::INSTAGRAM_GRAPH;
pub use json_body::JSON_BODY;
pub use keycloak::KEYCLOAK;
pub use linkedin::LINKEDIN;
pub use netatmo::NETATMO;
pub use notion::NOTION;
pub use nuki::NUKI;
pub use okta::OKTA;
pub use paypal::PAYPAL;
pub use quickbooks::QUICKBOOKS;
pub use reddit::REDDIT;
pub use salesforce::SALESFORCE;
pub use shopify::{SHOPIFY, SHOPIFY_BASE_URL};
pub use slack::SLACK;
pub use spotify::SPOTIFY;
pub use square::SQUARE;
pub use strava::STRAVA;
pub use tiktok::TIKTOK;
pub use ttlock::TTLOCK;
pub use tuya::TUYA;
pub use twitch::TWITCH;
pub use wechat::WECHAT;
pub use withings::WITHINGS;
pub use x::X;
pub use yahoo::YAHOO;
pub use zoho::ZOHO;
pub use zoom::ZOOM;

macro_rules! all {
    ($($name:ident,)*) => {
        /// Each provider, by the name of its constant. A program that names it links them all.
        #[doc(hidden)]
        pub const ALL: &[(&str, Profile<'static>)] = &[$((stringify!($name), $name),)*];
    };
}

all! {
    AMAZON,
    APPLE,
    ASANA,
    ATLASSIAN,
    AUTH0,
    BITBUCKET,
    BOLD,
    BOLDSIGN,
    BOLT,
    BOX,
    COGNITO,
    DATA_ENVELOPE,
    DIGITALOCEAN,
    DISCORD,
    DROPBOX,
    EBAY,
    ECOBEE,
    ENTRA,
    ENTRA_B2C,
    FACEBOOK,
    FITBIT,
    GITHUB,
    GITLAB,
    GOOGLE,
    HUBSPOT,
    INSTAGRAM,
    INSTAGRAM_GRAPH,
    JSON_BODY,
    KEYCLOAK,
    LINKEDIN,
    NETATMO,
    NOTION,
    NUKI,
    OKTA,
    PAYPAL,
    QUICKBOOKS,
    REDDIT,
    SALESFORCE,
    SHOPIFY,
    SLACK,
    SPOTIFY,
    SQUARE,
    STRAVA,
    TIKTOK,
    TTLOCK,
    TUYA,
    TWITCH,
    WECHAT,
    WITHINGS,
    X,
    YAHOO,
    ZOHO,
    ZOOM,
}
