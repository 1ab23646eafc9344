//! `cargo xtask demo --browser`: the page of `wasm/demo` at one origin, the simulated providers at another, on
//! loopback. It prints where they are, then one line for each request to a provider, secrets elided.

mod files;
mod settings;

use std::io::{self, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use grantlet_providers::Simulator;
use lexopt::prelude::*;

const USAGE: &str = "\
The demo's page and its simulated providers, on loopback, until ctrl-c.

Usage: page --facts FILE [--port N] [--host NAME] [--until-input-ends]

  --facts FILE         what the page shows of each provider, as xtask writes it
  --port N             the page's port of 127.0.0.1; a free one by default
  --host NAME          a further name by which a browser reaches the page
  --until-input-ends   stops with its standard input, as a test wants it";

fn main() -> ExitCode {
    let done = match arguments() {
        Ok(Some(arguments)) => serve(arguments),
        Ok(None) => {
            println!("{USAGE}");
            Ok(())
        }
        Err(error) => {
            eprintln!("{error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("page: {error}");
            ExitCode::FAILURE
        }
    }
}

struct Arguments {
    facts: PathBuf,
    port: u16,
    hosts: Vec<String>,
    until_input_ends: bool,
}

/// `None` where help is asked for.
fn arguments() -> Result<Option<Arguments>, lexopt::Error> {
    let (mut port, mut hosts, mut until_input_ends) = (0, vec!["127.0.0.1".to_owned()], false);
    let mut facts = None;
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("facts") => facts = Some(PathBuf::from(arguments.value()?)),
            Long("port") => port = arguments.value()?.parse()?,
            Long("host") => hosts.push(arguments.value()?.string()?),
            Long("until-input-ends") => until_input_ends = true,
            Long("help") | Short('h') => return Ok(None),
            _ => return Err(argument.unexpected()),
        }
    }
    let facts = facts.ok_or("--facts is missing")?;
    Ok(Some(Arguments { facts, port, hosts, until_input_ends }))
}

fn serve(Arguments { facts, port, hosts, until_input_ends }: Arguments) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        let text = format!("port {port} of 127.0.0.1: {error}. Choose another with --port.");
        io::Error::new(error.kind(), text)
    })?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();

    let facts = std::fs::read_to_string(&facts)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", facts.display())))?;
    let simulator = Simulator::start()?;
    simulator.ask_the_user();
    for host in hosts {
        for path in files::PAGES {
            for name in ["", files::CALLBACK] {
                simulator.register_redirect_uri(&format!("http://{host}:{port}{path}{name}"));
            }
        }
    }
    let exchanges = simulator.watch();
    let router = files::router(simulator.base_url(), facts);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    thread::spawn(move || {
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, router).await
        })
    });

    let mut out = io::stdout();
    writeln!(out, "The page:             http://127.0.0.1:{port}/")?;
    writeln!(out, "without WebAssembly:  http://127.0.0.1:{port}/strict/")?;
    writeln!(out, "simulated providers:  {}", simulator.base_url())?;
    writeln!(out, "Ctrl-C ends it. Each request to a provider:")?;
    out.flush()?;

    if until_input_ends {
        thread::spawn(|| {
            let _ = io::copy(&mut io::stdin(), &mut io::sink());
            std::process::exit(0);
        });
    }
    for exchange in exchanges {
        // What a browser asks first, of an origin that is not the page's own, says nothing here.
        if exchange.method != "OPTIONS" {
            writeln!(out, "{exchange}")?;
        }
    }
    Ok(())
}
