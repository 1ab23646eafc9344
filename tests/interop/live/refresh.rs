//! The life of a refresh token: rotated, used twice, revoked; and that of a short access token.

use grantlet_tests::{ms, secs};
use std::time::{Duration, Instant};

use grantlet::{
    Client, ErrorCode, ExpectIdToken, Expiry, Grant, Life, Revoke, Secret, unverified_id_token,
};

use super::http::{HttpResponse, send};
use super::login::{Tokens, log_in, now, refusal, user_info};
use super::server::Server;

fn refresh(client: &Client<'_>, refresh_token: &str) -> HttpResponse {
    let mut buffer = [0; 1024];
    let grant = Grant::refresh_token(Secret::new(refresh_token));
    send(&client.request(&grant, &mut buffer).expect("a request"))
}

fn refreshed(client: &Client<'_>, refresh_token: &str) -> Tokens {
    let mut response = refresh(client, refresh_token);
    let token = client.token(response.status, &mut response.body).expect("tokens");
    Tokens::of(&token)
}

#[test]
fn a_refresh_rotates_the_token_and_keeps_the_user_and_a_reuse_ends_the_grant() {
    let Some(server) = Server::start(&[]) else { return };
    let mut document = server.metadata();
    let profile = server.profile(&mut document);
    let client = Client::public(&profile, "spa");
    let first = log_in(&server, &client);
    let second = refreshed(&client, &first.refresh_token);
    assert_ne!(second.refresh_token, first.refresh_token);
    assert_ne!(second.access_token, first.access_token);

    let (mut of_login, mut of_refresh) = ([0; 1024], [0; 1024]);
    let expect = ExpectIdToken::new(&server.issuer, "spa", secs(now()));
    let expect = expect.leeway(5);
    let id_token = Secret::new(&first.id_token);
    let login = unverified_id_token(id_token, &expect, &mut of_login).expect("claims");
    let id_token = Secret::new(&second.id_token);
    let same = expect.subject(login.subject);
    assert!(unverified_id_token(id_token, &same, &mut of_refresh).is_ok());
    let other = expect.subject("user-2");
    assert!(unverified_id_token(id_token, &other, &mut of_refresh).is_err());

    // The old token once more: the server takes it for stolen, and the whole family ends.
    assert_eq!(user_info(&server.issuer, &second.access_token).status, 200);
    for ended in [&first.refresh_token, &second.refresh_token] {
        let mut response = refresh(&client, ended);
        assert_eq!(refusal(&profile, &mut response), (400, ErrorCode::InvalidGrant));
    }
    assert_eq!(user_info(&server.issuer, &second.access_token).status, 401);
}

#[test]
fn a_revoked_token_is_refused_at_the_next_refresh() {
    let Some(server) = Server::start(&[]) else { return };
    let mut document = server.metadata();
    let profile = server.profile(&mut document);
    let client = Client::public(&profile, "spa");
    let tokens = log_in(&server, &client);
    let mut buffer = [0; 1024];
    // What the server does not know is as good as revoked (RFC 7009, section 2.2).
    for token in ["nope", &tokens.refresh_token] {
        let revoke = Revoke::RefreshToken(Secret::new(token));
        let request = client.revoke(revoke).write(&mut buffer).expect("a request");
        assert_eq!(send(&request).status, 200);
    }
    let mut response = refresh(&client, &tokens.refresh_token);
    assert_eq!(refusal(&profile, &mut response), (400, ErrorCode::InvalidGrant));
}

#[test]
fn a_token_of_two_seconds_ends_when_expiry_says_and_the_refresh_token_outlives_it() {
    let options = ["--ttl", "AccessToken=2", "--clock-tolerance", "0"];
    let Some(server) = Server::start(&options) else { return };
    let mut document = server.metadata();
    let profile = server.profile(&mut document);
    let client = Client::public(&profile, "spa");
    let old = log_in(&server, &client);

    let clock = Instant::now();
    let milliseconds = || u64::try_from(clock.elapsed().as_millis()).expect("milliseconds");
    let expiry = Expiry::new(ms(milliseconds()), old.expires_in);
    assert_eq!(expiry.life(ms(milliseconds()), 0), Life::Fresh);
    // A leeway of a minute counts as half the lifetime: no storm of refreshes.
    assert_eq!(expiry.life(ms(milliseconds()), 60_000), Life::Fresh);
    while expiry.life(ms(milliseconds()), 60_000) == Life::Fresh {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(expiry.life(ms(milliseconds()), 60_000), Life::RefreshDue);
    while expiry.life(ms(milliseconds()), 0) != Life::Expired {
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut late = user_info(&server.issuer, &old.access_token);
    assert_eq!(refusal(&profile, &mut late), (401, ErrorCode::InvalidToken));

    let new = refreshed(&client, &old.refresh_token);
    assert_eq!(new.expires_in, Some(2));
    assert_eq!(user_info(&server.issuer, &new.access_token).status, 200);
}
