//! Checks of the parameters that a caller gives.

use crate::list::List;
use crate::member::Member;
use crate::oauth::request_error::Refused;
use crate::oauth::url::is_visible_without;
use crate::profile::profile::Profile;
use crate::text::words::{Words, split};

/// Parameters by their names in the RFCs: five that only an authorization request or a callback has, then
/// those of token requests.
const NAMES: &str = "response_type code_challenge code_challenge_method nonce access_token \
    grant_type code refresh_token device_code username password redirect_uri client_id \
    client_secret code_verifier scope state token token_type_hint";

/// The parameters that are written from typed values, in the order of [`NAMES`]. A caller may give the
/// last two names, which only a revocation has.
const MEMBERS: [Member; 17] = [
    Member::ResponseType,
    Member::CodeChallenge,
    Member::CodeChallenge,
    Member::Nonce,
    Member::AccessToken,
    Member::GrantType,
    Member::Code,
    Member::RefreshToken,
    Member::DeviceCode,
    Member::Username,
    Member::Password,
    Member::RedirectUri,
    Member::ClientId,
    Member::ClientSecret,
    Member::CodeVerifier,
    Member::Scope,
    Member::State,
];

/// The parameters of token requests.
pub(crate) const PARAMETERS: List<'static> = {
    let (mut names, mut left) = (List::text(NAMES), 5u8);
    while left > 0 && names.next_name().is_some() {
        left = left.wrapping_sub(1);
    }
    names
};

/// A `redirect_uri` is absolute, so that it starts with a scheme (RFC 3986, section 3.1), or a name where the
/// provider has those; visible ASCII, without a fragment (RFC 6749, section 3.1.2).
pub(crate) fn check_redirect_uri(redirect_uri: &str, is_opaque: bool) -> Result<(), Refused> {
    if redirect_uri.is_empty() {
        return Err(Refused::Missing(Member::RedirectUri));
    }
    let (scheme, _) = split(redirect_uri.as_bytes(), b':');
    let is_absolute = scheme.len() < redirect_uri.len()
        && scheme.first().is_some_and(u8::is_ascii_alphabetic)
        && scheme.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
    if (is_opaque || is_absolute) && is_visible_without(redirect_uri.as_bytes(), b"#") {
        Ok(())
    } else {
        Err(Refused::RedirectUri)
    }
}

/// What the caller's own parameters must not be, beside those that are written from typed values.
#[derive(Clone, Copy, Default)]
pub(crate) struct ParamRules {
    /// Each name is there once.
    pub(crate) unique: bool,
    /// A grant that RFC 6749 does not define has what it wants of the RFC's parameters.
    pub(crate) is_extension: bool,
}

/// The caller's own parameters must not replace those that are written from typed values, nor repeat another
/// where each name is there once.
pub(crate) fn check_params(
    profile: &Profile<'_>,
    params: &[(&str, &str)],
    ParamRules { unique, is_extension }: ParamRules,
) -> Result<(), Refused> {
    let mut rest = params;
    while let [(name, _), after @ ..] = rest {
        rest = after;
        if unique && after.iter().any(|(other, _)| other == name) {
            return Err(Refused::Unexpected(Member::ExtraParameter));
        }
        if name.is_empty() {
            return Err(Refused::Missing(Member::ExtraParameter));
        }
        for (own, member) in Words::new(NAMES, b' ').zip(&MEMBERS) {
            // A user's password is a parameter of the grant of its own alone.
            let is_own = !matches!(
                member,
                Member::GrantType
                    | Member::ClientId
                    | Member::ClientSecret
                    | Member::Scope
                    | Member::Username
                    | Member::Password
            );
            if is_extension && is_own {
                continue;
            }
            let renamed = profile.rename.value_of(own).unwrap_or(own);
            if [own, renamed].contains(&name.as_bytes()) {
                return Err(Refused::Unexpected(*member));
            }
        }
    }
    Ok(())
}

/// A scope to ask for: tokens of RFC 6749, section 3.3, one space between each two, and the
/// provider's separator in none of them.
pub(crate) fn check_scope(scope: &str, separator: u8) -> Result<(), Refused> {
    let mut before = b' ';
    for byte in scope.bytes().chain((!scope.is_empty()).then_some(b' ')) {
        let fits = match byte {
            b' ' => before != b' ',
            0x21 | 0x23..=0x5B | 0x5D..=0x7E => byte != separator,
            _ => false,
        };
        if !fits {
            return Err(Refused::Chars(Member::Scope));
        }
        before = byte;
    }
    Ok(())
}
