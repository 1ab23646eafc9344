//! What came: responses, addresses, `id_token`s.

use grantlet::{
    Callback, CallbackClass, CallbackExpectation, DeviceAuthorization, Encoded, ErrorText,
    ExpectIdToken, Flow, Grant, IdTokenError, Issuer, IssuerFault, JsonError, Member, Secret,
    TokenError, TokenResponse, TokenType, UntrustedText, Value, callback as read_callback,
    unverified_id_token,
};
use grantlet_tests::secs;

use super::requests::written;
use super::{client, profile};
use crate::input::{ACCESS_TOKEN, CLIENT_ID, ISSUER, Input, LEEWAY, NONCE, NOW, STATE, VERIFIER};
use crate::verdict::Verdict;

pub(super) fn token_response(input: &Input) -> Verdict {
    let mut body = input.field(0).to_vec();
    let verdict = match profile(input.profile).token(status(input), &mut body) {
        Ok(token) => return of_token(&token),
        Err(error) => (of_error(&error, &body), matches!(error, TokenError::Server { .. })),
    };
    unchanged(input, &body, verdict)
}

pub(super) fn device_response(input: &Input) -> Verdict {
    let mut body = input.field(0).to_vec();
    let verdict = match profile(input.profile).device_authorization(status(input), &mut body) {
        Ok(device) => return of_device(&device),
        Err(error) => of_error(&error, &body),
    };
    // Its strings are unescaped before the last of them are looked at.
    verdict
}

/// An error other than the server's leaves what was read as it was.
fn unchanged(input: &Input, read: &[u8], (verdict, is_server): (Verdict, bool)) -> Verdict {
    if is_server || input.field(0) == read {
        verdict
    } else {
        verdict.line("what was given", "has changed")
    }
}

fn status(input: &Input) -> u16 {
    u16::try_from(input.number).unwrap_or(0)
}

fn of_token(token: &TokenResponse<'_>) -> Verdict {
    let kind = match token.token_type {
        TokenType::Bearer => "Bearer",
        TokenType::Other(other) => other,
    };
    let secret =
        |secret: Option<Secret<'_>>| secret.map_or(String::new(), |text| text.expose().to_owned());
    let mut verdict = Verdict::of("token")
        .line("access_token", token.access_token.expose())
        .line("token_type", kind)
        .line("refresh_token", secret(token.refresh_token))
        .line("id_token", secret(token.id_token))
        .line("scope", token.scope.map_or("", |scope| scope.as_str()));
    if let Some(seconds) = token.expires_in {
        verdict = verdict.line("expires_in", seconds.to_string());
    }
    for index in 0..8 {
        if let Some(value) = token.extra.get(index) {
            let (kind, text) = match value {
                Value::Text(text) => ("string", text),
                Value::Number(text) => ("number", text),
                Value::Bool(yes) => ("boolean", if yes { "true" } else { "false" }),
                Value::Raw(text) => ("object", text),
                Value::Secret(secret) => ("string", secret.expose()),
            };
            verdict = verdict.line("extra", format!("{index} {kind}"));
            // JavaScript hands out a number or an object, not how it was written.
            verdict = if kind == "string" {
                verdict.line("value", text)
            } else {
                verdict.in_c("value", text)
            };
        }
    }
    verdict
}

fn of_server(class: &str, error: ErrorText<'_>, ends_grant: bool) -> Verdict {
    let text = |text: Option<UntrustedText<'_>>| {
        text.map_or(String::new(), |text| text.as_str().to_owned())
    };
    let verdict = Verdict::of(class)
        .line("error", text(error.error))
        .line("error_description", text(error.error_description))
        .line("error_uri", text(error.error_uri))
        .line("error_number", text(error.error_number));
    if ends_grant { verdict.line("ends_grant", "yes") } else { verdict }
}

fn of_error(error: &TokenError, body: &[u8]) -> Verdict {
    let at = |class, at: usize| Verdict::of(class).in_c("at", at.to_string());
    match *error {
        TokenError::Status(status) => {
            Verdict::of("response_status").line("status", status.to_string())
        }
        TokenError::Server { status, error } => {
            let text = error.text(body).expect("the text of its own body");
            let verdict = of_server("response_refused", text, error.ends_grant());
            verdict.line("status", status.to_string())
        }
        TokenError::Json(JsonError::Syntax { at: offset }) => at("response_syntax", offset),
        TokenError::Json(JsonError::Depth { at: offset }) => at("response_depth", offset),
        TokenError::Duplicate(member) => of_member("response_duplicate", member),
        TokenError::Type(member) => of_member("response_type", member),
        TokenError::Missing(member) => of_member("response_missing", member),
        TokenError::Chars(member) => of_member("response_chars", member),
        TokenError::TokenType => Verdict::of("response_token_type"),
        ref other => Verdict::of("a class without a name").line("class", format!("{other:?}")),
    }
}

/// A class and the member that it names.
pub(super) fn of_member(class: &str, member: Member) -> Verdict {
    Verdict::of(class).line("member", member.as_str())
}

fn of_device(device: &DeviceAuthorization<'_>) -> Verdict {
    Verdict::of("device")
        .line("device_code", device.device_code.expose())
        .line("user_code", device.user_code)
        .line("verification_uri", device.verification_uri)
        .line("verification_uri_complete", device.verification_uri_complete.unwrap_or_default())
        .line("expires_in", device.expires_in.to_string())
        .line("interval", device.interval.to_string())
}

