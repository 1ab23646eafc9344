//! The same work by offsets in the caller's buffer, for bindings: neither C nor JavaScript has `str`,
//! and a check that a text is UTF-8 would be half a kilobyte of flash.
//!
//! Each function has the contract of the one elsewhere in the crate that it is named after; what that
//! returns as a string, this returns as a length or a [`Span`].

pub use crate::crypto::pkce::{
    is_own as is_from_entropy, left_half_hash, login_entropy, write_challenge,
    write_entropy as from_entropy,
};
pub use crate::json::reader::Members;
pub use crate::json::text::is_utf8;
pub use crate::json::value::array_has;
pub use crate::login::authorize::authorize;
pub use crate::login::callback::{CallbackResult, locate_callback as callback, unverified_error};
pub use crate::login::callback_by_mode::{
    CallbackMode, ResponseByMode, locate_by_mode as callback_by_mode, named_server,
    unverified_by_mode,
};
pub use crate::login::device::locate_device as device_authorization;
pub use crate::login::id_token::{check_id_token, id_token_claims};
pub use crate::login::protected_resource::{
    locate_protected_resource as protected_resource,
    protected_resource_url_len as protected_resource_url,
};
pub use crate::login::pushed::locate_pushed as pushed;
pub use crate::login::registration::locate_registered as registered;
pub use crate::login::shared::check_saved as check_saved_login;
pub use crate::login::userinfo::locate_userinfo as userinfo;
pub use crate::member::{ALL_NAMES as ALL_MEMBER_NAMES, NAMES_BY_NUMBER as MEMBER_NAMES};
pub use crate::oauth::body::RequestSpans;
pub use crate::oauth::client_auth::basic_len as basic;
pub use crate::oauth::credentials::Credentials;
pub use crate::oauth::located_response::LocatedResponse;
pub use crate::oauth::url::{HTTPS, host};
pub use crate::oauth::verdict::{Class, Verdict};
pub use crate::profile::address::AddressCheck;
pub use crate::profile::base_url::base_url_len;
pub use crate::profile::by_name::{SETTINGS, SetByName, SettingValue, each_setting, separator_of};
pub use crate::profile::profile::MOST_SERVERS;
pub use crate::profile::strings;
pub use crate::profile::try_client::check_client;
pub use crate::session::receive::{IdTokenCheck, NoTokenVerdict};
pub use crate::session::state::Stage;
pub use crate::session::taken::NewTokens;
pub use crate::text::buffer::Writer;
pub use crate::text::form::FormWriter;
pub use crate::text::span::Span;
pub use crate::time::date::{http_date, wait as retry_after};
pub use crate::time::expiry::Lifetime;
pub use crate::token::grant::GrantKind;
pub use crate::token::id_token_only::locate_id_token as id_token_response;
pub use crate::token::introspection::{holds_at, locate_introspection as introspection};
pub use crate::token::kept::{Kept, kept};
pub use crate::token::request::{
    bearer_len as bearer, dpop_len as dpop, refresh_spans as refresh_request,
    request_spans as request,
};
pub use crate::token::response::{
    locate as response, locate_into_empty as response_into_empty, locate_revoked as revoked,
};
