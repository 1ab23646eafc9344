//! Histories from seeds.

use fastrand::Rng;

use crate::history::{Arrives, Event, History, Outcome, Step, StorageFault, User, Verdict, World};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const YEAR: i64 = 365 * 24 * 3_600_000;

/// Settings of pauses in milliseconds, valid and invalid.
const ODD: [Option<f64>; 10] = [
    None,
    None,
    Some(0.0),
    Some(0.4),
    Some(1.0),
    Some(-1.0),
    Some(999.5),
    Some(2_000.0),
    Some(60_000.0),
    Some(300_000.0),
];

impl History {
    /// The history of a seed.
    pub fn of(seed: u64) -> Self {
        let random = &mut Rng::with_seed(seed);
        let world = world(random);
        let length = random.usize(2..18);
        let mut events = Vec::new();
        while events.len() < length {
            if one_in(random, 4) {
                events.extend(coincidence(random, &world));
            }
            let event = event(random, &world);
            let is_out = matches!(event, Event::Logout { .. } | Event::Clear);
            events.push(event);
            if is_out && !one_in(random, 3) {
                let tab = random.usize(..world.tabs);
                events.push(Event::Login { tab, user: of(random, &[User::A, User::B]) });
            }
        }
        Self { seed, world, events }
    }
}

fn of<T: Clone>(random: &mut Rng, all: &[T]) -> T {
    all[random.usize(..all.len())].clone()
}

fn one_in(random: &mut Rng, many: u32) -> bool {
    random.u32(..many) == 0
}

fn world(random: &mut Rng) -> World {
    let plain = random.bool();
    let client_credentials = one_in(random, 12);
    let odd = |random: &mut Rng| if plain { None } else { of(random, &ODD) };
    World {
        client_credentials,
        rotates: !one_in(random, 4),
        grace: of(random, &[0, 0, 2_000, MINUTE, DAY]),
        reuse_ends: !one_in(random, 4),
        refresh_life: of(random, &[None, None, None, Some(7_200), Some(30 * 86_400)]),
        is_sliding: random.bool(),
        lifetime: of(
            random,
            &[
                None,
                Some(-1),
                Some(0),
                Some(1),
                Some(5),
                Some(60),
                Some(360),
                Some(3600),
                Some(3600),
                Some(3600),
            ],
        ),
        has_id_token: !client_credentials && random.bool(),
        login_refreshes: !one_in(random, 24),
        leeway: odd(random),
        spread: if plain { None } else { of(random, &[None, Some(0.0), Some(30_000.0)]) },
        first: odd(random),
        cap: odd(random),
        timeout: if plain {
            None
        } else {
            of(random, &[None, Some(0.0), Some(-5.0), Some(1_500.5), Some(10_000.0)])
        },
        jitter: random.u32(..),
        tabs: random.usize(1..4),
        keeps_access_token: one_in(random, 4),
        knows_refresh_life: random.bool(),
        knows_wall_time: random.bool(),
        clock: of(random, &[0, 0, 12_345_678, u64::from(u32::MAX) - 9_000, 1 << 52]),
    }
}

/// A refresh, and something that happens while it is on its way or while its token is stored: by chance
/// alone that would be rare.
fn coincidence(random: &mut Rng, world: &World) -> Vec<Event> {
    let tab = random.usize(..world.tabs);
    let life = u64::try_from(world.lifetime.unwrap_or(3600)).unwrap_or(0) * 1000;
    let mut events = vec![Event::Wait { ms: life + random.u64(..2_000) }];
    if random.bool() {
        let (after, times) = (random.u32(..3), random.u32(1..4));
        events.push(Event::Storage { fault: StorageFault::Throws { after, times } });
        events.push(Event::Ask { tab, outcome: token(world) });
    } else {
        let takes = random.u64(1..20_000);
        events.push(Event::Ask { tab, outcome: Outcome { takes, ..outcome(random, world) } });
        events.push(Event::Wait { ms: random.u64(..takes) });
        events.push(event(random, world));
        events.push(Event::Wait { ms: takes });
    }
    events
}

