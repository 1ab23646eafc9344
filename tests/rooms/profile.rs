//! What ends a grant, and what a profile lists but must not be misread.

use grantlet::providers::{BOLD, BOLDSIGN};
use grantlet::{Profile, TokenError, response};

fn ends(profile: &Profile<'_>, body: &str) -> bool {
    match response(profile, 400, &mut body.as_bytes().to_vec()) {
        Err(TokenError::Server { error, .. }) => error.ends_grant(),
        other => panic!("{body}: {other:?}"),
    }
}

/// Of RF5, the part that is a profile's: which errors mean that the user logs in again.
#[test]
fn invalid_grant_ends_a_grant_and_so_does_what_the_profile_lists() {
    const ANY: Profile<'_> = Profile::RFC6749.ends_on(&[("gone", ""), ("bad", "d")]);
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
        // An error without a name matches no entry.
        (ANY, r#"{"error":{}}"#, false),
    ];
    for (profile, body, expected) in rows {
        assert_eq!(ends(&profile, body), expected, "{body}");
    }
}
