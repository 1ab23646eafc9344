//! A device with the Rust session: its clock, its flash, its requests.

mod requests;

use grantlet::{
    Client, Failure, Identity, Profile, RefreshLifetime, Secret, Session, SessionState, Settings,
    UnixTime, Uptime,
};

use crate::flash::{COPY, Cut, CutAt, Flash};
use crate::history::{Arrives, History, Step, StorageFault, User, World};
use crate::invariants::{Broken, Invariant};
use crate::server::{CLIENT_ID, ISSUER, Response};
use crate::watch::{Stored, Watch, broken};

const CLIENT: Client<'_> =
    Client::confidential(&PROFILE, CLIENT_ID, Secret::new("sesame")).base_url("https://as.example");
const IDENTITY: Identity<'_> = Identity { issuer: ISSUER, client_id: CLIENT_ID, leeway: 120 };
/// After how many milliseconds a response that the session could not take is passed to it again.
const AGAIN: u64 = 1_000;
const PROFILE: Profile<'_> = Profile::RFC6749.token_endpoint("/token");
const START_OF_WALL_TIME: i64 = 1_790_000_000;

/// Why a life of the device stopped.
pub(crate) enum Stop {
    Cut,
    Broken(Broken),
}

impl From<Cut> for Stop {
    fn from(_: Cut) -> Self {
        Self::Cut
    }
}

impl From<Broken> for Stop {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

/// A request whose response has not arrived.
struct Pending {
    arrives: Arrives,
    response: Response,
    /// By the device's clock.
    begun_at: u64,
    arrives_at: u64,
    gives_up_at: u64,
    has_given_up: bool,
    /// The late response to the previous request has brought a token meanwhile.
    is_replaced: bool,
}

// The booleans are independent of each other.
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct Device<'h> {
    pub(crate) world: &'h World,
    pub(crate) watch: Watch<'h>,
    pub(crate) clock: u64,
    pub(crate) flash: Flash,
    pub(crate) storage: Option<StorageFault>,
    pub(crate) dies: Option<Step>,
    /// What was written, by generation in the flash.
    records: Vec<Stored>,
    pending: Vec<Pending>,
    /// The error in seconds of the wall time that was reported since the last jump or start.
    told: Option<i64>,
    /// Whether a wall time was reported since the start; and whether one was ever wrong, or became wrong by a jump.
    knows_wall_time: bool,
    has_lied: bool,
    /// A record without a grant is to be stored.
    is_ending: bool,
    /// The session may have ended by its deadline and a lasting error.
    is_past_deadline: bool,
}

/// The session's settings. Zeros and odd values are set as they are.
pub(crate) fn settings(world: &World) -> Settings {
    // Converted as a caller would convert them.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let number = |setting: Option<f64>, default: u32| setting.map_or(default, |value| value as u32);
    let lifetime = match world.refresh_life.filter(|_| world.knows_refresh_life) {
        None => RefreshLifetime::Unknown,
        Some(life) if world.is_sliding => RefreshLifetime::Sliding(life),
        Some(life) => RefreshLifetime::Absolute(life),
    };
    let mut settings = Settings::DEFAULT
        .leeway(number(world.leeway, 60_000))
        .spread(number(world.spread, 0))
        .seed(world.jitter)
        .refresh_lifetime(lifetime);
    if world.first.is_some() || world.cap.is_some() {
        settings = settings.backoff(number(world.first, 2_000), number(world.cap, 300_000));
    }
    if world.keeps_access_token {
        settings = settings.keep_access_token();
    }
    if world.client_credentials { settings.client_credentials() } else { settings }
}

fn number_of(token: &str) -> usize {
    token[1..].parse().expect("a token of the server")
}

impl<'h> Device<'h> {
    pub(crate) fn new(history: &'h History, watch: Watch<'h>) -> Self {
        Self {
            world: &history.world,
            watch,
            clock: history.world.clock,
            flash: Flash::new(1),
            storage: None,
            dies: None,
            records: Vec::new(),
            pending: Vec::new(),
            told: None,
            knows_wall_time: false,
            has_lied: false,
            is_ending: false,
            is_past_deadline: false,
        }
    }

    /// The newest record that can be read in the flash.
    fn readable(&self) -> Option<Stored> {
        self.flash.newest_readable().map(|generation| self.records[generation as usize])
    }

