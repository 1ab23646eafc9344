//! The library for Arduino: its description, and a C++ program for each folder, with the compiler's flags of the boards
//! that the folder is for. Arduino's own builder is no package of a registry: what it does is done here.

use std::path::Path;

use super::CONSUMER;
use crate::dist::abi;
use crate::dist::arduino::{NAME, folders};
use crate::run::{Done, root, silently, target};

/// Properties that the builder asks for.
const REQUIRED: [&str; 10] = [
    "name",
    "version",
    "author",
    "maintainer",
    "sentence",
    "paragraph",
    "category",
    "architectures",
    "precompiled=true",
    "ldflags=-lgrantlet",
];

pub(super) fn run(unpacked: &Path) -> Done {
    let library = unpacked.join(NAME);
    let text = std::fs::read_to_string(library.join("library.properties"))
        .map_err(|error| format!("library.properties: {error}"))?;
    for property in REQUIRED {
        let has = |line: &str| {
            let rest = line.strip_prefix(property).unwrap_or_default();
            line == property && line.contains('=') || rest.len() > 1 && rest.starts_with('=')
        };
        if !text.lines().any(has) {
            return Err(format!("library.properties has no {property}"));
        }
    }
    let scratch = target().join("dist-arduino");
    super::empty(&scratch)?;
    for (index, (folder, name)) in folders().enumerate() {
        let abi = abi::named(name)?;
        let (mcu, fpu) = folder.split_once('/').unwrap_or((folder, ""));
        // The driver of C: nothing of the C++ library is linked.
        let mut link = abi.tool("gcc");
        match fpu.rsplit_once('-') {
            Some((fpu, float_abi)) => {
                let core = match mcu {
                    "imxrt1062" => "cortex-m7",
                    cortex if cortex.starts_with("cortex") => cortex,
                    _ => "cortex-m4",
                };
                link.args([format!("-mcpu={core}"), "-mthumb".to_owned()]);
                link.args([format!("-mfpu={fpu}"), format!("-mfloat-abi={float_abi}")]);
            }
            None if mcu.starts_with("cortex") => {
                link.args([format!("-mcpu={mcu}"), "-mthumb".to_owned()]);
            }
            None => {
                link.args(abi.flags);
            }
        }
        let source = library.join("src");
        link.args([
            "-std=gnu++11",
            "-Os",
            "-Wall",
            "-Werror",
            "-fno-exceptions",
            "-x",
            "c++",
            "-I",
        ])
        .arg(&source)
        .arg(root().join(CONSUMER).join("main.c"))
        .args(["-x", "none", "-L"])
        .arg(source.join(folder))
        .arg("-lgrantlet")
        .args(abi.family.bare)
        .args(["-Wl,--gc-sections", "-o"])
        .arg(scratch.join(index.to_string()));
        silently(&mut link)?;
    }
    println!("Arduino: the archive of each of {} folders links for its boards", folders().count());
    Ok(())
}
