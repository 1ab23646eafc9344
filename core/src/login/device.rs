//! A login on a second screen: device authorization (RFC 8628).

use core::fmt;

use crate::crypto::secret::Secret;
use crate::json::facts::{NUMBER, STRING};
use crate::member::Member;
use crate::oauth::document::{Kind, document, optional, required};
use crate::oauth::located_response::LocatedResponse;
use crate::oauth::outcome::{Outcome, decides};
use crate::oauth::token_error::TokenError;
use crate::oauth::token_response::is_vschar;
use crate::oauth::verdict::{Class, Verdict};
use crate::profile::client::Client;
use crate::profile::loopback::can_be_opened;
use crate::profile::profile::Profile;
use crate::text::span::Span;
use crate::time::expiry::milliseconds;
use crate::time::instant::Uptime;
use crate::time::lifetime::{lifetime_of_digits, lifetime_of_number};
use crate::token::response::{locate, locate_error};

/// What to show the user, and what to poll with (RFC 8628, section 3.2).
///
/// # Example
/// ```
/// use grantlet::{Profile, TokenError};
/// let mut body = *br#"{"device_code":"GmRhmhcxhwAzkoEqiMEg","user_code":"WDJB-MJHT",
///     "verification_uri":"https://example.com/device","expires_in":1800}"#;
/// let device = Profile::RFC6749.device_authorization(200, &mut body)?;
/// assert_eq!((device.user_code, device.interval), ("WDJB-MJHT", 5));
/// # Ok::<(), grantlet::TokenError>(())
/// ```
#[derive(Clone, Copy)]
pub struct DeviceAuthorization<'b> {
    /// `device_code`, secret.
    pub device_code: Secret<'b>,
    /// `user_code`, for the user to type. Whoever types it decides for this device.
    pub user_code: &'b str,
    /// `verification_uri`, for the user to open: https or loopback, a host without user information, and
    /// no character that ends markup.
    pub verification_uri: &'b str,
    /// `verification_uri_complete`, for a QR code; none where it is not such an address.
    pub verification_uri_complete: Option<&'b str>,
    /// `expires_in` in seconds, saturated.
    pub expires_in: u32,
    /// `interval` between polls in seconds, 5 where the server names none.
    pub interval: u32,
}

impl fmt::Debug for DeviceAuthorization<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceAuthorization(elided)")
    }
}

document! {
    DEVICE: 6 = [
        required(Member::DeviceCode, Kind::TEXT),
        required(Member::UserCode, Kind::TEXT),
        required(Member::VerificationUri, Kind::TEXT),
        optional(Member::VerificationUriComplete, Kind::ANY),
        required(Member::ExpiresIn, Kind::LIFETIME),
        optional(Member::Interval, Kind::ANY),
    ]
}

// The indexes of the members above.
const USER_CODE: usize = 1;
const URI: usize = 2;
const COMPLETE: usize = 3;
const EXPIRES_IN: usize = 4;
const INTERVAL: usize = 5;

impl Profile<'_> {
    /// Reads the response to [`Client::authorize_device`] in its buffer. Errors are those of a token
    /// response.
    ///
    /// # Errors
    /// [`TokenError`]. After [`Chars`](TokenError::Chars), for a `user_code` that cannot be shown or a
    /// `verification_uri` that is neither https nor loopback, the body is unescaped; every other leaves
    /// it as it was, apart from a server's error.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Member, Profile, TokenError};
    /// let mut body = *br#"{"device_code":"GmRh"}"#;
    /// let refused = Profile::RFC6749.device_authorization(200, &mut body).unwrap_err();
    /// assert_eq!(refused, TokenError::Missing(Member::UserCode));
    /// ```
    pub fn device_authorization<'b>(
        &self,
        status: u16,
        body: &'b mut [u8],
    ) -> Result<DeviceAuthorization<'b>, TokenError> {
        let (mut located, mut interval) = (LocatedResponse::default(), 0);
        let verdict = locate_device(self, status, body, &mut located, &mut interval);
        if let Some(error) = verdict.error(status, &located, body) {
            return Err(error);
        }
        let body: &'b [u8] = body;
        let text = |index: usize| located.span(index).text(body);
        Ok(DeviceAuthorization {
            device_code: Secret::new(text(0)),
            user_code: text(USER_CODE),
            verification_uri: text(URI),
            verification_uri_complete: Some(text(COMPLETE)).filter(|uri| !uri.is_empty()),
            expires_in: located.expires_in().unwrap_or(0),
            interval,
        })
    }
}

impl Client<'_> {
    /// As [`Profile::device_authorization`].
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn device_authorization<'b>(
        &self,
        status: u16,
        body: &'b mut [u8],
    ) -> Result<DeviceAuthorization<'b>, TokenError> {
        self.profile.device_authorization(status, body)
    }
}