    /// The power comes back, or a new session replaces the old one.
    pub(crate) fn starts(&mut self, session: &mut Session<'_>) -> Result<(), Stop> {
        self.clock = self.world.clock;
        self.pending.clear();
        (self.told, self.dies, self.is_past_deadline) = (None, None, false);
        (self.is_ending, self.knows_wall_time) = (false, false);
        if self.world.knows_wall_time {
            self.tell(session, 0);
        }
        let restored = session.restore(self.flash.slots(), Uptime::from_millis(self.clock));
        restored.map_err(|_| Broken {
            invariant: Invariant::Works,
            how: "no room to restore".into(),
        })?;
        let readable = self.readable();
        self.watch.starts(readable);
        let restored = session.refresh_token().map(|token| number_of(token.expose()));
        let readable = readable.and_then(|record| record.refresh_token);
        if restored != readable {
            let how = format!("{restored:?} is restored where {readable:?} can be read");
            return Err(Broken { invariant: Invariant::NoneForgotten, how }.into());
        }
        Ok(())
    }

    pub(crate) fn tell(&mut self, session: &mut Session<'_>, off: i64) {
        self.told = Some(off);
        self.knows_wall_time = true;
        self.has_lied |= off != 0;
        session.wall_time(
            UnixTime::from_secs(self.wall_time() + off),
            Uptime::from_millis(self.clock),
        );
    }

    fn wall_time(&self) -> i64 {
        START_OF_WALL_TIME + i64::try_from(self.watch.now / 1000).unwrap_or(i64::MAX)
    }

    pub(crate) fn jumps(&mut self, ms: i64) {
        let before = self.clock;
        self.clock = self.clock.saturating_add_signed(ms);
        self.watch.passed += self.clock.saturating_sub(before);
        self.watch.set_back += before.saturating_sub(self.clock);
        self.watch.set_ahead += self.clock.saturating_sub(before);
        self.told = None;
        self.has_lied = true;
    }

    /// Time passes, and responses arrive in it.
    pub(crate) fn waits(&mut self, session: &mut Session<'_>, ms: u64) -> Result<(), Stop> {
        let end = self.watch.now + ms;
        loop {
            let next = self.pending.iter().map(|pending| {
                let end = if pending.has_given_up { u64::MAX } else { pending.gives_up_at };
                pending.arrives_at.min(end)
            });
            let Some(next) = next.min().filter(|next| *next <= end) else { break };
            self.passes(next.saturating_sub(self.watch.now));
            self.happens(session)?;
        }
        self.passes(end - self.watch.now);
        Ok(())
    }

    fn passes(&mut self, ms: u64) {
        self.watch.now += ms;
        self.watch.passed += ms;
        self.clock = self.clock.saturating_add(ms);
    }

    /// What arrives now, or is given up.
    fn happens(&mut self, session: &mut Session<'_>) -> Result<(), Stop> {
        let now = self.watch.now;
        if let Some(index) = self.pending.iter().position(|pending| pending.arrives_at <= now) {
            let pending = self.pending.remove(index);
            return self.arrives(session, pending);
        }
        let is_over = |pending: &Pending| !pending.has_given_up && pending.gives_up_at <= now;
        if let Some(index) = self.pending.iter().position(is_over) {
            if self.is_unstored(session)? {
                self.pending[index].gives_up_at = now + AGAIN;
                return Ok(());
            }
            self.pending[index].has_given_up = true;
            self.watch.count("requests that were given up");
            return self.fails(session, Failure::NoResponse, self.pending[index].is_replaced);
        }
        Ok(())
    }

    /// Whether a record still waits to be stored.
    fn is_unstored(&mut self, session: &mut Session<'_>) -> Result<bool, Stop> {
        if session.state(Uptime::from_millis(self.clock)) == SessionState::Unstored {
            self.stores(session)?;
        }
        Ok(session.state(Uptime::from_millis(self.clock)) == SessionState::Unstored)
    }

    /// A request whose refresh token `is_replaced` says nothing of the new one.
    fn fails(
        &mut self,
        session: &mut Session<'_>,
        failure: Failure,
        is_replaced: bool,
    ) -> Result<(), Stop> {
        if !is_replaced {
            self.watch.waits(None, "a failure");
        }
        let failed = session.fail(failure, None, Uptime::from_millis(self.clock));
        failed.map_err(|state| Broken {
            invariant: Invariant::Works,
            how: format!("no failure is taken: {state:?}"),
        })?;
        Ok(())
    }

