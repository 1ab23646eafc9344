//! What a linker makes of the archives: no panic path, nothing that nobody called, and no mixture of
//! two ways to pass arguments.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use object::{Object, ObjectSymbol};

use super::CONSUMER;
use crate::dist::abi::{self, Abi};
use crate::dist::archive::{self, Content, PANIC, PREFIX};
use crate::dist::contents;
use crate::run::{Done, quietly, root, silently, target};

pub(super) fn run(unpacked: &Path, declared: &BTreeSet<String>) -> Done {
    let scratch = target().join("dist-linked");
    super::empty(&scratch)?;
    let everything = scratch.join("everything.c");
    std::fs::write(&everything, every_name(declared)).map_err(|error| error.to_string())?;
    let consumer = root().join(CONSUMER).join("main.c");
    for abi in &abi::ALL {
        let package = unpacked.join(abi.name);
        let archive = package.join("lib/libgrantlet.a");
        contents::check(&archive, abi, declared)?;
        let image = scratch.join(abi.name);
        silently(&mut link(abi, &package, &[&everything, &archive], &image))?;
        let dropped = not_called(abi, &package, &consumer, &archive, &image, declared)?;
        let control = negative_control(abi, &package, &everything, &scratch, declared)?;
        println!(
            "{:<16} links {} names without a panic path, drops {dropped} that are not called; \
             the negative control asks for {control}",
            abi.name,
            declared.len(),
        );
    }
    soft_and_hard(unpacked, &consumer, &scratch)
}

/// A program that takes the address of each name.
fn every_name(declared: &BTreeSet<String>) -> String {
    let mut text = "#include \"grantlet.h\"\nconst uintptr_t every_name[] = {\n".to_owned();
    for name in declared {
        let _ = writeln!(text, "    (uintptr_t)&{name},");
    }
    text.push_str(
        "};\nint main(int count, char **words) {\n    (void)words;\n    \
         return (int)*(const volatile uintptr_t *)&every_name[count];\n}\n",
    );
    text
}

fn link(abi: &Abi, package: &Path, inputs: &[&Path], image: &Path) -> Command {
    let mut link = abi.tool("gcc");
    // It names every function, the deprecated one too.
    link.args(["-std=c99", "-Os", "-Wall", "-Wextra", "-Werror", "-Wno-deprecated-declarations"])
        .args(abi.flags)
        .arg("-I")
        .arg(package.join("include"))
        .args(inputs)
        .args(abi.family.bare)
        .args(["-Wl,--gc-sections", "-o"])
        .arg(image);
    link
}

/// Links a program that calls three functions; returns how many names are left out of its image.
fn not_called(
    abi: &Abi,
    package: &Path,
    consumer: &Path,
    archive: &Path,
    image: &Path,
    declared: &BTreeSet<String>,
) -> Done<usize> {
    silently(&mut link(abi, package, &[consumer, archive], image))?;
    let bytes = std::fs::read(image).map_err(|error| error.to_string())?;
    let file = object::File::parse(&*bytes).map_err(|error| error.to_string())?;
    let linked: BTreeSet<_> = file
        .symbols()
        .filter(ObjectSymbol::is_definition)
        .filter_map(|symbol| symbol.name().ok())
        .filter(|name| name.starts_with(PREFIX))
        .collect();
    let called = BTreeSet::from(["grantlet_abi", "grantlet_equal", "grantlet_wipe"]);
    if linked == called {
        Ok(declared.len() - called.len())
    } else {
        Err(format!("{}: an image that calls {called:?} holds {linked:?}", abi.name))
    }
}

/// An archive with a function that can panic must be refused, by the check and by the linker.
fn negative_control(
    abi: &Abi,
    package: &Path,
    everything: &Path,
    scratch: &Path,
    declared: &BTreeSet<String>,
) -> Done<&'static str> {
    let folder = scratch.join(format!("{}-control", abi.name));
    let archive = archive::build(&root(), abi, Content::NegativeControl, &folder)?;
    let mut with_control = declared.clone();
    with_control.insert(format!("{PREFIX}negative_control"));
    match contents::check(&archive, abi, &with_control) {
        Err(error) if error.contains(PANIC) => {}
        Err(error) => {
            return Err(format!("the negative control fails for another reason: {error}"));
        }
        Ok(_) => return Err(format!("{}: the check lets the negative control pass", abi.name)),
    }
    let source: PathBuf = folder.join("control.c");
    let text = format!(
        "unsigned char {PREFIX}negative_control();\n#define main everything\n#include \"{}\"\n\
         #undef main\nint main(int count, char **words) {{\n    \
         return everything(count, words) + {PREFIX}negative_control();\n}}\n",
        everything.display()
    );
    std::fs::write(&source, text).map_err(|error| error.to_string())?;
    let (linked, said) =
        quietly(&mut link(abi, package, &[&source, &archive], &folder.join("image")))?;
    if linked || !said.contains(&format!("undefined reference to `{PANIC}'")) {
        return Err(format!("the negative control must not link for {}:\n{said}", abi.name));
    }
    Ok(PANIC)
}

/// A program that passes floating-point arguments in integer registers must not get an archive that
/// passes them in their own.
fn soft_and_hard(unpacked: &Path, consumer: &Path, scratch: &Path) -> Done {
    let (soft, hard) = (abi::named("thumbv7em")?, unpacked.join("thumbv7em-hf"));
    let archive = hard.join("lib/libgrantlet.a");
    let (linked, said) =
        quietly(&mut link(soft, &hard, &[consumer, &archive], &scratch.join("mixed")))?;
    if linked || !said.contains("VFP register arguments") {
        return Err(format!("a hard-float archive links into a soft-float image:\n{said}"));
    }
    println!("a hard-float archive is refused in a soft-float image");
    Ok(())
}
