//! Reads what the documents print: exchanges, JSON bodies, forms. None of their prose.

use grantlet_tests::shared_text;
use serde_json::Value;

/// Names and values, decoded, in their order.
pub(crate) type Pairs = Vec<(String, String)>;

/// Every JSON object in the text, and every array of objects, as printed.
pub(crate) fn json_bodies(text: &str) -> Vec<&str> {
    let mut bodies = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('{') {
        let brace = at + found;
        at = brace + 1;
        // Python's `payload={}` prints no body: the sample sends none.
        if text[..brace].ends_with('=') {
            continue;
        }
        let start = if text[..brace].ends_with('[') { brace - 1 } else { brace };
        let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
        if let Some(Ok(_)) = values.next() {
            at = start + values.byte_offset();
            bodies.push(&text[start..at]);
        }
    }
    bodies
}

/// JSON without the whitespace between its parts; serde would put the members in another order.
pub(crate) fn compact(json: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let significant = |&c: &char| {
        let keep = quoted || !c.is_ascii_whitespace();
        if c == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = c == '\\' && !escaped;
        keep
    };
    json.chars().filter(significant).collect()
}

/// The JSON of a printed body, by a reader that is not ours.
pub(crate) fn json(printed: &str) -> Value {
    serde_json::from_str(printed).unwrap_or_else(|error| panic!("{error}: {printed}"))
}

/// The text after `start` and before `end`.
pub(crate) fn between<'d>(text: &'d str, start: &str, end: &str) -> &'d str {
    let (_, after) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    after.split_once(end).unwrap_or_else(|| panic!("no {end} after {start} in {text}")).0
}

/// The value of that name.
pub(crate) fn value<'p>(pairs: &'p [(String, String)], name: &str) -> &'p str {
    optional(pairs, name).unwrap_or_else(|| panic!("no {name} in {pairs:?}"))
}

/// The value of that name, where there is one.
pub(crate) fn optional<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

pub(crate) fn decoded(form: &str) -> Pairs {
    form_urlencoded::parse(form.as_bytes()).into_owned().collect()
}

pub(crate) fn encoded(pairs: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Bold's document: a heading with the names of a form, then exchanges.
pub(crate) struct Bold {
    text: String,
}

/// One request and its response, as Bold's document prints them.
#[derive(Debug)]
pub(crate) struct Exchange<'d> {
    pub(crate) method: &'d str,
    pub(crate) path: &'d str,
    pub(crate) headers: Vec<(&'d str, &'d str)>,
    /// Printed encoded, as it goes on the wire.
    pub(crate) form: Vec<(&'d str, &'d str)>,
    pub(crate) json: Option<&'d str>,
    pub(crate) status: u16,
    pub(crate) response: &'d str,
}

/// Names that Bold's document glues to their values.
const FORM_NAMES: [&str; 10] = [
    "grant_type",
    "client_id",
    "client_secret",
    "username",
    "password",
    "scope",
    "mfa_token",
    "code",
    "redirect_uri",
    "refresh_token",
];
const HEADER_NAMES: [&str; 3] = ["Content-Type", "Authorization", "X-Auth-Token"];

impl Bold {
    pub(crate) fn read() -> Option<Self> {
        Some(Self { text: shared_text("providers/bold.txt")? })
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The form's names, from the heading.
    pub(crate) fn names(&self) -> Vec<&str> {
        let heading = self.chunks()[0];
        lines(heading, "form").map(|line| unglue(line, &FORM_NAMES).0).collect()
    }

    pub(crate) fn exchanges(&self) -> Vec<Exchange<'_>> {
        self.chunks().into_iter().skip(1).map(Exchange::read).collect()
    }

    /// The text from each line that names a method and a path to the next such line.
    fn chunks(&self) -> Vec<&str> {
        let mut starts: Vec<_> = ["POST/", "GET/"]
            .iter()
            .flat_map(|method| self.text.match_indices(method))
            .map(|(at, _)| at)
            .filter(|at| *at == 0 || self.text[..*at].ends_with('\n'))
            .collect();
        starts.sort_unstable();
        let ends = starts.iter().skip(1).copied().chain([self.text.len()]);
        starts.iter().zip(ends).map(|(start, end)| &self.text[*start..end]).collect()
    }
}

impl<'d> Exchange<'d> {
    fn read(chunk: &'d str) -> Self {
        let (request, response) = chunk.split_once("\nResponse\n").expect("a response");
        let first = request.lines().next().expect("a line");
        let (method, path) = first.split_at(first.find('/').expect("a path"));
        let status = lines(response, "status").next().expect("a status");
        Self {
            method,
            path,
            headers: lines(request, "header").map(|line| unglue(line, &HEADER_NAMES)).collect(),
            form: lines(request, "form").map(|line| unglue(line, &FORM_NAMES)).collect(),
            json: json_bodies(request).first().copied(),
            status: status.parse().expect("a number"),
            response: json_bodies(response).first().expect("a body"),
        }
    }

    /// The form as it goes on the wire.
    pub(crate) fn body(&self) -> String {
        let pairs: Vec<_> =
            self.form.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("&")
    }
}

/// The rest of each line that begins with this word.
fn lines<'d>(text: &'d str, word: &str) -> impl Iterator<Item = &'d str> {
    text.lines().filter_map(move |line| line.strip_prefix(word))
}

/// A name and the value that is glued to it.
fn unglue<'d>(glued: &'d str, names: &[&str]) -> (&'d str, &'d str) {
    let known = names.iter().filter(|name| glued.starts_with(**name)).map(|name| name.len());
    glued.split_at(known.max().unwrap_or_else(|| panic!("no known name in {glued}")))
}

#[test]
fn bodies_are_found_in_text_that_is_not_json() {
    let text = "a {b} payload={} ${C} [{\"d\": {}}\n] x[\"e\"]={\"f\"} {\"g\": \"} \\\" {\"} {}";
    assert_eq!(json_bodies(text), ["[{\"d\": {}}\n]", "{\"g\": \"} \\\" {\"}", "{}"]);
    assert_eq!(compact("{ \"a b\" :\n\"\\\" c\" }"), "{\"a b\":\"\\\" c\"}");
}
