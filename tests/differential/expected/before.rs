//! Faulty inputs that the edition before accepts and this one rejects. The edition before is expected to report
//! what this one reports for the same input without the fault.

use std::fmt::Write as _;

use super::Expected;
use super::conditions::pairs_of;
use crate::input::{Input, Kind};
use crate::verdict::{Verdict, class_of};

/// The profile whose token requests are JSON.
const JSON_BODY: u8 = 4;
/// The profile that has `clientId` and `scopes` for `client_id` and `scope`.
pub(super) const RENAMES: u8 = 6;

/// The input with each invalid port replaced by a valid one; none if no port is invalid.
pub(super) fn with_ports(input: &Input) -> Option<Expected> {
    let first = match input.kind {
        // Entropy has no URL.
        Kind::Login => 1,
        Kind::Form => return None,
        _ => 0,
    };
    let mut repaired = input.clone();
    for field in &mut repaired.fields[first..] {
        *field = with_ports_in(field);
    }
    (repaired != *input).then(|| Expected::AsFor(repaired, Box::new(with_ports_in)))
}

/// Replaces each number after a host that is no port by a port of as many digits.
fn with_ports_in(text: &[u8]) -> Vec<u8> {
    let mut text = text.to_vec();
    let decoded = decoded(&text);
    for (at, pair) in decoded.windows(2).enumerate() {
        let [(host, _), (colon, _)] = *pair else { continue };
        let is_host = host.is_ascii_alphanumeric() || b"].-_~".contains(&host);
        let digits = decoded[at + 2..].iter().take_while(|(byte, _)| byte.is_ascii_digit());
        let digits: Vec<_> = digits.copied().collect();
        let number: String = digits.iter().map(|(byte, _)| char::from(*byte)).collect();
        let is_port = matches!(number.parse(), Ok(1..=u16::MAX));
        if is_host && colon == b':' && !is_port {
            for ((_, last), port) in digits.iter().rev().zip(b"54321".iter().chain(&[b'0'; 64])) {
                text[*last] = *port;
            }
        }
    }
    text
}

/// Each decoded byte, with the offset of its last character: where a digit is encoded, that is the digit after `%3`.
fn decoded(text: &[u8]) -> Vec<(u8, usize)> {
    let mut bytes = Vec::new();
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let hex = text.get(at + 1..at + 3).filter(|_| byte == b'%');
        let hex = hex.filter(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let hex = hex.and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(value) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push((value, at + 2));
            at += 3;
        } else {
            bytes.push((byte, at));
            at += 1;
        }
    }
    bytes
}

/// A JSON body with each further parameter once; the repeated ones are removed from what is reported.
pub(super) fn without_repeats(input: &Input, rust: &Verdict) -> Option<Expected> {
    let refused = Verdict::of("request_unexpected").line("member", "a parameter of the caller's");
    if input.kind != Kind::Request || input.profile != JSON_BODY || rust.c != refused.c {
        return None;
    }
    let pairs = pairs_of(input);
    let is_again = |index: &usize| pairs[..*index].iter().any(|(name, _)| *name == pairs[*index].0);
    let again: Vec<_> = (0..pairs.len()).filter(is_again).collect();
    if again.is_empty() {
        return None;
    }
    let member = |index: &usize| format!(",{}:{}", json(pairs[*index].0), json(pairs[*index].1));
    let members: Vec<_> = again.iter().map(member).collect();
    let mut once = input.clone();
    for index in again.iter().rev() {
        once.fields.drain(10 + 2 * index..12 + 2 * index);
    }
    Some(Expected::AsFor(once, Box::new(move |output| shorter(output, &members))))
}

/// A string as a JSON body has it.
fn json(text: &str) -> String {
    let mut string = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => string.extend(['\\', character]),
            '\0'..='\x1F' => {
                let _ = write!(string, "\\u{:04X}", u32::from(character));
            }
            _ => string.push(character),
        }
    }
    string + "\""
}

/// A written request without the last of each of these parts of its body.
fn shorter(output: &[u8], parts: &[String]) -> Vec<u8> {
    let Some((mut text, need)) = std::str::from_utf8(output).ok().and_then(|output| {
        let (text, need) = output.strip_suffix('\n')?.rsplit_once("\nneed=")?;
        Some((text.to_owned(), need.parse::<usize>().ok()?))
    }) else {
        return output.to_vec();
    };
    let whole = text.len();
    for part in parts.iter().rev() {
        if let Some(at) = text.rfind(part.as_str()) {
            text.replace_range(at..at + part.len(), "");
        }
    }
    format!("{text}\nneed={}\n", need - (whole - text.len())).into_bytes()
}

/// The input with a `redirect_uri` that has a scheme before its colon.
pub(super) fn with_a_scheme(input: &Input, rust: &Verdict) -> Option<Expected> {
    let index = match input.kind {
        Kind::Request => 5,
        Kind::Login => 3,
        _ => return None,
    };
    let uri = input.text(index);
    let (scheme, path) = uri.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic());
    if class_of(&rust.c) != "request_redirect_uri" || is_scheme {
        return None;
    }
    // As long, and with the same characters: what is written is as long too.
    let repaired = match scheme.get(1..) {
        Some(more) => format!("q{more}:{path}"),
        None => format!("q:{}", path.get(1..)?),
    };
    let mut other = input.clone();
    other.fields[index] = repaired.clone().into_bytes();
    let encoded = |uri: &str| form_urlencoded::byte_serialize(uri.as_bytes()).collect::<String>();
    let spellings = [(encoded(uri), encoded(&repaired)), (uri.to_owned(), repaired)];
    Some(Expected::AsFor(
        other,
        Box::new(move |output| {
            let mut text = String::from_utf8_lossy(output).into_owned();
            for (was, is) in &spellings {
                text = text.replace(&format!("redirect_uri={was}"), &format!("redirect_uri={is}"));
                text = text.replace(
                    &format!("\"redirect_uri\":\"{was}\""),
                    &format!("\"redirect_uri\":\"{is}\""),
                );
            }
            text.into_bytes()
        }),
    ))
}
