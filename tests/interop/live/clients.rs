//! Confidential clients: their secret in the body and by Basic, right and wrong.

use grantlet::{Client, ClientAuth, ErrorCode, Grant, Scope, Secret, TokenError};

use super::http::send;
use super::login::{code_of, exchange, refusal, start, visit};
use super::server::Server;

const BASIC: ClientAuth = ClientAuth::BASIC;
const BASIC_VERBATIM: ClientAuth = ClientAuth::BASIC_VERBATIM;
const BODY: ClientAuth = ClientAuth::BODY;

const SPECIAL: &str = "p+w/=&% :~";

/// A client, how it shows its secret, the secret, and the response: none is a token.
type Row = (&'static str, ClientAuth, &'static str, Option<(u16, ErrorCode)>);

const ROWS: &[Row] = &[
    ("conf-basic", BASIC, "basic-secret", None),
    ("conf-basic", BASIC, "wrong", Some((401, ErrorCode::InvalidClient))),
    ("conf-post", BODY, "post-secret", None),
    ("conf-post", BODY, "wrong", Some((401, ErrorCode::InvalidClient))),
    ("nobody", BASIC, "x", Some((401, ErrorCode::InvalidClient))),
    // Registered for the body, and taken by Basic all the same.
    ("conf-post", BASIC, "post-secret", None),
    ("conf-special", BASIC, SPECIAL, None),
    // This server decodes, and `% :` is nothing that can be decoded.
    ("conf-special", BASIC_VERBATIM, SPECIAL, Some((400, ErrorCode::InvalidRequest))),
];

#[test]
fn client_credentials_are_granted_for_the_right_secret_shown_the_right_way() {
    let Some(server) = Server::start(&[]) else { return };
    let mut document = server.metadata();
    let profile = server.profile(&mut document);
    for (id, auth, secret, refused) in ROWS {
        let profile = profile.client_auth(*auth);
        let client = Client::confidential(&profile, id, Secret::new(secret));
        let grant = Grant::client_credentials().scope("api:read");
        let mut buffer = [0; 512];
        let request = client.request(&grant, &mut buffer).expect("a request");
        let mut response = send(&request);
        match (client.token(response.status, &mut response.body), refused) {
            (Ok(token), None) => {
                assert_eq!(token.expires_in, Some(600), "{id}");
                assert_eq!(token.scope, Some(Scope::new("api:read")), "{id}");
                assert!(token.refresh_token.is_none(), "{id}");
            }
            (Err(TokenError::Server { status, error }), Some(refused)) => {
                assert_eq!((status, error.code()), *refused, "{id} {auth:?}");
            }
            (other, _) => panic!("{id} {auth:?}: {other:?}"),
        }
    }
}

#[test]
fn a_code_is_exchanged_and_refreshed_with_the_secret_by_basic_and_in_the_body() {
    let Some(server) = Server::start(&[]) else { return };
    let mut document = server.metadata();
    let profile = server.profile(&mut document);
    for (id, auth, secret) in
        [("conf-basic", BASIC, "basic-secret"), ("conf-post", BODY, "post-secret")]
    {
        let profile = profile.client_auth(auth);
        let client = Client::confidential(&profile, id, Secret::new(secret));
        let impostor = Client::confidential(&profile, id, Secret::new("wrong"));
        let mut login = start(&server, &client);
        // A confidential client has a refresh token only with `offline_access`, and that only
        // with the user's consent.
        let url = visit(&login, &client, &[("prompt", "consent")]);
        let code = code_of(&mut login, &client, url);

        let mut wrong = exchange(&login, &impostor, &code);
        assert_eq!(refusal(&profile, &mut wrong), (401, ErrorCode::InvalidClient), "{id}");
        let mut right = exchange(&login, &client, &code);
        let token = client.token(right.status, &mut right.body).expect("tokens");
        assert!(token.scope.expect("a scope").contains("offline_access"), "{id}");

        let grant = Grant::refresh_token(token.refresh_token.expect("a refresh token"));
        let mut buffer = [0; 512];
        let wrong = impostor.request(&grant, &mut buffer).expect("a request");
        assert_eq!(refusal(&profile, &mut send(&wrong)), (401, ErrorCode::InvalidClient), "{id}");
        let right = client.request(&grant, &mut buffer).expect("a request");
        let mut response = send(&right);
        assert!(client.token(response.status, &mut response.body).is_ok(), "{id}");
    }
}
