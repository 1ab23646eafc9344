//! DPoP proofs (RFC 9449).

use core::fmt;

use crate::crypto::secret::Secret;
use crate::crypto::sha256::sha256;
use crate::json::template::fill;
use crate::member::Member;
use crate::oauth::request_error::RequestError;
use crate::oauth::token_response::{TokenResponse, TokenType};
use crate::oauth::url::{HTTPS, host, is_visible_without};
use crate::profile::loopback::is_loopback;
use crate::proof::jws::{UnsignedJws, check_jti, issued};
use crate::proof::public_key::PublicKey;
use crate::text::buffer::written;
use crate::text::words::cut;
use crate::time::instant::UnixTime;
use crate::token::request::{Request, dpop_len};

/// What neither a `jti` nor a nonce has (RFC 9449, section 8.1).
const QUOTES: &[u8] = b"\"\\";

/// A DPoP proof (RFC 9449, section 4.2): it shows that who sends one request has the key. Send it as the header field
/// `DPoP`. It is for this request only, and each retry needs one of its own.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, Client, DpopProof, PublicKey, Secret, UnixTime};
/// # fn sign(_input: &str) -> [u8; 64] { [7; 64] }
/// const APP: Client<'_> = Client::public(&BOLDSIGN, "spa");
/// let key = PublicKey::p256(&[1; 32], &[2; 32]);
/// let (mut buffer, mut proof) = ([0; 512], [0; 512]);
/// let post = APP.refresh(Secret::new("rt")).write(&mut buffer)?;
/// let now = UnixTime::from_secs(1_773_135_000);
/// let unsigned = DpopProof::of_request(key, &post, "e1j3V_bKic8-LAEB", now).write(&mut proof)?;
/// let signature = sign(unsigned.input());
/// let _header = ("DPoP", unsigned.sign(&signature)?);
/// # Ok::<(), grantlet::RequestError>(())
/// ```
#[derive(Clone, Copy)]
#[must_use = "it is a proof only once it is written"]
pub struct DpopProof<'a> {
    key: PublicKey<'a>,
    /// As [`MEMBERS`](Self::MEMBERS) names them; an empty nonce or access token is none.
    texts: [&'a str; 5],
    has_token: bool,
    issued_at: UnixTime,
}

impl<'a> DpopProof<'a> {
    /// A proof for a request by `method` to `url`, whose query and fragment are not part of it.
    ///
    /// `jti` names this proof: at least 96 random bits, never used again (RFC 9449, section 4.2), such as a
    /// [`State`](crate::State)'s text. A device without a clock takes `issued_at` from the `Date` of a response of this
    /// server ([`parse_http_date`](crate::parse_http_date)).
    pub const fn new(
        key: PublicKey<'a>,
        method: &'a str,
        url: &'a str,
        jti: &'a str,
        issued_at: UnixTime,
    ) -> Self {
        Self { key, texts: [method, url, jti, "", ""], has_token: false, issued_at }
    }

    /// A proof for a request that was written.
    pub fn of_request(
        key: PublicKey<'a>,
        request: &Request<'a>,
        jti: &'a str,
        issued_at: UnixTime,
    ) -> Self {
        Self::new(key, request.method(), request.url, jti, issued_at)
    }

    /// The last `DPoP-Nonce` of this server (RFC 9449, section 8); an empty one is none.
    pub const fn nonce(mut self, nonce: &'a str) -> Self {
        let [.., kept, _] = &mut self.texts;
        *kept = nonce;
        self
    }

    /// The access token that the request sends, at a resource server (RFC 9449, section 7.1).
    pub const fn access_token(mut self, access_token: Secret<'a>) -> Self {
        let [.., kept] = &mut self.texts;
        *kept = access_token.expose();
        self.has_token = true;
        self
    }

    /// What each string is, in the order of [`texts`](Self::texts).
    #[doc(hidden)]
    pub const MEMBERS: [Member; 5] =
        [Member::HttpMethod, Member::HttpUri, Member::JwtId, Member::Nonce, Member::AccessToken];

