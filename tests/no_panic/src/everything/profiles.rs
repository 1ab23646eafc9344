//! Profiles whose settings the compiler cannot see, each setter in each form.

use core::hint::black_box;

use grantlet::engine::{self, strings};
use grantlet::{
    ClientAuth, ErrorShape, HeaderValue, InstantFormat, Profile, ProfileSetting, RequestBody,
};

use super::{keep, say};

/// Lists as strings, as C has them.
pub(super) fn of_strings(text: &str) -> Profile<'_> {
    let profile = Profile::RFC6749
        .token_endpoint(text)
        .authorization_endpoint(text)
        .revocation_endpoint(text)
        .device_authorization_endpoint(text)
        .request_body(black_box(RequestBody::FORM))
        .envelope(text)
        .scope_separator(black_box(b','))
        .request_scope_separator(black_box(b' '))
        .opaque_redirect_uri(black_box(true))
        .refresh_endpoint(text)
        .refresh_by_access_token()
        .send_grant_type(black_box(true))
        .pkce(black_box(true))
        .bearer_by_default(black_box(false))
        .allow_loopback();
    let profile = strings::headers(profile, text);
    let profile = strings::servers(profile, text);
    let profile = strings::rename(profile, text);
    let profile = strings::order(profile, text);
    let profile = strings::grant_types(profile, text);
    let profile = strings::response_names(profile, text);
    let profile = strings::errors(profile, text);
    let profile = strings::ends_on(profile, text);
    let profile = strings::retry_on(profile, text);
    let profile = strings::token_types(profile, text);
    let profile = strings::expires_at(profile, text);
    let profile = Profile::refresh_token_expires_in(profile, text);
    let profile = profile.zero_lifetime_is_unknown(black_box(true));
    strings::extra(profile, text)
}

/// Lists as JavaScript has them.
pub(super) fn of_entries<'a>(strings: &[&'a str; 21]) -> Profile<'a> {
    let mut profile = strings::ENTRIES;
    strings::set_strings(&mut profile, strings);
    strings::set_switches(&mut profile, black_box([true; 7]));
    strings::set_forms(&mut profile, black_box(RequestBody::JSON), black_box(ClientAuth::BODY));
    match strings::check_entries(&profile) {
        Ok(()) => {}
        Err(error) => say(&error),
    }
    profile
}

pub(super) fn shapes(text: &str) -> [ErrorShape<'_>; 2] {
    let number = ErrorShape::number(ErrorShape::new(text), text);
    black_box([
        number,
        ErrorShape::inside_error(ErrorShape::description(ErrorShape::numbered(text), text)),
    ])
}

pub(super) fn header_fields(text: &str) -> [(&str, HeaderValue<'_>); 2] {
    black_box([(text, HeaderValue::ClientId), (text, HeaderValue::Static(text))])
}

/// Lists as slices, as Rust has them.
pub(super) fn of_slices<'a>(
    text: &'a str,
    pairs: &'a [(&'a str, &'a str)],
    names: &'a [&'a str],
    shapes: &'a [ErrorShape<'a>],
    headers: &'a [(&'a str, HeaderValue<'a>)],
) -> Profile<'a> {
    let profile = Profile::RFC6749.token_endpoint(text).headers(headers);
    let profile = Profile::rename(profile, pairs);
    let profile = Profile::order(profile, names);
    let profile = Profile::grant_types(profile, pairs);
    let profile = Profile::response_names(profile, pairs);
    let profile = Profile::errors(profile, shapes);
    let profile = Profile::ends_on(profile, pairs);
    let profile = Profile::retry_on(profile, pairs);
    let profile = Profile::token_types(profile, names);
    let profile = Profile::servers(profile, pairs);
    let profile = Profile::expires_at(profile, text, black_box(InstantFormat::Rfc3339));
    Profile::extra(profile, names)
}

/// What a profile is asked, and its settings by name.
pub(super) fn read(profile: &Profile<'_>, text: &str) {
    if let Err(error) = profile.check() {
        say(&error);
        let setting: ProfileSetting = error.setting;
        keep(&(ProfileSetting::as_str(setting), ProfileSetting::as_str_with_nul(setting)));
    }
    keep(&(profile.has_pkce(), profile.server_url(black_box(2))));
    engine::each_setting(profile, &mut |name, value| {
        keep(&engine::separator_of(name));
        say(&value);
    });
    for (_, set) in black_box(engine::SETTINGS) {
        keep(&set(*profile, text).is_some());
    }
}
