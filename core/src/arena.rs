//! The texts of a session, in the caller's arena.

use zeroize::Zeroize;

use crate::buffer::BufferTooSmall;

/// The user's id, the refresh token and the access token, one behind the other; the rest is zeros.
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

    pub(crate) fn refresh_token(&self) -> &[u8] {
        let behind = self.bytes.get(self.subject..).unwrap_or_default();
        behind.get(..self.refresh_token).unwrap_or_default()
    }

    pub(crate) fn access_token(&self) -> &[u8] {
        let behind = self.bytes.get(self.kept()..).unwrap_or_default();
        behind.get(..self.access_token).unwrap_or_default()
    }

    /// Replaces texts, and wipes what is behind them; what is none stays.
    pub(crate) fn set(
        &mut self,
        subject: Option<&[u8]>,
        refresh_token: Option<&[u8]>,
        access_token: &[u8],
    ) -> Result<(), BufferTooSmall> {
        let subject_len = subject.map_or(self.subject, <[u8]>::len);
        let refresh_token_len = refresh_token.map_or(self.refresh_token, <[u8]>::len);
        let kept = subject_len.saturating_add(refresh_token_len);
        let needed = kept.saturating_add(access_token.len());
        if needed > self.bytes.len() {
            return Err(BufferTooSmall { needed });
        }
        let rest = put(self.bytes, subject, subject_len);
        let rest = put(rest, refresh_token, refresh_token_len);
        put(rest, Some(access_token), access_token.len()).zeroize();
        self.subject = subject_len;
        self.refresh_token = refresh_token_len;
        self.access_token = access_token.len();
        Ok(())
    }

    /// Replaces the refresh token alone.
    pub(crate) fn set_refresh_token(&mut self, refresh_token: &[u8]) -> Result<(), BufferTooSmall> {
        let (from, count) = (self.kept(), self.access_token);
        let to = self.subject.saturating_add(refresh_token.len());
        let needed = to.saturating_add(count);
        if needed > self.bytes.len() {
            return Err(BufferTooSmall { needed });
        }
        // The access token moves, from the end that is not written over first.
        for step in 0..count {
            let at = if to > from { count.wrapping_sub(step).wrapping_sub(1) } else { step };
            let byte = self.bytes.get(from.wrapping_add(at)).copied().unwrap_or(0);
            if let Some(place) = self.bytes.get_mut(to.wrapping_add(at)) {
                *place = byte;
            }
        }
        put(
            self.bytes.get_mut(self.subject..).unwrap_or_default(),
            Some(refresh_token),
            refresh_token.len(),
        );
        self.refresh_token = refresh_token.len();
        self.bytes.get_mut(needed..).unwrap_or_default().zeroize();
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn drop_access_token(&mut self) {
        let kept = self.kept();
        self.bytes.get_mut(kept..).unwrap_or_default().zeroize();
        self.access_token = 0;
    }

    pub(crate) fn wipe(&mut self) {
        self.bytes.zeroize();
        (self.subject, self.refresh_token, self.access_token) = (0, 0, 0);
    }

    /// Goes on in other bytes, and wipes these.
    pub(crate) fn move_to(&mut self, bytes: &'a mut [u8]) -> Result<(), BufferTooSmall> {
        let needed = self.kept().saturating_add(self.access_token);
        if bytes.len() < needed {
            return Err(BufferTooSmall { needed });
        }
        copy(self.bytes.get(..needed).unwrap_or_default(), bytes);
        self.bytes.zeroize();
        self.bytes = bytes;
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

/// Writes a text, or leaves the one that is there, and returns what is behind it.
#[inline(never)]
fn put<'b>(bytes: &'b mut [u8], text: Option<&[u8]>, len: usize) -> &'b mut [u8] {
    let (to, behind) = bytes.split_at_mut_checked(len).unwrap_or_default();
    copy(text.unwrap_or_default(), to);
    behind
}

fn copy(from: &[u8], to: &mut [u8]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = *from;
    }
}
