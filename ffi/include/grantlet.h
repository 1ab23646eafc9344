/**
 * @file grantlet.h
 * @brief Grantlet: OAuth 2.0 client token core, for C99 and C++11.
 *
 * # Conventions
 *
 * **Input** is a grantlet_span: a pointer and a length, never ended by NUL; the pointer may be NULL if the length is 0.
 * Strings are printable ASCII, as in OAuth, unless UTF-8 or bytes are mentioned. GRANTLET_SPAN makes a span of a literal,
 * grantlet_text of a string ended by NUL.
 *
 * **Output** goes to the caller's buffer of `capacity` bytes. If it is too small, the function returns
 * GRANTLET_E_BUFFER_TOO_SMALL, the buffer is zeroed, and `needed` of grantlet_error is the exact length. To ask for the
 * length, call with `capacity` 0; the buffer may then be NULL. The arena of a session has a `capacity` too.
 *
 * **Enumerations** are types of 32 bits, `int32_t` in C, by whose name each member and parameter that holds one is
 * declared. No number changes its meaning. A later version can return further constants, and a caller can pass any
 * number: one that is no constant is never undefined behavior.
 *
 * **Requests** take further parameters, such as `resource`: as `options` of their struct, `params` of
 * grantlet_options, or `members` of grantlet_registration. grantlet_refresh_request has them by
 * grantlet_refresh_request_with; grantlet_bold_authentication_request alone has none.
 *
 * **Errors**: a function that can fail returns a grantlet_status. A pointer must not be NULL unless NULL has a meaning in
 * the documentation of the function: otherwise, and for a length that is larger than any object, it returns
 * GRANTLET_E_NULL. Output parameters other than buffers are always written, also on errors; they are zeroed if there is
 * no value.
 *
 * **Memory**: nothing is allocated, and nothing is shared between calls: each function is re-entrant, and can be called
 * from an interrupt. Spans that a function returns point into the caller's buffer, and are valid as long as it is. A
 * client keeps pointers to its strings and its profile, and a session to its arena; nothing else is kept. Use a session
 * from one place at a time. What a function writes must not overlap with any other argument.
 *
 * **Secrets**: refresh tokens, access tokens, `id_token`s, codes, device codes, verifiers, client secrets and passwords
 * are secret; so are sessions, arenas, records, and every buffer that contained one of these. Wipe them by grantlet_wipe
 * after use. Public are states, nonces, challenges, login URLs and client ids. No string that the library itself returns,
 * such as those of grantlet_strerror, contains anything that was received.
 *
 * **Time** is in milliseconds since boot (`uint64_t`), wall time in seconds since 1970-01-01T00:00:00Z (`int64_t`).
 *
 * **Size**: the library needs no heap and no C library other than memcpy, memset, memmove and memcmp. Link with
 * `--gc-sections`: code for settings that no linked profile uses is removed.
 */

#ifndef GRANTLET_H
#define GRANTLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** @brief Version of this header and of the library, by Semantic Versioning. */
#define GRANTLET_VERSION "0.1.0"
/** @brief First number of the version. */
#define GRANTLET_VERSION_MAJOR 0
/** @brief Second number of the version. */
#define GRANTLET_VERSION_MINOR 1
/** @brief Third number of the version. */
#define GRANTLET_VERSION_PATCH 0

#if defined(__GNUC__) && !defined(GRANTLET_ATTRIBUTES)
/* Define GRANTLET_ATTRIBUTES to leave these attributes out. */
#define GRANTLET_DEPRECATED(why) __attribute__((deprecated(why)))
#define GRANTLET_MUST_USE __attribute__((warn_unused_result))
#else
#define GRANTLET_DEPRECATED(why)
#define GRANTLET_MUST_USE
#endif

/** @brief Initializer of a grantlet_span with a string literal. */
#define GRANTLET_SPAN(literal) { (const uint8_t *)("" literal), sizeof("" literal) - 1 }

/** @brief Value of the parameter `client_assertion_type` (RFC 7523, section 2.2). */
#define GRANTLET_CLIENT_ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

/** @brief `subject_token_type` of an access token (RFC 8693, section 3). */
#define GRANTLET_ACCESS_TOKEN_TYPE "urn:ietf:params:oauth:token-type:access_token"

/** @brief Initializer of the value of a setting that has none. */
#define GRANTLET_NO_VALUE { NULL, 0 }

/**
 * @brief Initializer of a grantlet_profile of your own.
 *
 * @param base The address of a profile of this library, such as `&grantlet_rfc6749`.
 * @param list An array of grantlet_profile_setting.
 */
#define GRANTLET_PROFILE(base, list) { (base), (list), sizeof(list) / sizeof *(list), NULL }

/**
 * @brief Initializer of a constant grantlet_client, from string literals. Each request checks its address.
 *
 * @param profile The address of its profile.
 * @param id `client_id`.
 * @param secret `client_secret`; "" for a public client.
 * @param base_url What paths of the profile are joined to; "" for a profile with absolute endpoints.
 */
#define GRANTLET_CLIENT(profile, id, secret, base_url) \
  { (profile), GRANTLET_SPAN(id), GRANTLET_SPAN(secret), GRANTLET_SPAN(base_url), &grantlet_check_each_request }

/**
 * @brief As GRANTLET_CLIENT, for a client that a test of the program passes to grantlet_client_check: the program links
 * less. That its addresses are https is checked all the same.
 */
#define GRANTLET_CHECKED_CLIENT(profile, id, secret, base_url) \
  { (profile), GRANTLET_SPAN(id), GRANTLET_SPAN(secret), GRANTLET_SPAN(base_url), &grantlet_checked_once }

/**
 * @brief A session: one grant, with its access token and refresh token, through refreshes and restarts. It is secret, and
 * must not be copied or moved. grantlet_session_init initializes it; zeros are a session that is not initialized.
 */
typedef struct grantlet_session {
  /** Private to the library. */
  uint64_t opaque[29];
} grantlet_session;

/** @brief When to poll for the token of a device, and when to stop (RFC 8628, section 3.5). It can be copied. */
typedef struct grantlet_polling {
  /** Private to the library. */
  uint64_t opaque[4];
} grantlet_polling;

/**
 * @brief Length in bytes of a record with strings of these lengths: the least size of a slot. A slot is erased as a whole.
 * For constants it is a constant, and a multiple of 32.
 *
 * @param refresh_token Length of the longest refresh token.
 * @param subject Length of the longest `sub`.
 * @param access_token Length of the longest access token with `keep_access_token`, else 0.
 */
#define GRANTLET_RECORD_LENGTH(refresh_token, subject, access_token) \
  (((size_t)(refresh_token) + (subject) + (access_token) + 110) & ~(size_t)31)

/** @brief Version of the binary interface, to compare with `grantlet_abi` at boot. */
#define GRANTLET_ABI 1

/** @brief Extra members that a profile can have. */
#define GRANTLET_EXTRA_MEMBERS 8

/** @brief Length of the mark at the start of each slot, in bytes. */
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
  /** The buffer is too small: `needed` is the exact length, for an arena a sufficient one. */
  GRANTLET_E_BUFFER_TOO_SMALL = 2,
  /**
   * An input has a byte that is not printable ASCII, or is not UTF-8 where UTF-8 is allowed; or a setting has a
   * value that it cannot have, by `grantlet_profile_check`.
   */
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
  /** A profile has more than 64 settings: `settings_count` is wrong. */
  GRANTLET_E_TOO_MANY_SETTINGS = 11,
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
  /** An `id_token` is invalid, or missing although one is required. */
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
  /** The user has not decided yet: poll again. */
  GRANTLET_POLL_PENDING = 0,
  /** Poll again; the interval is five seconds longer from now on. */
  GRANTLET_POLL_SLOW_DOWN = 1,
  /** No response, or one that decides nothing: poll again after a pause that doubles each time, up to five minutes. */
  GRANTLET_POLL_LATER = 2,
  /** The device code has expired: start again. */
  GRANTLET_POLL_EXPIRED = 3,
  /** An error ended the polling: `access_denied`, or any other. */
  GRANTLET_POLL_DENIED = 4,
  /** The response has a token. */
  GRANTLET_POLL_DONE = 5,
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

/** @brief Kind of a JSON value (RFC 8259, section 3). The numbers never change. */
enum grantlet_value_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /** The member is absent or null. */
  GRANTLET_VALUE_ABSENT = 0,
  /** A string. */
  GRANTLET_VALUE_STRING = 1,
  /** A number. */
  GRANTLET_VALUE_NUMBER = 8,
  /** An array of strings only. */
  GRANTLET_VALUE_STRINGS = 16,
  /** Any other array. */
  GRANTLET_VALUE_ARRAY = 20,
  /** An object. */
  GRANTLET_VALUE_OBJECT = 32,
  /** `true` or `false`. */
  GRANTLET_VALUE_BOOLEAN = 64,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum grantlet_value_kind grantlet_value_kind;
#else
typedef int32_t grantlet_value_kind;
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

/**
 * @brief Where the response to a login by code is in its URL (OAuth 2.0 Multiple Response Type Encoding Practices,
 * section 2.1).
 */
enum grantlet_response_mode
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /** In the query. */
  GRANTLET_RESPONSE_MODE_QUERY = 0,
  /** In the fragment. */
  GRANTLET_RESPONSE_MODE_FRAGMENT = 1,
  /**
   * In the body of a POST to the `redirect_uri` (OAuth 2.0 Form Post Response Mode): for
   * `grantlet_form_post_callback` and `grantlet_hybrid_callback`.
   */
  GRANTLET_RESPONSE_MODE_FORM_POST = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum grantlet_response_mode grantlet_response_mode;
#else
typedef int32_t grantlet_response_mode;
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
  /** The parameters that a saved login shares with the exchange of its code. */
  GRANTLET_MEMBER_SHARED_PARAMETERS = 60,
  /** `response_mode` */
  GRANTLET_MEMBER_RESPONSE_MODE = 61,
  /** The URL that the browser returns to. */
  GRANTLET_MEMBER_RETURN_URI = 62,
  /** How long a login may take. */
  GRANTLET_MEMBER_LIFETIME = 63,
  /** The endpoint of refreshes. */
  GRANTLET_MEMBER_REFRESH_ENDPOINT = 64,
  /** The number of the server that a callback chose. */
  GRANTLET_MEMBER_SERVER = 65,
  /** `end_session_endpoint` */
  GRANTLET_MEMBER_END_SESSION_ENDPOINT = 66,
  /** `pushed_authorization_request_endpoint` */
  GRANTLET_MEMBER_PUSHED_AUTHORIZATION_REQUEST_ENDPOINT = 67,
  /** `require_pushed_authorization_requests` */
  GRANTLET_MEMBER_PUSHED_REQUIRED = 68,
  /** `dpop_signing_alg_values_supported` */
  GRANTLET_MEMBER_DPOP_ALGORITHMS = 69,
  /** `jti` */
  GRANTLET_MEMBER_JWT_ID = 70,
  /** `htm` */
  GRANTLET_MEMBER_HTTP_METHOD = 71,
  /** `htu` */
  GRANTLET_MEMBER_HTTP_URI = 72,
  /** `kid` */
  GRANTLET_MEMBER_KEY_ID = 73,
  /** The signature that was added. */
  GRANTLET_MEMBER_SIGNATURE = 74,
  /** `introspection_endpoint` */
  GRANTLET_MEMBER_INTROSPECTION_ENDPOINT = 75,
  /** `registration_endpoint` */
  GRANTLET_MEMBER_REGISTRATION_ENDPOINT = 76,
  /** `active` */
  GRANTLET_MEMBER_ACTIVE = 77,
  /** `request_uri` */
  GRANTLET_MEMBER_REQUEST_URI = 78,
  /** `subject_token` */
  GRANTLET_MEMBER_SUBJECT_TOKEN = 79,
  /** `subject_token_type` */
  GRANTLET_MEMBER_SUBJECT_TOKEN_TYPE = 80,
  /** `actor_token` */
  GRANTLET_MEMBER_ACTOR_TOKEN = 81,
  /** `actor_token_type` */
  GRANTLET_MEMBER_ACTOR_TOKEN_TYPE = 82,
  /** `cnf` */
  GRANTLET_MEMBER_CONFIRMATION = 83,
  /** `nbf` */
  GRANTLET_MEMBER_NOT_BEFORE = 84,
  /** `client_secret_expires_at` */
  GRANTLET_MEMBER_CLIENT_SECRET_EXPIRES_AT = 85,
  /** `registration_access_token` */
  GRANTLET_MEMBER_REGISTRATION_ACCESS_TOKEN = 86,
  /** `registration_client_uri` */
  GRANTLET_MEMBER_REGISTRATION_CLIENT_URI = 87,
  /** `redirect_uris` */
  GRANTLET_MEMBER_REDIRECT_URIS = 88,
  /** `resource` */
  GRANTLET_MEMBER_RESOURCE = 89,
  /** `authorization_servers` */
  GRANTLET_MEMBER_AUTHORIZATION_SERVERS = 90,
  /** `scopes_supported` */
  GRANTLET_MEMBER_SCOPES_SUPPORTED = 91,
  /** `bearer_methods_supported` */
  GRANTLET_MEMBER_BEARER_METHODS = 92,
  /** `dpop_bound_access_tokens_required` */
  GRANTLET_MEMBER_DPOP_BOUND = 93,
  /** `name` */
  GRANTLET_MEMBER_NAME = 94,
  /** `preferred_username` */
  GRANTLET_MEMBER_PREFERRED_USERNAME = 95,
  /** `email` */
  GRANTLET_MEMBER_EMAIL = 96,
  /** `email_verified` */
  GRANTLET_MEMBER_EMAIL_VERIFIED = 97,
  /** `picture` */
  GRANTLET_MEMBER_PICTURE = 98,
  /** `keys` */
  GRANTLET_MEMBER_KEYS = 99,
  /** `kty` */
  GRANTLET_MEMBER_KEY_TYPE = 100,
  /** `use` */
  GRANTLET_MEMBER_KEY_USE = 101,
  /** `key_ops` */
  GRANTLET_MEMBER_KEY_OPERATIONS = 102,
  /** `crv` */
  GRANTLET_MEMBER_CURVE = 103,
  /** `x` */
  GRANTLET_MEMBER_X = 104,
  /** `y` */
  GRANTLET_MEMBER_Y = 105,
  /** `n` */
  GRANTLET_MEMBER_MODULUS = 106,
  /** `e` */
  GRANTLET_MEMBER_EXPONENT = 107,
  /** `typ` */
  GRANTLET_MEMBER_TYPE = 108,
  /** `crit` */
  GRANTLET_MEMBER_CRITICAL = 109,
  /** `jwk` */
  GRANTLET_MEMBER_EMBEDDED_KEY = 110,
  /** `jku` */
  GRANTLET_MEMBER_KEY_SET_URL = 111,
  /** `x5u` */
  GRANTLET_MEMBER_CERTIFICATE_URL = 112,
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

/** @brief Algorithm of a signature (RFC 7518, section 3.1). */
enum grantlet_algorithm
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /** ECDSA over P-256 with SHA-256. */
  GRANTLET_ALGORITHM_ES256 = 1,
  /** Ed25519 (RFC 8037). It signs the input itself, not its digest. */
  GRANTLET_ALGORITHM_EDDSA = 2,
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  GRANTLET_ALGORITHM_RS256 = 3,
  /** RSASSA-PSS with SHA-256. */
  GRANTLET_ALGORITHM_PS256 = 4,
  /** HMAC with SHA-256, by the client's secret. */
  GRANTLET_ALGORITHM_HS256 = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum grantlet_algorithm grantlet_algorithm;
#else
typedef int32_t grantlet_algorithm;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * @brief When the addresses of a client are checked: that each is below the base URL and has no invalid byte. Whatever this
 * is, each request checks that its own is https, or loopback where the profile allows it.
 */
typedef struct grantlet_address_check grantlet_address_check;

/** @brief What a setting changes: one of `grantlet_setting_envelope` and the others. */
typedef struct grantlet_setting_kind grantlet_setting_kind;

/** @brief Text or bytes of the caller's, which the library reads and does not keep. No NUL ends it. */
typedef struct grantlet_span {
  /** The first byte; may be NULL where `length` is 0. */
  const uint8_t *bytes;
  /** Bytes from there. */
  size_t length;
} grantlet_span;

/** @brief One difference of a profile from its base. */
typedef struct grantlet_profile_setting {
  /** Such as `&grantlet_setting_envelope`. */
  const grantlet_setting_kind *kind;
  /**
   * Its value, by `GRANTLET_SPAN`: printable ASCII, in `grantlet_setting_ends_on` and `grantlet_setting_retry_on` also line feeds. `GRANTLET_NO_VALUE` for a
   * setting that has none, such as `&grantlet_setting_json_body`.
   */
  grantlet_span value;
} grantlet_profile_setting;

/**
 * @brief How a provider differs from RFC 6749: one of this library's profiles, or one of your own. A constant,
 * written by `GRANTLET_PROFILE`; what it points to stays as it is for as long as it is used.
 */
typedef struct grantlet_profile {
  /** Its base: a profile of this library, such as `&grantlet_rfc6749`. NULL in those. */
  const struct grantlet_profile *base;
  /** What differs from there. A later setting replaces an earlier one of the same kind. */
  const grantlet_profile_setting *settings;
  /** How many settings there are, at most 64. */
  size_t settings_count;
  /** NULL in a profile of your own. */
  const void *provider;
} grantlet_profile;

/**
 * @brief A client as it is registered (RFC 6749, section 2), and its provider. `GRANTLET_CLIENT` writes one that
 * is a constant, `grantlet_client_init` one whose parts come at run time.
 */
typedef struct grantlet_client {
  /** The provider. */
  const grantlet_profile *profile;
  /** `client_id`. It is not secret. */
  grantlet_span client_id;
  /** `client_secret`. It is secret. Length 0: a public client. */
  grantlet_span client_secret;
  /** What the profile's paths are joined to: an https URL. Length 0 for a profile with absolute endpoints. */
  grantlet_span base_url;
  /** When its addresses are checked: `GRANTLET_CLIENT` and `grantlet_client_init` set it. */
  const grantlet_address_check *check;
} grantlet_client;

/**
 * @brief Details of an error. Every function that takes one writes all of it: fields without a value are zero, and so
 * is everything with `GRANTLET_OK`.
 *
 * The spans point into the body or the URL that was read. The server chose their bytes: they are data, never
 * markup, and can have any length.
 */
typedef struct grantlet_error {
  /**
   * With `GRANTLET_E_BUFFER_TOO_SMALL`: the exact length of the buffer in bytes. For an `id_token` and for an arena it
   * is a length that is enough.
   */
  size_t needed;
  /**
   * With `GRANTLET_E_RESPONSE_SYNTAX` and `GRANTLET_E_RESPONSE_DEPTH`: offset of the invalid byte in the body. With
   * `GRANTLET_E_CALLBACK_ISSUER`: offset of `iss` in the URL, 0 if it is absent, or of a server that the profile does
   * not list.
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
  /** The invalid parameter or member: see `grantlet_member_name`. */
  grantlet_member member;
  /** HTTP status of a response without a token. */
  uint16_t http_status;
  /**
   * With `GRANTLET_E_SERVER`: the grant has ended, and the user must log in again. The error is `invalid_grant` or
   * listed by the profile, and the HTTP status is 2xx, or 4xx other than 408, 425 and 429.
   */
  bool ends_grant;
  /** With `GRANTLET_E_SERVER`: the profile lists the error in `grantlet_setting_retry_on`. Nothing was decided. */
  bool retries;
} grantlet_error;