fn event(random: &mut Rng, world: &World) -> Event {
    let tab = random.usize(..world.tabs);
    match random.u32(..40) {
        0..7 => Event::Wait { ms: wait(random, world) },
        7..20 => Event::Ask { tab, outcome: outcome(random, world) },
        20..22 => Event::Often {
            tab,
            every: of(random, &[50, 150, 900, 5_000]),
            times: random.u32(2..14),
            outcome: outcome(random, world),
        },
        22 if one_in(random, 3) => Event::Hour { tab, outcome: outcome(random, world) },
        22..24 => Event::Jump {
            ms: of(
                random,
                &[-5_000, -120_000, -(YEAR / 365), 5_000, 120_000, YEAR / 365, 10 * YEAR],
            ),
        },
        24..26 => Event::Login { tab, user: of(random, &[User::A, User::B]) },
        26..28 => Event::Logout { tab, revokes: random.bool(), is_up: random.bool() },
        28..30 => Event::Rejected { tab },
        30..33 => Event::Storage {
            fault: match random.u32(..9) {
                0..4 => StorageFault::Throws { after: random.u32(..3), times: random.u32(1..4) },
                4 | 5 => StorageFault::LandsAndThrows,
                6 => StorageFault::Tears(random.usize(..200)),
                7 => StorageFault::ReadThrows,
                _ => StorageFault::Slow(of(random, &[10, 2_000, MINUTE])),
            },
        },
        33 | 34 => Event::Clear,
        35 | 36 => {
            let steps = [Step::Now, Step::BeforeWrite, Step::AfterWrite, Step::BeforeResponse];
            Event::Die { tab, at: of(random, &steps) }
        }
        37 | 38 => Event::Restart { tab },
        _ => Event::WallTime { off: of(random, &[0, 0, 3_600, -3_600, 10 * YEAR / 1000]) },
    }
}

/// Often what just brings the token's end, or a pause's.
fn wait(random: &mut Rng, world: &World) -> u64 {
    let life = u64::try_from(world.lifetime.unwrap_or(3600)).unwrap_or(0) * 1000;
    let near = [life / 2, life.saturating_sub(MINUTE), life];
    match random.u32(..10) {
        0..5 => of(random, &near) + random.u64(..2_000),
        5 => random.u64(..100),
        6 => random.u64(..10_000),
        7 => random.u64(..10 * MINUTE),
        8 => random.u64(..HOUR),
        _ => random.u64(..3 * DAY),
    }
}

fn takes(random: &mut Rng) -> u64 {
    match random.u32(..10) {
        0..6 => 0,
        6 | 7 => random.u64(1..3_000),
        8 => random.u64(3_000..30_000),
        _ => random.u64(30_000..400_000),
    }
}

/// A response without much to it, before which the server did nothing.
fn plain(name: &'static str, status: u16, body: &str, verdict: Verdict) -> Outcome {
    Outcome {
        name,
        acts: false,
        takes: 0,
        arrives: Arrives::Yes,
        status,
        body: body.to_owned(),
        retry_after: None,
        verdict,
    }
}

