//! The record in two slots: every bit and every length of it, which slot counts, the mark.

use grantlet::{BufferTooSmall, MARK, Session, SessionState, Settings, newest_record, record_len};
use grantlet_tests::{ms, secs};
use proptest::prelude::*;

use crate::buffer::exact_at_every_length;
use crate::session::{BLANK, DUE, SLOT, live, log_in, slots};

/// A record as the session writes it, with that sequence number and refresh token.
pub(crate) fn record(sequence: u32, refresh_token: &[u8]) -> Vec<u8> {
    let mut arena = [0; 512];
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    for _ in 1..sequence {
        session.login_bytes(b"at", b"rt", b"", None, 0, 0).unwrap();
    }
    session.login_bytes(b"at", refresh_token, b"user", None, 0, 0).unwrap();
    let mut image = [0; 1024];
    session.record(&mut image).unwrap().to_vec()
}

/// CRC-32, written down a second time, by shifts of the whole.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for bit in bytes.iter().flat_map(|byte| (0..8).map(move |at| u32::from(byte >> at & 1))) {
        sum = if (sum ^ bit) & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 };
    }
    !sum
}

/// A record by the table of the documentation, byte for byte.
pub(crate) fn by_hand(sequence: u32, deadline: i64, fields: &[(u8, &[u8])]) -> Vec<u8> {
    let mut texts = Vec::new();
    for (name, text) in fields {
        texts.push(*name);
        texts.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
        texts.extend(*text);
    }
    let mut summed = b"GRT\x01".to_vec();
    summed.extend(sequence.to_le_bytes());
    summed.extend(deadline.to_le_bytes());
    summed.extend(u32::try_from(texts.len()).unwrap().to_le_bytes());
    summed.extend(texts);
    let sum = crc32(&summed);
    let mut slot = vec![0xFF; 32];
    slot.extend(summed);
    slot.extend(sum.to_le_bytes());
    slot.resize(slot.len().next_multiple_of(32), 0xFF);
    slot
}

#[test]
fn the_layout_is_that_of_the_documentation() {
    assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    let written = record(3, b"rt-1");
    assert_eq!(written, by_hand(3, i64::MIN, &[(1, b"rt-1"), (2, b"user")]));
    assert_eq!(MARK, [0; 32]);
}

#[test]
fn record_len_is_the_longest_record_with_such_texts() {
    for token in 0..200 {
        let refresh_token = vec![b'r'; token];
        let mut arena = [0; 512];
        let mut session = Session::new(&mut arena, Settings::DEFAULT.keep_access_token());
        session.wall_time(secs(1_790_000_000), ms(0));
        session.login_bytes(b"at", &refresh_token, b"user", Some(60), 0, 0).unwrap();
        let mut image = [0; 1024];
        let len = session.record(&mut image).unwrap().len();
        // A field without text is left out, which may save a step of 32.
        assert!(len <= record_len(token, 4, 2) && len + 32 >= record_len(token, 4, 2), "{token}");
        assert!(token == 0 || len == record_len(token, 4, 2), "{token}");
        assert_eq!(len % 32, 0);
    }
    for length in [usize::MAX, usize::MAX / 2] {
        assert_eq!(record_len(length, length, length), usize::MAX - 31);
    }
}

#[test]
fn a_buffer_one_byte_short_reports_the_exact_length() {
    let mut arena = [0; 64];
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    log_in(&mut session, None, 0);
    exact_at_every_length("record", |buffer| match session.record(buffer) {
        // As text, for the comparison only.
        Ok(record) => Ok(record.iter().map(|byte| char::from(*byte & 0x7F)).collect()),
        Err(BufferTooSmall { needed }) => Err(needed),
    });
}

/// What a slot is restored to: nothing, or the refresh token.
pub(crate) fn restored(slots: [&[u8]; 2]) -> Option<String> {
    let mut arena = [0; 512];
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    session.restore(slots, ms(0)).unwrap();
    session.refresh_token().map(|token| token.expose().to_owned())
}

#[test]
fn each_flip_of_a_bit_is_refused_or_is_the_mark() {
    let whole = record(2, b"rt-2");
    let older = record(1, b"rt-1");
    // Behind the CRC the record is erased.
    let end = 32 + 20 + 9 + 9 + 4;
    for bit in 0..whole.len() * 8 {
        let mut slot = whole.clone();
        slot[bit / 8] ^= 1 << (bit % 8);
        let picked = newest_record([&older, &slot]);
        let (in_mark, behind) = (bit < 32 * 8, bit >= end * 8);
        let expected = if in_mark || behind { Some(1) } else { Some(0) };
        assert_eq!(picked.slot, expected, "{bit}");
        assert_eq!((picked.marked, picked.other_is_torn), (in_mark, !in_mark && !behind), "{bit}");
        let token = restored([&older, &slot]).unwrap();
        assert_eq!(token, if in_mark || behind { "rt-2" } else { "rt-1" }, "{bit}");
        // Alone, what is refused is no grant.
        let alone = newest_record([&slot, &[0xFF; 96]]);
        assert_eq!(alone.slot.is_some(), in_mark || behind);
        assert_eq!(alone.other_is_torn, !in_mark && !behind);
    }
}

