//! The signature of an `id_token` (OpenID Connect Core, section 3.1.3.7; RFC 8725).

use core::ffi::c_void;

use grantlet::engine::{LocatedResponse, Verdict};
use grantlet::{
    JsonError, JwkSetError, Member, PublicKey as CoreKey, Secret, SignatureError, TokenError,
    UnixTime, UnverifiedIdToken,
};

use crate::algorithm::{Algorithm, AnyAlgorithm, algorithm};
use crate::hybrid::IdToken;
use crate::public_key::PublicKey;
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};

/// The JWK set of a server (RFC 7517, section 5), as its `jwks_uri` returned it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct JwkSet {
    /// The whole body. It is decoded in place and cannot be read twice: fetch it each time, or keep a copy.
    pub body: *mut c_void,
    /// Its length in bytes.
    pub length: usize,
    /// The one that the issuer is known to use, most often `GRANTLET_ALGORITHM_RS256`. The token does not choose it
    /// (RFC 8725, section 3.1).
    pub algorithm: AnyAlgorithm,
}

/// What your TLS library or your secure element needs to verify the signature of an `id_token`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IdTokenSignature {
    /// The issuer's key. Its spans are in the body of the set or in the buffer.
    pub key: PublicKey,
    /// What was signed: a part of the `id_token`, ASCII.
    pub input: Span,
    /// The signature, in the buffer: of ES256 64 bytes, both numbers (RFC 7518, section 3.4).
    pub signature: Span,
    /// Private to the library: the claims of this `id_token`.
    pub opaque: *const IdToken,
}

/// Claims of an `id_token` whose signature was verified. Only `grantlet_id_token_verified` and
/// `grantlet_id_token_verify_hs256` write it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct VerifiedIdToken {
    /// `sub`: who logged in, by the issuer's name for them.
    pub subject: Span,
    /// `exp`, in seconds since 1970-01-01T00:00:00Z.
    pub expires_at: i64,
    /// `iat`, in seconds since 1970-01-01T00:00:00Z.
    pub issued_at: i64,
}

impl VerifiedIdToken {
    const fn of(claims: &IdToken) -> Self {
        let IdToken { subject, expires_at, issued_at, .. } = *claims;
        Self { subject, expires_at, issued_at }
    }
}

impl Error {
    fn of_signature(&mut self, error: SignatureError) -> Status {
        let refused = match error {
            SignatureError::Header(error) => return self.of_id_token(error),
            SignatureError::Keys(JwkSetError::Json(error)) => TokenError::Json(error),
            SignatureError::Keys(JwkSetError::Duplicate(member)) => TokenError::Duplicate(member),
            SignatureError::Keys(JwkSetError::Type(member)) => TokenError::Type(member),
            SignatureError::Keys(JwkSetError::Missing(member)) => TokenError::Missing(member),
            _ => {
                self.blame(match error {
                    SignatureError::Unexpected(member) => member,
                    SignatureError::Algorithm => Member::Algorithm,
                    SignatureError::Keys(JwkSetError::Ambiguous) => Member::KeyId,
                    SignatureError::Keys(_) => Member::Keys,
                    SignatureError::WeakSecret => Member::ClientSecret,
                    _ => Member::Signature,
                });
                return Status::EIdToken;
            }
        };
        let mut located = LocatedResponse::default();
        if let TokenError::Json(JsonError::Syntax { at } | JsonError::Depth { at }) = refused {
            located.members.at = u32::try_from(at).unwrap_or(u32::MAX);
        }
        self.of_response(Verdict::from(&refused), 0, &located, &[])
    }
}

/// The claims for the core, but for those that verify nothing.
///
/// # Safety
/// The spans can be read while the result lives.
unsafe fn unverified<'a>(
    claims: &IdToken,
    error: &mut Error,
) -> Result<UnverifiedIdToken<'a>, Status> {
    // SAFETY: the caller says so.
    let (signing_input, signature) = unsafe {
        (
            claims.signing_input.text(Member::IdToken, error)?,
            claims.signature.text(Member::Signature, error)?,
        )
    };
    Ok(UnverifiedIdToken {
        issuer: "",
        subject: "",
        expires_at: UnixTime::from_secs(claims.expires_at),
        issued_at: UnixTime::from_secs(claims.issued_at),
        audience: None,
        signing_input,
        signature,
    })
}

/// A key, with the point of P-256 in `point`.
fn key_of(key: &CoreKey<'_>, number: AnyAlgorithm, point: &mut [u8]) -> PublicKey {
    let [first, second] = key.numbers();
    let (key, exponent) = match point.split_first_mut() {
        Some((format, coordinates)) => {
            *format = 4;
            for (slot, byte) in coordinates.iter_mut().zip(first.iter().chain(second)) {
                *slot = *byte;
            }
            (Span::of(point), Span::NONE)
        }
        // Of an RSA key the exponent comes first.
        None if !second.is_empty() => (Span::of(second), Span::of(first)),
        None => (Span::of(first), Span::NONE),
    };
    PublicKey { key, exponent, algorithm: number }
}

