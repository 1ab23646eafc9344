//! Servers that a callback chooses from: in the callback, in a login and in a session.

use grantlet::engine::strings;
use grantlet::{
    Callback, CallbackClass, CallbackExpectation, Client, ClientError, Failure, Flow, Issuer,
    IssuerFault, Login, LoginError, LoginRequest, Member, Profile, RequestError, Revoke, Secret,
    Session, SessionState, SetServerError, Settings, UnixTime, Uptime, callback, providers,
};
use grantlet_ffi as ffi;
use grantlet_ffi::{Expected, ProfileSetting, ResponseMode, Span, Status};
use serde_json::Value;

use crate::tables::cases;

const TABLE: &str = include_str!("../tables/servers.json");
const NOW: UnixTime = UnixTime::from_secs(1_773_135_000);
const REDIRECT_URI: &str = "https://app.example/cb";

const ACME: Profile<'_> = Profile::RFC6749
    .authorization_endpoint("/auth")
    .token_endpoint("/token")
    .revocation_endpoint("/token/revoke")
    .servers(&[("dc", ""), ("us", "https://us.example"), ("https://eu.example", "")]);
const _: () = assert!(ACME.check().is_ok());

fn table() -> Value {
    serde_json::from_str(TABLE).unwrap()
}

fn entropy() -> [u8; 96] {
    core::array::from_fn(|index| u8::try_from(index * 7 % 251).unwrap())
}

fn class_name(class: CallbackClass) -> &'static str {
    match class {
        CallbackClass::Duplicate(_) => "duplicate",
        CallbackClass::State => "state",
        CallbackClass::Issuer(_) => "issuer",
        CallbackClass::Missing(_) => "missing",
        class => panic!("{class:?}"),
    }
}

#[test]
fn a_callback_names_a_listed_server_or_is_refused() {
    let table = table();
    let profile = strings::servers(Profile::RFC6749, table["servers"].as_str().unwrap());
    assert_eq!(profile.check(), Ok(()));
    for (number, url) in (1..).zip(table["base_urls"].as_array().unwrap()) {
        assert_eq!(profile.server_url(number).unwrap(), url.as_str().unwrap().as_bytes());
    }
    assert_eq!((profile.server_url(0), profile.server_url(5)), (None, None));
    for case in cases(TABLE, 40) {
        let url = format!("{REDIRECT_URI}{}", case["callback"].as_str().unwrap());
        let flow = if case["fragment"] == true { Flow::CodeInFragment } else { Flow::Code };
        let issuer = Issuer::IfPresent("https://as.example");
        let expect = CallbackExpectation { redirect_uri: REDIRECT_URI, state: "s1", issuer, flow };
        let named = grantlet::engine::named_server(&profile, false, url.as_bytes());
        let mut bytes = url.clone().into_bytes();
        let found = match callback(&profile, &expect, &mut bytes) {
            Ok(Callback::Code(code)) => {
                assert!(code.expose().starts_with("c1"));
                assert_eq!(u64::from(named.unwrap()), case["server"].as_u64().unwrap(), "{url}");
                continue;
            }
            Ok(Callback::Denied(_)) => "denied",
            Ok(Callback::Token(_)) => panic!("{url}"),
            Err(error) => {
                assert_eq!(bytes, url.as_bytes());
                if let CallbackClass::Issuer(IssuerFault::Unlisted { at }) = error.class {
                    assert_eq!(named, Err(error.class));
                    assert_eq!(url.as_bytes()[at - 1], b'=', "{url}");
                }
                class_name(error.class)
            }
        };
        assert_eq!(found, case["class"], "{url}");
    }
}

