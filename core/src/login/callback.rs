//! The redirect back: an address to a code, a token, or a refusal.

use core::fmt;

use crate::crypto::secret::{Secret, constant_time_matches};
use crate::json::facts::{SAYS, STRING};
use crate::json::reader::bit;
use crate::login::address::{Address, same_address};
use crate::login::metadata::Issuer;
use crate::member::{ANSWERED, Member, answered};
use crate::oauth::answer::{
    ACCESS_TOKEN, Answer, ERROR, ERROR_DESCRIPTION, ERROR_URI, EXPIRES_IN, ID_TOKEN, REFRESH_TOKEN,
    SCOPE, TOKEN_TYPE,
};
use crate::oauth::error_text::ErrorText;
use crate::oauth::token_response::TokenResponse;
use crate::profile::profile::{Profile, accepts_type};
use crate::text::buffer::Place;
use crate::text::form::{Encoded, PairPlaces, decode_in_place};
use crate::text::run;
use crate::text::span::Span;
use crate::time::lifetime::lifetime_of_digits;

/// What a callback must match.
///
/// # Example
/// ```
/// use grantlet::{Expect, Flow, Issuer};
/// let expect = Expect {
///     redirect_uri: "https://c.example/cb",
///     state: "xyz",
///     issuer: Issuer::Required("https://as.example"),
///     flow: Flow::Code,
/// };
/// # let _ = expect;
/// ```
#[derive(Clone, Copy)]
pub struct Expect<'a> {
    /// The `redirect_uri` of the authorization request.
    pub redirect_uri: &'a str,
    /// The `state` of the authorization request.
    pub state: &'a str,
    /// What to do about `iss`.
    pub issuer: Issuer<'a>,
    /// What was asked for.
    pub flow: Flow,
}

impl fmt::Debug for Expect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expect")
            .field("redirect_uri", &self.redirect_uri)
            .field("issuer", &self.issuer)
            .field("flow", &self.flow)
            .finish_non_exhaustive()
    }
}

/// What an authorization request asked for, and so where its answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// A code, in the query.
    Code,
    /// A token, in the fragment.
    Implicit,
}

/// What the server answered, after `state` and `iss` were found to be right. The login is used up.
#[derive(Clone, Copy, Debug)]
// It lives on the stack for a moment, and there is no heap to put the larger variant on.
#[allow(clippy::large_enum_variant)]
pub enum Callback<'b> {
    /// A code to exchange, once.
    Code(Secret<'b>),
    /// A token from an implicit flow.
    Token(TokenResponse<'b>),
    /// The user or the server said no.
    Denied(ErrorText<'b>),
}

/// Why an address is not an answer to this login. The login stays open: such an address can be
/// made by anyone.
///
/// # Example
/// ```
/// use grantlet::{callback, CallbackClass, Expect, Flow, Issuer, Profile};
/// let expect = Expect {
///     redirect_uri: "https://c.example/cb",
///     state: "xyz",
///     issuer: Issuer::Ignored,
///     flow: Flow::Code,
/// };
/// let mut url = *b"https://c.example/cb?error=access_denied";
/// let refused = callback(&Profile::RFC6749, &expect, &mut url).unwrap_err();
/// assert_eq!(refused.class, CallbackClass::State);
/// assert!(refused.claimed.unwrap().error.is("access_denied"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallbackError<'b> {
    /// What is wrong with it.
    pub class: CallbackClass,
    /// The error that it says the server reported. Nobody vouches for it, and it ends nothing: the
    /// login stays open.
    ///
    /// After [`IssuerFault::Absent`] it may be the user's own "no", from a server that announces `iss`
    /// and leaves it out on errors. Show a sentence of your own ("the login was not completed; the
    /// server may have refused it") with a way to try again, and never the claimed text as the
    /// server's.
    pub claimed: Option<Claimed<'b>>,
}

/// An error that an address claims, still encoded as it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claimed<'b> {
    /// `error`
    pub error: Encoded<'b>,
    /// `error_description`, empty where there is none.
    pub error_description: Encoded<'b>,
}

