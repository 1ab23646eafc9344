//! Reads the client and its provider's profile from the first fields of a message.

use grantlet::engine::Credentials;
use grantlet::engine::strings::{self, Switches};
use grantlet::{Client, ClientAuth, Profile, ProfileSetting, Secret};

use crate::fault::Fault;
use crate::message::{Fields, Message};
use crate::numbers::{client_auth, misspelt};
use crate::reply::{NEEDED, OUTCOME};

/// The body of the request is a JSON object.
pub const JSON_BODY: u32 = 1;
/// The first of two bits for the client authentication method, a number of
/// [`client_auth`](crate::numbers::client_auth).
pub const CLIENT_AUTH_SHIFT: u32 = 1;
/// Token requests contain no `grant_type`.
pub const NO_GRANT_TYPE: u32 = 8;
/// No PKCE.
pub const NO_PKCE: u32 = 16;
/// A response without `token_type` is accepted as Bearer.
pub const BEARER_BY_DEFAULT: u32 = 32;
/// Plain http is allowed on loopback.
pub const ALLOW_LOOPBACK: u32 = 64;
/// The client has a secret.
pub const HAS_SECRET: u32 = 128;

/// The properties of a client that are not strings, as the bits above.
pub struct Flags(pub u32);

impl Flags {
    fn has(&self, flag: u32) -> bool {
        self.0 & flag != 0
    }
}

/// The wrapper's names of the client's fields, in the order in which [`Config::set`] reads them.
#[cfg(test)]
pub(crate) const FIELDS: [&str; 18] = [
    "authorizationEndpoint",
    "tokenEndpoint",
    "revocationEndpoint",
    "deviceAuthorizationEndpoint",
    "headers",
    "rename",
    "order",
    "responseNames",
    "errors",
    "endsOn",
    "retryOn",
    "tokenTypes",
    "extra",
    "envelope",
    "scopeSeparator",
    "baseUrl",
    "clientId",
    "clientSecret",
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

impl<'a> Config<'a> {
    /// What [`set`](Self::set) fills.
    pub const EMPTY: Self = Self {
        profile: strings::ENTRIES,
        base_url: "",
        credentials: Credentials { id: "", secret: None },
        envelope: "",
    };

    /// Reads the client's fields, which come first in a message, where they stay: a value that is returned would
    /// be copied, field by field.
    #[inline(never)]
    pub fn set(&mut self, fields: &mut Fields<'a>, flags: &Flags) {
        let switches = Switches {
            client_auth: match flags.0 >> CLIENT_AUTH_SHIFT & 3 {
                client_auth::BASIC => ClientAuth::BASIC,
                client_auth::BODY => ClientAuth::BODY,
                client_auth::NONE => ClientAuth::NONE,
                _ => ClientAuth::BASIC_VERBATIM,
            },
            is_json: flags.has(JSON_BODY),
            send_grant_type: !flags.has(NO_GRANT_TYPE),
            pkce: !flags.has(NO_PKCE),
            bearer_by_default: flags.has(BEARER_BY_DEFAULT),
            allow_loopback: flags.has(ALLOW_LOOPBACK),
        };
        self.envelope = strings::read_entries(&mut self.profile, &switches, || fields.text());
        self.base_url = fields.text();
        self.credentials.id = fields.text();
        let secret = fields.text();
        self.credentials.secret = flags.has(HAS_SECRET).then(|| Secret::new(secret));
    }
}

impl Config<'_> {
    /// The client at its provider.
    pub fn client(&self) -> Client<'_> {
        Client::of(&self.profile, self.credentials).base_url(self.base_url)
    }
}

/// Checks a client's lists. The outcome is the number of the first list with an invalid word, or 0, and
/// [`NEEDED`] is the index of the word. `number` is the client's [`Flags`].
///
/// # Errors
/// None.
#[allow(clippy::unnecessary_wraps)]
pub fn misspelt(message: Message<'_>, _: &Flags, number: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, .. } = message;
    let mut config = Config::EMPTY;
    config.set(&mut fields, &Flags(number));
    let error = strings::check_entries(&config.profile).err();
    let list = error.map_or(misspelt::NONE, |error| match error.setting {
        ProfileSetting::Headers => misspelt::HEADERS,
        ProfileSetting::Rename => misspelt::RENAME,
        ProfileSetting::Order => misspelt::ORDER,
        ProfileSetting::ResponseNames => misspelt::RESPONSE_NAMES,
        ProfileSetting::Errors => misspelt::ERRORS,
        ProfileSetting::EndsOn => misspelt::ENDS_ON,
        ProfileSetting::RetryOn => misspelt::RETRY_ON,
        ProfileSetting::TokenTypes => misspelt::TOKEN_TYPES,
        ProfileSetting::Extra => misspelt::EXTRA,
        ProfileSetting::Envelope => misspelt::ENVELOPE,
        _ => misspelt::SCOPE_SEPARATOR,
    });
    reply.word(OUTCOME, list as usize);
    if let Some(error) = error {
        reply.word(NEEDED, error.index);
    }
    Ok(())
}