/// The base URL of C's client at the server that a callback names, by the interface alone.
fn in_c(list: &str, case: &Value, url: &str) -> Result<(u8, String), Status> {
    let span = |text: &str| Span { bytes: text.as_ptr(), length: text.len() };
    let settings =
        [ProfileSetting { kind: Some(&ffi::grantlet_setting_servers), value: span(list) }];
    let profile = ffi::Profile {
        base: &raw const ffi::grantlet_rfc6749,
        settings: settings.as_ptr(),
        settings_count: 1,
        provider: std::ptr::null(),
    };
    let in_fragment = case["fragment"] == true;
    let mode = if in_fragment { ResponseMode::Fragment } else { ResponseMode::Query };
    let expected = Expected {
        redirect_uri: span(REDIRECT_URI),
        state: span("s1"),
        issuer: span("https://as.example"),
        issuer_rule: ffi::IssuerRule::IfPresent as i32,
        response_mode: mode as i32,
    };
    let client = ffi::Client {
        profile: &raw const profile,
        client_id: span("id"),
        client_secret: span(""),
        base_url: span("https://own.example"),
        check: &raw const ffi::grantlet_checked_once,
    };
    let (mut url, mut code) = (url.as_bytes().to_vec(), span(""));
    let (bytes, length) = (url.as_mut_ptr().cast(), url.len());
    // SAFETY: each pointer is what the header asks for.
    unsafe {
        let (mut error, mut at) = (std::mem::zeroed::<ffi::Error>(), client);
        let (profile, expected) = (&raw const profile, &raw const expected);
        let server = ffi::grantlet_callback_server(profile, expected, bytes, length);
        let (code, error) = (&raw mut code, &raw mut error);
        let read = ffi::grantlet_callback(profile, expected, bytes, length, code, error);
        if read != Status::Ok {
            return Err(read);
        }
        let (client, at) = (&raw const client, &raw mut at);
        assert_eq!(ffi::grantlet_client_at_server(client, server, at, error), Status::Ok);
        let url = std::slice::from_raw_parts((*at).base_url.bytes, (*at).base_url.length).to_vec();
        let unknown = ffi::grantlet_client_at_server(client, 5, at, error);
        assert_eq!((unknown, (*at).base_url.length), (Status::ERequestUnexpected, 0));
        assert_eq!((*error).member, ffi::Member::Server as i32);
        Ok((server, String::from_utf8(url).unwrap()))
    }
}

#[test]
fn a_callback_names_a_listed_server_or_is_refused_in_c() {
    let table = table();
    for case in cases(TABLE, 40) {
        let url = format!("{REDIRECT_URI}{}", case["callback"].as_str().unwrap());
        let found = in_c(table["servers"].as_str().unwrap(), &case, &url);
        let Some(server) = case["server"].as_u64() else {
            let status = match case["class"].as_str().unwrap() {
                "duplicate" => Status::ECallbackDuplicate,
                "state" => Status::ECallbackState,
                "issuer" => Status::ECallbackIssuer,
                "missing" => Status::ECallbackMissing,
                _ => Status::EServer,
            };
            assert_eq!(found, Err(status), "{url}");
            continue;
        };
        let base_url = match server {
            0 => "https://own.example".to_owned(),
            number => {
                let index = usize::try_from(number).unwrap() - 1;
                table["base_urls"][index].as_str().unwrap().to_owned()
            }
        };
        assert_eq!(found, Ok((u8::try_from(server).unwrap(), base_url)), "{url}");
    }
}

fn start<'a>(client: &Client<'a>, buffer: &'a mut [u8]) -> Login<'a> {
    LoginRequest::new(client, REDIRECT_URI).start_with_entropy(&entropy(), NOW, buffer).unwrap()
}

