//! Simulated time: which device sends a request when, and what response it gets.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use grantlet::{Failure, Session, SessionState, Settings, Uptime, record_len};

use crate::world::{Setup, World};

/// The arena of a device: a refresh token and an access token.
const ARENA: usize = 4;
const TOKENS: [&[u8]; 2] = [b"r0", b"r1"];

/// The requests of a run.
#[derive(Clone, Debug)]
pub struct Run {
    /// How its devices were set up.
    pub setup: Setup,
    /// Requests in each second.
    pub arrivals: Vec<u32>,
    /// Requests that came while the server was out.
    pub without_response: u64,
    /// Requests whose response was 503 after the outage.
    pub turned_away: u64,
    /// The second in which the last device was served among those whose requests failed in the outage.
    pub all_served: Option<u32>,
}

/// A device's next moment, in milliseconds, and its number.
type Due = Reverse<(u32, u32)>;

/// Runs a world from its start to its end; `progress` is called with each second.
///
/// # Panics
/// If a session is in a state that it must not be in: that is a defect of the session.
pub fn simulate(world: &World, setup: Setup, progress: impl Fn(u32)) -> Run {
    let mut arenas = vec![0; world.devices as usize * ARENA];
    let mut sessions = switched_on(world, setup, &mut arenas);
    let mut calendar: Vec<Vec<Due>> = vec![Vec::new(); world.end() as usize];
    let mut random = fastrand::Rng::with_seed(world.seed.into());
    for device in 0..world.devices {
        let at = random.u32(0..world.start() * 1000);
        calendar[second(at)].push(Reverse((at, device)));
    }

    let mut run = Run {
        setup,
        arrivals: vec![0; calendar.len()],
        without_response: 0,
        turned_away: 0,
        all_served: None,
    };
    let mut without_token = vec![false; sessions.len()];
    let mut waiting = 0;
    for now in 0..world.end() {
        let mut due = BinaryHeap::from(std::mem::take(&mut calendar[now as usize]));
        while let Some(Reverse((mut at, device))) = due.pop() {
            let session = &mut sessions[device as usize];
            let without_token = &mut without_token[device as usize];
            if world.is_out(at) {
                waiting += u32::from(!*without_token);
                *without_token = true;
                // While nobody gets a response, no device's life depends on another's.
                while world.is_out(at) {
                    run.arrivals[second(at)] += 1;
                    run.without_response += 1;
                    at = request(session, at, Err(Failure::NoResponse));
                }
            } else {
                let arrivals = &mut run.arrivals[now as usize];
                *arrivals += 1;
                if *arrivals <= world.capacity {
                    at = request(session, at, Ok(world.lifetime));
                    if std::mem::take(without_token) {
                        waiting -= 1;
                        run.all_served =
                            Some(now).filter(|now| waiting == 0 && *now >= world.out().end);
                    }
                } else {
                    run.turned_away += u64::from(now >= world.out().end);
                    at = request(session, at, Err(Failure::TryLater));
                }
            }
            match second(at) {
                next if next == now as usize => due.push(Reverse((at, device))),
                next if next < calendar.len() => calendar[next].push(Reverse((at, device))),
                _ => {}
            }
        }
        progress(now);
    }
    run
}

fn second(at: u32) -> usize {
    at as usize / 1000
}

/// Devices that have started again, each from a record that was stored before.
fn switched_on<'a>(world: &World, setup: Setup, arenas: &'a mut [u8]) -> Vec<Session<'a>> {
    let (mut arena, mut slot) = ([0; ARENA], [0xFF; record_len(2, 0, 0)]);
    let mut before = Session::new(&mut arena, Settings::DEFAULT);
    before.login_bytes(b"a", TOKENS[0], b"", None, 0, 0).expect("the arena is large enough");
    before.record(&mut slot).expect("the slot is large enough");
    let erased = [0xFF; record_len(2, 0, 0)];
    let session = |(device, arena)| {
        let mut session = Session::new(arena, world.settings(setup, device));
        session
            .restore([&erased, &slot], Uptime::from_millis(0))
            .expect("the arena is large enough");
        session
    };
    (0..world.devices).zip(arenas.chunks_exact_mut(ARENA)).map(session).collect()
}

/// One request of a device and its response, which comes at once: a token of so many seconds, or
/// a failure. Returns when it sends the next one.
fn request(session: &mut Session<'_>, at: u32, response: Result<u32, Failure>) -> u32 {
    let now = u64::from(at);
    session.begin_bytes(now).expect("it is due");
    match response {
        Ok(lifetime) => {
            // The server rotates.
            let token = TOKENS[usize::from(session.refresh_token_bytes() == TOKENS[0])];
            let accepted = session.accept_bytes(b"a", token, Some(lifetime), now);
            accepted.expect("the arena is large enough");
            session.stored().expect("it was unstored");
        }
        Err(failure) => {
            session.fail(failure, None, Uptime::from_millis(now)).expect("it is on its way");
        }
    }
    match session.state(Uptime::from_millis(now)) {
        SessionState::Ready { until: Some(next) } | SessionState::Waiting { until: next } => {
            u32::try_from(next.as_millis()).expect("a run takes hours")
        }
        SessionState::Due | SessionState::InDoubt => at,
        state => panic!("a device is in state {state:?}"),
    }
}
