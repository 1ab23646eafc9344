//! The parameters of a callback URL: found in its query and its fragment, and validated.

use core::fmt;

use crate::crypto::secret::constant_time_matches;
use crate::json::reader::bit;
use crate::login::address::Address;
use crate::login::callback_error::{CallbackClass, IssuerFault};
use crate::login::metadata::Issuer;
use crate::member::{Member, RESPONSE_MEMBERS, member_index};
use crate::oauth::located_response::{
    ACCESS_TOKEN, ERROR, ERROR_DESCRIPTION, EXPIRES_IN, ID_TOKEN, REFRESH_TOKEN, SCOPE, TOKEN_TYPE,
};
use crate::profile::profile::Profile;
use crate::text::form::{Encoded, PairSpans};
use crate::text::run;
use crate::text::span::Span;

/// What a callback must match.
///
/// # Example
/// ```
/// use grantlet::{CallbackExpectation, Flow, Issuer};
/// let expect = CallbackExpectation {
///     redirect_uri: "https://c.example/cb",
///     state: "xyz",
///     issuer: Issuer::Required("https://as.example"),
///     flow: Flow::Code,
/// };
/// # let _ = expect;
/// ```
#[derive(Clone, Copy)]
pub struct CallbackExpectation<'a> {
    /// The `redirect_uri` of the authorization request.
    pub redirect_uri: &'a str,
    /// The `state` of the authorization request.
    pub state: &'a str,
    /// What to do about `iss`.
    pub issuer: Issuer<'a>,
    /// What was asked for.
    pub flow: Flow,
}

impl fmt::Debug for CallbackExpectation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackExpectation")
            .field("redirect_uri", &self.redirect_uri)
            .field("issuer", &self.issuer)
            .field("flow", &self.flow)
            .finish_non_exhaustive()
    }
}

/// What an authorization request asked for, and so which part of the URL has the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// A code, in the query.
    Code,
    /// A token, in the fragment.
    Implicit,
    /// A code, in the fragment, where `response_mode=fragment` was asked for.
    CodeInFragment,
}

// The first parameters have the indexes of a token response's members.
pub(crate) const CODE: usize = 9;
pub(crate) const STATE: usize = 10;
const ISS: usize = 11;
const _: () = assert!(ISS + 1 == RESPONSE_MEMBERS.len());

/// The known parameters of the query, of the fragment, or of both as one response.
#[derive(Default)]
pub(crate) struct Parameters {
    /// Their values, still encoded; empty is absent.
    values: [Span; RESPONSE_MEMBERS.len()],
    /// A bit for each that is there, that is there again, and that is not empty.
    seen: u32,
    again: u32,
    filled: u32,
    /// A result that is in the wrong part of the URL.
    misplaced: Option<Member>,
}

impl Parameters {
    /// The response of a URL: the parameters of the flow's part. If that has neither a result nor an
    /// error, an error in the other part is the response, with the `state` and `iss` beside it.
    pub(crate) fn read(url: &[u8], address: &Address, flow: Flow) -> Self {
        let (own_part, other_part) = match flow {
            Flow::Code => (address.query, address.fragment),
            _ => (address.fragment, address.query),
        };
        let mut own = Self::of_part(url, own_part);
        let other = Self::of_part(url, other_part);
        let (query, fragment) = match flow {
            Flow::Code => (&own, &other),
            _ => (&other, &own),
        };
        let misplaced = if query.has(ACCESS_TOKEN) {
            Some(Member::AccessToken)
        } else if query.has(REFRESH_TOKEN) || fragment.has(REFRESH_TOKEN) {
            Some(Member::RefreshToken)
        } else if query.has(ID_TOKEN) {
            Some(Member::IdToken)
        } else if if flow == Flow::CodeInFragment { query } else { fragment }.has(CODE) {
            Some(Member::Code)
        } else {
            None
        };
        let responds = own.filled & (bit(ERROR) | bit(CODE) | bit(ACCESS_TOKEN)) != 0;
        if !responds && other.has(ERROR) {
            own = other;
        } else if flow != Flow::Code && other.has(ISS) {
            // One server puts `iss` in the query of a response that is in the fragment.
            own.again |= (other.again | own.filled) & bit(ISS);
            own.filled |= bit(ISS);
            let ([.., iss], [.., beside]) = (&mut own.values, other.values);
            *iss = beside;
        }
        own.misplaced = misplaced;
        own
    }

    /// The known parameters of one part of a URL.
    pub(crate) fn of_part(url: &[u8], part: Span) -> Self {
        let mut found = Self::default();
        let mut pairs = PairSpans::new(part);
        while let Some((name, value)) = pairs.next(url) {
            let name = Encoded(name.of(url));
            // Decoding never grows.
            let index = member_index(|length| length <= name.0.len(), |known| name.is_bytes(known));
            let Some((index, slot)) =
                index.and_then(|index| Some((index, found.values.get_mut(index)?)))
            else {
                continue;
            };
            found.again |= found.seen & bit(index);
            found.seen |= bit(index);
            // A second, empty one must not hide the first.
            if slot.is_empty() {
                *slot = value;
            }
            if !slot.is_empty() {
                found.filled |= bit(index);
            }
        }
        found
    }

