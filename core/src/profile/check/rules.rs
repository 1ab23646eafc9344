//! A rule for each list, and the function that applies it.

use crate::list::{List, Pair};
use crate::member::{RESPONSE_MEMBERS, response_member};
use crate::oauth::located_response::{ERROR, EXPIRES_IN, MAX_EXTRA};
use crate::profile::check::characters::{
    EXTRA, HEADER, MEMBER, PARAMETER, PRINTED, URI, all, all_of_path, is_separator, is_type, is_url,
};
use crate::profile::check::entries::{GRANTS, RENAMED, is_kept, is_taken};
use crate::profile::check::error::{ProfileError, ProfileSetting};
use crate::profile::check::errors::{is_description, is_error, is_padded};
use crate::profile::check::header_fields::{is_reserved, is_value};
use crate::profile::parameters::PARAMETERS;
use crate::profile::profile::{MOST_SERVERS, Profile};
use crate::profile::shape::is_none;
use crate::text::words::{is_same, is_same_name};

/// Bytes of a member's name that is compared.
const MOST_BYTES: usize = 64;

/// What the names of a list are.
#[derive(Clone, Copy)]
// Each is a fact of its own.
#[allow(clippy::struct_excessive_bools)]
struct Rule {
    setting: ProfileSetting,
    /// Characters of a name in a string. In a slice any that is printed is allowed.
    allowed: u8,
    /// At most so many names.
    most: usize,
    ignores_case: bool,
    /// Whether each is a parameter of a token request.
    is_parameter: bool,
    /// Whether each is a member that is read only because of this list.
    is_unread: bool,
    /// Whether each is compared with members, up to [`MOST_BYTES`].
    is_member: bool,
}

const fn rule(setting: ProfileSetting, allowed: u8) -> Rule {
    let (is_parameter, is_unread, is_member) = (false, false, false);
    let (most, ignores_case) = (usize::MAX, false);
    Rule { setting, allowed, most, ignores_case, is_parameter, is_unread, is_member }
}

/// In the order in which they are reported.
const RULES: [Rule; 14] = [
    Rule { ignores_case: true, ..rule(ProfileSetting::Headers, HEADER) },
    Rule { is_parameter: true, ..rule(ProfileSetting::Rename, PARAMETER) },
    rule(ProfileSetting::GrantTypes, PARAMETER),
    Rule { is_parameter: true, ..rule(ProfileSetting::Order, PARAMETER) },
    Rule { is_unread: true, is_member: true, ..rule(ProfileSetting::Envelope, MEMBER) },
    rule(ProfileSetting::ResponseNames, MEMBER),
    Rule { is_unread: true, is_member: true, ..rule(ProfileSetting::ExpiresAt, MEMBER) },
    Rule {
        is_unread: true,
        is_member: true,
        ..rule(ProfileSetting::RefreshTokenExpiresIn, MEMBER)
    },
    Rule { most: 3, is_member: true, ..rule(ProfileSetting::Errors, MEMBER) },
    Rule { is_unread: true, ..rule(ProfileSetting::EndsOn, PRINTED) },
    Rule { is_unread: true, ..rule(ProfileSetting::RetryOn, PRINTED) },
    Rule { ignores_case: true, ..rule(ProfileSetting::TokenTypes, URI) },
    Rule {
        most: MAX_EXTRA,
        is_unread: true,
        is_member: true,
        ..rule(ProfileSetting::Extra, EXTRA)
    },
    Rule { most: 1 + MOST_SERVERS as usize, ..rule(ProfileSetting::Servers, URI) },
];

impl<'a> Profile<'a> {
    /// Checks each list: an entry is at fault if it is empty, has a control character, repeats another,
    /// names a parameter or a member that the list cannot have, or contradicts another setting. In a
    /// string from C also what looks like the format of another list.
    ///
    /// A profile that is a constant is checked at compile time; one from elsewhere before its first use.
    ///
    /// # Errors
    /// [`ProfileError`], which names the first setting at fault and the index of the entry.
    ///
    /// # Example
    /// ```
    /// use grantlet::Profile;
    /// const ACME: Profile<'_> =
    ///     Profile::RFC6749.rename(&[("client_id", "clientId")]).extra(&["tenant"]);
    /// const _: () = assert!(ACME.check().is_ok());
    /// assert!(ACME.order(&["clientid"]).check().is_err());
    /// ```
    pub const fn check(&self) -> Result<(), ProfileError> {
        self.check_lists(true)
    }

    /// `is_string` is false if no list is a string of C: what validates those is then not linked.
    pub(crate) const fn check_lists(&self, is_string: bool) -> Result<(), ProfileError> {
        let mut rules: &[Rule] = &RULES;
        while let [rule, rest @ ..] = rules {
            let fault = match rule.setting {
                ProfileSetting::Errors => fault_of_shapes(self, rule, is_string),
                setting => fault_of_names(self, rule, self.list(setting), false, is_string),
            };
            if let Some(index) = fault {
                return Err(ProfileError { setting: rule.setting, index });
            }
            rules = rest;
        }
        let (in_responses, in_requests) = (self.scope_separator, self.request_scope_separator);
        let setting = if !is_separator(in_responses) {
            ProfileSetting::ScopeSeparator
        } else if in_requests != 0 && !is_separator(in_requests) {
            ProfileSetting::RequestScopeSeparator
        } else {
            return Ok(());
        };
        Err(ProfileError { setting, index: 0 })
    }

