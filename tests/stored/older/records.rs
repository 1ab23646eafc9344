//! Records in two slots.

use grantlet::{MARK, RefreshLifetime, Session, SessionState, Settings, record_len};

use crate::{hex, unhex};

const SLOT: usize = record_len(16, 16, 16);
const WALL: i64 = 1_790_000_000;
type Slots = [Vec<u8>; 2];

pub(crate) fn write() {
    let plain = Settings::DEFAULT;
    let keeps = plain.keep_access_token();
    let own = keeps.client_credentials();
    let absolute = plain.refresh_lifetime(RefreshLifetime::Absolute(86_400));
    let sliding = keeps.refresh_lifetime(RefreshLifetime::Sliding(86_400));
    for (name, settings, wall, steps) in [
        ("a login", plain, false, "login"),
        ("a login without a user's id", plain, false, "nobody"),
        ("a login whose access token is kept", keeps, true, "login"),
        ("an absolute deadline", absolute, true, "login"),
        ("a sliding deadline, and the access token", sliding, true, "login"),
        ("a mark", plain, false, "login begin"),
        ("a mark, and a deadline", absolute, true, "login begin"),
        ("a refresh that rotated", plain, false, "login begin accept"),
        ("a refresh that rotated, and the access token", keeps, true, "login begin accept"),
        ("a second refresh, marked", plain, false, "login begin accept later begin accept later begin"),
        ("a record torn behind a whole one", plain, false, "login begin torn"),
        ("an end", plain, false, "login end"),
        ("an end, its other slot erased", plain, false, "login end erase"),
        ("a login after an end", plain, false, "login end login"),
        ("client credentials", own, true, "begin accept"),
        ("client credentials, refreshed", own, true, "begin accept later begin accept"),
        #[cfg(feature = "id_token_due")]
        ("an id_token is due", plain, false, "login begin receive"),
        #[cfg(feature = "id_token_due")]
        ("an id_token is due, where the access token is kept", keeps, true, "login begin receive"),
    ] {
        let mut slots = [vec![0xFF; SLOT], vec![0xFF; SLOT]];
        let mut arena = [0; SLOT];
        let mut session = Session::new(&mut arena, settings);
        let wall_time = wall.then_some(WALL);
        if wall {
            session.wall_time(WALL, 0);
        }
        let mut now = 0;
        let mut tokens = 1;
        for step in steps.split(' ') {
            live(&mut session, step, &mut slots, &mut now, &mut tokens);
        }
        let is_own = name.starts_with("client");
        let [first, second] = slots.each_ref().map(|slot| hex(slot));
        let wall = wall_time.map_or("none".into(), |wall: i64| wall.to_string());
        let ask = format!("{} {wall} {first} {second}", if is_own { "own" } else { "login" });
        let read = read(&ask);
        let words: Vec<_> = read.split(' ').take(6).collect();
        println!("{name}\t{ask}\t{}", words.join(" "));
    }
}

fn live(session: &mut Session<'_>, step: &str, slots: &mut Slots, now: &mut u64, tokens: &mut u32) {
    *now += 100;
    let access_token = format!("fake-at-{tokens}");
    let refresh_token = format!("fake-rt-{tokens}");
    let (access_token, refresh_token) = (access_token.as_bytes(), refresh_token.as_bytes());
    match step {
        "login" => {
            session.login_bytes(access_token, refresh_token, b"fake-user", Some(3600), *now, *now);
            store(session, slots);
        }
        "nobody" => {
            session.login_bytes(access_token, refresh_token, b"", Some(3600), *now, *now);
            store(session, slots);
        }
        "later" => *now += 3_600_000,
        "begin" => {
            *now += 3_600_000;
            let marked = session.begin_bytes(*now).expect("a refresh is due");
            if let Some(slot) = marked {
                slots[slot][..MARK.len()].copy_from_slice(&MARK);
            }
            *tokens += 1;
        }
        "accept" => {
            if let Ok(true) = session.accept_bytes(access_token, refresh_token, Some(3600), *now) {
                store(session, slots);
            }
        }
        // The power goes while the next record is programmed.
        "torn" => {
            let slot = session.next_slot();
            session.accept_bytes(access_token, refresh_token, Some(3600), *now);
            let mut image = [0xFF; SLOT];
            session.record(&mut image);
            slots[slot][..50].copy_from_slice(&image[..50]);
        }
        "end" => {
            session.end();
            if cfg!(feature = "end_is_recorded") {
                store(session, slots);
            } else {
                slots.iter_mut().for_each(|slot| slot.fill(0xFF));
            }
        }
        "erase" => slots[session.next_slot()].fill(0xFF),
        #[cfg(feature = "id_token_due")]
        "receive" => {
            use grantlet::{Identity, Profile, Response};
            let mut body = br#"{"access_token":"fake-at-2","token_type":"Bearer","refresh_token":"fake-rt-2","id_token":"no"}"#.to_vec();
            let identity = Identity { issuer: "https://as.example", client_id: "app", leeway: 0 };
            let response = Response::new(200, &mut body);
            session.receive(&Profile::RFC6749, response, Some(identity), *now);
            store(session, slots);
        }
        other => panic!("{other}"),
    }
}

fn store(session: &mut Session<'_>, slots: &mut Slots) {
    let slot = session.next_slot();
    slots[slot].fill(0xFF);
    let mut image = [0; SLOT];
    let record = session.record(&mut image).expect("room");
    slots[slot][..record.len()].copy_from_slice(record);
    session.stored();
}

/// What this edition makes of two slots: `own` or `login`, the wall time or `none`, and the slots.
pub(crate) fn read(line: &str) -> String {
    let words: Vec<_> = line.split(' ').collect();
    let [kind, wall, first, second] = words[..] else { panic!("{line}") };
    let mut slots = [unhex(first), unhex(second)];
    let settings = Settings::DEFAULT.keep_access_token();
    let settings = if kind == "own" { settings.client_credentials() } else { settings };
    let mut arena = [0; SLOT];
    let mut session = Session::new(&mut arena, settings);
    if let Ok(wall) = wall.parse() {
        session.wall_time(wall, 0);
    }
    session.restore([&slots[0], &slots[1]], 0);
    let state = match session.state(0) {
        SessionState::Ready { .. } => "ready",
        SessionState::Due => "due",
        SessionState::InDoubt => "in_doubt",
        SessionState::Ended => "ended",
        other => panic!("{other:?}"),
    };
    let text = |bytes: &[u8]| match bytes {
        [] => "none".to_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    let refresh_token = text(session.refresh_token_bytes());
    let access_token = text(session.access_token_bytes(0).unwrap_or_default());
    let subject = text(session.subject_bytes());
    let deadline = session.deadline().map_or("none".to_owned(), |end| end.to_string());
    let next = session.next_slot();
    // It goes on with what is there, as far as that is due.
    let mut after = "none none".to_owned();
    if let Ok(marked) = session.begin_bytes(0) {
        if let Some(slot) = marked {
            slots[slot][..MARK.len()].copy_from_slice(&MARK);
        }
        if let Ok(true) = session.accept_bytes(b"fake-at-next", b"fake-rt-next", None, 1) {
            store(&mut session, &mut slots);
        }
        after = slots.map(|slot| hex(&slot)).join(" ");
    }
    format!("{state} {refresh_token} {access_token} {subject} {deadline} {next} {after}")
}
