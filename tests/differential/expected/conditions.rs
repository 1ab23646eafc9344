//! The properties of an input for which a language is expected to report something else than Rust.

use crate::input::{Input, Kind};
use crate::verdict::{Verdict, class_of};

use super::Expected;

pub(super) fn is_grant(input: &Input, grant: u32) -> bool {
    input.kind == Kind::Request && input.number & 0xFF == grant
}

/// Whether an address has any parameter of a response.
pub(super) fn has_response(address: &str) -> bool {
    let (rest, fragment) = address.split_once('#').unwrap_or((address, ""));
    let query = rest.split_once('?').map_or("", |(_, query)| query);
    [query, fragment].iter().any(|place| {
        form_urlencoded::parse(place.as_bytes()).any(|(name, value)| {
            let names = ["code", "error", "state", "access_token", "id_token", "refresh_token"];
            names.contains(&&*name) && !value.is_empty()
        })
    })
}

/// Whether a URL is as a server behind a proxy sees it: without a scheme, or the `redirect_uri` by http at any port.
pub(super) fn is_of_a_server(address: &str, redirect_uri: &str) -> bool {
    let is_of_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte);
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    if !scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        || !scheme.bytes().all(is_of_scheme)
    {
        return true;
    }
    let parts = |uri: &str| {
        let (scheme, rest) = uri.split_once("://")?;
        let rest = rest.split(['?', '#']).next()?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (host, port) = authority.split_once(':').unwrap_or((authority, "0"));
        let is_host =
            !host.is_empty() && !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        is_host.then(|| (scheme.to_ascii_lowercase(), host.to_owned(), path.to_owned()))
    };
    match (parts(address), parts(redirect_uri)) {
        (Some((is, host, path)), Some((was, its_host, its_path))) => {
            was == "https" && is == "http" && host == its_host && path == its_path
        }
        _ => false,
    }
}

pub(super) fn is_no_status(input: &Input) -> bool {
    (1..100).contains(&input.number)
}

pub(super) fn pairs_of(input: &Input) -> Vec<(&str, &str)> {
    match input.kind {
        Kind::Request => input.pairs(10),
        Kind::Login => input.pairs(5),
        _ => Vec::new(),
    }
}

/// The member of the first text that C does not take, in the order in which C reads them.
pub(super) fn not_text(input: &Input) -> Option<&'static str> {
    let grant = input.number & 0xFF;
    let credential = match grant {
        0 => "code",
        1 => "refresh_token",
        3 => "device_code",
        4 => "grant_type",
        _ => "token",
    };
    let texts: &[(usize, &str)] = match input.kind {
        // A user's name and password are UTF-8.
        Kind::Request if grant == 7 => &[(1, "client_id"), (2, "client_secret"), (0, "base_url")],
        // What was granted is read only with options.
        Kind::Request
            if grant == 1 && (!input.field(8).is_empty() || !input.pairs(10).is_empty()) =>
        {
            &[
                (1, "client_id"),
                (2, "client_secret"),
                (0, "base_url"),
                (9, "scope"),
                (3, credential),
            ]
        }
        Kind::Request => &[
            (1, "client_id"),
            (2, "client_secret"),
            (0, "base_url"),
            (3, credential),
            (5, "redirect_uri"),
            (6, "code_verifier"),
            (7, "state"),
        ],
        Kind::Login => &[(2, "client_id"), (1, "base_url"), (3, "redirect_uri")],
        _ => return None,
    };
    let is_bad = |text: &[u8]| !text.iter().all(|byte| matches!(byte, 0x20..=0x7E));
    if let Some((_, member)) = texts.iter().find(|(index, _)| is_bad(input.field(*index))) {
        // The names are constants.
        return Some(member);
    }
    let pairs = pairs_of(input);
    if pairs.len() > 8 {
        return None;
    }
    if pairs.iter().any(|(name, _)| is_bad(name.as_bytes())) {
        return Some("a parameter of the caller's");
    }
    let scope = if input.kind == Kind::Login { 4 } else { 8 };
    is_bad(input.field(scope)).then_some("scope")
}

/// The error of an address, some of whose bytes are not UTF-8 once they are decoded.
pub(super) fn not_utf8(input: &Input, rust: &Verdict) -> Option<Expected> {
    if input.kind != Kind::Callback || class_of(&rust.c) != "callback_refused" {
        return None;
    }
    let decoded = decoded(input.field(0));
    let is_text = std::str::from_utf8(&decoded).is_ok();
    (!is_text).then_some(Expected::ExceptLine("\nerror_description="))
}

fn decoded(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let digits = after.first_chunk::<2>().filter(|_| byte == b'%');
        let hex = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let value = hex
            .filter(|hex| !hex.starts_with('+'))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if value.is_some() {
            rest = &after[2..];
        }
        bytes.push(value.unwrap_or(byte));
    }
    bytes
}
