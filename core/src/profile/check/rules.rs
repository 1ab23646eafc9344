//! A rule for each list, and the function that applies it.

use crate::member::response_member;
use crate::oauth::answer::{ERROR, EXPIRES_IN, MAX_EXTRA};
use crate::profile::check::characters::{
    EXTRA, HEADER, MEMBER, PARAMETER, PRINTED, TYPE, URI, all,
};
use crate::profile::check::error::{ProfileError, ProfileSetting};
use crate::profile::check::errors::{is_description, is_error, is_padded};
use crate::profile::parameters::PARAMETERS;
use crate::profile::profile::Profile;
use crate::text::list::{List, Word};
use crate::text::words::{cut, is_same};

/// Header fields that are written from elsewhere, or that are about the connection, in lower case.
const RESERVED: List<'static> = List::names(
    "accept authorization connection content-encoding content-length content-type expect host \
    keep-alive te trailer transfer-encoding upgrade",
);
/// Bytes of a member's name that is compared.
const MOST_BYTES: usize = 64;

/// What the names of a list are.
#[derive(Clone, Copy)]
struct Rule {
    setting: ProfileSetting,
    /// Characters of a name in a string. In a slice any that is printed is allowed.
    allowed: u8,
    /// At most so many names.
    most: usize,
    ignores_case: bool,
}

const fn rule(setting: ProfileSetting, allowed: u8) -> Rule {
    Rule { setting, allowed, most: usize::MAX, ignores_case: false }
}

/// In the order in which they are reported.
const RULES: [Rule; 8] = [
    Rule { ignores_case: true, ..rule(ProfileSetting::Headers, HEADER) },
    rule(ProfileSetting::Rename, PARAMETER),
    rule(ProfileSetting::Order, PARAMETER),
    rule(ProfileSetting::Envelope, MEMBER),
    Rule { most: 3, ..rule(ProfileSetting::Errors, MEMBER) },
    rule(ProfileSetting::EndsOn, PRINTED),
    Rule { ignores_case: true, ..rule(ProfileSetting::TokenTypes, URI) },
    Rule { most: MAX_EXTRA, ..rule(ProfileSetting::Extra, EXTRA) },
];

impl<'a> Profile<'a> {
    /// Checks each list: an entry is at fault if it is empty, has a control character, repeats another,
    /// names a parameter or a member that the list cannot have, or contradicts another setting. In a
    /// string from C or JavaScript also what looks like the format of another list.
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
        let mut rules: &[Rule] = &RULES;
        while let [rule, rest @ ..] = rules {
            let fault = match rule.setting {
                ProfileSetting::Errors => fault_of_shapes(self, rule),
                setting => fault_of_names(self, rule, self.list(setting), false),
            };
            if let Some(index) = fault {
                return Err(ProfileError { setting: rule.setting, index });
            }
            rules = rest;
        }
        match self.scope_separator {
            0..=0x1F | 0x7F.. | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                Err(ProfileError { setting: ProfileSetting::ScopeSeparator, index: 0 })
            }
            _ => Ok(()),
        }
    }

    const fn list(&self, setting: ProfileSetting) -> List<'a> {
        match setting {
            ProfileSetting::Headers => self.headers,
            ProfileSetting::Rename => self.rename,
            ProfileSetting::Order => self.order,
            ProfileSetting::Envelope => List::one(self.envelope),
            ProfileSetting::EndsOn => self.ends_on,
            ProfileSetting::TokenTypes => self.token_types,
            _ => self.extra,
        }
    }
}

/// The index of the first name at fault. `is_inside` is that of an error shape.
#[inline(never)]
const fn fault_of_names(
    profile: &Profile<'_>,
    rule: &Rule,
    list: List<'_>,
    is_inside: bool,
) -> Option<usize> {
    let (mut rest, mut index) = (list, 0usize);
    while let Some(word) = rest.next_word() {
        // A shape of a slice may have no description or no number.
        let is_absent = word.name.is_empty() && matches!(rule.setting, ProfileSetting::Errors);
        let fits = index < rule.most && is_valid(profile, rule, list, word, is_inside);
        if !is_absent && (!fits || is_repeated(rule, list, index, word)) {
            return Some(index);
        }
        index = index.wrapping_add(1);
    }
    match list {
        // Nothing but separators.
        List::Text { rest: [_, ..], .. } if index == 0 => Some(0),
        _ => None,
    }
}