#[test]
fn a_login_exchanges_its_code_at_the_server_that_was_named_also_once_it_was_saved() {
    let client = Client::try_new(&ACME, "id", None, "https://us.example").unwrap();
    for (named, server, url) in [
        ("&dc=https%3A%2F%2Feu.example", 2, "https://eu.example/token"),
        ("&dc=us", 1, "https://us.example/token"),
        ("", 0, "https://us.example/token"),
    ] {
        let (mut address, mut saved, mut buffer) = ([0; 512], [0; 1024], [0; 512]);
        let mut login = start(&client, &mut address);
        assert_eq!(login.server(), 0);
        let back = format!("{REDIRECT_URI}?code=c1&state={}{named}", login.state());
        let mut hostile = format!("{back}&dc=evil").into_bytes();
        let refused = login.finish(&client, &mut hostile, NOW).map(|_| ()).unwrap_err();
        let LoginError::Callback(error) = refused else { panic!("{refused:?}") };
        assert!(matches!(error.class, CallbackClass::Issuer(IssuerFault::Unlisted { .. })));
        assert!(error.to_string().contains("does not list"));
        let mut back = back.into_bytes();
        let post = login.finish(&client, &mut back, NOW).unwrap();
        assert_eq!(post.write(&mut buffer).unwrap().url, url);
        assert_eq!(login.server(), server);

        let text = login.save(&mut saved).unwrap().to_owned();
        assert_eq!(text.contains("\"server\""), server != 0, "{text}");
        let mut text = text.into_bytes();
        let login = Login::restore(&mut text).unwrap();
        assert_eq!(login.server(), server);
        let post = login.request(&client, Secret::new("c1"), &mut buffer).unwrap();
        assert_eq!(post.url, url);
        let other = Client::public(&ACME, "id").base_url("https://eu.example");
        assert!(matches!(
            login.exchange(&other, Secret::new("c1")),
            Err(RequestError::OtherServer)
        ));
    }
}

#[test]
fn a_saved_login_with_a_number_that_no_server_has_sends_nothing() {
    let client = Client::public(&ACME, "id").base_url("https://us.example");
    let (mut address, mut saved, mut buffer) = ([0; 512], [0; 1024], [0; 512]);
    let plain = start(&client, &mut address).save(&mut saved).unwrap().to_owned();
    for (number, is_read) in [
        ("2", true),
        ("3", true),
        ("15", true),
        ("16", false),
        ("17", false),
        ("255", false),
        ("256", false),
        ("-1", false),
        ("\"2\"", false),
    ] {
        let text = plain.replacen('{', &format!("{{\"server\":{number},"), 1);
        let mut text = text.into_bytes();
        let login = Login::restore(&mut text);
        assert_eq!(login.is_ok(), is_read, "{number}");
        let Ok(login) = login else { continue };
        let sent = login.request(&client, Secret::new("c1"), &mut buffer).map(|_| ());
        let expected = if number == "2" { Ok(()) } else { Err(RequestError::OtherServer) };
        assert_eq!(sent, expected, "{number}");
    }
}

#[test]
fn the_requests_of_a_session_go_to_its_server_also_after_a_restart() {
    let at = Uptime::from_millis;
    let client = Client::public(&ACME, "id").base_url("https://us.example");
    let mut body = *br#"{"access_token":"a1","refresh_token":"r1","token_type":"Bearer"}"#;
    let token = client.token(200, &mut body).unwrap();
    let (mut arena, mut slot, mut buffer) = ([0; 128], [0; 128], [0; 512]);
    for server in [0, 1, 2] {
        let mut session = Session::new(&mut arena, Settings::DEFAULT);
        session.login(&token, "", at(0), at(0)).unwrap();
        session.set_server(server).unwrap();
        session.record(&mut slot).unwrap();
        // Editions before read this byte as the version, of which they know 1.
        assert_eq!(slot[35], 1 + 16 * server);
        drop(session);
        let mut session = Session::new(&mut arena, Settings::DEFAULT);
        session.restore([&slot, &[0xFF; 128]], at(0)).unwrap();
        assert_eq!(session.server(), server);
        let attempt = session.begin(at(0)).unwrap();
        let post = client.request(&attempt.grant, &mut buffer).unwrap();
        let host = if server == 2 { "https://eu.example" } else { "https://us.example" };
        assert_eq!(post.url, format!("{host}/token"));
        let revoke =
            client.at_server(server).unwrap().revoke(Revoke::AccessToken(Secret::new("a")));
        assert_eq!(revoke.write(&mut buffer).unwrap().url, format!("{host}/token/revoke"));
        // The next user's login chooses again.
        session.login(&token, "", at(1), at(1)).unwrap();
        assert_eq!(session.server(), 0);
    }
    // A record of a profile that had more servers sends nothing.
    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    session.adopt(Secret::new("r1"), "", at(0)).unwrap();
    session.set_server(3).unwrap();
    session.stored().unwrap();
    let attempt = session.begin(at(1)).unwrap();
    let sent = client.request(&attempt.grant, &mut buffer).map(|_| ());
    assert_eq!(sent, Err(RequestError::OtherServer));
    let plain = Profile::RFC6749.token_endpoint("https://as.example/token");
    let sent = Client::public(&plain, "id").request(&attempt.grant, &mut buffer).map(|_| ());
    assert_eq!(sent, Err(RequestError::OtherServer));
}

