//! The check of archives sees what it is to see: an archive made of faults is refused for each.

use std::collections::BTreeSet;
use std::path::Path;

use crate::dist::abi;
use crate::dist::contents;
use crate::run::{Done, silently, target};

/// What the check must say of `tests/dist/faulty.c`, which a C compiler leaves as it is.
const FAULTS: [&str; 9] = [
    "grantlet_undeclared is seen, and the header does not declare it",
    "other_name is seen, and the header does not declare it",
    "grantlet_absent is declared in the header, and not in it",
    "it asks for somebody",
    ".data.grantlet_written is data that a program writes to",
    ".bss.grantlet_zeroed is data that a program writes to",
    "grantlet_together has no section of its own",
    "it tells where it was built: .rs",
    ".comment is still in it",
];

pub(super) fn run() -> Done {
    let folder = target().join("dist-faulty");
    super::empty(&folder)?;
    let abi = abi::named("thumbv6m")?;
    let (object, archive) = (folder.join("faulty.o"), folder.join("libgrantlet.a"));
    let mut compile = abi.tool("gcc");
    compile.args(abi.flags).args(["-c", "-ffunction-sections", "-fdata-sections"]);
    silently(compile.arg("tests/dist/faulty.c").arg("-o").arg(&object))?;
    let ar = |archive: &Path, objects: &[&Path]| {
        let mut ar = abi.tool("ar");
        silently(ar.arg("qcsD").arg(archive).args(objects))
    };
    ar(&archive, &[&object])?;
    let declared = BTreeSet::from(["grantlet_abi".to_owned(), "grantlet_absent".to_owned()]);
    let Err(said) = contents::check(&archive, abi, &declared) else {
        return Err("the check lets an archive made of faults pass".to_owned());
    };
    if let Some(unseen) = FAULTS.iter().find(|fault| !said.contains(*fault)) {
        return Err(format!("the check does not say `{unseen}`, but:\n{said}"));
    }
    let two = folder.join("two.a");
    ar(&two, &[&object, &object])?;
    match contents::check(&two, abi, &declared) {
        Err(said) if said.contains("2 objects are in it") => {}
        _ => return Err("the check lets an archive of two objects pass".to_owned()),
    }
    println!("the check of archives sees {} kinds of faults", FAULTS.len() + 1);
    Ok(())
}
