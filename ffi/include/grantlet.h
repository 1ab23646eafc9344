// Grantlet: OAuth 2.0 client token core, for C99 and C++11.
//
// CONVENTIONS
//
// Input is a grantlet_span: a pointer and a length, never ended by NUL; the pointer may be NULL where
// the length is 0. Texts are printable ASCII, as those of OAuth are; where UTF-8 or bytes of any kind
// are taken, it is said. GRANTLET_SPAN makes a span of a literal, grantlet_text of text ended by NUL.
//
// Output goes to the caller's buffer of `capacity` bytes. `needed`, in the error or by a pointer, is the
// exact length of the result: with GRANTLET_E_BUFFER_TOO_SMALL nothing of it is left in the buffer, which is
// zeroed, and the same call succeeds with that length. Capacity 0, with a NULL buffer or another, asks
// for it.
//
// A function that can fail returns a grantlet_status; the numbers never change. A pointer that is NULL
// is GRANTLET_E_NULL, unless it is said to mean something; so is a length that is larger than any
// object, and a profile that was never set. Whatever a function writes to, other than buffers, is
// written on errors too: with zeros, where there is nothing to say. What is written must overlap with
// nothing else that is given; what is only read may overlap with what is only read.
//
// Nothing is allocated, kept or shared between calls: each function is re-entrant, and may be called
// from an interrupt. Spans that come back point into the caller's own buffer and live as long; one of
// length 0 may have NULL. A profile keeps pointers to the texts that it was set to, a session the one to
// its arena, and nothing else keeps any. A session is used by one caller at a time.
//
// Secret are refresh tokens, access tokens, id_tokens, codes, device codes, verifiers, client secrets
// and passwords, and so each buffer that held one: grantlet_wipe is the last step. So are records, arenas
// and sessions. Public are states,
// nonces, challenges, addresses of logins, client ids. No text that this library returns by itself, as
// grantlet_strerror does, holds anything that came from the wire.
//
// The library uses no memory of its own beyond its stack, no heap and no C library but memcpy,
// memset, memmove and memcmp. Profiles carry the code of what they bend: link with --gc-sections, and
// what no profile of yours names is not in your image.

#ifndef GRANTLET_H
#define GRANTLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) && !defined(GRANTLET_ATTRIBUTES)
// Define GRANTLET_ATTRIBUTES, as anything, where these are not wanted.
#define GRANTLET_DEPRECATED(why) __attribute__((deprecated(why)))
#define GRANTLET_MUST_USE __attribute__((warn_unused_result))
#else
#define GRANTLET_DEPRECATED(why)
#define GRANTLET_MUST_USE
#endif

// A span of a literal, as an initialiser.
#define GRANTLET_SPAN(literal) { (const uint8_t *)("" literal), sizeof("" literal) - 1 }

// How a provider differs from RFC 6749, in words without names. Copy one of this library's by
// assignment, and change the copy by the functions whose names start with grantlet_profile_.
typedef struct {
  uintptr_t opaque[47];
} grantlet_profile;

// The life of a grant, in words without names, where the caller wants it. It must not be copied. Zeros are
// no session; grantlet_session_init makes one of any bytes.
typedef struct {
  uint64_t opaque[29];
} grantlet_session;

// Bytes that a slot must hold for a record with texts of these lengths, a constant. A slot is erased as a
// whole and is a multiple of 32 bytes. The access token counts where it is kept.
#define GRANTLET_RECORD_LENGTH(refresh_token, subject, access_token) \
  (((size_t)(refresh_token) + (subject) + (access_token) + 110) & ~(size_t)31)

/** @brief The version of this interface, to compare with `grantlet_abi()` at boot. */
#define GRANTLET_ABI 1

/** @brief Bytes at the start of a slot that are the mark's. */
#define GRANTLET_MARK_LENGTH 32

/**
 * @brief Result of a function. The numbers never change: 1 to 19 for arguments, 20 to 39 for requests that
 * cannot be written, 40 to 59 for responses without a token, 60 to 79 for callback URLs.
 */
enum grantlet_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /** Success. */
  GRANTLET_OK = 0,
  /** A pointer is NULL, a length is larger than any object, or a profile was never set. */
  GRANTLET_E_NULL = 1,
  /** The buffer is too small: `needed` is the exact length. */
  GRANTLET_E_BUFFER_TOO_SMALL = 2,
  /** An input has a byte that is not printable ASCII, or is not UTF-8 where UTF-8 is allowed. */
  GRANTLET_E_ENCODING = 3,
  /** All 32 bytes of entropy are the same: check the random number generator. */
  GRANTLET_E_ENTROPY = 4,
  /** The `code_verifier` is not 43 to 128 unreserved characters (RFC 7636, section 4.1). */
  GRANTLET_E_VERIFIER = 5,
  /** Not a date: `at` is the offset of the invalid byte. */
  GRANTLET_E_DATE = 6,
  /** More than eight further parameters. */
  GRANTLET_E_TOO_MANY_PARAMETERS = 7,
  /** The call is not allowed in this state of the session: see `grantlet_session_state`. */
  GRANTLET_E_WRONG_STATE = 8,
  /** The session was not initialized: call `grantlet_session_init` first. */
  GRANTLET_E_NO_SESSION = 9,
  /** A later version of this library wrote the newest record: do not write to either slot. */
  GRANTLET_E_LATER_VERSION = 10,
  /** A required parameter of the request is empty. */
  GRANTLET_E_REQUEST_MISSING = 20,
  /** A parameter is not allowed in this request, or occurs twice. */
  GRANTLET_E_REQUEST_UNEXPECTED = 21,
  /** A parameter has an invalid byte. */
  GRANTLET_E_REQUEST_CHARS = 22,
  /** A parameter is too short or too long. */
  GRANTLET_E_REQUEST_LENGTH = 23,
  /** An endpoint is not https, nor http on loopback where the profile allows it. */
  GRANTLET_E_REQUEST_URL = 24,
  /** The `redirect_uri` is not absolute, or has a fragment. */
  GRANTLET_E_REQUEST_REDIRECT_URI = 25,
  /** The client has a base URL, and the profile's endpoint is an absolute URL that is not below it. */
  GRANTLET_E_REQUEST_BASE_URL = 26,
  /** A refresh asks for a scope that was not granted. */
  GRANTLET_E_REQUEST_SCOPE = 27,
  /** The request was not sent. An input of `grantlet_session_fail`; no function returns it. */
  GRANTLET_E_NOT_SENT = 28,
  /** The HTTP status is not 2xx, and the body has no error that can be read. */
  GRANTLET_E_RESPONSE_STATUS = 40,
  /** The server returned an error: see `error` and `ends_grant` in `grantlet_error`. */
  GRANTLET_E_SERVER = 41,
  /** The body is not one JSON object: `at` is the offset of the invalid byte. */
  GRANTLET_E_RESPONSE_SYNTAX = 42,
  /** The body is nested deeper than 32 levels: `at` is the offset of the bracket. */
  GRANTLET_E_RESPONSE_DEPTH = 43,
  /** A member occurs more than once. */
  GRANTLET_E_RESPONSE_DUPLICATE = 44,
  /** A member has the wrong JSON type. */
  GRANTLET_E_RESPONSE_TYPE = 45,
  /** A required member is absent, null or empty. */
  GRANTLET_E_RESPONSE_MISSING = 46,
  /** A member has an invalid byte. */
  GRANTLET_E_RESPONSE_CHARS = 47,
  /** `token_type` is neither Bearer nor allowed by the profile. */
  GRANTLET_E_RESPONSE_TOKEN_TYPE = 48,
  /**
   * No complete response was received. An input of `grantlet_session_fail` and
   * `grantlet_polling_update`; no function returns it.
   */
  GRANTLET_E_NO_RESPONSE = 49,
  /** The `id_token` of a refresh is invalid, or missing although one is required. */
  GRANTLET_E_ID_TOKEN = 50,
  /** The `id_token` of a refresh names another user or another client: the session has ended. */
  GRANTLET_E_OTHER_USER = 51,
  /** The callback URL does not start with the `redirect_uri`. */
  GRANTLET_E_CALLBACK_REDIRECT_URI = 60,
  /** A parameter of the callback URL occurs more than once. */
  GRANTLET_E_CALLBACK_DUPLICATE = 61,
  /** A parameter of the callback URL has an invalid byte. */
  GRANTLET_E_CALLBACK_CHARS = 62,
  /** A code in the fragment, a token in the query, or a refresh token. */
  GRANTLET_E_CALLBACK_MISPLACED = 63,
  /** `state` is absent, or belongs to another login. */
  GRANTLET_E_CALLBACK_STATE = 64,
  /** `iss` is absent, of another server, or not expected. */
  GRANTLET_E_CALLBACK_ISSUER = 65,
  /** The callback URL has both a result and an error. */
  GRANTLET_E_CALLBACK_CONFLICT = 66,
  /** A required parameter of the callback URL is absent. */
  GRANTLET_E_CALLBACK_MISSING = 67,
  /** `token_type` in the callback URL is neither Bearer nor allowed by the profile. */
  GRANTLET_E_CALLBACK_TOKEN_TYPE = 68,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum grantlet_status grantlet_status;
