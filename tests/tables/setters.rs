//! Settings by the names of their setters, for Rust and for C.

use grantlet::Profile;
use grantlet::engine::SETTINGS;
use grantlet_ffi as ffi;
use grantlet_ffi::{ProfileSetting, SettingKind, Span};
use serde_json::{Map, Value};

/// Settings of a row.
pub(crate) type Settings = Map<String, Value>;

/// A value in the string that C takes.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A core's profile with these settings, kept for good.
pub(crate) fn profile(settings: &Settings) -> &'static Profile<'static> {
    let profile =
        settings.iter().fold(Profile::RFC6749, |profile, (name, value)| set(&profile, name, value));
    Box::leak(Box::new(profile))
}

/// A profile with one setting more, whose text is kept for good.
pub(crate) fn set<'a>(profile: &Profile<'a>, name: &str, value: &Value) -> Profile<'a> {
    let (_, set) = SETTINGS.iter().find(|(other, _)| *other == name).unwrap();
    let text: &'static str = text(value).leak();
    set(*profile, text).unwrap_or_else(|| panic!("{name}: {value}"))
}

/// A profile of C with these settings, kept for good.
pub(crate) fn profile_of_c(settings: &Settings) -> &'static ffi::Profile {
    let mut list = Vec::new();
    for (name, value) in settings {
        let text: &'static str = text(value).leak();
        let has_value = name != "client_auth" && !matches!(text, "true" | "false");
        let length = if has_value { text.len() } else { 0 };
        let value = Span { bytes: text.as_ptr(), length };
        list.push(ProfileSetting { kind: Some(kind(name, text)), value });
    }
    let list: &'static [ProfileSetting] = list.leak();
    Box::leak(Box::new(ffi::Profile {
        base: &raw const ffi::grantlet_rfc6749,
        settings: list.as_ptr(),
        settings_count: list.len(),
        provider: std::ptr::null(),
    }))
}

/// The setting of C for one of Rust; what Rust sets by a word has a setting for each in C.
pub(crate) fn kind(name: &str, value: &str) -> &'static SettingKind {
    match (name, value) {
        ("authorization_endpoint", _) => &ffi::grantlet_setting_authorization_endpoint,
        ("token_endpoint", _) => &ffi::grantlet_setting_token_endpoint,
        ("headers", _) => &ffi::grantlet_setting_headers,
        ("rename", _) => &ffi::grantlet_setting_rename,
        ("order", _) => &ffi::grantlet_setting_order,
        ("grant_types", _) => &ffi::grantlet_setting_grant_types,
        ("envelope", _) => &ffi::grantlet_setting_envelope,
        ("errors", _) => &ffi::grantlet_setting_errors,
        ("ends_on", _) => &ffi::grantlet_setting_ends_on,
        ("retry_on", _) => &ffi::grantlet_setting_retry_on,
        ("response_names", _) => &ffi::grantlet_setting_response_names,
        ("expires_at", _) => &ffi::grantlet_setting_expires_at,
        ("refresh_token_expires_in", _) => &ffi::grantlet_setting_refresh_token_expires_in,
        ("zero_lifetime_is_unknown", "true") => &ffi::grantlet_setting_zero_lifetime_is_unknown,
        ("token_types", _) => &ffi::grantlet_setting_token_types,
        ("extra", _) => &ffi::grantlet_setting_extra,
        ("servers", _) => &ffi::grantlet_setting_servers,
        ("refresh_endpoint", _) => &ffi::grantlet_setting_refresh_endpoint,
        ("refresh_by_access_token", "true") => &ffi::grantlet_setting_refresh_by_access_token,
        ("scope_separator", _) => &ffi::grantlet_setting_scope_separator,
        ("request_scope_separator", _) => &ffi::grantlet_setting_request_scope_separator,
        ("client_auth", "basic_always") => &ffi::grantlet_setting_auth_basic_always,
        ("client_auth", "omitted") => &ffi::grantlet_setting_auth_omitted,
        ("send_grant_type", "true") => &ffi::grantlet_setting_grant_type,
        ("send_grant_type", "false") => &ffi::grantlet_setting_no_grant_type,
        ("bearer_by_default", "true") => &ffi::grantlet_setting_bearer_by_default,
        ("opaque_redirect_uri", "true") => &ffi::grantlet_setting_opaque_redirect_uri,
        ("form_response", "true") => &ffi::grantlet_setting_form_response,
        ("dangerously_send_in_query", "true") => &ffi::grantlet_setting_dangerously_send_in_query,
        _ => panic!("{name}: {value}"),
    }
}
