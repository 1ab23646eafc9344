//! Claims of a user (OpenID Connect Core, section 5.3).

use grantlet::{Client, Member, Profile, TokenError, UserInfoError};

#[test]
fn claims_are_read_of_the_user_who_logged_in() {
    let app = Client::public(&Profile::RFC6749, "app");
    let of = |body: &str, subject: &str| {
        let mut body = body.as_bytes().to_vec();
        app.userinfo(200, &mut body, subject)
            .map(|user| (user.subject.to_owned(), user.email_verified))
    };
    let response = |error| Err(UserInfoError::Response(error));
    for (body, subject, found) in [
        (r#"{"sub":"ada"}"#, "ada", Ok(("ada".to_owned(), false))),
        (r#"{"sub":"\u0061da"}"#, "ada", Ok(("ada".to_owned(), false))),
        (r#"{"sub":"ada","email_verified":true}"#, "", Ok(("ada".to_owned(), true))),
        (r#"{"sub":"ada","email_verified":"true"}"#, "", Ok(("ada".to_owned(), false))),
        (r#"{"sub":"eve"}"#, "ada", Err(UserInfoError::Subject)),
        (r#"{"sub":"ada "}"#, "ada", Err(UserInfoError::Subject)),
        (r#"{"name":"ada"}"#, "", response(TokenError::Missing(Member::Subject))),
        (r#"{"sub":""}"#, "", response(TokenError::Missing(Member::Subject))),
        (r#"{"sub":7}"#, "", response(TokenError::Type(Member::Subject))),
        (r#"{"sub":"ada","sub":"eve"}"#, "ada", response(TokenError::Duplicate(Member::Subject))),
        (r#"{"sub":"ada","name":[]}"#, "ada", response(TokenError::Type(Member::Name))),
    ] {
        assert_eq!(of(body, subject), found, "{body}");
    }
    let mut jwt = *b"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.";
    let refused = app.userinfo(200, &mut jwt, "ada").unwrap_err();
    assert!(
        matches!(refused, UserInfoError::Response(TokenError::Json(_))),
        "a JWT is not decoded"
    );
}
