//! `times.json`: when tokens end.

use grantlet::{InstantFormat, Profile};
use grantlet_ffi::{Token, grantlet_expiry_at, grantlet_expiry_new, grantlet_expiry_refresh_at};
use grantlet_tests::{ms, secs};
use serde_json::Value;

use crate::c::zeroed;
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
            let expected = case[name].as_i64().map_or(Value::Null, Value::from);
            assert_eq!(value, &expected, "{case}: {name}");
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

/// In C as [`TokenResponse::expiry`](grantlet::TokenResponse::expiry) in Rust, also for clocks at their ends.
#[test]
fn an_expiry_by_wall_time_is_in_c_as_in_rust() {
    let mut body = *br#"{"access_token":"at","token_type":"Bearer","expires_at":1000}"#;
    let profile = Profile::RFC6749.expires_at("expires_at", InstantFormat::UnixSeconds);
    let in_rust = profile.token(200, &mut body).unwrap();
    let mut in_c: Token = zeroed();
    (in_c.expires_at, in_c.expires_at_known) = (1000, true);
    for requested_at in [0, 5, u64::MAX] {
        for wall_time in [i64::MIN, 0, 900, 1000, 2000, i64::MAX] {
            let expected = in_rust.expiry(ms(requested_at), Some(secs(wall_time))).expires_at();
            let mut at = 0;
            // SAFETY: each pointer is what the header asks for.
            let is_known = unsafe {
                let expiry = grantlet_expiry_at(requested_at, wall_time, &raw const in_c);
                grantlet_expiry_refresh_at(&raw const expiry, 0, &raw mut at)
            };
            assert_eq!(is_known.then_some(ms(at)), expected, "{requested_at} {wall_time}");
        }
    }
    // SAFETY: each pointer is what the header asks for.
    let unknown = unsafe { grantlet_expiry_new(0, &raw const in_c) };
    assert!(!unknown.known);
    // SAFETY: NULL is allowed.
    let unknown = unsafe { grantlet_expiry_at(0, 0, std::ptr::null()) };
    assert!(!unknown.known);
}
