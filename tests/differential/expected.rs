//! All expected differences from what Rust reports, each with its reason: a language, or the edition before, lacks
//! something or reports it in another way. Any other difference fails the test.

mod before;
mod conditions;

use std::collections::HashSet;

use crate::input::{HAS_SECRET, Input, Kind};
use crate::program::Language;
use crate::verdict::{Verdict, class_of};

use conditions::{
    has_response, is_grant, is_no_status, is_of_a_server, not_text, not_utf8, pairs_of,
};

/// What a language is expected to report where the difference applies.
pub(crate) enum Expected {
    /// Nothing: the input is not sent to it.
    NotSent,
    /// This verdict, in place of Rust's.
    Exactly(Verdict),
    /// Rust's verdict, except for the text after this name.
    ExceptLine(&'static str),
    /// Rust's verdict, or one that starts with one of these.
    OrStartsWith(&'static [&'static str]),
    /// What is expected for this input. The report for the original input is changed in the same way first.
    AsFor(Input, Change),
}

/// Changes what a program reported.
pub(crate) type Change = Box<dyn Fn(&[u8]) -> Vec<u8>>;

pub(crate) struct ExpectedDifference {
    pub(crate) name: &'static str,
    /// The reason.
    pub(crate) why: &'static str,
    pub(crate) language: Language,
    expects: fn(&Input, &Verdict) -> Option<Expected>,
}

impl ExpectedDifference {
    /// What is expected for an input; `None` if the difference does not apply to it.
    pub(crate) fn expects(
        &self,
        language: Language,
        input: &Input,
        rust: &Verdict,
    ) -> Option<Expected> {
        if self.language == language { (self.expects)(input, rust) } else { None }
    }
}

