//! Settings of a profile of the caller's own. Each is a constant that carries its code, so that a program
//! links the code of those that its profiles name.

use grantlet::engine::strings;
use grantlet::{ClientAuth, Profile as Core, ProfileSetting as CheckedSetting, RequestBody};

use crate::span::Span;
use crate::status::Status;

/// What a setting changes: one of `grantlet_setting_envelope` and the others.
pub struct SettingKind {
    apply: Apply,
    /// What [`Core::check`] reports for it.
    checked: Option<CheckedSetting>,
    has_value: bool,
}

type Apply = fn(&mut Core<'static>, &'static str);

/// One difference of a profile from its base.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ProfileSetting {
    /// Such as `&grantlet_setting_envelope`.
    pub kind: Option<&'static SettingKind>,
    /// Its value, by `GRANTLET_SPAN`: printable ASCII, in `grantlet_setting_ends_on` and `grantlet_setting_retry_on` also line feeds. `GRANTLET_NO_VALUE` for a
    /// setting that has none, such as `&grantlet_setting_json_body`.
    pub value: Span,
}

// SAFETY: nothing writes to a setting or to what it points to.
unsafe impl Sync for ProfileSetting {}

impl SettingKind {
    const fn new(apply: Apply) -> Self {
        Self { apply, checked: None, has_value: true }
    }

    const fn flag(apply: Apply) -> Self {
        Self { apply, checked: None, has_value: false }
    }

    const fn list(apply: Apply, checked: CheckedSetting) -> Self {
        Self { apply, checked: Some(checked), has_value: true }
    }
}

impl ProfileSetting {
    /// # Safety
    /// The bytes of the value can be read, and stay as they are, for as long as the profile is used.
    pub(crate) unsafe fn apply(&self, core: &mut Core<'static>) -> Result<(), Status> {
        let kind = self.kind.ok_or(Status::ENull)?;
        // SAFETY: the caller says so.
        (kind.apply)(core, unsafe { self.value.lines() }?);
        Ok(())
    }

    /// Whether it is one of the settings that the check can find at fault.
    pub(crate) fn is_list(&self) -> bool {
        self.kind.is_some_and(|kind| kind.checked.is_some())
    }

    /// Whether it has a value, although its kind has none.
    pub(crate) fn has_stray_value(&self) -> bool {
        self.value.length > 0 && self.kind.is_some_and(|kind| !kind.has_value)
    }

    pub(crate) fn is_at_fault(&self, setting: CheckedSetting) -> bool {
        self.kind.is_some_and(|kind| kind.checked == Some(setting))
    }
}

/// Where a login starts (RFC 6749, section 3.1): a path, joined to the client's base URL, or an
/// absolute URL. The URL of a login ends in its fragment, if it has one.
#[unsafe(no_mangle)]
pub static grantlet_setting_authorization_endpoint: SettingKind =
    SettingKind::new(|c, v| *c = c.authorization_endpoint(v));

/// Where tokens are issued (RFC 6749, section 3.2): a path or an absolute URL.
#[unsafe(no_mangle)]
pub static grantlet_setting_token_endpoint: SettingKind =
    SettingKind::new(|c, v| *c = c.token_endpoint(v));

/// Where refreshes go (RFC 6749, section 6), if not to the token endpoint: a path or an absolute URL. They send what
/// the other requests send of the client; such endpoints tend to take no secret: refresh by a client without one.
#[unsafe(no_mangle)]
pub static grantlet_setting_refresh_endpoint: SettingKind =
    SettingKind::new(|c, v| *c = c.refresh_endpoint(v));

/// An access token is sent to get the next one: the `refresh_token` of a response that has none is its access token,
/// so that a session refreshes by it. No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_refresh_by_access_token: SettingKind =
    SettingKind::flag(|c, _| *c = c.refresh_by_access_token());

