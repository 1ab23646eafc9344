//! Logins by code and PKCE: what comes back, to whom it belongs, and what it is exchanged for.

use grantlet_tests::secs;
use std::time::{SystemTime, UNIX_EPOCH};

use grantlet::{
    Callback, CallbackClass, Client, ErrorCode, ExpectIdToken, Issuer, Login, LoginError,
    LoginKind, Profile, Scope, Secret, TokenError, TokenResponse, UntrustedText, bearer,
    unverified_id_token,
};

use super::http::{HttpResponse, REDIRECT_URI, browse, get, send};
use super::server::Server;

/// Tokens that outlive the buffer that they came in.
pub(crate) struct Tokens {
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
    pub(crate) id_token: String,
    pub(crate) expires_in: Option<u32>,
}

impl Tokens {
    pub(crate) fn of(token: &TokenResponse<'_>) -> Self {
        let text = |secret: Option<Secret<'_>>| secret.map_or("", Secret::expose).to_owned();
        Self {
            access_token: text(Some(token.access_token)),
            refresh_token: text(token.refresh_token),
            id_token: text(token.id_token),
            expires_in: token.expires_in,
        }
    }
}

/// Wall time in seconds.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_secs()).expect("this century")
}

pub(crate) fn entropy() -> [u8; 96] {
    let mut entropy = [0; 96];
    getrandom::fill(&mut entropy).expect("entropy");
    entropy
}

/// A login by code at this server, not yet begun by the user.
pub(crate) fn start<'a>(server: &'a Server, client: &Client<'a>) -> Login<'a> {
    let (issuer, entropy) = (Issuer::Required(&server.issuer), entropy());
    let login = Login::start_with_entropy(
        LoginKind::Code,
        client,
        REDIRECT_URI,
        issuer,
        &entropy,
        secs(now()),
    );
    login.expect("entropy")
}

/// The user logs in. Returns the callback URL.
pub(crate) fn visit(login: &Login<'_>, client: &Client<'_>, params: &[(&str, &str)]) -> Vec<u8> {
    let mut buffer = [0; 1024];
    let scope = "openid profile offline_access";
    let url = login.authorize().nonce(login.nonce()).scope(scope).params(params);
    browse(url.write(client, &mut buffer).expect("an address")).into_bytes()
}

/// The code of a login that the user has completed.
pub(crate) fn code_of(login: &mut Login<'_>, client: &Client<'_>, mut url: Vec<u8>) -> String {
    match login.callback(client, &mut url, &mut [], secs(now())) {
        Ok(Callback::Code(code)) => code.expose().to_owned(),
        other => panic!("{other:?}"),
    }
}

/// The same response is not accepted twice.
fn assert_used(login: &mut Login<'_>, client: &Client<'_>, mut url: Vec<u8>) {
    let again = login.callback(client, &mut url, &mut [], secs(now())).map(|_| ());
    assert_eq!(again, Err(LoginError::Used));
}

/// Exchanges a code.
pub(crate) fn exchange(login: &Login<'_>, client: &Client<'_>, code: &str) -> HttpResponse {
    let mut buffer = [0; 1024];
    let request = login.request(client, Secret::new(code), &mut buffer);
    send(&request.expect("a request"))
}

/// A whole login of the public client, for stories that begin with tokens.
pub(crate) fn log_in(server: &Server, client: &Client<'_>) -> Tokens {
    let mut login = start(server, client);
    let url = visit(&login, client, &[]);
    let code = code_of(&mut login, client, url);
    let mut response = exchange(&login, client, &code);
    let token = client.token(response.status, &mut response.body).expect("tokens");
    Tokens::of(&token)
}

/// The status of a refusal and its `error`.
pub(crate) fn refusal(profile: &Profile<'_>, response: &mut HttpResponse) -> (u16, ErrorCode) {
    match profile.token(response.status, &mut response.body) {
        Err(TokenError::Server { status, error }) => (status, error.code()),
        other => panic!("{other:?}"),
    }
}