#else
typedef int32_t grantlet_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/** @brief What the response to a poll means (RFC 8628, section 3.5). */
enum grantlet_poll
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /** The user has not decided yet: poll again after the interval. */
  GRANTLET_POLL_PENDING = 0,
  /** Poll again after the interval, which is five seconds longer from now on. */
  GRANTLET_POLL_SLOW_DOWN = 1,
  /** Nothing was decided: poll again after a pause that doubles each time, up to five minutes. */
  GRANTLET_POLL_LATER = 2,
  /** The device code has expired: start again. */
  GRANTLET_POLL_EXPIRED = 3,
  /** A token, with `GRANTLET_OK`, or an error that ends the polling, such as `access_denied`. */
  GRANTLET_POLL_DECIDED = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum grantlet_poll grantlet_poll;
#else
typedef int32_t grantlet_poll;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/** @brief What to do with an access token. */
enum grantlet_life
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /** Use it. */
  GRANTLET_LIFE_FRESH = 0,
  /** It is still valid, and a refresh is due. */
  GRANTLET_LIFE_REFRESH_DUE = 1,
  /** It has expired. */
  GRANTLET_LIFE_EXPIRED = 2,
  /** The server did not send a lifetime. That does not mean "never": use it, and refresh after the first 401. */
  GRANTLET_LIFE_UNKNOWN = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum grantlet_life grantlet_life;
#else
typedef int32_t grantlet_life;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/** @brief What a session needs next. */
enum grantlet_session_stage
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The access token can be used until `until`, when a refresh is due; `UINT64_MAX` if the server did not send a
   * lifetime.
   */
  GRANTLET_SESSION_READY = 0,
  /** A refresh is due: call `grantlet_session_begin`. */
  GRANTLET_SESSION_DUE = 1,
  /**
   * A refresh is due, and a request whose response was lost may have spent the refresh token. The next
   * response decides.
   */
  GRANTLET_SESSION_IN_DOUBT = 2,
  /** A request is in flight: `grantlet_session_receive` or `grantlet_session_fail` comes next. */
  GRANTLET_SESSION_IN_FLIGHT = 3,
  /**
   * A record must be stored before the new token is used: `grantlet_session_record`, then
   * `grantlet_session_stored`.
   */
  GRANTLET_SESSION_UNSTORED = 4,
  /** The last attempt failed. The next one is at `until`. */
  GRANTLET_SESSION_WAITING = 5,
  /** The server refuses for a reason that does not pass by itself: report it. The next attempt is at `until`. */
  GRANTLET_SESSION_REFUSED = 6,
  /** There is no grant: the user must log in. */
  GRANTLET_SESSION_ENDED = 7,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum grantlet_session_stage grantlet_session_stage;
#else
typedef int32_t grantlet_session_stage;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/** @brief What `iss` in a callback URL must be (RFC 9207, section 2.4). */
enum grantlet_issuer_rule
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /** It is required and must be the issuer. */
  GRANTLET_ISSUER_REQUIRED = 0,
  /** If it is present, it must be the issuer. */
  GRANTLET_ISSUER_IF_PRESENT = 1,
  /** It must be absent: the server does not announce it. If a server sends it all the same, set the issuer. */
  GRANTLET_ISSUER_REFUSED = 2,
  /** It is ignored. Only for a client of a single server. */
  GRANTLET_ISSUER_IGNORED = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum grantlet_issuer_rule grantlet_issuer_rule;
#else
typedef int32_t grantlet_issuer_rule;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/** @brief Parameter of a request, or member of a response, that an error is about. The numbers never change. */
enum grantlet_member
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /** The error is not about a member. */
  GRANTLET_MEMBER_NONE = 0,
  /** `access_token` */
  GRANTLET_MEMBER_ACCESS_TOKEN = 1,
  /** `token_type` */
  GRANTLET_MEMBER_TOKEN_TYPE = 2,
  /** `refresh_token` */
  GRANTLET_MEMBER_REFRESH_TOKEN = 3,
  /** `id_token` */
  GRANTLET_MEMBER_ID_TOKEN = 4,
  /** `scope` */
  GRANTLET_MEMBER_SCOPE = 5,
  /** `error` */
  GRANTLET_MEMBER_ERROR = 6,
  /** `error_description` */
  GRANTLET_MEMBER_ERROR_DESCRIPTION = 7,
  /** `error_uri` */
  GRANTLET_MEMBER_ERROR_URI = 8,
  /** `expires_in` */
  GRANTLET_MEMBER_EXPIRES_IN = 9,
  /** `code` */
  GRANTLET_MEMBER_CODE = 10,
  /** `state` */
  GRANTLET_MEMBER_STATE = 11,
  /** `iss` */
  GRANTLET_MEMBER_ISSUER = 12,
  /** The envelope of the profile. */
  GRANTLET_MEMBER_ENVELOPE = 13,
  /** `grant_type` */
  GRANTLET_MEMBER_GRANT_TYPE = 14,
  /** `client_id` */
  GRANTLET_MEMBER_CLIENT_ID = 15,
  /** `client_secret` */
  GRANTLET_MEMBER_CLIENT_SECRET = 16,
  /** `redirect_uri` */
  GRANTLET_MEMBER_REDIRECT_URI = 17,
  /** `code_verifier` */
  GRANTLET_MEMBER_CODE_VERIFIER = 18,
  /** `code_challenge` */
  GRANTLET_MEMBER_CODE_CHALLENGE = 19,
  /** `nonce` */
  GRANTLET_MEMBER_NONCE = 20,
  /** `response_type` */
  GRANTLET_MEMBER_RESPONSE_TYPE = 21,
  /** `device_code` */
  GRANTLET_MEMBER_DEVICE_CODE = 22,
  /** `user_code` */
  GRANTLET_MEMBER_USER_CODE = 23,
  /** `verification_uri` */
  GRANTLET_MEMBER_VERIFICATION_URI = 24,
  /** `verification_uri_complete` */
  GRANTLET_MEMBER_VERIFICATION_URI_COMPLETE = 25,
  /** `interval` */
  GRANTLET_MEMBER_INTERVAL = 26,
  /** `username` */
  GRANTLET_MEMBER_USERNAME = 27,
  /** `password` */
  GRANTLET_MEMBER_PASSWORD = 28,
  /** `token` */
  GRANTLET_MEMBER_TOKEN = 29,
  /** `token_type_hint` */
  GRANTLET_MEMBER_TOKEN_TYPE_HINT = 30,
  /** `authorization_endpoint` */
  GRANTLET_MEMBER_AUTHORIZATION_ENDPOINT = 31,
  /** `token_endpoint` */
  GRANTLET_MEMBER_TOKEN_ENDPOINT = 32,
  /** `revocation_endpoint` */
  GRANTLET_MEMBER_REVOCATION_ENDPOINT = 33,
  /** `device_authorization_endpoint` */
  GRANTLET_MEMBER_DEVICE_AUTHORIZATION_ENDPOINT = 34,
  /** `issuer` of server metadata */
  GRANTLET_MEMBER_METADATA_ISSUER = 35,
  /** `userinfo_endpoint` */
  GRANTLET_MEMBER_USERINFO_ENDPOINT = 36,
  /** `jwks_uri` */
  GRANTLET_MEMBER_JWKS_URI = 37,
  /** `authorization_response_iss_parameter_supported` */
  GRANTLET_MEMBER_ISS_SUPPORTED = 38,
  /** `code_challenge_methods_supported` */
  GRANTLET_MEMBER_CODE_CHALLENGE_METHODS = 39,
  /** `token_endpoint_auth_methods_supported` */
  GRANTLET_MEMBER_AUTH_METHODS = 40,
  /** `sub` */
  GRANTLET_MEMBER_SUBJECT = 41,
  /** `aud` */
  GRANTLET_MEMBER_AUDIENCE = 42,
  /** `azp` */
  GRANTLET_MEMBER_AUTHORIZED_PARTY = 43,
  /** `exp` */
  GRANTLET_MEMBER_EXPIRATION_TIME = 44,
  /** `iat` */
  GRANTLET_MEMBER_ISSUED_AT = 45,
  /** `at_hash` */
  GRANTLET_MEMBER_ACCESS_TOKEN_HASH = 46,
  /** `c_hash` */
  GRANTLET_MEMBER_CODE_HASH = 47,
  /** `alg` */
  GRANTLET_MEMBER_ALGORITHM = 48,
  /** A header field of the profile. */
  GRANTLET_MEMBER_HEADER = 49,
  /** A further parameter of the caller. */
  GRANTLET_MEMBER_EXTRA_PARAMETER = 50,
  /** `mfaToken` */
  GRANTLET_MEMBER_MFA_TOKEN = 51,
  /** `phoneNumber` */
  GRANTLET_MEMBER_PHONE_NUMBER = 52,
  /** `expiration` */
  GRANTLET_MEMBER_EXPIRATION = 53,
  /** `accountId` */
  GRANTLET_MEMBER_ACCOUNT_ID = 54,
  /** `accountCreated` */
  GRANTLET_MEMBER_ACCOUNT_CREATED = 55,
  /** `started` */
  GRANTLET_MEMBER_STARTED = 56,
  /** `flow` */
  GRANTLET_MEMBER_FLOW = 57,
  /** `iss_rule` */
  GRANTLET_MEMBER_ISSUER_RULE = 58,
  /** `base_url` */
  GRANTLET_MEMBER_BASE_URL = 59,
  /** The first of the profile's extra members; the second is one more, and so on. */
  GRANTLET_MEMBER_EXTRA = 128,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum grantlet_member grantlet_member;