/// Where tokens are revoked (RFC 7009): a path or an absolute URL.
#[unsafe(no_mangle)]
pub static grantlet_setting_revocation_endpoint: SettingKind =
    SettingKind::new(|c, v| *c = c.revocation_endpoint(v));

/// Where the login of a device starts (RFC 8628, section 3.1): a path or an absolute URL.
#[unsafe(no_mangle)]
pub static grantlet_setting_device_authorization_endpoint: SettingKind =
    SettingKind::new(|c, v| *c = c.device_authorization_endpoint(v));

/// Header fields of a token request that repeat the client's id or secret, or that have a text in double quotes,
/// without a space: `X-API-Key=client_secret X-Publishable-Key=client_id API-Version="3"`.
#[unsafe(no_mangle)]
pub static grantlet_setting_headers: SettingKind =
    SettingKind::list(|c, v| *c = strings::headers(*c, v), CheckedSetting::Headers);

/// Other names for parameters of a token request, also in the URL of a login: `client_id=clientId scope=scopes`.
#[unsafe(no_mangle)]
pub static grantlet_setting_rename: SettingKind =
    SettingKind::list(|c, v| *c = strings::rename(*c, v), CheckedSetting::Rename);

/// The provider's own values of `grant_type`, by those of RFC 6749; `device_code` is the URN of RFC 8628:
/// `device_code=device_code refresh_token=ig_refresh_token`.
#[unsafe(no_mangle)]
pub static grantlet_setting_grant_types: SettingKind =
    SettingKind::list(|c, v| *c = strings::grant_types(*c, v), CheckedSetting::GrantTypes);

/// Which parameters of a token request come first, and in which order, by their names in the RFCs:
/// `grant_type client_id`. The others follow.
#[unsafe(no_mangle)]
pub static grantlet_setting_order: SettingKind =
    SettingKind::list(|c, v| *c = strings::order(*c, v), CheckedSetting::Order);

/// Further members of the response to read: `account_id tenant`, or paths to them: `team/id`. At most eight, of
/// at most 64 bytes each. What a path to a token leads to, `authed_user/access_token`, is secret.
#[unsafe(no_mangle)]
pub static grantlet_setting_extra: SettingKind =
    SettingKind::list(|c, v| *c = strings::extra(*c, v), CheckedSetting::Extra);

/// Where the provider's errors have what RFC 6749 calls `error` and `error_description`, and a number: the
/// names of two or three members. `code message errorId` reads `{"code":..,"message":..,"errorId":..}`.
/// Alternatives are separated by commas and tried in order: `code message,reason text`. A prefix `error/`
/// applies to all members of its alternative: `error/code message` reads `{"error":{"code":..,
/// "message":..}}`, so write it once, before the first name: `grantlet_profile_check` refuses a second one. A name
/// can be a path, `errors/0/code`, or `-` for none: `- errmsg errcode` is an error without a code, if its number is not
/// 0; it also adds its members to an `error` that is a string.
#[unsafe(no_mangle)]
pub static grantlet_setting_errors: SettingKind =
    SettingKind::list(|c, v| *c = strings::errors(*c, v), CheckedSetting::Errors);

/// The servers of a provider with regional accounts, whose callback names the user's server: first the callback
/// parameter, then at most fifteen servers. Each is a value of that parameter, followed by `=` and the base URL unless the
/// value is the base URL:
/// `accounts-server https://accounts.zoho.com https://accounts.zoho.eu`, `dc us=https://us.example eu=https://eu.example`.
/// See `grantlet_callback_server`. Append to the list, and remove nothing: records of sessions contain a server's number.
#[unsafe(no_mangle)]
pub static grantlet_setting_servers: SettingKind =
    SettingKind::list(|c, v| *c = strings::servers(*c, v), CheckedSetting::Servers);

/// Errors that end a grant as `invalid_grant` does, one a line, by code or number, with or without a description:
/// `invalid_request=InvalidGrantCode`. Without a description each ends it.
#[unsafe(no_mangle)]
pub static grantlet_setting_ends_on: SettingKind =
    SettingKind::list(|c, v| *c = strings::ends_on(*c, v), CheckedSetting::EndsOn);

