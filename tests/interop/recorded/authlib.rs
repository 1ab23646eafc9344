//! Authlib 1.9.9 on Flask. It announces `iss` and leaves it out of most errors, writes it into the
//! query of a response that is in the fragment, and takes `%20` but not `+` in Basic credentials.

use grantlet::{CallbackClass, Member, Polled, RequestError};

use super::Row;
use super::outcome::Back::{Code, Denied, Implicit, NotOurs, WithoutIss};
use super::outcome::Outcome::{
    AnotherLayers, Back, Device, Error, Metadata, Poll, Revoked, Status, Token,
};
use super::request::ExpectedRequest::{Bearer, Bytes, Never, Pairs, Refused, Url};

pub(crate) const ROWS: &[Row] = &[
    ("discovery", Url, Metadata),
    ("authz_code_pkce", Url, Back(Code)),
    // Codes and refresh tokens.
    ("token_code_pkce_ok", Bytes, Token(3600, "openid profile", "refresh_token id_token")),
    ("resource_ok", Bearer, AnotherLayers("a resource, which is the app's to read")),
    ("refresh_ok", Bytes, Token(3600, "openid profile", "refresh_token")),
    ("refresh_old_reuse", Bytes, Error(400, "invalid_grant")),
    // The family of a token that was used twice lives on here.
    ("refresh_new_after_reuse", Bytes, Token(3600, "openid profile", "refresh_token")),
    ("resource_after_reuse", Bearer, Error(401, "invalid_token")),
    ("refresh_garbage", Bytes, Error(400, "invalid_grant")),
    (
        "refresh_missing",
        Refused(RequestError::Missing(Member::RefreshToken)),
        Error(400, "invalid_request"),
    ),
    ("refresh_scope_widen", Refused(RequestError::Scope), Error(400, "invalid_scope")),
    ("refresh_race_1", Bytes, Token(3600, "openid profile", "refresh_token")),
    // Both win here.
    ("refresh_race_2", Bytes, Token(3600, "openid profile", "refresh_token")),
    ("refresh_race_winner_next", Bytes, Token(3600, "openid profile", "refresh_token")),
    // Codes that are not, verifiers that are not.
    ("code_reuse", Bytes, Error(400, "invalid_grant")),
    ("verifier_wrong", Bytes, Error(400, "invalid_grant")),
    ("verifier_missing", Bytes, Error(400, "invalid_request")),
    (
        "verifier_short",
        Refused(RequestError::Length(Member::CodeVerifier)),
        Error(400, "invalid_request"),
    ),
    ("redirect_uri_mismatch", Bytes, Error(400, "invalid_grant")),
    ("code_garbage", Bytes, Error(400, "invalid_grant")),
    ("code_other_client", Bytes, Error(400, "invalid_grant")),
    // Requests that are not token requests.
    ("unsupported_grant_type", Bytes, Error(400, "unsupported_grant_type")),
    (
        "grant_type_missing",
        Refused(RequestError::Missing(Member::GrantType)),
        Error(400, "unsupported_grant_type"),
    ),
    // It takes the first of two.
    (
        "duplicate_param",
        Never("each parameter is written once"),
        Token(3600, "openid profile", "refresh_token id_token"),
    ),
    (
        "token_json_body",
        Never("a JSON body names the client too"),
        Error(400, "unsupported_grant_type"),
    ),
    ("token_get", Never("a token request is a POST"), Status(405)),
    // JSON all the same.
    ("token_accept_html", Bytes, Error(401, "invalid_client")),
    ("token_404", Never("not a token request"), Status(404)),
    // Who the client is.
    ("basic_ok", Bytes, Token(3600, "openid profile", "refresh_token id_token")),
    ("post_ok", Bytes, Token(3600, "openid profile", "refresh_token id_token")),
    ("post_refresh", Bytes, Token(3600, "openid profile", "refresh_token")),
    ("basic_wrong_secret", Bytes, Error(401, "invalid_client")),
    ("post_wrong_secret", Bytes, Error(401, "invalid_client")),
    ("basic_unknown_client", Bytes, Error(401, "invalid_client")),
    (
        "no_client_auth",
        Refused(RequestError::Missing(Member::ClientId)),
        Error(401, "invalid_client"),
    ),
    ("both_basic_and_post", Never("one way of authentication"), Token(3600, "", "")),
    ("basic_malformed", Never("its Base64 is well formed"), Error(401, "invalid_client")),
    ("basic_overencoded", Bytes, Token(3600, "api:read", "")),
    ("basic_special_encoded", Bytes, Error(401, "invalid_client")),
    ("basic_special_pct20", Bytes, Token(3600, "api:read", "")),
    ("basic_secret_encoded", Bytes, Error(401, "invalid_client")),
    ("basic_secret_pct20", Bytes, Token(3600, "api:read", "")),
    ("basic_secret_raw", Bytes, Token(3600, "api:read", "")),
    ("post_secret_special", Pairs, Token(3600, "api:read", "")),
    ("basic_special_raw", Bytes, Error(401, "invalid_client")),
    // Client credentials.
    ("client_credentials_ok", Bytes, Token(3600, "api:read", "")),
    ("client_credentials_bad_scope", Bytes, Error(400, "invalid_scope")),
    ("client_credentials_unauthorized", Bytes, Error(401, "invalid_client")),
    // A token that ends after a second, and its resource.
    ("short_token", Bytes, Token(1, "openid profile", "refresh_token id_token")),
    ("resource_expired", Bearer, Error(401, "invalid_token")),
    ("resource_garbage", Bearer, Error(401, "invalid_token")),
    // An error that no RFC names.
    (
        "resource_none",
        Refused(RequestError::Missing(Member::AccessToken)),
        Error(401, "missing_authorization"),
    ),
    ("refresh_after_expiry", Bytes, Token(1, "openid profile", "refresh_token")),
    // Authorization requests that a server refuses, or does not.
    ("authz_no_pkce", Never("a login by code has a challenge"), Back(Code)),
    ("authz_pkce_plain", Never("S256 is the only method"), Back(Code)),
    ("authz_pkce_no_method", Never("S256 is the only method, and it is named"), Back(Code)),
    // An error without the announced `iss` is anyone's.
    ("authz_bad_scope", Url, Back(WithoutIss(&Denied("invalid_scope")))),
    (
        "authz_bad_response_type",
        Never("response types are typed"),
        Back(WithoutIss(&Denied("unsupported_response_type"))),
    ),
    // A page for the user: there is nowhere to go back to.
    (
        "authz_bad_redirect",
        Never("another `redirect_uri` than the one registered"),
        Error(400, "invalid_request"),
    ),
    ("authz_bad_client", Url, Error(400, "invalid_client")),
    // `state` is required.
    (
        "authz_no_state",
        Refused(RequestError::Missing(Member::State)),
        Back(NotOurs(CallbackClass::State, "")),
    ),
    // It holds `é€😀`: outside VSCHAR, so the core neither sends it nor takes it back.
    (
        "authz_state_special",
        Refused(RequestError::Chars(Member::State)),
        Back(NotOurs(CallbackClass::Chars(Member::State), "")),
    ),
    ("authz_state_long", Url, Back(Code)),
    ("authz_dup_param", Never("each parameter is written once"), Error(400, "invalid_request")),
    ("authz_denied", Url, Back(Denied("access_denied"))),
    // It does not know `prompt=none`.
    ("authz_prompt_none", Url, Back(Code)),
    // The implicit flow, with `iss` in the query.
    ("implicit_id_token_token", Url, Back(Implicit(3600, "openid profile", "id_token"))),
    (
        "implicit_id_token",
        Never("an `id_token` alone is not an authorization"),
        Back(NotOurs(CallbackClass::Missing(Member::AccessToken), "")),
    ),
    ("implicit_token", Url, Back(Implicit(3600, "openid profile", ""))),
    ("implicit_token_only", Url, Back(Implicit(3600, "openid profile", ""))),
    (
        "implicit_bad_scope",
        Refused(RequestError::Missing(Member::Scope)),
        Back(WithoutIss(&Denied("invalid_scope"))),
    ),
    (
        "implicit_no_nonce",
        Never("an `id_token` is asked for with a nonce"),
        Back(WithoutIss(&Denied("invalid_request"))),
    ),
    // As above, in the fragment.
    (
        "implicit_state_special",
        Refused(RequestError::Chars(Member::State)),
        Back(NotOurs(CallbackClass::Chars(Member::State), "")),
    ),
    // It forgets `state` when the user says no.
    ("implicit_denied", Url, Back(NotOurs(CallbackClass::State, "access_denied"))),
    // The hybrid flow, which nobody here asked for: a code has no place in a fragment.
    (
        "hybrid_code_id_token",
        Never("the hybrid flow is not in scope"),
        Back(NotOurs(CallbackClass::Misplaced(Member::Code), "")),
    ),
    (
        "hybrid_code_token",
        Never("the hybrid flow is not in scope"),
        Back(NotOurs(CallbackClass::Misplaced(Member::Code), "")),
    ),
    (
        "hybrid_code_id_token_token",
        Never("the hybrid flow is not in scope"),
        Back(NotOurs(CallbackClass::Misplaced(Member::Code), "")),
    ),
    // Revocation.
    ("revoke_refresh", Bytes, Revoked),
    ("revoke_unknown", Never("the core adds a `token_type_hint`"), Revoked),
    ("refresh_revoked", Bytes, Error(400, "invalid_grant")),
    // A device.
    ("device_authorization", Bytes, Device(5)),
    ("device_pending", Bytes, Poll(400, "authorization_pending", Polled::Pending)),
    ("device_pending_fast", Bytes, Poll(400, "slow_down", Polled::SlowDown)),
    ("device_ok", Bytes, Token(3600, "openid profile", "refresh_token")),
    // It hands out a second token for one device code.
    ("device_code_reuse", Bytes, Token(3600, "openid profile", "refresh_token")),
    ("device_denied", Bytes, Poll(400, "access_denied", Polled::Decided)),
    ("device_garbage", Bytes, Poll(400, "invalid_request", Polled::Decided)),
    ("device_expired", Bytes, Poll(400, "expired_token", Polled::Expired)),
    // What a browser adds.
    (
        "cors_preflight",
        Never("the browser sends it by itself"),
        AnotherLayers("CORS is between the browser and the server"),
    ),
    ("cors_error", Bytes, Error(400, "invalid_grant")),
    ("authz_login_required", Url, Back(WithoutIss(&Denied("login_required")))),
];
