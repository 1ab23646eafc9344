//! How an example of the RFCs is put to the core.

use grantlet::{
    Authorize, Callback, CallbackExpectation, Client, ExpectIdToken, Flow, Grant, Issuer, Profile,
    Secret, TokenError, TokenType, callback, unverified_id_token,
};
use serde_json::Value;

use crate::form::decoded;
use crate::id_token::jwt;

pub(crate) const PROFILE: Profile<'_> =
    Profile::RFC6749.token_endpoint("/token").authorization_endpoint("/authorize");

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

pub(crate) fn bytes(value: &Value) -> Vec<u8> {
    let byte = |value: &Value| u8::try_from(value.as_u64().unwrap()).unwrap();
    value.as_array().unwrap().iter().map(byte).collect()
}

pub(crate) fn pairs(url: &str) -> Vec<(String, String)> {
    decoded(url.split_once('?').unwrap().1.as_bytes())
}

pub(crate) fn query(authorize: &Authorize<'_>, profile: &Profile<'_>) -> Vec<(String, String)> {
    let client = Client::public(profile, "s6BhdRkqt3").base_url("https://server.example.com");
    pairs(authorize.write(&client, &mut [0; 512]).unwrap())
}

pub(crate) fn body(profile: &Profile<'_>, secret: &str, grant: &Grant<'_>) -> String {
    let client = Client::confidential(profile, "s6BhdRkqt3", Secret::new(secret))
        .base_url("https://server.example.com");
    client.request(grant, &mut [0; 512]).unwrap().body.to_owned()
}

pub(crate) fn basic_is(basic: &Value) {
    let secret = Secret::new(text(&basic["client_secret"]));
    let client = Client::confidential(&PROFILE, text(&basic["client_id"]), secret)
        .base_url("https://server.example.com");
    let mut buffer = [0; 512];
    let request = client.request(&Grant::client_credentials(), &mut buffer).unwrap();
    let header = request.headers.iter().find(|(name, _)| *name == "Authorization");
    assert_eq!(header.unwrap().1, basic["authorization"]);
}

/// A code or a token, or else an error of the server or of the class.
pub(crate) fn outcome(flow: Flow, url: &str) -> Result<String, String> {
    let (redirect_uri, _) = url.split_once(['?', '#']).unwrap();
    let expect = CallbackExpectation { redirect_uri, state: "xyz", issuer: Issuer::Ignored, flow };
    read(&expect, url)
}

pub(crate) fn read(expect: &CallbackExpectation<'_>, url: &str) -> Result<String, String> {
    match callback(&PROFILE, expect, &mut url.as_bytes().to_vec()) {
        Ok(Callback::Code(code)) => Ok(code.expose().to_owned()),
        Ok(Callback::Token(token)) => Ok(token.access_token.expose().to_owned()),
        Ok(Callback::Denied(error)) => Err(error.error.unwrap().as_str().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// The response to a client that expects this issuer, and no response to one that expects another.
pub(crate) fn mixed_up(entry: &Value, url: &Value, state: &str) -> Result<String, String> {
    let honest = Issuer::Required(text(&entry["issuer"]));
    let redirect_uri = "https://client.example/cb";
    let expect = CallbackExpectation { redirect_uri, state, issuer: honest, flow: Flow::Code };
    let attacked =
        CallbackExpectation { issuer: Issuer::Required("https://attacker.example"), ..expect };
    let refused = read(&attacked, text(url)).unwrap_err();
    assert_eq!(refused, "the callback's iss is not the expected server's");
    read(&expect, text(url))
}

/// Not Bearer, and so refused, unless the profile knows the type; then with all of its members.
pub(crate) fn token_is_of_type_example(body: &Value, refreshable: bool) {
    let body = text(body).as_bytes();
    assert_eq!(PROFILE.token(200, &mut body.to_vec()).unwrap_err(), TokenError::TokenType);
    let knowing = PROFILE.token_types(&["example"]).extra(&["example_parameter"]);
    let mut body = body.to_vec();
    let token = knowing.token(200, &mut body).unwrap();
    assert_eq!(token.access_token.expose(), "2YotnFZFEjr1zCsicMWpAA");
    assert_eq!((token.token_type, token.expires_in), (TokenType::Other("example"), Some(3600)));
    let refresh_token = token.refresh_token.map(Secret::expose);
    assert_eq!(refresh_token, refreshable.then_some("tGzv3JOkF0XG5Qx2TlKWIA"));
    assert!(token.extra.get(0) == Some(grantlet::Value::Text("example_value")));
}

pub(crate) fn hash_is(name: &str, hash: &str, expect: &ExpectIdToken<'_>) {
    for (hash, right) in [(hash.to_owned(), true), (hash.replace(&hash[..1], "_"), false)] {
        let claims =
            format!(r#"{{"iss":"i","sub":"s","aud":"c","exp":9,"iat":1,"{name}":"{hash}"}}"#);
        let token = jwt(r#"{"alg":"RS256"}"#, &claims);
        let claims = unverified_id_token(Secret::new(&token), expect, &mut [0; 256]).map(|_| ());
        assert_eq!(claims.is_ok(), right, "{claims:?}");
    }
}
