//! Shows that no function of the core can panic, allocate or write static data, by the linker.

use crate::cross::Compiler;
use crate::image::{PACKAGE, section_bytes};
use crate::run::{Done, quietly};

/// The symbol that the image's panic handler calls, and that nobody defines.
const PANIC: &str = "a_panic_path_survived";

pub(crate) fn run() -> Done {
    for target in ["thumbv7em-none-eabihf", "thumbv6m-none-eabi"] {
        let compiler = Compiler::for_target(target)?;
        // What is inlined decides which checks the compiler can prove away: each level is its own case.
        for level in ["s", "z", "3"] {
            let link = |features: &[&str]| {
                let mut build = compiler.build(target, PACKAGE);
                build.args(["--profile", "firmware"]).args(features);
                quietly(build.env("CARGO_PROFILE_FIRMWARE_OPT_LEVEL", level))
            };
            let (linked, said) = link(&["--features", "negative_control"])?;
            if linked || !said.contains(PANIC) {
                return Err(format!("the negative control must not link for {target}:\n{said}"));
            }
            let (linked, said) = link(&[])?;
            if !linked {
                return Err(format!("a panic path is linked for {target} at {level}:\n{said}"));
            }
        }
        let written = section_bytes(&compiler, target, &[".data", ".bss", ".tdata", ".tbss"])?;
        if written > 0 {
            return Err(format!("{written} bytes of static data are written on {target}"));
        }
        println!(
            "{target}: at opt-levels s, z and 3 every function links without a panic path, an \
             allocator or written static data; the negative control is refused"
        );
    }
    Ok(())
}
