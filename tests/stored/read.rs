//! This edition reads what earlier ones stored.

use grantlet::engine::{Lifetime, NewTokens};
use grantlet::{Session, SessionState};
use grantlet_tests::{ms, secs};

use crate::fixture::{Fixture, SLOT, Slots, all};

/// As the programs of the earlier editions have it: state, refresh token, access token, user, deadline, and
/// the slot for the next record.
pub(crate) fn said(fixture: &Fixture, slots: &Slots) -> String {
    let mut arena = [0; SLOT];
    let mut session = Session::new(&mut arena, fixture.settings());
    if let Some(wall) = fixture.wall {
        session.wall_time(secs(wall), ms(0));
    }
    session.restore([&slots[0], &slots[1]], ms(0)).expect("it is read");
    let state = match session.state(ms(0)) {
        SessionState::Ready { .. } => "ready",
        SessionState::Due => "due",
        SessionState::InDoubt => "in_doubt",
        SessionState::Ended => "ended",
        other => panic!("{other:?}"),
    };
    let refresh_token = text(session.refresh_token_bytes());
    let access_token = text(session.access_token_bytes(0).unwrap_or_default());
    let subject = text(session.subject_bytes());
    let deadline = session.deadline().map_or("none".to_owned(), |end| end.as_secs().to_string());
    format!("{state} {refresh_token} {access_token} {subject} {deadline} {}", session.next_slot())
}

pub(crate) fn text(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "none".to_owned();
    }
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[test]
fn this_edition_reads_each_record_of_an_earlier_one_as_that_did() {
    let fixtures = all();
    assert_eq!(fixtures.len(), 34);
    for fixture in fixtures {
        assert_eq!(said(&fixture, &fixture.slots), fixture.expected, "{}", fixture.name);
    }
}

/// That an `id_token` is due outlives the upgrade: a token without one is not handed out.
#[test]
fn this_edition_hands_nothing_out_where_an_id_token_was_due() {
    let due: Vec<_> = all().into_iter().filter(|one| one.name.contains("id_token")).collect();
    assert_eq!(due.len(), 2);
    for fixture in due {
        for (has_id_token, handed) in [(false, "none"), (true, "fake-at-3")] {
            let mut arena = [0; SLOT];
            let mut session = Session::new(&mut arena, fixture.settings());
            session.restore([&fixture.slots[0], &fixture.slots[1]], ms(0)).unwrap();
            session.begin_bytes(0).unwrap();
            let new_tokens = NewTokens::new(b"fake-at-3", b"", Lifetime::In(3600), 0);
            let stores = session.accept_with(new_tokens, has_id_token, 1).unwrap();
            if stores {
                session.stored().unwrap();
            }
            let given = session.access_token_bytes(1).unwrap_or_default().to_vec();
            assert_eq!(text(&given), handed, "{}", fixture.name);
        }
    }
}
