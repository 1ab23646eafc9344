//! The documents' code samples, in four languages, as requests.

use crate::documents::{Pairs, between, decoded};

/// What a sample sends. A sample that only uses a token has no pairs.
#[derive(Debug)]
pub(crate) struct Sample {
    /// Empty where the sample does not say.
    pub(crate) url: String,
    pub(crate) headers: Pairs,
    pub(crate) pairs: Pairs,
    /// The body, where the sample prints it as it goes on the wire.
    pub(crate) body: String,
}

/// Every sample of a text; each starts a line.
pub(crate) fn samples(text: &str) -> Vec<Sample> {
    let starts = [
        ("curl ", curl as fn(&str) -> Sample),
        ("using var httpClient", csharp),
        ("var configuration", csharp_with_token),
        ("import ", python),
        ("const axios", axios),
    ];
    let mut samples = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        if let Some((_, read)) = starts.iter().find(|(start, _)| line.starts_with(start)) {
            let length: usize = rest
                .split_inclusive('\n')
                .scan(true, |goes_on, line| {
                    let taken = goes_on.then_some(line.len());
                    *goes_on = line.trim_end().ends_with('\\');
                    taken
                })
                .sum();
            samples.push(read(&rest[..length]));
            rest = &rest[length..];
        } else {
            rest = after;
        }
    }
    samples
}

fn curl(command: &str) -> Sample {
    let words = words(command);
    let mut words = words.iter().skip(1).map(String::as_str);
    let (mut url, mut headers, mut pairs, mut data) = (String::new(), vec![], vec![], vec![]);
    while let Some(word) = words.next() {
        let mut argument = || words.next().unwrap_or_else(|| panic!("{word} what? {command}"));
        match word {
            "-X" | "--request" => _ = argument(),
            "--url" => url = argument().into(),
            "-H" | "--header" => headers.push(pair(argument(), ": ")),
            "-d" | "--data" => {
                let encoded = argument();
                data.push(encoded);
                pairs.extend(decoded(encoded));
            }
            "--data-urlencode" => pairs.push(pair(argument(), "=")),
            address => url = address.into(),
        }
    }
    Sample { url, headers, pairs, body: data.join("&") }
}

/// A command's words. A backslash is a line's continuation; one document has it inside a line.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in command.chars() {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c == '\\' || c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// `FormUrlEncodedContent` encodes the pairs as a form.
fn csharp(code: &str) -> Sample {
    let pairs = code.split("KeyValuePair<string, string>(\"").skip(1).map(|pair| {
        let (name, rest) = pair.split_once("\", \"").expect("two strings");
        (name.into(), rest.split_once("\")").expect("an end").0.into())
    });
    let url = between(code, "new Uri(\"", "\"").into();
    Sample { url, headers: vec![], pairs: pairs.collect(), body: String::new() }
}

fn csharp_with_token(code: &str) -> Sample {
    let bearer = format!("Bearer {}", between(code, "SetBearerToken(\"", "\""));
    let headers = vec![("Authorization".into(), bearer)];
    Sample { url: String::new(), headers, pairs: vec![], body: String::new() }
}

/// The payload is concatenated by hand, without encoding.
fn python(code: &str) -> Sample {
    if !code.contains("http.client") {
        let headers = vec![bearer(code)];
        let url = between(code, "url = \"", "\"").into();
        return Sample { url, headers, pairs: vec![], body: String::new() };
    }
    let body: String =
        between(code, "payload = ", "headers = ").split('"').skip(1).step_by(2).collect();
    let host = between(code, "HTTPSConnection(\"", "\"");
    let path = between(code, "request(\"POST\", \"", "\"");
    let content_type = ("content-type".into(), between(code, "'content-type': \"", "\"").into());
    Sample {
        url: format!("https://{host}{path}"),
        headers: vec![content_type],
        pairs: decoded(&body),
        body,
    }
}

/// `URLSearchParams` encodes the pairs as a form.
fn axios(code: &str) -> Sample {
    if code.contains("axios.get(") {
        let url = between(code, "axios.get('", "'").into();
        return Sample { url, headers: vec![bearer(code)], pairs: vec![], body: String::new() };
    }
    let quoted: Vec<_> =
        between(code, "URLSearchParams({", "})").split('\'').skip(1).step_by(2).collect();
    let pairs = quoted.chunks(2).map(|pair| (pair[0].into(), pair[1].into())).collect();
    let url = between(code, "axios.post( '", "'").into();
    Sample { url, headers: vec![], pairs, body: String::new() }
}

fn bearer(code: &str) -> (String, String) {
    ("Authorization".into(), between(code, "'Authorization': '", "'").into())
}

fn pair(text: &str, separator: &str) -> (String, String) {
    let (name, value) = text.split_once(separator).unwrap_or_else(|| panic!("no pair: {text}"));
    (name.into(), value.into())
}

#[test]
fn a_command_is_split_as_a_shell_does() {
    let text = "x\ncurl -X POST \"${A}/b\" \\\n-d a=1 \\\n  -H 'C: d e'\ncurl 'u' \\ --data-urlencode 'f=g h'\n";
    let [first, second] = samples(text).try_into().expect("two");
    assert_eq!((first.url.as_str(), first.body.as_str()), ("${A}/b", "a=1"));
    assert_eq!(first.headers, [("C".into(), "d e".into())]);
    assert_eq!((second.url.as_str(), &second.pairs), ("u", &vec![("f".into(), "g h".into())]));
}
