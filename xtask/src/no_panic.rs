//! Shows that no function of the core can panic, allocate or write static data, by the linker.

use crate::cross::Compiler;
use crate::image::{PACKAGE, section_bytes};
use crate::run::{Done, quietly};

/// The symbol that the image's panic handler calls, and that nobody defines.
const PANIC: &str = "a_panic_path_survived";

pub(crate) fn run() -> Done {
    // The board's own CPU changes what the compiler inlines, and a user sets it in one line.
    let processors = [
        ("thumbv7em-none-eabihf", ""),
        ("thumbv7em-none-eabihf", "-Ctarget-cpu=cortex-m4"),
        ("thumbv6m-none-eabi", ""),
        ("thumbv6m-none-eabi", "-Ctarget-cpu=cortex-m0"),
    ];
    for (target, flags) in processors {
        let compiler = Compiler::for_target(target)?;
        let name = target.replace('-', "_").to_uppercase();
        let variable = format!("CARGO_TARGET_{name}_RUSTFLAGS");
        // What is inlined decides which checks the compiler can prove away: each level is its own case.
        for level in ["s", "z", "3"] {
            let link = |features: &[&str]| {
                let mut build = compiler.build(target, PACKAGE);
                build.args(["--profile", "firmware"]).args(features);
                // Those of `.cargo/config.toml` stay beside them.
                build.env("CARGO_PROFILE_FIRMWARE_OPT_LEVEL", level).env(&variable, flags);
                quietly(&mut build)
            };
            let (linked, said) = link(&["--features", "negative_control"])?;
            if linked || !said.contains(PANIC) {
                return Err(format!(
                    "the negative control must not link for {target} {flags}:\n{said}"
                ));
            }
            let (linked, said) = link(&[])?;
            if !linked {
                return Err(format!(
                    "a panic path is linked for {target} {flags} at {level}:\n{said}"
                ));
            }
        }
        let written = section_bytes(&compiler, target, &[".data", ".bss", ".tdata", ".tbss"])?;
        if written > 0 {
            return Err(format!("{written} bytes of static data are written on {target}"));
        }
        // What users of heapless start from, for a board.
        let mut example = compiler.build(target, "grantlet");
        example.args(["--example", "no_std", "--features", "heapless", "--locked"]);
        let (built, said) = quietly(example.env(&variable, flags))?;
        if !built {
            return Err(format!("the example no_std is not built for {target} {flags}:\n{said}"));
        }
        println!(
            "{target} {flags}: at opt-levels s, z and 3 every function links without a panic path, an \
             allocator or written static data; the negative control is refused"
        );
    }
    Ok(())
}
