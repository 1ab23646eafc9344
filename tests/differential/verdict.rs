//! A verdict as text, a line for each value, in the two forms in which it can be compared.

/// A verdict while it is written.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// As the C program writes it.
    pub(crate) c: Vec<u8>,
    /// As the JavaScript program writes it, which has no offsets, and values that were parsed.
    pub(crate) js: Vec<u8>,
}

impl Verdict {
    /// One that starts with its class.
    pub(crate) fn of(class: &str) -> Self {
        let class = format!("{class}\n").into_bytes();
        Self { c: class.clone(), js: class }
    }

    /// A line, unless the text is empty, which is as good as absent.
    pub(crate) fn line(mut self, name: &str, text: impl AsRef<[u8]>) -> Self {
        line(&mut self.c, name, text.as_ref());
        line(&mut self.js, name, text.as_ref());
        self
    }

    /// A line that only C has.
    pub(crate) fn in_c(mut self, name: &str, text: impl AsRef<[u8]>) -> Self {
        line(&mut self.c, name, text.as_ref());
        self
    }
}

fn line(to: &mut Vec<u8>, name: &str, text: &[u8]) {
    if !text.is_empty() {
        for part in [name.as_bytes(), b"=", text, b"\n"] {
            to.extend_from_slice(part);
        }
    }
}

/// The first line of a verdict.
pub(crate) fn class_of(output: &[u8]) -> &str {
    let end = output.iter().position(|byte| *byte == b'\n').unwrap_or(output.len());
    std::str::from_utf8(&output[..end]).unwrap_or("?")
}