#else
typedef int32_t grantlet_member;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/** @brief Text or bytes of the caller's, which the library reads and does not keep. Never ended by NUL. */
typedef struct {
  /** The first byte; may be NULL where `length` is 0. */
  const uint8_t *bytes;
  /** Bytes from there. */
  size_t length;
} grantlet_span;

/** @brief A client as it is registered (RFC 6749, section 2). */
typedef struct {
  /** What the profile's paths are joined to: https. Empty for a profile with absolute endpoints. */
  grantlet_span base_url;
  /** `client_id`. It is not secret. */
  grantlet_span client_id;
  /** `client_secret`. Length 0: a public client. */
  grantlet_span client_secret;
} grantlet_client;

/**
 * @brief A request to send by `POST`: parts of the buffer that it was written to. It holds secrets. Do not
 * follow a redirect with it: a redirect is an answer (RFC 9700, section 4.11).
 */
typedef struct {
  /** The absolute address. */
  grantlet_span url;
  /**
   * All header fields but `Host`, `Content-Length` and what else HTTP itself needs, each line
   * ended by CR LF.
   */
  grantlet_span headers;
  /** The body. */
  grantlet_span body;
} grantlet_request;

/**
 * @brief Details of an error. Every function that takes one writes all of it: fields without a value are zero, and so
 * is everything with `GRANTLET_OK`.
 *
 * The spans point into the body or the URL that was read. The server chose their bytes: they are data, never
 * markup, and can have any length.
 */
typedef struct {
  /** With `GRANTLET_E_BUFFER_TOO_SMALL`: the exact length of the buffer in bytes. */
  size_t needed;
  /**
   * With `GRANTLET_E_RESPONSE_SYNTAX` and `GRANTLET_E_RESPONSE_DEPTH`: offset of the invalid byte in the body. With
   * `GRANTLET_E_CALLBACK_ISSUER`: offset of `iss` in the URL, 0 if it is absent.
   */
  size_t at;
  /**
   * With `GRANTLET_E_SERVER`: the error code of the server, such as `invalid_grant` (RFC 6749, section 5.2). An
   * `error` that is not a string, and that no error shape of the profile fits, is here as it was sent.
   */
  grantlet_span error;
  /** With `GRANTLET_E_SERVER`: the description of the error; length 0 if there is none. */
  grantlet_span error_description;
  /**
   * With `GRANTLET_E_SERVER`: an https URL about the error, without user information and characters that end
   * markup; length 0 if there is none. Ask the user before you open it.
   */
  grantlet_span error_uri;
  /** With `GRANTLET_E_SERVER`: a number beside the error, if the profile names one; else of length 0. */
  grantlet_span error_number;
  /** HTTP status of a response without a token. */
  uint16_t http_status;
  /** The invalid parameter or member: a grantlet_member. See `grantlet_member_name`. */
  uint8_t member;
  /**
   * With `GRANTLET_E_SERVER`: the grant has ended, and the user must log in again. The error is `invalid_grant` or
   * listed by the profile, and the HTTP status is 2xx, or 4xx other than 408, 425 and 429.
   */
  bool ends_grant;
} grantlet_error;

/** @brief A name and its value. */
typedef struct {
  /** The name. */
  grantlet_span name;
  /** The value. */
  grantlet_span value;
} grantlet_pair;

/** @brief What a grant can ask for beside what it must say. */
typedef struct {
  /**
   * The scope to ask for (RFC 6749, section 3.3): tokens with a space between each two, whatever
   * the provider's own separator; length 0 for none.
   */
  grantlet_span scope;
  /**
   * Further parameters, at most eight; NULL where there are none. Names are printable ASCII and
   * none of those that are written from typed values; values are UTF-8.
   */
  const grantlet_pair *params;
  /** How many there are. */
  size_t params_length;
} grantlet_options;

/**
 * @brief A token (RFC 6749, section 5.1): parts of the buffer that the answer came in, whose strings are
 * unescaped there. What is not there has length 0. Tokens are secret.
 */
typedef struct {
  /** `access_token`: bytes 0x21 to 0x7E, never empty. */
  grantlet_span access_token;
  /** `token_type` as it was sent; Bearer in any case is sent as `Bearer`. */
  grantlet_span token_type;
  /** `refresh_token`. Length 0: none came, **keep the old one**. */
  grantlet_span refresh_token;
  /** `id_token`, its signature and claims unverified. */
  grantlet_span id_token;
  /** `scope`, with the profile's separator. Length 0: as requested. */
  grantlet_span scope;
  /** Not to be used: a server's error is in the error. */
  grantlet_span reserved[4];
  /** The profile's extra members, in its order: of a string its content, else as it was written. */
  grantlet_span extra[8];
  /** Not to be used. */
  uint8_t reserved_kinds[9];
  /**
   * The first byte of each extra member as it was written: `"` or `\` for a string, a digit or
   * `-` for a number, `t`, `f`, `{`, `[` or `]` (of strings only) for an array; 0 for none.
   */
  uint8_t extra_kinds[8];
  /** Not to be used. */
  uint8_t reserved_end[7];
  /** `expires_in` in seconds, saturated at 2^32 - 1. */
  uint32_t expires_in;
  /** False: the server did not say. Not "never": use the token, and refresh at the first 401. */
  bool expires_in_known;
} grantlet_token;

/** @brief What the address that a user comes back to must match. */
typedef struct {
  /** The `redirect_uri` of the authorization request. */
  grantlet_span redirect_uri;
  /** Its `state`. */
  grantlet_span state;
  /** The server's issuer, for the rules that name one. */
  grantlet_span issuer;
  /** `GRANTLET_ISSUER_REQUIRED` or one of its neighbours. Any other number is as `REQUIRED`. */
  uint8_t issuer_rule;
  /** Whether the login was implicit: then a token is in the fragment, else a code in the query. */
  bool implicit;
} grantlet_expected;

/** @brief Milliseconds since boot in 64 bits, from a counter that wraps at 32. Zeros to start with. */
typedef struct {
  /** Not to be written but to start with. */
  uint64_t now;
} grantlet_uptime;

/** @brief The end of an access token's life, in milliseconds of a clock that does not jump. */
typedef struct {
  /** When its request was started. */
  uint64_t requested_at;
  /** Its lifetime in seconds. */
  uint32_t expires_in;
  /** Whether the server said it. */
  bool known;
} grantlet_expiry;

/**
 * @brief How a session behaves. A member of zero is its default, each by itself; set what differs. Whatever is
 * set, no request comes less than a second after one that brought no token.
 *
 * For a fleet: with `n` devices at a server that takes `capacity` requests a second, let `cap` be at
 * least `4000 * n / capacity`, `spread` a tenth of the access token's life, and `seed` a number of the
 * device's own.
 */
