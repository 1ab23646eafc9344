//! What a key signs, and what oidc-provider says of it: DPoP with a nonce, clients that sign, pushed and signed
//! requests, exchange, introspection, registration, userinfo and the signature of an `id_token`.

use grantlet::{
    ACCESS_TOKEN_TYPE, Algorithm, AuthChallenge, Client, ClientAssertion, DpopNonce, ErrorCode,
    ExpectIdToken, Introspection, Issuer, LoginKind, LoginRequest, PushedRequest, Registration,
    RequestObject, Revoke, Secret, TokenError, TokenExchange, assertion_parameters, metadata,
    unverified_id_token, verify_rs256,
};
use grantlet_tests::secs;

use super::http::{REDIRECT_URI, browse, get, send, send_with};
use super::keys::{Key, assertion, jti};
use super::login::{Tokens, entropy, now};
use super::server::Server;

const SCOPE: &str = "openid profile offline_access";

/// RFC 9449: the server wants a nonce, the token is bound to the key, and each use has a proof of its own.
#[test]
fn a_login_and_a_refresh_are_bound_to_a_key() {
    let Some(server) = Server::start(&["--proof"]) else { return };
    let (key, mut document) = (Key::known(), server.metadata());
    let profile = server.profile(&mut document).token_types(&["DPoP"]);
    let client = Client::public(&profile, "spa");
    let mut nonce = DpopNonce::default();

    let (mut thumbprint, entropy, mut url) = ([0; 160], entropy(), [0; 2048]);
    let bound = [("dpop_jkt", key.public().thumbprint(&mut thumbprint).unwrap())];
    let mut login = LoginRequest::new(&client, REDIRECT_URI)
        .kind(LoginKind::Code)
        .issuer(Issuer::Required(&server.issuer))
        .scope(SCOPE)
        .params(&bound)
        .start_with_entropy(&entropy, secs(now()), &mut url)
        .unwrap();
    let mut back = browse(login.url()).into_bytes();
    let mut buffer = [0; 2048];
    let post = login.finish(&client, &mut back, secs(now())).unwrap().write(&mut buffer).unwrap();

    let send_bound = |post: &grantlet::Request<'_>, nonce: &mut DpopNonce| {
        let mut responses = 0;
        loop {
            let proof = key.proof(post.method(), post.url, nonce, None);
            let mut response = send_with(post, &[("DPoP", &proof)]);
            responses += 1;
            let is_new = nonce.keep(response.nonce.as_deref());
            let token = client.token(response.status, &mut response.body);
            if is_new && token.is_err_and(|error| error.wants_dpop_nonce()) {
                continue;
            }
            let token = token.unwrap();
            assert!(token.dpop(&mut [0; 128]).is_ok(), "bound");
            return (Tokens::of(&token), responses);
        }
    };
    let (tokens, responses) = send_bound(&post, &mut nonce);
    assert_eq!(responses, 2, "the first response had the nonce");
    let mut buffer = [0; 2048];
    let refresh = client.refresh(Secret::new(&tokens.refresh_token)).write(&mut buffer).unwrap();
    let (tokens, responses) = send_bound(&refresh, &mut nonce);
    assert_eq!(responses, 1, "the nonce was known");

    // The API: the same server has a nonce of its own for it, and refuses what has no proof.
    let document = server.metadata();
    let mut document = document.clone();
    let userinfo = metadata(&mut document, &server.issuer).unwrap().userinfo_endpoint.to_owned();
    let bearer = get(&userinfo, &[("Authorization", &format!("Bearer {}", tokens.access_token))]);
    assert_eq!(bearer.status, 401, "a bound token is no bearer token");
    let (header, mut nonce) = (format!("DPoP {}", tokens.access_token), DpopNonce::default());
    let ask = |nonce: &DpopNonce| {
        let proof = key.proof("GET", &userinfo, nonce, Some(&tokens.access_token));
        get(&userinfo, &[("Authorization", &header), ("DPoP", &proof)])
    };
    let first = ask(&nonce);
    let challenge = first.challenge.unwrap();
    let challenge = AuthChallenge::of(&challenge, "DPoP").unwrap();
    assert!(
        first.status == 401 && challenge.wants_dpop_nonce() && nonce.keep(first.nonce.as_deref())
    );
    let mut second = ask(&nonce);
    assert_eq!(
        client.userinfo(second.status, &mut second.body, "user-1").unwrap().name,
        "\u{dc}n\u{ef} T\u{eb}st"
    );
}

