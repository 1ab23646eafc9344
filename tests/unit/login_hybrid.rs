//! Hybrid logins: the second `id_token`, what may be asked for, and how they are saved.

use base64ct::{Base64UrlUnpadded, Encoding};
use grantlet::{
    Callback, Client, IdTokenError, Issuer, Login, LoginError, LoginKind, LoginRequest, Member,
    Profile, RequestError, ResponseMode, UnixTime, form_post_callback, form_post_state,
};
use grantlet_tests::secs;
use proptest::prelude::*;

use crate::callback::EXPECT;
use crate::id_token::{half_hash, jwt};
use crate::login::{PROFILE, URI, entropy};

const NOW: UnixTime = secs(1_773_135_000);
const CLIENT: Client<'_> = Client::public(&PROFILE, "id").base_url("https://as.example");
const ISSUER: Issuer<'_> = Issuer::Required("https://as.example");

fn request(kind: LoginKind, mode: ResponseMode) -> LoginRequest<'static> {
    LoginRequest::new(&CLIENT, URI).kind(kind).response_mode(mode).issuer(ISSUER).scope("openid")
}

fn start(mode: ResponseMode, url: &mut [u8]) -> Login<'_> {
    request(LoginKind::Hybrid, mode).start_with_entropy(&entropy(3), NOW, url).unwrap()
}