    /// The strings, for a binding that reads them one after the other.
    #[doc(hidden)]
    pub const fn texts(&mut self) -> &mut [&'a str; 5] {
        &mut self.texts
    }

    /// Writes it, all but the signature.
    ///
    /// # Errors
    /// [`RequestError`], which names the claim at fault: `htm`, `htu` (neither https nor loopback), `jti` (shorter than
    /// 16 characters), `nonce`, or the access token; the exact length, signature included, where the buffer is too
    /// small: about 480 bytes and four thirds of the URL's length with a key of P-256.
    #[inline]
    pub fn write<'b>(&self, buffer: &'b mut [u8]) -> Result<UnsignedJws<'b>, RequestError> {
        let [method, url, jti, nonce, token] = self.texts;
        let (url, _) = cut(url.as_bytes(), b'#');
        let (url, _) = cut(url, b'?');
        if method.is_empty() || !method.bytes().all(|byte| (byte | 0x20).is_ascii_lowercase()) {
            return Err(RequestError::Chars(Member::HttpMethod));
        }
        if host(url, HTTPS).is_none() && !is_loopback(url) {
            return Err(RequestError::Url(Member::HttpUri));
        }
        check_jti(jti.as_bytes())?;
        if !is_visible_without(jti.as_bytes(), QUOTES) {
            return Err(RequestError::Chars(Member::JwtId));
        }
        if !is_visible_without(nonce.as_bytes(), QUOTES) {
            return Err(RequestError::Chars(Member::Nonce));
        }
        if token.len() < usize::from(self.has_token) {
            return Err(RequestError::Missing(Member::AccessToken));
        }
        if !is_visible_without(token.as_bytes(), b"") {
            return Err(RequestError::Chars(Member::AccessToken));
        }
        let issued_at = issued(self.issued_at)?;
        UnsignedJws::write(
            self.key.algorithm(),
            buffer,
            |writer| self.key.write_header(writer),
            |writer| {
                fill(
                    writer,
                    r#"{"jti":"%","htm":"%","htu":"%","iat":"#,
                    &[jti.as_bytes(), method.as_bytes(), url],
                );
                writer.number(issued_at);
                if !nonce.is_empty() {
                    fill(writer, r#","nonce":"%""#, &[nonce.as_bytes()]);
                }
                if !token.is_empty() {
                    fill(writer, r#","ath":"$""#, &[sha256(token.as_bytes()).as_flattened()]);
                }
                writer.byte(b'}');
            },
        )
    }
}

impl fmt::Debug for DpopProof<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DpopProof(elided)")
    }
}

impl TokenResponse<'_> {
    /// Writes the value of an `Authorization` header of a token that is bound to a key (RFC 9449, section 7.1). The
    /// request needs a [`DpopProof`] with this [`access_token`](DpopProof::access_token) too. The profile names the type
    /// by [`token_types`](crate::Profile::token_types).
    ///
    /// # Errors
    /// [`RequestError::Unexpected`] of `token_type` for a token that is not of the type DPoP: the server did not bind
    /// it, although a proof was sent (RFC 9449, section 5). The exact length where the buffer is too small: five more
    /// than the token's.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Profile, TokenError};
    /// const BOUND: Profile<'_> = Profile::RFC6749.token_types(&["DPoP"]);
    /// let mut body = *br#"{"access_token":"Kz~8","token_type":"DPoP"}"#;
    /// assert_eq!(BOUND.token(200, &mut body)?.dpop(&mut [0; 64]), Ok("DPoP Kz~8"));
    /// # Ok::<(), TokenError>(())
    /// ```
    pub fn dpop<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b str, RequestError> {
        match self.token_type {
            TokenType::Other(name) if name.eq_ignore_ascii_case("DPoP") => {}
            _ => return Err(RequestError::Unexpected(Member::TokenType)),
        }
        let len = dpop_len(self.access_token, buffer)?;
        Ok(written(buffer, len))
    }
}
