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

/// Characters that are not valid in a nonce (RFC 9449, section 8.1). Here they are not valid in a `jti` either, so that
/// neither needs an escape.
const QUOTES: &[u8] = b"\"\\";

/// A DPoP proof (RFC 9449, section 4.2): it shows that the sender of a request holds the private key. Send it as the
/// header field `DPoP`. It is valid for one request: each retry needs a new proof, with a new `jti`.
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
    /// In the order of [`MEMBERS`](Self::MEMBERS). An empty nonce or access token is left out of the proof.
    texts: [&'a str; 5],
    has_token: bool,
    issued_at: UnixTime,
}

impl<'a> DpopProof<'a> {
    /// A proof for a request by `method` to `url`. The query and the fragment of `url` are left out (RFC 9449,
    /// section 4.2).
    ///
    /// `jti` identifies this proof: at least 96 random bits, never used again (RFC 9449, section 4.2), such as the text
    /// of a [`State`](crate::State). A device without a clock takes `issued_at` from the `Date` of a response of this
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

    /// A proof for a request that has been written: its method and its URL.
    pub fn of_request(
        key: PublicKey<'a>,
        request: &Request<'a>,
        jti: &'a str,
        issued_at: UnixTime,
    ) -> Self {
        Self::new(key, request.method(), request.url, jti, issued_at)
    }

    /// The last `DPoP-Nonce` of this server (RFC 9449, sections 8 and 9). An empty string means that there is none.
    pub const fn nonce(mut self, nonce: &'a str) -> Self {
        let [.., kept, _] = &mut self.texts;
        *kept = nonce;
        self
    }

    /// The access token that the request carries to an API (RFC 9449, section 7). The proof contains its hash, `ath`.
    pub const fn access_token(mut self, access_token: Secret<'a>) -> Self {
        let [.., kept] = &mut self.texts;
        *kept = access_token.expose();
        self.has_token = true;
        self
    }

    /// The claim that each string of [`texts`](Self::texts) becomes.
    #[doc(hidden)]
    pub const MEMBERS: [Member; 5] =
        [Member::HttpMethod, Member::HttpUri, Member::JwtId, Member::Nonce, Member::AccessToken];

    /// The strings, for a binding that fills them in one after the other.
    #[doc(hidden)]
    pub const fn texts(&mut self) -> &mut [&'a str; 5] {
        &mut self.texts
    }

    /// Writes the proof without its signature.
    ///
    /// With a key of P-256 and a `jti` of 43 characters the buffer needs at most 450 bytes, 70 more with an access
    /// token, and four thirds of the lengths of URL and nonce.
    ///
    /// # Errors
    /// [`RequestError`], which names the claim at fault: `htm`, `htu` (neither https nor loopback), `jti` (shorter than
    /// 16 characters), `nonce`, or the access token. [`RequestError::Clock`] for a time before 1970. If the buffer is
    /// too small, the exact length, signature included.
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
    /// Writes the value of the `Authorization` header field for a token that is bound to a key (RFC 9449, section 7.1).
    /// The same request needs a [`DpopProof`] with this [`access_token`](DpopProof::access_token). The profile must
    /// allow the type DPoP by [`token_types`](crate::Profile::token_types).
    ///
    /// # Errors
    /// [`RequestError::Unexpected`] of `token_type` for a token that is not of the type DPoP: the server did not bind
    /// it, although a proof was sent (RFC 9449, section 5). If the buffer is too small, the exact length: that of the
    /// token and five bytes.
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
