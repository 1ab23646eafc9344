//! What is misspelt in the lists that responses are read by. Each function returns the index of the word
//! at fault.

use crate::profile::check::text::{Of, Part, all, before, contains, cut, has, next, no_word, same};
use crate::profile::check::{TOKEN_MEMBERS, is_read};

/// Errors that RFC 6749, OpenID Connect and RFC 8628 register.
const ERRORS: &[u8] = b"invalid_request invalid_client invalid_grant invalid_scope invalid_token \
    unauthorized_client unsupported_grant_type access_denied server_error temporarily_unavailable \
    expired_token login_required interaction_required consent_required";
/// Members that a profile may name in addition.
const MOST_MEMBERS: usize = 8;
/// Bytes of a name that is compared.
const MOST_BYTES: usize = 64;

/// Whether a text is empty, or the name of one member that is read under no other name.
pub(super) const fn is_envelope(name: &[u8]) -> bool {
    name.is_empty() || (is_member(name) && !is_padded(name) && !is_read(name))
}

const fn is_member(name: &[u8]) -> bool {
    name.len() <= MOST_BYTES && all(name, Of::MemberName)
}

pub(super) const fn errors(list: &[u8], envelope: &[u8]) -> Option<usize> {
    if list.is_empty() {
        return None;
    }
    let (mut rest, mut index) = (Some(list), 0usize);
    while let Some(shapes) = rest {
        let (shape, after) = cut(shapes, b',');
        if !is_shape(shape, envelope) || is_reached_before(before(list, shapes), shape) {
            return Some(index);
        }
        (rest, index) = (after, index.wrapping_add(1));
    }
    None
}

const fn is_shape(shape: &[u8], envelope: &[u8]) -> bool {
    let (inside, names) = names_of(shape);
    let (mut rest, mut count) = (names, 0u8);
    while let Some((name, after)) = next(rest, b' ') {
        count = count.wrapping_add(1);
        // Beside a shape at the top no `error` says anything, and the envelope is no text of an error.
        let taken = !inside && (same(name, b"error") || same(name, envelope));
        let again = has(before(names, rest), name);
        if count > 3 || taken || again || !is_member(name) || has(TOKEN_MEMBERS, name) {
            return false;
        }
        rest = after;
    }
    count > 0
}

/// Whether a shape is inside `error`, and its names; spaces around it are none of them.
const fn names_of(shape: &[u8]) -> (bool, &[u8]) {
    let mut names = shape;
    while let [b' ', trimmed @ ..] = names {
        names = trimmed;
    }
    match names {
        [b'e', b'r', b'r', b'o', b'r', b'/', inside @ ..] => (true, inside),
        _ => (false, names),
    }
}

/// Whether one of the shapes before fits wherever this one does.
const fn is_reached_before(shapes: &[u8], shape: &[u8]) -> bool {
    let (inside, names) = names_of(shape);
    let (one, other) = deciding(names);
    let mut rest = shapes;
    while let Some((earlier, after)) = next(rest, b',') {
        let (earlier_inside, earlier_names) = names_of(earlier);
        let (a, b) = deciding(earlier_names);
        let reads_one = same(one, a) || same(one, b);
        if earlier_inside == inside && reads_one && (same(other, a) || same(other, b)) {
            return true;
        }
        rest = after;
    }
    false
}

/// The two members by which a shape fits; twice the one where there is one.
const fn deciding(names: &[u8]) -> (&[u8], &[u8]) {
    let Some((one, after)) = next(names, b' ') else { return (b"", b"") };
    match next(after, b' ') {
        Some((other, _)) => (one, other),
        None => (one, one),
    }
}

pub(super) const fn ends_on(list: &[u8]) -> Option<usize> {
    let (mut rest, mut index) = (list, 0usize);
    while let Some((line, after)) = next(rest, b'\n') {
        let (error, description) = cut(line, b'=');
        let described = match description {
            Some(description) => is_description(description),
            None => true,
        };
        let covered = is_covered(before(list, rest), error, description);
        if !is_error(error) || !described || covered {
            return Some(index);
        }
        (rest, index) = (after, index.wrapping_add(1));
    }
    no_word(list, b'\n')
}

/// Whether a line before names an error with the same description, or one of them with any.
const fn is_covered(lines: &[u8], error: &[u8], description: Option<&[u8]>) -> bool {
    let mut rest = lines;
    while let Some((line, after)) = next(rest, b'\n') {
        let (earlier, described) = cut(line, b'=');
        let overlap = match (described, description) {
            (Some(one), Some(other)) => same(one, other),
            _ => true,
        };
        if overlap && same(earlier, error) {
            return true;
        }
        rest = after;
    }
    false
}

