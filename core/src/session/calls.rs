//! The methods of a session that take and return strings. `bytes.rs` has those that bindings call.

use crate::crypto::secret::Secret;
use crate::oauth::token_response::TokenResponse;
use crate::profile::profile::MOST_SERVERS;
use crate::session::clock::UNKNOWN;
use crate::session::session::{Attempt, Session};
use crate::session::state::{NotDue, SessionError, SessionState, SetServerError};
use crate::session::taken::NewTokens;
use crate::text::buffer::BufferTooSmall;
use crate::time::instant::{UnixTime, Uptime};
use crate::token::grant::Grant;

impl<'a> Session<'a> {
    /// Reports the wall time, whenever it is known: from a clock that was set, or from a response's `Date`
    /// header before the response is handed in. Valid in every state.
    ///
    /// Without it the deadline of a refresh token is unknown, and a stored access token is not used. The
    /// session counts on from the last report.
    ///
    /// A deadline ends a session only if the clock is trusted:
    /// - After `now` has gone back, or an hour or more ahead, the wall time must be reported again.
    /// - After a report that differs from the last by more than ten minutes, deadlines set before it no
    ///   longer count.
    /// - A deadline more than a year ago does not count.
    ///
    /// A restored access token is checked against each report.
    ///
    /// # Example
    /// ```
    /// use grantlet::{RefreshLifetime, Secret, Session, Settings, UnixTime, Uptime};
    /// let (mut arena, now) = ([0; 64], Uptime::from_millis(40));
    /// let settings = Settings::DEFAULT.refresh_lifetime(RefreshLifetime::Absolute(3600));
    /// let mut session = Session::new(&mut arena, settings);
    /// session.wall_time(UnixTime::from_secs(1_773_135_000), now);
    /// session.adopt(Secret::new("rt-1"), "", now)?;
    /// assert_eq!(session.deadline(), Some(UnixTime::from_secs(1_773_138_600)));
    /// # Ok::<(), grantlet::SessionError>(())
    /// ```
    pub fn wall_time(&mut self, wall_time: UnixTime, now: Uptime) {
        self.tick(now.as_millis());
        self.deadline_counts &= self.clock.set_wall_time(wall_time.as_secs());
        self.plan();
    }

    /// Starts the life of a grant with the token of a login. Valid in every state: it replaces any other
    /// grant. `subject` is the user's `sub` if an `id_token` named it, else empty; `requested_at` is when the
    /// request was sent. Returns whether there is a record to store, which comes next.
    ///
    /// # Errors
    /// [`BufferTooSmall`]: [`move_to`](Self::move_to) a larger arena, and call this again.
    pub fn login(
        &mut self,
        token: &TokenResponse<'_>,
        subject: &str,
        requested_at: Uptime,
        now: Uptime,
    ) -> Result<bool, BufferTooSmall> {
        let (requested_at, now) = (requested_at.as_millis(), now.as_millis());
        self.login_with(&new_tokens(token), subject.as_bytes(), requested_at, now)
    }

    /// Starts the life of a grant with a refresh token alone, such as one that another program stored. A
    /// refresh is due at once. Otherwise as [`login`](Self::login).
    ///
    /// # Errors
    /// [`SessionError::BufferTooSmall`] as [`login`](Self::login); [`SessionError::WrongState`] for a
    /// session by client credentials, which has no refresh token, and for an empty `refresh_token`. The previous
    /// grant then stays.
    pub fn adopt(
        &mut self,
        refresh_token: Secret<'_>,
        subject: &str,
        now: Uptime,
    ) -> Result<bool, SessionError> {
        let refresh_token = refresh_token.expose().as_bytes();
        if self.client_credentials || refresh_token.is_empty() {
            return Err(SessionError::WrongState(self.state(now)));
        }
        let now = now.as_millis();
        Ok(self.login_bytes(&[], refresh_token, subject.as_bytes(), None, now, now)?)
    }

