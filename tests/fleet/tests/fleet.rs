//! What seed and backoff are for: the recovery of a fleet from an outage.

use grantlet_fleet::{Figures, Setup, World, simulate};

/// The most that a second of the recovery may see, in parts of the server's capacity.
const MOST: f64 = 1.2;

fn world() -> World {
    let full = std::env::var_os("GRANTLET_FULL").is_some();
    if full { World::MILLION } else { World::small(20_000) }
}

fn load(world: &World, setup: Setup) -> f64 {
    Figures::of(world, &simulate(world, setup, |_| ())).load(world)
}

#[test]
fn with_seed_and_backoff_no_second_of_the_recovery_is_overloaded() {
    let load = load(&world(), Setup { seed: true, backoff: true });
    println!("with seed and backoff: {load} times the capacity");
    assert!(load <= MOST, "{load}");
}

/// The simulation sees what goes wrong without them.
#[test]
fn without_seed_or_backoff_seconds_are_overloaded() {
    for setup in Setup::ALL.into_iter().filter(|setup| !(setup.seed && setup.backoff)) {
        let load = load(&world(), setup);
        println!("{}: {load} times the capacity", setup.name());
        assert!(load > MOST, "{}: {load}", setup.name());
    }
}

/// The formula holds for an outage of any length, also where an earlier one has brought the devices
/// together: the worst ends when the last of them become due.
#[test]
fn the_cap_holds_for_outages_of_any_length() {
    let world = world();
    // So few devices for the capacity that pauses are doubled.
    let few = World { devices: 20_000, ..World::MILLION };
    assert_eq!((few.first(), few.cap(), few.doublings()), (312, 80_000, 8));
    for world in [world, few] {
        let mut worst = 0.0_f64;
        for early_outage in [0, world.lifetime] {
            for tenths in 1..=20 {
                let outage = world.lifetime * tenths / 10;
                let world = World { outage, early_outage, ..world };
                let load = load(&world, Setup { seed: true, backoff: true });
                assert!(load <= MOST, "{world:?}: {load}");
                worst = worst.max(load);
            }
        }
        println!("40 outages of {} devices: at most {worst} times the capacity", world.devices);
    }
}
