//! The power is cut in the first writes after an upgrade.

use grantlet::{MARK, RestoreError, Session};
use grantlet_tests::ms;

use crate::fixture::{Fixture, SLOT, Slots, all};
use crate::read::{said, text};

/// How much of a byte is written when the power goes.
const BITS: [u8; 5] = [0x00, 0x01, 0x0F, 0xF0, 0x7F];

/// A moment at which the power went, and which refresh tokens may be read then.
pub(crate) struct Cut {
    pub(crate) slots: Slots,
    pub(crate) tokens: [String; 2],
}

/// Each cut of the mark, the erase and the record of the first refresh after an upgrade; none where none is
/// due. The last one is behind all of it.
pub(crate) fn cuts(fixture: &Fixture) -> Vec<Cut> {
    let mut slots = fixture.slots.clone();
    let mut arena = [0; SLOT];
    let mut session = Session::new(&mut arena, fixture.settings());
    session.restore([&slots[0], &slots[1]], ms(0)).expect("it is read");
    let old = text(session.refresh_token_bytes());
    let mut cuts = Vec::new();
    let Ok(marked) = session.begin_bytes(0) else { return cuts };
    if let Some(slot) = marked {
        program(&mut slots, slot, &MARK, &mut |slots| {
            cuts.push(Cut { slots, tokens: [old.clone(), old.clone()] });
        });
    }
    assert_eq!(session.accept_bytes(b"fake-at-new", b"fake-rt-new", None, 1), Ok(true));
    let next = session.next_slot();
    let mut image = [0xFF; SLOT];
    let record = session.record(&mut image).expect("room").to_vec();
    for at in 0..SLOT {
        for bits in BITS {
            let mut cut = slots.clone();
            cut[next][at] |= bits;
            cuts.push(Cut { slots: cut, tokens: [old.clone(), old.clone()] });
        }
        slots[next][at] = 0xFF;
    }
    let new = "fake-rt-new".to_owned();
    program(&mut slots, next, &record, &mut |slots| {
        // The last byte that is written may be there before its write is over.
        let is_whole = slots[next][MARK.len()..record.len()] == record[MARK.len()..];
        let token = if is_whole { &new } else { &old };
        cuts.push(Cut { slots, tokens: [token.clone(), token.clone()] });
    });
    cuts
}

/// Programs ones to zeros, with the power cut in each byte.
fn program(slots: &mut Slots, slot: usize, image: &[u8], cut: &mut impl FnMut(Slots)) {
    for (at, new) in image.iter().enumerate() {
        for bits in BITS {
            let mut torn = slots.clone();
            torn[slot][at] &= new | !bits;
            cut(torn);
        }
        slots[slot][at] &= new;
    }
    cut(slots.clone());
}

/// Fixtures with a refresh token, whose access token is of no use any more.
pub(crate) fn refreshable() -> Vec<Fixture> {
    let with_token = |one: &Fixture| one.expected.contains("fake-rt");
    let due = |one: Fixture| Fixture { wall: None, ..one };
    all().into_iter().filter(with_token).map(due).collect()
}

#[test]
fn this_edition_goes_on_from_each_cut_of_the_first_write_after_an_upgrade() {
    let mut count = 0;
    for fixture in refreshable() {
        let cuts = cuts(&fixture);
        let last = cuts.len() - 1;
        for (index, cut) in cuts.into_iter().enumerate() {
            count += 1;
            let said = said(&fixture, &cut.slots);
            let words: Vec<_> = said.split(' ').collect();
            assert!(cut.tokens.contains(&words[1].to_owned()), "{}: {said}", fixture.name);
            assert!(matches!(words[0], "due" | "in_doubt"), "{}: {said}", fixture.name);
            if index == last {
                assert_eq!(words[..2], ["due", "fake-rt-new"], "{}", fixture.name);
            }
            // The next refresh is stored, and read.
            let mut slots = cut.slots;
            let mut arena = [0; SLOT];
            let mut session = Session::new(&mut arena, fixture.settings());
            session.restore([&slots[0], &slots[1]], ms(0)).unwrap();
            session.begin_bytes(0).unwrap();
            assert_eq!(session.accept_bytes(b"fake-at", b"fake-rt-last", None, 1), Ok(true));
            let slot = session.next_slot();
            let mut image = [0; SLOT];
            let record = session.record(&mut image).unwrap();
            slots[slot].fill(0xFF);
            slots[slot][..record.len()].copy_from_slice(record);
            let said = crate::read::said(&fixture, &slots);
            assert!(said.starts_with("due fake-rt-last "), "{}: {said}", fixture.name);
        }
    }
    assert!(count > 20_000, "{count}");
}

/// As a later version of this library might write it: the frame stays, the fields are others.
pub(crate) fn make_later(slot: &mut [u8]) {
    slot[35] = 2;
    let length = u32::from_le_bytes(slot[48..52].try_into().expect("four bytes")) as usize;
    let end = 52 + length;
    slot[52..end].fill(0xA5);
    let sum = crc32(&slot[32..end]);
    slot[end..end + 4].copy_from_slice(&sum.to_le_bytes());
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().flat_map(|byte| (0..8).map(move |at| u32::from(byte >> at & 1))).fold(
        u32::MAX,
        |sum, bit| if (sum ^ bit) & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 },
    )
}

/// After a rollback: the record of the later edition is newer than what this one wrote before.
#[test]
fn this_edition_writes_nothing_over_the_record_of_a_later_one() {
    for fixture in refreshable() {
        let after = cuts(&fixture).pop().expect("a refresh");
        let mut slots = after.slots;
        let newer =
            slots.iter().position(|slot| slot.windows(11).any(|text| text == b"fake-rt-new"));
        make_later(&mut slots[newer.expect("the newer one")]);
        let mut arena = [0; SLOT];
        let mut session = Session::new(&mut arena, fixture.settings());
        let restored = session.restore([&slots[0], &slots[1]], ms(0));
        assert_eq!(restored, Err(RestoreError::LaterVersion), "{}", fixture.name);
        assert_eq!(session.refresh_token_bytes(), b"");
    }
}