/// A record has four bits for the number: 16 would be 0 after a restart, and 17 would be 1.
#[test]
fn a_session_is_set_to_no_server_that_its_record_has_no_room_for() {
    let (mut arena, mut slot) = ([0; 128], [0; 128]);
    for server in 0..=u8::MAX {
        let mut session = Session::new(&mut arena, Settings::DEFAULT);
        session.adopt(Secret::new("r1"), "", Uptime::ZERO).unwrap();
        session.set_server(7).unwrap();
        let expected = if server > 15 { Err(SetServerError::UnknownServer) } else { Ok(()) };
        assert_eq!(session.set_server(server), expected, "{server}");
        let kept = if server > 15 { 7 } else { server };
        assert_eq!(session.server(), kept);
        slot.fill(0xFF);
        session.record(&mut slot).unwrap();
        drop(session);
        let mut session = Session::new(&mut arena, Settings::DEFAULT);
        session.restore([&slot, &[0xFF; 128]], Uptime::ZERO).unwrap();
        assert_eq!(session.server(), kept, "{server}");
    }
}

#[test]
fn a_server_is_set_only_where_no_stored_record_names_another() {
    let wrong = |state| Err(SetServerError::WrongState(state));
    let at = Uptime::ZERO;
    let profile = Profile::RFC6749.token_endpoint("https://as.example/token");
    let mut body = *br#"{"access_token":"a1","token_type":"Bearer"}"#;
    let no_refresh_token = profile.token(200, &mut body).unwrap();
    let (mut arena, mut slot) = ([0; 128], [0xFF; 128]);

    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    assert_eq!(session.set_server(1), wrong(SessionState::Ended));
    // An access token alone is never stored; its server is that of a revocation.
    assert_eq!(session.login(&no_refresh_token, "", at, at), Ok(false));
    session.set_server(1).unwrap();
    assert_eq!(session.server(), 1);

    session.adopt(Secret::new("r1"), "", at).unwrap();
    session.set_server(2).unwrap();
    session.record(&mut slot).unwrap();
    session.stored().unwrap();
    assert_eq!(session.set_server(1), wrong(SessionState::Due));
    session.begin(at).unwrap();
    assert_eq!(session.set_server(1), wrong(SessionState::InFlight));
    session.fail(Failure::Refused, None, at).unwrap();
    let refused = session.set_server(1).unwrap_err();
    assert!(matches!(refused, SetServerError::WrongState(SessionState::Refused { .. })));
    assert_eq!(session.server(), 2);
    drop(session);

    let mut session = Session::new(&mut arena, Settings::DEFAULT);
    session.restore([&slot, &[0xFF; 128]], at).unwrap();
    assert_eq!(session.set_server(1), wrong(SessionState::Due));
    assert_eq!(session.server(), 2);
    session.end();
    assert_eq!(session.set_server(1), wrong(SessionState::Ended));
    drop(session);

    let mut session = Session::new(&mut arena, Settings::DEFAULT.client_credentials());
    session.set_server(1).unwrap();
    session.begin(at).unwrap();
    assert_eq!(session.set_server(2), wrong(SessionState::InFlight));
}

