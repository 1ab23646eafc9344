//! What the caller signs with a key of its own: DPoP proofs and client assertions.

use core::ffi::c_void;

use grantlet::engine;
use grantlet::{
    Algorithm as Core, ClientAssertion, DpopProof, Member, PublicKey as CoreKey, RequestError,
    Secret, UnixTime, Unsigned as CoreUnsigned,
};

use crate::span::{Span, buffer, cleared, texts};
use crate::status::{Error, Status};
use crate::value::write_value;

/// Algorithm of a signature (RFC 7518, section 3.1).
/// cbindgen:rename-all=QualifiedScreamingSnakeCase
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA over P-256 with SHA-256.
    Es256 = 1,
    /// Ed25519 (RFC 8037). It signs the input itself, not its digest.
    Eddsa = 2,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256 = 3,
    /// RSASSA-PSS with SHA-256.
    Ps256 = 4,
    /// HMAC with SHA-256, by the client's secret.
    Hs256 = 5,
}

fn algorithm(number: i32) -> Result<Core, Status> {
    Ok(match number {
        1 => Core::Es256,
        2 => Core::EdDsa,
        3 => Core::Rs256,
        4 => Core::Ps256,
        5 => Core::Hs256,
        _ => return Err(Status::EEncoding),
    })
}

/// A DPoP proof (RFC 9449, section 4.2), by a key of P-256. It is for one request: each retry needs one of its own.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Dpop {
    /// The public key as an uncompressed point, 65 bytes: 4, x, y, as secure elements export it.
    pub key: Span,
    /// Method of the request, such as `POST`.
    pub method: Span,
    /// URL of the request; its query and its fragment are not part of the proof.
    pub url: Span,
    /// Names this proof: at least 16 characters that were never used before, such as what `grantlet_state` writes.
    pub jti: Span,
    /// The last `DPoP-Nonce` header field of this server; length 0 before the first (RFC 9449, section 8).
    pub nonce: Span,
    /// The access token that the request sends to an API (RFC 9449, section 7); length 0 at the token endpoint. It is
    /// secret, and only its hash is written.
    pub access_token: Span,
    /// The time, in seconds since 1970-01-01T00:00:00Z. Without a clock: that of the `Date` header field of a response of
    /// this server, by `grantlet_http_date`.
    pub issued_at: u64,
}

/// A client that authenticates by a JWT (RFC 7523, section 2.2). It is for one request: each retry needs one of its own.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Assertion {
    /// `client_id`.
    pub client_id: Span,
    /// The server's issuer identifier, or its token endpoint where it wants that.
    pub audience: Span,
    /// As `jti` of `grantlet_dpop`.
    pub jti: Span,
    /// `kid`: the server's name for the key; length 0 if it has one key of this client.
    pub key_id: Span,
    /// The time, in seconds since 1970-01-01T00:00:00Z. The assertion is valid for a minute.
    pub issued_at: u64,
    /// A `grantlet_algorithm`: that of the key.
    pub algorithm: i32,
}

/// A JWS without its signature, at the start of the buffer that it was written to.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Unsigned {
    /// What is signed (RFC 7515, section 5.1). It stays in the buffer until the signature is added.
    pub input: Span,
    /// Length of the buffer in bytes.
    pub capacity: usize,
    /// A `grantlet_algorithm`: that of the key.
    pub algorithm: i32,
}

/// # Safety
/// As [`grantlet_dpop_proof`].
unsafe fn unsigned(
    (out, capacity): (*mut c_void, usize),
    made: *mut Unsigned,
    error: *mut Error,
    write: impl FnOnce(&mut [u8], &mut Error) -> Result<(usize, i32), Status>,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(made), Some(error)) = (cleared(made), cleared(error)) else {
            return Status::ENull;
        };
        let buffer = or_return!(buffer(out.cast(), capacity));
        let (length, algorithm) = or_return!(write(buffer, error));
        made.input = Span { bytes: out.cast(), length };
        (made.capacity, made.algorithm) = (capacity, algorithm);
        Status::Ok
    }
}

