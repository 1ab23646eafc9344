//! Lists and words, read at compile time too.

/// The first word of a list, and what follows it; empty ones are left out.
#[inline(never)]
pub(super) const fn next(list: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let mut rest = list;
    while !rest.is_empty() {
        let (word, after) = cut(rest, separator);
        rest = match after {
            Some(after) => after,
            None => b"",
        };
        if !word.is_empty() {
            return Some((word, rest));
        }
    }
    None
}

/// What precedes the rest of a list.
pub(super) const fn before<'a>(list: &'a [u8], rest: &[u8]) -> &'a [u8] {
    match list.split_at_checked(list.len().wrapping_sub(rest.len())) {
        Some((before, _)) => before,
        None => list,
    }
}

/// What precedes the first such byte, and what follows it if there is one.
#[inline(never)]
pub(super) const fn cut(text: &[u8], byte: u8) -> (&[u8], Option<&[u8]>) {
    let mut rest = text;
    while let [first, after @ ..] = rest {
        if *first == byte {
            return (before(text, rest), Some(after));
        }
        rest = after;
    }
    (text, None)
}

/// The index of a list's only fault: 0 where it has separators and no word.
pub(super) const fn no_word(list: &[u8], separator: u8) -> Option<usize> {
    if list.is_empty() || next(list, separator).is_some() { None } else { Some(0) }
}

/// What of a word is compared: all of it, or what precedes `=` or follows it.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Whole,
    Name,
    Value,
}

/// Whether one of a list's words is this.
pub(super) const fn has(list: &[u8], word: &[u8]) -> bool {
    contains(list, word, Part::Whole, false)
}

/// Whether a part of one of a list's words is this.
#[inline(never)]
pub(super) const fn contains(list: &[u8], text: &[u8], part: Part, in_any_case: bool) -> bool {
    let mut rest = list;
    while let Some((word, after)) = next(rest, b' ') {
        let (name, value) = cut(word, b'=');
        let compared = match (part, value) {
            (Part::Whole, _) => word,
            (Part::Value, Some(value)) => value,
            _ => name,
        };
        if is_same(compared, text, in_any_case) {
            return true;
        }
        rest = after;
    }
    false
}

pub(super) const fn same(one: &[u8], other: &[u8]) -> bool {
    is_same(one, other, false)
}

#[inline(never)]
const fn is_same(mut one: &[u8], mut other: &[u8], in_any_case: bool) -> bool {
    while let ([a, after @ ..], [b, after_other @ ..]) = (one, other) {
        if *a != *b && !(in_any_case && a.eq_ignore_ascii_case(b)) {
            return false;
        }
        (one, other) = (after, after_other);
    }
    one.is_empty() && other.is_empty()
}

/// Of which characters a text is.
#[derive(Clone, Copy)]
pub(super) enum Of {
    /// No control character.
    Printed,
    HeaderName,
    /// Those of a name (RFC 6749, section 8.2), and what frameworks write in one: `user[id]`.
    ParameterName,
    /// No quote, and no character of a path or of a list of another form.
    MemberName,
    /// As in a member's name, and those of a URI.
    ExtraName,
    TypeName,
    /// Those of a URI (RFC 3986, section 2), but not the ones between two words.
    Uri,
}

#[inline(never)]
pub(super) const fn all(text: &[u8], of: Of) -> bool {
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        let printed = !matches!(*byte, 0..=0x1F | 0x7F);
        let unquoted = printed && !matches!(*byte, b'"' | b'\'' | b'`' | b'\\');
        let single = unquoted
            && !matches!(
                *byte,
                b',' | b';' | b'=' | b'|' | b'<' | b'>' | b'[' | b']' | b'{' | b'}'
            );
        let alphanumeric = byte.is_ascii_alphanumeric();
        let fits = match of {
            Of::Printed => printed,
            Of::MemberName => single && !matches!(*byte, b'/' | b'.'),
            Of::ExtraName => single,
            Of::Uri => single && matches!(*byte, 0x21..=0x7E) && *byte != b'^',
            Of::TypeName => alphanumeric || matches!(*byte, b'-' | b'.' | b'_'),
            Of::ParameterName => {
                alphanumeric
                    || matches!(*byte, b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'*' | b'+')
                    || matches!(*byte, b'@' | b'[' | b']')
            }
            Of::HeaderName => {
                alphanumeric
                    || matches!(*byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.')
                    || matches!(*byte, b'^'..=b'`' | b'|' | b'~')
            }
        };
        if !fits {
            return false;
        }
        rest = after;
    }
    true
}