fn id_token(login: &Login<'_>, rest: &serde_json::Value) -> String {
    let mut claims = serde_json::json!({
        "iss": "https://as.example", "sub": "u", "aud": "id", "exp": NOW.as_secs() + 60,
        "iat": NOW.as_secs(), "nonce": login.nonce().as_str(),
    });
    for (name, value) in rest.as_object().unwrap() {
        claims[name] = value.clone();
    }
    jwt(r#"{"alg":"RS256"}"#, &claims.to_string())
}

/// OpenID Connect Core, sections 3.3.3.6 and 3.3.3.8: the same user, and `at_hash` where there is one.
#[test]
fn the_id_token_of_the_exchange_is_for_the_same_user_and_this_token() {
    let mut url = [0; 512];
    let login = start(ResponseMode::Query, &mut url);
    let hash = |of: &str| serde_json::json!({ "at_hash": half_hash(of) });
    let rows = [
        (serde_json::json!({}), Ok(())),
        (hash("AT"), Ok(())),
        (hash("another"), Err(IdTokenError::Mismatch(Member::AccessTokenHash))),
        (serde_json::json!({ "sub": "v" }), Err(IdTokenError::Mismatch(Member::Subject))),
        (serde_json::json!({ "nonce": "n" }), Err(IdTokenError::Mismatch(Member::Nonce))),
    ];
    for (claims, expected) in rows {
        let id_token = id_token(&login, &claims);
        let body =
            format!(r#"{{"access_token":"AT","token_type":"Bearer","id_token":"{id_token}"}}"#);
        let (mut body, mut buffer) = (body.into_bytes(), [0; 1024]);
        let token = PROFILE.token(200, &mut body).unwrap();
        let found = login.id_token_of("u", &token, &mut buffer, NOW).map(|_| ());
        assert_eq!(found, expected, "{claims}");
    }
}

/// A buffer that is too small, and a function for another kind, use nothing up.
#[test]
fn a_hybrid_login_is_finished_with_a_buffer() {
    let (mut url, mut buffer) = ([0; 512], [0; 1024]);
    for mode in [ResponseMode::Query, ResponseMode::Fragment, ResponseMode::FormPost] {
        let mut login = start(mode, &mut url);
        let id_token = id_token(&login, &serde_json::json!({ "c_hash": half_hash("C") }));
        let prefix = if mode == ResponseMode::FormPost { "" } else { "https://c.example/cb#" };
        let state = login.state().to_owned();
        let callback = format!("{prefix}code=C&state={state}&id_token={id_token}");
        let mut bytes = callback.clone().into_bytes();
        let small = login.finish_hybrid(&CLIENT, &mut bytes, &mut [], NOW).unwrap_err();
        let LoginError::IdToken(IdTokenError::BufferTooSmall { needed }) = small else { panic!() };
        assert_eq!(login.finish(&CLIENT, &mut bytes, NOW).unwrap_err(), small);
        assert_eq!(bytes, callback.as_bytes());
        let (_, claims) =
            login.finish_hybrid(&CLIENT, &mut bytes, &mut buffer[..needed], NOW).unwrap();
        assert_eq!(claims.subject, "u");
        assert_eq!(claims.signature, "c2ln");
    }
    let code = request(LoginKind::Code, ResponseMode::Query);
    let mut login = code.start_with_entropy(&entropy(4), NOW, &mut url).unwrap();
    let callback = format!("{URI}?code=C&state={}&{}", login.state(), crate::callback::ISS);
    let mut bytes = callback.into_bytes();
    let refused = login.finish_hybrid(&CLIENT, &mut bytes, &mut buffer, NOW).unwrap_err();
    assert_eq!(refused, LoginError::Request(RequestError::Unexpected(Member::IdToken)));
    assert!(login.finish(&CLIENT, &mut bytes, NOW).is_ok());
}

#[test]
fn what_a_login_cannot_have_is_refused_when_it_starts() {
    use RequestError::{Missing, Unexpected};
    let start = |request: LoginRequest<'static>| {
        let mut url = [0; 512];
        request.start_with_entropy(&entropy(5), NOW, &mut url).map(|_| ()).unwrap_err()
    };
    let mode = Unexpected(Member::ResponseMode);
    for kind in [LoginKind::Implicit, LoginKind::ImplicitIdToken] {
        assert_eq!(start(request(kind, ResponseMode::FormPost)), mode);
    }
    let twice = request(LoginKind::Code, ResponseMode::FormPost);
    assert_eq!(start(twice.params(&[("response_mode", "query")])), mode);
    for kind in [LoginKind::Code, LoginKind::Implicit, LoginKind::ImplicitIdToken] {
        let only = request(kind, ResponseMode::Query).id_token_only();
        assert_eq!(start(only), Unexpected(Member::IdToken));
    }
    let hybrid = request(LoginKind::Hybrid, ResponseMode::Query);
    assert_eq!(start(hybrid.scope("email")), Missing(Member::Scope));
    assert_eq!(start(hybrid.issuer(Issuer::Ignored)), Missing(Member::Issuer));
}

/// New fields are saved after the earlier ones, and an ordinary login is saved as before.
#[test]
fn a_login_is_saved_with_what_is_new() {
    let (mut url, mut buffer) = ([0; 512], [0; 1024]);
    let plain = request(LoginKind::CodeIdToken, ResponseMode::Query);
    let login = plain.start_with_entropy(&entropy(6), NOW, &mut url).unwrap();
    let saved = login.save(&mut buffer).unwrap().to_owned();
    assert!(saved.ends_with(r#","started":1773135000}"#), "{saved}");
    let only = plain.response_mode(ResponseMode::FormPost).id_token_only();
    let login = only.start_with_entropy(&entropy(6), NOW, &mut url).unwrap();
    let later = login.save(&mut buffer).unwrap().to_owned();
    let rest = r#","response_mode":"form_post","id_token":"only"}"#;
    assert_eq!(later, saved.replace('}', rest));
    let restored = |text: String| {
        let mut text = text.into_bytes();
        Login::restore(&mut text).map(|login| login.is_id_token_only())
    };
    assert_eq!(restored(later.clone()), Ok(true));
    assert_eq!(restored(saved), Ok(false));
    for (from, to) in [("only", "also"), ("form_post", "query"), ("form_post", "web_message")] {
        assert!(restored(later.replace(from, to)).is_err(), "{to}");
    }
}

#[test]
fn the_state_of_a_form_is_found_before_its_login_is() {
    let rows: [(&[u8], Option<&str>); 6] = [
        (b"code=C&state=S", Some("S")),
        (b"st%61te=S%2B&error=e", Some("S+")),
        (b"state=&code=C", None),
        (b"?state=S", None),
        (b"https://c.example/cb?x#code=C&state=S", Some("S")),
        (b"", None),
    ];
    for (body, state) in rows {
        let found = form_post_state(body);
        assert_eq!(found.is_some(), state.is_some(), "{}", body.escape_ascii());
        assert!(found.is_none_or(|found| found.is(state.unwrap())));
    }
}

#[test]
fn what_a_form_claims_is_readable_though_nobody_vouches_for_it() {
    let mut body = *b"error=access%5Fdenied&error_description=no&state=another";
    let refused = form_post_callback(&Profile::RFC6749, &EXPECT, &mut body).unwrap_err();
    let claimed = refused.text(&body).unwrap();
    assert!(claimed.error.is("access_denied") && claimed.error_description.is("no"));
}

#[test]
fn what_a_form_says_about_a_refusal_is_read_through_the_error() {
    let (mut url, mut buffer) = ([0; 512], [0; 64]);
    let mut login = start(ResponseMode::FormPost, &mut url);
    let state = login.state().to_owned();
    let mut body =
        format!("error=access_denied&error_description=no&state={state}&iss=https://as.example")
            .into_bytes();
    let refused =
        login.finish_hybrid(&CLIENT, &mut body, &mut buffer, NOW).map(|_| ()).unwrap_err();
    let text = refused.text(&body).unwrap();
    assert_eq!(text.to_string(), "access_denied: no");
}

proptest! {
    /// Any bytes: no panic, no code without the state, and on a refusal the body is as it was.
    #[test]
    fn any_body_is_read(
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            "(code|state|iss|id_token|error|%|=|&|S|https://as.example|\\+|%00|%26){0,30}"
                .prop_map(String::into_bytes),
        ],
    ) {
        let mut bytes = body.clone();
        match form_post_callback(&Profile::RFC6749, &EXPECT, &mut bytes) {
            Ok(Callback::Code(code)) => prop_assert!(!code.expose().is_empty()),
            Ok(Callback::Token(_)) => prop_assert!(false),
            Ok(Callback::Denied(_)) => {}
            Err(_) => prop_assert_eq!(&bytes, &body),
        }
        let (mut url, mut buffer) = ([0; 512], [0; 1024]);
        let mut login = start(ResponseMode::FormPost, &mut url);
        let mut bytes = body.clone();
        let refused = login.finish_hybrid(&CLIENT, &mut bytes, &mut buffer, NOW).unwrap_err();
        prop_assert!(matches!(refused, LoginError::Callback(_)));
        prop_assert_eq!(&bytes, &body);
    }
}

/// Base64 with padding, or of other bytes, is none: as for each `id_token`.
#[test]
fn an_id_token_beside_a_code_is_base64url() {
    let (mut url, mut buffer) = ([0; 512], [0; 1024]);
    let mut login = start(ResponseMode::FormPost, &mut url);
    let header = Base64UrlUnpadded::encode_string(br#"{"alg":"RS256"}"#);
    let body = format!("code=C&state={}&id_token={header}%3D.e30.c2ln", login.state());
    let mut bytes = body.into_bytes();
    let refused = login.finish_hybrid(&CLIENT, &mut bytes, &mut buffer, NOW).unwrap_err();
    assert_eq!(refused, LoginError::IdToken(IdTokenError::Encoding));
}