/// Writes a DPoP proof without its signature (RFC 9449). Sign `input` of `made`, and add the signature by
/// `grantlet_jws_sign_der` or `grantlet_jws_sign`: the result is the value of the header field `DPoP` of this request.
///
/// @param proof    The proof.
/// @param out      The buffer, with room for the signature too: about 480 bytes and four thirds of the URL.
/// @param capacity Its length in bytes.
/// @param made     Receives what is signed.
/// @param error    Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`, else the claim in `member`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`, also for a key that is
///         no uncompressed point; `GRANTLET_E_REQUEST_URL`; `GRANTLET_E_REQUEST_LENGTH` for a short `jti`;
///         `GRANTLET_E_REQUEST_CHARS`.
///
/// # Safety
/// Each pointer is NULL or what its type says, spans can be read, `out` can be written for `capacity` bytes; what is
/// written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_dpop_proof(
    proof: *const Dpop,
    out: *mut c_void,
    capacity: usize,
    made: *mut Unsigned,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        unsigned((out, capacity), made, error, |buffer, error| {
            let proof = proof.as_ref().ok_or(Status::ENull)?;
            let key = key_of(proof.key)?;
            let mut made = DpopProof::new(key, "", "", "", seconds(proof.issued_at));
            texts(&raw const proof.method, &DpopProof::MEMBERS, made.texts(), error)?;
            let made = made.write(buffer).map_err(|refused| error.of_request(refused))?;
            Ok((made.input_len(), Algorithm::Es256 as i32))
        })
    }
}

/// A key of P-256 from its point.
///
/// # Safety
/// The span can be read while the key lives.
#[inline(always)]
unsafe fn key_of<'a>(point: Span) -> Result<CoreKey<'a>, Status> {
    // SAFETY: the caller says so.
    let point = unsafe { point.get() }?.try_into().map_err(|_| Status::EEncoding)?;
    CoreKey::p256_point(point).ok_or(Status::EEncoding)
}

fn seconds(time: u64) -> UnixTime {
    // The highest bit is no part of a time.
    UnixTime::from_secs((time & i64::MAX.cast_unsigned()).cast_signed())
}

/// Writes a client assertion without its signature (RFC 7523). Sign it as a DPoP proof; the result is the parameter
/// `client_assertion` of one request, beside `client_assertion_type`, which is
/// `GRANTLET_CLIENT_ASSERTION_TYPE`. Client and profile then have no secret.
///
/// @param assertion The assertion.
/// @param out       The buffer, with room for the signature too.
/// @param capacity  Its length in bytes.
/// @param made      Receives what is signed.
/// @param error     Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`, else the claim in `member`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`, also for a number that is
///         no algorithm; `GRANTLET_E_REQUEST_MISSING`; `GRANTLET_E_REQUEST_LENGTH` for a short `jti`;
///         `GRANTLET_E_REQUEST_CHARS`.
///
/// # Safety
/// As `grantlet_dpop_proof`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_client_assertion(
    assertion: *const Assertion,
    out: *mut c_void,
    capacity: usize,
    made: *mut Unsigned,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        unsigned((out, capacity), made, error, |buffer, error| {
            let assertion = assertion.as_ref().ok_or(Status::ENull)?;
            let members = [Member::ClientId, Member::Audience, Member::JwtId, Member::KeyId];
            let mut strings = [""; 4];
            texts(&raw const assertion.client_id, &members, &mut strings, error)?;
            let [client_id, audience, jti, key_id] = strings;
            let (algorithm, time) = (algorithm(assertion.algorithm)?, seconds(assertion.issued_at));
            let written =
                ClientAssertion::new(algorithm, client_id, audience, jti, time).key_id(key_id);
            let made = written.write(buffer).map_err(|refused| error.of_request(refused))?;
            Ok((made.input_len(), assertion.algorithm))
        })
    }
}

/// Writes the SHA-256 digest of `input`, for a key that signs digests. Not for `GRANTLET_ALGORITHM_EDDSA`.
///
/// @param made   What is signed. NULL: nothing happens.
/// @param digest 32 bytes. NULL: nothing happens.
///
/// # Safety
/// As `grantlet_dpop_proof`; 32 bytes can be written to `digest`, or it is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_unsigned_sha256(made: *const Unsigned, digest: *mut u8) {
    // SAFETY: the caller says so.
    unsafe {
        let digest = digest.cast::<[u8; 32]>();
        let (Some(made), Some(digest)) = (made.as_ref(), cleared(digest)) else { return };
        if let Ok(made) = core_of(made) {
            *digest = made.sha256();
        }
    }
}

/// # Safety
/// Its buffer can be written.
unsafe fn core_of<'a>(made: &Unsigned) -> Result<CoreUnsigned<'a>, Status> {
    // SAFETY: the caller says so.
    let buffer = unsafe { buffer(made.input.bytes.cast_mut(), made.capacity) }?;
    Ok(CoreUnsigned::of_input(algorithm(made.algorithm)?, buffer, made.input.length))
}

type Sign<'a> = fn(&mut CoreUnsigned<'a>, &[u8]) -> Result<usize, RequestError>;

/// # Safety
/// As [`grantlet_jws_sign`].
unsafe fn signed(
    made: *const Unsigned,
    signature: Span,
    jws: *mut Span,
    error: *mut Error,
    sign: Sign<'_>,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let Some(made) = made.as_ref() else {
            cleared(jws);
            cleared(error);
            return Status::ENull;
        };
        let out = (made.input.bytes.cast_mut().cast(), made.capacity);
        write_value(out, jws, error, |_, error| {
            let signature = signature.get()?;
            sign(&mut core_of(made)?, signature).map_err(|refused| error.of_request(refused))
        })
    }
}

