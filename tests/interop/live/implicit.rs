//! The implicit flow with an `id_token`. This server puts `iss` into the `id_token` and not beside
//! it, so that the rule for this login is `IfPresent`.

use grantlet::{
    Callback, Client, IdTokenError, Issuer, Login, LoginError, LoginKind, Member, TokenResponse,
};
use grantlet_tests::secs;

use super::http::{REDIRECT_URI, browse};
use super::login::{entropy, now, user_info};
use super::server::Server;

#[test]
fn an_implicit_login_takes_the_token_that_its_id_token_is_bound_to() {
    story(|server, login, client, url| {
        let mut buffer = [0; 2048];
        let response = login.callback(client, url, &mut buffer, secs(now()));
        let Ok(Callback::Token(token)) = response else { panic!("{response:?}") };
        let TokenResponse { access_token, expires_in, refresh_token, .. } = token;
        assert_eq!((expires_in, refresh_token.is_none()), (Some(3600), true));
        assert_eq!(user_info(&server.issuer, access_token.expose()).status, 200);
    });
}

#[test]
fn an_implicit_response_to_another_nonce_is_refused_and_uses_the_login_up() {
    story(|_, login, client, url| {
        // The same login, but for one character of its nonce.
        let mut kept = [0; 1024];
        let saved = login.save(&mut kept).expect("1024 bytes").to_owned();
        let nonce = login.nonce().as_str();
        let last = if nonce.ends_with('A') { "B" } else { "A" };
        let other = format!("{}{last}", &nonce[..42]);
        let mut saved = saved.replace(nonce, &other).into_bytes();
        let mut login = Login::restore(&mut saved).expect("a saved login");

        let mut buffer = [0; 2048];
        let again = &mut url.to_vec();
        let refused = login.callback(client, url, &mut buffer, secs(now())).map(|_| ());
        let mismatch = LoginError::IdToken(IdTokenError::Mismatch(Member::Nonce));
        assert_eq!(refused, Err(mismatch));
        let refused = login.callback(client, again, &mut buffer, secs(now())).map(|_| ());
        assert_eq!(refused, Err(LoginError::Used));
    });
}

#[test]
fn an_implicit_response_with_another_access_token_is_refused() {
    story(|_, login, client, url| {
        let text = String::from_utf8(url.to_vec()).expect("an address");
        let start = text.find("access_token=").expect("a token") + "access_token=".len();
        url[start] = if url[start] == b'A' { b'B' } else { b'A' };
        let mut buffer = [0; 2048];
        let refused = login.callback(client, url, &mut buffer, secs(now())).map(|_| ());
        let mismatch = LoginError::IdToken(IdTokenError::Mismatch(Member::AccessTokenHash));
        assert_eq!(refused, Err(mismatch));
    });
}

#[test]
fn a_response_whose_id_token_names_the_required_issuer_needs_no_iss_beside_it() {
    story(|server, login, client, url| {
        let mut kept = [0; 1024];
        let saved = login.save(&mut kept).expect("1024 bytes").to_owned();
        let mut saved = saved.replace(r#""if_present""#, r#""required""#).into_bytes();
        let mut strict = Login::restore(&mut saved).expect("a saved login");
        assert_eq!(strict.issuer(), Issuer::Required(&server.issuer));
        let before = url.to_vec();
        let refused = strict.callback(client, url, &mut [0; 16], secs(now()));
        let Err(LoginError::IdToken(IdTokenError::BufferTooSmall { needed })) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(url, before, "a buffer that is too small changes nothing");
        let response = strict.callback(client, url, &mut vec![0; needed], secs(now()));
        assert!(matches!(response, Ok(Callback::Token(_))), "{response:?}");
    });
}

/// A login that the user has completed, and its callback URL.
fn story(tell: impl FnOnce(&Server, &mut Login<'_>, &Client<'_>, &mut [u8])) {
    let Some(server) = Server::start(&[]) else { return };
    let mut document = server.metadata();
    let profile = server.profile(&mut document);
    let client = Client::public(&profile, "implicit");
    let (kind, issuer) = (LoginKind::ImplicitIdToken, Issuer::IfPresent(&server.issuer));
    let login =
        Login::start_with_entropy(kind, &client, REDIRECT_URI, issuer, &entropy(), secs(now()));
    let mut login = login.expect("entropy");
    let mut buffer = [0; 1024];
    let url = login.authorize().scope("openid profile");
    let url = browse(url.write(&client, &mut buffer).expect("an address"));
    tell(&server, &mut login, &client, &mut url.into_bytes());
}
