//! Settings by their names, for programs that print profiles or read them from a file.

use core::fmt::{self, Write};

use crate::list::List;
use crate::oauth::body::RequestBody;
use crate::oauth::client_auth::ClientAuth;
use crate::profile::check::header_fields::is_value;
use crate::profile::profile::Profile;
use crate::profile::strings;
use crate::profile::times::FORMATS;

/// The value of a setting, or one entry of its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingValue<'a> {
    /// An endpoint, an envelope, or one of a few words.
    Text(&'a str),
    /// A switch.
    Flag(bool),
    /// The separator of a scope.
    Byte(u8),
    /// A name of a list.
    Name(&'a [u8]),
    /// A name of a list, and its value.
    Pair(&'a [u8], Option<&'a [u8]>),
    /// A header and its constant text.
    Header(&'a [u8], &'a [u8]),
    /// A shape of errors: the names of the code, the description and the number, empty for none, and whether they
    /// are inside `error`.
    Shape([&'a [u8]; 3], bool),
}

/// As the string that C takes writes it.
impl fmt::Display for SettingValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write = |f: &mut fmt::Formatter<'_>, name: &[u8]| {
            f.write_str(core::str::from_utf8(name).unwrap_or("\u{fffd}"))
        };
        match *self {
            Self::Text(text) => f.write_str(text),
            Self::Flag(flag) => fmt::Display::fmt(&flag, f),
            Self::Byte(byte) => f.write_char(char::from(byte)),
            Self::Name(name) | Self::Pair(name, None) => write(f, name),
            Self::Pair(name, Some(value)) => {
                write(f, name)?;
                f.write_str("=")?;
                write(f, value)
            }
            Self::Header(name, text) => {
                write(f, name)?;
                f.write_str("=\"")?;
                write(f, text)?;
                f.write_str("\"")
            }
            Self::Shape(names, is_inside) => {
                f.write_str(if is_inside { "error/" } else { "" })?;
                let last = names.iter().rposition(|name| !name.is_empty()).unwrap_or(0);
                for (index, name) in names.iter().take(last.saturating_add(1)).enumerate() {
                    f.write_str(if index == 0 { "" } else { " " })?;
                    write(f, if name.is_empty() { b"-" } else { name })?;
                }
                Ok(())
            }
        }
    }
}

/// What is between the entries of a list, in the string that C takes.
pub fn separator_of(setting: &str) -> &'static str {
    match setting {
        "errors" => ",",
        "ends_on" | "retry_on" => "\n",
        _ => " ",
    }
}

