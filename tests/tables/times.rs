//! `times.json`: when tokens end.

use serde_json::Value;

use crate::world::Language;
use crate::{world_c, world_rust};

fn run<L: Language>() {
    let table: Value = serde_json::from_str(include_str!("times.json")).unwrap();
    let cases = table["cases"].as_array().unwrap();
    for case in cases {
        let profile = L::new(case["profile"].as_object().unwrap(), "CID", "");
        let members = case["members"].as_str().unwrap();
        let body = format!(r#"{{"access_token":"at","token_type":"Bearer"{members}}}"#);
        let read = profile.token(200, &mut body.into_bytes());
        let found = read.unwrap_or_else(|_| panic!("{members} costs the token"));
        for name in ["expires_in", "ends_at_unix", "refresh_token_expires_in"] {
            let (_, value) = found.iter().find(|(other, _)| other == name).unwrap();
            assert_eq!(value, &case[name], "{case}: {name}");
        }
    }
    assert!(cases.len() > 60, "{}", cases.len());
}

#[test]
fn the_times_of_a_token_are_read_in_rust_as_the_table_says() {
    run::<world_rust::Rust>();
}

#[test]
fn the_times_of_a_token_are_read_in_c_as_the_table_says() {
    run::<world_c::C>();
}
