//! What ends a grant, and what a profile lists but must not be misread.

use grantlet::engine::strings;
use grantlet::providers::{BOLD, BOLDSIGN};
use grantlet::{Callback, ErrorCode, Profile, TokenError, callback};

use crate::callback::{EXPECT, ISS};

fn ends(profile: &Profile<'_>, body: &str) -> bool {
    match profile.token(400, &mut body.as_bytes().to_vec()) {
        Err(TokenError::Server { error, .. }) => error.ends_grant(),
        other => panic!("{body}: {other:?}"),
    }
}

/// The body may be gone when the caller asks: of `invalid_request` the code is left, of an error
/// of the provider's own nothing, and of both that the grant has ended.
#[test]
fn that_a_grant_has_ended_outlives_the_body() {
    const GONE: Profile<'_> = Profile::RFC6749.ends_on(&[("gone", "")]);
    let rows = [
        (
            BOLD,
            r#"{"error":"invalid_request","error_description":"InvalidGrantCode"}"#,
            ErrorCode::InvalidRequest,
            true,
        ),
        (
            BOLD,
            r#"{"error":"invalid_request","error_description":"d"}"#,
            ErrorCode::InvalidRequest,
            false,
        ),
        (BOLDSIGN, r#"{"error":"invalid_grant"}"#, ErrorCode::InvalidGrant, true),
        (GONE, r#"{"error":"gone"}"#, ErrorCode::Other, true),
        (GONE, r#"{"error":"going"}"#, ErrorCode::Other, false),
    ];
    for (profile, body, code, ended) in rows {
        let mut bytes = body.as_bytes().to_vec();
        let refused = profile.token(400, &mut bytes).unwrap_err();
        // It outlives the body, with its code and without the rest.
        drop(bytes);
        let TokenError::Server { error, .. } = refused else { panic!("{body}") };
        assert_eq!((error.code(), error.ends_grant()), (code, ended), "{body}");
    }
}

/// A proxy or an overloaded server may write any body; it does not log the user out.
#[test]
fn a_grant_ends_by_a_2xx_or_4xx_status_without_408_and_429() {
    let rows = [
        (BOLDSIGN, r#"{"error":"invalid_grant"}"#),
        (BOLD, r#"{"error":"invalid_request","error_description":"InvalidGrantCode"}"#),
    ];
    for (profile, body) in rows {
        for status in
            [0, 199, 200, 299, 300, 302, 399, 400, 401, 407, 408, 425, 428, 429, 499, 500, 503]
        {
            let mut bytes = body.as_bytes().to_vec();
            let Err(TokenError::Server { error, .. }) = profile.token(status, &mut bytes) else {
                panic!("{status} {body}");
            };
            let expected =
                matches!(status, 200..300 | 400..500) && !matches!(status, 408 | 425 | 429);
            assert_eq!(error.ends_grant(), expected, "{status} {body}");
            let mut bytes = body.as_bytes().to_vec();
            let ended = match profile.revoked(status, &mut bytes) {
                Ok(()) => None,
                Err(TokenError::Server { error, .. }) => Some(error.ends_grant()),
                Err(other) => panic!("{other:?}"),
            };
            assert_eq!(ended, (!(200..300).contains(&status)).then_some(expected), "{status}");
        }
    }
}

/// Only a token endpoint says it: an error of the redirect back ends no grant.
#[test]
fn an_error_of_a_callback_ends_no_grant() {
    let profile = Profile::RFC6749.ends_on(&[("gone", "")]);
    for error in ["invalid_grant", "gone"] {
        let mut url = format!("https://c.example/cb?error={error}&state=S&{ISS}").into_bytes();
        let Ok(Callback::Denied(denied)) = callback(&profile, &EXPECT, &mut url) else {
            panic!("{error}");
        };
        assert_eq!(denied.error.unwrap().as_str(), error);
    }
}

/// Which errors mean that the user must log in again: those of a profile.
#[test]
fn invalid_grant_ends_a_grant_and_so_does_what_the_profile_lists() {
    const ANY: Profile<'_> = Profile::RFC6749.ends_on(&[("gone", ""), ("bad", "d")]);
    const LINES: Profile<'_> =
        strings::ends_on(Profile::RFC6749, "\n\nbad=d e\nbad=a=b\n=x\n e2\n");
    let rows = [
        (BOLDSIGN, r#"{"error":"invalid_grant"}"#, true),
        (BOLDSIGN, r#"{"error":"invalid_grant","error_description":"any"}"#, true),
        (BOLDSIGN, r#"{"error":"Invalid_grant"}"#, false),
        (BOLDSIGN, r#"{"error":"invalid_request","error_description":"InvalidGrantCode"}"#, false),
        (BOLD, r#"{"error":"invalid_request","error_description":"InvalidGrantCode"}"#, true),
        (BOLD, r#"{"error":"invalid_request","error_description":"other"}"#, false),
        (BOLD, r#"{"error":"invalid_request"}"#, false),
        (BOLD, r#"{"error":"x","error_description":"InvalidGrantCode"}"#, false),
        (BOLD, r#"{"error":"temporarily_unavailable"}"#, false),
        (ANY, r#"{"error":"gone"}"#, true),
        (ANY, r#"{"error":"gone","error_description":"for good"}"#, true),
        (ANY, r#"{"error":"bad"}"#, false),
        (ANY, r#"{"error":"bad","error_description":"d"}"#, true),
        (ANY, r#"{"error":"ba\u0064","error_description":"\u0064"}"#, true),
        (ANY, r#"{"error":"gone\nbad"}"#, false),
        (ANY, r#"{"error":"bad=d"}"#, false),
        (ANY, r#"{"error":"bad=d","error_description":"d"}"#, false),
        // A line is one error; a description may hold spaces and `=`, and empty lines are none.
        (LINES, r#"{"error":"bad","error_description":"d e"}"#, true),
        (LINES, r#"{"error":"bad","error_description":"d"}"#, false),
        (LINES, r#"{"error":"bad","error_description":"a=b"}"#, true),
        (LINES, r#"{"error":"bad","error_description":"a"}"#, false),
        (LINES, r#"{"error":"bad"}"#, false),
        (LINES, r#"{"error":"e2"}"#, false),
        (LINES, r#"{"error":" e2"}"#, true),
        (LINES, r#"{"error":"invalid_grant"}"#, true),
        // An error without a name matches no entry.
        (ANY, r#"{"error":{}}"#, false),
    ];
    for (profile, body, expected) in rows {
        assert_eq!(ends(&profile, body), expected, "{body}");
    }
}