/// Calls `visit` with each setting that differs from RFC 6749, in the order of [`SETTINGS`]: once, or once for each
/// entry of its list.
// One list of all settings.
#[allow(clippy::too_many_lines)]
pub fn each_setting<'a>(
    profile: &Profile<'a>,
    visit: &mut dyn FnMut(&'static str, SettingValue<'a>),
) {
    // Without `..`, so that a setting that is added is listed here. The hooks follow from the lists.
    let Profile {
        authorization_endpoint,
        token_endpoint,
        refresh_endpoint,
        revocation_endpoint,
        device_authorization_endpoint,
        request_body,
        client_auth,
        headers,
        write_headers: _,
        is_loopback,
        rename,
        order,
        grant_types,
        order_and_rename: _,
        envelope,
        read_envelope: _,
        response_names,
        find_renamed: _,
        find_extra: _,
        find_named: _,
        errors,
        read_errors: _,
        ends_on,
        retry_on,
        meaning: _,
        apply_shapes: _,
        refresh_itself,
        token_types,
        extra,
        expires_at,
        refresh_token_expires_in,
        read_times: _,
        expires_at_format,
        zero_lifetime_is_unknown,
        lists: _,
        servers,
        choice: _,
        scope_separator,
        request_scope_separator,
        send_grant_type,
        pkce,
        opaque_redirect_uri,
        form_response,
        bearer_by_default,
        secret_extra: _,
    } = *profile;
    let mut each = |name, value, differs| {
        if differs {
            visit(name, value);
        }
    };
    for (name, text) in [
        ("authorization_endpoint", authorization_endpoint),
        ("token_endpoint", token_endpoint),
        ("refresh_endpoint", refresh_endpoint),
        ("revocation_endpoint", revocation_endpoint),
        ("device_authorization_endpoint", device_authorization_endpoint),
        ("request_body", word(BODIES, &request_body)),
        ("client_auth", word(CLIENT_AUTHS, &client_auth)),
    ] {
        each(name, SettingValue::Text(text), !text.is_empty());
    }
    each("send_grant_type", SettingValue::Flag(send_grant_type), !send_grant_type);
    each("pkce", SettingValue::Flag(pkce), !pkce);
    each("bearer_by_default", SettingValue::Flag(bearer_by_default), bearer_by_default);
    each("allow_loopback", SettingValue::Flag(true), is_loopback.is_some());
    let format = expires_at_format.map_or("", |format| {
        FORMATS.iter().find(|(_, other)| *other == format).map_or("", |(word, _)| word)
    });
    let moment = SettingValue::Pair(expires_at.as_bytes(), Some(format.as_bytes()));
    each("expires_at", moment, !expires_at.is_empty());
    let lifetime = SettingValue::Text(refresh_token_expires_in);
    each("refresh_token_expires_in", lifetime, !refresh_token_expires_in.is_empty());
    let zero = SettingValue::Flag(zero_lifetime_is_unknown);
    each("zero_lifetime_is_unknown", zero, zero_lifetime_is_unknown);
    each("scope_separator", SettingValue::Byte(scope_separator), scope_separator != b' ');
    let separator = SettingValue::Byte(request_scope_separator);
    each("request_scope_separator", separator, request_scope_separator != 0);
    let in_query = request_body == RequestBody::IN_QUERY;
    each("dangerously_send_in_query", SettingValue::Flag(true), in_query);
    each("opaque_redirect_uri", SettingValue::Flag(true), opaque_redirect_uri);
    each("form_response", SettingValue::Flag(true), form_response);
    each("refresh_by_access_token", SettingValue::Flag(true), refresh_itself.is_some());
    let mut fields = headers;
    while let Some(pair) = fields.next_pair() {
        let value = match pair.value {
            Some(text) if !is_value(text, true) => SettingValue::Header(pair.name, text),
            value => SettingValue::Pair(pair.name, value),
        };
        visit("headers", value);
    }
    pairs("rename", rename, visit);
    pairs("grant_types", grant_types, visit);
    names("order", order, visit);
    if !envelope.is_empty() {
        visit("envelope", SettingValue::Text(envelope));
    }
    pairs("response_names", response_names, visit);
    let mut shapes = errors;
    while let Some(mut shape) = shapes.next_shape() {
        let names = [(); 3].map(|()| match shape.names.next_name() {
            None | Some(b"-") => &[],
            Some(name) => name,
        });
        visit("errors", SettingValue::Shape(names, shape.is_inside));
    }
    pairs("ends_on", ends_on, visit);
    pairs("retry_on", retry_on, visit);
    names("token_types", token_types, visit);
    names("extra", extra, visit);
    pairs("servers", servers, visit);
}

fn names<'a>(
    name: &'static str,
    mut list: List<'a>,
    visit: &mut dyn FnMut(&'static str, SettingValue<'a>),
) {
    while let Some(entry) = list.next_name() {
        visit(name, SettingValue::Name(entry));
    }
}

fn pairs<'a>(
    name: &'static str,
    mut list: List<'a>,
    visit: &mut dyn FnMut(&'static str, SettingValue<'a>),
) {
    while let Some(pair) = list.next_pair() {
        visit(name, SettingValue::Pair(pair.name, pair.value));
    }
}

/// The words for a value, that of RFC 6749 first.
const BODIES: &[(&str, RequestBody)] = &[("form", RequestBody::FORM), ("json", RequestBody::JSON)];
const CLIENT_AUTHS: &[(&str, ClientAuth)] = &[
    ("basic", ClientAuth::BASIC),
    ("body", ClientAuth::BODY),
    ("basic_verbatim", ClientAuth::BASIC_VERBATIM),
    ("basic_always", ClientAuth::BASIC_ALWAYS),
    ("none", ClientAuth::NONE),
    ("omitted", ClientAuth::OMITTED),
];

