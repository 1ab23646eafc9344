//! A logout, cut at every byte of every write: from the moment that the last record is whole, nobody is
//! logged in again, and before it the session is what it was.

use grantlet::{Session, SessionState, Settings};
use grantlet_tests::ms;

use crate::flash::{CutAt, Flash, SLOT};

/// A device that was logged in `rotations` rotations ago.
fn logged_in(session: &mut Session<'_>, flash: &mut Flash, rotations: u32) {
    session.login_bytes(b"at", b"rt-1", b"", Some(3600), 0, 0).unwrap();
    let mut now = 0;
    for rotation in 0..=rotations {
        let mut image = [0; SLOT];
        let (slot, record) = (session.next_slot(), session.record(&mut image).unwrap());
        assert!(flash.erase(slot, None).is_ok());
        assert!(flash.program(slot, rotation + 1, record, None).is_ok());
        session.stored().unwrap();
        if rotation < rotations {
            now += 3_600_000;
            session.begin_bytes(now).unwrap();
            let token = format!("rt-{}", rotation + 2);
            session.accept_bytes(b"at", token.as_bytes(), Some(3600), now).unwrap();
        }
    }
}

/// The writes of a logout in their order, the last of which is cut; returns whether the last record was
/// programmed as a whole.
fn log_out(session: &mut Session<'_>, flash: &mut Flash, write: usize, cut: CutAt) -> bool {
    let cut_in = |number| (number == write).then_some(cut);
    session.end();
    assert_eq!(session.state(ms(0)), SessionState::Ended);
    let mut image = [0; SLOT];
    let (slot, record) = (session.next_slot(), session.record(&mut image).unwrap());
    if flash.erase(slot, cut_in(0)).is_err() {
        return false;
    }
    if flash.program(slot, 100, record, cut_in(1)).is_err() {
        return flash.holds(slot, record);
    }
    session.stored().unwrap();
    let _ = flash.erase(session.next_slot(), cut_in(2));
    true
}

#[test]
fn a_logout_that_is_cut_never_brings_the_session_back() {
    let mut ended = 0;
    for (rotations, write, copies) in
        (0..4).flat_map(|r| (0..4).flat_map(move |w| [1, 2].map(|copies| (r, w, copies))))
    {
        for byte in 0..=SLOT {
            for bits in [0, 0x5A, 0xFF] {
                let (mut arena, mut flash) = ([0; 64], Flash::new(copies));
                let mut session = Session::new(&mut arena, Settings::DEFAULT);
                logged_in(&mut session, &mut flash, rotations);
                let is_whole = log_out(&mut session, &mut flash, write, CutAt { byte, bits });
                drop(session);
                let mut session = Session::new(&mut arena, Settings::DEFAULT);
                session.restore(flash.slots(), ms(0)).unwrap();
                let newest = format!("rt-{}", rotations + 1);
                if is_whole {
                    ended += 1;
                    assert_eq!(session.state(ms(0)), SessionState::Ended, "{write} {byte} {bits}");
                } else if session.state(ms(0)) != SessionState::Ended {
                    // Not logged out yet: never an older token.
                    assert_eq!(session.refresh_token_bytes(), newest.as_bytes());
                }
            }
        }
    }
    assert!(ended > 1000);
}
