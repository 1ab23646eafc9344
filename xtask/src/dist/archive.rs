//! Builds the library for one binary interface, as one object of which only the interface is seen.

use std::path::{Path, PathBuf};

use object::read::archive::ArchiveFile;
use object::{Object, ObjectSymbol};

use super::abi::Abi;
use super::frames;
use crate::cross::Compiler;
use crate::run::{Done, root, run, silently, target};

const PACKAGE: &str = "grantlet-ffi";

/// The features of what ships.
const INTERFACE: &str = "panic_check";

/// What is common to the names of the interface.
pub(crate) const PREFIX: &str = "grantlet_";

/// The symbol that the panic handler calls, and that nobody defines. What ships is built with it:
/// the archive itself, and not a likeness of it, shows that nothing in it panics.
pub(crate) const PANIC: &str = "a_panic_path_survived";

/// What is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// What ships.
    Interface,
    /// The same and a function that can panic, which must not pass for what ships.
    NegativeControl,
}

/// Sections that a C program has no use for: tables to unwind by, the compiler's name.
const NOT_NEEDED: [&str; 5] =
    [".ARM.exidx*", ".rel.ARM.exidx*", ".eh_frame*", ".rel*.eh_frame*", ".comment"];

/// Puts in place what an archive is built with.
pub(crate) fn install(abi: &Abi) -> Done {
    abi.install()?;
    Compiler::for_target(abi.target).map(drop)
}

/// Builds the source in `checkout` and writes `libgrantlet.a` into `folder`; returns its path.
pub(crate) fn build(checkout: &Path, abi: &Abi, content: Content, folder: &Path) -> Done<PathBuf> {
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;

    let (object, symbols) = compile(checkout, abi, content, folder)?;
    let linked = folder.join("linked.o");
    let mut link = abi.tool("ld");
    link.args(abi.family.emulation).args(["-r", "--gc-sections"]);
    for symbol in symbols {
        link.args(["-u", &symbol]);
    }
    run(link.arg(object).arg("-o").arg(&linked))?;

    let stripped = folder.join("grantlet.o");
    let mut strip = abi.tool("objcopy");
    strip.args(["--wildcard", "--strip-debug", "--keep-global-symbol", &format!("{PREFIX}*")]);
    for section in NOT_NEEDED {
        strip.args(["--remove-section", section]);
    }
    run(strip.arg(&linked).arg(&stripped))?;

    let packed = folder.join("packed.a");
    // `ar` adds to an archive that is there.
    if packed.exists() {
        std::fs::remove_file(&packed).map_err(|error| error.to_string())?;
    }
    run(abi.tool("ar").arg("rcsD").arg(&packed).arg(&stripped))?;
    replace(&packed, &folder.join("libgrantlet.a"))
}

/// Puts a file in the place of another, unless both are the same: what is built from it is then not
/// built again.
fn replace(new: &Path, path: &Path) -> Done<PathBuf> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let bytes = std::fs::read(new).map_err(failed)?;
    if std::fs::read(path).ok() != Some(bytes) {
        std::fs::rename(new, path).map_err(failed)?;
    }
    Ok(path.to_owned())
}

/// The object that the compiler makes of all Rust code, and the names of the interface in it.
fn compile(
    checkout: &Path,
    abi: &Abi,
    content: Content,
    folder: &Path,
) -> Done<(PathBuf, Vec<String>)> {
    let compiler = Compiler::for_target(abi.target)?;
    // Each binary interface has target directories of its own, so that several are built at a time.
    let directory = if checkout == root() { target() } else { checkout.join("target") };
    let directory = directory.join("archives").join(abi.name);
    let cargo = |features: &str, name: &str| {
        let mut cargo = compiler.static_library(abi.target, PACKAGE);
        cargo.args(["--quiet", "--locked", "--profile", "firmware", "--features", features]);
        let built = compiler.within(&directory.join(name));
        cargo.env("CARGO_TARGET_DIR", &built).current_dir(checkout);
        (cargo, built.join(abi.target).join("firmware"))
    };
    let mut flags = flags(checkout);
    let (mut named, built) = cargo(INTERFACE, "names");
    flags.extend(frames::flag(abi.target, &mut named, &flags, &built, &directory)?);

    let features = match content {
        Content::Interface => INTERFACE.to_owned(),
        Content::NegativeControl => format!("{INTERFACE},negative_control"),
    };
    let (mut cargo, built) = cargo(&features, "cargo");
    // LLVM lists the names that a crate does not have.
    silently(cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")))?;

    let library = built.join(format!("lib{}.a", PACKAGE.replace('-', "_")));
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", library.display());
    let bytes = std::fs::read(&library).map_err(|error| failed(&error))?;
    let archive = ArchiveFile::parse(&*bytes).map_err(|error| failed(&error))?;
    let mut found = None;
    for member in archive.members() {
        let member = member.map_err(|error| failed(&error))?;
        let data = member.data(&*bytes).map_err(|error| failed(&error))?;
        let Ok(object) = object::File::parse(data) else { continue };
        let symbols = interface(&object);
        if !symbols.is_empty() && found.replace((data, symbols)).is_some() {
            return Err(failed(&"the interface is in two objects: were they linked as one?"));
        }
    }
    let (data, symbols) = found.ok_or_else(|| failed(&"no function of the interface is in it"))?;
    let object = folder.join("compiled.o");
    std::fs::write(&object, data).map_err(|error| format!("{}: {error}", object.display()))?;
    Ok((object, symbols))
}

/// The names that an object defines for others and that are the interface's.
fn interface(object: &object::File<'_>) -> Vec<String> {
    let defined = object.symbols().filter(|symbol| symbol.is_global() && symbol.is_definition());
    let names = defined.filter_map(|symbol| symbol.name().ok().map(ToOwned::to_owned));
    names.filter(|name| name.starts_with(PREFIX)).collect()
}

/// The compiler's flags, which replace those of the configuration and of the environment: the
/// archive is the same whoever builds it, and wherever.
fn flags(checkout: &Path) -> Vec<String> {
    let mut flags = vec![
        // Without a choice at run time, which is static data that is written.
        "--cfg=sha2_backend=\"soft\"".to_owned(),
        "--cfg=sha2_backend_soft=\"compact\"".to_owned(),
        format!("--remap-path-prefix={}=grantlet", checkout.display()),
    ];
    let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo"));
    if let Some(folder) = cargo_home.or_else(home) {
        flags.push(format!("--remap-path-prefix={}=cargo", folder.display()));
    }
    flags
}
