//! What a recorded response means by a profile, in words.

use std::fmt::Write;

use grantlet::engine::{SettingValue, each_setting};
use grantlet::{
    ErrorCode, Failure, JsonError, Member, Polled, Profile, ServerError, TokenError, TokenResponse,
};

use super::hint;
use super::recorded::Recorded;
use super::settings::Named;

/// What is at fault, whether the grant has ended, and what to do next.
pub(super) fn explain(named: &Named, recorded: Recorded) -> String {
    let Named { name, profile } = named;
    let Recorded { status, body, retry_after, notes } = recorded;
    let mut text = format!("HTTP {status}, {} bytes, read as {name}\n\n", body.len());
    let mut read = body.clone();
    match profile.token(status, &mut read) {
        Ok(token) => write_token(profile, &token, &mut text),
        Err(error) => {
            write_error(profile, &error, status, &read, &body, &mut text);
            let _ = writeln!(text, "{}", meaning(&error));
            write_device(&error, &mut text);
            if let Some(wait) = retry_after {
                let _ = writeln!(text, "The server asks to wait: Retry-After is {}.", shown(&wait));
            }
            let _ = writeln!(text, "\nNext: {}", next(&error));
        }
    }
    hint::write(profile, status, &body, &mut text);
    for note in notes {
        let _ = writeln!(text, "\nNote: {note}");
    }
    text
}

/// Text of the server's on one line.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Whether the grant has ended, in a sentence.
pub(super) fn meaning(error: &TokenError) -> &'static str {
    match Failure::of(error) {
        Failure::Ended => "The grant has ended: the user must log in again.",
        Failure::TryLater => {
            "Nothing was decided: the grant lives, and the same request may be sent later."
        }
        Failure::Refused => {
            "The request was refused: the grant lives, and the same request fails again."
        }
        Failure::NotJson => {
            "The request was refused, it seems by something other than a token endpoint. The grant is not known to \
             have ended."
        }
        Failure::NoResponse | Failure::NotSent => {
            "This counts as no response: perhaps a token was issued and is lost. The grant is not known to have \
             ended."
        }
    }
}

/// The values of a token are secret: their lengths are shown.
fn write_token(profile: &Profile<'_>, token: &TokenResponse<'_>, text: &mut String) {
    *text += "A token.\n";
    let mut row = |name: &str, value: String| {
        let _ = writeln!(text, "  {name:14} {value}");
    };
    let length = |text: &str| format!("{} bytes (not shown)", text.len());
    row("access_token", length(token.access_token.expose()));
    row("token_type", format!("{:?}", token.token_type));
    row(
        "expires_in",
        token.expires_in.map_or("unknown: refresh it when an API rejects it".into(), |seconds| {
            format!("{seconds} s")
        }),
    );
    row(
        "refresh_token",
        token.refresh_token.map_or("none: keep the one that was used, if any".into(), |token| {
            length(token.expose())
        }),
    );
    if let Some(id_token) = token.id_token {
        row("id_token", format!("{}, its signature not verified", length(id_token.expose())));
    }
    if let Some(scope) = token.scope {
        row("scope", scope.iter().map(shown).collect::<Vec<_>>().join(" "));
    }
    each_setting(profile, &mut |name, value| {
        if let ("extra", SettingValue::Name(member)) = (name, value) {
            let member = String::from_utf8_lossy(member).into_owned();
            let found = match profile.extra_of(token, &member) {
                Some(value) => format!("{value:?}").replace("(elided)", " (not shown)"),
                None => "not there".into(),
            };
            row(&member, found);
        }
    });
    *text += if token.refresh_token.is_some() {
        "\nNext: store the refresh token before the access token is used.\n"
    } else {
        "\nNext: use it.\n"
    };
}

fn write_error(
    profile: &Profile<'_>,
    error: &TokenError,
    status: u16,
    read: &[u8],
    body: &[u8],
    text: &mut String,
) {
    let fault = match error {
        TokenError::Server { .. } => "the server reported an error".to_owned(),
        TokenError::Json(JsonError::Syntax { .. }) => "the body is not one JSON object".to_owned(),
        error => error.to_string().replace(": is this the token endpoint's address?", ""),
    };
    let _ = writeln!(text, "No token: {fault}.");
    match error {
        TokenError::Server { error: server, .. } => write_server(server, status, read, text),
        TokenError::Json(JsonError::Syntax { at } | JsonError::Depth { at }) => {
            write_byte(body, *at, text);
        }
        TokenError::Missing(member)
        | TokenError::Duplicate(member)
        | TokenError::Type(member)
        | TokenError::Chars(member) => write_member(profile, *member, text),
        TokenError::TokenType => write_member(profile, Member::TokenType, text),
        _ => {}
    }
}

