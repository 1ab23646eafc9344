//! A device whose tokens are bound to a key, at oidc-provider: it polls, keeps a session, restarts and refreshes.

use grantlet::{
    Client, DpopNonce, ErrorCode, Failure, Poll, Polled, Polling, Request, Response, Secret,
    Session, SessionState, Settings, TokenError, newest_record, record_len,
};
use grantlet_tests::ms;

use super::http::{HttpResponse, decide, send, send_with};
use super::keys::Key;
use super::server::Server;

fn sent(key: &Key, post: &Request<'_>, nonce: &mut DpopNonce) -> (HttpResponse, bool) {
    let proof = key.proof(post.method(), post.url, nonce, None);
    let response = send_with(post, &[("DPoP", &proof)]);
    let is_new = nonce.keep(response.nonce.as_deref());
    (response, is_new)
}

/// RFC 8628 with RFC 9449: the error `use_dpop_nonce` does not count as a poll, and no pause follows it, in polling and
/// in a session.
#[test]
fn a_device_polls_and_refreshes_with_proofs_through_a_restart() {
    const SLOT: usize = record_len(64, 0, 0);
    let Some(server) = Server::start(&["--proof"]) else { return };
    let (key, mut document) = (Key::known(), server.metadata());
    let profile = server.profile(&mut document).token_types(&["DPoP"]);
    let client = Client::public(&profile, "device");
    let mut buffer = [0; 1024];
    let start =
        client.authorize_device().scope("openid offline_access").write(&mut buffer).unwrap();
    let mut response = send(&start);
    let device = client.device_authorization(response.status, &mut response.body).unwrap();

    // It polls: the first response only brings the nonce, the second is the response to the poll.
    let mut polling = Polling::new(device.expires_in, device.interval, ms(0));
    let (mut nonce, mut requests, mut now) = (DpopNonce::default(), 0, 0);
    let (mut arena, mut flash) = ([0; 512], [[0xFF; SLOT]; 2]);
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    loop {
        match polling.next(ms(now)) {
            Poll::Expired => panic!("it has ended"),
            Poll::WaitUntil(moment) => now = moment.as_millis(),
            Poll::Now => {
                let mut buffer = [0; 1024];
                let post = client.device_code(device.device_code).write(&mut buffer).unwrap();
                let (mut response, is_new) = sent(&key, &post, &mut nonce);
                requests += 1;
                let mut token = client.token(response.status, &mut response.body);
                if is_new && token.is_err_and(|error| error.wants_dpop_nonce()) {
                    assert_eq!(Polled::of(&token), Polled::NoResponse, "nothing was decided");
                    (response, _) = sent(&key, &post, &mut nonce);
                    requests += 1;
                    token = client.token(response.status, &mut response.body);
                }
                let polled = Polled::of(&token);
                polling.polled(polled, ms(now));
                if polled == Polled::Pending {
                    assert_eq!(polling.next(ms(now)), Poll::WaitUntil(ms(now + 5_000)));
                    decide(&server.issuer, "approve", device.user_code);
                    continue;
                }
                let token = token.unwrap();
                assert!(token.dpop(&mut [0; 256]).is_ok(), "it is bound");
                session.login(&token, "", ms(now), ms(now)).unwrap();
                break;
            }
        }
    }
    assert_eq!(requests, 3, "a nonce, a poll, a poll");
    store(&mut session, &mut flash);

    // A power cut loses the nonce. The session is restored into other memory.
    for round in 0..3 {
        let mut arena = [0; 512];
        let mut session = Session::new(&mut arena, Settings::DEFAULT);
        session.restore([&flash[0], &flash[1]], ms(0)).unwrap();
        let mut nonce = DpopNonce::default();
        let before = session.refresh_token().unwrap().expose().to_owned();
        assert_eq!(session.state(ms(9)), SessionState::Due);
        let (mut again, mut requests, mut marks) = (false, 0, 0);
        loop {
            let attempt = if again { session.begin_again(ms(9)) } else { session.begin(ms(9)) };
            let attempt = attempt.unwrap();
            marks += u32::from(attempt.mark.is_some());
            let mut buffer = [0; 1024];
            let post = client.request(&attempt.grant, &mut buffer).unwrap();
            let (mut response, is_new) = sent(&key, &post, &mut nonce);
            requests += 1;
            let response = Response::new(response.status, &mut response.body);
            let received = session.receive(&client, response, None, ms(9)).unwrap();
            again = is_new && received.wants_dpop_nonce();
            if !again {
                assert_eq!((received.no_token, received.store), (None, true));
                break;
            }
        }
        assert_eq!((requests, marks), (2, 1), "round {round}: once more, and no second mark");
        store(&mut session, &mut flash);
        assert_ne!(session.refresh_token().unwrap().expose(), before, "it rotates");
        assert!(session.access_token(ms(9)).is_some());
        // A nonce that the server still accepts needs no second request.
        session.rejected(ms(9)).unwrap();
        let SessionState::Due = session.state(ms(10)) else { panic!() };
        let mut buffer = [0; 1024];
        let post = client.request(&session.begin(ms(10)).unwrap().grant, &mut buffer).unwrap();
        let (mut response, is_new) = sent(&key, &post, &mut nonce);
        assert!(!is_new);
        let response = Response::new(response.status, &mut response.body);
        assert_eq!(session.receive(&client, response, None, ms(10)).unwrap().no_token, None);
        store(&mut session, &mut flash);
    }

    // Without the key the refresh token is worth nothing.
    let newest = newest_record([&flash[0], &flash[1]]).slot.unwrap();
    let mut arena = [0; 512];
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    session.restore([&flash[0], &flash[1]], ms(0)).unwrap();
    assert_eq!(newest ^ 1, session.next_slot());
    let stolen = session.refresh_token().unwrap().expose().to_owned();
    let mut buffer = [0; 1024];
    let post = client.refresh(Secret::new(&stolen)).write(&mut buffer).unwrap();
    let mut response = send(&post);
    let refused = client.token(response.status, &mut response.body).unwrap_err();
    let TokenError::Server { error, .. } = refused else { panic!("{refused:?}") };
    assert!(matches!(error.code(), ErrorCode::InvalidGrant | ErrorCode::InvalidRequest), "{error}");
    assert!(matches!(Failure::of(&refused), Failure::Ended | Failure::Refused));
}

fn store(session: &mut Session<'_>, flash: &mut [[u8; record_len(64, 0, 0)]; 2]) {
    let mut image = [0xFF; record_len(64, 0, 0)];
    let slot = session.next_slot();
    session.record(&mut image).unwrap();
    flash[slot] = image;
    session.stored().unwrap();
}
