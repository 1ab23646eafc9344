//! The five documented providers, the standard, and two that use all else. `programs/profiles.c` and
//! `programs/javascript.mjs` have the same by the same indexes.

use grantlet::providers::{BOLD, BOLDSIGN, BOLT, DATA_ENVELOPE, JSON_BODY};
use grantlet::{Client, ClientAuth, ErrorShape, HeaderValue, Profile, Secret};

use crate::input::CLIENT_ID;

pub(crate) const COUNT: usize = 8;

const STANDARD: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("/authorize")
    .token_endpoint("/token")
    .revocation_endpoint("/revoke")
    .device_authorization_endpoint("/device");

static PROFILES: [Profile<'static>; COUNT] = [
    STANDARD,
    BOLD,
    BOLT,
    BOLDSIGN,
    JSON_BODY,
    DATA_ENVELOPE,
    STANDARD
        .client_auth(ClientAuth::BASIC_VERBATIM)
        .headers(&[("X-Key", HeaderValue::ClientSecret), ("X-Id", HeaderValue::ClientId)])
        .rename(&[("client_id", "clientId"), ("scope", "scopes")])
        .order(&["scope", "grant_type"])
        .extra(&["tenant", "account_id", "id"])
        .errors(&[
            ErrorShape::new("code").description("message").number("errorId"),
            ErrorShape::new("code").description("text").inside_error(),
        ])
        .ends_on(&[("invalid_request", "InvalidGrantCode"), ("expired", "")])
        .token_types(&["mac", "DPoP"])
        .scope_separator(b',')
        .bearer_by_default(true)
        .pkce(false)
        .allow_loopback(),
    STANDARD
        .client_auth(ClientAuth::NONE)
        .envelope("result")
        .errors(&[ErrorShape::new("code_reason").description("message").inside_error()])
        .extra(&["id"]),
];

/// A profile by its index.
pub(crate) fn profile(index: u8) -> &'static Profile<'static> {
    &PROFILES[usize::from(index) % COUNT]
}

/// The client of inputs that name none; it has a secret only where a header repeats it.
pub(crate) fn client(index: u8) -> Client<'static> {
    let base_url = if matches!(index, 2 | 3) { "" } else { "https://as.example" };
    if matches!(index, 2 | 6) {
        Client::confidential(&Profile::RFC6749, CLIENT_ID, Secret::new("s3cret")).base_url(base_url)
    } else {
        Client::public(&Profile::RFC6749, CLIENT_ID).base_url(base_url)
    }
}
