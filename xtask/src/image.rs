//! The image of every function of the core, linked for a microcontroller, and what is in it.

use object::{Object, ObjectSection};

use crate::cross::Compiler;
use crate::run::Done;

/// The package that is the image.
pub(crate) const PACKAGE: &str = "grantlet-no-panic";

/// Bytes of the image's sections whose names start with one of these.
pub(crate) fn section_bytes(compiler: &Compiler, target: &str, kinds: &[&str]) -> Done<u64> {
    let path = compiler.images(target).join("firmware").join(PACKAGE);
    let image = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
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
