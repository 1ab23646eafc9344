//! Headers of a provider's own: those that repeat the client's id or secret, and constant ones.

use crate::crypto::secret::Secret;
use crate::list::{HeaderValue, List, Pair};
use crate::member::Member;
use crate::oauth::credentials::Credentials;
use crate::oauth::request_error::Refused;
use crate::oauth::url::is_visible_without;
use crate::profile::check::header_fields::{is_header_name, is_reserved, static_value};
use crate::profile::profile::Profile;
use crate::text::buffer::Writer;

impl<'a> Profile<'a> {
    /// Headers of a token request: those that repeat the client's id or secret, whose values are visible
    /// ASCII (RFC 9110, section 5.5), or the request is refused; and [those](HeaderValue::Static) of the provider's
    /// own, such as the version of its API.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, ClientAuth, Grant, HeaderValue, Profile, Secret};
    /// const ACME: Profile<'_> = Profile::RFC6749
    ///     .token_endpoint("/token")
    ///     .client_auth(ClientAuth::NONE)
    ///     .headers(&[("X-API-Key", HeaderValue::ClientSecret)]);
    /// let client = Client::confidential(&ACME, "id", Secret::new("sesame")).base_url("https://acme.example");
    /// let mut buffer = [0; 256];
    /// let post = client.request(&Grant::client_credentials(), &mut buffer)?;
    /// assert!(post.headers.iter().any(|header| header == ("X-API-Key", "sesame")));
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    #[must_use]
    pub const fn headers(self, headers: &'a [(&'a str, HeaderValue<'a>)]) -> Self {
        self.with_headers(List::Headers(headers))
    }

    pub(crate) const fn with_headers(mut self, headers: List<'a>) -> Self {
        self.headers = headers;
        self.write_headers = Some(write_headers);
        self
    }
}

/// On an error, wipes what was written of a secret.
fn write_headers(
    writer: &mut Writer<'_>,
    headers: &List<'_>,
    client: &Credentials<'_>,
) -> Result<(), Refused> {
    write_each(writer, headers, client).inspect_err(|_| writer.wipe())
}

fn write_each(
    writer: &mut Writer<'_>,
    headers: &List<'_>,
    client: &Credentials<'_>,
) -> Result<(), Refused> {
    let mut headers = *headers;
    let is_string = matches!(headers, List::Text { .. });
    while let Some(Pair { name, value }) = headers.next_pair() {
        if !is_header_name(name) {
            return Err(Refused::Chars(Member::Header));
        }
        if is_reserved(name) {
            return Err(Refused::Unexpected(Member::Header));
        }
        // A `match` would compare byte by byte.
        let (member, value) = if value == Some(b"client_id") {
            (Member::ClientId, client.id.as_bytes())
        } else if value == Some(b"client_secret") {
            (Member::ClientSecret, client.secret.map_or("", Secret::expose).as_bytes())
        } else {
            let text = value.and_then(|value| static_value(value, is_string));
            (Member::Header, text.ok_or(Refused::Chars(Member::Header))?)
        };
        if value.is_empty() {
            return Err(Refused::Missing(member));
        }
        if member != Member::Header && !is_visible_without(value, b"") {
            return Err(Refused::Chars(member));
        }
        writer.bytes(name);
        writer.text(": ");
        writer.bytes(value);
        writer.text("\r\n");
    }
    Ok(())
}