typedef struct {
  /**
   * Milliseconds before the access token's end from which on it is time to refresh; at most half of
   * its life. 0: a minute.
   */
  uint32_t leeway;
  /** Up to how many milliseconds earlier still, by the device's seed. 0: none. */
  uint32_t spread;
  /**
   * The longest pause after the first attempt that failed, in milliseconds; it doubles with each.
   * A pause is anything between a second and its longest, which is at most `cap`. 0: two seconds.
   */
  uint32_t first;
  /** The longest pause of all, in milliseconds. 0: five minutes. */
  uint32_t cap;
  /** A number of the device's own, such as its serial number, that spreads what devices do. */
  uint32_t seed;
  /**
   * How many seconds a refresh token lives, as the provider states it. 0: it does not say. It counts
   * in wall time: see `grantlet_session_wall_time`.
   */
  uint32_t refresh_lifetime;
  /** Whether those seconds start again with each refresh while the access token holds. */
  bool sliding;
  /**
   * Whether the access token is stored too, at the price of an erase for each: it is used again after
   * a restart where the wall time is known.
   */
  bool keep_access_token;
  /** Whether tokens are the client's own (RFC 6749, section 4.4), without a refresh token. */
  bool client_credentials;
  /** Not to be used: 0. */
  uint8_t reserved;
} grantlet_settings;

/** @brief What to send, and what to write first. */
typedef struct {
  /**
   * For `grantlet_refresh_request`, in the arena. Length 0, by client credentials: for
   * `grantlet_client_credentials_request`.
   */
  grantlet_span refresh_token;
  /** The slot, 0 or 1, that the mark is for. */
  size_t slot;
  /**
   * Whether the first `GRANTLET_MARK_LENGTH` bytes of that slot, or as many as the flash programs at
   * once, are programmed to `grantlet_mark`, without an erase, before the request is sent. Once for
   * each refresh token. Where it fails, go on.
   */
  bool mark;
} grantlet_attempt;

/** @brief A response of the token endpoint, as it came. */
typedef struct {
  /** The whole body, which is written to: its strings are unescaped there. Wipe it afterwards. */
  void *body;
  /** Bytes of the body. */
  size_t length;
  /**
   * Which request it answers, where `requested_at_known`: exactly the `now` that was handed to
   * `grantlet_session_begin`, 0 too. For a response that may come after another request was begun.
   */
  uint64_t requested_at;
  /** `Retry-After` by `grantlet_retry_after`, in seconds, else 0. */
  uint32_t retry_after;
  /** The HTTP status. */
  uint16_t status;
  /** Whether `requested_at` says which request it answers; else, whatever is there, it is the newest. */
  bool requested_at_known;
} grantlet_response;

/**
 * @brief What an `id_token` that comes with a refresh must name (OpenID Connect Core, section 12.2), beside the
 * session's subject.
 */
typedef struct {
  /** The server, as its metadata name it. */
  grantlet_span issuer;
  /** This client. */
  grantlet_span client_id;
  /**
   * Seconds by which the clocks of server and device may differ. Without a wall time neither `exp` nor
   * `iat` is compared.
   */
  uint32_t leeway;
} grantlet_identity;

/** @brief Which of two slots counts. */
typedef struct {
  /**
   * The slot with the newer whole record, 0 or 1; one that a later version of this library wrote counts
   * too.
   */
  size_t slot;
  /** Whether there is one. */
  bool found;
  /** Whether its mark was programmed: its refresh token may have been spent. */
  bool marked;
  /**
   * Whether the other slot, or any where none is whole, is neither whole nor erased: a write was cut
   * off, or bits have flipped.
   */
  bool other_is_torn;
} grantlet_record_choice;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * @brief RFC 6749 with no differences: a form body, Basic for a client with a secret, PKCE, Bearer. It has
 * no endpoints: copy it and set them.
 */
extern const grantlet_profile grantlet_rfc6749;

/**
 * @brief The same, but `client_id` and `client_secret` stand in the body (RFC 6749, section 2.3.1). What
 * starts from this one takes the least flash: no code for Basic is linked.
 */
extern const grantlet_profile grantlet_rfc6749_body;

/** @brief Bold smart locks. Extra members: `account_id` (0). The host is the client's base URL. */
extern const grantlet_profile grantlet_bold;

/**
 * @brief Bolt: the code comes from its modal, not from a redirect. Extra members: `refresh_token_scope`
 * (0).
 */
extern const grantlet_profile grantlet_bolt;

/** @brief `BoldSign`: a refresh token comes only with the scope `offline_access`, and works once. */
extern const grantlet_profile grantlet_boldsign;

/** @brief A provider that takes JSON bodies. The host is the client's base URL. */
extern const grantlet_profile grantlet_json_body;

/** @brief A provider that wraps its answers in `data`. The host is the client's base URL. */
extern const grantlet_profile grantlet_data_envelope;

/** @brief What to program over the start of a slot where `grantlet_session_begin` asks for it. */
extern const uint8_t grantlet_mark[GRANTLET_MARK_LENGTH];

/** @brief Returns the version of the interface that the library was built with. */
uint32_t grantlet_abi(void);

/**
 * @brief Returns what a status means.
 *
 * @param status A grantlet_status, or any other number.
 * @return An English string ended by NUL, never NULL. It contains nothing that was received.
 */
const char *grantlet_strerror(int32_t status);

/**
 * @brief Returns the name of a member as the RFCs spell it.
 *
 * @param member A grantlet_member, such as `member` of grantlet_error.
 * @return An English string ended by NUL, never NULL; empty for `GRANTLET_MEMBER_NONE`. It contains
 * nothing that was received.
 */
const char *grantlet_member_name(uint8_t member);

/**
 * @brief Returns whether each list of a profile consists of words that it can have, and none contradicts
 * another: after the last function that sets one, and before the first request. `*setter` is then the
 * end of the name of the function that set what is misspelt, `ends_on` for `grantlet_profile_ends_on`,
 * ended by NUL, and never NULL.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` for what is no word of its list.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_profile_check(const grantlet_profile *profile,
                                       const char **setter);

/**
 * @brief Returns what `grantlet_profile_check` returns, and where the word at fault is: `*index` is its index
 * in the list, counted from 0, of a shape for `errors`, of a line that is not empty for `ends_on`. It is
 * 0 where none is at fault.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` for what is no word of its list.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_profile_word_at_fault(const grantlet_profile *profile,
                                               size_t *index);

/**
 * @brief Sets where a login starts (RFC 6749, section 3.1): a path, joined to the client's base URL, or
 * an absolute address.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
 */
grantlet_status grantlet_profile_authorization_endpoint(grantlet_profile *profile,
                                                        grantlet_span text);

/**
 * @brief Sets where tokens come from (RFC 6749, section 3.2): a path or an absolute address.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
 */
grantlet_status grantlet_profile_token_endpoint(grantlet_profile *profile, grantlet_span text);

/**
 * @brief Sets where tokens are revoked (RFC 7009): a path or an absolute address.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
 */
grantlet_status grantlet_profile_revocation_endpoint(grantlet_profile *profile, grantlet_span text);

/**
 * @brief Sets where a device's login starts (RFC 8628, section 3.1): a path or an absolute address.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
 */
grantlet_status grantlet_profile_device_authorization_endpoint(grantlet_profile *profile,
                                                               grantlet_span text);

/**
 * @brief Sets headers of a token request that repeat the client's id or secret:
 * `X-API-Key=client_secret X-Publishable-Key=client_id`.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
 */
grantlet_status grantlet_profile_headers(grantlet_profile *profile, grantlet_span text);

/**
 * @brief Sets other names for parameters of a token request: `client_id=clientId scope=scopes`.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
 */
grantlet_status grantlet_profile_rename(grantlet_profile *profile, grantlet_span text);

/**
 * @brief Sets which parameters of a token request come first, and in which order, by their names in the
 * RFCs: `grant_type client_id`. The rest follows.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
 */
grantlet_status grantlet_profile_order(grantlet_profile *profile, grantlet_span text);

/**
 * @brief Sets further members of the answer to read: `account_id tenant`, at most eight of at most 64
 * bytes each; further names are not read, and `grantlet_profile_check` reports them.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
 */
grantlet_status grantlet_profile_extra(grantlet_profile *profile, grantlet_span text);

/**
 * @brief Sets where the provider's own errors keep `error`, `error_description` and a number:
 * `code message errorId`, with a comma between shapes; `error/` before one stands for members of
 * the object `error`.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
 */
grantlet_status grantlet_profile_errors(grantlet_profile *profile, grantlet_span text);

/**
 * @brief Sets errors, with their descriptions, that end a grant as `invalid_grant` does:
 * `invalid_request=InvalidGrantCode`, a line each. Without a description any ends it.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
 */
grantlet_status grantlet_profile_ends_on(grantlet_profile *profile, grantlet_span text);

/**
 * @brief Sets the member that the provider wraps its answer in: an object, or JSON text in a string.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
 */
