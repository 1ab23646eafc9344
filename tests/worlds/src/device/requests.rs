//! The requests that the device sends, and what its session does with the responses.

use grantlet::{Failure, Session, SessionError, SessionState, Uptime};

use crate::history::{Arrives, Outcome, Step, Verdict};
use crate::invariants::{Invariant, set};
use crate::watch::broken;

use super::{AGAIN, CLIENT, Device, IDENTITY, Pending, Stop, number_of};

impl Device<'_> {
    /// A caller wants an access token.
    pub(crate) fn asks(
        &mut self,
        session: &mut Session<'_>,
        outcome: &Outcome,
    ) -> Result<(), Stop> {
        self.watch.count("calls");
        match session.state(Uptime::from_millis(self.clock)) {
            SessionState::Due | SessionState::InDoubt => self.sends(session, outcome)?,
            SessionState::Waiting { until } | SessionState::Refused { until } => {
                self.watch.is_to_wait(until.as_millis().saturating_sub(self.clock))?;
            }
            SessionState::Unstored => drop(self.stores(session)?),
            SessionState::Ended => {
                self.watch.ends(self.is_past_deadline)?;
                self.stores_the_end(session)?;
            }
            _ => {}
        }
        self.check_one_in_flight(session)?;
        let token = session
            .access_token(Uptime::from_millis(self.clock))
            .map(|token| number_of(token.expose()));
        match token {
            // A wall time that is wrong makes a stored token look fresh.
            Some(_) if self.has_lied && self.world.keeps_access_token => Ok(()),
            Some(number) => Ok(self.watch.hands_out(number)?),
            None => Ok(()),
        }
    }

    fn check_one_in_flight(&mut self, session: &mut Session<'_>) -> Result<(), Stop> {
        let busy = [SessionState::InFlight, SessionState::Unstored];
        if busy.contains(&session.state(Uptime::from_millis(self.clock)))
            && session.begin(Uptime::from_millis(self.clock)).is_ok()
        {
            return Ok(broken(Invariant::OneInFlight, "a second request begins")?);
        }
        Ok(())
    }

    fn sends(&mut self, session: &mut Session<'_>, outcome: &Outcome) -> Result<(), Stop> {
        if self.pending.iter().any(|pending| !pending.has_given_up) {
            return Ok(broken(Invariant::OneInFlight, "a second request begins")?);
        }
        let Ok(begun) = session.begin(Uptime::from_millis(self.clock)) else {
            return Ok(broken(Invariant::Works, "what is due does not begin")?);
        };
        let mut buffer = [0; 256];
        let post = CLIENT.request(&begun.grant, &mut buffer);
        let Ok(post) = post else {
            return Ok(broken(Invariant::Works, "no request can be written")?);
        };
        let sent = post.body.split('&').find_map(|pair| pair.strip_prefix("refresh_token="));
        let sent = sent.map(number_of);
        if let Some(slot) = begun.mark {
            self.write(|flash, cut| flash.mark(slot, cut))?;
        }
        let stored = self.readable().and_then(|record| record.refresh_token);
        self.watch.sends(sent, stored)?;
        let response = match outcome.arrives {
            Arrives::NotSent => None,
            Arrives::Lost if !outcome.acts => None,
            _ => Some(self.watch.server.respond(self.world, outcome, sent, self.watch.now)),
        };
        let Some(response) = response.filter(|_| outcome.arrives != Arrives::NotSent) else {
            let is_sent = outcome.arrives != Arrives::NotSent;
            self.watch.count("requests that did not arrive");
            let failure = if is_sent { Failure::NoResponse } else { Failure::NotSent };
            return self.fails(session, failure, false);
        };
        let timeout = set(self.world.timeout, 30_000.0);
        // It is small and positive.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let timeout = timeout as u64;
        self.pending.push(Pending {
            arrives: outcome.arrives,
            response,
            begun_at: self.clock,
            arrives_at: self.watch.now + outcome.takes,
            gives_up_at: self.watch.now + timeout,
            has_given_up: false,
            is_replaced: false,
        });
        self.waits(session, 0)
    }

    pub(super) fn arrives(
        &mut self,
        session: &mut Session<'_>,
        mut pending: Pending,
    ) -> Result<(), Stop> {
        if self.dies == Some(Step::BeforeResponse) {
            return Err(Stop::Cut);
        }
        let is_late = pending.has_given_up;
        if self.is_unstored(session)? {
            pending.arrives_at = self.watch.now + AGAIN;
            self.pending.push(pending);
            return Ok(());
        }
        if pending.arrives == Arrives::Lost {
            self.watch.count("responses that were lost");
            let is_replaced = pending.is_replaced;
            return if is_late {
                Ok(())
            } else {
                self.fails(session, Failure::NoResponse, is_replaced)
            };
        }
        if self.world.knows_wall_time {
            self.tell(session, 0);
        }
        let mut came = pending.response;
        if came.verdict == Verdict::Expires && !self.knows_wall_time {
            // Without a wall time the session cannot know that the `id_token` has expired.
            (came.verdict, came.has_right_id_token) = (Verdict::Hands, true);
        }
        let is_past = self.is_past(session);
        let mut body = came.body.clone().into_bytes();
        let response = grantlet::Response::new(came.status, &mut body)
            .retry_after(came.retry_after)
            .requested_at(Uptime::from_millis(pending.begun_at));
        let identity = self.world.has_id_token.then_some(IDENTITY);
        match session.receive(&CLIENT, response, identity, Uptime::from_millis(self.clock)) {
            Ok(_) => {}
            Err(SessionError::WrongState(_)) if is_late => return Ok(()),
            Err(error) => {
                return Ok(broken(Invariant::Works, format!("no response is taken: {error}"))?);
            }
        }
        self.is_past_deadline |= is_past && came.verdict == Verdict::Fails;
        if is_late {
            self.watch.count("responses that came late");
            self.watch.arrives_late(&came);
            self.pending.iter_mut().for_each(|pending| pending.is_replaced = true);
        } else if pending.is_replaced {
            self.watch.arrives_late(&came);
        } else {
            self.watch.arrives(&came);
        }
        match session.state(Uptime::from_millis(self.clock)) {
            SessionState::Unstored => self.stores(session).map(drop),
            SessionState::Ended => {
                self.watch.ends(self.is_past_deadline)?;
                self.is_ending = true;
                self.pending.clear();
                self.stores_the_end(session)
            }
            _ => Ok(()),
        }
    }
}