/// Finds the issuer's key for an `id_token`, and decodes its signature. Verify `signature` of `input` by `key` with
/// your TLS library, then call `grantlet_id_token_verified`.
///
/// Refused (RFC 8725): an `alg` that is not `algorithm` of `keys`, such as `none`; a header with `crit`, `jwk`, `jku`
/// or `x5u`, or with the `typ` of another kind of token; a `kid` that no key has; and no `kid` if several keys fit. A
/// key fits by its type, curve, `use`, `key_ops` and `alg`. Unknown keys and RSA keys below 2048 bits are skipped.
///
/// @param claims    The claims, by `grantlet_id_token_check` or `grantlet_hybrid_callback`. They must stay where they
///                  are.
/// @param keys      The issuer's keys.
/// @param out       A buffer for the signature and the key: 512 bytes are enough for most.
/// @param capacity  Its length in bytes.
/// @param signature Receives what is verified. Zeros on errors.
/// @param error     With `GRANTLET_E_ID_TOKEN`, `member` is the member of the header at fault: `GRANTLET_MEMBER_KEYS`
///                  where no key fits: fetch the set again, at most once a minute; `GRANTLET_MEMBER_KEY_ID` where
///                  several fit. With `GRANTLET_E_BUFFER_TOO_SMALL`, `needed` is a length that is enough.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_ENCODING`; `GRANTLET_E_BUFFER_TOO_SMALL`;
///         `GRANTLET_E_ID_TOKEN`; of the set `GRANTLET_E_RESPONSE_SYNTAX`, `GRANTLET_E_RESPONSE_DEPTH`,
///         `GRANTLET_E_RESPONSE_DUPLICATE`, `GRANTLET_E_RESPONSE_TYPE` or `GRANTLET_E_RESPONSE_MISSING`.
///
/// # Safety
/// Each pointer is NULL or what its type says, the set can be read and written for its length and `out` be written for
/// `capacity`; what is written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_id_token_key(
    claims: *const IdToken,
    keys: *const JwkSet,
    out: *mut c_void,
    capacity: usize,
    signature: *mut IdTokenSignature,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so; what is dereferenced is not null.
    unsafe {
        let (Some(found), Some(error)) = (cleared(signature), cleared(error)) else {
            return Status::ENull;
        };
        let (Some(checked), Some(keys)) = (claims.as_ref(), keys.as_ref()) else {
            return Status::ENull;
        };
        let number = keys.algorithm;
        let algorithm = or_return!(algorithm(number));
        let set = or_return!(buffer(keys.body.cast(), keys.length));
        let buffer = or_return!(buffer(out.cast(), capacity));
        let token = or_return!(unverified(checked, error));
        let of_point = if number == Algorithm::Es256 as i32 { 65 } else { 0 };
        let (point, rest) = buffer.split_at_mut_checked(of_point).unwrap_or_default();
        // It is the caller who verifies: here nothing is valid.
        let refused = token.verify(set, algorithm, rest, |key, input, signature| {
            *found = IdTokenSignature {
                key: key_of(key, number, point),
                input: Span::of(input),
                signature: Span::of(signature),
                opaque: claims,
            };
            false
        });
        if !found.opaque.is_null() {
            return Status::Ok;
        }
        let refused = refused.err().unwrap_or(SignatureError::Invalid);
        let status = error.of_signature(refused);
        if status == Status::EBufferTooSmall {
            error.needed = error.needed.saturating_add(of_point);
        }
        status
    }
}

/// Returns the claims of an `id_token` whose signature was verified.
///
/// @param signature What `grantlet_id_token_key` found.
/// @param is_valid  Whether your TLS library found that `signature` is one of `input` by `key`.
/// @param verified  Receives the claims; zeros on errors. `subject` is in the buffer of `grantlet_id_token_check`.
/// @param error     Receives `GRANTLET_MEMBER_SIGNATURE` in `member` with `GRANTLET_E_ID_TOKEN`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`, also where `grantlet_id_token_key` found nothing; `GRANTLET_E_ID_TOKEN`
///         where it is not valid.
///
/// # Safety
/// Each pointer is NULL or what its type says, and the claims are where they were.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_id_token_verified(
    signature: *const IdTokenSignature,
    is_valid: bool,
    verified: *mut VerifiedIdToken,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(verified), Some(error)) = (cleared(verified), cleared(error)) else {
            return Status::ENull;
        };
        let claims = signature.as_ref().and_then(|signature| signature.opaque.as_ref());
        let claims = or_return!(claims.ok_or(Status::ENull));
        if !is_valid {
            error.blame(Member::Signature);
            return Status::EIdToken;
        }
        *verified = VerifiedIdToken::of(claims);
        Status::Ok
    }
}

/// Verifies the signature of an `id_token` by the client's secret, HS256, of a client that is registered for it
/// (`id_token_signed_response_alg`).
///
/// @param claims   The claims, by `grantlet_id_token_check`.
/// @param secret   `client_secret`, of at least 32 bytes (RFC 7518, section 3.2).
/// @param out      A buffer for the header and the signature: 256 bytes are enough for most.
/// @param capacity Its length in bytes.
/// @param verified Receives the claims; zeros on errors. `subject` is in the buffer of `grantlet_id_token_check`.
/// @param error    As of `grantlet_id_token_key`.
/// @return As `grantlet_id_token_key`.
///
/// # Safety
/// As `grantlet_id_token_key`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_id_token_verify_hs256(
    claims: *const IdToken,
    secret: Span,
    out: *mut c_void,
    capacity: usize,
    verified: *mut VerifiedIdToken,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so; what is dereferenced is not null.
    unsafe {
        let (Some(verified), Some(error)) = (cleared(verified), cleared(error)) else {
            return Status::ENull;
        };
        let claims = or_return!(claims.as_ref().ok_or(Status::ENull));
        let secret = or_return!(secret.text(Member::ClientSecret, error));
        let buffer = or_return!(buffer(out.cast(), capacity));
        let token = or_return!(unverified(claims, error));
        match token.verify_hs256(Secret::new(secret), buffer) {
            Ok(_) => {
                *verified = VerifiedIdToken::of(claims);
                Status::Ok
            }
            Err(refused) => error.of_signature(refused),
        }
    }
}
