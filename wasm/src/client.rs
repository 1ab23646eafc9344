//! The client, and how its provider differs, from the first fields of a text.

use grantlet::places::texts;
use grantlet::{Client, ClientAuth, Profile, ProfileError, RequestBody, Secret};

use crate::fault::Fault;
use crate::message::{Fields, Message};
use crate::reply::OUTCOME;

/// What of a provider is no text, a bit each:
///
/// | bit | what |
/// |---|---|
/// | 0 | the request's body is a JSON object |
/// | 1, 2 | the secret: 0 Basic, 1 in the body, 2 not sent, 3 Basic verbatim |
/// | 3 | no `grant_type` |
/// | 4 | no PKCE |
/// | 5 | an answer without `token_type` is Bearer |
/// | 6 | plain http on loopback |
/// | 7 | the client has a secret |
pub struct Flags(pub u32);

impl Flags {
    fn has(&self, bit: u32) -> bool {
        self.0 >> bit & 1 != 0
    }
}

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

/// Reads the client's fields, in the order of the wrapper's `fieldsOf`.
pub fn read<'a>(fields: &mut Fields<'a>, flags: &Flags) -> Asking<'a> {
    let mut profile: Profile<'a> = READS_ALL
        .client_auth(match flags.0 >> 1 & 3 {
            0 => ClientAuth::BASIC,
            1 => ClientAuth::BODY,
            2 => ClientAuth::NONE,
            _ => ClientAuth::BASIC_VERBATIM,
        })
        .send_grant_type(!flags.has(3))
        .pkce(!flags.has(4))
        .bearer_by_default(flags.has(5));
    if flags.has(0) {
        profile = profile.request_body(RequestBody::JSON);
    }
    if flags.has(6) {
        profile = profile.allow_loopback();
    }
    for text in texts(&mut profile) {
        *text = fields.text();
    }
    let envelope = fields.text();
    if !envelope.is_empty() {
        profile = profile.envelope(envelope);
    }
    match fields.text().as_bytes() {
        [] => {}
        [separator] => profile = profile.scope_separator(*separator),
        // Longer than one character: a byte that the profile's check refuses.
        _ => profile = profile.scope_separator(0),
    }
    let (base_url, id, secret) = (fields.text(), fields.text(), fields.text());
    let client = if flags.has(7) {
        Client::confidential(base_url, id, Secret::new(secret))
    } else {
        Client::public(base_url, id)
    };
    Asking { profile, client, envelope }
}

/// The number of the first of the client's settings that is not valid, in the order of the wrapper's
/// `SETTINGS`; 0 where there is none.
///
/// # Errors
/// None.
#[allow(clippy::unnecessary_wraps)]
pub fn misspelt(message: Message<'_>, flags: &Flags, _: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, .. } = message;
    let asking = read(&mut fields, flags);
    let list = asking.profile.check().err().map_or(0, |error| match error {
        ProfileError::Headers => 1,
        ProfileError::Rename => 2,
        ProfileError::Order => 3,
        ProfileError::Errors => 4,
        ProfileError::EndsOn => 5,
        ProfileError::TokenTypes => 6,
        ProfileError::Extra => 7,
        ProfileError::Envelope => 8,
        ProfileError::ScopeSeparator => 9,
        _ => 10,
    });
    reply.word(OUTCOME, list);
    Ok(())
}
