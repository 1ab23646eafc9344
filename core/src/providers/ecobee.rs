//! ecobee: a client without a secret.

use crate::profile::profile::Profile;

/// ecobee. A client has an id, the application's key, and no secret. Its login by PIN is older than RFC 8628 and
/// is left out: it starts with GET. A device's `authorization_expired` means `expired_token`.
///
/// Source: <https://www.ecobee.com/home/developer/api/documentation/v1/auth/token-refresh.shtml>, which has the
/// parameters in the query of a POST; clients send a form. Not confirmed: PKCE, the separator of scopes, and
/// whether refresh tokens rotate.
pub const ECOBEE: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://api.ecobee.com/authorize")
    .token_endpoint("https://api.ecobee.com/token");

const _: () = assert!(ECOBEE.check().is_ok());
