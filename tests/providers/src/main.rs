//! `grantlet-providers`: the simulator as a program, for a demo or for trying a client by hand.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::thread;

use grantlet_providers::{Simulator, bold, boldsign, bolt, data_envelope, json_body};
use lexopt::prelude::*;

const USAGE: &str = "\
Simulator of five documented OAuth providers on loopback. Stops when its input ends, or at ctrl-c.

Usage: grantlet-providers [--port N]

  --port N   port of 127.0.0.1; a free one by default";

fn main() -> ExitCode {
    let port = match port_from_arguments() {
        Ok(Some(port)) => port,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match serve(port) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("grantlet-providers: {error}");
            ExitCode::FAILURE
        }
    }
}

/// `None` where help is asked for.
fn port_from_arguments() -> Result<Option<u16>, lexopt::Error> {
    let mut port = 0;
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => port = arguments.value()?.parse()?,
            Long("help") | Short('h') => return Ok(None),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Some(port))
}

fn serve(port: u16) -> io::Result<()> {
    let simulator = Simulator::start_on(port)?;
    let exchanges = simulator.watch();
    let base_url = simulator.base_url();
    let mut out = io::stdout();
    writeln!(out, "Simulated providers at {base_url}")?;
    for (prefix, client_id, flows) in [
        ("bold", bold::CLIENT_ID, "password login for a code, code, refresh"),
        ("bolt", bolt::CLIENT_ID, "code (from POST /bolt/simulator/code)"),
        ("boldsign", boldsign::CLIENT_ID, "code with PKCE, refresh, client credentials"),
        ("boldsign", boldsign::IMPLICIT_CLIENT_ID, "implicit"),
        ("json_body", json_body::CLIENT_ID, "client credentials"),
        ("data_envelope", data_envelope::CLIENT_ID, "client credentials"),
    ] {
        writeln!(out, "  {base_url}/{prefix}  client {client_id}: {flows}")?;
    }
    out.flush()?;

    // Dropping the simulator ends the exchanges, and with them the loop below.
    thread::spawn(move || {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        drop(simulator);
    });
    for exchange in exchanges {
        writeln!(out, "{exchange}")?;
    }
    Ok(())
}