pub(super) fn callback(input: &Input) -> Verdict {
    let issuer = input.text(2);
    let expect = CallbackExpectation {
        redirect_uri: input.text(1),
        state: STATE,
        issuer: match input.number & 3 {
            0 => Issuer::Required(issuer),
            1 => Issuer::IfPresent(issuer),
            2 => Issuer::Refused(""),
            _ => Issuer::Ignored,
        },
        flow: if input.number & 4 == 0 { Flow::Code } else { Flow::Implicit },
    };
    let mut address = input.field(0).to_vec();
    let profile = profile(input.profile);
    let (class, claimed) = match read_callback(profile, &expect, &mut address) {
        Ok(Callback::Token(token)) => return of_token(&token),
        Ok(Callback::Denied(error)) => return of_server("callback_refused", error, false),
        Ok(Callback::Code(code)) => {
            // As JavaScript: what exchanges it.
            let client = client(input.profile);
            let grant = Grant::authorization_code(code).redirect_uri(input.text(1));
            let grant = if profile.has_pkce() { grant.code_verifier(VERIFIER) } else { grant };
            return written(&|buffer| client.with_profile(profile).request(&grant, buffer));
        }
        Err(error) => {
            let claimed =
                error.text(&address).map(|claimed| (claimed.error, claimed.error_description));
            (
                error.class,
                claimed.map(|(error, description)| (decoded(error), decoded(description))),
            )
        }
    };
    let (error, description) = claimed.unwrap_or_default();
    let verdict =
        of_callback(class).line("claimed", error).line("claimed_description", description);
    unchanged(input, &address, (verdict, false))
}

fn decoded(text: Encoded<'_>) -> String {
    let mut buffer = vec![0; 4096];
    text.decode(&mut buffer).expect("addresses are short").to_owned()
}

fn of_callback(class: CallbackClass) -> Verdict {
    match class {
        CallbackClass::RedirectUri => Verdict::of("callback_redirect_uri"),
        CallbackClass::Duplicate(member) => of_member("callback_duplicate", member),
        CallbackClass::Chars(member) => of_member("callback_chars", member),
        CallbackClass::Misplaced(member) => of_member("callback_misplaced", member),
        CallbackClass::State => Verdict::of("callback_state"),
        CallbackClass::Issuer(IssuerFault::Other { at } | IssuerFault::Unexpected { at }) => {
            Verdict::of("callback_issuer").in_c("at", at.to_string())
        }
        CallbackClass::Issuer(_) => Verdict::of("callback_issuer"),
        CallbackClass::Conflict => Verdict::of("callback_conflict"),
        CallbackClass::Missing(member) => of_member("callback_missing", member),
        CallbackClass::TokenType => Verdict::of("callback_token_type"),
        other => Verdict::of("a class without a name").line("class", format!("{other:?}")),
    }
}

/// The token comes as in JavaScript: in an address, or in a response.
pub(super) fn id_token(input: &Input) -> Verdict {
    let is_front = input.number == 1;
    let members = [
        ("state", STATE),
        ("access_token", ACCESS_TOKEN),
        ("token_type", "Bearer"),
        ("id_token", input.text(0)),
    ];
    let token = if is_front {
        let mut fragment = form_urlencoded::Serializer::new(String::from("https://c.example/cb#"));
        let mut address =
            fragment.extend_pairs(members).finish().replacen("#&", "#", 1).into_bytes();
        let expect = CallbackExpectation {
            redirect_uri: "https://c.example/cb",
            state: STATE,
            issuer: Issuer::Ignored,
            flow: Flow::Implicit,
        };
        match read_callback(profile(0), &expect, &mut address) {
            Ok(Callback::Token(token)) => token.id_token.map(|token| token.expose().to_owned()),
            Ok(_) => return Verdict::of("no token"),
            Err(error) => return of_callback(error.class),
        }
    } else {
        let members =
            members.map(|(name, value)| (name.to_owned(), serde_json::Value::from(value)));
        let mut body = serde_json::Value::from_iter(members).to_string().into_bytes();
        match profile(0).token(200, &mut body) {
            Ok(token) => token.id_token.map(|token| token.expose().to_owned()),
            Err(error) => return of_error(&error, &body),
        }
    };
    match token {
        Some(token) => of_id_token(&token, is_front),
        None => of_member("id_token_missing", Member::IdToken),
    }
}

fn of_id_token(token: &str, is_front: bool) -> Verdict {
    let mut expect = ExpectIdToken::new(ISSUER, CLIENT_ID, secs(NOW)).leeway(LEEWAY).nonce(NONCE);
    if is_front {
        expect = expect.access_token(Secret::new(ACCESS_TOKEN));
    }
    let mut buffer = vec![0; token.len()];
    let Err(error) = unverified_id_token(Secret::new(token), &expect, &mut buffer) else {
        return Verdict::of("id_token");
    };
    match error {
        IdTokenError::Encoding => Verdict::of("id_token_encoding"),
        IdTokenError::Json(JsonError::Syntax { .. }) => Verdict::of("id_token_syntax"),
        IdTokenError::Json(JsonError::Depth { .. }) => Verdict::of("id_token_depth"),
        IdTokenError::Duplicate(member) => of_member("id_token_duplicate", member),
        IdTokenError::Type(member) => of_member("id_token_type", member),
        IdTokenError::Missing(member) => of_member("id_token_missing", member),
        IdTokenError::Mismatch(member) => of_member("id_token_mismatch", member),
        IdTokenError::Algorithm => Verdict::of("id_token_algorithm"),
        IdTokenError::Expired => Verdict::of("id_token_expired"),
        IdTokenError::NotYet => Verdict::of("id_token_not_yet"),
        other => Verdict::of("a class without a name").line("class", format!("{other:?}")),
    }
}
