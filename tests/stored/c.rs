//! The C interface, called as C calls it, reads what earlier editions stored.

use grantlet_ffi::{
    Session, SessionState, Settings, Span, Status, grantlet_session_access_token,
    grantlet_session_end, grantlet_session_init, grantlet_session_next_slot,
    grantlet_session_refresh_token, grantlet_session_restore, grantlet_session_state,
    grantlet_session_wall_time,
};

use crate::fixture::{Fixture, SLOT, Slots, all};

fn span(text: &[u8]) -> Span {
    Span { bytes: text.as_ptr(), length: text.len() }
}

fn text(span: Span) -> String {
    if span.length == 0 {
        return "none".to_owned();
    }
    // SAFETY: it points into the session's arena.
    let bytes = unsafe { std::slice::from_raw_parts(span.bytes, span.length) };
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// What `restore` says, and if it is done: state, refresh token, access token, the slot for the next record.
fn said(fixture: &Fixture, slots: &Slots) -> Result<[String; 4], Status> {
    let mut arena = [0u8; SLOT];
    let mut until = 0;
    // SAFETY: zeros are one of each of the interface's structs; each pointer is what the header asks for.
    unsafe {
        let mut session: Session = std::mem::zeroed();
        let mut error = std::mem::zeroed();
        let mut settings: Settings = std::mem::zeroed();
        settings.keep_access_token = true;
        settings.client_credentials = fixture.is_own;
        let session = &raw mut session;
        let arena = arena.as_mut_ptr().cast();
        assert_eq!(grantlet_session_init(session, arena, SLOT, &raw const settings), Status::Ok);
        if let Some(wall) = fixture.wall {
            grantlet_session_wall_time(session, wall, 0);
        }
        let (first, second) = (span(&slots[0]), span(&slots[1]));
        let status = grantlet_session_restore(session, first, second, 0, &raw mut error);
        if status != Status::Ok {
            return Err(status);
        }
        let state = match grantlet_session_state(session, 0, &raw mut until) {
            SessionState::Ready => "ready",
            SessionState::Due => "due",
            SessionState::InDoubt => "in_doubt",
            SessionState::Ended => "ended",
            other => panic!("{other:?}"),
        };
        let said = [
            state.to_owned(),
            text(grantlet_session_refresh_token(session)),
            text(grantlet_session_access_token(session, 0)),
            grantlet_session_next_slot(session).to_string(),
        ];
        grantlet_session_end(session);
        Ok(said)
    }
}

#[test]
fn this_edition_reads_each_record_of_an_earlier_one_in_c() {
    for fixture in all() {
        let said = said(&fixture, &fixture.slots).expect("it is read").join(" ");
        let words: Vec<_> = fixture.expected.split(' ').collect();
        let expected = [words[0], words[1], words[2], words[5]].join(" ");
        assert_eq!(said, expected, "{}", fixture.name);
    }
}

#[test]
fn this_edition_reports_a_record_of_a_later_one_in_c() {
    let fixture = all().swap_remove(0);
    for slot in [0, 1] {
        let mut slots = [vec![0xFF; SLOT], vec![0xFF; SLOT]];
        slots[slot].clone_from(&fixture.slots[0]);
        crate::flash::make_later(&mut slots[slot]);
        assert_eq!(said(&fixture, &slots), Err(Status::ELaterVersion));
    }
}
