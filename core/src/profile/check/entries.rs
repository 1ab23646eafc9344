//! Which new names of parameters and members are another's.

use crate::list::List;
use crate::member::response_member;
use crate::oauth::located_response::EXPIRES_IN;
use crate::profile::parameters::PARAMETERS;
use crate::text::words::is_same;

/// Parameters that only an authorization URL has.
const OF_URL: List<'static> =
    List::text("response_type code_challenge code_challenge_method nonce");
/// Grants whose `grant_type` can be a provider's own.
pub(crate) const GRANTS: List<'static> =
    List::text("authorization_code refresh_token client_credentials password device_code");
/// Members of responses that a profile may rename.
pub(crate) const RENAMED: List<'static> = List::text(
    "access_token token_type refresh_token id_token scope expires_in device_code user_code \
    verification_uri verification_uri_complete interval",
);

/// Whether a parameter's new name is another's, which keeps it, or means something else in a response.
pub(crate) const fn is_taken(mut list: List<'_>, name: &[u8], value: &[u8]) -> bool {
    if PARAMETERS.contains(value, false) {
        while let Some(pair) = list.next_pair() {
            if is_same(pair.name, value) {
                return false;
            }
        }
        return !is_same(name, value);
    }
    // A revocation endpoint may take the token by this name.
    // So may a token endpoint where an access token refreshes itself.
    let is_token = is_same(name, b"token") || is_same(name, b"refresh_token");
    let is_revoked = is_token && is_same(value, b"access_token");
    OF_URL.contains(value, false) || response_member(value) <= EXPIRES_IN && !is_revoked
}

/// Whether a member's new name is that of another one, which keeps it, or its own.
pub(crate) const fn is_kept(mut list: List<'_>, name: &[u8], value: &[u8]) -> bool {
    if !RENAMED.contains(value, false) && response_member(value) > EXPIRES_IN {
        return false;
    }
    while let Some(pair) = list.next_pair() {
        if is_same(pair.name, value) {
            return is_same(name, value);
        }
    }
    true
}
