//! A provider that takes JSON bodies.

use crate::oauth::body::RequestBody;
use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;

/// A provider whose token request is a JSON object of the client's id and secret, without a
/// `grant_type`. Its host is the client's base URL. Its document does not name the members: they are
/// `client_id` and `client_secret` unless [renamed](Profile::rename).
///
/// # Example
/// ```
/// use grantlet::{providers::JSON_BODY, Client, Grant, Secret};
/// let profile = JSON_BODY.rename(&[("client_id", "clientId"), ("client_secret", "clientSecret")]);
/// let client = Client::confidential(&profile, "id", Secret::new("sesame")).base_url("https://bank.example");
/// let mut buffer = [0; 512];
/// let post = client.request(&Grant::client_credentials(), &mut buffer)?;
/// assert_eq!(post.body, r#"{"clientId":"id","clientSecret":"sesame"}"#);
/// # Ok::<(), grantlet::RequestError>(())
/// ```
pub const JSON_BODY: Profile<'static> = Profile::RFC6749
    .token_endpoint("/v1/oauth/token")
    .request_body(RequestBody::JSON)
    .client_auth(ClientAuth::BODY)
    .send_grant_type(false)
    .errors(&[ErrorShape::new("code").description("text").number("errorId")]);
