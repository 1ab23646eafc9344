//! A client whose profile and addresses were validated.

use core::fmt;

use crate::crypto::secret::Secret;
use crate::member::Member;
use crate::oauth::credentials::Credentials;
use crate::oauth::request_error::RequestError;
use crate::profile::address::AddressCheck;
use crate::profile::check::error::ProfileError;
use crate::profile::client::Client;
use crate::profile::endpoint::{Endpoint, check_endpoint};
use crate::profile::profile::Profile;

/// Why a client cannot make requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientError {
    /// A setting of the profile is misspelt, or contradicts another.
    Profile(ProfileError),
    /// The client id is empty, or a secret that is given is: [`RequestError::Missing`].
    Credentials(RequestError),
    /// An endpoint is invalid: [`RequestError::Url`] or [`RequestError::BaseUrl`].
    Endpoint(RequestError),
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Profile(error) => fmt::Display::fmt(error, f),
            Self::Credentials(error) | Self::Endpoint(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl core::error::Error for ClientError {}

impl<'a> Client<'a> {
    /// A client of which a part is known only at run time. It validates the profile, and that each endpoint
    /// is https, or loopback where the profile allows it, and below `base_url`; and that neither the id nor
    /// a secret is empty. Its requests do not validate addresses again.
    ///
    /// A constant profile can be asserted to be valid by [`Profile::check`] at compile time.
    ///
    /// # Errors
    /// [`ClientError`], for the first setting, credential or endpoint at fault.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLD, Client, ClientError, Member, RequestError, Secret};
    /// let secret = Some(Secret::new("sesame"));
    /// let client = Client::try_new(&BOLD, "BoldAuth", secret, "https://api.example")?;
    /// let mut buffer = [0; 512];
    /// let post = client.refresh(Secret::new("40156dc1")).write(&mut buffer).unwrap();
    /// assert_eq!(post.url, "https://api.example/v2/oauth/token");
    ///
    /// let refused = Client::try_new(&BOLD, "BoldAuth", secret, "http://api.example").unwrap_err();
    /// assert_eq!(refused, ClientError::Endpoint(RequestError::Url(Member::TokenEndpoint)));
    /// # Ok::<(), ClientError>(())
    /// ```
    pub fn try_new(
        profile: &'a Profile<'a>,
        client_id: &'a str,
        client_secret: Option<Secret<'a>>,
        base_url: &'a str,
    ) -> Result<Self, ClientError> {
        profile.check().map_err(ClientError::Profile)?;
        let credentials = Credentials { id: client_id, secret: client_secret };
        let client = Self::at(profile, credentials, base_url, AddressCheck::ONCE);
        client.check_credentials().map_err(|error| ClientError::Credentials(error.into()))?;
        check_endpoints(&client).map_err(ClientError::Endpoint)?;
        Ok(client)
    }
}

/// Validates a client's credentials, and each endpoint that its profile has.
///
/// # Errors
/// [`RequestError::Missing`] of the id or of a secret; [`RequestError::Url`] or [`RequestError::BaseUrl`], for
/// the first endpoint at fault.
pub fn check_client(client: &Client<'_>) -> Result<(), RequestError> {
    client.check_credentials()?;
    check_endpoints(client)
}

fn check_endpoints(client: &Client<'_>) -> Result<(), RequestError> {
    let profile = client.profile;
    let endpoints = [
        Endpoint::new(profile.token_endpoint, Member::TokenEndpoint),
        Endpoint::refresh(profile),
        Endpoint::authorization(profile)?.0,
        Endpoint::new(profile.revocation_endpoint, Member::RevocationEndpoint),
        Endpoint::new(profile.device_authorization_endpoint, Member::DeviceAuthorizationEndpoint),
    ];
    for endpoint in &endpoints {
        if !endpoint.url.is_empty() {
            check_endpoint(client, endpoint)?;
        }
    }
    if profile.choice.is_some_and(|choice| !(choice.check)(profile)) {
        return Err(RequestError::Url(Member::BaseUrl));
    }
    // Also where the profile has no path to join: a provider's own requests do.
    if !client.base_url.is_empty() {
        check_endpoint(client, &Endpoint::new("/", Member::BaseUrl))?;
    }
    Ok(())
}
