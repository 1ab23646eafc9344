//! A device's login, with a clock that the test turns: this server responds at any pace.

use grantlet::{Client, ErrorCode, Grant, Poll, Polled, Polling, Profile, Secret, TokenError};
use grantlet_tests::ms;

use super::http::{HttpResponse, decide, send};
use super::login::{refusal, user_info};
use super::server::Server;

const CLIENT: Client<'_> = Client::public(&Profile::RFC6749, "device");

#[test]
fn a_device_polls_until_the_user_approves() {
    story(|server, profile, device_code, user_code, polling| {
        let mut response = poll(profile, device_code);
        let polled = profile.token(response.status, &mut response.body);
        assert_eq!(Polled::of(&polled), Polled::Pending);
        polling.polled(Polled::Pending, ms(5_000));
        assert_eq!(polling.next(ms(5_000)), Poll::WaitUntil(ms(10_000)));

        decide(&server.issuer, "approve", user_code);
        let mut response = poll(profile, device_code);
        let polled = profile.token(response.status, &mut response.body);
        assert_eq!(Polled::of(&polled), Polled::Decided);
        let token = polled.expect("tokens");
        assert!(token.scope.expect("a scope").contains("offline_access"));
        assert!(token.refresh_token.is_some());
        assert_eq!(user_info(&server.issuer, token.access_token.expose()).status, 200);
        polling.polled(Polled::Decided, ms(10_000));
        assert_eq!(polling.next(ms(15_000)), Poll::Expired);

        let mut spent = poll(profile, device_code);
        assert_eq!(refusal(profile, &mut spent), (400, ErrorCode::InvalidGrant));
    });
}

#[test]
fn a_device_stops_polling_when_the_user_denies() {
    story(|server, profile, device_code, user_code, polling| {
        decide(&server.issuer, "deny", user_code);
        let mut response = poll(profile, device_code);
        let denied = profile.token(response.status, &mut response.body);
        let polled = Polled::of(&denied);
        assert_eq!(polled, Polled::Decided);
        polling.polled(polled, ms(5_000));
        assert_eq!(polling.next(ms(10_000)), Poll::Expired);
        let Err(TokenError::Server { error, .. }) = denied else { panic!("{denied:?}") };
        assert_eq!(error.code(), ErrorCode::AccessDenied);
    });
}

/// A device's login that was started, at the moment of its first poll.
fn story(tell: impl FnOnce(&Server, &Profile<'_>, &str, &str, &mut Polling)) {
    let Some(server) = Server::start(&[]) else { return };
    let mut document = server.metadata();
    let profile = server.profile(&mut document);
    let mut buffer = [0; 512];
    let scope = "openid offline_access";
    let request = CLIENT.with_profile(&profile).authorize_device().scope(scope).write(&mut buffer);
    let mut response = send(&request.expect("a request"));
    let device = profile.device_authorization(response.status, &mut response.body).expect("codes");
    assert_eq!(device.verification_uri, format!("{}/device", server.issuer));
    let complete = device.verification_uri_complete.expect("an address with the code");
    assert!(complete.ends_with(device.user_code));

    let mut polling = Polling::new(device.expires_in, device.interval, ms(0));
    // It names no interval.
    assert_eq!(polling.next(ms(0)), Poll::WaitUntil(ms(5_000)));
    assert_eq!(polling.next(ms(5_000)), Poll::Now);
    tell(&server, &profile, device.device_code.expose(), device.user_code, &mut polling);
}

fn poll(profile: &Profile<'_>, device_code: &str) -> HttpResponse {
    let mut buffer = [0; 512];
    let grant = Grant::device_code(Secret::new(device_code));
    send(&CLIENT.with_profile(profile).request(&grant, &mut buffer).expect("a request"))
}
