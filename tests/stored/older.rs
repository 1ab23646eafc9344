//! Rollback: the earlier editions, which `cargo xtask test edition` builds, read what this one stores.

use grantlet_tests::{ms, secs};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use grantlet::{Client, Issuer, Login, LoginKind, Profile, Secret, Session, Settings};

use crate::fixture::{Fixture, hex, unhex};
use crate::flash::{cuts, refreshable};
use crate::read::said;

/// What an earlier edition says of each line.
fn ask(program: &str, lines: &[String]) -> Vec<String> {
    let test = std::env::current_exe().expect("this program");
    let target = test.ancestors().nth(3).map(PathBuf::from).expect("a target folder");
    let program = target.join("release").join(program);
    assert!(program.exists(), "{} is missing. Type: cargo xtask test edition", program.display());
    let mut process = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut asked = process.stdin.take().expect("a pipe");
    let input = lines.join("\n") + "\n";
    let writer = std::thread::spawn(move || asked.write_all(input.as_bytes()));
    let output = process.wait_with_output().expect("its output");
    writer.join().expect("no panic").expect("a pipe");
    let said: Vec<_> =
        String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect();
    assert_eq!(said.len(), lines.len());
    said
}

/// In each state that an upgrade leaves, power cuts too. And what the older one then writes is read again.
fn rolls_back(program: &str) {
    for fixture in refreshable() {
        let cuts = cuts(&fixture);
        let lines: Vec<_> = cuts.iter().map(|cut| fixture.line(&cut.slots)).collect();
        for (cut, older) in cuts.iter().zip(ask(program, &lines)) {
            let ours = said(&fixture, &cut.slots);
            let words: Vec<_> = older.split(' ').collect();
            assert_eq!(words[..6].join(" "), ours, "{}", fixture.name);
            let slots = [unhex(words[6]), unhex(words[7])];
            let again = said(&Fixture { wall: None, ..fixture.clone() }, &slots);
            assert!(again.starts_with("due fake-rt-next "), "{}: {again}", fixture.name);
            // The token that was there is still in the other slot.
            let old = ours.split(' ').nth(1).expect("a token").as_bytes();
            assert!(slots.iter().any(|slot| slot.windows(old.len()).any(|text| text == old)));
        }
    }
}

#[test]
fn an_earlier_edition_reads_the_records_of_this_one_and_goes_on() {
    rolls_back("older");
    rolls_back("older-first");
}

/// They would refresh at another server.
#[test]
fn an_earlier_edition_takes_nothing_from_a_record_with_a_server_and_writes_nothing_over_it() {
    let (mut arena, mut slot) = ([0; 256], [0xFF; 256]);
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    session.adopt(Secret::new("fake-rt"), "", ms(0)).unwrap();
    for server in [0, 1, 15] {
        session.set_server(server).unwrap();
        let length = session.record(&mut slot).unwrap().len();
        slot[length..].fill(0xFF);
        let line = format!("record user none {} {}", hex(&slot), hex(&[0xFF; 256]));
        for program in ["older", "older-first"] {
            let said = ask(program, std::slice::from_ref(&line));
            let reads = said[0].starts_with("due fake-rt ");
            let leaves = said[0].starts_with("ended none ") && said[0].ends_with(" none none");
            assert!(if server == 0 { reads } else { leaves }, "{program} {server}: {said:?}");
        }
    }
}

#[test]
fn an_earlier_edition_reads_the_logins_that_this_one_saves() {
    let client = Client::public(&Profile::RFC6749, "app").base_url("https://as.example");
    let profile = Profile::RFC6749.authorization_endpoint("/authorize").token_endpoint("/token");
    let entropy = core::array::from_fn(|at| u8::try_from(at * 7 % 251).unwrap());
    for kind in [
        LoginKind::Code,
        LoginKind::CodeIdToken,
        LoginKind::Implicit,
        LoginKind::ImplicitIdToken,
        LoginKind::Hybrid,
    ] {
        let mut buffer = [0; 1024];
        let issuer = Issuer::IfPresent("https://as.example");
        let redirect = "https://app.example/callback";
        let login = Login::start_with_entropy(
            kind,
            &client.with_profile(&profile),
            redirect,
            issuer,
            &entropy,
            secs(1_790_000_000),
        );
        let login = login.unwrap();
        let saved = login.save(&mut buffer).unwrap();
        let line = format!("login {}", hex(saved.as_bytes()));
        for program in ["older", "older-first"] {
            let said = ask(program, std::slice::from_ref(&line));
            if kind == LoginKind::Hybrid {
                // They had none.
                assert_eq!(said, ["unreadable"]);
                continue;
            }
            assert!(said[0].starts_with(login.state()), "{said:?}");
            let finished = match kind {
                LoginKind::Code | LoginKind::CodeIdToken => said[0].contains("code=fake-code"),
                LoginKind::Implicit => said[0].ends_with(" fake-at"),
                LoginKind::ImplicitIdToken | LoginKind::Hybrid => true,
            };
            assert!(finished, "{said:?}");
        }
    }
}
