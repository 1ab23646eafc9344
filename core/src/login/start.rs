//! A login's entropy from the system.

use zeroize::Zeroizing;

use crate::login::login::{Login, LoginKind};
use crate::login::metadata::Issuer;
use crate::oauth::request_error::RequestError;
use crate::profile::client::Client;
use crate::time::instant::UnixTime;

impl<'a> Login<'a> {
    /// Starts a login with entropy from `getrandom`: that of the system, of the browser, or, on a
    /// microcontroller, of the function that its custom backend names. `now` is the wall time.
    ///
    /// The entropy is wiped after use. Without the feature `getrandom`, use
    /// [`start_with_entropy`](Self::start_with_entropy).
    ///
    /// # Errors
    /// [`RequestError::Entropy`] where the source fails or repeats itself; otherwise as
    /// [`start_with_entropy`](Self::start_with_entropy).
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Client, Issuer, Login, LoginKind, UnixTime};
    /// let client = Client::public(&BOLDSIGN, "596f0268");
    /// let callback = "https://yourapp.com/callback";
    /// let now = UnixTime::from_secs(1_773_135_000);
    /// let login = Login::start(LoginKind::Code, &client, callback, Issuer::Ignored, now)?;
    /// assert_eq!(login.state().len(), 43);
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub fn start(
        kind: LoginKind,
        client: &Client<'a>,
        redirect_uri: &'a str,
        issuer: Issuer<'a>,
        now: UnixTime,
    ) -> Result<Self, RequestError> {
        let mut entropy = Zeroizing::new([0; 96]);
        getrandom::fill(&mut *entropy).map_err(|_| RequestError::Entropy)?;
        Self::start_with_entropy(kind, client, redirect_uri, issuer, &entropy, now)
    }
}
