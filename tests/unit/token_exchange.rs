//! Token exchange (RFC 8693).

use grantlet::{
    ACCESS_TOKEN_TYPE, Client, JWT_TYPE, Member, Profile, RequestError, Secret, TokenExchange,
    TokenType, Value,
};

const PROFILE: Profile<'_> =
    Profile::RFC6749.token_endpoint("/token").token_types(&["N_A"]).extra(&["issued_token_type"]);

fn body(exchange: TokenExchange<'_>) -> Result<String, RequestError> {
    let client = Client::public(&PROFILE, "api").base_url("https://as.example");
    exchange.write(&client, &mut [0; 2048]).map(|post| post.body.replace("%3A", ":"))
}

#[test]
fn the_tokens_their_types_and_further_parameters_are_sent() {
    let exchange = TokenExchange::new(Secret::new("st"), ACCESS_TOKEN_TYPE).scope("a b");
    let types = "urn:ietf:params:oauth:token-type";
    let start =
        "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&client_id=api&scope=a+b";
    let subject = format!("subject_token=st&subject_token_type={types}:access_token");
    assert_eq!(body(exchange), Ok(format!("{start}&{subject}")));
    let own = [("p", "v"); 8];
    let exchange = exchange.actor(Secret::new("act"), JWT_TYPE).params(&own);
    let actor = format!("actor_token=act&actor_token_type={types}:jwt");
    let eight = "&p=v".repeat(8);
    assert_eq!(body(exchange), Ok(format!("{start}&{subject}&{actor}{eight}")));
}

#[test]
fn what_is_missing_or_too_much_is_named() {
    let exchange = TokenExchange::new(Secret::new("st"), ACCESS_TOKEN_TYPE);
    for (exchange, error) in [
        (
            TokenExchange::new(Secret::new(""), JWT_TYPE),
            RequestError::Missing(Member::SubjectToken),
        ),
        (
            TokenExchange::new(Secret::new("st"), ""),
            RequestError::Missing(Member::SubjectTokenType),
        ),
        (exchange.actor(Secret::new(""), JWT_TYPE), RequestError::Missing(Member::ActorToken)),
        (exchange.actor(Secret::new("at"), ""), RequestError::Missing(Member::ActorTokenType)),
        (exchange.params(&[("p", "v"); 9]), RequestError::Unexpected(Member::ExtraParameter)),
        (exchange.params(&[("grant_type", "v")]), RequestError::Unexpected(Member::GrantType)),
    ] {
        assert_eq!(body(exchange), Err(error));
    }
}

/// RFC 8693, section 2.2.1.
#[test]
fn the_response_is_a_token_of_any_kind() {
    let mut body =
        *br#"{"access_token":"eyJ","issued_token_type":"urn:ietf:params:oauth:token-type:jwt",
        "token_type":"N_A","expires_in":60}"#;
    let token = PROFILE.token(200, &mut body).unwrap();
    assert_eq!(token.token_type, TokenType::Other("N_A"));
    let issued = PROFILE.extra_of(&token, "issued_token_type").and_then(Value::text);
    assert_eq!(issued, Some(JWT_TYPE));
}