/// What is wrong with a callback: the first that holds, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackClass {
    /// It is not the registered `redirect_uri`.
    RedirectUri,
    /// A known parameter occurs more than once.
    Duplicate(Member),
    /// A parameter holds a byte that it must not hold.
    Chars(Member),
    /// A code in a fragment, a token in a query, or a refresh token.
    Misplaced(Member),
    /// `state` is absent or another login's.
    State,
    /// `iss` is absent, another server's, or not expected: see [`IssuerFault`].
    Issuer(IssuerFault),
    /// A result and an error at once.
    Conflict,
    /// A parameter is absent or empty.
    Missing(Member),
    /// The token is not Bearer, nor of a type that the profile allows.
    TokenType,
}

/// What is wrong with the `iss` of a callback (RFC 9207, section 2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssuerFault {
    /// It is required and absent. Some servers that announce it leave it out where they report an
    /// error: see [`CallbackError::claimed`].
    Absent,
    /// It names another server: a mix-up, or an attack.
    Other {
        /// Offset of its value in the address, in bytes.
        at: usize,
    },
    /// It is there, and no issuer is expected. Give the rule the server's issuer, or
    /// [`Issuer::Ignored`] where the client knows one server and no other.
    Unexpected {
        /// Offset of its value in the address, in bytes.
        at: usize,
    },
}

impl fmt::Display for CallbackError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, member) = match self.class {
            CallbackClass::RedirectUri => ("the callback is not at the redirect_uri", None),
            CallbackClass::Duplicate(member) => ("the callback repeats ", Some(member)),
            CallbackClass::Chars(member) => ("a byte that must not stand in ", Some(member)),
            CallbackClass::Misplaced(member) => {
                ("in the wrong part of the address: ", Some(member))
            }
            CallbackClass::State => ("the callback has no state, or another login's", None),
            CallbackClass::Issuer(fault) => (
                match fault {
                    IssuerFault::Absent => "the callback has no iss, which is required",
                    IssuerFault::Other { .. } => "the callback's iss is not the expected server's",
                    IssuerFault::Unexpected { .. } => {
                        "the callback has an iss, and no issuer is expected: set the issuer, or the rule Ignored for a client of one server"
                    }
                },
                None,
            ),
            CallbackClass::Conflict => ("the callback has a result and an error", None),
            CallbackClass::Missing(member) => ("the callback lacks ", Some(member)),
            CallbackClass::TokenType => ("the token is not Bearer", None),
        };
        f.write_str(text)?;
        member.map_or(Ok(()), |member| fmt::Display::fmt(&member, f))
    }
}

impl core::error::Error for CallbackError<'_> {}

impl CallbackError<'_> {
    /// The same error without text from the address, so that it outlives it.
    #[must_use]
    pub fn without_text(self) -> CallbackError<'static> {
        CallbackError { class: self.class, claimed: None }
    }
}

/// Reads the address that the user came back to (RFC 6749, sections 4.1.2 and 4.2.2), decoding
/// what it hands out where it stands. Then take code and token out of the address bar, and
/// [`wipe`](crate::wipe) the buffer.
///
/// Parameters are decoded as the WHATWG URL standard does; unknown ones are ignored, and an empty
/// one is absent. Linear time, constant stack.
///
/// # Errors
/// [`CallbackError`]. The login is then still open, and the address is as it was. To return it with
/// `?`, write `.map_err(CallbackError::without_text)?`.
///
/// # Example
/// ```
/// use grantlet::{callback, Callback, Expect, Flow, Issuer, Profile};
/// let expect = Expect {
///     redirect_uri: "https://c.example/cb",
///     state: "xyz",
///     issuer: Issuer::Required("https://as.example"),
///     flow: Flow::Code,
/// };
/// let mut url = *b"https://c.example/cb?code=SplxlOBe&state=xyz&iss=https%3A%2F%2Fas.example";
/// let Ok(Callback::Code(code)) = callback(&Profile::RFC6749, &expect, &mut url) else { panic!() };
/// assert_eq!(code.expose(), "SplxlOBe");
/// ```
pub fn callback<'b>(
    profile: &Profile<'_>,
    expect: &Expect<'_>,
    url: &'b mut [u8],
) -> Result<Callback<'b>, CallbackError<'b>> {
    let mut answer = Answer::default();
    match locate_callback(profile, expect, url, &mut answer) {
        Err(class) => {
            let places = claimed_places(class, expect.flow, url);
            let claimed = places.map(|places| {
                let [error, error_description] = places.map(|place| Encoded(place.of(url)));
                Claimed { error, error_description }
            });
            Err(CallbackError { class, claimed })
        }
        Ok(Answered::Denied) => Ok(Callback::Denied(denied(&answer, url))),
        Ok(Answered::Code(code)) => Ok(Callback::Code(Secret::new(code.text(url)))),
        Ok(Answered::Token) => {
            Ok(Callback::Token(TokenResponse::new(&answer, profile.separator(), url)))
        }
    }
}