grantlet_status grantlet_profile_envelope(grantlet_profile *profile, grantlet_span text);

/**
 * @brief Sets further values of `token_type` that the caller knows how to use (RFC 6749, section 7.1):
 * `mac`.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
 */
grantlet_status grantlet_profile_token_types(grantlet_profile *profile, grantlet_span text);

/**
 * @brief Makes the body of a token request a form (RFC 6749, appendix B), as in `grantlet_rfc6749`.
 *
 * Returns `GRANTLET_E_NULL`.
 */
grantlet_status grantlet_profile_form_body(grantlet_profile *profile);

/**
 * @brief Makes the body of a token request one JSON object of strings.
 *
 * Returns `GRANTLET_E_NULL`.
 */
grantlet_status grantlet_profile_json_body(grantlet_profile *profile);

/**
 * @brief Puts `client_id` in the body and refuses a client with a secret, unless a header of the profile
 * repeats it.
 *
 * Returns `GRANTLET_E_NULL`.
 */
grantlet_status grantlet_profile_auth_none(grantlet_profile *profile);

/**
 * @brief Puts `client_id` and `client_secret` in the body (RFC 6749, section 2.3.1).
 *
 * Returns `GRANTLET_E_NULL`.
 */
grantlet_status grantlet_profile_auth_body(grantlet_profile *profile);

/**
 * @brief Puts both in `Authorization: Basic`, percent-encoded first (RFC 6749, section 2.3.1).
 *
 * Returns `GRANTLET_E_NULL`.
 */
grantlet_status grantlet_profile_auth_basic(grantlet_profile *profile);

/**
 * @brief Puts both in `Authorization: Basic` as they are, for servers that compare them without decoding. Try
 * it where id and secret are right and the server reports `invalid_client`: it differs where either has
 * a character other than letters, digits, `-`, `.`, `_` and `~`.
 *
 * Returns `GRANTLET_E_NULL`.
 */
grantlet_status grantlet_profile_auth_basic_verbatim(grantlet_profile *profile);

/**
 * @brief Allows plain http for endpoints on `localhost`, `127.0.0.0/8` or `[::1]`: for tests and for
 * servers on the same machine. All else must be https (RFC 6749, section 3.2).
 *
 * Returns `GRANTLET_E_NULL`.
 */
grantlet_status grantlet_profile_allow_loopback(grantlet_profile *profile);

/**
 * @brief Tells whether a token request says its `grant_type` (RFC 6749, section 4).
 *
 * Returns `GRANTLET_E_NULL`.
 */
grantlet_status grantlet_profile_send_grant_type(grantlet_profile *profile, bool yes);

/**
 * @brief Tells whether a login by code uses PKCE (RFC 7636). Only for a provider that refuses it is this
 * false.
 *
 * Returns `GRANTLET_E_NULL`.
 */
grantlet_status grantlet_profile_pkce(grantlet_profile *profile, bool yes);

/**
 * @brief Tells whether an answer without `token_type` is taken as Bearer (RFC 6749, section 5.1 requires
 * the member).
 *
 * Returns `GRANTLET_E_NULL`.
 */
grantlet_status grantlet_profile_bearer_by_default(grantlet_profile *profile, bool yes);

/**
 * @brief Sets the character between the tokens of a scope, in requests and answers: ASCII, else it is a
 * space (RFC 6749, section 3.3), which `grantlet_profile_check` reports.
 *
 * Returns `GRANTLET_E_NULL`.
 */
grantlet_status grantlet_profile_scope_separator(grantlet_profile *profile, uint8_t separator);

/**
 * @brief Writes a `code_verifier` (RFC 7636, section 4.1): 43 characters of base64url and no NUL. It is
 * secret until it is sent with the code.
 *
 * `entropy` is 32 bytes from the hardware's random number generator, used for nothing else, and
 * wiped by the caller. Returns `GRANTLET_E_ENTROPY` where all are the same, and `GRANTLET_E_NULL`;
 * `out` is then zeros.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_code_verifier(const uint8_t entropy[32],
                                       uint8_t out[43]);

/**
 * @brief Writes a `state` (RFC 6749, section 10.12), which binds the answer to this device: 43 characters
 * of base64url and no NUL.
 *
 * `entropy` is 32 bytes from the hardware's random number generator, used for nothing else, and
 * wiped by the caller. Returns `GRANTLET_E_ENTROPY` where all are the same, and `GRANTLET_E_NULL`;
 * `out` is then zeros.
 */
GRANTLET_MUST_USE grantlet_status grantlet_state(const uint8_t entropy[32], uint8_t out[43]);

/**
 * @brief Writes a `nonce` (OpenID Connect Core, section 3.1.2.1), which binds an `id_token` to this login:
 * 43 characters of base64url and no NUL.
 *
 * `entropy` is 32 bytes from the hardware's random number generator, used for nothing else, and
 * wiped by the caller. Returns `GRANTLET_E_ENTROPY` where all are the same, and `GRANTLET_E_NULL`;
 * `out` is then zeros.
 */
GRANTLET_MUST_USE grantlet_status grantlet_nonce(const uint8_t entropy[32], uint8_t out[43]);

/**
 * @brief Writes the `code_challenge` of a `code_verifier` by S256 (RFC 7636, section 4.2): 43 characters
 * and no NUL. The verifier is secret, the challenge is not.
 *
 * Returns `GRANTLET_E_VERIFIER` where the verifier is not 43 to 128 unreserved characters, and
 * `GRANTLET_E_NULL`; `out` is then zeros.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_code_challenge(grantlet_span code_verifier,
                                        uint8_t out[43]);

/**
 * @brief Returns whether two spans hold the same bytes, in a time that depends on their lengths only.
 * False where a pointer is NULL and its length is not 0.
 */
bool grantlet_equal(grantlet_span a, grantlet_span b);

/**
 * @brief Overwrites bytes with zeros; the compiler does not remove it. The last step after secrets: each
 * buffer that held a request, an answer or an address still holds them.
 */
void grantlet_wipe(void *bytes, size_t length);

/**
 * @brief Writes the request that refreshes (RFC 6749, section 6), with the scope that it had. The refresh
 * token is secret, and so is the buffer then: wipe it once it was sent.
 *
 * The length is that of the address, about 110 bytes of header fields (four thirds of the encoded
 * credentials more with Basic) and of the encoded parameters; `GRANTLET_E_BUFFER_TOO_SMALL` tells it to the
 * byte, and leaves the buffer zeroed.
 *
 * Returns `GRANTLET_E_NULL`, `GRANTLET_E_BUFFER_TOO_SMALL`, `GRANTLET_E_ENCODING`, or a status from 20 to 39;
 * `error->member` tells the parameter. Then what is in the buffer is not to be sent.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_refresh_request(const grantlet_profile *profile,
                                         const grantlet_client *client,
                                         grantlet_span refresh_token,
                                         void *out,
                                         size_t capacity,
                                         grantlet_request *request,
                                         grantlet_error *error);

/**
 * @brief Writes the request that exchanges a code (RFC 6749, section 4.1.3): with the `redirect_uri` of its
 * login and, unless the profile has no PKCE, its `code_verifier` (RFC 7636, section 4.5); with its
 * `state` for the provider that documents one here. Of these three each may have length 0 where the
 * provider takes none. Code and verifier are secret. `options` may be NULL.
 *
 * Lengths and statuses are those of `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_code_request(const grantlet_profile *profile,
                                      const grantlet_client *client,
                                      grantlet_span code,
                                      grantlet_span redirect_uri,
                                      grantlet_span code_verifier,
                                      grantlet_span state,
                                      const grantlet_options *options,
                                      void *out,
                                      size_t capacity,
                                      grantlet_request *request,
                                      grantlet_error *error);

/**
 * @brief Writes the request for a token of the client's own (RFC 6749, section 4.4). `options` may be NULL.
 *
 * Lengths and statuses are those of `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_client_credentials_request(const grantlet_profile *profile,
                                                    const grantlet_client *client,
                                                    const grantlet_options *options,
                                                    void *out,
                                                    size_t capacity,
                                                    grantlet_request *request,
                                                    grantlet_error *error);

/**
 * @brief Writes the request that polls for a device's token (RFC 8628, section 3.4). The device code is
 * secret.
 *
 * Lengths and statuses are those of `grantlet_refresh_request`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_device_code_request(const grantlet_profile *profile,
                                             const grantlet_client *client,
                                             grantlet_span device_code,
                                             void *out,
                                             size_t capacity,
                                             grantlet_request *request,
                                             grantlet_error *error);

/**
 * @brief Writes the request that starts a device's login (RFC 8628, section 3.1), for the profile's device
 * authorization endpoint. The scope may have length 0.
 *
 * Lengths and statuses are those of `grantlet_refresh_request`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_device_authorization_request(const grantlet_profile *profile,
                                                      const grantlet_client *client,
                                                      grantlet_span scope,
                                                      void *out,
                                                      size_t capacity,
                                                      grantlet_request *request,
                                                      grantlet_error *error);

/**
 * @brief Writes the request for a token by a user's name and password (RFC 6749, section 4.3), both UTF-8
 * and secret. `options` may be NULL.
 *
 * Lengths and statuses are those of `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS`.
 */
