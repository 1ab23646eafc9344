//! `cargo xtask provider`: how a provider differs from RFC 6749, and what a recorded response means by its
//! profile.

mod explain;
pub(crate) mod facts;
mod hint;
mod recorded;
mod requests;
mod sample;
mod settings;
mod table;

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use grantlet::providers;

use crate::run::Done;
use settings::Named;

/// What to show.
#[derive(Args)]
pub(crate) struct Arguments {
    /// A provider, such as `bold`, or a file of settings. Without one, the providers are listed.
    #[arg(value_name = "NAME or FILE", conflicts_with = "check")]
    profile_to_show: Option<String>,
    /// A recorded response to explain: its status line, header fields, a blank line, the body. `-` reads
    /// standard input.
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
    /// What to read the response by: a provider or a file of settings; RFC 6749 if none is named.
    #[arg(long, value_name = "NAME or FILE", requires = "check")]
    profile: Option<String>,
}

/// Prints it.
pub(crate) fn show(arguments: &Arguments) -> Done {
    let text = match arguments {
        Arguments { check: Some(file), profile, .. } => {
            let named = Named::find(profile.as_deref().unwrap_or(settings::RFC6749))?;
            explain::explain(&named, recorded::read(file)?)
        }
        Arguments { profile_to_show: Some(name), .. } => table::of(&Named::find(name)?),
        _ => list(),
    };
    print!("{text}");
    Ok(())
}

/// The providers, each with the address of its token endpoint and how many settings differ.
fn list() -> String {
    let mut text = String::new();
    for (name, profile) in providers::ALL {
        let settings = settings::listed(profile);
        let endpoint = settings.iter().find(|setting| setting.name == "token_endpoint");
        let endpoint = endpoint.map_or("", |setting| &setting.text);
        let name = name.to_lowercase();
        let _ = writeln!(text, "{name:16} {:2} settings  {endpoint}", settings.len());
    }
    text += "\ncargo xtask provider NAME                          what differs, and what is sent\n";
    text += "cargo xtask provider --check FILE --profile NAME   what a recorded response means\n";
    text += "NAME can be a file of settings too: see CONTRIBUTING.md, \"A provider in fifteen minutes\".\n";
    text
}

#[cfg(test)]
mod tests;
