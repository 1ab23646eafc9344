//! A response as it came: a token, an error, or a rotated refresh token that is kept.

use core::fmt;
use core::hint::black_box;

use crate::json::reader::{Members, Reader};
use crate::json::text::is_utf8;
use crate::login::expect_id_token::ExpectIdToken;
use crate::login::id_token_error::IdTokenError;
use crate::member::Member;
use crate::oauth::failure::Failure;
use crate::oauth::located_response::{
    ACCESS_TOKEN, ERROR, ID_TOKEN, LocatedResponse, REFRESH_TOKEN,
};
use crate::oauth::token_error::TokenError;
use crate::oauth::verdict::{Class, Verdict};
use crate::profile::client::Client;
use crate::profile::profile::Profile;
use crate::session::identity::{IdTokenVerdict, validate};
use crate::session::session::Session;
use crate::session::state::SessionError;
use crate::session::taken::{Matched, NewTokens};
use crate::text::buffer::BufferTooSmall;
use crate::time::instant::{UnixTime, Uptime};
use crate::token::kept::{is_sendable, kept};
use crate::token::response::{is_success, locate};

/// A response of the token endpoint, as it came.
///
/// # Example
/// ```
/// let mut body = *br#"{"access_token":"at","token_type":"Bearer"}"#;
/// let response = grantlet::Response::new(200, &mut body).retry_after(Some(30));
/// # let _ = response;
/// ```
pub struct Response<'b> {
    status: u16,
    body: &'b mut [u8],
    retry_after: Option<u32>,
    requested_at: Option<u64>,
}

impl<'b> Response<'b> {
    /// The HTTP status, and the whole body, whose strings are unescaped in place: wipe it afterwards.
    pub const fn new(status: u16, body: &'b mut [u8]) -> Self {
        Self { status, body, retry_after: None, requested_at: None }
    }

    /// The `Retry-After` header in seconds, if there is one.
    #[must_use]
    pub const fn retry_after(mut self, seconds: Option<u32>) -> Self {
        self.retry_after = seconds;
        self
    }

    /// The request that this is the response to: exactly the `now` that was passed to
    /// [`begin`](Session::begin). Without it, the newest request. For programs where a response may come
    /// after another request was begun: the last three are remembered.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Client, Failure, Response, Secret, Session, Settings, Uptime};
    /// const APP: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
    /// let (at, mut arena) = (Uptime::from_millis, [0; 128]);
    /// let mut session = Session::new(&mut arena, Settings::DEFAULT);
    /// session.adopt(Secret::new("rt-1"), "", at(0))?;
    /// session.stored()?;
    /// session.begin(at(40))?;
    /// session.fail(Failure::NoResponse, None, at(5_000))?;
    /// // It was on its way all the same.
    /// let mut body = *br#"{"access_token":"at","refresh_token":"rt-2","token_type":"Bearer"}"#;
    /// let response = Response::new(200, &mut body).requested_at(at(40));
    /// assert!(session.receive(&APP, response, None, at(5_100))?.store);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn requested_at(mut self, now: Uptime) -> Self {
        self.requested_at = Some(now.as_millis());
        self
    }
}

impl fmt::Debug for Response<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Response(elided)")
    }
}

/// What an `id_token` that comes with a refresh must name (OpenID Connect Core, section 12.2), beside
/// the session's [`subject`](Session::subject).
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    /// The server, as its metadata name it.
    pub issuer: &'a str,
    /// This client.
    pub client_id: &'a str,
    /// Seconds by which the clocks of server and device may differ. Without a wall time, neither `exp`
    /// nor `iat` is compared.
    pub leeway: u32,
}

/// What an `id_token` must name, and the function that validates it, which is linked only with this.
pub struct IdTokenCheck<'a> {
    identity: Identity<'a>,
    run: fn(&Session<'_>, &mut [u8], &Identity<'_>) -> IdTokenVerdict,
}

impl<'a> IdTokenCheck<'a> {
    /// What is to be compared.
    pub fn new(identity: Identity<'a>) -> Self {
        // Without it the compiler calls the function directly, and always links it.
        Self { identity, run: black_box(compare) }
    }
}

/// The result of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// Whether there is a record to store before anything else. A response without an access token can also
    /// have a new refresh token, and so a record.
    pub store: bool,
    /// Why there is no access token, where there is none.
    pub no_token: Option<NoToken>,
}

impl Received {
    /// As [`TokenError::wants_dpop_nonce`]: [`begin_again`](Session::begin_again) comes next, if the nonce is new.
    pub fn wants_dpop_nonce(&self) -> bool {
        matches!(self.no_token, Some(NoToken::Response(error)) if error.wants_dpop_nonce())
    }
}

