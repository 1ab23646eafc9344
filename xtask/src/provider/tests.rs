//! What the command prints: providers, files of settings, recorded responses, and what is no such thing.

use std::path::Path;

use grantlet::engine::SETTINGS;
use grantlet::{Profile, providers};

use super::recorded::{self, parse};
use super::settings::{Named, listed, of_text};
use super::{explain, list, table};

const LOCK: &str = "\
# A lock that reports errors with status 200
token_endpoint = https://lock.example/token
client_auth = body

errors = - errmsg errcode
ends_on = 10004
ends_on = 10003=expired token
retry_on = 30006
bearer_by_default = true
extra = uid
";

fn named(settings: &str) -> Named {
    Named { name: "LOCK".into(), profile: of_text(settings).unwrap() }
}

/// What is said of a response, by these settings.
fn said(settings: &str, recording: &str) -> String {
    explain::explain(&named(settings), parse(recording.as_bytes()).unwrap())
}

#[track_caller]
fn assert_has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
}

#[test]
fn each_provider_has_a_table_that_shows_no_secret() {
    for (name, profile) in providers::ALL {
        let text = table::of(&Named { name: (*name).into(), profile: *profile });
        assert_has(&text, &[name, "A login goes to", "A code is exchanged by", "Errors"]);
        assert!(!text.contains("SAMPLE-"), "{text}");
        assert!(!text.contains("which no error that this profile can read is"), "{text}");
        assert_has(&list(), &[&name.to_lowercase()]);
    }
}

#[test]
fn a_table_shows_settings_requests_and_errors() {
    let bold = table::of(&Named::find("bold").unwrap());
    assert_has(
        &bold,
        &[
            "pkce            false\n",
            "nowhere: the profile has no authorization_endpoint",
            "POST https://base-url.example/v2/oauth/token",
            "client_id=sample-client&client_secret=(client secret)",
            "400 {\"code\":\"invalid_request\",\"message\":\"InvalidGrantCode\"}\n    The grant has ended",
        ],
    );
    let boldsign = table::of(&Named::find("BoldSign").unwrap());
    assert_has(&boldsign, &["?response_type=code\n", "code_verifier=(code verifier)"]);
    let lock = table::of(&named(LOCK));
    assert_has(
        &lock,
        &[
            "{\"errcode\":10003,\"errmsg\":\"expired token\"}",
            "{\"errcode\":30006}\n    Nothing was",
        ],
    );
    let basic = table::of(&named("token_endpoint = https://as.example/token"));
    assert_has(&basic, &["Authorization: Basic (Base64 of"]);
    let query = "token_endpoint = https://as.example/token\ndangerously_send_in_query = true\nclient_auth = body";
    assert_has(
        &table::of(&named(query)),
        &["GET https://as.example/token?", "client_secret=(client secret)"],
    );
    assert_has(&table::of(&named("")), &["nothing\n", "nothing that can be sent"]);
}

#[test]
fn each_setting_has_a_meaning() {
    for (name, _) in SETTINGS {
        assert!(table::MEANINGS.iter().any(|(other, _)| other == name), "{name}");
    }
}

#[test]
fn settings_are_read_from_a_file_as_c_writes_them() {
    let profile = of_text(LOCK).unwrap();
    let value = |name: &str| {
        listed(&profile).into_iter().find(|one| one.name == name).map(|one| one.text).unwrap()
    };
    assert_eq!(value("ends_on"), "10004\n10003=expired token");
    assert_eq!(value("errors"), "- errmsg errcode");
    let from_base = of_text("base = json-body\r\npkce = false\r\n").unwrap();
    assert_eq!(listed(&from_base).len(), listed(&providers::JSON_BODY).len() + 1);
    assert!(listed(&of_text("\u{feff}# nothing\n").unwrap()).is_empty());
}

#[test]
fn a_wrong_line_of_settings_is_named() {
    for (text, error) in [
        ("pkce", "line 1 is not `setting = value`"),
        ("\n\ntoken_url = x", "line 3: no setting is called `token_url`. There are: "),
        ("pkce = no", "line 1: `no` is no value of `pkce`"),
        ("order = clientid", "line 1: entry 0 of order: "),
        ("pkce = false\npkce = true", "line 2 repeats `pkce` of line 1"),
        ("pkce = false\nbase = bold", "line 2: `base` comes before"),
        ("base = nobody", "line 1: there is no provider nobody"),
        ("extra = \u{e9}", "line 1 has 'é': a value is printable ASCII"),
        ("extra = a\u{1b}b", "line 1 has '\\u{1b}'"),
    ] {
        let found = of_text(text).map(drop).unwrap_err();
        assert!(found.starts_with(error), "{found}");
    }
    assert!(Named::find("no such thing").is_err());
}