GRANTLET_MUST_USE
GRANTLET_DEPRECATED("it shows the user's password to the client (RFC 9700, section 2.4)")
grantlet_status grantlet_password_request(const grantlet_profile *profile,
                                          const grantlet_client *client,
                                          grantlet_span username,
                                          grantlet_span password,
                                          const grantlet_options *options,
                                          void *out,
                                          size_t capacity,
                                          grantlet_request *request,
                                          grantlet_error *error);

/**
 * @brief Writes the request of an extension grant (RFC 6749, section 4.5); its parameters go into the
 * options. `options` may be NULL.
 *
 * Lengths and statuses are those of `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_other_request(const grantlet_profile *profile,
                                       const grantlet_client *client,
                                       grantlet_span grant_type,
                                       const grantlet_options *options,
                                       void *out,
                                       size_t capacity,
                                       grantlet_request *request,
                                       grantlet_error *error);

/**
 * @brief Writes the request that revokes a token (RFC 7009, section 2.1), for the profile's revocation
 * endpoint: a refresh token, and with it the whole grant, or an access token. Any 2xx answer means
 * that it is revoked, and its body is to be ignored; `grantlet_token_response` reads any other. The
 * token is secret.
 *
 * Lengths and statuses are those of `grantlet_refresh_request`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_revocation_request(const grantlet_profile *profile,
                                            const grantlet_client *client,
                                            grantlet_span token,
                                            bool is_refresh_token,
                                            void *out,
                                            size_t capacity,
                                            grantlet_request *request,
                                            grantlet_error *error);

/**
 * @brief Writes the value of an `Authorization` header with an access token (RFC 6750, section 2.1):
 * `Bearer ` and the token, so that `*needed` is seven more than its length. There is no way to put a
 * token into a query. The token is secret. Under a profile with `grantlet_profile_token_types` use
 * `grantlet_token_bearer`, which looks at the type.
 *
 * Returns `GRANTLET_E_NULL`, `GRANTLET_E_BUFFER_TOO_SMALL`, `GRANTLET_E_ENCODING`, `GRANTLET_E_REQUEST_MISSING` for an
 * empty token, `GRANTLET_E_REQUEST_CHARS` for one with a space.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_bearer(grantlet_span access_token,
                                void *out,
                                size_t capacity,
                                size_t *needed);

/**
 * @brief Writes the value of an `Authorization` header with a client's id and secret (RFC 6749, section
 * 2.3.1), for a request that is not written here. Percent-encoded first, a space as `%20`, unless
 * `verbatim`, for servers that do not decode. The value is secret.
 *
 * Returns `GRANTLET_E_NULL`, `GRANTLET_E_BUFFER_TOO_SMALL`, `GRANTLET_E_ENCODING`, `GRANTLET_E_REQUEST_MISSING` without id
 * or secret, `GRANTLET_E_REQUEST_CHARS` for a colon in a verbatim id.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_basic(const grantlet_client *client,
                               bool verbatim,
                               void *out,
                               size_t capacity,
                               size_t *needed);

/**
 * @brief As `grantlet_bearer` for a token that was read, which must be of that type.
 *
 * Returns `GRANTLET_E_REQUEST_UNEXPECTED` for a token that is not Bearer; otherwise as `grantlet_bearer`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_token_bearer(const grantlet_token *token,
                                      void *out,
                                      size_t capacity,
                                      size_t *needed);

/**
 * @brief Writes the address of a login by code (RFC 6749, section 4.1.1) with the S256 challenge of its
 * `code_verifier` (RFC 7636, section 4.3), which may have length 0 where the profile has no PKCE, and
 * with a `nonce` of `grantlet_nonce` (OpenID Connect Core, section 3.1.2.1), which may have length 0.
 * `*url` is what was written, and is public. Keep `state`, verifier and `redirect_uri` until the user
 * is back. `options` may be NULL.
 *
 * Returns `GRANTLET_E_NULL`, `GRANTLET_E_BUFFER_TOO_SMALL`, `GRANTLET_E_ENCODING` also for a nonce that is none,
 * `GRANTLET_E_VERIFIER`, `GRANTLET_E_TOO_MANY_PARAMETERS`, or a status from 20 to 39; `error->member` tells the
 * parameter.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_code_url(const grantlet_profile *profile,
                                  const grantlet_client *client,
                                  grantlet_span redirect_uri,
                                  grantlet_span state,
                                  grantlet_span code_verifier,
                                  grantlet_span nonce,
                                  const grantlet_options *options,
                                  void *out,
                                  size_t capacity,
                                  grantlet_span *url,
                                  grantlet_error *error);

/**
 * @brief Writes the address of an implicit login (RFC 6749, section 4.2.1), which brings a token in the
 * fragment; with a `nonce` of `grantlet_nonce` also an `id_token` (OpenID Connect Core, section
 * 3.2.2.1), whose signature, claims and nonce are the caller's to verify; without one, of length 0,
 * none. Legacy: new clients must not use it (RFC 9700, section 2.1.2).
 *
 * The rest is as for `grantlet_code_url`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_implicit_url(const grantlet_profile *profile,
                                      const grantlet_client *client,
                                      grantlet_span redirect_uri,
                                      grantlet_span state,
                                      grantlet_span nonce,
                                      const grantlet_options *options,
                                      void *out,
                                      size_t capacity,
                                      grantlet_span *url,
                                      grantlet_error *error);

/**
 * @brief Reads the address that a user came back to (RFC 6749, sections 4.1.2 and 4.2.2; RFC 9207), where
 * it stands: a code in `*code`, or for an implicit login a token in `*token`; the other is nothing.
 * `state` is compared in a time that tells nothing of it, before anything else is believed. Linear
 * time, constant stack. What is told points into the address: wipe it when that was used.
 *
 * Returns `GRANTLET_E_NULL`, `GRANTLET_E_ENCODING`, `GRANTLET_E_SERVER` where the user or the server said
 * no (the login is then over, as with `GRANTLET_OK`), or a status from 60 to 79, of several the
 * first in the order 60, 61, 62, 63, 64, 65, 66, 67, 68: then anybody may have made the address, it is
 * as it was, and the login stays open. With `GRANTLET_E_CALLBACK_ISSUER` `error->at` is the offset of the `iss`,
 * 0 where it is absent.
 *
 * With a status from 61 on `error->error` and `error->error_description` are what the address claims,
 * still encoded: for `grantlet_form_decode`. Nobody vouches for it. Some servers that announce `iss`
 * leave it out where the user said no: show a sentence of your own then, and offer to try again.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_callback(const grantlet_profile *profile,
                                  const grantlet_expected *expected,
                                  void *address,
                                  size_t length,
                                  grantlet_span *code,
                                  grantlet_token *token,
                                  grantlet_error *error);

/**
 * @brief Reads the answer of a token endpoint (RFC 6749, sections 5.1 and 5.2) where it stands: `body` is
 * the whole body of `length` bytes, whatever its content type. Linear time, constant stack. `token`
 * and `error` then point into the body: wipe it when they were used.
 *
 * On an error other than `GRANTLET_E_SERVER` the body is as it was; on any error the token is nothing.
 *
 * Returns `GRANTLET_E_NULL`, or a status from 40 to 59: where the HTTP status is not 2xx 41 or 40,
 * else of several the first in the order 42 or 43 (whichever comes first in the text), 41, 44, 45,
 * 46, 47, 48.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_token_response(const grantlet_profile *profile,
                                        uint16_t http_status,
                                        void *body,
                                        size_t length,
                                        grantlet_token *token,
                                        grantlet_error *error);

/**
 * @brief Returns what a response to a poll means (RFC 8628, section 3.5): one of `GRANTLET_POLL_PENDING` and its
 * neighbours. `status` and `error` are those of `grantlet_token_response`, the texts of the error still
 * in the body; without a response `GRANTLET_E_NO_RESPONSE`, and `error` may be NULL.
 *
 * An error that RFC 8628 names means the same at every HTTP status. Any other error, and a body
 * without one, ends the polling at 2xx and at 4xx other than 408, 425 and 429. When the `expires_in`
 * of the device code is over, stop as with `GRANTLET_POLL_EXPIRED`.
 */
