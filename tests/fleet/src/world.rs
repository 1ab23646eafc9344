//! The fleet, its server and the outage.

use std::ops::Range;

use grantlet::Settings;

/// Seed of the random start times, and the first of the devices' serial numbers.
pub(crate) const SEED: u32 = 20_260_101;

/// A fleet and its server. Times are seconds since the fleet was switched on.
#[derive(Clone, Copy, Debug)]
pub struct World {
    /// How many devices there are.
    pub devices: u32,
    /// Requests that the server takes in a second; the response to each further one is 503.
    pub capacity: u32,
    /// `expires_in`.
    pub lifetime: u32,
    /// Duration of an outage at the start, when the devices are switched on.
    pub early_outage: u32,
    /// Duration of the outage that is measured.
    pub outage: u32,
    /// Seed of the start times, and the first serial number.
    pub seed: u32,
}

/// How the devices of a run are set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setup {
    /// Each device has a seed of its own.
    pub seed: bool,
    /// Pauses are as long as the fleet needs; else five seconds on average.
    pub backoff: bool,
}

impl Setup {
    /// All four, the recommended one first.
    pub const ALL: [Self; 4] = [
        Self { seed: true, backoff: true },
        Self { seed: false, backoff: true },
        Self { seed: true, backoff: false },
        Self { seed: false, backoff: false },
    ];

    /// The name in the plot and in the table.
    pub const fn name(self) -> &'static str {
        match (self.seed, self.backoff) {
            (true, true) => "with seed and backoff",
            (false, true) => "without seed",
            (true, false) => "without backoff",
            (false, false) => "without both",
        }
    }
}

impl World {
    /// A million devices with tokens of an hour, and an hour's outage.
    pub const MILLION: Self = Self {
        devices: 1_000_000,
        capacity: 1000,
        lifetime: 3600,
        early_outage: 0,
        outage: 3600,
        seed: SEED,
    };

    /// A smaller fleet at the same server. Its tokens are shorter in proportion, and so is all else:
    /// then a second has as many requests, and chance as large a part in them, as for the million.
    #[must_use]
    pub const fn small(devices: u32) -> Self {
        let lifetime = Self::MILLION.lifetime / (Self::MILLION.devices / devices);
        Self { devices, lifetime, outage: lifetime, ..Self::MILLION }
    }

    /// How long it takes until the last device is switched on: power has come back to all of them.
    pub const fn start(&self) -> u32 {
        self.lifetime / 60
    }

    /// The outage that is measured.
    pub const fn out(&self) -> Range<u32> {
        let start = 2 * self.lifetime;
        start..start + self.outage
    }

    /// Whether the server is out at a millisecond.
    pub fn is_out(&self, at: u32) -> bool {
        at < self.early_outage * 1000 || self.out().contains(&(at / 1000))
    }

    /// The end, three lifetimes after the outage's.
    pub const fn end(&self) -> u32 {
        self.out().end + 3 * self.lifetime
    }

    /// How long before its end a token is refreshed.
    pub const fn leeway(&self) -> u32 {
        self.lifetime / 12
    }

    /// The most by which it is refreshed earlier still.
    pub const fn spread(&self) -> u32 {
        self.lifetime / 10
    }

    /// How often a pause doubles, as `core/docs/fleet.md` computes it.
    pub const fn doublings(&self) -> u32 {
        (self.capacity * self.spread() / (2 * self.devices)).saturating_sub(1)
    }

    /// The longest pause, in milliseconds, as `core/docs/fleet.md` computes it.
    pub const fn cap(&self) -> u32 {
        (4 * self.devices).div_ceil(self.capacity) * 1000
    }

    /// The longest pause after the first attempt that failed, in milliseconds.
    pub const fn first(&self) -> u32 {
        self.cap() >> self.doublings()
    }

    /// The settings of a device.
    pub fn settings(&self, setup: Setup, device: u32) -> Settings {
        let (first, cap) =
            if setup.backoff { (self.first(), self.cap()) } else { (10_000, 10_000) };
        let settings = Settings::DEFAULT
            .leeway(self.leeway() * 1000)
            .spread(self.spread() * 1000)
            .backoff(first, cap);
        // Serial numbers, as a factory gives them.
        if setup.seed { settings.seed(self.seed.wrapping_add(device)) } else { settings }
    }
}
