//! The boundary through `wasm-bindgen`, in a browser: every export called as JavaScript calls it.

#[path = "browser/call.rs"]
mod call;

use crate::numbers::class::{
    CHARS, DEPTH, DUPLICATE, ENTROPY, MISPLACED, MISSING, REFUSED, STATE, STATUS, SYNTAX,
    TOKEN_TYPE, TYPE,
};
use crate::numbers::stage;
use crate::reply::{ENDS_GRANT, LIFETIME, LIFETIME_KNOWN, OUTCOME};
use crate::{EXPORTS, REPLY_BYTES};
use call::{Call, client_with};
use js_sys::{Function, Reflect};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Numbers of faults: a stage of 32 and a class.
const REQUEST: u32 = 32 * stage::REQUEST;
const CALLBACK: u32 = 32 * stage::CALLBACK;
const RESPONSE: u32 = 32 * stage::RESPONSE;

const REDIRECT_URI: &str = "https://app.example/cb";

/// State, nonce and verifier of a login that is started now.
fn started(kind: u32) -> [String; 3] {
    let reply = Call::new("start_login").fields(&[REDIRECT_URI, "openid", ""]).number(kind).run();
    assert_eq!(reply.fault, 0, "{kind}");
    let response_type = ["code", "code", "token", "id_token%20token"].get(kind as usize);
    let url = reply.text(0);
    let asked = response_type.is_some_and(|word| {
        [word.to_string(), word.replace("%20", "+")]
            .iter()
            .any(|word| url.contains(&format!("response_type={word}&")))
    });
    assert!(asked, "{url}");
    let texts = [reply.text(1), reply.text(2), reply.text(3)];
    assert!(url.contains(&format!("state={}", texts[0])), "{url}");
    assert_eq!(url.contains(&format!("nonce={}", texts[1])), kind % 2 == 1, "{url}");
    assert!(!url.contains(&texts[2]), "the verifier is in the address");
    texts
}

#[wasm_bindgen_test]
fn no_two_of_a_hundred_logins_share_a_secret() {
    let mut seen: Vec<String> = (0..100).flat_map(|login| started(login % 4)).collect();
    for text in &seen {
        assert_eq!(text.len(), 43);
        let base64url = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        assert!(text.bytes().all(base64url), "{text}");
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 300);
}

#[wasm_bindgen_test]
fn without_entropy_no_login_starts() {
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into()).unwrap();
    let start = || Call::new("start_login").fields(&[REDIRECT_URI, "", ""]).run().fault;
    for broken in ["throw new Error('no entropy')", "", "array.fill(7)"] {
        // An own member hides the browser's.
        let stub = Function::new_with_args("array", broken);
        Reflect::set(&crypto, &"getRandomValues".into(), &stub).unwrap();
        let fault = start();
        Reflect::delete_property(&crypto.clone().into(), &"getRandomValues".into()).unwrap();
        assert_eq!(fault, REQUEST + ENTROPY, "{broken}");
    }
    assert_eq!(start(), 0);
}