/// `GET userinfo` with an access token.
pub(crate) fn user_info(issuer: &str, access_token: &str) -> HttpResponse {
    let mut buffer = [0; 128];
    let header = bearer(Secret::new(access_token), &mut buffer).expect("a header");
    get(&format!("{issuer}/me"), &[("Authorization", header)])
}

#[test]
fn a_login_that_was_saved_and_restored_ends_in_tokens_and_is_used_up() {
    let Some(server) = Server::start(&[]) else { return };
    let mut document = server.metadata();
    let profile = server.profile(&mut document);
    let client = Client::public(&profile, "spa");

    let login = start(&server, &client);
    let mut kept = [0; 1024];
    let saved = login.save(&mut kept).expect("1024 bytes").len();
    let url = visit(&login, &client, &[]);
    drop(login);

    let mut login = Login::restore(&mut kept[..saved]).expect("a saved login");
    let code = code_of(&mut login, &client, url.clone());
    assert_used(&mut login, &client, url);

    let mut response = exchange(&login, &client, &code);
    let token = profile.token(response.status, &mut response.body).expect("tokens");
    assert_eq!(token.expires_in, Some(3600));
    // `offline_access` counts only with `prompt=consent`: the scope is not the one asked for.
    assert_eq!(token.scope.map(Scope::as_str), Some("openid profile"));
    assert!(token.refresh_token.is_some());

    let mut buffer = [0; 1024];
    let expect = ExpectIdToken::new(&server.issuer, "spa", secs(now()))
        .leeway(5)
        .nonce(login.nonce().as_str());
    let id_token = token.id_token.expect("an id_token");
    let claims = unverified_id_token(id_token, &expect, &mut buffer).expect("claims");
    assert_eq!(claims.subject, "user-1");

    let user = user_info(&server.issuer, token.access_token.expose());
    let user: serde_json::Value = serde_json::from_slice(&user.body).expect("userinfo");
    assert_eq!((&user["sub"], &user["name"]), (&"user-1".into(), &"Ünï Tëst".into()));

    let mut spent = exchange(&login, &client, &code);
    assert_eq!(refusal(&profile, &mut spent), (400, ErrorCode::InvalidGrant));
}

#[test]
fn another_logins_verifier_is_refused_and_so_is_another_logins_response() {
    let Some(server) = Server::start(&[]) else { return };
    let mut document = server.metadata();
    let profile = server.profile(&mut document);
    let client = Client::public(&profile, "spa");
    let (mut ours, mut theirs) = (start(&server, &client), start(&server, &client));
    let our_url = visit(&ours, &client, &[]);
    let mut their_url = visit(&theirs, &client, &[]);

    let mut not_ours = their_url.clone();
    let refused = ours.callback(&client, &mut not_ours, &mut [], secs(now()));
    let Err(LoginError::Callback(refused)) = refused else { panic!("{refused:?}") };
    assert_eq!(refused.class, CallbackClass::State);
    // It stays pending, and its own callback URL is still accepted.
    let code = code_of(&mut ours, &client, our_url);

    assert!(theirs.callback(&client, &mut their_url, &mut [], secs(now())).is_ok());
    let mut swapped = exchange(&theirs, &client, &code);
    assert_eq!(refusal(&profile, &mut swapped), (400, ErrorCode::InvalidGrant));
}

#[test]
fn a_login_that_the_user_denies_says_so_and_is_used_up() {
    let Some(server) = Server::start(&[]) else { return };
    let mut document = server.metadata();
    let profile = server.profile(&mut document);
    let client = Client::public(&profile, "spa");
    let mut login = start(&server, &client);
    let url = visit(&login, &client, &[("login_hint", "deny")]);

    let mut denied = url.clone();
    let response = login.callback(&client, &mut denied, &mut [], secs(now()));
    let Ok(Callback::Denied(error)) = response else { panic!("{response:?}") };
    assert_eq!(error.code(), ErrorCode::AccessDenied);
    let description = error.error_description.map(UntrustedText::as_str);
    assert_eq!(description, Some("End-User aborted interaction"));
    assert_used(&mut login, &client, url);
}
