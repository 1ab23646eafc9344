//! What the test knows outside the session, and the checks of the invariants.

use std::collections::VecDeque;

use crate::history::{Verdict, World};
use crate::invariants::{
    Broken, Counts, Invariant, LEAST_PAUSE, SHORT, longest_pause, most_an_hour,
};
use crate::server::{Response, Server};

const HOUR: u64 = 3_600_000;
/// Of `Retry-After`, in seconds.
const LONGEST_RETRY_AFTER: u32 = 86_400;

/// What a record holds, by what was written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stored {
    /// None after the end.
    pub(crate) grant: Option<usize>,
    pub(crate) refresh_token: Option<usize>,
    pub(crate) distrusts: bool,
}

/// Observes what is sent, what arrives and which tokens are returned.
pub(crate) struct Watch<'h> {
    world: &'h World,
    pub(crate) server: Server,
    pub(crate) counts: &'h mut Counts,
    /// True time, in milliseconds.
    pub(crate) now: u64,
    /// The session's time since it started: true time plus what its clock was set ahead.
    pub(crate) passed: u64,
    /// The grant of the current login.
    pub(crate) owner: Option<usize>,
    /// The newest refresh token of that grant that the session received and must keep.
    newest_kept: Option<usize>,
    /// Nothing is handed out before an `id_token` passes.
    pub(crate) distrusts: bool,
    /// By how much the clock was set back; for that long the session may not have noticed that time passed.
    pub(crate) set_back: u64,
    /// By how much it was set ahead; a token can then be due as soon as it arrives.
    pub(crate) set_ahead: u64,
    pub(crate) has_cause_to_end: bool,
    /// By the session's clock, the earliest moment of the next request, and after what.
    not_before: u64,
    after: &'static str,
    /// Until when the server asked to wait, by the session's clock.
    asked_until: u64,
    /// All requests.
    pub(crate) sent: u32,
    requests: VecDeque<u64>,
    rejections: u32,
    shortest_life: i64,
}

impl<'h> Watch<'h> {
    pub(crate) fn new(world: &'h World, counts: &'h mut Counts) -> Self {
        Self {
            world,
            server: Server::default(),
            counts,
            now: 0,
            passed: 0,
            owner: None,
            newest_kept: None,
            distrusts: false,
            set_back: 0,
            set_ahead: 0,
            has_cause_to_end: false,
            not_before: 0,
            after: "nothing",
            asked_until: 0,
            sent: 0,
            requests: VecDeque::new(),
            rejections: 0,
            shortest_life: i64::MAX,
        }
    }

    pub(crate) fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// A session starts, from the record that can be read in its storage.
    pub(crate) fn starts(&mut self, record: Option<Stored>) {
        (self.passed, self.set_back) = (0, 0);
        (self.not_before, self.asked_until) = (0, 0);
        self.requests.clear();
        self.newest_kept = record.and_then(|record| record.refresh_token);
        self.distrusts = record.is_some_and(|record| record.distrusts);
        if !self.world.client_credentials {
            self.owner = record.and_then(|record| record.grant);
        }
        self.has_cause_to_end = false;
    }

    /// A user has logged in.
    pub(crate) fn logs_in(&mut self, grant: usize, response: &Response) {
        self.owner = Some(grant);
        self.newest_kept = response.refresh_token;
        self.distrusts = false;
        self.has_cause_to_end = false;
        self.not_before = 0;
        self.requests.clear();
        self.arrives(response);
    }

    pub(crate) fn logs_out(&mut self) {
        self.owner = None;
        self.newest_kept = None;
    }

    /// What a record holds that is stored now.
    pub(crate) fn stores(&self, refresh_token: Option<usize>, is_end: bool) -> Stored {
        let grant = self.owner.filter(|_| !is_end);
        Stored { grant, refresh_token, distrusts: self.distrusts }
    }

    pub(crate) fn rejects(&mut self) {
        self.rejections += 1;
        self.count("rejected tokens");
    }

    /// A request leaves; `stored` is the newest refresh token that can be read in the storage.
    pub(crate) fn sends(
        &mut self,
        sent: Option<usize>,
        stored: Option<usize>,
    ) -> Result<(), Broken> {
        self.count("requests");
        self.sent += 1;
        let Some(owner) = self.owner else {
            return broken(
                Invariant::LoggedOut,
                "a request of a session that nobody is logged in to",
            );
        };
        if let Some(sent) = sent {
            if self.server.grant_of(sent) != owner {
                return broken(Invariant::OneUser, "a refresh token of another login is sent");
            }
            if stored.is_some_and(|stored| sent < stored) {
                return broken(
                    Invariant::NoOlderToken,
                    format!("r{sent} is sent, {stored:?} is stored"),
                );
            }
            if self.newest_kept.is_some_and(|kept| sent < kept) {
                let kept = self.newest_kept;
                return broken(Invariant::NoneForgotten, format!("r{sent} is sent, {kept:?} came"));
            }
        }
        if self.passed < self.not_before {
            let (early, after) = (self.not_before - self.passed, self.after);
            return broken(
                Invariant::Pause,
                format!("a request {early} ms too early after {after}"),
            );
        }
        self.requests.push_back(self.passed);
        while self.requests.front().is_some_and(|first| self.passed - first >= HOUR) {
            self.requests.pop_front();
        }
        let most = most_an_hour(self.world, self.shortest_life, self.rejections);
        if self.requests.len() > most as usize {
            return broken(Invariant::Hour, format!("more than {most} requests in an hour"));
        }
        Ok(())
    }

