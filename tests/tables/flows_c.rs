//! `flows.json` by the C interface, called as C calls it.

use std::ffi::{CStr, c_void};

use grantlet::Member;
use grantlet_ffi::{
    CodeLogin, Error, Expected, HybridResponse, IdToken, IdTokenExpected, IdTokenResponse,
    IssuerRule, Profile, ProfileSetting, ResponseMode, Span, Status, grantlet_boldsign,
    grantlet_callback, grantlet_callback_server, grantlet_form_post_callback,
    grantlet_hybrid_callback, grantlet_hybrid_url, grantlet_id_token_check,
    grantlet_id_token_response, grantlet_member_name, grantlet_nonce, grantlet_rfc6749,
    grantlet_setting_servers, grantlet_state,
};
use serde_json::{Value, json};

use crate::flows::{NOW, filled, table};

fn span(text: &str) -> Span {
    Span { bytes: text.as_ptr(), length: text.len() }
}

fn text(span: Span) -> String {
    // SAFETY: it points into a buffer of the test's.
    let bytes = if span.length == 0 {
        &[]
    } else {
        unsafe { std::slice::from_raw_parts(span.bytes, span.length) }
    };
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn zeroed<T>() -> T {
    // SAFETY: only for the interface's own structs, of which zeros are one.
    unsafe { std::mem::zeroed() }
}

/// A state or a nonce.
fn drawn(by: unsafe extern "C" fn(*const u8, *mut u8) -> Status, seed: u8) -> String {
    let entropy: [u8; 32] = std::array::from_fn(|index| seed ^ u8::try_from(index * 7).unwrap());
    let mut out = [0; 43];
    // SAFETY: both are as long as the header asks for.
    assert_eq!(unsafe { by(entropy.as_ptr(), out.as_mut_ptr()) }, Status::Ok);
    String::from_utf8(out.to_vec()).unwrap()
}

fn expected(state: &str, mode: ResponseMode) -> Expected {
    Expected {
        redirect_uri: span("https://app.example/cb"),
        state: span(state),
        issuer: span("https://as.example"),
        issuer_rule: IssuerRule::Required as i32,
        response_mode: mode as i32,
    }
}

fn id_token_expected(nonce: &str) -> IdTokenExpected {
    IdTokenExpected {
        issuer: span("https://as.example"),
        client_id: span("app"),
        nonce: span(nonce),
        now: NOW.as_secs(),
        leeway: 120,
        ..zeroed()
    }
}

fn reject(class: &str, error: &Error) -> Value {
    // SAFETY: it is a string ended by NUL.
    let name = unsafe { CStr::from_ptr(grantlet_member_name(error.member)) };
    json!({ "reject": class, "member": name.to_str().unwrap() })
}

fn outcome(status: Status, error: &Error) -> Value {
    match status {
        Status::EServer => json!({ "denied": text(error.error) }),
        Status::EIdToken => {
            let mut found = reject("", error);
            found.as_object_mut().unwrap().remove("reject");
            found["id_token"] = true.into();
            found
        }
        Status::ECallbackRedirectUri => reject("redirect_uri", error),
        Status::ECallbackDuplicate | Status::EResponseDuplicate => reject("duplicate", error),
        Status::ECallbackChars | Status::EResponseChars => reject("chars", error),
        Status::ECallbackMisplaced => reject("misplaced", error),
        Status::ECallbackState => reject("state", error),
        Status::ECallbackIssuer => reject("issuer", error),
        Status::ECallbackConflict => reject("conflict", error),
        Status::ECallbackMissing | Status::EResponseMissing => reject("missing", error),
        Status::EResponseType => reject("type", error),
        Status::EResponseSyntax => reject("syntax", error),
        Status::EResponseStatus => reject("status", error),
        other => panic!("{other:?}"),
    }
}

/// C has one status for each fault of an `id_token`, and names a member in each error.
fn assert_outcome(mut found: Value, expected: &Value, id: &str) {
    let mut expected = expected.clone();
    if expected["id_token"].is_string() {
        expected["id_token"] = true.into();
    }
    if expected["reject"] == "refused" {
        expected = json!({ "denied": "invalid_grant" });
    }
    if expected.get("member").is_none() {
        found.as_object_mut().unwrap().remove("member");
    }
    assert_eq!(found, expected, "{id}");
}

#[test]
fn a_callback_gives_in_c_what_the_table_says() {
    let (state, nonce) = (drawn(grantlet_state, 1), drawn(grantlet_nonce, 2));
    let table = table();
    let list = span(table["servers"].as_str().unwrap());
    let settings = [ProfileSetting { kind: Some(&grantlet_setting_servers), value: list }];
    let profile = Profile {
        base: &raw const grantlet_rfc6749,
        settings: settings.as_ptr(),
        settings_count: settings.len(),
        provider: std::ptr::null(),
    };
    for row in table["cases"].as_array().unwrap() {
        let (id, name) = (row["id"].as_str().unwrap(), row["login"].as_str().unwrap());
        let callback = filled(row, row["callback"].as_str().unwrap(), &state, &nonce);
        let mut bytes = callback.clone().into_bytes();
        let (at, length) = (bytes.as_mut_ptr().cast::<c_void>(), bytes.len());
        let (mut code, mut claims, mut error) = (zeroed::<Span>(), zeroed::<IdToken>(), zeroed());
        let mut out = vec![0u8; length];
        let profile = &raw const profile;
        let (form, query) = (ResponseMode::FormPost, ResponseMode::Query);
        let mode = if name.contains("form_post") { form } else { query };
        let expected = expected(&state, mode);
        let id_token = id_token_expected(&nonce);
        // SAFETY: each pointer is what the header asks for.
        let server = unsafe { grantlet_callback_server(profile, &raw const expected, at, length) };
        // SAFETY: each pointer is what the header asks for.
        let status = unsafe {
            match name {
                "code" => grantlet_callback(
                    profile,
                    &raw const expected,
                    at,
                    length,
                    &raw mut code,
                    &raw mut error,
                ),
                "form_post" => grantlet_form_post_callback(
                    profile,
                    &raw const expected,
                    at,
                    length,
                    &raw mut code,
                    &raw mut error,
                ),
                _ => {
                    let response = HybridResponse {
                        callback: at,
                        length,
                        expected: &raw const expected,
                        id_token: &raw const id_token,
                    };
                    let (out, capacity) = (out.as_mut_ptr().cast(), out.len());
                    let (claims, error) = (&raw mut claims, &raw mut error);
                    grantlet_hybrid_callback(
                        profile,
                        &raw const response,
                        out,
                        capacity,
                        claims,
                        error,
                    )
                }
            }
        };
        let found = if status == Status::Ok {
            let code = if claims.code.length > 0 { claims.code } else { code };
            let mut found = json!({ "code": text(code) });
            if server > 0 {
                found["server"] = server.into();
            }
            if claims.subject.length > 0 {
                found["subject"] = text(claims.subject).into();
                assert_eq!(text(claims.signature), "c2ln", "{id}");
            }
            found
        } else {
            assert_eq!((code.length, claims.id_token.length), (0, 0), "{id}");
            let found = outcome(status, &error);
            if found["reject"].is_string() {
                assert_eq!(bytes, callback.as_bytes(), "{id}: it is as it was");
            }
            found
        };
        assert_outcome(found, &row["expect"], id);
    }
}

#[test]
fn a_response_with_an_id_token_alone_gives_in_c_what_the_table_says() {
    let nonce = drawn(grantlet_nonce, 3);
    for row in table()["responses"].as_array().unwrap() {
        let id = row["id"].as_str().unwrap();
        if row["id_token_only"] == false {
            // It is `grantlet_token_response` that is called then.
            continue;
        }
        let status = u16::try_from(row["status"].as_u64().unwrap_or(200)).unwrap();
        let mut body = filled(row, row["body"].as_str().unwrap(), "", &nonce).into_bytes();
        let mut response: IdTokenResponse = zeroed();
        let (mut claims, mut error): (IdToken, Error) = (zeroed(), zeroed());
        let (mut out, expected) = (vec![0u8; body.len()], id_token_expected(&nonce));
        // SAFETY: each pointer is what the header asks for.
        let mut found = unsafe {
            grantlet_id_token_response(
                &raw const grantlet_rfc6749,
                status,
                body.as_mut_ptr().cast(),
                body.len(),
                &raw mut response,
                &raw mut error,
            )
        };
        if found == Status::Ok {
            // SAFETY: as above.
            found = unsafe {
                grantlet_id_token_check(
                    &raw const expected,
                    response.id_token,
                    out.as_mut_ptr().cast(),
                    out.len(),
                    &raw mut claims,
                    &raw mut error,
                )
            };
        }
        let found = match found {
            Status::Ok if response.refresh_token.length > 0 => {
                json!({ "subject": text(claims.subject), "refresh_token": text(response.refresh_token) })
            }
            Status::Ok => json!({ "subject": text(claims.subject) }),
            status => outcome(status, &error),
        };
        assert_outcome(found, &row["expect"], id);
    }
}

/// A buffer that is too small reads nothing; a hybrid login has a nonce.
#[test]
fn a_hybrid_login_in_c_needs_a_nonce_and_a_buffer() {
    let (state, nonce) = (drawn(grantlet_state, 4), drawn(grantlet_nonce, 5));
    let verifier = drawn(grantlet_nonce, 6);
    let (mut url, mut error): (Span, Error) = (zeroed(), zeroed());
    let client = grantlet_ffi::Client {
        profile: &raw const grantlet_boldsign,
        client_id: span("app"),
        client_secret: span(""),
        base_url: span(""),
        check: &raw const grantlet_ffi::grantlet_check_each_request,
    };
    let mut login = CodeLogin {
        redirect_uri: span("https://app.example/cb"),
        state: span(&state),
        nonce: span(&nonce),
        code_verifier: span(&verifier),
        ..zeroed()
    };
    login.options.scope = span("openid");
    let mut out = [0u8; 512];
    let mut write = |login: &CodeLogin| {
        // SAFETY: each pointer is what the header asks for.
        let status = unsafe {
            grantlet_hybrid_url(
                &raw const client,
                login,
                out.as_mut_ptr().cast(),
                out.len(),
                &raw mut url,
                &raw mut error,
            )
        };
        (status, text(url), error.member)
    };
    let (status, written, _) = write(&login);
    assert_eq!(status, Status::Ok);
    assert!(written.starts_with(
        "https://account.boldsign.com/connect/authorize?response_type=code%20id_token&"
    ));
    assert!(written.ends_with(&format!("&nonce={nonce}")));
    login.nonce = zeroed();
    let missing = (Status::ERequestMissing, String::new(), Member::Nonce.number().into());
    assert_eq!(write(&login), missing);
    let mut body = format!("code=C&state={state}&id_token=e30.e30.c2ln").into_bytes();
    let before = body.clone();
    let mut claims: IdToken = zeroed();
    let (expected, id_token) =
        (expected(&state, ResponseMode::FormPost), id_token_expected(&nonce));
    let response = HybridResponse {
        callback: body.as_mut_ptr().cast(),
        length: body.len(),
        expected: &raw const expected,
        id_token: &raw const id_token,
    };
    // SAFETY: each pointer is what the header asks for.
    let status = unsafe {
        grantlet_hybrid_callback(
            &raw const grantlet_rfc6749,
            &raw const response,
            out.as_mut_ptr().cast(),
            16,
            &raw mut claims,
            &raw mut error,
        )
    };
    assert_eq!(status, Status::EBufferTooSmall);
    assert_eq!((body.as_slice(), error.needed), (&before[..], before.len() - before.len() / 4));
}
