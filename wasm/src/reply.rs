//! What a call answers: words of 32 bits, most of them the address and the length of a text.
//!
//! Word 0 is the number of a fault's member. From word 4 on stand places, two words
//! each: [`Reply::place`]. The words from [`KINDS`] on tell of a token's members what each was.

use grantlet::places::{Answer, Place};

/// Words of a reply.
pub const WORDS: usize = 48;
/// Bytes of a reply.
pub const REPLY_BYTES: usize = 4 * WORDS;

/// The number of a fault's member.
pub const MEMBER: usize = 0;
/// The room that a request needs, where it was too small. Of a client: the index of its misspelt word.
pub const NEEDED: usize = 1;
/// The word of the first place.
pub const PLACES: usize = 4;
/// The end of the last text, as an address: what lies behind it was not written.
pub const END: usize = 2;
/// 1 where every text is a part of the body as it was given: none was decoded where it stands.
pub const AS_GIVEN: usize = 3;
/// The first of the six words that hold a byte for each member: what it starts with in JSON.
pub const KINDS: usize = 38;
/// `expires_in`
pub const LIFETIME: usize = 44;
/// 1 where the lifetime is known.
pub const LIFETIME_KNOWN: usize = 45;
/// 1 where a refused grant has ended.
pub const ENDS_GRANT: usize = 46;
/// Of an address: 0 where it brought a code, 1 a token. Of a device's response: its interval.
/// Of a client: its setting that is not valid. Of an `id_token`: 1 where `aud` is an array.
/// Of what is kept: 1 where `id_token` occurs twice.
pub const OUTCOME: usize = 47;

/// Where the answer of a call stands.
pub struct Reply<'a> {
    words: &'a mut [u32; WORDS],
    end: usize,
}

impl<'a> Reply<'a> {
    /// An answer that says nothing yet.
    pub fn new(words: &'a mut [u32; WORDS]) -> Self {
        *words = [0; WORDS];
        Self { words, end: 0 }
    }

    /// Writes one word.
    // Addresses and lengths are of 32 bits where this runs.
    #[allow(clippy::cast_possible_truncation)]
    pub fn word(&mut self, index: usize, value: usize) {
        if let Some(word) = self.words.get_mut(index) {
            *word = value as u32;
        }
    }

    /// Tells where a text stands, as the place with this index.
    pub fn place(&mut self, index: usize, text: &[u8]) {
        let start = text.as_ptr() as usize;
        self.end = self.end.max(start + text.len());
        self.word(PLACES + 2 * index, start);
        self.word(PLACES + 2 * index + 1, text.len());
        self.word(END, self.end);
    }

    /// Tells places of a buffer, from the first index on.
    pub fn places(&mut self, places: &[Place], buffer: &[u8]) {
        for (index, place) in places.iter().enumerate() {
            self.place(index, place.of(buffer));
        }
    }

    /// Tells the members of a token or an error.
    pub fn answer(&mut self, answer: &Answer, buffer: &[u8]) {
        let mut kinds = [0; 24];
        for (index, (span, kind)) in answer.members.spans.iter().zip(&mut kinds).enumerate() {
            self.place(index, span.of(buffer));
            *kind = answer.kind(index, buffer);
        }
        for (index, four) in kinds.as_chunks().0.iter().enumerate() {
            self.word(KINDS + index, u32::from_le_bytes(*four) as usize);
        }
        self.word(LIFETIME, answer.expires_in as usize);
        self.word(LIFETIME_KNOWN, answer.expires_in_known.into());
    }
}