#[test]
fn each_flip_of_two_bits_is_refused() {
    let whole = record(1, b"rt");
    for first in 32 * 8..whole.len() * 8 - 8 {
        for second in [first + 1, first + 7, (first * 31) % (whole.len() * 8)] {
            let covered = 32 * 8..(32 + 20 + 7 + 9 + 4) * 8;
            if second == first || !covered.contains(&first) || !covered.contains(&second) {
                continue;
            }
            let mut slot = whole.clone();
            slot[first / 8] ^= 1 << (first % 8);
            slot[second / 8] ^= 1 << (second % 8);
            assert_eq!(newest_record([&slot, &[]]).slot, None, "{first} {second}");
        }
    }
}

/// A slot may be shorter than the record, than the header, than the mark; or longer.
#[test]
fn each_truncation_is_refused_and_what_is_behind_a_record_is_not_read() {
    let whole = record(1, b"rt-1");
    let end = 32 + 20 + 9 + 9 + 4;
    for length in 0..=whole.len() {
        for slots in [[&whole[..length], &[]], [&[], &whole[..length]]] {
            let found = newest_record(slots);
            let is_whole = length >= end;
            assert_eq!(found.slot.is_some(), is_whole, "{length}");
            assert_eq!(found.other_is_torn, length > 32 && !is_whole, "{length}");
            assert_eq!(restored(slots).is_some(), is_whole, "{length}");
        }
        // As a write that was cut leaves it.
        let mut torn = whole.clone();
        torn[length..].fill(0xFF);
        assert_eq!(newest_record([&torn, &[]]).slot.is_some(), length >= end, "{length}");
    }
    for behind in [0x00, 0xA5, 0xFF] {
        let mut slot = whole.clone();
        slot.resize(500, behind);
        assert_eq!(restored([&slot, &[]]).as_deref(), Some("rt-1"));
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Kept {
    Blank,
    Torn,
    Zeros,
    Whole(u32),
    Marked(u32),
}

/// All combinations of two slots, also two of one sequence number, which are copies.
#[test]
fn newest_record_takes_the_newer_whole_slot_and_reports_a_torn_one() {
    use Kept::{Blank, Marked, Torn, Whole, Zeros};
    let all = [
        Blank,
        Torn,
        Zeros,
        Whole(1),
        Whole(2),
        Whole(u32::MAX),
        Marked(1),
        Marked(2),
        Marked(u32::MAX),
    ];
    let bytes = |kept| match kept {
        Blank => vec![0xFF; 96],
        Zeros => vec![0; 96],
        Torn => by_hand(5, 0, &[(1, b"rt")])[..45].to_vec(),
        Whole(sequence) => by_hand(sequence, 0, &[(1, b"rt")]),
        Marked(sequence) => {
            let mut slot = by_hand(sequence, 0, &[(1, b"rt")]);
            slot[..32].copy_from_slice(&MARK);
            slot
        }
    };
    let sequence = |kept| match kept {
        Whole(sequence) | Marked(sequence) => Some(sequence),
        Blank | Torn | Zeros => None,
    };
    for a in all {
        for b in all {
            let picked = newest_record([&bytes(a), &bytes(b)]);
            let newer = match (sequence(a), sequence(b)) {
                (None, None) => None,
                (a, b) => Some(usize::from(b > a)),
            };
            assert_eq!(picked.slot, newer, "{a:?} {b:?}");
            let of_newest =
                [a, b].into_iter().filter(|x| sequence(*x) == sequence(a).max(sequence(b)));
            let marked = newer.is_some() && of_newest.into_iter().any(|x| matches!(x, Marked(_)));
            assert_eq!(picked.marked, marked, "{a:?} {b:?}");
            let torn = [a, b].iter().any(|x| matches!(x, Torn | Zeros));
            assert_eq!(picked.other_is_torn, torn, "{a:?} {b:?}");
        }
    }
}

/// Where a device is worn to the end of the numbers, nothing breaks.
#[test]
fn a_sequence_number_at_its_end_stays_there() {
    let mut slot = by_hand(u32::MAX - 1, i64::MAX, &[(1, b"rt-1")]);
    let mut arena = [0; 64];
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    for _ in 0..3 {
        session.restore([&slot, &[]], ms(0)).unwrap();
        assert_eq!(
            (session.state(ms(0)), session.deadline()),
            (SessionState::Due, Some(secs(i64::MAX)))
        );
        assert_eq!(session.begin_bytes(0), Ok(Some(0)));
        assert_eq!(session.accept_bytes(b"at", b"rt-2", None, 0), Ok(true));
        session.end();
        slot = by_hand(u32::MAX, i64::MAX, &[(1, b"rt-1")]);
    }
    session.restore([&slot, &[]], ms(0)).unwrap();
    session.begin_bytes(0).unwrap();
    session.accept_bytes(b"at", b"rt-2", None, 0).unwrap();
    let mut image = [0; 96];
    assert_eq!(session.record(&mut image).unwrap()[36..40], [0xFF; 4]);
    // And 0, which is never written, is the oldest.
    let zero = by_hand(0, 0, &[(1, b"rt-0")]);
    assert_eq!(newest_record([&zero, &record(1, b"rt-1")]).slot, Some(1));
    session.restore([&zero, &[]], ms(0)).unwrap();
    assert_eq!(session.begin_bytes(0), Ok(None));
}

/// The same record in both slots, or twice in one page, is one record.
#[test]
fn a_copy_outlives_each_flip_of_the_other() {
    let (mut arena, mut flash) = ([0; 64], BLANK);
    drop(live(&mut arena, Settings::DEFAULT, &mut flash));
    flash[1] = flash[0];
    for slot in [0, 1] {
        for bit in 0..SLOT * 8 {
            let mut flash = flash;
            flash[slot][bit / 8] ^= 1 << (bit % 8);
            assert_eq!(restored(slots(&flash)).as_deref(), Some("rt-1"), "{bit}");
        }
    }
    // A rotation goes over one of them, and a mark on either counts.
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    session.restore(slots(&flash), ms(0)).unwrap();
    let slot = session.begin_bytes(DUE).unwrap().unwrap();
    assert_ne!(slot, session.next_slot());
    flash[slot ^ 1][..32].copy_from_slice(&MARK);
    assert!(newest_record(slots(&flash)).marked);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(grantlet_tests::cases(500)))]

    /// A slot may contain anything.
    #[test]
    fn any_bytes_are_read_without_a_panic(
        a in prop::collection::vec(any::<u8>(), 0..200),
        b in prop::collection::vec(any::<u8>(), 0..200),
        length: u32, sequence: u32, deadline: i64,
    ) {
        let picked = newest_record([&a, &b]);
        prop_assert_eq!(picked.slot, None);
        // And behind a right CRC.
        let mut slot = by_hand(sequence, deadline, &[(a.first().copied().unwrap_or(0), &b)]);
        let end = 32 + 20 + 5 + b.len();
        slot[53..57].copy_from_slice(&length.to_le_bytes());
        let sum = crc32(&slot[32..end]);
        slot[end..end + 4].copy_from_slice(&sum.to_le_bytes());
        let mut arena = [0; 512];
        let mut session = Session::new(&mut arena, Settings::DEFAULT.keep_access_token());
        session.wall_time(secs(deadline), ms(0));
        session.restore([&slot, &a], ms(0)).unwrap();
        session.state(ms(u64::MAX));
        session.access_token(ms(u64::MAX));
    }

    #[test]
    fn what_is_written_is_read(
        refresh_token in "[!-~]{1,80}", subject in "\\PC{0,40}", access_token in "[!-~]{1,80}",
        lifetime in 60..u32::MAX, wall in -1_000_000_000_000i64..1_000_000_000_000,
    ) {
        let mut arena = [0; 400];
        let settings = Settings::DEFAULT.keep_access_token();
        let mut session = Session::new(&mut arena, settings);
        session.wall_time(secs(wall), ms(0));
        session
            .login_bytes(
                access_token.as_bytes(), refresh_token.as_bytes(), subject.as_bytes(),
                Some(lifetime), 0, 0,
            )
            .unwrap();
        let mut image = [0; 1024];
        let len = session.record(&mut image).unwrap().len();
        drop(session);
        let mut session = Session::new(&mut arena, settings);
        session.wall_time(secs(wall), ms(0));
        session.restore([&[], &image[..len]], ms(0)).unwrap();
        prop_assert_eq!(session.refresh_token().unwrap().expose(), &refresh_token);
        prop_assert_eq!(session.subject(), &subject);
        prop_assert_eq!(session.access_token(ms(0)).unwrap().expose(), &access_token);
        prop_assert_eq!(session.next_slot(), 0);
    }
}