/// Adds a signature to what `grantlet_dpop_proof` or `grantlet_client_assertion` wrote, in the same buffer.
///
/// @param made      What was signed.
/// @param signature The signature: of ES256 64 bytes, both numbers (RFC 7518, section 3.4).
/// @param jws       Receives the JWS, in the buffer. Who has a DPoP proof or an assertion can use it: do not log it.
/// @param error     Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`, which only happens with RSA keys above 2048 bits.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`; `GRANTLET_E_REQUEST_LENGTH`
///         for a signature that is not as long as the algorithm has it.
///
/// # Safety
/// As `grantlet_dpop_proof`; the buffer of `made` can be written.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_jws_sign(
    made: *const Unsigned,
    signature: Span,
    jws: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { signed(made, signature, jws, error, CoreUnsigned::sign_len) }
}

/// As `grantlet_jws_sign`, for an ECDSA signature in DER, as most secure elements and TLS libraries return it.
///
/// @param made      What was signed.
/// @param signature The signature in DER.
/// @param jws       Receives the JWS, in the buffer.
/// @param error     Receives the details.
/// @return As `grantlet_jws_sign`; `GRANTLET_E_REQUEST_CHARS` for what is not the DER of two positive numbers of at most 256
///         bits; `GRANTLET_E_REQUEST_UNEXPECTED` for another algorithm than ES256.
///
/// # Safety
/// As `grantlet_jws_sign`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_jws_sign_der(
    made: *const Unsigned,
    signature: Span,
    jws: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { signed(made, signature, jws, error, CoreUnsigned::sign_der_len) }
}

/// As `grantlet_jws_sign`, by HS256 with a secret of at least 32 bytes that the server has too.
///
/// @param made   What is signed, of the algorithm `GRANTLET_ALGORITHM_HS256`.
/// @param secret `client_secret`.
/// @param jws    Receives the JWS, in the buffer.
/// @param error  Receives the details.
/// @return As `grantlet_jws_sign`; `GRANTLET_E_REQUEST_LENGTH` for a secret that is too short (RFC 7518, section 3.2);
///         `GRANTLET_E_REQUEST_UNEXPECTED` for another algorithm.
///
/// # Safety
/// As `grantlet_jws_sign`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_jws_sign_hs256(
    made: *const Unsigned,
    secret: Span,
    jws: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { signed(made, secret, jws, error, CoreUnsigned::sign_hs256_len) }
}

/// Writes the thumbprint of a key of P-256 (RFC 7638), for the parameter `dpop_jkt` of an authorization request (RFC
/// 9449, section 10).
///
/// @param key      The public key as an uncompressed point, 65 bytes.
/// @param out      The buffer: 132 bytes are enough, although the thumbprint has 43.
/// @param capacity Its length in bytes.
/// @param value    Receives the thumbprint, in the buffer.
/// @param error    Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING` for what is no uncompressed
///         point.
///
/// # Safety
/// As `grantlet_dpop_proof`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_key_thumbprint(
    key: Span,
    out: *mut c_void,
    capacity: usize,
    value: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write_value((out, capacity), value, error, |buffer, error| {
            key_of(key)?.thumbprint_len(buffer).map_err(|refused| error.of_request(refused))
        })
    }
}

/// As `grantlet_token_bearer` for a token that is bound to a key (RFC 9449, section 7.1): `DPoP ` and the token. The
/// profile has it in `grantlet_setting_token_types`, and the request needs a DPoP proof with this `access_token` too.
///
/// @param token    The token, whose type must be DPoP: else the server did not bind it.
/// @param out      The buffer: five bytes longer than the access token.
/// @param capacity Its length in bytes.
/// @param value    Receives the value, in the buffer.
/// @param error    Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`.
/// @return As `grantlet_token_bearer`; `GRANTLET_E_REQUEST_UNEXPECTED` for a token of another type.
///
/// # Safety
/// As `grantlet_dpop_proof`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_token_dpop(
    token: *const crate::token::Token,
    out: *mut c_void,
    capacity: usize,
    value: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write_value((out, capacity), value, error, |buffer, error| {
            let token = token.as_ref().ok_or(Status::ENull)?;
            if !token.token_type.get()?.eq_ignore_ascii_case(b"DPoP") {
                return Err(Status::ERequestUnexpected);
            }
            let access_token = token.access_token.text(Member::AccessToken, error)?;
            let access_token = Secret::new(access_token);
            engine::dpop(access_token, buffer).map_err(|refused| error.of_request(refused))
        })
    }
}