#[wasm_bindgen_test]
fn write_hash_gives_the_examples_of_the_standards() {
    for (kind, body, fault, text) in [
        // RFC 7636, appendix B
        (
            0,
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            0,
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        ),
        // OpenID Connect Core, appendix A.3
        (1, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", 0, "77QmUPtjPfzWtF2AnpK9RQ"),
        (0, "too-short", REQUEST + CHARS, ""),
        (0, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX!", REQUEST + CHARS, ""),
    ] {
        let reply = Call::new("write_hash").body(body).number(kind).run();
        assert_eq!(reply.fault, fault, "{body}");
        if fault == 0 {
            assert_eq!(reply.text(0), text);
        } else {
            assert_eq!(reply.member(), "code_verifier");
        }
    }
}

#[wasm_bindgen_test]
fn write_request_writes_every_kind_of_grant() {
    for (kind, first, body) in [
        (0, "C", "grant_type=authorization_code&code=C"),
        (1, "R", "grant_type=refresh_token&refresh_token=R"),
        (2, "", "grant_type=client_credentials"),
        (3, "D", "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=D"),
        (4, "urn:x", "grant_type=urn%3Ax"),
        (5, "T", "token=T&token_type_hint=refresh_token"),
        (6, "", "client_id=app"),
    ] {
        let verifier = if kind == 0 { "v".repeat(43) } else { String::new() };
        let redirect_uri = if kind == 0 { REDIRECT_URI } else { "" };
        let hint = if kind == 5 { "refresh_token" } else { "" };
        let fields = [first, hint, redirect_uri, &verifier, "", "", ""];
        let reply = Call::new("write_request").fields(&fields).number(kind).run();
        assert_eq!((reply.fault, reply.member()), (0, ""), "{kind}");
        let written = reply.text(2);
        assert!(written.starts_with(body) && written.contains("client_id=app"), "{written}");
        let path = ["/token", "/token", "/token", "/token", "/token", "/revoke", "/device"];
        assert_eq!(reply.text(0), format!("https://as.example{}", path[kind as usize]));
        assert!(reply.text(1).contains("application/x-www-form-urlencoded"), "{}", reply.text(1));
    }
    let reply = Call::new("write_request").fields(&["", "", "", "", "", "", ""]).number(1).run();
    assert_eq!((reply.fault, reply.member()), (REQUEST + MISSING, "refresh_token"));
}

#[wasm_bindgen_test]
fn read_response_has_a_verdict_for_every_kind_of_response() {
    let deep = format!(r#"{{"access_token":"t","token_type":"Bearer","x":{}"#, "[".repeat(99));
    for (status, body, fault, member, texts) in [
        (200, r#"{"access_token":"t\u0021","token_type":"Bearer"}"#, 0, "", ["t!", ""]),
        (
            200,
            r#"{"access_token":"t","token_type":"Bearer","refresh_token":"r"}"#,
            0,
            "",
            ["t", "r"],
        ),
        (200, r#"{"data":{"access_token":"t"}}"#, RESPONSE + MISSING, "access_token", ["", ""]),
        (200, r#"{"error":"own_word"}"#, RESPONSE + REFUSED, "", ["", ""]),
        (400, r#"{"error":"invalid_grant"}"#, RESPONSE + REFUSED, "", ["", ""]),
        (502, "<html>", RESPONSE + STATUS, "", ["", ""]),
        (200, "<html>", RESPONSE + SYNTAX, "", ["", ""]),
        (200, "", RESPONSE + SYNTAX, "", ["", ""]),
        (200, &*deep, RESPONSE + DEPTH, "", ["", ""]),
        (
            200,
            r#"{"access_token":"t","access_token":"t","token_type":"Bearer"}"#,
            RESPONSE + DUPLICATE,
            "access_token",
            ["", ""],
        ),
        (
            200,
            r#"{"access_token":7,"token_type":"Bearer"}"#,
            RESPONSE + TYPE,
            "access_token",
            ["", ""],
        ),
        (
            200,
            r#"{"access_token":"a b","token_type":"Bearer"}"#,
            RESPONSE + CHARS,
            "access_token",
            ["", ""],
        ),
        (200, r#"{"access_token":"t","token_type":"mac"}"#, RESPONSE + TOKEN_TYPE, "", ["", ""]),
    ] {
        let reply = Call::new("read_response").body(body).number(status).run();
        assert_eq!((reply.fault, reply.member()), (fault, member), "{body}");
        if fault == 0 {
            assert_eq!([reply.text(0), reply.text(2)], texts, "{body}");
        }
    }
    for (written, known, seconds) in [
        ("3600", 1, 3600),
        (r#""60""#, 1, 60),
        ("1e999", 1, u32::MAX),
        ("-1", 1, 0),
        ("null", 0, 0),
    ] {
        let body =
            format!(r#"{{"access_token":"t","token_type":"Bearer","expires_in":{written}}}"#);
        let reply = Call::new("read_response").body(&body).number(200).run();
        assert_eq!(reply.fault, 0, "{body}");
        assert_eq!(reply.word(LIFETIME_KNOWN), known, "{body}");
        assert!(known == 0 || reply.word(LIFETIME) == seconds, "{body}");
    }
    // A word that a server chose is in the reply, and the grant's end beside it.
    let spent = Call::new("read_response").body(r#"{"error":"invalid_grant"}"#).number(400).run();
    assert_eq!((spent.text(5).as_str(), spent.word(ENDS_GRANT)), ("invalid_grant", 1));
}

#[wasm_bindgen_test]
fn read_callback_has_a_verdict_for_every_kind_of_address() {
    let exchange = "grant_type=authorization_code&code=C%2F1&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&client_id=app&code_verifier=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv";
    for (kind, rest, fault, place, text) in [
        (0, "?code=C%2F1&state=S", 0, 2, exchange),
        (2, "#access_token=T&token_type=bearer&state=S", 0, 0, "T"),
        (0, "?error=access_denied&state=S", CALLBACK + REFUSED, 5, "access_denied"),
        (0, "?code=C&state=other", CALLBACK + STATE, 0, ""),
        (0, "?code=C", CALLBACK + STATE, 0, ""),
        (0, "?code=C&code=D&state=S", CALLBACK + DUPLICATE, 0, ""),
        (0, "?state=S", CALLBACK + MISSING, 0, ""),
        (2, "?access_token=T&token_type=bearer&state=S", CALLBACK + MISPLACED, 0, ""),
    ] {
        let address = format!("{REDIRECT_URI}{rest}");
        let verifier = "v".repeat(43);
        let call =
            Call::new("read_callback").fields(&[REDIRECT_URI, "S", "", &verifier, REDIRECT_URI]);
        let reply = call.body(&address).number(kind).run();
        assert_eq!(reply.fault, fault, "{address}");
        assert_eq!(reply.text(place), text, "{address}");
        assert_eq!(reply.word(OUTCOME), u32::from(kind == 2 && fault == 0), "{address}");
    }
}

#[wasm_bindgen_test]
fn no_length_makes_an_export_trap_or_write_outside_its_room() {
    let lengths = |room: usize| {
        [0, 1, 50, room / 2, room.saturating_sub(REPLY_BYTES), room, usize::MAX / 2, usize::MAX]
    };
    let rooms = [0, 1, 3, REPLY_BYTES - 1, REPLY_BYTES, REPLY_BYTES + 1, 200, 400, 1000, 4000];
    let text = client_with(&[REDIRECT_URI, "S", "", "", "", "", ""]);
    let mut calls = 0;
    for name in EXPORTS {
        for room in rooms {
            for text_length in lengths(room) {
                for body_length in lengths(room) {
                    for number in [0, u32::MAX, 200] {
                        let call = Call::new(name).number(number);
                        call.run_in(room, text_length, body_length, text.as_bytes());
                        calls += 1;
                    }
                }
            }
        }
    }
    assert_eq!(calls, 9 * 10 * 8 * 8 * 3);
}
