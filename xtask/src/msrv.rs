//! Whether the Rust version that the project states is enough for what it depends on.

use serde_json::Value;

use crate::run::{Done, command, output};

pub(crate) fn run() -> Done {
    let text = output(command("cargo").args(["metadata", "--format-version=1", "--locked"]))?;
    let metadata: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    let core = packages.iter().find(|package| package["name"] == "grantlet");
    let stated = core.and_then(|package| version(&package["rust_version"]));
    let stated = stated.ok_or("core/Cargo.toml states no rust-version")?;
    let newer: Vec<String> = packages
        .iter()
        .filter(|package| version(&package["rust_version"]).is_some_and(|needed| needed > stated))
        .map(|package| format!("{} needs {}", package["name"], package["rust_version"]))
        .collect();
    if newer.is_empty() {
        println!("Rust {}.{} is enough for all {} packages", stated.0, stated.1, packages.len());
        Ok(())
    } else {
        Err(format!(
            "the stated Rust {}.{} is not enough: {}",
            stated.0,
            stated.1,
            newer.join(", ")
        ))
    }
}

/// The first two numbers of a version.
fn version(value: &Value) -> Option<(u32, u32)> {
    let mut numbers = value.as_str()?.split('.').map_while(|number| number.parse().ok());
    Some((numbers.next()?, numbers.next().unwrap_or(0)))
}
