//! Providers: the documented ones, and the caller's own.

use grantlet::{ClientAuth, providers};

/// Words that a profile takes, on every ABI.
const WORDS: usize = 44;
const ROOM: usize = WORDS * size_of::<usize>() - size_of::<grantlet::Profile<'static>>();

/// How a provider differs from RFC 6749. The header has it as words without names; C copies it by
/// assignment.
/// cbindgen:ignore
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Profile {
    pub(crate) core: grantlet::Profile<'static>,
    room: [u8; ROOM],
}

const _: () = assert!(size_of::<Profile>() == WORDS * size_of::<usize>());

impl Profile {
    // It is only called at compile time.
    #[allow(clippy::large_types_passed_by_value)]
    const fn new(core: grantlet::Profile<'static>) -> Self {
        Self { core, room: [0; ROOM] }
    }
}

/// No differences from RFC 6749: a form body, PKCE, Bearer. A client's secret stands in the body: for
/// Basic, whose code is then linked, call `grantlet_profile_auth_basic`. It has no endpoints: copy it
/// and set them.
#[unsafe(no_mangle)]
pub static grantlet_rfc6749: Profile =
    Profile::new(grantlet::Profile::RFC6749.client_auth(ClientAuth::BODY));

/// Bold smart locks. Extra members: `account_id` (0). The host is the client's base URL.
#[unsafe(no_mangle)]
pub static grantlet_bold: Profile = Profile::new(providers::BOLD);

/// Bolt. Extra members: `refresh_token_scope` (0).
#[unsafe(no_mangle)]
pub static grantlet_bolt: Profile = Profile::new(providers::BOLT);

/// BoldSign.
#[unsafe(no_mangle)]
pub static grantlet_boldsign: Profile = Profile::new(providers::BOLDSIGN);

/// A provider that takes JSON bodies. The host is the client's base URL.
#[unsafe(no_mangle)]
pub static grantlet_json_body: Profile = Profile::new(providers::JSON_BODY);

/// A provider that wraps its answers. The host is the client's base URL.
#[unsafe(no_mangle)]
pub static grantlet_data_envelope: Profile = Profile::new(providers::DATA_ENVELOPE);
