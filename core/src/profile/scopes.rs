//! What is between the tokens of a scope.

use crate::profile::profile::Profile;

impl Profile<'_> {
    /// The character between the tokens of a scope, in requests and responses (RFC 6749,
    /// section 3.3, has a space): one of ASCII, else it is a space, and [`check`](Self::check) reports it.
    #[must_use]
    pub const fn scope_separator(mut self, separator: u8) -> Self {
        self.scope_separator = separator;
        self
    }

    /// The character between the tokens of a scope in requests, where that of
    /// [`scope_separator`](Self::scope_separator) is that of responses alone. 0 is the same.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Profile, Secret, TokenError};
    /// const ACME: Profile<'_> = Profile::RFC6749
    ///     .device_authorization_endpoint("/device")
    ///     .scope_separator(b',')
    ///     .request_scope_separator(b' ');
    /// let client = Client::public(&ACME, "id").base_url("https://acme.example");
    /// let mut buffer = [0; 256];
    /// let post = client.authorize_device().scope("repo gist").write(&mut buffer).unwrap();
    /// assert_eq!(post.body, "client_id=id&scope=repo+gist");
    /// let mut body = *br#"{"access_token":"at","token_type":"bearer","scope":"repo,gist"}"#;
    /// assert!(client.token(200, &mut body)?.scope.unwrap().contains("gist"));
    /// # Ok::<(), TokenError>(())
    /// ```
    #[must_use]
    pub const fn request_scope_separator(mut self, separator: u8) -> Self {
        self.request_scope_separator = separator;
        self
    }

    pub(crate) const fn separator(&self) -> u8 {
        if self.scope_separator.is_ascii() { self.scope_separator } else { b' ' }
    }

    pub(crate) const fn request_separator(&self) -> u8 {
        match self.request_scope_separator {
            0 => self.separator(),
            separator if separator.is_ascii() => separator,
            _ => b' ',
        }
    }
}