    const fn list(&self, setting: ProfileSetting) -> List<'a> {
        let list = match setting {
            ProfileSetting::Envelope => return List::one(self.envelope.as_bytes()),
            ProfileSetting::ExpiresAt => return List::one(self.expires_at.as_bytes()),
            ProfileSetting::RefreshTokenExpiresIn => {
                return List::one(self.refresh_token_expires_in.as_bytes());
            }
            ProfileSetting::Headers => &self.headers,
            ProfileSetting::Rename => &self.rename,
            ProfileSetting::GrantTypes => &self.grant_types,
            ProfileSetting::EndsOn => &self.ends_on,
            ProfileSetting::RetryOn => &self.retry_on,
            ProfileSetting::ResponseNames => &self.response_names,
            ProfileSetting::Servers => &self.servers,
            ProfileSetting::Order => &self.order,
            ProfileSetting::TokenTypes => &self.token_types,
            _ => &self.extra,
        };
        *list
    }
}

/// The index of the first name at fault. `is_inside` is that of an error shape.
#[inline(never)]
const fn fault_of_names(
    profile: &Profile<'_>,
    rule: &Rule,
    list: List<'_>,
    is_inside: bool,
    is_string: bool,
) -> Option<usize> {
    let text = if is_string { list.rest() } else { None };
    let (mut rest, mut index) = (list, 0usize);
    while let Some(word) = rest.next_pair() {
        // A shape may have no code, no description or no number.
        let is_absent = is_none(word.name) && matches!(rule.setting, ProfileSetting::Errors);
        // A string writes `error/` once for all names of its shape. Another would name a member of that name in it.
        let is_again = is_inside
            && index > 0
            && text.is_some()
            && is_within(word.name, b"error")
            && !is_same(word.name, b"error");
        let fits = index < rule.most
            && !is_again
            && is_valid(profile, rule, &list, &word, is_inside, text.is_some());
        if !is_absent && (!fits || is_repeated(rule, &list, index, &word)) {
            return Some(index);
        }
        index = index.wrapping_add(1);
    }
    match text {
        // Nothing but separators.
        Some([_, ..]) if index == 0 => Some(0),
        _ => None,
    }
}

const fn is_valid(
    profile: &Profile<'_>,
    rule: &Rule,
    list: &List<'_>,
    word: &Pair<'_>,
    is_inside: bool,
    is_string: bool,
) -> bool {
    let Pair { name, value } = *word;
    let is_strict = matches!(
        rule.setting,
        ProfileSetting::Headers
            | ProfileSetting::Envelope
            | ProfileSetting::ExpiresAt
            | ProfileSetting::RefreshTokenExpiresIn
    );
    let allowed = if is_string || is_strict { rule.allowed } else { PRINTED };
    let response = response_member(name);
    if name.is_empty()
        || !all_of_path(name, allowed, rule.is_member && !is_url(name))
        || (rule.is_parameter && !PARAMETERS.contains(name, false))
        || (rule.is_unread && response <= EXPIRES_IN)
        || (rule.is_member && name.len() > MOST_BYTES)
    {
        return false;
    }
    let is_envelope = is_same(name, profile.envelope.as_bytes());
    match rule.setting {
        ProfileSetting::Headers => match value {
            // As they are written: a constant of JavaScript's lists needs its quotes too.
            Some(value) => is_value(value, list.rest().is_some()) && !is_reserved(name),
            None => false,
        },
        ProfileSetting::Rename => match value {
            Some(value) => {
                let allowed = if is_string { PARAMETER } else { PRINTED };
                let is_sent = profile.send_grant_type || !is_same(name, b"grant_type");
                let is_named = !value.is_empty() && all(value, allowed);
                is_sent && is_named && !is_taken(*list, name, value)
            }
            None => false,
        },
        ProfileSetting::GrantTypes => match value {
            Some(value) => {
                let allowed = if is_string { URI } else { PRINTED };
                let is_named = !value.is_empty() && all(value, allowed);
                profile.send_grant_type && GRANTS.contains(name, false) && is_named
            }
            None => false,
        },
        ProfileSetting::ResponseNames => match value {
            Some(value) => {
                let allowed = if is_string { MEMBER } else { PRINTED };
                RENAMED.contains(name, false)
                    && all_of_path(value, allowed, true)
                    && value.len() <= MOST_BYTES
                    && !is_kept(*list, name, value)
            }
            None => false,
        },
        // With any description it would hide one that ends the grant.
        ProfileSetting::RetryOn if value.is_none() && profile.ends_on.contains(name, false) => {
            false
        }
        ProfileSetting::EndsOn | ProfileSetting::RetryOn => match value {
            Some(value) if !is_string => all(value, PRINTED),
            Some(value) => is_error(name) && is_description(value),
            None => !is_string || is_error(name),
        },
        ProfileSetting::TokenTypes => !is_string || is_type(name),
        ProfileSetting::Errors => {
            let is_error = response >= ERROR && response < EXPIRES_IN;
            let is_token = response <= EXPIRES_IN && !is_error;
            // At the top an `error` decides before any shape, and the envelope is no text of an error.
            let fits = if is_inside {
                !profile.form_response
            } else {
                !(response == ERROR || is_envelope)
            };
            !is_token && fits
        }
        ProfileSetting::Envelope => !is_padded(name) && !profile.form_response,
        ProfileSetting::ExpiresAt => {
            profile.expires_at_format.is_some() && !is_envelope && !is_padded(name)
        }
        ProfileSetting::RefreshTokenExpiresIn => {
            let is_moment = is_same(name, profile.expires_at.as_bytes());
            !is_moment && !is_envelope && !is_padded(name)
        }
        ProfileSetting::Servers => is_server(profile, *list, word),
        ProfileSetting::Extra => !is_envelope && !is_renamed(profile.response_names, name),
        _ => true,
    }
}

