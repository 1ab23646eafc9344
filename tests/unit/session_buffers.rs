//! How much of the arena a response takes: its unescaped strings, and no more.

use grantlet::{Client, Profile, Response, Session, SessionError, Settings};
use grantlet_tests::ms;

use crate::session::CLIENT;

/// Logged in with `rt-old` and no user's id in an arena of this length, and a refresh begun.
fn begun(arena: &mut [u8]) -> Session<'_> {
    let mut session = Session::new(arena, Settings::DEFAULT);
    session.login_bytes(b"at-1", b"rt-old", b"", Some(3600), 0, 0).unwrap();
    session.stored().unwrap();
    session.begin_bytes(3_540_000).unwrap();
    session
}

/// The tokens as they are written, and what they take beside each other.
const ROWS: [(&str, &str, usize); 9] = [
    ("at-2-as-it-is", "rt-new", 19),
    (r"a\u0074-2-as-it-is", "rt-new", 19),
    (r"at-2-as-it-is", r"\u0072\u0074\u002d\u006e\u0065\u0077", 19),
    (r"a\/t\/2-as-it-is", r"rt\/new", 20),
    // A shorter one makes room, and none leaves the old one.
    ("at-2-as-it-is", "r", 14),
    ("at-2-as-it-is", "", 19),
    // One that cannot be sent leaves the old one too.
    ("at-2-as-it-is", r"rt-\u0000-longer-than-the-old", 19),
    ("at-2-as-it-is", r"\n", 19),
    ("at-2-as-it-is", "\u{e9}", 19),
];

#[test]
fn a_token_takes_as_many_bytes_as_it_has_unescaped() {
    for (access, refresh, takes) in ROWS {
        for length in [takes - 1, takes] {
            let (mut arena, mut larger) = (vec![0; length], vec![0; takes]);
            let mut session = begun(&mut arena);
            let text = format!(
                r#"{{"access_token":"{access}","refresh_token":"{refresh}","token_type":"Bearer","expires_in":3600}}"#
            );
            let mut body = text.clone().into_bytes();
            let response = Response::new(200, &mut body);
            let received = session.receive(&CLIENT, response, None, ms(3_540_001));
            if length == takes {
                received.unwrap();
                continue;
            }
            // Nothing is taken, and the body is as it was.
            assert_eq!(received, Err(SessionError::BufferTooSmall { needed: takes }), "{text}");
            assert_eq!(body, text.as_bytes());
            session.move_to(&mut larger).unwrap();
            let response = Response::new(200, &mut body);
            session.receive(&CLIENT, response, None, ms(3_540_001)).unwrap();
        }
    }
}

#[test]
fn what_is_not_taken_needs_no_room() {
    // The access token is not for use, and the new refresh token is kept.
    for refused in [
        r#"{"access_token":"a token with spaces, and too long","refresh_token":"rt-new","token_type":"Bearer"}"#,
        r#"{"access_token":"a-token-that-is-too-long","refresh_token":"rt-new","token_type":"mac"}"#,
        r#"{"access_token":"a-token-that-is-too-long","refresh_token":"rt-new"}"#,
        r#"{"access_token":"a-token-that-comes-twice","access_token":"x","refresh_token":"rt-new","token_type":"Bearer"}"#,
    ] {
        let mut arena = [0; 10];
        let mut session = begun(&mut arena);
        let mut body = refused.to_owned().into_bytes();
        let response = Response::new(200, &mut body);
        let received = session.receive(&CLIENT, response, None, ms(3_540_001)).unwrap();
        assert!(received.store && received.no_token.is_some(), "{refused}");
        assert_eq!(session.refresh_token_bytes(), b"rt-new");
    }
    // Nor does anything beside an error.
    let mut body = *br#"{"error":"temporarily_unavailable","refresh_token":"rt-that-is-too-long"}"#;
    let mut arena = [0; 10];
    let mut session = begun(&mut arena);
    let response = Response::new(200, &mut body);
    let received = session.receive(&CLIENT, response, None, ms(3_540_001)).unwrap();
    assert!(!received.store && received.no_token.is_some());
    assert_eq!(session.refresh_token_bytes(), b"rt-old");
}

#[test]
fn a_refresh_token_that_does_not_fit_alone_leaves_the_access_token() {
    let (mut arena, mut larger) = ([0; 12], [0; 32]);
    let mut session = begun(&mut arena);
    let new = b"rt-longer-than-the-arena";
    let taken = session.accept_bytes(b"", new, None, 3_540_001);
    assert_eq!(taken, Err(SessionError::BufferTooSmall { needed: new.len() }));
    assert_eq!(session.access_token_bytes(3_540_001), Some(&b"at-1"[..]));
    session.move_to(&mut larger).unwrap();
    assert_eq!(session.accept_bytes(b"", new, None, 3_540_001), Ok(true));
    assert_eq!(session.refresh_token_bytes(), new);
}

/// The access token is the refresh token too, in a provider without refresh tokens.
#[test]
fn a_token_that_refreshes_itself_takes_its_room_twice() {
    let profile = Profile::RFC6749.refresh_by_access_token();
    let client = Client::public(&profile, "app");
    let text = r#"{"access_token":"at\/2-as-it-is","token_type":"Bearer","expires_in":3600}"#;
    let takes = 2 * "at/2-as-it-is".len();
    for length in [takes - 1, takes] {
        let (mut arena, mut larger) = (vec![0; length], vec![0; takes]);
        let mut session = begun(&mut arena);
        let mut body = text.as_bytes().to_vec();
        let response = Response::new(200, &mut body);
        let received = session.receive(&client, response, None, ms(3_540_001));
        if length == takes {
            received.unwrap();
            continue;
        }
        assert_eq!(received, Err(SessionError::BufferTooSmall { needed: takes }));
        assert_eq!(body, text.as_bytes());
        session.move_to(&mut larger).unwrap();
        let response = Response::new(200, &mut body);
        session.receive(&client, response, None, ms(3_540_001)).unwrap();
    }
}