    /// The session reads a response.
    pub(crate) fn arrives(&mut self, response: &Response) {
        let is_trusted =
            response.verdict == Verdict::Hands && (response.has_right_id_token || !self.distrusts);
        if let Some(number) = response.access_token {
            let access = &mut self.server.access_tokens[number];
            access.arrived_at = Some(self.now);
            access.is_trusted = is_trusted;
        }
        let is_short = response.access_token.is_some_and(|number| {
            self.server.access_tokens[number].lifetime.is_some_and(|life| {
                self.shortest_life = self.shortest_life.min(life.max(SHORT));
                life < SHORT
            })
        });
        let (counted, after) = match response.verdict {
            Verdict::Hands if is_trusted => {
                self.distrusts = false;
                if !is_short {
                    self.count("tokens");
                    self.not_before = 0;
                    self.newest_kept = self.newest_kept.max(response.refresh_token);
                    return;
                }
                ("short tokens", "a short token")
            }
            Verdict::Hands => ("tokens without the id_token that is needed", "a refused response"),
            Verdict::Keeps => ("refused responses with a refresh token", "a refused response"),
            Verdict::Distrusts | Verdict::Expires => {
                self.distrusts = true;
                ("wrong id_tokens", "a wrong id_token")
            }
            Verdict::Loses => ("responses that cannot be read", "half a body"),
            Verdict::Fails => ("failures", "a failure"),
            Verdict::Stranger => ("another user's responses", "another user's response"),
            Verdict::Ends => ("ended grants", "the end"),
        };
        self.count(counted);
        match response.verdict {
            Verdict::Stranger | Verdict::Ends => self.has_cause_to_end = true,
            _ => self.newest_kept = self.newest_kept.max(response.refresh_token),
        }
        self.waits(response.retry_after, after);
    }

    /// As [`arrives`](Self::arrives), after the request was given up: what failed may be taken for the
    /// outcome of the newest request, or not.
    pub(crate) fn arrives_late(&mut self, response: &Response) {
        if matches!(response.verdict, Verdict::Fails | Verdict::Loses) {
            let asked =
                u64::from(response.retry_after.unwrap_or(0).min(LONGEST_RETRY_AFTER)) * 1000;
            self.asked_until = self.asked_until.max(self.passed + asked);
        } else if response.verdict == Verdict::Ends {
            // It may be about a refresh token that was replaced meanwhile.
            self.has_cause_to_end = true;
        } else {
            self.arrives(response);
        }
    }

    /// Something failed: the next request comes later.
    pub(crate) fn waits(&mut self, retry_after: Option<u32>, after: &'static str) {
        let asked = u64::from(retry_after.unwrap_or(0).min(LONGEST_RETRY_AFTER)) * 1000;
        self.not_before = self.not_before.max(self.passed + asked.max(LEAST_PAUSE));
        self.after = after;
        self.asked_until = self.asked_until.max(self.passed + asked);
    }

    /// The session waits for so long.
    pub(crate) fn is_to_wait(&self, left: u64) -> Result<(), Broken> {
        let asked = self.asked_until.saturating_sub(self.passed);
        // While the clock was behind what it had shown, no time passed for the session.
        if left > asked + longest_pause(self.world) + self.set_back {
            return broken(
                Invariant::Recovers,
                format!("it waits for {left} ms, of which {asked} were asked for"),
            );
        }
        Ok(())
    }

    /// An access token is handed out.
    pub(crate) fn hands_out(&mut self, number: usize) -> Result<(), Broken> {
        self.count("tokens handed out");
        let access = self.server.access_tokens[number];
        let Some(owner) = self.owner else {
            return broken(
                Invariant::LoggedOut,
                format!("a{number} is handed out, and nobody is logged in"),
            );
        };
        if access.grant != owner {
            return broken(Invariant::OneUser, format!("a{number} of another login is handed out"));
        }
        if !access.is_trusted {
            return broken(
                Invariant::OnlyWhatHolds,
                format!("a{number} came in a refused response"),
            );
        }
        let (Some(lifetime), Some(arrived_at)) = (access.lifetime, access.arrived_at) else {
            return Ok(());
        };
        // What is short, or is due when it comes, is handed out until the next request is allowed.
        let lifetime = u64::try_from(lifetime).unwrap_or(0) * 1000;
        let took = arrived_at - access.requested_at;
        let pause = longest_pause(self.world);
        let is_due = lifetime < 30_000 || took + self.set_ahead >= lifetime / 2;
        let holds = if is_due { lifetime.max(took + pause) } else { lifetime };
        // A stored token's end is kept in whole seconds, and so is the wall time.
        let holds = holds + if self.world.keeps_access_token { 2_000 } else { 0 };
        let age = (self.now - access.requested_at).saturating_sub(self.set_back);
        if age > holds {
            return broken(
                Invariant::OnlyWhatHolds,
                format!("a{number} of {lifetime} ms is {age} ms old"),
            );
        }
        Ok(())
    }

    /// The session says that it has ended; `excuse` is what the world knows beside what the server said.
    pub(crate) fn ends(&mut self, excuse: bool) -> Result<(), Broken> {
        self.has_cause_to_end |= excuse;
        let may = self.owner.is_none() || self.has_cause_to_end || !self.world.login_refreshes;
        if may {
            return Ok(());
        }
        broken(Invariant::EndsOnlyWithCause, "it ends without a cause")
    }
}

pub(crate) fn broken<T>(invariant: Invariant, how: impl Into<String>) -> Result<T, Broken> {
    Err(Broken { invariant, how: how.into() })
}
