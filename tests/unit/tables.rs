//! The tables of cases that every language runs.

use grantlet::{Polled, Profile, TokenError};
use grantlet_ffi::{
    DeviceAuthorization, Error, Poll, Polling, Status, Token,
    grantlet_device_authorization_response, grantlet_polling_init, grantlet_polling_next,
    grantlet_polling_update, grantlet_rfc6749, grantlet_token_response,
};
use grantlet_tests::ms;
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
        let response = Profile::RFC6749.token(status, &mut bytes);
        let found = match Polled::of(&response) {
            Polled::Pending => "pending",
            Polled::SlowDown => "slow_down",
            Polled::NoResponse => "later",
            Polled::Expired => "expired",
            Polled::Decided if response.is_ok() => "token",
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
            let (mut polling, mut by_rust) = (polling(), grantlet::Polling::new(1800, 5, ms(0)));
            // SAFETY: the polling was initialized; the error was written, and its strings are in the body.
            let (poll, next) = unsafe {
                let poll = grantlet_polling_update(&raw mut polling, read as i32, error, 5_000);
                (poll, grantlet_polling_next(&raw const polling, 5_000))
            };
            let (found, polled) = match poll {
                Poll::Pending => ("pending", Polled::Pending),
                Poll::SlowDown => ("slow_down", Polled::SlowDown),
                Poll::Later => ("later", Polled::NoResponse),
                Poll::Expired => ("expired", Polled::Expired),
                Poll::Denied => ("decided", Polled::Decided),
                Poll::Done => ("token", Polled::Decided),
            };
            assert_eq!(found, case["expect"], "{}", case["name"]);
            by_rust.polled(polled, ms(5_000));
            let expected = match by_rust.next(ms(5_000)) {
                grantlet::Poll::Now => 5_000,
                grantlet::Poll::WaitUntil(moment) => moment.as_millis(),
                grantlet::Poll::Expired => u64::MAX,
            };
            assert_eq!(next, expected, "{}", case["name"]);
        });
    }
    for status in [Status::ENoResponse as i32, Status::ENotSent as i32, 1, 20, 99, -1] {
        // SAFETY: there is no error, and no polling.
        let poll =
            unsafe { grantlet_polling_update(std::ptr::null_mut(), status, std::ptr::null(), 0) };
        assert_eq!(poll, Poll::Later);
    }
}

/// A polling of C, as Rust's `Polling::new(1800, 5, 0)`.
fn polling() -> Polling {
    let mut polling = std::mem::MaybeUninit::uninit();
    // SAFETY: it can be written, and is initialized then.
    unsafe {
        grantlet_polling_init(polling.as_mut_ptr(), 1800, 5, 0);
        polling.assume_init()
    }
}

#[test]
fn a_verification_uri_is_accepted_in_c_where_the_table_says() {
    for case in cases(include_str!("../tables/addresses.json"), 150) {
        let address = &case["address"];
        for (uri, complete) in [(address, &json!("x:")), (&json!("https://a.example"), address)] {
            let body = json!({ "device_code": "d", "user_code": "u", "expires_in": 9,
                "verification_uri": uri, "verification_uri_complete": complete })
            .to_string();
            let mut bytes = body.clone().into_bytes();
            let by_rust = Profile::RFC6749
                .device_authorization(200, &mut bytes)
                .map(|device| device.verification_uri_complete.is_some());
            let mut bytes = body.into_bytes();
            let (mut device, mut error) =
                (std::mem::MaybeUninit::uninit(), std::mem::MaybeUninit::uninit());
            // SAFETY: each pointer is what its type says, and the body is as long.
            let by_c = unsafe {
                let status = grantlet_device_authorization_response(
                    &raw const grantlet_rfc6749,
                    200,
                    bytes.as_mut_ptr().cast(),
                    bytes.len(),
                    device.as_mut_ptr(),
                    error.as_mut_ptr(),
                );
                let device: DeviceAuthorization = device.assume_init();
                (status == Status::Ok).then_some(device.verification_uri_complete.length > 0)
            };
            assert_eq!(by_c, by_rust.ok(), "{}", case["name"]);
        }
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
fn an_address_is_an_endpoint_where_the_table_says() {
    for case in cases(include_str!("../tables/addresses.json"), 190) {
        let body = json!({ "issuer": "i", "token_endpoint": case["address"] }).to_string();
        let found = grantlet::metadata(&mut body.into_bytes(), "i").is_ok();
        assert_eq!(found, case["endpoint"], "{}", case["name"]);
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
