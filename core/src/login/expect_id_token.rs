//! What an `id_token` must claim.

use crate::crypto::secret::Secret;
use crate::time::instant::UnixTime;

/// What an `id_token` must claim (OpenID Connect Core, sections 3.1.3.7, 3.2.2.11 and 12.2).
///
/// # Example
/// ```
/// use grantlet::{ExpectIdToken, Secret, UnixTime};
/// let expect = ExpectIdToken::new("https://as.example", "client", UnixTime::from_secs(1_773_135_000))
///     .nonce("n-0S6_WzA2Mj")
///     .access_token(Secret::new("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"))
///     .leeway(60);
/// # let _ = expect;
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ExpectIdToken<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) now: Option<UnixTime>,
    pub(crate) leeway: u32,
    pub(crate) nonce: Option<Secret<'a>>,
    pub(crate) access_token: Option<Secret<'a>>,
    pub(crate) code: Option<Secret<'a>>,
    pub(crate) subject: Option<&'a str>,
}

impl<'a> ExpectIdToken<'a> {
    /// Issued by this server to this client, and not expired at `now`.
    pub const fn new(issuer: &'a str, client_id: &'a str, now: UnixTime) -> Self {
        Self {
            issuer,
            client_id,
            now: Some(now),
            leeway: 0,
            nonce: None,
            access_token: None,
            code: None,
            subject: None,
        }
    }

    /// Seconds by which the two clocks may differ, 0 by default.
    #[must_use]
    pub const fn leeway(mut self, seconds: u32) -> Self {
        self.leeway = seconds;
        self
    }

    /// Nobody knows the time: neither `exp` nor `iat` is compared.
    pub(crate) const fn at_any_time(mut self) -> Self {
        self.now = None;
        self
    }

    /// `nonce` must be there and be this.
    #[must_use]
    pub const fn nonce(mut self, nonce: &'a str) -> Self {
        self.nonce = Some(Secret::new(nonce));
        self
    }

    /// `at_hash` must be there and be this token's: for a token from the front channel.
    #[must_use]
    pub const fn access_token(mut self, access_token: Secret<'a>) -> Self {
        self.access_token = Some(access_token);
        self
    }

    /// `c_hash` must be there and be this code's.
    #[must_use]
    pub const fn code(mut self, code: Secret<'a>) -> Self {
        self.code = Some(code);
        self
    }

    /// `sub` must be this: that of the login, for an `id_token` that came with a refresh.
    #[must_use]
    pub const fn subject(mut self, subject: &'a str) -> Self {
        self.subject = Some(subject);
        self
    }
}
