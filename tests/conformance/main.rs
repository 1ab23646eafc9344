//! What the five providers' documents print, as they print it: each request is built, each response
//! is read, and nothing printed is left out. `simulator` then does the same over HTTP.
//!
//! The documents are not part of the project; they are read at test time from `../shared`.

mod bold;
mod boldsign;
mod bolt;
mod data_envelope;
mod documents;
mod json_body;
mod samples;
mod simulator;

use grantlet::{ErrorText, Headers, Profile, Scope, Secret, TokenError, TokenType, UntrustedText};
use serde_json::Value;

/// A printed token response is read as another JSON reader reads its members.
fn assert_token(profile: &Profile<'_>, printed: &str, members: &Value) {
    let mut body = printed.as_bytes().to_vec();
    let token = profile.token(200, &mut body).unwrap_or_else(|e| panic!("{e}: {printed}"));
    assert_eq!(Some(token.access_token.expose()), members["access_token"].as_str());
    assert!(members["token_type"].as_str().unwrap().eq_ignore_ascii_case("bearer"), "{printed}");
    assert_eq!(token.token_type, TokenType::Bearer);
    assert_eq!(token.expires_in.map(u64::from), members["expires_in"].as_u64());
    assert_eq!(token.refresh_token.map(Secret::expose), members["refresh_token"].as_str());
    assert_eq!(token.id_token.map(Secret::expose), members["id_token"].as_str());
    assert_eq!(token.scope.map(Scope::as_str), members["scope"].as_str());
}

/// A printed refusal is a server's error: these are its `error`, description and number. Gives
/// whether it ends the grant.
fn assert_refused(
    profile: &Profile<'_>,
    status: u16,
    printed: &str,
    said: [Option<&str>; 3],
) -> bool {
    let mut body = printed.as_bytes().to_vec();
    match profile.token(status, &mut body) {
        Err(TokenError::Server { status: kept, error }) => {
            assert_eq!((kept, texts(error.text(&body))), (status, said), "{printed}");
            error.ends_grant()
        }
        other => panic!("{other:?} for {status} {printed}"),
    }
}

/// What a server said: `error`, its description, its number.
fn texts(error: Option<ErrorText<'_>>) -> [Option<&str>; 3] {
    let error = error.expect("a text");
    [error.error, error.error_description, error.error_number]
        .map(|text| text.map(UntrustedText::as_str))
}

/// The one value of a header.
fn header<'b>(headers: Headers<'b>, name: &str) -> &'b str {
    let mut values = headers.iter().filter(|(found, _)| found.eq_ignore_ascii_case(name));
    let value = values.next().unwrap_or_else(|| panic!("no header {name}")).1;
    assert_eq!(values.next(), None, "{name} twice");
    value
}
