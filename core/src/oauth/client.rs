//! Who asks: the client.

use core::fmt;

use crate::crypto::secret::Secret;

/// A client as it is registered (RFC 6749, section 2).
///
/// # Example
/// ```
/// use grantlet::{Client, Secret};
/// let app = Client::public("https://account.boldsign.com", "spa");
/// let service = Client::confidential("https://api.example", "id", Secret::new("sesame"));
/// assert!(app.secret().is_none() && service.secret().is_some());
/// ```
#[derive(Clone, Copy)]
pub struct Client<'a> {
    pub(crate) base_url: &'a str,
    pub(crate) id: &'a str,
    pub(crate) secret: Option<Secret<'a>>,
    /// Whether the addresses of its provider were checked, so that a request does not.
    pub(crate) addresses_checked: bool,
}

impl<'a> Client<'a> {
    /// A client that cannot keep a secret: a single-page app, an installed app, a device.
    /// `base_url` is what the profile's paths are joined to; for a profile whose endpoints are
    /// absolute it is empty.
    pub const fn public(base_url: &'a str, client_id: &'a str) -> Self {
        Self { base_url, id: client_id, secret: None, addresses_checked: false }
    }

    /// A client that was given a secret.
    pub const fn confidential(
        base_url: &'a str,
        client_id: &'a str,
        client_secret: Secret<'a>,
    ) -> Self {
        let secret = Some(client_secret);
        Self { base_url, id: client_id, secret, addresses_checked: false }
    }

    /// What endpoints are joined to.
    pub const fn base_url(&self) -> &'a str {
        self.base_url
    }

    /// The `client_id`. It is not secret.
    pub const fn id(&self) -> &'a str {
        self.id
    }

    /// The `client_secret`, none for a public client.
    pub const fn secret(&self) -> Option<Secret<'a>> {
        self.secret
    }
}

impl fmt::Debug for Client<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client(elided)")
    }
}
