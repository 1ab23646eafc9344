//! DPoP proofs (RFC 9449), and the `Authorization` header field of bound tokens.

use core::ffi::c_void;

use grantlet::engine;
use grantlet::{DpopProof, Member, Secret};

use crate::algorithm::Algorithm;
use crate::jws::{UnsignedJws, seconds, unsigned};
use crate::public_key::{PublicKey, key_of};
use crate::span::{Span, read_strings};
use crate::status::{Error, Status};
use crate::token::Token;
use crate::value::write_value;

/// A DPoP proof (RFC 9449, section 4.2). It is valid for one request: each retry needs another, with a new `jti`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Dpop {
    /// The public key as an uncompressed point, 65 bytes: 4, x, y, as secure elements export it.
    pub key: Span,
    /// Method of the request, such as `POST`.
    pub method: Span,
    /// URL of the request. Its query and its fragment are left out of the proof.
    pub url: Span,
    /// Identifies this proof: at least 96 random bits, never used again, such as what `grantlet_state` writes.
    pub jti: Span,
    /// The last `DPoP-Nonce` header field of this server; length 0 before the first (RFC 9449, sections 8 and 9).
    pub nonce: Span,
    /// The access token that the request carries to an API (RFC 9449, section 7); length 0 at the token endpoint.
    /// Secret; the proof contains only its hash, `ath`.
    pub access_token: Span,
    /// The time now, in seconds since 1970-01-01T00:00:00Z. A device without a clock takes it from the `Date` header
    /// field of a response of this server, by `grantlet_http_date`.
    pub issued_at: u64,
}

/// Writes a DPoP proof (RFC 9449) by a key of P-256, without its signature. Sign `input` of `unsigned_jws`, and add the
/// signature by `grantlet_jws_sign_der` or `grantlet_jws_sign`: the result is the value of the header field `DPoP`.
///
/// @param proof        The proof.
/// @param out          The buffer, with room for the signature too. With a `jti` of 43 characters at most 450 bytes, 70
///                 more with an access token, and four thirds of the lengths of URL and nonce.
/// @param capacity     Its length in bytes.
/// @param unsigned_jws Receives what is signed.
/// @param error        Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`, else the claim in `member`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`, also for a key that
///         is no uncompressed point; `GRANTLET_E_REQUEST_URL`; `GRANTLET_E_REQUEST_LENGTH` for a short `jti`;
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
    unsigned_jws: *mut UnsignedJws,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        unsigned((out, capacity), unsigned_jws, error, |buffer, error| {
            let proof = proof.as_ref().ok_or(Status::ENull)?;
            let mut made = DpopProof::new(key_of(proof.key)?, "", "", "", seconds(proof.issued_at));
            Ok((write(proof, &mut made, buffer, error)?, Algorithm::Es256 as i32))
        })
    }
}

/// As `grantlet_dpop_proof`, with a key of any algorithm but HS256.
///
/// @param proof        The proof. Its `key` is not read.
/// @param key          The public key.
/// @param out          The buffer, with room for the signature too. With an RSA key of 2048 bits about 1100 bytes, and four
///                 thirds of the lengths of URL and nonce.
/// @param capacity     Its length in bytes.
/// @param unsigned_jws Receives what is signed. A key of Ed25519 signs `input` itself.
/// @param error        Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`, else the claim in `member`.
/// @return As `grantlet_dpop_proof`; `GRANTLET_E_ENCODING` also for HS256: a DPoP proof is signed by an asymmetric
///         algorithm (RFC 9449, section 11.6).
///
/// # Safety
/// As `grantlet_dpop_proof`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_dpop_proof_with_key(
    proof: *const Dpop,
    key: *const PublicKey,
    out: *mut c_void,
    capacity: usize,
    unsigned_jws: *mut UnsignedJws,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        unsigned((out, capacity), unsigned_jws, error, |buffer, error| {
            let proof = proof.as_ref().ok_or(Status::ENull)?;
            let key = key.as_ref().ok_or(Status::ENull)?;
            let mut made = DpopProof::new(key.core()?, "", "", "", seconds(proof.issued_at));
            Ok((write(proof, &mut made, buffer, error)?, key.algorithm))
        })
    }
}

/// Writes a proof without its signature, and returns the length of what is signed.
///
/// # Safety
/// The spans of the proof can be read.
unsafe fn write(
    proof: &Dpop,
    made: &mut DpopProof<'_>,
    buffer: &mut [u8],
    error: &mut Error,
) -> Result<usize, Status> {
    // SAFETY: the caller says so.
    unsafe { read_strings(&raw const proof.method, &DpopProof::MEMBERS, made.texts(), error) }?;
    let made = made.write(buffer).map_err(|refused| error.of_request(refused))?;
    Ok(made.input_len())
}

/// As `grantlet_token_bearer`, for a token that is bound to a key (RFC 9449, section 7.1): `DPoP ` and the token. The
/// profile lists `DPoP` in `grantlet_setting_token_types`. The same request needs a DPoP proof with this
/// `access_token`.
///
/// @param token    The token. If its type is not DPoP, the server did not bind it.
/// @param out      The buffer: five bytes longer than the access token.
/// @param capacity Its length in bytes.
/// @param value    Receives the value, in the buffer.
/// @param error    Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`, else `token_type` or `access_token` in `member`.
/// @return As `grantlet_token_bearer`; `GRANTLET_E_REQUEST_UNEXPECTED` for a token of another type.
///
/// # Safety
/// As `grantlet_dpop_proof`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_token_dpop(
    token: *const Token,
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
                error.blame(Member::TokenType);
                return Err(Status::ERequestUnexpected);
            }
            let access_token = token.access_token.text(Member::AccessToken, error)?;
            let access_token = Secret::new(access_token);
            engine::dpop(access_token, buffer).map_err(|refused| error.of_request(refused))
        })
    }
}
