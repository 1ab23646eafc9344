//! Lists as strings, for C: each function is the setter of its name, with a space between the words. A word
//! has no space, comma or `=` of its own. [`read_entries`] is for WebAssembly.

use crate::oauth::body::RequestBody;
use crate::oauth::client_auth::ClientAuth;
use crate::profile::check::error::ProfileError;
use crate::profile::profile::Profile;
use crate::profile::shape::Shapes;
use crate::text::list::{ENTRY, List, PairList};

/// `X-API-Key=client_secret X-Publishable-Key=client_id API-Version="3"`
pub const fn headers<'a>(profile: Profile<'a>, list: &'a str) -> Profile<'a> {
    profile.with_headers(PairList::text(list, b' '))
}

/// `client_id=clientId scope=scopes`
pub const fn rename<'a>(profile: Profile<'a>, list: &'a str) -> Profile<'a> {
    profile.with_rename(PairList::text(list, b' '))
}

/// `device_code=device_code refresh_token=ig_refresh_token`
pub const fn grant_types<'a>(profile: Profile<'a>, list: &'a str) -> Profile<'a> {
    profile.with_grant_types(PairList::text(list, b' '))
}

/// `grant_type client_id`
pub const fn order<'a>(profile: Profile<'a>, list: &'a str) -> Profile<'a> {
    profile.with_order(List::text(list))
}

/// Shapes with a comma between each two, `error/` before those inside `error`:
/// `error/reason message,code text errorId`. The names are those of the code, the description and the
/// number, `-` for none.
pub const fn errors<'a>(profile: Profile<'a>, shapes: &'a str) -> Profile<'a> {
    profile.with_errors(Shapes::text(shapes, b','))
}

/// `expires_in=expire_time access_token=data/token`
pub const fn response_names<'a>(profile: Profile<'a>, list: &'a str) -> Profile<'a> {
    profile.with_response_names(PairList::text(list, b' '))
}

/// Lines of `error` or `error=description`.
pub const fn ends_on<'a>(profile: Profile<'a>, lines: &'a str) -> Profile<'a> {
    profile.with_ends_on(PairList::text(lines, b'\n'))
}

/// As [`ends_on`], of errors that decide nothing.
pub const fn retry_on<'a>(profile: Profile<'a>, lines: &'a str) -> Profile<'a> {
    profile.with_retry_on(PairList::text(lines, b'\n'))
}

/// `mac DPoP`
pub const fn token_types<'a>(profile: Profile<'a>, list: &'a str) -> Profile<'a> {
    profile.with_token_types(List::text(list))
}

/// `account_id tenant`
pub const fn extra<'a>(profile: Profile<'a>, list: &'a str) -> Profile<'a> {
    profile.with_extra(List::text(list))
}

/// `accounts-server https://accounts.zoho.com eu=https://accounts.zoho.eu`: the parameter, then names of servers, with
/// their base URLs where these are others.
pub const fn servers<'a>(profile: Profile<'a>, list: &'a str) -> Profile<'a> {
    profile.with_servers(PairList::text(list, b' '))
}

/// A profile with what each setting of [`read_entries`] links.
pub const ENTRIES: Profile<'static> = Profile::RFC6749
    .with_headers(PairList::EMPTY)
    .with_rename(PairList::EMPTY)
    .with_response_names(PairList::EMPTY)
    .with_errors(Shapes::EMPTY)
    .with_ends_on(PairList::EMPTY)
    .with_extra(List::entries("/"))
    .envelope("/")
    .allow_loopback();

/// The settings of a client in JavaScript that are no strings.
#[allow(clippy::struct_excessive_bools)]
pub struct Switches {
    /// See [`Profile::client_auth`].
    pub client_auth: ClientAuth,
    /// [`RequestBody::JSON`] in place of `FORM`.
    pub is_json: bool,
    /// See [`Profile::send_grant_type`].
    pub send_grant_type: bool,
    /// See [`Profile::pkce`].
    pub pkce: bool,
    /// See [`Profile::bearer_by_default`].
    pub bearer_by_default: bool,
    /// See [`Profile::allow_loopback`].
    pub allow_loopback: bool,
}

/// Sets what a client in JavaScript has, in a profile that is [`ENTRIES`]. Its strings are, in this order, four
/// endpoints, nine lists, the envelope, which it returns, and the separator of a scope. In a list 0x1F separates
/// entries, 0x1E separates name and value or the members of an error shape, and 0x1D starts a shape inside
/// `error`. A word has no control character and is not empty. Each is written where it stays, which takes less
/// code than setters.
///
/// [`check_entries`] validates words as [`Profile::check`] does those of slices.
pub fn read_entries<'a>(
    profile: &mut Profile<'a>,
    switches: &Switches,
    mut next: impl FnMut() -> &'a str,
) -> &'a str {
    profile.client_auth = switches.client_auth;
    profile.send_grant_type = switches.send_grant_type;
    profile.pkce = switches.pkce;
    profile.bearer_by_default = switches.bearer_by_default;
    if switches.is_json {
        profile.request_body = RequestBody::JSON;
    }
    if !switches.allow_loopback {
        profile.is_loopback = None;
    }
    profile.authorization_endpoint = next();
    profile.token_endpoint = next();
    profile.revocation_endpoint = next();
    profile.device_authorization_endpoint = next();
    profile.headers = PairList::text(next(), ENTRY);
    profile.rename = PairList::text(next(), ENTRY);
    profile.order = List::entries(next());
    profile.response_names = PairList::text(next(), ENTRY);
    profile.errors = Shapes::text(next(), ENTRY);
    profile.ends_on = PairList::text(next(), ENTRY);
    profile.retry_on = PairList::text(next(), ENTRY);
    profile.token_types = List::entries(next());
    profile.extra = List::entries(next());
    profile.envelope = next();
    if profile.envelope.is_empty() {
        profile.read_envelope = None;
    }
    match next().as_bytes() {
        [] => {}
        [separator] => profile.scope_separator = *separator,
        // More than one character is invalid, which the check reports.
        _ => profile.scope_separator = u8::MAX,
    }
    profile.envelope
}

/// Checks a profile of [`read_entries`].
///
/// # Errors
/// Those of [`Profile::check`].
pub const fn check_entries(profile: &Profile<'_>) -> Result<(), ProfileError> {
    profile.check_lists(false)
}