/// RFC 7523: ES256 by a key, HS256 by the secret; an assertion that was used is refused.
#[test]
fn clients_authenticate_by_what_they_sign() {
    let Some(server) = Server::start(&["--proof"]) else { return };
    let mut document = server.metadata();
    let found = metadata(&mut document, &server.issuer).unwrap();
    let (profile, introspection) =
        (found.profile().unwrap(), format!("{}/token/introspection", server.issuer));
    // Neither has a secret on the wire.
    let profile = profile.client_auth(grantlet::ClientAuth::NONE);
    for client_id in ["signs", "hmac"] {
        let client = Client::public(&profile, client_id);
        let jwt = assertion(client_id, &server.issuer);
        let (mut buffer, parameters) = ([0; 2048], assertion_parameters(&jwt));
        let ask = client
            .client_credentials()
            .scope("api:read")
            .params(&parameters)
            .write(&mut buffer)
            .unwrap();
        let mut response = send(&ask);
        let token = Tokens::of(&client.token(response.status, &mut response.body).unwrap());
        let mut again = send(&ask);
        let refused = client.token(again.status, &mut again.body).unwrap_err();
        let is_refused = matches!(refused, TokenError::Server { error, .. } if error.code() == ErrorCode::InvalidClient);
        assert!(is_refused, "{client_id}: an assertion is used once, {refused:?}");

        // RFC 7662, with an assertion of its own.
        let jwt = assertion(client_id, &server.issuer);
        let (mut buffer, parameters) = ([0; 2048], assertion_parameters(&jwt));
        let asked = Introspection::new(&introspection, Secret::new(&token.access_token))
            .params(&parameters);
        let mut response = send(&asked.write(&client, &mut buffer).unwrap());
        let found = client.introspected(response.status, &mut response.body).unwrap();
        assert!(
            found.is_active(secs(now()), 0)
                && found.client_id == client_id
                && found.scope.contains("api:read")
        );

        // RFC 8693.
        let jwt = assertion(client_id, &server.issuer);
        let (mut buffer, parameters) = ([0; 4096], assertion_parameters(&jwt));
        let exchange = TokenExchange::new(Secret::new(&token.access_token), ACCESS_TOKEN_TYPE)
            .params(&parameters);
        let mut response = send(&exchange.write(&client, &mut buffer).unwrap());
        let refused = client.token(response.status, &mut response.body).map(drop);
        assert!(refused.is_err(), "a token of the client's own has no user: {refused:?}");

        // RFC 7009: after it the token is not active.
        let jwt = assertion(client_id, &server.issuer);
        let (mut buffer, parameters) = ([0; 2048], assertion_parameters(&jwt));
        let revoke = Revoke::AccessToken(Secret::new(&token.access_token));
        let mut response =
            send(&client.revoke(revoke).params(&parameters).write(&mut buffer).unwrap());
        assert_eq!(client.revoked(response.status, &mut response.body), Ok(()));
        let jwt = assertion(client_id, &server.issuer);
        let (mut buffer, parameters) = ([0; 2048], assertion_parameters(&jwt));
        let asked = Introspection::new(&introspection, Secret::new(&token.access_token))
            .params(&parameters);
        let mut response = send(&asked.write(&client, &mut buffer).unwrap());
        assert!(!client.introspected(response.status, &mut response.body).unwrap().active);
    }
}