/// Where an address that was refused claims an error and its description, still encoded. None where
/// it claims none, or is not the registered one.
pub fn claimed_places(class: CallbackClass, flow: Flow, url: &[u8]) -> Option<[Place; 2]> {
    let found = Parameters::read(url, &Address::split(url), flow);
    let ours = class != CallbackClass::RedirectUri && found.has(bit(ERROR));
    ours.then(|| [ERROR, ERROR_DESCRIPTION].map(|index| found.place(index)))
}

/// What the server answered, where it is told by places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// A code to exchange.
    Code(Place),
    /// A token, whose members are in the [`Answer`].
    Token,
    /// The user or the server said no: the error is in the [`Answer`].
    Denied,
}

/// As [`callback`], in places of the address: `answer` is overwritten.
///
/// # Errors
/// [`CallbackClass`].
pub fn locate_callback(
    profile: &Profile<'_>,
    expect: &Expect<'_>,
    url: &mut [u8],
    answer: &mut Answer,
) -> Result<Answered, CallbackClass> {
    *answer = Answer::default();
    let address = Address::split(url);
    if !same_address(address.base.of(url), expect.redirect_uri.as_bytes()) {
        return Err(CallbackClass::RedirectUri);
    }
    let found = Parameters::read(url, &address, expect.flow);
    found.judge(profile, expect, url)?;
    let refused = found.has(bit(ERROR));
    if expect.flow == Flow::Code && !refused {
        return Ok(Answered::Code(decode_in_place(url, found.place(CODE))));
    }
    let said = bit(ERROR) | bit(ERROR_DESCRIPTION) | bit(ERROR_URI);
    let wanted = found.there & if refused { said } else { !said };
    for index in 0..CODE {
        if wanted & bit(index) != 0 {
            let place = decode_in_place(url, found.place(index));
            answer.set(index, span_of(place), STRING | SAYS);
        }
    }
    if refused {
        answer.keep_shown_uri(url);
        return Ok(Answered::Denied);
    }
    answer.set_lifetime(lifetime_of_digits(answer.place(EXPIRES_IN).of(url)));
    Ok(Answered::Token)
}

// What stands in an address is read by offsets of the machine, and so of 32 bits where it is handed out.
#[allow(clippy::cast_possible_truncation)]
fn span_of(Place { start, end }: Place) -> Span {
    Span { start: start as u32, end: end as u32 }
}

/// The server's refusal; a description that is not UTF-8 as far as it is.
fn denied<'b>(answer: &Answer, url: &'b [u8]) -> ErrorText<'b> {
    let [error, description, uri] = [ERROR, ERROR_DESCRIPTION, ERROR_URI].map(|index| {
        let place = answer.place(index);
        let text = place.of(url).utf8_chunks().next().map_or("", |chunk| chunk.valid());
        (!place.is_empty()).then_some(text)
    });
    ErrorText::new([error, description, uri, None])
}

