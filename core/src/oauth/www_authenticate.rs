//! Why an API refused a request: the `WWW-Authenticate` header (RFC 9110, section 11.6.1; RFC 6750, section 3).

use core::fmt;

/// The challenge of one scheme in a `WWW-Authenticate` header. All of it is the server's: data, not for a page as it is.
///
/// # Example
/// ```
/// use grantlet::AuthChallenge;
/// let header = r#"Basic realm="x", DPoP error="use_dpop_nonce", algs="ES256 PS256""#;
/// let dpop = AuthChallenge::of(header, "DPoP").unwrap();
/// assert!(dpop.wants_dpop_nonce());
/// assert_eq!(dpop.param("algs"), Some("ES256 PS256"));
/// // The token is refused: `Session::rejected`.
/// let bearer = AuthChallenge::of(r#"Bearer error="invalid_token""#, "Bearer").unwrap();
/// assert_eq!(bearer.error(), Some("invalid_token"));
/// ```
#[derive(Clone)]
pub struct AuthChallenge<'a> {
    /// What comes behind the scheme, the challenges of other schemes included.
    rest: Items<'a>,
}

impl<'a> AuthChallenge<'a> {
    /// Finds the first challenge of a scheme, whose name is compared in any case. None if there is none. Where a
    /// response has several such headers, ask of each.
    pub fn of(header: &'a str, scheme: &str) -> Option<Self> {
        let mut items = Items { rest: header };
        while let Some(item) = items.next() {
            if matches!(item, Item::Scheme(found) if is_same_name(found, scheme)) {
                return Some(Self { rest: items });
            }
        }
        None
    }

    /// A parameter by its name, in any case: without its quotes, and with its backslashes as they are. None if it is
    /// not there.
    pub fn param(&self, name: &str) -> Option<&'a str> {
        for item in self.rest.clone() {
            match item {
                Item::Param(found, value) if is_same_name(found, name) => {
                    return Some(value);
                }
                Item::Param(..) => {}
                Item::Scheme(_) => break,
            }
        }
        None
    }

    /// `error`: `invalid_token` is for [`Session::rejected`](crate::Session::rejected), `insufficient_scope` never is;
    /// `insufficient_user_authentication` asks for a new login with `acr_values` or `max_age` (RFC 9470).
    pub fn error(&self) -> Option<&'a str> {
        self.param("error")
    }

    /// `scope`: what the resource needs (RFC 6750, section 3).
    pub fn scope(&self) -> Option<&'a str> {
        self.param("scope")
    }

    /// Whether the request is to be sent once more, at once, with a proof that has the response's `DPoP-Nonce` (RFC
    /// 9449, section 9).
    pub fn wants_dpop_nonce(&self) -> bool {
        self.error() == Some("use_dpop_nonce")
    }
}

impl fmt::Debug for AuthChallenge<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthChallenge(elided)")
    }
}

/// One after the other, the schemes and the parameters of a header. It ends where the header is malformed.
#[derive(Clone)]
struct Items<'a> {
    rest: &'a str,
}

enum Item<'a> {
    Scheme(&'a str),
    Param(&'a str, &'a str),
}

impl<'a> Items<'a> {
    /// Takes the longest start of such characters.
    fn cut_while(&mut self, fits: fn(u8) -> bool) -> &'a str {
        let end = self.rest.bytes().position(|byte| !fits(byte)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn take_byte(&mut self, wanted: u8) -> bool {
        match self.rest.as_bytes() {
            [byte, ..] if *byte == wanted => {
                self.rest = self.rest.get(1..).unwrap_or_default();
                true
            }
            _ => false,
        }
    }

    /// The content of a quoted string whose first quote was taken; none if it has no end.
    fn quoted(&mut self) -> Option<&'a str> {
        let (mut at, mut is_escaped) = (0usize, false);
        for byte in self.rest.bytes() {
            if byte == b'"' && !is_escaped {
                let content = self.rest.get(..at)?;
                self.rest = self.rest.get(at.wrapping_add(1)..)?;
                return Some(content);
            }
            is_escaped = byte == b'\\' && !is_escaped;
            at = at.wrapping_add(1);
        }
        None
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        let separates = |byte| matches!(byte, b' ' | b'\t' | b',');
        let is_space = |byte| matches!(byte, b' ' | b'\t');
        self.cut_while(separates);
        let name = self.cut_while(is_token_byte);
        if name.is_empty() {
            return None;
        }
        let mut ahead = self.clone();
        ahead.cut_while(is_space);
        if ahead.take_byte(b'=') {
            ahead.cut_while(is_space);
            let value = if ahead.take_byte(b'"') {
                ahead.quoted()?
            } else {
                ahead.cut_while(is_token_byte)
            };
            *self = ahead;
            return Some(Item::Param(name, value));
        }
        // Instead of parameters a scheme may have credentials of letters, digits and "-._~+/", padded by "=".
        ahead.cut_while(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte));
        ahead.cut_while(|byte| byte == b'=');
        ahead.cut_while(is_space);
        if ahead.rest.is_empty() || ahead.rest.starts_with(',') {
            *self = ahead;
        }
        Some(Item::Scheme(name))
    }
}

/// By bytes: `str` has another function for it, and a program would link both.
fn is_same_name(one: &str, other: &str) -> bool {
    one.as_bytes().eq_ignore_ascii_case(other.as_bytes())
}

/// A character of a token (RFC 9110, section 5.6.2).
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
