//! Providers: the documented ones, and the bases of others.

use core::ffi::c_void;
use core::ptr;

use grantlet::{ClientAuth, Profile as Core, providers};

use crate::setting::ProfileSetting;
use crate::span::cleared;
use crate::status::Status;

/// How a provider differs from RFC 6749: one of this library's profiles, or one of your own. A constant,
/// written by `GRANTLET_PROFILE`; what it points to stays as it is for as long as it is used.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Profile {
    /// Its base: a profile of this library, such as `&grantlet_rfc6749`. NULL in those.
    pub base: *const Profile,
    /// What differs from there. A later setting replaces an earlier one of the same kind.
    pub settings: *const ProfileSetting,
    /// How many settings there are, at most 64.
    pub settings_count: usize,
    /// NULL in a profile of your own.
    pub provider: *const c_void,
}

// SAFETY: nothing writes to a profile or to what it points to.
unsafe impl Sync for Profile {}

/// The most settings, more than twice as many as exist. A larger number is an error.
const MAX_SETTINGS: usize = 64;

impl Profile {
    pub(crate) const fn of(provider: &'static Core<'static>) -> Self {
        Self {
            base: ptr::null(),
            settings: ptr::null(),
            settings_count: 0,
            provider: ptr::from_ref(provider).cast(),
        }
    }

