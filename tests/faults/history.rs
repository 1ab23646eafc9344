//! One device through one row of faults: the real session, its real bytes, and what must hold.

mod requests;

use grantlet::{
    Client, ErrorCode, Profile, RefreshLifetime, Session, SessionState, Settings, TokenError,
    Uptime, record_len,
};
use grantlet_tests::{ms, secs};

use crate::fault::{Fault, Kind, Step};
use crate::flash::{COPY, Cut, CutAt, Flash};
use crate::provider::{Policy, Provider, generation_of};

/// What must hold. Each is a test.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Invariant {
    Survives,
    OneRetry,
    NoOlderToken,
    EndsOnlyWithCause,
    Settles,
    OneAtATime,
    InDoubt,
}

/// Requests after the last fault until the session is ready or has ended: one; one more where the
/// clock jumped ahead over a request on its way, whose token came too late; and one more with a
/// sliding life, which the refresh after a restart does not lengthen and the next one does.
fn settles_within(mode: Mode, jumped_over_a_request: bool) -> u32 {
    1 + u32::from(jumped_over_a_request) + u32::from(mode == Mode::Sliding)
}

/// How the device is set up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup {
    pub(crate) policy: Policy,
    /// Copies of the record in a slot.
    pub(crate) copies: usize,
    pub(crate) mode: Mode,
    /// What the clock shows at first.
    pub(crate) clock: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    Plain,
    /// The access token is stored too, and the wall time known.
    KeepsAccessToken,
    /// The refresh token's life slides, and the wall time is known.
    Sliding,
    /// Each refresh has a DPoP proof, and the server's nonce has expired meanwhile.
    Bound,
}

impl Mode {
    fn settings(self) -> Settings {
        let settings = Settings::DEFAULT.seed(7).spread(60_000);
        match self {
            Self::Plain | Self::Bound => settings,
            Self::KeepsAccessToken => settings.keep_access_token(),
            Self::Sliding => settings.refresh_lifetime(RefreshLifetime::Sliding(4 * 3600)),
        }
    }
}

/// How a history ended.
pub(crate) struct Outcome {
    pub(crate) ended: bool,
    /// Faults that have occurred.
    pub(crate) fired: usize,
    pub(crate) decisive_after: u32,
    /// Whether the newest token that the provider issued could be read when the power was cut last.
    pub(crate) newest_was_durable: bool,
}

type Broken = (Invariant, String);

struct World<'f> {
    setup: Setup,
    faults: &'f [Fault],
    fired: usize,
    /// How often the step of the next fault was reached.
    times_at_step: u32,
    clock: u64,
    provider: Provider,
    flash: Flash,
    /// Responses that reached the device and decided the refresh: a token, or `invalid_grant` with 400.
    decisive: u32,
    /// The newest generation that was ever durable, and how many faults have come since.
    durable: Option<(u32, usize)>,
    /// The generation that was sent, and not stored again since.
    spent: Option<u32>,
    /// The newest generation that could be read when the device last read or wrote: it does not notice a bit
    /// that flips back later.
    seen: Option<u32>,
    requests_after: u32,
    jumped_over_a_request: bool,
    decisive_before: u32,
    newest_was_durable: bool,
    has_cause_to_end: bool,
    refreshes: usize,
    turns: u32,
    /// The nonce that the server takes, and the one that the device has, which is lost with the power.
    servers_nonce: u32,
    nonce: Option<u32>,
}

/// Why a run of the device stopped.
enum Stop {
    Cut,
    Done { ended: bool },
    Broken(Broken),
}

impl From<Cut> for Stop {
    fn from(_: Cut) -> Self {
        Self::Cut
    }
}

const CLIENT: Client<'_> = Client::public(&PROFILE, "lock").base_url("https://as.example");
const PROFILE: Profile<'_> = Profile::RFC6749.token_endpoint("/token");
const START_OF_WALL_TIME: i64 = 1_790_000_000;