/**
 * @brief A request to send by `POST`, unless `grantlet_request_method` has another: parts of the buffer that it was written
 * to. It is secret. Do not follow a
 * redirect with it: a redirect is a response (RFC 9700, section 4.11).
 */
typedef struct grantlet_request {
  /** The absolute URL. `grantlet_url_split` splits it. */
  grantlet_span url;
  /**
   * All header fields but `Host`, `Content-Length` and what else HTTP itself needs, each line ended by
   * CR LF. `grantlet_request_head` writes the whole head.
   */
  grantlet_span headers;
  /** The body. */
  grantlet_span body;
} grantlet_request;

/** @brief A name and its value. */
typedef struct grantlet_pair {
  /** The name. */
  grantlet_span name;
  /** The value. */
  grantlet_span value;
} grantlet_pair;

/** @brief What any request can have. All zeros: nothing. */
typedef struct grantlet_options {
  /**
   * The scope to ask for (RFC 6749, section 3.3): tokens with a space between each two, whatever the
   * provider's own separator. Length 0: none. Empty for a revocation.
   */
  grantlet_span scope;
  /**
   * Further parameters, such as `resource` (RFC 8707) or `audience`, at most eight; NULL where there are
   * none. Names are printable ASCII and none of those that are written from typed values; values are UTF-8.
   * A form can repeat a name, a JSON body cannot.
   */
  const grantlet_pair *params;
  /** How many there are. */
  size_t params_length;
} grantlet_options;

/** @brief A refresh token (RFC 6749, section 6). */
typedef struct grantlet_refresh_grant {
  /** The refresh token, which is secret. */
  grantlet_span refresh_token;
  /**
   * Further parameters, and a scope to ask for that is all in `granted_scope`. Without one it stays what it
   * was.
   */
  grantlet_options options;
  /** The scope that was granted, as the token response had it. Length 0 where `options` have no scope. */
  grantlet_span granted_scope;
} grantlet_refresh_grant;

/** @brief A code to exchange (RFC 6749, section 4.1.3). */
typedef struct grantlet_code_grant {
  /** The code, which is secret. */
  grantlet_span code;
  /** The `redirect_uri` of the login. Length 0 where the provider takes none. */
  grantlet_span redirect_uri;
  /**
   * The `code_verifier` of the login (RFC 7636, section 4.5), which is secret. Length 0 only for a profile
   * without PKCE.
   */
  grantlet_span code_verifier;
  /** The `state` of the login, for a provider that documents it here; else length 0. */
  grantlet_span state;
  /** Scope and further parameters. */
  grantlet_options options;
} grantlet_code_grant;

/** @brief A device code (RFC 8628, section 3.4). */
typedef struct grantlet_device_code_grant {
  /** The `device_code`, which is secret. */
  grantlet_span device_code;
  /** Further parameters. */
  grantlet_options options;
} grantlet_device_code_grant;

/** @brief A user's name and password (RFC 6749, section 4.3). */
typedef struct grantlet_password_grant {
  /** The name: UTF-8. */
  grantlet_span username;
  /** The password: UTF-8. It is secret. */
  grantlet_span password;
  /** Scope and further parameters. */
  grantlet_options options;
} grantlet_password_grant;

/** @brief An extension grant (RFC 6749, section 4.5). */
typedef struct grantlet_extension_grant {
  /** Its `grant_type`: a name or a URI. */
  grantlet_span grant_type;
  /** Scope, and the parameters of the grant, also those that the RFC has for other grants, such as `code`. */
  grantlet_options options;
} grantlet_extension_grant;

/** @brief A token to revoke (RFC 7009, section 2.1). */
typedef struct grantlet_revocation {
  /** The token, which is secret: a refresh token, and with it the whole grant, or an access token. */
  grantlet_span token;
  /** `refresh_token` or `access_token`. */
  grantlet_span token_type_hint;
  /** Further parameters. */
  grantlet_options options;
} grantlet_revocation;

/** @brief The parts of an absolute http or https URL, for a modem that takes them one by one. */
typedef struct grantlet_url {
  /** The name or the address to connect to, an IPv6 address without its brackets. */
  grantlet_span host;
  /** Host and port as the URL has them: the value of the header field `Host`. */
  grantlet_span authority;
  /**
   * Path and query, the target of a request: `/` where the URL has neither. A query without a path starts with `?`:
   * put `/` before it.
   */
  grantlet_span path;
  /** The port: 443 for https and 80 for http where the URL has none. */
  uint16_t port;
  /** Whether it is https: connect with TLS, and verify the host's certificate. */
  bool https;
} grantlet_url;

/** @brief Member of a token response that the profile names by `grantlet_setting_extra`. */
typedef struct grantlet_extra {
  /**
   * The content of a string, any other value as it was sent; length 0 if it is absent or null. A further token is
   * secret too.
   */
  grantlet_span value;
  /** Kind of the value. */
  grantlet_value_kind kind;
} grantlet_extra;

/**
 * @brief Token response (RFC 6749, section 5.1). The spans point into the body, whose strings are unescaped in place;
 * a member that is absent has length 0. Tokens are secret.
 */
typedef struct grantlet_token {
  /** `access_token`: bytes 0x21 to 0x7E, never empty. */
  grantlet_span access_token;
  /** `token_type` as it was sent: `Bearer` may be in any case, and `grantlet_token_bearer` compares it so. */
  grantlet_span token_type;
  /** `refresh_token`. Length 0: the server sent none, and the old one **stays valid**. */
  grantlet_span refresh_token;
  /** `id_token`. Its signature and claims are not verified. */
  grantlet_span id_token;
  /** `scope`, separated as the profile says. Length 0: the scope that was requested. */
  grantlet_span scope;
  /** The profile's extra members, in its order. */
  grantlet_extra extra[GRANTLET_EXTRA_MEMBERS];
  /**
   * When the token expires, in seconds since 1970-01-01T00:00:00Z, where the profile names a member for it: see
   * `grantlet_setting_expires_at` and `grantlet_expiry_at`.
   */
  int64_t expires_at;
  /** `expires_in` in seconds, saturated at 2^32 - 1. */
  uint32_t expires_in;
  /**
   * Lifetime of the refresh token in seconds, where the profile names a member for it: see
   * `grantlet_setting_refresh_token_expires_in`. 0 if it is unknown.
   */
  uint32_t refresh_token_expires_in;
  /** False: the server did not send a lifetime. That does not mean "never": refresh after the first 401. */
  bool expires_in_known;
  /** Whether the token has `expires_at`. It has none where `expires_in` is known. */
  bool expires_at_known;
} grantlet_token;

/**
 * @brief A login by code (RFC 6749, section 4.1.1). Keep `redirect_uri`, `state` and `code_verifier` until the user
 * is back.
 */
typedef struct grantlet_code_login {
  /** The callback URL, as it is registered: an absolute URL. */
  grantlet_span redirect_uri;
  /** By `grantlet_state`. It is not secret. */
  grantlet_span state;
  /** By `grantlet_nonce` for OpenID Connect (OpenID Connect Core, section 3.1.2.1); else length 0. */
  grantlet_span nonce;
  /**
   * By `grantlet_code_verifier`, which is secret: its S256 challenge is sent (RFC 7636, section 4.3).
   * Length 0 only for a profile without PKCE.
   */
  grantlet_span code_verifier;
  /** Scope and further parameters. */
  grantlet_options options;
} grantlet_code_login;

/** @brief An implicit login (RFC 6749, section 4.2.1). */
typedef struct grantlet_implicit_login {
  /** The callback URL, as it is registered: an absolute URL. */
  grantlet_span redirect_uri;
  /** By `grantlet_state`. It is not secret. */
  grantlet_span state;
  /** By `grantlet_nonce` to get an `id_token` too (OpenID Connect Core, section 3.2.2.1); else length 0. */
  grantlet_span nonce;
  /** Scope and further parameters. */
  grantlet_options options;
} grantlet_implicit_login;

/** @brief What a callback URL must match. */
typedef struct grantlet_expected {
  /** The `redirect_uri` of the authorization request. */
  grantlet_span redirect_uri;
  /** Its `state`. */
  grantlet_span state;
  /** The server's issuer, for the rules that name one. */
  grantlet_span issuer;
  /** What `iss` must be. Any other number is as `GRANTLET_ISSUER_REQUIRED`. */
  grantlet_issuer_rule issuer_rule;
  /**
   * For a login by code: `GRANTLET_RESPONSE_MODE_FRAGMENT` where `response_mode=fragment` was among its
   * parameters. Any other number is as `GRANTLET_RESPONSE_MODE_QUERY`.
   */
  grantlet_response_mode response_mode;
} grantlet_expected;

/**
 * @brief A DPoP proof (RFC 9449, section 4.2). It is valid for one request: each retry needs another, with a new `jti`.
 */
typedef struct grantlet_dpop {
  /** The public key as an uncompressed point, 65 bytes: 4, x, y, as secure elements export it. */
  grantlet_span key;
  /** Method of the request, such as `POST`. */
  grantlet_span method;
  /** URL of the request. Its query and its fragment are left out of the proof. */
  grantlet_span url;
  /** Identifies this proof: at least 96 random bits, never used again, such as what `grantlet_state` writes. */
  grantlet_span jti;
  /** The last `DPoP-Nonce` header field of this server; length 0 before the first (RFC 9449, sections 8 and 9). */
  grantlet_span nonce;
  /**
   * The access token that the request carries to an API (RFC 9449, section 7); length 0 at the token endpoint.
   * Secret; the proof contains only its hash, `ath`.
   */
  grantlet_span access_token;
  /**
   * The time now, in seconds since 1970-01-01T00:00:00Z. A device without a clock takes it from the `Date` header
   * field of a response of this server, by `grantlet_http_date`.
   */
  uint64_t issued_at;
} grantlet_dpop;

/** @brief A JWS without its signature. It is at the start of the buffer that it was written to. */
typedef struct grantlet_unsigned_jws {
  /** What is signed (RFC 7515, section 5.1), in the buffer. Do not move it before the signature is added. */
  grantlet_span input;
  /** Length of the buffer in bytes. */
  size_t capacity;
  /** That of the key. */
  grantlet_algorithm algorithm;
} grantlet_unsigned_jws;

/** @brief A public key. It is no secret, but it names the device. */
typedef struct grantlet_public_key {
  /**
   * Of `GRANTLET_ALGORITHM_ES256` an uncompressed point, 65 bytes: 4, x, y. Of `GRANTLET_ALGORITHM_EDDSA` 32 bytes
   * (RFC 8032, section 5.1.5). Of `GRANTLET_ALGORITHM_RS256` and `GRANTLET_ALGORITHM_PS256` the modulus, big-endian,
   * without leading zeros.
   */
  grantlet_span key;
  /** Of an RSA key the public exponent, as the modulus: most often 1, 0, 1. Of any other length 0. */
  grantlet_span exponent;
  /** That of its signatures. */
  grantlet_algorithm algorithm;
} grantlet_public_key;

/**
 * @brief The last `DPoP-Nonce` of one server; all zeros before the first. Keep one for each server: the authorization server
 * and each API have their own nonces. It can be copied, and it is not secret.
 */
typedef struct grantlet_dpop_nonce {
  /** Private to the library. */
  uint8_t opaque[129];
} grantlet_dpop_nonce;

/**
 * @brief A JWT by which a client authenticates (RFC 7523, section 2.2). It is valid for one request: a retry needs another.
 */
typedef struct grantlet_assertion {
  /** `client_id`. */
  grantlet_span client_id;
  /** The server's issuer identifier. The URL of its token endpoint only if the server requires that. */
  grantlet_span audience;
  /** As `jti` of `grantlet_dpop`. */
  grantlet_span jti;
  /** `kid`: which of this client's keys signs; length 0 if the server knows only one. */
  grantlet_span key_id;
  /** The time now, in seconds since 1970-01-01T00:00:00Z. The assertion is valid for a minute from then. */
  uint64_t issued_at;
  /** That of the key. */
  grantlet_algorithm algorithm;
} grantlet_assertion;

/** @brief An authorization request to push (RFC 9126, section 2.1), so that the browser carries none of it. */
typedef struct grantlet_push {
  /** `pushed_authorization_request_endpoint`, absolute or below the client's base URL. */
  grantlet_span endpoint;
  /** The authorization URL whose query is pushed, by `grantlet_code_url` or `grantlet_request_object_url`. */
  grantlet_span url;
  /** Further parameters, such as those of a client assertion. The scope is in the URL: leave it empty here. */
  grantlet_options options;
} grantlet_push;

/** @brief An authorization request that was pushed (RFC 9126, section 2.2). */
typedef struct grantlet_pushed {
  /** `request_uri`, for `grantlet_pushed_url`: it replaces the parameters of the request, and is used once. */
  grantlet_span request_uri;
  /** `expires_in` in seconds, saturated at 2^32 - 1. */
  uint32_t expires_in;
} grantlet_pushed;

/** @brief A token to exchange, such as that of the user whom an API serves (RFC 8693, section 2.1). */
typedef struct grantlet_token_exchange {
  /** The token, which is secret. */
  grantlet_span subject_token;
  /** Its type, such as `GRANTLET_ACCESS_TOKEN_TYPE`. */
  grantlet_span subject_token_type;
  /** The token of who acts for the subject, which is secret; length 0: none. */
  grantlet_span actor_token;
  /** Its type. */
  grantlet_span actor_token_type;
  /** Scope and further parameters, such as `audience`, `resource` and `requested_token_type`. */
  grantlet_options options;
} grantlet_token_exchange;

/** @brief A token to ask about (RFC 7662, section 2.1). */
typedef struct grantlet_introspection {
  /** `introspection_endpoint`, absolute or below the client's base URL. */
  grantlet_span endpoint;
  /** The token, which is secret. */
  grantlet_span token;
  /** `token_type_hint`, such as `access_token`; length 0: none. */
  grantlet_span token_type_hint;
  /** Further parameters. The scope must be empty. */
  grantlet_options options;
} grantlet_introspection;

/**
 * @brief Introspection response (RFC 7662, section 2.2). The spans point into the body; a member that is absent has
 * length 0. Of a token that is not active nothing but `active` counts.
 */
typedef struct grantlet_introspected {
  /** `scope`, with a space between each two. */
  grantlet_span scope;
  /** `client_id` of the client that the token was issued to. */
  grantlet_span client_id;
  /** `username` */
  grantlet_span username;
  /** `token_type`. A token of the type DPoP is worth nothing without a proof by the key of `confirmation`. */
  grantlet_span token_type;
  /** `sub` */
  grantlet_span subject;
  /** `aud`: a string, or an array as its JSON. */
  grantlet_span audience;
  /** `iss` */
  grantlet_span issuer;
  /** `jti` */
  grantlet_span jti;
  /** `cnf` as it was sent, a JSON object (RFC 9449, section 6.2). */
  grantlet_span confirmation;
  /** `exp`, in seconds since 1970-01-01T00:00:00Z; `INT64_MAX` if it is absent. */
  int64_t expires_at;
  /** `nbf`, in seconds since 1970; `INT64_MIN` if it is absent. */
  int64_t not_before;
  /** `iat`, in seconds since 1970; `INT64_MIN` if it is absent. */
  int64_t issued_at;
  /** `active`, as it was sent: see `grantlet_introspected_is_active`. */
  bool active;
} grantlet_introspected;

/** @brief A client to register (RFC 7591, section 2). What is registered is public. */
typedef struct grantlet_registration {
  /** `registration_endpoint`, which is absolute. */
  grantlet_span endpoint;
  /** `client_name`, which the server shows to the user: UTF-8. Length 0: none. */
  grantlet_span name;
  /**
   * `token_endpoint_auth_method`: `none` for an app that keeps no secret, `private_key_jwt` and others. Length 0: the
   * server's default, `client_secret_basic`.
   */
  grantlet_span auth_method;
  /** The scope that the client may ask for. Length 0: the server's default. */
  grantlet_span scope;
  /** A token that the server wants of those who register, which is secret. Length 0: none. */
  grantlet_span initial_access_token;
  /** The callback URLs, at most eight. */
  const grantlet_span *redirect_uris;
  /** How many there are. */
  size_t redirect_uris_length;
  /**
   * Further members, at most eight, such as `grant_types` and `["authorization_code"]`: each value is JSON. NULL where
   * there are none.
   */
  const grantlet_pair *members;
  /** How many there are. */
  size_t members_length;
} grantlet_registration;

/**
 * @brief A client that was registered (RFC 7591, section 3.2.1). The spans point into the body; a member that is absent has
 * length 0.
 */
typedef struct grantlet_registered {
  /** `client_id` */
  grantlet_span client_id;
  /** `client_secret`, which is secret. */
  grantlet_span client_secret;
  /** `registration_access_token`, to read or change the registration (RFC 7592). It is secret. */
  grantlet_span access_token;
  /** `registration_client_uri`, where that is done. */
  grantlet_span client_uri;
  /** When the secret ends, in seconds since 1970-01-01T00:00:00Z; 0: never. */
  int64_t secret_expires_at;
} grantlet_registered;

/**
 * @brief The metadata of an API (RFC 9728, section 2). The spans point into the body; a member that is absent has length 0.
 */
typedef struct grantlet_protected_resource {
  /** `authorization_servers` as it was sent, a JSON array of issuers: see `grantlet_json_array_has`. */
  grantlet_span authorization_servers;
  /** `scopes_supported` as it was sent, a JSON array. */
  grantlet_span scopes_supported;
  /** `dpop_signing_alg_values_supported` as it was sent, a JSON array. */
  grantlet_span dpop_algorithms;
  /** Whether each access token must be bound to a key (RFC 9449). */
  bool dpop_required;
} grantlet_protected_resource;

/**
 * @brief The challenge of one scheme. The spans point into the header field: what the server wrote, data and never markup.
 */
typedef struct grantlet_challenge {
  /** `error`: `invalid_token` is for `grantlet_session_rejected`, `insufficient_scope` never is. Length 0: none. */
  grantlet_span error;
  /** `scope`: what the resource needs (RFC 6750, section 3). Length 0: none. */
  grantlet_span scope;
  /**
   * Whether to send the request again without a pause, with a proof that has the `DPoP-Nonce` of this response (RFC
   * 9449, section 9). As with `grantlet_dpop_nonce_wanted`: only if the nonce is new, and once.
   */
  bool wants_dpop_nonce;
  /** Whether the token is valid, but for another scope: a refresh does not help, a new login with `scope` does. */
  bool insufficient_scope;
} grantlet_challenge;