    /// Calls `work` with the core's profile: a provider's in place, or a copy on the stack with the settings
    /// applied.
    ///
    /// # Safety
    /// `profile` is NULL or can be read, and so can what it points to; it is all zeros, or a profile.
    pub(crate) unsafe fn with(
        profile: *const Self,
        work: &mut dyn FnMut(&Core<'static>) -> Status,
    ) -> Status {
        // SAFETY: the caller says so.
        unsafe {
            match profile.as_ref() {
                Some(Self { provider, .. }) if !provider.is_null() => work(&*provider.cast()),
                Some(own) => own.resolved(work),
                None => Status::ENull,
            }
        }
    }

    /// # Safety
    /// As [`with`](Self::with).
    #[inline(never)]
    unsafe fn resolved(&self, work: &mut dyn FnMut(&Core<'static>) -> Status) -> Status {
        // SAFETY: the caller says so.
        unsafe {
            let mut core = *or_return!(self.provider());
            or_return!(self.apply(&mut core, &mut 0));
            work(&core)
        }
    }

    /// The base of a profile of the caller's own.
    ///
    /// # Safety
    /// As [`with`](Self::with).
    unsafe fn provider(&self) -> Result<&'static Core<'static>, Status> {
        // SAFETY: the caller says so.
        unsafe {
            let base = self.base.as_ref().ok_or(Status::ENull)?;
            base.provider.cast::<Core<'static>>().as_ref().ok_or(Status::ENull)
        }
    }

    /// Applies the settings up to the first without a kind or with a value that is not text; `at` is its index.
    ///
    /// # Safety
    /// As [`with`](Self::with).
    unsafe fn apply(&self, core: &mut Core<'static>, at: &mut usize) -> Result<(), Status> {
        if self.settings_count > MAX_SETTINGS {
            return Err(Status::ETooManySettings);
        }
        for index in 0..self.settings_count {
            *at = index;
            // SAFETY: the caller says so.
            unsafe { self.setting(index)?.apply(core)? };
        }
        Ok(())
    }

    /// # Safety
    /// As [`with`](Self::with).
    unsafe fn setting(&self, index: usize) -> Result<&ProfileSetting, Status> {
        if self.settings.is_null() {
            return Err(Status::ENull);
        }
        // SAFETY: the caller says that each setting can be read.
        Ok(unsafe { &*self.settings.add(index) })
    }
}

static RFC6749: Core<'static> = Core::RFC6749;
static RFC6749_BODY: Core<'static> = Core::RFC6749.client_auth(ClientAuth::BODY);
static BOLD: Core<'static> = providers::BOLD;
static BOLT: Core<'static> = providers::BOLT;
static BOLDSIGN: Core<'static> = providers::BOLDSIGN;
static JSON_BODY: Core<'static> = providers::JSON_BODY;
static DATA_ENVELOPE: Core<'static> = providers::DATA_ENVELOPE;

/// RFC 6749 with no differences: a form body, Basic for a client with a secret, PKCE, Bearer. It has no
/// endpoints: start a profile of your own from it.
#[unsafe(no_mangle)]
pub static grantlet_rfc6749: Profile = Profile::of(&RFC6749);

/// The same, but `client_id` and `client_secret` are sent in the body (RFC 6749, section 2.3.1). A profile
/// that starts from this one takes the least flash: no code for Basic is linked.
#[unsafe(no_mangle)]
pub static grantlet_rfc6749_body: Profile = Profile::of(&RFC6749_BODY);

/// Bold smart locks. Extra members: `account_id` (0). The host is the client's base URL.
#[unsafe(no_mangle)]
pub static grantlet_bold: Profile = Profile::of(&BOLD);

/// Bolt: the code comes from its modal, not from a redirect. Extra members: `refresh_token_scope` (0).
#[unsafe(no_mangle)]
pub static grantlet_bolt: Profile = Profile::of(&BOLT);

/// `BoldSign`: a refresh token comes only with the scope `offline_access`, and works once.
#[unsafe(no_mangle)]
pub static grantlet_boldsign: Profile = Profile::of(&BOLDSIGN);

/// A provider that takes JSON bodies. The host is the client's base URL.
#[unsafe(no_mangle)]
pub static grantlet_json_body: Profile = Profile::of(&JSON_BODY);

/// A provider that wraps its responses in `data`. The host is the client's base URL.
#[unsafe(no_mangle)]
pub static grantlet_data_envelope: Profile = Profile::of(&DATA_ENVELOPE);

/// Checks each setting of a profile: that it is text, that a list contains only words that are allowed in it,
/// that no list contradicts another, and that a setting without a value has none. Endpoints are checked with the client, and of two settings that exclude each
/// other, such as two bodies, the last one counts. Call it once, in a test of your own on a PC: a profile is a constant, and
/// a misspelt name matches nothing in a response.
///
/// @param profile The profile to check.
/// @param entry   Receives the index of the setting at fault in `settings`, 0 where there is none.
/// @param word    Receives the index of the word at fault in that setting's list, from 0: of a shape in
///                `grantlet_setting_errors`, of a line that is not empty in
///                `grantlet_setting_ends_on`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_ENCODING` where a setting is at fault;
///         `GRANTLET_E_TOO_MANY_SETTINGS` for more than 64.
///
/// # Safety
/// Each pointer is NULL or what its type says.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_check(
    profile: *const Profile,
    entry: *mut usize,
    word: *mut usize,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (entry, word) = (cleared(entry), cleared(word));
        let (Some(entry), Some(word)) = (entry, word) else { return Status::ENull };
        let profile = or_return!(profile.as_ref().ok_or(Status::ENull));
        if !profile.provider.is_null() {
            return Status::Ok;
        }
        let mut core = *or_return!(profile.provider());
        or_return!(profile.apply(&mut core, entry));
        for index in 0..profile.settings_count {
            *entry = index;
            if or_return!(profile.setting(index)).has_stray_value() {
                return Status::EEncoding;
            }
        }
        *entry = 0;
        let Err(error) = core.check() else { return Status::Ok };
        *word = error.index;
        let mut is_own = false;
        for index in 0..profile.settings_count {
            let setting = or_return!(profile.setting(index));
            let is_at_fault = setting.is_at_fault(error.setting);
            // Where the list at fault is the base's, a list of the caller's own contradicts it.
            if is_at_fault || setting.is_list() && !is_own {
                *entry = index;
            }
            is_own |= is_at_fault;
        }
    }
    Status::EEncoding
}
