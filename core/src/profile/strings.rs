//! Lists as strings, for C: each function is the setter of its name, with a space between the words. A word
//! has no space, comma or `=` of its own. [`entries`] is for WebAssembly.

use crate::oauth::body::RequestBody;
use crate::profile::check::error::ProfileError;
use crate::profile::profile::Profile;
use crate::profile::shape::Shapes;
use crate::text::list::{ENTRY, List, PART, PairList};

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

/// A member, and `unix_seconds`, `unix_milliseconds` or `rfc3339`: `expires_at=unix_seconds`
pub const fn expires_at<'a>(profile: Profile<'a>, text: &'a str) -> Profile<'a> {
    profile.with_expires_at(text, b'=')
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

/// The lists of a client in JavaScript: `headers`, `rename`, `order`, `response_names`, `expires_at`, the member of
/// `refresh_token_expires_in`, `errors`, `ends_on`, `retry_on`, `token_types` and `extra`. 0x1F separates entries, 0x1E
/// separates name and value or the members of an error shape, and 0x1D starts a shape inside `error`. A word
/// has no control character and is not empty.
///
/// [`check_entries`] validates words as [`Profile::check`] does those of slices.
pub const fn entries<'a>(profile: Profile<'a>, lists: [&'a str; 13]) -> Profile<'a> {
    #[rustfmt::skip]
    let [
        headers, rename, grant_types, order, names, errors, expires_at, refresh_token_expires_in, ends_on, retry_on,
        token_types, extra, servers,
    ] = lists;
    profile
        .with_headers(PairList::text(headers, ENTRY))
        .with_rename(PairList::text(rename, ENTRY))
        .with_grant_types(PairList::text(grant_types, ENTRY))
        .with_order(List::entries(order))
        .with_response_names(PairList::text(names, ENTRY))
        .with_expires_at(expires_at, PART)
        .refresh_token_expires_in(refresh_token_expires_in)
        .with_errors(Shapes::text(errors, ENTRY))
        .with_ends_on(PairList::text(ends_on, ENTRY))
        .with_retry_on(PairList::text(retry_on, ENTRY))
        .with_token_types(List::entries(token_types))
        .with_extra(List::entries(extra))
        .with_servers(PairList::text(servers, ENTRY))
        .with_written_times()
}

/// As [`Profile::dangerously_send_in_query`], for JavaScript: the body of a request is what follows its URL.
pub const BEHIND_URL: RequestBody = RequestBody::BEHIND_URL;

/// Has [`Profile::form_response`] in the check of a profile, and does not read a form, which JavaScript does.
pub const fn form_response(mut profile: Profile<'_>, is_form: bool) -> Profile<'_> {
    profile.form_response = is_form;
    profile
}

/// Checks a profile whose lists are [`entries`].
///
/// # Errors
/// Those of [`Profile::check`].
pub const fn check_entries(profile: &Profile<'_>) -> Result<(), ProfileError> {
    profile.check_lists(false)
}
