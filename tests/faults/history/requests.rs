//! A refresh: what the device sends, and what it makes of the response.

use grantlet::{Attempt, Failure, NotDue, Secret, Session, SessionState};
use grantlet_tests::ms;

use crate::fault::{Kind, Step};
use crate::provider::generation_of;

use super::{CLIENT, Invariant, Mode, PROFILE, Stop, World, asks_for_nonce, is_final};

impl World<'_> {
    pub(super) fn refresh(&mut self, session: &mut Session<'_>) -> Result<(), Stop> {
        let mut buffer = [0; 256];
        let Ok(Attempt { grant, mark }) = session.begin(ms(self.clock)) else {
            return Err(self.broken(Invariant::OneAtATime, "what is due does not begin"));
        };
        let post = CLIENT.request(&grant, &mut buffer).unwrap();
        let token = post.body.split('&').find_map(|pair| pair.strip_prefix("refresh_token="));
        let sent = generation_of(token.unwrap());
        self.refreshes += 1;
        self.servers_nonce += 1;
        self.second_caller(session, SessionState::InFlight)?;
        self.pass(Step::Attempt)?;
        if let Some(slot) = mark {
            let cut = self.cut_in(Step::Mark);
            self.flash.mark(slot, cut)?;
        }
        self.pass(Step::Marked)?;
        self.check_settles()?;
        if !self.send(session, sent)? {
            return Ok(());
        }
        self.pass(Step::Asked)?;
        let Ok(Attempt { grant, mark }) = session.begin_again(ms(self.clock)) else {
            // The clock jumped ahead, and the session is due anyway. Or the clock was set back to the time that
            // identifies a request whose response may still come: a millisecond later the session is due.
            let until = ms(self.clock.saturating_add(1));
            self.jumped_over_a_request |=
                session.state(ms(self.clock)) == SessionState::Waiting { until };
            return Ok(());
        };
        let post = CLIENT.request(&grant, &mut buffer).unwrap();
        if mark.is_some() || !post.body.contains(&format!("refresh_token=rt-{sent}&")) {
            return Err(self.broken(Invariant::OneAtATime, "it is another request"));
        }
        self.second_caller(session, SessionState::InFlight)?;
        self.send(session, sent)?;
        if session.begin_again(ms(self.clock)).is_ok() {
            return Err(self.broken(Invariant::Settles, "a third request begins"));
        }
        Ok(())
    }

    /// Two callers at once: the second is refused, and changes nothing.
    pub(super) fn second_caller(
        &self,
        session: &mut Session<'_>,
        state: SessionState,
    ) -> Result<(), Stop> {
        if session.begin(ms(self.clock)).err() == Some(NotDue(state)) {
            return Ok(());
        }
        Err(self.broken(Invariant::OneAtATime, "a second request begins"))
    }

    /// Returns whether the response asks for a proof with its nonce.
    fn send(&mut self, session: &mut Session<'_>, sent: u32) -> Result<bool, Stop> {
        self.check_sent(sent)?;
        self.spent = Some(sent);
        let fault = self.at(Step::Sent).map(|fault| fault.kind);
        if fault == Some(Kind::NotSent) {
            session.fail(Failure::NotSent, None, ms(self.clock)).unwrap();
            return Ok(false);
        }
        let mut retry_after = None;
        let response = match fault {
            Some(Kind::RequestLost) => None,
            Some(Kind::BadGateway) => Some((502, "<html>Bad Gateway</html>".to_owned())),
            Some(Kind::Busy) => {
                retry_after = Some(30);
                Some((503, r#"{"error":"temporarily_unavailable"}"#.to_owned()))
            }
            Some(Kind::Refused) => Some((401, r#"{"error":"invalid_client"}"#.to_owned())),
            Some(Kind::NewNonce) => {
                self.servers_nonce += 1;
                Some(asks_for_nonce())
            }
            _ if self.setup.mode == Mode::Bound && self.nonce != Some(self.servers_nonce) => {
                Some(asks_for_nonce())
            }
            _ => Some(self.provider.refresh(sent)),
        };
        self.clock = self.clock.wrapping_add(200);
        let response = match (fault, response) {
            (Some(Kind::Cut), _) => return Err(Stop::Cut),
            (Some(Kind::ResponseLost), _) | (_, None) => {
                session.fail(Failure::NoResponse, None, ms(self.clock)).unwrap();
                return Ok(false);
            }
            (Some(Kind::ResponseHalf), Some((status, body))) => {
                (status, body[..body.len() / 2].to_owned())
            }
            (_, Some(response)) => response,
        };
        let (status, body) = response;
        // Every response of a server with nonces has one; a proxy's has none.
        let has_nonce = !matches!(fault, Some(Kind::BadGateway | Kind::Busy));
        let is_new =
            has_nonce && self.nonce.replace(self.servers_nonce) != Some(self.servers_nonce);
        let mut body = body.into_bytes();
        // Every response has a `Date`.
        self.tell_wall_time(session);
        match PROFILE.token(status, &mut body) {
            Ok(token) => {
                self.decisive += 1;
                let stores = session.accept(&token, ms(self.clock)).unwrap();
                let kept = session.refresh_token().map(Secret::expose);
                if token.refresh_token.is_some() && token.refresh_token.map(Secret::expose) != kept
                {
                    return Err(self.broken(Invariant::Survives, "a new token is not kept"));
                }
                self.pass(Step::Accepted)?;
                if stores {
                    self.store(session)?;
                }
                Ok(false)
            }
            Err(error) => {
                let failure = Failure::of(&error);
                let is_final = is_final(status, &error);
                let is_dead = session
                    .deadline()
                    .is_some_and(|deadline| self.wall_time() > deadline.as_secs());
                self.decisive += u32::from(is_final);
                self.has_cause_to_end |= is_final || failure == Failure::Refused && is_dead;
                session.fail(failure, retry_after, ms(self.clock)).unwrap();
                Ok(is_new && error.wants_dpop_nonce())
            }
        }
    }

    fn check_sent(&mut self, sent: u32) -> Result<(), Stop> {
        if self.flash.newest_readable().min(self.seen).is_some_and(|newest| sent < newest) {
            return Err(self.broken(Invariant::NoOlderToken, "an older token is sent"));
        }
        if let Some((durable, 0..=1)) = self.durable
            && sent < durable
        {
            return Err(self.broken(Invariant::Survives, "a durable token is not what is sent"));
        }
        Ok(())
    }
}
