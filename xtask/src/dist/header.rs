//! The names that the header for C declares.

use std::collections::BTreeSet;
use std::path::Path;

use super::archive::PREFIX;
use crate::install;
use crate::run::{Done, command, output};

/// The functions and constants that `header` says are in the library.
pub(crate) fn declared(header: &Path) -> Done<BTreeSet<String>> {
    install::apt("cc", &["gcc", "libc6-dev"])?;
    let mut preprocess = command("cc");
    let text = output(preprocess.args(["-E", "-P", "-std=c99", "-x", "c"]).arg(header))?;
    let names = names(&text);
    if names.is_empty() {
        return Err(format!("{} declares nothing", header.display()));
    }
    Ok(names)
}

/// The declarations in a preprocessed header whose definition is elsewhere.
fn names(text: &str) -> BTreeSet<String> {
    let text = without_bodies(text);
    let mut names = BTreeSet::new();
    for declaration in text.split(';') {
        let words: Vec<&str> = declaration.split_whitespace().collect();
        if words.contains(&"typedef") || words.contains(&"static") {
            continue;
        }
        if let Some(name) = function(declaration) {
            names.insert(name);
        } else if words.contains(&"extern") {
            let objects = declaration.split(',').filter_map(|part| {
                let part = part.split('[').next().unwrap_or(part);
                part.split(|letter| !is_of_name(letter)).rfind(|word| !word.is_empty())
            });
            names.extend(objects.filter(|name| name.starts_with(PREFIX)).map(str::to_owned));
        }
    }
    names
}

/// The text without what is in braces; a function's body ends its declaration.
fn without_bodies(text: &str) -> String {
    let mut rest = String::new();
    let mut depth = 0usize;
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && rest.trim_end().ends_with(')') {
                    rest.push(';');
                }
            }
            _ if depth == 0 => rest.push(letter),
            _ => {}
        }
    }
    rest
}

/// The function that a declaration declares: its first name of ours before a parenthesis.
fn function(declaration: &str) -> Option<String> {
    declaration.match_indices('(').find_map(|(at, _)| {
        let before = declaration[..at].trim_end();
        let name = before.rsplit(|letter| !is_of_name(letter)).next()?;
        name.starts_with(PREFIX).then(|| name.to_owned())
    })
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn declarations_are_told_from_types_and_from_what_is_defined_in_the_header() {
        let text = "
typedef int grantlet_status; enum { GRANTLET_OK = 0 };
typedef struct { const uint8_t *bytes; size_t length; } grantlet_span;
typedef struct grantlet_profile { uintptr_t opaque[32]; } grantlet_profile;
typedef void (*grantlet_hook)(int);
static inline grantlet_span grantlet_text(const char *text) { if (text) { grantlet_abi(); } return x; }
uint32_t grantlet_abi(void);
__attribute__((warn_unused_result)) grantlet_status
    grantlet_state(const uint8_t entropy[32], grantlet_span (*grantlet_inner)(void));
const char *grantlet_strerror (grantlet_status status);
extern const struct grantlet_profile grantlet_bold;
extern const grantlet_profile grantlet_rfc6749, grantlet_bolt;
extern const uint8_t grantlet_table[4];
extern int printf(const char *format, ...);
extern int errno;
";
        let expected = [
            "grantlet_abi",
            "grantlet_bold",
            "grantlet_bolt",
            "grantlet_rfc6749",
            "grantlet_state",
            "grantlet_strerror",
            "grantlet_table",
        ];
        assert_eq!(names(text).into_iter().collect::<Vec<_>>(), expected);
    }
}
