//! What a session needs next.

use core::fmt;

use crate::session::clock::NEVER;
use crate::text::buffer::BufferTooSmall;
use crate::time::instant::Uptime;

/// What a session needs next.
///
/// # Example
/// ```
/// use grantlet::{Session, SessionState, Settings, Uptime};
/// let mut arena = [0; 128];
/// let mut session = Session::new(&mut arena, Settings::DEFAULT);
/// assert_eq!(session.state(Uptime::ZERO), SessionState::Ended);
/// assert_eq!(session.begin(Uptime::ZERO).unwrap_err().to_string(), "there is no grant: log in");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// There is an access token to use.
    Ready {
        /// When it is time to refresh; none if the response had no lifetime of the token.
        until: Option<Uptime>,
    },
    /// It is time to [`begin`](crate::Session::begin).
    Due,
    /// As `Due`, and the refresh token may have been spent by a request whose response was lost. The
    /// next response decides.
    InDoubt,
    /// A request is in flight: [`receive`](crate::Session::receive), [`accept`](crate::Session::accept) or
    /// [`fail`](crate::Session::fail) comes next.
    InFlight,
    /// The new token waits until its record is stored: [`record`](crate::Session::record), then
    /// [`stored`](crate::Session::stored).
    Unstored,
    /// The last attempt failed in a way that may pass; the next comes later.
    Waiting {
        /// When it is `Due` or `InDoubt` again.
        until: Uptime,
    },
    /// The server refuses for a reason that does not pass by itself: somebody must look. The session
    /// retries at the longest pause.
    Refused {
        /// When it is `Due` or `InDoubt` again.
        until: Uptime,
    },
    /// There is no grant: the user must log in.
    Ended,
}

/// A [`SessionState`] without its moment, for bindings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Stage {
    /// [`SessionState::Ready`]
    Ready,
    /// [`SessionState::Due`]
    Due,
    /// [`SessionState::InDoubt`]
    InDoubt,
    /// [`SessionState::InFlight`]
    InFlight,
    /// [`SessionState::Unstored`]
    Unstored,
    /// [`SessionState::Waiting`]
    Waiting,
    /// [`SessionState::Refused`]
    Refused,
    /// [`SessionState::Ended`]
    Ended,
}

impl SessionState {
    /// A stage that changes by itself in so many milliseconds.
    pub(crate) fn of(stage: Stage, left: u64, now: u64) -> Self {
        let until = Uptime::from_millis(now.saturating_add(left));
        match stage {
            Stage::Ready => Self::Ready { until: (left != NEVER).then_some(until) },
            Stage::Due => Self::Due,
            Stage::InDoubt => Self::InDoubt,
            Stage::InFlight => Self::InFlight,
            Stage::Unstored => Self::Unstored,
            Stage::Waiting => Self::Waiting { until },
            Stage::Refused => Self::Refused { until },
            Stage::Ended => Self::Ended,
        }
    }
}

/// An attempt cannot begin: the session is in this state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotDue(pub SessionState);

impl fmt::Display for NotDue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            SessionState::Ready { .. } => "the access token still holds: no refresh is due",
            SessionState::InFlight => {
                "a request is in flight: take its response, or report why it failed"
            }
            SessionState::Unstored => "the new token is not stored: store its record first",
            SessionState::Waiting { .. } => "the last attempt failed: wait for the next",
            SessionState::Refused { .. } => {
                "the server refuses this client: wait for the next attempt"
            }
            SessionState::Ended => "there is no grant: log in",
            SessionState::Due | SessionState::InDoubt => "a refresh is due",
        })
    }
}

impl core::error::Error for NotDue {}

/// The call has no meaning in this state of the session, and did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongState(pub SessionState);

impl fmt::Display for WrongState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            SessionState::InFlight => "a request is in flight: no record waits to be stored",
            SessionState::Unstored => "the new token is not stored: store its record first",
            SessionState::Ended => "there is no grant: log in",
            _ => "no request is in flight, and no record waits to be stored",
        })
    }
}

impl core::error::Error for WrongState {}

/// Why a call did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionError {
    /// The arena is too small: [`move_to`](crate::Session::move_to) a larger one, and call again.
    BufferTooSmall {
        /// A length, in bytes, that is enough.
        needed: usize,
    },
    /// The call has no meaning in this state, such as a response where no request is in flight or was given
    /// up, or where the record of the token before must be stored first.
    WrongState(SessionState),
}

impl From<BufferTooSmall> for SessionError {
    fn from(BufferTooSmall { needed }: BufferTooSmall) -> Self {
        Self::BufferTooSmall { needed }
    }
}

impl From<WrongState> for SessionError {
    fn from(WrongState(state): WrongState) -> Self {
        Self::WrongState(state)
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BufferTooSmall { needed } => {
                fmt::Display::fmt(&BufferTooSmall { needed: *needed }, f)
            }
            Self::WrongState(state) => fmt::Display::fmt(&WrongState(*state), f),
        }
    }
}

impl core::error::Error for SessionError {}

/// Why the server of a session was not set.
///
/// # Example
/// ```
/// use grantlet::{Session, Settings, Uptime};
/// let mut arena = [0; 64];
/// let mut session = Session::new(&mut arena, Settings::DEFAULT);
/// assert_eq!(session.set_server(1).unwrap_err().to_string(), "there is no grant: log in");
/// assert_eq!(
///     session.set_server(16).unwrap_err().to_string(),
///     "no profile lists a server of this number: pass what the login returns",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetServerError {
    /// The number is above 15, the most that a profile lists: pass what [`Login::server`](crate::Login::server)
    /// returns.
    UnknownServer,
    /// There is no grant, its record is stored, or a request is in flight: call it after
    /// [`login`](crate::Session::login), before [`stored`](crate::Session::stored).
    WrongState(SessionState),
}

impl fmt::Display for SetServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownServer => {
                "no profile lists a server of this number: pass what the login returns"
            }
            Self::WrongState(SessionState::Ended) => "there is no grant: log in",
            Self::WrongState(_) => {
                "the grant's record is stored, or a request is in flight: set the server after the login"
            }
        })
    }
}

impl core::error::Error for SetServerError {}

/// Why nothing was restored.
///
/// # Example
/// ```
/// use grantlet::RestoreError;
/// let error = RestoreError::LaterVersion;
/// assert_eq!(error.to_string(), "a later version wrote this record: write to neither slot");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoreError {
    /// The arena is too small: [`move_to`](crate::Session::move_to) a larger one, and call again.
    BufferTooSmall {
        /// A length, in bytes, that is enough.
        needed: usize,
    },
    /// A later version of this library wrote the newest record, and this one cannot read it. It is still
    /// there, and stays as long as nothing is written.
    LaterVersion,
}

impl From<BufferTooSmall> for RestoreError {
    fn from(BufferTooSmall { needed }: BufferTooSmall) -> Self {
        Self::BufferTooSmall { needed }
    }
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BufferTooSmall { needed } => {
                fmt::Display::fmt(&BufferTooSmall { needed: *needed }, f)
            }
            Self::LaterVersion => {
                f.write_str("a later version wrote this record: write to neither slot")
            }
        }
    }
}

impl core::error::Error for RestoreError {}