/** @brief What an `id_token` must claim (OpenID Connect Core, sections 3.1.3.7 and 3.3.2.11). */
typedef struct grantlet_id_token_expected {
  /** `iss`: the server's issuer. */
  grantlet_span issuer;
  /** `aud` and `azp`: the client. */
  grantlet_span client_id;
  /** `nonce` of the authorization request. */
  grantlet_span nonce;
  /** The access token that came with it, whose `at_hash` it must then have. Length 0: it is not compared. */
  grantlet_span access_token;
  /** `sub` of the `id_token` before it. Length 0: it is not compared. */
  grantlet_span subject;
  /** The wall time in seconds. */
  int64_t now;
  /** Seconds by which the clocks may differ. */
  uint32_t leeway;
} grantlet_id_token_expected;

/**
 * @brief Claims of an `id_token`, whose **signature was not verified**. From the token endpoint over TLS that is enough
 * (OpenID Connect Core, section 3.1.3.7, point 6); from the front channel you verify it, or use the claims for nothing
 * but the binding to this login.
 */
typedef struct grantlet_id_token {
  /** The `id_token` as it was sent. */
  grantlet_span id_token;
  /** The code beside it, by `grantlet_hybrid_callback`; else of length 0. It is secret. */
  grantlet_span code;
  /** `sub`: who logged in, in the buffer. */
  grantlet_span subject;
  /** What the signature signs (RFC 7515, section 5.1). */
  grantlet_span signing_input;
  /** The signature, in base64url. */
  grantlet_span signature;
  /** `exp`, in seconds since 1970. */
  int64_t expires_at;
  /** `iat`, in seconds since 1970. */
  int64_t issued_at;
} grantlet_id_token;

/** @brief The response to a hybrid login, and what it must match. */
typedef struct grantlet_hybrid_response {
  /** The URL with its fragment, or the body of the POST. It is changed: wipe it when the code was used. */
  void *callback;
  /** Its length in bytes. */
  size_t length;
  /**
   * What it must match. `GRANTLET_RESPONSE_MODE_FORM_POST` as its `response_mode`: `callback` is a body, and the
   * `redirect_uri` is not read; any other number: it is a URL.
   */
  const grantlet_expected *expected;
  /** What the `id_token` must claim. */
  const grantlet_id_token_expected *id_token;
} grantlet_hybrid_response;

/** @brief A response without an access token. */
typedef struct grantlet_id_token_alone {
  /** `id_token`: bytes 0x21 to 0x7E, never empty. Its signature and claims are not verified. */
  grantlet_span id_token;
  /** `refresh_token`; length 0 if there is none. */
  grantlet_span refresh_token;
} grantlet_id_token_alone;

/** @brief The JWK set of a server (RFC 7517, section 5), as its `jwks_uri` returned it. */
typedef struct grantlet_jwk_set {
  /** The whole body. It is decoded in place and cannot be read twice: fetch it each time, or keep a copy. */
  void *body;
  /** Its length in bytes. */
  size_t length;
  /**
   * The one that the issuer is known to use, most often `GRANTLET_ALGORITHM_RS256`. The token does not choose it
   * (RFC 8725, section 3.1).
   */
  grantlet_algorithm algorithm;
} grantlet_jwk_set;

/** @brief What your TLS library or your secure element needs to verify the signature of an `id_token`. */
typedef struct grantlet_id_token_signature {
  /** The issuer's key. Its spans are in the body of the set or in the buffer. */
  grantlet_public_key key;
  /** What was signed: a part of the `id_token`, ASCII. */
  grantlet_span input;
  /** The signature, in the buffer: of ES256 64 bytes, both numbers (RFC 7518, section 3.4). */
  grantlet_span signature;
  /** Private to the library: the claims of this `id_token`. */
  const grantlet_id_token *opaque;
} grantlet_id_token_signature;

/**
 * @brief Claims of an `id_token` whose signature was verified. Only `grantlet_id_token_verified` and
 * `grantlet_id_token_verify_hs256` write it.
 */
typedef struct grantlet_verified_id_token {
  /** `sub`: who logged in, by the issuer's name for them. */
  grantlet_span subject;
  /** `exp`, in seconds since 1970-01-01T00:00:00Z. */
  int64_t expires_at;
  /** `iat`, in seconds since 1970-01-01T00:00:00Z. */
  int64_t issued_at;
} grantlet_verified_id_token;

/** @brief What to show the user, and what to poll with (RFC 8628, section 3.2). The spans point into the body. */
typedef struct grantlet_device_authorization {
  /** `device_code`, for `grantlet_device_code_request`. It is secret. */
  grantlet_span device_code;
  /** `user_code`, for the user to type: printable ASCII. Whoever types it decides for this device. */
  grantlet_span user_code;
  /**
   * `verification_uri`, for the user to open: https, or http on loopback, without user information and
   * characters that end markup.
   */
  grantlet_span verification_uri;
  /** `verification_uri_complete`, for a QR code; length 0 if it is absent or is not such a URL. */
  grantlet_span verification_uri_complete;
  /** `expires_in`: the lifetime of both codes in seconds, saturated at 2^32 - 1. */
  uint32_t expires_in;
  /** `interval` between two polls in seconds; 5 if the server sent none. */
  uint32_t interval;
} grantlet_device_authorization;

/** @brief Who logs in at Bold. */
typedef struct grantlet_bold_credentials {
  /** `mfaToken`, from Bold's Verification API. It is secret. */
  grantlet_span mfa_token;
  /** `password`: UTF-8. It is secret. */
  grantlet_span password;
  /** `phoneNumber`, international, with `+`. */
  grantlet_span phone_number;
} grantlet_bold_credentials;

/**
 * @brief Bold's response to an authentication by password: a code for `grantlet_bold`, to exchange with the
 * `redirect_uri` `boldsmartlock://auth`.
 */
typedef struct grantlet_bold_authentication {
  /** `code`, which works once. It is secret, and points into the body. */
  grantlet_span code;
  /** `expiration` of the code, in seconds since 1970-01-01T00:00:00Z. */
  int64_t expires_at;
  /** `accountId` */
  uint64_t account_id;
  /** Whether `expiration` is a date. */
  bool expires_at_known;
  /** Whether `accountId` is a non-negative integer. */
  bool account_id_known;
  /** `accountCreated` */
  bool account_created;
} grantlet_bold_authentication;

/** @brief Milliseconds since boot in 64 bits, from a counter of 32 bits that wraps. Start with zeros. */
typedef struct grantlet_uptime {
  /** Milliseconds since boot at the last call. */
  uint64_t now;
} grantlet_uptime;

/** @brief When an access token expires, in milliseconds since boot. */
typedef struct grantlet_expiry {
  /** When its request was sent, in milliseconds since boot. */
  uint64_t requested_at;
  /** `expires_in`: its lifetime in seconds. */
  uint32_t expires_in;
  /** Whether the server sent a lifetime. */
  bool known;
} grantlet_expiry;

/**
 * @brief Settings of a session. Zero is the default of each member: set only what differs. Two attempts without a token in
 * between are always at least one second apart.
 *
 * For a fleet of `n` devices at a server that takes `capacity` requests per second: let `cap` be at least
 * `4000 * n / capacity`, `spread` a tenth of the lifetime of an access token, and `seed` different on each device.
 */
typedef struct grantlet_settings {
  /**
   * How many milliseconds before the access token expires a refresh is due; at most half of its lifetime. 0: one
   * minute.
   */
  uint32_t leeway;
  /** Up to how many milliseconds earlier than that, depending on `seed`. 0: none. */
  uint32_t spread;
  /**
   * Longest pause after the first failed attempt, in milliseconds; it doubles with each further one. A pause is a
   * random time between one second and its longest. 0: two seconds.
   */
  uint32_t first;
  /** Longest pause of all, in milliseconds. 0: five minutes. */
  uint32_t cap;
  /** Jitter seed of this device, such as its serial number, so that devices do not retry in lockstep. */
  uint32_t seed;
  /**
   * Lifetime of a refresh token in seconds, from the documents of the provider; 0 if they state none. It is
   * counted in wall time: see `grantlet_session_wall_time`. A lifetime in a response replaces it: see
   * `grantlet_setting_refresh_token_expires_in`.
   */
  uint32_t refresh_lifetime;
  /** Whether that lifetime starts again with each refresh before the access token expires. */
  bool sliding;
  /**
   * Whether the access token is stored too, which costs an erase each time. It is used after a restart if the wall
   * time is known.
   */
  bool keep_access_token;
  /** Whether the tokens are those of client credentials (RFC 6749, section 4.4), without a refresh token. */
  bool client_credentials;
} grantlet_settings;

/** @brief What to send, and what to write before. */
typedef struct grantlet_attempt {
  /**
   * The token for `grantlet_refresh_request`, in the arena. It is secret. Length 0 for client credentials: send
   * `grantlet_client_credentials_request`.
   */
  grantlet_span refresh_token;
  /** The slot for the mark, 0 or 1. */
  size_t slot;
  /**
   * Whether to program `grantlet_mark` into the first `GRANTLET_MARK_LENGTH` bytes of that slot (or fewer: as many as
   * the flash programs at once), without an erase, before the request is sent. At most once for each refresh
   * token. If it fails, go on.
   */
  bool mark;
} grantlet_attempt;

/** @brief Response of the token endpoint, as it was received. */
typedef struct grantlet_response {
  /** The whole body. Its strings are unescaped in place: wipe it afterwards. */
  void *body;
  /** Length of the body in bytes. */
  size_t length;
  /**
   * With `requested_at_known`, the request of this response: the `now` of its `grantlet_session_begin`. For a response
   * that may arrive after another request was begun.
   */
  uint64_t requested_at;
  /** `Retry-After` in seconds, by `grantlet_retry_after`; 0 if there is none. */
  uint32_t retry_after;
  /** The HTTP status. */
  uint16_t status;
  /** Whether `requested_at` is set. False: it is the response to the newest request. */
  bool requested_at_known;
} grantlet_response;

/**
 * @brief What an `id_token` in the response to a refresh must contain (OpenID Connect Core, section 12.2), beside the subject
 * of the session.
 */
typedef struct grantlet_identity {
  /** `iss`: the issuer, as in the metadata of the server. */
  grantlet_span issuer;
  /** `aud`: the `client_id`. */
  grantlet_span client_id;
  /**
   * How many seconds the clocks of server and device may differ. Without a wall time, `exp` and `iat` are not
   * compared.
   */
  uint32_t leeway;
} grantlet_identity;

/**
 * @brief Claims of a user (OpenID Connect Core, section 5.1). The spans point into the body and are UTF-8; a claim that is absent
 * has length 0. Only `subject` names the user for good: names and addresses are given to others later.
 */
typedef struct grantlet_userinfo {
  /** `sub`: the user, by the issuer's name for them. */
  grantlet_span subject;
  /** `name` */
  grantlet_span name;
  /** `preferred_username` */
  grantlet_span preferred_username;
  /** `email`: see `email_verified`. */
  grantlet_span email;
  /** `picture`: a URL that nobody has validated. Check it before you open it. */
  grantlet_span picture;
  /** `email_verified`; false if it is absent. */
  bool email_verified;
} grantlet_userinfo;

/** @brief Which of two slots has the newest record. */
typedef struct grantlet_record_choice {
  /** The slot with the newest whole record, 0 or 1; also a record that a later version of this library wrote. */
  size_t slot;
  /** Whether there is a whole record. */
  bool found;
  /** Whether its mark was programmed: its refresh token may be spent. */
  bool marked;
  /**
   * Whether the other slot is neither whole nor erased: a write was interrupted, or bits have flipped. If no slot
   * is whole: whether one of them is like that.
   */
  bool other_is_torn;
} grantlet_record_choice;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * @brief RFC 6749 with no differences: a form body, Basic for a client with a secret, PKCE, Bearer. It has no
 * endpoints: start a profile of your own from it.
 */
extern const grantlet_profile grantlet_rfc6749;

/**
 * @brief The same, but `client_id` and `client_secret` are sent in the body (RFC 6749, section 2.3.1). A profile
 * that starts from this one takes the least flash: no code for Basic is linked.
 */
extern const grantlet_profile grantlet_rfc6749_body;

/** @brief Bold smart locks. Extra members: `account_id` (0). The host is the client's base URL. */
extern const grantlet_profile grantlet_bold;

/** @brief Bolt: the code comes from its modal, not from a redirect. Extra members: `refresh_token_scope` (0). */
extern const grantlet_profile grantlet_bolt;

/** @brief `BoldSign`: a refresh token comes only with the scope `offline_access`, and works once. */
extern const grantlet_profile grantlet_boldsign;

/** @brief A provider that takes JSON bodies. The host is the client's base URL. */
extern const grantlet_profile grantlet_json_body;

/** @brief A provider that wraps its responses in `data`. The host is the client's base URL. */
extern const grantlet_profile grantlet_data_envelope;

/** @brief Login with Amazon, without its device login. */
extern const grantlet_profile grantlet_amazon;

/** @brief Sign in with Apple: the secret is a JWT of the caller. */
extern const grantlet_profile grantlet_apple;

/** @brief Asana. */
extern const grantlet_profile grantlet_asana;

/** @brief Atlassian Cloud: JSON requests. */
extern const grantlet_profile grantlet_atlassian;

/** @brief Auth0: the base URL is the tenant's domain. */
extern const grantlet_profile grantlet_auth0;

/** @brief Bitbucket Cloud. */
extern const grantlet_profile grantlet_bitbucket;

/** @brief Box. */
extern const grantlet_profile grantlet_box;

/** @brief Amazon Cognito: the base URL is the user pool's domain. */
extern const grantlet_profile grantlet_cognito;

/**
 * @brief `DigitalOcean`: a refresh has an endpoint of its own and identifies no client, by `&grantlet_setting_auth_omitted`.
 * Extra members: `info/uuid` (0), `info/team_uuid` (1).
 */
extern const grantlet_profile grantlet_digitalocean;

/** @brief Discord. */
extern const grantlet_profile grantlet_discord;

/** @brief Dropbox: a login with `token_access_type=offline` gives a refresh token. Extra members: `account_id` (0). */
extern const grantlet_profile grantlet_dropbox;

/** @brief eBay: the `redirect_uri` is the name that eBay gave to it. */
extern const grantlet_profile grantlet_ebay;

/** @brief ecobee: a client without a secret. */
extern const grantlet_profile grantlet_ecobee;

/** @brief Microsoft Entra ID: the base URL is `https://login.microsoftonline.com/` and the tenant. */
extern const grantlet_profile grantlet_entra;

/** @brief Azure AD B2C: the base URL names the tenant and the user flow. */
extern const grantlet_profile grantlet_entra_b2c;

/** @brief Facebook: no refresh token. */
extern const grantlet_profile grantlet_facebook;

/** @brief Fitbit. Extra members: `user_id` (0). */
extern const grantlet_profile grantlet_fitbit;

/** @brief GitHub: an OAuth app gets no refresh token. */
extern const grantlet_profile grantlet_github;

/** @brief `GitLab`: a refresh needs the `redirect_uri` of the login. */
extern const grantlet_profile grantlet_gitlab;

/** @brief Google: a login with `access_type=offline` gives a refresh token. */
extern const grantlet_profile grantlet_google;

/** @brief `HubSpot`: the `status` of an error is its number. */
extern const grantlet_profile grantlet_hubspot;

/** @brief Instagram API with Instagram Login: no refresh token. Extra members: `user_id` (0). */
extern const grantlet_profile grantlet_instagram;

/**
 * @brief Instagram's tokens of 60 days: an access token is sent to get the next one, by GET, so that the URL is secret.
 */
extern const grantlet_profile grantlet_instagram_graph;

/** @brief Keycloak: the base URL names the realm. */
extern const grantlet_profile grantlet_keycloak;

/** @brief `LinkedIn`. */
extern const grantlet_profile grantlet_linkedin;

/** @brief Netatmo. */
extern const grantlet_profile grantlet_netatmo;

/** @brief Notion. Extra members: `workspace_id` (0), `bot_id` (1). */
extern const grantlet_profile grantlet_notion;

/** @brief Nuki smart locks. */
extern const grantlet_profile grantlet_nuki;

/** @brief Okta: the base URL names the authorization server. */
extern const grantlet_profile grantlet_okta;

/** @brief `PayPal`. */
extern const grantlet_profile grantlet_paypal;

/** @brief `QuickBooks` Online. */
extern const grantlet_profile grantlet_quickbooks;

/** @brief Reddit: a login with `duration=permanent` gives a refresh token. */
extern const grantlet_profile grantlet_reddit;

/** @brief Salesforce: the base URL is the login host. Extra members: `instance_url` (0). */
extern const grantlet_profile grantlet_salesforce;

/** @brief Shopify: the base URL is the shop's, by `grantlet_base_url`. */
extern const grantlet_profile grantlet_shopify;

/**
 * @brief Slack. Extra members: `team/id` (0), `authed_user/id` (1), `authed_user/access_token` (2), which is secret.
 */
extern const grantlet_profile grantlet_slack;

/** @brief Spotify. */
extern const grantlet_profile grantlet_spotify;

/** @brief Square: tokens expire at a date. Extra members: `merchant_id` (0). */
extern const grantlet_profile grantlet_square;

/** @brief Strava: the resource of a fault is the description. */
extern const grantlet_profile grantlet_strava;

/** @brief `TikTok`, for web applications. Extra members: `open_id` (0). */
extern const grantlet_profile grantlet_tiktok;

/** @brief `TTLock` smart locks: the base URL is the region's host. Extra members: `uid` (0). */
extern const grantlet_profile grantlet_ttlock;

/** @brief Tuya, its responses only: the caller signs the requests. Extra members: `uid` (0). */
extern const grantlet_profile grantlet_tuya;

/** @brief Twitch: a device's login starts with `scopes`. */
extern const grantlet_profile grantlet_twitch;

/**
 * @brief `WeChat`, for websites: token requests are GET, so that their URLs are secret; refresh by a client without a secret. Extra
 * members: `openid` (0), `unionid` (1).
 */
extern const grantlet_profile grantlet_wechat;

/** @brief Withings: requests have `action=requesttoken`. Extra members: `userid` (0). */
extern const grantlet_profile grantlet_withings;

/** @brief X, formerly Twitter. */
extern const grantlet_profile grantlet_x;

/** @brief Yahoo: a refresh needs the `redirect_uri` of the login. */
extern const grantlet_profile grantlet_yahoo;

/**
 * @brief Zoho: the callback names the accounts server of the user's region, by `grantlet_callback_server`. Extra members: `api_domain` (0).
 */
extern const grantlet_profile grantlet_zoho;

/** @brief Zoom. Extra members: `api_url` (0). */
extern const grantlet_profile grantlet_zoom;

/**
 * @brief Where a login starts (RFC 6749, section 3.1): a path, joined to the client's base URL, or an
 * absolute URL. The URL of a login ends in its fragment, if it has one.
 */
extern const grantlet_setting_kind grantlet_setting_authorization_endpoint;

