//! The results of a call: 32-bit words. Most are addresses and lengths of strings.
//!
//! From word [`SPANS`] on there are spans, two words each: see [`Reply::span`]. From word [`KINDS`] on there
//! is one byte for each extra member of a token: the first byte of its JSON value.

use grantlet::engine::{LocatedResponse, Span};

/// Words of a reply.
pub const WORDS: usize = 44;
/// Bytes of a reply.
pub const REPLY_BYTES: usize = 4 * WORDS;

/// The number of the member that an error names.
pub const MEMBER: usize = 0;
/// The output size that a request needs, if it was too small. Of a client: the index of its invalid word.
pub const NEEDED: usize = 1;
/// The first word of the spans.
pub const SPANS: usize = 4;
/// The address after the last string. Memory from there on was not written.
pub const END: usize = 2;
/// 1 if every string is an unchanged part of the body: none was unescaped in place.
pub const AS_GIVEN: usize = 3;
/// The first of two words with one byte for each extra member: the first byte of its JSON value.
pub const KINDS: usize = 38;
/// `expires_in`, in seconds.
pub const LIFETIME: usize = 40;
/// 1 if the lifetime is known.
pub const LIFETIME_KNOWN: usize = 41;
/// 1 if the error ends the grant, 2 if it decides nothing.
pub const ENDS_GRANT: usize = 42;
/// The outcome, whose meaning depends on the call:
///
/// - callback: 1 for a token; for a code, twice the number of the server that it is from;
/// - token response: what it means for a device that polls, and for a session;
/// - device authorization response: the interval in seconds;
/// - client: the number of its invalid list;
/// - `id_token`: 1 if `aud` is an array;
/// - kept members: 1 if `id_token` occurs more than once.
pub const OUTCOME: usize = 43;

/// The results of a call.
pub struct Reply<'a> {
    words: &'a mut [u32; WORDS],
    end: usize,
}

impl<'a> Reply<'a> {
    /// Creates an empty reply.
    pub fn new(words: &'a mut [u32; WORDS]) -> Self {
        *words = [0; WORDS];
        Self { words, end: 0 }
    }

    /// Writes one word.
    // On wasm32, addresses and lengths have 32 bits.
    #[allow(clippy::cast_possible_truncation)]
    pub fn word(&mut self, index: usize, value: usize) {
        if let Some(word) = self.words.get_mut(index) {
            *word = value as u32;
        }
    }

    /// Writes the span of a string, at this index.
    pub fn span(&mut self, index: usize, text: &[u8]) {
        let start = text.as_ptr() as usize;
        self.end = self.end.max(start + text.len());
        self.word(SPANS + 2 * index, start);
        self.word(SPANS + 2 * index + 1, text.len());
        self.word(END, self.end);
    }

    /// Writes spans of a buffer, from the first index on.
    pub fn spans(&mut self, spans: &[Span], buffer: &[u8]) {
        for (index, span) in spans.iter().enumerate() {
            self.span(index, span.of(buffer));
        }
    }

    /// Writes the members of a token or an error. The spans end with the last that is not empty.
    pub fn members(&mut self, response: &LocatedResponse, buffer: &[u8]) {
        let mut spans: &[Span] = &response.members.spans;
        while let [rest @ .., last] = spans
            && last.is_empty()
        {
            spans = rest;
        }
        self.spans(spans, buffer);
        let mut kinds = [0; 8];
        for (index, kind) in (LocatedResponse::EXTRA..).zip(&mut kinds) {
            *kind = response.kind(index, buffer);
        }
        let [low, high] = kinds.as_chunks().0 else { return };
        self.word(KINDS, u32::from_le_bytes(*low) as usize);
        self.word(KINDS + 1, u32::from_le_bytes(*high) as usize);
        let lifetime = response.expires_in();
        self.word(LIFETIME, lifetime.unwrap_or(0) as usize);
        self.word(LIFETIME_KNOWN, lifetime.is_some().into());
    }
}
