//! The library for Arduino: a header, and an archive for each processor in a folder of its name.

use crate::run::Done;

use super::abi;
use super::objects;
use super::package::Package;

/// The folder that a zip of a library has at its root.
pub(crate) const NAME: &str = "Grantlet";

/// Folders below `src` and their archives. Arduino's builder takes the folder of the board's `build.mcu`; where the
/// compiler is given `-mfpu` and `-mfloat-abi`, the one of these two in it.
pub(crate) fn folders() -> impl Iterator<Item = (&'static str, &'static str)> {
    CORTEX.into_iter().chain(abi::ESP32)
}

/// The last ones are Teensy's.
const CORTEX: [(&str, &str); 19] = [
    ("cortex-m0", "thumbv6m"),
    ("cortex-m0plus", "thumbv6m"),
    ("cortex-m23", "thumbv6m"),
    ("cortex-m3", "thumbv7m"),
    ("cortex-m4", "thumbv7em"),
    ("cortex-m4/fpv4-sp-d16-softfp", "thumbv7em"),
    ("cortex-m4/fpv4-sp-d16-hard", "thumbv7em-hf"),
    ("cortex-m7", "thumbv7em"),
    ("cortex-m7/fpv5-d16-softfp", "thumbv7em"),
    ("cortex-m7/fpv5-d16-hard", "thumbv7em-hf"),
    ("cortex-m7/fpv5-sp-d16-hard", "thumbv7em-hf"),
    ("cortex-m7/fpv4-sp-d16-hard", "thumbv7em-hf"),
    ("cortex-m33", "thumbv8m.main"),
    ("cortex-m33/fpv5-sp-d16-softfp", "thumbv8m.main"),
    ("cortex-m33/fpv5-sp-d16-hard", "thumbv8m.main-hf"),
    ("mk20dx256", "thumbv7em"),
    ("mk64fx512/fpv4-sp-d16-hard", "thumbv7em-hf"),
    ("mk66fx1m0/fpv4-sp-d16-hard", "thumbv7em-hf"),
    ("imxrt1062/fpv5-d16-hard", "thumbv7em-hf"),
];

pub(super) fn package() -> Done<Package> {
    let mut package = Package::new()?.within(NAME);
    package.copy(&format!("{NAME}/src/grantlet.h"), "ffi/include/grantlet.h")?;
    let properties = format!("{NAME}/library.properties");
    let source = "ffi/packages/arduino/library.properties.in";
    package.fill(&properties, source, &[])?;
    for (folder, name) in folders() {
        let archive = objects(abi::named(name)?).join("libgrantlet.a");
        package.add(&format!("{NAME}/src/{folder}/libgrantlet.a"), &archive)?;
    }
    Ok(package)
}