#[test]
fn a_recording_is_a_status_fields_and_a_body() {
    let body = br#"{"error":"x"}"#;
    for head in [
        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nRetry-After: 7\r\n\r\n",
        "HTTP/2 400\nretry-after: 7\n\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400\r\nRetry-After:7\r\n\r\n",
        "\u{feff}400 Bad Request\nRetry-After: 7\nContent-Encoding: gzip\n\n",
        "400\r\n\r\n",
        "400\n\n",
        "400\n",
    ] {
        let read = parse(&[head.as_bytes(), body].concat()).unwrap();
        assert_eq!((read.status, read.body.as_slice()), (400, &body[..]), "{head}");
        assert_eq!(read.retry_after.is_some(), head.contains('7'));
        assert!(read.notes.is_empty(), "{:?}", read.notes);
    }
    assert!(parse(b"502").unwrap().body.is_empty());
    assert!(parse(b"204\r\n\r\n").unwrap().body.is_empty());
    assert_eq!(parse(b"200\nContent-Length: 3\n\n{}").unwrap().notes.len(), 1);
    assert_eq!(parse(b"200\nTransfer-Encoding: chunked\n\n2\n{}").unwrap().notes.len(), 1);
}

#[test]
fn what_is_no_recording_is_refused_in_words() {
    let binary: Vec<u8> = (0..=255u8).rev().cycle().take(5000).collect();
    let refused: [(&[u8], &str); 12] = [
        (b"", "it is empty"),
        (b"\n\n", "no status"),
        (b"{\"error\":\"x\"}", "no status"),
        (b"HTTP/1.1", "no status"),
        (b"HTTP/1.1 4000\n\n", "no status"),
        (b"HTTP/1.1 -10\n\n", "no status"),
        (b"99\n\n", "no status"),
        (b"\x00\x01\xFE", "no status"),
        (b"\xFF\xFE4\x000\x000\x00", "it is UTF-16"),
        (b"200\nA: b\n{\"a\":1}", "no blank line between"),
        (b"200\nA: b\n", "no blank line after"),
        (b"200\nContent-Encoding: gzip\n\n\x1F\x8B\x08", "the body is compressed"),
    ];
    for (bytes, error) in refused {
        let found = parse(bytes).unwrap_err();
        assert!(found.starts_with(error), "{found}");
    }
    assert!(parse(&binary).is_err());
    let folder = std::env::temp_dir().join(format!("grantlet-provider-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let large = folder.join("large");
    std::fs::write(&large, vec![b'['; 10 << 20]).unwrap();
    assert!(recorded::read(&large).unwrap_err().contains("more than 1024 KiB"));
    assert!(recorded::read(&folder).is_err());
    assert!(recorded::read(Path::new("/no/such/file")).is_err());
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Bodies of any bytes are explained: nothing panics.
#[test]
fn a_hostile_body_is_explained() {
    let deep = "[".repeat(10_000);
    let deep_objects = "{\"a\":".repeat(5_000);
    let wide = format!("{{{}\"code\":1}}", "\"message\":\"x\",".repeat(2_000));
    let binary: Vec<u8> = (0..=255u8).cycle().take(10_000).collect();
    let bodies: [&[u8]; 10] = [
        b"",
        b"{",
        b"\xEF\xBB\xBF{}",
        b"{\"access_token\":\"\x1b[31m\"}",
        b"{\"error\":\"\xFF\"}",
        br#"{"error":{"error":{"error":{"error":{"code":"x"}}}},"/":{"code":"","message":"y"}}"#,
        deep.as_bytes(),
        deep_objects.as_bytes(),
        wide.as_bytes(),
        &binary,
    ];
    for profile in [Profile::RFC6749, of_text(LOCK).unwrap(), providers::DATA_ENVELOPE] {
        for (status, body) in
            [200, 302, 400, 404, 429, 503].iter().flat_map(|s| bodies.map(|b| (s, b)))
        {
            let recording = [format!("{status}\n\n").as_bytes(), body].concat();
            let text =
                explain::explain(&Named { name: "X".into(), profile }, parse(&recording).unwrap());
            assert_has(&text, &["Next: "]);
            assert!(!text.contains('\u{1b}'), "{text}");
        }
    }
}

#[test]
fn a_token_is_explained_without_its_secrets() {
    let text = said(
        LOCK,
        "200\n\n{\"access_token\":\"hushhush\",\"refresh_token\":\"quietquiet\",\"expires_in\":90,\"uid\":7,\"openid\":1}",
    );
    assert_has(
        &text,
        &[
            "A token.",
            "access_token   8 bytes (not shown)",
            "refresh_token  10 bytes (not shown)",
            "expires_in     90 s",
            "uid            Number (not shown)",
            "Next: store the refresh token",
            "Not read: openid.",
        ],
    );
    assert!(!text.contains("hush") && !text.contains("quiet"), "{text}");
}

#[test]
fn an_error_is_explained_by_the_profile() {
    let over = said(LOCK, "200\n\n{\"errcode\":10004,\"errmsg\":\"invalid \\u001bgrant\"}");
    assert_has(
        &over,
        &[
            "number         10004",
            "invalid \u{fffd}grant",
            "ends_on lists",
            "The grant has ended",
            "log in again",
        ],
    );
    let busy = said(LOCK, "200\nRetry-After: 9\n\n{\"errcode\":30006,\"errmsg\":\"busy\"}");
    assert_has(
        &busy,
        &["retry_on lists", "Nothing was decided", "Retry-After is 9", "after a pause"],
    );
    let other = said(LOCK, "200\n\n{\"errcode\":1,\"errmsg\":\"other\"}");
    assert_has(
        &other,
        &["although the status says success", "  ends_on = 10004\n", "  ends_on = 1\n"],
    );
    let client = said("", "401\n\n{\"error\":\"invalid_client\"}");
    assert_has(&client, &["The request was refused", "client_auth"]);
    let pending = said("", "400\n\n{\"error\":\"authorization_pending\"}");
    assert_has(&pending, &["While a device logs in, it goes on polling.", "Next: poll again."]);
    assert_has(&said("", "503\n\n"), &["HTTP status 503", "Nothing was decided"]);
    let page = said("", "200\n\n<html>");
    assert_has(
        &page,
        &["byte 0 of the body (line 1, column 1) is 0x3C, `<`", "this looks like a page"],
    );
    let cut = said("", "200\n\n{\"access_token\":\n\"a");
    assert_has(&cut, &["the body ends at byte 19", "check that the recording is whole"]);
    let renamed = said("response_names = access_token=accessToken", "200\n\n{\"accessToken\":7}");
    assert_has(&renamed, &["access_token", "from `accessToken`"]);
}

#[test]
fn settings_that_would_read_more_are_named() {
    for (recording, lines) in [
        ("200\n\n{\"errcode\":10004,\"errmsg\":\"no\"}", "  errors = - errmsg errcode\n"),
        (
            "400\n\n{\"errors\":[{\"code\":\"gone\",\"detail\":\"no\"}]}",
            "  errors = errors/0/code errors/0/detail\n",
        ),
        (
            "400\n\n{\"error\":{\"code\":\"gone\",\"message\":\"no\"}}",
            "  errors = error/code message\n",
        ),
        (
            "400\n\n{\"code\":\"gone\",\"message\":\"no\",\"errorId\":4}",
            "  errors = code message errorId\n",
        ),
        (
            "200\n\n{\"data\":{\"access_token\":\"a\",\"token_type\":\"Bearer\"}}",
            "  envelope = data\n",
        ),
        (
            "200\n\n{\"accessToken\":\"a\",\"expiresIn\":5}",
            "  response_names = access_token=accessToken expires_in=expiresIn\n  bearer_by_default = true\n",
        ),
        ("200\n\n{\"access_token\":\"a\"}", "  bearer_by_default = true\n"),
        ("200\n\n{\"access_token\":\"a\",\"token_type\":\"mac\"}", "  token_types = mac\n"),
    ] {
        assert_has(&said("", recording), &[lines]);
    }
    let further = said("errors = reason text", "400\n\n{\"code\":\"gone\",\"message\":\"no\"}");
    assert_has(&further, &["  errors = reason text,code message\n"]);
    // Nothing is proposed that would not help.
    assert!(!said("", "200\n\n{\"hello\":1}").contains("These settings"));
}

/// What CONTRIBUTING.md prints is what the command does.
#[test]
fn the_walk_through_in_contributing_works() {
    let text = std::fs::read_to_string(crate::run::root().join("CONTRIBUTING.md")).unwrap();
    let block = |start: &str| {
        let at = text.find(start).unwrap();
        text[at..].split_once("\n```").unwrap().0
    };
    let spent = "200\n\n{\"errcode\":10004,\"errmsg\":\"invalid grant\"}";
    let first = said("", spent).replace("LOCK", "RFC6749");
    let printed = block("$ cargo xtask provider --check spent.txt\n");
    for line in printed.lines().skip(1).filter(|line| *line != "...") {
        assert!(first.lines().any(|other| other == line), "{line:?} in:\n{first}");
    }
    let settings = block("# lock.txt\n");
    assert_has(&said(settings, spent), &["The grant has ended: the user must log in again."]);
    let constant = block("pub const LOCK: ");
    for setting in listed(&of_text(settings).unwrap()) {
        assert_has(constant, &[&format!(".{}(", setting.name)]);
    }
}