    /// The value of a parameter, still encoded.
    pub(crate) fn span(&self, index: usize) -> Span {
        self.values.get(index).copied().unwrap_or_default()
    }

    /// The same as it is decoded.
    #[inline(always)]
    pub(crate) fn value<'a>(&self, url: &'a [u8], index: usize) -> Encoded<'a> {
        Encoded(self.span(index).of(url))
    }

    /// Whether a parameter is there and not empty.
    pub(crate) fn has(&self, index: usize) -> bool {
        self.filled & bit(index) != 0
    }

    /// Validates the response, in the order of [`CallbackClass`].
    #[inline(always)]
    pub(crate) fn validate(
        &self,
        profile: &Profile<'_>,
        expect: &CallbackExpectation<'_>,
        url: &[u8],
    ) -> Result<(), CallbackClass> {
        if let Some(member) = RESPONSE_MEMBERS.get(self.again.trailing_zeros() as usize) {
            return Err(CallbackClass::Duplicate(*member));
        }
        for (index, member) in RESPONSE_MEMBERS.iter().enumerate() {
            let is_read = match index {
                ERROR_DESCRIPTION => false,
                // In the response to a code flow these have no meaning, and some servers write them freely.
                TOKEN_TYPE | EXPIRES_IN | SCOPE => expect.flow == Flow::Implicit,
                _ => true,
            };
            let lowest = if index == ACCESS_TOKEN { 0x21 } else { 0x20 };
            if is_read && !is_visible_from(lowest, self.value(url, index)) {
                return Err(CallbackClass::Chars(*member));
            }
        }
        if let Some(member) = self.misplaced {
            return Err(CallbackClass::Misplaced(member));
        }
        let state = self.value(url, STATE);
        if expect.state.is_empty() || !constant_time_matches(state.bytes(), expect.state) {
            return Err(CallbackClass::State);
        }
        self.validate_issuer(expect.issuer, url)?;
        let (result, missing) = match expect.flow {
            Flow::Implicit => (ACCESS_TOKEN, Member::AccessToken),
            _ => (CODE, Member::Code),
        };
        match (self.has(result), self.has(ERROR)) {
            (true, true) => Err(CallbackClass::Conflict),
            (false, false) => Err(CallbackClass::Missing(missing)),
            (true, false) if expect.flow == Flow::Implicit => self.validate_type(profile, url),
            _ => Ok(()),
        }
    }

    #[inline(always)]
    fn validate_issuer(&self, rule: Issuer<'_>, url: &[u8]) -> Result<(), CallbackClass> {
        let issuer = self.value(url, ISS);
        let at = self.span(ISS).start as usize;
        let fault = match rule {
            Issuer::Ignored => return Ok(()),
            Issuer::Required(_) if issuer.is_empty() => IssuerFault::Absent,
            _ if issuer.is_empty() => return Ok(()),
            Issuer::Refused(_) => IssuerFault::Unexpected { at },
            Issuer::Required(expected) | Issuer::IfPresent(expected) => {
                if issuer.is(expected) {
                    return Ok(());
                }
                IssuerFault::Other { at }
            }
        };
        Err(CallbackClass::Issuer(fault))
    }

    #[inline(always)]
    fn validate_type(&self, profile: &Profile<'_>, url: &[u8]) -> Result<(), CallbackClass> {
        let sent = self.value(url, TOKEN_TYPE);
        let is = |name: &[u8]| {
            let lower = sent.bytes().map(|byte| byte.to_ascii_lowercase());
            lower.eq(name.iter().map(u8::to_ascii_lowercase))
        };
        if sent.is_empty() {
            let missing = CallbackClass::Missing(Member::TokenType);
            return if profile.bearer_by_default { Ok(()) } else { Err(missing) };
        }
        let mut others = profile.token_types;
        let mut is_known = is(b"bearer");
        if let Some(lists) = profile.lists {
            while !is_known && let Some(name) = (lists.next_name)(&mut others) {
                is_known = is(name);
            }
        }
        if is_known { Ok(()) } else { Err(CallbackClass::TokenType) }
    }
}

/// Whether a value decodes to ASCII without control characters, from this byte on.
#[inline(always)]
fn is_visible_from(lowest: u8, value: Encoded<'_>) -> bool {
    // What is not encoded was looked at.
    let rest = Encoded(run::after_not_encoded(value.0));
    rest.bytes().all(|byte| (lowest..=0x7E).contains(&byte))
}
