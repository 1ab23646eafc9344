//! Takes a token, or a new refresh token alone.

use crate::session::clock::UNKNOWN;
use crate::session::session::{Phase, Session};
use crate::session::settings::RefreshLifetime;
use crate::text::buffer::BufferTooSmall;
use crate::time::expiry::Lifetime;

/// The request that a response belongs to.
#[derive(Clone, Copy, Default)]
pub(super) struct Matched {
    /// How long ago it was sent, by the session's clock.
    pub(super) age: u64,
    /// How many requests are newer.
    pub(super) index: u8,
    /// It is not the newest request, and the newest has no response yet.
    pub(super) is_earlier: bool,
    /// It lengthens the refresh token's life.
    pub(super) extends: bool,
}

/// The new tokens of a response; an absent one is empty.
#[derive(Clone, Copy, Default)]
pub struct NewTokens<'t> {
    /// Also empty if the session must not return it: the session then waits as after a failed attempt.
    pub access_token: &'t [u8],
    /// The new refresh token.
    pub refresh_token: &'t [u8],
    /// The lifetime of the access token.
    pub lifetime: Lifetime,
    /// The lifetime of the refresh token in seconds; 0 is unknown.
    pub refresh_token_expires_in: u32,
    /// Without an access token: the refresh token that was sent may be spent.
    pub(super) in_doubt: bool,
    pub(super) retry_after: u32,
}

impl<'t> NewTokens<'t> {
    /// The tokens of a response that has an access token.
    pub const fn new(
        access_token: &'t [u8],
        refresh_token: &'t [u8],
        lifetime: Lifetime,
        refresh_token_expires_in: u32,
    ) -> Self {
        Self {
            access_token,
            refresh_token,
            lifetime,
            refresh_token_expires_in,
            in_doubt: false,
            retry_after: 0,
        }
    }
}

impl Session<'_> {
    /// Finds the request that a response belongs to: the newest, or the one that was begun at
    /// `requested_at`. A response to one that is older than one already taken, or that was sent with a
    /// refresh token since replaced, is too late. Returns whether there is one.
    #[inline(never)]
    pub(super) fn match_request(
        &mut self,
        requested_at: Option<u64>,
        now: u64,
        matched: &mut Matched,
    ) -> bool {
        self.tick(now);
        if !self.awaits_response() {
            return false;
        }
        let in_flight = self.phase == Phase::InFlight;
        let Some((request, index)) = self.requests.find(requested_at) else {
            return false;
        };
        // The clock was set back since: the age of the request is unknown.
        let is_of_unknown_age = request.begun_at > self.requests.newest_begun_at();
        let sent_at = if is_of_unknown_age { 0 } else { request.sent_at };
        let age = self.clock.now().wrapping_sub(sent_at);
        let is_newest = index == 0;
        let is_earlier = !is_newest && in_flight;
        let extends = is_newest && in_flight && self.extends;
        *matched = Matched { age, index, is_earlier, extends };
        true
    }

    /// Takes the tokens of a response, or only the new refresh token of a response that is refused.
    #[inline(never)]
    pub(super) fn take(
        &mut self,
        matched: &Matched,
        new_tokens: &NewTokens<'_>,
    ) -> Result<(), BufferTooSmall> {
        let new = Some(self.new_of(new_tokens.refresh_token)).filter(|new| !new.is_empty());
        let rotates = new.is_some_and(|new| new != self.refresh_token_bytes());
        let has_access_token = !new_tokens.access_token.is_empty();
        let drops = has_access_token || self.id_token_is_due;
        let access_token = drops.then_some(new_tokens.access_token);
        let mut set = self.arena.set(None, new, access_token);
        if set.is_err() && !drops {
            // The new refresh token is worth more than an access token that is about to end.
            set = self.arena.set(None, new, Some(&[]));
        }
        set?;
        let moved = self.move_deadline(matched, rotates, new_tokens);
        // The record is stored only if something changed: each write wears the flash.
        let changed = rotates || moved || self.id_token_is_due != self.stored_id_token_is_due;
        if has_access_token {
            if matched.index == 0 {
                self.next_in = 0;
            }
            self.token_received(matched.age, new_tokens.lifetime, changed);
        } else {
            self.in_doubt = new_tokens.in_doubt && self.arena.has_refresh_token();
            self.wait_longer(new_tokens.retry_after);
            self.store(changed);
        }
        self.go_on(matched, rotates);
        Ok(())
    }

    /// The refresh token of a response. Empty if the session uses client credentials, and so keeps none.
    pub(super) fn new_of<'t>(&self, refresh_token: &'t [u8]) -> &'t [u8] {
        if self.client_credentials { &[] } else { refresh_token }
    }

    /// Sets the deadline by a lifetime in the response, if it is not 0, or lengthens a sliding life. Returns
    /// whether that is to be stored.
    fn move_deadline(
        &mut self,
        matched: &Matched,
        rotates: bool,
        new_tokens: &NewTokens<'_>,
    ) -> bool {
        let sent = new_tokens.refresh_token_expires_in;
        let lifetime = match self.refresh_lifetime {
            _ if sent != 0 => sent,
            RefreshLifetime::Sliding(lifetime) if matched.extends => lifetime,
            RefreshLifetime::Unknown if rotates && new_tokens.access_token.is_empty() => {
                // A refused response sets no deadline, and the current one is for the replaced token.
                self.deadline = UNKNOWN;
                return false;
            }
            _ => return false,
        };
        if !self.clock.knows_wall_time() {
            if sent != 0 && rotates {
                // The current deadline is for the replaced token.
                self.deadline = UNKNOWN;
            }
            return false;
        }
        // Without a rotation, a change of an eighth or less is not stored: each write wears the flash.
        let eighth = i64::from(lifetime / 8);
        let longer = i64::from(lifetime).saturating_sub(self.clock.until(self.deadline));
        let moves = rotates || longer > eighth || sent != 0 && longer < eighth.wrapping_neg();
        if moves {
            self.set_deadline(lifetime);
        }
        moves
    }

    /// Closes the request. If it was not the newest, the session goes on waiting for the newest.
    fn go_on(&mut self, matched: &Matched, rotates: bool) {
        self.requests.over(matched.index);
        // A request that was begun before a rotation was sent with the replaced token.
        let kept = if rotates { u8::from(matched.is_earlier) } else { matched.index };
        self.requests.close(kept);
        let is_unstored = self.phase == Phase::Unstored;
        self.is_replaced = matched.is_earlier && (rotates || self.is_replaced);
        self.is_behind = matched.is_earlier && is_unstored;
        if matched.is_earlier && !is_unstored {
            (self.phase, self.extends) = (Phase::InFlight, false);
        }
    }
}
