//! Parameters that the authorization URL of a login and the exchange of its code share.

use crate::member::Member;
use crate::oauth::request_error::RequestError;
use crate::profile::parameters::{ParamRules, check_params, check_redirect_uri};
use crate::profile::profile::Profile;
use crate::text::words::Parts;

/// The most parameters.
const MOST: usize = 4;
/// What separates names and values in a saved login.
const SEPARATOR: u8 = b'\n';

/// Names and values, copied from the request or read from a saved login.
#[derive(Clone, Copy, Default)]
pub(crate) struct Shared<'a> {
    pairs: [(&'a str, &'a str); MOST],
    len: usize,
}

impl<'a> Shared<'a> {
    /// The parameters of a request, which [`check_saved`] has accepted.
    pub(crate) fn new(params: &[(&'a str, &'a str)]) -> Self {
        let mut shared = Self::default();
        for pair in params {
            let _ = shared.push(*pair);
        }
        shared
    }

    /// The parameters of a saved login; none if it has too many, or a name without a value.
    pub(crate) fn from_text(text: &'a str) -> Option<Self> {
        let mut shared = Self::default();
        let mut parts = Parts::new(text, SEPARATOR);
        while !text.is_empty()
            && let Some(name) = parts.next()
        {
            shared.push((name, parts.next()?))?;
        }
        Some(shared)
    }

    fn push(&mut self, pair: (&'a str, &'a str)) -> Option<()> {
        *self.pairs.get_mut(self.len)? = pair;
        self.len = self.len.wrapping_add(1);
        Some(())
    }

    pub(crate) fn pairs(&self) -> &[(&'a str, &'a str)] {
        self.pairs.get(..self.len).unwrap_or_default()
    }

    /// The bytes that a saved login has.
    pub(crate) fn text(&self) -> impl Iterator<Item = u8> {
        let words = self.pairs().iter().flat_map(|(name, value)| [*name, *value]);
        let bytes = words.flat_map(|word| core::iter::once(SEPARATOR).chain(word.bytes()));
        bytes.skip(1)
    }
}

/// What a login saves beside its state: the URL to return to, if it is another than the `redirect_uri`, and
/// parameters that its exchange has too, without the control characters that separate them there.
///
/// # Errors
/// [`RequestError`].
pub fn check_saved(
    profile: &Profile<'_>,
    return_uri: &str,
    shared: &[(&str, &str)],
) -> Result<(), RequestError> {
    if !return_uri.is_empty() {
        check_redirect_uri(return_uri, false)?;
    }
    let has_control = |text: &str| text.bytes().any(|byte| byte < b' ');
    if shared.iter().any(|(name, value)| has_control(name) || has_control(value)) {
        return Err(RequestError::Chars(Member::ExtraParameter));
    }
    if shared.len() > MOST {
        return Err(RequestError::Unexpected(Member::ExtraParameter));
    }
    let unique = profile.request_body.has_unique_names;
    Ok(check_params(profile, shared, ParamRules { unique, ..ParamRules::default() })?)
}