/// The word for a value, empty for that of RFC 6749.
fn word<T: PartialEq>(values: &[(&'static str, T)], value: &T) -> &'static str {
    let mut others = values.iter().skip(1);
    others.find(|(_, other)| other == value).map_or("", |(word, _)| word)
}

fn of_word<T: Copy>(values: &[(&str, T)], word: &str) -> Option<T> {
    values.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

/// Applies a value in the string that C takes; none where it is none of the setting's.
pub type SetByName = for<'a> fn(Profile<'a>, &'a str) -> Option<Profile<'a>>;

/// Each setting, by the name of its setter. A switch is `true` or `false`.
pub const SETTINGS: &[(&str, SetByName)] = &[
    ("authorization_endpoint", |profile, url| Some(profile.authorization_endpoint(url))),
    ("token_endpoint", |profile, url| Some(profile.token_endpoint(url))),
    ("refresh_endpoint", |profile, url| Some(profile.refresh_endpoint(url))),
    ("revocation_endpoint", |profile, url| Some(profile.revocation_endpoint(url))),
    ("device_authorization_endpoint", |profile, url| {
        Some(profile.device_authorization_endpoint(url))
    }),
    ("request_body", |profile, word| Some(profile.request_body(of_word(BODIES, word)?))),
    ("client_auth", |profile, word| Some(profile.client_auth(of_word(CLIENT_AUTHS, word)?))),
    ("send_grant_type", |profile, sends| Some(profile.send_grant_type(flag(sends)?))),
    ("pkce", |profile, has| Some(profile.pkce(flag(has)?))),
    ("bearer_by_default", |profile, is| Some(profile.bearer_by_default(flag(is)?))),
    ("expires_at", |profile, text| Some(strings::expires_at(profile, text))),
    ("refresh_token_expires_in", |profile, name| Some(profile.refresh_token_expires_in(name))),
    ("zero_lifetime_is_unknown", |profile, is| Some(profile.zero_lifetime_is_unknown(flag(is)?))),
    ("allow_loopback", |profile, allows| {
        Some(if flag(allows)? { profile.allow_loopback() } else { profile })
    }),
    ("dangerously_send_in_query", |profile, sends| {
        Some(if flag(sends)? { profile.dangerously_send_in_query() } else { profile })
    }),
    ("opaque_redirect_uri", |profile, is| Some(profile.opaque_redirect_uri(flag(is)?))),
    ("form_response", |profile, is| {
        Some(if flag(is)? { profile.form_response() } else { profile })
    }),
    ("refresh_by_access_token", |profile, does| {
        Some(if flag(does)? { profile.refresh_by_access_token() } else { profile })
    }),
    ("scope_separator", |profile, separator| match *separator.as_bytes() {
        [byte] => Some(profile.scope_separator(byte)),
        _ => None,
    }),
    ("request_scope_separator", |profile, separator| match *separator.as_bytes() {
        [byte] => Some(profile.request_scope_separator(byte)),
        _ => None,
    }),
    ("headers", |profile, list| Some(strings::headers(profile, list))),
    ("rename", |profile, list| Some(strings::rename(profile, list))),
    ("grant_types", |profile, list| Some(strings::grant_types(profile, list))),
    ("order", |profile, list| Some(strings::order(profile, list))),
    ("envelope", |profile, name| Some(profile.envelope(name))),
    ("response_names", |profile, list| Some(strings::response_names(profile, list))),
    ("errors", |profile, shapes| Some(strings::errors(profile, shapes))),
    ("ends_on", |profile, lines| Some(strings::ends_on(profile, lines))),
    ("retry_on", |profile, lines| Some(strings::retry_on(profile, lines))),
    ("token_types", |profile, list| Some(strings::token_types(profile, list))),
    ("extra", |profile, list| Some(strings::extra(profile, list))),
    ("servers", |profile, list| Some(strings::servers(profile, list))),
];

fn flag(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}