/// Runs the device through the faults, and on until the session is ready or has ended.
pub(crate) fn run_history(setup: Setup, faults: &[Fault]) -> Result<Outcome, Broken> {
    let mut world = World {
        setup,
        faults,
        fired: 0,
        times_at_step: 0,
        clock: setup.clock,
        provider: Provider::new(setup.policy),
        flash: Flash::new(setup.copies),
        decisive: 0,
        durable: None,
        spent: None,
        seen: None,
        requests_after: 0,
        jumped_over_a_request: false,
        decisive_before: 0,
        newest_was_durable: false,
        has_cause_to_end: false,
        refreshes: 0,
        turns: 0,
        servers_nonce: 0,
        nonce: None,
    };
    let mut has_logged_in = false;
    loop {
        match world.run(&mut has_logged_in) {
            Err(Stop::Cut) => {
                // Without power the device's clock starts again.
                world.clock = setup.clock;
                world.nonce = None;
                world.newest_was_durable =
                    world.flash.newest_readable() == Some(world.provider.generation());
            }
            Err(Stop::Done { ended }) => {
                return Ok(Outcome {
                    ended,
                    fired: world.fired,
                    decisive_after: world.decisive - world.decisive_before,
                    newest_was_durable: world.newest_was_durable,
                });
            }
            Err(Stop::Broken(broken)) => return Err(broken),
            Ok(never) => match never {},
        }
    }
}

enum Never {}

