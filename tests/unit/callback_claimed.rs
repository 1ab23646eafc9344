//! Callbacks with an error that is not authenticated: `UnverifiedError`.

use grantlet::{CallbackClass, Profile, callback};

use crate::callback::{EXPECT, ISS, class};

/// RFC 9207, section 2.4: an error that is not authenticated is reported as unverified, and is read from
/// its own URL only.
#[test]
fn an_unauthenticated_error_is_reported_as_claimed_only() {
    let rows = [
        ("?error=access_denied", "state"),
        ("?error=access_denied&state=X", "state"),
        ("?error=access_denied&state=S&iss=https%3A%2F%2Fevil.example", "issuer"),
        ("?error=access_denied&state=S&code=C&iss=https://as.example", "conflict"),
        ("#error=access_denied&state=X", "state"),
    ];
    for (rest, expected) in rows {
        let mut url =
            format!("https://c.example/cb{rest}&error_description=no+%3Cb%3E").into_bytes();
        let before = url.clone();
        let error = callback(&Profile::RFC6749, &EXPECT, &mut url).unwrap_err();
        assert_eq!(class(&error), expected);
        let claimed = error.text(&url).unwrap();
        assert!(claimed.error.is("access_denied"));
        assert!(claimed.error_description.is("no <b>"));
        assert_eq!(url, before, "another login may still find its response in the URL");
        // Another URL, or one that was overwritten, is not read.
        assert_eq!(error.text(&url[1..]), None);
        url[expected.len()..].fill(b'A');
        assert_eq!(error.text(&url), None);
    }
    let other = format!("https://evil.example/cb?error=access_denied&state=S&{ISS}");
    let mut other = other.into_bytes();
    let error = callback(&Profile::RFC6749, &EXPECT, &mut other).unwrap_err();
    assert_eq!((error.class, error.text(&other)), (CallbackClass::RedirectUri, None));
}

/// Encoded as in the URL: without a description an empty one, and without an error nothing.
#[test]
fn a_claimed_error_is_returned_as_it_was_sent() {
    let rows = [
        ("?error=access_denied", Some(("access_denied", ""))),
        ("?error=%61%62+c&error_description=n%C3%B6", Some(("ab c", "nö"))),
        ("?error=e&error_description=", Some(("e", ""))),
        ("#error=e&error_description=d", Some(("e", "d"))),
        ("?error=e&code=C&code=C", Some(("e", ""))),
        ("?error=e&error=&error_description=d&error_description=", Some(("e", "d"))),
        ("?error=%00", Some(("\0", ""))),
        ("?error=", None),
        ("?error_description=d", None),
        ("?code=C&state=X", None),
        ("", None),
    ];
    for (rest, expected) in rows {
        let url = format!("https://c.example/cb{rest}");
        let mut bytes = url.clone().into_bytes();
        let error = callback(&Profile::RFC6749, &EXPECT, &mut bytes).unwrap_err();
        assert_eq!(error.text(&bytes).is_some(), expected.is_some(), "{rest}");
        if let (Some(claimed), Some((text, description))) = (error.text(&bytes), expected) {
            assert!(claimed.error.is(text), "{rest}");
            assert!(claimed.error_description.is(description), "{rest}");
            assert_eq!(claimed.error_description.is_empty(), description.is_empty(), "{rest}");
        }
        assert_eq!(bytes, url.into_bytes());
    }
}