/// As [`Profile::device_authorization`], by offsets. The first spans of `located` are `device_code`, `user_code`,
/// `verification_uri` and `verification_uri_complete`, the last empty where it is not such an address.
pub fn locate_device(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    located: &mut LocatedResponse,
    interval: &mut u32,
) -> Verdict {
    let verdict = locate_error(profile, status, body, located);
    if !verdict.is_ok() {
        return verdict;
    }
    let members = &mut located.members;
    let renamed = profile.find_renamed.map(|find| (find, profile.response_names));
    let verdict = DEVICE.locate_renamed(body, members, renamed);
    if verdict == Verdict::blame(Class::Missing, Member::DeviceCode.number()) {
        // Perhaps an error of the provider's own, which comes with 2xx too.
        let error = locate(profile, status, body, located);
        return if error.class == Class::Server { error } else { verdict };
    }
    if !verdict.is_ok() {
        return verdict;
    }
    if !members.span(USER_CODE).of(body).iter().copied().all(is_vschar) {
        return Verdict::blame(Class::Chars, Member::UserCode.number());
    }
    if !can_be_opened(members.span(URI).of(body)) {
        return Verdict::blame(Class::Chars, Member::VerificationUri.number());
    }
    let complete = members.span(COMPLETE);
    if members.facts(COMPLETE) & STRING == 0 || !can_be_opened(complete.of(body)) {
        members.set(COMPLETE, Span::default(), 0);
    }
    let seconds = |index| {
        let text = members.span(index).of(body);
        match members.facts(index) {
            facts if facts & NUMBER != 0 => Some(lifetime_of_number(text)),
            facts if facts & STRING != 0 => lifetime_of_digits(text),
            _ => None,
        }
    };
    *interval = seconds(INTERVAL).filter(|interval| *interval > 0).unwrap_or(5);
    let expires_in = seconds(EXPIRES_IN);
    located.set_lifetime(expires_in);
    Verdict::OK
}

/// When to poll, and when to stop (RFC 8628, section 3.5).
///
/// # Example
/// ```
/// use grantlet::{Poll, Polled, Polling, Uptime};
/// let at = Uptime::from_millis;
/// let mut polling = Polling::new(1800, 5, at(0));
/// assert_eq!(polling.next(at(1_000)), Poll::WaitUntil(at(5_000)));
/// assert_eq!(polling.next(at(5_000)), Poll::Now);
/// polling.polled(Polled::SlowDown, at(5_000));
/// assert_eq!(polling.next(at(5_000)), Poll::WaitUntil(at(15_000)));
/// assert_eq!(polling.next(at(1_800_000)), Poll::Expired);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Polling {
    interval: u64,
    /// The pause where no response came, longer each time.
    backoff: u64,
    next: u64,
    end: u64,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poll {
    /// Ask for the token with [`Client::device_code`].
    Now,
    /// Not before this moment, which is never after the code's end.
    WaitUntil(Uptime),
    /// The code has ended: start again.
    Expired,
}

/// What a poll brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polled {
    /// `authorization_pending`
    Pending,
    /// `slow_down`
    SlowDown,
    /// No response, or one that decides nothing: a redirect, 408, 425, 429, 5xx, a proxy's page,
    /// `server_error`, `temporarily_unavailable`, `use_dpop_nonce`.
    NoResponse,
    /// `expired_token`: the code has ended. Start again.
    Expired,
    /// A token, or an error that ends it: `access_denied` and every other.
    Decided,
}

impl Polled {
    /// What the response to a poll means.
    ///
    /// An error that RFC 8628 names means the same at every status. `server_error`,
    /// `temporarily_unavailable`, `use_dpop_nonce` and a body that is no JSON decide nothing. Any other error, and a
    /// response without one, ends the polling at 2xx and at 4xx other than 408, 425 and 429.
    pub fn of<T>(response: &Result<T, TokenError>) -> Self {
        let Err(error) = response else { return Self::Decided };
        let (status, text) = match error {
            TokenError::Status(status) => (*status, ""),
            TokenError::Server { status, error } => (*status, error.code().as_str()),
            _ => (0, ""),
        };
        Self::of_verdict(error.into(), status, text.as_bytes())
    }

    /// As [`of`](Self::of), by a verdict: `error` is what the server called its error.
    #[doc(hidden)]
    pub fn of_verdict(verdict: Verdict, status: u16, error: &[u8]) -> Self {
        match Outcome::of(verdict, status, error) {
            _ if verdict.retries => Self::Pending,
            Outcome::Pending => Self::Pending,
            Outcome::SlowDown => Self::SlowDown,
            Outcome::Expired => Self::Expired,
            Outcome::TryLater => Self::NoResponse,
            Outcome::Unreadable if matches!(verdict.class, Class::Syntax | Class::Depth) => {
                Self::NoResponse
            }
            Outcome::NeedsLogin if !decides(status) => Self::NoResponse,
            _ => Self::Decided,
        }
    }
}

impl Polling {
    /// Starts with what the server gave, both in seconds; an interval of 0 counts as 5. `now` is
    /// when its response came.
    pub const fn new(expires_in: u32, interval: u32, now: Uptime) -> Self {
        let now = now.as_millis();
        let interval = milliseconds(if interval == 0 { 5 } else { interval });
        Self {
            interval,
            backoff: interval,
            next: now.saturating_add(interval),
            end: now.saturating_add(milliseconds(expires_in)),
        }
    }

    /// What to do at `now`.
    pub const fn next(&self, now: Uptime) -> Poll {
        let now = now.as_millis();
        if now >= self.end {
            Poll::Expired
        } else if now >= self.next {
            Poll::Now
        } else {
            let until = if self.next < self.end { self.next } else { self.end };
            Poll::WaitUntil(Uptime::from_millis(until))
        }
    }

    /// Takes what a poll brought at `now`. Where it brought a new nonce for DPoP proofs
    /// ([`DpopNonce`](crate::DpopNonce)), poll again at once with another proof, and hand in only what that brought:
    /// RFC 8628's interval is between polls that the server took. `slow_down` adds five seconds for good; where no response
    /// comes, the pause doubles each time, up to five minutes, until one does.
    pub fn polled(&mut self, polled: Polled, now: Uptime) {
        match polled {
            Polled::Pending => self.backoff = self.interval,
            Polled::SlowDown => {
                self.interval = self.interval.saturating_add(5_000);
                self.backoff = self.interval;
            }
            Polled::NoResponse => {
                let longest = self.interval.max(300_000);
                self.backoff = self.backoff.saturating_mul(2).min(longest);
            }
            Polled::Expired | Polled::Decided => self.end = 0,
        }
        self.next = now.as_millis().saturating_add(self.backoff);
    }
}