/// The response to a request that the server grants, with members beside the tokens.
fn granted(name: &'static str, members: &str, verdict: Verdict) -> Outcome {
    let body = format!(r#"{{"access_token":"$AT",$RT{members}}}"#);
    Outcome { acts: true, ..plain(name, 200, &body, verdict) }
}

/// What a calm server says.
pub(crate) fn token(world: &World) -> Outcome {
    granted(
        "a token",
        &format!("{}{}", ordinary(world.lifetime), id(world, "$ID_RIGHT")),
        Verdict::Hands,
    )
}

fn ordinary(lifetime: Option<i64>) -> String {
    let expires_in = lifetime.map_or(String::new(), |life| format!(r#","expires_in":{life}"#));
    format!(r#""token_type":"Bearer"{expires_in}"#)
}

fn id(world: &World, id_token: &str) -> String {
    if world.has_id_token { format!(r#","id_token":"{id_token}""#) } else { String::new() }
}

fn outcome(random: &mut Rng, world: &World) -> Outcome {
    let lost = |acts, arrives, name| Outcome { name, acts, arrives, ..token(world) };
    let later = of(random, &[None, Some(0), Some(2), Some(30), Some(3_600), Some(999_999_999)]);
    let retry_after = |outcome: Outcome| Outcome { retry_after: later, ..outcome };
    let outcome = match random.u32(..64) {
        22..25 => {
            let life = of(random, &[None, Some(-1), Some(0), Some(1), Some(5), Some(60)]);
            let members = format!("{}{}", ordinary(life), id(world, "$ID_RIGHT"));
            granted("a token of another lifetime", &members, Verdict::Hands)
        }
        25 | 26 => lost(true, Arrives::Lost, "a response that is lost"),
        27 => lost(false, Arrives::Lost, "a request that is lost"),
        28 => lost(false, Arrives::NotSent, "no network"),
        29..31 => {
            let (name, status) =
                of(random, &[("503", 503), ("500", 500), ("429", 429), ("425", 425)]);
            retry_after(plain(
                name,
                status,
                r#"{"error":"temporarily_unavailable"}"#,
                Verdict::Fails,
            ))
        }
        31 | 32 => retry_after(plain("a proxy's 502", 502, "<html>", Verdict::Fails)),
        33 => {
            let status = of(random, &[400, 401]);
            plain("invalid_client", status, r#"{"error":"invalid_client"}"#, Verdict::Fails)
        }
        34 => plain("invalid_grant", 400, r#"{"error":"invalid_grant"}"#, Verdict::Ends),
        35 => plain("a page", of(random, &[404, 200]), "<html>", Verdict::Fails),
        36..38 => {
            let body = &token(world).body;
            let half = body[..body.len() - 2].to_owned();
            Outcome { body: half, verdict: Verdict::Loses, name: "half of a body", ..token(world) }
        }
        38..42 => refused(random, world),
        42..46 => {
            let nothing = of(random, &[r#""""#, "0", "false", "null"]);
            let ordinary = ordinary(world.lifetime);
            let members = format!(r#"{ordinary},"error":{nothing}{}"#, id(world, "$ID_RIGHT"));
            granted("a token beside an error that says nothing", &members, Verdict::Hands)
        }
        46..54 if world.has_id_token => id_token(random, world),
        _ => token(world),
    };
    Outcome { takes: takes(random), ..outcome }
}

/// A response with a new refresh token that is refused for another member.
fn refused(random: &mut Rng, world: &World) -> Outcome {
    let good = id(world, "$ID_RIGHT");
    let ordinary = ordinary(world.lifetime);
    match random.u32(..4) {
        0 => {
            let good = granted("", &format!("{ordinary}{good}"), Verdict::Keeps);
            let body = good.body.replace("$AT", r"$AT\u0001");
            Outcome { name: "a token with a bad byte", body, ..good }
        }
        1 => granted("no token_type", &format!(r#""scope":"a"{good}"#), Verdict::Keeps),
        2 => granted("another type", &format!(r#""token_type":"mac"{good}"#), Verdict::Keeps),
        _ => {
            let good = granted("", &format!("{ordinary}{good}"), Verdict::Keeps);
            let body = good.body.replace(r#""access_token":"$AT","#, "");
            Outcome { name: "no access token", body, ..good }
        }
    }
}

fn id_token(random: &mut Rng, world: &World) -> Outcome {
    let with = |name, id_token, verdict| {
        granted(name, &format!("{}{}", ordinary(world.lifetime), id(world, id_token)), verdict)
    };
    match random.u32(..6) {
        0 => granted("no id_token", &ordinary(world.lifetime), Verdict::Hands),
        1 => with("another user's id_token", "$ID_SUB", Verdict::Stranger),
        2 => with("another client's id_token", "$ID_AUD", Verdict::Stranger),
        3 => with("another server's id_token", "$ID_ISS", Verdict::Distrusts),
        4 => with("an id_token that cannot be read", "x.y", Verdict::Distrusts),
        _ => with("an expired id_token", "$ID_EXP", Verdict::Expires),
    }
}
