//! Figures in documents, written by the commands that measure them.

use crate::run::{Done, root};

/// Writes figures between the two marks of their name.
pub(crate) fn put(document: &str, name: &str, figures: &str) -> Done {
    let path = root().join(document);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{document}: {error}"))?;
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let parts = text.split_once(&start).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(&end)?;
        Some((before, after))
    });
    let (before, after) = parts.ok_or_else(|| format!("{document} has no `<!-- {name} -->`"))?;
    std::fs::write(&path, format!("{before}{start}{figures}{end}{after}"))
        .map_err(|error| format!("{document}: {error}"))
}
