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
        package.description("README.md", "ffi/README.md")?;
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

    /// Adds a description of the project's. Of a link to a file that no package has, the text is left.
    fn description(&mut self, path: &str, source: &str) -> Done {
        let text = std::fs::read_to_string(root().join(source))
            .map_err(|error| format!("{source}: {error}"))?;
        self.files.insert(path.to_owned(), without_relative_links(&text).into_bytes());
        Ok(())
    }

    /// An error that names a link of a description to a file that the package does not have.
    pub(crate) fn check_links(&self) -> Done {
        for (path, bytes) in &self.files {
            if Path::new(path).extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            let text = String::from_utf8_lossy(bytes);
            let folder =
                path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
            for (_, target) in links(&text).filter(|(_, target)| is_relative(target)) {
                let file = target.split('#').next().unwrap_or_default();
                let file = format!("{folder}{file}");
                let within = format!("{file}/");
                if !self.files.keys().any(|path| *path == file || path.starts_with(&within)) {
                    return Err(format!("{path} links to {target}, which is not in the package"));
                }
            }
        }
        Ok(())
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

/// The links of a text in Markdown: text and target.
fn links(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices("](").filter_map(|(at, _)| {
        let start = text[..at].rfind('[')? + 1;
        let target = text[at + 2..].split(')').next()?;
        Some((&text[start..at], target))
    })
}

/// Whether a link leads to a file beside the text.
fn is_relative(target: &str) -> bool {
    !target.starts_with('#') && !target.contains("://") && !target.starts_with("mailto:")
}

fn without_relative_links(text: &str) -> String {
    let mut left = text.to_owned();
    for (shown, target) in links(text).filter(|(_, target)| is_relative(target)) {
        left = left.replace(&format!("[{shown}]({target})"), shown);
    }
    left
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

#[cfg(test)]
mod tests {
    use super::{Package, without_relative_links};

    #[test]
    fn a_description_in_a_package_links_to_nothing_beside_it() {
        let text = "[`lock`](examples/lock), [a](#b), [c](https://c.example/d), [e](f.md#g)";
        let left = "`lock`, [a](#b), [c](https://c.example/d), e";
        assert_eq!(without_relative_links(text), left);
    }

    #[test]
    fn a_link_to_a_file_that_is_not_in_the_package_is_refused() {
        let mut package = Package::default();
        package.description("README.md", "ffi/README.md").unwrap();
        assert_eq!(package.check_links(), Ok(()));
        for (target, is_there) in
            [("LICENSE", true), ("lib", true), ("li", false), ("a/LICENSE", false)]
        {
            let mut package = Package::default();
            let files = [("LICENSE", ""), ("lib/a", ""), ("README.md", target)];
            for (path, target) in files {
                package.files.insert(path.to_owned(), format!("[x]({target})").into_bytes());
            }
            assert_eq!(package.check_links().is_ok(), is_there, "{target}");
        }
        // As the sources are, the description has such a link.
        package.copy("README.md", "ffi/README.md").unwrap();
        let error = package.within("Grantlet").check_links().unwrap_err();
        assert!(error.contains("examples/lock"), "{error}");
    }
}
