//! RFC 6749, section 5.2: what a response that is no token means for a session.

use grantlet::engine::{LocatedResponse, response as locate};
use grantlet::providers::{BOLD, BOLDSIGN, DATA_ENVELOPE, JSON_BODY};
use grantlet::{Failure, Profile};

#[test]
fn a_response_ends_refuses_waits_or_is_none() {
    use Failure::{Ended, NoResponse, NotJson, Refused, TryLater};
    let rows: [(&Profile<'_>, u16, &str, Failure); 50] = [
        (&BOLDSIGN, 400, r#"{"error":"invalid_grant"}"#, Ended),
        (&BOLDSIGN, 401, r#"{"error":"invalid_grant"}"#, Ended),
        // An error with status 200 is an error (octokit/auth-oauth-app.js#13).
        (&BOLDSIGN, 200, r#"{"error":"invalid_grant"}"#, Ended),
        (&BOLDSIGN, 400, r#"{"error":"invalid_request"}"#, Refused),
        (&BOLDSIGN, 200, r#"{"error":"bad_verification_code"}"#, Refused),
        (&BOLDSIGN, 401, r#"{"error":"invalid_client"}"#, Refused),
        (&BOLDSIGN, 400, r#"{"error":"unauthorized_client"}"#, Refused),
        (&BOLDSIGN, 403, r#"{"error":"access_denied"}"#, Refused),
        (&BOLDSIGN, 400, r#"{"error":7}"#, Refused),
        // What passes by itself.
        (&BOLDSIGN, 400, r#"{"error":"temporarily_unavailable"}"#, TryLater),
        (&BOLDSIGN, 400, r#"{"error":"server_error"}"#, TryLater),
        (&BOLDSIGN, 400, r#"{"error":"slow_down"}"#, TryLater),
        (&BOLDSIGN, 408, r#"{"error":"invalid_grant"}"#, TryLater),
        (&BOLDSIGN, 429, r#"{"error":"invalid_grant"}"#, TryLater),
        (&BOLDSIGN, 425, r#"{"error":"invalid_client"}"#, TryLater),
        (&BOLDSIGN, 500, r#"{"error":"invalid_grant"}"#, TryLater),
        (&BOLDSIGN, 503, r#"{"error":"invalid_client"}"#, TryLater),
        (&BOLDSIGN, 302, "", TryLater),
        (&BOLDSIGN, 429, "", TryLater),
        // A proxy's page, and an empty 401 (n8n-io/n8n#27089, givtnl/givt-app#1912).
        (&BOLDSIGN, 502, "<html>", TryLater),
        // Not the token endpoint: it does not pass by itself.
        (&BOLDSIGN, 400, "<html>", Refused),
        (&BOLDSIGN, 401, "", Refused),
        (&BOLDSIGN, 403, "<html>", Refused),
        (&BOLDSIGN, 404, "<html>", Refused),
        (&BOLDSIGN, 405, "", Refused),
        (&BOLDSIGN, 410, "{}", Refused),
        (&BOLDSIGN, 408, "<html>", TryLater),
        (&BOLDSIGN, 425, "<html>", TryLater),
        (&BOLDSIGN, 301, "<html>", TryLater),
        // Nothing of it is JSON; perhaps the refresh token was spent all the same.
        (&BOLDSIGN, 200, "", NotJson),
        (&BOLDSIGN, 200, "<html>", NotJson),
        (&BOLDSIGN, 201, "OK", NotJson),
        (&BOLDSIGN, 200, "[]", NotJson),
        (&BOLDSIGN, 200, "  ", NotJson),
        (&BOLDSIGN, 200, "\r\n\t <html>", NotJson),
        (&BOLDSIGN, 200, "\u{feff}<html>", NotJson),
        (&BOLDSIGN, 200, "\u{feff} {", NoResponse),
        (&DATA_ENVELOPE, 200, r#"{"data":"<html>"}"#, NoResponse),
        // The user has to log in.
        (&BOLDSIGN, 400, r#"{"error":"login_required"}"#, Ended),
        (&BOLDSIGN, 400, r#"{"error":"interaction_required"}"#, Ended),
        (&BOLDSIGN, 403, r#"{"error":"consent_required"}"#, Ended),
        (&BOLDSIGN, 503, r#"{"error":"login_required"}"#, TryLater),
        // Perhaps a token was issued.
        (&BOLDSIGN, 200, "{", NoResponse),
        (&BOLDSIGN, 200, r#"{"access_token":"at","token_ty"#, NoResponse),
        (&BOLDSIGN, 200, r#"{"token_type":"Bearer"}"#, NoResponse),
        (&BOLDSIGN, 200, r#"{"access_token":"at","token_type":"mac"}"#, NoResponse),
        // As the providers say it.
        (
            &BOLD,
            400,
            r#"{"error":"invalid_request","error_description":"InvalidGrantCode"}"#,
            Ended,
        ),
        (&BOLD, 400, r#"{"error":"invalid_request","error_description":"else"}"#, Refused),
        (&JSON_BODY, 503, r#"{"errorId":"1","code":"2","text":"closed"}"#, TryLater),
        (&DATA_ENVELOPE, 401, r#"{"error":{"code":1,"message":"no"}}"#, Refused),
    ];
    for (profile, status, text, expected) in rows {
        let mut first = text.as_bytes().to_vec();
        let error = profile.token(status, &mut first).unwrap_err();
        assert_eq!(Failure::of(&error), expected, "{status} {text}");
        // The same by offsets.
        let (mut body, mut response) = (text.as_bytes().to_vec(), LocatedResponse::default());
        let verdict = locate(profile, status, &mut body, &mut response);
        let said = error.text(&first).and_then(|text| text.error);
        let said = said.map_or(String::new(), |error| error.as_str().to_owned());
        let at = response.members.at as usize;
        let failure = Failure::of_verdict(verdict, at, status, said.as_bytes());
        assert_eq!(failure, expected, "{status} {text}");
    }
}

/// Each status, with and without a word on the grant: only 2xx and 4xx decide, also without a word.
#[test]
fn a_status_that_does_not_decide_never_ends_or_refuses() {
    for status in 100..=999 {
        for text in ["", r#"{"error":"invalid_grant"}"#, r#"{"error":"invalid_client"}"#] {
            let mut body = text.as_bytes().to_vec();
            let error = Profile::RFC6749.token(status, &mut body).unwrap_err();
            let failure = Failure::of(&error);
            let decides = matches!(status, 200..=299 | 400..=499);
            if matches!(failure, Failure::Ended | Failure::Refused) {
                assert!(decides && !matches!(status, 408 | 425 | 429), "{status}");
            }
            if matches!(status, 200..=299) && text.is_empty() {
                assert_eq!(failure, Failure::NotJson);
            }
        }
    }
}
