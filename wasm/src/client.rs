//! The client, and how its provider differs, from the first fields of a text.

use grantlet::places::texts;
use grantlet::{Client, ClientAuth, Profile, ProfileError, RequestBody, Secret};

use crate::fault::Fault;
use crate::message::{Fields, Message};
use crate::numbers::{client_auth, misspelt};
use crate::reply::{NEEDED, OUTCOME};

/// The body of the request is a JSON object.
pub const JSON_BODY: u32 = 1;
/// By how many bits what shows the secret is shifted: two bits, a number of
/// [`client_auth`](crate::numbers::client_auth).
pub const CLIENT_AUTH_SHIFT: u32 = 1;
/// No `grant_type`.
pub const NO_GRANT_TYPE: u32 = 8;
/// No PKCE.
pub const NO_PKCE: u32 = 16;
/// A response without `token_type` is Bearer.
pub const BEARER_BY_DEFAULT: u32 = 32;
/// Plain http is allowed on loopback.
pub const ALLOW_LOOPBACK: u32 = 64;
/// The client has a secret.
pub const HAS_SECRET: u32 = 128;

/// What of a provider is no text, in the bits above.
pub struct Flags(pub u32);

impl Flags {
    fn has(&self, flag: u32) -> bool {
        self.0 & flag != 0
    }
}

/// The client's fields in the order in which [`read`] reads them, by the wrapper's names.
#[cfg(test)]
pub(crate) const FIELDS: [&str; 16] = [
    "authorizationEndpoint",
    "tokenEndpoint",
    "revocationEndpoint",
    "deviceAuthorizationEndpoint",
    "headers",
    "rename",
    "order",
    "errors",
    "endsOn",
    "tokenTypes",
    "extra",
    "envelope",
    "scopeSeparator",
    "baseUrl",
    "clientId",
    "clientSecret",
];

/// Who asks, and whom.
pub struct Asking<'a> {
    /// How the provider differs from RFC 6749.
    pub profile: Profile<'a>,
    /// The client as it is registered.
    pub client: Client<'a>,
    /// The profile's envelope, empty where answers stand bare.
    pub envelope: &'a str,
}

/// A profile that reads every list; the lists are empty.
const READS_ALL: Profile<'static> =
    Profile::RFC6749.headers("").rename("").order("").errors("").ends_on("");

/// Reads the client's fields, which come first of all.
pub fn read<'a>(fields: &mut Fields<'a>, flags: &Flags) -> Asking<'a> {
    let mut profile: Profile<'a> = READS_ALL
        .client_auth(match flags.0 >> CLIENT_AUTH_SHIFT & 3 {
            client_auth::BASIC => ClientAuth::BASIC,
            client_auth::BODY => ClientAuth::BODY,
            client_auth::NONE => ClientAuth::NONE,
            _ => ClientAuth::BASIC_VERBATIM,
        })
        .send_grant_type(!flags.has(NO_GRANT_TYPE))
        .pkce(!flags.has(NO_PKCE))
        .bearer_by_default(flags.has(BEARER_BY_DEFAULT));
    if flags.has(JSON_BODY) {
        profile = profile.request_body(RequestBody::JSON);
    }
    if flags.has(ALLOW_LOOPBACK) {
        profile = profile.allow_loopback();
    }
    for text in texts(&mut profile) {
        *text = fields.text();
    }
    let envelope = fields.text();
    if !envelope.is_empty() {
        profile = profile.envelope(envelope);
    }
    profile = match fields.text().as_bytes() {
        [] => profile,
        [separator] => profile.scope_separator(*separator),
        // More than one is none, which the check reports.
        _ => profile.scope_separator(u8::MAX),
    };
    let (base_url, id, secret) = (fields.text(), fields.text(), fields.text());
    let client = if flags.has(HAS_SECRET) {
        Client::confidential(base_url, id, Secret::new(secret))
    } else {
        Client::public(base_url, id)
    };
    Asking { profile, client, envelope }
}

/// The number of the first of the client's lists that has a word at fault, and the word's index; 0 where
/// there is none. The number is the client's [`Flags`].
///
/// # Errors
/// None.
#[allow(clippy::unnecessary_wraps)]
pub fn misspelt(message: Message<'_>, _: &Flags, number: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, .. } = message;
    let asking = read(&mut fields, &Flags(number));
    let list = asking.profile.check().err().map_or(misspelt::NONE, |error| match error {
        ProfileError::Headers => misspelt::HEADERS,
        ProfileError::Rename => misspelt::RENAME,
        ProfileError::Order => misspelt::ORDER,
        ProfileError::Errors => misspelt::ERRORS,
        ProfileError::EndsOn => misspelt::ENDS_ON,
        ProfileError::TokenTypes => misspelt::TOKEN_TYPES,
        ProfileError::Extra => misspelt::EXTRA,
        ProfileError::Envelope => misspelt::ENVELOPE,
        _ => misspelt::SCOPE_SEPARATOR,
    });
    reply.word(OUTCOME, list as usize);
    reply.word(NEEDED, asking.profile.word_at_fault().unwrap_or(0));
    Ok(())
}
