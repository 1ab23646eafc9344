//! `cargo xtask demo`: the main job for the five documented providers, over real HTTP, told in a
//! short account. The servers are the simulator of `tests/providers`, on loopback.

mod account;
mod providers;
mod wire;

use std::process::ExitCode;

use account::Account;
use grantlet_providers::Simulator;
use wire::Wire;

/// What ends the demo early: a response that is not the documented one.
type Story = Result<(), Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    match tell() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the demo stopped: {error}");
            ExitCode::FAILURE
        }
    }
}

fn tell() -> Story {
    let simulator = Simulator::start()?;
    let account = Account::new();
    account.title("Grantlet: five providers, each through the grants that its document has");
    account.aside(&format!(
        "The servers are a simulator of their documents, on {}. Secrets are elided.\n\
         → is sent, ← came back, ✗ was refused, as it should be.",
        simulator.base_url()
    ));
    let wire = Wire::new(&simulator, &account);
    providers::bold::tell(&wire)?;
    providers::bolt::tell(&wire)?;
    providers::boldsign::tell(&wire)?;
    providers::json_body::tell(&wire)?;
    providers::data_envelope::tell(&wire)?;
    account.title(&format!(
        "{} exchanges with five providers, every response as documented.",
        simulator.log().len()
    ));
    Ok(())
}
