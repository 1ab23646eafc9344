//! Headers of a provider's own that repeat the client's id or secret.

use crate::crypto::secret::Secret;
use crate::member::Member;
use crate::oauth::credentials::Credentials;
use crate::oauth::request_error::Refused;
use crate::oauth::token_response::is_token_byte;
use crate::profile::check::{is_header_name, is_reserved};
use crate::profile::profile::Profile;
use crate::text::buffer::Writer;
use crate::text::words::{Words, split};

impl<'a> Profile<'a> {
    /// Headers of a token request that repeat the client's id or secret:
    /// `X-API-Key=client_secret X-Publishable-Key=client_id`.
    #[must_use]
    pub const fn headers(mut self, headers: &'a str) -> Self {
        self.headers = headers;
        self.write_headers = Some(write_headers);
        self
    }
}

/// What of a secret was written before an error does not stay.
fn write_headers(
    writer: &mut Writer<'_>,
    headers: &str,
    client: &Credentials<'_>,
) -> Result<(), Refused> {
    write_each(writer, headers, client).inspect_err(|_| writer.wipe())
}

/// The profile's headers must be headers, and their values must not end one.
fn write_each(
    writer: &mut Writer<'_>,
    headers: &str,
    client: &Credentials<'_>,
) -> Result<(), Refused> {
    for header in Words::new(headers, b' ') {
        let (name, value) = split(header, b'=');
        if !is_header_name(name) {
            return Err(Refused::Chars(Member::Header));
        }
        if is_reserved(name) {
            return Err(Refused::Unexpected(Member::Header));
        }
        // Compared, for a pattern would be compared byte by byte.
        let (member, value) = if value == b"client_id" {
            (Member::ClientId, client.id)
        } else if value == b"client_secret" {
            (Member::ClientSecret, client.secret.map_or("", Secret::expose))
        } else {
            return Err(Refused::Chars(Member::Header));
        };
        if value.is_empty() {
            return Err(Refused::Missing(member));
        }
        if !value.bytes().all(is_token_byte) {
            return Err(Refused::Chars(member));
        }
        writer.bytes(name);
        writer.text(": ");
        writer.text(value);
        writer.text("\r\n");
    }
    Ok(())
}