/// Whether this is the parameter that names a server, with one behind it, or a server with its base URL.
const fn is_server(profile: &Profile<'_>, mut list: List<'_>, word: &Pair<'_>) -> bool {
    let is_first = match list.next_pair() {
        Some(first) => is_same(first.name, word.name),
        None => false,
    };
    match word.value {
        None if is_first => {
            let is_path = !is_url(profile.token_endpoint.as_bytes());
            is_path
                && list.next_pair().is_some()
                && response_member(word.name) >= RESPONSE_MEMBERS.len()
        }
        Some(_) if is_first => false,
        Some(base_url) => is_url(base_url),
        None => is_url(word.name),
    }
}

/// Whether an earlier name is the same, or gives the same name to another parameter.
const fn is_repeated(rule: &Rule, list: &List<'_>, index: usize, word: &Pair<'_>) -> bool {
    let (mut earlier, mut left) = (*list, index);
    while left > 0
        && let Some(other) = earlier.next_pair()
    {
        let same_name = is_same_name(word.name, other.name, rule.ignores_case);
        let same_value = match (word.value, other.value) {
            (Some(one), Some(other)) => is_same(one, other),
            // Of an error, any description.
            _ => true,
        };
        let is_repeated = match rule.setting {
            ProfileSetting::Rename | ProfileSetting::ResponseNames => same_name || same_value,
            ProfileSetting::EndsOn | ProfileSetting::RetryOn => same_name && same_value,
            ProfileSetting::Extra => {
                is_within(word.name, other.name) || is_within(other.name, word.name)
            }
            _ => same_name,
        };
        if is_repeated {
            return true;
        }
        left = left.wrapping_sub(1);
    }
    false
}

/// The index of the first error shape at fault.
const fn fault_of_shapes(profile: &Profile<'_>, rule: &Rule, is_string: bool) -> Option<usize> {
    let (mut rest, mut index) = (profile.errors, 0usize);
    while let Some(shape) = rest.next_shape() {
        let (one, other) = deciding(shape.names);
        if one.is_empty()
            || fault_of_names(profile, rule, shape.names, shape.is_inside, is_string).is_some()
        {
            return Some(index);
        }
        // An earlier shape must not fit wherever this one does.
        let (mut earlier, mut left) = (profile.errors, index);
        while left > 0
            && let Some(before) = earlier.next_shape()
        {
            let read = deciding(before.names);
            let is_same_shape = before.is_inside == shape.is_inside;
            if is_same_shape && is_among(one, read) && is_among(other, read) {
                return Some(index);
            }
            left = left.wrapping_sub(1);
        }
        index = index.wrapping_add(1);
    }
    None
}

/// The two members by which a shape fits. If there is one only, it is returned twice.
const fn deciding(mut names: List<'_>) -> (&[u8], &[u8]) {
    let [code, description, number] = [named(&mut names), named(&mut names), named(&mut names)];
    match (code, description, number) {
        (b"", _, [_, ..]) => (number, number),
        (b"", _, _) => (description, description),
        (_, b"", _) => (code, code),
        _ => (code, description),
    }
}

/// Takes a name of a shape; an empty one is none.
const fn named<'a>(names: &mut List<'a>) -> &'a [u8] {
    match names.next_name() {
        Some(name) if !is_none(name) => name,
        _ => b"",
    }
}

#[inline(never)]
const fn is_among(name: &[u8], (one, other): (&[u8], &[u8])) -> bool {
    is_same(name, one) || is_same(name, other)
}

/// Whether a response's member by a name of the provider's is this one, within it or around it.
const fn is_renamed(mut names: List<'_>, name: &[u8]) -> bool {
    while let Some(pair) = names.next_pair() {
        if let Some(own) = pair.value
            && (is_within(own, name) || is_within(name, own))
        {
            return true;
        }
    }
    false
}

/// Whether a path leads to another one, or is it.
const fn is_within(path: &[u8], other: &[u8]) -> bool {
    match path.split_at_checked(other.len()) {
        Some((start, [] | [b'/', ..])) => is_same(start, other),
        _ => false,
    }
}
