//! The tables of cases that every language runs.

use grantlet::{Polled, Profile, TokenError};
use grantlet_ffi::{
    Error, Poll, Status, Token, grantlet_device_polled, grantlet_rfc6749, grantlet_token_response,
};
use serde_json::{Value, json};

pub(crate) fn cases(text: &str, least: usize) -> Vec<Value> {
    let table: Value = serde_json::from_str(text).unwrap();
    let cases = table["cases"].as_array().unwrap().clone();
    assert!(cases.len() >= least, "{} cases", cases.len());
    cases
}

#[test]
fn a_poll_means_what_the_table_says() {
    for case in cases(include_str!("../tables/polling.json"), 100) {
        let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
        let body = case["body"].as_str().unwrap();
        let mut bytes = body.as_bytes().to_vec();
        let answer = Profile::RFC6749.token(status, &mut bytes);
        let found = match Polled::of(&answer) {
            Polled::Pending => "pending",
            Polled::SlowDown => "slow_down",
            Polled::NoAnswer => "later",
            Polled::Expired => "expired",
            Polled::Decided if answer.is_ok() => "token",
            Polled::Decided => "decided",
        };
        assert_eq!(found, case["expect"], "{}", case["name"]);
    }
}

/// A response as C reads it.
fn read_by_c(status: u16, body: &mut [u8], see: impl FnOnce(Status, &Error)) {
    let (mut token, mut error) =
        (std::mem::MaybeUninit::<Token>::uninit(), std::mem::MaybeUninit::uninit());
    // SAFETY: each pointer is what its type says, and the body is as long.
    let (read, error) = unsafe {
        let read = grantlet_token_response(
            &raw const grantlet_rfc6749,
            status,
            body.as_mut_ptr().cast(),
            body.len(),
            token.as_mut_ptr(),
            error.as_mut_ptr(),
        );
        (read, error.assume_init())
    };
    see(read, &error);
}

#[test]
fn a_poll_means_in_c_what_the_table_says() {
    for case in cases(include_str!("../tables/polling.json"), 100) {
        let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
        let mut body = case["body"].as_str().unwrap().as_bytes().to_vec();
        read_by_c(status, &mut body, |read, error| {
            // SAFETY: the error was written, and its texts are in the body.
            let found = match unsafe { grantlet_device_polled(read as i32, error) } {
                Poll::Pending => "pending",
                Poll::SlowDown => "slow_down",
                Poll::Later => "later",
                Poll::Expired => "expired",
                Poll::Decided if read == Status::Ok => "token",
                Poll::Decided => "decided",
            };
            assert_eq!(found, case["expect"], "{}", case["name"]);
        });
    }
    for status in [Status::ENoResponse as i32, Status::ENotSent as i32, 1, 20, 99, -1] {
        // SAFETY: there is no error.
        assert_eq!(unsafe { grantlet_device_polled(status, std::ptr::null()) }, Poll::Later);
    }
}

#[test]
fn an_error_uri_is_shown_in_c_where_the_table_says() {
    for case in cases(include_str!("../tables/addresses.json"), 150) {
        let body = json!({ "error": "e", "error_uri": case["address"] }).to_string();
        read_by_c(400, &mut body.into_bytes(), |read, error| {
            assert_eq!(read, Status::EServer);
            assert_eq!(error.error_uri.length > 0, case["error_uri"], "{}", case["name"]);
        });
    }
}

#[test]
fn an_address_is_shown_where_the_table_says() {
    for case in cases(include_str!("../tables/addresses.json"), 150) {
        let (name, address) = (&case["name"], &case["address"]);
        let body = json!({ "error": "e", "error_uri": address }).to_string();
        let mut body = body.into_bytes();
        let Err(TokenError::Server { error, .. }) = Profile::RFC6749.token(400, &mut body) else {
            panic!("{name}");
        };
        let shown = error.text(&body).unwrap().error_uri.map(|uri| json!(uri.as_str()));
        assert_eq!(shown.is_some(), case["error_uri"], "{name}");
        assert!(shown.is_none_or(|uri| uri == *address), "{name}");
        let device = |main: &Value, complete: &Value| {
            json!({ "device_code": "d", "user_code": "u", "verification_uri": main,
                "verification_uri_complete": complete, "expires_in": 1 })
            .to_string()
            .into_bytes()
        };
        let good = json!("https://as.example/device");
        let mut body = device(address, &good);
        let read = Profile::RFC6749.device_authorization(200, &mut body);
        assert_eq!(read.is_ok(), case["verification_uri"], "{name}");
        let mut body = device(&good, address);
        let read = Profile::RFC6749.device_authorization(200, &mut body).unwrap();
        let complete = read.verification_uri_complete;
        assert_eq!(complete.is_some(), case["verification_uri"], "{name}");
    }
}