/// Whether a text can be the `error` of a response: none of another format, such as
/// `invalid_request: X`, `error=invalid_grant` or a quoted one.
const fn is_error(error: &[u8]) -> bool {
    let mut colon = error;
    while let Some(behind) = cut(colon, b':').1 {
        if let [b' ', ..] = behind {
            return false;
        }
        colon = behind;
    }
    let mut rest = error;
    while let [byte, after @ ..] = rest {
        // A sentence has a space there, a list of another form has none.
        let lists = matches!(*byte, b',' | b';' | b'|') && !matches!(after, [] | [b' ', ..]);
        if lists {
            return false;
        }
        rest = after;
    }
    let quoted = matches!(error, [b'"' | b'\'' | b'`', ..] | [.., b'"' | b'\'' | b'`']);
    let path = matches!(error, [b'/', ..] | [.., b'/'] | [b'e', b'r', b'r', b'o', b'r', b'/', ..]);
    is_text(error) && !quoted && !path && !is_joined(error) && !is_read(error)
}

/// Whether a text can be an `error_description`: not quoted as a whole, nor the rest of `==` or `=>`.
const fn is_description(text: &[u8]) -> bool {
    let quoted = match text {
        [b'"', inside @ .., b'"'] => cut(inside, b'"').1.is_none(),
        [b'\'', inside @ .., b'\''] => cut(inside, b'\'').1.is_none(),
        [b'"' | b'\''] | [b'`', ..] | [.., b'`'] => true,
        _ => false,
    };
    is_text(text) && !quoted && !matches!(text, [b'=' | b'>', ..])
}

/// Whether a registered error is followed by a separator of another format: `invalid_request:X`.
const fn is_joined(error: &[u8]) -> bool {
    let mut rest = ERRORS;
    while let Some((known, after)) = next(rest, b' ') {
        if let Some((start, behind)) = error.split_at_checked(known.len())
            && same(start, known)
        {
            let separated = matches!(
                behind,
                [b':' | b',' | b';' | b'|' | b'/' | b'.' | b'&' | b'(' | b'[', ..]
                    | [b'-', b'>', ..]
            );
            let listed = match behind {
                [b' ', word @ ..] => has(ERRORS, word),
                _ => false,
            };
            if separated || listed {
                return true;
            }
        }
        rest = after;
    }
    false
}

/// Whether it is printed, and does not start or end with a space, which would compare with nothing.
const fn is_text(text: &[u8]) -> bool {
    all(text, Of::Printed) && !is_padded(text)
}

/// Whether a text is empty, or starts or ends with a space.
const fn is_padded(text: &[u8]) -> bool {
    matches!(text, [] | [b' ', ..] | [.., b' '])
}

pub(super) const fn token_types(list: &[u8]) -> Option<usize> {
    let (mut rest, mut index) = (list, 0usize);
    while let Some((word, after)) = next(rest, b' ') {
        let named = match cut(word, b':') {
            (_, None) => all(word, Of::TypeName),
            (scheme, Some(path)) => {
                let starts = matches!(scheme, [first, ..] if first.is_ascii_alphabetic());
                starts && !path.is_empty() && all(scheme, Of::TypeName) && all(path, Of::Uri)
            }
        };
        // A `token_type` has no case.
        if !named || contains(before(list, rest), word, Part::Whole, true) {
            return Some(index);
        }
        (rest, index) = (after, index.wrapping_add(1));
    }
    no_word(list, b' ')
}

pub(super) const fn extra(list: &[u8], envelope: &[u8]) -> Option<usize> {
    let (mut rest, mut index) = (list, 0usize);
    while let Some((name, after)) = next(rest, b' ') {
        let fits = index < MOST_MEMBERS && name.len() <= MOST_BYTES && is_extra(name);
        let again = has(before(list, rest), name) || same(name, envelope);
        if !fits || again || is_read(name) {
            return Some(index);
        }
        (rest, index) = (after, index.wrapping_add(1));
    }
    no_word(list, b' ')
}

/// Whether a text is a member's name: a path is none, unless it is in a URI.
const fn is_extra(name: &[u8]) -> bool {
    let (scheme, path) = cut(name, b':');
    let uri = matches!(path, Some([b'/', b'/', _, ..])) && !scheme.is_empty();
    all(name, Of::ExtraName) && (uri || cut(name, b'/').1.is_none())
}
