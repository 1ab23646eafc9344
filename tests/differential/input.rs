//! One input, and its bytes as they go through a pipe.

use std::fmt::{self, Write as _};

/// What is read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Fields: the body. The number is the HTTP status.
    TokenResponse = 0,
    /// Fields: the address, the `redirect_uri`, the issuer. The number is the rule for `iss`, 0 to 3
    /// as in C, and 4 more for the implicit flow.
    Callback = 1,
    /// As a token response.
    DeviceResponse = 2,
    /// Fields: the `id_token`. The number is 1 where it came through the front channel, so that its
    /// `at_hash` is compared.
    IdToken = 3,
    /// Fields: base URL, id, secret, five texts of the grant, scope, granted scope, pairs. The number is
    /// the grant, and [`HAS_SECRET`] and [`OF_ACCESS`].
    Request = 4,
    /// Fields: entropy (96 bytes), then base URL, id, `redirect_uri`, scope, pairs. The number is 1 for
    /// an `id_token`, and 2 for the implicit flow.
    Login = 5,
    /// Fields: a form that is read, then names and values that are written.
    Form = 6,
}

impl Kind {
    pub(crate) const ALL: [Self; 7] = [
        Self::TokenResponse,
        Self::Callback,
        Self::DeviceResponse,
        Self::IdToken,
        Self::Request,
        Self::Login,
        Self::Form,
    ];
}

/// The client has a secret.
pub(crate) const HAS_SECRET: u32 = 0x100;
/// What is revoked is an access token.
pub(crate) const OF_ACCESS: u32 = 0x200;

/// What all languages expect of callbacks and of `id_token`s. The C and JavaScript programs have the
/// same.
pub(crate) const ISSUER: &str = "https://as.example";
pub(crate) const CLIENT_ID: &str = "c1";
pub(crate) const STATE: &str = "SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSA";
pub(crate) const NONCE: &str = "NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNA";
pub(crate) const VERIFIER: &str = "VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVA";
pub(crate) const ACCESS_TOKEN: &str = "AT";
/// In seconds since 1970.
pub(crate) const NOW: i64 = 1_800_000_000;
/// Seconds by which a server's clock may differ.
pub(crate) const LEEWAY: u32 = 120;

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Input {
    pub(crate) kind: Kind,
    /// Its index in `rust/profiles.rs`.
    pub(crate) profile: u8,
    pub(crate) number: u32,
    pub(crate) fields: Vec<Vec<u8>>,
}

impl Input {
    pub(crate) fn field(&self, index: usize) -> &[u8] {
        self.fields.get(index).map_or(&[], Vec::as_slice)
    }

    /// A field that is only ever text.
    pub(crate) fn text(&self, index: usize) -> &str {
        std::str::from_utf8(self.field(index)).unwrap_or_default()
    }

    /// Names and values, from a field on.
    pub(crate) fn pairs(&self, first: usize) -> Vec<(&str, &str)> {
        let pairs = (first..self.fields.len()).step_by(2);
        pairs.map(|index| (self.text(index), self.text(index + 1))).collect()
    }

    /// Appends the input as the other programs read it: lengths and numbers of 32 bits, the lowest byte
    /// first.
    pub(crate) fn write(&self, to: &mut Vec<u8>) {
        to.extend([self.kind as u8, self.profile]);
        to.extend(self.number.to_le_bytes());
        to.extend(length(&self.fields));
        for field in &self.fields {
            to.extend(length(field));
            to.extend(field);
        }
    }
}

/// A length, as four bytes.
pub(crate) fn length<T>(of: &[T]) -> [u8; 4] {
    u32::try_from(of.len()).expect("an input is small").to_le_bytes()
}

/// As a person can read it and type it.
impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, profile, number, fields } = self;
        write!(f, "{kind:?}, profile {profile}, number {number}")?;
        for (index, field) in fields.iter().enumerate() {
            write!(f, "\n  field {index}: \"{}\"", escaped(field))?;
        }
        Ok(())
    }
}

/// Printable ASCII as it is, all else escaped.
pub(crate) fn escaped(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut repeated = 0usize;
    for (index, byte) in bytes.iter().enumerate() {
        // A run of one byte is shown short.
        let again = index > 0 && bytes[index - 1] == *byte;
        repeated = if again { repeated + 1 } else { 0 };
        if repeated < 24 {
            let _ = write!(text, "{}", byte.escape_ascii());
        } else if bytes.get(index + 1) != Some(byte) {
            let _ = write!(text, "<{} in all>", repeated + 1);
        }
    }
    text
}
