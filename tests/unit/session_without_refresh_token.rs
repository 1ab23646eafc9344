//! Sessions without a refresh token.

use grantlet::{Client, Failure, NotDue, Profile, Secret, Session, SessionState, Settings};
use grantlet_tests::ms;

use crate::session::{DUE, word};

/// RFC 6749, section 4.4: no refresh token, no record, and no end but a logout.
#[test]
fn client_credentials_live_by_asking_again() {
    let settings = Settings::DEFAULT.client_credentials();
    let mut arena = [0; 64];
    let mut session = Session::new(&mut arena, settings);
    assert_eq!(session.restore([&[]; 2], ms(0)), Ok(()));
    assert_eq!(session.state(ms(0)), SessionState::Due);
    let begun = session.begin(ms(0)).unwrap();
    assert_eq!(begun.mark, None);
    let mut buffer = [0; 256];
    let profile = Profile::RFC6749.token_endpoint("/token");
    let client =
        Client::confidential(&profile, "id", Secret::new("s")).base_url("https://as.example");
    let post = client.request(&begun.grant, &mut buffer).unwrap();
    assert_eq!(post.body, "grant_type=client_credentials");
    // A refresh token with it is not for use (RFC 6749, section 4.4.3).
    assert_eq!(session.accept_bytes(b"at-1", b"rt-1", Some(3600), 0), Ok(false));
    assert!(session.refresh_token().is_none());
    assert_eq!(session.access_token(ms(0)).unwrap().expose(), "at-1");
    assert_eq!(session.state(ms(DUE)), SessionState::Due);
    for (failure, expected) in [
        (Failure::Ended, "refused"),
        (Failure::Refused, "refused"),
        (Failure::NoResponse, "waiting"),
        (Failure::TryLater, "waiting"),
    ] {
        let mut now = DUE;
        while session.begin_bytes(now).is_err() {
            now += DUE;
        }
        session.fail(failure, Some(1), ms(now)).unwrap();
        assert_eq!(word(session.state(ms(now))), expected, "{failure:?}");
        assert_eq!(session.state(ms(u64::MAX)), SessionState::Due, "never in doubt");
    }
    session.end();
    assert_eq!(session.state(ms(u64::MAX)), SessionState::Ended);
}

/// An implicit login, or one without `offline_access`: there is nothing to refresh with.
#[test]
fn without_a_refresh_token_the_access_token_is_used_to_its_end() {
    let mut arena = [0; 64];
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    assert_eq!(session.login_bytes(b"at", b"", b"user", Some(3600), 0, 0), Ok(false));
    for now in [DUE, 3_599_999] {
        assert_eq!(session.state(ms(now)), SessionState::Ready { until: Some(ms(3_600_000)) });
        assert!(session.access_token(ms(now)).is_some() && session.begin(ms(now)).is_err());
    }
    assert_eq!(session.state(ms(3_600_000)), SessionState::Ended);
    assert!(session.access_token(ms(3_600_000)).is_none());
    assert_eq!(session.begin(ms(3_600_000)).unwrap_err(), NotDue(SessionState::Ended));
    assert_eq!(session.login_bytes(b"at", b"", b"", None, 0, 4_000_000), Ok(false));
    assert_eq!(session.state(ms(u64::MAX)), SessionState::Ready { until: None });
    session.rejected(ms(u64::MAX)).unwrap();
    assert_eq!(session.state(ms(u64::MAX)), SessionState::Ended);
}
