//! Logins by `form_post`, hybrid logins, and responses with an `id_token` alone: `flows.json`, by [`Login`].

use base64ct::{Base64UrlUnpadded, Encoding};
use grantlet::{
    CallbackClass, CallbackError, Client, IdTokenError, Issuer, Login, LoginError, LoginKind,
    LoginRequest, Member, Profile, ResponseMode, TokenError, UnixTime,
};
use grantlet_tests::secs;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const PROFILE: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://as.example/authorize")
    .token_endpoint("/token")
    .servers(&[("dc", ""), ("us", "https://us.example"), ("eu", "https://eu.example")]);
const CLIENT: Client<'static> = Client::public(&PROFILE, "app").base_url("https://as.example");
pub(crate) const NOW: UnixTime = secs(1_773_135_000);

pub(crate) fn table() -> Value {
    serde_json::from_str(include_str!("flows.json")).unwrap()
}

/// What a row's `callback` or `body` is in a login with this state and nonce.
pub(crate) fn filled(row: &Value, text: &str, state: &str, nonce: &str) -> String {
    let repeat = || (0..10_000).map(|index| format!("p{index}=V")).collect::<Vec<_>>().join("&");
    let mut whole = text.replace("{state}", state).replace("{id_token}", &id_token(row, nonce));
    if whole.contains("{repeat}") {
        whole = whole.replace("{repeat}", &repeat());
    }
    whole
}

fn id_token(row: &Value, nonce: &str) -> String {
    let mut claims = json!({
        "iss": "https://as.example", "sub": "u", "aud": "app", "exp": NOW.as_secs() + 300,
        "iat": NOW.as_secs(), "nonce": nonce, "c_hash": "C",
    });
    for (name, value) in row["claims"].as_object().into_iter().flatten() {
        match value.as_str() {
            None => drop(claims.as_object_mut().unwrap().remove(name)),
            Some(text) => claims[name] = text.replace("{nonce}", nonce).into(),
        }
    }
    for name in ["c_hash", "at_hash"] {
        if let Some(of) = claims[name].as_str() {
            let hash = &Sha256::digest(of)[..16];
            claims[name] = Base64UrlUnpadded::encode_string(hash).into();
        } else {
            claims.as_object_mut().unwrap().remove(name);
        }
    }
    let header = json!({ "alg": row["alg"].as_str().unwrap_or("RS256") });
    let [header, claims] =
        [header, claims].map(|part| Base64UrlUnpadded::encode_string(part.to_string().as_bytes()));
    format!("{header}.{claims}.c2ln")
}

fn start<'u>(name: &str, id_token_only: bool, url: &'u mut [u8]) -> Login<'u> {
    let (kind, mode) = match name {
        "code" => (LoginKind::Code, ResponseMode::Query),
        "id_token" => (LoginKind::CodeIdToken, ResponseMode::Query),
        "form_post" => (LoginKind::Code, ResponseMode::FormPost),
        "hybrid" => (LoginKind::Hybrid, ResponseMode::Query),
        "hybrid_form_post" => (LoginKind::Hybrid, ResponseMode::FormPost),
        other => panic!("{other}"),
    };
    let request = LoginRequest::new(&CLIENT, "https://app.example/cb")
        .kind(kind)
        .response_mode(mode)
        .issuer(Issuer::Required("https://as.example"))
        .scope("openid");
    let request = if id_token_only { request.id_token_only() } else { request };
    let entropy = std::array::from_fn(|index| u8::try_from(index * 7 % 251).unwrap());
    request.start_with_entropy(&entropy, NOW, url).unwrap()
}

/// The login as another process has it.
fn saved(login: &Login<'_>) -> Vec<u8> {
    login.save(&mut [0; 1024]).unwrap().as_bytes().to_vec()
}

fn named(class: &str, member: Option<Member>) -> Value {
    match member {
        Some(member) => json!({ "reject": class, "member": member.as_str() }),
        None => json!({ "reject": class }),
    }
}

fn of_callback(error: &CallbackError) -> Value {
    let (class, member) = match error.class {
        CallbackClass::RedirectUri => ("redirect_uri", None),
        CallbackClass::Duplicate(member) => ("duplicate", Some(member)),
        CallbackClass::Chars(member) => ("chars", Some(member)),
        CallbackClass::Misplaced(member) => ("misplaced", Some(member)),
        CallbackClass::State => ("state", None),
        CallbackClass::Issuer(_) => ("issuer", None),
        CallbackClass::Conflict => ("conflict", None),
        CallbackClass::Missing(member) => ("missing", Some(member)),
        other => panic!("{other:?}"),
    };
    named(class, member)
}

fn of_id_token(error: IdTokenError) -> Value {
    match error {
        IdTokenError::Encoding => json!({ "id_token": "encoding" }),
        IdTokenError::Algorithm => json!({ "id_token": "algorithm" }),
        IdTokenError::Missing(member) => {
            json!({ "id_token": "missing", "member": member.as_str() })
        }
        IdTokenError::Mismatch(member) => {
            json!({ "id_token": "mismatch", "member": member.as_str() })
        }
        other => panic!("{other:?}"),
    }
}