/// Errors that decide nothing, listed as in `grantlet_setting_ends_on`: a session tries again later, and a device
/// goes on polling.
#[unsafe(no_mangle)]
pub static grantlet_setting_retry_on: SettingKind =
    SettingKind::list(|c, v| *c = strings::retry_on(*c, v), CheckedSetting::RetryOn);

/// Other names for members of responses, or paths to them: `expires_in=expire_time access_token=data/token`.
#[unsafe(no_mangle)]
pub static grantlet_setting_response_names: SettingKind =
    SettingKind::list(|c, v| *c = strings::response_names(*c, v), CheckedSetting::ResponseNames);

/// The member that the provider wraps its response in: an object, or JSON text in a string. A path leads deeper:
/// `data/token`, `data/0`. An empty value is none.
#[unsafe(no_mangle)]
pub static grantlet_setting_envelope: SettingKind =
    SettingKind::list(|c, v| *c = c.envelope(v), CheckedSetting::Envelope);

/// The member that has the moment at which the access token expires, or a path to it, and its format:
/// `expires_at=unix_seconds`, `unix_milliseconds` or `rfc3339`. It counts where `expires_in` is unknown: see
/// `grantlet_expiry_at`. An empty value is none.
#[unsafe(no_mangle)]
pub static grantlet_setting_expires_at: SettingKind =
    SettingKind::list(|c, v| *c = strings::expires_at(*c, v), CheckedSetting::ExpiresAt);

/// The member that has the lifetime of the refresh token in seconds, or a path to it: `refresh_expires_in`. It
/// sets the deadline of a session. 0 is unknown. An empty value is none.
#[unsafe(no_mangle)]
pub static grantlet_setting_refresh_token_expires_in: SettingKind = SettingKind::list(
    |c, v| *c = c.refresh_token_expires_in(v),
    CheckedSetting::RefreshTokenExpiresIn,
);

/// An `expires_in` of 0 is unknown, as some providers write it for a token that does not expire. No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_zero_lifetime_is_unknown: SettingKind =
    SettingKind::flag(|c, _| *c = c.zero_lifetime_is_unknown(true));

/// Further values of `token_type` that you know how to use (RFC 6749, section 7.1): `mac`.
#[unsafe(no_mangle)]
pub static grantlet_setting_token_types: SettingKind =
    SettingKind::list(|c, v| *c = strings::token_types(*c, v), CheckedSetting::TokenTypes);

/// The character between the tokens of a scope, in requests and responses: one of printable ASCII, such as a
/// comma. Anything else is as a space (RFC 6749, section 3.3), and grantlet_profile_check reports it.
#[unsafe(no_mangle)]
pub static grantlet_setting_scope_separator: SettingKind =
    SettingKind::list(|c, v| *c = c.scope_separator(separator(v)), CheckedSetting::ScopeSeparator);

/// The character between the tokens of a scope in requests, where that of `grantlet_setting_scope_separator` is
/// that of responses alone.
#[unsafe(no_mangle)]
pub static grantlet_setting_request_scope_separator: SettingKind = SettingKind::list(
    |c, v| *c = c.request_scope_separator(separator(v)),
    CheckedSetting::RequestScopeSeparator,
);

/// A token request is a form (RFC 6749, appendix B), as in `grantlet_rfc6749`. No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_form_body: SettingKind =
    SettingKind::flag(|c, _| *c = c.request_body(RequestBody::FORM));

/// A token request is one JSON object of strings. No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_json_body: SettingKind =
    SettingKind::flag(|c, _| *c = c.request_body(RequestBody::JSON));

/// A token request is a `GET` with its parameters in the query: only for a provider that takes them no other way.
/// Secrets are in the URL then, which servers and proxies log (RFC 9700, section 4.3.2). No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_dangerously_send_in_query: SettingKind =
    SettingKind::flag(|c, _| *c = c.dangerously_send_in_query());