#[test]
fn a_session_of_c_without_a_grant_has_no_server() {
    // SAFETY: each pointer is what the header asks for.
    unsafe {
        let nowhere = ffi::grantlet_session_set_server(std::ptr::null_mut(), 2);
        assert_eq!(nowhere, Status::ENull);
        assert_eq!(ffi::grantlet_session_server(std::ptr::null()), 0);
        let mut session: Box<ffi::Session> = Box::new(std::mem::zeroed());
        let session = &raw mut *session;
        assert_eq!(ffi::grantlet_session_server(session), 0);
        let (mut arena, settings) = ([0u8; 64], std::mem::zeroed());
        let arena = arena.as_mut_ptr().cast();
        assert_eq!(ffi::grantlet_session_init(session, arena, 64, &raw const settings), Status::Ok);
        assert_eq!(ffi::grantlet_session_set_server(session, 2), Status::EWrongState);
        assert_eq!(ffi::grantlet_session_server(session), 0);
        ffi::grantlet_session_end(session);
    }
}

#[test]
fn each_base_url_of_a_server_is_https_and_without_a_query() {
    for (url, is_allowed) in [
        ("https://eu.example", true),
        ("https://eu.example:8443/base/", true),
        ("http://eu.example", false),
        ("http://localhost:8080", false),
        ("https://eu.example?x", false),
        ("https://eu.example#x", false),
        ("https://a@eu.example", false),
    ] {
        let servers = [("dc", ""), ("us", "https://us.example"), ("eu", url)];
        let profile = ACME.servers(&servers);
        assert_eq!(profile.check(), Ok(()), "{url}");
        let made = Client::try_new(&profile, "id", None, "https://us.example").map(|_| ());
        let refused = Err(ClientError::Endpoint(RequestError::Url(Member::BaseUrl)));
        assert_eq!(made, if is_allowed { Ok(()) } else { refused }, "{url}");
        let client = Client::public(&profile, "id").base_url("https://us.example");
        let request = client.refresh(Secret::new("rt")).server(2);
        assert_eq!(request.write(&mut [0; 512]).is_ok(), is_allowed, "{url}");
    }
    let servers = [("dc", ""), ("here", "http://localhost:8080")];
    let profile = ACME.servers(&servers).allow_loopback();
    assert!(Client::try_new(&profile, "id", None, "https://us.example").is_ok());
}

#[test]
fn zohos_callback_chooses_the_accounts_server() {
    let Some(world) = grantlet_tests::shared_json("vectors/world.json") else { return };
    let client = Client::public(&providers::ZOHO, "id").base_url("https://accounts.zoho.com");
    let case = |id: &str| {
        let mut cases = world["cases"].as_array().unwrap().iter();
        cases.find(|case| case["id"] == id).unwrap()
    };
    let (mut address, mut buffer) = ([0; 512], [0; 512]);
    let mut login = start(&client, &mut address);
    let url = |url: &Value| url.as_str().unwrap().replace("s1", login.state()).into_bytes();
    let hostile = &case("zoho_hostile_datacentre")["given"]["callbacks"];
    let mut hostile: Vec<_> = hostile.as_array().unwrap().iter().map(url).collect();
    let other = case("zoho_other_datacentre");
    let mut callback = url(&other["given"]["callback"]);
    for callback in &mut hostile {
        assert!(login.finish(&client, callback, NOW).is_err());
    }
    let post = login.finish(&client, &mut callback, NOW).unwrap();
    assert_eq!(post.write(&mut buffer).unwrap().url, other["expect"]["token_endpoint"]);
}