/** @brief Where tokens are issued (RFC 6749, section 3.2): a path or an absolute URL. */
extern const grantlet_setting_kind grantlet_setting_token_endpoint;

/**
 * @brief Where refreshes go (RFC 6749, section 6), if not to the token endpoint: a path or an absolute URL. They send what
 * the other requests send of the client; such endpoints tend to take no secret: refresh by a client without one.
 */
extern const grantlet_setting_kind grantlet_setting_refresh_endpoint;

/**
 * @brief An access token is sent to get the next one: the `refresh_token` of a response that has none is its access token,
 * so that a session refreshes by it. No value.
 */
extern const grantlet_setting_kind grantlet_setting_refresh_by_access_token;

/** @brief Where tokens are revoked (RFC 7009): a path or an absolute URL. */
extern const grantlet_setting_kind grantlet_setting_revocation_endpoint;

/** @brief Where the login of a device starts (RFC 8628, section 3.1): a path or an absolute URL. */
extern const grantlet_setting_kind grantlet_setting_device_authorization_endpoint;

/**
 * @brief Header fields of a token request that repeat the client's id or secret, or that have a text in double quotes,
 * without a space: `X-API-Key=client_secret X-Publishable-Key=client_id API-Version="3"`.
 */
extern const grantlet_setting_kind grantlet_setting_headers;

/**
 * @brief Other names for parameters of a token request, also in the URL of a login: `client_id=clientId scope=scopes`.
 */
extern const grantlet_setting_kind grantlet_setting_rename;

/**
 * @brief The provider's own values of `grant_type`, by those of RFC 6749; `device_code` is the URN of RFC 8628:
 * `device_code=device_code refresh_token=ig_refresh_token`.
 */
extern const grantlet_setting_kind grantlet_setting_grant_types;

/**
 * @brief Which parameters of a token request come first, and in which order, by their names in the RFCs:
 * `grant_type client_id`. The others follow.
 */
extern const grantlet_setting_kind grantlet_setting_order;

/**
 * @brief Further members of the response to read: `account_id tenant`, or paths to them: `team/id`. At most eight, of
 * at most 64 bytes each. What a path to a token leads to, `authed_user/access_token`, is secret.
 */
extern const grantlet_setting_kind grantlet_setting_extra;

/**
 * @brief Where the provider's errors have what RFC 6749 calls `error` and `error_description`, and a number: the
 * names of two or three members. `code message errorId` reads `{"code":..,"message":..,"errorId":..}`.
 * Alternatives are separated by commas and tried in order: `code message,reason text`. A prefix `error/`
 * applies to all members of its alternative: `error/code message` reads `{"error":{"code":..,
 * "message":..}}`, so write it once, before the first name: `grantlet_profile_check` refuses a second one. A name
 * can be a path, `errors/0/code`, or `-` for none: `- errmsg errcode` is an error without a code, if its number is not
 * 0; it also adds its members to an `error` that is a string.
 */
extern const grantlet_setting_kind grantlet_setting_errors;

/**
 * @brief The servers of a provider with regional accounts, whose callback names the user's server: first the callback
 * parameter, then at most fifteen servers. Each is a value of that parameter, followed by `=` and the base URL unless the
 * value is the base URL:
 * `accounts-server https://accounts.zoho.com https://accounts.zoho.eu`, `dc us=https://us.example eu=https://eu.example`.
 * See `grantlet_callback_server`. Append to the list, and remove nothing: records of sessions contain a server's number.
 */
extern const grantlet_setting_kind grantlet_setting_servers;

/**
 * @brief Errors that end a grant as `invalid_grant` does, one a line, by code or number, with or without a description:
 * `invalid_request=InvalidGrantCode`. Without a description each ends it.
 */
extern const grantlet_setting_kind grantlet_setting_ends_on;

/**
 * @brief Errors that decide nothing, listed as in `grantlet_setting_ends_on`: a session tries again later, and a device
 * goes on polling.
 */
extern const grantlet_setting_kind grantlet_setting_retry_on;

/** @brief Other names for members of responses, or paths to them: `expires_in=expire_time access_token=data/token`. */
extern const grantlet_setting_kind grantlet_setting_response_names;

/**
 * @brief The member that the provider wraps its response in: an object, or JSON text in a string. A path leads deeper:
 * `data/token`, `data/0`. An empty value is none.
 */
extern const grantlet_setting_kind grantlet_setting_envelope;

/**
 * @brief The member that has the moment at which the access token expires, or a path to it, and its format:
 * `expires_at=unix_seconds`, `unix_milliseconds` or `rfc3339`. It counts where `expires_in` is unknown: see
 * `grantlet_expiry_at`. An empty value is none.
 */
extern const grantlet_setting_kind grantlet_setting_expires_at;

/**
 * @brief The member that has the lifetime of the refresh token in seconds, or a path to it: `refresh_expires_in`. It
 * sets the deadline of a session. 0 is unknown. An empty value is none.
 */
extern const grantlet_setting_kind grantlet_setting_refresh_token_expires_in;

/** @brief An `expires_in` of 0 is unknown, as some providers write it for a token that does not expire. No value. */
extern const grantlet_setting_kind grantlet_setting_zero_lifetime_is_unknown;

/** @brief Further values of `token_type` that you know how to use (RFC 6749, section 7.1): `mac`. */
extern const grantlet_setting_kind grantlet_setting_token_types;

/**
 * @brief The character between the tokens of a scope, in requests and responses: one of printable ASCII, such as a
 * comma. Anything else is as a space (RFC 6749, section 3.3), and grantlet_profile_check reports it.
 */
extern const grantlet_setting_kind grantlet_setting_scope_separator;

/**
 * @brief The character between the tokens of a scope in requests, where that of `grantlet_setting_scope_separator` is
 * that of responses alone.
 */
extern const grantlet_setting_kind grantlet_setting_request_scope_separator;

/** @brief A token request is a form (RFC 6749, appendix B), as in `grantlet_rfc6749`. No value. */
extern const grantlet_setting_kind grantlet_setting_form_body;

/** @brief A token request is one JSON object of strings. No value. */
extern const grantlet_setting_kind grantlet_setting_json_body;

/**
 * @brief A token request is a `GET` with its parameters in the query: only for a provider that takes them no other way.
 * Secrets are in the URL then, which servers and proxies log (RFC 9700, section 4.3.2). No value.
 */
extern const grantlet_setting_kind grantlet_setting_dangerously_send_in_query;

/** @brief Neither id nor secret is sent, for a provider that knows the client by the token that it sends. No value. */
extern const grantlet_setting_kind grantlet_setting_auth_omitted;

/**
 * @brief The body has the `client_id`, and a client with a secret is refused unless a header field of the profile
 * repeats the secret. No value.
 */
extern const grantlet_setting_kind grantlet_setting_auth_none;

/** @brief The body has `client_id` and `client_secret` (RFC 6749, section 2.3.1). No value. */
extern const grantlet_setting_kind grantlet_setting_auth_body;

/** @brief Both are in `Authorization: Basic`, percent-encoded first (RFC 6749, section 2.3.1). No value. */
extern const grantlet_setting_kind grantlet_setting_auth_basic;

/**
 * @brief Both are in `Authorization: Basic` without percent-encoding, for servers that do not decode it. Try it where
 * id and secret are right and the server reports `invalid_client`: it differs where either has a character
 * other than letters, digits, `-`, `.`, `_` and `~`. No value.
 */
extern const grantlet_setting_kind grantlet_setting_auth_basic_verbatim;

/**
 * @brief As `grantlet_setting_auth_basic`, also for a client without a secret: its id and an empty secret. No value.
 */
extern const grantlet_setting_kind grantlet_setting_auth_basic_always;

/**
 * @brief Plain http is allowed for endpoints on `localhost`, `127.0.0.0/8` or `[::1]`, for tests and for servers on
 * the same machine. Everything else must be https (RFC 6749, section 3.2). No value.
 */
extern const grantlet_setting_kind grantlet_setting_allow_loopback;

/** @brief A token request has its `grant_type` (the default). No value. */
extern const grantlet_setting_kind grantlet_setting_grant_type;

/** @brief A token request has no `grant_type`. No value. */
extern const grantlet_setting_kind grantlet_setting_no_grant_type;

/** @brief A login by code uses PKCE (RFC 7636; the default). No value. */
extern const grantlet_setting_kind grantlet_setting_pkce;

/** @brief A login by code does not use PKCE: only for a provider that refuses it. No value. */
extern const grantlet_setting_kind grantlet_setting_no_pkce;

/**
 * @brief A `redirect_uri` may be a name that the provider gave to the registered URL: requests have the name, and
 * `grantlet_expected` the URL. No value.
 */
extern const grantlet_setting_kind grantlet_setting_opaque_redirect_uri;

/**
 * @brief The responses of the token endpoint are forms (`application/x-www-form-urlencoded`), where RFC 6749, section 5.1,
 * has JSON; a body that starts with `{` still is JSON. A form has no paths and no envelope, a value `0` is the
 * number 0, which is neither an error nor a token, and a device authorization response stays JSON. No value.
 */
extern const grantlet_setting_kind grantlet_setting_form_response;

/** @brief A response without `token_type` is taken as Bearer (RFC 6749, section 5.1 requires the member). No value. */
extern const grantlet_setting_kind grantlet_setting_bearer_by_default;

/** @brief A response without `token_type` is refused (the default). No value. */
extern const grantlet_setting_kind grantlet_setting_no_bearer_by_default;

/** @brief Each request checks its own address. */
extern const grantlet_address_check grantlet_check_each_request;

/** @brief They were checked: by `grantlet_client_init`, or by `grantlet_client_check` in a test of the program. */
extern const grantlet_address_check grantlet_checked_once;

/**
 * @brief The mark: what to program at the start of a slot when `grantlet_session_begin` asks for it. A slot with a mark has a
 * refresh token that may be spent.
 */
extern const uint8_t grantlet_mark[GRANTLET_MARK_LENGTH];

/**
 * @brief Returns the version of the binary interface of the library.
 *
 * @return `GRANTLET_ABI` of the header that belongs to the library.
 */
uint32_t grantlet_abi(void);

/**
 * @brief Returns what a status means.
 *
 * @param status The status, or any other number.
 * @return An English string ended by NUL, never NULL. It contains nothing that was received.
 */
const char *grantlet_strerror(grantlet_status status);

/**
 * @brief Returns the name of a member as the RFCs spell it.
 *
 * @param member The member, such as that of `grantlet_error`, or any other number.
 * @return An English string ended by NUL, never NULL; empty for `GRANTLET_MEMBER_NONE` and for numbers that are no
 * member. It contains nothing that was received.
 */
const char *grantlet_member_name(grantlet_member member);

/**
 * @brief As `grantlet_member_name`, which does not know the members from 75 on. Only the functions for pushed requests,
 * introspection, userinfo, registration, metadata and the signatures of `id_token`s report these: a program without them
 * links fewer names.
 *
 * @param member The member, or any other number.
 * @return As `grantlet_member_name`.
 */
const char *grantlet_any_member_name(grantlet_member member);

/**
 * @brief Checks each setting of a profile: that it is text, that a list contains only words that are allowed in it,
 * that no list contradicts another, and that a setting without a value has none. Endpoints are checked with the client, and of two settings that exclude each
 * other, such as two bodies, the last one counts. Call it once, in a test of your own on a PC: a profile is a constant, and
 * a misspelt name matches nothing in a response.
 *
 * @param profile The profile to check.
 * @param entry   Receives the index of the setting at fault in `settings`, 0 where there is none.
 * @param word    Receives the index of the word at fault in that setting's list, from 0: of a shape in
 * `grantlet_setting_errors`, of a line that is not empty in
 * `grantlet_setting_ends_on`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_ENCODING` where a setting is at fault;
 * `GRANTLET_E_TOO_MANY_SETTINGS` for more than 64.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_profile_check(const grantlet_profile *profile,
                                       size_t *entry,
                                       size_t *word);

/**
 * @brief Writes a `code_verifier` (RFC 7636, section 4.1). It is secret until it is sent with the code.
 *
 * @param entropy 32 bytes from the random number generator of the hardware, not used for anything else: wipe them.
 * @param out Receives 43 characters of base64url, without a NUL. Zeros on an error.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, or `GRANTLET_E_ENTROPY` if all bytes are the same.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_code_verifier(const uint8_t entropy[32],
                                       uint8_t out[43]);

/**
 * @brief Writes a `state` (RFC 6749, section 10.12), which binds the callback to this device. It is public.
 *
 * @param entropy 32 bytes from the random number generator of the hardware, not used for anything else: wipe them.
 * @param out Receives 43 characters of base64url, without a NUL. Zeros on an error.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, or `GRANTLET_E_ENTROPY` if all bytes are the same.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_state(const uint8_t entropy[32],
                               uint8_t out[43]);

/**
 * @brief Writes a `nonce` (OpenID Connect Core, section 3.1.2.1), which binds an `id_token` to this login. It is public.
 *
 * @param entropy 32 bytes from the random number generator of the hardware, not used for anything else: wipe them.
 * @param out Receives 43 characters of base64url, without a NUL. Zeros on an error.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, or `GRANTLET_E_ENTROPY` if all bytes are the same.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_nonce(const uint8_t entropy[32],
                               uint8_t out[43]);

/**
 * @brief Writes the `code_challenge` of a `code_verifier` by S256 (RFC 7636, section 4.2). It is public.
 *
 * @param code_verifier The verifier: 43 to 128 unreserved characters. It is secret.
 * @param out Receives 43 characters, without a NUL. Zeros on an error.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, or `GRANTLET_E_VERIFIER`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_code_challenge(grantlet_span code_verifier,
                                        uint8_t out[43]);

/**
 * @brief Compares two spans, in a time that depends on their lengths only.
 *
 * @param a One span.
 * @param b The other.
 * @return Whether they have the same bytes; false if a pointer is NULL and its length is not 0.
 */
bool grantlet_equal(grantlet_span a, grantlet_span b);

/**
 * @brief Overwrites bytes with zeros, which the compiler does not remove. Wipe each buffer that contained a request, a
 * response or a callback URL.
 *
 * @param bytes The first byte. NULL: nothing happens.
 * @param length How many bytes.
 */
void grantlet_wipe(void *bytes,
                   size_t length);

/**
 * @brief Checks a client, so that its requests need not: it has an id, and each endpoint of its profile is https, or loopback
 * where the profile allows it, with a port from 1 to 65535 where there is one, and below the base URL. Call it in a test
 * of your program for a client of `GRANTLET_CHECKED_CLIENT`.
 *
 * @param client The client.
 * @param error  Receives the endpoint or the credential at fault in `member`.
 * @return As `grantlet_client_init`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_client_check(const grantlet_client *client,
                                      grantlet_error *error);

/**
 * @brief Makes a client, and checks each endpoint of its profile once, so that requests do not: https, or loopback
 * where the profile allows it, a port from 1 to 65535 where there is one, and below the base URL. It keeps the
 * pointers, not what they point to.
 *
 * @param client        Receives the client; zeros on errors.
 * @param profile       The provider.
 * @param client_id     `client_id`.
 * @param client_secret `client_secret`, which is secret; length 0 for a public client.
 * @param base_url      What paths are joined to; length 0 for a profile with absolute endpoints.
 * @param error         Receives the endpoint or the credential at fault in `member`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_ENCODING`; `GRANTLET_E_REQUEST_MISSING` without a
 * `client_id`; `GRANTLET_E_REQUEST_URL` for an endpoint that is not https;
 * `GRANTLET_E_REQUEST_BASE_URL` for one that is not below the base URL;
 * `GRANTLET_E_TOO_MANY_SETTINGS` for a profile with more than 64.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_client_init(grantlet_client *client,
                                     const grantlet_profile *profile,
                                     grantlet_span client_id,
                                     grantlet_span client_secret,
                                     grantlet_span base_url,
                                     grantlet_error *error);

/**
 * @brief Writes the value of an `Authorization` header field with a client's id and secret (RFC 6749, section
 * 2.3.1), for a request that this library does not write. The value is secret.
 *
 * @param client   The client; its profile is not read.
 * @param verbatim Whether id and secret are not percent-encoded, for servers that do not decode them.
 * @param out      The buffer.
 * @param capacity Its length in bytes.
 * @param value    Receives the value, in the buffer.
 * @param error    Receives `needed`, the length of the value, with `GRANTLET_E_BUFFER_TOO_SMALL`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`; `GRANTLET_E_REQUEST_MISSING`
 * without id or secret; `GRANTLET_E_REQUEST_CHARS` for a colon in a verbatim id.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_basic(const grantlet_client *client,
                               bool verbatim,
                               void *out,
                               size_t capacity,
                               grantlet_span *value,
                               grantlet_error *error);

/**
 * @brief Writes the base URL of one tenant, shop or region: a pattern with one `{}`, and the name that is put there.
 * The name consists of the characters of a host: letters, digits, `-` and single dots between them. So what a
 * user typed cannot name another host, a path or a port. The pattern of `grantlet_shopify` is
 * `https://{}.myshopify.com`, that of `grantlet_entra` `https://login.microsoftonline.com/{}`.
 *
 * @param pattern The pattern.
 * @param name     What is put in the place of `{}`.
 * @param out      The buffer.
 * @param capacity Its length in bytes.
 * @param url      Receives the URL, in the buffer.
 * @param error    Receives `needed`, the length of the URL, with `GRANTLET_E_BUFFER_TOO_SMALL`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_REQUEST_MISSING` for an empty
 * name; `GRANTLET_E_REQUEST_CHARS` for a name with another character, or with a dot at an end or beside
 * another; `GRANTLET_E_REQUEST_URL` for a pattern without `{}`, or with two.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_base_url(grantlet_span pattern,
                                  grantlet_span name,
                                  void *out,
                                  size_t capacity,
                                  grantlet_span *url,
                                  grantlet_error *error);

/**
 * @brief Writes the request that refreshes a token (RFC 6749, section 6), with the scope that it had. A program that
 * sends no further parameters calls this function and links the least code. For a profile with
 * `grantlet_setting_dangerously_send_in_query` use `grantlet_refresh_request_with`: this one reports the refresh token
 * as `GRANTLET_E_REQUEST_UNEXPECTED`.
 *
 * @param client   The client.
 * @param refresh_token The refresh token, which is secret.
 * @param out      The buffer, which is secret afterwards: wipe it once the request was sent.
 * @param capacity Its length in bytes. A request is as long as its URL, 75 bytes of header fields (98 with Basic,
 * and four thirds of the encoded credentials) and the encoded parameters.
 * @param request  Receives the parts of the request, in the buffer; zeros on errors.
 * @param error    Receives why there is none: `needed`, the length of the buffer to the byte, with
 * `GRANTLET_E_BUFFER_TOO_SMALL`; else the parameter in `member`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`; or a
 * status from 20 to 39, of a request that cannot be written. What is in the buffer then is not to be
 * sent.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_refresh_request(const grantlet_client *client,
                                         grantlet_span refresh_token,
                                         void *out,
                                         size_t capacity,
                                         grantlet_request *request,
                                         grantlet_error *error);

/**
 * @brief As `grantlet_refresh_request` with further parameters, such as `resource` (RFC 8707), or for a narrower scope
 * (RFC 6749, section 6). The new access token has that scope; a later refresh can ask for all that was granted.
 *
 * @param client   The client.
 * @param grant    What to ask with.
 * @param out      The buffer, which is secret afterwards.
 * @param capacity Its length in bytes.
 * @param request  Receives the parts of the request.
 * @param error    Receives why there is none.
 * @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters,
 * `GRANTLET_E_REQUEST_SCOPE` for a scope that is not all in what was granted.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_refresh_request_with(const grantlet_client *client,
                                              const grantlet_refresh_grant *grant,
                                              void *out,
                                              size_t capacity,
                                              grantlet_request *request,
                                              grantlet_error *error);

/**
 * @brief Writes the request that exchanges a code for a token (RFC 6749, section 4.1.3).
 *
 * @param client   The client.
 * @param grant    What to ask with.
 * @param out      The buffer, which is secret afterwards.
 * @param capacity Its length in bytes.
 * @param request  Receives the parts of the request.
 * @param error    Receives why there is none.
 * @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_code_request(const grantlet_client *client,
                                      const grantlet_code_grant *grant,
                                      void *out,
                                      size_t capacity,
                                      grantlet_request *request,
                                      grantlet_error *error);

/**
 * @brief Writes the request for a token of the client's own (RFC 6749, section 4.4).
 *
 * @param client   The client.
 * @param options  Scope and further parameters. NULL: none.
 * @param out      The buffer, which is secret afterwards.
 * @param capacity Its length in bytes.
 * @param request  Receives the parts of the request.
 * @param error    Receives why there is none.
 * @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_client_credentials_request(const grantlet_client *client,
                                                    const grantlet_options *options,
                                                    void *out,
                                                    size_t capacity,
                                                    grantlet_request *request,
                                                    grantlet_error *error);

/**
 * @brief Writes the request that starts the login of a device (RFC 8628, section 3.1), for the profile's device
 * authorization endpoint.
 *
 * @param client   The client.
 * @param options  Scope and further parameters. NULL: none.
 * @param out      The buffer, which is secret afterwards.
 * @param capacity Its length in bytes.
 * @param request  Receives the parts of the request.
 * @param error    Receives why there is none.
 * @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_device_authorization_request(const grantlet_client *client,
                                                      const grantlet_options *options,
                                                      void *out,
                                                      size_t capacity,
                                                      grantlet_request *request,
                                                      grantlet_error *error);

/**
 * @brief Writes the request that polls for the token of a device (RFC 8628, section 3.4).
 *
 * @param client   The client.
 * @param grant    What to ask with.
 * @param out      The buffer, which is secret afterwards.
 * @param capacity Its length in bytes.
 * @param request  Receives the parts of the request.
 * @param error    Receives why there is none.
 * @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_device_code_request(const grantlet_client *client,
                                             const grantlet_device_code_grant *grant,
                                             void *out,
                                             size_t capacity,
                                             grantlet_request *request,
                                             grantlet_error *error);

/**
 * @brief Writes the request for a token by a user's name and password (RFC 6749, section 4.3).
 *
 * @param client   The client.
 * @param grant    What to ask with.
 * @param out      The buffer, which is secret afterwards.
 * @param capacity Its length in bytes.
 * @param request  Receives the parts of the request.
 * @param error    Receives why there is none.
 * @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters.
 */
