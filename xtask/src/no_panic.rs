//! Shows that no function of the core can panic, allocate or write static data, by the linker.

use std::path::{Path, PathBuf};
use std::process::Command;

use object::{Object, ObjectSection};

use crate::cross::Compiler;
use crate::run::{Done, in_pairs, quietly, target as target_directory};

/// The package that is an image of every function of the core.
const PACKAGE: &str = "grantlet-no-panic";

/// The symbol that the image's panic handler calls, and that nobody defines.
const PANIC: &str = "a_panic_path_survived";

/// The board's own CPU changes what the compiler inlines, and a user sets it in one line.
const PROCESSORS: [(&str, &str); 2] = [
    ("thumbv7em-none-eabihf", "-Ctarget-cpu=cortex-m4"),
    ("thumbv6m-none-eabi", "-Ctarget-cpu=cortex-m0"),
];

pub(crate) fn run() -> Done {
    let compilers = PROCESSORS.map(|(target, _)| Compiler::for_target(target));
    let mut images = Vec::new();
    for ((target, flags), compiler) in PROCESSORS.into_iter().zip(compilers) {
        // In a target directory of its own, each is linked beside the other.
        let compiler = compiler?;
        let directory = compiler.within(&target_directory().join("no-panic").join(target));
        images.push((Image { target, compiler, directory }, flags));
    }
    in_pairs(&images, |(image, flags)| image.test("").and_then(|()| image.test(flags)))?;
    Ok(())
}

/// The image for a target.
struct Image {
    target: &'static str,
    compiler: Compiler,
    directory: PathBuf,
}

impl Image {
    fn test(&self, flags: &str) -> Done {
        let target = self.target;
        // What is inlined decides which checks the compiler can prove away: each level is its own case.
        for level in ["s", "z", "3"] {
            let link = |features: &[&str]| {
                let mut build = self.build(PACKAGE, flags);
                build.args(["--profile", "firmware"]).args(features);
                quietly(build.env("CARGO_PROFILE_FIRMWARE_OPT_LEVEL", level))
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
            let image = self.directory.join(target).join("firmware").join(PACKAGE);
            let written = section_bytes(&image, &[".data", ".bss", ".tdata", ".tbss"])?;
            if written > 0 {
                return Err(format!(
                    "{written} bytes of static data are written on {target} {flags} at {level}"
                ));
            }
        }
        // What users of heapless start from, for a board.
        let mut example = self.build("grantlet", flags);
        example.args(["--example", "no_std", "--features", "heapless", "--locked"]);
        let (built, said) = quietly(&mut example)?;
        if !built {
            return Err(format!("the example no_std is not built for {target} {flags}:\n{said}"));
        }
        println!(
            "{target} {flags}: at opt-levels s, z and 3 every function links without a panic path, an \
             allocator or written static data; the negative control is refused"
        );
        Ok(())
    }

    /// A build with the compiler's `flags`; those of `.cargo/config.toml` stay beside them.
    fn build(&self, package: &str, flags: &str) -> Command {
        let name = self.target.replace('-', "_").to_uppercase();
        let mut build = self.compiler.build(self.target, package);
        let flags = format!("{flags} --cfg=getrandom_backend=\"custom\"");
        build.env(format!("CARGO_TARGET_{name}_RUSTFLAGS"), flags.trim());
        build.env("CARGO_TARGET_DIR", &self.directory);
        build
    }
}

/// Bytes of an image's sections whose names start with one of these.
fn section_bytes(path: &Path, kinds: &[&str]) -> Done<u64> {
    let image = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let file = object::File::parse(&*image).map_err(|error| error.to_string())?;
    let mut bytes = 0;
    for section in file.sections() {
        let name = section.name().unwrap_or_default();
        if kinds.iter().any(|kind| name.starts_with(kind)) {
            bytes += section.size();
        }
    }
    Ok(bytes)
}