    /// Sets the server that the login chose, by its number in the profile's [`servers`](crate::Profile::servers): at
    /// most 15. Call it after [`login`](Self::login) or [`adopt`](Self::adopt), before the record is stored. Each
    /// grant of [`begin`](Self::begin) goes there, also after a restart. Earlier versions of this library report such a record
    /// as [`RestoreError::LaterVersion`](crate::RestoreError::LaterVersion).
    ///
    /// # Errors
    /// [`SetServerError::UnknownServer`] for a number above 15; [`SetServerError::WrongState`] unless a record waits
    /// to be stored, or the grant has none. The session's server then stays.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Secret, Session, SetServerError, Settings, Uptime};
    /// let (mut arena, mut slot) = ([0; 64], [0; 96]);
    /// let mut session = Session::new(&mut arena, Settings::DEFAULT);
    /// session.adopt(Secret::new("rt-1"), "", Uptime::ZERO)?;
    /// session.set_server(2)?; // Login::server
    /// session.record(&mut slot)?;
    /// session.stored()?;
    /// assert_eq!(session.server(), 2);
    /// // Its record is stored, and names the server.
    /// assert!(matches!(session.set_server(1), Err(SetServerError::WrongState(_))));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set_server(&mut self, server: u8) -> Result<(), SetServerError> {
        if server > MOST_SERVERS {
            return Err(SetServerError::UnknownServer);
        }
        if self.take_server(server) {
            return Ok(());
        }
        Err(SetServerError::WrongState(self.state_at(self.clock.read_at())))
    }

    /// The server of this session's grant, by its number; 0 is the client's own. A revocation is for
    /// [`Client::at_server`](crate::Client::at_server).
    // Set from a `u8`.
    #[allow(clippy::cast_possible_truncation)]
    pub fn server(&self) -> u8 {
        self.server as u8
    }

    /// What the session needs next.
    pub fn state(&mut self, now: Uptime) -> SessionState {
        self.state_at(now.as_millis())
    }

    /// The access token, if it has not expired and its record is stored. Secret.
    pub fn access_token(&mut self, now: Uptime) -> Option<Secret<'_>> {
        let bytes = self.access_token_bytes(now.as_millis())?;
        core::str::from_utf8(bytes).ok().map(Secret::new)
    }

    /// The `sub` of the login, empty if unknown. An `id_token` that comes with a refresh must name the same
    /// (OpenID Connect Core, section 12.2).
    ///
    /// # Example
    /// ```
    /// use grantlet::{Secret, Session, Settings, Uptime};
    /// let mut arena = [0; 64];
    /// let mut session = Session::new(&mut arena, Settings::DEFAULT);
    /// session.adopt(Secret::new("rt-1"), "248289761001", Uptime::ZERO)?;
    /// assert_eq!(session.subject(), "248289761001");
    /// # Ok::<(), grantlet::SessionError>(())
    /// ```
    pub fn subject(&self) -> &str {
        core::str::from_utf8(self.subject_bytes()).unwrap_or_default()
    }

    /// Begins an attempt. Send its request now, then call [`receive`](Self::receive),
    /// [`accept`](Self::accept) or [`fail`](Self::fail).
    ///
    /// # Errors
    /// The state, if it is neither [`Due`](SessionState::Due) nor [`InDoubt`](SessionState::InDoubt).
    pub fn begin(&mut self, now: Uptime) -> Result<Attempt<'_>, NotDue> {
        let mark = self.begin_bytes(now.as_millis())?;
        Ok(self.attempt(mark))
    }

    /// Begins the attempt again without a pause, after a response that requires a DPoP proof with a new nonce (RFC
    /// 9449, section 8): see [`Received::wants_dpop_nonce`](crate::Received::wants_dpop_nonce).
    ///
    /// 1. Report that response first, like any other, by [`receive`](Self::receive) or [`fail`](Self::fail).
    /// 2. Call this. It cancels the pause that the response caused, and the attempt before does not count. `mark` is
    ///    none if it was returned before.
    /// 3. Sign another proof, with the new nonce and a new `jti`, and send the request. The token's age counts from it.
    ///
    /// Call it only after such a response: it would also cancel the pause after any other error. It is allowed once for
    /// each [`begin`](Self::begin), so that no server makes a device retry without end.
    ///
    /// # Errors
    /// The state, if the newest request has no response yet, if it was itself begun by this function, or if the session
    /// is neither waiting nor refused. Also if the uptime was set back to the moment of an earlier request whose
    /// response may still come: that ends a millisecond later. Continue as the state requires.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, DpopNonce, DpopProof, PublicKey, Profile, Response, Secret, SessionState};
    /// use grantlet::{NoToken, Session, Settings, UnixTime, Uptime, UnsignedJws};
    /// // A token that is bound to a key has the type DPoP.
    /// const BOUND: Profile<'_> = Profile::RFC6749
    ///     .token_endpoint("https://as.example/token")
    ///     .token_types(&["DPoP"]);
    /// const APP: Client<'_> = Client::public(&BOUND, "app");
    /// const KEY: PublicKey<'_> = PublicKey::p256(&[1; 32], &[2; 32]);
    /// # const TOKEN: &str = r#"{"access_token":"at","refresh_token":"rt-2","token_type":"DPoP"}"#;
    /// # fn sign(_: [u8; 32]) -> [u8; 64] { [0; 64] }
    /// # fn random() -> &'static str { "-BwC3ESc6acc2lTc" }
    /// # fn send(_body: &str, proof: &str) -> (u16, &'static str, Option<&'static str>) {
    /// #     // The claims of a proof that has a nonce are longer.
    /// #     if proof.len() < 420 { (400, r#"{"error":"use_dpop_nonce"}"#, Some("eyJ7S_zG")) } else { (200, TOKEN, None) }
    /// # }
    ///
    /// let (mut arena, now) = ([0; 128], Uptime::from_millis(40));
    /// let mut session = Session::new(&mut arena, Settings::DEFAULT);
    /// session.adopt(Secret::new("rt-1"), "", now)?;
    /// session.stored()?; // its record
    /// let mut nonce = DpopNonce::default(); // of this server, kept for the next refresh
    ///
    /// let mut attempt = session.begin(now)?;
    /// loop {
    ///     let (mut request, mut proof) = ([0; 256], [0; 1024]);
    ///     let post = APP.request(&attempt.grant, &mut request)?;
    ///     let unsigned = DpopProof::of_request(KEY, &post, random(), UnixTime::from_secs(1_773_135_000))
    ///         .nonce(nonce.as_str())
    ///         .write(&mut proof)?;
    ///     let signature = sign(unsigned.sha256()); // by the secure element
    ///     let (status, body, header) = send(post.body, unsigned.sign(&signature)?);
    ///
    ///     let mut body = body.as_bytes().to_vec();
    ///     let is_new = nonce.keep(header);
    ///     let received = session.receive(&APP, Response::new(status, &mut body), None, now)?;
    ///     if !is_new || !received.wants_dpop_nonce() {
    ///         break;
    ///     }
    ///     let Ok(again) = session.begin_again(now) else { break };
    ///     attempt = again;
    /// }
    /// assert_eq!(session.state(now), SessionState::Unstored); // rt-2
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn begin_again(&mut self, now: Uptime) -> Result<Attempt<'_>, NotDue> {
        let now = now.as_millis();
        match self.repeat_attempt(now) {
            Some(mark) => Ok(self.attempt(mark)),
            None => Err(NotDue(self.state_at(now))),
        }
    }

    fn attempt(&self, mark: Option<usize>) -> Attempt<'_> {
        let grant = if self.client_credentials {
            Grant::client_credentials()
        } else {
            let text = core::str::from_utf8(self.refresh_token_bytes()).unwrap_or_default();
            Grant::refresh_token(Secret::new(text))
        };
        Attempt { grant: grant.server(self.server()), mark }
    }

    /// Takes the token of a response that was read by other means. [`receive`](Self::receive) does more: use
    /// that if you can. If the response has no refresh token, the old one stays. Returns whether there is a
    /// record to store, which comes next; the access token is returned after that.
    ///
    /// A response that comes after [`Failure::NoResponse`](crate::Failure::NoResponse) was reported is taken,
    /// until the next attempt is over. After a restart there is none before [`begin`](Self::begin).
    /// The caller validates an `id_token` before. If the session waits for a valid one and the token has
    /// none, the access token is not returned.
    ///
    /// # Errors
    /// [`SessionError`]: nothing was taken. If the arena is too small, [`move_to`](Self::move_to) a larger
    /// one, and call this again.
    pub fn accept(&mut self, token: &TokenResponse<'_>, now: Uptime) -> Result<bool, SessionError> {
        self.accept_with(new_tokens(token), token.id_token.is_some(), now.as_millis())
    }

    /// The refresh token, to revoke it. For a refresh, take the grant of [`begin`](Self::begin).
    pub fn refresh_token(&self) -> Option<Secret<'_>> {
        let text = core::str::from_utf8(self.refresh_token_bytes()).unwrap_or_default();
        Some(Secret::new(text)).filter(|token| !token.is_empty())
    }

    /// When the refresh token expires, if that is known.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Secret, Session, Settings, Uptime};
    /// let mut arena = [0; 64];
    /// let mut session = Session::new(&mut arena, Settings::DEFAULT);
    /// session.adopt(Secret::new("rt-1"), "", Uptime::ZERO)?;
    /// assert_eq!(session.deadline(), None); // the settings have no lifetime, and no wall time was reported
    /// # Ok::<(), grantlet::SessionError>(())
    /// ```
    pub fn deadline(&self) -> Option<UnixTime> {
        Some(self.deadline).filter(|deadline| *deadline != UNKNOWN).map(UnixTime::from_secs)
    }

    /// Moves the session's strings to another arena, and wipes this one. Valid in every state.
    ///
    /// # Errors
    /// [`BufferTooSmall`] if the other arena is too small; the session then keeps this one.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Secret, Session, SessionError, Settings, Uptime};
    /// let (mut small, mut large) = ([0; 8], [0; 64]);
    /// let mut session = Session::new(&mut small, Settings::DEFAULT);
    /// let refused = session.adopt(Secret::new("a-long-refresh-token"), "", Uptime::ZERO);
    /// assert_eq!(refused, Err(SessionError::BufferTooSmall { needed: 20 }));
    /// session.move_to(&mut large)?;
    /// session.adopt(Secret::new("a-long-refresh-token"), "", Uptime::ZERO)?;
    /// assert_eq!(session.refresh_token().unwrap().expose(), "a-long-refresh-token");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn move_to(&mut self, arena: &'a mut [u8]) -> Result<(), BufferTooSmall> {
        self.arena.move_to(arena)
    }
}

fn new_tokens<'t>(token: &TokenResponse<'t>) -> NewTokens<'t> {
    let refresh_token = token.refresh_token.map_or("", Secret::expose);
    NewTokens::new(
        token.access_token.expose().as_bytes(),
        refresh_token.as_bytes(),
        token.lifetime(),
        token.refresh_token_expires_in.unwrap_or(0),
    )
}