GRANTLET_MUST_USE
GRANTLET_DEPRECATED("it shows the user's password to the client (RFC 9700, section 2.4)")
grantlet_status grantlet_password_request(const grantlet_client *client,
                                          const grantlet_password_grant *grant,
                                          void *out,
                                          size_t capacity,
                                          grantlet_request *request,
                                          grantlet_error *error);

/**
 * @brief Writes the request of an extension grant (RFC 6749, section 4.5). For a token exchange there is
 * `grantlet_token_exchange_request`.
 *
 * @param client   The client.
 * @param grant    What to ask with.
 * @param out      The buffer, which is secret afterwards.
 * @param capacity Its length in bytes.
 * @param request  Receives the parts of the request.
 * @param error    Receives why there is none.
 * @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_extension_request(const grantlet_client *client,
                                           const grantlet_extension_grant *grant,
                                           void *out,
                                           size_t capacity,
                                           grantlet_request *request,
                                           grantlet_error *error);

/**
 * @brief Writes the request that revokes a token (RFC 7009, section 2.1), for the profile's revocation endpoint.
 * Read the response by `grantlet_revocation_response`.
 *
 * @param client   The client.
 * @param revocation What to ask with.
 * @param out      The buffer, which is secret afterwards.
 * @param capacity Its length in bytes.
 * @param request  Receives the parts of the request.
 * @param error    Receives why there is none.
 * @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_revocation_request(const grantlet_client *client,
                                            const grantlet_revocation *revocation,
                                            void *out,
                                            size_t capacity,
                                            grantlet_request *request,
                                            grantlet_error *error);

/**
 * @brief Splits a URL, for a modem that is given host, port and path.
 *
 * @param url   An absolute URL, such as that of a request.
 * @param parts Receives its parts, which point into the URL; zeros on errors.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_ENCODING` for what is neither an http nor an https URL.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_url_split(grantlet_span url,
                                   grantlet_url *parts);

/**
 * @brief The method of a request: `POST`, or `GET` for a profile with `grantlet_setting_dangerously_send_in_query`.
 *
 * @param request A request, by one of the functions above.
 * @return A string ended by NUL, never NULL.
 */
const char *grantlet_request_method(const grantlet_request *request);

/**
 * @brief Writes the head of a request in HTTP/1.1 (RFC 9112): the request line, `Host`, `Content-Length`, the header
 * fields of the request and the empty line. Send it, then `request->body`. For a header field of your own,
 * such as `Connection: close`, send the head without its last two bytes, the field, and CR LF twice. The head is
 * secret.
 *
 * @param request  The request, by one of the functions above.
 * @param out      The buffer: URL and header fields, and at most 60 bytes more.
 * @param capacity Its length in bytes.
 * @param head     Receives the head, in the buffer.
 * @param error    Receives `needed`, the length of the head, with `GRANTLET_E_BUFFER_TOO_SMALL`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING` for a URL that is no URL.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_request_head(const grantlet_request *request,
                                      void *out,
                                      size_t capacity,
                                      grantlet_span *head,
                                      grantlet_error *error);

/**
 * @brief Writes the value of an `Authorization` header field with an access token (RFC 6750, section 2.1):
 * `Bearer ` and the token. No function puts a token into a query. The value is secret. Under a profile with
 * `grantlet_setting_token_types` use `grantlet_token_bearer`, which compares the type.
 *
 * @param access_token The token, which is secret.
 * @param out          The buffer: seven bytes longer than the token.
 * @param capacity     Its length in bytes.
 * @param value        Receives the value, in the buffer.
 * @param error        Receives `needed`, the length of the value, with `GRANTLET_E_BUFFER_TOO_SMALL`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`; `GRANTLET_E_REQUEST_MISSING` for
 * an empty token; `GRANTLET_E_REQUEST_CHARS` for one with a space.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_bearer(grantlet_span access_token,
                                void *out,
                                size_t capacity,
                                grantlet_span *value,
                                grantlet_error *error);

/**
 * @brief As `grantlet_bearer` for a token of a response, which must be of the type Bearer.
 *
 * @param token    The token.
 * @param out      The buffer: seven bytes longer than the access token.
 * @param capacity Its length in bytes.
 * @param value    Receives the value, in the buffer.
 * @param error    Receives `needed`, the length of the value, with `GRANTLET_E_BUFFER_TOO_SMALL`.
 * @return As `grantlet_bearer`; `GRANTLET_E_REQUEST_UNEXPECTED` for a token that is not Bearer.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_token_bearer(const grantlet_token *token,
                                      void *out,
                                      size_t capacity,
                                      grantlet_span *value,
                                      grantlet_error *error);

/**
 * @brief Writes the URL of a login by code (RFC 6749, section 4.1.1; RFC 7636), to open in the user's browser. The
 * URL is not secret.
 *
 * @param client   The client.
 * @param login    The login.
 * @param out      The buffer. Ask with capacity 0: scope and `redirect_uri` decide the length.
 * @param capacity Its length in bytes.
 * @param url      Receives the URL, in the buffer.
 * @param error    Receives why there is none: `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`, else the parameter in `member`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`, also for a nonce that
 * `grantlet_nonce` does not write; `GRANTLET_E_VERIFIER`; `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight
 * further parameters; or a status from 20 to 39.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_code_url(const grantlet_client *client,
                                  const grantlet_code_login *login,
                                  void *out,
                                  size_t capacity,
                                  grantlet_span *url,
                                  grantlet_error *error);

/**
 * @brief Writes the URL of an implicit login (RFC 6749, section 4.2.1), which brings a token in the fragment and, with
 * a nonce, an `id_token` whose signature, claims and nonce you must verify. Legacy: new clients must not use it
 * (RFC 9700, section 2.1.2).
 *
 * @param client   The client.
 * @param login    The login.
 * @param out      The buffer.
 * @param capacity Its length in bytes.
 * @param url      Receives the URL, in the buffer.
 * @param error    Receives why there is none.
 * @return As `grantlet_code_url`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_implicit_url(const grantlet_client *client,
                                      const grantlet_implicit_login *login,
                                      void *out,
                                      size_t capacity,
                                      grantlet_span *url,
                                      grantlet_error *error);

/**
 * @brief Reads the callback URL of a login by code (RFC 6749, section 4.1.2; RFC 9207). It compares
 * `state` in a time that does not depend on it, before it believes anything else. Linear time, constant stack.
 *
 * With a `GRANTLET_E_CALLBACK_` status anybody may have made the URL: it is unchanged, and the login stays pending.
 * Of several classes the one with the smallest number is reported. With every class but
 * `GRANTLET_E_CALLBACK_REDIRECT_URI`, `error->error` and `error->error_description` contain what the URL claims,
 * still encoded, for `grantlet_form_decode`; it is not authenticated. Some servers that announce `iss` leave it
 * out where the user refused: show a sentence of your own then, and offer to try again.
 *
 * @param profile  The provider.
 * @param expected What the URL must match.
 * @param url      The whole URL, which is changed: wipe it when the code was used.
 * @param length   Its length in bytes.
 * @param code     Receives the code, in the URL; it is secret. Zeros on errors.
 * @param error    Receives why there is none. With `GRANTLET_E_CALLBACK_ISSUER`, `at` is the offset of the `iss`, or of
 * the value that names a server which the profile does not list; 0 where `iss` is absent.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_ENCODING`; `GRANTLET_E_SERVER` where the user or the server
 * refused, which ends the login; or a `GRANTLET_E_CALLBACK_` status.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_callback(const grantlet_profile *profile,
                                  const grantlet_expected *expected,
                                  void *url,
                                  size_t length,
                                  grantlet_span *code,
                                  grantlet_error *error);

/**
 * @brief Reads the callback URL of an implicit login (RFC 6749, section 4.2.2).
 *
 * @param profile  The provider.
 * @param expected What the URL must match.
 * @param url      The whole URL, which is changed: wipe it when the token was used.
 * @param length   Its length in bytes.
 * @param token    Receives the token, in the URL. Zeros on errors.
 * @param error    Receives why there is none.
 * @return As `grantlet_callback`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_implicit_callback(const grantlet_profile *profile,
                                           const grantlet_expected *expected,
                                           void *url,
                                           size_t length,
                                           grantlet_token *token,
                                           grantlet_error *error);

/**
 * @brief Reads a token response (RFC 6749, sections 5.1 and 5.2), and unescapes its strings in place. Linear time,
 * constant stack.
 *
 * With an HTTP status of 2xx the first error in this order is returned: `GRANTLET_E_RESPONSE_SYNTAX` or
 * `GRANTLET_E_RESPONSE_DEPTH` (whichever comes first in the body), `GRANTLET_E_SERVER`,
 * `GRANTLET_E_RESPONSE_DUPLICATE`, `GRANTLET_E_RESPONSE_TYPE`, `GRANTLET_E_RESPONSE_MISSING`,
 * `GRANTLET_E_RESPONSE_CHARS`, `GRANTLET_E_RESPONSE_TOKEN_TYPE`. With any other, `GRANTLET_E_SERVER` if the body is
 * an error that can be read, else `GRANTLET_E_RESPONSE_STATUS`.
 *
 * @param profile The provider.
 * @param http_status The HTTP status.
 * @param body The whole body, of any content type. The spans of `token` and `error` point into it: wipe it after
 * their use. On errors other than `GRANTLET_E_SERVER` it is not changed.
 * @param length Its length in bytes.
 * @param token The token. Zeros on an error.
 * @param error Details of an error.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_ENCODING` for a profile whose setting is no text, or one of the
 * above.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_token_response(const grantlet_profile *profile,
                                        uint16_t http_status,
                                        void *body,
                                        size_t length,
                                        grantlet_token *token,
                                        grantlet_error *error);

/**
 * @brief Writes a DPoP proof (RFC 9449) by a key of P-256, without its signature. Sign `input` of `unsigned_jws`, and add the
 * signature by `grantlet_jws_sign_der` or `grantlet_jws_sign`: the result is the value of the header field `DPoP`.
 *
 * @param proof        The proof.
 * @param out          The buffer, with room for the signature too. With a `jti` of 43 characters at most 450 bytes, 70
 * more with an access token, and four thirds of the lengths of URL and nonce.
 * @param capacity     Its length in bytes.
 * @param unsigned_jws Receives what is signed.
 * @param error        Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`, else the claim in `member`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`, also for a key that
 * is no uncompressed point; `GRANTLET_E_REQUEST_URL`; `GRANTLET_E_REQUEST_LENGTH` for a short `jti`;
 * `GRANTLET_E_REQUEST_CHARS`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_dpop_proof(const grantlet_dpop *proof,
                                    void *out,
                                    size_t capacity,
                                    grantlet_unsigned_jws *unsigned_jws,
                                    grantlet_error *error);

/**
 * @brief As `grantlet_dpop_proof`, with a key of any algorithm but HS256.
 *
 * @param proof        The proof. Its `key` is not read.
 * @param key          The public key.
 * @param out          The buffer, with room for the signature too. With an RSA key of 2048 bits about 1100 bytes, and four
 * thirds of the lengths of URL and nonce.
 * @param capacity     Its length in bytes.
 * @param unsigned_jws Receives what is signed. A key of Ed25519 signs `input` itself.
 * @param error        Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`, else the claim in `member`.
 * @return As `grantlet_dpop_proof`; `GRANTLET_E_ENCODING` also for HS256: a DPoP proof is signed by an asymmetric
 * algorithm (RFC 9449, section 11.6).
 */
GRANTLET_MUST_USE
grantlet_status grantlet_dpop_proof_with_key(const grantlet_dpop *proof,
                                             const grantlet_public_key *key,
                                             void *out,
                                             size_t capacity,
                                             grantlet_unsigned_jws *unsigned_jws,
                                             grantlet_error *error);

/**
 * @brief As `grantlet_token_bearer`, for a token that is bound to a key (RFC 9449, section 7.1): `DPoP ` and the token. The
 * profile lists `DPoP` in `grantlet_setting_token_types`. The same request needs a DPoP proof with this
 * `access_token`.
 *
 * @param token    The token. If its type is not DPoP, the server did not bind it.
 * @param out      The buffer: five bytes longer than the access token.
 * @param capacity Its length in bytes.
 * @param value    Receives the value, in the buffer.
 * @param error    Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`, else `token_type` or `access_token` in `member`.
 * @return As `grantlet_token_bearer`; `GRANTLET_E_REQUEST_UNEXPECTED` for a token of another type.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_token_dpop(const grantlet_token *token,
                                    void *out,
                                    size_t capacity,
                                    grantlet_span *value,
                                    grantlet_error *error);

/**
 * @brief Keeps the `DPoP-Nonce` header field of a response of any status.
 *
 * @param nonce  The nonce of this server. NULL: nothing happens.
 * @param header The value of the header field; length 0 if the response has none. The nonce stays then, and also if
 * the value is longer than 128 bytes or has a byte that RFC 9449, section 8.1 does not allow.
 * @return Whether the value is a new nonce.
 */
bool grantlet_dpop_nonce_keep(grantlet_dpop_nonce *nonce,
                              grantlet_span header);

/**
 * @brief Returns the nonce, for `nonce` of `grantlet_dpop`.
 *
 * @param nonce The nonce of this server.
 * @return The nonce, in `nonce`. Length 0 before the first, and where `nonce` is NULL.
 */
grantlet_span grantlet_dpop_nonce_text(const grantlet_dpop_nonce *nonce);

/**
 * @brief Returns whether a response of the token endpoint is the error `use_dpop_nonce` (RFC 9449, section 8). Nothing else
 * follows from it: send the request again without a pause, with another proof; in a session by
 * `grantlet_session_begin_again`. Do that only if `grantlet_dpop_nonce_keep` returned true, and once, so that no
 * server drains a battery. For the response of an API see `wants_dpop_nonce` of `grantlet_challenge`.
 *
 * @param status What `grantlet_token_response`, or another function that reads a response, returned.
 * @param error  The details that it wrote; the body is still there. NULL: the result is false.
 * @return Whether it is.
 */
GRANTLET_MUST_USE
bool grantlet_dpop_nonce_wanted(grantlet_status status,
                                const grantlet_error *error);

/**
 * @brief Writes a client assertion (RFC 7523) without its signature. Sign it as you sign a DPoP proof, and pass the result to
 * `grantlet_assertion_params`, which fills in the parameters of one request. The client has no secret then, and its
 * profile sends none.
 *
 * @param assertion    The assertion.
 * @param out          The buffer, with room for the signature too.
 * @param capacity     Its length in bytes.
 * @param unsigned_jws Receives what is signed.
 * @param error        Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`, else the claim in `member`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`, also for a number
 * that is no algorithm; `GRANTLET_E_REQUEST_MISSING`; `GRANTLET_E_REQUEST_LENGTH` for a short `jti`;
 * `GRANTLET_E_REQUEST_CHARS`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_client_assertion(const grantlet_assertion *assertion,
                                          void *out,
                                          size_t capacity,
                                          grantlet_unsigned_jws *unsigned_jws,
                                          grantlet_error *error);

/**
 * @brief Fills in `client_assertion_type` and `client_assertion`, for the `params` of a request: of a grant, a
 * refresh, a revocation, a device request, an exchange, an introspection or a pushed request. Write an assertion for
 * each request: one that was sent must not be sent again.
 *
 * @param jwt    The signed assertion.
 * @param params Receives both parameters: an array of two. NULL: nothing happens.
 */
void grantlet_assertion_params(grantlet_span jwt,
                               grantlet_pair *params);

/**
 * @brief Writes the SHA-256 digest of `input`, for a key that signs digests. A key of Ed25519 signs `input` itself.
 *
 * @param unsigned_jws What is signed. NULL: nothing happens.
 * @param digest       32 bytes. NULL: nothing happens.
 */
