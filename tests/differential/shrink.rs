//! A smaller input that still differs.

use crate::input::{Input, Kind};

/// How many smaller inputs are tried at most.
const MOST: usize = 1500;

pub(crate) fn shrink(input: &Input, differs: &mut dyn FnMut(&Input) -> bool) -> Input {
    let mut small = input.clone();
    let mut left = MOST;
    let mut try_it = |candidate: Input, small: &mut Input| {
        left = left.saturating_sub(1);
        let is_smaller = left > 0 && differs(&candidate);
        if is_smaller {
            *small = candidate;
        }
        is_smaller
    };
    // A pair of parameters at once.
    let first = match small.kind {
        Kind::Request => 10,
        Kind::Login => 5,
        Kind::Form => 1,
        _ => usize::MAX,
    };
    while small.fields.len() > first {
        let mut candidate = small.clone();
        candidate.fields.truncate(small.fields.len() - 2);
        if !try_it(candidate, &mut small) {
            break;
        }
    }
    for profile in [0, small.profile] {
        let candidate = Input { profile, ..small.clone() };
        if profile != small.profile && try_it(candidate, &mut small) {
            break;
        }
    }
    for index in 0..small.fields.len() {
        // Entropy is of one length.
        if small.kind == Kind::Login && index == 0 {
            continue;
        }
        let mut step = small.fields[index].len().div_ceil(2);
        while step > 0 {
            let mut at = 0;
            while at < small.fields[index].len() {
                let mut candidate = small.clone();
                let end = (at + step).min(candidate.fields[index].len());
                candidate.fields[index].drain(at..end);
                if !is_text_still(&small, &candidate, index) || !try_it(candidate, &mut small) {
                    at += step;
                }
            }
            step /= 2;
        }
    }
    small
}

/// What is only ever text stays so.
fn is_text_still(before: &Input, after: &Input, index: usize) -> bool {
    let is_text = |input: &Input| std::str::from_utf8(&input.fields[index]).is_ok();
    !is_text(before) || is_text(after)
}