grantlet_poll grantlet_device_polled(int32_t status,
                                     const grantlet_error *error);

/**
 * @brief Takes a counter's reading and returns the milliseconds since boot. It must be called at least once
 * in 49.7 days, by one caller at a time. Sleep that stops the counter is the caller's to add. 0 where
 * the pointer is NULL.
 */
uint64_t grantlet_uptime_extend(grantlet_uptime *uptime,
                                uint32_t ticks);

/**
 * @brief Returns when a token ends that was asked for at `requested_at`, in milliseconds, read before its
 * request was sent: so it ends early and never late. Unknown where `token` is NULL.
 */
grantlet_expiry grantlet_expiry_new(uint64_t requested_at, const grantlet_token *token);

/**
 * @brief Returns what to do with the token at `now`: one of `GRANTLET_LIFE_FRESH` and its neighbours. Both
 * in milliseconds; a leeway of more than half the lifetime counts as half. Unknown for NULL.
 */
grantlet_life grantlet_expiry_life(const grantlet_expiry *expiry, uint64_t now, uint64_t leeway);

/**
 * @brief Writes the moment to refresh, `leeway` milliseconds before the end, and the end itself for a leeway
 * of 0. False where it is unknown or a pointer is NULL: then `*at` is as it was.
 */
bool grantlet_expiry_refresh_at(const grantlet_expiry *expiry,
                                uint64_t leeway,
                                uint64_t *at);

/**
 * @brief Reads an HTTP date (RFC 9110, section 5.6.7), as the `Date` header holds it, in each of the three
 * forms: `*seconds` since 1970-01-01T00:00:00Z.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_DATE` with the offset of the byte at fault in `*at`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_http_date(grantlet_span text,
                                   int64_t *seconds,
                                   size_t *at);

/**
 * @brief Reads a `Retry-After` header (RFC 9110, section 10.2.3): `*seconds` to wait, saturated at
 * 2^32 - 1. It is a number, or a date, which needs the answer's own `Date` in `*date`, so that this
 * device's clock does not matter; `date` is NULL where the answer had none. A date that has passed
 * is 0.
 *
 * Returns `GRANTLET_E_NULL`, or `GRANTLET_E_DATE` where it is neither, or a date without the answer's.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_retry_after(grantlet_span text,
                                     const int64_t *date,
                                     uint32_t *seconds);

/**
 * @brief Starts a session without a grant, whatever stood there: `GRANTLET_SESSION_ENDED`, or
 * `GRANTLET_SESSION_DUE` by client credentials. `grantlet_session_restore` or `grantlet_session_login`
 * comes next.
 *
 * The session keeps the arena of `length` bytes: it holds the longest refresh token, access token and
 * user's id together, is zeroed here, and is the session's own until `grantlet_session_end` or
 * `grantlet_session_move_to`. It is secret, and so is the session's memory. A session that has secrets
 * in another arena is ended first: what it had there would stay. It must not be copied.
 *
 * Returns `GRANTLET_E_NULL`; the session is then none.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_init(grantlet_session *session,
                                      void *arena,
                                      size_t length,
                                      const grantlet_settings *settings);

/**
 * @brief Takes the wall time, in seconds since 1970, whenever it is learnt: from a clock that is set, or an
 * answer's `Date` by `grantlet_http_date`, which is told before the answer. Without it the life of a
 * refresh token is unknown, and a stored access token is of no use. The session counts on from there.
 * `now` is milliseconds, here and everywhere: see
 * `grantlet_uptime_extend`. Nothing for NULL.
 */
void grantlet_session_wall_time(grantlet_session *session,
                                int64_t seconds,
                                uint64_t now);

/**
 * @brief Starts the life of a grant with the answer to a login, in place of any other. `subject` is the
 * user's `sub`, if an `id_token` told it, else of length 0; `requested_at` is when the request was
 * sent, in milliseconds. A token of zeros with a refresh token alone, such as another program has stored,
 * starts a session too: a refresh is then due. The texts are copied to the arena: wipe the answer. Then ask
 * `grantlet_session_state`: the record is to be stored, before anything.
 *
 * Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, `GRANTLET_E_RESPONSE_MISSING` where `token` has neither an
 * access token nor a refresh token, or `GRANTLET_E_BUFFER_TOO_SMALL` with the length of an arena that is large enough
 * in `*needed`: move to one, and call this again.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_login(grantlet_session *session,
                                       const grantlet_token *token,
                                       grantlet_span subject,
                                       uint64_t requested_at,
                                       uint64_t now,
                                       size_t *needed);

/**
 * @brief Returns what the session needs next: one of `GRANTLET_SESSION_READY` and its neighbours, which a
 * program's loop switches on. `*until` is when that changes by itself, in milliseconds; `UINT64_MAX`
 * where it does not. `GRANTLET_SESSION_ENDED` where `session` is none; `until` may be NULL.
 */
grantlet_session_stage grantlet_session_state(grantlet_session *session,
                                              uint64_t now,
                                              uint64_t *until);

/**
 * @brief Begins an attempt, whose request is sent at `now`. Write the mark, send the request, and tell what came
 * of it: `grantlet_session_accept` or `grantlet_session_fail`.
 *
 * Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` where the session is neither due nor in doubt: one
 * request at a time.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_begin(grantlet_session *session,
                                       uint64_t now,
                                       grantlet_attempt *attempt);

/**
 * @brief Takes the answer. Where it has no refresh token, the old one stays. The texts are copied to the arena:
 * wipe the answer. One that comes after `GRANTLET_E_NO_RESPONSE` was told is taken all the same, until the
 * next attempt is over. Then ask `grantlet_session_state`: where there is a new refresh token, its record is
 * to be stored, and the access token is there after that.
 *
 * Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, `GRANTLET_E_RESPONSE_MISSING` where `token` has no access token, `GRANTLET_E_WRONG_STATE`
 * where no request is on its way, nor one was given up whose answer may come all the same, or `GRANTLET_E_BUFFER_TOO_SMALL` with the length of an arena that is large enough in
 * `*needed`: nothing was taken, `token` still has it, and after `grantlet_session_move_to` this is called
 * again. Where there is no such arena, the answer is lost: `grantlet_session_fail` with
 * `GRANTLET_E_NO_RESPONSE`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_accept(grantlet_session *session,
                                        const grantlet_token *token,
                                        uint64_t now,
                                        size_t *needed);

/**
 * @brief Takes why there is no token. `status` is that of the function that failed, or what sending came to:
 *
 * - 1 to 39, `GRANTLET_E_NOT_SENT` too: the request did not leave.
 * - 40 to 48: what `grantlet_token_response` made of the answer, with its `error`, whose texts are still
 * in the body.
 * - `GRANTLET_E_NO_RESPONSE`, or any other number: the server may have spent the refresh token.
 *
 * `retry_after` is the answer's `Retry-After` by `grantlet_retry_after`, in seconds, else 0. `error` may
 * be NULL. Then ask `grantlet_session_state`. A new refresh token in a response that is refused is lost by
 * this: `grantlet_session_receive` keeps it.
 *
 * Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` where no request is on its way.
 */
grantlet_status grantlet_session_fail(grantlet_session *session,
                                      int32_t status,
                                      const grantlet_error *error,
                                      uint32_t retry_after,
                                      uint64_t now);

/**
 * @brief Tells that an API answered with 401 to the access token that is there now, though it should still hold.
 * Then ask
 * `grantlet_session_state`: the first time a refresh is due at once; where the tokens that come are
 * rejected too, it waits longer each time. Nothing for NULL.
 */
void grantlet_session_rejected(grantlet_session *session,
                               uint64_t now);

/**
 * @brief Ends the session here, at a logout: the arena is wiped. What is stored must not come back: store a last
 * record by `grantlet_session_record`, which says that there is no grant, as any other, call
 * `grantlet_session_stored`, and then erase the slot that `grantlet_session_next_slot` names, which still has
 * the token. Whenever the power goes after the last record was stored, a restart finds no grant. So it is
 * where the server has ended it. Nothing for NULL.
 */
void grantlet_session_end(grantlet_session *session);

