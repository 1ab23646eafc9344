//! Client authentication (RFC 6749, section 2.3).

use core::fmt;

use zeroize::Zeroize;

use crate::crypto::base64::{Alphabet, Base64Writer};
use crate::crypto::secret::Secret;
use crate::list::List;
use crate::member::Member;
use crate::oauth::credentials::Credentials;
use crate::oauth::request_error::{Refused, RequestError};
use crate::text::buffer::Writer;
use crate::text::form::{Encoding, encode_into, split_unescaped};
use crate::text::run::IS_HOST;

/// How a client with a secret authenticates (RFC 6749, section 2.3.1). A client without one
/// sends its `client_id` in the body, unless it is [`BASIC_ALWAYS`](Self::BASIC_ALWAYS). It contains the function that writes it, so
/// that a program links no other.
#[derive(Clone, Copy)]
pub struct ClientAuth {
    number: u8,
    /// How many of two kinds of clients have no `client_id` in the body: first those with a secret, then those
    /// without.
    pub(crate) hides_id: u8,
    /// Whether the body contains `client_secret`.
    pub(crate) secret_in_body: bool,
    /// Writes the client's header field, if it has one; gets the profile's own headers too.
    pub(crate) header: Option<WriteHeader>,
}

type WriteHeader = fn(&mut Writer<'_>, &Credentials<'_>, &List<'_>) -> Result<(), Refused>;

impl ClientAuth {
    /// `client_id` in the body; a client with a secret is refused, unless a header of the profile
    /// repeats it.
    pub const NONE: Self = Self { header: Some(in_a_header_or_refused), ..Self::of(0, 0) };
    /// `client_id` and `client_secret` in the body.
    pub const BODY: Self = Self { secret_in_body: true, ..Self::of(1, 0) };
    /// `Authorization: Basic`, both percent-encoded first, a space as `%20`.
    pub const BASIC: Self = Self { header: Some(basic_header), ..Self::of(2, 1) };
    /// `Authorization: Basic` without encoding, for servers that compare id and secret without decoding
    /// them first, as RFC 6749 has it. Try it where id and secret are right and the server reports
    /// `invalid_client`: the two differ where either has a character other than letters, digits, `-`,
    /// `.`, `_` and `~`. An id with a colon cannot be sent.
    pub const BASIC_VERBATIM: Self = Self { header: Some(basic_verbatim_header), ..Self::of(3, 1) };
    /// As [`BASIC`](Self::BASIC), also for a client without a secret: its id and an empty secret.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Client, ClientAuth, Profile, Secret};
    /// let profile = Profile::RFC6749.token_endpoint("/token").client_auth(ClientAuth::BASIC_ALWAYS);
    /// let client = Client::public(&profile, "cid").base_url("https://as.example");
    /// let mut buffer = [0; 512];
    /// let post = client.refresh(Secret::new("rt")).write(&mut buffer)?;
    /// assert!(post.headers.iter().any(|header| header == ("Authorization", "Basic Y2lkOg==")));
    /// assert_eq!(post.body, "grant_type=refresh_token&refresh_token=rt");
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub const BASIC_ALWAYS: Self = Self { header: Some(basic_always_header), ..Self::of(4, 2) };

    /// Neither id nor secret is sent, for a provider that identifies the client by the token in the request.
    pub const OMITTED: Self = Self::of(5, 2);

    const fn of(number: u8, hides_id: u8) -> Self {
        Self { number, hides_id, secret_in_body: false, header: None }
    }
}

impl PartialEq for ClientAuth {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for ClientAuth {}

impl fmt::Debug for ClientAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.number {
            0 => "NONE",
            1 => "BODY",
            2 => "BASIC",
            3 => "BASIC_VERBATIM",
            4 => "BASIC_ALWAYS",
            _ => "OMITTED",
        })
    }
}

fn in_a_header_or_refused(
    _: &mut Writer<'_>,
    client: &Credentials<'_>,
    headers: &List<'_>,
) -> Result<(), Refused> {
    let mut headers = *headers;
    if client.secret.is_none() {
        return Ok(());
    }
    while let Some(header) = headers.next_pair() {
        if header.value == Some(b"client_secret") {
            return Ok(());
        }
    }
    Err(Refused::Unexpected(Member::ClientSecret))
}

// The signature is that of `WriteHeader`.
#[allow(clippy::unnecessary_wraps)]
fn basic_header(
    writer: &mut Writer<'_>,
    client: &Credentials<'_>,
    headers: &List<'_>,
) -> Result<(), Refused> {
    if client.secret.is_none() { Ok(()) } else { basic_always_header(writer, client, headers) }
}

// The signature is that of `WriteHeader`.
#[allow(clippy::unnecessary_wraps)]
fn basic_always_header(
    writer: &mut Writer<'_>,
    client: &Credentials<'_>,
    _: &List<'_>,
) -> Result<(), Refused> {
    header(writer, client, true);
    Ok(())
}

fn basic_verbatim_header(
    writer: &mut Writer<'_>,
    client: &Credentials<'_>,
    _: &List<'_>,
) -> Result<(), Refused> {
    if client.secret.is_none() {
        return Ok(());
    }
    if client.id.bytes().any(|byte| byte == b':') {
        // A header of the profile may have the secret already.
        writer.wipe();
        return Err(Refused::Chars(Member::ClientId));
    }
    header(writer, client, false);
    Ok(())
}

fn header(writer: &mut Writer<'_>, client: &Credentials<'_>, encoded: bool) {
    writer.text("Authorization: ");
    write_basic(writer, client, encoded);
    writer.text("\r\n");
}

/// Writes the value of an `Authorization` header with a client's id and secret (RFC 6749,
/// section 2.3.1), percent-encoded first unless `verbatim`, and returns its length.
///
/// # Errors
/// [`RequestError`], which names what is missing, a colon in a verbatim id, or the length.
pub fn basic_len(
    client: &Credentials<'_>,
    verbatim: bool,
    buffer: &mut [u8],
) -> Result<usize, RequestError> {
    if client.id.is_empty() {
        return Err(RequestError::Missing(Member::ClientId));
    }
    if client.secret.is_none_or(Secret::is_empty) {
        return Err(RequestError::Missing(Member::ClientSecret));
    }
    if verbatim && client.id.bytes().any(|byte| byte == b':') {
        return Err(RequestError::Chars(Member::ClientId));
    }
    let mut writer = Writer::new(buffer);
    write_basic(&mut writer, client, !verbatim);
    Ok(writer.end()?)
}

/// Basic credentials (RFC 6749, section 2.3.1): id and secret encoded, a colon between, Base64.
fn write_basic(writer: &mut Writer<'_>, client: &Credentials<'_>, encoded: bool) {
    let secret = client.secret.map_or("", Secret::expose);
    writer.text("Basic ");
    let mut base64 = Base64Writer::new(writer, Alphabet::Standard);
    write_part(&mut base64, client.id, encoded);
    base64.bytes(b":");
    write_part(&mut base64, secret, encoded);
    base64.end();
}

fn write_part(base64: &mut Base64Writer<'_, '_>, text: &str, encoded: bool) {
    if !encoded {
        return base64.bytes(text.as_bytes());
    }
    let (plain, rest) = split_unescaped(text.as_bytes());
    if IS_HOST {
        base64.bytes(plain);
    }
    for byte in rest {
        let mut scratch = [0; 3];
        let mut percent = Writer::new(&mut scratch);
        encode_into(&mut percent, Encoding::Percent, &[*byte], b' ');
        let len = percent.len();
        base64.bytes(scratch.get(..len).unwrap_or_default());
        scratch.zeroize();
    }
}
