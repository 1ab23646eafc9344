//! The strings of a session, in the caller's arena.

use zeroize::Zeroize;

use crate::text::buffer::BufferTooSmall;

/// The user's id and the refresh token at its start, the access token at its end; zeros between them.
pub(crate) struct Arena<'a> {
    bytes: &'a mut [u8],
    subject: usize,
    refresh_token: usize,
    access_token: usize,
}

impl<'a> Arena<'a> {
    pub(crate) fn new(bytes: &'a mut [u8]) -> Self {
        Self { bytes, subject: 0, refresh_token: 0, access_token: 0 }
    }

    pub(crate) fn subject(&self) -> &[u8] {
        self.bytes.get(..self.subject).unwrap_or_default()
    }

    #[inline(never)]
    pub(crate) fn refresh_token(&self) -> &[u8] {
        self.bytes.get(self.subject..self.kept()).unwrap_or_default()
    }

    pub(crate) fn access_token(&self) -> &[u8] {
        let before = self.bytes.len().saturating_sub(self.access_token);
        self.bytes.get(before..).unwrap_or_default()
    }

    pub(crate) fn has_refresh_token(&self) -> bool {
        self.refresh_token > 0
    }

    pub(crate) fn has_access_token(&self) -> bool {
        self.access_token > 0
    }

    /// Replaces strings; one that is `None` stays.
    #[inline(never)]
    pub(crate) fn set(
        &mut self,
        subject: Option<&[u8]>,
        refresh_token: Option<&[u8]>,
        access_token: Option<&[u8]>,
    ) -> Result<(), BufferTooSmall> {
        let subject_len = subject.map_or(self.subject, <[u8]>::len);
        let refresh_token_len = refresh_token.map_or(self.refresh_token, <[u8]>::len);
        let access_token_len = access_token.map_or(self.access_token, <[u8]>::len);
        let kept = subject_len.saturating_add(refresh_token_len);
        let needed = kept.saturating_add(access_token_len);
        let Some(between) = self.bytes.len().checked_sub(needed) else {
            return Err(BufferTooSmall { needed });
        };
        let rest = put(self.bytes, subject, subject_len);
        let rest = put(rest, refresh_token, refresh_token_len);
        let (between, rest) = rest.split_at_mut_checked(between).unwrap_or_default();
        between.zeroize();
        put(rest, access_token, access_token_len);
        self.subject = subject_len;
        self.refresh_token = refresh_token_len;
        self.access_token = access_token_len;
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    #[inline(never)]
    pub(crate) fn drop_access_token(&mut self) {
        let kept = self.kept();
        self.bytes.get_mut(kept..).unwrap_or_default().zeroize();
        self.access_token = 0;
    }

    pub(crate) fn wipe(&mut self) {
        (self.subject, self.refresh_token) = (0, 0);
        self.drop_access_token();
    }

    /// Moves the strings to other bytes, and wipes these.
    pub(crate) fn move_to(&mut self, bytes: &'a mut [u8]) -> Result<(), BufferTooSmall> {
        let needed = self.kept().saturating_add(self.access_token);
        if bytes.len() < needed {
            return Err(BufferTooSmall { needed });
        }
        let mut other = Arena::new(bytes);
        let (subject, refresh_token) = (Some(self.subject()), Some(self.refresh_token()));
        other.set(subject, refresh_token, Some(self.access_token()))?;
        // `drop` wipes the old arena.
        *self = other;
        Ok(())
    }

    fn kept(&self) -> usize {
        self.subject.saturating_add(self.refresh_token)
    }
}

impl Drop for Arena<'_> {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// Writes a string, or leaves the one that is there, and returns the bytes after it.
#[inline(never)]
fn put<'b>(bytes: &'b mut [u8], text: Option<&[u8]>, len: usize) -> &'b mut [u8] {
    let (to, behind) = bytes.split_at_mut_checked(len).unwrap_or_default();
    for (to, from) in to.iter_mut().zip(text.unwrap_or_default()) {
        *to = *from;
    }
    behind
}
