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
    /// How many are newer.
    pub(super) index: u8,
    /// It is not the newest, which is still on its way.
    pub(super) is_earlier: bool,
    /// It lengthens the refresh token's life.
    pub(super) extends: bool,
}

/// The new tokens of a response; an absent one is empty.
#[derive(Clone, Copy, Default)]
pub struct NewTokens<'t> {
    /// Empty too if it is not returned: the session then waits as after an attempt that failed.
    pub access_token: &'t [u8],
    /// A new one.
    pub refresh_token: &'t [u8],
    /// That of the access token.
    pub lifetime: Lifetime,
    /// That of the refresh token in seconds; 0 is unknown.
    pub refresh_token_expires_in: u32,
    /// Without an access token: the refresh token that was sent may be spent.
    pub(super) in_doubt: bool,
    pub(super) retry_after: u32,
}

impl<'t> NewTokens<'t> {
    /// Those of a response that brought an access token.
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
        // The clock was set back since: nobody knows how old it is.
        let is_of_unknown_age = request.begun_at > self.requests.newest_begun_at();
        let sent_at = if is_of_unknown_age { 0 } else { request.sent_at };
        let age = self.clock.now().wrapping_sub(sent_at);
        let is_newest = index == 0;
        let is_earlier = !is_newest && in_flight;
        let extends = is_newest && in_flight && self.extends;
        *matched = Matched { age, index, is_earlier, extends };
        true
    }

    /// Takes a token, or a new refresh token alone, of a response that is refused.
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
        // Not each time: the flash wears by it.
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

    /// A refresh token that came, where this session has one.
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
                // A refused response sets none, and the deadline is that of the token before.
                self.deadline = UNKNOWN;
                return false;
            }
            _ => return false,
        };
        if !self.clock.knows_wall_time() {
            if sent != 0 && rotates {
                // The deadline is that of the token before.
                self.deadline = UNKNOWN;
            }
            return false;
        }
        // Not each time: the flash wears by it.
        let eighth = i64::from(lifetime / 8);
        let longer = i64::from(lifetime).saturating_sub(self.clock.until(self.deadline));
        let moves = rotates || longer > eighth || sent != 0 && longer < eighth.wrapping_neg();
        if moves {
            self.set_deadline(lifetime);
        }
        moves
    }

    /// Goes on waiting for the newest request, where the response was to one before it.
    fn go_on(&mut self, matched: &Matched, rotates: bool) {
        self.requests.over(matched.index);
        // What was begun before a rotation had the token before it.
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
