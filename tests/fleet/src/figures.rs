//! The figures of a run.

use std::fmt::Write as _;

use crate::simulation::Run;
use crate::world::World;

/// The figures of a run.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// Requests in the busiest second of the hour before the outage.
    pub before: u32,
    /// Requests in the busiest second of the outage.
    pub during: u32,
    /// Requests in the busiest second from the outage's end on.
    pub peak: u32,
    /// The same, leaving out the busiest 0.1 % of these seconds.
    pub most: u32,
    /// Seconds from the outage's end until each device that made a request in it had a token.
    pub served_after: Option<u32>,
    /// Requests in the outage.
    pub without_response: u64,
    /// Requests whose response was 503 from the outage's end on.
    pub turned_away: u64,
}

impl Figures {
    /// Counts a run.
    pub fn of(world: &World, run: &Run) -> Self {
        let busiest = |from: u32, to: u32| {
            run.arrivals[from as usize..to as usize].iter().copied().max().unwrap_or(0)
        };
        let out = world.out();
        let mut recovery = run.arrivals[out.end as usize..].to_vec();
        recovery.sort_unstable();
        Self {
            before: busiest(out.start - world.lifetime, out.start),
            during: busiest(out.start, out.end),
            peak: busiest(out.end, world.end()),
            most: recovery[recovery.len() - 1 - recovery.len() / 1000],
            served_after: run.all_served.map(|at| at - out.end),
            without_response: run.without_response,
            turned_away: run.turned_away,
        }
    }

    /// The requests of the recovery's busiest second, as a multiple of the server's capacity.
    pub fn load(&self, world: &World) -> f64 {
        f64::from(self.peak) / f64::from(world.capacity)
    }

    /// `served_after` as text, in minutes.
    pub fn served(&self) -> String {
        match self.served_after {
            Some(seconds) => format!("{} min", seconds.div_ceil(60)),
            None => "not to the end".to_owned(),
        }
    }
}

/// A table of the figures of runs, after a line with their settings.
pub fn table(world: &World, runs: &[Run]) -> String {
    let World { devices, capacity, lifetime, outage, seed, .. } = *world;
    let mut text = format!(
        "{} devices, tokens of {lifetime} s, a server that takes {capacity} requests a second and \
         is out for {outage} s; leeway {} s, spread {} s, `first` and `cap` {} s, and 10 s without \
         backoff; seed {seed}.\n\n",
        grouped(devices.into()),
        world.leeway(),
        world.spread(),
        world.cap() / 1000,
    );
    text.push_str(
        "| | before: busiest second | outage: busiest second | recovery: busiest second | 99.9 % of \
         its seconds | all served after | in vain: outage | in vain: recovery |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for run in runs {
        let figures = Figures::of(world, run);
        let numbers = [figures.before, figures.during, figures.peak, figures.most];
        let numbers = numbers.map(|number| grouped(number.into())).join(" | ");
        let (name, served) = (run.setup.name(), figures.served());
        let (without_response, turned_away) =
            (grouped(figures.without_response), grouped(figures.turned_away));
        let _ = writeln!(
            text,
            "| {name} | {numbers} | {served} | {without_response} | {turned_away} |"
        );
    }
    text
}

/// A number with spaces between the thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}
