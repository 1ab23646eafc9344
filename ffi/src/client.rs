//! The client, as it is registered at a provider.

use core::ffi::c_void;
use core::mem::offset_of;
use core::ptr;

use grantlet::engine::{self, Credentials};
use grantlet::{Client as Core, Member, Profile as CoreProfile, Secret};

use crate::call::{Out, Work, call};
use crate::profile::Profile;
use crate::span::{Span, cleared, read_strings};
use crate::status::{Error, Status};
use crate::value::write_value;

/// A client as it is registered (RFC 6749, section 2), and its provider. `GRANTLET_CLIENT` writes one that
/// is a constant, `grantlet_client_init` one whose parts come at run time.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Client {
    /// The provider.
    pub profile: *const Profile,
    /// `client_id`. It is not secret.
    pub client_id: Span,
    /// `client_secret`. It is secret. Length 0: a public client.
    pub client_secret: Span,
    /// What the profile's paths are joined to: an https URL. Length 0 for a profile with absolute endpoints.
    pub base_url: Span,
    /// When its addresses are checked: `GRANTLET_CLIENT` and `grantlet_client_init` set it.
    pub check: *const AddressCheck,
}

// SAFETY: nothing writes to what a client points to.
unsafe impl Sync for Client {}

/// When the addresses of a client are checked: that each is below the base URL and has no invalid byte. Whatever this
/// is, each request checks that its own is https, or loopback where the profile allows it.
pub struct AddressCheck(engine::AddressCheck);

/// Each request checks its own address.
#[unsafe(no_mangle)]
pub static grantlet_check_each_request: AddressCheck =
    AddressCheck(engine::AddressCheck::EACH_REQUEST);

/// They were checked: by `grantlet_client_init`, or by `grantlet_client_check` in a test of the program.
#[unsafe(no_mangle)]
pub static grantlet_checked_once: AddressCheck = AddressCheck(engine::AddressCheck::ONCE);

impl Client {
    /// Its strings, in their order.
    const fn strings(&self) -> *const Span {
        ptr::from_ref(self).wrapping_byte_add(offset_of!(Self, client_id)).cast()
    }

    /// The core's client, at its profile.
    ///
    /// # Safety
    /// The spans can be read while the result lives.
    #[inline]
    pub(crate) unsafe fn core<'a>(
        &self,
        profile: &'a CoreProfile<'static>,
        error: &mut Error,
    ) -> Result<Core<'a>, Status> {
        let mut strings = [""; 3];
        // SAFETY: the caller says so, and the three follow each other.
        unsafe { read_strings(self.strings(), &MEMBERS, &mut strings, error) }?;
        let [id, secret, base_url] = strings;
        // SAFETY: it is NULL or one of this library's.
        let AddressCheck(check) = unsafe { self.check.as_ref() }.ok_or(Status::ENull)?;
        Ok(Core::at(profile, credentials(id, secret), base_url, *check))
    }
}

/// The strings of a client, in its order.
const MEMBERS: [Member; 3] = [Member::ClientId, Member::ClientSecret, Member::BaseUrl];
const _: () = assert!(
    offset_of!(Client, client_secret) - offset_of!(Client, client_id) == size_of::<Span>()
        && offset_of!(Client, base_url) - offset_of!(Client, client_secret) == size_of::<Span>()
);

/// Id and secret; an empty one is none.
fn credentials<'a>(id: &'a str, secret: &'a str) -> Credentials<'a> {
    Credentials { id, secret: (!secret.is_empty()).then(|| Secret::new(secret)) }
}

/// Checks a client, so that its requests need not: it has an id, and each endpoint of its profile is https, or loopback
/// where the profile allows it, with a port from 1 to 65535 where there is one, and below the base URL. Call it in a test
/// of your program for a client of `GRANTLET_CHECKED_CLIENT`.
///
/// @param client The client.
/// @param error  Receives the endpoint or the credential at fault in `member`.
/// @return As `grantlet_client_init`.
///
/// # Safety
/// Each pointer is NULL or what its type says; what is written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_client_check(client: *const Client, error: *mut Error) -> Status {
    // Of these it is only read that there are some.
    let (input, parts) = (client.cast(), client.cast_mut().cast());
    let work: Work = |call| {
        let checked = engine::check_client(&call.client);
        checked.map_or_else(|refused| call.error.of_request(refused), |()| Status::Ok)
    };
    // SAFETY: the caller says so.
    unsafe { call(client, input, Out::NONE, parts, error, work) }
}

/// Makes a client, and checks each endpoint of its profile once, so that requests do not: https, or loopback
/// where the profile allows it, a port from 1 to 65535 where there is one, and below the base URL. It keeps the
/// pointers, not what they point to.
///
/// @param client        Receives the client; zeros on errors.
/// @param profile       The provider.
/// @param client_id     `client_id`.
/// @param client_secret `client_secret`, which is secret; length 0 for a public client.
/// @param base_url      What paths are joined to; length 0 for a profile with absolute endpoints.
/// @param error         Receives the endpoint or the credential at fault in `member`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_ENCODING`; `GRANTLET_E_REQUEST_MISSING` without a
///         `client_id`; `GRANTLET_E_REQUEST_URL` for an endpoint that is not https;
///         `GRANTLET_E_REQUEST_BASE_URL` for one that is not below the base URL;
///         `GRANTLET_E_TOO_MANY_SETTINGS` for a profile with more than 64.
///
/// # Safety
/// Each pointer is NULL or what its type says; what is written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_client_init(
    client: *mut Client,
    profile: *const Profile,
    client_id: Span,
    client_secret: Span,
    base_url: Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(client), Some(error)) = (cleared(client), cleared(error)) else {
            return Status::ENull;
        };
        let check = &raw const grantlet_checked_once;
        let made = Client { profile, client_id, client_secret, base_url, check };
        let status = grantlet_client_check(&raw const made, error);
        if status == Status::Ok {
            *client = made;
        }
        status
    }
}

/// Writes the value of an `Authorization` header field with a client's id and secret (RFC 6749, section
/// 2.3.1), for a request that this library does not write. The value is secret.
///
/// @param client   The client; its profile is not read.
/// @param verbatim Whether id and secret are not percent-encoded, for servers that do not decode them.
/// @param out      The buffer.
/// @param capacity Its length in bytes.
/// @param value    Receives the value, in the buffer.
/// @param error    Receives `needed`, the length of the value, with `GRANTLET_E_BUFFER_TOO_SMALL`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`; `GRANTLET_E_REQUEST_MISSING`
///         without id or secret; `GRANTLET_E_REQUEST_CHARS` for a colon in a verbatim id.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_basic(
    client: *const Client,
    verbatim: bool,
    out: *mut c_void,
    capacity: usize,
    value: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write_value((out, capacity), value, error, |buffer, error| {
            let client = client.as_ref().ok_or(Status::ENull)?;
            let mut strings = [""; 2];
            read_strings(client.strings(), &MEMBERS, &mut strings, error)?;
            let [id, secret] = strings;
            engine::basic(&credentials(id, secret), verbatim, buffer)
                .map_err(|refused| error.of_request(refused))
        })
    }
}
