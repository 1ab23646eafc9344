//! Lists as strings, for C and WebAssembly: each function is the setter of its name, with a space between
//! the words. A word has no space, comma or `=` of its own.

use crate::profile::profile::Profile;
use crate::profile::shape::Shapes;
use crate::text::list::{List, PairList};

/// `X-API-Key=client_secret X-Publishable-Key=client_id API-Version="3"`
pub const fn headers<'a>(profile: Profile<'a>, list: &'a str) -> Profile<'a> {
    profile.with_headers(PairList::text(list, b' '))
}

/// `client_id=clientId scope=scopes`
pub const fn rename<'a>(profile: Profile<'a>, list: &'a str) -> Profile<'a> {
    profile.with_rename(PairList::text(list, b' '))
}

/// `grant_type client_id`
pub const fn order<'a>(profile: Profile<'a>, list: &'a str) -> Profile<'a> {
    profile.with_order(List::text(list))
}

/// Shapes with a comma between each two, `error/` before those inside `error`:
/// `error/reason message,code text errorId`. The names are those of the code, the description and the
/// number, `-` for none.
pub const fn errors<'a>(profile: Profile<'a>, shapes: &'a str) -> Profile<'a> {
    profile.with_errors(Shapes::text(shapes))
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
