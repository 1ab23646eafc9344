//! A session in Rust, as the table drives it.

use grantlet::engine::{Lifetime, NewTokens};
use grantlet::providers::DATA_ENVELOPE;
use grantlet::{
    Client, Failure, Identity, InstantFormat, MARK, Profile, RefreshLifetime, Response, Session,
    SessionState, Settings, UnixTime, Uptime,
};
use grantlet_tests::{ms, secs};

use crate::sessions::{Case, Driver, Login, Outcome, Provider, State};

const SLOT: usize = 512;
const TIMES: Profile<'_> = Profile::RFC6749
    .expires_at("expires_at", InstantFormat::UnixSeconds)
    .refresh_token_expires_in("refresh_expires_in");

pub(crate) struct Rust {
    case: Case,
    session: Session<'static>,
    slots: [[u8; SLOT]; 2],
}

impl Rust {
    fn session(case: &Case) -> Session<'static> {
        let mut settings = Settings::DEFAULT.seed(case.seed);
        let set = |name: &str| case.setting(name);
        settings = settings
            .leeway(set("leeway").unwrap_or(0))
            .spread(set("spread").unwrap_or(0))
            .backoff(set("first").unwrap_or(0), set("cap").unwrap_or(0));
        if let Some(seconds) = case.absolute {
            settings = settings.refresh_lifetime(RefreshLifetime::Absolute(seconds));
        }
        if case.client_credentials {
            settings = settings.client_credentials();
        }
        Session::new(Box::leak(Box::new([0; 256])), settings)
    }

    fn store(&mut self, now: u64) {
        let is_unstored = self.session.state(ms(now)) == SessionState::Unstored;
        let slot = self.session.next_slot();
        let mut image = [0; SLOT];
        let record = self.session.record(&mut image).unwrap();
        let sequence = &record[36..40];
        if is_unstored || sequence != [0; 4] {
            let mut page = [0xFF; SLOT];
            page[..record.len()].copy_from_slice(record);
            if self.session.stored().is_ok() {
                self.slots[slot] = page;
            }
        }
    }
}

impl Driver for Rust {
    fn new(case: &Case, wall: i64) -> Self {
        let mut session = Self::session(case);
        session.wall_time(secs(wall), ms(0));
        Self { case: case.clone(), session, slots: [[0xFF; SLOT]; 2] }
    }

    fn login(&mut self, login: Login<'_>, now: u64) {
        let new_tokens = NewTokens::new(
            login.access_token.as_bytes(),
            login.refresh_token.as_bytes(),
            Lifetime::of(login.expires_in, login.expires_at),
            login.refresh_token_expires_in,
        );
        self.session.login_with(&new_tokens, login.subject.as_bytes(), now, now).unwrap();
        self.store(now);
    }

    fn begin(&mut self, now: u64) -> bool {
        match self.session.begin(ms(now)).map(|begun| begun.mark) {
            Ok(mark) => {
                if let Some(slot) = mark {
                    self.slots[slot][..32].copy_from_slice(&MARK);
                }
                true
            }
            Err(_) => false,
        }
    }

    fn begin_again(&mut self, now: u64) -> bool {
        let again = self.session.begin_again(ms(now));
        assert!(again.is_err() || again.unwrap().mark.is_none(), "the mark is there");
        again.is_ok()
    }

    fn complete(&mut self, outcome: &Outcome, requested_at: Option<u64>, now: u64) {
        match outcome {
            Outcome::None => self.session.fail(Failure::NoResponse, None, ms(now)).unwrap(),
            Outcome::NotSent => self.session.fail(Failure::NotSent, None, ms(now)).unwrap(),
            Outcome::Http { status, body, retry_after } => {
                let profile = match self.case.provider {
                    Provider::Rfc6749 => Profile::RFC6749,
                    Provider::Envelope => DATA_ENVELOPE,
                    Provider::Times => TIMES,
                };
                let mut body = body.clone().into_bytes();
                let mut response = Response::new(*status, &mut body).retry_after(*retry_after);
                if let Some(at) = requested_at {
                    response = response.requested_at(ms(at));
                }
                let identity = self.case.identity.as_ref().map(|(issuer, client_id)| Identity {
                    issuer,
                    client_id,
                    leeway: 0,
                });
                let received = self
                    .session
                    .receive(&Client::public(&profile, "app"), response, identity, ms(now))
                    .unwrap();
                let stores = received.store;
                let unstored = self.session.state(ms(now)) == SessionState::Unstored;
                assert!(stores || !unstored);
                // Where nothing holds, it says why.
                assert!(
                    received.no_token.is_some()
                        || !matches!(self.session.state(ms(now)), SessionState::Waiting { .. })
                );
            }
        }
        self.store(now);
    }

    fn rejected(&mut self, now: u64) {
        let _ = self.session.rejected(ms(now));
    }

    fn end(&mut self, now: u64) {
        self.session.end();
        self.store(now);
    }

    fn wall(&mut self, seconds: i64, now: u64) {
        self.session.wall_time(secs(seconds), ms(now));
    }

    fn restart(&mut self, wall: Option<i64>, now: u64) {
        self.session = Self::session(&self.case);
        if let Some(wall) = wall {
            self.session.wall_time(secs(wall), ms(now));
        }
        self.session.restore([&self.slots[0], &self.slots[1]], ms(now)).unwrap();
    }

    fn state(&mut self, now: u64) -> State {
        let (word, until) = match self.session.state(ms(now)) {
            SessionState::Ready { until } => ("ready", until),
            SessionState::Due => ("due", None),
            SessionState::InDoubt => ("in_doubt", None),
            SessionState::InFlight => ("in_flight", None),
            SessionState::Unstored => ("unstored", None),
            SessionState::Waiting { until } => ("waiting", Some(until)),
            SessionState::Refused { until } => ("refused", Some(until)),
            SessionState::Ended => ("ended", None),
        };
        State {
            word,
            until: until.map(Uptime::as_millis),
            access_token: self.session.access_token(ms(now)).map(|token| token.expose().to_owned()),
            refresh_token: self.session.refresh_token().map(|token| token.expose().to_owned()),
            deadline: self.session.deadline().map(UnixTime::as_secs),
        }
    }
}