    /// Whether the refresh token is past its deadline, by a wall time that counts.
    fn is_past(&self, session: &Session<'_>) -> bool {
        let believed = self.told.map(|off| self.wall_time() + off);
        session
            .deadline()
            .zip(believed)
            .is_some_and(|(deadline, now)| now + 1 >= deadline.as_secs())
    }

    pub(crate) fn logs_in(&mut self, session: &mut Session<'_>, user: User) -> Result<(), Stop> {
        self.watch.count("logins");
        let token = crate::generate::token(self.world);
        let now = self.watch.now;
        let (came, grant) = self.watch.server.login(self.world, user, &token, now);
        let mut body = came.body.clone().into_bytes();
        let subject = if self.world.has_id_token { format!("{user:?}") } else { String::new() };
        // What was on its way is another's now.
        self.pending.clear();
        let Ok(token) = PROFILE.token(200, &mut body) else {
            return Ok(broken(Invariant::Works, "a login is refused")?);
        };
        self.watch.logs_in(grant, &came);
        (self.is_ending, self.is_past_deadline) = (false, false);
        let stores = session.login(
            &token,
            &subject,
            Uptime::from_millis(self.clock),
            Uptime::from_millis(self.clock),
        );
        if stores.map_err(|_| no_room())? {
            self.stores(session)?;
        } else {
            // What the session before has stored must not come back.
            for slot in [session.next_slot(), session.next_slot() ^ 1] {
                self.write(|flash, cut| flash.erase(slot, cut))?;
            }
        }
        Ok(())
    }

    pub(crate) fn logs_out(&mut self, session: &mut Session<'_>) -> Result<(), Stop> {
        self.watch.count("logouts");
        self.pending.clear();
        session.end();
        self.watch.logs_out();
        self.is_ending = true;
        self.stores_the_end(session)
    }

    /// Stores that there is no grant, and then erases the slot that still has its token.
    fn stores_the_end(&mut self, session: &mut Session<'_>) -> Result<(), Stop> {
        if !self.is_ending {
            return Ok(());
        }
        if !self.stores(session)? {
            return Ok(());
        }
        self.is_ending = false;
        let slot = session.next_slot();
        self.write(|flash, cut| flash.erase(slot, cut))
    }

    /// Stores the record, and returns whether that was possible; else it stays to be stored.
    fn stores(&mut self, session: &mut Session<'_>) -> Result<bool, Stop> {
        if session.access_token(Uptime::from_millis(self.clock)).is_some() {
            return Ok(broken(Invariant::OnlyWhatHolds, "a token is used before it is stored")?);
        }
        let mut image = [0; COPY];
        let slot = session.next_slot();
        let record = session.record(&mut image).map_err(|_| no_room())?;
        let newest = session.refresh_token().map(|token| number_of(token.expose()));
        let generation = u32::try_from(self.records.len()).unwrap_or(u32::MAX);
        self.records.push(self.watch.stores(newest, self.is_ending));
        self.watch.count("records");
        if let Some(StorageFault::Throws { after, times }) = self.storage {
            let times = times - 1;
            self.storage = (times > 0).then_some(StorageFault::Throws { after, times });
            self.watch.count("writes that failed");
            return Ok(false);
        }
        self.write(|flash, cut| {
            // The one half in the erase, the other in what follows.
            flash.erase(slot, cut.filter(|cut| cut.byte % 2 == 0))?;
            flash.program(slot, generation, record, cut)
        })?;
        if self.storage == Some(StorageFault::LandsAndThrows) {
            self.storage = None;
            self.watch.count("writes that were stored and failed");
            return Ok(false);
        }
        let stored = session.stored();
        stored.map_err(|state| Broken {
            invariant: Invariant::Works,
            how: format!("not to be stored: {state:?}"),
        })?;
        Ok(true)
    }

    /// A write, in which the power may go.
    fn write(
        &mut self,
        write: impl FnOnce(&mut Flash, Option<CutAt>) -> Result<(), Cut>,
    ) -> Result<(), Stop> {
        let cut = match (self.storage, self.dies) {
            (Some(StorageFault::Tears(byte)), _) => {
                self.storage = None;
                self.watch.count("writes that were torn");
                Some(CutAt { byte, bits: 0x3C })
            }
            (_, Some(Step::BeforeWrite)) => return Err(Stop::Cut),
            _ => None,
        };
        write(&mut self.flash, cut)?;
        if self.dies == Some(Step::AfterWrite) { Err(Stop::Cut) } else { Ok(()) }
    }
}

fn no_room() -> Broken {
    Broken { invariant: Invariant::Works, how: "no room".into() }
}
