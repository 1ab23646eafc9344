//! A login on a second screen (RFC 8628).

use grantlet::providers::DATA_ENVELOPE;
use grantlet::{
    Client, ClientAuth, ErrorShape, Member, Poll, Polled, Polling, Profile, RequestBody, Secret,
    TokenError,
};
use grantlet_tests::ms;
use proptest::prelude::*;

use crate::response::class;

#[test]
fn the_request_says_who_asks_and_for_what() {
    let profile = Profile::RFC6749.device_authorization_endpoint("/device");
    let service = Client::confidential(&Profile::RFC6749, "id", Secret::new("s&s"))
        .base_url("https://as.example");
    let public = Client::public(&Profile::RFC6749, "id").base_url("https://as.example");
    let body = profile.client_auth(ClientAuth::BODY);
    let rows = [
        (profile, public, "a b", "client_id=id&scope=a+b"),
        (profile, public, "", "client_id=id"),
        (profile, service, "a", "scope=a"),
        (body, service, "", "client_id=id&client_secret=s%26s"),
    ];
    for (profile, client, scope, body) in rows {
        let mut buffer = [0; 512];
        let request = client
            .with_profile(&profile)
            .authorize_device()
            .scope(scope)
            .write(&mut buffer)
            .unwrap();
        assert_eq!((request.url, request.body), ("https://as.example/device", body));
        // A form, whatever the body of a token request is.
        let json = profile.request_body(RequestBody::JSON);
        let request =
            client.with_profile(&json).authorize_device().scope(scope).write(&mut buffer).unwrap();
        assert_eq!((request.url, request.body), ("https://as.example/device", body));
        let content_type = request.headers.iter().find(|(name, _)| *name == "Content-Type");
        assert_eq!(content_type.unwrap().1, "application/x-www-form-urlencoded");
    }
}

fn response(members: &str) -> Result<(u32, u32, Option<String>), &'static str> {
    let mut body = format!("{{{members}}}").into_bytes();
    let response = Profile::RFC6749.device_authorization(200, &mut body);
    let complete = |uri: Option<&str>| uri.map(ToOwned::to_owned);
    response
        .map(|device| {
            (device.expires_in, device.interval, complete(device.verification_uri_complete))
        })
        .map_err(|error| class(&error))
}

const BASE: &str =
    r#""device_code":"dc","user_code":"uc","verification_uri":"https://as.example/d""#;