/// The length of the `id_token` that an answer at this address carries, encoded; 0 where there is
/// none, or an error, or the address is another.
pub(crate) fn id_token_len(url: &[u8], redirect_uri: &str) -> usize {
    let address = Address::split(url);
    let query = Parameters::known(url, address.query);
    let fragment = Parameters::known(url, address.fragment);
    let ours = same_address(address.base.of(url), redirect_uri.as_bytes());
    if !ours || (query.there | fragment.there) & bit(ERROR) != 0 {
        return 0;
    }
    fragment.value(url, ID_TOKEN).0.len()
}

/// The `state` of a callback, still encoded: to find the saved login that it belongs to. Nothing
/// is checked by this.
///
/// # Example
/// ```
/// let state = grantlet::callback_state(b"https://c.example/cb?code=C&state=xyz").unwrap();
/// assert!(state.is("xyz"));
/// ```
pub fn callback_state(url: &[u8]) -> Option<Encoded<'_>> {
    let address = Address::split(url);
    let places = [address.query, address.fragment].map(|place| Parameters::known(url, place));
    // A result is read before an error, as by `callback`.
    let results = places.iter().filter(|place| place.has(bit(CODE) | bit(ACCESS_TOKEN)));
    let errors = places.iter().filter(|place| place.has(bit(ERROR)));
    let found = results.chain(errors).chain(&places).find(|place| place.has(bit(STATE)));
    found.map(|place| place.value(url, STATE))
}

const CODE: usize = 9;
const STATE: usize = 10;
const ISS: usize = 11;

/// The member of the lowest bit.
fn first_of(bits: u32) -> Option<Member> {
    ANSWERED.get(bits.trailing_zeros() as usize).copied()
}

/// Bytes of a name or a `token_type` that are compared.
const SHORT: usize = 64;

/// Bytes to compare with what is at most [`SHORT`] bytes long; more are told as none.
fn copy(bytes: impl Iterator<Item = u8>, scratch: &mut [u8; SHORT]) -> &[u8] {
    let mut len = 0usize;
    for byte in bytes {
        if let Some(slot) = scratch.get_mut(len) {
            *slot = byte;
        }
        len = len.wrapping_add(1);
    }
    scratch.get(..len).unwrap_or_default()
}

/// Where the known parameters stand, still encoded.
#[derive(Default)]
struct Parameters {
    places: [Place; ANSWERED.len()],
    /// A bit for each parameter that is there and not empty.
    there: u32,
    /// A bit for each that occurs more than once.
    again: u32,
    /// A bit for each token in the query, and for a code in the fragment.
    misplaced: u32,
}

impl Parameters {
    /// Reads the flow's place whole. Where it holds neither a result nor an error, an error in the
    /// other place is the answer, with the `state` and `iss` that stand there.
    fn read(url: &[u8], address: &Address, flow: Flow) -> Self {
        let query = Self::known(url, address.query);
        let fragment = Self::known(url, address.fragment);
        let misplaced = query.there & (bit(ACCESS_TOKEN) | bit(ID_TOKEN) | bit(REFRESH_TOKEN))
            | fragment.there & (bit(CODE) | bit(REFRESH_TOKEN));
        let (mut own, other) = match flow {
            Flow::Code => (query, fragment),
            Flow::Implicit => (fragment, query),
        };
        if !own.has(bit(ERROR) | bit(CODE) | bit(ACCESS_TOKEN)) && other.has(bit(ERROR)) {
            own = other;
        } else if flow == Flow::Implicit && other.has(bit(ISS)) {
            // One server puts `iss` in the query of an answer that is in the fragment.
            own.again |= (own.there | other.again) & bit(ISS);
            own.there |= bit(ISS);
            if let (Some(slot), place) = (own.places.get_mut(ISS), other.place(ISS)) {
                *slot = place;
            }
        }
        own.misplaced = misplaced;
        own
    }

