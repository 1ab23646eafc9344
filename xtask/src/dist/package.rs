//! A package: files by name, and the zip that they are shipped in.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::notices;
use crate::run::{Done, root};

/// The version that packages have.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Files by their path in the package, in one order.
#[derive(Default)]
pub(crate) struct Package {
    files: BTreeMap<String, Vec<u8>>,
}

impl Package {
    /// A package with what is in each of them: header, licences, the description.
    pub(crate) fn new() -> Done<Self> {
        let mut package = Self::default();
        package.copy("include/grantlet.h", "ffi/include/grantlet.h")?;
        package.copy("LICENSE-MIT", "LICENSE-MIT")?;
        package.copy("LICENSE-APACHE", "LICENSE-APACHE")?;
        package.copy("README.md", "ffi/README.md")?;
        package
            .files
            .insert(notices::FILE.to_owned(), notices::of("grantlet-ffi", &[])?.into_bytes());
        Ok(package)
    }

    /// The same files in a folder.
    pub(crate) fn within(self, folder: &str) -> Self {
        let moved = |(path, bytes)| (format!("{folder}/{path}"), bytes);
        Self { files: self.files.into_iter().map(moved).collect() }
    }

    /// Adds a file of the project's.
    pub(crate) fn copy(&mut self, path: &str, source: &str) -> Done {
        self.add(path, &root().join(source))
    }

    /// Adds a file.
    pub(crate) fn add(&mut self, path: &str, source: &Path) -> Done {
        let bytes =
            std::fs::read(source).map_err(|error| format!("{}: {error}", source.display()))?;
        self.files.insert(path.to_owned(), bytes);
        Ok(())
    }

    /// Adds a text of the project's in which `@NAME@` stands for a value.
    pub(crate) fn fill(&mut self, path: &str, source: &str, values: &[(&str, &str)]) -> Done {
        let mut text = std::fs::read_to_string(root().join(source))
            .map_err(|error| format!("{source}: {error}"))?;
        for (name, value) in [("VERSION", VERSION)].iter().chain(values) {
            text = text.replace(&format!("@{name}@"), value);
        }
        self.files.insert(path.to_owned(), text.into_bytes());
        Ok(())
    }

    /// The same bytes for the same files: no time and no owner is written.
    pub(crate) fn zip(&self) -> Done<Vec<u8>> {
        let failed = |error: &dyn std::fmt::Display| format!("a zip: {error}");
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, bytes) in &self.files {
            zip.start_file(path.as_str(), options).map_err(|error| failed(&error))?;
            zip.write_all(bytes).map_err(|error| failed(&error))?;
        }
        zip.finish().map(Cursor::into_inner).map_err(|error| failed(&error))
    }
}

/// A line of `SHA256SUMS`, as `sha256sum --check` reads it.
pub(crate) fn sum(name: &str, bytes: &[u8]) -> String {
    let mut line = String::new();
    for byte in Sha256::digest(bytes) {
        let _ = write!(line, "{byte:02x}");
    }
    let _ = writeln!(line, "  {name}");
    line
}
