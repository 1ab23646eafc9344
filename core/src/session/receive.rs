//! A response as it came: read, and taken whatever it is.

use core::fmt;
use core::hint::black_box;

use crate::login::id_token::{ExpectIdToken, IdTokenError};
use crate::member::Member;
use crate::oauth::answer::{ACCESS_TOKEN, Answer, ERROR, ID_TOKEN, REFRESH_TOKEN};
use crate::oauth::failure::Failure;
use crate::oauth::token_error::TokenError;
use crate::oauth::verdict::{Class, Verdict};
use crate::profile::profile::Profile;
use crate::session::identity::{Judgement, judge};
use crate::session::session::{Phase, Session};
use crate::session::state::AcceptError;
use crate::session::taken::{Answers, Brought};
use crate::text::buffer::{BufferTooSmall, Place};
use crate::text::words::after;
use crate::token::kept::{Kept, is_sendable, kept};
use crate::token::response::{Reading, is_success, locate};

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

    /// Which request it answers: exactly the `now` that was handed to [`begin`](Session::begin), however
    /// the clock was set since. Without it, the newest. For a response that may come after another request
    /// was begun: the last three are remembered.
    #[must_use]
    pub const fn requested_at(mut self, now: u64) -> Self {
        self.requested_at = Some(now);
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

/// What an `id_token` must name, and what reads it: who names it nowhere does not link that.
pub struct Judged<'a> {
    identity: Identity<'a>,
    judge: fn(&Session<'_>, Place, &mut [u8], Identity<'_>) -> Judgement,
}

impl<'a> Judged<'a> {
    /// What is to be compared.
    pub fn new(identity: Identity<'a>) -> Self {
        // Else the compiler calls by its name what is the only one.
        Self { identity, judge: black_box(compare) }
    }
}

/// What a response came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// Whether there is a record to store, which comes next: of a new refresh token, also where there is
    /// no access token.
    pub store: bool,
    /// Why there is no access token, where there is none.
    pub no_token: Option<NoToken>,
}

/// Why a response gave no access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoToken {
    /// It is no token.
    Response(TokenError),
    /// Its `id_token` does not pass, or is missing though one is due. Where it names another user or
    /// another client, the session has ended.
    IdToken(IdTokenError),
}

/// As [`NoToken`], with a server's error in places of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTokenPlaces {
    /// It is no token.
    Response(Verdict),
    /// As [`NoToken::IdToken`].
    IdToken(IdTokenError),
}