const fn is_valid(
    profile: &Profile<'_>,
    rule: &Rule,
    list: List<'_>,
    word: Word<'_>,
    is_inside: bool,
) -> bool {
    let Word { name, value } = word;
    let is_string = matches!(list, List::Text { .. });
    let is_header = matches!(rule.setting, ProfileSetting::Headers);
    let allowed = if is_string || is_header { rule.allowed } else { PRINTED };
    if name.is_empty() || !all(name, allowed) {
        return false;
    }
    match rule.setting {
        ProfileSetting::Headers => {
            matches!(value, Some(b"client_id" | b"client_secret")) && !is_reserved(name)
        }
        ProfileSetting::Rename => match value {
            Some(value) => {
                let sent = profile.send_grant_type || !is_same(name, b"grant_type", false);
                let named =
                    !value.is_empty() && all(value, if is_string { PARAMETER } else { PRINTED });
                named && sent && is_parameter(name) && !is_taken(list, name, value)
            }
            None => false,
        },
        ProfileSetting::Order => is_parameter(name),
        ProfileSetting::EndsOn => {
            let described = match value {
                Some(value) if is_string => is_description(value),
                Some(value) => all(value, PRINTED),
                None => true,
            };
            described && !is_read(name) && (!is_string || is_error(name))
        }
        ProfileSetting::TokenTypes => !is_string || is_type(name),
        ProfileSetting::Errors => {
            let response = response_member(name);
            let is_error = response >= ERROR && response < EXPIRES_IN;
            let is_token = response <= EXPIRES_IN && !is_error;
            // Beside a shape at the top no `error` says anything, and the envelope is no text of an error.
            let is_taken = !is_inside
                && (response == ERROR || is_same(name, profile.envelope.as_bytes(), false));
            name.len() <= MOST_BYTES && !is_token && !is_taken
        }
        ProfileSetting::Envelope => name.len() <= MOST_BYTES && !is_padded(name) && !is_read(name),
        _ => {
            let is_envelope = is_same(name, profile.envelope.as_bytes(), false);
            let is_path = is_string && is_path(name);
            name.len() <= MOST_BYTES && !is_envelope && !is_path && !is_read(name)
        }
    }
}

/// Whether an earlier name is the same, or gives the same name to another parameter.
const fn is_repeated(rule: &Rule, list: List<'_>, index: usize, word: Word<'_>) -> bool {
    let (mut earlier, mut left) = (list, index);
    while left > 0
        && let Some(other) = earlier.next_word()
    {
        let same_name = is_same(word.name, other.name, rule.ignores_case);
        let same_value = match (word.value, other.value) {
            (Some(one), Some(other)) => is_same(one, other, false),
            // Of an error, any description.
            _ => true,
        };
        let is_repeated = match rule.setting {
            ProfileSetting::Rename => same_name || same_value,
            ProfileSetting::EndsOn => same_name && same_value,
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
const fn fault_of_shapes(profile: &Profile<'_>, rule: &Rule) -> Option<usize> {
    let (mut rest, mut index) = (profile.errors, 0usize);
    while let Some(shape) = rest.next_shape() {
        let (one, other) = deciding(shape.names);
        if one.is_empty() || fault_of_names(profile, rule, shape.names, shape.is_inside).is_some() {
            return Some(index);
        }
        // An earlier shape must not fit wherever this one does.
        let (mut earlier, mut left) = (profile.errors, index);
        while left > 0
            && let Some(before) = earlier.next_shape()
        {
            let (a, b) = deciding(before.names);
            let reads_one = is_same(one, a, false) || is_same(one, b, false);
            let reads_other = is_same(other, a, false) || is_same(other, b, false);
            if before.is_inside == shape.is_inside && reads_one && reads_other {
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
    let Some(Word { name: one, .. }) = names.next_word() else { return (b"", b"") };
    match names.next_word() {
        Some(Word { name: other @ [_, ..], .. }) => {
            (if one.is_empty() { other } else { one }, other)
        }
        _ => (one, one),
    }
}

/// Whether a parameter's new name is another's, which keeps it, or means something else in a response.
const fn is_taken(list: List<'_>, name: &[u8], value: &[u8]) -> bool {
    if is_parameter(value) {
        return !is_same(name, value, false) && !contains(list, value, false);
    }
    // A revocation endpoint may take the token by this name.
    let is_revoked = is_same(name, b"token", false) && is_same(value, b"access_token", false);
    is_read(value) && !is_revoked
}

/// Whether this is a type's name, or a URI.
const fn is_type(text: &[u8]) -> bool {
    match cut(text, b':') {
        (_, None) => all(text, TYPE),
        (scheme, Some(path)) => {
            let starts = matches!(scheme, [first, ..] if first.is_ascii_alphabetic());
            starts && !path.is_empty() && all(scheme, TYPE)
        }
    }
}

/// Whether this is a path, and not a URI.
const fn is_path(name: &[u8]) -> bool {
    let (scheme, path) = cut(name, b':');
    let is_uri = matches!(path, Some([b'/', b'/', _, ..])) && !scheme.is_empty();
    !is_uri && cut(name, b'/').1.is_some()
}

/// Whether a token request has this parameter.
const fn is_parameter(name: &[u8]) -> bool {
    contains(PARAMETERS, name, false)
}

/// Whether a member is read under every profile.
const fn is_read(name: &[u8]) -> bool {
    response_member(name) <= EXPIRES_IN
}

/// Whether a header field is written from elsewhere, or is about the connection.
pub(crate) const fn is_reserved(name: &[u8]) -> bool {
    contains(RESERVED, name, true)
}

/// Whether a text is a token (RFC 9110, section 5.6.2).
pub(crate) const fn is_header_name(name: &[u8]) -> bool {
    !name.is_empty() && all(name, HEADER)
}

/// Whether a list has a name.
#[inline(never)]
pub(crate) const fn contains(mut list: List<'_>, name: &[u8], ignores_case: bool) -> bool {
    while let Some(word) = list.next_word() {
        if is_same(word.name, name, ignores_case) {
            return true;
        }
    }
    false
}