void grantlet_jws_sha256(const grantlet_unsigned_jws *unsigned_jws,
                         uint8_t *digest);

/**
 * @brief Adds the signature to what `grantlet_dpop_proof` or `grantlet_client_assertion` wrote, in the same buffer.
 *
 * @param unsigned_jws What was signed.
 * @param signature    The signature. With ES256 64 bytes: both numbers, R and S (RFC 7518, section 3.4).
 * @param jws          Receives the JWS, in the buffer. Do not log it: whoever reads a proof or an assertion can use it.
 * @param error        Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`: only with RSA keys above 2048 bits.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`;
 * `GRANTLET_E_REQUEST_LENGTH` if the length of the signature is not that of the algorithm.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_jws_sign(const grantlet_unsigned_jws *unsigned_jws,
                                  grantlet_span signature,
                                  grantlet_span *jws,
                                  grantlet_error *error);

/**
 * @brief As `grantlet_jws_sign`, for an ECDSA signature in DER, as most secure elements and TLS libraries return it.
 *
 * @param unsigned_jws What was signed.
 * @param signature    The signature in DER.
 * @param jws          Receives the JWS, in the buffer.
 * @param error        Receives the details.
 * @return As `grantlet_jws_sign`; `GRANTLET_E_REQUEST_CHARS` if `signature` is not the DER of two positive numbers of
 * at most 256 bits; `GRANTLET_E_REQUEST_UNEXPECTED` for another algorithm than ES256.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_jws_sign_der(const grantlet_unsigned_jws *unsigned_jws,
                                      grantlet_span signature,
                                      grantlet_span *jws,
                                      grantlet_error *error);

/**
 * @brief Signs by HS256 with the client's secret, and adds the signature as `grantlet_jws_sign` does.
 *
 * @param unsigned_jws What is signed, of the algorithm `GRANTLET_ALGORITHM_HS256`.
 * @param secret       `client_secret`.
 * @param jws          Receives the JWS, in the buffer.
 * @param error        Receives the details.
 * @return As `grantlet_jws_sign`; `GRANTLET_E_REQUEST_LENGTH` for a secret that is too short (RFC 7518, section 3.2);
 * `GRANTLET_E_REQUEST_UNEXPECTED` for another algorithm.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_jws_sign_hs256(const grantlet_unsigned_jws *unsigned_jws,
                                        grantlet_span secret,
                                        grantlet_span *jws,
                                        grantlet_error *error);

/**
 * @brief Writes the thumbprint of a key of P-256 (RFC 7638), for the parameter `dpop_jkt` of an authorization request (RFC
 * 9449, section 10).
 *
 * @param key      The public key as an uncompressed point, 65 bytes.
 * @param out      The buffer, of 126 bytes: it first holds the key as a JWK. The thumbprint has 43 characters.
 * @param capacity Its length in bytes.
 * @param value    Receives the thumbprint, in the buffer.
 * @param error    Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING` for what is no
 * uncompressed point.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_p256_thumbprint(grantlet_span key,
                                         void *out,
                                         size_t capacity,
                                         grantlet_span *value,
                                         grantlet_error *error);

/**
 * @brief As `grantlet_p256_thumbprint`, for a key of any algorithm but HS256.
 *
 * @param key      The public key.
 * @param out      The buffer, which first holds the key as a JWK: 126 bytes for P-256, 79 for Ed25519, for RSA about
 * 30 and four thirds of the modulus.
 * @param capacity Its length in bytes.
 * @param value    Receives the thumbprint, in the buffer.
 * @param error    Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`: no such key.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_key_thumbprint(const grantlet_public_key *key,
                                        void *out,
                                        size_t capacity,
                                        grantlet_span *value,
                                        grantlet_error *error);

/**
 * @brief Writes the request that pushes an authorization request (RFC 9126, section 2.1). The client authenticates as at the
 * token endpoint. Read the response by `grantlet_pushed_response`.
 *
 * @param client   The client.
 * @param push     What to push.
 * @param out      The buffer, which is secret afterwards.
 * @param capacity Its length in bytes.
 * @param request  Receives the parts of the request.
 * @param error    Receives why there is none.
 * @return As `grantlet_code_request`; `GRANTLET_E_REQUEST_MISSING` for a URL without a query.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_push_request(const grantlet_client *client,
                                      const grantlet_push *push,
                                      void *out,
                                      size_t capacity,
                                      grantlet_request *request,
                                      grantlet_error *error);

/**
 * @brief Reads the response to `grantlet_push_request`. On an error start the login again: nothing of it was shown.
 *
 * @param profile     The provider.
 * @param http_status The HTTP status.
 * @param body        The whole body. The spans of `pushed` and `error` point into it.
 * @param length      Its length in bytes.
 * @param pushed      Receives the `request_uri`. Zeros on errors.
 * @param error       Details of an error.
 * @return As `grantlet_token_response`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_pushed_response(const grantlet_profile *profile,
                                         uint16_t http_status,
                                         void *body,
                                         size_t length,
                                         grantlet_pushed *pushed,
                                         grantlet_error *error);

/**
 * @brief Writes the authorization URL of a request that was pushed (RFC 9126, section 4), to open in the user's browser in the
 * place of the pushed one, within its `expires_in`. The URL is not secret.
 *
 * @param client      The client.
 * @param request_uri What `grantlet_pushed_response` read.
 * @param out         The buffer.
 * @param capacity    Its length in bytes.
 * @param url         Receives the URL, in the buffer.
 * @param error       Receives why there is none.
 * @return As `grantlet_code_url`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_pushed_url(const grantlet_client *client,
                                    grantlet_span request_uri,
                                    void *out,
                                    size_t capacity,
                                    grantlet_span *url,
                                    grantlet_error *error);

/**
 * @brief Writes an authorization request as a JWT without its signature (RFC 9101, section 4). Sign it as a client assertion;
 * then push it, or open it in the browser: both by the URL that `grantlet_request_object_url` writes.
 *
 * @param issued       Who signs it for whom, and when. It is a JWT of another type than a client assertion, and is valid as
 * long: open it within a minute.
 * @param url          The authorization URL whose parameters are signed, by `grantlet_code_url`.
 * @param out          The buffer, with room for the signature too: about 500 bytes and four thirds of the URL.
 * @param capacity     Its length in bytes.
 * @param unsigned_jws Receives what is signed.
 * @param error        Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`, else the claim in `member`.
 * @return As `grantlet_client_assertion`; `GRANTLET_E_REQUEST_MISSING` of `response_type` for a URL without a query;
 * `GRANTLET_E_REQUEST_UNEXPECTED` of a parameter that is named as a claim of the JWT, such as `sub`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_request_object(const grantlet_assertion *issued,
                                        grantlet_span url,
                                        void *out,
                                        size_t capacity,
                                        grantlet_unsigned_jws *unsigned_jws,
                                        grantlet_error *error);

/**
 * @brief Writes the authorization URL of a signed request (RFC 9101, section 5). It is long: push it where the server can.
 *
 * @param client   The client.
 * @param jwt      The signed request, by `grantlet_request_object` and `grantlet_jws_sign`.
 * @param out      The buffer.
 * @param capacity Its length in bytes.
 * @param url      Receives the URL, in the buffer.
 * @param error    Receives why there is none.
 * @return As `grantlet_code_url`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_request_object_url(const grantlet_client *client,
                                            grantlet_span jwt,
                                            void *out,
                                            size_t capacity,
                                            grantlet_span *url,
                                            grantlet_error *error);

/**
 * @brief Writes the request that exchanges a token (RFC 8693, section 2.1). Read the response by `grantlet_token_response`: its
 * `issued_token_type` is a member for `grantlet_setting_extra`, and a `token_type` of `N_A` one for
 * `grantlet_setting_token_types`.
 *
 * @param client   The client.
 * @param exchange What to exchange.
 * @param out      The buffer, which is secret afterwards.
 * @param capacity Its length in bytes.
 * @param request  Receives the parts of the request.
 * @param error    Receives why there is none.
 * @return As `grantlet_code_request`; `GRANTLET_E_REQUEST_MISSING` for a token without a type, or a type without a token.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_token_exchange_request(const grantlet_client *client,
                                                const grantlet_token_exchange *exchange,
                                                void *out,
                                                size_t capacity,
                                                grantlet_request *request,
                                                grantlet_error *error);

/**
 * @brief Writes the request that asks a server whether a token is valid (RFC 7662, section 2.1). The client authenticates as
 * at the token endpoint. Read the response by `grantlet_introspection_response`.
 *
 * @param client        The client.
 * @param introspection What to ask.
 * @param out           The buffer, which is secret afterwards.
 * @param capacity      Its length in bytes.
 * @param request       Receives the parts of the request.
 * @param error         Receives why there is none.
 * @return As `grantlet_code_request`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_introspection_request(const grantlet_client *client,
                                               const grantlet_introspection *introspection,
                                               void *out,
                                               size_t capacity,
                                               grantlet_request *request,
                                               grantlet_error *error);

/**
 * @brief Reads the response to `grantlet_introspection_request`. It is no error that a token is not active.
 *
 * @param profile     The provider.
 * @param http_status The HTTP status.
 * @param body        The whole body. The spans of `introspected` and `error` point into it.
 * @param length      Its length in bytes.
 * @param introspected Receives the response. Zeros on errors: the token is not active.
 * @param error       Details of an error.
 * @return As `grantlet_token_response`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_introspection_response(const grantlet_profile *profile,
                                                uint16_t http_status,
                                                void *body,
                                                size_t length,
                                                grantlet_introspected *introspected,
                                                grantlet_error *error);

/**
 * @brief Returns whether a token is active: the server says so, and its times allow it now. So it can be asked again of a
 * response that was kept.
 *
 * @param introspected The response. NULL: the token is not active.
 * @param now          The wall time in seconds.
 * @param leeway       Seconds by which the clocks may differ.
 * @return Whether it is.
 */
GRANTLET_MUST_USE
bool grantlet_introspected_is_active(const grantlet_introspected *introspected,
                                     int64_t now,
                                     uint32_t leeway);

/**
 * @brief Writes the request that registers a client (RFC 7591, section 3.1). Read the response by
 * `grantlet_registration_response`.
 *
 * @param registration What to register.
 * @param out          The buffer, which is secret afterwards where there is an initial access token.
 * @param capacity     Its length in bytes.
 * @param request      Receives the parts of the request.
 * @param error        Receives why there is none.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`;
 * `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight addresses or members; `GRANTLET_E_REQUEST_URL`;
 * `GRANTLET_E_REQUEST_REDIRECT_URI`; `GRANTLET_E_REQUEST_CHARS` also for a further member that is not JSON.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_registration_request(const grantlet_registration *registration,
                                              void *out,
                                              size_t capacity,
                                              grantlet_request *request,
                                              grantlet_error *error);

/**
 * @brief Reads the response to `grantlet_registration_request`. Keep what it has, for this server.
 *
 * @param profile     The provider.
 * @param http_status The HTTP status.
 * @param body        The whole body. The spans of `registered` and `error` point into it.
 * @param length      Its length in bytes.
 * @param registered  Receives the client. Zeros on errors.
 * @param error       Details of an error.
 * @return As `grantlet_token_response`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_registration_response(const grantlet_profile *profile,
                                               uint16_t http_status,
                                               void *body,
                                               size_t length,
                                               grantlet_registered *registered,
                                               grantlet_error *error);

/**
 * @brief Reads the response to `grantlet_revocation_request` (RFC 7009, section 2.2). With any HTTP status of 2xx the token is
 * revoked, or was none, whatever the body says.
 *
 * @param profile The provider.
 * @param http_status The HTTP status. 503: the token is still valid; try again, after `Retry-After` if there is one.
 * @param body The whole body. The spans of `error` point into it, and its strings are unescaped in place.
 * @param length Its length in bytes.
 * @param error Details of an error, such as `unsupported_token_type` (RFC 7009, section 2.2.1).
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_ENCODING` for a profile whose setting is no text;
 * `GRANTLET_E_SERVER` if the body is an error that can be read, else `GRANTLET_E_RESPONSE_STATUS`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_revocation_response(const grantlet_profile *profile,
                                             uint16_t http_status,
                                             void *body,
                                             size_t length,
                                             grantlet_error *error);

/**
 * @brief Reads the metadata of an API (RFC 9728, section 3.2), which was fetched from `grantlet_protected_resource_url`, or from
 * the `resource_metadata` of a 401.
 *
 * @param body     The whole body of a response with the HTTP status 200.
 * @param length   Its length in bytes.
 * @param resource The address of the API, which the metadata must name.
 * @param found    Receives the metadata. Zeros on errors.
 * @param error    Details of an error.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_ENCODING`; `GRANTLET_E_RESPONSE_SYNTAX`;
 * `GRANTLET_E_RESPONSE_DEPTH`; `GRANTLET_E_RESPONSE_DUPLICATE`; `GRANTLET_E_RESPONSE_TYPE`;
 * `GRANTLET_E_RESPONSE_MISSING` of `resource` also for the metadata of another one (RFC 9728, section 3.3).
 */
GRANTLET_MUST_USE
grantlet_status grantlet_protected_resource_response(void *body,
                                                     size_t length,
                                                     grantlet_span resource,
                                                     grantlet_protected_resource *found,
                                                     grantlet_error *error);

/**
 * @brief Returns whether an array of JSON has a string, such as `authorization_servers` an issuer, or `audience` of
 * `grantlet_introspected` an API, byte for byte.
 *
 * @param array The array, as it was sent.
 * @param text  The string, without escapes.
 * @return Whether it does. False for an empty string, and for JSON that is not an array.
 */
GRANTLET_MUST_USE
bool grantlet_json_array_has(grantlet_span array,
                             grantlet_span text);

/**
 * @brief Writes the address of the metadata of an API (RFC 9728, section 3.1).
 *
 * @param resource The address of the API.
 * @param out      The buffer: 38 bytes longer than the address are enough.
 * @param capacity Its length in bytes.
 * @param url      Receives the address, in the buffer.
 * @param error    Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`; `GRANTLET_E_REQUEST_URL` for
 * an address that is neither https nor loopback, or has a fragment.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_protected_resource_url(grantlet_span resource,
                                                void *out,
                                                size_t capacity,
                                                grantlet_span *url,
                                                grantlet_error *error);

/**
 * @brief Reads the first challenge of a scheme. If a response has several `WWW-Authenticate` header fields, call it for each.
 *
 * @param header    The value of the header field.
 * @param scheme    `Bearer` or `DPoP`, in any case.
 * @param challenge Receives the challenge; zeros if there is none. NULL: only the return value is wanted.
 * @return Whether the header field has such a challenge.
 */
bool grantlet_challenge_of(grantlet_span header,
                           grantlet_span scheme,
                           grantlet_challenge *challenge);

/**
 * @brief Returns any parameter of the first challenge of a scheme, such as `algs` (RFC 9449, section 7.1), `acr_values` (RFC
 * 9470) or `resource_metadata` (RFC 9728).
 *
 * @param header The value of the header field.
 * @param scheme `Bearer` or `DPoP`, in any case.
 * @param name   Name of the parameter, in any case.
 * @return Its value in the header field, without quotes and with its backslashes as they are. `bytes` is NULL if there is
 * none.
 */
grantlet_span grantlet_challenge_param(grantlet_span header,
                                              grantlet_span scheme,
                                              grantlet_span name);