fn asks_for_nonce() -> (u16, String) {
    (400, r#"{"error":"use_dpop_nonce"}"#.to_owned())
}

/// Whether the server rejects the refresh token for good, decided without the session's code.
fn is_final(status: u16, error: &TokenError) -> bool {
    let TokenError::Server { error, .. } = error else { return false };
    status == 400 && error.code() == ErrorCode::InvalidGrant
}

impl World<'_> {
    fn broken(&self, invariant: Invariant, what: &str) -> Stop {
        let faults: Vec<_> = self.faults.iter().map(|fault| format!("{fault:?}")).collect();
        Stop::Broken((invariant, format!("{what}: {:?} {}", self.setup, faults.join(" "))))
    }

    /// Returns the next fault if it is due at this step. Flipped bits and changes of the clock are applied here;
    /// all other faults are left to the caller.
    fn at(&mut self, step: Step) -> Option<Fault> {
        let fault = *self.faults.get(self.fired)?;
        if fault.step != step {
            return None;
        }
        self.times_at_step += 1;
        if self.times_at_step <= fault.skip {
            return None;
        }
        self.times_at_step = 0;
        self.fired += 1;
        self.requests_after = 0;
        self.decisive_before = self.decisive;
        if let Some((_, later)) = &mut self.durable {
            // A slot with one copy may lose its record to a flipped bit: nothing is promised then.
            let loses = fault.kind == Kind::FlipNewer && self.flash.copies() == 1;
            *later += if loses { 2 } else { 1 };
        }
        // Ten days and more.
        let jump = 864_000_000 << (fault.bits % 8);
        let jumps = matches!(fault.kind, Kind::ClockAhead | Kind::ClockWraps);
        self.jumped_over_a_request |=
            jumps && matches!(step, Step::Attempt | Step::Mark | Step::Marked);
        match fault.kind {
            Kind::FlipNewer | Kind::FlipOlder => {
                let newer = self.flash.newer();
                let slot = if fault.kind == Kind::FlipNewer { newer } else { newer ^ 1 };
                self.flash.flip(slot, fault.byte * 8 + usize::from(fault.bits));
            }
            Kind::ClockAhead => self.clock = self.clock.wrapping_add(jump),
            Kind::ClockBack => self.clock = self.clock.saturating_sub(jump),
            Kind::ClockWraps => self.clock = u64::MAX - u64::from(fault.bits),
            _ => {}
        }
        Some(fault)
    }

    /// A step at which the power can go.
    fn pass(&mut self, step: Step) -> Result<(), Stop> {
        match self.at(step) {
            Some(Fault { kind: Kind::Cut, .. }) => Err(Stop::Cut),
            _ => Ok(()),
        }
    }

    /// A write in whose middle the power can go.
    fn cut_in(&mut self, step: Step) -> Option<CutAt> {
        self.at(step).filter(|fault| fault.kind == Kind::Cut).map(Fault::cut)
    }

    fn run(&mut self, has_logged_in: &mut bool) -> Result<Never, Stop> {
        let mut arena = [0; 64];
        let mut session = Session::new(&mut arena, self.setup.mode.settings());
        self.tell_wall_time(&mut session);
        session.restore(self.flash.slots(), ms(self.clock)).unwrap();
        self.seen = self.flash.newest_readable();
        if *has_logged_in {
            self.check_restored(&mut session)?;
        } else {
            *has_logged_in = true;
            let mut body = self.provider.login().into_bytes();
            let token = PROFILE.token(200, &mut body).unwrap();
            assert!(session.login(&token, "", ms(self.clock), ms(self.clock)).unwrap());
            self.store(&mut session)?;
        }
        loop {
            self.turns += 1;
            if self.turns > 200 {
                return Err(self.broken(Invariant::Settles, "it never settles"));
            }
            match session.state(ms(self.clock)) {
                SessionState::Ready { until } => self.ready(&mut session, until)?,
                SessionState::Due | SessionState::InDoubt => self.refresh(&mut session)?,
                SessionState::Waiting { until } | SessionState::Refused { until } => {
                    self.wait(Some(until));
                }
                SessionState::Ended => {
                    self.check_end()?;
                    return Err(Stop::Done { ended: true });
                }
                SessionState::InFlight | SessionState::Unstored => unreachable!(),
            }
        }
    }

    fn tell_wall_time(&self, session: &mut Session<'_>) {
        if self.setup.mode != Mode::Plain {
            session.wall_time(secs(self.wall_time()), ms(self.clock));
        }
    }

    /// True time advances by 3700 s with each refresh, whatever the clock shows.
    fn wall_time(&self) -> i64 {
        START_OF_WALL_TIME + i64::try_from(self.refreshes).unwrap() * 3700
    }

    fn wait(&mut self, until: Option<Uptime>) {
        let left = until.map_or(3_600_000, |until| until.as_millis().saturating_sub(self.clock));
        self.clock = self.clock.wrapping_add(left.max(1));
    }

    fn ready(&mut self, session: &mut Session<'_>, until: Option<Uptime>) -> Result<(), Stop> {
        self.jumped_over_a_request = false;
        if self.fired == self.faults.len() || self.refreshes > 6 * (self.faults.len() + 1) {
            return Err(Stop::Done { ended: false });
        }
        match self.at(Step::Ready).map(|fault| fault.kind) {
            Some(Kind::Cut) => return Err(Stop::Cut),
            Some(Kind::Rejected) => {
                session.rejected(ms(self.clock)).expect("a token is handed out");
            }
            Some(_) => {}
            None => self.wait(until),
        }
        Ok(())
    }

    fn store(&mut self, session: &mut Session<'_>) -> Result<(), Stop> {
        self.second_caller(session, SessionState::Unstored)?;
        if session.access_token(ms(self.clock)).is_some() {
            return Err(self.broken(Invariant::Survives, "a token is used before it is stored"));
        }
        let mut image = [0; COPY];
        assert!(record_len(8, 0, 8) <= COPY);
        let slot = session.next_slot();
        let Some(token) = session.refresh_token() else {
            return Err(self.broken(Invariant::Survives, "the refresh token is forgotten"));
        };
        let generation = generation_of(token.expose());
        loop {
            let record = session.record(&mut image).unwrap();
            let cut = self.cut_in(Step::Erase);
            self.flash.erase(slot, cut)?;
            let cut = self.cut_in(Step::Program);
            let programmed = self.flash.program(slot, generation, record, cut);
            if self.flash.readable(slot) == Some(generation) {
                self.spent = None;
            }
            if self.flash.holds(slot, record) {
                self.durable = Some((generation, 0));
            }
            programmed?;
            self.pass(Step::Programmed)?;
            // Read back, and where bits have flipped meanwhile written again.
            if self.flash.holds(slot, record) {
                break;
            }
        }
        session.stored().unwrap();
        self.seen = Some(generation);
        Ok(())
    }

    fn check_settles(&mut self) -> Result<(), Stop> {
        self.requests_after += 1;
        let within = settles_within(self.setup.mode, self.jumped_over_a_request);
        let all_fired = self.fired == self.faults.len();
        if all_fired && self.requests_after > within && !self.faults.is_empty() {
            return Err(self.broken(Invariant::Settles, "one request too many"));
        }
        Ok(())
    }

    fn check_restored(&self, session: &mut Session<'_>) -> Result<(), Stop> {
        let restored = session.refresh_token().map(|token| generation_of(token.expose()));
        if let Some((durable, 0..=1)) = self.durable
            && restored < Some(durable)
        {
            return Err(self.broken(Invariant::Survives, "a durable token is not restored"));
        }
        if restored < self.flash.newest_readable() {
            return Err(self.broken(Invariant::NoOlderToken, "an older token is restored"));
        }
        let flips = |fault: &Fault| matches!(fault.kind, Kind::FlipNewer | Kind::FlipOlder);
        let is_due = session.state(ms(self.clock)) == SessionState::Due;
        if is_due && restored == self.spent && !self.faults[..self.fired].iter().any(flips) {
            return Err(self.broken(Invariant::InDoubt, "a spent token is not in doubt"));
        }
        Ok(())
    }

    fn check_end(&self) -> Result<(), Stop> {
        if self.has_cause_to_end || self.flash.newest_readable().is_none() {
            return Ok(());
        }
        Err(self.broken(Invariant::EndsOnlyWithCause, "it ends without a cause"))
    }
}
