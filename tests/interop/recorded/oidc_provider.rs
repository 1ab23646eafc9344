//! oidc-provider 9.13.3. It rotates refresh tokens and revokes the family when one is used twice,
//! decodes Basic credentials as RFC 6749 says, and puts no `iss` beside an `id_token`.

use grantlet::{CallbackClass, Member, Polled, RequestError};

use super::Row;
use super::outcome::Back::{Code, Denied, Implicit, NotOurs, WithoutIss};
use super::outcome::Outcome::{
    AnotherLayers, Back, Device, Error, Metadata, Poll, Revoked, Status, Token,
};
use super::request::ExpectedRequest::{Bearer, Browser, Bytes, Never, Pairs, Refused, Url};

pub(crate) const ROWS: &[Row] = &[
    ("discovery", Url, Metadata),
    ("authz_code_pkce", Browser, Back(Code)),
    // Codes and refresh tokens.
    ("token_code_pkce_ok", Bytes, Token(3600, "openid profile", "refresh_token id_token")),
    ("resource_ok", Bearer, AnotherLayers("a resource, which is the app's to read")),
    ("refresh_ok", Bytes, Token(3600, "openid profile", "refresh_token id_token")),
    ("refresh_old_reuse", Bytes, Error(400, "invalid_grant")),
    ("refresh_new_after_reuse", Bytes, Error(400, "invalid_grant")),
    ("resource_after_reuse", Bearer, Error(401, "invalid_token")),
    ("refresh_garbage", Bytes, Error(400, "invalid_grant")),
    (
        "refresh_missing",
        Refused(RequestError::Missing(Member::RefreshToken)),
        Error(400, "invalid_request"),
    ),
    ("refresh_scope_widen", Refused(RequestError::Scope), Error(400, "invalid_scope")),
    ("refresh_race_1", Bytes, Token(3600, "openid profile", "refresh_token id_token")),
    ("refresh_race_2", Bytes, Error(400, "invalid_grant")),
    ("refresh_race_winner_next", Bytes, Error(400, "invalid_grant")),
    // Codes that are not, verifiers that are not.
    ("code_reuse", Bytes, Error(400, "invalid_grant")),
    ("verifier_wrong", Bytes, Error(400, "invalid_grant")),
    ("verifier_missing", Bytes, Error(400, "invalid_grant")),
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
        Error(400, "invalid_request"),
    ),
    ("duplicate_param", Never("each parameter is written once"), Error(400, "invalid_request")),
    ("token_json_body", Never("a JSON body names the client too"), Error(400, "invalid_request")),
    ("token_get", Never("a token request is a POST"), Status(404)),
    // HTML, because the recorder asked for it. The core asks for JSON.
    ("token_accept_html", Bytes, Status(401)),
    ("token_404", Never("not a token request"), Status(404)),
    // Who the client is.
    ("basic_ok", Bytes, Token(3600, "openid profile", "refresh_token id_token")),
    ("post_ok", Bytes, Token(3600, "openid profile", "refresh_token id_token")),
    ("post_refresh", Bytes, Token(3600, "openid profile", "refresh_token id_token")),
    ("basic_wrong_secret", Bytes, Error(401, "invalid_client")),
    ("post_wrong_secret", Bytes, Error(401, "invalid_client")),
    ("basic_unknown_client", Bytes, Error(401, "invalid_client")),
    (
        "no_client_auth",
        Refused(RequestError::Missing(Member::ClientId)),
        Error(400, "invalid_request"),
    ),
    ("both_basic_and_post", Never("one way of authentication"), Error(400, "invalid_request")),
    ("basic_malformed", Never("its Base64 is well formed"), Error(400, "invalid_request")),
    ("basic_overencoded", Bytes, Token(600, "api:read", "")),
    ("basic_special_encoded", Bytes, Token(600, "api:read", "")),
    ("basic_special_pct20", Bytes, Token(600, "api:read", "")),
    ("basic_secret_encoded", Bytes, Token(600, "api:read", "")),
    ("basic_secret_pct20", Bytes, Token(600, "api:read", "")),
    ("basic_secret_raw", Bytes, Error(400, "invalid_request")),
    ("post_secret_special", Pairs, Token(600, "api:read", "")),
    ("basic_special_raw", Bytes, Error(400, "invalid_request")),
    // Client credentials.
    ("client_credentials_ok", Bytes, Token(600, "api:read", "")),
    // It leaves a scope that it does not know out, and then has none to name.
    ("client_credentials_bad_scope", Bytes, Token(600, "", "")),
    ("client_credentials_unauthorized", Bytes, Error(400, "invalid_request")),
    // A token that ends after a second, and its resource.
    ("short_token", Bytes, Token(1, "openid profile", "refresh_token id_token")),
    ("resource_expired", Bearer, Error(401, "invalid_token")),
    ("resource_garbage", Bearer, Error(401, "invalid_token")),
    (
        "resource_none",
        Refused(RequestError::Missing(Member::AccessToken)),
        Error(401, "invalid_token"),
    ),
    ("refresh_after_expiry", Bytes, Token(1, "openid profile", "refresh_token id_token")),
    // Authorization requests that a server refuses, or does not.
    ("authz_no_pkce", Never("a login by code has a challenge"), Back(Denied("invalid_request"))),
    ("authz_pkce_plain", Never("S256 is the only method"), Back(Denied("invalid_request"))),
    (
        "authz_pkce_no_method",
        Never("S256 is the only method, and it is named"),
        Back(Denied("invalid_request")),
    ),
    ("authz_bad_scope", Browser, Back(Denied("access_denied"))),
    (
        "authz_bad_response_type",
        Never("response types are typed"),
        Back(Denied("unsupported_response_type")),
    ),
    // A page for the user: there is nowhere to go back to.
    ("authz_bad_redirect", Never("another `redirect_uri` than the one registered"), Status(400)),
    ("authz_bad_client", Url, Status(400)),
    // `state` is required.
    ("authz_no_state", Browser, Back(NotOurs(CallbackClass::State, ""))),
    // It holds `é€😀`: outside VSCHAR, so the core neither sends it nor takes it back.
    ("authz_state_special", Browser, Back(NotOurs(CallbackClass::Chars(Member::State), ""))),
    ("authz_state_long", Browser, Back(Code)),
    // It repeats no `state` of the two: a response that anyone could have made.
    (
        "authz_dup_param",
        Never("each parameter is written once"),
        Back(NotOurs(CallbackClass::State, "invalid_request")),
    ),
    ("authz_denied", Browser, Back(Denied("access_denied"))),
    ("authz_prompt_none", Url, Back(Denied("login_required"))),
    // The implicit flow. The announced `iss` is inside the `id_token` only, which a caller allows with
    // `IfPresent`, because the `id_token` is checked for it.
    (
        "implicit_id_token_token",
        Browser,
        Back(WithoutIss(&Implicit(3600, "openid profile", "id_token"))),
    ),
    (
        "implicit_id_token",
        Browser,
        Back(WithoutIss(&NotOurs(CallbackClass::Missing(Member::AccessToken), ""))),
    ),
    ("implicit_token_only", Url, Back(Denied("unsupported_response_type"))),
    (
        "implicit_bad_scope",
        Refused(RequestError::Missing(Member::Scope)),
        Back(Denied("invalid_request")),
    ),
    (
        "implicit_no_nonce",
        Never("an `id_token` is asked for with a nonce"),
        Back(Denied("invalid_request")),
    ),
    // As above, in the fragment.
    ("implicit_state_special", Browser, Back(NotOurs(CallbackClass::Chars(Member::State), ""))),
    ("implicit_denied", Browser, Back(Denied("access_denied"))),
    // The hybrid flow, which nobody here asked for: a code has no place in a fragment.
    ("hybrid_code_id_token", Browser, Back(NotOurs(CallbackClass::Misplaced(Member::Code), ""))),
    ("hybrid_code_token", Browser, Back(NotOurs(CallbackClass::Misplaced(Member::Code), ""))),
    (
        "hybrid_code_id_token_token",
        Browser,
        Back(NotOurs(CallbackClass::Misplaced(Member::Code), "")),
    ),
    // Revocation.
    ("revoke_refresh", Bytes, Revoked),
    ("revoke_unknown", Never("the core adds a `token_type_hint`"), Revoked),
    ("refresh_revoked", Bytes, Error(400, "invalid_grant")),
    // A device. It names no interval, so five seconds; it never says `slow_down`.
    ("device_authorization", Bytes, Device(5)),
    ("device_pending", Bytes, Poll(400, "authorization_pending", Polled::Pending)),
    ("device_pending_fast", Bytes, Poll(400, "authorization_pending", Polled::Pending)),
    ("device_ok", Bytes, Token(3600, "openid profile offline_access", "refresh_token id_token")),
    ("device_code_reuse", Bytes, Poll(400, "invalid_grant", Polled::Decided)),
    ("device_denied", Bytes, Poll(400, "access_denied", Polled::Decided)),
    ("device_garbage", Bytes, Poll(400, "invalid_grant", Polled::Decided)),
    // Its store forgets an expired code at once.
    ("device_expired", Bytes, Poll(400, "invalid_grant", Polled::Decided)),
    // What a browser adds.
    (
        "cors_preflight",
        Never("the browser sends it by itself"),
        AnotherLayers("CORS is between the browser and the server"),
    ),
    ("cors_error", Bytes, Error(400, "invalid_grant")),
];
