//! Providers: the documented ones, and what others start from.

use core::ffi::c_char;

use grantlet::{ClientAuth, Profile as Core, providers};

use crate::ABI;
use crate::status::Status;

/// Words that a profile takes, on every ABI.
const WORDS: usize = 47;

/// Stands in each profile, so that one of zeros, which was never set, is told from one that was.
const MARK: usize = 0x6772_0000 | ABI as usize;

/// How a provider differs from RFC 6749. The header has it as words without names; C copies it by
/// assignment.
/// cbindgen:ignore
#[repr(C)]
pub struct Profile {
    mark: usize,
    pub(crate) core: Core<'static>,
}

const _: () = assert!(size_of::<Profile>() == WORDS * size_of::<usize>());

impl Profile {
    // At compile time there is nothing to save.
    #[allow(clippy::large_types_passed_by_value)]
    const fn new(core: Core<'static>) -> Self {
        Self { mark: MARK, core }
    }

    /// The caller's profile, to read.
    ///
    /// # Safety
    /// `profile` is NULL or can be read while the result lives, and holds zeros or a copy of a profile.
    pub(crate) unsafe fn get<'a>(profile: *const Self) -> Result<&'a Core<'static>, Status> {
        // SAFETY: the caller says so; where there are zeros nothing but the mark is read.
        unsafe {
            if profile.is_null() || (*profile).mark != MARK {
                return Err(Status::ENull);
            }
            Ok(&(*profile).core)
        }
    }
}

/// RFC 6749 with no differences: a form body, Basic for a client with a secret, PKCE, Bearer. It has
/// no endpoints: copy it and set them.
#[unsafe(no_mangle)]
pub static grantlet_rfc6749: Profile = Profile::new(Core::RFC6749);

/// The same, but `client_id` and `client_secret` stand in the body (RFC 6749, section 2.3.1). What
/// starts from this one takes the least flash: no code for Basic is linked.
#[unsafe(no_mangle)]
pub static grantlet_rfc6749_body: Profile =
    Profile::new(Core::RFC6749.client_auth(ClientAuth::BODY));

/// Bold smart locks. Extra members: `account_id` (0). The host is the client's base URL.
#[unsafe(no_mangle)]
pub static grantlet_bold: Profile = Profile::new(providers::BOLD);

/// Bolt: the code comes from its modal, not from a redirect. Extra members: `refresh_token_scope`
/// (0).
#[unsafe(no_mangle)]
pub static grantlet_bolt: Profile = Profile::new(providers::BOLT);

/// `BoldSign`: a refresh token comes only with the scope `offline_access`, and works once.
#[unsafe(no_mangle)]
pub static grantlet_boldsign: Profile = Profile::new(providers::BOLDSIGN);

/// A provider that takes JSON bodies. The host is the client's base URL.
#[unsafe(no_mangle)]
pub static grantlet_json_body: Profile = Profile::new(providers::JSON_BODY);

/// A provider that wraps its answers in `data`. The host is the client's base URL.
#[unsafe(no_mangle)]
pub static grantlet_data_envelope: Profile = Profile::new(providers::DATA_ENVELOPE);

/// Returns whether each list of a profile consists of words that it can have, and none contradicts
/// another: after the last function that sets one, and before the first request. `*setter` is then the
/// end of the name of the function that set what is misspelt, `ends_on` for `grantlet_profile_ends_on`,
/// ended by NUL, and never NULL.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` for what is no word of its list.
///
/// # Safety
/// `profile` is NULL, or can be read and holds zeros or a copy of a profile; `setter` is NULL or can be
/// written.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_check(
    profile: *const Profile,
    setter: *mut *const c_char,
) -> Status {
    if setter.is_null() {
        return Status::ENull;
    }
    // SAFETY: the caller says so; what is written is not null.
    unsafe {
        setter.write(c"".as_ptr());
        match or_return!(Profile::get(profile)).check() {
            Ok(()) => Status::Ok,
            Err(error) => {
                setter.write(error.setting.as_str_with_nul().as_ptr().cast());
                Status::EEncoding
            }
        }
    }
}

/// Returns what `grantlet_profile_check` returns, and where the word at fault is: `*index` is its index
/// in the list, counted from 0, of a shape for `errors`, of a line that is not empty for `ends_on`. It is
/// 0 where none is at fault.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` for what is no word of its list.
///
/// # Safety
/// `profile` is NULL, or can be read and holds zeros or a copy of a profile; `index` is NULL or can be
/// written.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_word_at_fault(
    profile: *const Profile,
    index: *mut usize,
) -> Status {
    if index.is_null() {
        return Status::ENull;
    }
    // SAFETY: the caller says so; what is written is not null.
    unsafe {
        index.write(0);
        match or_return!(Profile::get(profile)).check() {
            Ok(()) => Status::Ok,
            Err(error) => {
                index.write(error.index);
                Status::EEncoding
            }
        }
    }
}