/// What the server wrote.
fn write_server(server: &ServerError, status: u16, read: &[u8], text: &mut String) {
    let written = server.text(read).unwrap_or_default();
    for (name, value) in [
        ("error", written.error),
        ("description", written.error_description),
        ("number", written.error_number),
        ("uri", written.error_uri),
    ] {
        if let Some(value) = value {
            let _ = writeln!(text, "  {name:14} {value}");
        }
    }
    if server.retries() {
        *text += "The profile's retry_on lists this error.\n";
    } else if server.ends_grant() {
        *text += match server.code() {
            ErrorCode::InvalidGrant => "`invalid_grant` ends a grant (RFC 6749, section 5.2).\n",
            _ => "The profile's ends_on lists this error.\n",
        };
    } else if (200..300).contains(&status) {
        *text += "It is an error although the status says success.\n";
    }
}

/// The byte where reading stopped.
fn write_byte(body: &[u8], at: usize, text: &mut String) {
    let before = body.get(..at).unwrap_or(body);
    let line = before.split(|byte| *byte == b'\n').count();
    let column = before.rsplit(|byte| *byte == b'\n').next().map_or(0, <[u8]>::len) + 1;
    let _ = match body.get(at) {
        Some(byte) => writeln!(
            text,
            "  byte {at} of the body (line {line}, column {column}) is 0x{byte:02X}, `{}`",
            byte.escape_ascii()
        ),
        None => writeln!(text, "  the body ends at byte {at}, before its JSON does"),
    };
}

/// Where the profile reads a member from, if not from its name in the RFCs.
fn write_member(profile: &Profile<'_>, member: Member, text: &mut String) {
    each_setting(profile, &mut |name, value| match (name, value) {
        ("response_names", SettingValue::Pair(own, Some(path)))
            if own == member.as_str().as_bytes() =>
        {
            let path = String::from_utf8_lossy(path);
            let _ = writeln!(text, "  this profile reads {member} from `{path}`");
        }
        ("envelope", value) => {
            let _ = writeln!(text, "  this profile reads members inside `{value}`");
        }
        _ => {}
    });
    if let Member::Extra(index) = member {
        let _ = writeln!(text, "  it is entry {index} of the profile's extra");
    }
}

/// What the response means while a device logs in (RFC 8628).
fn write_device(error: &TokenError, text: &mut String) {
    *text += match Polled::of::<()>(&Err(*error)) {
        Polled::Pending => "While a device logs in, it goes on polling.\n",
        Polled::SlowDown => "While a device logs in, it goes on polling, five seconds slower.\n",
        Polled::Expired => "While a device logs in, its code has expired: it starts again.\n",
        Polled::NoResponse | Polled::Decided => "",
    };
}

/// What to do about it.
fn next(error: &TokenError) -> &'static str {
    let code = match error {
        TokenError::Server { error, .. } => error.code(),
        _ => ErrorCode::Other,
    };
    match (Failure::of(error), code) {
        (Failure::Ended, _) => "forget the refresh token, and let the user log in again.",
        (Failure::TryLater, _) => "send the same request again after a pause that grows each time.",
        (Failure::Refused, ErrorCode::InvalidClient) => {
            "check id and secret; then try `client_auth = body`, `basic` or `basic_verbatim`."
        }
        (Failure::Refused, ErrorCode::AuthorizationPending | ErrorCode::SlowDown) => "poll again.",
        (Failure::Refused, ErrorCode::UnsupportedGrantType | ErrorCode::InvalidRequest) => {
            "compare the request with the provider's documentation: `cargo xtask provider NAME` prints it."
        }
        (Failure::Refused, ErrorCode::InvalidScope) => {
            "ask for a scope that the provider knows; is `scope_separator` right?"
        }
        (Failure::Refused, _) if matches!(error, TokenError::Status(_)) => {
            "check the token endpoint's address. If the body is an error of the provider's own, describe it by \
             `errors`."
        }
        (Failure::Refused, _) => {
            "look the error up in the provider's documentation. If it means that the user must log in again, list \
             it in ends_on; if it passes by itself, in retry_on."
        }
        (Failure::NotJson, _) => "check the token endpoint's address: this looks like a page.",
        (Failure::NoResponse | Failure::NotSent, _) => match error {
            TokenError::Json(_) => "check that the recording is whole; otherwise ask the provider.",
            _ => {
                "compare the response with the provider's documentation, and the profile's settings with both."
            }
        },
    }
}
