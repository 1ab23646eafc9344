//! Lists as strings, for C: each function is the setter of its name, with a space between the words. A word
//! has no space, comma or `=` of its own. [`set_strings`] is for WebAssembly.

use crate::list::{ENTRY, List, PART};
use crate::oauth::body::RequestBody;
use crate::oauth::client_auth::ClientAuth;
use crate::profile::check::error::ProfileError;
use crate::profile::profile::Profile;
use crate::profile::shape::Shapes;
use crate::profile::times::member_and_format;

/// `X-API-Key=client_secret X-Publishable-Key=client_id API-Version="3"`
pub const fn headers<'a>(profile: Profile<'a>, list: &'a str) -> Profile<'a> {
    profile.with_headers(List::pairs(list, b' '))
}

/// `client_id=clientId scope=scopes`
pub const fn rename<'a>(profile: Profile<'a>, list: &'a str) -> Profile<'a> {
    profile.with_rename(List::pairs(list, b' '))
}

/// `device_code=device_code refresh_token=ig_refresh_token`
pub const fn grant_types<'a>(profile: Profile<'a>, list: &'a str) -> Profile<'a> {
    profile.with_grant_types(List::pairs(list, b' '))
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
    profile.with_response_names(List::pairs(list, b' '))
}

/// A member, and `unix_seconds`, `unix_milliseconds` or `rfc3339`: `expires_at=unix_seconds`
pub const fn expires_at<'a>(profile: Profile<'a>, text: &'a str) -> Profile<'a> {
    profile.with_expires_at(text, b'=')
}

/// Lines of `error` or `error=description`.
pub const fn ends_on<'a>(profile: Profile<'a>, lines: &'a str) -> Profile<'a> {
    profile.with_ends_on(List::pairs(lines, b'\n'))
}

/// As [`ends_on`], of errors that decide nothing.
pub const fn retry_on<'a>(profile: Profile<'a>, lines: &'a str) -> Profile<'a> {
    profile.with_retry_on(List::pairs(lines, b'\n'))
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
    profile.with_servers(List::pairs(list, b' '))
}

/// A profile with what each string of [`set_strings`] links.
pub const ENTRIES: Profile<'static> = Profile::RFC6749
    .with_headers(List::EMPTY)
    .with_rename(List::EMPTY)
    .with_response_names(List::EMPTY)
    .with_errors(Shapes::EMPTY)
    .with_ends_on(List::EMPTY)
    .with_extra(List::entries("/"))
    .with_servers(List::EMPTY)
    .with_written_times()
    .envelope("/");

/// Sets the strings of a client in JavaScript in a profile that is [`ENTRIES`]. In a list 0x1F separates entries,
/// 0x1E separates name and value or the members of an error shape, and 0x1D starts a shape inside `error`. A word
/// has no control character and is not empty. Each is written where it stays, which takes less code than setters.
///
/// [`check_entries`] validates words as [`Profile::check`] does those of slices.
#[inline(never)]
pub fn set_strings<'a>(profile: &mut Profile<'a>, strings: &[&'a str; 21]) {
    #[rustfmt::skip]
    let [
        authorization, token, revocation, device, refresh,
        headers, rename, grant_types, order, envelope, names, errors, expires_at, refresh_token_expires_in,
        ends_on, retry_on, token_types, extra,
        separator, request_separator, servers,
    ] = *strings;
    profile.authorization_endpoint = authorization;
    profile.token_endpoint = token;
    profile.revocation_endpoint = revocation;
    profile.device_authorization_endpoint = device;
    profile.refresh_endpoint = refresh;
    let lists = [
        (&mut profile.headers, headers),
        (&mut profile.rename, rename),
        (&mut profile.grant_types, grant_types),
        (&mut profile.order, order),
        (&mut profile.response_names, names),
        (&mut profile.ends_on, ends_on),
        (&mut profile.retry_on, retry_on),
        (&mut profile.token_types, token_types),
        (&mut profile.extra, extra),
        (&mut profile.servers, servers),
    ];
    for (list, text) in lists {
        *list = List::entries(text);
    }
    profile.envelope = envelope;
    profile.errors = Shapes::text(errors, ENTRY);
    (profile.expires_at, profile.expires_at_format) = member_and_format(expires_at, PART);
    profile.refresh_token_expires_in = refresh_token_expires_in;
    profile.scope_separator = separator_of(separator, b' ');
    profile.request_scope_separator = separator_of(request_separator, 0);
}

/// A separator. More than one character is invalid, which the check reports.
const fn separator_of(text: &str, absent: u8) -> u8 {
    match *text.as_bytes() {
        [] => absent,
        [separator] => separator,
        _ => u8::MAX,
    }
}

/// Sets the switches of a client in JavaScript: `send_grant_type`, `pkce`, `bearer_by_default`, `allow_loopback`,
/// `opaque_redirect_uri`, `form_response` and `refresh_by_access_token`. `form_response` counts in the check of the
/// profile; a form is read by JavaScript.
#[inline(never)]
pub const fn set_switches(profile: &mut Profile<'_>, switches: [bool; 7]) {
    let [grant_type, pkce, bearer, loopback, opaque, form, refresh_itself] = switches;
    profile.send_grant_type = grant_type;
    profile.pkce = pkce;
    profile.bearer_by_default = bearer;
    profile.opaque_redirect_uri = opaque;
    profile.form_response = form;
    if profile.envelope.is_empty() {
        profile.read_envelope = None;
    }
    if loopback {
        *profile = profile.allow_loopback();
    }
    if refresh_itself {
        *profile = profile.refresh_by_access_token();
    }
}

/// Sets how requests are written and the client authenticates, in place.
pub const fn set_forms(profile: &mut Profile<'_>, body: RequestBody, auth: ClientAuth) {
    profile.request_body = body;
    profile.client_auth = auth;
}

/// As [`Profile::dangerously_send_in_query`], for JavaScript: the body of a request is what follows its URL.
pub const BEHIND_URL: RequestBody = RequestBody::BEHIND_URL;

/// Checks a profile of [`set_strings`].
///
/// # Errors
/// Those of [`Profile::check`].
pub const fn check_entries(profile: &Profile<'_>) -> Result<(), ProfileError> {
    profile.check_lists(false)
}