/// The first that applies counts.
pub(crate) const EXPECTED: [ExpectedDifference; 23] = [
    ExpectedDifference {
        name: "C: a secret of length 0",
        why: "is how C writes a public client",
        language: Language::C,
        expects: |input, _| {
            let has_secret = input.kind == Kind::Request && input.number & HAS_SECRET != 0;
            (has_secret && input.field(2).is_empty()).then_some(Expected::NotSent)
        },
    },
    ExpectedDifference {
        name: "C: a text that is not printable ASCII",
        why: "is an error of the argument, before anything else is looked at",
        language: Language::C,
        expects: |input, rust| {
            // Entropy is looked at before there is a text.
            let has_entropy = class_of(&rust.c) != "request_entropy";
            not_text(input).filter(|_| has_entropy).map(|member| {
                Expected::Exactly(Verdict::of("argument_text").line("member", member))
            })
        },
    },
    ExpectedDifference {
        name: "C: more than eight parameters",
        why: "C's room for them is fixed",
        language: Language::C,
        expects: |input, rust| {
            let has_entropy = class_of(&rust.c) != "request_entropy";
            let too_many = pairs_of(input).len() > 8 && has_entropy;
            too_many.then(|| Expected::Exactly(Verdict::of("argument_count")))
        },
    },
    ExpectedDifference {
        name: "C: an error's text that is not UTF-8",
        why: "C hands out its bytes, Rust what is UTF-8 of them",
        language: Language::C,
        expects: not_utf8,
    },
    ExpectedDifference {
        name: "JavaScript: an error's text that is not UTF-8",
        why: "JavaScript's strings have U+FFFD for it, Rust hands out what is UTF-8 of it",
        language: Language::JavaScript,
        expects: not_utf8,
    },
    ExpectedDifference {
        name: "JavaScript: an address that is not UTF-8",
        why: "JavaScript's addresses are strings",
        language: Language::JavaScript,
        expects: |input, _| {
            let is_text = std::str::from_utf8(input.field(0)).is_ok();
            (input.kind == Kind::Callback && !is_text).then_some(Expected::NotSent)
        },
    },
    ExpectedDifference {
        name: "JavaScript: a password grant",
        why: "JavaScript has no function for it: pages must not see passwords",
        language: Language::JavaScript,
        expects: |input, _| is_grant(input, 7).then_some(Expected::NotSent),
    },
    ExpectedDifference {
        name: "JavaScript: parameters with one name, or with a number for a name",
        why: "an object has each name once, and puts numbers first",
        language: Language::JavaScript,
        expects: |input, _| {
            let pairs = pairs_of(input);
            let names: HashSet<_> = pairs.iter().map(|(name, _)| name).collect();
            (names.len() < pairs.len()).then_some(Expected::NotSent)
        },
    },
    ExpectedDifference {
        name: "JavaScript: more than sixteen parameters, or a NUL",
        why: "the boundary to wasm has room for so many, with a NUL after each text",
        language: Language::JavaScript,
        expects: |input, _| {
            if pairs_of(input).len() > 16 {
                return Some(Expected::Exactly(
                    Verdict::of("request_length").line("member", "params"),
                ));
            }
            let first = match input.kind {
                Kind::Request => 0,
                Kind::Login => 1,
                _ => return None,
            };
            let has_nul = input.fields[first..].iter().any(|field| field.contains(&0));
            has_nul.then(|| Expected::Exactly(Verdict::of("request_chars").line("member", "NUL")))
        },
    },
    ExpectedDifference {
        name: "JavaScript: a status from 1 to 99",
        why: "is none of HTTP's nor of fetch, and a fault of whoever passes it",
        language: Language::JavaScript,
        expects: |input, _| match input.kind {
            Kind::TokenResponse if is_no_status(input) => {
                Some(Expected::Exactly(Verdict::of("request_unexpected").line("member", "status")))
            }
            Kind::DeviceResponse if is_no_status(input) => {
                Some(Expected::Exactly(Verdict::of("fetch_incompatible")))
            }
            _ => None,
        },
    },
    ExpectedDifference {
        name: "JavaScript: an address that is no response at all",
        why: "is a page that was reloaded, and has a code of its own",
        language: Language::JavaScript,
        expects: |input, rust| {
            let is_state = input.kind == Kind::Callback && class_of(&rust.js) == "callback_state";
            let is_empty = is_state && !has_response(input.text(0));
            is_empty.then(|| Expected::Exactly(Verdict::of("callback_empty")))
        },
    },
    ExpectedDifference {
        name: "JavaScript: an address as a server behind a proxy sees it",
        why: "a path, or http in place of https, has a code of its own",
        language: Language::JavaScript,
        expects: |input, rust| {
            let class = class_of(&rust.js);
            let is_other = input.kind == Kind::Callback && class == "callback_redirect_uri";
            let is_seen = is_other && is_of_a_server(input.text(0), input.text(1));
            is_seen.then(|| Expected::Exactly(Verdict::of("callback_address")))
        },
    },
    ExpectedDifference {
        name: "JavaScript: an interval of more than a day",
        why: "is a day: beyond some days a timer of JavaScript runs out at once",
        language: Language::JavaScript,
        expects: |_, rust| {
            let text = std::str::from_utf8(&rust.js).ok()?;
            let (before, interval) = text.strip_suffix('\n')?.rsplit_once("\ninterval=")?;
            let is_long = before.starts_with("device\n") && interval.parse::<u32>().ok()? > 86_400;
            let js = format!("{before}\ninterval=86400\n").into_bytes();
            is_long.then_some(Expected::Exactly(Verdict { c: Vec::new(), js }))
        },
    },
    ExpectedDifference {
        name: "JavaScript: a redirect",
        why: "what sends a request reports it before there is a body",
        language: Language::JavaScript,
        expects: |input, _| {
            let is_redirect = matches!(input.number, 0..=199 | 300..=399);
            (input.kind == Kind::DeviceResponse && is_redirect)
                .then(|| Expected::Exactly(Verdict::of("redirect")))
        },
    },
    ExpectedDifference {
        name: "the edition before: a body in which no object begins, behind white space",
        why: "is at fault from its first byte, so that one rule tells a page from a response that was cut",
        language: Language::Before,
        expects: |input, rust| {
            let body = input.field(0);
            let text = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
            let space = text.iter().take_while(|byte| b" \t\n\r".contains(byte)).count();
            let at = body.len() - text.len() + space;
            let is_page = rust.c == Verdict::of("response_syntax").line("at", "0").c;
            let is_response = matches!(input.kind, Kind::TokenResponse | Kind::DeviceResponse);
            (is_response && is_page && at > 0).then(|| {
                Expected::Exactly(Verdict::of("response_syntax").line("at", at.to_string()))
            })
        },
    },
    ExpectedDifference {
        name: "the edition before: a URL whose port is not from 1 to 65535",
        why: "is no URL, so that nothing is sent there and no user is shown it",
        language: Language::Before,
        expects: |input, _| before::with_ports(input),
    },
    ExpectedDifference {
        name: "the edition before: a parameter that is repeated in a JSON body",
        why: "was written twice, so that each reader makes its own of it",
        language: Language::Before,
        expects: before::without_repeats,
    },
    ExpectedDifference {
        name: "the edition before: a scope that is narrower than one with the provider's separator",
        why: "was compared with all of that as one token",
        language: Language::Before,
        expects: |input, rust| {
            let granted: Vec<_> = input.text(9).split(' ').collect();
            let is_wider =
                input.text(8).split(' ').any(|one| !one.is_empty() && !granted.contains(&one));
            (is_grant(input, 1) && is_wider).then(|| match class_of(&rust.c) {
                "request" => Expected::Exactly(Verdict::of("request_scope")),
                // Which of two errors comes first.
                _ => Expected::OrStartsWith(&["request_scope\n"]),
            })
        },
    },
    ExpectedDifference {
        name: "the edition before: a parameter of another grant in an extension grant",
        why: "was refused, so that ecobee's `code` could not be sent",
        language: Language::Before,
        expects: |input, _| {
            is_grant(input, 4).then_some(Expected::OrStartsWith(&["request_unexpected\n"]))
        },
    },
    ExpectedDifference {
        name: "the edition before: the provider's names in the URL of a login",
        why: "were those of token requests alone, so that the provider found no client",
        language: Language::Before,
        expects: |input, rust| {
            let is_login = input.kind == Kind::Login && input.profile == before::RENAMES;
            let url = std::str::from_utf8(&rust.c).ok().filter(|_| is_login)?;
            // The caller's own parameters come later.
            let standard = url.replacen("&clientId=", "&client_id=", 1);
            let standard = standard.replacen("&scopes=", "&scope=", 1);
            (standard != url)
                .then(|| Expected::Exactly(Verdict { c: standard.into(), js: Vec::new() }))
        },
    },
    ExpectedDifference {
        name: "the edition before: a redirect_uri with a colon and no scheme",
        why: "is no absolute URI, and was found only by the server",
        language: Language::Before,
        expects: before::with_a_scheme,
    },
    ExpectedDifference {
        name: "the edition before: an error of the provider's own at 2xx, or in the envelope",
        why: "was not read, so that a lock never learned that its user must log in again",
        language: Language::Before,
        expects: |input, rust| {
            let is_response = matches!(input.kind, Kind::TokenResponse | Kind::DeviceResponse);
            (is_response && class_of(&rust.c) == "response_refused").then_some(
                Expected::OrStartsWith(&[
                    "response_missing\n",
                    "response_type\n",
                    "response_duplicate\n",
                    "response_status\n",
                ]),
            )
        },
    },
    ExpectedDifference {
        name: "the edition before: a scope that is an array of more than strings",
        why: "cost the token, although a scope is advice",
        language: Language::Before,
        expects: |input, _| {
            let is_array = input.field(0).contains(&b'[');
            (input.kind == Kind::TokenResponse && is_array)
                .then_some(Expected::OrStartsWith(&["response_type\nmember=scope\n"]))
        },
    },
];
