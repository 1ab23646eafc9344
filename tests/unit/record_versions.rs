//! Records of earlier and of later versions.

use grantlet::{RestoreError, Session, SessionState, Settings, newest_record, record_len};
use grantlet_tests::ms;

use crate::record::{by_hand, crc32, restored};

/// A later version adds fields, and may write them in another order or again.
#[test]
fn fields_that_are_unknown_are_skipped() {
    type Fields<'a> = &'a [(u8, &'a [u8])];
    let rows: [(Fields<'_>, Option<&str>); 10] = [
        (&[(1, b"rt-1")], Some("rt-1")),
        (&[(9, b"new"), (1, b"rt-1"), (255, b"")], Some("rt-1")),
        (&[(2, b"user"), (0, &[0; 100]), (1, b"rt-1")], Some("rt-1")),
        (&[(1, b"rt-1"), (3, b"12345678at")], Some("rt-1")),
        // An id_token is due.
        (&[(1, b"rt-1"), (4, &[1])], Some("rt-1")),
        (&[], None),
        (&[(7, b"x")], None),
        (&[(1, b"")], None),
        // An access token without its end: none of the record is believed.
        (&[(1, b"rt-1"), (3, b"1234567")], None),
        // Not UTF-8: no server has ever sent it.
        (&[(1, b"\xFF")], None),
    ];
    for (fields, expected) in rows {
        let slot = by_hand(1, i64::MIN, fields);
        assert_eq!(restored([&slot, &[]]).as_deref(), expected, "{fields:?}");
    }
    // A field that is longer than the fields.
    for length in [5u32, 6, 1000, u32::MAX] {
        let mut slot = by_hand(1, i64::MIN, &[(1, b"rt-1")]);
        slot[32 + 21..][..4].copy_from_slice(&length.to_le_bytes());
        let sum = crc32(&slot[32..61]);
        slot[61..65].copy_from_slice(&sum.to_le_bytes());
        assert_eq!(restored([&slot, &[]]), None, "{length}");
    }
}

/// A record as a later version writes it: the same frame, and fields that nobody knows yet.
fn of_version(version: u8, sequence: u32) -> Vec<u8> {
    let mut slot = by_hand(sequence, i64::MIN, &[(1, b"rt-1")]);
    slot[35] = version;
    // No field of this version has such a length.
    slot[53] = 0xA5;
    let sum = crc32(&slot[32..61]);
    slot[61..65].copy_from_slice(&sum.to_le_bytes());
    slot
}

/// Nothing is restored, so that nothing is written over it; an older one of two slots is not in the way.
#[test]
fn a_record_of_a_later_version_is_reported() {
    let mut arena = [0; 64];
    for version in [0, 2, 3, 255] {
        let later = of_version(version, 7);
        assert_eq!(newest_record([&later, &[]]).slot, Some(0));
        for slots in [
            [&later[..], &[]],
            [&[0xFF; 96], &later],
            [&later[..], &[0; 40]],
            // What this version wrote before it has been spent.
            [&later[..], &by_hand(6, 0, &[(1, b"rt-0")])],
            [&by_hand(6, 0, &[(1, b"rt-0")]), &later],
        ] {
            let mut session = Session::new(&mut arena, Settings::DEFAULT);
            assert_eq!(session.restore(slots, ms(0)), Err(RestoreError::LaterVersion));
            assert_eq!(session.state(ms(0)), SessionState::Ended);
            assert!(session.refresh_token().is_none());
        }
        let newer = by_hand(8, i64::MIN, &[(1, b"rt-8")]);
        assert_eq!(restored([&later, &newer]).as_deref(), Some("rt-8"));
        assert_eq!(restored([&newer, &later]).as_deref(), Some("rt-8"));
        // A flipped bit makes it none.
        for bit in 32 * 8..later.len() * 8 {
            let mut flipped = later.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let is_behind = bit >= 65 * 8;
            assert_eq!(newest_record([&flipped, &[]]).slot.is_some(), is_behind, "{bit}");
        }
    }
}

/// Records as each edition before this one wrote them are read (and a logout's record is none's).
#[test]
fn records_of_earlier_editions_are_read() {
    // The first edition: refresh token, user's id, access token with its end.
    let first = by_hand(7, 1_800_000_000, &[(1, b"rt-1"), (2, b"user"), (3, b"12345678at")]);
    assert_eq!(restored([&first, &[]]).as_deref(), Some("rt-1"));
    let ended = by_hand(8, i64::MIN, &[]);
    assert_eq!(newest_record([&first, &ended]).slot, Some(1));
    assert_eq!(restored([&first, &ended]), None);
}

/// A record that an `id_token` is due is no longer than `record_len` says.
#[test]
fn a_record_with_an_id_token_due_is_no_longer() {
    use crate::session::CLIENT;
    use grantlet::{Identity, Response};
    for token in 1..100usize {
        let mut arena = [0; 512];
        let mut session = Session::new(&mut arena, Settings::DEFAULT);
        let old = vec![b'r'; token];
        session.login_bytes(b"", &old, b"user", None, 0, 0).unwrap();
        session.stored().unwrap();
        session.begin_bytes(0).unwrap();
        let new = "n".repeat(token);
        let mut body = format!(
            r#"{{"access_token":"at","token_type":"Bearer","refresh_token":"{new}","id_token":"no"}}"#
        )
        .into_bytes();
        let identity = Identity { issuer: "https://as.example", client_id: "app", leeway: 0 };
        let response = Response::new(200, &mut body);
        let received = session.receive(&CLIENT, response, Some(identity), ms(0)).unwrap();
        assert!(received.store);
        let mut image = [0; 1024];
        assert!(session.record(&mut image).unwrap().len() <= record_len(token, 4, 0), "{token}");
    }
}
