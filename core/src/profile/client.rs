//! The client: who asks, and at which provider.

use core::fmt;

use crate::crypto::secret::Secret;
use crate::member::Member;
use crate::oauth::credentials::Credentials;
use crate::oauth::request_error::Refused;
use crate::profile::address::AddressCheck;
use crate::profile::profile::Profile;

/// A client as it is registered at a provider (RFC 6749, section 2).
///
/// It is `Copy` and can be a constant. Its methods write every request and read every response.
/// `Debug` shows none of it.
///
/// # Example
/// ```
/// use grantlet::providers::{BOLD, BOLDSIGN};
/// use grantlet::{Client, Secret};
///
/// const APP: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
/// let service = Client::confidential(&BOLD, "BoldAuth", Secret::new("sesame"))
///     .base_url("https://api.example");
/// assert!(APP.secret().is_none() && service.secret().is_some());
/// ```
#[derive(Clone, Copy)]
pub struct Client<'a> {
    pub(crate) profile: &'a Profile<'a>,
    pub(crate) credentials: Credentials<'a>,
    pub(crate) base_url: &'a str,
    pub(crate) check: AddressCheck,
}

impl<'a> Client<'a> {
    /// A client that cannot keep a secret: a single-page app, an installed app, a device.
    pub const fn public(profile: &'a Profile<'a>, client_id: &'a str) -> Self {
        Self::of(profile, Credentials { id: client_id, secret: None })
    }

    /// A client that was given a secret.
    pub const fn confidential(
        profile: &'a Profile<'a>,
        client_id: &'a str,
        client_secret: Secret<'a>,
    ) -> Self {
        Self::of(profile, Credentials { id: client_id, secret: Some(client_secret) })
    }

    /// A client with these credentials, for bindings.
    #[doc(hidden)]
    pub const fn of(profile: &'a Profile<'a>, credentials: Credentials<'a>) -> Self {
        Self::at(profile, credentials, "", AddressCheck::EACH_REQUEST)
    }

    /// The same at a base URL, perhaps with addresses that were checked.
    #[doc(hidden)]
    pub const fn at(
        profile: &'a Profile<'a>,
        credentials: Credentials<'a>,
        base_url: &'a str,
        check: AddressCheck,
    ) -> Self {
        Self { profile, credentials, base_url, check }
    }

    /// The URL that the profile's paths are joined to. Not for a profile whose endpoints are absolute
    /// URLs elsewhere: that is [`RequestError::BaseUrl`](crate::RequestError::BaseUrl).
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLD, Client, Secret};
    /// let client = Client::public(&BOLD, "BoldAuth").base_url("https://api.example/");
    /// let mut buffer = [0; 512];
    /// let post = client.refresh(Secret::new("rt")).write(&mut buffer)?;
    /// assert_eq!(post.url, "https://api.example/v2/oauth/token");
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    #[must_use]
    pub const fn base_url(mut self, base_url: &'a str) -> Self {
        self.base_url = base_url;
        self.check = AddressCheck::EACH_REQUEST;
        self
    }

    /// The same client with another profile: one with other endpoints, say, or another
    /// [`ClientAuth`](crate::ClientAuth).
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Client, ClientAuth, Profile, Secret};
    /// const BASIC: Profile<'_> = BOLDSIGN.client_auth(ClientAuth::BASIC);
    /// let client = Client::confidential(&BOLDSIGN, "596f0268", Secret::new("sesame"));
    /// let mut buffer = [0; 512];
    /// let post = client.with_profile(&BASIC).client_credentials().write(&mut buffer)?;
    /// assert!(post.headers.iter().any(|(name, _)| name == "Authorization"));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    #[must_use]
    pub const fn with_profile(mut self, profile: &'a Profile<'a>) -> Self {
        self.profile = profile;
        self.check = AddressCheck::EACH_REQUEST;
        self
    }

    /// How the provider differs from RFC 6749.
    pub const fn profile(&self) -> &'a Profile<'a> {
        self.profile
    }

    /// The `client_id`. It is not secret.
    pub const fn id(&self) -> &'a str {
        self.credentials.id
    }

    /// The `client_secret`; none for a public client.
    pub const fn secret(&self) -> Option<Secret<'a>> {
        self.credentials.secret
    }

    /// Whether there is an id, and no empty secret.
    #[inline]
    pub(crate) fn check_credentials(&self) -> Result<(), Refused> {
        if self.credentials.id.is_empty() {
            return Err(Refused::Missing(Member::ClientId));
        }
        if self.credentials.secret.is_some_and(Secret::is_empty) {
            return Err(Refused::Missing(Member::ClientSecret));
        }
        Ok(())
    }
}

impl fmt::Debug for Client<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client(elided)")
    }
}
