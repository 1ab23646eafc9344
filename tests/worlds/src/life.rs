//! One history, run with the Rust session.

use grantlet::{Session, SessionState, Uptime};

use crate::device::{Device, Stop, settings};
use crate::history::{Event, History, Outcome, Step, User};
use crate::invariants::{Broken, Counts, Invariant, RECOVERS_WITHIN};
use crate::watch::{Watch, broken};

const HOUR: u64 = 3_600_000;

/// Runs a history, and on until there is a token or the session has ended. Returns which invariant
/// was broken, and after which event, if one was.
///
/// # Errors
/// The invariant that was broken.
pub fn run_history(history: &History, counts: &mut Counts) -> Result<(), Broken> {
    let mut device = Device::new(history, Watch::new(&history.world, counts));
    if history.world.client_credentials {
        // Grant 0 is the client's own; what it brings is not asked for.
        let token = crate::generate::token(&history.world);
        device.watch.server.login(&history.world, User::A, &token, 0);
        device.watch.owner = Some(0);
    }
    let mut life = Life { history, next: 0, has_logged_in: history.world.client_credentials };
    loop {
        let mut arena = [0; 64];
        let mut session = Session::new(&mut arena, settings(&history.world));
        match life.run(&mut session, &mut device) {
            Ok(()) => return Ok(()),
            Err(Stop::Cut) => device.watch.count("restarts"),
            Err(Stop::Broken(Broken { invariant, how })) => {
                let how = format!("{how} (at event {})", life.next);
                return Err(Broken { invariant, how });
            }
        }
    }
}

struct Life<'h> {
    history: &'h History,
    /// The next event.
    next: usize,
    has_logged_in: bool,
}

impl Life<'_> {
    /// Until the power goes, or to the end.
    fn run(&mut self, session: &mut Session<'_>, device: &mut Device<'_>) -> Result<(), Stop> {
        device.starts(session)?;
        if !self.has_logged_in {
            self.has_logged_in = true;
            device.logs_in(session, User::A)?;
        }
        while let Some(event) = self.history.events.get(self.next) {
            self.next += 1;
            happens(event, session, device)?;
        }
        calm(session, device)
    }
}

fn happens(event: &Event, session: &mut Session<'_>, device: &mut Device<'_>) -> Result<(), Stop> {
    match event {
        Event::Wait { ms } => device.waits(session, *ms)?,
        Event::Jump { ms } => {
            device.watch.count("jumps of the clock");
            device.jumps(*ms);
        }
        Event::Ask { outcome, .. } => device.asks(session, outcome)?,
        Event::Often { every, times, outcome, .. } => {
            for _ in 0..*times {
                device.asks(session, outcome)?;
                device.waits(session, *every)?;
            }
        }
        Event::Hour { outcome, .. } => hour(outcome, session, device)?,
        Event::Login { user, .. } if !device.world.client_credentials => {
            device.logs_in(session, *user)?;
        }
        Event::Logout { .. } if !device.world.client_credentials => device.logs_out(session)?,
        Event::Rejected { .. }
            if session.access_token(Uptime::from_millis(device.clock)).is_some() =>
        {
            device.watch.rejects();
            session.rejected(Uptime::from_millis(device.clock)).expect("a token is handed out");
        }
        Event::Storage { fault } => device.storage = Some(*fault),
        Event::Clear => {
            device.watch.count("cleared storages");
            device.flash = crate::flash::Flash::new(1);
            return Err(Stop::Cut);
        }
        Event::Die { at: Step::Now, .. } | Event::Restart { .. } => return Err(Stop::Cut),
        Event::Die { at, .. } => device.dies = Some(*at),
        Event::WallTime { off } => device.tell(session, *off),
        Event::Login { .. } | Event::Logout { .. } | Event::Rejected { .. } => {
            device.watch.count("events that do not apply");
        }
    }
    Ok(())
}

/// Asks for an hour, each time as soon as the session allows a request.
fn hour(outcome: &Outcome, session: &mut Session<'_>, device: &mut Device<'_>) -> Result<(), Stop> {
    device.watch.count("hours");
    let end = device.watch.now + HOUR;
    while device.watch.now < end {
        device.asks(session, outcome)?;
        let step = match session.state(Uptime::from_millis(device.clock)) {
            SessionState::Ended => return Ok(()),
            SessionState::Waiting { until }
            | SessionState::Refused { until }
            | SessionState::Ready { until: Some(until) } => {
                until.as_millis().saturating_sub(device.clock)
            }
            _ => 1_000,
        };
        device.waits(session, step.clamp(1, end - device.watch.now))?;
    }
    Ok(())
}

/// Nothing goes wrong any more.
fn calm(session: &mut Session<'_>, device: &mut Device<'_>) -> Result<(), Stop> {
    (device.storage, device.dies) = (None, None);
    let token = crate::generate::token(device.world);
    let before = device.watch.sent;
    // Each turn but the last brings time on to where a request or a response is due.
    for _ in 0..12 {
        device.asks(session, &token)?;
        if device.watch.sent - before > RECOVERS_WITHIN {
            return Ok(broken(Invariant::Recovers, "one request too many")?);
        }
        if session.access_token(Uptime::from_millis(device.clock)).is_some() {
            device.watch.count("lives that go on");
            return Ok(());
        }
        match session.state(Uptime::from_millis(device.clock)) {
            SessionState::Ended => {
                device.watch.count("lives that have ended");
                return Ok(());
            }
            SessionState::Waiting { until } | SessionState::Refused { until } => {
                device.waits(session, until.as_millis().saturating_sub(device.clock))?;
            }
            SessionState::InFlight => device.waits(session, 60_000)?,
            _ => {}
        }
    }
    Ok(broken(Invariant::Recovers, "there is no token, and it has not ended")?)
}