/**
 * @brief Reads the body that the provider POSTed to the `redirect_uri` after a login by code with
 * `response_mode=form_post` among its parameters (OAuth 2.0 Form Post Response Mode). As `grantlet_callback`, but
 * no address is compared: the server that received the request has done so by its route.
 *
 * A browser sends no cookie with such a request that is `SameSite=Lax` or has no `SameSite`. Keep `state` and
 * `code_verifier` on the server, or in a cookie of their own that is `SameSite=None; Secure; HttpOnly`.
 *
 * @param profile  The provider.
 * @param expected What the body must match; its `redirect_uri` and its `response_mode` are not read,
 * but by `grantlet_callback_server`.
 * @param body     The whole body, which is changed: wipe it when the code was used.
 * @param length   Its length in bytes.
 * @param code     Receives the code, in the body; it is secret. Zeros on errors.
 * @param error    Receives why there is none.
 * @return As `grantlet_callback`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_form_post_callback(const grantlet_profile *profile,
                                            const grantlet_expected *expected,
                                            void *body,
                                            size_t length,
                                            grantlet_span *code,
                                            grantlet_error *error);

/**
 * @brief Validates the claims of an `id_token` (OpenID Connect Core, section 3.1.3.7). Its signature is not verified.
 *
 * @param expected What it must claim.
 * @param id_token The `id_token`.
 * @param out      A buffer: three quarters of the `id_token` are enough. The claims contain who the user is.
 * @param capacity Its length in bytes.
 * @param claims   Receives the claims. Zeros on errors.
 * @param error    With `GRANTLET_E_ID_TOKEN`, `member` is the claim at fault; with `GRANTLET_E_BUFFER_TOO_SMALL`,
 * `needed` is a length that is enough.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_ENCODING`, `GRANTLET_E_BUFFER_TOO_SMALL` or `GRANTLET_E_ID_TOKEN`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_id_token_check(const grantlet_id_token_expected *expected,
                                        grantlet_span id_token,
                                        void *out,
                                        size_t capacity,
                                        grantlet_id_token *claims,
                                        grantlet_error *error);

/**
 * @brief Writes the URL of a hybrid login (OpenID Connect Core, section 3.3.2.1): a code, and beside it an `id_token` that is
 * bound to it. The response comes in the fragment, or in the body of a POST where `response_mode=form_post` is among
 * the parameters.
 *
 * @param client   The client.
 * @param login    The login, with a nonce. Its scope must contain `openid`.
 * @param out      The buffer.
 * @param capacity Its length in bytes.
 * @param url      Receives the URL, in the buffer.
 * @param error    Receives why there is none.
 * @return As `grantlet_code_url`; `GRANTLET_E_REQUEST_MISSING` without a nonce.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_hybrid_url(const grantlet_client *client,
                                    const grantlet_code_login *login,
                                    void *out,
                                    size_t capacity,
                                    grantlet_span *url,
                                    grantlet_error *error);

/**
 * @brief Reads the response to a hybrid login, and validates the `id_token` beside its code: `nonce`, `c_hash` and what
 * `grantlet_id_token_check` does. The exchange of the code brings another `id_token`, whose `sub` must be the same:
 * `subject` of `grantlet_id_token_expected`.
 *
 * With a `GRANTLET_E_CALLBACK_` status anybody may have made the URL: it is unchanged, and the login stays pending. With
 * `GRANTLET_E_ID_TOKEN` it was this login's response, and the login has ended.
 *
 * @param profile  The provider.
 * @param response The response, and what it must match.
 * @param out      A buffer of at least three quarters of the response. The claims contain who the user is.
 * @param capacity Its length in bytes.
 * @param claims   Receives the code and the claims of the `id_token`. Zeros on errors.
 * @param error    Receives why there is none.
 * @return As `grantlet_callback` and `grantlet_id_token_check`. With `GRANTLET_E_BUFFER_TOO_SMALL` nothing was read.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_hybrid_callback(const grantlet_profile *profile,
                                         const grantlet_hybrid_response *response,
                                         void *out,
                                         size_t capacity,
                                         grantlet_id_token *claims,
                                         grantlet_error *error);

/**
 * @brief Reads the response to the exchange of a code where no access token was asked for, as for the scope `openid` alone: it
 * must have an `id_token`, and may have a refresh token. An access token is not returned. As `grantlet_token_response`,
 * which refuses such a response.
 *
 * @param profile     The provider.
 * @param http_status The HTTP status.
 * @param body        The whole body, which is changed: wipe it after use.
 * @param length      Its length in bytes.
 * @param response    Receives the `id_token`, for `grantlet_id_token_check`. Zeros on errors.
 * @param error       Details of an error.
 * @return As `grantlet_token_response`; `GRANTLET_E_RESPONSE_MISSING` without an `id_token`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_id_token_response(const grantlet_profile *profile,
                                           uint16_t http_status,
                                           void *body,
                                           size_t length,
                                           grantlet_id_token_alone *response,
                                           grantlet_error *error);

/**
 * @brief Finds the issuer's key for an `id_token`, and decodes its signature. Verify `signature` of `input` by `key` with
 * your TLS library, then call `grantlet_id_token_verified`.
 *
 * Refused (RFC 8725): an `alg` that is not `algorithm` of `keys`, such as `none`; a header with `crit`, `jwk`, `jku`
 * or `x5u`, or with the `typ` of another kind of token; a `kid` that no key has; and no `kid` if several keys fit. A
 * key fits by its type, curve, `use`, `key_ops` and `alg`. Unknown keys and RSA keys below 2048 bits are skipped.
 *
 * @param claims    The claims, by `grantlet_id_token_check` or `grantlet_hybrid_callback`. They must stay where they
 * are.
 * @param keys      The issuer's keys.
 * @param out       A buffer for the signature and the key: 512 bytes are enough for most.
 * @param capacity  Its length in bytes.
 * @param signature Receives what is verified. Zeros on errors.
 * @param error     With `GRANTLET_E_ID_TOKEN`, `member` is the member of the header at fault: `GRANTLET_MEMBER_KEYS`
 * where no key fits: fetch the set again, at most once a minute; `GRANTLET_MEMBER_KEY_ID` where
 * several fit. With `GRANTLET_E_BUFFER_TOO_SMALL`, `needed` is a length that is enough.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_ENCODING`; `GRANTLET_E_BUFFER_TOO_SMALL`;
 * `GRANTLET_E_ID_TOKEN`; of the set `GRANTLET_E_RESPONSE_SYNTAX`, `GRANTLET_E_RESPONSE_DEPTH`,
 * `GRANTLET_E_RESPONSE_DUPLICATE`, `GRANTLET_E_RESPONSE_TYPE` or `GRANTLET_E_RESPONSE_MISSING`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_id_token_key(const grantlet_id_token *claims,
                                      const grantlet_jwk_set *keys,
                                      void *out,
                                      size_t capacity,
                                      grantlet_id_token_signature *signature,
                                      grantlet_error *error);

/**
 * @brief Returns the claims of an `id_token` whose signature was verified.
 *
 * @param signature What `grantlet_id_token_key` found.
 * @param is_valid  Whether your TLS library found that `signature` is one of `input` by `key`.
 * @param verified  Receives the claims; zeros on errors. `subject` is in the buffer of `grantlet_id_token_check`.
 * @param error     Receives `GRANTLET_MEMBER_SIGNATURE` in `member` with `GRANTLET_E_ID_TOKEN`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`, also where `grantlet_id_token_key` found nothing; `GRANTLET_E_ID_TOKEN`
 * where it is not valid.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_id_token_verified(const grantlet_id_token_signature *signature,
                                           bool is_valid,
                                           grantlet_verified_id_token *verified,
                                           grantlet_error *error);

/**
 * @brief Verifies the signature of an `id_token` by the client's secret, HS256, of a client that is registered for it
 * (`id_token_signed_response_alg`).
 *
 * @param claims   The claims, by `grantlet_id_token_check`.
 * @param secret   `client_secret`, of at least 32 bytes (RFC 7518, section 3.2).
 * @param out      A buffer for the header and the signature: 256 bytes are enough for most.
 * @param capacity Its length in bytes.
 * @param verified Receives the claims; zeros on errors. `subject` is in the buffer of `grantlet_id_token_check`.
 * @param error    As of `grantlet_id_token_key`.
 * @return As `grantlet_id_token_key`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_id_token_verify_hs256(const grantlet_id_token *claims,
                                               grantlet_span secret,
                                               void *out,
                                               size_t capacity,
                                               grantlet_verified_id_token *verified,
                                               grantlet_error *error);

/**
 * @brief Reads a device authorization response (RFC 8628, section 3.2), and unescapes its strings in place.
 *
 * @param profile The provider.
 * @param http_status The HTTP status.
 * @param body The whole body. The spans of `device` and `error` point into it: wipe it after their use.
 * @param length Its length in bytes.
 * @param device What to show and to poll with. Zeros on an error.
 * @param error Details of an error.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_ENCODING` for a profile whose setting is no text,
 * `GRANTLET_E_RESPONSE_STATUS`, `GRANTLET_E_SERVER`, `GRANTLET_E_RESPONSE_SYNTAX`,
 * `GRANTLET_E_RESPONSE_DEPTH`, `GRANTLET_E_RESPONSE_DUPLICATE`, `GRANTLET_E_RESPONSE_TYPE`,
 * `GRANTLET_E_RESPONSE_MISSING`, or `GRANTLET_E_RESPONSE_CHARS` for a `user_code` or a `verification_uri` that
 * must not be shown.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_device_authorization_response(const grantlet_profile *profile,
                                                       uint16_t http_status,
                                                       void *body,
                                                       size_t length,
                                                       grantlet_device_authorization *device,
                                                       grantlet_error *error);

/**
 * @brief Starts polling.
 *
 * @param polling What is initialized. NULL: nothing happens.
 * @param expires_in `expires_in` of the response, in seconds.
 * @param interval `interval` of the response, in seconds; 0 counts as 5.
 * @param now When the response was received, in milliseconds since boot.
 */
void grantlet_polling_init(grantlet_polling *polling,
                           uint32_t expires_in,
                           uint32_t interval,
                           uint64_t now);

/**
 * @brief Returns when to poll next.
 *
 * @param polling What `grantlet_polling_init` initialized.
 * @param now The time in milliseconds since boot.
 * @return A moment in milliseconds since boot: poll when it is not later than `now`. `UINT64_MAX`: polling is over,
 * because the device code has expired, or because of a response; or `polling` is NULL.
 */
uint64_t grantlet_polling_next(const grantlet_polling *polling,
                               uint64_t now);

/**
 * @brief Takes the response to a poll.
 *
 * An error that RFC 8628 names has the same meaning with every HTTP status. `server_error`,
 * `temporarily_unavailable`, `use_dpop_nonce` and a body that is no JSON decide nothing. Where a DPoP nonce came with
 * `use_dpop_nonce`, poll again at once with a proof that has it, and take only that response. Any other error, and a response without one, ends the polling with an
 * HTTP status of 2xx, and of 4xx other than 408, 425 and 429. The time is not an input of the verdict:
 * `grantlet_polling_next` reports the code's end.
 *
 * @param polling What `grantlet_polling_init` initialized. NULL: only the verdict is returned.
 * @param status What `grantlet_token_response` returned, or `GRANTLET_E_NO_RESPONSE`.
 * @param error The details that `grantlet_token_response` wrote; the body is still there. NULL if there was no
 * response.
 * @param now When the response was received, in milliseconds since boot.
 * @return What the response means.
 */
grantlet_poll grantlet_polling_update(grantlet_polling *polling,
                                      grantlet_status status,
                                      const grantlet_error *error,
                                      uint64_t now);

/**
 * @brief Writes Bold's authentication by password, which comes before `grantlet_code_request`. It takes no further
 * parameters: Bold documents the five members of its body, and no other.
 *
 * @param client The client, of `grantlet_bold` or a profile that starts from it. It has a secret.
 * @param user Who logs in.
 * @param out The buffer, which is secret afterwards.
 * @param capacity Its length in bytes.
 * @param request Receives the parts of the request.
 * @param error Details of an error.
 * @return As `grantlet_refresh_request`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_bold_authentication_request(const grantlet_client *client,
                                                     const grantlet_bold_credentials *user,
                                                     void *out,
                                                     size_t capacity,
                                                     grantlet_request *request,
                                                     grantlet_error *error);

/**
 * @brief Reads Bold's response to `grantlet_bold_authentication_request`, and unescapes its strings in place.
 *
 * @param http_status The HTTP status.
 * @param body The whole body. The spans of `authentication` and `error` point into it: wipe it after their use.
 * @param length Its length in bytes.
 * @param authentication The code. Zeros on an error.
 * @param error Details of an error.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_RESPONSE_STATUS`, `GRANTLET_E_SERVER`, `GRANTLET_E_RESPONSE_SYNTAX`,
 * `GRANTLET_E_RESPONSE_DEPTH`, `GRANTLET_E_RESPONSE_DUPLICATE`, `GRANTLET_E_RESPONSE_TYPE` or
 * `GRANTLET_E_RESPONSE_MISSING`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_bold_authentication_response(uint16_t http_status,
                                                      void *body,
                                                      size_t length,
                                                      grantlet_bold_authentication *authentication,
                                                      grantlet_error *error);

/**
 * @brief Extends a 32-bit counter of milliseconds to 64 bits. Call it at least once in 49.7 days, never from two places at the
 * same time. If the counter stops during sleep, add the time that was slept.
 *
 * @param uptime The time at the last call.
 * @param ticks The counter.
 * @return Milliseconds since boot; 0 if `uptime` is NULL.
 */
uint64_t grantlet_uptime_extend(grantlet_uptime *uptime,
                                uint32_t ticks);

/**
 * @brief Returns when a token expires. It is counted from the request, so a token is never used for too long. That of a
 * token that has `expires_at` instead of `expires_in` is unknown without wall time: see `grantlet_expiry_at`.
 *
 * @param requested_at When the request was sent, in milliseconds since boot; read the time before you send it.
 * @param token The token.
 * @return The expiry; unknown if `token` is NULL.
 */
grantlet_expiry grantlet_expiry_new(uint64_t requested_at,
                                           const grantlet_token *token);

/**
 * @brief As `grantlet_expiry_new`, also for a token that has `expires_at` instead of `expires_in`.
 *
 * @param requested_at When the request was sent, in milliseconds since boot; read the time before you send it.
 * @param wall_time The same moment in seconds since 1970-01-01T00:00:00Z.
 * @param token The token.
 * @return The expiry; unknown if `token` is NULL.
 */
grantlet_expiry grantlet_expiry_at(uint64_t requested_at,
                                          int64_t wall_time,
                                          const grantlet_token *token);

/**
 * @brief Returns what to do with a token.
 *
 * @param expiry When the token expires.
 * @param now The time in milliseconds since boot.
 * @param leeway How many milliseconds before its expiry a refresh is due; more than half of its lifetime counts as half.
 * @return What to do; `GRANTLET_LIFE_UNKNOWN` if `expiry` is NULL.
 */
grantlet_life grantlet_expiry_life(const grantlet_expiry *expiry,
                                   uint64_t now,
                                   uint64_t leeway);

/**
 * @brief Returns when a refresh is due.
 *
 * @param expiry When the token expires.
 * @param leeway How many milliseconds before its expiry a refresh is due; 0 for the expiry itself.
 * @param at Receives the moment in milliseconds since boot; not changed if it is unknown.
 * @return False if it is unknown, or a pointer is NULL.
 */
bool grantlet_expiry_refresh_at(const grantlet_expiry *expiry,
                                uint64_t leeway,
                                uint64_t *at);

/**
 * @brief Reads an HTTP date (RFC 9110, section 5.6.7), in each of its three formats, such as the `Date` header field.
 *
 * @param text The value of the header field.
 * @param seconds Receives the seconds since 1970-01-01T00:00:00Z; 0 on an error.
 * @param at Receives the offset of the invalid byte with `GRANTLET_E_DATE`; else 0.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL` or `GRANTLET_E_DATE`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_http_date(grantlet_span text,
                                   int64_t *seconds,
                                   size_t *at);

/**
 * @brief Reads a `Retry-After` header field (RFC 9110, section 10.2.3): a number of seconds, or a date. A date is compared with
 * the response's own `Date`, not with a clock of this device.
 *
 * @param text The value of the header field.
 * @param date The `Date` of the same response, by `grantlet_http_date`. NULL if it has none.
 * @param seconds Receives how many seconds to wait, saturated at 2^32 - 1; 0 for a date in the past, and on an error.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, or `GRANTLET_E_DATE` for anything else, or for a date without `date`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_retry_after(grantlet_span text,
                                     const int64_t *date,
                                     uint32_t *seconds);

/**
 * @brief Initializes a session without a grant; call `grantlet_session_restore` or `grantlet_session_login` next.
 *
 * The session uses the arena until `grantlet_session_end` or `grantlet_session_move_to`. Before you initialize a
 * session again, end it: otherwise its secrets stay in the arena that it used.
 *
 * @param session What is initialized; any bytes. It is secret, and must not be copied or moved.
 * @param arena Memory for the longest refresh token, access token and `sub` together. It is zeroed, and secret.
 * @param capacity Its length in bytes.
 * @param settings How the session behaves.
 * @return `GRANTLET_OK` or `GRANTLET_E_NULL`. The session is then `GRANTLET_SESSION_ENDED`, or `GRANTLET_SESSION_DUE` for
 * client credentials.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_init(grantlet_session *session,
                                      void *arena,
                                      size_t capacity,
                                      const grantlet_settings *settings);

/**
 * @brief Sets the wall time, whenever it is known: from a clock, or from the `Date` of a response by `grantlet_http_date`,
 * before that response is received. The session counts on from there.
 *
 * Without it, the deadline of a refresh token is unknown, and a stored access token is not used.
 *
 * @param session The session. NULL: nothing happens.
 * @param seconds The time in seconds since 1970-01-01T00:00:00Z.
 * @param now The same moment in milliseconds since boot: see `grantlet_uptime_extend`.
 */
void grantlet_session_wall_time(grantlet_session *session,
                                int64_t seconds,
                                uint64_t now);

/**
 * @brief Starts a grant with the token response of a login, and replaces any other grant. The strings are copied into the
 * arena: wipe the response. Then call `grantlet_session_state`: a record must be stored first.
 *
 * @param session The session.
 * @param token The tokens. A refresh token alone, from another program, is enough: a refresh is then due.
 * @param subject `sub` of the user's `id_token`; length 0 if there is none.
 * @param requested_at When the request was sent, in milliseconds since boot.
 * @param now The time in milliseconds since boot.
 * @param error With `GRANTLET_E_BUFFER_TOO_SMALL`, `needed` is the length of an arena that is large enough: call
 * `grantlet_session_move_to`, then this function again.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, `GRANTLET_E_BUFFER_TOO_SMALL`, or
 * `GRANTLET_E_RESPONSE_MISSING` if `token` has neither an access token nor a refresh token.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_login(grantlet_session *session,
                                       const grantlet_token *token,
                                       grantlet_span subject,
                                       uint64_t requested_at,
                                       uint64_t now,
                                       grantlet_error *error);

/**
 * @brief Returns what the session needs next. The main loop of a program switches on it.
 *
 * @param session The session.
 * @param now The time in milliseconds since boot.
 * @param until Receives when the state changes by itself, in milliseconds since boot; `UINT64_MAX` if it does not. May be
 * NULL.
 * @return The state; `GRANTLET_SESSION_ENDED` if `session` is NULL or not initialized.
 */
grantlet_session_stage grantlet_session_state(grantlet_session *session,
                                              uint64_t now,
                                              uint64_t *until);

/**
 * @brief Begins an attempt. Program the mark if `attempt` asks for it, send the request, and report what came of it by
 * `grantlet_session_receive` or `grantlet_session_fail`. At most one request is in flight.
 *
 * @param session The session.
 * @param now When the request is sent, in milliseconds since boot.
 * @param attempt What to send. Zeros on an error.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` if the session is neither
 * `GRANTLET_SESSION_DUE` nor `GRANTLET_SESSION_IN_DOUBT`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_begin(grantlet_session *session,
                                       uint64_t now,
                                       grantlet_attempt *attempt);

/**
 * @brief Begins the attempt again without a pause, after a response that requires a DPoP proof with a new nonce
 * (`use_dpop_nonce`; RFC 9449, section 8). Report that response first, like any other. This cancels the pause that it
 * caused, the attempt before does not count, and no second mark is written. Sign another proof, with the new nonce and
 * a new `jti`. It is allowed once for each `grantlet_session_begin`: no server makes a device retry without end.
 *
 * @param session The session.
 * @param now When the request is sent, in milliseconds since boot.
 * @param attempt What to send. Zeros on an error.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` if the newest request
 * has no response yet, if this function began it, or if the session neither waits nor is refused: continue as
 * `grantlet_session_state` says.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_begin_again(grantlet_session *session,
                                             uint64_t now,
                                             grantlet_attempt *attempt);

/**
 * @brief Accepts a token that `grantlet_token_response` read. `grantlet_session_receive` does both, and keeps more.
 *
 * The strings are copied into the arena: wipe the response. If it has no refresh token, the old one is kept. A response
 * that arrives after `GRANTLET_E_NO_RESPONSE` is accepted until the next attempt is over. Then call
 * `grantlet_session_state`: if there is a new refresh token, a record must be stored before the access token is returned.
 *
 * @param session The session.
 * @param token The tokens.
 * @param now When the response was received, in milliseconds since boot.
 * @param error With `GRANTLET_E_BUFFER_TOO_SMALL`, `needed` is the length of an arena that is large enough: call
 * `grantlet_session_move_to`, then this function again. If there is no such arena, the response is lost: call
 * `grantlet_session_fail` with `GRANTLET_E_NO_RESPONSE`.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, `GRANTLET_E_BUFFER_TOO_SMALL`,
 * `GRANTLET_E_RESPONSE_MISSING` if `token` has no access token, or `GRANTLET_E_WRONG_STATE` if no response is awaited.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_accept(grantlet_session *session,
                                        const grantlet_token *token,
                                        uint64_t now,
                                        grantlet_error *error);

/**
 * @brief Reports why there is no token. Then call `grantlet_session_state`.
 *
 * @param session The session.
 * @param status What failed:
 * - `GRANTLET_E_NOT_SENT`, or the status of a request that could not be written: the request was not sent.
 * - `GRANTLET_E_NO_RESPONSE`, or any number that is not listed here: the server may have received the request, and the
 * refresh token may be spent.
 * - The status that `grantlet_token_response` returned. A new refresh token in that response is lost:
 * `grantlet_session_receive` keeps it.
 *
 * @param error The details that `grantlet_token_response` wrote; the body is still there. May be NULL.
 * @param retry_after `Retry-After` of the response in seconds, by `grantlet_retry_after`; 0 if there is none.
 * @param now The time in milliseconds since boot.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` if no request is in flight.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_fail(grantlet_session *session,
                                      grantlet_status status,
                                      const grantlet_error *error,
                                      uint32_t retry_after,
                                      uint64_t now);

/**
 * @brief Reports that an API returned HTTP status 401 for the access token, although it has not expired. Then call
 * `grantlet_session_state`: after the first time a refresh is due at once; if new tokens are rejected too, each pause is
 * longer.
 *
 * @param session The session.
 * @param now The time in milliseconds since boot.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` if there is no access
 * token that could have been rejected: nothing changed.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_rejected(grantlet_session *session,
                                          uint64_t now);

/**
 * @brief Ends the session, at a logout, and wipes the arena.
 *
 * What is stored must not come back after a restart: store a last record, which has no grant, as any other record
 * (`grantlet_session_record`, `grantlet_session_stored`), then erase the slot that `grantlet_session_next_slot` returns, which
 * still has the old token. A power cut after the last record was stored does not bring the grant back. Do the same when
 * the state becomes `GRANTLET_SESSION_ENDED` because of a response.
 *
 * @param session The session. NULL: nothing happens.
 */