impl Session<'_> {
    /// Takes a response as it came, and does what is right with it: reads it, and accepts its token or
    /// fails; [`state`](Self::state) says what comes next. `identity` is for those who log in with
    /// OpenID Connect; without it an `id_token` is not looked at.
    ///
    /// - A new refresh token in a response that is refused is kept, and nothing is handed out: the old
    ///   one may be spent. It is kept where the status is 2xx, the body is one JSON object, no `error`
    ///   says something, and `refresh_token` stands where the profile puts it, once, as a string of
    ///   printable ASCII.
    /// - An `id_token` that names another user or another client ends the session, and nothing is kept.
    /// - After one that fails otherwise nothing is handed out before a response whose `id_token` passes,
    ///   also across restarts.
    /// - A response that comes after [`Failure::NoAnswer`] was told is taken all the same, as by
    ///   [`accept`](Self::accept).
    ///
    /// # Errors
    /// [`AcceptError`]: nothing was taken, and the body is as it was. After a
    /// [`move_to`](Self::move_to) a larger arena, call this again; where the state is
    /// [`Unstored`](crate::SessionState::Unstored), after the record was stored.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Response, Secret, Session, SessionState, Settings};
    /// let mut arena = [0; 128];
    /// let mut session = Session::new(&mut arena, Settings::DEFAULT);
    /// session.adopt(Secret::new("rt-1"), "", 0)?;
    /// session.stored()?;
    /// session.begin(0)?;
    /// // The server has spent rt-1, and this is no Bearer token.
    /// let mut body = *br#"{"access_token":"at","refresh_token":"rt-2","token_type":"mac"}"#;
    /// let received = session.receive(&BOLDSIGN, Response::new(200, &mut body), None, 40)?;
    /// assert!(received.store && received.no_token.is_some());
    /// assert_eq!(session.state(40), SessionState::Unstored);
    /// assert_eq!(session.refresh_token().unwrap().expose(), "rt-2");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    // Inlined, so that a program without an identity does not link what reads an `id_token`.
    #[inline]
    pub fn receive(
        &mut self,
        profile: &Profile<'_>,
        response: Response<'_>,
        identity: Option<Identity<'_>>,
        now: u64,
    ) -> Result<Received, AcceptError> {
        let judged = identity.map(Judged::new);
        self.receive_judged(profile, response, judged.as_ref(), now)
    }

    #[inline(never)]
    fn receive_judged(
        &mut self,
        profile: &Profile<'_>,
        response: Response<'_>,
        judged: Option<&Judged<'_>>,
        now: u64,
    ) -> Result<Received, AcceptError> {
        let mut answer = Answer::default();
        let Response { status, body, retry_after, requested_at } = response;
        let response = Response { status, body: &mut *body, retry_after, requested_at };
        let no_token = self.receive_places(profile, response, &mut answer, judged, now)?;
        let no_token = no_token.map(|no_token| match no_token {
            NoTokenPlaces::IdToken(error) => NoToken::IdToken(error),
            NoTokenPlaces::Response(verdict) => {
                let error = verdict.error(status, &answer, body);
                NoToken::Response(error.unwrap_or(TokenError::Status(status)))
            }
        });
        Ok(Received { store: self.has_a_record(), no_token })
    }

    /// As [`receive`](Self::receive), for bindings: `answer` is overwritten, and holds the places of a
    /// server's error in the body. Returns why there is no access token.
    ///
    /// # Errors
    /// As [`receive`](Self::receive).
    #[inline(never)]
    pub fn receive_places(
        &mut self,
        profile: &Profile<'_>,
        response: Response<'_>,
        answer: &mut Answer,
        judged: Option<&Judged<'_>>,
        now: u64,
    ) -> Result<Option<NoTokenPlaces>, AcceptError> {
        let Response { status, body, retry_after, requested_at } = response;
        let retry_after = retry_after.unwrap_or(0);
        let mut answers = Answers::default();
        if !self.answers(requested_at, now, &mut answers) {
            return Err(AcceptError::WrongState(self.state(now)));
        }
        if is_success(status) {
            self.has_room_for(profile, body)?;
        }
        let verdict = locate(profile, status, body, answer);
        if verdict == Verdict::OK {
            return self.take_located(&answers, answer, body, judged, retry_after);
        }
        if matches!(verdict.class, Class::Server | Class::Status | Class::Syntax | Class::Depth) {
            let is_page = is_success(status) && !starts_an_object(body);
            let error = answer.place(ERROR).of(body);
            let failure = match verdict.class {
                Class::Syntax | Class::Depth if is_page => Failure::NotJson,
                Class::Syntax | Class::Depth => Failure::NoAnswer,
                _ => Failure::of_verdict(verdict, 0, status, error),
            };
            self.failed(&answers, failure, retry_after);
        } else {
            let kept = kept(profile, status, body, answer);
            let ended = self.keep_located(&answers, answer, kept, body, judged, retry_after);
            // Nothing of it is a server's error.
            *answer = Answer::default();
            if let Some(another) = ended? {
                return Ok(Some(another));
            }
        }
        Ok(Some(NoTokenPlaces::Response(verdict)))
    }

    /// Takes a token that was found, unless its `id_token` says otherwise.
    fn take_located(
        &mut self,
        answers: &Answers,
        answer: &Answer,
        body: &mut [u8],
        judged: Option<&Judged<'_>>,
        retry_after: u32,
    ) -> Result<Option<NoTokenPlaces>, AcceptError> {
        let id_token = answer.place(ID_TOKEN);
        let is_there = !id_token.of(body).is_empty();
        let mut failed = IdTokenError::Missing(Member::IdToken);
        if let (true, Some(judged)) = (is_there, judged) {
            match (judged.judge)(self, id_token, body, judged.identity) {
                Judgement::Passes => self.id_token_is_due = false,
                Judgement::IsAnothers(error) => return Ok(Some(self.end_for(error))),
                Judgement::Fails(error) => {
                    self.id_token_is_due = true;
                    failed = error;
                }
            }
        }
        let refresh_token = answer.place(REFRESH_TOKEN).of(body);
        // The server may send one that no request can carry.
        let refresh_token = if is_sendable(refresh_token) { refresh_token } else { &[] };
        let is_due = self.id_token_is_due;
        let access_token = if is_due { &[] } else { answer.place(ACCESS_TOKEN).of(body) };
        let expires_in = answer.expires_in_known.then_some(answer.expires_in);
        let in_doubt = false;
        self.take(
            answers,
            &Brought { access_token, refresh_token, expires_in, in_doubt, retry_after },
        )?;
        Ok(is_due.then_some(NoTokenPlaces::IdToken(failed)))
    }

    /// Keeps the new refresh token of a response that is refused, where it has one that may be kept.
    fn keep_located(
        &mut self,
        answers: &Answers,
        answer: &Answer,
        kept: Kept,
        body: &mut [u8],
        judged: Option<&Judged<'_>>,
        retry_after: u32,
    ) -> Result<Option<NoTokenPlaces>, AcceptError> {
        let mut fails = kept.repeats_id_token && judged.is_some();
        let id_token = answer.place(ID_TOKEN);
        let is_there = !id_token.of(body).is_empty();
        if let (true, Some(judged)) = (is_there, judged) {
            match (judged.judge)(self, id_token, body, judged.identity) {
                Judgement::Passes => {}
                Judgement::IsAnothers(error) => return Ok(Some(self.end_for(error))),
                Judgement::Fails(_) => fails = true,
            }
        }
        self.id_token_is_due |= fails;
        let refresh_token = answer.place(REFRESH_TOKEN).of(body);
        let has_one = kept.has_refresh_token;
        if has_one && !self.client_credentials || fails {
            let refresh_token = if has_one { refresh_token } else { &[] };
            let (access_token, expires_in, in_doubt) = (&[][..], None, !has_one);
            self.take(
                answers,
                &Brought { access_token, refresh_token, expires_in, in_doubt, retry_after },
            )?;
        } else {
            self.failed(answers, Failure::NoAnswer, retry_after);
        }
        Ok(None)
    }

    /// Ends the session: the response is another user's.
    fn end_for(&mut self, error: IdTokenError) -> NoTokenPlaces {
        self.end();
        NoTokenPlaces::IdToken(error)
    }

    fn has_a_record(&self) -> bool {
        matches!(self.phase, Phase::Unstored | Phase::Ending)
    }

    /// Whether the arena holds the tokens of a response, before anything of it is changed.
    fn has_room_for(&self, profile: &Profile<'_>, body: &mut [u8]) -> Result<(), BufferTooSmall> {
        let mut answer = Answer::default();
        // It changes nothing.
        let mut reading = Reading::new(profile, body, &mut answer);
        if reading.find() != Class::Ok || reading.says_error() {
            return Ok(());
        }
        let is_token = reading.judge() == Verdict::OK;
        // One that no request can carry is not taken.
        let length = |index| reading.sendable_length(index);
        let refresh_token = match length(REFRESH_TOKEN) {
            _ if self.client_credentials => 0,
            0 => self.refresh_token_bytes().len(),
            new => new,
        };
        let access_token = if is_token { length(ACCESS_TOKEN) } else { 0 };
        let texts = refresh_token.saturating_add(access_token);
        let needed = texts.saturating_add(self.subject_bytes().len());
        if needed > self.arena.len() { Err(BufferTooSmall { needed }) } else { Ok(()) }
    }
}

/// Compares an `id_token`, which is overwritten, with what it must name.
fn compare(
    session: &Session<'_>,
    id_token: Place,
    body: &mut [u8],
    identity: Identity<'_>,
) -> Judgement {
    let Identity { issuer, client_id, leeway } = identity;
    let clock = &session.clock;
    let expect = ExpectIdToken::new(issuer, client_id, clock.seconds()).leeway(leeway);
    // Nothing has expired, and nothing is to come.
    let expect = if clock.knows_wall_time() { expect } else { expect.at_any_time() };
    let id_token = body.get_mut(id_token.start..id_token.end).unwrap_or_default();
    judge(id_token, expect, client_id, session.subject())
}

/// Whether a text could start a JSON object, behind a byte order mark and space.
fn starts_an_object(body: &[u8]) -> bool {
    let text = after(body, b"\xEF\xBB\xBF").unwrap_or(body);
    text.trim_ascii_start().first() == Some(&b'{')
}