/// Why a response gave no access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoToken {
    /// The response has no valid token.
    Response(TokenError),
    /// Its `id_token` does not pass, or is missing although the session waits for one. If it names another
    /// subject or audience, the session has ended.
    IdToken(IdTokenError),
}

/// As [`NoToken`], with a server's error by offsets in the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTokenVerdict {
    /// It is no token.
    Response(Verdict),
    /// As [`NoToken::IdToken`].
    IdToken(IdTokenError),
}

impl Session<'_> {
    /// Takes the response to a client's request as it came: reads it, and takes its token or records the failure.
    /// [`state`](Self::state) is what comes next. `identity` is for logins by OpenID Connect; without it an
    /// `id_token` is ignored.
    ///
    /// - A new refresh token in a response that is refused is kept, because the old one may be spent. No
    ///   access token is returned. It is kept if the status is 2xx, the body is one JSON object without an
    ///   error, and `refresh_token` occurs once, where the profile puts it, as a string of printable ASCII.
    /// - An `id_token` for another subject or audience ends the session, and nothing is kept.
    /// - After an `id_token` that fails otherwise, no access token is returned before a response whose
    ///   `id_token` passes, also across restarts.
    /// - A response that comes after [`Failure::NoResponse`] was reported is taken, as by
    ///   [`accept`](Self::accept).
    ///
    /// # Errors
    /// [`SessionError`]: nothing was taken, and the body is as it was. After a
    /// [`move_to`](Self::move_to) a larger arena, call this again; where the state is
    /// [`Unstored`](crate::SessionState::Unstored), after the record was stored.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Client, Response, Secret, Session, SessionState, Settings, Uptime};
    /// const APP: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
    /// let now = Uptime::from_millis(40);
    /// let mut arena = [0; 128];
    /// let mut session = Session::new(&mut arena, Settings::DEFAULT);
    /// session.adopt(Secret::new("rt-1"), "", now)?;
    /// session.stored()?;
    /// session.begin(now)?;
    /// // The server has spent rt-1, and this is no Bearer token.
    /// let mut body = *br#"{"access_token":"at","refresh_token":"rt-2","token_type":"mac"}"#;
    /// let received = session.receive(&APP, Response::new(200, &mut body), None, now)?;
    /// assert!(received.store && received.no_token.is_some());
    /// assert_eq!(session.state(now), SessionState::Unstored);
    /// assert_eq!(session.refresh_token().unwrap().expose(), "rt-2");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    // Inlined, so that a program without an identity does not link what reads an `id_token`.
    #[inline]
    pub fn receive(
        &mut self,
        client: &Client<'_>,
        response: Response<'_>,
        identity: Option<Identity<'_>>,
        now: Uptime,
    ) -> Result<Received, SessionError> {
        let check = identity.map(IdTokenCheck::new);
        self.receive_checked(client.profile, response, check.as_ref(), now.as_millis())
    }

    #[inline(never)]
    fn receive_checked(
        &mut self,
        profile: &Profile<'_>,
        response: Response<'_>,
        check: Option<&IdTokenCheck<'_>>,
        now: u64,
    ) -> Result<Received, SessionError> {
        let mut located = LocatedResponse::default();
        let Response { status, body, retry_after, requested_at } = response;
        let response = Response { status, body: &mut *body, retry_after, requested_at };
        let no_token = self.receive_spans(profile, response, &mut located, check, now)?;
        let no_token = no_token.map(|no_token| match no_token {
            NoTokenVerdict::IdToken(error) => NoToken::IdToken(error),
            NoTokenVerdict::Response(verdict) => {
                let error = verdict.error(status, &located, body);
                NoToken::Response(error.unwrap_or(TokenError::Status(status)))
            }
        });
        Ok(Received { store: self.has_a_record(), no_token })
    }

    /// As [`receive`](Self::receive), for bindings: `located` is overwritten, and holds the spans of a
    /// server's error in the body. Returns why there is no access token.
    ///
    /// # Errors
    /// As [`receive`](Self::receive).
    #[inline(never)]
    #[doc(hidden)]
    pub fn receive_spans(
        &mut self,
        profile: &Profile<'_>,
        response: Response<'_>,
        located: &mut LocatedResponse,
        check: Option<&IdTokenCheck<'_>>,
        now: u64,
    ) -> Result<Option<NoTokenVerdict>, SessionError> {
        let Response { status, body, retry_after, requested_at } = response;
        let retry_after = retry_after.unwrap_or(0);
        let mut matched = Matched::default();
        if !self.match_request(requested_at, now, &mut matched) {
            return Err(SessionError::WrongState(self.state_at(now)));
        }
        if is_success(status) {
            self.has_room_for(profile, body)?;
        }
        let verdict = locate(profile, status, body, located);
        if matches!(verdict.class, Class::Server | Class::Status | Class::Syntax | Class::Depth) {
            let error = located.span(ERROR).of(body);
            let failure = Failure::of_verdict(verdict, located.members.at as usize, status, error);
            self.failed(&matched, failure, retry_after);
            return Ok(Some(NoTokenVerdict::Response(verdict)));
        }
        let is_ok = verdict == Verdict::OK;
        let repeats = !is_ok && kept(profile, status, body, located).repeats_id_token;
        let [id_token, refresh_token] = [ID_TOKEN, REFRESH_TOKEN].map(|index| located.span(index));
        if !is_ok {
            // The new refresh token may be kept. It holds no server error.
            *located = LocatedResponse::default();
        }
        let id_token = body.get_mut(id_token.range()).unwrap_or_default();
        let mut failed = None;
        if let (false, Some(check)) = (id_token.is_empty(), check) {
            match (check.run)(self, id_token, &check.identity) {
                IdTokenVerdict::Passes => self.id_token_is_due &= !is_ok,
                IdTokenVerdict::NamesAnother(error) => {
                    self.end();
                    return Ok(Some(NoTokenVerdict::IdToken(error)));
                }
                IdTokenVerdict::Fails(error) => failed = Some(error),
            }
        }
        let fails = failed.is_some() || repeats && check.is_some();
        self.id_token_is_due |= fails;
        let is_due = self.id_token_is_due;
        // The server may send one that no request can carry.
        let refresh_token = refresh_token.of(body);
        let refresh_token = if is_sendable(refresh_token) { refresh_token } else { &[] };
        let is_rotated = !refresh_token.is_empty() && !self.client_credentials;
        if is_ok || is_rotated || fails {
            let access_token = if is_due { &[] } else { located.span(ACCESS_TOKEN).of(body) };
            let in_doubt = !is_ok && refresh_token.is_empty();
            let new_tokens = NewTokens {
                access_token,
                refresh_token,
                lifetime: located.lifetime(),
                refresh_token_expires_in: located.refresh_token_expires_in(),
                in_doubt,
                retry_after,
            };
            self.take(&matched, &new_tokens)?;
        } else {
            self.failed(&matched, Failure::NoResponse, retry_after);
        }
        if is_ok {
            let failed = failed.unwrap_or(IdTokenError::Missing(Member::IdToken));
            return Ok(is_due.then_some(NoTokenVerdict::IdToken(failed)));
        }
        Ok(Some(NoTokenVerdict::Response(verdict)))
    }

    /// Whether the arena holds the tokens of a response, before anything of it is changed.
    fn has_room_for(&self, profile: &Profile<'_>, body: &[u8]) -> Result<(), BufferTooSmall> {
        let mut members = Members::default();
        let mut reader = Reader::of_response(profile, body, &mut members);
        if reader.find(profile, body) != Class::Ok || reader.says_error() {
            return Ok(());
        }
        let is_token = reader.validate(profile) == Verdict::OK;
        // One that no request can carry is not taken.
        let length = |index| reader.sendable_length(index);
        let access_token = if is_token { length(ACCESS_TOKEN) } else { 0 };
        let refresh_token = match length(REFRESH_TOKEN) {
            _ if self.client_credentials => 0,
            0 if is_token && profile.refresh_itself.is_some() => access_token,
            0 => self.refresh_token_bytes().len(),
            new => new,
        };
        let tokens = refresh_token.saturating_add(access_token);
        let needed = tokens.saturating_add(self.subject_bytes().len());
        if needed > self.arena.len() { Err(BufferTooSmall { needed }) } else { Ok(()) }
    }
}

/// Compares an `id_token`, which is overwritten, with what it must name.
fn compare(session: &Session<'_>, id_token: &mut [u8], identity: &Identity<'_>) -> IdTokenVerdict {
    let Identity { issuer, client_id, leeway } = *identity;
    let clock = &session.clock;
    let expect =
        ExpectIdToken::new(issuer, client_id, UnixTime::from_secs(clock.seconds())).leeway(leeway);
    // Nothing has expired, and nothing is to come.
    let expect = if clock.knows_wall_time() { expect } else { expect.at_any_time() };
    // No claim is one that is not UTF-8: it is as unknown.
    let subject = Some(session.subject_bytes()).filter(|subject| is_utf8(subject));
    validate(id_token, &expect, client_id, subject.unwrap_or_default())
}