/**
 * @brief Takes a response as it came, and does what is right with it: reads it, and accepts its token or fails.
 * Then ask `grantlet_session_state`: a record may be to be stored, also where there is no access token.
 * `identity` is for those who log in with OpenID Connect; NULL: an `id_token` is not looked at.
 *
 * A new refresh token in a response that is refused is kept, because the old one may be spent: where the
 * status is 2xx, the body is one JSON object, no `error` says something, and `refresh_token` stands where
 * the profile puts it, once, as a string of printable ASCII. An `id_token` that names another user or
 * another client ends the session. After one that fails otherwise nothing is handed out before a response
 * whose `id_token` passes, also across restarts.
 *
 * Returns `GRANTLET_OK` where an access token has come, else what `grantlet_token_response` would, or
 * `GRANTLET_E_ID_TOKEN`, or `GRANTLET_E_OTHER_USER`. Nothing was taken, and the body is as it was, with
 * `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, `GRANTLET_E_ENCODING`, `GRANTLET_E_WRONG_STATE` where no response is
 * awaited, or the record of the token before is to be stored first, and `GRANTLET_E_BUFFER_TOO_SMALL` with the length
 * of an arena that is large enough in `needed` of the error: after `grantlet_session_move_to`, call this
 * again.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_receive(grantlet_session *session,
                                         const grantlet_profile *profile,
                                         const grantlet_response *response,
                                         const grantlet_identity *identity,
                                         uint64_t now,
                                         grantlet_error *error);

/**
 * @brief As `grantlet_session_receive` without an identity. A program that has no OpenID Connect calls this one,
 * and does not link what reads an `id_token`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_receive_oauth(grantlet_session *session,
                                               const grantlet_profile *profile,
                                               const grantlet_response *response,
                                               uint64_t now,
                                               grantlet_error *error);

/**
 * @brief Returns the access token, in the arena, while it holds and its record is stored; else a span of length
 * 0. It stays there until the session is called again.
 */
grantlet_span grantlet_session_access_token(grantlet_session *session,
                                            uint64_t now);

/**
 * @brief Returns the refresh token, in the arena, to revoke it at a logout; of length 0 where there is none. It
 * goes into no other request than that of `grantlet_session_begin`.
 */
grantlet_span grantlet_session_refresh_token(const grantlet_session *session);

/**
 * @brief Returns the `sub` of the login, in the arena: what an `id_token` that comes with a refresh must say
 * too (OpenID Connect Core, section 12.2). Of length 0 where none was told.
 */
grantlet_span grantlet_session_subject(const grantlet_session *session);

/**
 * @brief Writes when the refresh token dies, in seconds since 1970. False where that is not known or a pointer
 * is NULL: then `*seconds` is as it was.
 */
bool grantlet_session_deadline(const grantlet_session *session,
                               int64_t *seconds);

/**
 * @brief Goes on in another arena of `length` bytes, and wipes the one before, which is the caller's again.
 *
 * Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_BUFFER_TOO_SMALL` with the length in `*needed`
 * where the other does not hold what is there: the session then stays where it is.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_move_to(grantlet_session *session,
                                         void *arena,
                                         size_t length,
                                         size_t *needed);

/**
 * @brief Tells which of two slots counts, for who wants to look: `grantlet_session_restore` does so by itself.
 * A slot is the whole of its bytes, erased ones of 0xFF too.
 *
 * Returns `GRANTLET_E_NULL`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_record_newest(grantlet_span slot_0,
                                       grantlet_span slot_1,
                                       grantlet_record_choice *choice);

/**
 * @brief Goes on from what was stored before a restart, without writing anything: called after
 * `grantlet_session_init`, and after `grantlet_session_wall_time` where a clock knows it; before a login
 * too, whose record must be newer than what is there. The slots are both read as a whole, and not needed after this; copies of them in RAM are secret. Where none has a
 * whole record, there is no grant. Then ask `grantlet_session_state`.
 *
 * Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_BUFFER_TOO_SMALL` with the length of an arena that
 * holds the record's texts in `*needed`: move to one, and call this again; or `GRANTLET_E_LATER_VERSION` where a
 * later version of this library wrote the newest record. Nothing was restored then: write to neither slot, or
 * the refresh token that is stored is lost.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_restore(grantlet_session *session,
                                         grantlet_span slot_0,
                                         grantlet_span slot_1,
                                         uint64_t now,
                                         size_t *needed);

/** @brief Returns the slot, 0 or 1, that the next record is for; 0 for NULL. */
size_t grantlet_session_next_slot(const grantlet_session *session);

/**
 * @brief Writes the record to store: erase the slot that `grantlet_session_next_slot` names, program the record
 * there, read it back, and call `grantlet_session_stored`. `*needed` is its exact length, a multiple of 32
 * and at most `GRANTLET_RECORD_LENGTH` of the longest texts. Its first `GRANTLET_MARK_LENGTH` bytes are
 * erased ones: program the rest, so that these can be programmed later. The record is secret.
 *
 * Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_BUFFER_TOO_SMALL`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_record(const grantlet_session *session,
                                        void *out,
                                        size_t capacity,
                                        size_t *needed);

/**
 * @brief Tells that the record is stored: it was programmed, and read back the same. From here on the new token
 * is used. Where no storage works at all, call it all the same, and the next restart is a login.
 *
 * Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` where no record waits.
 */
grantlet_status grantlet_session_stored(grantlet_session *session);

/**
 * @brief Writes pairs as a form body: bytes percent-encoded, a space as `+` (WHATWG URL, section 5.2; RFC
 * 6749, appendix B). Never longer than three bytes for each byte of the pairs and one for each
 * separator; `*needed` is the length.
 *
 * Returns `GRANTLET_E_NULL` or `GRANTLET_E_BUFFER_TOO_SMALL`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_form(const grantlet_pair *pairs,
                              size_t count,
                              void *out,
                              size_t capacity,
                              size_t *needed);

/**
 * @brief Takes the next pair of a form body or of a query without its `?` (WHATWG URL, section 5.1): `*form`
 * becomes what follows it, `*pair` the name and the value, still encoded. False where there is none,
 * or a pointer is NULL.
 */
bool grantlet_form_next(grantlet_span *form,
                        grantlet_pair *pair);

/**
 * @brief Decodes a name or a value: `+` is a space, `%` without two hex digits stays, what is not UTF-8
 * becomes U+FFFD. `*needed` is the length, at most three times the encoded one.
 *
 * Returns `GRANTLET_E_NULL` or `GRANTLET_E_BUFFER_TOO_SMALL`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_form_decode(grantlet_span encoded,
                                     void *out,
                                     size_t capacity,
                                     size_t *needed);

/**
 * @brief Returns whether a name or a value decodes to `text`, byte for byte. Not for secrets: it returns at
 * the first difference. False where a pointer is NULL.
 */
bool grantlet_form_is(grantlet_span encoded,
                      grantlet_span text);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus


// A span of text that is ended by NUL; of nothing for NULL.
static inline grantlet_span grantlet_text(const char *text) {
  grantlet_span span;
  span.bytes = (const uint8_t *)text;
  span.length = 0;
  while (text != NULL && text[span.length] != '\0') {
    span.length++;
  }
  return span;
}

// What the library was built for: a compiler that lays these out in another way cannot use it.
#define GRANTLET_ASSERT(name, holds) typedef char grantlet_assert_##name[(holds) ? 1 : -1]
#define GRANTLET_SIZE(type, words, bytes) \
  GRANTLET_ASSERT(type, sizeof(grantlet_##type) == (words) * sizeof(void *) + (bytes))
GRANTLET_ASSERT(pointer, sizeof(void *) == sizeof(size_t) && sizeof(uintptr_t) == sizeof(size_t));
GRANTLET_ASSERT(bool_, sizeof(bool) == 1);
GRANTLET_SIZE(status, 0, 4);
GRANTLET_SIZE(span, 2, 0);
GRANTLET_SIZE(pair, 4, 0);
GRANTLET_SIZE(client, 6, 0);
GRANTLET_SIZE(request, 6, 0);
GRANTLET_SIZE(options, 4, 0);
GRANTLET_SIZE(expected, 7, 0);
GRANTLET_SIZE(profile, 47, 0);
GRANTLET_SIZE(error, 10, sizeof(void *) == 4 ? 4 : 8);
GRANTLET_SIZE(token, 34, 32);
GRANTLET_SIZE(expiry, 0, 16);
GRANTLET_SIZE(uptime, 0, 8);
GRANTLET_SIZE(settings, 0, 28);
GRANTLET_SIZE(session, 0, 232);
GRANTLET_SIZE(attempt, 4, 0);
GRANTLET_SIZE(record_choice, 2, 0);
GRANTLET_SIZE(response, 2, 16);
GRANTLET_SIZE(identity, 4, sizeof(void *) == 4 ? 4 : 8);
#undef GRANTLET_SIZE
#undef GRANTLET_ASSERT

#endif  /* GRANTLET_H */
