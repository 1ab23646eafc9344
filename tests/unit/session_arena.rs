//! A session's arena: what does not fit, and what is left of it.

use grantlet::{
    BufferTooSmall, Failure, RestoreError, Session, SessionError, SessionState, Settings,
};
use grantlet_tests::ms;

use crate::session::{BLANK, DUE, live, slots};

/// Strings that are too long are not taken in part; after a move to a larger arena they are taken whole.
#[test]
fn an_arena_one_byte_short_takes_nothing_and_a_larger_one_all() {
    let too_small = |needed| Err(BufferTooSmall { needed });
    for length in 0..12 {
        let (mut arena, mut larger) = (vec![0; length], [0; 12]);
        let mut session = Session::new(&mut arena, Settings::DEFAULT);
        let login =
            |session: &mut Session<'_>| session.login_bytes(b"at-1", b"rt-1", b"user", None, 0, 0);
        assert_eq!(login(&mut session), too_small(12).map(|()| true), "{length}");
        assert_eq!((session.state(ms(0)), session.subject()), (SessionState::Ended, ""));
        assert_eq!(session.move_to(&mut larger), Ok(()));
        assert_eq!(login(&mut session), Ok(true));
    }
    let (mut arena, mut less, mut more, mut flash) = ([0; 12], [0; 11], [0; 13], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    assert_eq!(session.move_to(&mut less), too_small(12));
    session.begin_bytes(DUE).unwrap();
    let accept = |session: &mut Session<'_>| session.accept_bytes(b"at-2", b"rt-2+", None, DUE);
    assert_eq!(accept(&mut session), Err(SessionError::BufferTooSmall { needed: 13 }));
    assert_eq!(session.state(ms(DUE)), SessionState::InFlight);
    assert_eq!(session.refresh_token().unwrap().expose(), "rt-1");
    assert_eq!(session.access_token(ms(DUE)).unwrap().expose(), "at-1");
    assert_eq!(session.move_to(&mut more), Ok(()));
    assert_eq!(accept(&mut session), Ok(true));
    assert_eq!((session.refresh_token_bytes(), session.subject()), (&b"rt-2+"[..], "user"));
    // Restored without the access token.
    for length in 0..8 {
        let (mut arena, mut larger) = (vec![0; length], [0; 8]);
        let mut session = Session::new(&mut arena, Settings::DEFAULT);
        let too_small = Err(RestoreError::BufferTooSmall { needed: 8 });
        assert_eq!(session.restore(slots(&flash), ms(0)), too_small);
        assert_eq!(
            (session.state(ms(0)), session.refresh_token().is_none()),
            (SessionState::Ended, true)
        );
        session.move_to(&mut larger).unwrap();
        assert_eq!(session.restore(slots(&flash), ms(0)), Ok(()));
        assert_eq!((session.state(ms(0)), session.subject()), (SessionState::Due, "user"));
    }
}

/// Nothing remains of what was in an arena.
#[test]
fn an_arena_is_wiped_when_it_is_left() {
    let (mut first, mut second, mut flash) = ([0xA5; 64], [0xA5; 64], BLANK);
    let mut session = live(&mut first, Settings::DEFAULT, &mut flash);
    session.move_to(&mut second).unwrap();
    drop(session);
    assert_eq!((first, second), ([0; 64], [0; 64]));
    for leave in [
        |session: &mut Session<'_>| session.end(),
        |session: &mut Session<'_>| {
            session.begin_bytes(DUE).unwrap();
            session.fail(Failure::Ended, None, ms(DUE)).unwrap();
        },
        |session: &mut Session<'_>| session.restore([&[]; 2], ms(0)).unwrap(),
    ] {
        let mut session = live(&mut first, Settings::DEFAULT, &mut flash);
        leave(&mut session);
        assert!(session.refresh_token().is_none() && session.subject().is_empty());
        assert!(session.access_token(ms(0)).is_none() && session.deadline().is_none());
        // `drop` would wipe the arena, and hide what is left in it.
        std::mem::forget(session);
        assert_eq!(first, [0; 64]);
    }
    // A shorter string leaves no rest of a longer one.
    let mut session = live(&mut first, Settings::DEFAULT, &mut flash);
    assert_eq!(session.login_bytes(b"a", b"r", b"", None, 0, 0), Ok(true));
    std::mem::forget(session);
    // The access token is at the end, so that a refresh token changes without it.
    assert_eq!((first[0], &first[1..63], first[63]), (b'r', &[0; 62][..], b'a'));
    let mut session = live(&mut first, Settings::DEFAULT, &mut flash);
    session.rejected(ms(0)).unwrap();
    std::mem::forget(session);
    assert_eq!((&first[..8], &first[8..]), (&b"userrt-1"[..], &[0; 56][..]));
}