/// RFC 8628, section 3.2: `interval` is 5 where the server names none.
#[test]
fn a_devices_response_has_what_polling_needs() {
    let rows = [
        (r#","expires_in":1800"#, Ok((1800, 5, None))),
        (r#","expires_in":1800,"interval":7"#, Ok((1800, 7, None))),
        (r#","expires_in":"1800","interval":"7""#, Ok((1800, 7, None))),
        (r#","expires_in":1.8e3,"interval":7.9"#, Ok((1800, 7, None))),
        (r#","expires_in":1800,"interval":0"#, Ok((1800, 5, None))),
        (r#","expires_in":1800,"interval":-1"#, Ok((1800, 5, None))),
        (r#","expires_in":1800,"interval":null"#, Ok((1800, 5, None))),
        (r#","expires_in":1e300,"interval":1e300"#, Ok((u32::MAX, u32::MAX, None))),
        (r#","expires_in":1,"x":"\u0000""#, Ok((1, 5, None))),
        (r#","interval":7"#, Err("missing")),
        (r#","expires_in":"soon""#, Err("missing")),
        (r#","expires_in":true"#, Err("type")),
        (r#","expires_in":{}"#, Err("type")),
        (r#","expires_in":1,"interval":[7]"#, Ok((1, 5, None))),
        (r#","expires_in":1,"interval":"soon""#, Ok((1, 5, None))),
        (r#","expires_in":1,"expires_in":2"#, Err("duplicate")),
        (r#","expires_in":1,"user_code":"x""#, Err("duplicate")),
        (r#","expires_in":1,"error":"e""#, Err("server")),
        (
            r#","expires_in":1,"verification_uri_complete":"https://as.example/d?u=uc""#,
            Ok((1, 5, Some("https://as.example/d?u=uc".to_owned()))),
        ),
        (r#","expires_in":1,"verification_uri_complete":"javascript:alert(1)""#, Ok((1, 5, None))),
        (r#","expires_in":1,"verification_uri_complete":7"#, Ok((1, 5, None))),
    ];
    for (members, expected) in rows {
        assert_eq!(response(&format!("{BASE}{members}")), expected, "{members}");
    }
    let rows = [
        (r#""user_code":"uc""#, r#""x":1"#, "missing"),
        (r#""user_code":"uc""#, r#""user_code":"""#, "missing"),
        (r#""user_code":"uc""#, r#""user_code":7"#, "type"),
        (r#""device_code":"dc""#, r#""device_code":null"#, "missing"),
        (r#""device_code":"dc""#, r#""device_code":[]"#, "type"),
        (r#""user_code":"uc""#, r#""user_code":"u\nc""#, "chars"),
        (r#""user_code":"uc""#, r#""user_code":"u\u007f""#, "chars"),
        (r#""user_code":"uc""#, r#""user_code":"ü""#, "chars"),
        (r#""user_code":"uc""#, r#""user_code":"\u202e""#, "chars"),
        ("https://as.example/d", "http://as.example/d", "chars"),
        ("https://as.example/d", "javascript:alert(1)", "chars"),
        ("https://as.example/d", "", "missing"),
    ];
    for (from, to, expected) in rows {
        let members = format!("{BASE},\"expires_in\":1").replace(from, to);
        assert_eq!(response(&members), Err(expected), "{members}");
    }
}

const LOCK: Profile<'_> =
    Profile::RFC6749.errors(&[ErrorShape::numbered("errcode")]).retry_on(&[("90000", "")]);

#[test]
fn a_devices_response_is_an_error_where_a_token_response_would_be() {
    let whole = format!("{{{BASE},\"expires_in\":1}}");
    for status in [302, 404, 503] {
        let mut body = whole.clone().into_bytes();
        let refused = Profile::RFC6749.device_authorization(status, &mut body).unwrap_err();
        assert_eq!(refused, TokenError::Status(status));
    }
    let mut body = *br#"{"errcode":90000}"#;
    let Err(TokenError::Server { error, .. }) = LOCK.device_authorization(200, &mut body) else {
        panic!()
    };
    assert!(error.retries());
    for length in 0..whole.len() {
        let mut body = whole.as_bytes()[..length].to_vec();
        let refused = Profile::RFC6749.device_authorization(200, &mut body).unwrap_err();
        assert_eq!(class(&refused), "syntax");
    }
}

/// "Errors are those of a token response", and each of those but `Server` leaves the body as it was.
/// What is wrong is told in the order of the members.
#[test]
fn a_failed_parse_of_a_devices_response_leaves_the_body_as_it_was() {
    use TokenError::{Duplicate, Missing, Type};
    let uri = r#""device_code":"a\/b","user_code":"u\/","verification_uri":"https:\/\/x""#;
    let rows = [
        (r#"{"device_code":"a\/b","user_code":7}"#.to_owned(), Type(Member::UserCode)),
        (r#"{"device_code":"a\/b"}"#.to_owned(), Missing(Member::UserCode)),
        (r#"{"user_code":7,"device_code":"a\/b"}"#.to_owned(), Type(Member::UserCode)),
        (r#"{"user_code":7,"x":"a\/b"}"#.to_owned(), Missing(Member::DeviceCode)),
        (r#"{"user_code":7,"device_code":""}"#.to_owned(), Missing(Member::DeviceCode)),
        (
            r#"{"device_code":"a\/b","user_code":"u","verification_uri":7}"#.to_owned(),
            Type(Member::VerificationUri),
        ),
        (
            r#"{"device_code":"a\/b","user_code":"u","verification_uri":null}"#.to_owned(),
            Missing(Member::VerificationUri),
        ),
        (
            r#"{"device_code":"a\/b","user_code":"u","verification_uri":"http:\/\/x"}"#.to_owned(),
            Missing(Member::ExpiresIn),
        ),
        (format!("{{{uri}}}"), Missing(Member::ExpiresIn)),
        (format!(r#"{{{uri},"expires_in":null}}"#), Missing(Member::ExpiresIn)),
        (format!(r#"{{{uri},"expires_in":""}}"#), Missing(Member::ExpiresIn)),
        (format!(r#"{{{uri},"expires_in":true}}"#), Type(Member::ExpiresIn)),
        (format!(r#"{{{uri},"expires_in":[1]}}"#), Type(Member::ExpiresIn)),
        (
            format!(r#"{{{uri},"expires_in":1,"interval":1,"interval":1}}"#),
            Duplicate(Member::Interval),
        ),
        (format!(r#"{{"user_code":7,{uri},"expires_in":true}}"#), Duplicate(Member::UserCode)),
    ];
    for (before, expected) in rows {
        let mut body = before.as_bytes().to_vec();
        let refused = Profile::RFC6749.device_authorization(200, &mut body).unwrap_err();
        assert_eq!(refused, expected, "{before}");
        assert_eq!(body.escape_ascii().to_string(), before.as_bytes().escape_ascii().to_string());
    }
}

/// "Every other leaves it as it was": a lifetime in words too.
#[test]
fn a_lifetime_that_is_no_number_leaves_the_body_as_it_was() {
    let before = r#"{"device_code":"a\/b","user_code":"u","verification_uri":"https:\/\/x","expires_in":"soon"}"#;
    let mut body = before.as_bytes().to_vec();
    let refused = Profile::RFC6749.device_authorization(200, &mut body).unwrap_err();
    assert_eq!(refused, TokenError::Missing(Member::ExpiresIn));
    assert_eq!(body.escape_ascii().to_string(), before.as_bytes().escape_ascii().to_string());
}

/// What a user is to type can be shown: every visible character, and no other.
#[test]
fn a_user_code_is_of_visible_ascii_and_spaces() {
    for byte in 0..=0x7Fu8 {
        let code = format!(r#""\u00{byte:02x}""#);
        let members = format!("{BASE},\"expires_in\":1").replace(r#""uc""#, &code);
        let fits = (0x20..=0x7E).contains(&byte);
        let expected = if fits { Ok((1, 5, None)) } else { Err("chars") };
        assert_eq!(response(&members), expected, "{members}");
    }
}

/// An address that is not to be opened is seen once its escapes are undone.
#[test]
fn a_verification_uri_elsewhere_leaves_the_body_unescaped() {
    for (uri, same) in [("http://x", true), (r"http:\/\/x", false), (r"\u0068ttp://x", false)] {
        let before = format!(
            r#"{{"device_code":"dc","user_code":"uc","verification_uri":"{uri}","expires_in":1}}"#
        );
        let mut body = before.clone().into_bytes();
        let refused = Profile::RFC6749.device_authorization(200, &mut body).unwrap_err();
        assert_eq!(refused, TokenError::Chars(Member::VerificationUri), "{uri}");
        assert_eq!(body == before.as_bytes(), same, "{uri}");
    }
}

/// RFC 8628, section 3.5: what each response means for the next poll.
#[test]
fn a_response_to_a_poll_is_pending_or_slow_or_none_or_the_end() {
    let error = |name: &str| format!(r#"{{"error":"{name}"}}"#);
    let rows = [
        (400, error("authorization_pending"), Polled::Pending),
        (400, error("slow_down"), Polled::SlowDown),
        (200, error("authorization_pending"), Polled::Pending),
        (400, error("access_denied"), Polled::Decided),
        (400, error("expired_token"), Polled::Expired),
        (400, error("invalid_grant"), Polled::Decided),
        (400, error("Slow_Down"), Polled::Decided),
        // An error of the server's own is a response, unless the status says that it is overloaded.
        (200, error("busy"), Polled::Decided),
        (401, error("busy"), Polled::Decided),
        (408, error("busy"), Polled::NoResponse),
        (429, error("busy"), Polled::NoResponse),
        (500, error("busy"), Polled::NoResponse),
        (503, r#"{"error":{"code":1}}"#.to_owned(), Polled::NoResponse),
        (503, error("access_denied"), Polled::Decided),
        (429, error("slow_down"), Polled::SlowDown),
        (503, error("authorization_pending"), Polled::Pending),
        (503, error("temporarily_unavailable"), Polled::NoResponse),
        (500, error("server_error"), Polled::NoResponse),
        (502, "<html>".to_owned(), Polled::NoResponse),
        (429, String::new(), Polled::NoResponse),
        (408, String::new(), Polled::NoResponse),
        (200, "<html>".to_owned(), Polled::NoResponse),
        (400, String::new(), Polled::Decided),
        (302, String::new(), Polled::NoResponse),
        (200, "{}".to_owned(), Polled::Decided),
        (200, r#"{"access_token":"a","token_type":"Bearer"}"#.to_owned(), Polled::Decided),
    ];
    for (status, body, expected) in rows {
        let mut bytes = body.clone().into_bytes();
        assert_eq!(
            Polled::of(&Profile::RFC6749.token(status, &mut bytes)),
            expected,
            "{status} {body}"
        );
    }
    let mut enveloped = *br#"{"data":{"error":"slow_down"}}"#;
    assert_eq!(Polled::of(&DATA_ENVELOPE.token(400, &mut enveloped)), Polled::SlowDown);
}

/// RFC 8628, section 3.5, on a simulated clock: `slow_down` adds five seconds for good, no response doubles
/// the pause up to five minutes until one comes, and the code's end is the end.
#[test]
fn polling_keeps_the_interval_and_stops_at_the_end() {
    let mut polling = Polling::new(1800, 5, ms(1_000));
    let mut now = 1_000;
    let steps = [
        (Polled::Pending, 5),
        (Polled::Pending, 5),
        (Polled::SlowDown, 5),
        (Polled::Pending, 10),
        (Polled::SlowDown, 10),
        (Polled::NoResponse, 15),
        (Polled::NoResponse, 30),
        // After a response the server's interval applies again.
        (Polled::Pending, 60),
        (Polled::SlowDown, 15),
        (Polled::NoResponse, 20),
        (Polled::NoResponse, 40),
        (Polled::NoResponse, 80),
        (Polled::NoResponse, 160),
        (Polled::NoResponse, 300),
        (Polled::SlowDown, 300),
        (Polled::NoResponse, 25),
    ];
    for (index, (polled, seconds)) in steps.into_iter().enumerate() {
        let next = now + seconds * 1000;
        assert_eq!(polling.next(ms(now)), Poll::WaitUntil(ms(next)), "{index}");
        assert_eq!(polling.next(ms(next - 1)), Poll::WaitUntil(ms(next)), "{index}");
        assert_eq!(polling.next(ms(next)), Poll::Now, "{index}");
        // A poll that went out late counts from when it did.
        now = next + 7;
        polling.polled(polled, ms(now));
    }
    assert_eq!(polling.next(ms(now)), Poll::WaitUntil(ms(now + 50_000)));
    assert_eq!(polling.next(ms(1_800_999)), Poll::Now);
    assert_eq!(polling.next(ms(1_801_000)), Poll::Expired);
    // No wait reaches beyond the end.
    let mut short = Polling::new(7, 5, ms(0));
    short.polled(Polled::Pending, ms(5_000));
    assert_eq!(short.next(ms(6_999)), Poll::WaitUntil(ms(7_000)));
    assert_eq!(short.next(ms(7_000)), Poll::Expired);
    // An interval beyond five minutes is not cut, and one of nothing is the standard's.
    let mut slow = Polling::new(1800, 400, ms(0));
    slow.polled(Polled::NoResponse, ms(400_000));
    assert_eq!(slow.next(ms(400_000)), Poll::WaitUntil(ms(800_000)));
    let mut eager = Polling::new(1800, 0, ms(0));
    assert_eq!(eager.next(ms(0)), Poll::WaitUntil(ms(5_000)));
    eager.polled(Polled::Pending, ms(5_000));
    assert_eq!(eager.next(ms(5_000)), Poll::WaitUntil(ms(10_000)));
    eager.polled(Polled::NoResponse, ms(10_000));
    assert_eq!(eager.next(ms(10_000)), Poll::WaitUntil(ms(20_000)));
    let mut decided = Polling::new(1800, 5, ms(0));
    decided.polled(Polled::Decided, ms(5_000));
    assert_eq!(decided.next(ms(5_000)), Poll::Expired);
}

proptest! {
    /// For every `u64`: never sooner than the interval and never after the end.
    #[test]
    fn polling_holds_for_every_moment(
        expires_in: u32, interval: u32, start: u64, polls in prop::collection::vec((0..4u8, any::<u64>()), 0..8), at: u64,
    ) {
        let mut polling = Polling::new(expires_in, interval, ms(start));
        let interval = if interval == 0 { 5 } else { interval };
        let end = start.saturating_add(u64::from(expires_in) * 1000);
        let mut least = start.saturating_add(u64::from(interval) * 1000);
        let mut over = false;
        for (polled, now) in polls {
            let polled = [Polled::Pending, Polled::SlowDown, Polled::NoResponse, Polled::Decided][usize::from(polled)];
            polling.polled(polled, ms(now));
            over |= polled == Polled::Decided;
            least = now.saturating_add(u64::from(interval) * 1000);
        }
        match polling.next(ms(at)) {
            Poll::Expired => prop_assert!(over || at >= end),
            Poll::Now => prop_assert!(!over && at < end && at >= least),
            Poll::WaitUntil(next) => prop_assert!(!over && at < end && at < next.as_millis() && next >= ms(least.min(end)) && next <= ms(end)),
        }
    }
}
