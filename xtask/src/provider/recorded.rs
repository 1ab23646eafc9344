//! A response that was recorded: its status, what of its header fields matters, and its body.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::run::Done;

/// A recording with more bytes than this is none of a token endpoint.
const MAX_FILE: u64 = 1024 * 1024;

/// A response of a token endpoint.
#[derive(Debug)]
pub(super) struct Recorded {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    /// The field `Retry-After`.
    pub(super) retry_after: Option<String>,
    /// What is odd about the recording and does not stop it from being read.
    pub(super) notes: Vec<String>,
}

/// Reads a recording, `-` from standard input.
pub(super) fn read(file: &Path) -> Done<Recorded> {
    parse(&bytes_of(file, MAX_FILE)?).map_err(|error| format!("{}: {error}", file.display()))
}

/// The bytes of a file, at most so many.
pub(super) fn bytes_of(file: &Path, max: u64) -> Done<Vec<u8>> {
    let mut bytes = Vec::new();
    let shown = file.display();
    let read = if file == Path::new("-") {
        std::io::stdin().take(max + 1).read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|file| file.take(max + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| format!("{shown}: {error}"))?;
    if bytes.len() as u64 > max {
        return Err(format!("{shown}: more than {} KiB, which no token response has", max / 1024));
    }
    Ok(bytes)
}

/// The status line or a bare status; header fields and a blank line, or a blank line, or nothing; the body.
pub(super) fn parse(bytes: &[u8]) -> Done<Recorded> {
    const FORM: &str = "the first line is `HTTP/1.1 400 Bad Request` or `400`";
    let mut rest = match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            return Err("it is UTF-16: save it as UTF-8".into());
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => rest,
        _ => bytes,
    };
    if rest.is_empty() {
        return Err(format!("it is empty: {FORM}"));
    }
    loop {
        let status = status_of(line(&mut rest)).ok_or_else(|| format!("no status: {FORM}"))?;
        let mut recorded =
            Recorded { status, body: Vec::new(), retry_after: None, notes: Vec::new() };
        let length = recorded.fields(&mut rest)?;
        // An interim response (RFC 9110, section 15.2).
        if status < 200 && rest.starts_with(b"HTTP/") {
            continue;
        }
        if let Some(length) = length.filter(|length| *length != rest.len()) {
            let found = rest.len();
            recorded.notes.push(format!(
                "Content-Length is {length}, and the recording has {found} bytes of body."
            ));
        }
        recorded.body = rest.to_vec();
        return Ok(recorded);
    }
}

/// Takes a line, ended by LF or CR LF.
fn line<'b>(rest: &mut &'b [u8]) -> &'b [u8] {
    let (line, after) = match rest.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&rest[..end], &rest[end + 1..]),
        None => (*rest, &rest[rest.len()..]),
    };
    *rest = after;
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The status of `HTTP/1.1 400 Bad Request`, `400 Bad Request` or `400`.
fn status_of(line: &[u8]) -> Option<u16> {
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.split_ascii_whitespace();
    let first = words.next()?;
    let status = if first.starts_with("HTTP/") { words.next()? } else { first };
    let is_status = status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit());
    status.parse().ok().filter(|status| is_status && (100..600).contains(status))
}

impl Recorded {
    /// Takes header fields and the blank line after them; a body may follow the status at once. Returns
    /// `Content-Length`.
    fn fields(&mut self, rest: &mut &[u8]) -> Done<Option<usize>> {
        let mut length = None;
        let (mut seen, mut encoded) = (false, false);
        while !rest.is_empty() {
            let mut after = *rest;
            let text = line(&mut after);
            if text.is_empty() {
                *rest = after;
                if encoded && std::str::from_utf8(after).is_err() {
                    return Err(
                        "the body is compressed: record it without, as `curl --compressed -i` does"
                            .into(),
                    );
                }
                return Ok(length.filter(|_| !encoded));
            }
            let Some((name, value)) = field(text) else {
                if seen {
                    return Err("no blank line between the header fields and the body".into());
                }
                return Ok(None);
            };
            (seen, *rest) = (true, after);
            match name.to_ascii_lowercase().as_str() {
                "retry-after" => self.retry_after = Some(value.to_owned()),
                "content-length" => length = value.parse().ok(),
                "transfer-encoding" if value.eq_ignore_ascii_case("chunked") => self.notes.push(
                    "Transfer-Encoding is chunked: if the body below starts with a length in hexadecimal, record \
                     it without (curl does so unless you say --raw)."
                        .into(),
                ),
                "content-encoding" => encoded = !value.eq_ignore_ascii_case("identity"),
                _ => {}
            }
        }
        if seen { Err("no blank line after the header fields".into()) } else { Ok(None) }
    }
}

/// `Name: value` (RFC 9110, section 5).
fn field(line: &[u8]) -> Option<(&str, &str)> {
    let (name, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (!name.is_empty() && name.bytes().all(is_token)).then(|| (name, value.trim()))
}
