//! Servers of a provider, one of which the callback of a login names.

use crate::list::List;
use crate::oauth::request_error::RequestError;
use crate::oauth::url::is_visible_without;
use crate::profile::client::Client;
use crate::profile::endpoint::is_allowed;
use crate::profile::profile::{MOST_SERVERS, Profile, ServerChoice};
use crate::text::form::{Encoded, PairSpans};
use crate::text::span::Span;

const CHOICE: ServerChoice = ServerChoice { number_in, base_url, check };

impl<'a> Profile<'a> {
    /// The servers of a provider with regional accounts, whose callback names the user's server.
    ///
    /// - The first pair is the name of the callback parameter, and an empty string.
    /// - Each further pair, at most fifteen, is a value of that parameter and the base URL of the server. If the base
    ///   URL is empty, the value is the base URL. The profile's endpoints must be paths.
    ///
    /// The parameter is read after `state` and `iss` were validated. Its value is compared byte for byte. A value that
    /// is not listed, and a repeated parameter, are [`CallbackClass::Issuer`](crate::CallbackClass::Issuer), and nothing
    /// is sent. Without the parameter, the client's [`base_url`](Client::base_url) is used. The code is exchanged at the
    /// named server (RFC 9700, section 4.4.2), which [`Login::server`](crate::Login::server) returns for
    /// [`Session::set_server`](crate::Session::set_server) and [`Client::at_server`].
    ///
    /// Append to the list, and remove nothing from it: records of sessions contain a server's number.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Login, LoginRequest, Profile, UnixTime};
    /// const ACME: Profile<'_> = Profile::RFC6749
    ///     .authorization_endpoint("/auth")
    ///     .token_endpoint("/token")
    ///     .servers(&[("dc", ""), ("us", "https://us.acme.example"), ("eu", "https://eu.acme.example")]);
    /// # let entropy: [u8; 96] = core::array::from_fn(|i| (i * 7 % 251) as u8);
    /// let client = Client::public(&ACME, "id").base_url("https://us.acme.example");
    /// let (now, mut url, mut buffer) = (UnixTime::from_secs(1_773_135_000), [0; 512], [0; 512]);
    /// let mut login = LoginRequest::new(&client, "https://app.example/cb")
    ///     .start_with_entropy(&entropy, now, &mut url)?;
    /// let mut callback = format!("https://app.example/cb?code=c1&dc=eu&state={}", login.state()).into_bytes();
    /// let post = login.finish(&client, &mut callback, now)?.write(&mut buffer)?;
    /// assert_eq!(post.url, "https://eu.acme.example/token");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn servers(self, servers: &'a [(&'a str, &'a str)]) -> Self {
        self.with_servers(List::Pairs(servers))
    }

    pub(crate) const fn with_servers(mut self, servers: List<'a>) -> Self {
        self.servers = servers;
        self.choice = Some(&CHOICE);
        self
    }

    /// The base URL of a server, by its number from 1 on; none for any other.
    #[doc(hidden)]
    pub fn server_url(&self, server: u8) -> Option<&'a [u8]> {
        (self.choice?.base_url)(self.servers, server)
    }
}

impl Client<'_> {
    /// The same client at one of the profile's [`servers`](Profile::servers), by its number; 0 is the client's own.
    /// A [`Login`](crate::Login) and a [`Session`](crate::Session) use the chosen server without this call. Other
    /// requests, such as a revocation, need the client that it returns.
    ///
    /// # Errors
    /// [`RequestError::OtherServer`] for a number that the profile does not list.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Profile, Secret};
    /// const ACME: Profile<'_> = Profile::RFC6749
    ///     .token_endpoint("/token")
    ///     .servers(&[("server", ""), ("https://us.acme.example", ""), ("https://eu.acme.example", "")]);
    /// let client = Client::public(&ACME, "id").base_url("https://us.acme.example");
    /// let mut buffer = [0; 256];
    /// let post = client.at_server(2)?.refresh(Secret::new("rt")).write(&mut buffer)?;
    /// assert_eq!(post.url, "https://eu.acme.example/token");
    /// assert!(client.at_server(3).is_err());
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub fn at_server(&self, server: u8) -> Result<Self, RequestError> {
        if server == 0 {
            return Ok(*self);
        }
        let base_url = self.profile.server_url(server).ok_or(RequestError::OtherServer)?;
        Ok(self.base_url(core::str::from_utf8(base_url).unwrap_or_default()))
    }
}

/// The number of the server that a part of a URL names, 0 where it names none; the offset of a name that is not
/// listed, or of a second one.
fn number_in(servers: List<'_>, url: &[u8], part: Span) -> Result<u8, usize> {
    let mut servers = servers;
    let Some(parameter) = servers.next_pair() else { return Ok(0) };
    let (mut found, mut pairs) = (None, PairSpans::new(part));
    while let Some((name, value)) = pairs.next(url) {
        if Encoded(name.of(url)).is_bytes(parameter.name) && found.replace(value).is_some() {
            return Err(value.start as usize);
        }
    }
    let value = found.unwrap_or_default();
    if value.is_empty() {
        return Ok(0);
    }
    let (name, mut number) = (Encoded(value.of(url)), 0u8);
    while number < MOST_SERVERS
        && let Some(server) = servers.next_pair()
    {
        number = number.wrapping_add(1);
        if name.is_bytes(server.name) {
            return Ok(number);
        }
    }
    Err(value.start as usize)
}

fn base_url(mut servers: List<'_>, number: u8) -> Option<&[u8]> {
    servers.next_pair()?;
    let mut left = number.checked_sub(1).filter(|left| *left < MOST_SERVERS)?;
    loop {
        let server = servers.next_pair()?;
        if left == 0 {
            return Some(server.value.unwrap_or(server.name));
        }
        left = left.wrapping_sub(1);
    }
}

fn check(profile: &Profile<'_>) -> bool {
    let mut number = 1;
    while let Some(url) = base_url(profile.servers, number) {
        if !is_allowed(profile, url) || !is_visible_without(url, b"?\\#") {
            return false;
        }
        number = number.wrapping_add(1);
    }
    true
}