void grantlet_session_end(grantlet_session *session);

/**
 * @brief Takes a response: reads it, then accepts its token, or reports why there is none. Then call `grantlet_session_state`: a
 * record may have to be stored, even without an access token.
 *
 * A new refresh token in a response that is refused is kept, because the old one may be spent, if all of this holds: the
 * HTTP status is 2xx, the body is one JSON object without an `error`, and `refresh_token` occurs once, where the profile
 * puts it, as a string of printable ASCII. An `id_token` of another user or client ends the session. If it is invalid for
 * another reason, no token is returned before a response with a valid `id_token`, even after a restart.
 *
 * @param session The session.
 * @param client The client whose request was sent.
 * @param response The response. Its body is changed: wipe it afterwards.
 * @param identity For logins with OpenID Connect. NULL: an `id_token` is not read.
 * @param now When the response was received, in milliseconds since boot.
 * @param error Details of an error. With `GRANTLET_E_BUFFER_TOO_SMALL`, `needed` is the length of an arena that is large
 * enough: call `grantlet_session_move_to`, then this function again.
 * @return `GRANTLET_OK` if there is a new access token. What `grantlet_token_response` returns, `GRANTLET_E_ID_TOKEN` or
 * `GRANTLET_E_OTHER_USER` if there is none. `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, `GRANTLET_E_ENCODING`,
 * `GRANTLET_E_BUFFER_TOO_SMALL`, or `GRANTLET_E_WRONG_STATE` (no response is awaited, or the last record was not stored): the
 * session and the body are not changed.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_receive(grantlet_session *session,
                                         const grantlet_client *client,
                                         const grantlet_response *response,
                                         const grantlet_identity *identity,
                                         uint64_t now,
                                         grantlet_error *error);

/**
 * @brief Like `grantlet_session_receive` with an `identity` of NULL. A program without OpenID Connect calls this function, and does
 * not link the code that reads an `id_token`.
 *
 * @param session The session.
 * @param client The client whose request was sent.
 * @param response The response. Its body is changed: wipe it afterwards.
 * @param now When the response was received, in milliseconds since boot.
 * @param error Details of an error.
 * @return See `grantlet_session_receive`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_receive_oauth(grantlet_session *session,
                                               const grantlet_client *client,
                                               const grantlet_response *response,
                                               uint64_t now,
                                               grantlet_error *error);

/**
 * @brief Reads the response of a `userinfo_endpoint`: to a `GET` with the `Authorization` header field of `grantlet_bearer` or
 * `grantlet_token_dpop`. A server that responds with a JWT is refused as `GRANTLET_E_RESPONSE_SYNTAX`.
 *
 * @param profile  The provider.
 * @param response The response: its body, its length and its HTTP status; the rest is not read. The spans of `user` and
 * `error` point into the body, which is changed.
 * @param subject  `sub` of the `id_token`, which the claims must name. Length 0 only where the login had none.
 * @param user     Receives the claims. Zeros on errors.
 * @param error    Details of an error.
 * @return As `grantlet_token_response`; `GRANTLET_E_OTHER_USER` for the claims of another user, which must not be used
 * (OpenID Connect Core, section 5.3.2). A 401 is for `grantlet_challenge_of` and `grantlet_session_rejected`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_userinfo_response(const grantlet_profile *profile,
                                           const grantlet_response *response,
                                           grantlet_span subject,
                                           grantlet_userinfo *user,
                                           grantlet_error *error);

/**
 * @brief Returns the access token, while it is valid and its record is stored.
 *
 * @param session The session.
 * @param now The time in milliseconds since boot.
 * @return The token, in the arena; length 0 if there is none. It is secret, and stays there until the next call with this
 * session.
 */
grantlet_span grantlet_session_access_token(grantlet_session *session,
                                                   uint64_t now);

/**
 * @brief Returns the refresh token, to revoke it at a logout. Do not use it for a refresh: `grantlet_session_begin` returns the
 * token for that.
 *
 * @param session The session.
 * @return The token, in the arena; length 0 if there is none. It is secret.
 */
grantlet_span grantlet_session_refresh_token(const grantlet_session *session);

/**
 * @brief Returns the `sub` of the login, which the `id_token` of a refresh must contain too (OpenID Connect Core, section 12.2).
 *
 * @param session The session.
 * @return The `sub`, in the arena; length 0 if `grantlet_session_login` was given none.
 */
grantlet_span grantlet_session_subject(const grantlet_session *session);

/**
 * @brief Returns when the refresh token expires.
 *
 * @param session The session.
 * @param seconds Receives the time in seconds since 1970-01-01T00:00:00Z; not changed if it is unknown.
 * @return False if it is unknown, or a pointer is NULL.
 */
bool grantlet_session_deadline(const grantlet_session *session,
                               int64_t *seconds);

/**
 * @brief Moves the session to another arena, and wipes the old one, which can then be used for something else.
 *
 * @param session The session.
 * @param arena The other memory. It is secret afterwards.
 * @param capacity Its length in bytes.
 * @param error With `GRANTLET_E_BUFFER_TOO_SMALL`, `needed` is the least length; the session is not changed.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION` or `GRANTLET_E_BUFFER_TOO_SMALL`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_move_to(grantlet_session *session,
                                         void *arena,
                                         size_t capacity,
                                         grantlet_error *error);

/**
 * @brief Finds the newest record in two slots, for programs that inspect them; `grantlet_session_restore` does this by itself.
 *
 * @param slot_0 The whole first slot, erased bytes (0xFF) included.
 * @param slot_1 The whole second slot.
 * @param choice What was found. Zeros on an error.
 * @return `GRANTLET_OK` or `GRANTLET_E_NULL`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_record_newest(grantlet_span slot_0,
                                       grantlet_span slot_1,
                                       struct grantlet_record_choice *choice);

/**
 * @brief Restores a session from its slots after a restart. Call it after `grantlet_session_init`, after
 * `grantlet_session_wall_time` if a clock knows the time, and also before a login, whose record must be newer than the
 * stored one. Nothing is written. Then call `grantlet_session_state`.
 *
 * @param session The session. If no slot has a whole record, it has no grant.
 * @param slot_0 The whole first slot. A copy of it in RAM is secret.
 * @param slot_1 The whole second slot.
 * @param now The time in milliseconds since boot.
 * @param error With `GRANTLET_E_BUFFER_TOO_SMALL`, `needed` is the length of an arena that is large enough: call
 * `grantlet_session_move_to`, then this function again.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, `GRANTLET_E_BUFFER_TOO_SMALL`, or
 * `GRANTLET_E_LATER_VERSION`: a later version of this library wrote the newest record. Nothing is restored then.
 * @warning After `GRANTLET_E_LATER_VERSION` do not write to either slot, or the stored refresh token is lost.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_restore(grantlet_session *session,
                                         grantlet_span slot_0,
                                         grantlet_span slot_1,
                                         uint64_t now,
                                         grantlet_error *error);

/**
 * @brief Returns the slot for the next record.
 *
 * @param session The session.
 * @return 0 or 1; 0 if `session` is NULL.
 */
size_t grantlet_session_next_slot(const grantlet_session *session);

/**
 * @brief Writes the record to store. Erase the slot that `grantlet_session_next_slot` returns, program the record after the first
 * `GRANTLET_MARK_LENGTH` bytes, which stay erased for the mark, read it back, and call `grantlet_session_stored`.
 *
 * @param session The session.
 * @param out The buffer. It is secret afterwards.
 * @param capacity Its length in bytes; `GRANTLET_RECORD_LENGTH` of the longest strings is enough.
 * @param record Receives the record, in the buffer: a multiple of 32 bytes, with `GRANTLET_MARK_LENGTH` erased bytes (0xFF)
 * at its start. Zeros on an error.
 * @param error With `GRANTLET_E_BUFFER_TOO_SMALL`, `needed` is the length of the record.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION` or `GRANTLET_E_BUFFER_TOO_SMALL`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_record(const grantlet_session *session,
                                        void *out,
                                        size_t capacity,
                                        grantlet_span *record,
                                        grantlet_error *error);

/**
 * @brief Reports that the record was stored, and reads back as written. From now on the new tokens are used. If no storage works
 * at all, call it all the same: the next restart is then a login.
 *
 * @param session The session.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` if no record waits.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_stored(grantlet_session *session);

/**
 * @brief Returns which server of `grantlet_setting_servers` is named by the response to a login by code or to a hybrid login.
 * Call it before `grantlet_callback`, `grantlet_form_post_callback` or `grantlet_hybrid_callback`, which changes the
 * response, and use the number once that returned `GRANTLET_OK`: it validates the response, and refuses a server that
 * the profile does not list by `GRANTLET_E_CALLBACK_ISSUER`.
 *
 * @param profile  The provider.
 * @param expected What the response must match. Only its `response_mode` is read: `GRANTLET_RESPONSE_MODE_FORM_POST`
 * where `url` is the body of a POST, also before `grantlet_form_post_callback`; any other number: it
 * is a URL, whose server is read where the code is.
 * @param url      The whole URL, or the whole body.
 * @param length   Its length in bytes.
 * @return The number of the server, for `grantlet_client_at_server` and `grantlet_session_set_server`; 0 where the
 * response names none that is listed, or a pointer is NULL.
 */
GRANTLET_MUST_USE
uint8_t grantlet_callback_server(const grantlet_profile *profile,
                                 const grantlet_expected *expected,
                                 void *url,
                                 size_t length);

/**
 * @brief Makes a client at one server of `grantlet_setting_servers`: the same one, with that server's base URL. It keeps the
 * pointers, not what they point to.
 *
 * @param client The client.
 * @param server The server's number, by `grantlet_callback_server` or `grantlet_session_server`; 0: the client's own
 * base URL.
 * @param at     Receives the client; zeros on errors.
 * @param error  Receives `server` in `member` where the profile does not list it.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_REQUEST_UNEXPECTED` for a number that the profile does not
 * list; `GRANTLET_E_ENCODING` or `GRANTLET_E_TOO_MANY_SETTINGS` for a profile with such a setting.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_client_at_server(const grantlet_client *client,
                                          uint8_t server,
                                          grantlet_client *at,
                                          grantlet_error *error);

/**
 * @brief Sets the server that a login chose, for a profile with `grantlet_setting_servers`. Call it after
 * `grantlet_session_login`, before the record is stored, which contains it. Versions of this library
 * that do not know such profiles report the record by `GRANTLET_E_LATER_VERSION`.
 *
 * @param session The session. On an error its server stays.
 * @param server The server's number, at most 15; 0: the client's own base URL.
 * @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`; `GRANTLET_E_REQUEST_UNEXPECTED` for a number above
 * 15, which no profile lists; `GRANTLET_E_WRONG_STATE` unless a record waits to be stored, or the grant has none.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_session_set_server(grantlet_session *session,
                                            uint8_t server);

/**
 * @brief Returns the server of a session's grant, also after a restart: write its requests by the client of
 * `grantlet_client_at_server`.
 *
 * @param session The session.
 * @return The server's number; 0: the client's own base URL, or `session` is NULL or not initialized.
 */
uint8_t grantlet_session_server(const grantlet_session *session);

/**
 * @brief Writes pairs as a form body: bytes percent-encoded, a space as `+` (WHATWG URL, section 5.2; RFC 6749,
 * appendix B).
 *
 * @param pairs    Names and values: bytes of any kind.
 * @param count    How many pairs there are.
 * @param out      The buffer: at most three bytes for each byte of the pairs and one for each separator.
 * @param capacity Its length in bytes.
 * @param form     Receives the form, in the buffer.
 * @param error    Receives `needed`, the length of the form, with `GRANTLET_E_BUFFER_TOO_SMALL`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_form(const grantlet_pair *pairs,
                              size_t count,
                              void *out,
                              size_t capacity,
                              grantlet_span *form,
                              grantlet_error *error);

/**
 * @brief Takes the next pair of a form body or of a query without its `?` (WHATWG URL, section 5.1).
 *
 * @param form The form; becomes what follows the pair.
 * @param pair Receives name and value, still encoded.
 * @return False where there is no further pair, or a pointer is NULL.
 */
bool grantlet_form_next(grantlet_span *form, grantlet_pair *pair);

/**
 * @brief Decodes a name or a value: `+` is a space, `%` without two hex digits stays, what is not UTF-8 becomes U+FFFD.
 *
 * @param encoded  The name or the value, from `grantlet_form_next`.
 * @param out      The buffer: at most three times as long.
 * @param capacity Its length in bytes.
 * @param decoded  Receives the bytes, in the buffer.
 * @param error    Receives `needed`, their length, with `GRANTLET_E_BUFFER_TOO_SMALL`.
 * @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`.
 */
GRANTLET_MUST_USE
grantlet_status grantlet_form_decode(grantlet_span encoded,
                                     void *out,
                                     size_t capacity,
                                     grantlet_span *decoded,
                                     grantlet_error *error);

/**
 * @brief Compares what a name or a value decodes to. Not for secrets: it returns at the first difference.
 *
 * @param encoded The name or the value, from `grantlet_form_next`.
 * @param text    The bytes to compare with.
 * @return Whether it decodes to these bytes. False where a pointer is NULL.
 */
bool grantlet_form_is(grantlet_span encoded, grantlet_span text);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus


/**
 * @brief Makes a span of a string that is ended by NUL.
 *
 * @param text The string. NULL: the span has length 0.
 * @return The span, without the NUL.
 */
static inline grantlet_span grantlet_text(const char *text) {
  grantlet_span span;
  span.bytes = (const uint8_t *)text;
  span.length = 0;
  while (text != NULL && text[span.length] != '\0') {
    span.length++;
  }
  return span;
}

/* A compiler that lays out a type in another way than the library cannot use it. */
#if defined(__i386__) && !defined(_WIN32)
#define GRANTLET_PADDING 0 /* int64_t is aligned to four bytes, as by Rust */
#else
#define GRANTLET_PADDING 4
#endif
#define GRANTLET_ASSERT(name, holds) typedef char grantlet_assert_##name[(holds) ? 1 : -1]
#define GRANTLET_SIZE(type, words, bytes) \
  GRANTLET_ASSERT(type, sizeof(grantlet_##type) == (words) * sizeof(void *) + (bytes))
GRANTLET_ASSERT(pointer, sizeof(void *) == sizeof(size_t) && sizeof(uintptr_t) == sizeof(size_t));
GRANTLET_ASSERT(bool_, sizeof(bool) == 1);
GRANTLET_SIZE(status, 0, 4);
GRANTLET_SIZE(span, 2, 0);
GRANTLET_SIZE(pair, 4, 0);
GRANTLET_SIZE(client, 8, 0);
GRANTLET_SIZE(request, 6, 0);
GRANTLET_SIZE(options, 4, 0);
GRANTLET_SIZE(expected, 6, 8);
GRANTLET_SIZE(id_token_expected, 10, 12 + GRANTLET_PADDING);
GRANTLET_SIZE(id_token, 10, 16);
GRANTLET_SIZE(id_token_alone, 4, 0);
GRANTLET_SIZE(hybrid_response, 4, 0);
GRANTLET_SIZE(profile, 4, 0);
GRANTLET_SIZE(profile_setting, 3, 0);
GRANTLET_SIZE(code_login, 12, 0);
GRANTLET_SIZE(code_grant, 12, 0);
GRANTLET_SIZE(url, 6, sizeof(void *));
GRANTLET_SIZE(error, 10, 8);
GRANTLET_SIZE(extra, 2, sizeof(void *));
GRANTLET_SIZE(token, 26, (sizeof(void *) == 4 ? 52 : 84) + GRANTLET_PADDING);
GRANTLET_SIZE(device_authorization, 8, 8);
GRANTLET_SIZE(polling, 0, 32);
GRANTLET_SIZE(bold_authentication, 2, 20 + GRANTLET_PADDING);
GRANTLET_SIZE(bold_credentials, 6, 0);
GRANTLET_SIZE(expiry, 0, 16);
GRANTLET_SIZE(uptime, 0, 8);
GRANTLET_SIZE(settings, 0, 28);
GRANTLET_SIZE(session, 0, 232);
GRANTLET_SIZE(attempt, 4, 0);
GRANTLET_SIZE(dpop, 12, 8);
GRANTLET_SIZE(dpop_nonce, 0, 129);
GRANTLET_SIZE(assertion, 8, 12 + GRANTLET_PADDING);
GRANTLET_SIZE(unsigned_jws, 3, sizeof(void *) == 4 ? 4 : 8);
GRANTLET_SIZE(public_key, 4, sizeof(void *));
GRANTLET_SIZE(push, 8, 0);
GRANTLET_SIZE(pushed, 2, sizeof(void *));
GRANTLET_SIZE(token_exchange, 12, 0);
GRANTLET_SIZE(introspection, 10, 0);
GRANTLET_SIZE(introspected, 18, 28 + GRANTLET_PADDING);
GRANTLET_SIZE(userinfo, 10, sizeof(void *));
GRANTLET_SIZE(challenge, 4, sizeof(void *));
GRANTLET_SIZE(registration, 14, 0);
GRANTLET_SIZE(registered, 8, 8);
GRANTLET_SIZE(protected_resource, 6, sizeof(void *));
GRANTLET_SIZE(jwk_set, 2, sizeof(void *));
GRANTLET_SIZE(id_token_signature, 9, sizeof(void *));
GRANTLET_SIZE(verified_id_token, 2, 16);
GRANTLET_SIZE(record_choice, 2, 0);
GRANTLET_SIZE(response, 2, 16);
GRANTLET_SIZE(identity, 4, sizeof(void *) == 4 ? 4 : 8);
#undef GRANTLET_SIZE
#undef GRANTLET_PADDING
#undef GRANTLET_ASSERT

#endif  /* GRANTLET_H */