/// Neither id nor secret is sent, for a provider that knows the client by the token that it sends. No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_auth_omitted: SettingKind =
    SettingKind::flag(|c, _| *c = c.client_auth(ClientAuth::OMITTED));

/// The body has the `client_id`, and a client with a secret is refused unless a header field of the profile
/// repeats the secret. No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_auth_none: SettingKind =
    SettingKind::flag(|c, _| *c = c.client_auth(ClientAuth::NONE));

/// The body has `client_id` and `client_secret` (RFC 6749, section 2.3.1). No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_auth_body: SettingKind =
    SettingKind::flag(|c, _| *c = c.client_auth(ClientAuth::BODY));

/// Both are in `Authorization: Basic`, percent-encoded first (RFC 6749, section 2.3.1). No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_auth_basic: SettingKind =
    SettingKind::flag(|c, _| *c = c.client_auth(ClientAuth::BASIC));

/// Both are in `Authorization: Basic` without percent-encoding, for servers that do not decode it. Try it where
/// id and secret are right and the server reports `invalid_client`: it differs where either has a character
/// other than letters, digits, `-`, `.`, `_` and `~`. No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_auth_basic_verbatim: SettingKind =
    SettingKind::flag(|c, _| *c = c.client_auth(ClientAuth::BASIC_VERBATIM));

/// As `grantlet_setting_auth_basic`, also for a client without a secret: its id and an empty secret. No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_auth_basic_always: SettingKind =
    SettingKind::flag(|c, _| *c = c.client_auth(ClientAuth::BASIC_ALWAYS));

/// Plain http is allowed for endpoints on `localhost`, `127.0.0.0/8` or `[::1]`, for tests and for servers on
/// the same machine. Everything else must be https (RFC 6749, section 3.2). No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_allow_loopback: SettingKind =
    SettingKind::flag(|c, _| *c = c.allow_loopback());

/// A token request has its `grant_type` (the default). No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_grant_type: SettingKind =
    SettingKind::flag(|c, _| *c = c.send_grant_type(true));

/// A token request has no `grant_type`. No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_no_grant_type: SettingKind =
    SettingKind::flag(|c, _| *c = c.send_grant_type(false));

/// A login by code uses PKCE (RFC 7636; the default). No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_pkce: SettingKind = SettingKind::flag(|c, _| *c = c.pkce(true));

/// A login by code does not use PKCE: only for a provider that refuses it. No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_no_pkce: SettingKind = SettingKind::flag(|c, _| *c = c.pkce(false));

/// A `redirect_uri` may be a name that the provider gave to the registered URL: requests have the name, and
/// `grantlet_expected` the URL. No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_opaque_redirect_uri: SettingKind =
    SettingKind::flag(|c, _| *c = c.opaque_redirect_uri(true));

/// The responses of the token endpoint are forms (`application/x-www-form-urlencoded`), where RFC 6749, section 5.1,
/// has JSON; a body that starts with `{` still is JSON. A form has no paths and no envelope, a value `0` is the
/// number 0, which is neither an error nor a token, and a device authorization response stays JSON. No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_form_response: SettingKind =
    SettingKind::flag(|c, _| *c = c.form_response());

/// A response without `token_type` is taken as Bearer (RFC 6749, section 5.1 requires the member). No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_bearer_by_default: SettingKind =
    SettingKind::flag(|c, _| *c = c.bearer_by_default(true));

/// A response without `token_type` is refused (the default). No value.
#[unsafe(no_mangle)]
pub static grantlet_setting_no_bearer_by_default: SettingKind =
    SettingKind::flag(|c, _| *c = c.bearer_by_default(false));

/// The byte of a separator; one that the core takes as a space and reports where there is not one byte.
fn separator(value: &str) -> u8 {
    if let [byte] = value.as_bytes() { *byte } else { u8::MAX }
}
