//! Reads the client and its provider's profile from the first fields of a message.

use grantlet::engine::{Credentials, strings};
use grantlet::{Client, ClientAuth, Profile, RequestBody, Secret};

use crate::fault::Fault;
use crate::message::{Fields, Message};
use crate::reply::{NEEDED, OUTCOME};

/// The wrapper's names of the client's fields, in the order in which [`read`] reads them. Those that a check
/// can find at fault are in the order of [`ProfileSetting`](grantlet::ProfileSetting).
#[cfg(test)]
pub(crate) const NAMES: [&str; FIELDS] = [
    "authorizationEndpoint",
    "tokenEndpoint",
    "revocationEndpoint",
    "deviceAuthorizationEndpoint",
    "refreshEndpoint",
    "headers",
    "rename",
    "grantTypes",
    "order",
    "envelope",
    "responseNames",
    "errors",
    "expiresAt",
    "refreshTokenExpiresIn",
    "endsOn",
    "retryOn",
    "tokenTypes",
    "extra",
    "scopeSeparator",
    "requestScopeSeparator",
    "servers",
    "sendGrantType",
    "pkce",
    "bearerByDefault",
    "allowLoopback",
    "opaqueRedirectUri",
    "formResponse",
    "refreshByAccessToken",
    "baseUrl",
    "clientId",
    "clientSecret",
];

/// Fields that follow [`FIELDS`]: numbers of a body and of a [`client_auth`](crate::numbers::client_auth), and whether there is a secret.
pub const NUMBERS: usize = 3;
const FIELDS: usize = 31;

/// In the order of [`request_body`](crate::numbers::request_body), and the query.
static BODIES: [RequestBody; 3] = [RequestBody::FORM, RequestBody::JSON, strings::BEHIND_URL];

/// In the order of [`client_auth`](crate::numbers::client_auth).
static CLIENT_AUTHS: [ClientAuth; 6] = [
    ClientAuth::BASIC,
    ClientAuth::BODY,
    ClientAuth::NONE,
    ClientAuth::BASIC_VERBATIM,
    ClientAuth::BASIC_ALWAYS,
    ClientAuth::OMITTED,
];

/// A client and its provider.
pub struct Config<'a> {
    /// How the provider differs from RFC 6749.
    pub profile: Profile<'a>,
    /// The URL that the profile's paths are joined to.
    pub base_url: &'a str,
    /// The client as it is registered.
    pub credentials: Credentials<'a>,
    /// The profile's envelope; empty if responses are not wrapped.
    pub envelope: &'a str,
}

/// Reads the client's fields, which come first in a message.
pub fn read<'a>(fields: &mut Fields<'a>) -> Config<'a> {
    let mut config = Config {
        profile: strings::ENTRIES,
        base_url: "",
        credentials: Credentials { id: "", secret: None },
        envelope: "",
    };
    // One loop, for the sake of its size.
    let texts: [&str; FIELDS + NUMBERS] = core::array::from_fn(|_| fields.text());
    #[rustfmt::skip]
    let Some((settings, &[
        grant_type, pkce, bearer, loopback, opaque, form, refresh_itself,
        base_url, id, secret,
        body, auth, has_secret,
    ])) = texts.split_first_chunk() else { return config };
    let profile = &mut config.profile;
    strings::set_strings(profile, settings);
    #[rustfmt::skip]
    strings::set_switches(profile, [
        !is_false(grant_type), !is_false(pkce), is_true(bearer), is_true(loopback), is_true(opaque),
        is_true(form), is_true(refresh_itself),
    ]);
    if let (Some(body), Some(auth)) = (BODIES.get(number(body)), CLIENT_AUTHS.get(number(auth))) {
        strings::set_forms(profile, *body, *auth);
    }
    let [_, _, _, _, _, _, _, _, _, envelope, ..] = *settings;
    config.envelope = envelope;
    config.base_url = base_url;
    config.credentials.id = id;
    config.credentials.secret = is_true(has_secret).then(|| Secret::new(secret));
    config
}

/// Whether a switch is on. The wrapper sends `true`, `false` or nothing.
fn is_true(text: &str) -> bool {
    text.len() == 4
}

fn is_false(text: &str) -> bool {
    text.len() == 5
}

/// A number of one digit.
fn number(text: &str) -> usize {
    text.bytes().next().unwrap_or(b'0').wrapping_sub(b'0').into()
}

impl Config<'_> {
    /// The client at its provider.
    pub fn client(&self) -> Client<'_> {
        Client::of(&self.profile, self.credentials).base_url(self.base_url)
    }
}

/// Checks a client's settings. The outcome is 0, or one more than the number of the first
/// [`ProfileSetting`](grantlet::ProfileSetting) at fault; [`NEEDED`] is the index of its entry.
///
/// # Errors
/// None.
#[allow(clippy::unnecessary_wraps)]
pub fn misspelt(message: Message<'_>, _: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, .. } = message;
    let config = read(&mut fields);
    if let Err(error) = strings::check_entries(&config.profile) {
        reply.word(OUTCOME, error.setting as usize + 1);
        reply.word(NEEDED, error.index);
    }
    Ok(())
}
