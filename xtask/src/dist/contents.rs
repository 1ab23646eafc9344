//! What is in an archive, and whether it is what may ship.

use std::collections::BTreeSet;
use std::path::Path;

use object::elf;
use object::read::archive::ArchiveFile;
use object::{Object, ObjectSection, ObjectSymbol, SectionFlags};

use super::abi::{Abi, MEMORY};
use super::archive::PANIC;
use crate::run::{Done, root};

/// Sections that no C program has a use for.
const NOT_SHIPPED: [&str; 8] = [
    ".ARM.exidx",
    ".ARM.extab",
    ".comment",
    ".debug",
    ".eh_frame",
    ".gcc_except_table",
    ".rel.ARM.exidx",
    ".stab",
];

/// The one object of an archive.
pub(crate) struct Contents {
    /// Names that it gives to others.
    pub(crate) defined: BTreeSet<String>,
    /// Names that it asks of others.
    pub(crate) undefined: BTreeSet<String>,
    /// Names of its sections, and whether a program writes to them.
    sections: Vec<(String, bool)>,
    /// Functions that do not lie in a section of their own, which the linker could not drop. One that
    /// does the same as another may be a second name for it.
    together: Vec<String>,
    /// Bytes of code and constants.
    pub(crate) bytes: u64,
    /// Parts of it that tell where it was built.
    paths: Vec<String>,
}

impl Contents {
    pub(crate) fn read(archive: &[u8]) -> Done<Self> {
        let members = ArchiveFile::parse(archive).map_err(|error| error.to_string())?;
        let members: Vec<_> = members.members().filter_map(Result::ok).collect();
        let [member] = members.as_slice() else {
            return Err(format!("{} objects are in it, instead of one", members.len()));
        };
        let data = member.data(archive).map_err(|error| error.to_string())?;
        let object = object::File::parse(data).map_err(|error| error.to_string())?;
        let mut contents = Self {
            defined: BTreeSet::new(),
            undefined: BTreeSet::new(),
            sections: Vec::new(),
            together: Vec::new(),
            bytes: 0,
            paths: paths(data),
        };
        for section in object.sections() {
            let name = section.name().unwrap_or_default().to_owned();
            let SectionFlags::Elf { sh_flags, .. } = section.flags() else {
                return Err("it is no ELF object".to_owned());
            };
            let has = |flag| sh_flags.contains(flag);
            if has(elf::SHF_ALLOC) {
                contents.bytes += section.size();
            }
            contents.sections.push((name, has(elf::SHF_ALLOC) && has(elf::SHF_WRITE)));
        }
        let mut places = Vec::new();
        for symbol in object.symbols().filter(ObjectSymbol::is_global) {
            let name = symbol.name().map_err(|error| error.to_string())?.to_owned();
            if symbol.is_undefined() {
                contents.undefined.insert(name);
                continue;
            }
            let section = symbol.section_index().and_then(|at| object.section_by_index(at).ok());
            let section = section.and_then(|section| section.name().ok().map(str::to_owned));
            places.push((section.unwrap_or_default(), symbol.address(), name.clone()));
            contents.defined.insert(name);
        }
        let own =
            |(section, _, name): &(String, u64, String)| section.ends_with(&format!(".{name}"));
        for place in &places {
            let second = |other: &&_| {
                let (section, address, _): &(String, u64, String) = other;
                own(other) && *section == place.0 && *address == place.1
            };
            if !own(place) && !places.iter().any(|other| second(&other)) {
                contents.together.push(place.2.clone());
            }
        }
        Ok(contents)
    }

    /// What keeps it from shipping; nothing where it may.
    pub(crate) fn faults(&self, abi: &Abi, declared: &BTreeSet<String>) -> Vec<String> {
        let mut faults = Vec::new();
        for name in self.defined.difference(declared) {
            faults.push(format!("{name} is seen, and the header does not declare it"));
        }
        for name in declared.difference(&self.defined) {
            faults.push(format!("{name} is declared in the header, and not in it"));
        }
        for name in &self.undefined {
            if name == PANIC {
                faults.push(format!("a panic path survived: it asks for {PANIC}"));
            } else if !MEMORY.contains(&name.as_str())
                && !abi.family.helpers.contains(&name.as_str())
            {
                faults.push(format!("it asks for {name}"));
            }
        }
        for (name, written) in &self.sections {
            if *written && !(abi.family.relocated_at_load && name.starts_with(".data.rel.ro")) {
                faults.push(format!("{name} is data that a program writes to"));
            }
            if NOT_SHIPPED.iter().any(|kind| name.starts_with(kind)) {
                faults.push(format!("{name} is still in it"));
            }
        }
        for name in &self.together {
            faults.push(format!("{name} has no section of its own"));
        }
        for path in &self.paths {
            faults.push(format!("it tells where it was built: {path}"));
        }
        faults
    }
}

/// Whether an archive may ship; says why not.
pub(crate) fn check(archive: &Path, abi: &Abi, declared: &BTreeSet<String>) -> Done<Contents> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", archive.display());
    let bytes = std::fs::read(archive).map_err(|error| failed(&error))?;
    let contents = Contents::read(&bytes).map_err(|error| failed(&error))?;
    let faults = contents.faults(abi, declared);
    if faults.is_empty() { Ok(contents) } else { Err(failed(&faults.join("\n  "))) }
}

/// Texts that name a folder of whoever built it, or that a panic would print.
fn paths(data: &[u8]) -> Vec<String> {
    let root = root().display().to_string();
    let marks = [root.as_str(), "/.cargo/", "/rustc/", ".rs"];
    let found =
        marks.iter().filter(|mark| data.windows(mark.len()).any(|at| at == mark.as_bytes()));
    found.map(ToString::to_string).collect()
}
