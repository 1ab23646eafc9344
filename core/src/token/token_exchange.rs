//! A token for another one (RFC 8693).

use core::fmt;

use crate::crypto::secret::Secret;
use crate::member::Member;
use crate::oauth::request_error::RequestError;
use crate::profile::client::Client;
use crate::token::grant::Grant;
use crate::token::request::Request;

/// `urn:ietf:params:oauth:token-type:access_token` (RFC 8693, section 3).
pub const ACCESS_TOKEN_TYPE: &str = "urn:ietf:params:oauth:token-type:access_token";
/// `urn:ietf:params:oauth:token-type:id_token`
pub const ID_TOKEN_TYPE: &str = "urn:ietf:params:oauth:token-type:id_token";
/// `urn:ietf:params:oauth:token-type:jwt`
pub const JWT_TYPE: &str = "urn:ietf:params:oauth:token-type:jwt";

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
/// Cut from more than 16 bytes: constants of 16 are linked into every program that has one of them.
const ACTOR_TOKEN_TYPE: &str = match "actor_token_type ".split_at_checked(16) {
    Some((name, _)) => name,
    None => "",
};
/// Parameters of the caller's own that an exchange takes.
const OWN: usize = 8;

/// A request for a token in exchange for another one, such as that of the user whom an API serves (RFC 8693, section
/// 2.1). The response is a token response; its `issued_token_type` is an
/// [`extra`](crate::Profile::extra) member, and a `token_type` of `N_A` is for
/// [`token_types`](crate::Profile::token_types).
///
/// # Example
/// ```
/// use grantlet::{Client, Profile, Secret, TokenExchange, ACCESS_TOKEN_TYPE};
/// const PROFILE: Profile<'_> = Profile::RFC6749.token_endpoint("/token").extra(&["issued_token_type"]);
/// let api = Client::confidential(&PROFILE, "api", Secret::new("sesame")).base_url("https://as.example");
/// let mut buffer = [0; 512];
/// let exchange = TokenExchange::new(Secret::new("at"), ACCESS_TOKEN_TYPE);
/// let post = exchange.params(&[("audience", "https://other.example")]).write(&api, &mut buffer)?;
/// assert!(post.body.contains("&subject_token=at&subject_token_type=urn%3Aietf%3A"));
/// # Ok::<(), grantlet::RequestError>(())
/// ```
#[derive(Clone, Copy)]
#[must_use = "it is a request only once it is written"]
pub struct TokenExchange<'a> {
    subject: (Secret<'a>, &'a str),
    actor: Option<(Secret<'a>, &'a str)>,
    scope: &'a str,
    params: &'a [(&'a str, &'a str)],
}

impl<'a> TokenExchange<'a> {
    /// Exchanges a token of this type, such as [`ACCESS_TOKEN_TYPE`].
    pub const fn new(subject_token: Secret<'a>, subject_token_type: &'a str) -> Self {
        let subject = (subject_token, subject_token_type);
        Self { subject, actor: None, scope: "", params: &[] }
    }

    /// The token of who acts for the subject (RFC 8693, section 1.1).
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, Profile, Secret, TokenExchange, ACCESS_TOKEN_TYPE};
    /// let profile = Profile::RFC6749.token_endpoint("https://as.example/token");
    /// let api = Client::confidential(&profile, "api", Secret::new("sesame"));
    /// let mut buffer = [0; 1024];
    /// let post = TokenExchange::new(Secret::new("of-the-user"), ACCESS_TOKEN_TYPE)
    ///     .actor(Secret::new("of-the-service"), ACCESS_TOKEN_TYPE)
    ///     .write(&api, &mut buffer)?;
    /// assert!(post.body.contains("&actor_token=of-the-service&actor_token_type=urn%3Aietf%3A"));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub const fn actor(mut self, actor_token: Secret<'a>, actor_token_type: &'a str) -> Self {
        self.actor = Some((actor_token, actor_token_type));
        self
    }

    /// The scope to ask for.
    pub const fn scope(mut self, scope: &'a str) -> Self {
        self.scope = scope;
        self
    }

    /// At most eight further parameters, such as `audience`, `resource` and `requested_token_type`.
    pub const fn params(mut self, params: &'a [(&'a str, &'a str)]) -> Self {
        self.params = params;
        self
    }

    /// Writes the request. Read the response by [`Client::token`].
    ///
    /// # Errors
    /// [`RequestError::Missing`] of a token or its type; [`RequestError::Unexpected`] for more than eight further
    /// parameters; otherwise as [`TokenRequest::write`](crate::TokenRequest::write).
    pub fn write<'b>(
        &self,
        client: &Client<'_>,
        buffer: &'b mut [u8],
    ) -> Result<Request<'b>, RequestError> {
        self.with_grant(|grant| client.request(grant, buffer))
    }

    /// Calls `write` with the grant that it is, for bindings.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    #[doc(hidden)]
    pub fn with_grant<T>(
        &self,
        write: impl FnOnce(&Grant<'_>) -> Result<T, RequestError>,
    ) -> Result<T, RequestError> {
        // Their names are written out: `Member::as_str` would link the names of all members.
        let subject = [
            (Member::SubjectToken, "subject_token"),
            (Member::SubjectTokenType, "subject_token_type"),
        ];
        let actor =
            [(Member::ActorToken, "actor_token"), (Member::ActorTokenType, ACTOR_TOKEN_TYPE)];
        let mut params = [("", ""); OWN + 4];
        let mut slots = params.iter_mut();
        for (names, given) in [subject, actor].into_iter().zip([Some(self.subject), self.actor]) {
            let Some((token, token_type)) = given else { continue };
            for ((member, name), value) in names.into_iter().zip([token.expose(), token_type]) {
                if value.is_empty() {
                    return Err(RequestError::Missing(member));
                }
                if let Some(slot) = slots.next() {
                    *slot = (name, value);
                }
            }
        }
        if self.params.len() > OWN {
            return Err(RequestError::Unexpected(Member::ExtraParameter));
        }
        // In this order: where the pairs end, no slot is taken.
        for (pair, slot) in self.params.iter().zip(&mut slots) {
            *slot = *pair;
        }
        let unused = slots.len();
        let used = params.get(..params.len().saturating_sub(unused)).unwrap_or_default();
        write(&Grant::other(GRANT_TYPE).scope(self.scope).params(used))
    }
}

impl fmt::Debug for TokenExchange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenExchange(elided)")
    }
}
