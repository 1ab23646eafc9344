//! A response read as a token, by a profile or a client.

use crate::json::value::Value;
use crate::oauth::error_buf::ErrorBuf;
use crate::oauth::located_response::LocatedResponse;
use crate::oauth::token_error::TokenError;
use crate::oauth::token_response::TokenResponse;
use crate::profile::client::Client;
use crate::profile::profile::Profile;
use crate::token::response::{locate, locate_revoked};

impl Client<'_> {
    /// Reads the response to a token request: see [`Profile::token`].
    ///
    /// # Errors
    /// [`TokenError`].
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::DATA_ENVELOPE, Client, Secret, TokenError};
    /// let client = Client::confidential(&DATA_ENVELOPE, "id", Secret::new("sesame"));
    /// let mut body = *br#"{"data":{"access_token":"sk-41","token_type":"Bearer","expires_in":3600}}"#;
    /// let token = client.token(200, &mut body)?;
    /// assert_eq!(token.access_token.expose(), "sk-41");
    /// # Ok::<(), grantlet::TokenError>(())
    /// ```
    pub fn token<'b>(
        &self,
        status: u16,
        body: &'b mut [u8],
    ) -> Result<TokenResponse<'b>, TokenError> {
        self.profile.token(status, body)
    }

    /// As [`token`](Self::token), and keeps the text of a server's error in `text`, for those who return the
    /// error by `?`: see [`ErrorBuf`].
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn token_or_error<'b, const N: usize>(
        &self,
        status: u16,
        body: &'b mut [u8],
        text: &mut ErrorBuf<N>,
    ) -> Result<TokenResponse<'b>, TokenError> {
        let mut located = LocatedResponse::default();
        let verdict = locate(self.profile, status, body, &mut located);
        let error = verdict.error(status, &located, body);
        text.set(error.and_then(|error| error.text(body)));
        match error {
            None => Ok(self.profile.token_of(&located, body)),
            Some(error) => Err(error),
        }
    }

    /// Reads the response to a [revocation](Self::revoke): see [`Profile::revoked`].
    ///
    /// # Errors
    /// [`TokenError::Server`] or [`TokenError::Status`].
    pub fn revoked(&self, status: u16, body: &mut [u8]) -> Result<(), TokenError> {
        self.profile.revoked(status, body)
    }
}

impl Profile<'_> {
    /// The token of a response whose members were located.
    pub(crate) fn token_of<'b>(
        &self,
        located: &LocatedResponse,
        body: &'b [u8],
    ) -> TokenResponse<'b> {
        TokenResponse::new(located, self.separator(), self.secret_extra, body)
    }

    /// Reads the response of a token endpoint (RFC 6749, sections 5.1 and 5.2) in its buffer.
    ///
    /// `status` is the HTTP status and `body` the whole body; the content type is no input. The
    /// result borrows from `body`, whose strings are unescaped in place; when it was used, the
    /// caller's last step is to [`wipe`](crate::wipe) the body. Linear time, constant stack, any
    /// length.
    ///
    /// # Errors
    /// [`TokenError`]. Its text is read by [`TokenError::text`]. Apart from a server's error, whose strings
    /// are unescaped in place, the body is then as it was.
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::DATA_ENVELOPE, TokenError};
    /// let mut body = *br#"{"data":{"access_token":"sk-41","token_type":"Bearer","expires_in":3600}}"#;
    /// let token = DATA_ENVELOPE.token(200, &mut body)?;
    /// assert_eq!(token.access_token.expose(), "sk-41");
    /// # Ok::<(), grantlet::TokenError>(())
    /// ```
    pub fn token<'b>(
        &self,
        status: u16,
        body: &'b mut [u8],
    ) -> Result<TokenResponse<'b>, TokenError> {
        let mut located = LocatedResponse::default();
        let verdict = locate(self, status, body, &mut located);
        match verdict.error(status, &located, body) {
            None => Ok(self.token_of(&located, body)),
            Some(error) => Err(error),
        }
    }

    /// Reads the response to a revocation (RFC 7009, section 2.2): with any 2xx
    /// status the token is revoked, or was not valid, whatever the body contains.
    ///
    /// # Errors
    /// [`TokenError::Server`] or [`TokenError::Status`].
    ///
    /// # Example
    /// ```
    /// use grantlet::{Profile, TokenError};
    /// assert_eq!(Profile::RFC6749.revoked(200, &mut []), Ok(()));
    /// assert_eq!(Profile::RFC6749.revoked(503, &mut []), Err(TokenError::Status(503)));
    /// ```
    pub fn revoked(&self, status: u16, body: &mut [u8]) -> Result<(), TokenError> {
        let mut located = LocatedResponse::default();
        let verdict = locate_revoked(self, status, body, &mut located);
        verdict.error(status, &located, body).map_or(Ok(()), Err)
    }

    /// An extra member of a token response that was read with this profile, by its name.
    ///
    /// ```
    /// use grantlet::{providers::BOLD, TokenError, Value};
    /// let mut body = *br#"{"access_token":"at","token_type":"Bearer","account_id":50}"#;
    /// let token = BOLD.token(200, &mut body)?;
    /// assert_eq!(BOLD.extra_of(&token, "account_id").and_then(Value::integer), Some(50));
    /// # Ok::<(), TokenError>(())
    /// ```
    pub fn extra_of<'b>(&self, token: &TokenResponse<'b>, name: &str) -> Option<Value<'b>> {
        let (mut names, mut index) = (self.extra, 0usize);
        while let Some(extra) = names.next_name() {
            if extra == name.as_bytes() {
                return token.extra.get(index);
            }
            index = index.wrapping_add(1);
        }
        None
    }
}