fn of_error(error: &LoginError) -> Value {
    match error {
        LoginError::Callback(error) => of_callback(error),
        LoginError::IdToken(error) => of_id_token(*error),
        LoginError::Denied(error) => json!({ "denied": error.code().as_str() }),
        other => panic!("{other:?}"),
    }
}

/// The code of a request's body.
fn code(body: &str) -> String {
    let mut pairs = form_urlencoded::parse(body.as_bytes());
    pairs.find(|(name, _)| name == "code").unwrap().1.into_owned()
}

#[test]
fn a_callback_of_a_login_gives_what_the_table_says() {
    let table = table();
    for row in table["cases"].as_array().unwrap() {
        let (id, name) = (row["id"].as_str().unwrap(), row["login"].as_str().unwrap());
        let (mut url, mut buffer) = ([0; 512], [0; 1024]);
        let login = start(name, false, &mut url);
        let is_form = login.url().contains("&response_mode=form_post");
        assert_eq!(is_form, name.contains("form_post"), "{id}");
        let is_hybrid = login.url().contains("?response_type=code%20id_token&");
        assert_eq!(is_hybrid, name.contains("hybrid"), "{id}");
        let text = row["callback"].as_str().unwrap();
        let text = filled(row, text, login.state(), login.nonce().as_str());
        let mut kept = saved(&login);
        let mut login = Login::restore(&mut kept).unwrap();
        let mut bytes = text.clone().into_bytes();
        let mut claims = vec![0; bytes.len()];
        let (found, is_used) = if is_hybrid {
            match login.finish_hybrid(&CLIENT, &mut bytes, &mut claims, NOW) {
                Ok((request, id_token)) => {
                    let code = code(request.write(&mut buffer).unwrap().body);
                    (json!({ "code": code, "subject": id_token.subject }), true)
                }
                Err(error) => (of_error(&error), !matches!(error, LoginError::Callback(_))),
            }
        } else {
            match login.finish(&CLIENT, &mut bytes, NOW) {
                Ok(request) => {
                    (json!({ "code": code(request.write(&mut buffer).unwrap().body) }), true)
                }
                Err(error) => (of_error(&error), !matches!(error, LoginError::Callback(_))),
            }
        };
        let mut found = found;
        if login.server() > 0 {
            found["server"] = login.server().into();
        }
        assert_eq!(found, row["expect"], "{id}");
        if !is_used {
            assert_eq!(bytes, text.as_bytes(), "{id}: it is as it was");
        }
        let again = if is_hybrid {
            login.finish_hybrid(&CLIENT, &mut bytes, &mut claims, NOW).map(|_| ())
        } else {
            login.finish(&CLIENT, &mut bytes, NOW).map(|_| ())
        };
        assert_eq!(again == Err(LoginError::Used), is_used, "{id}");
    }
}

#[test]
fn a_response_with_an_id_token_alone_gives_what_the_table_says() {
    let table = table();
    for row in table["responses"].as_array().unwrap() {
        let id = row["id"].as_str().unwrap();
        let mut url = [0; 512];
        let login = start("id_token", row["id_token_only"] != false, &mut url);
        let mut kept = saved(&login);
        let login = Login::restore(&mut kept).unwrap();
        let text = row["body"].as_str().unwrap();
        let text = filled(row, text, login.state(), login.nonce().as_str());
        let status = u16::try_from(row["status"].as_u64().unwrap_or(200)).unwrap();
        let (mut body, mut buffer) = (text.into_bytes(), [0; 1024]);
        let found = match login.id_token_response(&CLIENT, status, &mut body) {
            Err(error) => match error {
                TokenError::Missing(member) => named("missing", Some(member)),
                TokenError::Type(member) => named("type", Some(member)),
                TokenError::Chars(member) => named("chars", Some(member)),
                TokenError::Duplicate(member) => named("duplicate", Some(member)),
                TokenError::Json(_) => named("syntax", None),
                TokenError::Server { .. } => named("refused", None),
                TokenError::Status(_) => named("status", None),
                other => panic!("{id}: {other:?}"),
            },
            Ok(response) => match login.id_token_alone(&response, &mut buffer, NOW) {
                Err(error) => of_id_token(error),
                Ok(claims) => {
                    let mut found = json!({ "subject": claims.subject });
                    if let Some(token) = response.refresh_token {
                        found["refresh_token"] = token.expose().into();
                    }
                    found
                }
            },
        };
        assert_eq!(found, row["expect"], "{id}");
    }
}

/// The case of `world.json`: what Entra B2C sends for the scope `openid`.
#[test]
fn a_real_response_with_an_id_token_alone_is_read_only_if_requested() {
    let Some(world) = grantlet_tests::shared_json("vectors/world.json") else { return };
    let cases = world["cases"].as_array().unwrap();
    let case = cases.iter().find(|case| case["expect"]["verdict"] == "id_token_only").unwrap();
    for only in [true, false] {
        let (mut url, mut body) = ([0; 512], case["body"].as_str().unwrap().as_bytes().to_vec());
        let login = start("id_token", only, &mut url);
        let read = login.id_token_response(&CLIENT, 200, &mut body);
        match read {
            Ok(response) => assert!(only && response.id_token.expose() == "e30.e30.c2ln"),
            Err(error) => assert!(!only && error == TokenError::Missing(Member::AccessToken)),
        }
    }
}