    /// The known parameters of one place; an empty one is absent.
    fn known(url: &[u8], place: Place) -> Self {
        let mut found = Self::default();
        let mut seen = 0;
        let mut pairs = PairPlaces::new(place);
        while let Some((name, value)) = pairs.next(url) {
            let mut scratch = [0; SHORT];
            let name = copy(Encoded(name.of(url)).bytes(), &mut scratch);
            let Some(index) = answered(|length| length == name.len(), |wanted| name == wanted)
            else {
                continue;
            };
            let bit = bit(index);
            found.again |= seen & bit;
            seen |= bit;
            if let Some(slot) = found.places.get_mut(index).filter(|slot| slot.is_empty()) {
                // A second, empty one must not hide the first.
                *slot = value;
            }
            if !value.is_empty() {
                found.there |= bit;
            }
        }
        found
    }

    fn place(&self, index: usize) -> Place {
        self.places.get(index).copied().unwrap_or_default()
    }

    /// Whether one of these is there.
    fn has(&self, bits: u32) -> bool {
        self.there & bits != 0
    }

    fn value<'a>(&self, url: &'a [u8], index: usize) -> Encoded<'a> {
        Encoded(self.place(index).of(url))
    }

    fn judge(
        &self,
        profile: &Profile<'_>,
        expect: &Expect<'_>,
        url: &[u8],
    ) -> Result<(), CallbackClass> {
        if let Some(member) = first_of(self.again) {
            return Err(CallbackClass::Duplicate(member));
        }
        let implicit = expect.flow == Flow::Implicit;
        // In the answer to a code flow these say nothing, and some servers write them freely.
        let unread = if implicit { 0 } else { bit(TOKEN_TYPE) | bit(EXPIRES_IN) | bit(SCOPE) };
        for (index, member) in ANSWERED.iter().enumerate() {
            let lowest = if index == ACCESS_TOKEN { 0x21 } else { 0x20 };
            let value = self.value(url, index);
            // What stands for itself was looked at.
            let rest = Encoded(run::after_not_encoded(value.0));
            let fits = rest.bytes().all(|byte| (lowest..=0x7E).contains(&byte));
            if !fits && (unread | bit(ERROR_DESCRIPTION)) & bit(index) == 0 {
                return Err(CallbackClass::Chars(*member));
            }
        }
        if let Some(member) = first_of(self.misplaced) {
            return Err(CallbackClass::Misplaced(member));
        }
        if expect.state.is_empty()
            || !constant_time_matches(self.value(url, STATE).bytes(), expect.state)
        {
            return Err(CallbackClass::State);
        }
        let issuer = self.value(url, ISS);
        let (expected, if_absent) = match expect.issuer {
            Issuer::Required(expected) => (expected, false),
            Issuer::IfPresent(expected) => (expected, true),
            Issuer::Refused(_) | Issuer::Ignored => ("", true),
        };
        let right = if issuer.is_empty() { if_absent } else { issuer.is(expected) };
        if !right && !matches!(expect.issuer, Issuer::Ignored) {
            let at = self.place(ISS).start;
            return Err(CallbackClass::Issuer(match expect.issuer {
                _ if issuer.is_empty() => IssuerFault::Absent,
                Issuer::Required(_) | Issuer::IfPresent(_) => IssuerFault::Other { at },
                Issuer::Refused(_) | Issuer::Ignored => IssuerFault::Unexpected { at },
            }));
        }
        let (result, missing) = match expect.flow {
            Flow::Code => (CODE, Member::Code),
            Flow::Implicit => (ACCESS_TOKEN, Member::AccessToken),
        };
        match (self.has(bit(result)), self.has(bit(ERROR))) {
            (true, true) => Err(CallbackClass::Conflict),
            (false, false) => Err(CallbackClass::Missing(missing)),
            (true, false) if implicit => self.judge_type(profile, url),
            _ => Ok(()),
        }
    }

    fn judge_type(&self, profile: &Profile<'_>, url: &[u8]) -> Result<(), CallbackClass> {
        if !self.has(bit(TOKEN_TYPE)) {
            let missing = CallbackClass::Missing(Member::TokenType);
            return if profile.bearer_by_default { Ok(()) } else { Err(missing) };
        }
        let mut scratch = [0; SHORT];
        let sent = copy(self.value(url, TOKEN_TYPE).bytes(), &mut scratch);
        if accepts_type(profile, sent) { Ok(()) } else { Err(CallbackClass::TokenType) }
    }
}