/// RFC 9126 and RFC 9101: pushed, and pushed as a signed request; then exchanged, and the `id_token` verified.
#[test]
fn a_request_is_pushed_and_signed_and_the_id_token_verified() {
    let Some(server) = Server::start(&["--proof"]) else { return };
    let (mut document, mut again) = (server.metadata(), server.metadata());
    let found = metadata(&mut document, &server.issuer).unwrap();
    let profile = server.profile(&mut again).client_auth(grantlet::ClientAuth::NONE);
    let client = Client::public(&profile, "signs");
    for is_signed in [false, true] {
        let (entropy, mut url) = (entropy(), [0; 1024]);
        let mut login = LoginRequest::new(&client, REDIRECT_URI)
            .kind(LoginKind::CodeIdToken)
            .issuer(Issuer::Required(&server.issuer))
            .scope(SCOPE)
            .start_with_entropy(&entropy, secs(now()), &mut url)
            .unwrap();
        let jti = jti();
        let issued =
            ClientAssertion::new(Algorithm::Es256, "signs", &server.issuer, &jti, secs(now()))
                .key_id("k1");
        let (mut room, mut long) = ([0; 2048], [0; 4096]);
        let signed =
            Key::known().sign(RequestObject::new(issued, login.url()).write(&mut room).unwrap());
        let pushed_url =
            if is_signed { client.request_url(&signed, &mut long).unwrap() } else { login.url() };
        let jwt = assertion("signs", &server.issuer);
        let (mut buffer, parameters) = ([0; 4096], assertion_parameters(&jwt));
        let push = PushedRequest::new(found.pushed_authorization_request_endpoint, pushed_url)
            .params(&parameters);
        let mut response = send(&push.write(&client, &mut buffer).unwrap());
        let mut short = [0; 512];
        let pushed = client.pushed(response.status, &mut response.body).unwrap();
        let short = client.pushed_url(&pushed, &mut short).unwrap();

        let mut back = browse(short).into_bytes();
        let jwt = assertion("signs", &server.issuer);
        let (mut buffer, parameters) = ([0; 4096], assertion_parameters(&jwt));
        let exchange = login.finish(&client, &mut back, secs(now())).unwrap().params(&parameters);
        let mut response = send(&exchange.write(&mut buffer).unwrap());
        let tokens = Tokens::of(&client.token(response.status, &mut response.body).unwrap());

        // The signature, by the server's key.
        let expect =
            ExpectIdToken::new(&server.issuer, "signs", secs(now())).nonce(login.nonce().as_str());
        let (mut claims, mut keys) = ([0; 2048], get(found.jwks_uri, &[]).body);
        let unverified =
            unverified_id_token(Secret::new(&tokens.id_token), &expect, &mut claims).unwrap();
        let verified =
            unverified.verify(&mut keys, Algorithm::Rs256, &mut [0; 1024], verify_rs256).unwrap();
        assert_eq!(verified.subject, "user-1");

        // RFC 8693: this token has a user.
        let jwt = assertion("signs", &server.issuer);
        let (mut buffer, parameters) = ([0; 4096], assertion_parameters(&jwt));
        let exchange = TokenExchange::new(Secret::new(&tokens.access_token), ACCESS_TOKEN_TYPE)
            .params(&parameters);
        let mut response = send(&exchange.write(&client, &mut buffer).unwrap());
        let other = Tokens::of(&client.token(response.status, &mut response.body).unwrap());
        assert!(!other.access_token.is_empty() && other.access_token != tokens.access_token);
    }
}

/// RFC 7591: what was registered logs in at once.
#[test]
fn a_client_registers_itself() {
    let Some(server) = Server::start(&["--proof"]) else { return };
    let mut document = server.metadata();
    let profile = server.profile(&mut document);
    let (endpoint, mut buffer) = (format!("{}/reg", server.issuer), [0; 1024]);
    let redirect_uris = [REDIRECT_URI];
    let registration = Registration::new(&endpoint, &redirect_uris)
        .name("Lock tool")
        .auth_method("none")
        .members(&[("application_type", r#""native""#)]);
    let mut response = send(&registration.write(&mut buffer).unwrap());
    let registered = profile.registered(response.status, &mut response.body).unwrap();
    assert!(registered.client_secret.is_none() && registered.access_token.is_some());

    let client = Client::public(&profile, registered.client_id);
    let (entropy, mut url, mut buffer) = (entropy(), [0; 1024], [0; 2048]);
    let mut login = LoginRequest::new(&client, REDIRECT_URI)
        .issuer(Issuer::Required(&server.issuer))
        .scope("openid")
        .start_with_entropy(&entropy, secs(now()), &mut url)
        .unwrap();
    let mut back = browse(login.url()).into_bytes();
    let mut response =
        send(&login.finish(&client, &mut back, secs(now())).unwrap().write(&mut buffer).unwrap());
    assert!(client.token(response.status, &mut response.body).is_ok());
}
